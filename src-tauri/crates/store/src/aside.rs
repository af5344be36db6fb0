//! Messages that became no document: in quarantine with a reason, something else, or an issuer's later word.

use crate::error::Result;
use crate::messages::{MessageId, settle};
use crate::store::Store;
use crate::value::{from_json, millis, time, to_json};
use certificate::{Update, normalise_number};
use chrono::{DateTime, Utc};
use rusqlite::Row;
use serde::Serialize;
use std::collections::BTreeMap;

/// A message that could not be read or mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// The message.
    pub message: MessageId,
    /// The link it came by.
    pub link: Option<String>,
    /// Why, as a stable code.
    pub code: String,
    /// Values for the sentence.
    pub detail: BTreeMap<String, String>,
    /// What the source said it is.
    pub hint: Option<String>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When it was set aside.
    pub at: DateTime<Utc>,
}

/// A message that is something else than a certificate of origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Other {
    /// The message.
    pub message: MessageId,
    /// The link it came by.
    pub link: Option<String>,
    /// What it is, for example `a bill of lading`.
    pub what: String,
    /// What the source said it is.
    pub hint: Option<String>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// An issuer's later word, as it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarkedUpdate {
    /// The message that brought it.
    pub message: MessageId,
    /// The partner whose word it is.
    pub partner: Option<String>,
    /// What it says.
    pub update: Update,
    /// Whether it counts: its signature stands and its certificate is known.
    pub applied: bool,
    /// When it was marked.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Sets a message aside with its reason. It stays visible and can be taken up again.
    pub fn quarantine(
        &self,
        id: &MessageId,
        code: &str,
        detail: &BTreeMap<String, String>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (id, code, detail) = (*id, code.to_owned(), to_json(detail)?);
        self.derive(move |conn| {
            let seq = settle(conn, &id, "quarantined")?;
            conn.prepare_cached("INSERT INTO quarantine(seq, code, detail, at) VALUES (?1, ?2, ?3, ?4)")?
                .execute((seq, code, detail, millis(at)))?;
            Ok(())
        })
    }

    /// What is in quarantine, newest first; of one link, or of all and of files.
    pub fn quarantined(&self, link: Option<&str>) -> Result<Vec<Quarantined>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT m.id, m.link, q.code, q.detail, m.hint, m.received, q.at
                 FROM quarantine q JOIN message m USING(seq)
                 WHERE ?1 IS NULL OR m.link = ?1 ORDER BY seq DESC",
            )?;
            let mut rows = select.query([link])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(Quarantined {
                    message: row.get(0)?,
                    link: row.get(1)?,
                    code: row.get(2)?,
                    detail: from_json(&row.get::<_, String>(3)?)?,
                    hint: row.get(4)?,
                    received_at: time(row.get(5)?)?,
                    at: time(row.get(6)?)?,
                });
            }
            Ok(found)
        })
    }

    /// Makes quarantined messages pending again (their block was mended); returns how many.
    pub fn take_up_again(&self, link: Option<&str>) -> Result<usize> {
        let link = link.map(str::to_owned);
        self.keep(move |conn| {
            let taken = conn.execute(
                "UPDATE message SET state = 'pending' WHERE state = 'quarantined' AND (?1 IS NULL OR link = ?1)",
                [link],
            )?;
            conn.execute(
                "DELETE FROM quarantine WHERE seq IN
                   (SELECT q.seq FROM quarantine q JOIN message m USING(seq) WHERE m.state = 'pending')",
                [],
            )?;
            Ok(taken)
        })
    }

    /// Says what a message is that is no certificate of origin. It is kept and listed.
    pub fn set_aside_as_other(&self, id: &MessageId, what: &str, at: DateTime<Utc>) -> Result<()> {
        let (id, what) = (*id, what.to_owned());
        self.derive(move |conn| {
            let seq = settle(conn, &id, "other")?;
            conn.execute("INSERT INTO other(seq, what, at) VALUES (?1, ?2, ?3)", (seq, what, millis(at)))?;
            Ok(())
        })
    }

    /// What was set aside as something else, newest first.
    pub fn others(&self, link: Option<&str>) -> Result<Vec<Other>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT m.id, m.link, o.what, m.hint, m.received FROM other o JOIN message m USING(seq)
                 WHERE ?1 IS NULL OR m.link = ?1 ORDER BY seq DESC",
            )?;
            let mut rows = select.query([link])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(Other {
                    message: row.get(0)?,
                    link: row.get(1)?,
                    what: row.get(2)?,
                    hint: row.get(3)?,
                    received_at: time(row.get(4)?)?,
                });
            }
            Ok(found)
        })
    }

    /// Keeps an issuer's later word. `applied` says whether it counts.
    pub fn mark_update(
        &self,
        id: &MessageId,
        partner: Option<&str>,
        update: &Update,
        applied: bool,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (id, partner, key, body) =
            (*id, partner.map(str::to_owned), normalise_number(&update.number), to_json(update)?);
        self.derive(move |conn| {
            let seq = settle(conn, &id, "update")?;
            conn.execute(
                "INSERT INTO issuer_update(seq, partner, number, body, applied, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (seq, partner, key, body, applied, millis(at)),
            )?;
            Ok(())
        })
    }

    /// The kept word of one message.
    pub fn update_of(&self, id: &MessageId) -> Result<Option<MarkedUpdate>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT m.id, u.partner, u.body, u.applied, u.at
                 FROM issuer_update u JOIN message m USING(seq) WHERE m.id = ?1",
            )?;
            let mut rows = select.query([id])?;
            rows.next()?.map(marked).transpose()
        })
    }

    /// What issuers said later of a certificate number (any spelling), in order of receipt.
    pub fn updates_for(&self, number: &str, partner: Option<&str>) -> Result<Vec<MarkedUpdate>> {
        let key = normalise_number(number);
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT m.id, u.partner, u.body, u.applied, u.at
                 FROM issuer_update u JOIN message m USING(seq)
                 WHERE u.number = ?1 AND (?2 IS NULL OR u.partner = ?2) ORDER BY u.seq",
            )?;
            let mut rows = select.query((key, partner))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(marked(row)?);
            }
            Ok(found)
        })
    }
}

fn marked(row: &Row<'_>) -> Result<MarkedUpdate> {
    Ok(MarkedUpdate {
        message: row.get(0)?,
        partner: row.get(1)?,
        update: from_json(&row.get::<_, String>(2)?)?,
        applied: row.get(3)?,
        at: time(row.get(4)?)?,
    })
}
