//! The table of the common dataset: each element with its WCO ids, what the agreement asks for, and its place in the message.

use super::arrangement::Subject;
use super::words::Words;
use block::author::{Coverage, CoverageRow, Need, coverage};
use block::{Library, PackKind};
use print::{Part, Section};
use std::collections::BTreeMap;

/// Groups of the table by the first name of their fields, in the order in which they stand.
const GROUPS: [(&str, &[&str]); 6] = [
    ("certificate", &["number", "function", "reference", "kind", "scheme", "issued", "validity"]),
    ("parties", &["issuer", "official", "exporter", "producers", "consignee", "importer"]),
    ("transport", &["transport"]),
    ("goods", &["items", "invoices"]),
    ("marks", &["declaration", "marks", "replaces", "remarks", "signatures"]),
    ("update", &["update"]),
];

/// The sections of the dataset, one a group of elements.
pub(super) fn dataset(words: Words, library: &Library, subject: &Subject<'_>) -> Vec<Section> {
    let name = format!("{}@{}", subject.head.id, subject.head.version);
    let Some(coverage) = coverage(library, &name) else { return Vec::new() };
    // A scheme alone has no message, and a format alone no agreement.
    let (needs, placed) = (subject.head.kind != PackKind::Format, subject.head.kind != PackKind::Scheme);
    let roots = if placed { roots(&coverage) } else { BTreeMap::new() };
    let mut sections =
        vec![Section::new(3, words.word("dataset"), summary(words, &coverage, subject, &roots))];
    for (group, names) in GROUPS {
        let of = |row: &&CoverageRow| {
            let first = row.field.split(['.', '[']).next().unwrap_or(&row.field);
            names.contains(&first)
        };
        let rows: Vec<Vec<String>> =
            coverage.rows.iter().filter(of).map(|row| cells(words, row, needs, placed, &roots)).collect();
        if rows.is_empty() {
            continue;
        }
        let table = match (needs, placed) {
            (true, true) => words.table(&["element", "wco", "need", "place"], &[9, 3, 7, 16], rows),
            (true, false) => words.table(&["element", "wco", "need"], &[10, 4, 6], rows),
            _ => words.table(&["element", "wco", "place"], &[9, 3, 18], rows),
        };
        sections.push(Section::new(3, words.word(&format!("group.{group}")), vec![table]));
    }
    sections
}

fn cells(
    words: Words,
    row: &CoverageRow,
    needs: bool,
    placed: bool,
    roots: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut cells = vec![words.field(&row.field, &row.name), words.own(&row.wco.join(", "))];
    if needs {
        cells.push(match &row.need {
            Need::Mandatory { article } => words.say("need.mandatory", &[("article", article.clone())]),
            Need::Optional => words.word("need.optional"),
            Need::NotApplicable => words.word("need.not-applicable"),
        });
    }
    if placed {
        let places: Vec<String> = row
            .mapped
            .iter()
            .map(|by| {
                let root = roots.get(&by.message).map_or("", String::as_str);
                let place = if root.is_empty() { by.place.clone() } else { by.place.replace(root, "") };
                let place = match place.strip_prefix("always ") {
                    Some(value) => words.say("always", &[("value", words.own(value))]),
                    None => words.own(&place),
                };
                if row.mapped.len() > 1 { format!("{}: {place}", words.own(&by.message)) } else { place }
            })
            .collect();
        cells.push(if places.is_empty() { "–".to_owned() } else { places.join("\n") });
    }
    cells
}

/// How much is carried, what is missing, and below which root the places stand.
fn summary(
    words: Words,
    coverage: &Coverage,
    subject: &Subject<'_>,
    roots: &BTreeMap<String, String>,
) -> Vec<Part> {
    let list = |fields: &[String]| {
        words.list(&fields.iter().map(|field| words.field(field, field)).collect::<Vec<_>>())
    };
    if subject.head.kind == PackKind::Scheme {
        return vec![Part::Text(words.word("dataset.scheme"))];
    }
    let counts = [("carried", coverage.mapped().to_string()), ("of", coverage.rows.len().to_string())];
    let mut text = vec![words.word("dataset.text"), words.say("dataset.carried", &counts)];
    if subject.link.is_some() {
        text.push(if coverage.missing.is_empty() {
            words.word("dataset.complete")
        } else {
            words.say("dataset.missing", &[("fields", list(&coverage.missing))])
        });
    }
    let mut parts = vec![Part::Text(text.join(" "))];
    if !coverage.other.is_empty() {
        parts.push(Part::Text(words.say("dataset.other", &[("fields", list(&coverage.other))])));
    }
    let root = |(message, root): (&String, &String)| {
        words.say("dataset.root", &[("message", words.own(message)), ("root", words.own(root))])
    };
    let below: Vec<String> = roots.iter().filter(|(_, root)| !root.is_empty()).map(root).collect();
    if !below.is_empty() {
        parts.push(Part::Text(below.join("\n")));
    }
    parts
}

/// The path that most places of a message begin with: said once, and left out of each.
fn roots(coverage: &Coverage) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, Option<String>> = BTreeMap::new();
    for by in coverage.rows.iter().flat_map(|row| &row.mapped) {
        // A constant stands at no place.
        if by.place.starts_with("always ") {
            continue;
        }
        for place in by.place.split([' ', ',']).filter(|place| place.contains('/')) {
            let whole = place.rsplit_once('/').map_or("", |(before, _)| before);
            let known = all.entry(by.message.clone()).or_insert_with(|| Some(format!("{whole}/")));
            if let Some(root) = known {
                *root = common(root, place);
            }
        }
    }
    // A short root saves nothing.
    let worth = |root: String| if root.len() >= 12 { root } else { String::new() };
    all.into_iter().map(|(message, root)| (message, root.map(worth).unwrap_or_default())).collect()
}

/// The steps that both begin with, to the last `/`.
fn common(root: &str, place: &str) -> String {
    let same: usize =
        root.chars().zip(place.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let same = root.get(..same).unwrap_or_default();
    same.rfind('/').and_then(|end| same.get(..=end)).unwrap_or_default().to_owned()
}
