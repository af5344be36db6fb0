//! Passphrases: argon2id (RFC 9106), for the chest and for the second person's confirmation.

use crate::{
    KeyError,
    seal::{Secret, random},
};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use zeroize::Zeroizing;

/// What a guess costs. The ordinary one takes about a tenth of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// The second recommendation of RFC 9106 section 4 (64 MiB, 3 passes, 4 lanes).
    fn default() -> Self {
        Self { memory: 64 * 1024, passes: 3, lanes: 4 }
    }
}

impl Cost {
    /// The shortest passphrase, in characters.
    pub const PASSPHRASE_CHARS_MIN: usize = 10;
    const PASSPHRASE_BYTES_MAX: usize = 1024;

    /// A stored text names its own cost, so that cost has bounds: nobody makes us ask for a terabyte.
    fn kdf(self) -> Result<Argon2<'static>, KeyError> {
        if self.memory > 1024 * 1024 || self.passes > 20 || self.lanes > 16 {
            return Err(KeyError::Cost);
        }
        let params =
            Params::new(self.memory, self.passes, self.lanes, Some(32)).map_err(|_| KeyError::Cost)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Refuses a passphrase that is no protection.
pub(crate) fn check_length(passphrase: &str) -> Result<(), KeyError> {
    let short = passphrase.chars().count() < Cost::PASSPHRASE_CHARS_MIN;
    if short || passphrase.len() > Cost::PASSPHRASE_BYTES_MAX {
        return Err(KeyError::PassphraseLength);
    }
    Ok(())
}

/// The key that a passphrase gives.
pub(crate) fn derive(passphrase: &str, salt: &[u8], cost: Cost) -> Result<Secret, KeyError> {
    if passphrase.len() > Cost::PASSPHRASE_BYTES_MAX {
        return Err(KeyError::PassphraseLength);
    }
    let mut key = Secret::default();
    cost.kdf()?
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| KeyError::Cost)?;
    Ok(key)
}

/// Makes the text by which an officer's own passphrase is recognised later: an argon2id PHC string, kept by the
/// caller. It is bound to the officer: under another officer's name it confirms nothing.
pub fn set_passphrase(officer: &str, passphrase: &Zeroizing<String>, cost: Cost) -> Result<String, KeyError> {
    check_length(passphrase)?;
    let salt = random::<16>()?;
    let hash = cost
        .kdf()?
        .hash_password_with_salt(bound(officer, passphrase).as_bytes(), salt.as_slice())
        .map_err(|_| KeyError::Cost)?;
    Ok(hash.to_string())
}

/// Whether this is the passphrase that the officer set.
pub fn verify_passphrase(officer: &str, passphrase: &Zeroizing<String>, phc: &str) -> Result<bool, KeyError> {
    let hash = PasswordHash::new(phc).map_err(|_| KeyError::NotAHash)?;
    if hash.algorithm != argon2::ARGON2ID_IDENT {
        return Err(KeyError::NotAHash);
    }
    let params = Params::try_from(&hash).map_err(|_| KeyError::NotAHash)?;
    let cost = Cost { memory: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
    let kdf = cost.kdf()?;
    if passphrase.len() > Cost::PASSPHRASE_BYTES_MAX {
        return Ok(false);
    }
    Ok(kdf.verify_password(bound(officer, passphrase).as_bytes(), &hash).is_ok())
}

/// Officer and passphrase as one text; the length in front keeps two pairs from giving the same one.
fn bound(officer: &str, passphrase: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("{}:{officer}{passphrase}", officer.len()))
}
