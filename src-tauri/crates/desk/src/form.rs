//! The scheme's form as boxes. The same boxes are drawn on screen and printed.

use crate::fields;
use crate::text::Language;
use crate::view::{FormBox, FormCell, FormLine};
use certificate::{Party, Record};

/// The boxes of a certificate in reading order. Labels come from the message files; each cell names the
/// canonical field it shows.
pub(crate) fn boxes(language: Language, record: &Record, form: &str, signed: &[String]) -> Vec<FormBox> {
    let label = |key: &str| language.word(&format!("box.{key}"));
    let box_of = |number: &str, key: &str, wide: bool, lines: Vec<FormLine>| FormBox {
        number: number.to_owned(),
        label: label(key),
        wide,
        lines,
        heads: Vec::new(),
    };
    let mut number = vec![line("number", record.number.clone().unwrap_or_default())];
    number.push(line("", [record.scheme.name.clone().unwrap_or_default(), form.to_owned()].join(" · ")));
    let transport = &record.transport;
    let route: Vec<FormLine> = [
        ("transport.mode", transport.mode.as_deref().map(|mode| language.word(&format!("mode.{mode}")))),
        ("transport.means", transport.means.clone()),
        ("transport.loading", transport.loading.clone()),
        ("transport.unloading", transport.unloading.clone()),
        ("transport.document", transport.document.clone()),
        ("transport.departure", transport.departure.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some(line(field, text?)))
    .collect();
    let countries = vec![FormLine {
        cells: [
            (
                "transport.export_country",
                transport.export_country.as_deref().or(record.exporter.country.as_deref()),
            ),
            ("transport.destination", transport.destination.as_deref()),
        ]
        .into_iter()
        .filter_map(|(field, code)| Some(cell(field, fields::country_name(code?))))
        .collect(),
    }];
    let mut remarks: Vec<FormLine> = marks(record)
        .into_iter()
        .map(|mark| line(&format!("marks.{mark}"), language.word(&format!("mark.{mark}"))))
        .collect();
    if let Some(replaced) = record.replaces.as_ref().and_then(|replaced| replaced.number.clone()) {
        remarks.push(line("replaces.number", format!("{} {replaced}", language.word("mark.replaces"))));
    }
    remarks.extend(record.remarks.general.clone().map(|text| line("remarks.general", text)));
    vec![
        box_of("1", "exporter", false, party("exporter", &record.exporter)),
        box_of("2", "number", false, number),
        box_of("3", "consignee", false, party("consignee", &record.consignee)),
        box_of("4", "countries", false, countries),
        box_of("5", "transport", false, route),
        box_of("6", "remarks", false, remarks),
        goods(language, record),
        box_of("13", "declaration", false, dated("declaration", &record.declaration)),
        box_of("14", "certification", false, certification(record, signed)),
    ]
}

fn goods(language: Language, record: &Record) -> FormBox {
    let heads = ["item", "goods", "hs", "criterion", "quantity", "invoice"];
    let lines = record.items.iter().enumerate().map(|(at, item)| {
        let path = |field: &str| format!("items[{at}].{field}");
        let unit = item.unit.as_deref().unwrap_or_default();
        let packages = match (item.packages, item.marks.as_deref()) {
            (Some(count), Some(marks)) => format!("{marks}, {count}\n"),
            (None, Some(marks)) => format!("{marks}\n"),
            _ => String::new(),
        };
        FormLine {
            cells: vec![
                cell(&path("number"), risk::item_number(item, at).to_string()),
                cell(&path("description"), format!("{packages}{}", fields::goods(item))),
                cell(&path("hs"), item.hs.as_deref().map(fields::hs).unwrap_or_default()),
                cell(&path("criterion"), item.criterion.clone().unwrap_or_default()),
                cell(
                    &path("quantity"),
                    item.quantity.map(|value| fields::quantity(value, unit)).unwrap_or_default(),
                ),
                cell(&path("invoice"), item.invoice.clone().unwrap_or_default()),
            ],
        }
    });
    FormBox {
        number: "7–12".to_owned(),
        label: language.word("box.goods"),
        wide: true,
        lines: lines.collect(),
        heads: heads.iter().map(|head| language.word(&format!("head.{head}"))).collect(),
    }
}

fn certification(record: &Record, signed: &[String]) -> Vec<FormLine> {
    let mut lines: Vec<FormLine> = [
        ("issuer.name", record.issuer.name.clone()),
        ("official.name", record.official.name.clone()),
        ("issued.place", record.issued.place.clone()),
        ("issued.date", record.issued.date.map(|when| when.date.to_string())),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some(line(field, text?)))
    .collect();
    // A box holds data, which each face isolates by itself: isolates of the sentence would show as tags.
    let plain = |text: &String| text.replace(['\u{2068}', '\u{2069}'], "");
    lines.extend(signed.iter().map(|text| line("", plain(text))));
    lines
}

fn dated(section: &str, issued: &certificate::Issued) -> Vec<FormLine> {
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

/// Names of the marks that are set.
fn marks(record: &Record) -> Vec<&'static str> {
    let marks = &record.marks;
    [
        ("retrospective", marks.retrospective),
        ("duplicate", marks.duplicate),
        ("certified_copy", marks.certified_copy),
        ("third_party_invoice", marks.third_party_invoice),
        ("exhibition", marks.exhibition),
        ("cumulation", marks.cumulation),
        ("back_to_back", marks.back_to_back.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, set)| set.then_some(name))
    .collect()
}

fn line(field: &str, text: String) -> FormLine {
    FormLine { cells: vec![cell(field, text)] }
}

fn cell(field: &str, text: String) -> FormCell {
    FormCell { field: field.to_owned(), text }
}
