//! Namespaces in scope while reading (REC-xml-names).

use crate::arena::{Builder, Declaration, NONE, Piece, XML_PREFIX, XML_URI, short};
use crate::error::Fault;
use crate::limits::MAX_NAMESPACES;

const XMLNS_URI: &str = "http://www.w3.org/2000/xmlns/";

/// The declarations in scope, innermost last, and how many there were before each open element.
#[derive(Default)]
pub(super) struct Scope {
    visible: Vec<u32>,
    before: Vec<usize>,
}

impl Scope {
    pub fn enter(&mut self) {
        self.before.push(self.visible.len());
    }

    pub fn leave(&mut self) {
        self.visible.truncate(self.before.pop().unwrap_or(0));
    }

    /// Takes a declaration on the element entered last; `prefix` is empty for the default namespace.
    pub fn declare(
        &mut self,
        tree: &mut Builder,
        text: &str,
        element: u32,
        prefix: Piece,
        uri: Piece,
        at: usize,
    ) -> Result<(), Fault> {
        let name = prefix.of(text, &tree.decoded);
        let value = uri.of(text, &tree.decoded);
        match (name, value) {
            ("xmlns", _) => return Err(Fault::xml(at, "the prefix xmlns cannot be declared")),
            ("xml", XML_URI) => return Ok(()),
            ("xml", _) | (_, XML_URI) => {
                return Err(Fault::xml(at, "the prefix xml means one namespace only"));
            }
            (_, XMLNS_URI) => return Err(Fault::xml(at, "the namespace of xmlns cannot be declared")),
            (prefix, "") if !prefix.is_empty() => {
                return Err(Fault::xml(at, "a prefix cannot be taken back in XML 1.0"));
            }
            _ => {}
        }
        let own = self.visible.iter().skip(self.before.last().copied().unwrap_or(0));
        let mut own = own.filter_map(|d| tree.declarations.get(*d as usize));
        if own.any(|d| d.prefix.of(text, &tree.decoded) == name) {
            return Err(Fault::xml(at, "a namespace is declared twice"));
        }
        tree.room(at)?;
        if self.visible.len() >= MAX_NAMESPACES {
            return Err(Fault { code: "TOO_MANY_NODES", at, what: "too many namespaces in scope" });
        }
        self.visible.push(short(tree.declarations.len()));
        tree.declarations.push(Declaration { element, prefix, uri });
        Ok(())
    }

    /// The namespace that a prefix means here ([`NONE`]: none); None where nothing declares it.
    pub fn resolve(&self, tree: &Builder, text: &str, prefix: &str, element: bool) -> Option<u32> {
        if prefix.is_empty() && !element {
            return Some(NONE);
        }
        let found = self.visible.iter().rev().find_map(|d| {
            let declaration = tree.declarations.get(*d as usize)?;
            (declaration.prefix.of(text, &tree.decoded) == prefix).then_some((*d, declaration.uri))
        });
        match found {
            Some((_, uri)) if uri.of(text, &tree.decoded).is_empty() => Some(NONE),
            Some((d, _)) => Some(d),
            None if prefix.is_empty() => Some(NONE),
            None if prefix == "xml" => Some(XML_PREFIX),
            None => None,
        }
    }

    /// The name of a namespace.
    #[allow(clippy::unused_self)] // reads better at the caller: the scope knows its names
    pub fn uri<'t>(&self, tree: &'t Builder, text: &'t str, namespace: u32) -> Option<&'t str> {
        match namespace {
            NONE => None,
            XML_PREFIX => Some(XML_URI),
            n => tree.declarations.get(n as usize).map(|d| d.uri.of(text, &tree.decoded)),
        }
    }
}
