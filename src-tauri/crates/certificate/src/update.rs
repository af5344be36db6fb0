//! What an issuer says later about a certificate it issued.

use crate::When;
use serde::{Deserialize, Serialize};

/// A later word of the issuer on one of its certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Update {
    /// Number of the certificate it speaks of.
    pub number: String,
    /// Certificate type, where numbers are unique only within a type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What happened.
    pub action: UpdateAction,
    /// The successor's number, for a replacement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// With effect from (373).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<When>,
    /// Reason, in the issuer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What happened to a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpdateAction {
    /// Cancelled by its issuer.
    #[default]
    Cancel,
    /// Replaced by a successor.
    Replace,
}
