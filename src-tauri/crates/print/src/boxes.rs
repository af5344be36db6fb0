//! The fields of the document: as the boxes of a form when it is verified, as a plain list when not.

use crate::drawing::{Ink, Mark};
use crate::marks::Kind;
use crate::page::{BODY, Column, Flow, SMALL, Stretch, WIDTH};
use crate::table::{Look, table};
use crate::text::{Align, Span};
use crate::view::{Box, Row, Stack, View};

/// Room inside a box.
pub(crate) const INSIDE: f32 = 7.0;
/// Above and below what a box holds.
const PADDING: (f32, f32) = (4.5, 6.5);

/// Label and lines of one box.
fn column(flow: &mut Flow<'_>, each: &Box, x: f32, width: f32) -> Column {
    let mut column = Column::new(x + INSIDE, width - 2.0 * INSIDE);
    let part = flow.tags.add("Sect", None);
    let inner = width - 2.0 * INSIDE;
    let spans = [
        Span { text: &each.number, style: SMALL, kind: Kind::Words },
        Span { text: if each.number.is_empty() { "" } else { " " }, style: SMALL, kind: Kind::Words },
        Span { text: &each.label, style: SMALL, kind: Kind::Words },
    ];
    let label = flow.setter.set(&spans, inner, Align::Start);
    let tag = flow.tags.add("P", Some(part));
    column.add(&label, Some(tag));
    for line in &each.lines {
        let style = if line.strong { BODY.strong() } else { BODY };
        let block = flow.setter.data(&line.text, style, inner, Align::Start);
        let tag = flow.tags.add("P", Some(part));
        column.add(&block, Some(tag));
    }
    column
}

/// Draws the form row by row.
pub(crate) fn form(flow: &mut Flow<'_>, view: &View) {
    let mut first = true;
    for each in &view.form {
        match each {
            Row::Boxes(stacks) => row(flow, stacks, first),
            Row::Table(items) if items.rows.is_empty() => continue,
            Row::Table(items) => table(flow, items, Look::Framed { first }),
        }
        first = false;
    }
    flow.y += 13.0;
}

/// One row of boxes.
fn row(flow: &mut Flow<'_>, stacks: &[Stack], first: bool) {
    let asked = |stack: &Stack| if stack.width.is_finite() && stack.width > 0.0 { stack.width } else { 1.0 };
    let total: f32 = stacks.iter().map(asked).sum();
    let mut x = 0.0;
    let mut columns: Vec<Vec<Column>> = Vec::new();
    let mut sides = Vec::new();
    for stack in stacks {
        let width = WIDTH * asked(stack) / total;
        columns.push(stack.boxes.iter().map(|each| column(flow, each, x, width)).collect());
        sides.push((x, width));
        x += width;
    }
    let dividers: Vec<f32> = sides.iter().skip(1).map(|side| side.0).collect();
    let page = flow.page();
    if columns.iter().all(|stack| stack.len() == 1) {
        let beside: Vec<Column> = columns.into_iter().flatten().collect();
        let stretches = flow.row(&beside, PADDING);
        let moved = stretches.first().is_some_and(|stretch| stretch.page != page);
        edges(flow, &stretches, &dividers, first || moved);
        return;
    }
    let height =
        |stack: &Vec<Column>| stack.iter().map(|each| each.total() + PADDING.0 + PADDING.1).sum::<f32>();
    let tallest = columns.iter().map(height).fold(0.0, f32::max);
    if tallest > flow.whole_page() {
        // No page could hold it: the boxes stand below each other instead.
        for (at, each) in stacks.iter().flat_map(|stack| &stack.boxes).enumerate() {
            row(flow, &[Stack { width: 1.0, boxes: vec![each.clone()] }], first && at == 0);
        }
        return;
    }
    if tallest > flow.room() {
        flow.next_page();
    }
    let (top, moved) = (flow.y, flow.page() != page);
    for (stack, (x, width)) in columns.iter().zip(&sides) {
        flow.y = top;
        for (at, each) in stack.iter().enumerate() {
            if at > 0 {
                let (from, y) = (flow.place(*x, *width), flow.y);
                let line =
                    Mark::Rule { from: (from, y), to: (from + width, y), ink: Ink::Faint, thickness: 0.7 };
                flow.put(line);
            }
            flow.row(std::slice::from_ref(each), PADDING);
        }
    }
    flow.y = top + tallest;
    let stretch = Stretch { page: flow.page(), top, bottom: flow.y };
    edges(flow, &[stretch], &dividers, first || moved);
}

/// Draws the lines of a row of the form: sides, foot, the lines between boxes; the head where it
/// begins on its page.
pub(crate) fn edges(flow: &mut Flow<'_>, stretches: &[Stretch], dividers: &[f32], head: bool) {
    let (left, right) = (flow.place(0.0, WIDTH), flow.place(0.0, WIDTH) + WIDTH);
    let between: Vec<f32> = dividers.iter().map(|&x| flow.place(x, 0.0)).collect();
    for (index, stretch) in stretches.iter().enumerate() {
        let mut line = |from: (f32, f32), to: (f32, f32)| {
            flow.put_on(stretch.page, Mark::Rule { from, to, ink: Ink::Faint, thickness: 0.7 }, false);
        };
        for &x in [left, right].iter().chain(&between) {
            line((x, stretch.top), (x, stretch.bottom));
        }
        line((left - 0.35, stretch.bottom), (right + 0.35, stretch.bottom));
        if head || index > 0 {
            line((left - 0.35, stretch.top), (right + 0.35, stretch.top));
        }
    }
}

/// The fields of a claim: label and text, never a form.
pub(crate) fn list(flow: &mut Flow<'_>, view: &View) {
    let label_width = WIDTH * 0.27;
    for each in view.boxes() {
        let part = flow.tags.add("Sect", None);
        let (label_tag, text_tag) = (flow.tags.add("P", Some(part)), flow.tags.add("P", Some(part)));
        let mut label = Column::new(0.0, label_width);
        let block = flow.setter.words(&each.label, BODY.ink(Ink::Soft), label_width, Align::Start);
        label.add(&block, Some(label_tag));
        let (x, width) = (WIDTH * 0.30, WIDTH * 0.70);
        let mut text = Column::new(x, width);
        for line in &each.lines {
            let block = flow.setter.data(&line.text, BODY, width, Align::Start);
            text.add(&block, Some(text_tag));
        }
        flow.row(&[label, text], (2.5, 2.5));
        let y = flow.y;
        flow.rule(0.0, WIDTH, y, Ink::Line, 0.4);
    }
    flow.y += 10.0;
}
