//! Files: messages of partners, and declarations. Each ends with a truthful answer; none is lost.

use crate::error::Error;
use crate::judge::{Judgement, Known, judge};
use crate::text::Language;
use crate::view::{ImportRow, LightView};
use crate::{Desk, Inner, declare, render};
use certificate::{Level, Light};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use store::{Incoming, MessageId};

/// Largest file that is taken, bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Most files of one import.
const MOST_FILES: usize = 10_000;

impl Desk {
    /// Imports files, one row each. What cannot be read is kept in quarantine with its reason; the same bytes
    /// again add nothing. Errors: those of the store.
    pub fn import(&self, paths: &[&Path], now: DateTime<Utc>) -> Result<Vec<ImportRow>, Error> {
        let inner = &self.0;
        let language = inner.language();
        let mut rows = Vec::new();
        for path in paths.iter().take(MOST_FILES) {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let row = match read_limited(path) {
                Ok(bytes) if declare::looks_like(&bytes, &file) => {
                    self.import_declaration(&bytes, &file, now)
                }
                Ok(bytes) => inner.import_bytes(&bytes, &file, now),
                Err(error) => Err(error),
            };
            rows.push(row.unwrap_or_else(|error| {
                let said = error.view(language);
                empty_row(&file, "unreadable", said.text, said.next)
            }));
        }
        inner.changed();
        Ok(rows)
    }

    /// Judges a file without keeping anything, as `origin verify` does.
    pub fn verify_bytes(&self, bytes: &[u8], file: &str, now: DateTime<Utc>) -> Result<ImportRow, Error> {
        let inner = &self.0;
        let message = store::Message {
            id: MessageId::of(bytes),
            link: None,
            remote_id: None,
            hint: Some(file.to_owned()),
            bytes: bytes.to_vec(),
            received_at: now,
            state: store::MessageState::Pending,
        };
        let snapshots = inner.snapshots()?;
        let judgement = judge(inner, &message, &Known::of(inner.library(), &snapshots), now)?;
        Ok(inner.row(&judgement, &message.id, file, false))
    }

    fn import_declaration(&self, bytes: &[u8], file: &str, now: DateTime<Utc>) -> Result<ImportRow, Error> {
        let inner = &self.0;
        let language = inner.language();
        let declaration = declare::read(bytes)?;
        let number = declaration.certificate.clone().ok_or_else(|| {
            Error::new("DECLARATION_NOT_READ").detail("no certificate number").value("columns", "certificate")
        })?;
        let values = BTreeMap::from([
            ("declaration".to_owned(), declaration.number.clone()),
            ("number".to_owned(), number.clone()),
        ]);
        let found = inner.store.by_number(&number)?;
        let exact = certificate::normalise_number(&number);
        let Some(found) = found.into_iter().find(|found| {
            found.kind == crate::head::CERTIFICATE
                && found.number.as_deref().map(certificate::normalise_number).as_deref()
                    == Some(exact.as_str())
        }) else {
            let mut row = empty_row(
                file,
                "declaration",
                language.say("import.declaration.absent.title", &values),
                language.say("import.declaration.absent.text", &values),
            );
            row.number = number;
            return Ok(row);
        };
        let presentation = self.present_declaration(now, &found.message.to_string(), &declaration)?;
        let answer = self.answer(now, found.message.to_string(), Some(presentation))?;
        Ok(ImportRow {
            file: file.to_owned(),
            outcome: "declaration".to_owned(),
            document: Some(answer.head.document.clone()),
            number: answer.head.number.clone(),
            light: answer.light,
            title: language.say("import.declaration.title", &values),
            text: answer.title,
            verdict: answer.verdict.indication,
            findings: answer.findings.into_iter().map(|finding| finding.id).collect(),
            missing: Vec::new(),
        })
    }
}

impl Inner {
    fn import_bytes(&self, bytes: &[u8], file: &str, now: DateTime<Utc>) -> Result<ImportRow, Error> {
        let incoming = Incoming { bytes: bytes.to_vec(), remote_id: None, hint: Some(file.to_owned()) };
        let id = MessageId::of(bytes);
        self.store.import(&[incoming], now)?;
        self.judge_pending(now)?;
        let message =
            self.store.message(&id)?.ok_or_else(|| Error::new("INTERNAL").detail("message not kept"))?;
        let snapshots = self.snapshots()?;
        Ok(self.row(&judge(self, &message, &Known::of(self.library(), &snapshots), now)?, &id, file, true))
    }

    /// What became of a file, in words: what it is, what could be read, why its signature does or does not stand.
    fn row(&self, judgement: &Judgement, id: &MessageId, file: &str, kept: bool) -> ImportRow {
        let language = self.language();
        match judgement {
            Judgement::Document(judged) => {
                let outcome = match judged.other() {
                    _ if !judged.is_verified() => "claim",
                    Some(_) => "document",
                    None => "certificate",
                };
                let (title, text) = render::answer(language, judged.light, &judged.findings);
                let fields = crate::fields::of(judged).len();
                let values = BTreeMap::from([("count".to_owned(), fields.to_string())]);
                let key = if judged.is_verified() { "import.certificate" } else { "import.claim" };
                let read = language.say(key, &values);
                let missing: Vec<String> = match (judged.record(), &judged.scheme) {
                    (Some(record), Some(scheme)) => self.library().missing(record, scheme),
                    (Some(record), None) => missing_everywhere(record),
                    (None, _) => Vec::new(),
                };
                let open = judged.findings.iter().filter(|finding| finding.level != Level::Clear);
                let verdict = judged.outcome.verdict.as_ref();
                ImportRow {
                    file: file.to_owned(),
                    outcome: outcome.to_owned(),
                    document: kept.then(|| id.to_string()),
                    number: judged.number().unwrap_or_default(),
                    light: LightView::from(judged.light),
                    title: format!("{title}. {read}"),
                    text: reasons(language, judged, &text),
                    verdict: verdict.map(|verdict| render::wire(&verdict.indication)).unwrap_or_default(),
                    findings: open.map(|finding| finding.id.clone()).collect(),
                    missing: missing.iter().map(|path| render::field(language, path)).collect(),
                }
            }
            Judgement::Update { update, stands, .. } => {
                let values = BTreeMap::from([("number".to_owned(), update.number.clone())]);
                let key = if *stands { "import.update.stands" } else { "import.update.refused" };
                let mut row = empty_row(file, "update", language.say(key, &values), String::new());
                row.number.clone_from(&update.number);
                row
            }
            Judgement::Other { what, document } => {
                let values = BTreeMap::from([("what".to_owned(), what.clone())]);
                let outcome = if *document { "other" } else { "not-a-document" };
                empty_row(
                    file,
                    outcome,
                    language.say("import.other.title", &values),
                    language.word("import.other.text"),
                )
            }
            Judgement::Quarantine(code, values) => empty_row(
                file,
                "quarantine",
                language.say(&format!("quarantine.{code}"), values),
                language.say(&format!("quarantine.{code}.next"), values),
            ),
        }
    }
}

/// All sentences that keep green away but the leading one, whose text comes first.
fn reasons(language: Language, judged: &crate::judge::Judged, first: &str) -> String {
    let mut open: Vec<_> =
        judged.findings.iter().filter(|finding| finding.level.light() != Light::Green).collect();
    open.sort_by_key(|finding| std::cmp::Reverse(render::weight(finding)));
    let mut texts = vec![first.trim_end_matches('.').to_owned()];
    for finding in open.into_iter().skip(1) {
        let title = render::finding(language, finding).title;
        if !texts.contains(&title) {
            texts.push(title);
        }
    }
    texts.retain(|text| !text.is_empty());
    texts.iter().map(|text| format!("{}.", text.trim_end_matches('.'))).collect::<Vec<_>>().join(" ")
}

/// Fields that every scheme makes mandatory, for a claim of no known scheme.
fn missing_everywhere(record: &certificate::Record) -> Vec<String> {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let mut missing = Vec::new();
    for (path, present) in [
        ("number", given(&record.number)),
        ("issued.date", record.issued.date.is_some()),
        ("issuer.name", given(&record.issuer.name)),
        ("exporter.name", given(&record.exporter.name)),
        ("consignee.name", given(&record.consignee.name) || given(&record.importer.name)),
        ("items", !record.items.is_empty()),
    ] {
        if !present {
            missing.push(path.to_owned());
        }
    }
    for (at, item) in record.items.iter().enumerate() {
        for (field, present) in [
            ("hs", given(&item.hs)),
            ("criterion", given(&item.criterion)),
            ("quantity", item.quantity.is_some()),
            ("unit", given(&item.unit)),
        ] {
            if !present {
                missing.push(format!("items[{at}].{field}"));
            }
        }
    }
    missing
}

fn empty_row(file: &str, outcome: &str, title: String, text: String) -> ImportRow {
    ImportRow {
        file: file.to_owned(),
        outcome: outcome.to_owned(),
        document: None,
        number: String::new(),
        light: LightView::None,
        title,
        text,
        verdict: String::new(),
        findings: Vec::new(),
        missing: Vec::new(),
    }
}

pub(crate) fn read_limited(path: &Path) -> Result<Vec<u8>, Error> {
    let file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Error::new("FILE_NOT_USABLE"));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::new("FILE_TOO_LARGE"));
    }
    Ok(bytes)
}
