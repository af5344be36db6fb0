//! Numbered migrations, applied all or nothing. A database newer than the program is refused, not damaged.

use crate::error::{Result, StoreError};
use rusqlite::{Connection, TransactionBehavior};

/// Every migration in order; its number is its place in this table, from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_packs.sql"),
    include_str!("migrations/0003_kinds.sql"),
];

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
    fn what_was_kept_before_kinds_becomes_certificates() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, MIGRATIONS.get(..2).unwrap()).unwrap();
        conn.execute_batch(
            "INSERT INTO message(seq, id, received, size, state) VALUES
               (1, zeroblob(32), 0, 1, 'judged'), (2, randomblob(32), 0, 1, 'judged');
             INSERT INTO document(seq, message, nature, kind, received, light, items, items_held, chapters, terms,
               block, trust, rules, judged, changed)
             SELECT seq, id, CASE seq WHEN 1 THEN 'certificate' ELSE 'claim' END, CASE seq WHEN 1 THEN 'BA' END,
               0, 0, 0, 0, zeroblob(16), x'', '', '', '', 0, seq FROM message;
             INSERT INTO document_body(seq, record, verdict) VALUES (1, x'01', x'02');
             INSERT INTO judgement(seq, judged, nature, light, block, trust, rules, verdict)
             VALUES (1, 0, 'certificate', 0, '', '', '', x'02');",
        )
        .unwrap();
        migrate(&mut conn).unwrap();
        let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(
            one("SELECT group_concat(nature || ' ' || kind, ', ') FROM document"),
            "verified certificate, claim certificate"
        );
        assert_eq!(one("SELECT nature FROM judgement"), "verified", "history too");
        assert_eq!(one("SELECT hex(content) FROM document_body"), "01", "what was sealed stays");
        assert!(
            conn.execute("UPDATE document SET nature = 'certificate'", []).is_err(),
            "the old word is refused"
        );
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
    fn a_database_of_before_packs_keeps_its_documents_and_their_quality_is_read_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, MIGRATIONS.get(..1).unwrap()).unwrap();
        let findings = r#"{"outcome":null,"sources":null,"findings":[{"id":"MANDATORY_MISSING","level":"amber",
            "scope":"document","values":{"field":"items[0].hs"}}]}"#;
        conn.execute_batch(
            "INSERT INTO message VALUES (7, zeroblob(32), 'xb', NULL, NULL, 1000, 3, 'judged');
             INSERT INTO document(seq, message, link, nature, received, light, items, items_held, chapters, terms, block,
               trust, rules, judged, changed)
             VALUES (7, zeroblob(32), 'xb', 'claim', 1000, 1, 1, 1, zeroblob(16), x'', 'b', 't', 'r', 1000, 1);",
        )
        .unwrap();
        conn.execute(
            "INSERT INTO document_body(seq, record, verdict) VALUES (7, x'', ?1)",
            [crate::value::pack(findings.as_bytes()).unwrap()],
        )
        .unwrap();
        migrate(&mut conn).unwrap();
        assert_eq!(version(&conn).unwrap(), i64::try_from(MIGRATIONS.len()).unwrap());
        let until: String = conn
            .query_row("SELECT value FROM meta WHERE key = 'quality_until'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(until, "7", "the last document of before");
        assert_eq!(crate::documents::fill(&conn, 7).unwrap(), 1);
        let field: String = conn
            .query_row("SELECT field FROM quality WHERE seq = 7 AND kind = 'missing'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(field, "items[].hs");
        crate::documents::fill(&conn, 6).unwrap();
        let left: bool = conn
            .query_row("SELECT EXISTS(SELECT 1 FROM meta WHERE key = 'quality_until')", [], |row| row.get(0))
            .unwrap();
        assert!(!left, "and once is enough");
    }

    #[test]
    fn another_programs_database_is_left_alone() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        assert_eq!(migrate(&mut conn).unwrap_err().code(), "DATABASE_NOT_OURS");
    }
}
