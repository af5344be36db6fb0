//! The data folder, its officers and its log; printed pages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The folder and who works in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FolderView {
    /// Path.
    pub folder: String,
    /// Training or live.
    pub training: bool,
    /// Post.
    pub post: String,
    /// Log id of this installation.
    pub log: String,
    /// Events in the log.
    pub events: u32,
    /// Size of the database in bytes, as a number with no fraction.
    pub database_bytes: f64,
    /// How the database key is kept, in words.
    pub key: String,
    /// Officers.
    pub officers: Vec<OfficerView>,
}

/// An officer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OfficerView {
    /// Id (account name).
    pub id: String,
    /// Name; empty when erased.
    pub name: String,
    /// Roles.
    pub roles: Vec<String>,
}

/// The outcome of checking the log's hash chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LogCheckView {
    /// Whether every hash holds.
    pub holds: bool,
    /// Events checked.
    pub events: u32,
    /// First event that does not hold.
    pub broken_at: Option<u32>,
}

/// Facts about a page before it is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrintFacts {
    /// Pages.
    pub pages: u32,
    /// Bytes.
    pub bytes: u32,
    /// Characters that no font has.
    pub missing_glyphs: Vec<String>,
    /// The age of what is known, in words.
    pub age: String,
    /// Whether the document is a claim.
    pub claim: bool,
    /// A path that would do for saving.
    pub proposed_path: String,
    /// Earlier prints: when and by whom.
    pub printed: Vec<PrintedRow>,
}

/// An earlier print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PrintedRow {
    /// When.
    pub at: String,
    /// Who.
    pub officer: String,
    /// The light then.
    pub light: super::LightView,
}

/// Where a page was saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedView {
    /// Path.
    pub path: String,
    /// Pages.
    pub pages: u32,
    /// Bytes.
    pub bytes: u32,
}
