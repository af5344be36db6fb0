//! What a partner's signatures look like: the arrangement's signature profile, as data.

use crate::trust::Anchor;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Families of signatures that this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// W3C XML Signature.
    XmlDsig,
    /// JSON Web Signature (RFC 7515), JAdES baseline B headers included.
    Jws,
    /// W3C Verifiable Credential Data Integrity, the JCS suites.
    DataIntegrity,
    /// OpenAttestation 2.0 and 3.0 Merkle proofs (integrity only: the issuer is proven on a chain).
    OpenAttestation,
    /// Cryptographic Message Syntax (RFC 5652), CAdES baseline B (ETSI EN 319 122-1).
    Cms,
    /// COSE_Sign1 and COSE_Sign (RFC 9052).
    Cose,
}

/// Forms of signature that are refused unless a profile allows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Allowance {
    /// Canonical XML 1.1, where no `xml:base` stands above what is made canonical.
    #[serde(rename = "c14n-11")]
    C14n11,
    /// What is covered stands in an Object of its own signature.
    #[serde(rename = "enveloping")]
    Enveloping,
    /// XAdES baseline signatures (ETSI EN 319 132-1), level B-B and, beside it, timestamps.
    #[serde(rename = "xades")]
    Xades,
    /// A second reference that covers the signature's own KeyInfo.
    #[serde(rename = "signed-key-info")]
    SignedKeyInfo,
    /// CMS signatures with signed attributes, but without CAdES's signed reference to the certificate.
    #[serde(rename = "plain-cms")]
    PlainCms,
    /// Keys on brainpoolP256r1 (RFC 5639) under the profile's ECDSA algorithms.
    #[serde(rename = "brainpool")]
    Brainpool,
}

/// What is accepted from one partner for one kind of message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The family; a message of another one is out of profile.
    pub family: Family,
    /// Accepted algorithms. XML and CMS: `rsa-`, `rsa-pss-` and `ecdsa-` with `sha256`, `sha384` or `sha512`,
    /// `ed25519`. JWS: JWA names (`RS256`, `PS256`, `ES256`, `EdDSA`, …).
    /// Data Integrity: `eddsa-jcs-2022`, `ecdsa-jcs-2019`. SHA-1 is accepted only with a sunset besides.
    pub algorithms: BTreeSet<String>,
    /// Shortest accepted RSA modulus in bits.
    pub min_rsa_bits: u32,
    /// The signatures that a message must carry, all of them.
    pub signatures: Vec<SignatureRule>,
    /// Oldest acceptable revocation list, in hours since its thisUpdate.
    pub revocation_max_age_hours: u32,
    /// Oldest acceptable list of officials, in hours since it was issued.
    pub list_max_age_hours: u32,
    /// Whether keys of this profile are revoked by CRL.
    pub uses_crl: bool,
    /// Forms of XML Signature beyond the plain one.
    #[serde(default)]
    pub allows: BTreeSet<Allowance>,
    /// Algorithms (as in `algorithms`; `sha1` for digests) whose signatures are accepted only when they are
    /// known to exist before this time. SHA-1 is accepted in no other way (ETSI EN 319 102-1, 5.2.8).
    #[serde(default)]
    pub sunsets: BTreeMap<String, DateTime<Utc>>,
    /// Accepted algorithms of timestamp authorities, spelled as for XML. Empty: all with a sound hash.
    #[serde(default)]
    pub timestamp_algorithms: BTreeSet<String>,
    /// Anchors of timestamp authorities, beside the partner's own.
    #[serde(default)]
    pub timestamp_anchors: Vec<Anchor>,
}

impl Profile {
    /// A profile of a family that accepts nothing yet.
    pub fn new(family: Family) -> Self {
        Self {
            family,
            algorithms: BTreeSet::new(),
            min_rsa_bits: 2048,
            signatures: Vec::new(),
            revocation_max_age_hours: 0,
            list_max_age_hours: 0,
            uses_crl: false,
            allows: BTreeSet::new(),
            sunsets: BTreeMap::new(),
            timestamp_algorithms: BTreeSet::new(),
            timestamp_anchors: Vec::new(),
        }
    }
}

/// One signature that the profile wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// Who signs: `official`, `exporter`, `directory`.
    pub role: String,
    /// XML: path of local names, from the root element, of the element that the reference must
    /// resolve to, for example `Envelope/CertOrigin/CODEH`. Others: empty, the whole.
    #[serde(default)]
    pub covers: String,
    /// XML: path from the root element (last step may be `@name`) of the claimed signing time; it
    /// must lie inside what the signature covers. Other families carry the time themselves.
    #[serde(default)]
    pub claimed_time: Option<String>,
    /// Whether the signer must stand on the partner's list.
    #[serde(default)]
    pub listed: bool,
}
