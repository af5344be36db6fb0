//! Key pairs and raw signatures (aws-lc-rs).

use crate::{Result, SimulatorError};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, PublicKeyData,
    RsaKeySize,
};
use serde::{Deserialize, Serialize};

/// Kind of a key pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Rsa2048,
    Rsa3072,
    P256,
    P384,
    Ed25519,
}

/// What a signature is made of: padding or curve, digest, and for ECDSA the form r‖s (RFC 7518 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scheme {
    RsaSha256,
    RsaSha512,
    RsaPssSha256,
    EcdsaP256,
    EcdsaP384,
    Ed25519,
}

/// A key pair, kept as PKCS #8.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Key {
    pub kind: Kind,
    #[serde(with = "crate::shelf::base64_bytes")]
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").field("kind", &self.kind).finish_non_exhaustive()
    }
}

fn failed(what: impl std::fmt::Display) -> SimulatorError {
    SimulatorError::Crypto(what.to_string())
}

impl Key {
    pub fn generate(kind: Kind) -> Result<Self> {
        let pair = match kind {
            Kind::Rsa2048 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
            Kind::Rsa3072 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072),
            Kind::P256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            Kind::P384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
            Kind::Ed25519 => KeyPair::generate_for(&PKCS_ED25519),
        }
        .map_err(failed)?;
        Ok(Self { kind, pkcs8: pair.serialize_der() })
    }

    /// The same key as rcgen wants it, to sign certificates and revocation lists.
    pub fn pair(&self) -> Result<KeyPair> {
        let algorithm = match self.kind {
            Kind::Rsa2048 | Kind::Rsa3072 => &PKCS_RSA_SHA256,
            Kind::P256 => &PKCS_ECDSA_P256_SHA256,
            Kind::P384 => &PKCS_ECDSA_P384_SHA384,
            Kind::Ed25519 => &PKCS_ED25519,
        };
        KeyPair::from_pkcs8_der_and_sign_algo(&self.pkcs8.as_slice().into(), algorithm).map_err(failed)
    }

    /// PKCS #8, for the TLS server.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    pub fn sign(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>> {
        match scheme {
            Scheme::RsaSha256 => self.rsa(&signature::RSA_PKCS1_SHA256, message),
            Scheme::RsaSha512 => self.rsa(&signature::RSA_PKCS1_SHA512, message),
            Scheme::RsaPssSha256 => self.rsa(&signature::RSA_PSS_SHA256, message),
            Scheme::EcdsaP256 => self.ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, message),
            Scheme::EcdsaP384 => self.ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, message),
            Scheme::Ed25519 => {
                let pair = Ed25519KeyPair::from_pkcs8(&self.pkcs8).map_err(failed)?;
                Ok(pair.sign(message).as_ref().to_vec())
            }
        }
    }

    fn rsa(&self, padding: &'static dyn signature::RsaEncoding, message: &[u8]) -> Result<Vec<u8>> {
        let pair = RsaKeyPair::from_pkcs8(&self.pkcs8).map_err(failed)?;
        let mut value = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &SystemRandom::new(), message, &mut value).map_err(failed)?;
        Ok(value)
    }

    fn ecdsa(&self, algorithm: &'static signature::EcdsaSigningAlgorithm, message: &[u8]) -> Result<Vec<u8>> {
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &self.pkcs8).map_err(failed)?;
        Ok(pair.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec())
    }

    /// Multikey (W3C Controlled Identifiers 1.0, 2.2.2): `z` and base58btc of multicodec prefix and key.
    pub fn multikey(&self) -> Result<String> {
        let pair = self.pair()?;
        let raw = pair.der_bytes();
        let mut bytes = match self.kind {
            Kind::Ed25519 => vec![0xed, 0x01],
            Kind::P256 => vec![0x80, 0x24],
            _ => return Err(failed("no multikey for this kind of key")),
        };
        match (self.kind, raw.split_first()) {
            // An uncompressed point 04‖x‖y becomes 02 or 03‖x by the parity of y (SEC 1, 2.3.3).
            (Kind::P256, Some((4, point))) if point.len() == 64 => {
                let odd = point.last().is_some_and(|byte| byte & 1 == 1);
                bytes.push(if odd { 3 } else { 2 });
                bytes.extend(point.iter().take(32));
            }
            (Kind::P256, _) => return Err(failed("not an uncompressed point")),
            _ => bytes.extend(raw),
        }
        Ok(format!("z{}", bs58::encode(bytes).into_string()))
    }
}

/// The public key of a JWK (RFC 7517): Ed25519 (RFC 8037) or P-256.
pub(crate) struct PublicJwk {
    raw: Vec<u8>,
    ed25519: bool,
}

impl PublicJwk {
    pub fn read(jwk: &serde_json::Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name)?.as_str();
        let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(text(name)?).ok();
        match (text("kty")?, text("crv")?) {
            ("OKP", "Ed25519") => {
                let raw = bytes("x")?;
                (raw.len() == 32).then_some(Self { raw, ed25519: true })
            }
            ("EC", "P-256") => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                (x.len() == 32 && y.len() == 32)
                    .then(|| Self { raw: [&[4][..], &x, &y].concat(), ed25519: false })
            }
            _ => None,
        }
    }

    /// Whether `value` is this key's signature by the JWA algorithm `alg`.
    pub fn verifies(&self, alg: &str, message: &[u8], value: &[u8]) -> bool {
        let algorithm: &dyn signature::VerificationAlgorithm = match (alg, self.ed25519) {
            ("EdDSA" | "Ed25519", true) => &signature::ED25519,
            ("ES256", false) => &signature::ECDSA_P256_SHA256_FIXED,
            _ => return false,
        };
        signature::UnparsedPublicKey::new(algorithm, &self.raw).verify(message, value).is_ok()
    }
}
