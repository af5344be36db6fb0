//! Public keys and what they verify. Strict on purpose: no algorithm is guessed from a key or the other
//! way round, and a key of another kind than the scheme wants verifies nothing.

use crate::keys_ethereum::Address;
use crate::{keys_jwk, keys_rsa};
use ed25519_dalek::VerifyingKey as Ed25519Key;
use p256::ecdsa::VerifyingKey as P256Key;
use p384::ecdsa::VerifyingKey as P384Key;
use p521::ecdsa::VerifyingKey as P521Key;
use rsa::traits::PublicKeyParts;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use signature::hazmat::PrehashVerifier;
use spki::SubjectPublicKeyInfoRef;

/// brainpoolP256r1 (RFC 5639).
pub(crate) type BrainpoolKey = ecdsa::VerifyingKey<bp256::BrainpoolP256r1>;

/// A hash function. SHA-1 is known so that it can be named and refused by the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A signature scheme, with the encoding of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS with MGF1 of the same hash and a salt as long as it (RFC 8017 8.1).
    RsaPss(Hash),
    /// ECDSA with r and s side by side, on any known curve (RFC 6931 2.3.6).
    EcdsaRaw(Hash),
    /// The same, on P-256 only (RFC 7518 3.4).
    P256Raw(Hash),
    /// The same, on P-384 only.
    P384Raw(Hash),
    /// The same, on P-521 only.
    P521Raw(Hash),
    /// ECDSA with a DER value, as in X.509 (RFC 5480).
    EcdsaDer(Hash),
    /// Ed25519 (RFC 8032), without the small-order keys.
    Ed25519,
    /// ECDSA on secp256k1 over a wallet's message, the key known by its address (ERC-191).
    EthereumMessage,
}

/// A public key.
#[derive(Clone, Debug)]
pub(crate) enum PublicKey {
    Rsa(Box<rsa::PublicKey>),
    P256(P256Key),
    P384(P384Key),
    P521(P521Key),
    /// brainpoolP256r1 (RFC 5639): authorities of travel documents use it.
    Brainpool(BrainpoolKey),
    Ed25519(Ed25519Key),
    Ethereum(Address),
}

impl Hash {
    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo; none for kinds and curves that are not known.
    pub(crate) fn from_spki(der: &[u8]) -> Option<Self> {
        let info = SubjectPublicKeyInfoRef::try_from(der).ok()?;
        if let Ok(key) = rsa::PublicKey::try_from(info.clone()) {
            return keys_rsa::sound(key).map(|key| Self::Rsa(Box::new(key)));
        }
        if let Ok(key) = P256Key::try_from(info.clone()) {
            return Some(Self::P256(key));
        }
        if let Ok(key) = P384Key::try_from(info.clone()) {
            return Some(Self::P384(key));
        }
        if let Ok(key) = P521Key::try_from(info.clone()) {
            return Some(Self::P521(key));
        }
        if let Ok(key) = BrainpoolKey::try_from(info.clone()) {
            return Some(Self::Brainpool(key));
        }
        Ed25519Key::try_from(info).ok().map(Self::Ed25519)
    }

    /// Reads a key as a partner's list writes it: a multikey, a JSON Web Key, or the address of a `did:ethr`.
    pub(crate) fn from_list(text: &str) -> Option<Self> {
        match text.as_bytes().first()? {
            b'{' => keys_jwk::read(text),
            b'0' => Address::read(text).map(Self::Ethereum),
            _ => Self::from_multikey(text),
        }
    }

    /// An Ed25519 key of its 32 bytes.
    pub(crate) fn ed25519(bytes: &[u8]) -> Option<Self> {
        Ed25519Key::from_bytes(bytes.try_into().ok()?).ok().map(Self::Ed25519)
    }

    /// A point (SEC 1, 2.3.3) on a curve by its JWK name.
    pub(crate) fn from_point(curve: &str, point: &[u8]) -> Option<Self> {
        match curve {
            "P-256" => P256Key::from_sec1_bytes(point).ok().map(Self::P256),
            "P-384" => P384Key::from_sec1_bytes(point).ok().map(Self::P384),
            "P-521" => P521Key::from_sec1_bytes(point).ok().map(Self::P521),
            _ => None,
        }
    }

    /// Reads a multikey (W3C Controlled Identifiers 2.2.2): `z`, base58 of a multicodec prefix and the key.
    pub(crate) fn from_multikey(text: &str) -> Option<Self> {
        let text = text.strip_prefix('z').filter(|rest| rest.len() <= 128)?;
        let bytes = bs58::decode(text).into_vec().ok()?;
        match bytes.split_at_checked(2)? {
            ([0xed, 0x01], key) => Self::ed25519(key),
            // Compressed points only: the multicodec says so.
            ([0x80, 0x24], key) if key.len() == 33 => Self::from_point("P-256", key),
            ([0x81, 0x24], key) if key.len() == 49 => Self::from_point("P-384", key),
            ([0x82, 0x24], key) if key.len() == 67 => Self::from_point("P-521", key),
            _ => None,
        }
    }

    /// Modulus length of an RSA key.
    pub(crate) fn rsa_bits(&self) -> Option<u32> {
        match self {
            Self::Rsa(key) => Some(key.n().bit_width()),
            _ => None,
        }
    }

    /// Whether the value is this key's signature of the message; none when key and scheme do not fit.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[u8], value: &[u8]) -> Option<bool> {
        Some(match (self, scheme) {
            (Self::Rsa(key), Scheme::RsaPkcs1(hash)) => keys_rsa::pkcs1(key, hash, message, value),
            (Self::Rsa(key), Scheme::RsaPss(hash)) => keys_rsa::pss(key, hash, message, value),
            (Self::P256(key), Scheme::EcdsaRaw(hash) | Scheme::P256Raw(hash)) => {
                p256::ecdsa::Signature::from_slice(value)
                    .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok())
            }
            (Self::P384(key), Scheme::EcdsaRaw(hash) | Scheme::P384Raw(hash)) => {
                p384::ecdsa::Signature::from_slice(value)
                    .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok())
            }
            (Self::P521(key), Scheme::EcdsaRaw(hash) | Scheme::P521Raw(hash)) => {
                p521::ecdsa::Signature::from_slice(value)
                    .is_ok_and(|value| p521_prehash(key, &hash.of(message), &value))
            }
            (Self::P521(key), Scheme::EcdsaDer(hash)) => p521::ecdsa::Signature::from_der(value)
                .is_ok_and(|value| p521_prehash(key, &hash.of(message), &value)),
            (Self::P256(key), Scheme::EcdsaDer(hash)) => p256::ecdsa::Signature::from_der(value)
                .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok()),
            (Self::P384(key), Scheme::EcdsaDer(hash)) => p384::ecdsa::Signature::from_der(value)
                .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok()),
            (Self::Brainpool(key), Scheme::EcdsaRaw(hash)) => bp256::r1::ecdsa::Signature::from_slice(value)
                .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok()),
            (Self::Brainpool(key), Scheme::EcdsaDer(hash)) => bp256::r1::ecdsa::Signature::from_der(value)
                .is_ok_and(|value| key.verify_prehash(&hash.of(message), &value).is_ok()),
            (Self::Ed25519(key), Scheme::Ed25519) => ed25519_dalek::Signature::from_slice(value)
                .is_ok_and(|value| key.verify_strict(message, &value).is_ok()),
            (Self::Ethereum(address), Scheme::EthereumMessage) => address.verify(message, value),
            _ => return None,
        })
    }
}

/// The library wants a digest of at least half the field; a shorter one is the same number with zeros before
/// it (FIPS 186-5, 6.4.2: the leftmost bits of the hash, as an integer).
fn p521_prehash(key: &P521Key, digest: &[u8], value: &p521::ecdsa::Signature) -> bool {
    let mut field = [0_u8; 66];
    let Some(end) = field.len().checked_sub(digest.len()).and_then(|start| field.get_mut(start..)) else {
        return false;
    };
    end.copy_from_slice(digest);
    key.verify_prehash(&field, value).is_ok()
}
