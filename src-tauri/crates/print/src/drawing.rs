//! What stands on the pages, before any PDF is written: marks in points from the top left corner.

use crate::shapes::Shape;
use crate::text::Block;
use std::ops::Range;
use std::rc::Rc;

/// A4, in points.
pub(crate) const PAGE_WIDTH: f32 = 595.276;
/// A4, in points.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;

/// A colour by its task. Colours mean something only for lights and findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    #[default]
    Text,
    /// Second text, form lines.
    Soft,
    /// Labels.
    Faint,
    /// A tag that stands for a character.
    Tag,
    /// Lines that divide.
    Line,
    /// Edges.
    Edge,
    /// Ground of bands.
    Sunken,
    /// White.
    Paper,
    /// Green light.
    Green,
    /// Its ground.
    GreenGround,
    /// Amber light.
    Amber,
    /// Its ground.
    AmberGround,
    /// Red light.
    Red,
    /// Its ground.
    RedGround,
}

impl Ink {
    /// sRGB, 0 to 255.
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::Text | Self::Tag => [0x14, 0x20, 0x2b],
            Self::Soft => [0x44, 0x52, 0x5f],
            Self::Faint => [0x59, 0x67, 0x74],
            Self::Line => [0xd5, 0xdc, 0xe2],
            Self::Edge => [0x9a, 0xa6, 0xb1],
            Self::Sunken => [0xf2, 0xf4, 0xf6],
            Self::Paper => [0xff, 0xff, 0xff],
            Self::Green => [0x0f, 0x6b, 0x3d],
            Self::GreenGround => [0xea, 0xf5, 0xef],
            Self::Amber => [0x8a, 0x50, 0x00],
            Self::AmberGround => [0xfd, 0xf4, 0xe1],
            Self::Red => [0xa3, 0x20, 0x1a],
            Self::RedGround => [0xfd, 0xee, 0xec],
        }
    }
}

/// A rectangle, in points from the top left corner of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// One thing on a page.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    /// A filled rectangle with rounded corners.
    Fill { area: Area, ink: Ink, radius: f32 },
    /// The outline of a rectangle; `dash` 0 draws it whole.
    Frame { area: Area, ink: Ink, thickness: f32, radius: f32, dash: f32 },
    /// A straight line.
    Rule { from: (f32, f32), to: (f32, f32), ink: Ink, thickness: f32 },
    /// A light or the shape of a finding, `size` wide and high.
    Shape { shape: Shape, x: f32, y: f32, size: f32 },
    /// Lines of a block; `y` is the top of the first of them. Without a tag it is repeated furniture.
    Text { block: Rc<Block>, lines: Range<usize>, x: f32, y: f32, tag: Option<usize> },
}

/// The reading structure: what a screen reader walks through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags(pub Vec<Tag>);

/// One element of the structure.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// Standard structure type of ISO 32000-1 14.8.4.
    pub role: &'static str,
    /// Index of the element that holds it; none for what stands directly in the document.
    pub parent: Option<usize>,
}

impl Tags {
    /// Adds an element and returns its index.
    pub fn add(&mut self, role: &'static str, parent: Option<usize>) -> usize {
        self.0.push(Tag { role, parent });
        self.0.len() - 1
    }
}

/// Finished pages.
pub(crate) struct Drawing {
    pub pages: Vec<Vec<Mark>>,
    pub tags: Tags,
    pub headings: Vec<Heading>,
}

/// Where a heading stands, for the reader's list of contents.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub words: String,
    /// From 1; a deeper one belongs to the nearest earlier one above it.
    pub level: u8,
    pub page: usize,
    /// From the top of its page.
    pub y: f32,
}
