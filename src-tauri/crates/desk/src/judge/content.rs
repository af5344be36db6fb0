//! Findings on the content itself: mapping, scheme, number.

use block::{Link, Problem, Reading, Scheme, SchemeFacts};
use certificate::{Finding, Level, Record, Scope};
use chrono::{DateTime, Utc};
use document::{Document, NodeId};

/// Most unused places and problems that are named one by one.
const MOST_NAMED: usize = 20;

/// What the mapping could not use or understand. Drift is a note; a value that could not be read is a doubt.
pub fn mapping(reading: &Reading) -> Vec<Finding> {
    let mut findings = Vec::new();
    for problem in reading.problems.iter().filter(|problem| problem.serious).take(MOST_NAMED) {
        findings.push(unreadable(problem));
    }
    if !reading.unused.is_empty() {
        let mut finding =
            Finding::new("DRIFT", Level::Note, Scope::Document).value("count", reading.unused.len());
        for unused in reading.unused.iter().take(MOST_NAMED) {
            let line = unused.place(&reading.document).map_or(0, |place| place.line);
            finding = finding.evidence("place", format!("{} ({line})", unused.path(&reading.document)));
        }
        findings.push(finding);
    }
    findings
}

fn unreadable(problem: &Problem) -> Finding {
    let mut finding = Finding::new("FIELD_UNREADABLE", Level::NotEvaluableAmber, Scope::Document)
        .value("field", &problem.field)
        .value("place", &problem.path)
        .value("code", &problem.code);
    for (name, value) in &problem.values {
        finding = finding.evidence(name, value);
    }
    finding
}

/// The scheme of a record, among those its link joins (or all, for a claim of no partner).
pub fn scheme<'l>(library: &'l block::Library, link: Option<&Link>, record: &Record) -> Option<&'l Scheme> {
    match link {
        Some(link) => library.scheme_for(link, record),
        None => library.scheme_of(record),
    }
}

/// Findings by the scheme's own rules and the link's number rule.
pub fn rules(
    link: Option<&Link>,
    scheme: Option<&Scheme>,
    record: &Record,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    match scheme {
        Some(scheme) => findings.extend(scheme.judge(record, &SchemeFacts { today: now.date_naive() })),
        None => findings.push(
            Finding::new("SCHEME_NOT_KNOWN", Level::NotEvaluableAmber, Scope::Document)
                .value("scheme", record.scheme.code.as_deref().unwrap_or_default()),
        ),
    }
    if let Some(rule) = link.and_then(|link| link.number.as_ref()) {
        let number = record.number.as_deref().unwrap_or_default();
        findings.push(match rule.split(number) {
            Some(_) => Finding::new("NUMBER_WELL_FORMED", Level::Clear, Scope::Document),
            None => Finding::new("NUMBER_MALFORMED", Level::Amber, Scope::Document).value("number", number),
        });
    }
    findings
}

/// Whether all fields lie inside what the signature covers.
pub fn covered(document: &Document, root: NodeId, reading: &Reading) -> bool {
    let Some(root) = document.node(root) else { return false };
    let span = root.span();
    reading.sources.iter().all(|source| source.span.start >= span.start && source.span.end <= span.end)
}
