//! The seal of a pack: who vouches for exactly these bytes.

use crate::{PackFiles, PackProblem, package::SEAL_FILE, source::TomlFile};
use serde::{Deserialize, Serialize};

/// What `pack.sig` says: TOML of these five texts. It proves nothing before its signature is verified over
/// [`Seal::text`] with a key that is trusted; it only says which key that would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Id of the pack.
    pub pack: String,
    /// Version of the pack.
    pub version: String,
    /// Hash of its files, as [`PackFiles::hash`].
    pub hash: String,
    /// Ed25519 public key, 32 bytes in hex.
    pub key: String,
    /// Ed25519 signature over [`Seal::text`] (RFC 8032), 64 bytes in base64.
    pub signature: String,
}

impl Seal {
    /// The bytes that are signed: a line each of `origin-desk pack 1`, id, version and hash.
    pub fn text(id: &str, version: &str, hash: &str) -> Vec<u8> {
        format!("origin-desk pack 1\n{id}\n{version}\n{hash}\n").into_bytes()
    }

    /// The bytes that this seal's signature is over, if it is a true one.
    pub fn signed_text(&self) -> Vec<u8> {
        Self::text(&self.pack, &self.version, &self.hash)
    }

    /// As `pack.sig` holds it.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Self, PackProblem> {
        let file = TomlFile { name: name.to_owned(), text: String::from_utf8_lossy(bytes).into_owned() };
        toml::from_str(&file.text).map_err(|error| {
            let problem = file.syntax(&error);
            let message = format!(
                "no seal can be read here: {}; sign the pack again, or remove pack.sig",
                problem.message
            );
            PackProblem { code: "SEAL_UNREADABLE".to_owned(), message, ..problem }
        })
    }
}

impl PackFiles {
    /// What is wrong between the pack and its seal: `None` for a pack without one, and where the seal names these bytes.
    /// Whether its signature is true, and its key trusted, is for whoever knows keys.
    pub fn seal_problem(&self) -> Option<PackProblem> {
        let seal = self.seal.as_ref()?;
        let head = self.head().ok()?;
        let said = |key: &str, code: &str, message: &str| {
            // The seal is shown as this program writes it: a line each.
            let text = seal.to_toml();
            let file = TomlFile { name: format!("{}/{SEAL_FILE}", self.id_hint), text };
            let at = file.text.find(&format!("{key} = ")).unwrap_or_default();
            file.problem(at, code, message)
        };
        if seal.pack != head.id {
            return Some(said("pack", "SEAL_OTHER_PACK", "the seal is that of another pack: sign this one"));
        }
        if seal.version != head.version {
            let message = "the seal is that of another version: sign this one";
            return Some(said("version", "SEAL_OTHER_PACK", message));
        }
        (seal.hash != self.hash).then(|| {
            let message =
                "the pack was changed after it was sealed: take the files as they were, or sign it again";
            said("hash", "SEAL_ALTERED", message)
        })
    }
}
