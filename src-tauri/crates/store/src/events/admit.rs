//! Events of other logs. Same place and hash: known. Same place, other hash: a fork, set aside and
//! shown. A gap waits.

use super::chain::{Body, link, tip};
use super::event::LogId;
use super::log::insert;
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::hash_from;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;

/// An event as another post sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignEvent {
    /// Hash of the event before it.
    pub prev: [u8; 32],
    /// Its exact bytes, which name log and seq.
    pub bytes: Vec<u8>,
}

/// What became of an event that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Admission {
    /// Added, and with it those that had waited for it; the count of all.
    Added(usize),
    /// Known already: same place, same hash.
    Known,
    /// Another event stands at its place, or it follows another history. Set aside.
    Fork,
    /// An event before it is missing.
    Waits,
}

/// An event that another history put in a place that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fork {
    /// The log.
    pub log: LogId,
    /// The place.
    pub seq: u64,
    /// Hash of the one that was set aside, hex.
    pub hash: String,
}

impl Store {
    /// Takes in an event of another log, or of this log's own other history. Its post's signature is the caller's to check.
    pub fn admit(&self, event: &ForeignEvent) -> Result<Admission> {
        let event = event.clone();
        self.keep(move |conn| {
            let body = Body::from_bytes(&event.bytes)
                .map_err(|_| StoreError::Invalid { what: "event", why: "not readable" })?;
            if body.prev != hex::encode(event.prev) || body.seq == 0 {
                return Err(StoreError::Invalid { what: "event", why: "it names another previous event" });
            }
            admit(conn, &body, &event)
        })
    }

    /// Events that were set aside because their place is taken.
    pub fn forks(&self) -> Result<Vec<Fork>> {
        self.read(|conn| {
            let mut select = conn.prepare("SELECT log, seq, hash FROM fork ORDER BY log, seq, hash")?;
            let mut rows = select.query([])?;
            let mut forks = Vec::new();
            while let Some(row) = rows.next()? {
                let hash: Vec<u8> = row.get(2)?;
                let log = row.get::<_, String>(0)?.parse()?;
                forks.push(Fork { log, seq: crate::value::count(row.get(1)?), hash: hex::encode(hash) });
            }
            Ok(forks)
        })
    }

    /// An event of any log as it would be sent to another post.
    pub fn as_sent(&self, id: &super::EventId) -> Result<Option<ForeignEvent>> {
        let seq = i64::try_from(id.seq).unwrap_or(i64::MAX);
        self.read(|conn| {
            let found: Option<(Vec<u8>, Vec<u8>)> = conn
                .prepare_cached("SELECT prev, bytes FROM event WHERE log = ?1 AND seq = ?2")?
                .query_row((id.log.as_str(), seq), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            found.map(|(prev, bytes)| Ok(ForeignEvent { prev: hash_from(&prev)?, bytes })).transpose()
        })
    }
}

fn admit(conn: &Connection, body: &Body, event: &ForeignEvent) -> Result<Admission> {
    let seq = i64::try_from(body.seq).map_err(|_| StoreError::Damaged { what: "event" })?;
    let hash = link(&event.prev, &event.bytes);
    let (last, tip_hash) = tip(conn, &body.log)?;
    if body.seq <= last {
        let ours: Vec<u8> = conn.query_row(
            "SELECT hash FROM event WHERE log = ?1 AND seq = ?2",
            (body.log.as_str(), seq),
            |row| row.get(0),
        )?;
        return if ours == hash { Ok(Admission::Known) } else { set_aside(conn, body, event, hash) };
    }
    if body.seq > last + 1 {
        let waiting: Option<Vec<u8>> = conn
            .query_row(
                "SELECT bytes FROM foreign_waiting WHERE log = ?1 AND seq = ?2",
                (body.log.as_str(), seq),
                |row| row.get(0),
            )
            .optional()?;
        if waiting.is_some_and(|bytes| bytes != event.bytes) {
            return set_aside(conn, body, event, hash);
        }
        conn.execute(
            "INSERT OR IGNORE INTO foreign_waiting(log, seq, prev, bytes) VALUES (?1, ?2, ?3, ?4)",
            (body.log.as_str(), seq, event.prev, &event.bytes),
        )?;
        return Ok(Admission::Waits);
    }
    if event.prev != tip_hash {
        return set_aside(conn, body, event, hash);
    }
    insert(conn, body, &event.prev, &event.bytes)?;
    Ok(Admission::Added(1 + drain(conn, body)?))
}

/// Adds what had waited for the event that was just added.
fn drain(conn: &Connection, after: &Body) -> Result<usize> {
    let mut added = 0;
    loop {
        let (last, _) = tip(conn, &after.log)?;
        let next = i64::try_from(last + 1).map_err(|_| StoreError::Damaged { what: "event" })?;
        let found: Option<(Vec<u8>, Vec<u8>)> = conn
            .query_row(
                "DELETE FROM foreign_waiting WHERE log = ?1 AND seq = ?2 RETURNING prev, bytes",
                (after.log.as_str(), next),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((prev, bytes)) = found else { return Ok(added) };
        let event = ForeignEvent { prev: hash_from(&prev)?, bytes };
        let body = Body::from_bytes(&event.bytes)?;
        let (_, tip_hash) = tip(conn, &after.log)?;
        if event.prev == tip_hash {
            insert(conn, &body, &event.prev, &event.bytes)?;
            added += 1;
        } else {
            set_aside(conn, &body, &event, link(&event.prev, &event.bytes))?;
            return Ok(added);
        }
    }
}

fn set_aside(conn: &Connection, body: &Body, event: &ForeignEvent, hash: [u8; 32]) -> Result<Admission> {
    let seq = i64::try_from(body.seq).map_err(|_| StoreError::Damaged { what: "event" })?;
    conn.execute(
        "INSERT OR IGNORE INTO fork(log, seq, hash, prev, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        (body.log.as_str(), seq, hash, event.prev, &event.bytes),
    )?;
    Ok(Admission::Fork)
}
