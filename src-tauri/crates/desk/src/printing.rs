//! The certificate view as PDF: what it says, and that it was printed.

use crate::commands::PdfBytes;
use crate::error::Error;
use crate::inspect::signed_words;
use crate::present::{Looked, message_id, presentation_id};
use crate::text::Language;
use crate::view::{FormBox, LightView, PrintFacts, PrintedRow, SavedView};
use crate::{Desk, Inner, fields, form, render};
use certificate::{Level, unit};
use chrono::{DateTime, Utc};
use print::{Attachment, Fonts, Pdf, Table, View, certificate_view};
use risk::item_number;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::{Draft, EventKind};

impl Desk {
    /// The certificate view as PDF bytes. Errors: NOT_FOUND, those of print.
    pub fn print_preview(
        &self,
        now: DateTime<Utc>,
        document: String,
        language: String,
        presentation: Option<String>,
    ) -> Result<PdfBytes, Error> {
        let (pdf, _) = self.0.page(now, &document, &language, presentation.as_deref())?;
        Ok(PdfBytes(pdf.bytes))
    }

    /// Facts about that page.
    pub fn print_facts(
        &self,
        now: DateTime<Utc>,
        document: String,
        language: String,
        presentation: Option<String>,
    ) -> Result<PrintFacts, Error> {
        let inner = &self.0;
        let (pdf, looked) = inner.page(now, &document, &language, presentation.as_deref())?;
        let past = inner.store.judgements(&looked.judged.message)?;
        let mut printed = Vec::new();
        for id in inner.store.printed(&looked.judged.message)? {
            let Some(event) = inner.store.event(&id)? else { continue };
            let then = past.iter().rev().find(|judgement| judgement.judged_at <= event.at);
            printed.push(PrintedRow {
                at: render::instant(event.at),
                officer: inner.officer_name(&event.officer),
                light: then.map_or(LightView::None, |judgement| LightView::from(judgement.light)),
            });
        }
        Ok(PrintFacts {
            pages: pdf.pages,
            bytes: u32::try_from(pdf.bytes.len()).unwrap_or(u32::MAX),
            missing_glyphs: pdf.missing_glyphs.iter().map(ToString::to_string).collect(),
            age: age_words(&looked, inner.language(), now),
            claim: !looked.judged.is_verified(),
            proposed_path: inner.proposed_path(looked.judged.number().as_deref().unwrap_or(&document), now),
            printed,
        })
    }

    /// Saves the certificate view and records that it was printed. Errors: FILE_NOT_USABLE, NOT_FOUND.
    pub fn save_print(
        &self,
        now: DateTime<Utc>,
        document: String,
        language: String,
        presentation: Option<String>,
        path: String,
    ) -> Result<SavedView, Error> {
        let inner = &self.0;
        let (pdf, looked) = inner.page(now, &document, &language, presentation.as_deref())?;
        let path = Path::new(path.trim());
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, &pdf.bytes)?;
        let act = EventKind::Printed {
            document: looked.judged.message,
            digest: hex::encode(Sha256::digest(&pdf.bytes)),
        };
        inner.store.append(&[Draft::new(&inner.officer, inner.role, act)], now)?;
        inner.changed();
        Ok(SavedView {
            path: path.display().to_string(),
            pages: pdf.pages,
            bytes: u32::try_from(pdf.bytes.len()).unwrap_or(u32::MAX),
        })
    }
}

impl Inner {
    pub(crate) fn fonts(&self) -> Result<Arc<Fonts>, Error> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts.clone());
        }
        let fonts = Arc::new(Fonts::load(&self.assets.fonts)?);
        Ok(self.fonts.get_or_init(|| fonts).clone())
    }

    fn page(
        &self,
        now: DateTime<Utc>,
        document: &str,
        language: &str,
        presentation: Option<&str>,
    ) -> Result<(Pdf, Looked), Error> {
        let id = message_id(document)?;
        let presentation = presentation.map(presentation_id).transpose()?;
        let looked = self.look(&id, presentation.as_ref(), now)?;
        let language = Language::of(language);
        let view = self.page_view(&looked, language, now)?;
        Ok((certificate_view(&*self.fonts()?, &view)?, looked))
    }

    fn page_view(&self, looked: &Looked, language: Language, now: DateTime<Utc>) -> Result<View, Error> {
        let judged = &looked.judged;
        let Some(record) = judged.record() else {
            return Err(self.not_a_certificate(&judged.kind()));
        };
        let message = self.store.message(&judged.message)?.ok_or_else(|| Error::new("NOT_FOUND"))?;
        let head = self.head(judged, message.received_at);
        let (title, text) = render::answer(language, looked.light, &looked.findings);
        let word = |key: &str| language.word(&format!("print.{key}"));
        let signed = signed_words(judged, language);
        let rows = form::rows(&form::Filling::new(language, record, &signed), looked.scheme.as_ref());
        let open = looked.findings.iter().filter(|finding| finding.level != Level::Clear).map(|finding| {
            let view = render::finding(language, finding);
            let parts = [view.text, view.reference].into_iter().filter(|text| !text.is_empty());
            print::FindingLine {
                level: finding.level,
                title: view.title,
                text: parts.collect::<Vec<_>>().join(" "),
            }
        });
        let mut answer_lines = if text.is_empty() { Vec::new() } else { vec![text] };
        answer_lines.extend(verdict_lines(looked, language, now));
        let made_by =
            [self.officer_name(&self.officer), self.folder.card.post.clone(), render::spoken(language, now)];
        let syntax = if message.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
            ("xml", "application/xml")
        } else {
            ("json", "application/json")
        };
        Ok(View {
            language: language.tag().to_owned(),
            title: word(if judged.is_verified() { "title" } else { "claim_title" }),
            subtitle: [head.partner.as_str(), head.form.as_str()].join(" · "),
            notice: word("view"),
            training: (self.store.kind() == store::FolderKind::Training).then(|| word("training")),
            light: looked.light,
            light_word: language.word(&format!("light.{}", render::light_key(looked.light))),
            unverified: (!judged.is_verified()).then(|| word("unverified")),
            answer: title,
            answer_lines,
            form: rows.iter().map(form_row).collect(),
            ledger: ledger_table(looked, language, now),
            findings_title: word("findings"),
            findings: open.collect(),
            foot: vec![
                format!("{} {}", word("message"), judged.message),
                format!("{} {}", word("block"), judged.inputs.block.split(' ').next().unwrap_or_default()),
                format!("{} {}", word("trust"), judged.inputs.trust),
            ],
            made_by: made_by.join(", "),
            page_words: word("page"),
            attachment: Some(Attachment {
                name: format!("message.{}", syntax.0),
                mime: syntax.1.to_owned(),
                bytes: message.bytes.clone(),
            }),
            created: now,
        })
    }
}

/// A row of the form as it is printed.
pub(crate) fn form_row(row: &form::Row) -> print::Row {
    match row {
        form::Row::Goods(goods) => print::Row::Table(Table {
            title: String::new(),
            heads: goods.heads.clone(),
            widths: goods.widths.iter().map(|&width| f32::from(width)).collect(),
            rows: goods
                .lines
                .iter()
                .map(|line| line.cells.iter().map(|cell| cell.text.clone()).collect())
                .collect(),
        }),
        form::Row::Boxes(stacks) => {
            let stack = |(width, boxes): &(u16, Vec<FormBox>)| print::Stack {
                width: f32::from(*width),
                boxes: boxes.iter().map(form_box).collect(),
            };
            print::Row::Boxes(stacks.iter().map(stack).collect())
        }
    }
}

fn form_box(form_box: &FormBox) -> print::Box {
    let lines = form_box.lines.iter().map(|line| {
        let text: Vec<&str> = line.cells.iter().map(|cell| cell.text.as_str()).collect();
        let strong = line.cells.iter().any(|cell| cell.field == "number");
        // Places to tick stand apart from each other.
        let ticks = line.cells.iter().all(|cell| cell.field.starts_with("marks."));
        print::Line { text: text.join(if ticks { "\u{a0}\u{a0} " } else { ", " }), strong }
    });
    print::Box { number: form_box.number.clone(), label: form_box.label.clone(), lines: lines.collect() }
}

fn ledger_table(looked: &Looked, language: Language, now: DateTime<Utc>) -> Option<Table> {
    let record = looked.judged.record()?;
    if looked.presentation.is_none() && looked.ledger.items.is_empty() {
        return None;
    }
    let own = looked.presentation.as_ref().map(|presentation| &presentation.id);
    let used = crate::present::used_by_others(record, &looked.ledger, own);
    let rows = record.items.iter().enumerate().filter_map(|(at, item)| {
        let number = item_number(item, at);
        let code = item.unit.as_deref().unwrap_or_default();
        let certified = item.quantity?;
        let used = used.get(&number).map_or(Decimal::ZERO, |line| line.used);
        let left = certified.saturating_sub(used).max(Decimal::ZERO);
        let takes = looked.comparison.takings.get(&number).and_then(|taking| taking.takes);
        let decided = looked.presentation.as_ref().and_then(|presentation| {
            presentation.decisions.iter().rev().find(|made| made.item == number && made.standing)
        });
        let decision = decided.map_or_else(
            || language.word("decision.none"),
            |made| {
                let kind = looked
                    .scheme
                    .as_ref()
                    .and_then(|scheme| scheme.decisions.iter().find(|kind| kind.id == made.decision));
                let label = kind.map_or_else(
                    || made.decision.clone(),
                    |kind| crate::answer::label(language, &kind.label),
                );
                let drawn = made
                    .drawdown
                    .as_ref()
                    .map(|drawn| fields::quantity(unit::from_millionths(drawn.millionths), &drawn.unit));
                format!("{label} {}", drawn.unwrap_or_default()).trim_end().to_owned()
            },
        );
        Some(vec![
            number.to_string(),
            fields::quantity(certified, code),
            fields::quantity(used, code),
            fields::quantity(left, code),
            takes.map(|takes| fields::quantity(takes, code)).unwrap_or_default(),
            decision,
        ])
    });
    let values = BTreeMap::from([("time".to_owned(), render::spoken(language, now))]);
    Some(Table {
        title: language.say("print.ledger", &values),
        heads: ["item", "certified", "used", "left", "this", "decision"]
            .iter()
            .map(|head| language.word(&format!("head.{head}")))
            .collect(),
        widths: vec![0.6, -1.4, -1.4, -1.4, -1.6, 2.4],
        rows: rows.collect(),
    })
}

/// Verdict, signer, proven time, revocation, age: one line each.
fn verdict_lines(looked: &Looked, language: Language, now: DateTime<Utc>) -> Vec<String> {
    let verdict = looked.judged.outcome.verdict.as_ref();
    let view = render::verdict(language, verdict, String::new());
    let spoken = |text: &str| {
        DateTime::parse_from_rfc3339(text)
            .map_or_else(|_| text.to_owned(), |at| render::spoken(language, at.to_utc()))
    };
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let pairs = BTreeMap::from([
        (
            "verdict".to_owned(),
            dash([view.indication.clone(), view.sub_indication.clone()].join(" ").trim().to_owned()),
        ),
        (
            "signer".to_owned(),
            dash([view.signer, view.office].join(", ").trim_matches([',', ' ']).to_owned()),
        ),
        ("proven".to_owned(), dash(spoken(&view.proven_time))),
        ("by".to_owned(), view.proven_by),
        ("revocation".to_owned(), dash(spoken(&view.revocation_as_of))),
        ("time".to_owned(), render::spoken(language, now)),
    ]);
    let mut lines =
        vec![language.say("print.verdict_line", &pairs), language.say("print.known_line", &pairs)];
    lines.push(age_words(looked, language, now));
    lines.retain(|line| !line.is_empty());
    lines
}

/// How old the knowledge is that the page rests on.
fn age_words(looked: &Looked, language: Language, now: DateTime<Utc>) -> String {
    let verdict = looked.judged.outcome.verdict.as_ref();
    let oldest = verdict.and_then(|verdict| match (verdict.revocation_as_of, verdict.list_as_of) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    });
    match oldest {
        Some(at) => {
            let values = BTreeMap::from([("age".to_owned(), render::age(language, now - at))]);
            language.say("print.age", &values)
        }
        None => language.word("print.age_unknown"),
    }
}
