//! What a post signs: compact JWS (RFC 7515) with Ed25519 (RFC 8037).

use crate::{KeyError, seal::Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as URL};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};

/// A post's key with the administration's word for it. Clones share the key.
#[derive(Clone)]
pub struct PostKey {
    key: Arc<SigningKey>,
    certificate: Arc<str>,
}

impl fmt::Debug for PostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostKey")
    }
}

impl PostKey {
    pub(crate) fn new(secret: &Secret, certificate: &str) -> Self {
        Self { key: Arc::new(SigningKey::from_bytes(secret)), certificate: certificate.into() }
    }

    /// An Ed25519 signature (RFC 8032) over the bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The administration's certificate of this key: a compact JWS, type `origin-post+jws`, payload
    /// `{"post", "jwk", "iat"}`; its header carries the administration's public key, which a verifier compares
    /// with the one it knows.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// A receipt as a compact JWS. Header: `alg` EdDSA, `jwk` the post's key, `typ` `origin-receipt+jws`, `post`
    /// the certificate. The payload is a JSON object and goes in byte for byte.
    pub fn sign_receipt(&self, payload_json: &str) -> Result<String, KeyError> {
        let payload: Value = serde_json::from_str(payload_json).map_err(|_| KeyError::PayloadNotJson)?;
        if !payload.is_object() {
            return Err(KeyError::PayloadNotJson);
        }
        let header = json!({
            "alg": "EdDSA",
            "jwk": jwk(&self.public()),
            "typ": "origin-receipt+jws",
            "post": self.certificate(),
        });
        Ok(compact(&self.key, &header, payload_json.as_bytes()))
    }
}

/// The administration's word that this key is the post's. `issued_at` in seconds since 1970 (RFC 7519 4.1.6).
pub(crate) fn certify(administration: &Secret, post_secret: &Secret, post: &str, issued_at: i64) -> String {
    let key = SigningKey::from_bytes(administration);
    let own = key.verifying_key().to_bytes();
    let header =
        json!({ "alg": "EdDSA", "typ": "origin-post+jws", "kid": thumbprint(&own), "jwk": jwk(&own) });
    let public = SigningKey::from_bytes(post_secret).verifying_key().to_bytes();
    let payload = json!({ "post": post, "jwk": jwk(&public), "iat": issued_at });
    compact(&key, &header, payload.to_string().as_bytes())
}

/// The public key of a secret one.
pub(crate) fn public(secret: &Secret) -> [u8; 32] {
    SigningKey::from_bytes(secret).verifying_key().to_bytes()
}

fn compact(key: &SigningKey, header: &Value, payload: &[u8]) -> String {
    let signed = format!("{}.{}", URL.encode(header.to_string()), URL.encode(payload));
    let signature = URL.encode(key.sign(signed.as_bytes()).to_bytes());
    format!("{signed}.{signature}")
}

/// RFC 8037 section 2.
pub(crate) fn jwk(public: &[u8; 32]) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": URL.encode(public) })
}

/// RFC 7638: the required members in this order, no white space.
fn thumbprint(public: &[u8; 32]) -> String {
    let text = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL.encode(public));
    URL.encode(Sha256::digest(text))
}
