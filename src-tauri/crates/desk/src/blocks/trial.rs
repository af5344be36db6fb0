//! A file is tried with packs that are not active yet. Nothing of it is kept.

use super::active::Held;
use crate::error::Error;
use crate::judge::{Judgement, Known, Read, judge, read};
use crate::lines::Shown;
use crate::text::Language;
use crate::view::*;
use crate::{Desk, Inner, render};
use block::{Library, PackKind, Problem, Reading};
use certificate::{Finding, Level, Light};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::Path;
use store::MessageId;

/// Kinds that the program itself brings.
const BUILT_IN: [&str; 3] = ["certificate", "update", "directory"];
/// Most lines of the source that are shown.
const MOST_LINES: usize = 4_000;

impl Desk {
    /// Recognises, maps, verifies with the trust that is known, and judges a file with these packs over the active ones.
    /// Errors: PACK_NOT_HERE, FILE_NOT_FOUND, FILE_TOO_LARGE.
    pub fn try_pack(
        &self,
        now: DateTime<Utc>,
        hashes: Vec<String>,
        path: String,
    ) -> Result<TrialView, Error> {
        let inner = &self.0;
        let grounds = inner.grounds()?;
        let packs =
            hashes.iter().map(|hash| inner.kept(hash, &grounds)).collect::<Result<Vec<_>, Error>>()?;
        let library = inner.packs().with(&packs).library.clone();
        let bytes = crate::import::read_limited(Path::new(path.trim()))?;
        inner.trial(library, &packs, &bytes, now)
    }
}

impl Inner {
    fn trial(
        &self,
        library: Library,
        packs: &[Held],
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<TrialView, Error> {
        let language = self.language();
        let mut view = match read(&library, bytes) {
            Read::Message(opened, shape) => {
                let reading = shape.read(&opened.document, opened.document.root().id());
                let shape_view = read_view(&library, &reading, language);
                TrialView { what: shape.is.clone(), message: Some(shape.id.clone()), ..shape_view }
            }
            Read::Other { what, .. } => unread(what, bytes),
            Read::Quarantine(code, values) => {
                return Ok(unread(language.say(&format!("quarantine.{code}"), &values), bytes));
            }
        };
        let message = store::Message {
            id: MessageId::of(bytes),
            // As if the partner had sent it, where it is clear which partner that would be.
            link: only_link(packs),
            remote_id: None,
            hint: None,
            bytes: bytes.to_vec(),
            received_at: now,
            state: store::MessageState::Pending,
        };
        let mut snapshots = Vec::new();
        for link in library.links() {
            snapshots.extend(self.trust_of(link)?.map(|snapshot| (link.id.clone(), snapshot)));
        }
        match judge(self, &message, &Known::of(library, &snapshots), now)? {
            Judgement::Document(judged) => {
                view.light = Some(LightView::from(judged.light));
                view.title = render::answer(language, judged.light, &judged.findings).0;
                view.findings = open(&judged.findings, language);
            }
            Judgement::Update { outcome, stands, .. } => {
                view.light = Some(LightView::from(if stands { Light::Green } else { Light::Amber }));
                view.findings = open(&outcome.findings, language);
            }
            Judgement::Quarantine(code, values) => {
                view.title = language.say(&format!("quarantine.{code}"), &values);
            }
            Judgement::Other { .. } => {}
        }
        Ok(view)
    }
}

/// The one link of the packs that are tried.
fn only_link(packs: &[Held]) -> Option<String> {
    let mut links = packs.iter().filter(|pack| pack.head.kind == PackKind::Link);
    match (links.next(), links.next()) {
        (Some(link), None) => Some(link.head.id.clone()),
        _ => None,
    }
}

fn open(findings: &[Finding], language: Language) -> Vec<FindingView> {
    let mut open: Vec<&Finding> = findings.iter().filter(|finding| finding.level != Level::Clear).collect();
    open.sort_by_key(|finding| std::cmp::Reverse(render::weight(finding)));
    open.into_iter().map(|finding| render::finding(language, finding)).collect()
}

/// What was read, beside its source.
fn read_view(library: &Library, reading: &Reading, language: Language) -> TrialView {
    let told = reading.told();
    let (shown, truncated) = shown(reading.document.bytes());
    let brought = library.kind(&reading.kind).filter(|kind| !BUILT_IN.contains(&kind.id.as_str()));
    let values = match brought {
        Some(kind) => crate::kinds::fields(kind, &reading.value),
        None => crate::fields::leaves(&reading.value),
    };
    let fields = values
        .into_iter()
        .map(|(field, value)| {
            let source = told.sources.iter().find(|source| source.field == field);
            TrialFieldView {
                label: match brought {
                    Some(kind) => crate::kinds::label(kind, language, &field),
                    None => render::field(language, &field),
                },
                path: source.map(|source| source.path.clone()).unwrap_or_default(),
                line: source.map(|source| shown.line_of(source.start)).unwrap_or_default(),
                line_end: source
                    .map(|source| shown.line_of(source.end.saturating_sub(1)))
                    .unwrap_or_default(),
                field,
                value,
            }
        })
        .collect();
    let unused = reading
        .unused
        .iter()
        .zip(&told.unused)
        .map(|(unused, told)| TrialPlaceView {
            path: told.path.clone(),
            line: unused.place(&reading.document).map_or(told.line, |place| shown.line_of(place.start)),
        })
        .collect();
    TrialView {
        what: String::new(),
        message: None,
        light: None,
        title: String::new(),
        findings: Vec::new(),
        fields,
        unused,
        problems: reading.problems.iter().map(|problem| problem_view(problem, language)).collect(),
        source: shown.lines,
        source_truncated: truncated,
    }
}

fn problem_view(problem: &Problem, language: Language) -> TrialProblemView {
    let mut values: BTreeMap<String, String> = problem.values.clone();
    let field =
        if problem.field.is_empty() { problem.path.clone() } else { render::field(language, &problem.field) };
    values.insert("field".to_owned(), field);
    values.insert("place".to_owned(), problem.path.clone());
    let known = language.find(&format!("problem.{}", problem.code));
    let text = known.map_or_else(
        || language.say("problem.other", &values),
        |message| crate::text::fill(message, &values),
    );
    TrialProblemView { code: problem.code.clone(), text, line: problem.line }
}

/// A file of which nothing could be read.
fn unread(what: String, bytes: &[u8]) -> TrialView {
    let (shown, source_truncated) = shown(bytes);
    TrialView {
        what,
        message: None,
        light: None,
        title: String::new(),
        findings: Vec::new(),
        fields: Vec::new(),
        unused: Vec::new(),
        problems: Vec::new(),
        source: shown.lines,
        source_truncated,
    }
}

fn shown(bytes: &[u8]) -> (Shown, bool) {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let syntax = if matches!(first, Some(b'{' | b'[')) { "json" } else { "xml" };
    let mut shown = Shown::of(bytes, syntax);
    let truncated = shown.lines.len() > MOST_LINES;
    shown.lines.truncate(MOST_LINES);
    (shown, truncated)
}
