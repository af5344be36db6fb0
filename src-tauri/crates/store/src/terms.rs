//! The texts that search finds a document by: folded once, kept once, listed by each document.

use crate::error::{Result, StoreError};
use crate::search::words;
use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;

/// What a text is to a document. The number is stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum TermRole {
    /// Exporter.
    Exporter = 1,
    /// Importer.
    Importer = 2,
    /// Consignee.
    Consignee = 3,
    /// Producer.
    Producer = 4,
    /// Issuing body.
    Issuer = 5,
    /// Goods.
    Goods = 6,
    /// A reference, or another text of the document.
    Reference = 7,
    /// A party that no field of the search language names.
    Party = 8,
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

/// Texts folded for search, each once.
pub(crate) fn folded(texts: &[(TermRole, String)]) -> Terms {
    let mut found: Terms = texts
        .iter()
        .map(|(role, text)| (*role, words::index(text, LONGEST)))
        .filter(|(_, folded)| !folded.is_empty())
        .collect();
    found.sort();
    found.dedup();
    found.truncate(MOST_TERMS);
    found
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
