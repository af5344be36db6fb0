//! Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, with and without comments, of a
//! whole document or of one element with all that is in it.

use document::{Kind, Node, NodeId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Longest canonical form; four times the longest message.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A canonicalisation method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Method {
    /// Exclusive, not inclusive.
    pub(crate) exclusive: bool,
    /// Canonical XML 1.1: of the xml namespace only `lang` and `space` are inherited.
    pub(crate) version11: bool,
    /// Comments stay.
    pub(crate) comments: bool,
    /// Prefixes that exclusive canonicalisation treats inclusively; empty text for the default one.
    pub(crate) inclusive_prefixes: BTreeSet<String>,
}

impl Method {
    /// What XML Signature falls back on: Canonical XML 1.0 without comments.
    pub(crate) fn fallback() -> Self {
        Self { exclusive: false, version11: false, comments: false, inclusive_prefixes: BTreeSet::new() }
    }

    /// The method of an algorithm identifier; none for others.
    pub(crate) fn named(uri: &str, prefixes: &str) -> Option<Self> {
        let (exclusive, version11, comments) = match uri {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (false, false, false),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => (false, false, true),
            "http://www.w3.org/2006/12/xml-c14n11" => (false, true, false),
            "http://www.w3.org/2006/12/xml-c14n11#WithComments" => (false, true, true),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => (true, false, false),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (true, false, true),
            _ => return None,
        };
        let prefix = |text: &str| if text == "#default" { String::new() } else { text.to_owned() };
        Some(Self {
            exclusive,
            version11,
            comments,
            inclusive_prefixes: prefixes.split_ascii_whitespace().map(prefix).collect(),
        })
    }

    /// Whether the canonical form of this element would need the fixing of `xml:base` (Canonical XML 1.1, 2.4),
    /// which is not done here.
    pub(crate) fn rebases(&self, node: Node<'_>) -> bool {
        let mut above = node.parent();
        while let Some(one) = above.filter(|_| self.version11) {
            if one.attribute_ns(XML, "base").is_some() {
                return true;
            }
            above = one.parent();
        }
        false
    }

    /// The canonical form of an element, or of the whole document when handed its top. The node
    /// `without` is left out with all that is in it.
    /// None when it would be unreasonably long: exclusive canonicalisation repeats a namespace name for
    /// every element that needs it, so that a small document could fill the memory.
    pub(crate) fn canonical(&self, node: Node<'_>, without: Option<NodeId>) -> Option<String> {
        let mut writer = Writer { method: self, without, out: String::new(), full: false };
        if node.kind() == Kind::Top {
            writer.top(node);
        } else {
            writer.element(node, &scope_above(node), &Scope::new(), true);
        }
        (!writer.full).then_some(writer.out)
    }
}

/// Namespace names by prefix; the default one under the empty text.
type Scope<'d> = BTreeMap<&'d str, &'d str>;

fn scope_above(node: Node<'_>) -> Scope<'_> {
    let mut scope = Scope::new();
    let mut at = node.parent();
    while let Some(above) = at {
        for (prefix, uri) in above.namespaces() {
            // The nearest declaration wins, and the walk goes outwards.
            scope.entry(prefix.unwrap_or_default()).or_insert(uri);
        }
        at = above.parent();
    }
    scope
}

struct Writer<'m> {
    method: &'m Method,
    without: Option<NodeId>,
    out: String,
    /// The limit was reached, and nothing more is written.
    full: bool,
}

impl Writer<'_> {
    fn top(&mut self, top: Node<'_>) {
        let mut before = true;
        for child in top.children() {
            if child.kind() == Kind::Element {
                self.node(child, &Scope::new(), &Scope::new(), true);
                before = false;
            } else if child.kind() == Kind::Instruction
                || (child.kind() == Kind::Comment && self.method.comments)
            {
                if !before {
                    self.out.push('\n');
                }
                self.node(child, &Scope::new(), &Scope::new(), false);
                if before {
                    self.out.push('\n');
                }
            }
        }
    }

    fn node<'d>(&mut self, node: Node<'d>, scope: &Scope<'d>, rendered: &Scope<'d>, apex: bool) {
        self.full |= self.out.len() > MAX_BYTES;
        if self.full || self.without == Some(node.id()) {
            return;
        }
        match node.kind() {
            Kind::Element => self.element(node, scope, rendered, apex),
            Kind::Text => self.text(node.value().unwrap_or_default()),
            Kind::Comment if self.method.comments => {
                self.out.push_str("<!--");
                self.out.push_str(node.value().unwrap_or_default());
                self.out.push_str("-->");
            }
            Kind::Instruction => {
                self.out.push_str("<?");
                self.out.push_str(node.name().unwrap_or_default());
                let data = node.value().unwrap_or_default();
                if !data.is_empty() {
                    self.out.push(' ');
                    self.out.push_str(data);
                }
                self.out.push_str("?>");
            }
            _ => {}
        }
    }

    fn element<'d>(&mut self, node: Node<'d>, scope: &Scope<'d>, rendered: &Scope<'d>, apex: bool) {
        let mut scope = Cow::Borrowed(scope);
        for (prefix, uri) in node.namespaces() {
            scope.to_mut().insert(prefix.unwrap_or_default(), uri);
        }
        let mut rendered = Cow::Borrowed(rendered);
        let mut declarations = Vec::new();
        for prefix in self.candidates(node, &scope) {
            let uri = scope.get(prefix).copied().unwrap_or_default();
            // A default namespace that nobody in the output has set need not be taken back.
            if prefix == "xml" || rendered.get(prefix).copied().unwrap_or_default() == uri {
                continue;
            }
            declarations.push((prefix, uri));
            rendered.to_mut().insert(prefix, uri);
        }
        self.out.push('<');
        self.name(node);
        for (prefix, uri) in declarations {
            self.out.push_str(" xmlns");
            if !prefix.is_empty() {
                self.out.push(':');
                self.out.push_str(prefix);
            }
            self.attribute_value(uri);
        }
        let mut attributes: Vec<_> = node.attributes().collect();
        if apex && !self.method.exclusive {
            attributes.extend(inherited(node, self.method.version11));
        }
        attributes.sort_by_key(|attribute| {
            (attribute.namespace().unwrap_or_default(), attribute.name().unwrap_or_default())
        });
        for attribute in attributes {
            self.out.push(' ');
            self.name(attribute);
            self.attribute_value(attribute.value().unwrap_or_default());
        }
        self.out.push('>');
        for child in node.children() {
            self.node(child, &scope, &rendered, false);
        }
        self.out.push_str("</");
        self.name(node);
        self.out.push('>');
    }

    /// Prefixes that may have to be declared here, in order.
    fn candidates<'d>(&self, node: Node<'d>, scope: &Scope<'d>) -> BTreeSet<&'d str> {
        if !self.method.exclusive {
            return scope.keys().copied().collect();
        }
        let mut used: BTreeSet<_> = node
            .attributes()
            .filter_map(|attribute| attribute.prefix())
            .filter(|prefix| !prefix.is_empty())
            .collect();
        used.insert(node.prefix().unwrap_or_default());
        used.extend(scope.keys().copied().filter(|prefix| self.method.inclusive_prefixes.contains(*prefix)));
        used
    }

    fn name(&mut self, node: Node<'_>) {
        if let Some(prefix) = node.prefix().filter(|prefix| !prefix.is_empty()) {
            self.out.push_str(prefix);
            self.out.push(':');
        }
        self.out.push_str(node.name().unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }

    fn attribute_value(&mut self, text: &str) {
        self.out.push_str("=\"");
        for char in text.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }
}

/// Attributes of the xml namespace that an apex inherits (Canonical XML 1.0, 2.4; 1.1, 2.4).
fn inherited(node: Node<'_>, version11: bool) -> Vec<Node<'_>> {
    let xml = |node: Node<'_>| {
        node.namespace() == Some(XML) && (!version11 || matches!(node.name(), Some("lang" | "space")))
    };
    let mut seen: BTreeSet<_> =
        node.attributes().filter(|one| xml(*one)).filter_map(|one| one.name()).collect();
    let mut found = Vec::new();
    let mut at = node.parent();
    while let Some(above) = at {
        for attribute in above.attributes().filter(|one| xml(*one)) {
            if attribute.name().is_some_and(|name| seen.insert(name)) {
                found.push(attribute);
            }
        }
        at = above.parent();
    }
    found
}
