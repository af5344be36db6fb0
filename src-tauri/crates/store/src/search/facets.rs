//! How the documents that were found divide.

use super::bits::Bits;
use super::columns::Columns;
use crate::documents::{date, light_number};
use chrono::Datelike as _;
use serde::Serialize;
use std::collections::BTreeMap;

/// Exact counts of the documents found, by value. Several chapters or decisions of one document count in each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// `green`, `amber`, `red`.
    pub light: BTreeMap<String, u64>,
    /// By the partner's country; empty text for none.
    pub partner: BTreeMap<String, u64>,
    /// By kind of document.
    pub kind: BTreeMap<String, u64>,
    /// By scheme; empty text for none.
    pub scheme: BTreeMap<String, u64>,
    /// By HS chapter, two digits.
    pub chapter: BTreeMap<String, u64>,
    /// By month of issue, `2026-10`; those without one are left out.
    pub month: BTreeMap<String, u64>,
    /// By decision that stands; `none` where there is none.
    pub decision: BTreeMap<String, u64>,
}

/// Counts what was found; also says how many.
pub(super) fn count(columns: &Columns, found: &Bits) -> (u64, Facets) {
    let mut total = 0;
    let mut lights = [0_u64; 3];
    let (mut partners, mut schemes) =
        (vec![0_u64; columns.partners.len()], vec![0_u64; columns.schemes.len()]);
    let mut kinds = vec![0_u64; columns.kinds.len()];
    let (mut chapters, mut decisions, mut undecided) = ([0_u64; 128], [0_u64; 64], 0_u64);
    // By day first: turning a day into a month for each document would cost more than all the rest.
    let mut days: BTreeMap<i32, u64> = BTreeMap::new();
    let mut last_day = (i32::MIN, 0_u64);
    for row in found.newest_first().filter_map(|seq| columns.rows.get(seq).and_then(Option::as_ref)) {
        total += 1;
        bump(&mut lights, usize::try_from(light_number(row.light)).unwrap_or(0));
        bump(&mut partners, row.partner.into());
        bump(&mut schemes, row.scheme.into());
        bump(&mut kinds, row.kind.into());
        each_bit(row.chapters, |chapter| bump(&mut chapters, chapter));
        each_bit(row.decisions.into(), |decision| bump(&mut decisions, decision));
        undecided += u64::from(row.decisions == 0);
        if row.issued != last_day.0 {
            *days.entry(last_day.0).or_default() += last_day.1;
            last_day = (row.issued, 0);
        }
        last_day.1 += 1;
    }
    *days.entry(last_day.0).or_default() += last_day.1;
    let named = |counts: &[u64], name: &dyn Fn(usize) -> String| {
        counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(at, n)| (name(at), *n)).collect()
    };
    let mut month = BTreeMap::new();
    for (day, number) in days {
        if let Some(day) = date(day.into()).filter(|_| day != i32::MIN && number > 0) {
            *month.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default() += number;
        }
    }
    let mut decision: BTreeMap<String, u64> = named(&decisions, &|at| columns.decisions.get(at).to_owned());
    if undecided > 0 {
        decision.insert("none".into(), undecided);
    }
    let light = |at: usize| ["green", "amber", "red"].get(at).copied().unwrap_or_default().to_owned();
    let facets = Facets {
        light: named(&lights, &light),
        partner: named(&partners, &|at| columns.partners.get(at).to_owned()),
        kind: named(&kinds, &|at| columns.kinds.get(at).to_owned()),
        scheme: named(&schemes, &|at| columns.schemes.get(at).to_owned()),
        chapter: named(&chapters, &|at| format!("{at:02}")),
        month,
        decision,
    };
    (total, facets)
}

fn bump(counts: &mut [u64], at: usize) {
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
}

fn each_bit(mut bits: u128, mut see: impl FnMut(usize)) {
    while bits != 0 {
        see(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
