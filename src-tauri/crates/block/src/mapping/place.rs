//! Places: a small part of XPath's abbreviated syntax. `A/B`, `@attribute`, `name[]` (repeats), `..`, `.`.

use document::{Kind, Node, Syntax};
use std::collections::BTreeMap;

/// What one step names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// An XML element.
    Element {
        /// Namespace, where it has one.
        namespace: Option<String>,
        /// Name as it is written, with the prefix of the message file.
        written: String,
        /// Local name.
        local: String,
    },
    /// An XML attribute without a namespace.
    Attribute(String),
    /// A member of an object.
    Member(String),
}

/// One step of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What it names.
    pub name: Name,
    /// Whether it repeats.
    pub repeats: bool,
}

/// A parsed place: how many levels up, then steps down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Number of `..`.
    pub up: usize,
    /// Steps down.
    pub steps: Vec<Step>,
}

/// Why a text is no place: where in it (bytes), and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PlaceError {
    pub at: usize,
    pub message: String,
}

impl Place {
    /// Reads a place as it is written in a message file.
    pub(crate) fn parse(
        text: &str,
        syntax: Syntax,
        namespaces: &BTreeMap<String, String>,
    ) -> Result<Self, PlaceError> {
        let mut place = Self { up: 0, steps: Vec::new() };
        if text == "." {
            return Ok(place);
        }
        let mut at = 0;
        for piece in text.split('/') {
            match piece {
                ".." if place.steps.is_empty() => place.up += 1,
                ".." | "." => {
                    let message = format!("`{piece}` stands only at the start of a place");
                    return Err(PlaceError { at, message });
                }
                "" => {
                    let message = "an empty step: write names between single slashes".to_owned();
                    return Err(PlaceError { at, message });
                }
                _ => place.steps.push(Step::parse(piece, at, syntax, namespaces)?),
            }
            at += piece.len() + 1;
        }
        let attribute_inside = place.steps.iter().rev().skip(1).any(|s| matches!(s.name, Name::Attribute(_)));
        if attribute_inside {
            return Err(PlaceError { at: 0, message: "nothing stands below an attribute".to_owned() });
        }
        Ok(place)
    }
}

impl Step {
    fn parse(
        piece: &str,
        at: usize,
        syntax: Syntax,
        namespaces: &BTreeMap<String, String>,
    ) -> Result<Self, PlaceError> {
        let error = |message: String| Err(PlaceError { at, message });
        let (name, repeats) = piece.strip_suffix("[]").map_or((piece, false), |name| (name, true));
        if name.is_empty() || name.contains(['[', ']', ' ', '=', '(', ')', '*']) {
            return error(format!(
                "`{piece}` is no step: write a name, `@name`, or `name[]` for what repeats"
            ));
        }
        if syntax != Syntax::Xml {
            return Ok(Self { name: Name::Member(name.to_owned()), repeats });
        }
        if let Some(attribute) = name.strip_prefix('@') {
            if repeats {
                return error(format!("an attribute does not repeat: write `@{attribute}`"));
            }
            return Ok(Self { name: Name::Attribute(attribute.to_owned()), repeats });
        }
        let (namespace, local) = if let Some((prefix, local)) = name.split_once(':') {
            let Some(uri) = namespaces.get(prefix) else {
                let known: Vec<&str> = namespaces.keys().map(String::as_str).collect();
                let near = crate::source::suggest(prefix, &known);
                return error(format!("`{prefix}:` is not among the message's namespaces{near}"));
            };
            (Some(uri.clone()), local)
        } else {
            (None, name)
        };
        Ok(Self {
            name: Name::Element { namespace, written: name.to_owned(), local: local.to_owned() },
            repeats,
        })
    }

    /// Its text in a message file.
    pub(crate) fn written(&self) -> String {
        let dots = if self.repeats { "[]" } else { "" };
        match &self.name {
            Name::Element { written, .. } => format!("{written}{dots}"),
            Name::Attribute(name) => format!("@{name}"),
            Name::Member(name) => format!("{name}{dots}"),
        }
    }

    /// Whether a node is what this step names.
    pub(crate) fn is(&self, node: &Node<'_>) -> bool {
        match &self.name {
            Name::Element { namespace, local, .. } => {
                node.kind() == Kind::Element
                    && node.name() == Some(local)
                    && node.namespace() == namespace.as_deref()
            }
            Name::Attribute(name) => {
                node.kind() == Kind::Attribute && node.name() == Some(name) && node.namespace().is_none()
            }
            Name::Member(name) => node.name() == Some(name),
        }
    }

    /// The first node below `node` that this step names.
    pub(crate) fn first<'d>(&self, node: Node<'d>) -> Option<Node<'d>> {
        match &self.name {
            Name::Attribute(_) => node.attributes().find(|found| self.is(found)),
            Name::Element { .. } => node.children().find(|found| self.is(found)),
            Name::Member(_) if node.kind() == Kind::Object => node.children().find(|found| self.is(found)),
            Name::Member(_) => None,
        }
    }

    /// All nodes below `node` that this step names. A JSON array gives its elements; what is no array
    /// counts as one (linked data write one value without its brackets).
    pub(crate) fn all<'d>(&self, node: Node<'d>) -> Vec<Node<'d>> {
        match &self.name {
            Name::Member(_) => match self.first(node) {
                Some(list) if list.kind() == Kind::Array => list.children().collect(),
                Some(one) if one.kind() == Kind::Null => Vec::new(),
                Some(one) => vec![one],
                None => Vec::new(),
            },
            Name::Attribute(_) => self.first(node).into_iter().collect(),
            Name::Element { .. } => node.children().filter(|found| self.is(found)).collect(),
        }
    }
}

/// Steps as they are written, for messages and comparison.
pub(crate) fn written(steps: &[Step]) -> String {
    if steps.is_empty() {
        return ".".to_owned();
    }
    steps.iter().map(Step::written).collect::<Vec<_>>().join("/")
}
