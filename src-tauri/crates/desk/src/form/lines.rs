//! Lines of a box and cells of the goods, from canonical paths.

use super::{Filling, cell, line};
use crate::fields;
use crate::view::{FormCell, FormLine};
use block::PaperLine;
use certificate::{Issued, Party};
use serde_json::Value;

/// The lines that one line of a form becomes: several for a record or a list, none where nothing has a value.
pub(super) fn of_box(filling: &Filling<'_>, written: &PaperLine, labels: bool) -> Vec<FormLine> {
    if let [alternatives] = written.0.as_slice() {
        for path in alternatives {
            let group = group(filling, path);
            if group.as_ref().is_some_and(|lines| !lines.is_empty()) {
                return group.unwrap_or_default();
            }
        }
    }
    let mut cells: Vec<FormCell> = Vec::new();
    for alternatives in &written.0 {
        let found = alternatives.iter().map(|path| leaves(filling, path)).find(|found| !found.is_empty());
        cells.extend(found.unwrap_or_default());
    }
    if labels {
        for cell in &mut cells {
            cell.text = format!("{}: {}", field_label(filling, &cell.field), cell.text);
        }
    }
    if cells.is_empty() { Vec::new() } else { vec![FormLine { cells }] }
}

/// The cell of one column for one item: its lines below each other.
pub(super) fn of_item(filling: &Filling<'_>, at: usize, lines: &[PaperLine]) -> FormCell {
    let own = |field: &str| format!("items[{at}].{field}");
    let text_of = |field: &str| {
        let item = filling.record.items.get(at)?;
        let text = match field {
            "number" => risk::item_number(item, at).to_string(),
            "description" => fields::goods(item),
            "criterion_percent" => format!("{} %", leaf(filling, &own(field))?.text),
            _ => leaf(filling, &own(field))?.text,
        };
        (!text.is_empty()).then(|| (own(field), text))
    };
    let mut first = None;
    let mut all = Vec::new();
    for written in lines {
        let found: Vec<(String, String)> = written
            .0
            .iter()
            .filter_map(|alternatives| alternatives.iter().find_map(|field| text_of(field)))
            .collect();
        first = first.or_else(|| found.first().map(|(field, _)| field.clone()));
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        // A number and its unit belong together.
        let field = found.first().and_then(|(field, _)| field.rsplit('.').next()).unwrap_or_default();
        let counted = matches!(field, "quantity" | "value" | "packages" | "gross_mass");
        if !texts.is_empty() {
            all.push(texts.join(if counted { " " } else { ", " }));
        }
    }
    let named = || lines.first().and_then(|line| line.0.first()).and_then(|names| names.first());
    let field = first.or_else(|| named().map(|field| own(field))).unwrap_or_default();
    cell(&field, all.join("\n"))
}

/// The name of a field.
pub(super) fn field_label(filling: &Filling<'_>, path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    filling.language.find(&format!("field.{plain}")).map_or_else(|| path.to_owned(), str::to_owned)
}

/// Values of a path: one, or one an entry for `producers[].name`.
fn leaves(filling: &Filling<'_>, path: &str) -> Vec<FormCell> {
    let Some((list, rest)) = path.split_once("[].") else { return leaf(filling, path).into_iter().collect() };
    let entries = filling.value.get(list).and_then(Value::as_array).map_or(0, Vec::len);
    (0..entries).filter_map(|at| leaf(filling, &format!("{list}[{at}].{rest}"))).collect()
}

/// The value of one field as people read it. A mark is a place to tick, whether it is set or not.
fn leaf(filling: &Filling<'_>, path: &str) -> Option<FormCell> {
    if let Some(mark) = path.strip_prefix("marks.").filter(|mark| !mark.contains('.')) {
        let set = filling.value.get("marks").and_then(|marks| marks.get(mark)).is_some();
        let word = filling.language.word(&format!("mark.{mark}"));
        return Some(cell(path, format!("{} {word}", if set { "[×]" } else { "[\u{a0}\u{a0}]" })));
    }
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let text = match filling.value.pointer(&pointer)? {
        Value::String(text) if path == "transport.mode" => filling.language.word(&format!("mode.{text}")),
        // Of a time the day: a form has no clock.
        Value::String(text) if path.ends_with("date") || path.ends_with("declared") => {
            text.get(..10).unwrap_or(text).to_owned()
        }
        Value::String(text) => fields::readable(path, text),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => field_label(filling, path),
        _ => return None,
    };
    (!text.is_empty()).then(|| cell(path, text))
}

/// The lines of a record or a list; none for a single field.
fn group(filling: &Filling<'_>, path: &str) -> Option<Vec<FormLine>> {
    let record = filling.record;
    let language = filling.language;
    let each = |fields: &[&str]| -> Vec<FormLine> {
        let found = fields.iter().filter_map(|field| leaf(filling, &format!("{path}.{field}")));
        found.map(|cell| FormLine { cells: vec![cell] }).collect()
    };
    Some(match path {
        "issuer" => party(path, &record.issuer),
        "official" => party(path, &record.official),
        "exporter" => party(path, &record.exporter),
        "importer" => party(path, &record.importer),
        "consignee" => party(path, &record.consignee),
        "producers" => {
            let all = record.producers.iter().enumerate();
            all.flat_map(|(at, producer)| party(&format!("producers[{at}]"), producer)).collect()
        }
        "transport" => each(&["mode", "means", "loading", "unloading", "document", "departure"]),
        "invoices" => {
            let all = (0..record.invoices.len()).map(|at| {
                let of = |field: &str| leaf(filling, &format!("invoices[{at}].{field}"));
                FormLine { cells: [of("number"), of("date")].into_iter().flatten().collect() }
            });
            all.filter(|line| !line.cells.is_empty()).collect()
        }
        "issued" => dated(path, &record.issued),
        "declaration" => dated(path, &record.declaration),
        "validity" => each(&["from", "until"]),
        "scheme" => each(&["name", "version"]),
        "remarks" => each(&["general"]),
        "marks" => marks(filling),
        "replaces" => {
            let number = record.replaces.as_ref().and_then(|replaced| replaced.number.as_ref());
            let said = number.map(|number| format!("{} {number}", language.word("mark.replaces")));
            said.into_iter().map(|text| line("replaces.number", text)).collect()
        }
        "signatures" => (0..record.signatures.len())
            .map(|at| {
                let of = |field: &str| leaf(filling, &format!("signatures[{at}].{field}"));
                FormLine { cells: [of("role"), of("name"), of("time")].into_iter().flatten().collect() }
            })
            .filter(|line| !line.cells.is_empty())
            .collect(),
        _ => return None,
    })
}

/// Marks that are set, in words.
fn marks(filling: &Filling<'_>) -> Vec<FormLine> {
    let set = filling.value.get("marks").and_then(Value::as_object);
    let said = set.into_iter().flatten().map(|(mark, value)| {
        let mut text = filling.language.word(&format!("mark.{mark}"));
        for part in ["number", "date", "country"] {
            if let Some(known) = value.get(part).and_then(Value::as_str) {
                text = format!("{text}, {}", fields::readable(part, known));
            }
        }
        line(&format!("marks.{mark}"), text)
    });
    said.collect()
}

fn dated(section: &str, issued: &Issued) -> Vec<FormLine> {
    [
        ("name", issued.name.clone()),
        ("place", issued.place.clone()),
        ("date", issued.date.map(|when| when.date.to_string())),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some(line(&format!("{section}.{field}"), text?)))
    .collect()
}

fn party(section: &str, party: &Party) -> Vec<FormLine> {
    let mut lines: Vec<FormLine> =
        [("name", &party.name), ("other_name", &party.other_name), ("address", &party.address)]
            .into_iter()
            .filter_map(|(field, text)| Some(line(&format!("{section}.{field}"), text.clone()?)))
            .collect();
    let mut place = Vec::new();
    place.extend(party.postcode.clone().map(|code| cell(&format!("{section}.postcode"), code)));
    place.extend(party.city.clone().map(|city| cell(&format!("{section}.city"), city)));
    place.extend(
        party.country.as_deref().map(|code| cell(&format!("{section}.country"), fields::country_name(code))),
    );
    if !place.is_empty() {
        lines.push(FormLine { cells: place });
    }
    lines.extend(party.id.clone().map(|id| line(&format!("{section}.id"), id)));
    lines
}
