//! Flags: an officer's mark that something is wrong, with evidence.

use crate::error::Result;
use crate::events::{EventId, PresentationId, Role};
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{count, from_json, limit, millis, time};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;

/// How a flag ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub officer: String,
    /// Why, as a code.
    pub reason: String,
}

/// A flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// The flagging event.
    pub id: EventId,
    /// The document.
    pub document: MessageId,
    /// Why, as a code.
    pub reason: String,
    /// What the officer wrote, unless erased.
    pub text: Option<String>,
    /// The findings it rests on.
    pub findings: Vec<String>,
    /// The presentation it came up in.
    pub presentation: Option<PresentationId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub officer: String,
    /// As what.
    pub role: Role,
    /// Whether and how it was withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

/// Which flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagFilter {
    /// Of one document.
    pub document: Option<MessageId>,
    /// Standing (`true`) or withdrawn (`false`).
    pub standing: Option<bool>,
    /// Made since.
    pub since: Option<DateTime<Utc>>,
    /// At most so many; 0 means 1,000.
    pub most: usize,
}

/// Whether a flag stands on a document.
pub(crate) fn stands(conn: &Connection, document: &MessageId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS(SELECT 1 FROM fold_flag f WHERE f.document = ?1 AND NOT EXISTS(
               SELECT 1 FROM fold_flag_withdrawn w WHERE w.of_log = f.log AND w.of_seq = f.seq))",
        )?
        .query_row([document], |row| row.get(0))?)
}

impl Store {
    /// Flags, newest first.
    pub fn flags(&self, filter: &FlagFilter) -> Result<Vec<Flag>> {
        let most = if filter.most == 0 { 1_000 } else { filter.most };
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT f.log, f.seq, f.document, f.reason, f.findings, f.presentation, f.at, f.officer, f.role,
                   (SELECT text FROM personal p WHERE p.log = f.log AND p.seq = f.seq AND p.field = 'text')
                 FROM fold_flag f
                 WHERE (?1 IS NULL OR f.document = ?1) AND (?2 IS NULL OR f.at >= ?2)
                   AND (?3 IS NULL OR ?3 = NOT EXISTS(
                     SELECT 1 FROM fold_flag_withdrawn w WHERE w.of_log = f.log AND w.of_seq = f.seq))
                 ORDER BY f.at DESC, f.log, f.seq DESC LIMIT ?4",
            )?;
            let mut rows =
                select.query((filter.document, filter.since.map(millis), filter.standing, limit(most)))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let id = EventId { log: row.get::<_, String>(0)?.parse()?, seq: count(row.get(1)?) };
                found.push(Flag {
                    withdrawn: withdrawn(conn, &id)?,
                    id,
                    document: row.get(2)?,
                    reason: row.get(3)?,
                    text: row.get(9)?,
                    findings: from_json(&row.get::<_, String>(4)?)?,
                    presentation: row.get(5)?,
                    at: time(row.get(6)?)?,
                    officer: row.get(7)?,
                    role: row.get::<_, String>(8)?.parse()?,
                });
            }
            Ok(found)
        })
    }
}

/// The first withdrawal of a flag.
fn withdrawn(conn: &Connection, flag: &EventId) -> Result<Option<Withdrawn>> {
    let found: Option<(String, i64, i64, String, String)> = conn
        .prepare_cached(
            "SELECT log, seq, at, officer, reason FROM fold_flag_withdrawn
             WHERE of_log = ?1 AND of_seq = ?2 ORDER BY at, log, seq LIMIT 1",
        )?
        .query_row((flag.log.as_str(), i64::try_from(flag.seq).unwrap_or(i64::MAX)), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    found
        .map(|(log, seq, at, officer, reason)| {
            let event = EventId { log: log.parse()?, seq: count(seq) };
            Ok(Withdrawn { event, at: time(at)?, officer, reason })
        })
        .transpose()
}
