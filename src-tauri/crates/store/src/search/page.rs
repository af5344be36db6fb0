//! One page of what a search found. Pages go on from a key, never from a count.

use super::bits::Bits;
use super::columns::{Columns, Row};
use super::facets::{self, Facets};
use super::query::Query;
use super::select::select;
use crate::documents::{Summary, by_seq, light_number};
use crate::error::{Result, StoreError};
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The order of what is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Last received first.
    #[default]
    Newest,
    /// First received first.
    Oldest,
    /// Last issued first.
    Issued,
    /// Red first, then amber; within a light the last received first.
    Light,
}

/// Where a page ended. Printed and read back as text; means something only with the same search and order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyset {
    key: i64,
    seq: i64,
}

impl fmt::Display for Keyset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.seq)
    }
}

impl FromStr for Keyset {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        text.split_once('.')
            .and_then(|(key, seq)| Some(Self { key: key.parse().ok()?, seq: seq.parse().ok()? }))
            .ok_or(StoreError::Invalid { what: "page key", why: "not made by this program" })
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage {
    /// The documents of this page.
    pub hits: Vec<Summary>,
    /// How many there are in all.
    pub total: u64,
    /// How all of them divide.
    pub facets: Facets,
    /// Where the next page begins; none on the last.
    pub next: Option<Keyset>,
}

impl Store {
    /// Searches. `text` is in the search language ([`Query`]); the empty text finds everything.
    /// Errors: `QUERY_…` with the place and a suggestion.
    pub fn search(
        &self,
        text: &str,
        after: Option<&Keyset>,
        limit: usize,
        order: Order,
    ) -> Result<SearchPage> {
        self.search_query(&Query::parse(text)?, after, limit, order)
    }

    /// As [`Self::search`], from a tree.
    pub fn search_query(
        &self,
        query: &Query,
        after: Option<&Keyset>,
        limit: usize,
        order: Order,
    ) -> Result<SearchPage> {
        self.with_columns(|conn, columns| {
            let found = select(conn, columns, query)?;
            let (total, facets) = facets::count(columns, &found);
            // One more than asked for tells whether there is a next page.
            let mut keys = keys(columns, &found, after, limit.saturating_add(1), order);
            let more = keys.len() > limit;
            keys.truncate(limit);
            let next = keys.last().copied().filter(|_| more);
            let hits =
                keys.iter().filter_map(|key| by_seq(conn, key.seq).transpose()).collect::<Result<_>>()?;
            Ok(SearchPage { hits, total, facets, next })
        })
    }
}

/// The first keys after `after`, in order.
fn keys(columns: &Columns, found: &Bits, after: Option<&Keyset>, most: usize, order: Order) -> Vec<Keyset> {
    let rank = |row: &Row, seq: i64| match order {
        Order::Newest => (0, seq),
        Order::Oldest => (0, -seq),
        Order::Issued => (row.issued.into(), seq),
        Order::Light => (light_number(row.light), seq),
    };
    // What comes first has the greatest rank. Oldest is the newest of negated places.
    let rest = found
        .newest_first()
        .filter_map(|seq| columns.rows.get(seq).and_then(Option::as_ref).map(|row| (row, seq)))
        .filter_map(|(row, seq)| Some(rank(row, i64::try_from(seq).ok()?)))
        .filter(|rank| {
            after.is_none_or(|key| *rank < (key.key, if order == Order::Oldest { -key.seq } else { key.seq }))
        });
    let mut ranks: Vec<(i64, i64)> = if order == Order::Newest {
        rest.take(most).collect()
    } else {
        let mut all: Vec<_> = rest.collect();
        if all.len() > most {
            all.select_nth_unstable_by(most, |a, b| b.cmp(a));
            all.truncate(most);
        }
        all
    };
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    ranks.into_iter().map(|(key, seq)| Keyset { key, seq: seq.abs() }).collect()
}
