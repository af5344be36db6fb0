//! Algorithms of CMS (RFC 5754, RFC 8419), under the names that profiles use. Broken ones have a name so that
//! they can be refused by it, and no scheme, so that nothing can verify with them.

use super::tlv::{Fault, SEQUENCE, Tlv};
use crate::keys::{Hash, Scheme};
use crate::x509;
use der::Decode;
use spki::AlgorithmIdentifierOwned;

const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";

/// A hash function, as an AlgorithmIdentifier names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    Known(Hash),
    Md5,
    Unknown,
}

impl Digest {
    /// The hash of that object identifier.
    pub(crate) fn of(oid: &str) -> Self {
        match oid {
            "1.3.14.3.2.26" => Self::Known(Hash::Sha1),
            "2.16.840.1.101.3.4.2.1" => Self::Known(Hash::Sha256),
            "2.16.840.1.101.3.4.2.2" => Self::Known(Hash::Sha384),
            "2.16.840.1.101.3.4.2.3" => Self::Known(Hash::Sha512),
            "1.2.840.113549.2.5" => Self::Md5,
            _ => Self::Unknown,
        }
    }

    /// The hash of an AlgorithmIdentifier.
    pub(crate) fn read(identifier: Tlv<'_>) -> Result<Self, Fault> {
        Ok(Self::of(&identifier.inside().take(super::tlv::OID)?.oid()?))
    }

    /// The hash, when it is one that proves anything.
    pub(crate) fn strong(self) -> Option<Hash> {
        match self {
            Self::Known(hash) if hash != Hash::Sha1 => Some(hash),
            _ => None,
        }
    }

    /// As profiles spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Known(Hash::Sha1) => "sha1",
            Self::Known(Hash::Sha256) => "sha256",
            Self::Known(Hash::Sha384) => "sha384",
            Self::Known(Hash::Sha512) => "sha512",
            Self::Md5 => "md5",
            Self::Unknown => "unknown",
        }
    }
}

/// A signature algorithm: its name, and its scheme when it is one that proves anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm {
    pub(crate) name: String,
    pub(crate) scheme: Option<Scheme>,
    /// The hash that the algorithm itself names.
    pub(crate) hash: Option<Digest>,
}

impl Algorithm {
    /// Reads a signatureAlgorithm, with the digestAlgorithm that stands beside it (RFC 5754 section 3: the
    /// plain RSA identifier takes its hash from there).
    pub(crate) fn read(identifier: Tlv<'_>, digest: Digest) -> Result<Self, Fault> {
        if identifier.tag != SEQUENCE {
            return Err("another structure than the standard's");
        }
        let oid = identifier.inside().take(super::tlv::OID)?.oid()?;
        if oid == RSA_ENCRYPTION {
            return Ok(Self {
                name: format!("rsa-{}", digest.name()),
                scheme: digest.strong().map(Scheme::RsaPkcs1),
                hash: Some(digest),
            });
        }
        let broken = |name: &str, hash| Self { name: name.to_owned(), scheme: None, hash: Some(hash) };
        match oid.as_str() {
            "1.2.840.113549.1.1.4" => return Ok(broken("rsa-md5", Digest::Md5)),
            "1.2.840.113549.1.1.5" => return Ok(broken("rsa-sha1", Digest::Known(Hash::Sha1))),
            "1.2.840.10045.4.1" => return Ok(broken("ecdsa-sha1", Digest::Known(Hash::Sha1))),
            _ => {}
        }
        let owned = AlgorithmIdentifierOwned::from_der(identifier.whole)
            .map_err(|_| "an algorithm that cannot be read")?;
        Ok(match x509::scheme(&owned) {
            Some(scheme) => Self { name: name(scheme), scheme: Some(scheme), hash: hash(scheme) },
            None => Self { name: oid, scheme: None, hash: None },
        })
    }
}

/// The hash of a scheme.
fn hash(scheme: Scheme) -> Option<Digest> {
    match scheme {
        Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash) | Scheme::EcdsaDer(hash) => Some(Digest::Known(hash)),
        // RFC 8419 section 3: with signed attributes the message digest is SHA-512.
        Scheme::Ed25519 => Some(Digest::Known(Hash::Sha512)),
        _ => None,
    }
}

/// The name that profiles use.
fn name(scheme: Scheme) -> String {
    let family = match scheme {
        Scheme::RsaPkcs1(_) => "rsa",
        Scheme::RsaPss(_) => "rsa-pss",
        Scheme::Ed25519 => return "ed25519".to_owned(),
        _ => "ecdsa",
    };
    format!("{family}-{}", hash(scheme).map_or("unknown", Digest::name))
}
