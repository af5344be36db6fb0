//! Places: a small part of XPath's abbreviated syntax. `A/B`, `@attribute`, `name[]` (repeats), `name[key=text]`
//! (the one whose key says so), `..`, `.`.

use document::{Kind, Node, Syntax};
use std::collections::BTreeMap;

/// The namespace of the prefix `xml` (REC-xml-names section 3).
const XML: &str = "http://www.w3.org/XML/1998/namespace";

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
    /// An XML attribute.
    Attribute {
        /// Namespace, where it has one.
        namespace: Option<String>,
        /// Name as it is written, with the prefix of the message file.
        written: String,
        /// Local name.
        local: String,
    },
    /// A member of an object.
    Member(String),
}

/// One step of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What it names.
    pub name: Name,
    /// Which of several of that name.
    pub only: Option<Box<Only>>,
    /// Whether it repeats.
    pub repeats: bool,
}

/// `[Type=380]`: the steps down to a key, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Only {
    pub key: Vec<Step>,
    pub is: String,
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
        for piece in pieces(text) {
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
        let attribute_inside =
            place.steps.iter().rev().skip(1).any(|s| matches!(s.name, Name::Attribute { .. }));
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
        if let Some((own, choice)) = name.split_once('[') {
            let (own, choice) = (own, choice.strip_suffix(']'));
            let Some((key, is)) = choice.and_then(|choice| choice.split_once('=')) else {
                return error(format!(
                    "`{piece}` is no step: write a name, `@name`, `name[]` for what repeats, or `name[key=text]` for the one whose key says so"
                ));
            };
            let inside = |n: usize| at + own.len() + 1 + n;
            let found = Place::parse(key, syntax, namespaces)
                .map_err(|e| PlaceError { at: inside(e.at), message: e.message })?;
            let plain = |step: &Self| step.only.is_none() && !step.repeats;
            if found.up > 0 || !found.steps.iter().all(plain) {
                let message = format!("`{key}` is no key: write a name, `@name` or `A/B`");
                return Err(PlaceError { at: inside(0), message });
            }
            let is = is.strip_prefix('\'').and_then(|is| is.strip_suffix('\'')).unwrap_or(is);
            if is.trim() != is || is.is_empty() || is.contains(['[', ']']) {
                let message = format!("`{key}=` wants the text that the key has, without space around it");
                return Err(PlaceError { at: inside(key.len() + 1), message });
            }
            let step = Self::parse(own, at, syntax, namespaces)?;
            if matches!(step.name, Name::Attribute { .. }) {
                return error(format!("an attribute stands once: write `{own}`"));
            }
            let only = Some(Box::new(Only { key: found.steps, is: is.to_owned() }));
            return Ok(Self { only, repeats, ..step });
        }
        if name.is_empty() || name.contains(['[', ']', ' ', '=', '(', ')', '*']) {
            return error(format!(
                "`{piece}` is no step: write a name, `@name`, `name[]` for what repeats, or `name[key=text]` for the one whose key says so"
            ));
        }
        if syntax != Syntax::Xml {
            return Ok(Self { name: Name::Member(name.to_owned()), only: None, repeats });
        }
        let attribute = name.strip_prefix('@');
        if let Some(attribute) = attribute.filter(|_| repeats) {
            return error(format!("an attribute does not repeat: write `@{attribute}`"));
        }
        let written = attribute.unwrap_or(name).to_owned();
        let (namespace, local) = match written.split_once(':') {
            // The prefix that XML itself declares: `@xml:lang`.
            Some(("xml", local)) => (Some(XML.to_owned()), local.to_owned()),
            Some((prefix, local)) => {
                let Some(uri) = namespaces.get(prefix) else {
                    let known: Vec<&str> = namespaces.keys().map(String::as_str).collect();
                    let near = crate::source::suggest(prefix, &known);
                    return error(format!("`{prefix}:` is not among the message's namespaces{near}"));
                };
                (Some(uri.clone()), local.to_owned())
            }
            None => (None, written.clone()),
        };
        if attribute.is_some() {
            let name = Name::Attribute { namespace, written, local };
            return Ok(Self { name, only: None, repeats: false });
        }
        Ok(Self { name: Name::Element { namespace, written, local }, only: None, repeats })
    }

    /// Its text in a message file.
    pub(crate) fn written(&self) -> String {
        let dots = if self.repeats { "[]" } else { "" };
        let only = self.only.as_ref();
        let only = only.map_or_else(String::new, |only| format!("[{}={}]", written(&only.key), only.is));
        match &self.name {
            Name::Element { written, .. } => format!("{written}{only}{dots}"),
            Name::Attribute { written, .. } => format!("@{written}"),
            Name::Member(name) => format!("{name}{only}{dots}"),
        }
    }

    /// Its name alone, as it is written.
    pub(crate) fn own(&self) -> &str {
        match &self.name {
            Name::Element { written: name, .. }
            | Name::Attribute { written: name, .. }
            | Name::Member(name) => name,
        }
    }

    /// Whether a node is what this step names.
    pub(crate) fn is(&self, node: &Node<'_>) -> bool {
        self.named(node) && self.chosen(*node)
    }

    /// Whether the node's key says what the step wants.
    fn chosen(&self, node: Node<'_>) -> bool {
        self.only.as_ref().is_none_or(|only| only.key(node).is_some_and(|key| key.text().trim() == only.is))
    }

    fn named(&self, node: &Node<'_>) -> bool {
        match &self.name {
            Name::Element { namespace, local, .. } => node.is_element(namespace.as_deref(), local),
            Name::Attribute { namespace, local, .. } => {
                node.kind() == Kind::Attribute
                    && node.is_named(local)
                    && node.namespace() == namespace.as_deref()
            }
            Name::Member(name) => node.is_named(name),
        }
    }

    /// The first node below `node` that this step names.
    pub(crate) fn first<'d>(&self, node: Node<'d>) -> Option<Node<'d>> {
        match &self.name {
            Name::Attribute { .. } => node.attributes().find(|found| self.is(found)),
            Name::Element { namespace, local, .. } if self.only.is_none() => {
                node.element(namespace.as_deref(), local)
            }
            Name::Element { .. } => node.children().find(|found| self.is(found)),
            Name::Member(_) => {
                let found = self.member(node)?;
                match &self.only {
                    None => Some(found),
                    Some(_) if found.kind() == Kind::Array => found.children().find(|one| self.chosen(*one)),
                    Some(_) => Some(found).filter(|one| self.chosen(*one)),
                }
            }
        }
    }

    /// The member of that name, whatever it holds.
    pub(crate) fn member<'d>(&self, node: Node<'d>) -> Option<Node<'d>> {
        node.member(self.own())
    }

    /// All nodes below `node` that this step names. A JSON array gives its elements; what is no array
    /// counts as one (linked data write one value without its brackets).
    pub(crate) fn all<'d>(&self, node: Node<'d>) -> Vec<Node<'d>> {
        match &self.name {
            Name::Member(_) => match self.member(node) {
                Some(list) if list.kind() == Kind::Array => {
                    list.children().filter(|one| self.chosen(*one)).collect()
                }
                Some(one) if one.kind() == Kind::Null || !self.chosen(one) => Vec::new(),
                Some(one) => vec![one],
                None => Vec::new(),
            },
            Name::Attribute { .. } => self.first(node).into_iter().collect(),
            Name::Element { .. } => node.children().filter(|found| self.is(found)).collect(),
        }
    }
}

impl Only {
    /// The key of a node.
    pub(crate) fn key<'d>(&self, node: Node<'d>) -> Option<Node<'d>> {
        self.key.iter().try_fold(node, |at, step| step.first(at))
    }
}

/// The steps of a place: what stands between slashes, but not those inside brackets.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut deep = 0_usize;
    text.split(move |c| {
        match c {
            '[' => deep += 1,
            ']' => deep = deep.saturating_sub(1),
            _ => {}
        }
        c == '/' && deep == 0
    })
}

/// Steps as they are written, for messages and comparison.
pub(crate) fn written(steps: &[Step]) -> String {
    if steps.is_empty() {
        return ".".to_owned();
    }
    steps.iter().map(Step::written).collect::<Vec<_>>().join("/")
}
