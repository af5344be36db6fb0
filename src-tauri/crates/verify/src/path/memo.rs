//! What was read and verified once for many messages: a certificate by its bytes, and that one certificate's
//! key signed another. Only pure facts are kept, never a judgement; both are the same at any time.

use crate::x509::Certificate;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// Most certificates and most pairs that are kept; then it begins again, so hostile messages cannot fill it.
const MOST: usize = 4096;

/// A memory of certificates, shared by threads.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    read: Mutex<HashMap<[u8; 32], Arc<Certificate>>>,
    /// Fingerprints: below, above.
    signed: Mutex<HashSet<(String, String)>>,
}

impl Memo {
    /// As [`Certificate::read`].
    pub(crate) fn certificate(&self, der: &[u8]) -> Option<Arc<Certificate>> {
        let id: [u8; 32] = Sha256::digest(der).into();
        if let Some(known) = self.read.lock().ok().and_then(|read| read.get(&id).cloned()) {
            return Some(known);
        }
        let certificate = Arc::new(Certificate::read(der)?);
        if let Ok(mut read) = self.read.lock() {
            if read.len() >= MOST {
                read.clear();
            }
            read.insert(id, certificate.clone());
        }
        Some(certificate)
    }

    /// As [`Certificate::signed_by`]; only what holds is remembered.
    pub(super) fn signed_by(&self, below: &Certificate, above: &Certificate) -> bool {
        let pair = (below.fingerprint.clone(), above.fingerprint.clone());
        if self.signed.lock().is_ok_and(|signed| signed.contains(&pair)) {
            return true;
        }
        let holds = below.signed_by(above);
        if holds && let Ok(mut signed) = self.signed.lock() {
            if signed.len() >= MOST {
                signed.clear();
            }
            signed.insert(pair);
        }
        holds
    }
}
