//! Places in the source: lines and columns are worked out when somebody asks, not while reading.

use serde::{Deserialize, Serialize};

/// A stretch of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Line of the first byte, from 1. A line ends at `\n`.
    pub line: u32,
    /// Column of the first byte in characters, from 1. In CBOR: the byte's number, from 1.
    pub column: u32,
    /// First byte, from 0.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A known position. One stands at every start of a line and about every [`STEP`] bytes, so that a
/// place costs little even where a whole document is one line.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    line: u32,
    column: u32,
}

const STEP: usize = 512;

/// The positions of one text.
#[derive(Debug)]
pub(crate) struct Lines(Vec<Mark>);

impl Lines {
    pub fn of(text: &str) -> Self {
        let mut marks = vec![Mark { offset: 0, line: 1, column: 1 }];
        let (mut line, mut column, mut last) = (1u32, 1u32, 0usize);
        for (offset, c) in text.char_indices() {
            if offset - last >= STEP {
                marks.push(Mark { offset, line, column });
                last = offset;
            }
            if c == '\n' {
                line = line.saturating_add(1);
                column = 1;
                last = offset + 1;
                marks.push(Mark { offset: last, line, column });
            } else if c != '\u{FEFF}' || offset != 0 {
                column = column.saturating_add(1);
            }
        }
        Self(marks)
    }

    /// Line and column of a byte offset.
    pub fn at(&self, text: &str, offset: usize) -> (u32, u32) {
        let after = self.0.partition_point(|m| m.offset <= offset);
        let Some(mark) = after.checked_sub(1).and_then(|i| self.0.get(i)) else { return (1, 1) };
        let between = text.get(mark.offset..offset).unwrap_or_default();
        let between = if mark.offset == 0 { between.trim_start_matches('\u{FEFF}') } else { between };
        let more = u32::try_from(between.chars().count()).unwrap_or(u32::MAX);
        (mark.line, mark.column.saturating_add(more))
    }
}
