//! What a partner's signatures look like: the arrangement's signature profile, as data.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
}

/// What is accepted from one partner for one kind of message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The family; a message of another one is out of profile.
    pub family: Family,
    /// Accepted algorithms. XML: `rsa-sha256`, `rsa-sha384`, `rsa-sha512`, `rsa-pss-sha256`,
    /// `ecdsa-sha256`, `ecdsa-sha384`. JWS: JWA names (`RS256`, `PS256`, `ES256`, `EdDSA`, …).
    /// Data Integrity: `eddsa-jcs-2022`, `ecdsa-jcs-2019`. SHA-1 is never accepted, listed or not.
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
