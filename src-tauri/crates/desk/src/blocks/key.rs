//! The administration's block key: its own, made at set-up, or the one of another installation (the head office) that an
//! administrator named here.

use crate::error::Error;
use crate::view::{BlocksView, SecondInput};
use crate::{Desk, Inner};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use store::{Draft, EventKind, Role};

/// The setting that names another installation's key; an empty value takes it back.
const SETTING: &str = "block_key";

/// A public key from its 64 hex digits.
pub(crate) fn read(hex_digits: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(hex_digits.trim(), &mut key).ok()?;
    Some(key)
}

/// A signature from base64.
pub(crate) fn signature(base64: &str) -> Option<[u8; 64]> {
    STANDARD.decode(base64.trim()).ok()?.try_into().ok()
}

impl Desk {
    /// Names the block key of the administration; none: this installation's own again. An administrator's act, with a second
    /// person in a live folder. Errors: NOT_ALLOWED_FOR_ROLE, SECOND_PERSON_NEEDED, BLOCK_KEY_NOT_READ.
    pub fn set_block_key(
        &self,
        now: DateTime<Utc>,
        key: Option<String>,
        second: Option<SecondInput>,
    ) -> Result<BlocksView, Error> {
        let inner = &self.0;
        self.may_change_packs(second)?;
        let value = match key.as_deref().map(str::trim).filter(|key| !key.is_empty()) {
            Some(key) => hex::encode(read(key).ok_or_else(|| Error::new("BLOCK_KEY_NOT_READ"))?),
            None => String::new(),
        };
        if inner.store.setting(SETTING)?.unwrap_or_default() != value {
            let act = EventKind::SettingChanged { key: SETTING.to_owned(), value };
            inner.store.append(&[Draft::new(&inner.officer, Role::Administrator, act)], now)?;
            inner.changed();
        }
        self.blocks(now)
    }
}

impl Inner {
    /// The key that packs must be signed with here.
    pub(crate) fn block_key(&self) -> Result<[u8; 32], Error> {
        match self.given_block_key()? {
            Some(key) => Ok(key),
            None => Ok(self.chest.block_signer().public()),
        }
    }

    /// Another installation's key, where one was named.
    pub(crate) fn given_block_key(&self) -> Result<Option<[u8; 32]>, Error> {
        Ok(self.store.setting(SETTING)?.as_deref().and_then(read))
    }
}
