//! The quality of what links send: what lacks, what is not known, what is new, by week and with examples.

use crate::error::Error;
use crate::render::small;
use crate::text::Language;
use crate::view::*;
use crate::{Desk, Inner, render};
use chrono::{DateTime, Datelike as _, Duration, NaiveTime, Utc};
use std::collections::BTreeMap;
use store::{QualityKind, QualityWeek};

/// Weeks that are shown, with this one.
const WEEKS: i64 = 12;
/// Kinds of fault of one link, and examples of each.
const MOST_KINDS: usize = 40;
const EXAMPLES: usize = 3;

impl Desk {
    /// The quality of one link, or of all, over the last twelve weeks. Error: NOT_FOUND.
    pub fn quality(&self, now: DateTime<Utc>, link: Option<String>) -> Result<QualityView, Error> {
        self.0.quality_in(self.language(), now, link)
    }
}

impl Inner {
    /// The quality of one link, or of all, in a language.
    pub(super) fn quality_in(
        &self,
        language: Language,
        now: DateTime<Utc>,
        link: Option<String>,
    ) -> Result<QualityView, Error> {
        let library = self.library();
        if let Some(id) = &link
            && library.link(id).is_none()
        {
            return Err(Error::new("NOT_FOUND").detail(id));
        }
        self.store.fill_quality()?;
        let first = monday(now) - Duration::weeks(WEEKS - 1);
        let mut weeks: BTreeMap<String, Vec<QualityWeek>> = BTreeMap::new();
        for week in self.store.quality_weeks(link.as_deref(), first)? {
            weeks.entry(week.link.clone()).or_default().push(week);
        }
        let mut links = Vec::new();
        for known in library.links().iter().filter(|known| link.as_ref().is_none_or(|id| *id == known.id)) {
            let weeks = weeks.remove(&known.id).unwrap_or_default();
            links.push(self.link_quality(known, &weeks, first, now, language)?);
        }
        Ok(QualityView { links })
    }

    fn link_quality(
        &self,
        link: &block::Link,
        weeks: &[QualityWeek],
        first: DateTime<Utc>,
        now: DateTime<Utc>,
        language: Language,
    ) -> Result<LinkQualityView, Error> {
        let documents: u64 = weeks.iter().map(|week| week.documents).sum();
        let kinds = self.store.quality_kinds(&link.id, first, MOST_KINDS, EXAMPLES)?;
        Ok(LinkQualityView {
            link: link.id.clone(),
            partner: link.partner.name.clone(),
            messages: small(documents),
            weeks: filled(weeks, first, now),
            kinds: kinds.into_iter().map(|kind| quality_kind(kind, documents, language)).collect(),
        })
    }
}

fn quality_kind(kind: QualityKind, documents: u64, language: Language) -> QualityKindView {
    let label = match kind.kind.as_str() {
        "drift" => kind.field.clone(),
        // A place in the message, where the fault belongs to no field.
        _ if kind.field.starts_with('/') => kind.field.clone(),
        _ => render::field(language, &kind.field),
    };
    QualityKindView {
        share: share(kind.documents, documents),
        count: small(kind.documents),
        label,
        examples: kind
            .examples
            .into_iter()
            .map(|(document, number, value)| QualityExampleView {
                document: document.to_string(),
                number,
                value,
            })
            .collect(),
        kind: kind.kind,
        code: kind.code,
        field: kind.field,
    }
}

/// Every week from the first one that has documents, so that a week without any is seen.
fn filled(weeks: &[QualityWeek], first: DateTime<Utc>, now: DateTime<Utc>) -> Vec<QualityWeekView> {
    let Some(begin) = weeks.iter().map(|week| week.monday).min() else { return Vec::new() };
    let mut all = Vec::new();
    let mut at = begin.max(first);
    while at <= now {
        let known = weeks.iter().find(|week| week.monday == at);
        let count = |of: fn(&QualityWeek) -> u64| known.map_or(0, |week| small(of(week)));
        let iso = at.date_naive().iso_week();
        all.push(QualityWeekView {
            week: format!("{}-W{:02}", iso.year(), iso.week()),
            from: at.date_naive().to_string(),
            messages: count(|week| week.documents),
            missing: count(|week| week.missing),
            unknown_codes: count(|week| week.codes),
            drift: count(|week| week.drift),
            warnings: count(|week| week.warnings),
        });
        at += Duration::weeks(1);
    }
    all
}

/// Midnight (UTC) of the Monday of this week.
fn monday(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = now.date_naive() - Duration::days(i64::from(now.weekday().num_days_from_monday()));
    day.and_time(NaiveTime::MIN).and_utc()
}

fn share(part: u64, of: u64) -> String {
    match (part * 100 + of / 2).checked_div(of) {
        Some(0) if part > 0 => "< 1 %".to_owned(),
        Some(share) => format!("{share} %"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use chrono::TimeZone as _;

    #[test]
    fn weeks_without_documents_are_seen_and_named_by_iso() {
        let at = |month, day| Utc.with_ymd_and_hms(2026, month, day, 9, 30, 0).unwrap();
        assert_eq!(monday(at(11, 25)), Utc.with_ymd_and_hms(2026, 11, 23, 0, 0, 0).unwrap());
        let week = |monday: DateTime<Utc>| QualityWeek {
            link: "xb".into(),
            monday,
            documents: 4,
            missing: 1,
            codes: 0,
            drift: 2,
            warnings: 0,
        };
        let first = monday(at(11, 25)) - Duration::weeks(WEEKS - 1);
        let shown = filled(&[week(monday(at(11, 3))), week(monday(at(11, 18)))], first, at(11, 25));
        let names: Vec<_> = shown.iter().map(|week| (week.week.as_str(), week.messages)).collect();
        assert_eq!(names, [("2026-W45", 4), ("2026-W46", 0), ("2026-W47", 4), ("2026-W48", 0)]);
        assert_eq!(filled(&[], first, at(11, 25)), [], "nothing came, nothing is shown");
    }

    #[test]
    fn a_share_is_never_shown_as_none_where_there_is_one() {
        assert_eq!((share(1, 3000), share(1, 3), share(0, 7)), ("< 1 %".into(), "33 %".into(), "0 %".into()));
    }
}
