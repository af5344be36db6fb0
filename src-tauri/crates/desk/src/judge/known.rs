//! What is known of all partners, made ready once for many messages.

use crate::sync::Snapshot;
use block::Library;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use verify::Knowledge;

/// One library and the trust snapshots by link; each is read and checked when it is first needed. What is judged together
/// is judged by the same packs, whatever is activated meanwhile.
pub(crate) struct Known<'k> {
    library: Library,
    trust: HashMap<&'k str, (&'k Snapshot, OnceLock<Knowledge<'k>>)>,
}

impl<'k> Known<'k> {
    /// Over a library and the snapshots of an installation.
    pub fn of(library: Library, snapshots: &'k [(String, Arc<Snapshot>)]) -> Self {
        let trust = snapshots
            .iter()
            .map(|(link, snapshot)| (link.as_str(), (&**snapshot, OnceLock::new())))
            .collect();
        Self { library, trust }
    }

    /// The packs that are judged by.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The knowledge of a link's partner; none where it is not connected.
    pub fn knowledge(&self, link: &str) -> Option<&Knowledge<'k>> {
        let (snapshot, knowledge) = self.trust.get(link)?;
        Some(knowledge.get_or_init(|| Knowledge::of(snapshot)))
    }

    /// The hash that names the snapshot.
    pub fn hash(&self, link: &str) -> Option<&str> {
        self.trust.get(link).map(|(snapshot, _)| snapshot.hash.as_str())
    }
}
