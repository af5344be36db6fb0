//! The answer: light first, one sentence why, what can be done now, then the rest.

use crate::decide::why_not;
use crate::error::Error;
use crate::present::{Looked, message_id, presentation_id, used_by_others};
use crate::text::Language;
use crate::view::*;
use crate::{Desk, Inner, declare, fields, render};
use block::{DecisionKind, Scheme};
use certificate::{Item, Light};
use chrono::{DateTime, Days, Utc};
use risk::item_number;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use store::Role;

impl Desk {
    /// The answer for one document as it is now, for one presentation of it where one is named.
    pub fn answer(
        &self,
        now: DateTime<Utc>,
        document: String,
        presentation: Option<String>,
    ) -> Result<AnswerView, Error> {
        let id = message_id(&document)?;
        let presentation = presentation.as_deref().map(presentation_id).transpose()?;
        let looked = self.0.look(&id, presentation.as_ref(), now)?;
        self.0.answer_view(&looked, now)
    }
}

impl Inner {
    pub(crate) fn answer_view(&self, looked: &Looked, now: DateTime<Utc>) -> Result<AnswerView, Error> {
        let language = self.language();
        let judged = &looked.judged;
        let received = self.store.message(&judged.message)?.map_or(now, |message| message.received_at);
        let (title, text) = render::answer(language, looked.light, &looked.findings);
        let (open, clear) = render::findings(language, &looked.findings);
        let items = self.items(looked, language, now);
        Ok(AnswerView {
            head: self.head(judged, received),
            light: LightView::from(looked.light),
            title,
            text,
            now: now_options(looked, language),
            presentation: presentation_view(looked, language),
            items,
            seen: self.seen(looked, language)?,
            verdict: render::verdict(language, judged.outcome.verdict.as_ref(), profile_words(looked)),
            findings: open,
            clear,
            flags: self
                .flags_on(&judged.message)?
                .into_iter()
                .filter(|flag| flag.withdrawn.is_none())
                .collect(),
            ledger: looked.ledger.version.to_string(),
            may_decide: looked.presentation.is_some()
                && looked.scheme.as_ref().is_some()
                && matches!(self.role, Role::BorderOfficer | Role::Verifier),
            only_read: crate::kinds::only_read(judged, language),
        })
    }

    fn items(&self, looked: &Looked, language: Language, now: DateTime<Utc>) -> Vec<ItemView> {
        let own = looked.presentation.as_ref().map(|presentation| &presentation.id);
        let Some(record) = looked.judged.record() else { return Vec::new() };
        let used = used_by_others(record, &looked.ledger, own);
        record
            .items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let number = item_number(item, at);
                let used = used.get(&number).map_or(Decimal::ZERO, |line| line.used);
                self.item(looked, language, now, item, number, used)
            })
            .collect()
    }

    fn item(
        &self,
        looked: &Looked,
        language: Language,
        now: DateTime<Utc>,
        item: &Item,
        number: u32,
        used: Decimal,
    ) -> ItemView {
        let taking = looked.comparison.takings.get(&number);
        let unit = item.unit.as_deref().unwrap_or_default();
        let certified = item.quantity.unwrap_or_default();
        let left = certified.saturating_sub(used).max(Decimal::ZERO);
        let takes = taking.and_then(|taking| taking.takes);
        let over = taking.map(|taking| taking.over).unwrap_or_default();
        let share = |part: Decimal| {
            let share = part.checked_div(certified).and_then(|share| share.to_f32()).unwrap_or_default();
            share.clamp(0.0, 1.0)
        };
        let within = takes.unwrap_or_default().saturating_sub(over);
        let text = |value: Decimal| fields::number(value);
        ItemView {
            number,
            description: fields::goods(item),
            hs: item.hs.as_deref().map(fields::hs).unwrap_or_default(),
            invoice: item.invoice.clone().unwrap_or_default(),
            origin: item.origin.as_deref().map(fields::country_name).unwrap_or_default(),
            criterion: item.criterion.clone().unwrap_or_default(),
            unit: declare::unit_word(unit).to_owned(),
            certified: item.quantity.map(text).unwrap_or_default(),
            used: text(used),
            left: item.quantity.map(|_| text(left)).unwrap_or_default(),
            takes: takes.map(text).unwrap_or_default(),
            over: if over.is_zero() { String::new() } else { text(over) },
            share_used: share(used),
            share_this: share(within),
            share_over: share(over),
            light: LightView::from(looked.item_light(number)),
            presented: taking.is_some(),
            decision: self.decision_view(looked, language, number, unit),
            options: options(looked, language, number, now),
        }
    }

    fn decision_view(
        &self,
        looked: &Looked,
        language: Language,
        number: u32,
        unit: &str,
    ) -> Option<DecisionView> {
        let presentation = looked.presentation.as_ref()?;
        let made: Vec<_> = presentation.decisions.iter().filter(|made| made.item == number).collect();
        let standing = made.iter().rev().find(|made| made.standing)?;
        let kind = looked.scheme.as_ref().and_then(|scheme| kind_of(scheme, &standing.decision));
        let drawn =
            standing.drawdown.as_ref().map(|drawn| certificate::unit::from_millionths(drawn.millionths));
        let reason = |code: &String| looked.reason_label(language, kind, code);
        Some(DecisionView {
            id: standing.decision.clone(),
            label: kind.map_or_else(|| standing.decision.clone(), |kind| label(language, &kind.label)),
            quantity: drawn.map(|drawn| fields::quantity(drawn, unit)).unwrap_or_default(),
            reasons: standing.reasons.iter().map(reason).collect(),
            officer: self.officer_name(&standing.officer),
            at: render::instant(standing.at),
            supersedes: u32::try_from(made.len().saturating_sub(1)).unwrap_or(u32::MAX),
        })
    }

    fn seen(&self, looked: &Looked, language: Language) -> Result<Vec<SeenRow>, Error> {
        let mut rows = Vec::new();
        let own = looked.presentation.as_ref().map(|presentation| presentation.id);
        for earlier in self.store.presentations(&looked.judged.name())? {
            if Some(earlier.id) == own {
                continue;
            }
            let mut words: Vec<String> = earlier
                .decisions
                .iter()
                .filter(|made| made.standing)
                .map(|made| {
                    let kind = looked.scheme.as_ref().and_then(|scheme| kind_of(scheme, &made.decision));
                    let word =
                        kind.map_or_else(|| made.decision.clone(), |kind| label(language, &kind.label));
                    let drawn = made.drawdown.as_ref().map(|drawn| {
                        fields::quantity(certificate::unit::from_millionths(drawn.millionths), &drawn.unit)
                    });
                    format!(
                        "{} {}: {word} {}",
                        language.word("word.item"),
                        made.item,
                        drawn.unwrap_or_default()
                    )
                    .trim_end()
                    .to_owned()
                })
                .collect();
            if words.is_empty() {
                words.push(language.word("seen.undecided"));
            }
            rows.push(SeenRow {
                kind: "presentation".to_owned(),
                subject: earlier.declaration.clone(),
                green: 0,
                amber: 0,
                red: 0,
                text: format!("{} · {}", render::spoken(language, earlier.presented_at), words.join("; ")),
            });
        }
        let index = looked.judged.index();
        let consignee = match looked.judged.record() {
            Some(record) => &record.consignee.name,
            None => &index.consignee,
        };
        for (kind, field, party) in
            [("exporter", "exporter", &index.exporter), ("consignee", "consignee", consignee)]
        {
            let Some(name) = party.as_deref() else { continue };
            let lights = self.lights_of(field, name)?;
            rows.push(SeenRow {
                kind: kind.to_owned(),
                subject: name.to_owned(),
                green: lights.0,
                amber: lights.1,
                red: lights.2,
                text: String::new(),
            });
        }
        Ok(rows)
    }
}

impl Looked {
    /// The light of one item: its own findings and the document's; a claim's is never green.
    pub(crate) fn item_light(&self, item: u32) -> Light {
        let light = certificate::finding::item_light(&self.findings, item);
        if self.judged.is_verified() { light } else { light.max(Light::Amber) }
    }

    fn unit_of(&self, number: u32) -> &str {
        let items = self.judged.record().map(|record| record.items.as_slice()).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .find(|(at, item)| item_number(item, *at) == number)
            .and_then(|(_, item)| item.unit.as_deref())
            .unwrap_or_default()
    }

    fn reason_label(&self, language: Language, kind: Option<&DecisionKind>, code: &str) -> String {
        let scheme = self.scheme.as_ref().into_iter().flat_map(|scheme| &scheme.refusal_reasons);
        let grounds = kind.into_iter().flat_map(|kind| &kind.grounds);
        scheme
            .chain(grounds)
            .find(|reason| reason.code == code)
            .map_or_else(|| code.to_owned(), |reason| label(language, &reason.label))
    }
}

fn presentation_view(looked: &Looked, language: Language) -> Option<PresentationView> {
    let presentation = looked.presentation.as_ref()?;
    let differences = looked.comparison.differences.iter().map(|difference| {
        let field = render::field(language, difference.field);
        let label = match difference.item {
            Some(item) => format!("{} {item}, {field}", language.word("word.item")),
            None => field,
        };
        let show = |text: &str| if difference.field == "items.hs" { dotted(text) } else { text.to_owned() };
        DifferenceRow {
            label,
            item: difference.item,
            certificate: show(&difference.certificate),
            declaration: show(&difference.declaration),
            note: if difference.minor { language.word("difference.minor") } else { String::new() },
            minor: difference.minor,
        }
    });
    let mut rows: Vec<DifferenceRow> = differences.collect();
    rows.extend(looked.comparison.takings.iter().filter(|(_, taking)| !taking.over.is_zero()).map(
        |(number, taking)| {
            let unit = looked.unit_of(*number);
            DifferenceRow {
                label: format!(
                    "{} {number}, {}",
                    language.word("word.item"),
                    render::field(language, "items.quantity")
                ),
                item: Some(*number),
                certificate: fields::quantity(taking.left.unwrap_or_default(), unit),
                declaration: fields::quantity(taking.takes.unwrap_or_default(), unit),
                note: language.word("difference.more_than_left"),
                minor: false,
            }
        },
    ));
    for finding in looked.comparison.findings.iter().filter(|finding| finding.id == "UNIT_NOT_COMPARABLE") {
        let certificate::Scope::Item(number) = finding.scope else { continue };
        let value = |name: &str| finding.values.get(name).map(String::as_str).unwrap_or_default();
        let declared = value("declared").parse().map(|count| fields::quantity(count, value("declared_unit")));
        let certified = looked.comparison.takings.get(&number).and_then(|taking| taking.certified);
        rows.push(DifferenceRow {
            label: format!(
                "{} {number}, {}",
                language.word("word.item"),
                render::field(language, "items.quantity")
            ),
            item: Some(number),
            certificate: fields::quantity(certified.unwrap_or_default(), looked.unit_of(number)),
            declaration: declared.unwrap_or_default(),
            note: language.word("difference.unit"),
            minor: false,
        });
    }
    let of = u32::try_from(looked.comparison.takings.len()).unwrap_or(u32::MAX);
    let open = u32::try_from(presentation.undecided.len()).unwrap_or(u32::MAX);
    Some(PresentationView {
        id: presentation.id.to_string(),
        declaration: presentation.declaration.clone(),
        date: presentation.date.map(|day| day.to_string()).unwrap_or_default(),
        importer: presentation.importer.clone().unwrap_or_default(),
        differences: rows,
        agree: looked.comparison.agree,
        at: render::instant(presentation.presented_at),
        decided: of.saturating_sub(open),
        of,
    })
}

fn kind_of<'s>(scheme: &'s Scheme, id: &str) -> Option<&'s DecisionKind> {
    scheme.decisions.iter().find(|kind| kind.id == id)
}

/// A pack's label in a language; English where it lacks that one.
pub(crate) fn label(language: Language, sentences: &BTreeMap<String, String>) -> String {
    sentences.get(language.tag()).or_else(|| sentences.get("en")).cloned().unwrap_or_default()
}

fn options(looked: &Looked, language: Language, item: u32, now: DateTime<Utc>) -> Vec<DecisionOption> {
    let Some(scheme) = looked.scheme.as_ref().filter(|_| looked.comparison.takings.contains_key(&item))
    else {
        return Vec::new();
    };
    let agreement = scheme.legal_basis.first().map(|law| law.text.clone()).unwrap_or_default();
    scheme
        .decisions
        .iter()
        .map(|kind| {
            let why = why_not(looked, kind, item);
            let reasons = if kind.needs_reason { &scheme.refusal_reasons } else { &kind.grounds };
            let until =
                kind.deadline_days.and_then(|days| now.date_naive().checked_add_days(Days::new(days.into())));
            let values = BTreeMap::from([
                ("days".to_owned(), kind.deadline_days.map(|days| days.to_string()).unwrap_or_default()),
                ("until".to_owned(), until.map(|day| day.to_string()).unwrap_or_default()),
            ]);
            DecisionOption {
                id: kind.id.clone(),
                key: kind.key.to_string(),
                label: label(language, &kind.label),
                hint: until.map(|_| language.say("decision.until", &values)).unwrap_or_default(),
                reference: format!("{agreement}, {}", kind.article),
                draws: kind.takes_quantity,
                reasons: reasons
                    .iter()
                    .map(|reason| ReasonOption {
                        id: reason.code.clone(),
                        label: label(language, &reason.label),
                    })
                    .collect(),
                allowed: why.is_none(),
                why_not: why.map(|key| language.word(key)).unwrap_or_default(),
            }
        })
        .collect()
}

/// What can be done now, up to three things; it fills decisions and records nothing.
fn now_options(looked: &Looked, language: Language) -> Vec<NowOption> {
    let (Some(scheme), Some(presentation)) = (looked.scheme.as_ref(), looked.presentation.as_ref()) else {
        return Vec::new();
    };
    let open: Vec<u32> = presentation.undecided.clone();
    let mut options = Vec::new();
    for kind in &scheme.decisions {
        // What cannot be counted in the certificate's unit needs a quantity by hand.
        let countable = |item: &u32| {
            !kind.takes_quantity
                || looked.comparison.takings.get(item).is_some_and(|taking| taking.takes.is_some())
        };
        let fits: Vec<u32> = open
            .iter()
            .copied()
            .filter(|item| why_not(looked, kind, *item).is_none() && countable(item))
            .collect();
        // A minor discrepancy is the officer's own word, and reasons are chosen by hand.
        let by_hand = kind.needs_reason || !kind.grounds.is_empty() || kind.id.contains("minor");
        if fits.is_empty() || by_hand {
            continue;
        }
        if kind.takes_quantity {
            let over = fits
                .iter()
                .any(|item| looked.comparison.takings.get(item).is_some_and(|taking| !taking.over.is_zero()));
            let key = if over { "now.give_left" } else { "now.give_all" };
            options.push(now_option(language.word(key), kind, &fits));
        } else if looked.light != Light::Green {
            options.push(now_option(label(language, &kind.label), kind, &fits));
        }
    }
    options.truncate(3);
    options
}

fn now_option(label: String, kind: &DecisionKind, items: &[u32]) -> NowOption {
    let fills = items
        .iter()
        .map(|item| ItemDecision {
            item: *item,
            decision: kind.id.clone(),
            quantity: None,
            reasons: Vec::new(),
        })
        .collect();
    NowOption { label, fills }
}

fn dotted(hs: &str) -> String {
    if hs.contains('.') { hs.to_owned() } else { fields::hs(hs) }
}

/// Format and algorithm of the signature that decides, for people.
pub(crate) fn profile_words(looked: &Looked) -> String {
    let signatures = &looked.judged.outcome.signatures;
    let official = signatures.iter().find(|signature| signature.role == "official");
    official
        .or_else(|| signatures.first())
        .map(|signature| format!("{} · {}", signature.format, signature.algorithm))
        .unwrap_or_default()
}
