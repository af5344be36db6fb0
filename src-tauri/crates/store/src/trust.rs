//! Trust snapshots, kept by hash. An older list never takes the place of a newer one.

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::value::{count, hash_from, millis, pack, time, unpack};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Params};
use serde::Serialize;

/// A trust snapshot that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptTrust {
    /// The partner.
    pub partner: String,
    /// Its hash, as it was handed in.
    pub hash: [u8; 32],
    /// The signed list's sequence.
    pub sequence: u64,
    /// When it was taken, by our clock.
    pub taken: DateTime<Utc>,
    /// The snapshot, as JSON.
    pub snapshot: String,
}

const COLUMNS: &str = "SELECT partner, hash, sequence, taken, snapshot FROM trust ";

impl Store {
    /// Keeps a snapshot (JSON) under its hash and makes it the partner's latest. Refuses one whose sequence, or at the
    /// same sequence whose time, is before the kept one's: `TRUST_ROLLBACK`.
    pub fn save_trust(
        &self,
        partner: &str,
        snapshot: &str,
        hash: &[u8; 32],
        sequence: u64,
        taken: DateTime<Utc>,
    ) -> Result<()> {
        let (partner, packed, hash) = (partner.to_owned(), pack(snapshot.as_bytes())?, *hash);
        let offered = i64::try_from(sequence)
            .map_err(|_| StoreError::Invalid { what: "trust sequence", why: "out of range" })?;
        self.keep(move |conn| {
            let kept: Option<(i64, i64, i64)> = conn
                .prepare_cached(
                    "SELECT sequence, taken, kept FROM trust WHERE partner = ?1 ORDER BY kept DESC LIMIT 1",
                )?
                .query_row([&partner], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            if let Some((kept, at, _)) = kept
                && (offered, millis(taken)) < (kept, at)
            {
                return Err(StoreError::TrustRollback { kept: count(kept), offered: sequence });
            }
            // The same content again becomes the latest anew, with its newer time.
            conn.execute(
                "INSERT INTO trust(hash, partner, sequence, taken, kept, snapshot) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT(hash) DO UPDATE SET taken = max(taken, excluded.taken), kept = excluded.kept",
                (hash, partner, offered, millis(taken), kept.map_or(1, |(_, _, number)| number + 1), packed),
            )?;
            Ok(())
        })
    }

    /// The partner's latest snapshot.
    pub fn latest_trust(&self, partner: &str) -> Result<Option<KeptTrust>> {
        self.kept("WHERE partner = ?1 ORDER BY kept DESC LIMIT 1", [partner])
    }

    /// A snapshot by its hash, to judge again as it was known then.
    pub fn trust_by_hash(&self, hash: &[u8; 32]) -> Result<Option<KeptTrust>> {
        self.kept("WHERE hash = ?1", [hash])
    }

    fn kept(&self, rest: &str, values: impl Params) -> Result<Option<KeptTrust>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(&format!("{COLUMNS}{rest}"))?;
            let mut rows = select.query(values)?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Ok(Some(KeptTrust {
                partner: row.get(0)?,
                hash: hash_from(&row.get::<_, Vec<u8>>(1)?)?,
                sequence: count(row.get(2)?),
                taken: time(row.get(3)?)?,
                snapshot: String::from_utf8(unpack(&row.get::<_, Vec<u8>>(4)?)?)
                    .map_err(|_| StoreError::Damaged { what: "trust snapshot" })?,
            }))
        })
    }

    /// The latest moment this installation has proof of, as far as it wrote it down: events, receipts of messages,
    /// trust, successful syncs. A clock before it is wrong.
    pub fn clock_floor(&self) -> Result<Option<DateTime<Utc>>> {
        self.read(|conn| {
            let latest: Option<i64> = conn
                .prepare_cached(
                    "SELECT max(at) FROM (SELECT max(at) AS at FROM event UNION ALL SELECT max(received) FROM message
                     UNION ALL SELECT max(taken) FROM trust UNION ALL SELECT max(succeeded) FROM link_state)",
                )?
                .query_row([], |row| row.get(0))?;
            latest.map(time).transpose()
        })
    }
}
