//! The fields of the document: as the boxes of a form when it is verified, as a plain list when not.

use crate::drawing::{Ink, Mark};
use crate::marks::Kind;
use crate::page::{BODY, Column, Flow, SMALL, Stretch, WIDTH};
use crate::text::{Align, Span};
use crate::view::{Box, View};

/// Room inside a box.
pub(crate) const INSIDE: f32 = 7.0;
const HALF: f32 = WIDTH / 2.0;

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

/// Draws the boxes as the form does: two side by side, or one across. Returns nothing; the frame is
/// closed by what follows ([`edges`]).
pub(crate) fn form(flow: &mut Flow<'_>, view: &View) {
    let mut boxes = view.boxes.iter().peekable();
    let mut first = true;
    while let Some(each) = boxes.next() {
        let beside = if each.wide { None } else { boxes.next_if(|next| !next.wide) };
        let width = if beside.is_some() { HALF } else { WIDTH };
        let mut columns = vec![column(flow, each, 0.0, width)];
        if let Some(beside) = beside {
            columns.push(column(flow, beside, HALF, HALF));
        }
        let page = flow.page();
        let stretches = flow.row(&columns, (4.5, 6.5));
        let moved = stretches.first().is_some_and(|stretch| stretch.page != page);
        edges(flow, &stretches, beside.is_some(), first || moved);
        first = false;
    }
}

/// Draws the lines of a row of the form: sides, foot, the line between two boxes; the head where it
/// begins on its page.
pub(crate) fn edges(flow: &mut Flow<'_>, stretches: &[Stretch], divided: bool, head: bool) {
    let (left, right) = (flow.place(0.0, WIDTH), flow.place(0.0, WIDTH) + WIDTH);
    let middle = flow.place(HALF, 0.0);
    for (index, stretch) in stretches.iter().enumerate() {
        let mut line = |from: (f32, f32), to: (f32, f32)| {
            flow.put_on(stretch.page, Mark::Rule { from, to, ink: Ink::Faint, thickness: 0.7 }, false);
        };
        line((left, stretch.top), (left, stretch.bottom));
        line((right, stretch.top), (right, stretch.bottom));
        if divided {
            line((middle, stretch.top), (middle, stretch.bottom));
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
    for each in &view.boxes {
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
