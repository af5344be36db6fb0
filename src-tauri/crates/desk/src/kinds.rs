//! Documents of a kind that a pack brought, as people read them: labelled fields in the order of the kind, groups as
//! tables. Nothing here knows any such kind.

use crate::answer::label as sentence;
use crate::judge::{Judged, lies_in, values};
use crate::text::Language;
use crate::view::{FormBox, FormCell, FormLine};
use crate::{fields, render};
use block::KindInfo;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Every field that has a value, by canonical path (`items[0].hs`), in the kind's order, groups element by element.
pub(crate) fn fields(kind: &KindInfo, value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for (path, of) in &kind.fields {
        match path.split_once("[].") {
            None => found.extend(values(value, path).into_iter().map(|value| (path.clone(), shown(value, of)))),
            Some((group, _)) if !groups.contains(&group) => {
                groups.push(group);
                elements(kind, value, group, &mut found);
            }
            Some(_) => {}
        }
    }
    found.retain(|(_, shown)| !shown.is_empty());
    found
}

fn elements(kind: &KindInfo, value: &Value, group: &str, found: &mut Vec<(String, String)>) {
    for (at, element) in values(value, &format!("{group}[]")).into_iter().enumerate() {
        for (rest, of) in fields_of(kind, group) {
            let many = values(element, rest);
            let several = many.len() > 1;
            for (nth, value) in many.into_iter().enumerate() {
                // A group in a group: the place of its element stands where its brackets do.
                let rest = if several || rest.contains("[]") {
                    rest.replacen("[]", &format!("[{nth}]"), 1)
                } else {
                    rest.to_owned()
                };
                found.push((format!("{group}[{at}].{rest}"), shown(value, of)));
            }
        }
    }
}

/// The fields of a group, by their path in it.
fn fields_of<'k>(kind: &'k KindInfo, group: &str) -> impl Iterator<Item = (&'k str, &'k str)> {
    let head = format!("{group}[].");
    kind.fields
        .iter()
        .filter_map(move |(path, of)| Some((path.strip_prefix(head.as_str())?, of.as_str())))
}

/// The groups that have elements, as tables: a column a field, a row an element.
pub(crate) fn groups(kind: &KindInfo, value: &Value, language: Language) -> Vec<FormBox> {
    let mut names: Vec<&str> =
        kind.fields.iter().filter_map(|(path, _)| path.split_once("[].").map(|(group, _)| group)).collect();
    names.dedup();
    let table = |group: &str| {
        let elements = values(value, &format!("{group}[]"));
        // A column that no element fills says nothing.
        let columns: Vec<(&str, &str)> = fields_of(kind, group)
            .filter(|(rest, _)| elements.iter().any(|element| !values(element, rest).is_empty()))
            .collect();
        let row = |(at, element): (usize, &&Value)| FormLine {
            cells: columns
                .iter()
                .map(|(rest, of)| FormCell {
                    field: format!("{group}[{at}].{}", rest.replacen("[]", "[0]", 1)),
                    text: values(element, rest)
                        .into_iter()
                        .map(|value| shown(value, of))
                        .filter(|text| !text.is_empty())
                        .collect::<Vec<_>>()
                        .join(", "),
                })
                .collect(),
        };
        FormBox {
            label: name(kind, language, &format!("{group}[]")),
            wide: true,
            lines: elements.iter().enumerate().map(row).collect(),
            heads: columns
                .iter()
                .map(|(rest, _)| name(kind, language, &format!("{group}[].{rest}")))
                .collect(),
            widths: columns
                .iter()
                .map(|(_, of)| match *of {
                    "decimal" | "whole" => -2,
                    "text" => 3,
                    _ => 2,
                })
                .collect(),
            ..FormBox::default()
        }
    };
    names.into_iter().map(table).filter(|table| !table.lines.is_empty()).collect()
}

/// Why a document of another kind is only read, in one sentence; empty for a certificate of origin.
pub(crate) fn only_read(judged: &Judged, language: Language) -> String {
    let Some((kind, _)) = judged.other() else { return String::new() };
    let values = BTreeMap::from([("kind".to_owned(), sentence(language, &kind.title))]);
    language.say("kind.only_certificates", &values)
}

/// The label of a field of a document: that of the kind, with the element's place; a section's before its field's.
pub(crate) fn label(kind: &KindInfo, language: Language, path: &str) -> String {
    let mut pattern = String::new();
    let mut place = None;
    for part in path.split_inclusive(']') {
        match part.rsplit_once('[') {
            Some((before, index)) if part.ends_with(']') => {
                pattern.push_str(before);
                pattern.push_str("[]");
                place = place.or_else(|| index.trim_end_matches(']').parse::<usize>().ok());
            }
            _ => pattern.push_str(part),
        }
    }
    let label = name(kind, language, &pattern);
    match place {
        Some(at) => format!("{label} ({})", at + 1),
        None => label,
    }
}

/// What the kind calls a path; else the program's own word for a field of that name; else the path.
fn name(kind: &KindInfo, language: Language, pattern: &str) -> String {
    if let Some(label) = kind.labels.get(pattern) {
        return sentence(language, label);
    }
    let section = kind.labels.iter().find(|(path, _)| lies_in(pattern, path));
    let own = render::field(language, &pattern.replace("[]", ""));
    match section {
        Some((path, label)) => {
            let rest = pattern.strip_prefix(path.as_str()).unwrap_or_default().trim_start_matches('.');
            format!("{}, {}", sentence(language, label), rest.replace("[]", ""))
        }
        None => own,
    }
}

/// A value as people read it, by its type.
fn shown(value: &Value, of: &str) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(false) | Value::Object(_) | Value::Array(_) => return String::new(),
        other => other.to_string(),
    };
    match of {
        "hs" => fields::hs(&text),
        "country" => fields::country_name(&text),
        "decimal" => text.parse::<Decimal>().map_or(text, fields::number),
        _ => text,
    }
}
