//! Formats and their messages.

use crate::{PackHead, Reading, WriteError};
use document::{Document, NodeId};
use serde_json::Value;

/// A format pack: its messages stand in [`Format::messages`].
#[derive(Clone, Debug)]
pub struct Format {
    /// The pack's head.
    pub head: PackHead,
    /// Ids of its messages.
    pub messages: Vec<String>,
}

/// One message shape and version, compiled.
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
}

impl Message {
    /// Maps a document; `at` is its root (`document.root().id()`).
    pub fn read(&self, _document: &Document, _at: NodeId) -> Reading {
        unimplemented!()
    }

    /// Writes a canonical value of this kind as bytes, reads them back and compares.
    pub fn write(&self, _value: &Value) -> Result<Vec<u8>, WriteError> {
        Err(WriteError::new("NOT_WRITABLE", "", "this message is not writable yet"))
    }
}
