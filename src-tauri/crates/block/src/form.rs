//! The paper form of a scheme: which box stands where, and what of the certificate stands in it.

use crate::scheme::Sentences;
use serde::Serialize;

/// A form, row by row from the top of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaperForm {
    /// Its rows.
    pub rows: Vec<FormRow>,
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FormRow {
    /// Boxes side by side; each place holds one, or several below each other.
    Boxes(Vec<FormStack>),
    /// The table of goods, over the whole width.
    Goods(GoodsTable),
}

/// One place of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormStack {
    /// Its part of the width, beside the other places of the row.
    pub width: u16,
    /// The boxes, from the top.
    pub boxes: Vec<PaperBox>,
}

/// One box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaperBox {
    /// Number on the form, for example `3`; no two boxes have the same.
    pub number: String,
    /// Title by language.
    pub title: Sentences,
    /// Words that are printed on the form itself, for example a declaration.
    pub words: Option<Sentences>,
    /// What of the certificate stands in it.
    pub lines: Vec<PaperLine>,
    /// Whether each line begins with the name of its field.
    pub labels: bool,
    /// Whether what was found of the signatures stands in it.
    pub signatures: bool,
}

/// A line of a box: fields side by side. Each is a list of canonical paths of which the first that has a value is taken. A path may name
/// a record (`exporter`), a list (`producers`) or a mark; a mark named alone is a place to tick.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaperLine(pub Vec<Vec<String>>);

/// The table of goods: a row an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GoodsTable {
    /// Title by language.
    pub title: Sentences,
    /// Columns.
    pub columns: Vec<GoodsColumn>,
}

/// A column of the table of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GoodsColumn {
    /// Number on the form.
    pub number: String,
    /// Title by language.
    pub title: Sentences,
    /// What of the item stands in it: paths below `items[]`.
    pub lines: Vec<PaperLine>,
    /// Its part of the width.
    pub width: u16,
    /// Whether its text stands at the end of the line, as quantities do.
    pub at_end: bool,
}

impl PaperForm {
    /// All boxes in the order of the page.
    pub fn boxes(&self) -> impl Iterator<Item = &PaperBox> {
        self.rows
            .iter()
            .flat_map(|row| match row {
                FormRow::Boxes(stacks) => stacks.as_slice(),
                FormRow::Goods(_) => &[],
            })
            .flat_map(|stack| &stack.boxes)
    }

    /// The table of goods.
    pub fn goods(&self) -> Option<&GoodsTable> {
        self.rows.iter().find_map(|row| match row {
            FormRow::Goods(goods) => Some(goods),
            FormRow::Boxes(_) => None,
        })
    }
}
