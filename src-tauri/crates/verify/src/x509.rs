//! Facts of X.509 certificates (RFC 5280 section 4). The bytes that were signed are the bytes as they
//! came, never an encoding of ours.

use crate::keys::{Hash, PublicKey, Scheme};
use chrono::{DateTime, Utc};
use der::{Decode, Encode, Reader, SliceReader};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

/// Larger certificates are not read.
const MAX_BYTES: usize = 64 * 1024;

/// Critical extensions whose meaning is heeded here, or that narrow nothing we rely on: keyUsage,
/// basicConstraints, subjectAltName, issuerAltName, certificatePolicies, CRL distribution points,
/// extended key usage.
const HEEDED: &[&str] =
    &["2.5.29.15", "2.5.29.19", "2.5.29.17", "2.5.29.18", "2.5.29.32", "2.5.29.31", "2.5.29.37"];

/// Extensions that narrow a path in ways that are not understood here: refused even when not critical
/// (nameConstraints, policyConstraints, inhibitAnyPolicy).
const NARROWING: &[&str] = &["2.5.29.30", "2.5.29.36", "2.5.29.54"];

/// What we use of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    /// Lower-case hex SHA-256 of the DER.
    pub(crate) fingerprint: String,
    pub(crate) subject: String,
    pub(crate) serial: Vec<u8>,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
    /// None for kinds of key that are not known.
    pub(crate) key: Option<PublicKey>,
    pub(crate) basic: Option<BasicConstraints>,
    pub(crate) usage: Option<KeyUsage>,
    /// An extension that keeps the certificate out of every path.
    pub(crate) obstacle: Option<String>,
    pub(crate) issuer_der: Vec<u8>,
    pub(crate) subject_der: Vec<u8>,
    signed: Signed,
}

/// A signed ASN.1 structure: the outer shape that certificates and revocation lists share.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    body: Vec<u8>,
    scheme: Option<Scheme>,
    value: Vec<u8>,
}

impl Signed {
    /// Splits SEQUENCE { body, algorithm, BIT STRING }; none when it is not that.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let mut reader = SliceReader::new(der).ok()?;
        let parts = reader
            .sequence(|inner| {
                let body = inner.tlv_bytes()?.to_vec();
                let algorithm = AlgorithmIdentifierOwned::decode(inner)?;
                let value = der::asn1::BitString::decode(inner)?;
                Ok::<_, der::Error>((body, algorithm, value))
            })
            .ok()?;
        reader.finish().ok()?;
        let (body, algorithm, value) = parts;
        Some(Self { body, scheme: scheme(&algorithm), value: value.as_bytes()?.to_vec() })
    }

    /// Whether this key signed it; false for algorithms that are not accepted (SHA-1 among them).
    pub(crate) fn by(&self, key: &PublicKey) -> bool {
        self.scheme.is_some_and(|scheme| key.verify(scheme, &self.body, &self.value) == Some(true))
    }
}

impl Certificate {
    /// Reads a certificate; none when it is not one, is too large, or contradicts itself.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        if der.len() > MAX_BYTES {
            return None;
        }
        let certificate = x509_cert::Certificate::from_der(der).ok()?;
        let tbs = certificate.tbs_certificate();
        // RFC 5280 4.1.1.2: both algorithm fields are the same.
        if tbs.signature() != certificate.signature_algorithm() {
            return None;
        }
        let extensions = tbs.extensions().map_or(&[][..], |list| list.as_slice());
        if !extensions.is_empty() && tbs.version() != Version::V3 {
            return None;
        }
        let mut obstacle = None;
        let mut seen = Vec::new();
        for extension in extensions {
            let id = extension.extn_id.to_string();
            if seen.contains(&id) {
                return None;
            }
            if NARROWING.contains(&id.as_str()) || (extension.critical && !HEEDED.contains(&id.as_str())) {
                obstacle = Some(id.clone());
            }
            seen.push(id);
        }
        Some(Self {
            der: der.to_vec(),
            fingerprint: hex::encode(Sha256::digest(der)),
            subject: tbs.subject().to_string(),
            serial: tbs.serial_number().as_bytes().to_vec(),
            not_before: instant(tbs.validity().not_before)?,
            not_after: instant(tbs.validity().not_after)?,
            key: PublicKey::from_spki(&tbs.subject_public_key_info().to_der().ok()?),
            basic: tbs.get_extension::<BasicConstraints>().ok()?.map(|(_, basic)| basic),
            usage: tbs.get_extension::<KeyUsage>().ok()?.map(|(_, usage)| usage),
            obstacle,
            issuer_der: tbs.issuer().to_der().ok()?,
            subject_der: tbs.subject().to_der().ok()?,
            signed: Signed::read(der)?,
        })
    }

    /// Whether that certificate's key signed this one, and the names chain (RFC 5280 6.1.3 a).
    pub(crate) fn issued_by(&self, issuer: &Self) -> bool {
        self.issuer_der == issuer.subject_der && issuer.key.as_ref().is_some_and(|key| self.signed.by(key))
    }

    /// Self-issued certificates do not count against a path length (RFC 5280 4.2.1.9).
    pub(crate) fn self_issued(&self) -> bool {
        self.issuer_der == self.subject_der
    }

    /// Whether it may sign documents: keyUsage, where it stands, says digitalSignature or
    /// nonRepudiation.
    pub(crate) fn may_sign(&self) -> bool {
        self.usage.as_ref().is_none_or(|usage| usage.digital_signature() || usage.non_repudiation())
    }
}

/// A time of an ASN.1 structure.
pub(crate) fn instant(time: x509_cert::time::Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::try_from(time.to_unix_duration().as_secs()).ok()?, 0)
}

/// The scheme that an AlgorithmIdentifier names (RFC 4055, RFC 5758, RFC 8410); none for SHA-1 and all
/// that is not known.
fn scheme(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
    Some(match algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.11" => Scheme::RsaPkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::RsaPkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::RsaPkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.10" => return pss(algorithm),
        "1.2.840.10045.4.3.2" => Scheme::EcdsaDer(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::EcdsaDer(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::EcdsaDer(Hash::Sha512),
        "1.3.101.112" => Scheme::Ed25519,
        _ => return None,
    })
}

/// RSASSA-PSS with the parameters that we verify: one hash for both, a salt as long as it.
fn pss(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
    let der = algorithm.parameters.as_ref()?.to_der().ok()?;
    let parameters = rsa::pkcs1::RsaPssParams::<der::Any>::from_der(&der).ok()?;
    let (hash, length) = match parameters.hash.oid.to_string().as_str() {
        "2.16.840.1.101.3.4.2.1" => (Hash::Sha256, 32),
        "2.16.840.1.101.3.4.2.2" => (Hash::Sha384, 48),
        "2.16.840.1.101.3.4.2.3" => (Hash::Sha512, 64),
        _ => return None,
    };
    let same = parameters.mask_gen.parameters.as_ref().is_some_and(|inner| inner.oid == parameters.hash.oid);
    (same && parameters.salt_len == length).then_some(Scheme::RsaPss(hash))
}
