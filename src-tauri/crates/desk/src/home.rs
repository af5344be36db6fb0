//! The desk before the first input, and what the frame around every screen says.

use crate::error::Error;
use crate::render::small;
use crate::text::Language;
use crate::view::*;
use crate::{Desk, Inner, render};
use block::Link;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use store::{FlagFilter, FolderKind};
use verify::TrustSnapshot;

/// Most presentations of the waiting list.
const MOST_WAITING: usize = 200;
/// Share of a list's life from which its age is worth attention.
const OLD: f32 = 0.75;

impl Desk {
    /// Who works here, with what.
    pub fn session(&self, _now: DateTime<Utc>) -> Result<SessionView, Error> {
        let inner = &self.0;
        Ok(SessionView {
            folder: inner.folder.path.display().to_string(),
            training: self.is_training(),
            post: inner.folder.card.post.clone(),
            officer: inner.officer.clone(),
            officer_name: inner.officer_name(&inner.officer),
            role: inner.role.to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: inner.preferences(),
        })
    }

    /// Whether the folder is a training folder.
    pub fn is_training(&self) -> bool {
        self.0.store.kind() == FolderKind::Training
    }

    /// What is known and what is under way.
    pub fn status(&self, now: DateTime<Utc>) -> Result<StatusView, Error> {
        let inner = &self.0;
        let counts = inner.store.counts(now - Duration::hours(24))?;
        let outbox = inner.store.outbox_counts()?;
        let mut online = true;
        let mut since: Option<DateTime<Utc>> = None;
        for connection in inner.store.connections()? {
            let state = inner.store.link_state(&connection.link, now)?;
            if state.error.is_some() || state.succeeded.is_none() {
                online = false;
            }
            since = since.max(state.succeeded);
        }
        let flags = inner.store.flags(&FlagFilter { standing: Some(true), ..FlagFilter::default() })?;
        Ok(StatusView {
            online,
            since: since.map(render::instant),
            knowledge: inner.knowledge(now)?,
            documents: small(counts.all.total()),
            received_today: small(counts.since.total()),
            receipts_waiting: small(outbox.iter().map(|one| one.waiting).sum::<u64>()),
            receipts_wedged: small(outbox.iter().map(|one| one.wedged).sum::<u64>()),
            open_flags: u32::try_from(flags.len()).unwrap_or(u32::MAX),
            quarantined: small(counts.quarantined),
            jobs: inner.jobs.list(),
        })
    }

    /// The waiting list, what needs attention, figures of today.
    pub fn home(&self, now: DateTime<Utc>) -> Result<HomeView, Error> {
        let inner = &self.0;
        let language = inner.language();
        let knowledge = inner.knowledge(now)?;
        Ok(HomeView {
            waiting: inner.waiting_rows(now, language)?,
            attention: inner.attention(language, &knowledge)?,
            today: inner.today(now, language)?,
            received: inner.received(now)?,
            knowledge,
        })
    }
}

impl Inner {
    fn waiting_rows(&self, now: DateTime<Utc>, language: Language) -> Result<Vec<WaitingRow>, Error> {
        let mut rows = Vec::new();
        for presentation in self.store.waiting(MOST_WAITING)? {
            let looked = self.look(&presentation.document, Some(&presentation.id), now)?;
            let (title, _) = render::answer(language, looked.light, &looked.findings);
            let look_at = if looked.light == certificate::Light::Green { String::new() } else { title };
            rows.push(WaitingRow {
                presentation: presentation.id.to_string(),
                document: presentation.document.to_string(),
                light: LightView::from(looked.light),
                declaration: presentation.declaration.clone(),
                number: looked.judged.number().unwrap_or_default(),
                importer: presentation.importer.clone().unwrap_or_default(),
                look_at,
                at: render::instant(presentation.presented_at),
            });
        }
        Ok(rows)
    }

    fn attention(&self, language: Language, knowledge: &[KnowledgeRow]) -> Result<Vec<AttentionRow>, Error> {
        let mut rows = self.changed_lights(language)?;
        for row in knowledge.iter().filter(|row| row.stale || row.spent >= OLD) {
            let values = BTreeMap::from([
                ("partner".to_owned(), row.partner.clone()),
                (
                    "time".to_owned(),
                    row.stale_at.as_deref().map(|at| spoken(language, at)).unwrap_or_default(),
                ),
            ]);
            let key = match (&row.keys_as_of, row.stale) {
                (None, _) => "attention.never",
                (_, true) => "attention.stale",
                _ => "attention.old",
            };
            rows.push(AttentionRow {
                kind: "knowledge-stale".to_owned(),
                light: LightView::Amber,
                title: language.say(&format!("{key}.title"), &values),
                text: language.say(&format!("{key}.text"), &values),
                document: None,
            });
        }
        for link in self.library().links() {
            let kept = self.store.quarantined(Some(&link.id))?;
            if let Some(newest) = kept.first() {
                let values = BTreeMap::from([
                    ("partner".to_owned(), link.partner.name.clone()),
                    ("count".to_owned(), kept.len().to_string()),
                ]);
                rows.push(AttentionRow {
                    kind: "quarantine".to_owned(),
                    light: LightView::None,
                    title: language.say("attention.quarantine.title", &values),
                    text: language.say(&format!("quarantine.{}", newest.code), &newest.detail),
                    document: None,
                });
            }
        }
        let wedged: u64 = self.store.outbox_counts()?.iter().map(|one| one.wedged).sum();
        if wedged > 0 {
            let values = BTreeMap::from([("count".to_owned(), wedged.to_string())]);
            rows.push(AttentionRow {
                kind: "receipts-wedged".to_owned(),
                light: LightView::None,
                title: language.say("attention.wedged.title", &values),
                text: language.say("attention.wedged.text", &values),
                document: None,
            });
        }
        Ok(rows)
    }

    /// Documents that an officer relied on and whose light has become worse since.
    fn changed_lights(&self, language: Language) -> Result<Vec<AttentionRow>, Error> {
        let query = store::Query::parse("is:decided -light:green").unwrap_or_default();
        let page = self.store.search_query(&query, None, 50, store::Order::Light)?;
        let mut rows = Vec::new();
        for hit in page.hits {
            let Some(name) = hit.name else { continue };
            let decided = self
                .store
                .presentations(&name)?
                .iter()
                .flat_map(|presentation| &presentation.decisions)
                .filter(|made| made.standing && made.drawdown.is_some())
                .map(|made| made.at)
                .max();
            let past = self.store.judgements(&hit.message)?;
            let then = decided
                .and_then(|at| past.iter().rev().find(|judgement| judgement.judged_at <= at))
                .map(|judgement| judgement.light);
            if let (Some(decided), Some(then)) = (decided, then.filter(|then| *then < hit.light)) {
                let values = BTreeMap::from([
                    ("number".to_owned(), hit.number.clone().unwrap_or_default()),
                    ("then".to_owned(), language.word(&format!("light.{}", render::light_key(then)))),
                    ("now".to_owned(), language.word(&format!("light.{}", render::light_key(hit.light)))),
                    ("time".to_owned(), render::spoken(language, decided)),
                    ("why".to_owned(), self.leading_sentence(&hit.message)?),
                ]);
                rows.push(AttentionRow {
                    kind: "light-changed".to_owned(),
                    light: LightView::from(hit.light),
                    title: language.say("attention.changed.title", &values),
                    text: language.say("attention.changed.text", &values),
                    document: Some(hit.message.to_string()),
                });
            }
        }
        Ok(rows)
    }

    fn today(&self, now: DateTime<Utc>, language: Language) -> Result<TodayView, Error> {
        let midnight = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let figures = self.store.figures(midnight)?;
        let library = self.library();
        let kinds = library.schemes().iter().flat_map(|scheme| &scheme.decisions);
        let labels: BTreeMap<&str, String> =
            kinds.map(|kind| (kind.id.as_str(), crate::answer::label(language, &kind.label))).collect();
        Ok(TodayView {
            since: render::instant(midnight),
            items: small(figures.decisions.values().sum::<u64>()),
            declarations: small(figures.presented),
            by_decision: figures
                .decisions
                .iter()
                .map(|(id, count)| CountRow {
                    id: id.clone(),
                    label: labels.get(id.as_str()).cloned().unwrap_or_else(|| id.clone()),
                    count: small(*count),
                })
                .collect(),
            median_seconds: figures.median_seconds.map(small),
        })
    }

    fn received(&self, now: DateTime<Utc>) -> Result<Vec<ReceivedRow>, Error> {
        let counts = self.store.counts(now - Duration::hours(24))?;
        let mut rows = Vec::new();
        for link in self.library().links() {
            let of = counts.partners.iter().find(|one| one.partner.as_deref() == Some(&link.partner.country));
            let since = of.map(|one| &one.since);
            rows.push(ReceivedRow {
                link: link.id.clone(),
                partner: link.partner.name.clone(),
                received: since.map_or(0, |lights| small(lights.total())),
                green: since.map_or(0, |lights| small(lights.green)),
                amber: since.map_or(0, |lights| small(lights.amber)),
                red: since.map_or(0, |lights| small(lights.red)),
                quarantine: u32::try_from(self.store.quarantined(Some(&link.id))?.len()).unwrap_or(u32::MAX),
                last: of.and_then(|one| one.last_received).map(render::instant),
            });
        }
        Ok(rows)
    }

    /// Age of what is known, a row a connected partner.
    pub(crate) fn knowledge(&self, now: DateTime<Utc>) -> Result<Vec<KnowledgeRow>, Error> {
        let mut rows = Vec::new();
        for link in self.library().links() {
            let Some(known) = self.trust_of(link)? else { continue };
            let state = self.store.link_state(&link.id, now)?;
            let (as_of, stale_at) = age_of(link, &known);
            let spent = as_of.zip(stale_at).map_or(1.0, |(from, to)| {
                let life = (to - from).num_seconds().max(1);
                #[allow(clippy::cast_precision_loss)] // a share for a bar
                let share = (now - from).num_seconds().max(0) as f32 / life as f32;
                share.min(1.0)
            });
            rows.push(KnowledgeRow {
                link: link.id.clone(),
                partner: link.partner.name.clone(),
                certificates_to: state.succeeded.map(render::instant),
                keys_as_of: as_of.map(render::instant),
                stale_at: stale_at.map(render::instant),
                spent,
                stale: stale_at.is_none_or(|at| now >= at),
            });
        }
        Ok(rows)
    }
}

/// As of when keys and signers are known, and from when that is too old: the older of list and revocation.
fn age_of(link: &Link, known: &TrustSnapshot) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let hours = |count: u32| Duration::hours(count.into());
    let list = known.list.as_ref().and_then(|list| list.issued);
    let list_ends = list.map(|at| at + hours(link.signature.list_max_age_hours));
    if !link.signature.uses_crl {
        return (list, list_ends);
    }
    let revocation = known
        .crls
        .iter()
        .filter_map(|crl| verify::check_crl(crl, &known.anchors, &known.intermediates).ok())
        .map(|facts| facts.this_update)
        .max();
    let revocation_ends = revocation.map(|at| at + hours(link.signature.revocation_max_age_hours));
    match (list, revocation) {
        (Some(list), Some(revocation)) => (Some(list.min(revocation)), list_ends.min(revocation_ends)),
        _ => (None, None),
    }
}

fn spoken(language: Language, at: &str) -> String {
    DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_owned(), |at| render::spoken(language, at.to_utc()))
}
