//! Why a document could not be read or written. Neither error quotes the document.

use crate::place::Place;

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}{}: {what}", .place.map(|p| format!(" at {}:{}", p.line, p.column)).unwrap_or_default())]
pub struct ReadError {
    /// One of `NOT_A_DOCUMENT`, `NOT_UTF8`, `TOO_LARGE`, `TOO_DEEP`, `TOO_MANY_NODES`, `XML_SYNTAX`,
    /// `XML_DTD`, `JSON_SYNTAX`, `JSON_DUPLICATE_KEY`, `CBOR_SYNTAX`, `CBOR_DUPLICATE_KEY`.
    pub code: &'static str,
    /// Where reading stopped, if there is such a place.
    pub place: Option<Place>,
    /// What is wrong, in a few words of ours.
    pub what: &'static str,
}

impl ReadError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// Why a tree could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {path}: {what}")]
pub struct WriteError {
    /// One of `WRITE_SHAPE` (the syntax has no such node), `WRITE_NAME`, `WRITE_CHARACTER`,
    /// `WRITE_NUMBER`, `WRITE_DUPLICATE`, `WRITE_NAMESPACE`, `WRITE_TOO_DEEP`, `WRITE_READ_BACK`.
    pub code: &'static str,
    /// What is wrong, in a few words of ours.
    pub what: &'static str,
    /// Where in the tree, as names and positions: `/Envelope/Goods/2`.
    pub path: String,
}

impl WriteError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// A refusal inside a reader: code, byte offset, words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub code: &'static str,
    pub at: usize,
    pub what: &'static str,
}

impl Fault {
    pub fn xml(at: usize, what: &'static str) -> Self {
        Self { code: "XML_SYNTAX", at, what }
    }

    pub fn json(at: usize, what: &'static str) -> Self {
        Self { code: "JSON_SYNTAX", at, what }
    }

    pub fn cbor(at: usize, what: &'static str) -> Self {
        Self { code: "CBOR_SYNTAX", at, what }
    }
}
