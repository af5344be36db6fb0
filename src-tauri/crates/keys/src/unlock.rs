//! The three ways in which a chest's master key is kept.

use crate::{
    Cost, KeyError, keyfile, passphrase, ring,
    seal::{Secret, random, seal, unseal},
};
use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf};
use zeroize::Zeroizing;

/// What unlocks a chest.
#[derive(Clone)]
pub enum Unlock {
    /// The keyring of the operating system.
    Keyring {
        /// Service name of the entry.
        service: String,
        /// Account name of the entry.
        account: String,
    },
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// A file that only its owner can read. Training folders only.
    KeyFile(PathBuf),
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unlock({})", self.kind())
    }
}

impl Unlock {
    fn kind(&self) -> &'static str {
        match self {
            Self::Keyring { .. } => "keyring",
            Self::Passphrase(_) => "passphrase",
            Self::KeyFile(_) => "key file",
        }
    }
}

/// What stands in the chest's file about its master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Wrapped {
    Keyring,
    Passphrase { memory: u32, passes: u32, lanes: u32, salt: String, sealed: String },
    KeyFile,
}

/// Makes a master key and keeps it the given way.
pub(crate) fn wrap(
    unlock: &Unlock,
    purpose: &str,
    training: bool,
    cost: Cost,
) -> Result<(Secret, Wrapped), KeyError> {
    let master = random::<32>()?;
    match unlock {
        Unlock::Keyring { service, account } => {
            // An entry from a set-up that did not end is used again; one is never replaced.
            if let Some(kept) = ring::get(service, account)? {
                return Ok((kept, Wrapped::Keyring));
            }
            ring::put(service, account, &master)?;
            Ok((master, Wrapped::Keyring))
        }
        Unlock::Passphrase(passphrase) => {
            passphrase::check_length(passphrase)?;
            let salt = random::<16>()?;
            let key = passphrase::derive(passphrase, salt.as_slice(), cost)?;
            let sealed = seal(&key, purpose, &master)?;
            let Cost { memory, passes, lanes } = cost;
            let salt = hex::encode(salt.as_slice());
            Ok((master, Wrapped::Passphrase { memory, passes, lanes, salt, sealed }))
        }
        Unlock::KeyFile(_) if !training => Err(KeyError::KeyFileLive),
        Unlock::KeyFile(path) => Ok((keyfile::put(path, &master)?, Wrapped::KeyFile)),
    }
}

/// The master key again.
pub(crate) fn unwrap(
    unlock: &Unlock,
    wrapped: &Wrapped,
    purpose: &str,
    training: bool,
) -> Result<Secret, KeyError> {
    match (wrapped, unlock) {
        (Wrapped::Keyring, Unlock::Keyring { service, account }) => {
            ring::get(service, account)?.ok_or(KeyError::KeyringEntryMissing)
        }
        (Wrapped::Passphrase { memory, passes, lanes, salt, sealed }, Unlock::Passphrase(passphrase)) => {
            let salt = hex::decode(salt).map_err(|_| KeyError::Damaged)?;
            let cost = Cost { memory: *memory, passes: *passes, lanes: *lanes };
            let key = passphrase::derive(passphrase, &salt, cost)?;
            unseal(&key, purpose, sealed).ok_or(KeyError::PassphraseWrong)
        }
        (Wrapped::KeyFile, _) if !training => Err(KeyError::KeyFileLive),
        (Wrapped::KeyFile, Unlock::KeyFile(path)) => keyfile::get(path),
        (Wrapped::Keyring, _) => Err(KeyError::OtherUnlock("keyring")),
        (Wrapped::Passphrase { .. }, _) => Err(KeyError::OtherUnlock("passphrase")),
        (Wrapped::KeyFile, _) => Err(KeyError::OtherUnlock("key file")),
    }
}
