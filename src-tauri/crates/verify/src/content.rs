//! Content that was earned. [`VerifiedContent`] is made only inside this crate, and [`Sealed`] only by
//! mapping it, so that a certificate of unverified content cannot be written down by mistake.

use crate::error::SealError;
use document::{Document, NodeId};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::ops::Deref;

/// A document, or the part of it, that valid and entitled signatures cover.
#[derive(Clone)]
pub struct VerifiedContent {
    document: Document,
    root: NodeId,
}

impl std::fmt::Debug for VerifiedContent {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("VerifiedContent").field("root", &self.root).finish_non_exhaustive()
    }
}

impl VerifiedContent {
    pub(crate) fn new(document: Document, root: NodeId) -> Self {
        Self { document, root }
    }

    /// The document that holds the content.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Where the covered part begins. Nothing outside it is verified.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// Maps the content, and seals what comes out.
    pub fn map<T, E>(&self, f: impl FnOnce(&Document, NodeId) -> Result<T, E>) -> Result<Sealed<T>, E> {
        f(&self.document, self.root).map(Sealed)
    }
}

/// A value made of verified content.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed<T>(T);

impl<T> Deref for Sealed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Sealed<T> {
    /// Gives up the seal.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Serialize> Sealed<T> {
    /// The JSON to store. A value that cannot be serialised gives no bytes, which `reopen` refuses.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    /// SHA-256 of [`Self::bytes`], to store beside them.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.bytes()).into()
    }
}

impl<T: DeserializeOwned> Sealed<T> {
    /// Opens stored bytes again, when their recorded hash belongs to them.
    pub fn reopen(bytes: &[u8], digest: &[u8; 32]) -> Result<Self, SealError> {
        if Sha256::digest(bytes).as_slice() != digest {
            return Err(SealError::SealBroken);
        }
        serde_json::from_slice(bytes).map(Self).map_err(|_| SealError::SealShape)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_with_its_own_hash_only() {
        let sealed = Sealed(vec![1_u32, 2]);
        let (mut bytes, digest) = (sealed.bytes(), sealed.digest());
        assert_eq!(Sealed::<Vec<u32>>::reopen(&bytes, &digest).unwrap(), sealed);
        bytes[1] = b'9';
        assert_eq!(Sealed::<Vec<u32>>::reopen(&bytes, &digest).unwrap_err().code(), "SEAL_BROKEN");
        let digest = Sealed("text").digest();
        assert_eq!(Sealed::<Vec<u32>>::reopen(b"\"text\"", &digest).unwrap_err().code(), "SEAL_SHAPE");
    }
}
