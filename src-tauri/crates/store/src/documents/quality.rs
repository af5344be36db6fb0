//! What is wrong with the documents of a link, counted by week. The rows are made of findings when a judgement is saved,
//! and can be made again from them.

use super::reading::verdict;
use crate::error::{Result, StoreError};
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{count, millis, time};
use certificate::Finding;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeSet;

/// Longest value that is kept as an example, in characters.
const MOST_VALUE: usize = 120;
/// Documents whose rows are made again in one transaction.
const CHUNK: i64 = 500;

/// One fault of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    kind: &'static str,
    code: String,
    field: String,
    value: String,
}

/// Documents of one link in one week (from Monday, UTC), by the day of receipt; and how many of them have each fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityWeek {
    /// The link.
    pub link: String,
    /// Its Monday, midnight UTC.
    pub monday: DateTime<Utc>,
    /// Documents.
    pub documents: u64,
    /// Documents that lack a mandatory field.
    pub missing: u64,
    /// Documents with a code that is not known.
    pub codes: u64,
    /// Documents with parts that no line of the block uses.
    pub drift: u64,
    /// Documents with another value that could not be understood.
    pub warnings: u64,
}

/// One kind of fault of one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityKind {
    /// `missing`, `code`, `drift` or `warning`.
    pub kind: String,
    /// Code of the problem; empty where the kind says it all.
    pub code: String,
    /// Canonical path, or the place in the message.
    pub field: String,
    /// Documents that have it.
    pub documents: u64,
    /// The newest of them: document, number, value as found.
    pub examples: Vec<(MessageId, String, String)>,
}

/// The faults that findings tell of, each once.
pub(crate) fn faults(findings: &[Finding]) -> BTreeSet<Fault> {
    let mut faults = BTreeSet::new();
    for finding in findings {
        let value = |name: &str| finding.values.get(name).map(String::as_str).unwrap_or_default();
        let mut add = |kind: &'static str, code: &str, field: &str, found: &str| {
            let cut: String = found.chars().take(MOST_VALUE).collect();
            let same = |fault: &Fault| fault.kind == kind && fault.code == code && fault.field == field;
            if !faults.iter().any(same) {
                faults.insert(Fault { kind, code: code.to_owned(), field: field.to_owned(), value: cut });
            }
        };
        match finding.id.as_str() {
            "MANDATORY_MISSING" => add("missing", "", &pattern(value("field")), ""),
            "FIELD_UNREADABLE" => {
                let found = finding.evidence.iter().find(|evidence| evidence.name == "found");
                let found = found.map(|evidence| evidence.value.as_str()).unwrap_or_default();
                let field = if value("field").is_empty() { value("place") } else { value("field") };
                let kind = if value("code") == "CODE_UNKNOWN" { "code" } else { "warning" };
                add(kind, value("code"), &pattern(field), found);
            }
            "NUMBER_MALFORMED" => add("warning", "NUMBER_MALFORMED", "number", value("number")),
            "DRIFT" => {
                for place in finding.evidence.iter().filter(|evidence| evidence.name == "place") {
                    let path = place.value.rsplit_once(" (").map_or(place.value.as_str(), |(path, _)| path);
                    add("drift", "", &pattern(path), "");
                }
            }
            _ => {}
        }
    }
    faults
}

/// `items[3].hs` as `items[].hs`: the same fault of any item is one kind.
fn pattern(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((head, tail)) = rest.split_once('[') {
        out.push_str(head);
        match tail.split_once(']') {
            Some((inside, after)) if inside.chars().all(|c| c.is_ascii_digit()) => {
                out.push_str("[]");
                rest = after;
            }
            _ => {
                out.push('[');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Writes the faults of a document, in place of those of before.
pub(crate) fn keep(conn: &Connection, seq: i64, faults: &BTreeSet<Fault>) -> Result<()> {
    conn.prepare_cached("DELETE FROM quality WHERE seq = ?1")?.execute([seq])?;
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO quality(seq, kind, code, field, value) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for fault in faults {
        insert.execute((seq, fault.kind, &fault.code, &fault.field, &fault.value))?;
    }
    Ok(())
}

impl Store {
    /// Documents of a link (or all) by week, for those received from `since` on; oldest first.
    pub fn quality_weeks(&self, link: Option<&str>, since: DateTime<Utc>) -> Result<Vec<QualityWeek>> {
        // Day 0 of the epoch is a Thursday: three days on, weeks begin on Monday.
        const WEEK: &str = "(d.received / 86400000 + 3) / 7";
        self.read(|conn| {
            let mut select = conn.prepare_cached(&format!(
                "SELECT d.link, {WEEK}, count(*),
                   sum(EXISTS(SELECT 1 FROM quality q WHERE q.seq = d.seq AND q.kind = 'missing')),
                   sum(EXISTS(SELECT 1 FROM quality q WHERE q.seq = d.seq AND q.kind = 'code')),
                   sum(EXISTS(SELECT 1 FROM quality q WHERE q.seq = d.seq AND q.kind = 'drift')),
                   sum(EXISTS(SELECT 1 FROM quality q WHERE q.seq = d.seq AND q.kind = 'warning'))
                 FROM document d WHERE d.link IS NOT NULL AND (?1 IS NULL OR d.link = ?1) AND d.received >= ?2
                 GROUP BY 1, 2 ORDER BY 1, 2"
            ))?;
            let mut rows = select.query((link, millis(since)))?;
            let mut weeks = Vec::new();
            while let Some(row) = rows.next()? {
                let week: i64 = row.get(1)?;
                weeks.push(QualityWeek {
                    link: row.get(0)?,
                    monday: time((week * 7 - 3) * 86_400_000)?,
                    documents: count(row.get(2)?),
                    missing: count(row.get(3)?),
                    codes: count(row.get(4)?),
                    drift: count(row.get(5)?),
                    warnings: count(row.get(6)?),
                });
            }
            Ok(weeks)
        })
    }

    /// Kinds of faults of a link's documents received from `since` on, most frequent first, with their newest examples.
    pub fn quality_kinds(
        &self,
        link: &str,
        since: DateTime<Utc>,
        most: usize,
        examples: usize,
    ) -> Result<Vec<QualityKind>> {
        let (most, examples) = (crate::value::limit(most), crate::value::limit(examples));
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT q.kind, q.code, q.field, count(*) AS found FROM document d JOIN quality q USING(seq)
                 WHERE d.link = ?1 AND d.received >= ?2 GROUP BY 1, 2, 3 ORDER BY found DESC, 1, 2, 3 LIMIT ?3",
            )?;
            let mut newest = conn.prepare_cached(
                "SELECT d.message, d.number, q.value FROM document d JOIN quality q USING(seq)
                 WHERE d.link = ?1 AND d.received >= ?2 AND q.kind = ?3 AND q.code = ?4 AND q.field = ?5
                 ORDER BY d.received DESC, d.seq DESC LIMIT ?6",
            )?;
            let mut rows = select.query((link, millis(since), most))?;
            let mut kinds = Vec::new();
            while let Some(row) = rows.next()? {
                let (kind, code, field): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let found = newest
                    .query_map((link, millis(since), &kind, &code, &field, examples), |row| {
                        Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default(), row.get(2)?))
                    })?
                    .collect::<rusqlite::Result<_>>()?;
                kinds.push(QualityKind {
                    documents: count(row.get(3)?),
                    examples: found,
                    kind,
                    code,
                    field,
                });
            }
            Ok(kinds)
        })
    }

    /// Makes the rows of documents that were kept before quality was counted. Returns how many it read; cheap when there
    /// are none.
    pub fn fill_quality(&self) -> Result<u64> {
        let mut filled = 0;
        loop {
            let until: Option<String> = self.read(|conn| {
                Ok(conn
                    .query_row("SELECT value FROM meta WHERE key = 'quality_until'", [], |row| row.get(0))
                    .optional()?)
            })?;
            let Some(until) = until else { return Ok(filled) };
            let until: i64 = until.parse().map_err(|_| StoreError::Damaged { what: "meta" })?;
            filled += self.derive(move |conn| fill(conn, until))?;
        }
    }

    /// Throws the rows away and makes them again from the kept judgements.
    pub fn rebuild_quality(&self) -> Result<u64> {
        self.derive(|conn| {
            conn.execute("DELETE FROM quality", [])?;
            conn.execute(
                "INSERT OR REPLACE INTO meta(key, value)
                 SELECT 'quality_until', CAST(max(seq) AS TEXT) FROM document HAVING max(seq) IS NOT NULL",
                [],
            )?;
            Ok(())
        })?;
        self.fill_quality()
    }
}

/// One chunk from `until` downwards; the mark moves with it, and goes away at the end.
pub(crate) fn fill(conn: &Connection, until: i64) -> Result<u64> {
    let mut select = conn.prepare_cached(
        "SELECT seq, verdict FROM document_body WHERE seq <= ?1 ORDER BY seq DESC LIMIT ?2",
    )?;
    let mut rows = select.query((until, CHUNK))?;
    let (mut last, mut read) = (None, 0);
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        keep(conn, seq, &faults(&verdict(&row.get::<_, Vec<u8>>(1)?)?.findings))?;
        (last, read) = (Some(seq), read + 1);
    }
    match last {
        Some(last) if last > 1 => {
            conn.execute("UPDATE meta SET value = ?1 WHERE key = 'quality_until'", [(last - 1).to_string()])?
        }
        _ => conn.execute("DELETE FROM meta WHERE key = 'quality_until'", [])?,
    };
    Ok(read)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use certificate::{Level, Scope};

    #[test]
    fn findings_become_faults_by_kind_and_the_items_place_does_not_count() {
        let finding = |id: &str| Finding::new(id, Level::Amber, Scope::Document);
        let unreadable = |code: &str, field: &str, found: &str| {
            finding("FIELD_UNREADABLE").value("code", code).value("field", field).evidence("found", found)
        };
        let found = faults(&[
            finding("MANDATORY_MISSING").value("field", "items[0].hs"),
            finding("MANDATORY_MISSING").value("field", "items[7].hs"),
            unreadable("CODE_UNKNOWN", "items[0].unit", "BOX"),
            unreadable("VALUE_UNREADABLE", "issued.date", "31/02"),
            finding("DRIFT")
                .evidence("place", "/Doc/Item[2]/Note (14)")
                .evidence("place", "/Doc/Item[3]/Note (18)"),
            finding("KEY_REVOKED").value("field", "number"),
        ]);
        let seen: Vec<_> =
            found.iter().map(|f| (f.kind, f.code.as_str(), f.field.as_str(), f.value.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("code", "CODE_UNKNOWN", "items[].unit", "BOX"),
                ("drift", "", "/Doc/Item[]/Note", ""),
                ("missing", "", "items[].hs", ""),
                ("warning", "VALUE_UNREADABLE", "issued.date", "31/02"),
            ],
            "each once; a finding about a key is no matter of quality"
        );
    }

    #[test]
    fn a_predicate_stays_in_a_place() {
        assert_eq!(pattern("Doc[Type=380]/Line[12]/@id"), "Doc[Type=380]/Line[]/@id");
        assert_eq!(pattern("open[ended"), "open[ended", "an odd text is kept as it is");
    }
}
