//! A small XML tree with its own canonical forms (C14N 1.0, Exclusive C14N 1.0), read by quick-xml.
//! Enough for what packs write: no comments, no instructions, no document type.

use crate::{Result, SimulatorError};
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};
use std::{collections::BTreeMap, fmt::Write as _};

/// An element with its declarations, attributes and content.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    /// Name with prefix.
    pub name: String,
    /// `xmlns` declarations: prefix ("" for the default) and URI.
    pub declarations: Vec<(String, String)>,
    /// Other attributes: name with prefix, and value.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Piece>,
}

/// Content of an element.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Element(Element),
    Text(String),
}

/// Prefix to URI.
pub(crate) type Scope = BTreeMap<String, String>;

/// Which canonical form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// C14N 1.0: an apex carries all declarations in scope.
    Inclusive,
    /// Exclusive C14N 1.0: only what is visibly used, where it is used.
    Exclusive,
}

fn failed(what: impl std::fmt::Display) -> SimulatorError {
    SimulatorError::Write { what: "XML".to_owned(), reason: what.to_string() }
}

impl Element {
    pub fn parse(text: &str) -> Result<Self> {
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open: Vec<Self> = Vec::new();
        loop {
            let text = match reader.read_event().map_err(failed)? {
                Event::Start(tag) => {
                    open.push(Self::head(&tag)?);
                    continue;
                }
                Event::Empty(tag) => {
                    let element = Self::head(&tag)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Piece::Element(element)),
                        None => return Ok(element),
                    }
                    continue;
                }
                Event::End(_) => {
                    let element = open.pop().ok_or_else(|| failed("an end without a beginning"))?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Piece::Element(element)),
                        None => return Ok(element),
                    }
                    continue;
                }
                Event::Text(text) => text.to_string(),
                Event::CData(text) => text.to_string(),
                Event::GeneralRef(name) => reference(&name)?.to_string(),
                Event::Decl(_) => continue,
                Event::Eof => return Err(failed("it ends early")),
                other => return Err(failed(format!("not expected: {other:?}"))),
            };
            if let Some(parent) = open.last_mut() {
                // XML 1.0, 2.11: line ends are one line feed.
                let text = text.replace("\r\n", "\n");
                match parent.children.last_mut() {
                    Some(Piece::Text(before)) => before.push_str(&text),
                    _ => parent.children.push(Piece::Text(text)),
                }
            }
        }
    }

    fn head(tag: &BytesStart<'_>) -> Result<Self> {
        let mut element = Self { name: tag.name().as_ref().to_owned(), ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(failed)?;
            let name: &str = attribute.key.as_ref();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(failed)?.into_owned();
            match (name, name.strip_prefix("xmlns:")) {
                ("xmlns", _) => element.declarations.push((String::new(), value)),
                (_, Some(prefix)) => element.declarations.push((prefix.to_owned(), value)),
                _ => element.attributes.push((name.to_owned(), value)),
            }
        }
        Ok(element)
    }

    /// Name without prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.0 == name).map(|attribute| attribute.1.as_str())
    }

    pub fn set_attribute(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|attribute| attribute.0 == name) {
            Some(attribute) => value.clone_into(&mut attribute.1),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    /// The descendant at a path of local names below this element; the element itself for an empty path.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        self.children.iter().find_map(|piece| match piece {
            Piece::Element(child) if child.local() == *first => child.at(rest),
            _ => None,
        })
    }

    /// The same, to change it.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        self.children.iter_mut().find_map(|piece| match piece {
            Piece::Element(child) if child.local() == *first => child.at_mut(rest),
            _ => None,
        })
    }

    /// Replaces all content by one text.
    /// Its own text, without that of its elements.
    pub fn text(&self) -> String {
        let own = self.children.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Element(_) => None,
        });
        own.collect()
    }

    pub fn set_text(&mut self, text: &str) {
        self.children = vec![Piece::Text(text.to_owned())];
    }

    /// The declarations in scope at the end of a path, from this element on.
    pub fn scope(&self, path: &[&str]) -> Scope {
        let mut scope: Scope = self.declarations.iter().cloned().collect();
        let mut at = self;
        for name in path {
            let Some(next) = at.at(&[name]) else { break };
            scope.extend(next.declarations.iter().cloned());
            at = next;
        }
        scope
    }

    /// The whole as a document.
    pub fn document(&self) -> String {
        let body = self.canonical(&Scope::new(), Form::Inclusive);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n")
    }

    /// The canonical form of this element as the apex, with `outside` in scope around it.
    pub fn canonical(&self, outside: &Scope, form: Form) -> String {
        let mut out = String::new();
        let rendered = Scope::new();
        self.emit(&mut out, outside, &rendered, form, true);
        out
    }

    fn emit(&self, out: &mut String, outside: &Scope, rendered: &Scope, form: Form, apex: bool) {
        let mut scope = outside.clone();
        scope.extend(self.declarations.iter().cloned());
        let prefix =
            |name: &str| name.split_once(':').map_or_else(String::new, |(prefix, _)| prefix.to_owned());
        let wanted: Scope = match form {
            Form::Inclusive if apex => scope.clone(),
            Form::Inclusive => self.declarations.iter().cloned().collect(),
            Form::Exclusive => {
                let mut used = vec![prefix(&self.name)];
                used.extend(
                    self.attributes.iter().map(|attribute| prefix(&attribute.0)).filter(|p| !p.is_empty()),
                );
                used.into_iter().filter_map(|p| scope.get(&p).map(|uri| (p.clone(), uri.clone()))).collect()
            }
        };
        let mut rendered = rendered.clone();
        out.push('<');
        out.push_str(&self.name);
        for (prefix, uri) in wanted {
            let before = rendered.get(&prefix).map_or("", String::as_str);
            if before != uri && prefix != "xml" {
                let colon = if prefix.is_empty() { "" } else { ":" };
                let _ = write!(out, " xmlns{colon}{prefix}=\"{}\"", attribute_text(&uri));
                rendered.insert(prefix, uri);
            }
        }
        let mut attributes = self.attributes.clone();
        attributes.sort_by_key(|(name, _)| match name.split_once(':') {
            Some((prefix, local)) => (scope.get(prefix).cloned().unwrap_or_default(), local.to_owned()),
            None => (String::new(), name.clone()),
        });
        for (name, value) in attributes {
            let _ = write!(out, " {name}=\"{}\"", attribute_text(&value));
        }
        out.push('>');
        for piece in &self.children {
            match piece {
                Piece::Element(child) => child.emit(out, &scope, &rendered, form, false),
                Piece::Text(text) => out.push_str(&content_text(text)),
            }
        }
        let _ = write!(out, "</{}>", self.name);
    }
}

/// C14N 1.0, 2.3: text nodes.
fn content_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#xD;")
}

/// C14N 1.0, 2.3: attribute values.
fn attribute_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\t', "&#x9;")
        .replace('\n', "&#xA;")
        .replace('\r', "&#xD;")
}

/// One of the five predefined entities, or a character reference.
fn reference(name: &str) -> Result<char> {
    let number = |text: &str, radix| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(hex), _) => number(hex, 16),
            (_, Some(decimal)) => number(decimal, 10),
            _ => None,
        },
    }
    .ok_or_else(|| failed("an entity that is not predefined"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    const SOURCE: &str = "<?xml version=\"1.0\"?>\n<s:a xmlns:s=\"urn:s\" xmlns:t=\"urn:t\" z='1' b=\"&lt;&#10;\">\
         <c id=\"C\"/>\u{20}&amp;&#xD;<![CDATA[<x>]]><t:d/></s:a>";

    #[test]
    fn both_forms_are_those_of_the_recommendations() {
        let root = Element::parse(SOURCE).unwrap();
        assert_eq!(
            root.canonical(&Scope::new(), Form::Exclusive),
            "<s:a xmlns:s=\"urn:s\" b=\"&lt;&#xA;\" z=\"1\"><c id=\"C\"></c> &amp;&#xD;&lt;x&gt;\
             <t:d xmlns:t=\"urn:t\"></t:d></s:a>",
            "unused declarations move to where they are used"
        );
        let c = root.at(&["c"]).unwrap();
        assert_eq!(
            c.canonical(&root.scope(&[]), Form::Inclusive),
            "<c xmlns:s=\"urn:s\" xmlns:t=\"urn:t\" id=\"C\"></c>",
            "an apex inherits every declaration"
        );
        assert_eq!(
            c.canonical(&root.scope(&[]), Form::Exclusive),
            "<c id=\"C\"></c>",
            "or none that it does not use"
        );
    }

    #[test]
    fn a_document_reads_back_as_itself() {
        let document = Element::parse(SOURCE).unwrap().document();
        assert_eq!(Element::parse(&document).unwrap().document(), document, "document(parse(d)) = d");
    }
}
