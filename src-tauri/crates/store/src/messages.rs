//! Messages: the bytes as they came, stored before anything else is done with them.

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{count, limit, millis, pack, sha256, time, unpack};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _};
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
        // Pending again, its document still stands.
        "judged" | "pending" if state != "judged" => {
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
