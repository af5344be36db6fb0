//! Tables that continue over pages, their heads repeated.

use crate::boxes::{INSIDE, edges};
use crate::drawing::Ink;
use crate::page::{BODY, Column, Flow, Repeat, SMALL, Stretch, WIDTH};
use crate::text::{Align, Style};
use crate::view::Table;

/// How a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// As part of the form, inside its frame.
    Framed {
        /// The form begins with it: its head closes the frame.
        first: bool,
    },
    /// Free on the page.
    Plain,
    /// Free on the page; its cells are our own words, not data.
    Words,
}

/// Between two columns.
const GAP: f32 = 12.0;

/// Place, width and alignment of each column.
fn measures(table: &Table, inset: f32) -> Vec<(f32, f32, Align)> {
    let columns = table.heads.len().max(1);
    let asked =
        |index: usize| table.widths.get(index).copied().filter(|width| width.is_finite()).unwrap_or(1.0);
    let total: f32 = (0..columns).map(|index| asked(index).abs().max(0.05)).sum();
    let gaps = GAP * crate::text::count(columns - 1);
    let room = WIDTH - 2.0 * inset - gaps;
    let mut x = inset;
    (0..columns)
        .map(|index| {
            let width = room * asked(index).abs().max(0.05) / total;
            let align = if asked(index) < 0.0 { Align::End } else { Align::Start };
            let place = (x, width, align);
            x += width + GAP;
            place
        })
        .collect()
}

/// Sets a table. Nothing is drawn for one without rows.
pub(crate) fn table(flow: &mut Flow<'_>, table: &Table, look: Look) {
    if table.rows.is_empty() {
        return;
    }
    let framed = matches!(look, Look::Framed { .. });
    let inset = if framed { INSIDE } else { 0.0 };
    let measures = measures(table, inset);
    if !table.title.is_empty() {
        title(flow, &table.title, 60.0);
    }
    let part = flow.tags.add("Table", None);
    let head_tag = flow.tags.add("TR", Some(part));
    let style = SMALL.ink(if framed { Ink::Faint } else { Ink::Soft });
    let mut columns = Vec::new();
    let mut head_tags = Vec::new();
    for (head, &(x, width, align)) in table.heads.iter().zip(&measures) {
        let mut column = Column::new(x, width);
        let block = flow.setter.words(head, style, width, align);
        column.add(&block, None);
        columns.push(column);
        head_tags.push(flow.tags.add("TH", Some(head_tag)));
    }
    let padding = if framed { (4.5, 3.0) } else { (0.0, 3.0) };
    let head = Repeat { columns, padding, rule: if framed { Ink::Line } else { Ink::Edge }, inset };

    // The first row is set before the head is drawn: a head never stands alone at the foot of a page.
    let mut rows = table.rows.iter();
    let mut first = rows.next().map(|row| cells(flow, row, &measures, part, look));
    let before = flow.page();
    let height = |columns: &[Column]| columns.iter().map(Column::total).fold(0.0, f32::max);
    let least = height(&head.columns) + first.as_deref().map_or(0.0, height).min(200.0) + 20.0;
    if flow.room() < least {
        flow.next_page();
    }
    let top = flow.y;
    let height = flow.head_row(&head, top, Some(&head_tags));
    flow.y += height;
    let starts = matches!(look, Look::Framed { first: true }) || flow.page() != before;
    let mut frame = vec![Stretch { page: flow.page(), top, bottom: flow.y }];
    flow.repeat = Some(head);
    while let Some(columns) =
        first.take().or_else(|| rows.next().map(|row| cells(flow, row, &measures, part, look)))
    {
        let page = flow.page();
        let stretches = flow.row(&columns, if framed { (4.0, 4.0) } else { (2.5, 2.5) });
        for stretch in &stretches {
            // The frame reaches around repeated heads too.
            match frame.last_mut() {
                Some(last) if last.page == stretch.page => last.bottom = stretch.bottom,
                _ => frame.push(Stretch { top: stretch.top - height, ..*stretch }),
            }
        }
        if let Some(stretch) = stretches.last() {
            let (y, width) = (stretch.bottom, WIDTH - 2.0 * inset);
            debug_assert!(stretch.page >= page, "rows go forwards");
            if rows.len() > 0 {
                flow.rule(inset, width, y, Ink::Line, 0.4);
            }
        }
    }
    flow.repeat = None;
    if framed {
        edges(flow, &frame, &[], starts);
    } else {
        let y = flow.y;
        flow.rule(0.0, WIDTH, y, Ink::Line, 0.4);
        flow.y += 13.0;
    }
}

/// The least that stands of a table on its first page, for the heading above it: head and first row.
pub(crate) fn least(flow: &mut Flow<'_>, table: &Table) -> f32 {
    let measures = measures(table, 0.0);
    let first = table.rows.first().map_or(0.0, |row| tallest(flow, row, BODY, &measures));
    tallest(flow, &table.heads, SMALL, &measures) + first.min(200.0) + 22.0
}

/// Height of a table of our own words.
pub(crate) fn whole(flow: &mut Flow<'_>, table: &Table) -> f32 {
    let measures = measures(table, 0.0);
    let head = tallest(flow, &table.heads, SMALL, &measures) + 3.0;
    table.rows.iter().fold(head, |sum, row| sum + tallest(flow, row, BODY, &measures) + 5.0)
}

/// Height of the tallest cell of a row.
fn tallest(flow: &mut Flow<'_>, texts: &[String], style: Style, measures: &[(f32, f32, Align)]) -> f32 {
    let blocks = texts.iter().zip(measures).map(|(text, place)| {
        let block = flow.setter.words(text, style, place.1, place.2);
        block.height()
    });
    blocks.fold(0.0, f32::max)
}

/// The cells of one row.
fn cells(
    flow: &mut Flow<'_>,
    row: &[String],
    measures: &[(f32, f32, Align)],
    part: usize,
    look: Look,
) -> Vec<Column> {
    let row_tag = flow.tags.add("TR", Some(part));
    let mut columns = Vec::new();
    for (index, &(x, width, align)) in measures.iter().enumerate() {
        let mut column = Column::new(x, width);
        let tag = flow.tags.add("TD", Some(row_tag));
        if let Some(text) = row.get(index).filter(|text| !text.is_empty()) {
            let block = if look == Look::Words {
                flow.setter.words(text, BODY, width, align)
            } else {
                flow.setter.data(text, BODY, width, align)
            };
            column.add(&block, Some(tag));
        }
        columns.push(column);
    }
    columns
}

/// A heading inside the page, kept together with `follows` of what comes after it.
pub(crate) fn title(flow: &mut Flow<'_>, words: &str, follows: f32) {
    const TITLE: Style = Style { size: 9.5, leading: 13.0, strong: true, ink: Ink::Text };
    let block = flow.setter.words(words, TITLE, WIDTH, Align::Start);
    if flow.room() < block.height() + 4.0 + follows {
        flow.next_page();
    }
    let tag = flow.tags.add("H2", None);
    let y = flow.y;
    flow.write(&block, 0.0, WIDTH, y, Some(tag));
    flow.y += block.height() + 4.0;
}
