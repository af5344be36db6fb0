//! Facts of X.509 certificates (RFC 5280 section 4). The bytes that were signed are the bytes as they
//! came, never an encoding of ours.

use crate::keys::{Hash, PublicKey, Scheme};
use crate::name::CanonicalName;
use crate::x509_extensions::Extensions;
use chrono::{DateTime, Utc};
use der::{Decode, Encode, Reader, SliceReader};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::certificate::Version;
use x509_cert::name::Name;

/// Larger certificates are not read.
const MAX_BYTES: usize = 64 * 1024;

/// What we use of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    /// Lower-case hex SHA-256 of the DER.
    pub(crate) fingerprint: String,
    pub(crate) subject: String,
    pub(crate) serial: Vec<u8>,
    pub(crate) version: Version,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
    /// None for kinds of key that are not known.
    pub(crate) key: Option<PublicKey>,
    /// SubjectPublicKeyInfo, DER.
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Extensions,
    pub(crate) issuer_der: Vec<u8>,
    pub(crate) subject_der: Vec<u8>,
    /// For comparing.
    pub(crate) issuer_name: CanonicalName,
    /// For comparing.
    pub(crate) subject_name: CanonicalName,
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
        Some(Self::of(body, &algorithm, value.as_bytes()?.to_vec()))
    }

    /// From its parts, where the structure holds more than these three.
    pub(crate) fn of(body: Vec<u8>, algorithm: &AlgorithmIdentifierOwned, value: Vec<u8>) -> Self {
        Self { body, scheme: scheme(algorithm), value }
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
        let spki = tbs.subject_public_key_info().to_der().ok()?;
        Some(Self {
            der: der.to_vec(),
            fingerprint: hex::encode(Sha256::digest(der)),
            subject: tbs.subject().to_string(),
            serial: tbs.serial_number().as_bytes().to_vec(),
            version: tbs.version(),
            not_before: instant(tbs.validity().not_before)?,
            not_after: instant(tbs.validity().not_after)?,
            key: PublicKey::from_spki(&spki),
            spki,
            extensions: Extensions::read(extensions)?,
            issuer_der: tbs.issuer().to_der().ok()?,
            subject_der: tbs.subject().to_der().ok()?,
            issuer_name: CanonicalName::of(tbs.issuer()),
            subject_name: CanonicalName::of(tbs.subject()),
            signed: Signed::read(der)?,
        })
    }

    /// Whether that certificate's key signed this one, and the names chain (RFC 5280 6.1.3 a).
    #[cfg(test)]
    pub(crate) fn issued_by(&self, issuer: &Self) -> bool {
        self.issuer_name == issuer.subject_name && self.signed_by(issuer)
    }

    /// Whether that certificate's key signed this one (RFC 5280 6.1.3 a 1).
    pub(crate) fn signed_by(&self, issuer: &Self) -> bool {
        issuer.key.as_ref().is_some_and(|key| self.signed.by(key))
    }

    /// Whether it is signed with an algorithm that is accepted at all.
    pub(crate) fn algorithm_known(&self) -> bool {
        self.signed.scheme.is_some()
    }

    /// Self-issued certificates do not count against a path length (RFC 5280 4.2.1.9).
    pub(crate) fn self_issued(&self) -> bool {
        self.issuer_name == self.subject_name
    }

    /// Whether it says that it is an authority.
    pub(crate) fn is_authority(&self) -> bool {
        self.extensions.basic.as_ref().is_some_and(|basic| basic.ca)
    }

    /// Whether it may sign documents: keyUsage, where it stands, says digitalSignature or
    /// nonRepudiation.
    pub(crate) fn may_sign(&self) -> bool {
        self.extensions
            .usage
            .as_ref()
            .is_none_or(|usage| usage.digital_signature() || usage.non_repudiation())
    }

    /// The subject, read again: needed only where names are constrained.
    pub(crate) fn subject_name_read(&self) -> Option<Name> {
        Name::from_der(&self.subject_der).ok()
    }
}

/// A time of an ASN.1 structure.
pub(crate) fn instant(time: x509_cert::time::Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::try_from(time.to_unix_duration().as_secs()).ok()?, 0)
}
/// The scheme that an AlgorithmIdentifier names (RFC 4055, RFC 5758, RFC 8410); none for SHA-1 and all
/// that is not known.
pub(crate) fn scheme(algorithm: &AlgorithmIdentifierOwned) -> Option<Scheme> {
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
