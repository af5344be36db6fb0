//! What an event is: who, as what, when, after which one, and what.

use super::kind::EventKind;
use crate::error::{Result, StoreError};
use crate::messages::MessageId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeMap;
use std::{fmt, str::FromStr};

/// A log: one installation of a post. `post~suffix`, where the suffix is new after a reinstall, a restore or a clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogId(String);

impl LogId {
    /// The log of a post (letters, digits, `-`, `_`, `.`; at most 64) with eight random bytes.
    pub fn new(post: &str, suffix: [u8; 8]) -> Result<Self> {
        format!("{post}~{}", hex::encode(suffix)).parse()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The post that it belongs to.
    pub fn post(&self) -> &str {
        self.0.split_once('~').map_or(self.0.as_str(), |(post, _)| post)
    }
}

impl FromStr for LogId {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        let good = text.split_once('~').is_some_and(|(post, suffix)| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            (1..=64).contains(&post.len())
                && post.chars().all(plain)
                && suffix.len() == 16
                && suffix.chars().all(|c| c.is_ascii_hexdigit())
        });
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(StoreError::Invalid { what: "log id", why: "not of the form post~16 hex digits" })
        }
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of an event across posts. Printed and serialised as `post~suffix/seq`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId {
    /// The log.
    pub log: LogId,
    /// Its place in the log, from 1 without gaps.
    pub seq: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.log, self.seq)
    }
}

impl FromStr for EventId {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        let wrong = StoreError::Invalid { what: "event id", why: "not of the form log/seq" };
        let (log, seq) = text.rsplit_once('/').ok_or_else(|| wrong.clone())?;
        let seq = seq.parse().ok().filter(|seq| (1..=i64::MAX.unsigned_abs()).contains(seq)).ok_or(wrong)?;
        Ok(Self { log: log.parse()?, seq })
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(D::Error::custom)
            }
        }
    };
}
as_text!(LogId);
as_text!(EventId);

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Border officer at clearance.
    BorderOfficer,
    /// Origin verification unit.
    Verifier,
    /// Administrator of the partner arrangements.
    Administrator,
}

impl Role {
    /// The role as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::BorderOfficer => "border-officer",
            Self::Verifier => "verifier",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        [Self::BorderOfficer, Self::Verifier, Self::Administrator]
            .into_iter()
            .find(|role| role.word() == text)
            .ok_or(StoreError::Invalid { what: "role", why: "not a known role" })
    }
}

/// A text about a person that belongs to an event. It stands beside the log and can be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// What it is: `officer_name`, `importer`, `text`.
    pub field: String,
    /// The text.
    pub text: String,
}

/// A receipt that goes into the outbox in the same transaction as its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The link.
    pub link: String,
    /// The message it speaks of.
    pub message: MessageId,
    /// Its state, in the link's words.
    pub state: String,
    /// Why, where the state wants a reason.
    pub reason: Option<String>,
}

/// An event that is to be appended.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Who (a stable id, no name).
    pub officer: String,
    /// As what.
    pub role: Role,
    /// What was done.
    pub kind: EventKind,
    /// Texts about persons, beside it.
    pub personal: Vec<Personal>,
    /// What the partner is told because of it.
    pub receipts: Vec<Receipt>,
}

impl Draft {
    /// An act without personal texts and receipts.
    pub fn new(officer: impl Into<String>, role: Role, kind: EventKind) -> Self {
        Self { officer: officer.into(), role, kind, personal: Vec::new(), receipts: Vec::new() }
    }

    /// Adds a text about a person; an empty one is left out.
    #[must_use]
    pub fn personal(mut self, field: &str, text: &str) -> Self {
        if !text.is_empty() {
            self.personal.push(Personal { field: field.to_owned(), text: text.to_owned() });
        }
        self
    }

    /// Adds a receipt.
    #[must_use]
    pub fn receipt(mut self, receipt: Receipt) -> Self {
        self.receipts.push(receipt);
        self
    }
}

/// An event as it is read back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// Who.
    pub officer: String,
    /// As what.
    pub role: Role,
    /// Wall time; informative only.
    pub at: DateTime<Utc>,
    /// What was done.
    pub kind: EventKind,
    /// Texts about persons; `None` where one was erased.
    pub personal: BTreeMap<String, Option<String>>,
    /// SHA-256 over the previous event's hash and this one's bytes, as hex.
    pub hash: String,
}

impl Event {
    /// A text about a person that was not erased.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.personal.get(field).and_then(Option::as_deref)
    }
}
