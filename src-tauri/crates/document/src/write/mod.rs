//! The way back: a tree to bytes.

mod cbor;
mod json;
mod xml;

use crate::error::WriteError;
use crate::limits::MAX_DEPTH;

/// A tree to be written. XML is made of `Element` and `Text`; JSON and CBOR of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// An XML element.
    Element {
        /// With its prefix, as it will stand in the source.
        name: String,
        /// Names with their prefixes; namespace declarations (`xmlns`, `xmlns:p`) are among them.
        attributes: Vec<(String, String)>,
        /// Elements and text.
        children: Vec<Tree>,
    },
    /// XML text.
    Text(String),
    /// A JSON object or CBOR map, in this order.
    Object(Vec<(String, Tree)>),
    /// A JSON or CBOR array.
    Array(Vec<Tree>),
    /// A JSON or CBOR text string.
    String(String),
    /// A number, as JSON spells it.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
}

impl Tree {
    /// UTF-8, with declaration, indented by two spaces except inside mixed content, ends with a
    /// newline.
    ///
    /// Errors: characters that XML 1.0 has not (U+0001), names that are none, prefixes that nothing
    /// declares, attributes that occur twice, anything but elements and text.
    pub fn to_xml(&self) -> Result<Vec<u8>, WriteError> {
        xml::write(self)
    }

    /// UTF-8, no white space between tokens, members in the tree's order.
    ///
    /// Errors: numbers that JSON cannot spell, keys that occur twice, elements and XML text.
    pub fn to_json(&self) -> Result<Vec<u8>, WriteError> {
        json::write(self)
    }

    /// Definite lengths, shortest integers, members in the tree's order; a fraction is a double.
    ///
    /// Errors: numbers that neither 64 bits nor a double carry, keys that occur twice, elements and
    /// XML text.
    pub fn to_cbor(&self) -> Result<Vec<u8>, WriteError> {
        cbor::write(self)
    }
}

/// Where the writer is, for the path of an error.
#[derive(Default)]
pub(crate) struct Trail(Vec<String>);

impl Trail {
    pub fn enter(&mut self, step: String) -> Result<(), WriteError> {
        if self.0.len() >= MAX_DEPTH as usize {
            return Err(self.refuse("WRITE_TOO_DEEP", "nested too deeply"));
        }
        self.0.push(step);
        Ok(())
    }

    pub fn leave(&mut self) {
        self.0.pop();
    }

    pub fn refuse(&self, code: &'static str, what: &'static str) -> WriteError {
        WriteError { code, what, path: format!("/{}", self.0.join("/")) }
    }
}

/// Refuses an object whose keys are not unique.
pub(crate) fn unique(members: &[(String, Tree)], trail: &Trail) -> Result<(), WriteError> {
    let mut keys: Vec<&str> = members.iter().map(|m| m.0.as_str()).collect();
    keys.sort_unstable();
    if keys.iter().zip(keys.iter().skip(1)).any(|(a, b)| a == b) {
        return Err(trail.refuse("WRITE_DUPLICATE", "a key occurs twice"));
    }
    Ok(())
}
