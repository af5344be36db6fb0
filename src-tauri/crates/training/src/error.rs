//! What can go wrong here.

use std::path::{Path, PathBuf};

/// Why partners or a desk could not be staged, or the demonstration not be run.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// The desk refused.
    #[error("desk: {0}")]
    Desk(#[from] desk::Error),
    /// The partners could not be made or served.
    #[error("partners: {0}")]
    Partners(#[from] simulator::SimulatorError),
    /// A file of the folder could not be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl TrainingError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Desk(error) => error.code,
            Self::Partners(error) => error.code(),
            Self::File { .. } => "FILE_NOT_USABLE",
        }
    }

    pub(crate) fn file(path: &Path, reason: impl ToString) -> Self {
        Self::File { path: path.to_owned(), reason: reason.to_string() }
    }
}
