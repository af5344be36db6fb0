//! Formats and their messages: how one is told from others, read and written.

use crate::{
    CarriedField, PackHead, Reading, WriteError,
    mapping::{canonical, read, shape::Mapping, write},
    recogniser::Recogniser,
};
use document::{Document, Limits, NodeId, Syntax};
use serde_json::Value;
use std::sync::Arc;

/// A format pack: its messages stand in [`crate::Library::messages`] by these ids.
#[derive(Clone, Debug)]
pub struct Format {
    /// The pack's head.
    pub head: PackHead,
    /// Ids of its messages.
    pub messages: Vec<String>,
}

/// One message shape and version, compiled. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Message {
    /// `format/file`, for example `cod-xb/certificate`.
    pub id: String,
    /// `certificate`, `update`, `directory`; empty for a shape that is only recognised.
    pub kind: String,
    /// Id of its format.
    pub format: String,
    /// Version of its format pack.
    pub version: String,
    /// What it is, for people.
    pub is: String,
    /// Whether it can be written; a format whose envelope is made elsewhere is only read.
    pub writes: bool,
    pub(crate) recogniser: Arc<Recogniser>,
    pub(crate) outcome: Outcome,
}

/// What a recognised document ends as.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Read(Arc<Mapping>),
    Other,
    NotADocument,
}

impl Message {
    /// Maps a document; `at` is its root (`document.root().id()`). Pure; never fails: what did not fit is in the reading.
    pub fn read(&self, document: &Document, at: NodeId) -> Reading {
        let Outcome::Read(mapping) = &self.outcome else {
            return Reading {
                kind: self.kind.clone(),
                value: Value::Null,
                document: document.clone(),
                sources: Vec::new(),
                fields: String::new(),
                unused: Vec::new(),
                problems: Vec::new(),
            };
        };
        let walk = read::read(mapping, document, read::start(document, at));
        Reading {
            kind: self.kind.clone(),
            value: Value::Object(walk.value),
            document: document.clone(),
            sources: walk.sources,
            fields: walk.fields,
            unused: walk.unused,
            problems: walk.problems,
        }
    }

    /// Writes a canonical value of this kind as bytes, without any signature. Reads its own output back and
    /// compares; a value that this format cannot carry whole is refused, with the field and the reason.
    pub fn write(&self, value: &Value) -> Result<Vec<u8>, WriteError> {
        let Outcome::Read(mapping) = &self.outcome else {
            return Err(WriteError::new("NOT_WRITABLE", "", "this message is only recognised"));
        };
        if !self.writes {
            return Err(WriteError::new(
                "NOT_WRITABLE",
                "",
                "this message is only read: its pack says writes = false",
            ));
        }
        let value = canonical::record(mapping.fields, value, "")?;
        let tree = write::write(mapping, &value)?;
        let bytes = match mapping.syntax {
            Syntax::Xml => tree.to_xml(),
            Syntax::Json => tree.to_json(),
            Syntax::Cbor => tree.to_cbor(),
        }
        .map_err(|error| WriteError::new("SYNTAX", "", error.to_string()))?;
        let document = Document::read_as(mapping.syntax, &bytes, &Limits::default())
            .map_err(|error| WriteError::new("SYNTAX", "", error.to_string()))?;
        let back = self.read(&document, document.root().id());
        let given = Value::Object(value);
        if let Some((field, here, there)) = canonical::difference(Some(&given), Some(&back.value), "") {
            return Err(match (here, there) {
                (true, false) => WriteError::new(
                    "FIELD_NOT_CARRIED",
                    field,
                    "this format has no place for it, or does not read it back",
                ),
                _ => WriteError::new("NOT_READ_BACK", field, "would be read back as another value"),
            });
        }
        if let Some(problem) = back.problems.iter().find(|problem| problem.serious) {
            let reason = format!("would be read back with the problem {}", problem.code);
            return Err(WriteError::new("NOT_READ_BACK", problem.field.clone(), reason));
        }
        Ok(bytes)
    }

    /// Canonical leaf fields that this message carries, sorted by path.
    pub fn carried(&self) -> Vec<CarriedField> {
        match &self.outcome {
            Outcome::Read(mapping) => mapping.carried(),
            _ => Vec::new(),
        }
    }
}
