//! The ledger of a certificate: what its items were drawn down by. Amounts, never a balance: what
//! is left, and whether too much was drawn, is for the reader to derive.

use crate::error::Result;
use crate::events::{EventId, PresentationId};
use crate::store::Store;
use crate::value::{count, time};
use certificate::CertificateName;
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// One drawdown that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The deciding event.
    pub event: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub officer: String,
    /// The presentation.
    pub presentation: PresentationId,
    /// Its declaration's number.
    pub declaration: String,
    /// Count of millionths of the unit.
    pub millionths: i64,
    /// What it relied on as certified, in millionths.
    pub authorised: i64,
}

/// What was drawn of one item, in one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LedgerItem {
    /// The certificate's item.
    pub item: u32,
    /// Unit, UN/ECE Recommendation 20.
    pub unit: String,
    /// Sum of the drawdowns in millionths (at the bounds of 64 bits where it would pass them).
    pub sum: i64,
    /// The drawdowns, oldest first.
    pub drawdowns: Vec<Drawn>,
}

/// The ledger of one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Changes whenever a decision or a void touches this certificate; for [`Store::append_checked`].
    pub version: u64,
    /// By item and unit.
    pub items: Vec<LedgerItem>,
}

impl Ledger {
    /// What was drawn of an item in a unit, in millionths.
    pub fn drawn(&self, item: u32, unit: &str) -> i64 {
        self.items.iter().find(|line| line.item == item && line.unit == unit).map_or(0, |line| line.sum)
    }

    /// The events that it rests on, for a decision's basis.
    pub fn basis(&self) -> Vec<EventId> {
        let mut events: Vec<_> =
            self.items.iter().flat_map(|line| &line.drawdowns).map(|drawn| drawn.event.clone()).collect();
        events.sort();
        events.dedup();
        events
    }
}

/// Counts the decisions and voids of a certificate: it only grows, and grows with every one.
pub(crate) fn version(conn: &Connection, certificate: &CertificateName) -> Result<u64> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*) + count(v.seq) FROM fold_presentation p
             JOIN fold_decision d ON d.presentation = p.id
             LEFT JOIN fold_void v ON v.of_log = d.log AND v.of_seq = d.seq
             WHERE p.certificate = ?1",
        )?
        .query_row([certificate.0], |row| Ok(count(row.get(0)?)))?)
}

impl Store {
    /// The drawdowns that count on a certificate: of decisions that stand and were not voided.
    pub fn ledger(&self, certificate: &CertificateName) -> Result<Ledger> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT s.log, s.seq, s.at, s.officer, s.presentation, p.declaration, s.drawn, s.authorised,
                   s.drawn_item, s.unit
                 FROM fold_presentation p JOIN decision_state s ON s.presentation = p.id
                 WHERE p.certificate = ?1 AND s.standing AND NOT s.voided AND s.drawn IS NOT NULL
                 ORDER BY s.at, s.log, s.seq",
            )?;
            let mut rows = select.query([certificate.0])?;
            let mut items: BTreeMap<(u32, String), LedgerItem> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let (item, unit): (u32, String) = (row.get(8)?, row.get(9)?);
                let log = row.get::<_, String>(0)?.parse()?;
                let line = items.entry((item, unit.clone())).or_insert_with(|| LedgerItem {
                    item,
                    unit,
                    ..LedgerItem::default()
                });
                let millionths = row.get(6)?;
                line.sum = line.sum.saturating_add(millionths);
                line.drawdowns.push(Drawn {
                    event: EventId { log, seq: count(row.get(1)?) },
                    at: time(row.get(2)?)?,
                    officer: row.get(3)?,
                    presentation: row.get(4)?,
                    declaration: row.get(5)?,
                    millionths,
                    authorised: row.get(7)?,
                });
            }
            Ok(Ledger { version: version(conn, certificate)?, items: items.into_values().collect() })
        })
    }
}
