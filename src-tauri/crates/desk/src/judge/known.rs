//! What is known of all partners, made ready once for many messages.

use crate::sync::Snapshot;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use verify::Knowledge;

/// Trust snapshots by link; each is read and checked when it is first needed.
pub(crate) struct Known<'k>(HashMap<&'k str, (&'k Snapshot, OnceLock<Knowledge<'k>>)>);

impl<'k> Known<'k> {
    /// Over the snapshots of an installation.
    pub fn of(snapshots: &'k [(String, Arc<Snapshot>)]) -> Self {
        Self(
            snapshots
                .iter()
                .map(|(link, snapshot)| (link.as_str(), (&**snapshot, OnceLock::new())))
                .collect(),
        )
    }

    /// The knowledge of a link's partner; none where it is not connected.
    pub fn knowledge(&self, link: &str) -> Option<&Knowledge<'k>> {
        let (snapshot, knowledge) = self.0.get(link)?;
        Some(knowledge.get_or_init(|| Knowledge::of(snapshot)))
    }

    /// The hash that names the snapshot.
    pub fn hash(&self, link: &str) -> Option<&str> {
        self.0.get(link).map(|(snapshot, _)| snapshot.hash.as_str())
    }
}
