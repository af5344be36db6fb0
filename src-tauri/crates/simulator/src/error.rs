//! What can go wrong while partners are made or served.

use std::{io, path::PathBuf};

/// Why a world could not be made, read or served.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The folder holds a world of another seed or base day.
    #[error("the folder {folder} holds the partners of seed {found}, not of seed {wanted}")]
    OtherWorld {
        /// The folder.
        folder: PathBuf,
        /// Seed of the world in it.
        found: u64,
        /// Seed that was asked for.
        wanted: u64,
    },
    /// The folder holds a world of other packs, or of another edition of this program.
    #[error("the partners in the folder {folder} were made of other packs than these: take another folder")]
    OtherPacks {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the folder is not what this program wrote.
    #[error("{path}: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The packs do not hold what a partner needs.
    #[error("packs: {0}")]
    Packs(String),
    /// A message could not be written by its pack.
    #[error("message {what}: {reason}")]
    Write {
        /// Which message.
        what: String,
        /// What the pack's writer said.
        reason: String,
    },
    /// A key or certificate could not be made, or a signature not be given.
    #[error("cryptography: {0}")]
    Crypto(String),
    /// A server could not be started.
    #[error("server: {0}")]
    Serve(String),
}

impl SimulatorError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherWorld { .. } => "OTHER_WORLD",
            Self::OtherPacks { .. } => "OTHER_PACKS",
            Self::File { .. } => "FILE",
            Self::Damaged { .. } => "WORLD_DAMAGED",
            Self::Packs(_) => "PACKS",
            Self::Write { .. } => "WRITE",
            Self::Crypto(_) => "CRYPTO",
            Self::Serve(_) => "SERVE",
        }
    }
}

/// Short form.
pub type Result<T, E = SimulatorError> = std::result::Result<T, E>;
