//! What new packs change: messages that can be read now leave quarantine, documents are judged again, and those whose
//! findings or light differ are listed.

use super::standing::Standing;
use crate::error::Error;
use crate::judge::Known;
use crate::render::small;
use crate::text::Language;
use crate::view::{ActivationView, ChangedDocumentView, LightView};
use crate::{Inner, render};
use block::Library;
use certificate::{Finding, Level, Light};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use store::MessageId;

/// Messages judged together.
const BATCH: usize = 100;
/// Most changed documents that are listed.
const MOST_LISTED: usize = 500;

/// What is to be judged again.
pub(super) struct Touched {
    /// Messages that were in quarantine or set aside as something else.
    aside: BTreeSet<MessageId>,
    /// All messages that are pending for it.
    messages: usize,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Effects {
    taken_up: usize,
    left: usize,
    judged_again: usize,
    changed: BTreeMap<MessageId, Change>,
}

/// One document before and after.
struct Change {
    number: String,
    partner: Option<String>,
    before: (Light, Vec<Finding>),
    /// None where it is no document any more.
    after: Option<(Light, Vec<Finding>)>,
}

impl Inner {
    /// Makes pending what other packs may judge otherwise: documents of links that differ, documents of no link, and all
    /// that was set aside.
    pub(super) fn touch(&self, before: &Library, after: &Library) -> Result<Touched, Error> {
        let (before, after) = (link_prints(before), link_prints(after));
        let links: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let mut documents = self.store.documents_of_link(None)?;
        for link in links.into_iter().filter(|link| before.get(*link) != after.get(*link)) {
            documents.extend(self.store.documents_of_link(Some(link))?);
            self.forget_trust(link);
        }
        let aside = self.aside()?;
        self.store.judge_later(&documents)?;
        self.store.take_up_again(None)?;
        self.store.take_up_others()?;
        Ok(Touched { messages: documents.len() + aside.len(), aside })
    }

    /// Messages that are in quarantine, or set aside as something else.
    fn aside(&self) -> Result<BTreeSet<MessageId>, Error> {
        let quarantined = self.store.quarantined(None)?.into_iter().map(|kept| kept.message);
        let others = self.store.others(None)?.into_iter().map(|other| other.message);
        Ok(quarantined.chain(others).collect())
    }

    /// Judges all that is pending and notes what changed.
    pub(super) fn settle(&self, touched: &Touched, now: DateTime<Utc>) -> Result<Effects, Error> {
        let job = self.jobs.start("judging", "");
        let snapshots = self.snapshots()?;
        let known = Known::of(self.library(), &snapshots);
        let mut effects = Effects::default();
        loop {
            let pending = self.store.pending(BATCH)?;
            if pending.is_empty() {
                break;
            }
            let _gate = self.judging();
            let mut before = Vec::new();
            for id in &pending {
                before.extend(self.store.document(id)?.map(|document| (*id, document)));
            }
            self.judge_batch(&pending, &known, now)?;
            effects.judged_again += before.len();
            for (id, document) in before {
                let after = self.store.document(&id)?.map(|after| (after.light, open(&after.findings)));
                let change = effects.changed.remove(&id).unwrap_or_else(|| Change {
                    number: document.number.clone().unwrap_or_default(),
                    partner: document.partner.clone(),
                    before: (document.light, open(&document.findings)),
                    after: None,
                });
                let change = Change { after, ..change };
                if change.after.as_ref().is_none_or(|after| differs(&change.before, after)) {
                    effects.changed.insert(id, change);
                }
            }
            if let Some(job) = &job {
                job.progress(effects.judged_again, Some(touched.messages));
            }
        }
        let aside = self.aside()?;
        effects.taken_up = touched.aside.difference(&aside).count();
        effects.left = self.store.quarantined(None)?.len();
        self.changed();
        Ok(effects)
    }

    pub(super) fn activation_view(&self, activated: Vec<String>, effects: Effects) -> ActivationView {
        let language = self.language();
        let mut changed: Vec<(MessageId, Change)> = effects.changed.into_iter().collect();
        let count = changed.len();
        changed.sort_by_key(|(_, change)| std::cmp::Reverse(change.after.as_ref().map(|after| after.0)));
        changed.truncate(MOST_LISTED);
        let titles = |of: &[Finding], without: &[Finding]| -> Vec<String> {
            let mut titles: Vec<String> = of
                .iter()
                .filter(|finding| !without.iter().any(|other| same(finding, other)))
                .map(|finding| title(language, finding))
                .collect();
            titles.dedup();
            titles
        };
        ActivationView {
            activated,
            taken_up: small(effects.taken_up),
            changed: changed
                .into_iter()
                .map(|(id, change)| {
                    let none = (Light::Green, Vec::new());
                    let after = change.after.as_ref().unwrap_or(&none);
                    ChangedDocumentView {
                        document: id.to_string(),
                        partner: change.partner.as_deref().map_or_else(
                            || language.word("partner.unknown"),
                            |country| self.partner_name(country),
                        ),
                        number: change.number,
                        before: LightView::from(change.before.0),
                        after: change
                            .after
                            .as_ref()
                            .map_or(LightView::None, |after| LightView::from(after.0)),
                        appeared: titles(&after.1, &change.before.1),
                        gone: titles(&change.before.1, &after.1),
                    }
                })
                .collect(),
            changed_count: small(count),
            judged_again: small(effects.judged_again),
            left_in_quarantine: small(effects.left),
        }
    }
}

/// A finding's title; that a rule cannot be asked any more is not that it is met.
fn title(language: Language, finding: &Finding) -> String {
    let title = render::finding(language, finding).title;
    match finding.level {
        Level::NotEvaluable | Level::NotEvaluableAmber => {
            language.say("finding.not_evaluable", &BTreeMap::from([("title".to_owned(), title)]))
        }
        _ => title,
    }
}

/// Findings that say something: what is clear changes nobody's mind.
fn open(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.level != Level::Clear).cloned().collect()
}

fn same(one: &Finding, other: &Finding) -> bool {
    (&one.id, one.level, one.scope) == (&other.id, other.level, other.scope)
        && one.values.get("field") == other.values.get("field")
}

fn differs(before: &(Light, Vec<Finding>), after: &(Light, Vec<Finding>)) -> bool {
    let all_in = |of: &[Finding], others: &[Finding]| {
        of.iter().all(|finding| others.iter().any(|other| same(finding, other)))
    };
    before.0 != after.0 || !all_in(&before.1, &after.1) || !all_in(&after.1, &before.1)
}

/// What each link rests on: its own hash and those of all that it names.
fn link_prints(library: &Library) -> BTreeMap<String, BTreeSet<String>> {
    let of_link = |link: &block::Link| {
        let schemes = library.schemes().iter().map(|scheme| (&scheme.head, &link.schemes));
        let formats = library.formats().iter().map(|format| (&format.head, &link.formats));
        schemes
            .chain(formats)
            .filter(|(head, names)| names.iter().any(|name| name.takes(&head.id, &head.version)))
            .map(|(head, _)| head.hash.clone())
            .chain(std::iter::once(link.hash.clone()))
            .collect()
    };
    library.links().iter().map(|link| (link.id.clone(), of_link(link))).collect()
}

impl Inner {
    /// The latest activation of a pack that stands.
    pub(super) fn latest_activation(&self, pack: &str) -> Result<Option<store::PackChange>, Error> {
        let changes = self.store.pack_changes()?;
        let standing = super::active::standing_changes(&changes);
        let known = |change: &&&store::PackChange| {
            change.pack == pack && change.standing.as_deref().and_then(Standing::of).is_some()
        };
        Ok(standing.iter().rev().find(known).map(|change| (*change).clone()))
    }
}
