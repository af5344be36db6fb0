//! The machine layer: ETSI EN 319 102-1's indications word for word, with the officer layer's four
//! facts beside them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Main status indication (ETSI EN 319 102-1, table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Indication {
    /// The checks passed.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// What is available proves neither.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The checks failed.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

/// Sub-indication (ETSI EN 319 102-1, table 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the names are the standard's, and so is their meaning
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    PolicyProcessingError,
    SignaturePolicyNotAvailable,
    TimestampOrderFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    RevokedNoPoe,
    RevokedCaNoPoe,
    OutOfBoundsNotRevoked,
    OutOfBoundsNoPoe,
    NoPoe,
    TryLater,
    SignedDataNotFound,
}

/// What proves when a signature existed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProvenBy {
    /// A trusted timestamp.
    Timestamp,
    /// Our own receipt.
    Receipt,
    /// Only the signer says so.
    SignerClaim,
    /// Nothing.
    Nothing,
}

/// The proven time, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenTime {
    /// The time, where there is one.
    pub at: Option<DateTime<Utc>>,
    /// By what.
    pub by: ProvenBy,
}

/// How much of the document the signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// The whole document that is released.
    Whole,
    /// Refused: nothing is released.
    Refused,
}

/// Who signed, by the partner's list; never by the certificate's own claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerFacts {
    /// The official's name on the list.
    pub name: Option<String>,
    /// The office on the list.
    pub office: Option<String>,
    /// Entitled since.
    pub since: Option<DateTime<Utc>>,
}

/// The verdict on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Main indication.
    pub indication: Indication,
    /// Sub-indication; none when passed.
    pub sub_indication: Option<SubIndication>,
    /// The time the verdict speaks of (now, as handed in).
    pub at: DateTime<Utc>,
    /// Since when the signature is known to exist, and by what.
    pub proven_time: ProvenTime,
    /// Revocation known as of.
    pub revocation_as_of: Option<DateTime<Utc>>,
    /// After this time the knowledge is older than the profile allows.
    pub stale_after: Option<DateTime<Utc>>,
    /// The list of officials is of this time.
    pub list_as_of: Option<DateTime<Utc>>,
    /// Coverage.
    pub coverage: Coverage,
    /// The signer by the list.
    pub signer: Option<SignerFacts>,
}
