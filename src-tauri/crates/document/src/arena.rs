//! The arena: all nodes of a document in one vector, texts as ranges of the source or of one buffer.

use crate::error::Fault;
use crate::limits::{Limits, MAX_DEPTH, Syntax};
use crate::node::Kind;
use crate::place::Lines;
use std::sync::{Arc, OnceLock};

/// No such node, namespace or text.
pub(crate) const NONE: u32 = u32::MAX;
/// The namespace of the prefix `xml`, which needs no declaration.
pub(crate) const XML_PREFIX: u32 = u32::MAX - 1;
/// The name of that namespace (REC-xml-names section 3).
pub(crate) const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";

const DECODED: u32 = 1 << 31;

/// A text: a range of the source, or (top bit of `start`) of the arena's own buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    start: u32,
    len: u32,
}

impl Piece {
    pub const ABSENT: Self = Self { start: NONE, len: 0 };
    pub const EMPTY: Self = Self { start: 0, len: 0 };

    pub fn source(start: usize, end: usize) -> Self {
        Self { start: short(start), len: short(end.saturating_sub(start)) }
    }

    pub fn decoded(start: usize, end: usize) -> Self {
        Self { start: short(start) | DECODED, len: short(end.saturating_sub(start)) }
    }

    pub fn is_absent(self) -> bool {
        self.start == NONE
    }

    /// First byte, where the piece is one of the source.
    pub fn start(self) -> usize {
        (self.start & !DECODED) as usize
    }

    pub fn len(self) -> usize {
        self.len as usize
    }

    pub fn is_decoded(self) -> bool {
        self.start & DECODED != 0
    }

    pub fn range(self) -> std::ops::Range<usize> {
        let start = self.start();
        start..start + self.len as usize
    }

    /// The text, from the source and the buffer it may stand in.
    pub fn of<'a>(self, source: &'a str, decoded: &'a str) -> &'a str {
        let from = if self.is_decoded() { decoded } else { source };
        from.get(self.range()).unwrap_or_default()
    }
}

/// A size as the arena keeps it. Sizes are under 2^31: `Document::read` sees to it.
pub(crate) fn short(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub kind: Kind,
    pub parent: u32,
    pub next: u32,
    pub first: u32,
    /// XML: the first attribute, a slot of its own.
    pub attributes: u32,
    pub name: Piece,
    /// XML: the prefix. JSON: the key as it stands in the source.
    pub prefix: Piece,
    /// XML: index of the declaration, [`XML_PREFIX`] or [`NONE`].
    pub namespace: u32,
    pub value: Piece,
    pub start: u32,
    pub end: u32,
}

impl Slot {
    pub fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self {
            kind,
            parent: NONE,
            next: NONE,
            first: NONE,
            attributes: NONE,
            name: Piece::ABSENT,
            prefix: Piece::ABSENT,
            namespace: NONE,
            value: Piece::ABSENT,
            start: short(start),
            end: short(end),
        }
    }
}

/// A namespace declaration, in the order of the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declaration {
    pub element: u32,
    /// Empty for the default namespace.
    pub prefix: Piece,
    pub uri: Piece,
}

pub(crate) enum Source {
    Text(Arc<str>),
    Binary(Arc<[u8]>),
}

pub(crate) struct Arena {
    pub syntax: Syntax,
    pub source: Source,
    pub slots: Vec<Slot>,
    pub decoded: String,
    /// CBOR byte strings that came in chunks.
    pub blobs: Vec<u8>,
    pub declarations: Vec<Declaration>,
    pub root: u32,
    pub lines: OnceLock<Lines>,
    /// Position among siblings as `path` shows it; 0 where none is shown.
    pub ordinals: OnceLock<Vec<u32>>,
}

impl Arena {
    pub fn text(&self) -> &str {
        match &self.source {
            Source::Text(text) => text,
            Source::Binary(_) => "",
        }
    }

    pub fn bytes(&self) -> &[u8] {
        match &self.source {
            Source::Text(text) => text.as_bytes(),
            Source::Binary(bytes) => bytes,
        }
    }

    /// Whether a piece says this. Lengths differ nearly always where texts do, and bytes need no look at characters.
    pub fn says(&self, piece: Piece, text: &str) -> bool {
        if piece.len() != text.len() || piece.is_absent() {
            return false;
        }
        let from = if piece.is_decoded() { self.decoded.as_bytes() } else { self.bytes() };
        from.get(piece.range()) == Some(text.as_bytes())
    }

    pub fn piece(&self, piece: Piece) -> Option<&str> {
        if piece.is_absent() { None } else { Some(piece.of(self.text(), &self.decoded)) }
    }
}

/// A node that is open while reading, and its last child so far.
struct Open {
    node: u32,
    last: u32,
}

/// The arena in the making. Holds the limits, so that no reader can forget them.
pub(crate) struct Builder {
    pub slots: Vec<Slot>,
    pub decoded: String,
    pub blobs: Vec<u8>,
    pub declarations: Vec<Declaration>,
    open: Vec<Open>,
    nodes: usize,
    depth: usize,
}

impl Builder {
    pub fn new(limits: &Limits, expected: usize) -> Self {
        let nodes = limits.nodes as usize;
        Self {
            slots: Vec::with_capacity(expected.min(nodes)),
            decoded: String::new(),
            blobs: Vec::new(),
            declarations: Vec::new(),
            open: Vec::with_capacity(16),
            nodes,
            depth: limits.depth.min(MAX_DEPTH) as usize,
        }
    }

    /// Room for one more node, attribute or namespace declaration?
    pub fn room(&self, at: usize) -> Result<(), Fault> {
        if self.slots.len() + self.declarations.len() >= self.nodes {
            return Err(Fault { code: "TOO_MANY_NODES", at, what: "more nodes than the limit" });
        }
        Ok(())
    }

    /// Appends a node to the open one.
    pub fn add(&mut self, mut slot: Slot) -> Result<u32, Fault> {
        self.room(slot.start as usize)?;
        let id = short(self.slots.len());
        if let Some(open) = self.open.last_mut() {
            slot.parent = open.node;
            let (node, last) = (open.node, open.last);
            open.last = id;
            if last == NONE {
                if let Some(parent) = self.slots.get_mut(node as usize) {
                    parent.first = id;
                }
            } else if let Some(before) = self.slots.get_mut(last as usize) {
                before.next = id;
            }
        }
        self.slots.push(slot);
        Ok(id)
    }

    /// Appends a node and opens it.
    pub fn open(&mut self, slot: Slot) -> Result<u32, Fault> {
        let at = slot.start as usize;
        // The XML document node is no level of nesting.
        let levels = self.open.len() - usize::from(self.slots.first().is_some_and(|s| s.kind == Kind::Top));
        if levels >= self.depth && slot.kind != Kind::Top {
            return Err(Fault { code: "TOO_DEEP", at, what: "nested deeper than the limit" });
        }
        let id = self.add(slot)?;
        self.open.push(Open { node: id, last: NONE });
        Ok(id)
    }

    /// Closes the open node at `end` and gives its number.
    pub fn close(&mut self, end: usize) -> Option<u32> {
        let open = self.open.pop()?;
        if let Some(slot) = self.slots.get_mut(open.node as usize) {
            slot.end = short(end);
        }
        Some(open.node)
    }

    /// The kind of the open node.
    pub fn inside(&self) -> Option<Kind> {
        let open = self.open.last()?;
        self.slots.get(open.node as usize).map(|s| s.kind)
    }

    /// Appends an attribute after `before` (or as the first one) to an element.
    pub fn attribute(&mut self, element: u32, before: u32, mut slot: Slot) -> Result<u32, Fault> {
        self.room(slot.start as usize)?;
        slot.parent = element;
        let id = short(self.slots.len());
        if before == NONE {
            if let Some(owner) = self.slots.get_mut(element as usize) {
                owner.attributes = id;
            }
        } else if let Some(previous) = self.slots.get_mut(before as usize) {
            previous.next = id;
        }
        self.slots.push(slot);
        Ok(id)
    }

    /// The names of the children of `node`, with their slots: for the check of duplicate keys.
    pub fn children(&self, node: u32) -> impl Iterator<Item = &Slot> {
        let mut at = self.slots.get(node as usize).map_or(NONE, |s| s.first);
        std::iter::from_fn(move || {
            let slot = self.slots.get(at as usize)?;
            at = slot.next;
            Some(slot)
        })
    }

    /// The place of the second of two equal keys of `object`, if there are such.
    pub fn duplicate_key(&self, object: u32, source: &str) -> Option<usize> {
        let mut keys: Vec<(&str, usize)> =
            self.children(object).map(|s| (s.name.of(source, &self.decoded), s.prefix.start())).collect();
        if keys.len() < 9 {
            let mut seen = keys.iter().enumerate();
            return seen
                .find_map(|(n, key)| keys.iter().take(n).any(|earlier| earlier.0 == key.0).then_some(key.1));
        }
        keys.sort_unstable();
        keys.iter().zip(keys.iter().skip(1)).find(|(a, b)| a.0 == b.0).map(|(_, b)| b.1)
    }
}
