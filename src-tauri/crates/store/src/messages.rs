//! Messages: the bytes as they came, stored before anything else is done with them.

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{count, from_json, limit, millis, pack, sha256, time, to_json, unpack};
use certificate::{Update, normalise_number};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::{fmt, str::FromStr};

/// The name of a message: the SHA-256 of its bytes. Printed and serialised as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub [u8; 32]);

impl MessageId {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha256(bytes))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}

impl FromStr for MessageId {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| StoreError::Invalid { what: "message id", why: "not 64 hex digits" })?;
        Ok(Self(bytes))
    }
}

impl Serialize for MessageId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MessageId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl ToSql for MessageId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for MessageId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// One message of a page, as it was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The bytes, unchanged.
    pub bytes: Vec<u8>,
    /// The partner's own id of it, which receipts name.
    pub remote_id: Option<String>,
    /// What the endpoint or the file said it is (media type, file name): a hint, never proof.
    pub hint: Option<String>,
}

/// What a page brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Messages that were not known before, in the page's order.
    pub new: Vec<MessageId>,
    /// How many were known already.
    pub known: usize,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageState {
    /// Not judged yet.
    Pending,
    /// A certificate or a claim was made of it.
    Judged,
    /// Cannot be read or mapped; visible with its reason.
    Quarantined,
    /// Something, but not a certificate of origin.
    Other,
    /// The issuer's later word on a certificate.
    Update,
}

impl MessageState {
    /// The state as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Judged => "judged",
            Self::Quarantined => "quarantined",
            Self::Other => "other",
            Self::Update => "update",
        }
    }

    fn of(word: &str) -> Result<Self> {
        Ok(match word {
            "pending" => Self::Pending,
            "judged" => Self::Judged,
            "quarantined" => Self::Quarantined,
            "other" => Self::Other,
            "update" => Self::Update,
            _ => return Err(StoreError::Damaged { what: "message state" }),
        })
    }
}

/// A message with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// SHA-256 of the bytes.
    pub id: MessageId,
    /// The link it came by; none for a file.
    pub link: Option<String>,
    /// The partner's own id of it.
    pub remote_id: Option<String>,
    /// What the source said it is.
    pub hint: Option<String>,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// When it was first on this disk: our own receipt.
    pub received_at: DateTime<Utc>,
    /// Where it stands.
    pub state: MessageState,
}

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

struct Packed {
    id: MessageId,
    size: i64,
    body: Vec<u8>,
    remote_id: Option<String>,
    hint: Option<String>,
}

impl Store {
    /// Stores a page and the cursor that follows it, in one transaction: on disk when this returns.
    /// `cursor` is (stream, value). The same bytes again are counted as known and add nothing.
    pub fn receive(
        &self,
        link: &str,
        page: &[Incoming],
        cursor: Option<(&str, &str)>,
        at: DateTime<Utc>,
    ) -> Result<Received> {
        let cursor = cursor.map(|(stream, value)| (stream.to_owned(), value.to_owned()));
        self.take_in(Some(link.to_owned()), page, cursor, at)
    }

    /// Stores messages that came as files, by no link.
    pub fn import(&self, page: &[Incoming], at: DateTime<Utc>) -> Result<Received> {
        self.take_in(None, page, None, at)
    }

    fn take_in(
        &self,
        link: Option<String>,
        page: &[Incoming],
        cursor: Option<(String, String)>,
        at: DateTime<Utc>,
    ) -> Result<Received> {
        // Hashing and packing happen here, so that the writer only writes.
        let packed = page
            .iter()
            .map(|incoming| {
                Ok(Packed {
                    id: MessageId::of(&incoming.bytes),
                    size: limit(incoming.bytes.len()),
                    body: pack(&incoming.bytes)?,
                    remote_id: incoming.remote_id.clone(),
                    hint: incoming.hint.clone(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        self.keep(move |conn| {
            let mut received = Received::default();
            let mut message = conn.prepare_cached(
                "INSERT INTO message(id, link, remote_id, hint, received, size, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending') ON CONFLICT(id) DO NOTHING",
            )?;
            let mut body = conn.prepare_cached("INSERT INTO message_body(seq, body) VALUES (?1, ?2)")?;
            for one in packed {
                let added =
                    message.execute((one.id, &link, one.remote_id, one.hint, millis(at), one.size))?;
                if added == 0 {
                    received.known += 1;
                } else {
                    body.execute((conn.last_insert_rowid(), one.body))?;
                    received.new.push(one.id);
                }
            }
            if let (Some(link), Some((stream, value))) = (&link, cursor) {
                put_cursor(conn, link, &stream, &value)?;
            }
            Ok(received)
        })
    }

    /// A message with its bytes. The bytes are checked against the name.
    pub fn message(&self, id: &MessageId) -> Result<Option<Message>> {
        let found = self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT m.link, m.remote_id, m.hint, m.received, m.state, b.body
                     FROM message m JOIN message_body b USING(seq) WHERE m.id = ?1",
                )?
                .query_row([id], |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get::<_, String>(4)?,
                        row.get::<_, Vec<u8>>(5)?,
                    ))
                })
                .optional()?)
        })?;
        let Some((link, remote_id, hint, received, state, body)) = found else { return Ok(None) };
        let bytes = unpack(&body)?;
        if MessageId::of(&bytes) != *id {
            return Err(StoreError::Damaged { what: "message" });
        }
        let (received_at, state) = (time(received)?, MessageState::of(&state)?);
        Ok(Some(Message { id: *id, link, remote_id, hint, bytes, received_at, state }))
    }

    /// Messages that are not judged yet, oldest first.
    pub fn pending(&self, most: usize) -> Result<Vec<MessageId>> {
        self.read(|conn| {
            let mut select =
                conn.prepare_cached("SELECT id FROM message WHERE state = 'pending' ORDER BY seq LIMIT ?1")?;
            let ids = select.query_map([limit(most)], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many messages there are in each state.
    pub fn message_counts(&self) -> Result<BTreeMap<String, u64>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached("SELECT state, count(*) FROM message GROUP BY state")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, count(row.get(1)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Where a stream of a link goes on.
    pub fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT value FROM cursor WHERE link = ?1 AND stream = ?2")?
                .query_row((link, stream), |row| row.get(0))
                .optional()?)
        })
    }

    /// Sets where a stream of a link goes on, when no page came with it.
    pub fn set_cursor(&self, link: &str, stream: &str, value: &str) -> Result<()> {
        let (link, stream, value) = (link.to_owned(), stream.to_owned(), value.to_owned());
        self.keep(move |conn| put_cursor(conn, &link, &stream, &value))
    }

    /// The entity tag last seen for a resource of a link.
    pub fn etag(&self, link: &str, resource: &str) -> Result<Option<String>> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT value FROM etag WHERE link = ?1 AND resource = ?2")?
                .query_row((link, resource), |row| row.get(0))
                .optional()?)
        })
    }

    /// Keeps the entity tag of a resource; `None` forgets it.
    pub fn set_etag(&self, link: &str, resource: &str, value: Option<&str>) -> Result<()> {
        let (link, resource, value) = (link.to_owned(), resource.to_owned(), value.map(str::to_owned));
        self.derive(move |conn| {
            match value {
                Some(value) => conn
                    .prepare_cached("INSERT OR REPLACE INTO etag(link, resource, value) VALUES (?1, ?2, ?3)")?
                    .execute((link, resource, value))?,
                None => {
                    conn.execute("DELETE FROM etag WHERE link = ?1 AND resource = ?2", (link, resource))?
                }
            };
            Ok(())
        })
    }

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

    /// Makes judged messages pending again, because something new touches them. On disk when this returns, so
    /// that what is new may be kept next, and neither is lost.
    pub fn judge_later(&self, messages: &[MessageId]) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let messages = messages.to_vec();
        self.keep(move |conn| {
            let mut update = conn
                .prepare_cached("UPDATE message SET state = 'pending' WHERE id = ?1 AND state = 'judged'")?;
            messages.iter().try_for_each(|id| update.execute([id]).map(|_| ()))?;
            Ok(())
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

fn put_cursor(conn: &Connection, link: &str, stream: &str, value: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO cursor(link, stream, value) VALUES (?1, ?2, ?3)")?
        .execute((link, stream, value))?;
    Ok(())
}

/// Moves a message to another state and takes away what it was before (its document stays for history).
pub(crate) fn settle(conn: &Connection, id: &MessageId, state: &str) -> Result<i64> {
    let found: Option<(i64, String)> = conn
        .prepare_cached("SELECT seq, state FROM message WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, before) = found.ok_or(StoreError::NotFound { what: "message" })?;
    let leave = match before.as_str() {
        "quarantined" => Some("DELETE FROM quarantine WHERE seq = ?1"),
        "other" => Some("DELETE FROM other WHERE seq = ?1"),
        "update" => Some("DELETE FROM issuer_update WHERE seq = ?1"),
        "judged" if state != "judged" => {
            crate::documents::forget(conn, seq)?;
            None
        }
        _ => None,
    };
    if let Some(sql) = leave {
        conn.prepare_cached(sql)?.execute([seq])?;
    }
    if before != state {
        conn.prepare_cached("UPDATE message SET state = ?2 WHERE seq = ?1")?.execute((seq, state))?;
    }
    Ok(seq)
}
