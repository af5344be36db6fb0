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
            None => {
                found.extend(values(value, path).into_iter().map(|value| (path.clone(), shown(value, of))));
            }
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
    kind.fields.iter().filter_map(move |(path, of)| Some((path.strip_prefix(head.as_str())?, of.as_str())))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use serde_json::json;

    fn kind() -> KindInfo {
        let field = |path: &str, of: &str| (path.to_owned(), of.to_owned());
        let label =
            |path: &str, en: &str| (path.to_owned(), BTreeMap::from([("en".to_owned(), en.to_owned())]));
        KindInfo {
            id: "waybill".into(),
            title: BTreeMap::from([("en".to_owned(), "Waybill".to_owned())]),
            number: Some("no".into()),
            issued: None,
            parties: Vec::new(),
            group: Some("lines".into()),
            fields: vec![
                field("no", "text"),
                field("carrier.name", "text"),
                field("lines[].hs", "hs"),
                field("lines[].mass", "decimal"),
                field("lines[].boxes[].mark", "text"),
                field("sealed", "flag"),
            ],
            labels: BTreeMap::from([
                label("no", "Waybill number"),
                label("carrier", "Carrier"),
                label("lines[].hs", "Code"),
            ]),
        }
    }

    #[test]
    fn fields_keep_the_kinds_order_and_groups_become_tables() {
        let value = json!({"no": "W-1", "sealed": false, "carrier": {"name": "Alta"}, "lines": [
            {"hs": "520522", "mass": "1200.50", "boxes": [{"mark": "A"}, {"mark": "B"}]}, {"hs": "4407"}]});
        let fields = fields(&kind(), &value);
        let seen: Vec<(&str, &str)> =
            fields.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("no", "W-1"),
                ("carrier.name", "Alta"),
                ("lines[0].hs", "5205.22"),
                ("lines[0].mass", "1,200.5"),
                ("lines[0].boxes[0].mark", "A"),
                ("lines[0].boxes[1].mark", "B"),
                ("lines[1].hs", "4407"),
            ],
            "element by element; a flag that is off says nothing"
        );
        let groups = groups(&kind(), &value, Language::En);
        assert_eq!(groups.len(), 1, "the inner group stands in its element's row");
        let row =
            |at: usize| groups[0].lines[at].cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>();
        assert_eq!((row(0), row(1)), (vec!["5205.22", "1,200.5", "A, B"], vec!["4407", "", ""]));
        assert_eq!(groups[0].widths, [2, -2, 3], "numbers stand at the end of their column");
    }

    #[test]
    fn labels_are_the_kinds_else_the_programs_else_the_path() {
        let label = |path: &str| label(&kind(), Language::En, path);
        assert_eq!(label("no"), "Waybill number");
        assert_eq!(label("lines[1].hs"), "Code (2)", "with the element's place");
        assert_eq!(label("carrier.name"), "Carrier, name", "a section's word before its field's");
        assert_eq!(label("sealed"), "sealed", "a word that nobody knows is shown as it is");
    }
}
