//! The keyring of the operating system: Secret Service, Credential Manager, Keychain. One file knows it.

use crate::{KeyError, seal::Secret};
use keyring::{Entry, Error};
use zeroize::Zeroizing;

pub(crate) fn put(service: &str, account: &str, master: &Secret) -> Result<(), KeyError> {
    let text = Zeroizing::new(hex::encode(master.as_slice()));
    Entry::new(service, account).and_then(|entry| entry.set_password(&text)).map_err(|error| refusal(&error))
}

/// The kept key; `None` where the keyring has no such entry.
pub(crate) fn get(service: &str, account: &str) -> Result<Option<Secret>, KeyError> {
    let text = match Entry::new(service, account).and_then(|entry| entry.get_password()) {
        Ok(text) => Zeroizing::new(text),
        Err(Error::NoEntry) => return Ok(None),
        Err(error) => return Err(refusal(&error)),
    };
    let mut master = Secret::default();
    hex::decode_to_slice(text.trim(), master.as_mut_slice()).map_err(|_| KeyError::Damaged)?;
    Ok(Some(master))
}

/// The platform's own words stay out: they may name the person.
fn refusal(error: &Error) -> KeyError {
    match error {
        Error::NoEntry => KeyError::KeyringEntryMissing,
        Error::NoStorageAccess(_) => KeyError::KeyringLocked,
        _ => KeyError::KeyringNotAvailable,
    }
}
