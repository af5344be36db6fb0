//! A partner's list of authorised officials, in canonical form.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One edition of a partner's list: whole, or a delta on the edition `base`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Directory {
    /// Edition number; it only grows.
    pub sequence: u64,
    /// For a delta: the edition it builds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<u64>,
    /// When the partner issued this edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<DateTime<Utc>>,
    /// The entries; in a delta, those that were added or changed.
    pub signers: Vec<SignerEntry>,
}

/// What the partner says of one key and whoever holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignerEntry {
    /// The partner's own id of this entry; a delta replaces by it.
    pub id: String,
    /// The official's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The key: lower-case hex SHA-256 of the X.509 certificate (RFC 7515 x5t#S256, as hex), or a multikey (`z6Mk…`).
    pub key: String,
    /// Verification method id (a DID URL), for Data Integrity keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Status today, in the partner's words mapped to ours.
    pub status: SignerStatus,
    /// Entitled from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Entitled until; a disabled entry says since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// For keys without an X.509 certificate: end of the key's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime<Utc>>,
    /// For keys without a CRL: revoked with effect from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<DateTime<Utc>>,
    /// RFC 5280 reason name (`keyCompromise`, `superseded`, …) of that revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Status of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignerStatus {
    /// May sign.
    #[default]
    Active,
    /// Not yet.
    Pending,
    /// Not any more, since `until`.
    Disabled,
    /// Taken off for cause, since `until`.
    Revoked,
}
