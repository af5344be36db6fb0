//! The key by which an administration vouches for its utility blocks.

use crate::seal::Secret;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// What parts this key from the one that certifies posts.
const PURPOSE: &[u8] = b"origin-desk block key 1";

/// The administration's block key (Ed25519, RFC 8032). Clones share the key.
#[derive(Clone)]
pub struct BlockKey(Arc<SigningKey>);

impl fmt::Debug for BlockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockKey")
    }
}

impl BlockKey {
    /// Made of the administration's secret, one way: it is there from set-up on, in chests of every age, and the same whenever the
    /// chest is opened; who learns it learns nothing of the other key.
    pub(crate) fn of(administration: &Secret) -> Self {
        let digest = Sha256::new().chain_update(PURPOSE).chain_update(administration.as_slice()).finalize();
        let seed = Zeroizing::new(<[u8; 32]>::from(digest));
        Self(Arc::new(SigningKey::from_bytes(&seed)))
    }

    /// A signature over the bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

/// Whether a signature over the bytes is by the key. Weak keys and malleable signatures are refused.
pub fn verify_block(public: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}
