//! From a tree to the documents it means: texts and numbers through parameterised SQL, the rest by a scan.

use super::bits::Bits;
use super::columns::Columns;
use super::field::{Day, Field};
use super::query::{Query, TermValue, Text};
use super::words;
use crate::documents::{CERTIFICATE, light_number};
use crate::error::{Result, StoreError};
use crate::terms::TermRole;
use crate::value::millis;
use certificate::normalise_number;
use chrono::NaiveTime;
use rusqlite::{Connection, Params};

/// Roles in which a bare word is looked for.
const ANYWHERE: u16 = u16::MAX;

/// The documents that a query means.
pub(super) fn select(conn: &Connection, columns: &Columns, query: &Query) -> Result<Bits> {
    let mut found = columns.present.clone();
    for term in &query.terms {
        let these = value(conn, columns, &term.value)?;
        if term.negated {
            found.take(&these);
        } else {
            found.keep(&these);
        }
    }
    Ok(found)
}

fn value(conn: &Connection, columns: &Columns, value: &TermValue) -> Result<Bits> {
    match value {
        TermValue::Any(text) => {
            let mut found = columns.with_terms(ANYWHERE, &terms(conn, text)?);
            let key = normalise_number(text.text());
            if key.chars().count() >= 3 && key.chars().any(|c| c.is_ascii_digit()) {
                for seq in number_part(conn, &key)? {
                    put(&mut found, seq)?;
                }
            }
            Ok(found)
        }
        TermValue::In(field, texts) => {
            let mut found = Bits::default();
            for text in texts {
                found.add(&one(conn, columns, *field, text)?);
            }
            Ok(found)
        }
        TermValue::Span(Field::Received, from, to) => {
            let midnight = |day: chrono::NaiveDate| millis(day.and_time(NaiveTime::MIN).and_utc());
            let from = from.map_or(i64::MIN, |day| midnight(day.first()));
            let end = to.and_then(|day| day.last().succ_opt()).map_or(i64::MAX, midnight);
            Ok(columns.scan(|row| (from..end).contains(&row.received)))
        }
        TermValue::Span(_, from, to) => {
            let number =
                |day: chrono::NaiveDate| i32::try_from(crate::documents::day_number(day)).unwrap_or(0);
            // A certificate without a day of issue lies in no span.
            let from = from.map_or(i32::MIN + 1, |day: Day| number(day.first()));
            let to = to.map_or(i32::MAX, |day: Day| number(day.last()));
            Ok(columns.scan(|row| (from..=to).contains(&row.issued)))
        }
    }
}

fn one(conn: &Connection, columns: &Columns, field: Field, text: &Text) -> Result<Bits> {
    let word = text.text();
    let is = |name: &str| name.eq_ignore_ascii_case(word);
    let roles = match field {
        Field::Party => {
            let party = [
                TermRole::Exporter,
                TermRole::Importer,
                TermRole::Consignee,
                TermRole::Producer,
                TermRole::Party,
            ];
            party.into_iter().fold(0, |bits, role| bits | role.bit())
        }
        Field::Exporter => TermRole::Exporter.bit(),
        Field::Importer => TermRole::Importer.bit(),
        Field::Consignee => TermRole::Consignee.bit(),
        Field::Producer => TermRole::Producer.bit(),
        Field::Issuer => TermRole::Issuer.bit(),
        Field::Goods => TermRole::Goods.bit(),
        Field::Reference => TermRole::Reference.bit(),
        _ => 0,
    };
    if roles != 0 {
        return Ok(columns.with_terms(roles, &terms(conn, text)?));
    }
    Ok(match field {
        Field::Number => return number(conn, text),
        Field::Hs => return hs(conn, columns, word),
        Field::Partner => match columns.partners.find(word) {
            Some(partner) => columns.scan(|row| row.partner == partner),
            None => Bits::default(),
        },
        Field::Scheme => match columns.schemes.find(word) {
            Some(scheme) => columns.scan(|row| row.scheme == scheme),
            None => Bits::default(),
        },
        Field::Light => {
            let light = ["green", "amber", "red"].iter().position(|name| is(name)).unwrap_or(3);
            columns.scan(|row| usize::try_from(light_number(row.light)).is_ok_and(|number| number == light))
        }
        Field::Kind => match columns.kinds.find(word) {
            Some(kind) => columns.scan(|row| row.kind == kind),
            None => Bits::default(),
        },
        Field::Is if is("certificate") => match columns.kinds.find(CERTIFICATE) {
            Some(kind) => columns.scan(|row| !row.claim && row.kind == kind),
            None => Bits::default(),
        },
        Field::Is if is("verified") => columns.scan(|row| !row.claim),
        Field::Is if is("claim") => columns.scan(|row| row.claim),
        Field::Is if is("flagged") => columns.scan(|row| row.flagged),
        Field::Is if is("waiting") => columns.scan(|row| row.waiting),
        Field::Is if is("presented") => columns.scan(|row| row.waiting || row.decisions != 0),
        Field::Is => columns.scan(|row| row.decisions != 0 && !row.waiting),
        Field::Flag if is("yes") => columns.scan(|row| row.flagged),
        Field::Flag if is("no") => columns.scan(|row| !row.flagged),
        Field::Flag => {
            return places(
                conn,
                "SELECT d.seq FROM fold_flag f JOIN document d ON d.message = f.document
                 WHERE f.reason = ?1 COLLATE NOCASE AND NOT EXISTS(
                   SELECT 1 FROM fold_flag_withdrawn w WHERE w.of_log = f.log AND w.of_seq = f.seq)",
                [word],
            );
        }
        Field::Decision if is("none") => columns.scan(|row| row.decisions == 0),
        Field::Decision => match columns.decisions.find(word) {
            Some(decision) => columns.scan(|row| row.decisions >> decision.min(63) & 1 == 1),
            None => Bits::default(),
        },
        _ => Bits::default(),
    })
}

/// The terms whose text has these words next to each other.
fn terms(conn: &Connection, text: &Text) -> Result<Bits> {
    let words = words::search(text.text());
    if words.is_empty() {
        return Ok(Bits::default());
    }
    // One dense character may stand anywhere in a run, so it is the beginning of a pair.
    let single = words.last().is_some_and(|word| !word.is_ascii() && word.chars().count() == 1);
    let star = if text.is_prefix() || single { " *" } else { "" };
    // Words hold letters and digits only; the quotes make them one string whatever they spell.
    let phrase = format!("\"{}\"{star}", words.join(" "));
    places(conn, "SELECT rowid FROM term_word WHERE term_word MATCH ?1", [phrase])
}

/// Places of documents whose number (normalised) contains this; whose number begins with it when it is shorter than
/// the three characters that a part needs.
pub(crate) fn number_part(conn: &Connection, key: &str) -> Result<Vec<i64>> {
    if key.chars().count() < 3 {
        return rows(conn, BEGINNING, (key, after(key)));
    }
    let phrase = format!("\"{}\"", key.replace('"', "\"\""));
    rows(conn, "SELECT rowid FROM number_part WHERE number_part MATCH ?1", [phrase])
}

const BEGINNING: &str = "SELECT seq FROM document WHERE number_key >= ?1 AND number_key < ?2";

/// The first text after all those that begin with `start`.
fn after(start: &str) -> String {
    format!("{start}\u{10FFFF}")
}

fn number(conn: &Connection, text: &Text) -> Result<Bits> {
    let key = normalise_number(text.text());
    if text.is_prefix() {
        return places(conn, BEGINNING, (&key, after(&key)));
    }
    if text.is_quoted() {
        return places(conn, "SELECT seq FROM document WHERE number_key = ?1", [key]);
    }
    let mut found = Bits::default();
    for seq in number_part(conn, &key)? {
        put(&mut found, seq)?;
    }
    Ok(found)
}

fn hs(conn: &Connection, columns: &Columns, code: &str) -> Result<Bits> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), digits.parse::<u32>()) {
        (2, Ok(chapter)) => Ok(columns.scan(|row| row.chapters >> chapter & 1 == 1)),
        _ => places(
            conn,
            "SELECT seq FROM document_hs WHERE hs >= ?1 AND hs < ?2",
            // ':' follows '9'.
            (&digits, format!("{digits}:")),
        ),
    }
}

fn rows(conn: &Connection, sql: &str, values: impl Params) -> Result<Vec<i64>> {
    let mut select = conn.prepare_cached(sql)?;
    let found = select.query_map(values, |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn places(conn: &Connection, sql: &str, values: impl Params) -> Result<Bits> {
    let mut found = Bits::default();
    for seq in rows(conn, sql, values)? {
        put(&mut found, seq)?;
    }
    Ok(found)
}

fn put(found: &mut Bits, seq: i64) -> Result<()> {
    found.put(usize::try_from(seq).map_err(|_| StoreError::Damaged { what: "search index" })?);
    Ok(())
}
