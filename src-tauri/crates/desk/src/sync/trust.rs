//! What is known of a partner's keys and signers: fetched, verified, kept, aged by our own clock.

use crate::Inner;
use crate::error::Error;
use crate::judge::{Read, profile, read};
use block::Link;
use certificate::Directory;
use chrono::{DateTime, Utc};
use exchange::{Client, Fetched};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use verify::{Anchor, Times, TrustSnapshot};

/// Editions of revocation lists that are kept beside the newest: entries may leave a list after expiry.
const MOST_CRLS: usize = 64;

/// The latest snapshot of each link, in memory.
#[derive(Default)]
pub(crate) struct TrustCache(RwLock<HashMap<String, Arc<Snapshot>>>);

/// A trust snapshot with its hash, which names it in every judgement.
pub(crate) struct Snapshot {
    content: TrustSnapshot,
    /// SHA-256, hex.
    pub hash: String,
}

impl std::ops::Deref for Snapshot {
    type Target = TrustSnapshot;
    fn deref(&self) -> &TrustSnapshot {
        &self.content
    }
}

impl Inner {
    /// What is known of a link's partner; none where it is not connected.
    pub(crate) fn trust_of(&self, link: &Link) -> Result<Option<Arc<Snapshot>>, Error> {
        if let Some(known) = self.trust.0.read().ok().and_then(|cache| cache.get(&link.id).cloned()) {
            return Ok(Some(known));
        }
        let Some(anchors) = self.anchors(link)? else { return Ok(None) };
        let snapshot = match self.store.latest_trust(&link.partner.country)? {
            Some(kept) => serde_json::from_str(&kept.snapshot)
                .map_err(|error| Error::new("TRUST_NOT_READABLE").detail(error))?,
            None => TrustSnapshot {
                partner: link.partner.country.clone(),
                taken: DateTime::UNIX_EPOCH,
                anchors,
                intermediates: Vec::new(),
                crls: Vec::new(),
                list: None,
            },
        };
        Ok(Some(self.remember(&link.id, snapshot)))
    }

    /// Everything known of every connected partner, by link.
    pub(crate) fn snapshots(&self) -> Result<Vec<(String, Arc<Snapshot>)>, Error> {
        let mut all = Vec::new();
        for link in self.library().links() {
            if let Some(snapshot) = self.trust_of(link)? {
                all.push((link.id.clone(), snapshot));
            }
        }
        Ok(all)
    }

    fn remember(&self, link: &str, snapshot: TrustSnapshot) -> Arc<Snapshot> {
        let snapshot = Arc::new(Snapshot { hash: hex::encode(snapshot.hash()), content: snapshot });
        if let Ok(mut cache) = self.trust.0.write() {
            cache.insert(link.to_owned(), snapshot.clone());
        }
        snapshot
    }

    /// Forgets what is in memory; it is read again from the store.
    pub(crate) fn forget_trust(&self, link: &str) {
        if let Ok(mut cache) = self.trust.0.write() {
            cache.remove(link);
        }
    }

    /// The anchors given when the partner was connected.
    fn anchors(&self, link: &Link) -> Result<Option<Vec<Anchor>>, Error> {
        let Some(connection) = self.store.connection(&link.id)? else { return Ok(None) };
        let root = connection.root.ok_or_else(|| Error::new("CONNECTION_WITHOUT_ROOT"))?;
        let anchor: Anchor = serde_json::from_slice(&root)
            .map_err(|error| Error::new("CONNECTION_WITHOUT_ROOT").detail(error))?;
        Ok(Some(vec![anchor]))
    }

    /// Fetches the list and the revocation lists of a partner; a snapshot is kept only when something
    /// in it is new. Returns whether it is.
    pub(crate) async fn refresh_trust(
        &self,
        link: &Link,
        client: &Client,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let Some(known) = self.trust_of(link)? else { return Ok(false) };
        let mut next = known.content.clone();
        let mut first_error = None;
        // Entity tags are kept after what they stand for: a stop in between must not let us believe that we have it.
        let mut tags = Vec::new();
        match self.fetch_list(link, client, &known, now, &mut tags).await {
            Ok(Some(list)) => next.list = Some(list),
            Ok(None) => {}
            Err(error) => first_error = Some(error),
        }
        for path in &link.trust.crls {
            let etag = self.store.etag(&link.id, path)?;
            match client.fetch(path, etag.as_deref(), &[]).await {
                Ok(Fetched::Bytes { bytes, etag }) => {
                    if !next.crls.contains(&bytes) {
                        next.crls.push(bytes);
                    }
                    tags.push((path.clone(), etag));
                }
                Ok(Fetched::NotModified | Fetched::Absent) => {}
                Err(error) => first_error = first_error.or(Some(error.into())),
            }
        }
        let surplus = next.crls.len().saturating_sub(MOST_CRLS);
        next.crls.drain(..surplus);
        let changed = next != known.content;
        if changed {
            next.taken = now;
            let sequence = next.list.as_ref().map_or(0, |list| list.sequence);
            let text = serde_json::to_string(&next).map_err(|error| Error::new("INTERNAL").detail(error))?;
            self.store.set_preference(&unjudged(link), Some(&now.to_rfc3339()))?;
            self.store.save_trust(&link.partner.country, &text, &next.hash(), sequence, now)?;
            self.remember(&link.id, next);
        }
        for (path, etag) in tags {
            self.store.set_etag(&link.id, &path, etag.as_deref())?;
        }
        match first_error {
            // What came is kept; what did not come is said, and ages.
            Some(error) if !changed => Err(error),
            Some(error) => {
                tracing::warn!(link = %link.id, code = error.code, "part of the trust was not fetched");
                Ok(true)
            }
            None => Ok(changed),
        }
    }

    /// The list of signers: a delta on what is held where the partner has one, else the whole list.
    async fn fetch_list(
        &self,
        link: &Link,
        client: &Client,
        known: &TrustSnapshot,
        now: DateTime<Utc>,
        tags: &mut Vec<(String, Option<String>)>,
    ) -> Result<Option<Directory>, Error> {
        if let (Some(path), Some(held)) = (&link.trust.delta, &known.list) {
            let since = held.sequence.to_string();
            if let Fetched::Bytes { bytes, .. } = client.fetch(path, None, &[("since", &since)]).await?
                && !bytes.is_empty()
            {
                let delta = self.read_list(link, &bytes, &known.anchors, now)?;
                if delta.base == Some(held.sequence) && delta.sequence > held.sequence {
                    return Ok(Some(applied(held, delta)));
                }
            }
        }
        let path = &link.trust.directory;
        let etag = self.store.etag(&link.id, path)?;
        match client.fetch(path, etag.as_deref(), &[]).await? {
            Fetched::Bytes { bytes, etag } => {
                let list = self.read_list(link, &bytes, &known.anchors, now)?;
                let older = known.list.as_ref().is_some_and(|held| {
                    list.sequence < held.sequence
                        || (list.sequence == held.sequence && list.issued < held.issued)
                });
                if older || list.base.is_some() {
                    return Err(Error::new("TRUST_ROLLBACK").value("link", &link.id));
                }
                tags.push((path.clone(), etag));
                Ok(Some(list))
            }
            Fetched::NotModified | Fetched::Absent => Ok(None),
        }
    }

    /// Verifies and maps a signed list.
    fn read_list(
        &self,
        link: &Link,
        bytes: &[u8],
        anchors: &[Anchor],
        now: DateTime<Utc>,
    ) -> Result<Directory, Error> {
        let refused = |why: String| Error::new("TRUST_LIST_REFUSED").value("link", &link.id).detail(why);
        let library = self.library();
        let Read::Message(opened, shape) = read(&library, bytes) else {
            return Err(refused("not a list that a block of this link reads".to_owned()));
        };
        if shape.kind != "directory" || !link.accepts(shape) {
            return Err(refused(format!("`{}` is no list of signers of this link", shape.id)));
        }
        let times = Times { now, received: Some(now), clock_floor: None };
        let content = verify::directory(&opened, &profile(&link.directory_signature)?, anchors, &times)
            .map_err(|outcome| {
                let ids: Vec<&str> = outcome.findings.iter().map(|finding| finding.id.as_str()).collect();
                refused(ids.join(", "))
            })?;
        let sealed = content.map(|document, root| {
            let reading = shape.read(document, document.root().id());
            let span = document.node(root).map(|node| node.span()).unwrap_or_default();
            if reading
                .sources
                .iter()
                .any(|source| source.span.start < span.start || source.span.end > span.end)
            {
                return Err(refused("an entry lies outside what is signed".to_owned()));
            }
            reading.directory().map_err(|error| refused(error.to_string()))
        })?;
        Ok(sealed.into_inner())
    }
}

/// Under which a link's mark is kept that its trust changed and its documents are not judged again yet: written before
/// the trust and taken away after the judgements, so that a stop in between is made good at the next sync.
pub(super) fn unjudged(link: &Link) -> String {
    format!("unjudged.{}", link.id)
}

/// A list with a delta applied: entries replace those of their id, new ones are added.
fn applied(held: &Directory, delta: Directory) -> Directory {
    let mut signers = held.signers.clone();
    for entry in delta.signers {
        match signers.iter_mut().find(|signer| signer.id == entry.id) {
            Some(signer) => *signer = entry,
            None => signers.push(entry),
        }
    }
    Directory { sequence: delta.sequence, base: None, issued: delta.issued, signers }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use certificate::{SignerEntry, SignerStatus};

    #[test]
    fn a_delta_replaces_by_id_and_adds() {
        let entry = |id: &str, status| SignerEntry { id: id.into(), status, ..SignerEntry::default() };
        let held = Directory {
            sequence: 4,
            signers: vec![entry("a", SignerStatus::Active)],
            ..Directory::default()
        };
        let delta = Directory {
            sequence: 5,
            base: Some(4),
            signers: vec![entry("a", SignerStatus::Disabled), entry("b", SignerStatus::Active)],
            ..Directory::default()
        };
        let list = applied(&held, delta);
        assert_eq!((list.sequence, list.signers.len()), (5, 2), "one changed, one new");
        assert_eq!(
            list.signers[0].status,
            SignerStatus::Disabled,
            "the changed entry took the place of the old"
        );
    }
}
