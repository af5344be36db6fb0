//! The head that every pack has, whatever its kind.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The three kinds of pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackKind {
    /// An agreement.
    Scheme,
    /// Message shapes of one format.
    Format,
    /// A partner and what joins it to schemes and formats.
    Link,
}

/// Days on which a pack is in force; an open end where one is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Effective {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

impl Effective {
    /// Whether the pack is in force on a day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// What `pack.toml` says of a pack before anything of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackHead {
    /// Id, unique in the library; the folder's name.
    pub id: String,
    /// Version.
    pub version: String,
    /// Kind.
    pub kind: PackKind,
    /// Title for people.
    pub title: String,
    /// When it is in force.
    pub effective: Effective,
    /// For training only: a live library refuses it.
    pub training: bool,
    /// SHA-256 over the names and contents of its files, lower-case hex.
    pub hash: String,
}
