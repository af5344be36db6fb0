//! Facts about one signature, before anything is judged.

use crate::keys::Scheme;
use crate::outcome::ChainLink;
use certificate::SignerEntry;
use chrono::{DateTime, Utc};

/// Whether the signature has the form that the profile wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// It has.
    Good,
    /// It covers something else, or only a part, or more than one meaning: refused.
    NotCovered {
        /// What is wrong.
        why: &'static str,
        /// Where.
        at: String,
    },
    /// Its own structure contradicts itself: refused.
    Malformed(&'static str),
    /// Well formed, but of a kind that the profile does not want.
    OutOfProfile(&'static str),
    /// The signing certificate cannot be identified.
    NoCertificate(&'static str),
}

/// Where the key is to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyHint {
    /// Nowhere.
    None,
    /// Certificates that came with the message, DER.
    Certificates {
        /// The signer's.
        signer: Vec<u8>,
        /// The others.
        others: Vec<Vec<u8>>,
    },
    /// A verification method that the partner's list names.
    Method(String),
    /// An id of a key (COSE): a verification method of the list, or the beginning of the SHA-256, or the
    /// subject key identifier, of a certificate that is known beforehand.
    Kid(Vec<u8>),
}

/// What a key must verify.
#[derive(Clone, Debug)]
pub(crate) struct Material {
    pub(crate) scheme: Scheme,
    /// The bytes that were signed.
    pub(crate) input: Vec<u8>,
    /// The signature value.
    pub(crate) value: Vec<u8>,
}

/// A timestamp that came with a signature, as it came: nothing is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimestampClaim {
    /// TimeStampToken, DER (RFC 3161 2.4.2).
    pub(crate) token: Vec<u8>,
    /// The octets whose digest has to be the message imprint.
    pub(crate) input: Vec<u8>,
}

/// What stands beside the signed parts, unsigned itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// A broken hash function that a digest of the signature uses, as sunsets spell it.
    pub(crate) weak: Option<&'static str>,
    /// Timestamps over the signature value.
    pub(crate) timestamps: Vec<TimestampClaim>,
    /// Names of the unsigned properties.
    pub(crate) properties: Vec<String>,
}

/// What a family's reader found of one signature.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Family in words.
    pub(crate) format: &'static str,
    /// Algorithm as profiles spell it, or as found when no profile could name it.
    pub(crate) algorithm: String,
    /// Path of what it covers; `/` for the whole.
    pub(crate) covers: String,
    pub(crate) form: Form,
    /// Whether the digest of what is covered matches; none where the family has no separate digest.
    pub(crate) digest: Option<bool>,
    /// What a key must verify: one of these, the one that fits its kind. Empty when the algorithm is not
    /// known here, or the form leaves open what was signed.
    pub(crate) materials: Vec<Material>,
    pub(crate) claimed: Option<DateTime<Utc>>,
    /// The claimed time as written.
    pub(crate) claimed_text: Option<String>,
    pub(crate) hint: KeyHint,
    pub(crate) beside: Beside,
}

/// What is known of the key, for a moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyFacts {
    /// Fingerprint, method or multikey.
    pub(crate) id: String,
    pub(crate) subject: Option<String>,
    pub(crate) rsa_bits: Option<u32>,
    /// Whether its curve is one of RFC 5639's.
    pub(crate) brainpool: bool,
    /// Why the path reaches no anchor; none when it does.
    pub(crate) unanchored: Option<String>,
    pub(crate) chain: Vec<ChainLink>,
    pub(crate) not_before: Option<DateTime<Utc>>,
    pub(crate) not_after: Option<DateTime<Utc>>,
    pub(crate) revocation: Revocation,
    pub(crate) entry: Option<SignerEntry>,
}

/// What is known of the key's revocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Revocation {
    /// Oldest knowledge that the answer rests on; none when something is not known at all.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// After this the knowledge is too old.
    pub(crate) stale_after: Option<DateTime<Utc>>,
    /// Whether it was too old already, or is missing.
    pub(crate) stale: bool,
    pub(crate) revoked: Option<Revoked>,
}

/// One revocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revoked {
    /// With effect from: the earlier of revocation and invalidity date.
    pub(crate) effect: DateTime<Utc>,
    /// RFC 5280 reason name.
    pub(crate) reason: String,
    /// Whether an issuing certificate is revoked, not the signer's own.
    pub(crate) authority: bool,
}

impl Revoked {
    /// Whether anybody else may have had the key.
    pub(crate) fn compromised(&self) -> bool {
        matches!(self.reason.as_str(), "keyCompromise" | "cACompromise" | "aACompromise")
    }
}

/// What the timestamps that came with a signature prove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamps {
    /// The earliest time at which a believed timestamp proves the signature; its accuracy is added.
    pub(crate) proven: Option<DateTime<Utc>>,
    /// Who stamped it.
    pub(crate) authority: Option<String>,
    /// Why others prove nothing: stable codes.
    pub(crate) refused: Vec<&'static str>,
}

/// All facts about one signature.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) role: String,
    /// Whether the profile wants the signer on the list.
    pub(crate) listed: bool,
    pub(crate) found: Found,
    /// Whether the value verifies; none when it could not be tried.
    pub(crate) value: Option<bool>,
    /// None when no key was found.
    pub(crate) key: Option<KeyFacts>,
    pub(crate) stamps: Stamps,
}
