//! What reading a message gave: the canonical value, where each field came from, and all that did not fit.

use crate::ReadingError;
use certificate::{Directory, Record, Update};
use document::{Document, NodeId, Place};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range};

/// The result of mapping one document. Nothing of the document is dropped in silence: it is in `value`, in
/// `unused`, in `problems`, or in a place that the message file names as ignored.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Kind of the message: `certificate`, `update`, `directory`, or one that a pack brings.
    pub kind: String,
    /// The canonical value, in the shape of its kind; absent fields are absent.
    pub value: Value,
    /// The document that was read: what sources and unused places belong to.
    pub document: Document,
    /// The place each field came from.
    pub sources: Vec<Source>,
    /// The canonical paths of all sources, in one text: a reading has hundreds.
    pub(crate) fields: String,
    /// Nodes with content that the mapping does not know (drift).
    pub unused: Vec<Unused>,
    /// What could not be understood, or did not agree with itself.
    pub problems: Vec<Problem>,
}

/// Where a canonical field came from; which one says [`Reading::field`]. Path and line are worked out when somebody asks:
/// most readings are never looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where its canonical path stands in the paths of the reading.
    pub(crate) field: (u32, u32),
    /// The node in the document.
    pub node: NodeId,
    /// Its bytes in the source.
    pub span: Range<usize>,
}

/// A node that no line of the message file uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The node in the document.
    pub node: NodeId,
}

/// Sources and unused places in words, for whoever keeps or shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Where each field came from.
    pub sources: Vec<ToldSource>,
    /// Drift.
    pub unused: Vec<ToldUnused>,
}

/// A [`Source`] in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldSource {
    /// Canonical path, for example `items[0].quantity`.
    pub field: String,
    /// Path of the node in the document.
    pub path: String,
    /// First byte of it in the source.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Line, from 1.
    pub line: u32,
}

/// An [`Unused`] place in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldUnused {
    /// Path of the node in the document.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
}

impl Source {
    /// Path of the node; `document` is that of the reading.
    pub fn path(&self, document: &Document) -> String {
        document.node(self.node).map(|node| node.path()).unwrap_or_default()
    }

    /// Line, column and bytes of the node.
    pub fn place(&self, document: &Document) -> Option<Place> {
        document.node(self.node).map(|node| node.place())
    }
}

impl Unused {
    /// Path of the node; `document` is that of the reading.
    pub fn path(&self, document: &Document) -> String {
        document.node(self.node).map(|node| node.path()).unwrap_or_default()
    }

    /// Line, column and bytes of the node.
    pub fn place(&self, document: &Document) -> Option<Place> {
        document.node(self.node).map(|node| node.place())
    }
}

/// Something in the message that does not fit its description. The field it belongs to is absent, or as `serious` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code: `VALUE_UNREADABLE`, `CODE_UNKNOWN`, `COUNT_DIFFERS`, `FIXED_DIFFERS`, `FIXED_OTHER`, `FIXED_MISSING`,
    /// `LINK_BROKEN`, `SOURCES_DISAGREE`, `REPEATED`, `TEMPLATE_MISMATCH`, `REQUIRED_MISSING`, `TIME_NOT_KEPT`.
    pub code: String,
    /// Canonical path of the field, where there is one.
    pub field: String,
    /// Path of the node in the document.
    pub path: String,
    /// Line, from 1; 0 where the document has no such node.
    pub line: u32,
    /// False for what loses nothing that a check needs (a time of day where only the day counts).
    pub serious: bool,
    /// Values for the sentence: `found`, `wanted`.
    pub values: BTreeMap<String, String>,
}

impl Reading {
    /// The canonical path of one of this reading's sources, for example `items[0].quantity`.
    pub fn field(&self, source: &Source) -> &str {
        let (start, end) = source.field;
        self.fields.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Where a canonical field came from.
    pub fn source(&self, field: &str) -> Option<&Source> {
        self.sources.iter().find(|source| self.field(source) == field)
    }

    /// Sources and unused places with their paths and lines.
    pub fn told(&self) -> Told {
        let line = |place: Option<Place>| place.map_or(0, |place| place.line);
        let document = &self.document;
        let sources = self.sources.iter().map(|source| ToldSource {
            field: self.field(source).to_owned(),
            path: source.path(document),
            start: source.span.start,
            end: source.span.end,
            line: line(source.place(document)),
        });
        let unused = self
            .unused
            .iter()
            .map(|unused| ToldUnused { path: unused.path(document), line: line(unused.place(document)) });
        Told { sources: sources.collect(), unused: unused.collect() }
    }

    /// The certificate that was read.
    pub fn record(&self) -> Result<Record, ReadingError> {
        self.shaped("certificate", &[])
    }

    /// The update that was read; refused where it does not say of what number, or what happened.
    pub fn update(&self) -> Result<Update, ReadingError> {
        self.shaped("update", &["/number", "/action"])
    }

    /// The directory that was read; refused where an entry has no id, key or status.
    pub fn directory(&self) -> Result<Directory, ReadingError> {
        if let Some(entries) = self.value.get("signers").and_then(Value::as_array) {
            for (at, entry) in entries.iter().enumerate() {
                for field in ["id", "key", "status"] {
                    if entry.get(field).is_none() {
                        return Err(ReadingError::Missing { field: format!("signers[{at}].{field}") });
                    }
                }
            }
        }
        self.shaped("directory", &["/sequence"])
    }

    fn shaped<T: DeserializeOwned>(&self, kind: &'static str, required: &[&str]) -> Result<T, ReadingError> {
        if self.kind != kind {
            return Err(ReadingError::Kind { wanted: kind, found: self.kind.clone() });
        }
        for pointer in required {
            if self.value.pointer(pointer).is_none() {
                return Err(ReadingError::Missing { field: pointer.trim_start_matches('/').to_owned() });
            }
        }
        serde_json::from_value(self.value.clone())
            .map_err(|_| ReadingError::Shape { kind: self.kind.clone() })
    }
}
