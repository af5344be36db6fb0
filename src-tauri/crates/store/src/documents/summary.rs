//! One line for each document, as lists show it.

use super::{Nature, light_of};
use crate::error::Result;
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{count, hash_from, limit, time};
use certificate::{CertificateName, Light, normalise_number};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use serde::Serialize;

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The message.
    pub message: MessageId,
    /// The link it came by.
    pub link: Option<String>,
    /// The partner's country, alpha-2.
    pub partner: Option<String>,
    /// `certificate`, or the kind that a pack brought.
    pub kind: String,
    /// Verified or claim.
    pub nature: Nature,
    /// Its name across posts.
    pub name: Option<CertificateName>,
    /// Its number as issued.
    pub number: Option<String>,
    /// The scheme.
    pub scheme: Option<String>,
    /// Its light.
    pub light: Light,
    /// How many items it has.
    pub items: u64,
    /// How many of them are not green.
    pub items_held: u64,
    /// Exporter, as written.
    pub exporter: Option<String>,
    /// Consignee, else importer, as written.
    pub consignee: Option<String>,
    /// Description of its first goods.
    pub goods: Option<String>,
    /// The issuer's civil day of issue.
    pub issued: Option<NaiveDate>,
    /// When its message was received.
    pub received_at: DateTime<Utc>,
    /// When it was judged.
    pub judged_at: DateTime<Utc>,
    /// Whether a flag stands.
    pub flagged: bool,
    /// Whether a presentation of it waits for a decision.
    pub waiting: bool,
    /// The different decisions that stand.
    pub decisions: Vec<String>,
}

const COLUMNS: &str = "SELECT message, link, partner, nature, name, number, scheme, light, items, items_held, \
    exporter, consignee, goods, issued, received, judged, kind FROM document ";

/// How many documents one number may find.
const MOST: usize = 200;

fn read(conn: &Connection, row: &Row<'_>) -> Result<Summary> {
    let name = row.get::<_, Option<Vec<u8>>>(4)?.as_deref().map(hash_from).transpose()?.map(CertificateName);
    let message: MessageId = row.get(0)?;
    let (waiting, decisions) = name.map_or(Ok((false, Vec::new())), |name| state(conn, &name))?;
    Ok(Summary {
        message,
        link: row.get(1)?,
        partner: row.get(2)?,
        kind: row.get(16)?,
        nature: Nature::of(&row.get::<_, String>(3)?)?,
        name,
        number: row.get(5)?,
        scheme: row.get(6)?,
        light: light_of(row.get(7)?)?,
        items: count(row.get(8)?),
        items_held: count(row.get(9)?),
        exporter: row.get(10)?,
        consignee: row.get(11)?,
        goods: row.get(12)?,
        issued: row.get::<_, Option<i64>>(13)?.and_then(date),
        received_at: time(row.get(14)?)?,
        judged_at: time(row.get(15)?)?,
        flagged: crate::flags::stands(conn, &message)?,
        waiting,
        decisions,
    })
}

/// The civil day of a day number.
pub(crate) fn date(days: i64) -> Option<NaiveDate> {
    i32::try_from(days + 719_163).ok().and_then(NaiveDate::from_num_days_from_ce_opt)
}

fn state(conn: &Connection, name: &CertificateName) -> Result<(bool, Vec<String>)> {
    let waiting: Option<bool> = conn
        .prepare_cached("SELECT max(waiting) FROM fold_presentation WHERE certificate = ?1")?
        .query_row([name.0], |row| row.get(0))?;
    let Some(waiting) = waiting else { return Ok((false, Vec::new())) };
    let mut select = conn.prepare_cached(
        "SELECT DISTINCT s.decision FROM fold_presentation p JOIN decision_state s ON s.presentation = p.id
         WHERE p.certificate = ?1 AND s.standing ORDER BY s.decision",
    )?;
    let decisions = select.query_map([name.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok((waiting, decisions))
}

fn list(conn: &Connection, rest: &str, values: impl Params) -> Result<Vec<Summary>> {
    let mut select = conn.prepare_cached(&format!("{COLUMNS}{rest}"))?;
    let mut rows = select.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(conn, row)?);
    }
    Ok(found)
}

/// The document of one place, for search.
pub(crate) fn by_seq(conn: &Connection, seq: i64) -> Result<Option<Summary>> {
    Ok(list(conn, "WHERE seq = ?1", [seq])?.into_iter().next())
}

impl Store {
    /// Documents whose message id begins with these hex digits (eight or more), at most `most`.
    pub fn documents_like(&self, prefix: &str, most: usize) -> Result<Vec<MessageId>> {
        let prefix = prefix.to_lowercase();
        if prefix.len() < 8 || !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT message FROM document WHERE substr(lower(hex(message)), 1, length(?1)) = ?1 LIMIT ?2",
            )?;
            let ids = select.query_map((&prefix, limit(most)), |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The summary of one message's document.
    pub fn summary(&self, id: &MessageId) -> Result<Option<Summary>> {
        self.read(|conn| Ok(list(conn, "WHERE message = ?1", [id])?.into_iter().next()))
    }

    /// Every document that claims this name, newest first: more than one means a duplicate or a clone.
    pub fn by_name(&self, name: &CertificateName) -> Result<Vec<Summary>> {
        self.read(|conn| list(conn, "WHERE name = ?1 ORDER BY seq DESC", [name.0]))
    }

    /// Documents of a number in any spelling; where none has it, those whose number contains it (three letters or
    /// digits at least), newest first, at most 200.
    pub fn by_number(&self, number: &str) -> Result<Vec<Summary>> {
        let key = normalise_number(number);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|conn| {
            let exact = list(conn, "WHERE number_key = ?1 ORDER BY seq DESC LIMIT ?2", (&key, limit(MOST)))?;
            if !exact.is_empty() {
                return Ok(exact);
            }
            let mut found = crate::search::number_part(conn, &key)?;
            found.sort_unstable_by(|a, b| b.cmp(a));
            found.truncate(MOST);
            found.into_iter().filter_map(|seq| by_seq(conn, seq).transpose()).collect()
        })
    }

    /// Documents of a partner (or of any) that say they replace this number, newest first.
    pub fn replaced_by(&self, number: &str, partner: Option<&str>) -> Result<Vec<Summary>> {
        let key = normalise_number(number);
        self.read(|conn| {
            list(
                conn,
                "WHERE replaces_key = ?1 AND (?2 IS NULL OR partner = ?2) ORDER BY seq DESC",
                (key, partner),
            )
        })
    }

    /// The newest documents, for a first look.
    pub fn newest(&self, most: usize) -> Result<Vec<Summary>> {
        self.read(|conn| list(conn, "ORDER BY seq DESC LIMIT ?1", [limit(most)]))
    }

    /// When the last message came, by whatever way.
    pub fn last_received(&self) -> Result<Option<DateTime<Utc>>> {
        self.read(|conn| {
            let last: Option<i64> = conn
                .query_row("SELECT max(received) FROM message", [], |row| row.get(0))
                .optional()?
                .flatten();
            last.map(time).transpose()
        })
    }
}
