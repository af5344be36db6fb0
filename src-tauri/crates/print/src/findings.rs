//! The findings, each with its shape, and the small print that says what the page rests on.

use crate::drawing::{Ink, Mark};
use crate::page::{BODY, BOTTOM, Column, Flow, SMALL, WIDTH};
use crate::table::title;
use crate::text::Align;
use crate::view::View;

/// The findings, one below the other.
pub(crate) fn findings(flow: &mut Flow<'_>, view: &View) {
    if view.findings.is_empty() {
        return;
    }
    if !view.findings_title.is_empty() {
        title(flow, &view.findings_title, 30.0);
    }
    let (x, width) = (17.0, WIDTH - 17.0);
    for finding in &view.findings {
        let mut column = Column::new(x, width);
        let part = flow.tags.add("Sect", None);
        let head = flow.setter.words(&finding.title, BODY.strong(), width, Align::Start);
        let tag = flow.tags.add("P", Some(part));
        column.add(&head, Some(tag));
        if !finding.text.trim().is_empty() {
            let text = flow.setter.words(&finding.text, BODY.ink(Ink::Soft), width, Align::Start);
            let tag = flow.tags.add("P", Some(part));
            column.add(&text, Some(tag));
        }
        if let Some(stretch) = flow.row(&[column], (2.0, 4.0)).first() {
            let size = 10.0;
            let x = flow.place(0.0, size);
            let mark = Mark::Shape { shape: finding.level.into(), x, y: stretch.top + 3.2, size };
            flow.put_on(stretch.page, mark, false);
        }
    }
    flow.y += 6.0;
}

/// Message hash, block, trust snapshot: at the foot of the last page.
pub(crate) fn foot(flow: &mut Flow<'_>, view: &View) {
    let mut column = Column::new(0.0, WIDTH);
    let mut height = 0.0;
    for line in view.foot.iter().filter(|line| !line.trim().is_empty()) {
        let block = flow.setter.words(line, SMALL.ink(Ink::Soft), WIDTH, Align::Start);
        let tag = flow.tags.add("P", None);
        height += block.height();
        column.add(&block, Some(tag));
    }
    if height == 0.0 {
        return;
    }
    if flow.room() < height + 4.0 && height < BOTTOM / 2.0 {
        flow.next_page();
    }
    if flow.room() > height + 4.0 {
        flow.y = BOTTOM - height - 4.0;
    }
    flow.row(&[column], (0.0, 0.0));
}
