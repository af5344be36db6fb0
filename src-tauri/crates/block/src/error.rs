//! What can go wrong, as values with stable codes. No sentence carries a value of a document.

use serde::Serialize;
use std::fmt;

/// One mistake in a pack, at its place, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackProblem {
    /// Stable code, for example `UNKNOWN_FIELD`.
    pub code: String,
    /// The file, as `pack-folder/file.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for PackProblem {}

/// Why a canonical value cannot be written in a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct WriteError {
    code: &'static str,
    /// Canonical path of the field, for example `items[0].quantity`; empty for the whole.
    pub field: String,
    /// What the format cannot carry, and why.
    pub reason: String,
}

impl WriteError {
    pub(crate) fn new(code: &'static str, field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { code, field: field.into(), reason: reason.into() }
    }

    /// Stable code: `VALUE_REFUSED`, `FIELD_NOT_CARRIED`, `NOT_READ_BACK`, `LINK_BROKEN`, `NOT_WRITABLE`, `SYNTAX`.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// Why a reading is not the record that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    /// The message is of another kind.
    #[error("the message is a {found}, not a {wanted}")]
    Kind {
        /// Kind that was asked for.
        wanted: &'static str,
        /// Kind of the message.
        found: String,
    },
    /// A field that its kind cannot do without is not in the message.
    #[error("the message has no {field}")]
    Missing {
        /// Canonical field.
        field: String,
    },
    /// The canonical value does not have the shape of its kind: a fault of the mapping.
    #[error("the mapping made a value that is not a {kind}")]
    Shape {
        /// Kind of the message.
        kind: String,
    },
}

impl ReadingError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Kind { .. } => "OTHER_KIND",
            Self::Missing { .. } => "REQUIRED_MISSING",
            Self::Shape { .. } => "MAPPING_FAULT",
        }
    }
}
