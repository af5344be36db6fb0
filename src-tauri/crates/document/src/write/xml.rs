//! Trees as XML 1.0.

use super::{Trail, Tree};
use crate::error::WriteError;
use crate::xml::{is_char, is_ncname};

pub(crate) fn write(tree: &Tree) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer {
        out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
        trail: Trail::default(),
        prefixes: vec!["xml"],
    };
    if !matches!(tree, Tree::Element { .. }) {
        return Err(writer.trail.refuse("WRITE_SHAPE", "an XML document is one element"));
    }
    writer.node(tree, Some(0))?;
    writer.out.push('\n');
    Ok(writer.out.into_bytes())
}

struct Writer<'t> {
    out: String,
    trail: Trail,
    /// The prefixes that are declared where the writer is.
    prefixes: Vec<&'t str>,
}

impl<'t> Writer<'t> {
    /// Writes a node; `indent` is None inside mixed content, where white space would mean something.
    fn node(&mut self, tree: &'t Tree, indent: Option<usize>) -> Result<(), WriteError> {
        match tree {
            Tree::Text(text) => self.escape(text, false),
            Tree::Element { name, attributes, children } => {
                self.trail.enter(name.clone())?;
                let declared = self.prefixes.len();
                self.element(name, attributes, children, indent)?;
                self.prefixes.truncate(declared);
                self.trail.leave();
                Ok(())
            }
            _ => Err(self.trail.refuse("WRITE_SHAPE", "XML has elements and text only")),
        }
    }

    fn element(
        &mut self,
        name: &'t str,
        attributes: &'t [(String, String)],
        children: &'t [Tree],
        indent: Option<usize>,
    ) -> Result<(), WriteError> {
        self.declare(attributes)?;
        self.check_name(name)?;
        self.out.push('<');
        self.out.push_str(name);
        for (n, (key, value)) in attributes.iter().enumerate() {
            if key != "xmlns" {
                self.check_name(key)?;
            }
            if attributes.iter().take(n).any(|(earlier, _)| earlier == key) {
                return Err(self.trail.refuse("WRITE_DUPLICATE", "an attribute occurs twice"));
            }
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.escape(value, true)?;
            self.out.push('"');
        }
        if children.iter().all(|c| matches!(c, Tree::Text(t) if t.is_empty())) {
            self.out.push_str("/>");
            return Ok(());
        }
        self.out.push('>');
        let mixed = children.iter().any(|c| matches!(c, Tree::Text(_)));
        let inner = indent.filter(|_| !mixed).map(|n| n + 1);
        for child in children {
            self.line(inner);
            self.node(child, inner)?;
        }
        self.line(inner.and(indent));
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        Ok(())
    }

    fn line(&mut self, indent: Option<usize>) {
        if let Some(depth) = indent {
            self.out.push('\n');
            for _ in 0..depth {
                self.out.push_str("  ");
            }
        }
    }

    fn declare(&mut self, attributes: &'t [(String, String)]) -> Result<(), WriteError> {
        for (key, value) in attributes {
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                if value.is_empty() || !is_ncname(prefix) || matches!(prefix, "xml" | "xmlns") {
                    return Err(self.trail.refuse("WRITE_NAMESPACE", "not a namespace declaration"));
                }
                self.prefixes.push(prefix);
            }
        }
        Ok(())
    }

    fn check_name(&self, name: &str) -> Result<(), WriteError> {
        let (prefix, local) = name.split_once(':').map_or((None, name), |(p, l)| (Some(p), l));
        if !is_ncname(local) || prefix.is_some_and(|p| !is_ncname(p)) {
            return Err(self.trail.refuse("WRITE_NAME", "not an XML name"));
        }
        match prefix {
            Some(p) if p != "xmlns" && !self.prefixes.contains(&p) => {
                Err(self.trail.refuse("WRITE_NAMESPACE", "a prefix that nothing declares"))
            }
            _ => Ok(()),
        }
    }

    /// What would be changed by reading is written as a reference.
    fn escape(&mut self, text: &str, value: bool) -> Result<(), WriteError> {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' if value => self.out.push_str("&quot;"),
                '\t' if value => self.out.push_str("&#9;"),
                '\n' if value => self.out.push_str("&#10;"),
                '\r' => self.out.push_str("&#13;"),
                other if is_char(other) => self.out.push(other),
                _ => return Err(self.trail.refuse("WRITE_CHARACTER", "a character that XML does not allow")),
            }
        }
        Ok(())
    }
}
