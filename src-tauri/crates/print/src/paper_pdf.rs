//! A paper on A4: title, contents, sections that flow over pages.

use crate::drawing::{Heading, Ink, Mark};
use crate::page::{BODY, BOTTOM, Column, Flow, Repeated, WIDTH};
use crate::paper::{Paper, Part, Section};
use crate::table::{self, Look};
use crate::text::{Align, Style, Typesetter};
use crate::view::{self, Pdf};
use crate::{Fonts, PrintError, Table, archive, pdf};

const TITLE: Style = Style { size: 20.0, leading: 27.0, strong: true, ink: Ink::Text };
const SUBTITLE: Style = Style { size: 10.0, leading: 14.5, strong: false, ink: Ink::Soft };
const HEADINGS: [Style; 3] = [
    Style { size: 14.0, leading: 19.0, strong: true, ink: Ink::Text },
    Style { size: 11.0, leading: 15.0, strong: true, ink: Ink::Text },
    Style { size: 9.5, leading: 13.0, strong: true, ink: Ink::Soft },
];
/// Names of facts, and what they are, from the start edge.
const NAME: f32 = WIDTH * 0.26;
const WHAT: f32 = WIDTH * 0.29;
/// Points of a list.
const POINT: f32 = 12.0;

/// Prints a paper as PDF/A-3 on A4. The same paper and the same faces give the same bytes.
///
/// Errors: [`PrintError`].
pub fn paper(fonts: &Fonts, paper: &Paper) -> Result<Pdf, PrintError> {
    paper.check()?;
    let rtl = view::is_rtl(&paper.language);
    let words = if paper.page_words.is_empty() { "{page} / {pages}" } else { &paper.page_words };
    let mut pages_of = Vec::new();
    let mut setter = Typesetter::new(fonts, rtl);
    // Where the headings stand is known only when all is set: the list of contents is set twice.
    for _ in 0..usize::from(paper.contents.is_some()) {
        let (drawing, used) = set(setter, paper, &pages_of).finish(&paper.foot, words);
        setter = used;
        pages_of = drawing.headings.iter().map(|heading| heading.page + 1).collect();
    }
    let (drawing, setter) = set(setter, paper, &pages_of).finish(&paper.foot, words);
    let pages = u32::try_from(drawing.pages.len()).map_err(|_| PrintError::TooLarge("pages"))?;
    let missing_glyphs = setter.missing.iter().copied().collect();
    let about = archive::About {
        title: &paper.title,
        language: &paper.language,
        rtl,
        created: paper.created,
        attachment: None,
    };
    let written = pdf::write(fonts, &drawing, &paper.title)?;
    Ok(Pdf { bytes: archive::finish(written, &drawing, &about)?, pages, missing_glyphs })
}

fn set<'f>(setter: Typesetter<'f>, paper: &Paper, pages_of: &[usize]) -> Flow<'f> {
    let beside = paper.notice.as_deref().or(paper.subtitle.first().map(String::as_str));
    let repeated =
        Repeated { running: paper.title.clone(), notice: beside.unwrap_or_default(), ..Repeated::default() };
    let mut flow = Flow::new(setter, &repeated);
    head(&mut flow, paper);
    if let Some(title) = &paper.contents {
        contents(&mut flow, paper, title, pages_of);
    }
    for (at, section) in paper.sections.iter().enumerate() {
        if !section.heading.trim().is_empty() {
            let follows = follows(&mut flow, paper.sections.get(at..).unwrap_or_default());
            heading(&mut flow, section.level, &section.heading, follows);
        }
        for part in shown(section) {
            if small(&mut flow, part).is_some_and(|whole| whole > flow.room()) {
                flow.next_page();
            }
            set_part(&mut flow, part);
        }
    }
    flow
}

/// Title, lines below it, notice.
fn head(flow: &mut Flow<'_>, paper: &Paper) {
    flow.y += 10.0;
    let title = flow.setter.words(&paper.title, TITLE, WIDTH, Align::Start);
    let tag = flow.tags.add("H1", None);
    let y = flow.y;
    flow.write(&title, 0.0, WIDTH, y, Some(tag));
    flow.y += title.height() + 5.0;
    for line in paper.subtitle.iter().filter(|line| !line.trim().is_empty()) {
        column(flow, line, SUBTITLE, (0.0, WIDTH), (0.0, 0.0));
    }
    flow.y += 7.0;
    if let Some(notice) = &paper.notice {
        let stretches = column(flow, notice, BODY.strong(), (10.0, WIDTH - 20.0), (5.5, 6.0));
        for stretch in stretches {
            let area = flow.area(0.0, stretch.top, WIDTH, stretch.bottom - stretch.top);
            let frame = Mark::Frame { area, ink: Ink::Edge, thickness: 0.8, radius: 2.0, dash: 0.0 };
            flow.put_on(stretch.page, frame, true);
            flow.put_on(stretch.page, Mark::Fill { area, ink: Ink::Sunken, radius: 2.0 }, true);
        }
    }
    flow.y += 8.0;
}

/// Headings with their pages, those of the third level left out.
fn contents(flow: &mut Flow<'_>, paper: &Paper, title: &str, pages_of: &[usize]) {
    table::title(flow, title, 60.0);
    let list = flow.tags.add("TOC", None);
    let headings = paper.sections.iter().filter(|section| !section.heading.trim().is_empty());
    for (at, section) in headings.enumerate() {
        if section.level > 2 {
            continue;
        }
        let (inset, style) = if section.level > 1 { (14.0, BODY) } else { (0.0, BODY.strong()) };
        let entry = flow.tags.add("TOCI", Some(list));
        let tag = flow.tags.add("P", Some(entry));
        let width = WIDTH - inset - 40.0;
        let mut words = Column::new(inset, width);
        let block = flow.setter.words(&section.heading, style, width, Align::Start);
        words.add(&block, Some(tag));
        let mut number = Column::new(WIDTH - 30.0, 30.0);
        let page = pages_of.get(at).map(ToString::to_string).unwrap_or_default();
        let block = flow.setter.words(&page, style, 30.0, Align::End);
        number.add(&block, Some(tag));
        flow.row(&[words, number], (if section.level > 1 { 0.0 } else { 2.5 }, 0.5));
    }
    flow.y += 8.0;
}

/// A heading, kept together with the beginning of what follows it.
fn heading(flow: &mut Flow<'_>, level: u8, words: &str, follows: f32) {
    let at = usize::from(level.clamp(1, 3)) - 1;
    let style = HEADINGS.get(at).copied().unwrap_or(BODY);
    let before = [15.0, 8.0, 5.0].get(at).copied().unwrap_or(5.0);
    let block = flow.setter.words(words, style, WIDTH, Align::Start);
    let after = if at == 0 { 10.0 } else { 3.0 };
    if flow.room() < before + block.height() + after + follows.min(BOTTOM / 2.0) {
        flow.next_page();
    } else {
        flow.y += before;
    }
    let role = ["H2", "H3", "H4"].get(at).copied().unwrap_or("H4");
    let tag = flow.tags.add(role, None);
    let y = flow.y;
    let place = Heading { words: words.to_owned(), level: level.clamp(1, 3), page: flow.page(), y };
    flow.headings.push(place);
    flow.write(&block, 0.0, WIDTH, y, Some(tag));
    if at == 0 {
        flow.rule(0.0, WIDTH, y + block.height() + 3.0, Ink::Text, 0.8);
    }
    flow.y += block.height() + after;
}

/// The parts of a section that say something.
fn shown(section: &Section) -> impl Iterator<Item = &Part> {
    section.parts.iter().filter(|part| !part.is_empty())
}

/// How much must stand below the heading of the first of the sections.
fn follows(flow: &mut Flow<'_>, sections: &[Section]) -> f32 {
    let mut room = 0.0;
    // A heading without a text of its own takes the next one with it.
    for (at, section) in sections.iter().enumerate() {
        if at > 0 && !section.heading.trim().is_empty() {
            room += 30.0;
        }
        let mut parts = shown(section);
        let Some(first) = parts.next() else { continue };
        room += beginning(flow, first);
        // A sentence and what it introduces stay together.
        if let (Part::Text(_), Some(next)) = (first, parts.next()) {
            room += beginning(flow, next) + 4.0;
        }
        break;
    }
    room
}

/// A part that is no taller than this is not divided between pages.
const WHOLE: f32 = 150.0;

/// Height of a part, where it is small enough to be kept whole.
fn small(flow: &mut Flow<'_>, part: &Part) -> Option<f32> {
    let mut height = |text: &str, width: f32| flow.setter.words(text, BODY, width, Align::Start).height();
    let whole = match part {
        Part::Facts(facts) if facts.len() <= 8 => {
            let rows =
                facts.iter().map(|(name, what)| height(name, NAME).max(height(what, WIDTH - WHAT)) + 5.0);
            rows.sum::<f32>() + 7.0
        }
        Part::Table { head, rows, widths } if rows.len() <= 8 => {
            table::whole(flow, &table_of(head, rows, widths))
        }
        Part::Items(items) if items.len() <= 8 => {
            items.iter().map(|item| height(item, WIDTH - POINT) + 1.5).sum::<f32>() + 5.0
        }
        _ => return None,
    };
    (whole <= WHOLE).then_some(whole)
}

/// How much of a part must stand below its heading.
fn beginning(flow: &mut Flow<'_>, part: &Part) -> f32 {
    if let Some(whole) = small(flow, part) {
        return whole;
    }
    let mut height = |text: &str, width: f32| {
        let block = flow.setter.words(text, BODY, width, Align::Start);
        block.height().min(BODY.leading * 4.0)
    };
    match part {
        Part::Text(text) => height(text, WIDTH),
        Part::Items(items) => items.first().map_or(0.0, |item| height(item, WIDTH - POINT)),
        Part::Facts(facts) => facts.first().map_or(0.0, |fact| height(&fact.1, WIDTH - WHAT) + 5.0),
        Part::Table { head, rows, widths } => {
            let table = table_of(head, rows.get(..1).unwrap_or_default(), widths);
            table::least(flow, &table)
        }
    }
}

fn set_part(flow: &mut Flow<'_>, part: &Part) {
    match part {
        Part::Text(text) => {
            column(flow, text, BODY, (0.0, WIDTH), (0.0, 4.0));
        }
        Part::Items(items) => points(flow, items),
        Part::Facts(facts) => names(flow, facts),
        Part::Table { head, rows, widths } => {
            table::table(flow, &table_of(head, rows, widths), Look::Words);
        }
    }
}

fn table_of(head: &[String], rows: &[Vec<String>], widths: &[u16]) -> Table {
    Table {
        title: String::new(),
        heads: head.to_vec(),
        widths: widths.iter().map(|&width| f32::from(width.max(1))).collect(),
        rows: rows.to_vec(),
    }
}

/// One text in one column.
fn column(
    flow: &mut Flow<'_>,
    text: &str,
    style: Style,
    (x, width): (f32, f32),
    padding: (f32, f32),
) -> Vec<crate::page::Stretch> {
    let tag = flow.tags.add("P", None);
    let block = flow.setter.words(text, style, width, Align::Start);
    let mut column = Column::new(x, width);
    column.add(&block, Some(tag));
    flow.row(&[column], padding)
}

/// Points, each with its mark.
fn points(flow: &mut Flow<'_>, items: &[String]) {
    let list = flow.tags.add("L", None);
    for item in items {
        let entry = flow.tags.add("LI", Some(list));
        let (label, body) = (flow.tags.add("Lbl", Some(entry)), flow.tags.add("LBody", Some(entry)));
        let mut mark = Column::new(2.0, POINT - 2.0);
        let block = flow.setter.words("•", BODY.ink(Ink::Soft), POINT - 2.0, Align::Start);
        mark.add(&block, Some(label));
        let mut text = Column::new(POINT, WIDTH - POINT);
        let block = flow.setter.words(item, BODY, WIDTH - POINT, Align::Start);
        text.add(&block, Some(body));
        flow.row(&[mark, text], (0.5, 1.0));
    }
    flow.y += 5.0;
}

/// Names and what they are, with a line between two.
fn names(flow: &mut Flow<'_>, facts: &[(String, String)]) {
    for (name, what) in facts {
        let part = flow.tags.add("Sect", None);
        let (name_tag, what_tag) = (flow.tags.add("P", Some(part)), flow.tags.add("P", Some(part)));
        let mut left = Column::new(0.0, NAME);
        let block = flow.setter.words(name, BODY.ink(Ink::Soft), NAME, Align::Start);
        left.add(&block, Some(name_tag));
        let mut right = Column::new(WHAT, WIDTH - WHAT);
        let block = flow.setter.words(what, BODY, WIDTH - WHAT, Align::Start);
        right.add(&block, Some(what_tag));
        flow.row(&[left, right], (2.5, 2.5));
        let y = flow.y;
        flow.rule(0.0, WIDTH, y, Ink::Line, 0.4);
    }
    flow.y += 7.0;
}
