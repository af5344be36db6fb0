//! Building the tables again from the log, and comparing them.

use super::apply::apply;
use super::chain::Body;
use crate::error::{Result, StoreError};
use crate::store::Store;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

impl Store {
    /// Deletes every table that events fill and folds the logs again, in one transaction. Returns how many events.
    pub fn rebuild(&self) -> Result<u64> {
        self.act(|conn| {
            for table in tables(conn)? {
                conn.execute(&format!("DELETE FROM {table}"), [])?;
            }
            let mut select = conn.prepare("SELECT bytes FROM event ORDER BY log, seq")?;
            let mut rows = select.query([])?;
            let mut events = 0;
            while let Some(row) = rows.next()? {
                let bytes = row.get_ref(0)?.as_blob().map_err(|_| StoreError::Damaged { what: "event" })?;
                apply(conn, &Body::from_bytes(bytes)?)?;
                events += 1;
            }
            Ok(events)
        })
    }

    /// A hash over the content of the tables that events fill.
    pub fn fold_digest(&self) -> Result<[u8; 32]> {
        self.read(|conn| {
            let mut hash = Sha256::new();
            for table in tables(conn)? {
                digest(conn, &table, &mut hash)?;
            }
            Ok(hash.finalize().into())
        })
    }
}

/// The tables that only the fold writes, by their prefix, so that a new one cannot be left out.
fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut select = conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 5) = 'fold_' ORDER BY name",
    )?;
    let names = select.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn digest(conn: &Connection, table: &str, hash: &mut Sha256) -> Result<()> {
    // Each table is WITHOUT ROWID: it lies in the order of its primary key.
    let mut select = conn.prepare(&format!("SELECT * FROM {table}"))?;
    let columns = select.column_count();
    hash.update(table.as_bytes());
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let (kind, bytes) = match row.get_ref(column)? {
                ValueRef::Null => (0_u8, Vec::new()),
                ValueRef::Integer(value) => (1, value.to_be_bytes().to_vec()),
                ValueRef::Real(value) => (2, value.to_bits().to_be_bytes().to_vec()),
                ValueRef::Text(text) => (3, text.to_vec()),
                ValueRef::Blob(blob) => (4, blob.to_vec()),
            };
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(&bytes);
        }
    }
    Ok(())
}
