//! The scheme's paper form with what a certificate says in its boxes. The same boxes are drawn on screen and printed. Where they stand and
//! what stands in them is the scheme's word; a scheme without a form gets its fields as a plain list.

mod lines;
mod plain;
#[cfg(test)]
mod tests;

use crate::text::Language;
use crate::view::{FormBox, FormCell, FormLine, FormPlace};
use block::{FormRow, GoodsTable, PaperBox, PaperForm, Scheme};
use certificate::Record;
use serde_json::Value;

/// Columns of the grid that boxes stand on.
const GRID: u32 = 12;

/// A row of the form.
pub(crate) enum Row {
    /// Boxes beside and below each other, each place with its part of the width.
    Boxes(Vec<(u16, Vec<FormBox>)>),
    /// The table of goods.
    Goods(FormBox),
}

/// What a form is filled with.
pub(crate) struct Filling<'r> {
    pub language: Language,
    pub record: &'r Record,
    /// The record as the canonical value.
    value: Value,
    /// What was found of the signatures, in words.
    pub signed: &'r [String],
}

impl<'r> Filling<'r> {
    pub fn new(language: Language, record: &'r Record, signed: &'r [String]) -> Self {
        Self { language, record, value: serde_json::to_value(record).unwrap_or_default(), signed }
    }
}

/// The form row by row.
pub(crate) fn rows(filling: &Filling<'_>, scheme: Option<&Scheme>) -> Vec<Row> {
    match scheme.and_then(|scheme| scheme.paper.as_ref()) {
        Some(paper) => paper_rows(filling, paper),
        None => plain::rows(filling),
    }
}

/// The boxes with their places on the grid.
pub(crate) fn boxes(filling: &Filling<'_>, scheme: Option<&Scheme>) -> Vec<FormBox> {
    let mut all = Vec::new();
    let mut row = 1;
    for each in rows(filling, scheme) {
        match each {
            Row::Goods(mut goods) => {
                goods.place = FormPlace { row, rows: 1, column: 1, columns: GRID };
                all.push(goods);
                row += 1;
            }
            Row::Boxes(stacks) => {
                let rows = stacks.iter().map(|stack| count(stack.1.len())).max().unwrap_or(1);
                let total: u32 = stacks.iter().map(|stack| u32::from(stack.0.max(1))).sum();
                let (mut before, mut column) = (0, 1);
                for (width, stack) in stacks {
                    before += u32::from(width.max(1));
                    let end = (1 + (GRID * before + total / 2) / total.max(1)).max(column + 1);
                    let last = stack.len().saturating_sub(1);
                    for (at, mut each) in stack.into_iter().enumerate() {
                        // The lowest box of a place reaches to the end of the row.
                        let below = count(at);
                        let own = if at == last { rows - below } else { 1 };
                        each.place = FormPlace { row: row + below, rows: own, column, columns: end - column };
                        each.wide = each.place.columns == GRID;
                        all.push(each);
                    }
                    column = end;
                }
                row += rows;
            }
        }
    }
    all
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn paper_rows(filling: &Filling<'_>, paper: &PaperForm) -> Vec<Row> {
    let row = |row: &FormRow| match row {
        FormRow::Goods(table) => Row::Goods(goods(filling, table)),
        FormRow::Boxes(stacks) => {
            let filled = stacks
                .iter()
                .map(|stack| (stack.width, stack.boxes.iter().map(|each| box_of(filling, each)).collect()));
            Row::Boxes(filled.collect())
        }
    };
    paper.rows.iter().map(row).collect()
}

fn box_of(filling: &Filling<'_>, each: &PaperBox) -> FormBox {
    let mut lines: Vec<FormLine> =
        each.lines.iter().flat_map(|line| lines::of_box(filling, line, each.labels)).collect();
    if let Some(words) = &each.words {
        lines.insert(0, line("", crate::answer::label(filling.language, words)));
    }
    if each.signatures {
        // A box holds data, which each face isolates by itself: isolates of the sentence would show as tags.
        let plain = |text: &String| text.replace(['\u{2068}', '\u{2069}'], "");
        lines.extend(filling.signed.iter().map(|text| line("", plain(text))));
    }
    FormBox {
        number: each.number.clone(),
        label: crate::answer::label(filling.language, &each.title),
        lines,
        ..FormBox::default()
    }
}

fn goods(filling: &Filling<'_>, table: &GoodsTable) -> FormBox {
    let head = |column: &block::GoodsColumn| {
        let title = crate::answer::label(filling.language, &column.title);
        format!("{} {title}", column.number).trim().to_owned()
    };
    let rows = (0..filling.record.items.len()).map(|at| FormLine {
        cells: table.columns.iter().map(|column| lines::of_item(filling, at, &column.lines)).collect(),
    });
    let width = |column: &block::GoodsColumn| {
        let width = i16::try_from(column.width).unwrap_or(1);
        if column.at_end { -width } else { width }
    };
    FormBox {
        label: crate::answer::label(filling.language, &table.title),
        wide: true,
        lines: rows.collect(),
        heads: table.columns.iter().map(head).collect(),
        widths: table.columns.iter().map(width).collect(),
        ..FormBox::default()
    }
}

fn line(field: &str, text: String) -> FormLine {
    FormLine { cells: vec![cell(field, text)] }
}

fn cell(field: &str, text: String) -> FormCell {
    FormCell { field: field.to_owned(), text }
}
