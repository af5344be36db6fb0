//! The certificate screen: everything about one document, as it is now.

use crate::error::Error;
use crate::judge::Judged;
use crate::lines::{Shown, visible};
use crate::present::{Looked, message_id};
use crate::text::Language;
use crate::view::*;
use crate::{Desk, Inner, fields, form, kinds, render};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store::{EventKind, MessageId};

impl Desk {
    /// Everything about one document. Error: NOT_FOUND.
    pub fn certificate(&self, now: DateTime<Utc>, document: String) -> Result<CertificateView, Error> {
        let id = message_id(&document)?;
        self.0.certificate_view(&id, now)
    }

    /// The raw bytes of a message, made visible. Error: NOT_FOUND.
    pub fn raw_message(&self, _now: DateTime<Utc>, message: String) -> Result<RawView, Error> {
        let id = message_id(&message)?;
        let message = self.0.store.message(&id)?.ok_or_else(|| Error::new("NOT_FOUND"))?;
        let (text, cut) = visible(&message.bytes, 200_000);
        let bytes = u32::try_from(message.bytes.len()).unwrap_or(u32::MAX);
        Ok(RawView { message: id.to_string(), text, bytes, cut })
    }
}

impl Inner {
    fn certificate_view(&self, id: &MessageId, now: DateTime<Utc>) -> Result<CertificateView, Error> {
        let language = self.language();
        let looked = self.look(id, None, now)?;
        let judged = &looked.judged;
        let message = self.store.message(id)?.ok_or_else(|| Error::new("NOT_FOUND"))?;
        let (title, _) = render::answer(language, looked.light, &looked.findings);
        let (open, clear) = render::findings(language, &looked.findings);
        let head = self.head(judged, message.received_at);
        let signed = signed_words(judged, language);
        let form = if let (Some(record), true) = (judged.record(), judged.is_verified()) {
            form::boxes(&form::Filling::new(language, record, &signed), looked.scheme.as_ref())
        } else {
            Vec::new()
        };
        let (source, shown) = source_of(judged, &message.bytes);
        Ok(CertificateView {
            process: self.process(&looked, &message, language)?,
            form,
            fields: field_views(judged, language, &shown),
            groups: judged
                .other()
                .map(|(kind, value)| kinds::groups(kind, value, language))
                .unwrap_or_default(),
            only_read: kinds::only_read(judged, language),
            source,
            verdict: render::verdict(
                language,
                judged.outcome.verdict.as_ref(),
                crate::answer::profile_words(&looked),
            ),
            signatures: signatures(judged, language),
            steps: steps(judged, language),
            findings: open,
            clear,
            history: self.history(id, language)?,
            flags: self.flags_on(id)?,
            unused: judged
                .reading
                .told()
                .unused
                .iter()
                .map(|unused| format!("{} ({})", unused.path, unused.line))
                .collect(),
            basis: BasisView {
                message: id.to_string(),
                block: judged.inputs.block.clone(),
                trust: judged.inputs.trust.clone(),
                rules: judged.inputs.rules.clone(),
            },
            light: LightView::from(looked.light),
            title,
            head,
        })
    }

    fn history(&self, id: &MessageId, language: Language) -> Result<Vec<HistoryRow>, Error> {
        let past = self.store.judgements(id)?;
        Ok(past
            .iter()
            .map(|judgement| HistoryRow {
                at: render::instant(judgement.judged_at),
                light: LightView::from(judgement.light),
                text: render::answer(language, judgement.light, &judgement.findings).0,
            })
            .collect())
    }

    /// The stations: issued, received, verified, presented, decided, answered.
    fn process(
        &self,
        looked: &Looked,
        message: &store::Message,
        language: Language,
    ) -> Result<Vec<ProcessStep>, Error> {
        let judged = &looked.judged;
        let index = judged.index();
        let place = judged.record().and_then(|record| record.issued.place.clone());
        let when = match judged.record() {
            Some(record) => record.issued.date.map(|when| when.to_string()),
            None => index.issued.map(|day| day.to_string()),
        };
        let events = self.store.history(&judged.message, Some(&judged.name()))?;
        let count =
            |wanted: fn(&EventKind) -> bool| events.iter().filter(|event| wanted(&event.kind)).count();
        let last = |wanted: fn(&EventKind) -> bool| {
            events.iter().rev().find(|event| wanted(&event.kind)).map(|event| render::instant(event.at))
        };
        let presented = count(|kind| matches!(kind, EventKind::Presented { .. }));
        let decided = count(|kind| matches!(kind, EventKind::Decided { .. }));
        let times = |count: usize, key: &str| {
            let values = BTreeMap::from([("count".to_owned(), count.to_string())]);
            if count == 0 { String::new() } else { language.say(key, &values) }
        };
        let verdict = judged.outcome.verdict.as_ref();
        let step = |id: &str, done: bool, at: String, detail: String| ProcessStep {
            id: id.to_owned(),
            state: if done { "done" } else { "todo" }.to_owned(),
            at,
            detail,
        };
        let mut steps = vec![
            step("issued", index.issued.is_some(), when.unwrap_or_default(), place.unwrap_or_default()),
            step(
                "received",
                true,
                render::instant(message.received_at),
                message.link.clone().unwrap_or_default(),
            ),
            step(
                "verified",
                verdict.is_some(),
                verdict.map(|verdict| render::instant(verdict.at)).unwrap_or_default(),
                verdict.map(|verdict| render::wire(&verdict.indication)).unwrap_or_default(),
            ),
            step(
                "presented",
                presented > 0,
                last(|kind| matches!(kind, EventKind::Presented { .. })).unwrap_or_default(),
                times(presented, "process.presented"),
            ),
            step(
                "decided",
                decided > 0,
                last(|kind| matches!(kind, EventKind::Decided { .. })).unwrap_or_default(),
                times(decided, "process.decided"),
            ),
        ];
        if judged.record().is_none() {
            // Nothing is presented or decided on another kind of document.
            steps.truncate(3);
        }
        // The station after the last done one is where the document stands.
        if let Some(next) = steps.iter_mut().find(|step| step.state == "todo") {
            "now".clone_into(&mut next.state);
        }
        Ok(steps)
    }
}

/// Words on what each signature covers, for the certification box.
pub(crate) fn signed_words(judged: &Judged, language: Language) -> Vec<String> {
    judged
        .outcome
        .signatures
        .iter()
        .filter(|signature| signature.valid)
        .map(|signature| {
            let values = BTreeMap::from([
                ("role".to_owned(), language.word(&format!("signature.{}", signature.role))),
                ("covers".to_owned(), covered(&signature.covers, language)),
            ]);
            language.say("form.signed", &values)
        })
        .collect()
}

/// The content as lines; for JSON that stands on one line, the same tokens with line breaks, and a map from the
/// source's bytes to those lines.
fn source_of(judged: &Judged, message: &[u8]) -> (SourceView, Shown) {
    let content = judged.outcome.content.as_ref().map(|content| content.document().bytes().to_vec());
    let bytes = content.or_else(|| judged.opened_bytes.clone()).unwrap_or_else(|| message.to_vec());
    let syntax =
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !byte.is_ascii_control()) == Some(&b'{') {
            "json"
        } else {
            "xml"
        };
    let shown = Shown::of(&bytes, syntax);
    let view = SourceView {
        syntax: syntax.to_owned(),
        lines: shown.lines.clone(),
        bytes: u32::try_from(message.len()).unwrap_or(u32::MAX),
    };
    (view, shown)
}

fn field_views(judged: &Judged, language: Language, shown: &Shown) -> Vec<FieldView> {
    fields::of(judged)
        .into_iter()
        .map(|(field, value)| {
            let source = judged.reading.source(&field);
            FieldView {
                label: match judged.other() {
                    Some((kind, _)) => kinds::label(kind, language, &field),
                    None => render::field(language, &field),
                },
                raw: String::new(),
                path: source.map(|source| source.path(&judged.reading.document)).unwrap_or_default(),
                line: source.map(|source| shown.line_of(source.span.start)).unwrap_or_default(),
                line_end: source
                    .map(|source| shown.line_of(source.span.end.saturating_sub(1)))
                    .unwrap_or_default(),
                field,
                value,
            }
        })
        .collect()
}

fn signatures(judged: &Judged, language: Language) -> Vec<SignatureView> {
    judged
        .outcome
        .signatures
        .iter()
        .map(|signature| SignatureView {
            role: language.word(&format!("signature.{}", signature.role)),
            format: format!("{} · {}", signature.format, signature.algorithm),
            signer: signature.signer.clone().unwrap_or_else(|| {
                let subject = signature.subject.as_deref().map_or_else(|| signature.key.clone(), common_name);
                let values = BTreeMap::from([("subject".to_owned(), subject)]);
                language.say("signature.own_word", &values)
            }),
            covers: covered(&signature.covers, language),
            valid: signature.valid,
            claimed_time: render::instant_or_none(signature.claimed_time),
            chain: signature
                .chain
                .iter()
                .map(|link| ChainView {
                    subject: common_name(&link.subject),
                    not_after: render::instant(link.not_after),
                    anchor: link.anchor,
                })
                .collect(),
        })
        .collect()
}

fn steps(judged: &Judged, language: Language) -> Vec<StepView> {
    judged
        .outcome
        .steps
        .iter()
        .map(|step| StepView {
            label: language.word(&format!("step.{}", step.id)),
            clause: step.clause.clone(),
            state: match step.passed {
                Some(true) => "passed",
                Some(false) => "failed",
                None => "not-done",
            }
            .to_owned(),
            detail: step
                .detail
                .iter()
                .map(|(name, value)| EvidenceView {
                    label: language.find(&format!("evidence.{name}")).unwrap_or(name).to_owned(),
                    value: render::spoken_value(language, name, value),
                })
                .collect(),
        })
        .collect()
}

/// What a signature covers, for people: the element's own name; the whole document in words.
fn covered(path: &str, language: Language) -> String {
    match path.rsplit('/').next().filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None => language.word("coverage.whole"),
    }
}

/// The common name of a distinguished name (RFC 4514); the whole where it has none.
fn common_name(subject: &str) -> String {
    subject
        .split(',')
        .find_map(|part| part.trim().strip_prefix("CN="))
        .map_or_else(|| subject.to_owned(), str::to_owned)
}
