//! Presentations and what was decided on them.

use crate::error::{Result, StoreError};
use crate::events::{Drawdown, EventId, Operation, PresentationId, Role};
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{count, from_json, hash_from, limit, millis, time};
use certificate::{CertificateName, DeclaredItem};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A decision on one item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub officer: String,
    /// As what.
    pub role: Role,
    /// The certificate's item.
    pub item: u32,
    /// The decision, in the scheme's vocabulary.
    pub decision: String,
    /// What it uses.
    pub drawdown: Option<Drawdown>,
    /// Why.
    pub reasons: Vec<String>,
    /// What was known to it.
    pub basis: Vec<EventId>,
    /// The decision it took the place of.
    pub supersedes: Option<EventId>,
    /// Whether it stands: nothing supersedes it. More than one may stand for an item when posts decided apart.
    pub standing: bool,
    /// Whether its drawdown was voided.
    pub voided: bool,
}

/// A certificate shown for one import declaration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Presentation {
    /// Its name across posts.
    pub id: PresentationId,
    /// The certificate.
    pub certificate: CertificateName,
    /// The document that was presented (last).
    pub document: MessageId,
    /// The declaration's number.
    pub declaration: String,
    /// Day of its acceptance.
    pub date: Option<NaiveDate>,
    /// The consignment.
    pub consignment: Option<String>,
    /// What for.
    pub operation: Operation,
    /// The importer, unless erased.
    pub importer: Option<String>,
    /// Declared lines, as presented last.
    pub items: Vec<DeclaredItem>,
    /// The event that presented it last.
    pub event: EventId,
    /// Who presented it last.
    pub officer: String,
    /// When it was presented first.
    pub presented_at: DateTime<Utc>,
    /// Every decision, superseded ones too, oldest first.
    pub decisions: Vec<Decision>,
    /// Items of the certificate that no decision stands for.
    pub undecided: Vec<u32>,
}

/// Figures of a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Standing decisions made in it, by kind.
    pub decisions: BTreeMap<String, u64>,
    /// Presentations first made in it.
    pub presented: u64,
    /// Flags made in it.
    pub flags: u64,
    /// Median seconds from first presented to wholly decided, of those wholly decided in it.
    pub median_seconds: Option<u64>,
    /// Presentations that wait now, whenever made.
    pub waiting: u64,
}

/// The certificate's item of a declared line: named, or by position.
fn item_of(position: usize, line: &DeclaredItem) -> u32 {
    line.item.unwrap_or_else(|| u32::try_from(position + 1).unwrap_or(u32::MAX))
}

/// The lines as presented last: by wall time, then by event, so that every post sees the same.
const LAST: &str = "FROM fold_presented WHERE presentation = ?1 ORDER BY at DESC, log DESC, seq DESC LIMIT 1";

/// Items of the last presented lines that no decision stands for.
pub(crate) fn undecided(conn: &Connection, id: &PresentationId) -> Result<Vec<u32>> {
    let items: Option<String> =
        conn.prepare_cached(&format!("SELECT items {LAST}"))?.query_row([id], |row| row.get(0)).optional()?;
    let lines: Vec<DeclaredItem> = items.as_deref().map_or(Ok(Vec::new()), from_json)?;
    let mut open: BTreeSet<u32> = lines.iter().enumerate().map(|(at, line)| item_of(at, line)).collect();
    let mut select =
        conn.prepare_cached("SELECT item FROM decision_state WHERE presentation = ?1 AND standing")?;
    let mut rows = select.query([id])?;
    while let Some(row) = rows.next()? {
        open.remove(&row.get(0)?);
    }
    Ok(open.into_iter().collect())
}

fn decision(row: &Row<'_>) -> Result<Decision> {
    let id =
        |log: String, seq: i64| -> Result<EventId> { Ok(EventId { log: log.parse()?, seq: count(seq) }) };
    let drawn: Option<i64> = row.get(11)?;
    let drawdown = match drawn {
        Some(millionths) => {
            Some(Drawdown { millionths, unit: row.get(12)?, item: row.get(13)?, authorised: row.get(14)? })
        }
        None => None,
    };
    let over: Option<String> = row.get(9)?;
    Ok(Decision {
        event: id(row.get(0)?, row.get(1)?)?,
        at: time(row.get(2)?)?,
        officer: row.get(3)?,
        role: row.get::<_, String>(4)?.parse()?,
        item: row.get(5)?,
        decision: row.get(6)?,
        drawdown,
        reasons: from_json(&row.get::<_, String>(7)?)?,
        basis: from_json(&row.get::<_, String>(8)?)?,
        supersedes: over.map(|log| id(log, row.get(10)?)).transpose()?,
        standing: row.get(15)?,
        voided: row.get(16)?,
    })
}

fn decisions(conn: &Connection, id: &PresentationId) -> Result<Vec<Decision>> {
    let mut select = conn.prepare_cached(
        "SELECT log, seq, at, officer, role, item, decision, reasons, basis, over_log, over_seq, drawn, unit,
           drawn_item, authorised, standing, voided
         FROM decision_state WHERE presentation = ?1 ORDER BY at, log, seq",
    )?;
    let mut rows = select.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(decision(row)?);
    }
    Ok(found)
}

fn load(conn: &Connection, id: &PresentationId) -> Result<Option<Presentation>> {
    let Some((certificate, declaration, consignment, operation, first)) = conn
        .prepare_cached(
            "SELECT certificate, declaration, consignment, operation, first_at FROM fold_presentation WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok((
                row.get::<_, Vec<u8>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, i64>(4)?,
            ))
        })
        .optional()?
    else {
        return Ok(None);
    };
    let (log, seq, document, day, items): (String, i64, MessageId, Option<String>, String) = conn
        .prepare_cached(&format!("SELECT log, seq, document, day, items {LAST}"))?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let event = EventId { log: log.parse()?, seq: count(seq) };
    let by = crate::events::load(conn, &event)?.ok_or(StoreError::Damaged { what: "presentation" })?;
    Ok(Some(Presentation {
        id: *id,
        certificate: CertificateName(hash_from(&certificate)?),
        document,
        declaration,
        date: day.and_then(|day| day.parse().ok()),
        consignment: Some(consignment).filter(|text| !text.is_empty()),
        operation: Operation::of(&operation)?,
        importer: by.text("importer").map(str::to_owned),
        items: from_json(&items)?,
        officer: by.officer,
        event,
        presented_at: time(first)?,
        decisions: decisions(conn, id)?,
        undecided: undecided(conn, id)?,
    }))
}

fn load_all(conn: &Connection, ids: Vec<PresentationId>) -> Result<Vec<Presentation>> {
    ids.iter().filter_map(|id| load(conn, id).transpose()).collect()
}

impl Store {
    /// One presentation with its lines and decisions.
    pub fn presentation(&self, id: &PresentationId) -> Result<Option<Presentation>> {
        self.read(|conn| load(conn, id))
    }

    /// The presentations of a certificate, oldest first.
    pub fn presentations(&self, certificate: &CertificateName) -> Result<Vec<Presentation>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT id FROM fold_presentation WHERE certificate = ?1 ORDER BY first_at, id",
            )?;
            let ids =
                select.query_map([certificate.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            load_all(conn, ids)
        })
    }

    /// Presentations with an item that no decision stands for, oldest first.
    pub fn waiting(&self, most: usize) -> Result<Vec<Presentation>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT id FROM fold_presentation WHERE waiting = 1 ORDER BY first_at, id LIMIT ?1",
            )?;
            let ids = select.query_map([limit(most)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            load_all(conn, ids)
        })
    }

    /// Figures since a time, for example since the start of the day.
    pub fn figures(&self, since: DateTime<Utc>) -> Result<Figures> {
        let since = millis(since);
        self.read(|conn| {
            let number = |sql: &str| -> Result<u64> {
                Ok(conn.prepare_cached(sql)?.query_row([since], |row| Ok(count(row.get(0)?)))?)
            };
            let mut figures = Figures {
                presented: number("SELECT count(*) FROM fold_presentation WHERE first_at >= ?1")?,
                flags: number("SELECT count(*) FROM fold_flag WHERE at >= ?1")?,
                waiting: number(
                    "SELECT count(*) FROM fold_presentation WHERE waiting = 1 AND ?1 IS NOT NULL",
                )?,
                ..Figures::default()
            };
            let mut select = conn.prepare_cached(
                "SELECT decision, count(*) FROM decision_state WHERE at >= ?1 AND standing GROUP BY decision",
            )?;
            let mut rows = select.query([since])?;
            while let Some(row) = rows.next()? {
                figures.decisions.insert(row.get(0)?, count(row.get(1)?));
            }
            let mut select = conn.prepare_cached(
                "SELECT decided_at - first_at FROM fold_presentation WHERE decided_at >= ?1 ORDER BY 1",
            )?;
            let spans: Vec<i64> =
                select.query_map([since], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            figures.median_seconds = spans.get(spans.len() / 2).map(|span| count(*span) / 1000);
            Ok(figures)
        })
    }
}
