//! Numbered migrations, applied all or nothing. A database newer than the program is refused, not damaged.

use crate::error::{Result, StoreError};
use rusqlite::{Connection, TransactionBehavior};

/// Every migration in order; its number is its place in this table, from 1.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_first.sql")];

/// Marks the file as ours ("ODsk").
const APPLICATION: i64 = 0x4F44_736B;

/// Brings the database to the newest schema in one transaction.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    apply(conn, MIGRATIONS)
}

fn apply(conn: &mut Connection, migrations: &[&str]) -> Result<()> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found = version(conn)?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    if found == known {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have migrated while we waited for the lock.
    let found = version(&tx)?;
    for migration in migrations.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.commit()?;
    Ok(())
}

/// The schema number of the file; an error when the file is another program's.
pub(crate) fn version(conn: &Connection) -> Result<i64> {
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if version != 0 && application != APPLICATION {
        return Err(StoreError::NotOurs);
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn a_migration_that_fails_leaves_nothing_behind() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, &["CREATE TABLE a(x)"]).unwrap();
        let bad = ["CREATE TABLE a(x)", "CREATE TABLE b(x); CREATE TABLE a(x)"];
        assert!(apply(&mut conn, &bad).is_err(), "the second statement of migration 2 is refused");
        assert_eq!(version(&conn).unwrap(), 1, "the number stays");
        let tables: i64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'b'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0, "and so does the schema");
    }

    #[test]
    fn a_newer_schema_is_refused_untouched() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, &["CREATE TABLE a(x)", "CREATE TABLE b(x)"]).unwrap();
        let error = apply(&mut conn, &["CREATE TABLE a(x)"]).unwrap_err();
        assert_eq!(error.code(), "DATABASE_TOO_NEW");
        assert_eq!(version(&conn).unwrap(), 2, "untouched");
    }

    #[test]
    fn another_programs_database_is_left_alone() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        assert_eq!(migrate(&mut conn).unwrap_err().code(), "DATABASE_NOT_OURS");
    }
}
