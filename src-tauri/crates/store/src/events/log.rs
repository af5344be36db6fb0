//! Appending to our own log, and reading logs.

use super::apply::apply;
use super::chain::{Body, link, salted, tip};
use super::event::{Draft, Event, EventId, LogId};
use crate::error::{Result, StoreError};
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{limit, millis};
use certificate::CertificateName;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;

impl Store {
    /// Appends events to this installation's log and folds them into the tables, with their personal
    /// texts and receipts, in one transaction. On disk when this returns.
    pub fn append(&self, drafts: &[Draft], at: DateTime<Utc>) -> Result<Vec<EventId>> {
        let (log, drafts) = (self.log_id().clone(), drafts.to_vec());
        self.act(move |conn| write(conn, &log, &drafts, at))
    }

    /// As [`Self::append`], but only if the ledger of `certificate` is still the one whose
    /// [`version`](crate::Ledger::version) was read; else `LEDGER_MOVED` and nothing is written.
    pub fn append_checked(
        &self,
        drafts: &[Draft],
        at: DateTime<Utc>,
        certificate: &CertificateName,
        expected: u64,
    ) -> Result<Vec<EventId>> {
        let (log, drafts, certificate) = (self.log_id().clone(), drafts.to_vec(), *certificate);
        self.act(move |conn| {
            if crate::ledger::version(conn, &certificate)? != expected {
                return Err(StoreError::LedgerMoved);
            }
            write(conn, &log, &drafts, at)
        })
    }

    /// One event.
    pub fn event(&self, id: &EventId) -> Result<Option<Event>> {
        self.read(|conn| load(conn, id))
    }

    /// Events of this installation's log after a place, in order.
    pub fn events(&self, after: u64, most: usize) -> Result<Vec<Event>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn
                .prepare_cached("SELECT seq FROM event WHERE log = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3")?;
            let after = i64::try_from(after).unwrap_or(i64::MAX);
            let places: Vec<i64> = select
                .query_map((log.as_str(), after, limit(most)), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            places.into_iter().filter_map(|seq| load_at(conn, log.as_str(), seq).transpose()).collect()
        })
    }

    /// How many events this installation's log has.
    pub fn event_count(&self) -> Result<u64> {
        let log = self.log_id();
        self.read(|conn| Ok(tip(conn, log)?.0))
    }

    /// Everything that was done about a document and, by `name`, its certificate; by wall time.
    pub fn history(&self, document: &MessageId, name: Option<&CertificateName>) -> Result<Vec<Event>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT DISTINCT s.log, s.seq FROM fold_subject s JOIN event e ON e.log = s.log AND e.seq = s.seq
                 WHERE s.subject = ?1 OR s.subject = ?2 ORDER BY e.at, s.log, s.seq",
            )?;
            let places: Vec<(String, i64)> = select
                .query_map((document, name.map(|name| name.0.to_vec())), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            places.into_iter().filter_map(|(log, seq)| load_at(conn, &log, seq).transpose()).collect()
        })
    }
}

fn write(conn: &Connection, log: &LogId, drafts: &[Draft], at: DateTime<Utc>) -> Result<Vec<EventId>> {
    let (mut seq, mut prev) = tip(conn, log)?;
    let mut ids = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if draft.officer.is_empty() {
            return Err(StoreError::Invalid { what: "event", why: "no officer" });
        }
        seq += 1;
        let place = i64::try_from(seq).map_err(|_| StoreError::Damaged { what: "event" })?;
        let mut personal = BTreeMap::new();
        for text in &draft.personal {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt).map_err(|_| StoreError::Io("no random numbers".into()))?;
            let hash = hex::encode(salted(&salt, &text.text));
            if personal.insert(text.field.clone(), hash).is_some() {
                return Err(StoreError::Invalid { what: "event", why: "a personal text twice" });
            }
            conn.prepare_cached(
                "INSERT INTO personal(log, seq, field, salt, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((log.as_str(), place, &text.field, salt, &text.text))?;
        }
        let body = Body {
            v: 1,
            log: log.clone(),
            seq,
            officer: draft.officer.clone(),
            role: draft.role,
            at: millis(at),
            prev: hex::encode(prev),
            act: draft.kind.clone(),
            personal,
        };
        let bytes = body.to_bytes()?;
        prev = insert(conn, &body, &prev, &bytes)?;
        for receipt in &draft.receipts {
            crate::outbox::enqueue(conn, receipt, at)?;
        }
        ids.push(body.id());
    }
    Ok(ids)
}

/// Keeps an event's exact bytes and folds it; returns its hash.
pub(crate) fn insert(conn: &Connection, body: &Body, prev: &[u8; 32], bytes: &[u8]) -> Result<[u8; 32]> {
    let hash = link(prev, bytes);
    let seq = i64::try_from(body.seq).map_err(|_| StoreError::Damaged { what: "event" })?;
    conn.prepare_cached(
        "INSERT INTO event(log, seq, hash, prev, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((body.log.as_str(), seq, hash, prev, bytes, body.at))?;
    apply(conn, body)?;
    Ok(hash)
}

pub(crate) fn load(conn: &Connection, id: &EventId) -> Result<Option<Event>> {
    load_at(conn, id.log.as_str(), i64::try_from(id.seq).unwrap_or(i64::MAX))
}

fn load_at(conn: &Connection, log: &str, seq: i64) -> Result<Option<Event>> {
    let found: Option<(Vec<u8>, Vec<u8>)> = conn
        .prepare_cached("SELECT bytes, hash FROM event WHERE log = ?1 AND seq = ?2")?
        .query_row((log, seq), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((bytes, hash)) = found else { return Ok(None) };
    let body = Body::from_bytes(&bytes)?;
    let mut personal: BTreeMap<String, Option<String>> =
        body.personal.keys().map(|field| (field.clone(), None)).collect();
    let mut select = conn.prepare_cached("SELECT field, text FROM personal WHERE log = ?1 AND seq = ?2")?;
    let mut rows = select.query((log, seq))?;
    while let Some(row) = rows.next()? {
        personal.insert(row.get(0)?, row.get(1)?);
    }
    Ok(Some(Event {
        id: body.id(),
        at: body.time()?,
        officer: body.officer,
        role: body.role,
        kind: body.act,
        personal,
        hash: hex::encode(hash),
    }))
}
