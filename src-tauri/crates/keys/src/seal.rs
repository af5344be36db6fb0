//! Sealing 32 secret bytes under another key: XChaCha20-Poly1305 with a random nonce. What the bytes are for
//! is authenticated with them, so that no sealed key can take another's place.

use crate::KeyError;
use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

/// A secret key of 32 bytes, wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

const NONCE_BYTES: usize = 24;

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, KeyError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyError::NoRandom)?;
    Ok(bytes)
}

/// Base64 of nonce and sealed bytes.
pub(crate) fn seal(under: &Secret, purpose: &str, secret: &Secret) -> Result<String, KeyError> {
    let nonce = random::<NONCE_BYTES>()?;
    let cipher = XChaCha20Poly1305::new((&**under).into());
    let payload = Payload { msg: secret.as_slice(), aad: purpose.as_bytes() };
    let sealed = cipher.encrypt(&XNonce::from(*nonce), payload).map_err(|_| KeyError::Damaged)?;
    Ok(BASE64_STANDARD.encode([nonce.as_slice(), &sealed].concat()))
}

/// The inverse; `None` where the key, the purpose or the bytes are not those of the sealing.
pub(crate) fn unseal(under: &Secret, purpose: &str, sealed: &str) -> Option<Secret> {
    let bytes = BASE64_STANDARD.decode(sealed).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let cipher = XChaCha20Poly1305::new((&**under).into());
    let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
    let secret = Zeroizing::new(cipher.decrypt(&XNonce::from(*nonce), payload).ok()?);
    let mut whole = Secret::default();
    if secret.len() != whole.len() {
        return None;
    }
    whole.copy_from_slice(&secret);
    Some(whole)
}
