//! The fields of the search language, and the days that date fields take.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a search can be narrowed by: `field:value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Number: a part of it; its beginning with `*`; the whole of it in quotes.
    Number,
    /// Exporter, importer, consignee or producer.
    Party,
    /// Exporter.
    Exporter,
    /// Importer.
    Importer,
    /// Consignee.
    Consignee,
    /// Producer.
    Producer,
    /// Issuing body.
    Issuer,
    /// Description of goods.
    Goods,
    /// Reference or invoice number.
    Reference,
    /// HS code, from its beginning.
    Hs,
    /// The issuer's civil day of issue.
    Issued,
    /// The day of receipt (UTC).
    Received,
    /// The partner's country, alpha-2.
    Partner,
    /// `green`, `amber`, `red`.
    Light,
    /// The scheme.
    Scheme,
    /// The kind of document: `certificate`, or what a pack brought.
    Kind,
    /// `certificate` (verified), `verified` (of any kind), `claim`, `flagged`, `waiting`, `presented`, `decided`.
    Is,
    /// `yes`, `no`, or a reason.
    Flag,
    /// A decision that stands, or `none`.
    Decision,
}

const FIELDS: [(Field, &str); 19] = [
    (Field::Number, "number"),
    (Field::Party, "party"),
    (Field::Exporter, "exporter"),
    (Field::Importer, "importer"),
    (Field::Consignee, "consignee"),
    (Field::Producer, "producer"),
    (Field::Issuer, "issuer"),
    (Field::Goods, "goods"),
    (Field::Reference, "reference"),
    (Field::Hs, "hs"),
    (Field::Issued, "issued"),
    (Field::Received, "received"),
    (Field::Partner, "partner"),
    (Field::Light, "light"),
    (Field::Scheme, "scheme"),
    (Field::Kind, "kind"),
    (Field::Is, "is"),
    (Field::Flag, "flag"),
    (Field::Decision, "decision"),
];

impl Field {
    /// Every field with its word.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        FIELDS.into_iter()
    }

    /// The field of a word, in any case.
    pub fn of(word: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, name)| name.eq_ignore_ascii_case(word)).map(|(field, _)| *field)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, word)| word)
    }

    /// Whether it takes days and ranges of days.
    pub fn takes_days(self) -> bool {
        matches!(self, Self::Issued | Self::Received)
    }

    /// The only values that it takes, where it takes no others.
    pub fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Light => Some(&["green", "amber", "red"]),
            Self::Is => {
                Some(&["certificate", "verified", "claim", "flagged", "waiting", "presented", "decided"])
            }
            _ => None,
        }
    }
}

/// The nearest of some words, when it is near: two letters wrong at most, one for short words, swapped neighbours
/// count as one.
pub fn did_you_mean<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let typed = typed.to_lowercase();
    let most = if typed.chars().count() <= 4 { 1 } else { 2 };
    words
        .into_iter()
        .map(|word| (distance(&typed, word), word))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut older: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&above, j + 1) + 1).min(at(&row, j) + 1).min(at(&above, j) + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&older, j - 1) + 1);
            }
            row.push(best);
        }
        older = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

/// A year, a month or a day: `2026`, `2026-10`, `2026-10-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day {
    first: NaiveDate,
    parts: u8,
}

impl Day {
    /// A whole year.
    pub fn year(year: i32) -> Option<Self> {
        Self::checked(NaiveDate::from_ymd_opt(year, 1, 1)?, 1)
    }

    /// A whole month.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::checked(NaiveDate::from_ymd_opt(year, month, 1)?, 2)
    }

    /// One day.
    pub fn on(day: NaiveDate) -> Option<Self> {
        Self::checked(day, 3)
    }

    fn checked(first: NaiveDate, parts: u8) -> Option<Self> {
        (1..=9999).contains(&first.year()).then_some(Self { first, parts })
    }

    /// Its first day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(&self) -> NaiveDate {
        let (year, month) = (self.first.year(), self.first.month());
        let next = match self.parts {
            1 => NaiveDate::from_ymd_opt(year + 1, 1, 1),
            2 if month == 12 => NaiveDate::from_ymd_opt(year + 1, 1, 1),
            2 => NaiveDate::from_ymd_opt(year, month + 1, 1),
            _ => return self.first,
        };
        next.and_then(|day| day.pred_opt()).unwrap_or(self.first)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.parts {
            1 => "%Y",
            2 => "%Y-%m",
            _ => "%Y-%m-%d",
        };
        write!(f, "{}", self.first.format(form))
    }
}

/// The text is no year, month or day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a year, month or day such as 2026-10-05")]
pub struct DayError;

impl FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Self, DayError> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<u32>().map(Some).map_err(|_| DayError)
            }
            Some(_) => Err(DayError),
        };
        let (year, month, day) = (number(4)?.ok_or(DayError)?, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(DayError);
        }
        let year = i32::try_from(year).map_err(|_| DayError)?;
        match (month, day) {
            (None, _) => Self::year(year),
            (Some(month), None) => Self::month(year, month),
            (Some(month), Some(day)) => NaiveDate::from_ymd_opt(year, month, day).and_then(Self::on),
        }
        .ok_or(DayError)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;
    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn a_part_of_a_date_is_a_span() {
        for (text, first, last) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2026-10-05", "2026-10-05", "2026-10-05"),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!(
                (day.first().to_string(), day.last().to_string()),
                (first.into(), last.into()),
                "{text}"
            );
            assert_eq!(day.to_string(), text, "prints what it read");
        }
        for wrong in ["26", "2026-13", "2026-02-30", "2026-1", "2026-10-05-1", "", "x", "0000"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn near_words_are_offered_and_far_ones_not() {
        let words = || Field::all().map(|(_, word)| word);
        assert_eq!(did_you_mean("exproter", words()), Some("exporter"), "neighbours swapped");
        assert_eq!(did_you_mean("partne", words()), Some("partner"), "a letter missing");
        assert_eq!(did_you_mean("banana", words()), None, "nothing near");
    }
}
