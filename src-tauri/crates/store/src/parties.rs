//! The parties and goods of a record: taken out once, folded once, indexed once.

use crate::error::{Result, StoreError};
use crate::search::words;
use certificate::{Party, Record};
use rusqlite::{Connection, OptionalExtension as _};

/// What a term is to a document. The number is stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TermRole {
    Exporter = 1,
    Importer = 2,
    Consignee = 3,
    Producer = 4,
    Issuer = 5,
    Goods = 6,
    Reference = 7,
}

impl TermRole {
    pub(crate) fn bit(self) -> u16 {
        1 << (self as u8)
    }
}

/// Folded texts by role, each once.
pub(crate) type Terms = Vec<(TermRole, String)>;

/// Bits that hold a term's number; the role lies above them.
const TERM_BITS: u32 = 28;
/// A document lists at most this many terms (a certificate of 1,000 lines stays searchable by its first ones).
const MOST_TERMS: usize = 4_000;
/// A folded text is cut here.
const LONGEST: usize = 600;

/// Every text of a record that search finds it by.
pub(crate) fn terms(record: &Record) -> Terms {
    let mut found = Terms::new();
    let mut add = |role: TermRole, text: Option<&str>| {
        let folded = words::index(text.unwrap_or_default(), LONGEST);
        if !folded.is_empty() {
            found.push((role, folded));
        }
    };
    let mut party = |role: TermRole, party: &Party| {
        for text in [&party.name, &party.other_name, &party.id] {
            add(role, text.as_deref());
        }
    };
    party(TermRole::Exporter, &record.exporter);
    party(TermRole::Importer, &record.importer);
    party(TermRole::Consignee, &record.consignee);
    party(TermRole::Issuer, &record.issuer);
    for producer in &record.producers {
        party(TermRole::Producer, producer);
    }
    add(TermRole::Reference, record.reference.as_deref());
    for invoice in &record.invoices {
        add(TermRole::Reference, invoice.number.as_deref());
    }
    for item in &record.items {
        add(TermRole::Producer, item.producer.as_deref());
        add(TermRole::Goods, item.description.as_deref());
        for name in &item.names {
            add(TermRole::Goods, name.text.as_deref());
        }
    }
    found.sort();
    found.dedup();
    found.truncate(MOST_TERMS);
    found
}

/// The digits of every HS code.
pub(crate) fn hs_codes(record: &Record) -> Vec<String> {
    let digits = |hs: &String| hs.chars().filter(char::is_ascii_digit).take(10).collect::<String>();
    record.items.iter().filter_map(|item| item.hs.as_ref()).map(digits).filter(|hs| hs.len() >= 2).collect()
}

/// One bit for each HS chapter.
pub(crate) fn chapters(record: &Record) -> u128 {
    hs_codes(record)
        .iter()
        .filter_map(|hs| hs.get(..2).and_then(|chapter| chapter.parse::<u32>().ok()))
        .fold(0, |bits, chapter| bits | (1 << chapter))
}

/// Gives every text its number, new ones too, and packs them with their roles.
pub(crate) fn intern(conn: &Connection, terms: &Terms) -> Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(terms.len() * 4);
    for (role, folded) in terms {
        let known: Option<i64> = conn
            .prepare_cached("SELECT id FROM term WHERE folded = ?1")?
            .query_row([folded], |row| row.get(0))
            .optional()?;
        let id = if let Some(id) = known {
            id
        } else {
            conn.prepare_cached("INSERT INTO term(folded) VALUES (?1)")?.execute([folded])?;
            let id = conn.last_insert_rowid();
            conn.prepare_cached("INSERT INTO term_word(rowid, folded) VALUES (?1, ?2)")?
                .execute((id, folded))?;
            id
        };
        let id = u32::try_from(id)
            .ok()
            .filter(|id| *id < 1 << TERM_BITS)
            .ok_or(StoreError::Invalid { what: "search index", why: "more than 268 million terms" })?;
        packed.extend_from_slice(&((*role as u32) << TERM_BITS | id).to_le_bytes());
    }
    Ok(packed)
}

/// A packed term's role as a bit, and its number.
pub(crate) fn unpack_term(packed: u32) -> (u16, u32) {
    (1 << (packed >> TERM_BITS), packed & ((1 << TERM_BITS) - 1))
}
