//! The XML reader: XML 1.0 (fifth edition) and Namespaces 1.0, without DTDs, without recursion.

mod decode;
mod names;
mod scope;

pub(crate) use names::{is_char, is_ncname};

use crate::arena::{Builder, Piece, Slot};
use crate::error::Fault;
use crate::limits::MAX_ATTRIBUTES;
use crate::node::Kind;
use scope::Scope;

/// Reads the text of one XML document into `tree`; gives the number of the root element.
pub(crate) fn read(text: &str, tree: &mut Builder) -> Result<u32, Fault> {
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut reader =
        Reader { text, bytes: text.as_bytes(), at: start, tree, scope: Scope::default(), open: Vec::new() };
    reader.declaration()?;
    reader.document()
}

/// A name as it stands in the source: where it begins, where the local part begins, where it ends.
#[derive(Clone, Copy)]
struct QName {
    start: usize,
    local: usize,
    end: usize,
}

struct RawAttribute {
    name: QName,
    value: Piece,
    end: usize,
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tree: &'a mut Builder,
    scope: Scope,
    /// The names of the open elements.
    open: Vec<QName>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, with: &str) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(with.as_bytes()))
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Passes white space; was there any?
    fn space(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at > start
    }

    fn document(&mut self) -> Result<u32, Fault> {
        self.tree.open(Slot::new(Kind::Top, 0, 0))?;
        let mut root = None;
        while let Some(byte) = self.peek() {
            if byte != b'<' {
                if !self.open.is_empty() {
                    self.characters()?;
                } else if !self.space() {
                    return Err(Fault::xml(self.at, "text outside the root element"));
                }
                continue;
            }
            match self.bytes.get(self.at + 1) {
                Some(b'/') => self.end_tag()?,
                Some(b'?') => self.instruction()?,
                Some(b'!') if self.starts("<!--") => self.comment()?,
                Some(b'!') if self.starts("<![CDATA[") && !self.open.is_empty() => self.characters()?,
                Some(b'!') if self.starts("<!DOCTYPE") => {
                    return Err(Fault { code: "XML_DTD", at: self.at, what: "a document type declaration" });
                }
                _ if self.open.is_empty() && root.is_some() => {
                    return Err(Fault::xml(self.at, "more than one root element"));
                }
                _ => {
                    let element = self.start_tag()?;
                    root.get_or_insert(element);
                }
            }
        }
        if !self.open.is_empty() {
            return Err(Fault::xml(self.at, "an element is not closed"));
        }
        self.tree.close(self.at);
        root.ok_or(Fault::xml(self.at, "there is no root element"))
    }

    /// The XML declaration: version 1.0, and no other encoding than UTF-8 (ASCII is part of it).
    fn declaration(&mut self) -> Result<(), Fault> {
        if !self.starts("<?xml") || !matches!(self.bytes.get(self.at + 5), Some(b' ' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(());
        }
        let start = self.at;
        self.at += 5;
        let mut expected = ["version", "encoding", "standalone"].iter();
        let mut versioned = false;
        loop {
            let spaced = self.space();
            if self.starts("?>") {
                break;
            }
            let name = self.qname()?;
            let word = self.slice(name.start, name.end);
            if !spaced || !expected.any(|e| *e == word) {
                return Err(Fault::xml(name.start, "not a correct XML declaration"));
            }
            self.equals()?;
            let (from, to) = self.quoted()?;
            let value = self.slice(from, to);
            versioned |= word == "version";
            match word {
                "version" if value != "1.0" => return Err(Fault::xml(from, "a version other than XML 1.0")),
                "encoding" if !["utf-8", "us-ascii"].contains(&value.to_ascii_lowercase().as_str()) => {
                    return Err(Fault { code: "NOT_UTF8", at: from, what: "an encoding other than UTF-8" });
                }
                "standalone" if value != "yes" && value != "no" => {
                    return Err(Fault::xml(from, "standalone is yes or no"));
                }
                _ => {}
            }
        }
        if !versioned {
            return Err(Fault::xml(start, "an XML declaration without version"));
        }
        self.at += 2;
        Ok(())
    }

    fn equals(&mut self) -> Result<(), Fault> {
        self.space();
        if self.peek() != Some(b'=') {
            return Err(Fault::xml(self.at, "an equals sign is expected"));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Passes a quoted value; gives the range between the quotes. `<` may not stand in it.
    fn quoted(&mut self) -> Result<(usize, usize), Fault> {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return Err(Fault::xml(self.at, "a quote is expected"));
        };
        self.at += 1;
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|b| *b == quote || *b == b'<') else {
            return Err(Fault::xml(self.bytes.len(), "a value is not closed"));
        };
        self.at += length;
        if self.peek() != Some(quote) {
            return Err(Fault::xml(self.at, "'<' in a value"));
        }
        self.at += 1;
        Ok((start, start + length))
    }

    /// Reads a name with at most one colon (REC-xml-names section 4).
    fn qname(&mut self) -> Result<QName, Fault> {
        let start = self.at;
        let (first, mut end) = self.ncname(start)?;
        let mut local = first;
        if self.bytes.get(end) == Some(&b':') {
            (local, end) = self.ncname(end + 1)?;
        }
        self.at = end;
        Ok(QName { start, local, end })
    }

    fn ncname(&self, start: usize) -> Result<(usize, usize), Fault> {
        match names::ncname_end(self.text, start) {
            Some(end) => Ok((start, end)),
            None => Err(Fault::xml(start, "a name is expected")),
        }
    }

    fn start_tag(&mut self) -> Result<u32, Fault> {
        let start = self.at;
        self.at += 1;
        let name = self.qname()?;
        let mut attributes: Vec<RawAttribute> = Vec::new();
        let empty = loop {
            let spaced = self.space();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    break false;
                }
                Some(b'/') if self.bytes.get(self.at + 1) == Some(&b'>') => {
                    self.at += 2;
                    break true;
                }
                Some(_) if spaced => {
                    if attributes.len() >= MAX_ATTRIBUTES {
                        return Err(Fault {
                            code: "TOO_MANY_NODES",
                            at: self.at,
                            what: "too many attributes",
                        });
                    }
                    let name = self.qname()?;
                    self.equals()?;
                    let (from, to) = self.quoted()?;
                    let value = decode::attribute(self.text, from, to, &mut self.tree.decoded)?;
                    attributes.push(RawAttribute { name, value, end: self.at });
                }
                Some(_) => return Err(Fault::xml(self.at, "white space is expected")),
                None => return Err(Fault::xml(self.at, "a tag is not closed")),
            }
        };
        let element = self.element(start, name, &attributes)?;
        if empty {
            self.close();
        }
        Ok(element)
    }

    fn element(&mut self, start: usize, name: QName, attributes: &[RawAttribute]) -> Result<u32, Fault> {
        let mut slot = Slot::new(Kind::Element, start, self.at);
        (slot.prefix, slot.name) = parts(name);
        let id = self.tree.open(slot)?;
        self.open.push(name);
        self.scope.enter();
        for raw in attributes {
            self.declare(id, raw)?;
        }
        let namespace = self.resolve(name, true)?;
        if let Some(own) = self.tree.slots.get_mut(id as usize) {
            own.namespace = namespace;
        }
        let mut last = crate::arena::NONE;
        for raw in attributes {
            if self.is_declaration(raw.name) {
                continue;
            }
            let mut slot = Slot::new(Kind::Attribute, raw.name.start, raw.end);
            (slot.prefix, slot.name) = parts(raw.name);
            slot.namespace = self.resolve(raw.name, false)?;
            slot.value = raw.value;
            if self.repeated(id, &slot) {
                return Err(Fault::xml(raw.name.start, "an attribute occurs twice"));
            }
            last = self.tree.attribute(id, last, slot)?;
        }
        Ok(id)
    }

    fn is_declaration(&self, name: QName) -> bool {
        let text = self.slice(name.start, name.end);
        text == "xmlns" || text.starts_with("xmlns:")
    }

    fn declare(&mut self, element: u32, raw: &RawAttribute) -> Result<(), Fault> {
        if self.is_declaration(raw.name) {
            let (_, local) = parts(raw.name);
            let prefix = if raw.name.local == raw.name.start { Piece::EMPTY } else { local };
            self.scope.declare(self.tree, self.text, element, prefix, raw.value, raw.name.start)?;
        }
        Ok(())
    }

    fn resolve(&self, name: QName, element: bool) -> Result<u32, Fault> {
        let prefix = self.slice(name.start, name.local.saturating_sub(1).max(name.start));
        let found = self.scope.resolve(self.tree, self.text, prefix, element);
        found.ok_or(Fault::xml(name.start, "a prefix that nothing declares"))
    }

    /// Does the element already have an attribute of that name in that namespace?
    fn repeated(&self, element: u32, slot: &Slot) -> bool {
        let decoded = &self.tree.decoded;
        let local = slot.name.of(self.text, decoded);
        let uri = self.scope.uri(self.tree, self.text, slot.namespace);
        let mut at = self.tree.slots.get(element as usize).map_or(crate::arena::NONE, |e| e.attributes);
        while let Some(other) = self.tree.slots.get(at as usize) {
            if other.name.of(self.text, decoded) == local
                && self.scope.uri(self.tree, self.text, other.namespace) == uri
            {
                return true;
            }
            at = other.next;
        }
        false
    }

    fn end_tag(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 2;
        let name = self.qname()?;
        self.space();
        if self.peek() != Some(b'>') {
            return Err(Fault::xml(self.at, "a tag is not closed"));
        }
        self.at += 1;
        match self.open.last() {
            Some(o) if self.slice(o.start, o.end) == self.slice(name.start, name.end) => self.close(),
            _ => return Err(Fault::xml(start, "an end tag without its start tag")),
        }
        Ok(())
    }

    fn close(&mut self) {
        self.open.pop();
        self.scope.leave();
        self.tree.close(self.at);
    }

    /// Text, CDATA sections and references up to the next other markup: one text node (XPath 1.0
    /// section 5.7). The reader stands inside an element.
    fn characters(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let plain = decode::plain_end(self.bytes, start);
        if plain > start && self.bytes.get(plain) == Some(&b'<') {
            self.at = plain;
            if !self.starts("<![CDATA[") {
                decode::check(self.text, start, plain)?;
                let mut slot = Slot::new(Kind::Text, start, plain);
                slot.value = Piece::source(start, plain);
                return self.tree.add(slot).map(|_| ());
            }
            self.at = start;
        }
        let decoded = self.tree.decoded.len();
        loop {
            if self.starts("<![CDATA[") {
                let from = self.at + 9;
                let to = self.until(from, "]]>", "a CDATA section is not closed")?;
                decode::lines(self.text, from, to, &mut self.tree.decoded)?;
                self.at = to + 3;
            } else if self.peek().is_some_and(|b| b != b'<') {
                let from = self.at;
                let rest = self.bytes.get(from..).unwrap_or_default();
                let to = rest.iter().position(|b| *b == b'<').map_or(self.bytes.len(), |n| from + n);
                decode::text(self.text, from, to, &mut self.tree.decoded)?;
                self.at = to;
            } else {
                break;
            }
        }
        let end = self.tree.decoded.len();
        if end == decoded {
            return Ok(());
        }
        let mut slot = Slot::new(Kind::Text, start, self.at);
        slot.value = Piece::decoded(decoded, end);
        self.tree.add(slot).map(|_| ())
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let to = self.until(start + 4, "--", "a comment is not closed")?;
        if self.bytes.get(to + 2) != Some(&b'>') {
            return Err(Fault::xml(to, "'--' in a comment"));
        }
        self.at = to + 3;
        let mut slot = Slot::new(Kind::Comment, start, self.at);
        slot.value = decode::kept(self.text, start + 4, to, &mut self.tree.decoded)?;
        self.tree.add(slot).map(|_| ())
    }

    fn instruction(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let (from, end) = self.ncname(start + 2)?;
        if self.slice(from, end).eq_ignore_ascii_case("xml") {
            return Err(Fault::xml(start, "an XML declaration that is not at the start"));
        }
        self.at = end;
        let spaced = self.space();
        let data = self.at;
        let to = self.until(data, "?>", "a processing instruction is not closed")?;
        if !spaced && to > data {
            return Err(Fault::xml(end, "white space is expected"));
        }
        self.at = to + 2;
        let mut slot = Slot::new(Kind::Instruction, start, self.at);
        slot.name = Piece::source(from, end);
        slot.value = decode::kept(self.text, data, to, &mut self.tree.decoded)?;
        self.tree.add(slot).map(|_| ())
    }

    fn until(&self, from: usize, end: &str, what: &'static str) -> Result<usize, Fault> {
        let rest = self.text.get(from..).unwrap_or_default();
        rest.find(end).map(|n| from + n).ok_or(Fault::xml(self.bytes.len(), what))
    }
}

/// Prefix (empty where there is none) and local name.
fn parts(name: QName) -> (Piece, Piece) {
    let prefix = if name.local == name.start {
        Piece::EMPTY
    } else {
        Piece::source(name.start, name.local.saturating_sub(1))
    };
    (prefix, Piece::source(name.local, name.end))
}
