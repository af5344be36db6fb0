//! All that `verify` says of one message.

use crate::content::VerifiedContent;
use crate::verdict::Verdict;
use certificate::Finding;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// Verdict, findings, report, and the content when it was earned.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The verdict; none where there is no signature to speak of.
    pub verdict: Option<Verdict>,
    /// Findings with the ids of DESIGN section 6; checks that passed are there too, as clear.
    pub findings: Vec<Finding>,
    /// One report a signature that was found.
    pub signatures: Vec<SignatureReport>,
    /// The steps that were taken, in order.
    pub steps: Vec<Step>,
    /// The content, when it was earned.
    #[serde(skip)]
    pub content: Option<VerifiedContent>,
}

/// What was found of one signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct SignatureReport {
    /// Role by the profile.
    pub role: String,
    /// Format in words: `XMLDSig`, `JWS`, `Data Integrity`, `OpenAttestation 2.0`.
    pub format: String,
    /// Algorithm as the profile spells it.
    pub algorithm: String,
    /// The key: lower-case hex SHA-256 of the certificate, or a verification method or multikey.
    pub key: String,
    /// Name on the partner's list.
    pub signer: Option<String>,
    /// The certificate's own subject; never proof.
    pub subject: Option<String>,
    /// Claimed signing time.
    pub claimed_time: Option<DateTime<Utc>>,
    /// Path of what it covers; `/` for the whole.
    pub covers: String,
    /// Whether digest and signature value verify.
    pub valid: bool,
    /// From the signer up to the anchor, as far as it was found.
    pub chain: Vec<ChainLink>,
}

/// One certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct ChainLink {
    /// Subject, RFC 4514.
    pub subject: String,
    /// End of validity.
    pub not_after: DateTime<Utc>,
    /// Whether this is one of the partner's anchors.
    pub anchor: bool,
}

/// One step of the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Step {
    /// Stable slug: `format`, `identification`, `crypto`, `path`, `revocation-freshness`,
    /// `acceptance`, `list`, `time`.
    pub id: String,
    /// Clause of ETSI EN 319 102-1.
    pub clause: String,
    /// Passed, failed, or not evaluable.
    pub passed: Option<bool>,
    /// What was looked at.
    pub detail: BTreeMap<String, String>,
}
