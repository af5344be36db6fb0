//! One round with the partners: trust, messages, judgements, receipts. Resumable at any point: what was
//! fetched is on disk before it is acknowledged, what is not judged yet is judged next time.

mod ports;
mod trust;

pub(crate) use trust::{Snapshot, TrustCache};

use crate::error::Error;
use crate::judge::Known;
use crate::{Desk, Inner};
use block::Link;
use chrono::{DateTime, Utc};
use exchange::{Client, Endpoint, ExchangeError};
use ports::{StoreInbox, StoreOutbox};
use serde::Serialize;

/// Messages judged together and kept in one transaction: short, so that officers' writes do not wait.
const BATCH: usize = 100;

/// What one round did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// One entry a link.
    pub links: Vec<LinkReport>,
    /// Messages judged.
    pub judged: usize,
    /// Documents judged again because something new touched them.
    pub judged_again: usize,
}

/// What one round did with one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkReport {
    /// Link id.
    pub link: String,
    /// Messages that are new.
    pub new: usize,
    /// Whether something of keys and signers is new.
    pub trust_changed: bool,
    /// Receipts delivered.
    pub receipts: usize,
    /// Code of what went wrong; none when all went through.
    pub error: Option<String>,
}

impl Desk {
    /// Syncs one link or all connected ones, judges what came, sends receipts. A partner that cannot be reached is
    /// said in its entry and never holds up the others. Errors: those of the store.
    pub fn sync_now(&self, link: Option<&str>, now: DateTime<Utc>) -> Result<SyncReport, Error> {
        let inner = &self.0;
        let mut report = SyncReport::default();
        let links: Vec<Link> = inner
            .library()
            .links()
            .iter()
            .filter(|candidate| link.is_none_or(|wanted| wanted == candidate.id))
            .cloned()
            .collect();
        if let (Some(wanted), true) = (link, links.is_empty()) {
            return Err(Error::new("NOT_FOUND").detail(wanted));
        }
        let mut touched = Vec::new();
        for link in &links {
            let Some(connection) = inner.store.connection(&link.id)? else { continue };
            let Some(job) = inner.jobs.start("sync", &link.id) else { continue };
            let mut entry = LinkReport { link: link.id.clone(), ..LinkReport::default() };
            let outcome =
                inner.runtime.block_on(inner.exchange_with(link, &connection, &job, now, &mut entry));
            if let Err(error) = outcome {
                tracing::info!(link = %link.id, code = error.code, "sync did not go through");
                entry.error = Some(error.code.to_owned());
            }
            inner.store.record_sync(&link.id, now, entry.error.as_deref(), None)?;
            if inner.store.preference(&trust::unjudged(link))?.is_some() {
                touched.extend(inner.store.documents_touched_by(&link.partner.country)?);
            }
            report.links.push(entry);
        }
        report.judged = inner.judge_pending(now)?;
        touched.sort_unstable();
        touched.dedup();
        report.judged_again = inner.judge_again(&touched, now)?;
        for link in links.iter().filter(|link| report.links.iter().any(|entry| entry.link == link.id)) {
            if inner.store.preference(&trust::unjudged(link))?.is_some() {
                inner.store.set_preference(&trust::unjudged(link), None)?;
            }
        }
        for entry in &mut report.links {
            let found = links.iter().find(|link| link.id == entry.link);
            if let (Some(link), None) = (found, &entry.error) {
                match inner.runtime.block_on(inner.deliver(link, now)) {
                    Ok(delivered) => entry.receipts = delivered,
                    Err(error) => entry.error = Some(error.code.to_owned()),
                }
            }
        }
        inner.changed();
        Ok(report)
    }
}

impl Inner {
    async fn exchange_with(
        &self,
        link: &Link,
        connection: &store::Connection,
        job: &crate::jobs::Job<'_>,
        now: DateTime<Utc>,
        entry: &mut LinkReport,
    ) -> Result<(), Error> {
        let client = client(link, connection, self.patience())?;
        // A partner's trust comes first, so that what follows is judged by what is known now; and messages
        // are fetched even when its trust could not be: they age as not provable, but they are here.
        let trust = self.refresh_trust(link, &client, now).await;
        let inbox = StoreInbox { store: &self.store, now };
        let progress = |progress: exchange::Progress| job.progress(progress.new + progress.known, None);
        let pulled = client.pull(&inbox, &progress, &job.cancel).await;
        entry.trust_changed = matches!(trust, Ok(true));
        entry.new = pulled.as_ref().map_or(0, |pulled| pulled.new);
        trust?;
        pulled?;
        Ok(())
    }

    /// Introduces this administration's posts to the partner and sends what is due.
    async fn deliver(&self, link: &Link, now: DateTime<Utc>) -> Result<usize, Error> {
        let Some(connection) = self.store.connection(&link.id)? else { return Ok(0) };
        let client = client(link, &connection, self.patience())?;
        let enrolled = format!("enrolled.{}", link.id);
        if link.interface.paths.contains_key("enrol") && self.store.preference(&enrolled)?.is_none() {
            client.enrol(self.chest.administration_jwk().as_bytes()).await?;
            self.store.set_preference(&enrolled, Some(&now.to_rfc3339()))?;
        }
        let outbox = StoreOutbox {
            store: &self.store,
            key: self.chest.post_signer(),
            post: &self.folder.card.post,
            now,
        };
        let delivered = client.deliver(&outbox, &exchange::Cancel::default()).await?;
        Ok(delivered.delivered)
    }

    /// Judges every message that was not judged yet, oldest first, and what they touch. While packs are being changed it
    /// leaves them to whoever changes the packs, who lists what changed.
    pub(crate) fn judge_pending(&self, now: DateTime<Utc>) -> Result<usize, Error> {
        let mut judged = 0;
        loop {
            if self.packs_are_changing() {
                return Ok(judged);
            }
            let (epoch, snapshots) = (self.packs_epoch(), self.snapshots()?);
            let known = Known::of(self.library(), &snapshots);
            loop {
                let _gate = self.judging();
                if self.packs_epoch() != epoch {
                    // Packs were activated meanwhile: the rest is judged by them.
                    break;
                }
                let pending = self.store.pending(BATCH)?;
                if pending.is_empty() {
                    return Ok(judged);
                }
                judged += pending.len();
                self.judge_batch(&pending, &known, now)?;
                self.changed();
            }
        }
    }
}

/// A client for a connected link.
fn client(
    link: &Link,
    connection: &store::Connection,
    patience: exchange::Patience,
) -> Result<Client, ExchangeError> {
    let endpoint = Endpoint {
        link: link.id.clone(),
        base_url: connection.endpoint.clone(),
        tls_ca_pem: connection.tls_ca.clone().unwrap_or_default(),
        interface: exchange::Interface {
            kind: link.interface.kind.clone(),
            paths: link.interface.paths.clone(),
            page_size: link.interface.page_size,
        },
    };
    Client::with_patience(&endpoint, patience)
}
