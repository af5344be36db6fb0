//! One node of a document.

use crate::arena::{NONE, Slot, XML_PREFIX, XML_URI};
use crate::document::Document;
use crate::limits::Syntax;
use crate::place::{Lines, Place};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// The number of a node within its document.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The number itself: from 0, less than [`Document::size`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The XML document node.
    Top,
    /// An XML element.
    Element,
    /// An XML attribute (namespace declarations are none).
    Attribute,
    /// XML text: adjacent text, CDATA sections and references are one node.
    Text,
    /// An XML comment.
    Comment,
    /// An XML processing instruction: `name` is its target.
    Instruction,
    /// A JSON object or CBOR map.
    Object,
    /// A JSON or CBOR array.
    Array,
    /// A JSON or CBOR text string.
    String,
    /// A number: `value` is its source text in JSON, a decimal text in CBOR.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// A CBOR byte string.
    Bytes,
}

/// A node: a number and its document. Copying it is free.
#[derive(Copy, Clone)]
pub struct Node<'d> {
    pub(crate) document: &'d Document,
    pub(crate) id: NodeId,
}

/// The children of a node, in document order.
#[derive(Clone)]
pub struct Children<'d> {
    document: &'d Document,
    next: u32,
}

/// The attributes of an element, in source order.
#[derive(Clone)]
pub struct Attributes<'d>(Children<'d>);

/// The child elements of a node, in document order.
#[derive(Clone)]
pub struct Elements<'d>(Children<'d>);

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        let slot = self.document.arena.slots.get(self.next as usize)?;
        let node = Node { document: self.document, id: NodeId(self.next) };
        self.next = slot.next;
        Some(node)
    }
}

impl<'d> Iterator for Attributes<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.0.next()
    }
}

impl<'d> Iterator for Elements<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.0.find(|n| n.kind() == Kind::Element)
    }
}

/// Stands in for a slot that cannot be missing, so that reading one never panics.
static NOTHING: Slot = Slot {
    kind: Kind::Null,
    parent: NONE,
    next: NONE,
    first: NONE,
    attributes: NONE,
    name: crate::arena::Piece::ABSENT,
    prefix: crate::arena::Piece::ABSENT,
    namespace: NONE,
    value: crate::arena::Piece::ABSENT,
    start: 0,
    end: 0,
};

impl<'d> Node<'d> {
    fn slot(self) -> &'d Slot {
        self.document.arena.slots.get(self.id.0 as usize).unwrap_or(&NOTHING)
    }

    fn at(self, id: u32) -> Option<Self> {
        (id != NONE).then_some(Self { document: self.document, id: NodeId(id) })
    }

    /// Its number, for [`Document::node`].
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// The document it belongs to.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.slot().kind
    }

    /// The node it stands in; the element of an attribute. None for the top.
    pub fn parent(&self) -> Option<Node<'d>> {
        self.at(self.slot().parent)
    }

    /// XML: elements, text, comments, instructions, not attributes. Object: the values of its
    /// members, each with its `name()`. Array: its elements.
    pub fn children(&self) -> Children<'d> {
        Children { document: self.document, next: self.slot().first }
    }

    /// Whether it has children.
    pub fn has_children(&self) -> bool {
        self.slot().first != NONE
    }

    /// The attributes of an XML element, without namespace declarations.
    pub fn attributes(&self) -> Attributes<'d> {
        Attributes(Children { document: self.document, next: self.slot().attributes })
    }

    /// The value of the attribute of that name in no namespace.
    pub fn attribute(&self, local: &str) -> Option<&'d str> {
        self.attributes().find(|a| a.slot().namespace == NONE && a.name() == Some(local))?.value()
    }

    /// The value of the attribute of that name in that namespace.
    pub fn attribute_ns(&self, namespace: &str, local: &str) -> Option<&'d str> {
        self.attributes().find(|a| a.name() == Some(local) && a.namespace() == Some(namespace))?.value()
    }

    /// XML: the local name, an instruction's target. JSON and CBOR: the key, where it is a member.
    pub fn name(&self) -> Option<&'d str> {
        self.document.arena.piece(self.slot().name)
    }

    /// Whether its name (XML: the local one; JSON and CBOR: its key) is this one.
    pub fn is_named(&self, name: &str) -> bool {
        self.document.arena.says(self.slot().name, name)
    }

    /// Whether it is the XML element of that namespace and local name.
    pub fn is_element(&self, namespace: Option<&str>, local: &str) -> bool {
        self.kind() == Kind::Element && self.is_named(local) && self.namespace() == namespace
    }

    /// The prefix of an XML element or attribute exactly as in the source; "" where it has none.
    pub fn prefix(&self) -> Option<&'d str> {
        match self.kind() {
            Kind::Element | Kind::Attribute => self.document.arena.piece(self.slot().prefix),
            _ => None,
        }
    }

    /// The namespace name of an XML element or attribute.
    pub fn namespace(&self) -> Option<&'d str> {
        match self.slot().namespace {
            NONE => None,
            XML_PREFIX => Some(XML_URI),
            n => self.document.arena.piece(self.document.arena.declarations.get(n as usize)?.uri),
        }
    }

    /// The namespaces declared on this very element, in source order: prefix (None: the default one)
    /// and name ("" takes the default one back). `xmlns:xml` is never listed.
    pub fn namespaces(&self) -> Vec<(Option<&'d str>, &'d str)> {
        let arena = &self.document.arena;
        let first = arena.declarations.partition_point(|d| d.element < self.id.0);
        let own = arena.declarations.iter().skip(first).take_while(|d| d.element == self.id.0);
        own.map(|d| {
            let prefix = arena.piece(d.prefix).filter(|p| !p.is_empty());
            (prefix, arena.piece(d.uri).unwrap_or_default())
        })
        .collect()
    }

    /// Text, attribute, string, comment, instruction: the decoded text. Number: its text, unchanged.
    /// Bool: `true` or `false`. Null, bytes, elements, objects, arrays: None.
    pub fn value(&self) -> Option<&'d str> {
        match self.kind() {
            Kind::Bytes => None,
            _ => self.document.arena.piece(self.slot().value),
        }
    }

    /// The bytes of a CBOR byte string.
    pub fn bytes_value(&self) -> Option<&'d [u8]> {
        let value = self.slot().value;
        if self.kind() != Kind::Bytes || value.is_absent() {
            return None;
        }
        let from = if value.is_decoded() { &self.document.arena.blobs } else { self.document.bytes() };
        from.get(value.range())
    }

    /// Element: all text in it, joined, comments left out. Scalar: its value. Otherwise "".
    pub fn text(&self) -> Cow<'d, str> {
        if !matches!(self.kind(), Kind::Element | Kind::Top) {
            return Cow::Borrowed(self.value().unwrap_or_default());
        }
        let mut joined = Cow::Borrowed("");
        let mut at = self.children().next();
        while let Some(node) = at {
            if node.kind() == Kind::Text {
                joined += node.value().unwrap_or_default();
            }
            at = node.children().next().or_else(|| node.following(self.id));
        }
        joined
    }

    /// The next node in document order that is not inside this one, within `within`.
    fn following(self, within: NodeId) -> Option<Self> {
        let mut node = self;
        loop {
            if let Some(next) = node.at(node.slot().next) {
                return Some(next);
            }
            node = node.parent().filter(|p| p.id != within)?;
        }
    }

    /// The child elements.
    pub fn elements(&self) -> Elements<'d> {
        Elements(self.children())
    }

    /// The child elements of that local name.
    pub fn elements_named<'n>(&self, name: &'n str) -> impl Iterator<Item = Node<'d>> + use<'d, 'n> {
        self.elements().filter(move |e| e.name() == Some(name))
    }

    /// The first child element of that namespace and local name. Mappings ask this of every field: a plain loop over slots.
    pub fn element(&self, namespace: Option<&str>, local: &str) -> Option<Node<'d>> {
        self.child_where(|node, slot| {
            slot.kind == Kind::Element
                && node.document.arena.says(slot.name, local)
                && node.namespace() == namespace
        })
    }

    /// The member of an object by its key.
    pub fn member(&self, key: &str) -> Option<Node<'d>> {
        if self.kind() != Kind::Object {
            return None;
        }
        self.child_where(|node, slot| node.document.arena.says(slot.name, key))
    }

    fn child_where(&self, fits: impl Fn(Self, &Slot) -> bool) -> Option<Self> {
        let slots = &self.document.arena.slots;
        let mut at = self.slot().first;
        while let Some(slot) = slots.get(at as usize) {
            let node = Self { document: self.document, id: NodeId(at) };
            if fits(node, slot) {
                return Some(node);
            }
            at = slot.next;
        }
        None
    }

    /// The text of an element that holds one text and nothing else, or nothing at all.
    pub fn plain_text(&self) -> Option<&'d str> {
        let first = self.slot().first;
        let Some(child) = self.document.arena.slots.get(first as usize) else { return Some("") };
        if child.kind != Kind::Text || child.next != NONE {
            return None;
        }
        self.document.arena.piece(child.value)
    }

    /// The member of that key, or the first child element of that local name.
    pub fn get(&self, name: &str) -> Option<Node<'d>> {
        match self.kind() {
            Kind::Object => self.children().find(|c| c.name() == Some(name)),
            _ => self.elements().find(|c| c.name() == Some(name)),
        }
    }

    /// Where it stands in the source, in bytes. A member's span is its value's, without the key.
    pub fn span(&self) -> Range<usize> {
        self.slot().start as usize..self.slot().end as usize
    }

    /// Where it stands in the source, with line and column.
    pub fn place(&self) -> Place {
        let Range { start, end } = self.span();
        let arena = &self.document.arena;
        if arena.syntax == Syntax::Cbor {
            return Place { line: 1, column: self.slot().start.saturating_add(1), start, end };
        }
        let (line, column) = arena.lines.get_or_init(|| Lines::of(arena.text())).at(arena.text(), start);
        Place { line, column, start, end }
    }
}

impl PartialEq for Node<'_> {
    /// The same node of the same document (not: equal content).
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::sync::Arc::ptr_eq(&self.document.arena, &other.document.arena)
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    /// Kind and path, never the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind(), self.path())
    }
}
