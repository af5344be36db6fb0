//! The data folder: what lies where, and how its database is unlocked.

use crate::error::Error;
use keys::{Unlock, Zeroizing};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use store::FolderKind;

const FILE: &str = "desk.json";
const FORMAT: u32 = 1;

/// How the database key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKeeping {
    /// In the keyring of the operating system.
    Keyring,
    /// Under a passphrase that is asked for at each start.
    Passphrase,
    /// In a file beside the database: training folders only.
    KeyFile,
}

/// What `desk.json` says of a data folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    format: u32,
    pub kind: FolderKind,
    pub post: String,
    pub key: KeyKeeping,
}

/// A data folder. It is live or training, for ever.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub path: PathBuf,
    pub card: Card,
}

impl Folder {
    /// Makes the folder's card. The folder may exist, but must not be set up.
    pub fn create(path: &Path, kind: FolderKind, post: &str, key: KeyKeeping) -> Result<Self, Error> {
        std::fs::create_dir_all(path)?;
        if path.join(FILE).exists() {
            return Err(Error::new("FOLDER_ALREADY_SET_UP").detail(path.display()));
        }
        if kind == FolderKind::Live && key == KeyKeeping::KeyFile {
            return Err(Error::new("KEY_FILE_ONLY_FOR_TRAINING"));
        }
        let path = path.canonicalize()?;
        Ok(Self { path, card: Card { format: FORMAT, kind, post: post.to_owned(), key } })
    }

    /// Writes the card: the last step of setting up, so that a half-made folder is not taken for one.
    pub fn seal(&self) -> Result<(), Error> {
        let text =
            serde_json::to_string_pretty(&self.card).map_err(|error| Error::new("INTERNAL").detail(error))?;
        let draft = self.path.join(format!("{FILE}.new"));
        std::fs::write(&draft, text)?;
        std::fs::rename(draft, self.path.join(FILE))?;
        Ok(())
    }

    /// Reads a folder that was set up. Errors: FOLDER_NOT_SET_UP, FOLDER_TOO_NEW.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let missing = || Error::new("FOLDER_NOT_SET_UP").detail(path.display());
        let text = std::fs::read_to_string(path.join(FILE)).map_err(|_| missing())?;
        let card: Card = serde_json::from_str(&text).map_err(|_| missing())?;
        if card.format > FORMAT {
            return Err(Error::new("FOLDER_TOO_NEW"));
        }
        Ok(Self { path: path.canonicalize()?, card })
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.path.join("origin.db")
    }

    /// What unlocks the keys. Error: PASSPHRASE_NEEDED.
    pub fn unlock(&self, passphrase: Option<&str>) -> Result<Unlock, Error> {
        Ok(match self.card.key {
            KeyKeeping::KeyFile => Unlock::KeyFile(self.path.join("training.key")),
            KeyKeeping::Keyring => Unlock::Keyring {
                service: "origin-desk".to_owned(),
                account: self.path.display().to_string(),
            },
            KeyKeeping::Passphrase => Unlock::Passphrase(Zeroizing::new(
                passphrase.ok_or_else(|| Error::new("PASSPHRASE_NEEDED"))?.to_owned(),
            )),
        })
    }
}
