//! The drawing as PDF operations, through printpdf: glyph ids of subset faces, and for every glyph the
//! text it stands for.

use crate::PrintError;
use crate::drawing::{Area, Drawing, Ink, Mark, PAGE_HEIGHT, PAGE_WIDTH};
use crate::fonts::Fonts;
use crate::shapes::{Path, Shape};
use crate::text::{Atom, Block, Line};
use printpdf::{
    Codepoint, Color, DictItem, FontId, LineCapStyle, LineDashPattern, LineJoinStyle, LinePoint, Op,
    PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon,
    PolygonRing, Pt, Rgb, TextItem, TextMatrix, TextRenderingMode, WindingOrder,
};
use std::collections::BTreeMap;

/// A document whose pages stand, with the place of every tag's content: page and marked-content number.
pub(crate) struct Written {
    pub document: lopdf::Document,
    pub contents: Vec<Vec<(usize, i64)>>,
    /// Number of marked contents by page.
    pub marked: Vec<i64>,
}

/// A face as this document uses it.
struct Used {
    id: FontId,
    /// Glyph of the face to glyph of its subset and the text it stands for.
    glyphs: BTreeMap<u16, (u16, String)>,
}

/// Writes the drawing.
pub(crate) fn write(fonts: &Fonts, drawing: &Drawing, title: &str) -> Result<Written, PrintError> {
    let mut document = PdfDocument::new(title);
    let mut used = BTreeMap::new();
    for (face, texts) in glyph_texts(drawing) {
        let (one, font) = subset(fonts, face, texts)?;
        document.resources.fonts.map.insert(one.id.clone(), font);
        used.insert(face, one);
    }
    let mut contents = vec![Vec::new(); drawing.tags.0.len()];
    let mut marked = Vec::with_capacity(drawing.pages.len());
    for (number, marks) in drawing.pages.iter().enumerate() {
        let mut page = Page { fonts, used: &used, ops: Vec::new(), next: 0 };
        for mark in marks {
            if let Some((tag, content)) = page.mark(mark, drawing)
                && let Some(list) = contents.get_mut(tag)
            {
                list.push((number, content));
            }
        }
        marked.push(page.next);
        let mut sheet = PdfPage::new(printpdf::Mm(210.0), printpdf::Mm(297.0), page.ops);
        let size = printpdf::Rect::from_wh(Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT));
        (sheet.media_box, sheet.trim_box, sheet.crop_box) = (size.clone(), size.clone(), size);
        document.pages.push(sheet);
    }
    let options =
        PdfSaveOptions { optimize: true, subset_fonts: false, secure: true, image_optimization: None };
    let document = document.to_lopdf_document(&options, &mut Vec::new());
    Ok(Written { document, contents, marked })
}

/// All lines of text of a drawing.
fn lines(drawing: &Drawing) -> impl Iterator<Item = (&Block, &Line)> {
    drawing
        .pages
        .iter()
        .flatten()
        .filter_map(|mark| match mark {
            Mark::Text { block, lines, .. } => Some((block, lines)),
            _ => None,
        })
        .flat_map(|(block, range)| {
            block.lines.get(range.clone()).unwrap_or_default().iter().map(move |line| (block.as_ref(), line))
        })
}

/// Decides the one text of every glyph before anything is written (a PDF font can give each glyph only
/// one): first the letters with a glyph of their own, then clusters with as many glyphs as characters,
/// then the rest. What still differs in a place is said there by an ActualText.
fn glyph_texts(drawing: &Drawing) -> BTreeMap<u16, BTreeMap<u16, String>> {
    let mut faces: BTreeMap<u16, BTreeMap<u16, String>> = BTreeMap::new();
    for round in 0..3 {
        for (block, line) in lines(drawing) {
            for atom in &line.atoms {
                let texts = faces.entry(atom.face).or_default();
                let (glyphs, text) = (block.glyphs_of(atom), block.text_of(atom));
                match (round, glyphs) {
                    (0, [only]) => {
                        texts.entry(only.id).or_insert_with(|| text.to_owned());
                    }
                    (1, _) if glyphs.len() > 1 && glyphs.len() == text.chars().count() => {
                        let characters: Vec<char> =
                            if atom.rtl { text.chars().rev().collect() } else { text.chars().collect() };
                        for (glyph, character) in glyphs.iter().zip(characters) {
                            texts.entry(glyph.id).or_insert_with(|| character.to_string());
                        }
                    }
                    (2, [one, two]) => {
                        // A letter whose glyph is known, and two marks in one glyph: the rest is theirs.
                        let mut characters = text.chars();
                        let base: String = characters.next().into_iter().collect();
                        let rest = characters.as_str().to_owned();
                        let (base_glyph, mark) =
                            if texts.get(&two.id) == Some(&base) { (two, one) } else { (one, two) };
                        texts.entry(base_glyph.id).or_insert(base);
                        texts.entry(mark.id).or_insert(rest);
                    }
                    (2, [first, rest @ ..]) => {
                        texts.entry(first.id).or_insert_with(|| text.to_owned());
                        for glyph in rest {
                            texts
                                .entry(glyph.id)
                                .or_insert_with(|| text.chars().last().unwrap_or(' ').to_string());
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    faces
}

/// Cuts a face down to the glyphs that are used.
fn subset(fonts: &Fonts, index: u16, texts: BTreeMap<u16, String>) -> Result<(Used, PdfFont), PrintError> {
    let face = fonts.faces.get(usize::from(index)).ok_or_else(|| PrintError::Face(index.to_string()))?;
    let mut remapper = subsetter::GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    let mut widths = BTreeMap::new();
    widths.insert(0, face.widths.first().copied().unwrap_or_default());
    for (glyph, text) in texts {
        let new = remapper.remap(glyph);
        widths.insert(new, face.widths.get(usize::from(glyph)).copied().unwrap_or_default());
        glyphs.insert(glyph, (new, text));
    }
    let bytes = subsetter::subset(face.bytes.data(), 0, &remapper)
        .map_err(|error| PrintError::Face(format!("{}: {error}", face.name)))?;
    // Six capitals before the name say that the face is a subset (ISO 32000-1 9.6.4); ours are fixed, so
    // that the same page is the same file.
    let letters = [b'O', b'D', b'F', b'A', b'A', b'A'].map(char::from);
    let letter = |value: u16| char::from(b'A' + u8::try_from(value % 26).unwrap_or_default());
    let mut prefix: String = letters.iter().take(4).collect();
    prefix.push(letter(index / 26));
    prefix.push(letter(index));
    let name = format!("{prefix}+{}", face.name);
    let mut parsed = ParsedFont::with_glyph_data(
        bytes,
        0,
        Some(name),
        BTreeMap::new(),
        widths,
        face.metrics.units_per_em,
        face.line.clone(),
    );
    parsed.pdf_font_metrics = face.metrics.clone();
    Ok((Used { id: FontId(prefix), glyphs }, PdfFont::new(parsed)))
}

/// One page being written.
struct Page<'d> {
    fonts: &'d Fonts,
    used: &'d BTreeMap<u16, Used>,
    ops: Vec<Op>,
    next: i64,
}

/// Two decimals are finer than any printer, and keep the file small.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn colour(ink: Ink) -> Color {
    let [r, g, b] = ink.rgb().map(|part| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0);
    Color::Rgb(Rgb::new(r, g, b, None))
}

fn point(x: f32, y: f32) -> Point {
    Point { x: Pt(round(x)), y: Pt(round(PAGE_HEIGHT - y)) }
}

impl Page<'_> {
    /// Writes a mark; returns its tag and content number where it is tagged.
    fn mark(&mut self, mark: &Mark, drawing: &Drawing) -> Option<(usize, i64)> {
        match mark {
            Mark::Text { block, lines, x, y, tag } => {
                let lines = block.lines.get(lines.clone()).unwrap_or_default();
                if lines.iter().all(|line| line.atoms.is_empty()) {
                    return None;
                }
                self.tag_grounds(lines, *x, *y, block.leading);
                let role = tag.and_then(|tag| drawing.tags.0.get(tag)).map(|tag| tag.role);
                let content = self.begin(role);
                self.ops.push(Op::StartTextSection);
                let mut baseline = y + block.ascent;
                for line in lines {
                    self.line(block, line, *x, baseline);
                    baseline += block.leading;
                }
                self.ops.push(Op::EndTextSection);
                self.ops.push(Op::EndMarkedContent);
                return (*tag).zip(content);
            }
            Mark::Fill { area, ink, radius } => {
                self.begin(None);
                self.path(&Path {
                    points: rounded(*area, *radius),
                    line: None,
                    ink: *ink,
                    dash: 0.0,
                    closed: true,
                });
            }
            Mark::Frame { area, ink, thickness, radius, dash } => {
                self.begin(None);
                let line = Some(*thickness);
                self.path(&Path {
                    points: rounded(*area, *radius),
                    line,
                    ink: *ink,
                    dash: *dash,
                    closed: true,
                });
            }
            Mark::Rule { from, to, ink, thickness } => {
                self.begin(None);
                let points = vec![(from.0, from.1, false), (to.0, to.1, false)];
                let line = Some(*thickness);
                self.path(&Path { points, line, ink: *ink, dash: 0.0, closed: false });
            }
            Mark::Shape { shape, x, y, size } => {
                self.begin(None);
                self.shape(*shape, *x, *y, *size);
            }
        }
        self.ops.push(Op::EndMarkedContent);
        None
    }

    /// Frames around the codes that stand for characters, so that nobody takes them for the text itself.
    fn tag_grounds(&mut self, lines: &[Line], x: f32, y: f32, leading: f32) {
        let mut top = y;
        for line in lines {
            for codes in line.atoms.split(|atom| atom.ink != Ink::Tag) {
                let (Some(first), Some(last)) = (codes.first(), codes.last()) else { continue };
                let left = x + first.x.min(last.x);
                let width = first.x.max(last.x) + first.advance.max(last.advance) - first.x.min(last.x);
                let area = Area { x: left, y: top + 1.6, width, height: leading - 3.0 };
                self.begin(None);
                let points = rounded(area, 1.5);
                self.path(&Path { points, line: Some(0.5), ink: Ink::Edge, dash: 0.0, closed: true });
                self.ops.push(Op::EndMarkedContent);
            }
            top += leading;
        }
    }

    /// Opens marked content: with a number for what is tagged, as an artifact for the rest.
    fn begin(&mut self, role: Option<&'static str>) -> Option<i64> {
        let Some(role) = role else {
            self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
            return None;
        };
        let number = self.next;
        self.next += 1;
        let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(number))]);
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: role.to_owned(),
            properties: DictItem::Dict { map },
        });
        Some(number)
    }

    fn shape(&mut self, shape: Shape, x: f32, y: f32, size: f32) {
        let scale = size / 24.0;
        for path in shape.paths() {
            let points =
                path.points.iter().map(|&(px, py, curve)| (x + px * scale, y + py * scale, curve)).collect();
            let line = path.line.map(|thickness| thickness * scale);
            self.path(&Path { points, line, dash: path.dash * scale, ..path });
        }
    }

    fn path(&mut self, path: &Path) {
        let points: Vec<LinePoint> =
            path.points.iter().map(|&(x, y, bezier)| LinePoint { p: point(x, y), bezier }).collect();
        let Some(thickness) = path.line else {
            self.ops.push(Op::SetFillColor { col: colour(path.ink) });
            self.ops.push(Op::DrawPolygon {
                polygon: Polygon {
                    rings: vec![PolygonRing { points }],
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                },
            });
            return;
        };
        self.ops.push(Op::SetOutlineColor { col: colour(path.ink) });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(round(thickness)) });
        if path.closed {
            let pattern =
                if path.dash > 0.0 { vec![round(path.dash), round(path.dash * 0.75)] } else { Vec::new() };
            self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &pattern) });
        } else if path.points.len() > 2 || thickness > 1.0 {
            self.ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Round });
            self.ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
        }
        self.ops.push(Op::DrawLine { line: printpdf::Line { points, is_closed: path.closed } });
        if path.closed && path.dash > 0.0 {
            self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &[]) });
        }
    }

    /// Writes one line: stretches of one face, size and colour.
    fn line(&mut self, block: &Block, line: &Line, x: f32, baseline: f32) {
        let mut rest = line.atoms.as_slice();
        while let Some(first) = rest.first() {
            let same = |atom: &&Atom| {
                atom.face == first.face
                    && atom.size.to_bits() == first.size.to_bits()
                    && atom.ink == first.ink
                    && atom.thicken == first.thicken
            };
            let length = rest.iter().take_while(same).count();
            let (stretch, after) = rest.split_at(length);
            self.stretch(block, stretch, x, baseline);
            rest = after;
        }
    }

    fn stretch(&mut self, block: &Block, atoms: &[Atom], x: f32, baseline: f32) {
        let Some(first) = atoms.first() else { return };
        let (Some(used), Some(face)) =
            (self.used.get(&first.face), self.fonts.faces.get(usize::from(first.face)))
        else {
            return;
        };
        let size = round(first.size);
        self.ops.push(Op::SetFont { font: PdfFontHandle::External(used.id.clone()), size: Pt(size) });
        self.ops.push(Op::SetFillColor { col: colour(first.ink) });
        if first.thicken {
            self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::FillStroke });
            self.ops.push(Op::SetOutlineColor { col: colour(first.ink) });
            self.ops.push(Op::SetOutlineThickness { pt: Pt(round(size * 0.028)) });
        }
        let mut show = Show { ops: &mut self.ops, glyphs: Vec::new(), pen: 0.0, baseline, size };
        for atom in atoms {
            let text = block.text_of(atom);
            let glyphs = block.glyphs_of(atom);
            let said =
                |glyph: &crate::text::Glyph| used.glyphs.get(&glyph.id).map_or("", |entry| entry.1.as_str());
            let plain: String = if atom.rtl {
                glyphs.iter().rev().map(said).collect()
            } else {
                glyphs.iter().map(said).collect()
            };
            // A raised mark has a line of its own in the stream, which readers would take for a line of text.
            let raised = glyphs.iter().any(|glyph| glyph.y.abs() > 0.005);
            let spoken = plain == text && !raised;
            if !spoken {
                show.flush();
                show.ops.push(actual_text(text));
            }
            for glyph in glyphs {
                let Some((new, text)) = used.glyphs.get(&glyph.id) else { continue };
                let advance = face.widths.get(usize::from(glyph.id)).copied().unwrap_or_default();
                show.glyph(
                    *new,
                    text,
                    x + atom.x + glyph.x,
                    glyph.y,
                    thousandths(advance, face.metrics.units_per_em),
                );
            }
            if !spoken {
                show.flush();
                show.ops.push(Op::EndMarkedContent);
            }
        }
        show.flush();
        if first.thicken {
            self.ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::Fill });
        }
    }
}

/// An advance as the PDF's widths say it: whole thousandths of the size.
fn thousandths(advance: u16, units: u16) -> f32 {
    (f32::from(advance) * 1000.0 / f32::from(units.max(1))).trunc()
}

fn actual_text(text: &str) -> Op {
    let mut data = vec![0xFE, 0xFF];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    let map = BTreeMap::from([("ActualText".to_owned(), DictItem::String { data, literal: false })]);
    Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties: DictItem::Dict { map } }
}

/// Glyphs on one baseline, collected until the baseline or the marked content changes.
struct Show<'p> {
    ops: &'p mut Vec<Op>,
    glyphs: Vec<Codepoint>,
    /// Where the reader's pen stands.
    pen: f32,
    baseline: f32,
    size: f32,
}

impl Show<'_> {
    fn glyph(&mut self, id: u16, text: &str, x: f32, rise: f32, width: f32) {
        let raised = rise.abs() > 0.005;
        if raised {
            self.flush();
        }
        if let Some(last) = self.glyphs.last_mut() {
            let kern = ((self.pen - x) * 1000.0 / self.size).round();
            last.offset += kern;
            self.pen -= kern * self.size / 1000.0;
        } else {
            let (left, y) = (round(x), round(PAGE_HEIGHT - self.baseline + rise));
            self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, left, y]) });
            self.pen = left;
        }
        self.glyphs.push(Codepoint::with_cid(id, 0.0, text.to_owned()));
        self.pen += width * self.size / 1000.0;
        if raised {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.glyphs.is_empty() {
            let items = vec![TextItem::GlyphIds(std::mem::take(&mut self.glyphs))];
            self.ops.push(Op::ShowText { items });
        }
    }
}

/// A rectangle with rounded corners.
fn rounded(area: Area, radius: f32) -> Vec<(f32, f32, bool)> {
    let Area { x, y, width, height } = area;
    let (right, bottom) = (x + width, y + height);
    if radius <= 0.0 {
        return vec![(x, y, false), (right, y, false), (right, bottom, false), (x, bottom, false)];
    }
    let r = radius.min(width / 2.0).min(height / 2.0);
    let k = r * 0.447_715;
    vec![
        (x + r, y, false),
        (right - r, y, false),
        (right - k, y, true),
        (right, y + k, true),
        (right, y + r, false),
        (right, bottom - r, false),
        (right, bottom - k, true),
        (right - k, bottom, true),
        (right - r, bottom, false),
        (x + r, bottom, false),
        (x + k, bottom, true),
        (x, bottom - k, true),
        (x, bottom - r, false),
        (x, y + r, false),
        (x, y + k, true),
        (x + k, y, true),
        (x + r, y, false),
    ]
}
