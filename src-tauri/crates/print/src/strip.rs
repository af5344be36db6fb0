//! The head of the document and the verdict strip, which cannot be left out.

use crate::drawing::{Ink, Mark};
use crate::marks::Kind;
use crate::page::{BODY, Column, Flow, WIDTH};
use crate::text::{Align, Span, Style};
use crate::view::View;
use certificate::Light;

const TITLE: Style = Style { size: 14.0, leading: 18.0, strong: true, ink: Ink::Text };
const ANSWER: Style = Style { size: 11.0, leading: 15.0, strong: true, ink: Ink::Text };

/// Title, agreement and form; beside them the notice.
pub(crate) fn head(flow: &mut Flow<'_>, view: &View) {
    let (left, right) = (WIDTH * 0.60, WIDTH * 0.36);
    let title = flow.setter.words(&view.title, TITLE, left, Align::Start);
    let subtitle = flow.setter.words(&view.subtitle, BODY.ink(Ink::Soft), left, Align::Start);
    let notice = flow.setter.words(&view.notice, BODY.ink(Ink::Soft), right, Align::End);
    let height = (title.height() + subtitle.height()).max(notice.height());
    let heading = flow.tags.add("H1", None);
    let below = flow.tags.add("P", None);
    let beside = flow.tags.add("P", None);
    let top = flow.y;
    let start = top + height - title.height() - subtitle.height();
    flow.write(&title, 0.0, left, start, Some(heading));
    flow.write(&subtitle, 0.0, left, start + title.height(), Some(below));
    flow.write(&notice, WIDTH - right, right, top + height - notice.height(), Some(beside));
    flow.y = top + height + 9.0;
}

/// The light as shape and word, the sentence that decides, and what it rests on.
pub(crate) fn strip(flow: &mut Flow<'_>, view: &View) {
    let (ink, ground) = match view.light {
        Light::Green => (Ink::Green, Ink::GreenGround),
        Light::Amber => (Ink::Amber, Ink::AmberGround),
        Light::Red => (Ink::Red, Ink::RedGround),
    };
    let width = WIDTH - 42.0 - 10.0;
    let spans = [
        Span { text: &view.light_word, style: ANSWER.ink(ink), kind: Kind::Words },
        Span { text: " · ", style: ANSWER.ink(ink), kind: Kind::Words },
        Span { text: &view.answer, style: ANSWER, kind: Kind::Words },
    ];
    let answer = flow.setter.set(&spans, width, Align::Start);
    let mut column = Column::new(42.0, width);
    let tag = flow.tags.add("P", None);
    column.add(&answer, Some(tag));
    for line in view.answer_lines.iter().filter(|line| !line.trim().is_empty()) {
        let block = flow.setter.words(line, BODY, width, Align::Start);
        let tag = flow.tags.add("P", None);
        column.add(&block, Some(tag));
    }
    for (index, stretch) in flow.row(&[column], (7.0, 7.5)).into_iter().enumerate() {
        let area = flow.area(0.0, stretch.top, WIDTH, stretch.bottom - stretch.top);
        flow.put_on(stretch.page, Mark::Frame { area, ink, thickness: 1.2, radius: 4.0, dash: 0.0 }, true);
        flow.put_on(stretch.page, Mark::Fill { area, ink: ground, radius: 4.0 }, true);
        if index == 0 {
            let size = 20.0;
            let x = flow.place(11.0, size);
            let mark = Mark::Shape { shape: view.light.into(), x, y: stretch.top + 7.0, size };
            flow.put_on(stretch.page, mark, false);
        }
    }
    flow.y += 11.0;
}
