//! The name of a certificate across posts: issuer, type and normalised number, hashed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Version of the normalisation rule below; it is part of every name.
pub const RULE: u8 = 1;

/// SHA-256 over rule version, issuer country, certificate type and normalised number.
/// Apart from the document's own hash: two documents that claim one number share a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CertificateName(#[serde(with = "hex_bytes")] pub [u8; 32]);

impl CertificateName {
    /// The name of the certificate `number` of type `kind` issued in `country` (alpha-2).
    pub fn of(country: &str, kind: &str, number: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update([RULE]);
        for part in [country, kind, &normalise_number(number)] {
            // The length keeps ("AB","C") and ("A","BC") apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateName({self})")
    }
}

/// Rule 1: compatibility-composed, upper case, letters and digits only. `bo-2026/0048217` and
/// `BO 2026 0048217` are one number.
pub fn normalise_number(number: &str) -> String {
    number.nfkc().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
}

mod hex_bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    pub fn serialize<S: Serializer>(bytes: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex::encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(String::deserialize(d)?, &mut bytes).map_err(D::Error::custom)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_make_another_certificate() {
        let plain = CertificateName::of("XB", "BA", "BO20260048217");
        for spelt in ["bo-2026-0048217", "BO 2026/0048217", "ＢＯ20260048217"] {
            assert_eq!(CertificateName::of("XB", "BA", spelt), plain, "{spelt}");
        }
    }

    #[test]
    fn issuer_and_type_tell_equal_numbers_apart() {
        let one = CertificateName::of("XB", "BA", "1");
        assert_ne!(one, CertificateName::of("XC", "BA", "1"), "another issuer");
        assert_ne!(one, CertificateName::of("XB", "B", "A1"), "lengths are hashed too");
    }
}
