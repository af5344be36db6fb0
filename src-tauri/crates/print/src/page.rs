//! The flow of a document over pages: what stands on each of them, where rows break, what is repeated.

use crate::drawing::{Area, Drawing, Heading, Ink, Mark, PAGE_HEIGHT, PAGE_WIDTH, Tags};
use crate::text::{Align, Block, Style, Typesetter};
use crate::view::View;
use std::ops::Range;
use std::rc::Rc;

/// Free at both sides.
pub(crate) const SIDE: f32 = 40.0;
/// Width of the text.
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * SIDE;
/// First line of a page.
const TOP: f32 = 34.0;
/// End of the text; below stand who printed it and the page number.
pub(crate) const BOTTOM: f32 = PAGE_HEIGHT - 54.0;

/// Text of fields and tables.
pub(crate) const BODY: Style = Style { size: 9.0, leading: 12.5, strong: false, ink: Ink::Text };
/// Labels and small print.
pub(crate) const SMALL: Style = Style { size: 7.5, leading: 10.5, strong: false, ink: Ink::Faint };

/// Lines of blocks, one below the other, that may be divided between pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    lines: Vec<(Rc<Block>, usize, Option<usize>)>,
    /// From the start edge of the text.
    pub x: f32,
    pub width: f32,
}

impl Column {
    /// An empty column.
    pub fn new(x: f32, width: f32) -> Self {
        Self { lines: Vec::new(), x, width }
    }

    /// Adds a block below what is there.
    pub fn add(&mut self, block: &Rc<Block>, tag: Option<usize>) {
        self.lines.extend((0..block.lines.len()).map(|line| (Rc::clone(block), line, tag)));
    }

    /// Height of all lines.
    pub fn total(&self) -> f32 {
        self.height(0..self.lines.len())
    }

    fn height(&self, lines: Range<usize>) -> f32 {
        self.lines.get(lines).unwrap_or_default().iter().map(|line| line.0.leading).sum()
    }

    /// How many lines from `start` fit.
    fn fitting(&self, start: usize, room: f32) -> usize {
        let mut used = 0.0;
        let lines = self.lines.get(start..).unwrap_or_default();
        lines
            .iter()
            .take_while(|line| {
                used += line.0.leading;
                used <= room + 0.01
            })
            .count()
    }
}

/// A row that returns at the top of every page its table reaches.
pub(crate) struct Repeat {
    pub columns: Vec<Column>,
    pub padding: (f32, f32),
    pub rule: Ink,
    pub inset: f32,
}

/// A stretch of a row on one page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub page: usize,
    pub top: f32,
    pub bottom: f32,
}

/// The document while it is being laid out.
pub(crate) struct Flow<'f> {
    pub setter: Typesetter<'f>,
    pub pages: Vec<Vec<Mark>>,
    pub tags: Tags,
    /// Headings that the reader's list of contents names.
    pub headings: Vec<Heading>,
    /// Where the next thing stands, from the top of the page.
    pub y: f32,
    /// Where the current page's own content began.
    start: f32,
    /// Head of the table that is being set.
    pub repeat: Option<Repeat>,
    furniture: Furniture,
}

/// What is repeated on every page, set once.
struct Furniture {
    training: Option<Rc<Block>>,
    unverified: Option<Rc<Block>>,
    running: Rc<Block>,
    notice: Rc<Block>,
    shape: Option<crate::shapes::Shape>,
}

/// The words of what is repeated on every page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeated<'a> {
    pub training: Option<&'a str>,
    pub unverified: Option<&'a str>,
    /// Heads the pages that follow the first.
    pub running: String,
    /// Beside it.
    pub notice: &'a str,
    /// Before it.
    pub shape: Option<crate::shapes::Shape>,
}

impl<'a> From<&'a View> for Repeated<'a> {
    fn from(view: &'a View) -> Self {
        Self {
            training: view.training.as_deref(),
            unverified: view.unverified.as_deref(),
            running: [view.light_word.as_str(), view.title.as_str()].join(" · "),
            notice: &view.notice,
            shape: Some(view.light.into()),
        }
    }
}

impl<'f> Flow<'f> {
    /// Opens the first page.
    pub fn new(mut setter: Typesetter<'f>, repeated: &Repeated<'_>) -> Self {
        let strong = BODY.strong();
        let start = if repeated.shape.is_some() { 14.0 } else { 0.0 };
        let (left, half) = (WIDTH * 0.5 - start, WIDTH * 0.5 - 14.0);
        let furniture = Furniture {
            training: repeated.training.map(|words| setter.words(words, strong, WIDTH - 20.0, Align::Start)),
            unverified: repeated
                .unverified
                .map(|words| setter.words(words, strong.ink(Ink::Text), WIDTH - 36.0, Align::Start)),
            running: setter.words(&repeated.running, SMALL.strong().ink(Ink::Text), left, Align::Start),
            notice: setter.words(repeated.notice, SMALL.ink(Ink::Soft), half, Align::End),
            shape: repeated.shape,
        };
        let mut flow = Self {
            setter,
            pages: Vec::new(),
            tags: Tags::default(),
            headings: Vec::new(),
            y: TOP,
            start: TOP,
            repeat: None,
            furniture,
        };
        flow.next_page();
        flow
    }

    /// Index of the current page.
    pub fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    /// Height left on the page.
    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Height of a page below what is repeated on it.
    pub fn whole_page(&self) -> f32 {
        BOTTOM - self.start
    }

    /// Where something `width` wide stands that is `x` from the start edge of the text.
    pub fn place(&self, x: f32, width: f32) -> f32 {
        if self.setter.rtl { PAGE_WIDTH - SIDE - x - width } else { SIDE + x }
    }

    /// Puts a mark on the current page.
    pub fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Puts a mark on a page, under what is there (`ground`) or over it.
    pub fn put_on(&mut self, page: usize, mark: Mark, ground: bool) {
        if let Some(page) = self.pages.get_mut(page) {
            if ground { page.insert(0, mark) } else { page.push(mark) }
        }
    }

    /// An area from the start edge of the text.
    pub fn area(&self, x: f32, y: f32, width: f32, height: f32) -> Area {
        Area { x: self.place(x, width), y, width, height }
    }

    /// A line across the text's width.
    pub fn rule(&mut self, x: f32, width: f32, y: f32, ink: Ink, thickness: f32) {
        let left = self.place(x, width);
        self.put(Mark::Rule { from: (left, y), to: (left + width, y), ink, thickness });
    }

    /// Writes a block at a place, without moving on.
    pub fn write(&mut self, block: &Rc<Block>, x: f32, width: f32, y: f32, tag: Option<usize>) {
        let x = self.place(x, width);
        self.put(Mark::Text { block: Rc::clone(block), lines: 0..block.lines.len(), x, y, tag });
    }

    /// Starts a new page with everything that is repeated.
    pub fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
        let first = self.pages.len() == 1;
        if let Some(words) = self.furniture.training.clone() {
            let height = words.height() + 6.0;
            let band = self.area(0.0, self.y, WIDTH, height);
            self.put(Mark::Fill { area: band, ink: Ink::Sunken, radius: 2.0 });
            self.put(Mark::Frame { area: band, ink: Ink::Text, thickness: 0.8, radius: 2.0, dash: 4.0 });
            let tag = first.then(|| self.tags.add("P", None));
            self.write(&words, 10.0, WIDTH - 20.0, self.y + 3.0, tag);
            self.y += height + 8.0;
        }
        if !first {
            self.running_head();
        }
        if let Some(words) = self.furniture.unverified.clone() {
            let height = words.height() + 9.0;
            let band = self.area(0.0, self.y, WIDTH, height);
            self.put(Mark::Frame { area: band, ink: Ink::Text, thickness: 1.2, radius: 3.0, dash: 0.0 });
            let bar = self.area(0.0, self.y, 10.0, height);
            self.put(Mark::Fill { area: bar, ink: Ink::Text, radius: 0.0 });
            let tag = first.then(|| self.tags.add("P", None));
            self.write(&words, 20.0, WIDTH - 36.0, self.y + 4.5, tag);
            self.y += height + 9.0;
        }
        self.start = self.y;
        if let Some(repeat) = self.repeat.take() {
            let height = self.head_row(&repeat, self.y, None);
            self.y += height;
            self.start = self.y;
            self.repeat = Some(repeat);
        }
    }

    /// Light, title and notice at the top of the following pages.
    fn running_head(&mut self) {
        let (running, notice) = (Rc::clone(&self.furniture.running), Rc::clone(&self.furniture.notice));
        let mut start = 0.0;
        if let Some(shape) = self.furniture.shape {
            let size = 9.0;
            let x = self.place(0.0, size);
            self.put(Mark::Shape { shape, x, y: self.y + 0.7, size });
            start = 14.0;
        }
        self.write(&running, start, WIDTH * 0.5 - start, self.y, None);
        self.write(&notice, WIDTH * 0.5 + 14.0, WIDTH * 0.5 - 14.0, self.y, None);
        self.y += running.height().max(notice.height()) + 4.0;
        self.rule(0.0, WIDTH, self.y, Ink::Edge, 0.5);
        self.y += 10.0;
    }

    /// Draws a table's head; returns its height. Tags only where it stands first.
    pub fn head_row(&mut self, head: &Repeat, y: f32, tags: Option<&[usize]>) -> f32 {
        let lines = head.columns.iter().map(Column::total);
        let height = lines.fold(0.0, f32::max) + head.padding.0 + head.padding.1;
        for (index, column) in head.columns.iter().enumerate() {
            let mut from = y + head.padding.0;
            // Heads of unequal height stand on a common last line.
            from += height - head.padding.0 - head.padding.1 - column.total();
            for (block, line, _) in &column.lines {
                let x = self.place(column.x, column.width);
                let tag = tags.and_then(|tags| tags.get(index).copied());
                self.put(Mark::Text { block: Rc::clone(block), lines: *line..line + 1, x, y: from, tag });
                from += block.leading;
            }
        }
        self.rule(head.inset, WIDTH - 2.0 * head.inset, y + height, head.rule, 0.5);
        height
    }

    /// Sets columns side by side, with padding above and below. A row that does not fit begins a new
    /// page; one that is taller than a page is divided. Returns where it stands.
    pub fn row(&mut self, columns: &[Column], padding: (f32, f32)) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut done = vec![0_usize; columns.len()];
        loop {
            let rest =
                columns.iter().zip(&done).map(|(column, &from)| column.height(from..column.lines.len()));
            let whole = rest.fold(0.0, f32::max) + padding.0 + padding.1;
            let fresh = self.y <= self.start + 0.5;
            let fits = whole <= self.room() + 0.01;
            // A row that begins low on the page is moved whole, unless no page could hold it.
            if !fits && !fresh && (whole <= BOTTOM - self.start || self.room() < 60.0) {
                self.next_page();
                continue;
            }
            let room = self.room() - padding.0 - padding.1;
            let top = self.y;
            let mut used = 0.0_f32;
            for (column, from) in columns.iter().zip(&mut done) {
                let left = column.lines.len() - *from;
                let take = if fits { left } else { column.fitting(*from, room).max(1).min(left) };
                used = used.max(column.height(*from..*from + take));
                self.draw_lines(column, *from..*from + take, top + padding.0);
                *from += take;
            }
            self.y = top + padding.0 + used + padding.1;
            stretches.push(Stretch { page: self.page(), top, bottom: self.y });
            if columns.iter().zip(&done).all(|(column, &from)| from >= column.lines.len()) {
                return stretches;
            }
            self.next_page();
        }
    }

    /// Draws lines of a column, those of one block together.
    fn draw_lines(&mut self, column: &Column, lines: Range<usize>, top: f32) {
        let x = self.place(column.x, column.width);
        let mut y = top;
        let mut pending: Option<(Rc<Block>, Range<usize>)> = None;
        let (mut begun, mut of) = (top, None);
        for (block, line, tag) in column.lines.get(lines).unwrap_or_default() {
            match pending.as_mut() {
                Some((same, range)) if Rc::ptr_eq(same, block) && range.end == *line => range.end += 1,
                _ => {
                    if let Some((block, lines)) = pending.take() {
                        self.put(Mark::Text { block, lines, x, y: begun, tag: of });
                    }
                    pending = Some((Rc::clone(block), *line..line + 1));
                    (begun, of) = (y, *tag);
                }
            }
            y += block.leading;
        }
        if let Some((block, lines)) = pending {
            self.put(Mark::Text { block, lines, x, y: begun, tag: of });
        }
    }

    /// Writes who printed it and the page numbers, now that their total is known.
    pub fn finish(mut self, made_by: &str, page_words: &str) -> (Drawing, Typesetter<'f>) {
        let total = self.pages.len();
        let y = PAGE_HEIGHT - 40.0;
        let small = SMALL.ink(Ink::Soft);
        let made_by = self.setter.words(made_by, small, WIDTH * 0.75, Align::Start);
        for page in 0..total {
            let words = page_words.replace("{pages}", &total.to_string());
            // Isolated: "1 / 3" must not turn into "3 / 1" on a page that runs from right to left.
            let words = format!("\u{2068}{}\u{2069}", words.replace("{page}", &(page + 1).to_string()));
            let number = self.setter.words(&words, small, WIDTH * 0.22, Align::End);
            let left = self.place(0.0, WIDTH);
            let rule = Mark::Rule {
                from: (left, y - 5.0),
                to: (left + WIDTH, y - 5.0),
                ink: Ink::Edge,
                thickness: 0.5,
            };
            self.put_on(page, rule, false);
            for (block, x, width) in [(&made_by, 0.0, WIDTH * 0.75), (&number, WIDTH * 0.78, WIDTH * 0.22)] {
                let x = self.place(x, width);
                let lines = 0..block.lines.len().min(2);
                let mark = Mark::Text { block: Rc::clone(block), lines, x, y, tag: None };
                self.put_on(page, mark, false);
            }
        }
        (Drawing { pages: self.pages, tags: self.tags, headings: self.headings }, self.setter)
    }
}
