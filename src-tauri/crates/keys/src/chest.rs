//! The chest: all secrets of one data folder in one file, each sealed.

use crate::{
    BlockKey, Cost, FILE, KeyError, PostKey, Unlock, keyfile,
    seal::{Secret, random, seal, unseal},
    signer,
    unlock::{self, Wrapped},
};
use serde::{Deserialize, Serialize};
use std::{fmt, io::ErrorKind, path::Path};

/// The form of the file that this program writes and reads.
const VERSION: u32 = 1;

/// What a new chest is for.
#[derive(Clone, Debug)]
pub struct NewChest {
    /// Training or live, for ever.
    pub training: bool,
    /// The post's name, as it stands in its certificate.
    pub post: String,
    /// Now, in seconds since 1970; time is an argument.
    pub issued_at: i64,
    /// Cost of the passphrase, where one is used; [`Cost::default`] outside tests.
    pub cost: Cost,
}

/// The opened keys of one data folder. Wiped when dropped; prints nothing of them.
pub struct KeyChest {
    training: bool,
    post: String,
    database: Secret,
    post_secret: Secret,
    administration: Secret,
    certificate: String,
}

impl fmt::Debug for KeyChest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyChest")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    version: u32,
    training: bool,
    post: String,
    master: Wrapped,
    database: String,
    post_key: String,
    administration_key: String,
    certificate: String,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// What a sealed key is for, authenticated with it: a chest cannot be relabelled from training to live, and
/// keys cannot change places.
fn purpose(training: bool, post: &str, name: &str) -> String {
    format!(
        "origin-desk keys {VERSION} {} {}:{post} {name}",
        if training { "training" } else { "live" },
        post.len()
    )
}

impl KeyChest {
    /// Makes new keys in a folder that has none, and keeps them there, wrapped.
    pub fn create(folder: &Path, unlock: &Unlock, new: &NewChest) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        if path.exists() {
            return Err(KeyError::AlreadySetUp);
        }
        let purpose = |name: &str| purpose(new.training, &new.post, name);
        let (master, wrapped) = unlock::wrap(unlock, &purpose("master"), new.training, new.cost)?;
        let (database, post_secret, administration) = (random::<32>()?, random::<32>()?, random::<32>()?);
        let certificate = signer::certify(&administration, &post_secret, &new.post, new.issued_at);
        let sealed = Sealed {
            version: VERSION,
            training: new.training,
            post: new.post.clone(),
            master: wrapped,
            database: seal(&master, &purpose("database"), &database)?,
            post_key: seal(&master, &purpose("post"), &post_secret)?,
            administration_key: seal(&master, &purpose("administration"), &administration)?,
            certificate: certificate.clone(),
        };
        let bytes = serde_json::to_vec_pretty(&sealed).map_err(|_| KeyError::Damaged)?;
        keyfile::write_new(&path, &bytes)?;
        let post = new.post.clone();
        Ok(Self { training: new.training, post, database, post_secret, administration, certificate })
    }

    /// Opens the keys of a folder.
    pub fn open(folder: &Path, unlock: &Unlock) -> Result<Self, KeyError> {
        let bytes = keyfile::read(&folder.join(FILE)).map_err(|error| match error {
            KeyError::File(ErrorKind::NotFound) => KeyError::NotSetUp,
            other => other,
        })?;
        let version: Version = serde_json::from_slice(&bytes).map_err(|_| KeyError::Damaged)?;
        if version.version > VERSION {
            return Err(KeyError::TooNew);
        }
        let sealed: Sealed = serde_json::from_slice(&bytes).map_err(|_| KeyError::Damaged)?;
        let purpose = |name: &str| purpose(sealed.training, &sealed.post, name);
        let master = unlock::unwrap(unlock, &sealed.master, &purpose("master"), sealed.training)?;
        let not_ours = || match unlock {
            Unlock::KeyFile(_) => KeyError::KeyFileWrong,
            _ => KeyError::Damaged,
        };
        let database = unseal(&master, &purpose("database"), &sealed.database).ok_or_else(not_ours)?;
        let open = |name: &str, text: &str| unseal(&master, &purpose(name), text).ok_or(KeyError::Damaged);
        Ok(Self {
            training: sealed.training,
            database,
            post_secret: open("post", &sealed.post_key)?,
            administration: open("administration", &sealed.administration_key)?,
            certificate: sealed.certificate,
            post: sealed.post,
        })
    }

    /// Whether the folder has a chest.
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Training or live.
    pub fn is_training(&self) -> bool {
        self.training
    }

    /// The post's name.
    pub fn post(&self) -> &str {
        &self.post
    }

    /// The key of the database file.
    pub fn database_key(&self) -> Secret {
        self.database.clone()
    }

    /// The post's key with its certificate.
    pub fn post_signer(&self) -> PostKey {
        PostKey::new(&self.post_secret, &self.certificate)
    }

    /// The administration's key for utility blocks: what it signs, its posts may use.
    pub fn block_signer(&self) -> BlockKey {
        BlockKey::of(&self.administration)
    }

    /// The administration's public key, by which partners know its posts.
    pub fn administration_public(&self) -> [u8; 32] {
        signer::public(&self.administration)
    }

    /// The administration's public key as a JWK (RFC 8037) in JSON.
    pub fn administration_jwk(&self) -> String {
        signer::jwk(&self.administration_public()).to_string()
    }
}
