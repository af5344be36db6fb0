//! What is known about keys and signers at one moment, and the times a verdict speaks of.

use crate::x509::Certificate;
use certificate::Directory;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where a partner's trust begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// A certificate, DER.
    Certificate(#[serde(with = "der_hex")] Vec<u8>),
    /// A multikey (`z6Mk…`); it signs the directory, and document keys stand in the directory.
    Multikey(String),
}

impl Anchor {
    /// The certificate, where it is one that can be read.
    pub(crate) fn certificate(&self) -> Option<Certificate> {
        match self {
            Self::Certificate(der) => Certificate::read(der),
            Self::Multikey(_) => None,
        }
    }
}

/// Everything known about one partner's keys and signers at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustSnapshot {
    /// The partner's country code.
    pub partner: String,
    /// When this snapshot was put together.
    pub taken: DateTime<Utc>,
    /// The partner's anchors.
    pub anchors: Vec<Anchor>,
    /// Intermediate certificates, DER.
    #[serde(default, with = "der_hex_list")]
    pub intermediates: Vec<Vec<u8>>,
    /// Revocation lists, DER; older editions are kept because entries may leave after expiry.
    #[serde(default, with = "der_hex_list")]
    pub crls: Vec<Vec<u8>>,
    /// The list of officials with its deltas applied.
    #[serde(default)]
    pub list: Option<Directory>,
}

impl TrustSnapshot {
    /// SHA-256 over the snapshot's JSON: names it in a verdict's record of inputs.
    pub fn hash(&self) -> [u8; 32] {
        // A struct of strings, numbers and lists always serialises; were it ever not so, the hash of
        // nothing would match no recorded snapshot.
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }
}

/// The times that a verdict speaks of, all handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Now, by this installation's clock.
    pub now: DateTime<Utc>,
    /// Our own receipt of these bytes: proves that the signature existed then.
    pub received: Option<DateTime<Utc>>,
    /// The latest time this installation has proof of; a clock before it is suspect.
    pub clock_floor: Option<DateTime<Utc>>,
}

/// Why no profile is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unverified {
    /// The format is known, the partner is not.
    PartnerNotOnboarded,
    /// There is nothing to verify.
    SignatureAbsent,
}

mod der_hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

mod der_hex_list {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(list: &[Vec<u8>], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(list.iter().map(hex::encode))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<u8>>, D::Error> {
        let list = Vec::<String>::deserialize(from)?;
        list.iter().map(hex::decode).collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_survives_storage_and_its_hash_names_its_content() {
        let mut snapshot = TrustSnapshot {
            partner: "XB".into(),
            taken: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            anchors: vec![Anchor::Certificate(vec![1, 2, 3]), Anchor::Multikey("z6Mk".into())],
            intermediates: vec![vec![4]],
            crls: vec![],
            list: Some(Directory::default()),
        };
        let back: TrustSnapshot = serde_json::from_slice(&serde_json::to_vec(&snapshot).unwrap()).unwrap();
        assert_eq!((&back, back.hash()), (&snapshot, snapshot.hash()));
        snapshot.intermediates[0].push(5);
        assert_ne!(back.hash(), snapshot.hash(), "one more byte of trust is another snapshot");
    }
}
