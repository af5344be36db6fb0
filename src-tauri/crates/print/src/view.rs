//! What a page says, in words that are ready to print.

use crate::PrintError;
use certificate::{Level, Light};
use chrono::{DateTime, Utc};

/// The most rows, boxes or findings one view may carry.
pub(crate) const MOST_ENTRIES: usize = 5_000;
/// The most bytes of one text.
pub(crate) const MOST_TEXT: usize = 64 * 1024;

/// A page to print. Texts are plain; line breaks in them are kept.
///
/// Lines of boxes and cells of tables are *data*: each is isolated here, and every invisible or
/// direction-changing character in it is shown as a tag. All other texts are *words*: values in them
/// are isolated by whoever made the sentence (U+2068 … U+2069), which stays invisible.
#[derive(Clone, Debug)]
pub struct View {
    /// Language of the page, BCP 47 (`en`, `fr`, `es`, `ar`); the direction follows.
    pub language: String,
    /// What it is, for example "Certificate of origin".
    pub title: String,
    /// Agreement and form.
    pub subtitle: String,
    /// "View of an electronic certificate, not an original": stands on every page.
    pub notice: String,
    /// Words of the training banner, where the folder is a training folder: on every page.
    pub training: Option<String>,
    /// The light of the document. Drawn as a shape; cannot be left out.
    pub light: Light,
    /// The light's word ("Amber"); printed before the answer, so `answer` does not repeat it.
    pub light_word: String,
    /// Set for a claim: the words that say it is not verified. Then the boxes are never drawn as a form,
    /// only as a plain list of fields, and these words head every page.
    pub unverified: Option<String>,
    /// The sentence that decides.
    pub answer: String,
    /// Verdict, signer, proven time, revocation known as of, age: one line each.
    pub answer_lines: Vec<String>,
    /// The form, row by row from the top of the page.
    pub form: Vec<Row>,
    /// The ledger of quantities, where one is known.
    pub ledger: Option<Table>,
    /// Heads the findings ("Findings").
    pub findings_title: String,
    /// The findings, worst first.
    pub findings: Vec<FindingLine>,
    /// Message hash, block, trust snapshot: small print at the end.
    pub foot: Vec<String>,
    /// Who printed it, where and when: on every page.
    pub made_by: String,
    /// Words of the page number, with `{page}` and `{pages}`.
    pub page_words: String,
    /// The message itself, kept inside the file.
    pub attachment: Option<Attachment>,
    /// When the page was made: the file's creation date.
    pub created: DateTime<Utc>,
}

/// One row of the form.
#[derive(Clone, Debug)]
pub enum Row {
    /// Boxes side by side.
    Boxes(Vec<Stack>),
    /// A table over the whole width: the items. Its head is repeated on every page it reaches.
    Table(Table),
}

/// One place of a row: a box, or several below each other.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// Its part of the width beside the others of its row; 1 where it is not above 0.
    pub width: f32,
    /// The boxes, from the top.
    pub boxes: Vec<Box>,
}

/// One box of the form.
#[derive(Clone, Debug, Default)]
pub struct Box {
    /// The form's own number of the box ("3"); may be empty.
    pub number: String,
    /// What the box holds ("Consignee").
    pub label: String,
    /// Its content, line by line.
    pub lines: Vec<Line>,
}

/// One line of a box.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The text. Data: isolated, so that its direction never reaches its neighbours.
    pub text: String,
    /// Set in bold.
    pub strong: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Stands above it; may be empty.
    pub title: String,
    /// Column heads.
    pub heads: Vec<String>,
    /// Relative widths, one a column. A negative width aligns its column to the end (quantities).
    pub widths: Vec<f32>,
    /// Cells by row. A row with fewer cells than heads is filled with empty ones.
    pub rows: Vec<Vec<String>>,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct FindingLine {
    /// Gives the shape.
    pub level: Level,
    /// Its sentence.
    pub title: String,
    /// Evidence, article, what would resolve it. May be empty.
    pub text: String,
}

/// A file kept inside the PDF (PDF/A-3 associated file, relationship `Source`).
#[derive(Clone, Debug)]
pub struct Attachment {
    /// File name shown by the reader.
    pub name: String,
    /// Media type, for example `application/xml`.
    pub mime: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

/// A finished file.
#[derive(Clone, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: u32,
    /// Characters that no bundled face has, in order of code point; each was drawn as □ with its code.
    pub missing_glyphs: Vec<char>,
}

impl View {
    /// Whether the page runs from right to left.
    pub(crate) fn is_rtl(&self) -> bool {
        is_rtl(&self.language)
    }

    /// All boxes in the order of the page.
    pub(crate) fn boxes(&self) -> impl Iterator<Item = &Box> {
        let stacks = self.form.iter().flat_map(|row| match row {
            Row::Boxes(stacks) => stacks.as_slice(),
            Row::Table(_) => &[],
        });
        stacks.flat_map(|stack| &stack.boxes)
    }

    /// The tables of the form.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.form.iter().filter_map(|row| match row {
            Row::Table(table) => Some(table),
            Row::Boxes(_) => None,
        })
    }

    /// Refuses what must not be printed: a green claim, a page without light, notice or answer.
    pub(crate) fn check(&self) -> Result<(), PrintError> {
        if self.unverified.is_some() && self.light == Light::Green {
            return Err(PrintError::GreenClaim);
        }
        let words = [("notice", &self.notice), ("light's word", &self.light_word), ("answer", &self.answer)];
        if let Some((name, _)) = words.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(PrintError::WordMissing(name));
        }
        if self.unverified.as_ref().is_some_and(|words| words.trim().is_empty()) {
            return Err(PrintError::WordMissing("unverified notice"));
        }
        if self.boxes().count() > MOST_ENTRIES
            || self.form.len() > MOST_ENTRIES
            || self.findings.len() > MOST_ENTRIES
        {
            return Err(PrintError::TooLarge("boxes or findings"));
        }
        for table in self.tables().chain(&self.ledger) {
            if table.rows.len() > MOST_ENTRIES || table.heads.len() > 24 {
                return Err(PrintError::TooLarge("table"));
            }
            if table.rows.iter().flatten().any(|cell| cell.len() > MOST_TEXT) {
                return Err(PrintError::TooLarge("cell"));
            }
        }
        if self.boxes().flat_map(|each| &each.lines).any(|line| line.text.len() > MOST_TEXT) {
            return Err(PrintError::TooLarge("box"));
        }
        Ok(())
    }
}

/// Whether pages of a language (BCP 47) run from right to left.
pub(crate) fn is_rtl(language: &str) -> bool {
    let language = language.split(['-', '_']).next().unwrap_or_default();
    matches!(language, "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv")
}
