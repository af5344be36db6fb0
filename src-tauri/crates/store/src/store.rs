//! Opening and making the database file, and the two ways into it.

use crate::error::{Result, StoreError};
use crate::events::LogId;
use crate::migrate;
use crate::pool::{DatabaseKey, Readers, connect};
use crate::search::Columns;
use crate::writer::{Durability, Priority, Writer};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// What a folder of data is for, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FolderKind {
    /// Real certificates.
    Live,
    /// Simulated partners and invented goods.
    Training,
}

impl FolderKind {
    fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Training => "training",
        }
    }
}

/// The database. Clone it freely.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    kind: FolderKind,
    log: LogId,
    path: PathBuf,
    readers: Readers,
    writer: Writer,
    columns: RwLock<Columns>,
}

impl Store {
    /// Makes a new database at `path`, which must not exist. `log` is the event log of this
    /// installation and never changes. Errors: `DATABASE_EXISTS`, `DATABASE_IO`.
    pub fn create(path: &Path, key: &DatabaseKey, kind: FolderKind, log: LogId) -> Result<Self> {
        claim(path)?;
        let made = (|| {
            let mut conn = connect(path, key, true, false)?;
            migrate::migrate(&mut conn)?;
            let tx = conn.transaction()?;
            for (name, value) in [("kind", kind.word()), ("log", log.as_str())] {
                tx.execute("INSERT INTO meta(key, value) VALUES (?1, ?2)", (name, value))?;
            }
            tx.commit()?;
            Self::over(conn, path, key, kind, log)
        })();
        if made.is_err() {
            // Ours and empty: a second try must not meet DATABASE_EXISTS.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// Opens the database at `path`. Errors: `DATABASE_MISSING`, `DATABASE_KEY_WRONG`,
    /// `DATABASE_TOO_NEW` (left untouched), `DATABASE_NOT_OURS`.
    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self> {
        if !path.try_exists()? {
            return Err(StoreError::Missing);
        }
        if std::fs::metadata(path)?.len() == 0 {
            return Err(StoreError::NotOurs);
        }
        let mut conn = connect(path, key, false, false)?;
        migrate::migrate(&mut conn)?;
        let meta = |key: &str| -> Result<String> {
            conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
                .optional()?
                .ok_or(StoreError::NotOurs)
        };
        let kind = match meta("kind")?.as_str() {
            "live" => FolderKind::Live,
            "training" => FolderKind::Training,
            _ => return Err(StoreError::NotOurs),
        };
        let log = meta("log")?.parse().map_err(|_| StoreError::NotOurs)?;
        Self::over(conn, path, key, kind, log)
    }

    fn over(conn: Connection, path: &Path, key: &DatabaseKey, kind: FolderKind, log: LogId) -> Result<Self> {
        let readers = Readers::new(path.to_owned(), key.clone());
        let writer = Writer::start(conn)?;
        let columns = RwLock::new(Columns::default());
        Ok(Self { inner: Arc::new(Inner { kind, log, path: path.to_owned(), readers, writer, columns }) })
    }

    /// Live or training.
    pub fn kind(&self) -> FolderKind {
        self.inner.kind
    }

    /// The event log of this installation.
    pub fn log_id(&self) -> &LogId {
        &self.inner.log
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    pub(crate) fn columns(&self) -> &RwLock<Columns> {
        &self.inner.columns
    }

    /// Reads in one transaction.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.readers.read(work)
    }

    /// An officer's write: first in the queue, on disk when answered.
    pub(crate) fn act<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.inner.writer.write(Priority::Officer, Durability::OnDisk, work)
    }

    /// A write of the sync that partners rely on: on disk when answered.
    pub(crate) fn keep<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.inner.writer.write(Priority::Background, Durability::OnDisk, work)
    }

    /// A write that can be made again from messages.
    pub(crate) fn derive<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.inner.writer.write(Priority::Background, Durability::Derived, work)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("kind", &self.inner.kind)
            .field("log", &self.inner.log)
            .finish_non_exhaustive()
    }
}

/// Makes the empty file, readable by its owner alone, and refuses to take over another.
fn claim(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(StoreError::Exists),
        Err(error) => Err(error.into()),
    }
}
