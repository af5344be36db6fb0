//! What was set up: officers, connections, packs, settings; and how this window likes to look.

use crate::error::{Result, StoreError};
use crate::events::{EventId, Role};
use crate::store::Store;
use crate::value::{count, from_json, hash_from, sha256};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use serde::Serialize;

/// An officer as last entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Officer {
    /// Stable id: the account of the operating system.
    pub id: String,
    /// Display name, unless erased.
    pub name: Option<String>,
    /// Roles.
    pub roles: Vec<Role>,
}

/// A partner's connection as last accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// The link.
    pub link: String,
    /// The partner's country.
    pub partner: String,
    /// Base address of its endpoint.
    pub endpoint: String,
    /// Its endpoint's own CA certificate.
    pub tls_ca: Option<Vec<u8>>,
    /// The partner's trust root.
    pub root: Option<Vec<u8>>,
    /// When it was accepted.
    pub at: DateTime<Utc>,
}

/// A pack as last accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pack {
    /// Its id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files, hex.
    pub hash: String,
    /// When it was accepted.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Keeps bytes that an event is about to name by hash (an anchor, a root); returns the hash.
    pub fn keep_material(&self, bytes: &[u8]) -> Result<[u8; 32]> {
        let (hash, bytes) = (sha256(bytes), bytes.to_vec());
        self.act(move |conn| {
            conn.execute("INSERT OR IGNORE INTO material(hash, bytes) VALUES (?1, ?2)", (hash, bytes))?;
            Ok(hash)
        })
    }

    /// Bytes that an event names by hash.
    pub fn material(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT bytes FROM material WHERE hash = ?1")?
                .query_row([hash], |row| row.get(0))
                .optional()?)
        })
    }

    /// The officers of this installation, by id.
    pub fn officers(&self) -> Result<Vec<Officer>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT o.officer, o.roles, p.text FROM fold_officer o
                 LEFT JOIN personal p ON p.log = o.log AND p.seq = o.seq AND p.field = 'officer_name'
                 WHERE o.log = ?1 AND o.seq = (SELECT max(seq) FROM fold_officer n WHERE n.log = o.log AND n.officer = o.officer)
                 ORDER BY o.officer",
            )?;
            let mut rows = select.query([log.as_str()])?;
            let mut officers = Vec::new();
            while let Some(row) = rows.next()? {
                let roles = from_json(&row.get::<_, String>(1)?)?;
                officers.push(Officer { id: row.get(0)?, name: row.get(2)?, roles });
            }
            Ok(officers)
        })
    }

    /// The post, once the installation is set up.
    pub fn post(&self) -> Result<Option<String>> {
        let log = self.log_id();
        self.read(|conn| {
            Ok(conn
                .query_row(
                    "SELECT post FROM fold_setup WHERE log = ?1 ORDER BY seq DESC LIMIT 1",
                    [log.as_str()],
                    |row| row.get(0),
                )
                .optional()?)
        })
    }

    /// The connection of a link, as last accepted here, with the bytes that its event names.
    pub fn connection(&self, link: &str) -> Result<Option<Connection>> {
        Ok(self.connections()?.into_iter().find(|connection| connection.link == link))
    }

    /// Every link that was connected, by link.
    pub fn connections(&self) -> Result<Vec<Connection>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT link, partner, endpoint, tls_ca, root, at FROM fold_connection c
                 WHERE log = ?1 AND seq = (SELECT max(seq) FROM fold_connection n WHERE n.log = c.log AND n.link = c.link)
                 ORDER BY link",
            )?;
            let mut rows = select.query([log.as_str()])?;
            let mut found = Vec::new();
            let bytes = |hash: Option<Vec<u8>>| -> Result<Option<Vec<u8>>> {
                let Some(hash) = hash else { return Ok(None) };
                let bytes: Option<Vec<u8>> = conn
                    .prepare_cached("SELECT bytes FROM material WHERE hash = ?1")?
                    .query_row([&hash], |row| row.get(0))
                    .optional()?;
                // The event names them: without them the connection must not look as if it had none.
                let bytes = bytes.ok_or(StoreError::NotFound { what: "material" })?;
                if sha256(&bytes) == hash_from(&hash)? {
                    Ok(Some(bytes))
                } else {
                    Err(StoreError::Damaged { what: "material" })
                }
            };
            while let Some(row) = rows.next()? {
                found.push(Connection {
                    link: row.get(0)?,
                    partner: row.get(1)?,
                    endpoint: row.get(2)?,
                    tls_ca: bytes(row.get(3)?)?,
                    root: bytes(row.get(4)?)?,
                    at: crate::value::time(row.get(5)?)?,
                });
            }
            Ok(found)
        })
    }

    /// The packs in use, as last accepted here, by id.
    pub fn packs(&self) -> Result<Vec<Pack>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT pack, version, hash, at FROM fold_pack c
                 WHERE log = ?1 AND seq = (SELECT max(seq) FROM fold_pack n WHERE n.log = c.log AND n.pack = c.pack)
                 ORDER BY pack",
            )?;
            let mut rows = select.query([log.as_str()])?;
            let mut packs = Vec::new();
            while let Some(row) = rows.next()? {
                let at = crate::value::time(row.get(3)?)?;
                packs.push(Pack { pack: row.get(0)?, version: row.get(1)?, hash: row.get(2)?, at });
            }
            Ok(packs)
        })
    }

    /// A setting of the installation, as last changed here by an event.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        let log = self.log_id();
        self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT value FROM fold_setting WHERE key = ?1 AND log = ?2 ORDER BY seq DESC LIMIT 1",
                )?
                .query_row((key, log.as_str()), |row| row.get(0))
                .optional()?)
        })
    }

    /// How this window likes to look (theme, language, keys): no act of office, so no event.
    pub fn preference(&self, key: &str) -> Result<Option<String>> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT value FROM preference WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?)
        })
    }

    /// Sets a preference; `None` forgets it.
    pub fn set_preference(&self, key: &str, value: Option<&str>) -> Result<()> {
        let (key, value) = (key.to_owned(), value.map(str::to_owned));
        self.act(move |conn| {
            match value {
                Some(value) => conn
                    .execute("INSERT OR REPLACE INTO preference(key, value) VALUES (?1, ?2)", (key, value))?,
                None => conn.execute("DELETE FROM preference WHERE key = ?1", [key])?,
            };
            Ok(())
        })
    }

    /// Whether somebody printed or saved a view of a document: the events, oldest first.
    pub fn printed(&self, document: &crate::MessageId) -> Result<Vec<EventId>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT log, seq FROM fold_printed WHERE document = ?1 ORDER BY at, log, seq",
            )?;
            let mut rows = select.query([document])?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                events.push(EventId { log: row.get::<_, String>(0)?.parse()?, seq: count(row.get(1)?) });
            }
            Ok(events)
        })
    }
}
