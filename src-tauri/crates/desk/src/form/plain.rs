//! A certificate whose scheme says no form: its fields, part by part, and its goods.

use super::{Filling, Row, cell, line, lines::field_label};
use crate::fields;
use crate::view::{FormBox, FormLine};

/// Columns of the goods: canonical field, its head, its part of the width.
const GOODS: [(&str, &str, i16); 6] = [
    ("number", "item", 1),
    ("description", "goods", 8),
    ("hs", "hs", 3),
    ("criterion", "criterion", 2),
    ("quantity", "quantity", -3),
    ("invoice", "invoice", 3),
];

/// One box over the whole width for each part of the record that says something.
pub(super) fn rows(filling: &Filling<'_>) -> Vec<Row> {
    let mut boxes: Vec<(String, FormBox)> = Vec::new();
    for (path, text) in fields::all(filling.record) {
        let part = path.split(['.', '[']).next().unwrap_or(&path).to_owned();
        if part == "items" {
            continue;
        }
        let label = field_label(filling, &path);
        let text = if path == part { text } else { format!("{label}: {text}") };
        let written = line(&path, text);
        match boxes.last_mut() {
            Some((last, known)) if *last == part => known.lines.push(written),
            _ => {
                let known = filling.language.find(&format!("box.{part}"));
                let label = known.map_or_else(|| field_label(filling, &part), str::to_owned);
                boxes.push((part, FormBox { label, lines: vec![written], ..FormBox::default() }));
            }
        }
    }
    if !filling.signed.is_empty() {
        let plain = |text: &String| line("", text.replace(['\u{2068}', '\u{2069}'], ""));
        let label = filling.language.word("box.certification");
        let lines = filling.signed.iter().map(plain).collect();
        boxes.push((String::new(), FormBox { label, lines, ..FormBox::default() }));
    }
    let mut rows: Vec<Row> = boxes.into_iter().map(|(_, each)| Row::Boxes(vec![(1, vec![each])])).collect();
    rows.push(Row::Goods(goods(filling)));
    rows
}

fn goods(filling: &Filling<'_>) -> FormBox {
    let line = |(at, item): (usize, &certificate::Item)| {
        let text = |field: &str| match field {
            "number" => risk::item_number(item, at).to_string(),
            "description" => fields::goods(item),
            "hs" => item.hs.as_deref().map(fields::hs).unwrap_or_default(),
            "criterion" => item.criterion.clone().unwrap_or_default(),
            "quantity" => {
                let unit = item.unit.as_deref().unwrap_or_default();
                item.quantity.map(|value| fields::quantity(value, unit)).unwrap_or_default()
            }
            _ => item.invoice.clone().unwrap_or_default(),
        };
        FormLine {
            cells: GOODS
                .iter()
                .map(|(field, _, _)| cell(&format!("items[{at}].{field}"), text(field)))
                .collect(),
        }
    };
    FormBox {
        label: filling.language.word("box.goods"),
        wide: true,
        lines: filling.record.items.iter().enumerate().map(line).collect(),
        heads: GOODS.iter().map(|(_, head, _)| filling.language.word(&format!("head.{head}"))).collect(),
        widths: GOODS.iter().map(|column| column.2).collect(),
        ..FormBox::default()
    }
}
