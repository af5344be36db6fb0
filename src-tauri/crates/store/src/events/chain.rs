//! The chain: each event's hash covers the one before it and its own exact bytes.

use super::cbor;
use super::event::{EventId, LogId, Role};
use super::kind::EventKind;
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{hash_from, sha256};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What stands before the first event.
pub(crate) const START: [u8; 32] = [0; 32];
const DAMAGED: StoreError = StoreError::Damaged { what: "event" };

/// The content of an event's bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Body {
    /// Version of this layout.
    pub v: u8,
    pub log: LogId,
    pub seq: u64,
    pub officer: String,
    pub role: Role,
    /// Milliseconds since 1970, informative only.
    pub at: i64,
    /// The previous event's hash, hex.
    pub prev: String,
    pub act: EventKind,
    /// SHA-256 of salt and text by field, hex.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal: BTreeMap<String, String>,
}

impl Body {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let value = serde_json::to_value(self)
            .map_err(|_| StoreError::Invalid { what: "event", why: "not expressible" })?;
        cbor::write(&value)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let body: Self = serde_json::from_value(cbor::read(bytes)?).map_err(|_| DAMAGED)?;
        if body.v == 1 { Ok(body) } else { Err(DAMAGED) }
    }

    pub(crate) fn id(&self) -> EventId {
        EventId { log: self.log.clone(), seq: self.seq }
    }

    pub(crate) fn time(&self) -> Result<DateTime<Utc>> {
        crate::value::time(self.at)
    }
}

/// SHA-256(previous hash, exact bytes).
pub(crate) fn link(prev: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(prev);
    hash.update(bytes);
    hash.finalize().into()
}

/// SHA-256(salt, text) of a personal text.
pub(crate) fn salted(salt: &[u8], text: &str) -> [u8; 32] {
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(text.as_bytes());
    sha256(&bytes)
}

/// The last event of a log: its seq and hash.
pub(crate) fn tip(conn: &Connection, log: &LogId) -> Result<(u64, [u8; 32])> {
    let found: Option<(i64, Vec<u8>)> = conn
        .prepare_cached("SELECT seq, hash FROM event WHERE log = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([log.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        Some((seq, hash)) => Ok((u64::try_from(seq).map_err(|_| DAMAGED)?, hash_from(&hash)?)),
        None => Ok((0, START)),
    }
}

/// What checking the logs found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "chain", rename_all = "lowercase")]
pub enum Chain {
    /// Every event of every log is in its place, with its hash, and personal texts are what was hashed.
    Whole {
        /// How many events were checked.
        events: u64,
    },
    /// The first that is not.
    Broken {
        /// The log.
        log: String,
        /// The place.
        seq: u64,
        /// `GAP`, `HASH`, `PREVIOUS`, `BYTES` or `PERSONAL`.
        why: &'static str,
    },
}

impl Store {
    /// Checks every log from its first event.
    pub fn verify_chain(&self) -> Result<Chain> {
        self.read(|conn| {
            let mut select =
                conn.prepare("SELECT log, seq, hash, prev, bytes FROM event ORDER BY log, seq")?;
            let mut rows = select.query([])?;
            let (mut log, mut seq, mut prev, mut events) = (String::new(), 0_u64, START, 0_u64);
            while let Some(row) = rows.next()? {
                let its_log: String = row.get(0)?;
                if its_log != log {
                    (log, seq, prev) = (its_log, 0, START);
                }
                seq += 1;
                events += 1;
                let found = u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
                let (hash, before): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
                let bytes = row.get_ref(4)?.as_blob().map_err(|_| DAMAGED)?;
                let why = if found != seq {
                    Some("GAP")
                } else if before != prev {
                    Some("PREVIOUS")
                } else if link(&prev, bytes).as_slice() != hash {
                    Some("HASH")
                } else {
                    content(conn, &log, seq, &prev, bytes)?
                };
                if let Some(why) = why {
                    return Ok(Chain::Broken { log, seq, why });
                }
                prev = hash_from(&hash)?;
            }
            Ok(Chain::Whole { events })
        })
    }
}

/// Whether the bytes say what their row says, and the texts beside them are those that were hashed.
fn content(
    conn: &Connection,
    log: &str,
    seq: u64,
    prev: &[u8; 32],
    bytes: &[u8],
) -> Result<Option<&'static str>> {
    let Ok(body) = Body::from_bytes(bytes) else { return Ok(Some("BYTES")) };
    if body.log.as_str() != log || body.seq != seq || body.prev != hex::encode(prev) {
        return Ok(Some("BYTES"));
    }
    let mut select = conn.prepare_cached(
        "SELECT field, salt, text FROM personal WHERE log = ?1 AND seq = ?2 AND text IS NOT NULL",
    )?;
    let mut rows = select.query((log, i64::try_from(seq).unwrap_or(i64::MAX)))?;
    while let Some(row) = rows.next()? {
        let (field, salt, text): (String, Vec<u8>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if body.personal.get(&field) != Some(&hex::encode(salted(&salt, &text))) {
            return Ok(Some("PERSONAL"));
        }
    }
    Ok(None)
}
