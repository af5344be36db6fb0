//! What search needs of every document, in memory: 48 bytes each and its terms. Filled from the database when first
//! needed, and kept up by the stamp that every change leaves, also when another program writes.

use super::bits::Bits;
use crate::documents::{Nature, light_of};
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::terms::unpack_term;
use certificate::Light;
use rusqlite::{Connection, OptionalExtension as _};
use std::sync::PoisonError;

/// One document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub received: i64,
    /// Days since 1970; `i32::MIN` where the issuer named none.
    pub issued: i32,
    pub light: Light,
    pub claim: bool,
    pub flagged: bool,
    pub waiting: bool,
    /// Places in [`Columns::partners`], [`Columns::schemes`] and [`Columns::kinds`].
    pub partner: u16,
    pub scheme: u16,
    pub kind: u16,
    /// One bit for each HS chapter.
    pub chapters: u128,
    /// One bit for each place in [`Columns::decisions`].
    pub decisions: u64,
    terms_at: usize,
    terms_len: u16,
}

/// What [`Store::each_document`] shows.
pub(crate) struct Seen<'c> {
    pub partner: Option<&'c str>,
    pub light: Light,
    pub claim: bool,
    pub received: i64,
}

/// Words of a column, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    fn number(&mut self, name: String) -> Result<u16> {
        let known = self.0.iter().position(|known| *known == name);
        let at = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(name);
        }
        u16::try_from(at)
            .map_err(|_| StoreError::Invalid { what: "search index", why: "more than 65,536 names" })
    }

    pub(super) fn get(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }

    pub(super) fn find(&self, name: &str) -> Option<u16> {
        let at = self.0.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        u16::try_from(at).ok()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The columns of all documents, by their place in the order of receipt.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    stamp: i64,
    epoch: i64,
    pub(super) present: Bits,
    pub(super) rows: Vec<Option<Row>>,
    terms: Vec<u32>,
    pub(super) partners: Names,
    pub(super) schemes: Names,
    pub(super) kinds: Names,
    pub(super) decisions: Names,
}

impl Store {
    /// Runs `work` over columns that know at least all that this moment's database holds.
    pub(super) fn with_columns<T>(&self, work: impl FnOnce(&Connection, &Columns) -> Result<T>) -> Result<T> {
        self.read(|conn| {
            let (epoch, stamp) = moment(conn)?;
            {
                let columns = self.columns().read().unwrap_or_else(PoisonError::into_inner);
                if columns.epoch == epoch && columns.stamp >= stamp {
                    return work(conn, &columns);
                }
            }
            let mut columns = self.columns().write().unwrap_or_else(PoisonError::into_inner);
            columns.catch_up(conn, epoch, stamp)?;
            drop(columns);
            let columns = self.columns().read().unwrap_or_else(PoisonError::into_inner);
            work(conn, &columns)
        })
    }

    /// Shows every document, in order of receipt.
    pub(crate) fn each_document(&self, mut see: impl FnMut(&Seen<'_>)) -> Result<()> {
        self.with_columns(|_, columns| {
            for row in columns.rows.iter().flatten() {
                let partner = Some(columns.partners.get(row.partner.into())).filter(|name| !name.is_empty());
                see(&Seen { partner, light: row.light, claim: row.claim, received: row.received });
            }
            Ok(())
        })
    }

    /// Fills what search keeps in memory, so that the first search does not wait for it.
    pub fn warm_search(&self) -> Result<()> {
        self.with_columns(|_, _| Ok(()))
    }
}

fn moment(conn: &Connection) -> Result<(i64, i64)> {
    let epoch: Option<i64> = conn
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'epoch'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let stamp: Option<i64> =
        conn.prepare_cached("SELECT max(changed) FROM document")?.query_row([], |row| row.get(0))?;
    Ok((epoch.unwrap_or(0), stamp.unwrap_or(0)))
}

impl Columns {
    fn catch_up(&mut self, conn: &Connection, epoch: i64, stamp: i64) -> Result<()> {
        if self.epoch > epoch || (self.epoch == epoch && self.stamp >= stamp) {
            // Somebody with a later moment was quicker.
            return Ok(());
        }
        if self.epoch != epoch {
            *self = Self { epoch, ..Self::default() };
        }
        let done = self.load(conn);
        if done.is_err() {
            // Half a load must not be taken for a whole one.
            *self = Self::default();
        } else {
            self.stamp = stamp;
        }
        done
    }

    fn load(&mut self, conn: &Connection) -> Result<()> {
        let mut select = conn.prepare_cached(
            "SELECT seq, received, issued, partner, scheme, light, nature, chapters, terms, kind FROM document
             WHERE changed > ?1",
        )?;
        let mut rows = select.query([self.stamp])?;
        while let Some(row) = rows.next()? {
            let seq = place(row.get(0)?)?;
            let chapters = row.get_ref(7)?.as_blob().ok().and_then(|bytes| bytes.try_into().ok());
            let terms =
                row.get_ref(8)?.as_blob().map_err(|_| StoreError::Damaged { what: "search terms" })?;
            let terms_at = self.terms.len();
            self.terms.extend(
                terms.chunks_exact(4).filter_map(|four| four.try_into().ok()).map(u32::from_le_bytes),
            );
            let issued: Option<i64> = row.get(2)?;
            let row = Row {
                received: row.get(1)?,
                issued: issued.and_then(|day| i32::try_from(day).ok()).unwrap_or(i32::MIN),
                partner: self.partners.number(row.get::<_, Option<String>>(3)?.unwrap_or_default())?,
                scheme: self.schemes.number(row.get::<_, Option<String>>(4)?.unwrap_or_default())?,
                kind: self.kinds.number(row.get(9)?)?,
                light: light_of(row.get(5)?)?,
                claim: row.get_ref(6)?.as_str().is_ok_and(|word| word == Nature::Claim.word()),
                flagged: false,
                waiting: false,
                chapters: u128::from_be_bytes(chapters.ok_or(StoreError::Damaged { what: "chapters" })?),
                decisions: 0,
                terms_at,
                terms_len: u16::try_from(self.terms.len() - terms_at).unwrap_or(u16::MAX),
            };
            if self.rows.len() <= seq {
                self.rows.resize(seq + 1, None);
            }
            if let Some(slot) = self.rows.get_mut(seq) {
                *slot = Some(row);
            }
            self.present.put(seq);
        }
        self.load_state(conn)
    }

    /// What events say of the documents that changed.
    fn load_state(&mut self, conn: &Connection) -> Result<()> {
        let mut select = conn.prepare_cached(
            "SELECT seq FROM document d WHERE changed > ?1 AND EXISTS(SELECT 1 FROM fold_flag f
               WHERE f.document = d.message AND NOT EXISTS(
                 SELECT 1 FROM fold_flag_withdrawn w WHERE w.of_log = f.log AND w.of_seq = f.seq))",
        )?;
        let mut rows = select.query([self.stamp])?;
        while let Some(row) = rows.next()? {
            self.at(place(row.get(0)?)?, |row| row.flagged = true);
        }
        let mut select = conn.prepare_cached(
            "SELECT d.seq, p.waiting, s.decision FROM document d
             CROSS JOIN fold_presentation p ON p.certificate = d.name
             LEFT JOIN decision_state s ON s.presentation = p.id AND s.standing
             WHERE d.changed > ?1 AND d.name IS NOT NULL",
        )?;
        let mut rows = select.query([self.stamp])?;
        while let Some(row) = rows.next()? {
            let (seq, waiting) = (place(row.get(0)?)?, row.get::<_, bool>(1)?);
            let decision: Option<String> = row.get(2)?;
            let bit = match decision {
                // More than 64 kinds of decision: the last bit stands for all the others.
                Some(decision) => 1_u64 << self.decisions.number(decision)?.min(63),
                None => 0,
            };
            self.at(seq, |row| {
                row.waiting |= waiting;
                row.decisions |= bit;
            });
        }
        Ok(())
    }

    fn at(&mut self, seq: usize, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.rows.get_mut(seq).and_then(Option::as_mut) {
            change(row);
        }
    }

    /// The places whose row passes.
    pub(super) fn scan(&self, pass: impl Fn(&Row) -> bool) -> Bits {
        let mut found = Bits::empty(self.rows.len());
        for (seq, row) in self.rows.iter().enumerate() {
            if row.as_ref().is_some_and(&pass) {
                found.set(seq);
            }
        }
        found
    }

    /// The places with one of these terms in one of these roles.
    pub(super) fn with_terms(&self, roles: u16, terms: &Bits) -> Bits {
        self.scan(|row| {
            let end = row.terms_at + usize::from(row.terms_len);
            self.terms.get(row.terms_at..end).unwrap_or_default().iter().any(|packed| {
                let (role, term) = unpack_term(*packed);
                role & roles != 0 && terms.has(term as usize)
            })
        })
    }
}

fn place(seq: i64) -> Result<usize> {
    usize::try_from(seq).map_err(|_| StoreError::Damaged { what: "document" })
}
