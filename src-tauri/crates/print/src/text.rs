//! Text to positioned glyphs: marks for what cannot be seen, isolation of data, shaping and line breaks
//! by parley.

use crate::drawing::Ink;
use crate::fonts::{Fonts, Shaper};
use crate::marks::{Kind, is_silent, parts};
use parley::{
    BaseDirection, FontFamily, FontFamilyName, FontWeight, Layout, LineHeight, OverflowWrap, StyleProperty,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// Size of the letters, points.
    pub size: f32,
    /// Distance of the lines, points.
    pub leading: f32,
    /// Bold.
    pub strong: bool,
    pub ink: Ink,
}

impl Style {
    /// The same in bold.
    pub fn strong(self) -> Self {
        Self { strong: true, ..self }
    }

    /// The same in another colour.
    pub fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// A stretch of text in one style.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'t> {
    pub text: &'t str,
    pub style: Style,
    pub kind: Kind,
}

/// Where lines stand in their width: `End` is the right in left-to-right pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    End,
}

/// Text set in lines of one width.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// The text of all atoms, one after the other.
    pub text: String,
    pub glyphs: Vec<Glyph>,
    pub lines: Vec<Line>,
    pub leading: f32,
    /// From the top of a line to its baseline.
    pub ascent: f32,
    /// Width of the widest line.
    pub width: f32,
}

/// One line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub atoms: Vec<Atom>,
}

/// The smallest piece of text with glyphs of its own: a letter with its marks, a ligature.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub face: u16,
    pub size: f32,
    pub ink: Ink,
    /// Bold was asked of a family that has no bold face.
    pub thicken: bool,
    pub rtl: bool,
    /// From the start of the block's width.
    pub x: f32,
    pub advance: f32,
    pub text: Range<usize>,
    pub glyphs: Range<usize>,
}

/// One glyph, placed from its atom's origin; `y` upwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub id: u16,
    pub x: f32,
    pub y: f32,
}

impl Block {
    /// Height of all lines.
    pub fn height(&self) -> f32 {
        self.leading * count(self.lines.len())
    }

    /// Text of an atom.
    pub fn text_of(&self, atom: &Atom) -> &str {
        self.text.get(atom.text.clone()).unwrap_or_default()
    }

    /// Glyphs of an atom, left to right.
    pub fn glyphs_of(&self, atom: &Atom) -> &[Glyph] {
        self.glyphs.get(atom.glyphs.clone()).unwrap_or_default()
    }
}

/// A count as a length.
#[expect(clippy::cast_precision_loss, reason = "counts of lines on pages are small")]
pub(crate) fn count(number: usize) -> f32 {
    number as f32
}

/// Sets text for one document.
pub(crate) struct Typesetter<'f> {
    pub fonts: &'f Fonts,
    pub rtl: bool,
    pub missing: BTreeSet<char>,
    shaper: Option<Shaper>,
    stack: Vec<FontFamilyName<'static>>,
}

impl Drop for Typesetter<'_> {
    fn drop(&mut self) {
        if let Some(shaper) = self.shaper.take() {
            self.fonts.give_back(shaper);
        }
    }
}

impl<'f> Typesetter<'f> {
    /// A typesetter for pages of one direction.
    pub fn new(fonts: &'f Fonts, rtl: bool) -> Self {
        let stack =
            fonts.families.iter().map(|family| FontFamilyName::Named(Cow::Borrowed(family))).collect();
        Self { fonts, rtl, missing: BTreeSet::new(), shaper: Some(fonts.shaper()), stack }
    }

    /// Sets spans as one text within `width`. Line breaks in the texts begin new lines. All spans share
    /// the leading of the first.
    pub fn set(&mut self, spans: &[Span<'_>], width: f32, align: Align) -> Rc<Block> {
        let leading = spans.first().map_or(0.0, |span| span.style.leading);
        let size = spans.first().map_or(0.0, |span| span.style.size);
        // Capitals and figures stand in the middle of their line, whatever face a line falls back to.
        let ascent = leading / 2.0 + size * 0.357;
        let mut block = Block { leading, ascent, ..Block::default() };
        let mut paragraph: Vec<Span<'_>> = Vec::new();
        for span in spans {
            for (index, text) in span.text.split('\n').enumerate() {
                if index > 0 {
                    self.paragraph(&paragraph, width, align, &mut block);
                    paragraph.clear();
                }
                paragraph.push(Span { text: text.trim_end_matches('\r'), ..*span });
            }
        }
        if paragraph.iter().any(|span| !span.text.is_empty()) {
            self.paragraph(&paragraph, width, align, &mut block);
        }
        Rc::new(block)
    }

    /// One span of our own words.
    pub fn words(&mut self, text: &str, style: Style, width: f32, align: Align) -> Rc<Block> {
        self.set(&[Span { text, style, kind: Kind::Words }], width, align)
    }

    /// One span of what a message said.
    pub fn data(&mut self, text: &str, style: Style, width: f32, align: Align) -> Rc<Block> {
        self.set(&[Span { text, style, kind: Kind::Data }], width, align)
    }

    /// Sets a paragraph. A character that its face turned out to lack in its surroundings (a mark on a
    /// letter of another script) becomes a tag in a second pass: nothing is drawn as an empty glyph.
    fn paragraph(&mut self, spans: &[Span<'_>], width: f32, align: Align, block: &mut Block) {
        let mut refused = BTreeSet::new();
        for _ in 0..3 {
            let (texts, glyphs, lines) = (block.text.len(), block.glyphs.len(), block.lines.len());
            let lacking = self.lay_out(spans, &refused, width, align, block);
            if lacking.is_empty() {
                return;
            }
            refused.extend(lacking);
            block.text.truncate(texts);
            block.glyphs.truncate(glyphs);
            block.lines.truncate(lines);
        }
        self.missing.extend(&refused);
        self.lay_out(spans, &refused, width, align, block);
    }

    /// The styled text of a paragraph, with tags and isolates.
    fn compose(
        &mut self,
        spans: &[Span<'_>],
        refused: &BTreeSet<char>,
    ) -> (String, Vec<(Range<usize>, Style)>) {
        let mut text = String::new();
        let mut ranges = Vec::new();
        let fonts = self.fonts;
        let covers = |character: char| fonts.covers(character) && !refused.contains(&character);
        for span in spans {
            if span.kind == Kind::Data {
                text.push('\u{2068}');
            }
            let mut open = 0_usize;
            for part in parts(span.text, span.kind, &covers, &mut self.missing) {
                let start = text.len();
                if part.tag {
                    // An isolate of its own: the code reads left to right in any surroundings.
                    text.push_str("\u{2066}\u{202F}");
                    text.push_str(&part.text);
                    text.push_str("\u{202F}\u{2069}");
                    let size = span.style.size * 0.8;
                    ranges.push((
                        start..text.len(),
                        Style { size, strong: false, ink: Ink::Tag, ..span.style },
                    ));
                } else {
                    for character in part.text.chars() {
                        match character {
                            '\u{2066}'..='\u{2068}' => open += 1,
                            '\u{2069}' if open == 0 => continue,
                            '\u{2069}' => open -= 1,
                            _ => {}
                        }
                        text.push(if character == '\t' { ' ' } else { character });
                    }
                    ranges.push((start..text.len(), span.style));
                }
            }
            // Isolates end with the text that opened them.
            (0..open).for_each(|_| text.push('\u{2069}'));
            if span.kind == Kind::Data {
                text.push('\u{2069}');
            }
        }
        (text, ranges)
    }

    /// Lays a paragraph out and appends its lines; returns the characters that came out without a glyph.
    fn lay_out(
        &mut self,
        spans: &[Span<'_>],
        refused: &BTreeSet<char>,
        width: f32,
        align: Align,
        block: &mut Block,
    ) -> BTreeSet<char> {
        let (text, ranges) = self.compose(spans, refused);
        let Some(shaper) = self.shaper.as_mut() else { return BTreeSet::new() };
        let mut builder = shaper.layouts.ranged_builder(&mut shaper.fonts, &text, 1.0, false);
        builder.set_base_direction(if self.rtl { BaseDirection::Rtl } else { BaseDirection::Ltr });
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(&self.stack))));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(block.leading)));
        for (range, style) in &ranges {
            builder.push(StyleProperty::FontSize(style.size), range.clone());
            builder.push(StyleProperty::Brush(style.ink), range.clone());
            if style.strong {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
            }
        }
        let mut layout: Layout<Ink> = builder.build(&text);
        layout.break_all_lines(Some(width));
        self.take_lines(&layout, &text, &ranges, width, align, block)
    }

    /// Copies the lines of a layout into the block.
    fn take_lines(
        &self,
        layout: &Layout<Ink>,
        text: &str,
        ranges: &[(Range<usize>, Style)],
        width: f32,
        align: Align,
        block: &mut Block,
    ) -> BTreeSet<char> {
        let mut lacking = BTreeSet::new();
        for line in layout.lines() {
            let metrics = line.metrics();
            let hanging = metrics.hanging_advance;
            let inked = metrics.advance - hanging;
            let rightwards = self.rtl == (align == Align::Start);
            // Spaces at the end of a line hang beyond it: to the left where the page runs leftwards.
            let mut pen = if rightwards { width - inked } else { 0.0 } - if self.rtl { hanging } else { 0.0 };
            block.width = block.width.max(inked);
            let mut atoms = Vec::new();
            for run in line.runs() {
                let Some(face) = self.fonts.face_of(run.font().data.id()) else { continue };
                let mut pieces: Vec<Piece> = Vec::new();
                for cluster in run.clusters() {
                    if cluster.is_ligature_continuation()
                        && let Some(last) = pieces.last_mut()
                    {
                        last.text.end = cluster.text_range().end;
                        last.advance += cluster.advance();
                        continue;
                    }
                    let start = block.glyphs.len();
                    let mut at = 0.0;
                    for glyph in cluster.glyphs() {
                        let id = u16::try_from(glyph.id).unwrap_or_default();
                        block.glyphs.push(Glyph { id, x: at + glyph.x, y: -glyph.y });
                        at += glyph.advance;
                    }
                    pieces.push(Piece {
                        text: cluster.text_range(),
                        glyphs: start..block.glyphs.len(),
                        advance: cluster.advance(),
                        ink: cluster.style().brush,
                    });
                }
                if run.is_rtl() {
                    pieces.reverse();
                }
                for piece in pieces {
                    let source = text.get(piece.text.clone()).unwrap_or_default();
                    let x = pen;
                    pen += piece.advance;
                    if is_silent(source) || source == "\r" {
                        continue;
                    }
                    let glyphs = block.glyphs.get(piece.glyphs.clone()).unwrap_or_default();
                    if glyphs.iter().any(|glyph| glyph.id == 0) {
                        let mut characters = source.chars();
                        let first = characters.next();
                        let rest: Vec<char> =
                            characters.filter(|each| !is_silent(&each.to_string())).collect();
                        if rest.is_empty() { lacking.extend(first) } else { lacking.extend(rest) }
                    }
                    let start = block.text.len();
                    block.text.push_str(source);
                    let strong =
                        ranges.iter().any(|(range, style)| style.strong && range.contains(&piece.text.start));
                    atoms.push(Atom {
                        face,
                        size: run.font_size(),
                        ink: piece.ink,
                        thicken: strong
                            && self.fonts.faces.get(usize::from(face)).is_some_and(|each| each.alone),
                        rtl: run.is_rtl(),
                        x,
                        advance: piece.advance,
                        text: start..block.text.len(),
                        glyphs: piece.glyphs,
                    });
                }
            }
            block.lines.push(Line { atoms });
        }
        lacking
    }
}

/// A cluster before it has its place.
struct Piece {
    text: Range<usize>,
    glyphs: Range<usize>,
    advance: f32,
    ink: Ink,
}
