//! Setting up a data folder: kind, post, officers, keys. A live folder wants a second person.

use crate::error::Error;
use crate::folder::{Folder, KeyKeeping};
use chrono::{DateTime, Utc};
use keys::{Cost, KeyChest, NewChest};
use std::path::PathBuf;
use store::{DatabaseKey, Draft, EventKind, FolderKind, LogId, Role, Store};

/// What a folder is set up with.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The folder; made if missing.
    pub folder: PathBuf,
    /// Live or training, for ever.
    pub kind: FolderKind,
    /// The post: letters, digits, `-`, `_`, `.`.
    pub post: String,
    /// Officers; the first one sets up and must be an administrator.
    pub officers: Vec<NewOfficer>,
    /// How the database key is kept.
    pub key: KeyKeeping,
    /// The passphrase, where the key is kept under one.
    pub passphrase: Option<String>,
    /// The second person who confirms: an officer of the list and a passphrase of their own.
    pub second: Option<(String, String)>,
}

/// An officer to enter.
#[derive(Clone, Debug)]
pub struct NewOfficer {
    /// Account of the operating system (a training folder may name any).
    pub id: String,
    /// Name, kept beside the log, erasable.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
}

/// Sets a folder up. Errors: FOLDER_ALREADY_SET_UP, SECOND_PERSON_NEEDED, ADMINISTRATOR_NEEDED, POST_NAME_NOT_USABLE.
pub fn set_up(with: &SetUp, now: DateTime<Utc>) -> Result<(), Error> {
    let first = with
        .officers
        .first()
        .filter(|officer| officer.roles.contains(&Role::Administrator))
        .ok_or_else(|| Error::new("ADMINISTRATOR_NEEDED"))?;
    if with.kind == FolderKind::Live {
        let (second, _) = with.second.as_ref().ok_or_else(|| Error::new("SECOND_PERSON_NEEDED"))?;
        if *second == first.id || !with.officers.iter().any(|officer| officer.id == *second) {
            return Err(Error::new("SECOND_PERSON_NEEDED"));
        }
    }
    let suffix: [u8; 8] = random_suffix()?;
    let log = LogId::new(&with.post, suffix).map_err(|_| Error::new("POST_NAME_NOT_USABLE"))?;
    let folder = Folder::create(&with.folder, with.kind, &with.post, with.key)?;
    let unlock = folder.unlock(with.passphrase.as_deref())?;
    let new = NewChest {
        training: with.kind == FolderKind::Training,
        post: with.post.clone(),
        issued_at: now.timestamp(),
        cost: Cost::default(),
    };
    // A set-up that was cut short left keys or a database but no card: they hold nothing, and are made anew.
    for left in [folder.path.join(keys::FILE), folder.path.join("training.key"), folder.database()] {
        if left.exists() {
            std::fs::remove_file(left)?;
        }
    }
    let chest = KeyChest::create(&folder.path, &unlock, &new)?;
    let store = Store::create(&folder.database(), &DatabaseKey::new(*chest.database_key()), with.kind, log)?;
    let mut drafts = vec![Draft::new(
        &first.id,
        Role::Administrator,
        EventKind::SetUp { post: with.post.clone(), folder: with.kind },
    )];
    for officer in &with.officers {
        drafts.push(
            Draft::new(
                &first.id,
                Role::Administrator,
                EventKind::OfficerEntered { id: officer.id.clone(), roles: officer.roles.clone() },
            )
            .personal("officer_name", &officer.name),
        );
    }
    store.append(&drafts, now)?;
    if let Some((second, passphrase)) = &with.second {
        let phc = keys::set_passphrase(second, &keys::Zeroizing::new(passphrase.clone()), Cost::default())?;
        store.set_preference(&passphrase_key(second), Some(&phc))?;
    }
    folder.seal()
}

/// Where an officer's own passphrase (as its PHC text) is kept.
pub(crate) fn passphrase_key(officer: &str) -> String {
    format!("passphrase.{officer}")
}

/// Eight bytes that are new after a reinstall, restore or clone.
fn random_suffix() -> Result<[u8; 8], Error> {
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix).map_err(|error| Error::new("INTERNAL").detail(error))?;
    Ok(suffix)
}
