//! A paper: a document of sections, in words that are ready to print.

use crate::PrintError;
use crate::view::{MOST_ENTRIES, MOST_TEXT};
use chrono::{DateTime, Utc};

/// The most sections of a paper, and the most parts of a section.
const MOST_SECTIONS: usize = 1_000;
/// The most columns of a table.
const MOST_COLUMNS: usize = 24;

/// A document of sections: an arrangement, a report. All texts are *words*: values in them are isolated
/// by whoever made them (U+2068 … U+2069), which stays invisible; overrides of direction and other
/// invisible characters are shown as tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What it is; also the running title.
    pub title: String,
    /// Language of the paper, BCP 47 (`en`, `fr`, `es`, `ar`); the direction follows.
    pub language: String,
    /// Lines below the title: who, version, dates.
    pub subtitle: Vec<String>,
    /// What a reader must know before anything else; framed on the first page, repeated on the others.
    pub notice: Option<String>,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// Heads a list of contents before the first section; none where it is absent.
    pub contents: Option<String>,
    /// At the foot of every page: what the paper is made from.
    pub foot: String,
    /// Words of the page number, with `{page}` and `{pages}`; `{page} / {pages}` where it is empty.
    pub page_words: String,
    /// Date of the file. Without one the file carries none: the same words are the same bytes.
    pub created: Option<DateTime<Utc>>,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// 1 for the largest, to 3.
    pub level: u8,
    /// Heading; may be empty, then the parts follow what is before.
    pub heading: String,
    /// What it says.
    pub parts: Vec<Part>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph; line breaks are kept.
    Text(String),
    /// A list of points.
    Items(Vec<String>),
    /// Names and what they are.
    Facts(Vec<(String, String)>),
    /// A table; its head is repeated on every page it reaches.
    Table {
        /// Column heads.
        head: Vec<String>,
        /// Cells by row; missing ones are empty.
        rows: Vec<Vec<String>>,
        /// Relative widths, one a column; 1 where one is missing.
        widths: Vec<u16>,
    },
}

impl Section {
    /// A section of a level with a heading.
    pub fn new(level: u8, heading: impl Into<String>, parts: Vec<Part>) -> Self {
        Self { level, heading: heading.into(), parts }
    }
}

impl Paper {
    /// Refuses what is larger than a paper can sensibly be, or has no title.
    pub(crate) fn check(&self) -> Result<(), PrintError> {
        if self.title.trim().is_empty() {
            return Err(PrintError::WordMissing("title"));
        }
        if self.sections.len() > MOST_SECTIONS || self.subtitle.len() > MOST_SECTIONS {
            return Err(PrintError::TooLarge("sections"));
        }
        let long = |text: &String| text.len() > MOST_TEXT;
        if [&self.title, &self.foot].into_iter().chain(&self.notice).chain(&self.subtitle).any(long) {
            return Err(PrintError::TooLarge("head"));
        }
        for section in &self.sections {
            if section.parts.len() > MOST_SECTIONS || long(&section.heading) {
                return Err(PrintError::TooLarge("section"));
            }
            section.parts.iter().try_for_each(Part::check)?;
        }
        Ok(())
    }
}

impl Part {
    fn check(&self) -> Result<(), PrintError> {
        let long = |text: &String| text.len() > MOST_TEXT;
        let (entries, columns, longest) = match self {
            Self::Text(text) => (1, 0, long(text)),
            Self::Items(items) => (items.len(), 0, items.iter().any(long)),
            Self::Facts(facts) => (facts.len(), 0, facts.iter().any(|(name, text)| long(name) || long(text))),
            Self::Table { head, rows, .. } => {
                (rows.len(), head.len(), head.iter().chain(rows.iter().flatten()).any(long))
            }
        };
        if entries > MOST_ENTRIES || columns > MOST_COLUMNS || longest {
            return Err(PrintError::TooLarge("part"));
        }
        Ok(())
    }

    /// Whether nothing would stand on the page.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Items(items) => items.is_empty(),
            Self::Facts(facts) => facts.is_empty(),
            Self::Table { rows, .. } => rows.is_empty(),
        }
    }
}
