//! A document: the bytes as they came, and the tree made of them.

use crate::arena::{Arena, Builder, Source};
use crate::error::{Fault, ReadError, WriteError};
use crate::limits::{Limits, Syntax};
use crate::node::{Node, NodeId};
use crate::place::{Lines, Place};
use crate::write::Tree;
use crate::{cbor, json, xml};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A document that was read: its bytes, unchanged, and one tree. Cloning it copies a pointer.
#[derive(Clone)]
pub struct Document {
    pub(crate) arena: Arc<Arena>,
}

/// The arena's own bound: positions are kept in 31 bits.
const MOST_BYTES: usize = (1 << 31) - 2;

impl Document {
    /// Reads bytes whose syntax shows in their first character: `<` XML, `{` or `[` JSON (a byte
    /// order mark and white space may stand before them), a CBOR array, map or tag.
    ///
    /// Errors: see [`ReadError::code`].
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        if bytes.len() > limits.bytes.min(MOST_BYTES) {
            return Err(too_large());
        }
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(ReadError { code: "NOT_UTF8", place: None, what: "the text is UTF-16" });
        }
        match Syntax::detect(bytes) {
            Some(syntax) => Self::read_as(syntax, bytes, limits),
            None => {
                Err(ReadError { code: "NOT_A_DOCUMENT", place: None, what: "neither XML, JSON nor CBOR" })
            }
        }
    }

    /// Reads bytes as one syntax. A JSON or CBOR document may be a single scalar here.
    ///
    /// Errors: see [`ReadError::code`].
    pub fn read_as(syntax: Syntax, bytes: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        if bytes.len() > limits.bytes.min(MOST_BYTES) {
            return Err(too_large());
        }
        let mut tree = Builder::new(limits, bytes.len() / 16 + 8);
        let (source, result) = if syntax == Syntax::Cbor {
            (Source::Binary(Arc::from(bytes)), cbor::read(bytes, &mut tree))
        } else {
            let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))?;
            let result = match syntax {
                Syntax::Xml => xml::read(text, &mut tree),
                _ => json::read(text, &mut tree),
            };
            (Source::Text(Arc::from(text)), result)
        };
        let root = result.map_err(|fault| placed(syntax, bytes, fault))?;
        let Builder { slots, decoded, blobs, declarations, .. } = tree;
        let arena = Arena {
            syntax,
            source,
            slots,
            decoded,
            blobs,
            declarations,
            root,
            lines: OnceLock::new(),
            ordinals: OnceLock::new(),
        };
        Ok(Self { arena: Arc::new(arena) })
    }

    /// Writes a tree and reads it back: a document that was made here and not received.
    ///
    /// Errors: what the writer refuses; `WRITE_READ_BACK` where the reader refuses the result.
    pub fn of_tree(tree: &Tree, syntax: Syntax) -> Result<Self, WriteError> {
        let bytes = match syntax {
            Syntax::Xml => tree.to_xml()?,
            Syntax::Json => tree.to_json()?,
            Syntax::Cbor => tree.to_cbor()?,
        };
        let limits = Limits { bytes: usize::MAX, depth: u32::MAX, nodes: u32::MAX };
        Self::read_as(syntax, &bytes, &limits).map_err(|e| WriteError {
            code: "WRITE_READ_BACK",
            what: e.what,
            path: "/".to_owned(),
        })
    }

    /// The syntax it was read as.
    pub fn syntax(&self) -> Syntax {
        self.arena.syntax
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        self.arena.bytes()
    }

    /// XML: the root element. JSON and CBOR: the top value.
    pub fn root(&self) -> Node<'_> {
        Node { document: self, id: NodeId(self.arena.root) }
    }

    /// XML: the document node, whose children include the comments and processing instructions
    /// outside the root element. JSON and CBOR: the same as [`Self::root`].
    pub fn top(&self) -> Node<'_> {
        Node { document: self, id: NodeId(0) }
    }

    /// The node with that number, if this document has it.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.arena.slots.get(id.0 as usize).map(|_| Node { document: self, id })
    }

    /// The nodes after one, in document order: attributes after their element, then what is in it.
    pub fn nodes_after(&self, id: NodeId) -> impl Iterator<Item = Node<'_>> {
        let first = id.0.saturating_add(1);
        let last = u32::try_from(self.size()).unwrap_or(u32::MAX);
        (first..last).map(|id| Node { document: self, id: NodeId(id) })
    }

    /// How many nodes there are, attributes included.
    pub fn size(&self) -> usize {
        self.arena.slots.len()
    }
}

impl fmt::Debug for Document {
    /// Says how much there is, never what: documents hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("syntax", &self.syntax())
            .field("bytes", &self.bytes().len())
            .field("nodes", &self.size())
            .finish()
    }
}

fn too_large() -> ReadError {
    ReadError { code: "TOO_LARGE", place: None, what: "more bytes than the limit" }
}

fn not_utf8(bytes: &[u8], at: usize) -> ReadError {
    let good = bytes.get(..at).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    let (line, column) = Lines::of(good).at(good, at);
    let place = Place { line, column, start: at, end: at };
    ReadError { code: "NOT_UTF8", place: Some(place), what: "the bytes are not UTF-8" }
}

fn placed(syntax: Syntax, bytes: &[u8], fault: Fault) -> ReadError {
    let at = fault.at.min(bytes.len());
    let (line, column) = match (syntax, std::str::from_utf8(bytes)) {
        (Syntax::Xml | Syntax::Json, Ok(text)) => Lines::of(text).at(text, at),
        _ => (1, crate::arena::short(at).saturating_add(1)),
    };
    ReadError { code: fault.code, place: Some(Place { line, column, start: at, end: at }), what: fault.what }
}
