//! Why the store refused. Every error has a stable code and carries no personal data.

use crate::search::QueryError;

/// Everything that can go wrong between a caller and the database file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The key does not open this file (or the file is no database).
    #[error("the key does not open this database")]
    WrongKey,
    /// The file was written by a newer program. It was not touched.
    #[error("the database has schema {found}, this program knows {known}")]
    TooNew {
        /// The file's schema number.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// `create` was asked for a path where something exists.
    #[error("there is a file already")]
    Exists,
    /// `open` was asked for a path where nothing is.
    #[error("there is no database at this path")]
    Missing,
    /// The file is a database, but not one of ours, or a part of its identity is gone.
    #[error("this is not a database of this program")]
    NotOurs,
    /// The disk is full. Nothing of the refused change was kept.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the database for longer than we wait.
    #[error("the database is busy in another program")]
    Busy,
    /// The operating system refused to read or write.
    #[error("the database file could not be read or written: {0}")]
    Io(String),
    /// SQLite refused for another reason: its extended code and that code's fixed text.
    #[error("the database refused: {text} (SQLite {code})")]
    Database {
        /// SQLite's extended result code.
        code: i32,
        /// SQLite's fixed text for it, never the statement's values.
        text: String,
    },
    /// What the database holds cannot be read back as what it should be.
    #[error("a stored {what} cannot be read back")]
    Damaged {
        /// The kind of thing.
        what: &'static str,
    },
    /// A stored record no longer has the hash that was kept with it, or was handed in with another one.
    #[error("the record does not have the hash it was sealed with")]
    SealBroken,
    /// Something was named that the store does not hold.
    #[error("there is no such {what}")]
    NotFound {
        /// The kind of thing.
        what: &'static str,
    },
    /// Something that was handed in breaks a rule of the store.
    #[error("{what} is not acceptable: {why}")]
    Invalid {
        /// The kind of thing.
        what: &'static str,
        /// The rule.
        why: &'static str,
    },
    /// The ledger is not the one that the caller decided on: somebody drew from it meanwhile.
    #[error("the ledger of this certificate has moved since it was read")]
    LedgerMoved,
    /// The trust snapshot is older than the one kept for this partner.
    #[error("the trust snapshot is older than the one that is kept ({kept} after {offered})")]
    TrustRollback {
        /// Sequence that is kept.
        kept: u64,
        /// Sequence that was offered.
        offered: u64,
    },
    /// The search text could not be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The writer has stopped; the program is closing.
    #[error("the store is closing")]
    Closed,
}

impl StoreError {
    /// A stable code, which the window and tests go by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "DATABASE_KEY_WRONG",
            Self::TooNew { .. } => "DATABASE_TOO_NEW",
            Self::Exists => "DATABASE_EXISTS",
            Self::Missing => "DATABASE_MISSING",
            Self::NotOurs => "DATABASE_NOT_OURS",
            Self::DiskFull => "DISK_FULL",
            Self::Busy => "DATABASE_BUSY",
            Self::Io(_) => "DATABASE_IO",
            Self::Database { .. } => "DATABASE_REFUSED",
            Self::Damaged { .. } => "DATABASE_DAMAGED",
            Self::SealBroken => "SEAL_BROKEN",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Invalid { .. } => "INVALID",
            Self::LedgerMoved => "LEDGER_MOVED",
            Self::TrustRollback { .. } => "TRUST_ROLLBACK",
            Self::Query(error) => error.code(),
            Self::Closed => "STORE_CLOSED",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                Code::NotADatabase => Self::WrongKey,
                Code::DiskFull => Self::DiskFull,
                Code::DatabaseBusy | Code::DatabaseLocked => Self::Busy,
                Code::CannotOpen | Code::ReadOnly | Code::SystemIoFailure | Code::PermissionDenied => {
                    Self::Io(fixed_text(failure.extended_code))
                }
                Code::DatabaseCorrupt => Self::Damaged { what: "database page" },
                _ => Self::Database { code: failure.extended_code, text: fixed_text(failure.extended_code) },
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Self::Damaged { what: "value" },
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound { what: "row" },
            _ => Self::Database { code: 1, text: fixed_text(1) },
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            kind => Self::Io(kind.to_string()),
        }
    }
}

fn fixed_text(code: i32) -> String {
    rusqlite::ffi::code_to_str(code).to_owned()
}

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;
