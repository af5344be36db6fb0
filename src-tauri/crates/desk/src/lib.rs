//! The officer's actions, one function each, and the jobs they start.
//!
//! A [`Desk`] is one opened data folder with one officer at it. Every action takes the time it happens at;
//! faces hand in the clock's, the demonstration and tests hand in their own.

#[macro_use]
pub mod commands;
mod answer;
mod ask;
pub mod assets;
mod blocks;
mod connect;
mod decide;
pub mod declare;
mod error;
mod fields;
mod find;
mod flag;
mod folder;
mod form;
mod head;
mod home;
mod import;
mod inspect;
mod jobs;
mod judge;
mod kinds;
mod lines;
mod measure;
mod measure_mapping;
pub mod papers;
mod partners;
pub mod path;
mod present;
mod printing;
mod render;
mod settings;
mod setup;
mod sync;
mod terms;
pub mod text;
pub mod view;
pub mod workshop;

pub use connect::{Connection, Root, Second};
pub use error::Error;
pub use flag::REASONS;
pub use folder::KeyKeeping;
pub use measure::JudgingCost;
pub use measure_mapping::{MappedMessage, MappingCost, measure_mapping, median};
pub use setup::{NewOfficer, SetUp, set_up};
pub use store::{FolderKind, Role};
pub use sync::{LinkReport, SyncReport};

use assets::Assets;
use folder::Folder;
use keys::KeyChest;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock, RwLock};
use store::{DatabaseKey, Store};

/// How a folder is opened.
#[derive(Clone, Debug)]
pub struct Open {
    /// The folder.
    pub folder: PathBuf,
    /// Who works; none: the account of the operating system.
    pub officer: Option<String>,
    /// As what; none: the officer's first role.
    pub role: Option<Role>,
    /// The passphrase, where the key is kept under one.
    pub passphrase: Option<String>,
    /// Data that ships with the program.
    pub assets: Assets,
}

/// One opened data folder with one officer at it. Clones share it.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

pub(crate) struct Inner {
    folder: Folder,
    store: Store,
    chest: KeyChest,
    packs: RwLock<blocks::Packs>,
    /// Held for reading by whoever judges and keeps, for writing while packs are swapped.
    judging: RwLock<()>,
    assets: Assets,
    fonts: OnceLock<Arc<print::Fonts>>,
    runtime: tokio::runtime::Runtime,
    jobs: jobs::Jobs,
    officer: String,
    role: Role,
    trust: sync::TrustCache,
    revision: AtomicU64,
    terms: terms::Terms,
}

impl Desk {
    /// Opens a folder. Errors: FOLDER_NOT_SET_UP, PASSPHRASE_NEEDED, OFFICER_NOT_KNOWN, NOT_ALLOWED_FOR_ROLE, those of
    /// keys and store.
    pub fn open(with: &Open) -> Result<Self, Error> {
        let folder = Folder::open(&with.folder)?;
        let chest = KeyChest::open(&folder.path, &folder.unlock(with.passphrase.as_deref())?)?;
        let store = Store::open(&folder.database(), &DatabaseKey::new(*chest.database_key()))?;
        let training = store.kind() == FolderKind::Training;
        if training != chest.is_training() || store.kind() != folder.card.kind {
            return Err(Error::new("FOLDER_KINDS_DIFFER"));
        }
        let account = account();
        let officer = match &with.officer {
            // In a live folder the officer is the account of the operating system, whatever is asked for.
            Some(officer) if training || Some(officer) == account.as_ref() => officer.clone(),
            Some(_) => return Err(Error::new("OFFICER_IS_THE_ACCOUNT")),
            None => account.ok_or_else(|| Error::new("OFFICER_NOT_KNOWN"))?,
        };
        let entered = store
            .officers()?
            .into_iter()
            .find(|entered| entered.id == officer)
            .ok_or_else(|| Error::new("OFFICER_NOT_KNOWN").value("officer", &officer))?;
        let role = match with.role {
            Some(role) if entered.roles.contains(&role) => role,
            Some(_) => return Err(Error::new("NOT_ALLOWED_FOR_ROLE")),
            None => entered.roles.first().copied().ok_or_else(|| Error::new("NOT_ALLOWED_FOR_ROLE"))?,
        };
        let packs = blocks::Packs::open(&store, &with.assets, training)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("exchange")
            .enable_all()
            .build()?;
        Ok(Self(Arc::new(Inner {
            folder,
            store,
            chest,
            packs: RwLock::new(packs),
            judging: RwLock::new(()),
            assets: with.assets.clone(),
            fonts: OnceLock::new(),
            runtime,
            jobs: jobs::Jobs::default(),
            officer,
            role,
            trust: sync::TrustCache::default(),
            revision: AtomicU64::new(0),
            terms: terms::Terms::default(),
        })))
    }
}

/// The account of the operating system.
fn account() -> Option<String> {
    whoami::username().ok().filter(|name| !name.is_empty())
}
