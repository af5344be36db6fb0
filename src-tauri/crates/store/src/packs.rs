//! Packs that were taken in, and which of them officers made active.

use crate::error::Result;
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{hash_from, millis, sha256, time};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use std::collections::BTreeSet;

/// A pack that was taken in. Active or not is what events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPack {
    /// SHA-256 over its files, hex.
    pub hash: String,
    /// SHA-256 of the bytes it is kept as.
    pub material: [u8; 32],
    /// Its id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// When it was taken in.
    pub added: DateTime<Utc>,
}

/// One act on a pack, as the events have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackChange {
    /// Its id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files, hex.
    pub hash: String,
    /// Its standing when it was activated; none: it was withdrawn.
    pub standing: Option<String>,
    /// SHA-256 of the bytes it is kept as; none for a withdrawal.
    pub material: Option<[u8; 32]>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Keeps the bytes of a pack under the hash of its files; the same pack again (with a seal, say) takes its place.
    pub fn keep_pack(
        &self,
        hash: &str,
        pack: &str,
        version: &str,
        bytes: &[u8],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (material, bytes) = (sha256(bytes), bytes.to_vec());
        let (hash, pack, version) = (hash.to_owned(), pack.to_owned(), version.to_owned());
        self.act(move |conn| {
            conn.execute("INSERT OR REPLACE INTO material(hash, bytes) VALUES (?1, ?2)", (material, bytes))?;
            conn.execute(
                "INSERT INTO pack_kept(hash, material, pack, version, added) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT(hash) DO UPDATE SET material = excluded.material, added = excluded.added",
                (hash, material, pack, version, millis(at)),
            )?;
            Ok(())
        })
    }

    /// Packs that were taken in, newest first.
    pub fn kept_packs(&self) -> Result<Vec<KeptPack>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT hash, material, pack, version, added FROM pack_kept ORDER BY added DESC, pack, version, hash",
            )?;
            let mut rows = select.query([])?;
            let mut packs = Vec::new();
            while let Some(row) = rows.next()? {
                packs.push(KeptPack {
                    hash: row.get(0)?,
                    material: hash_from(&row.get::<_, Vec<u8>>(1)?)?,
                    pack: row.get(2)?,
                    version: row.get(3)?,
                    added: time(row.get(4)?)?,
                });
            }
            Ok(packs)
        })
    }

    /// A pack that was taken in, by the hash of its files.
    pub fn kept_pack(&self, hash: &str) -> Result<Option<KeptPack>> {
        Ok(self.kept_packs()?.into_iter().find(|pack| pack.hash == hash))
    }

    /// What officers here did with packs, oldest first.
    pub fn pack_changes(&self) -> Result<Vec<PackChange>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT pack, version, hash, standing, material, at FROM fold_pack_active WHERE log = ?1 ORDER BY seq",
            )?;
            let mut rows = select.query([log.as_str()])?;
            let mut changes = Vec::new();
            while let Some(row) = rows.next()? {
                let material: Option<Vec<u8>> = row.get(4)?;
                changes.push(PackChange {
                    pack: row.get(0)?,
                    version: row.get(1)?,
                    hash: row.get(2)?,
                    standing: row.get(3)?,
                    material: material.as_deref().map(hash_from).transpose()?,
                    at: time(row.get(5)?)?,
                });
            }
            Ok(changes)
        })
    }

    /// Hashes that an administrator accepted here by name.
    pub fn accepted_packs(&self) -> Result<BTreeSet<String>> {
        let log = self.log_id();
        self.read(|conn| {
            let mut select = conn.prepare_cached("SELECT hash FROM fold_pack WHERE log = ?1")?;
            let hashes = select.query_map([log.as_str()], |row| row.get(0))?;
            Ok(hashes.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether bytes that an event names by hash are here and have that hash.
    pub fn whole_material(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>> {
        let bytes: Option<Vec<u8>> = self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT bytes FROM material WHERE hash = ?1")?
                .query_row([hash], |row| row.get(0))
                .optional()?)
        })?;
        Ok(bytes.filter(|bytes| sha256(bytes) == *hash))
    }

    /// The documents of a link, or those of none, oldest first: what other packs may judge otherwise.
    pub fn documents_of_link(&self, link: Option<&str>) -> Result<Vec<MessageId>> {
        self.read(|conn| {
            let mut select =
                conn.prepare_cached("SELECT message FROM document WHERE link IS ?1 ORDER BY seq")?;
            let ids = select.query_map([link], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Makes messages pending again that were set aside as something else: other packs may read them.
    pub fn take_up_others(&self) -> Result<usize> {
        self.keep(|conn| {
            let taken = conn.execute("UPDATE message SET state = 'pending' WHERE state = 'other'", [])?;
            conn.execute("DELETE FROM other", [])?;
            Ok(taken)
        })
    }
}
