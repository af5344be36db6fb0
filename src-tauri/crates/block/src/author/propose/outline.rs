//! The outline of a sample: every place once, whether it repeats, and the values seen there.

use document::{Document, Kind, Node, Syntax};
use std::collections::BTreeMap;

/// Most values that are kept of one place.
const MOST_VALUES: usize = 40;
/// Namespaces that speak of signatures, envelopes and schemas, never of goods.
const DSIG: &[&str] = &["http://www.w3.org/2000/09/xmldsig#", "http://uri.etsi.org/01903/v1.3.2#"];

/// An outline of a message.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub syntax: Syntax,
    pub namespaces: BTreeMap<String, String>,
    /// XML: the root element. Otherwise the top value.
    pub root: Branch,
}

/// One place of the outline.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    /// As a message file writes the step, without `[]`.
    pub step: String,
    /// Its own name without prefix or `@`.
    pub name: String,
    pub repeats: bool,
    /// It is there without content: a mark.
    pub empty: bool,
    /// A signature, a proof, a header: looked at elsewhere.
    pub apart: bool,
    pub values: Vec<Value>,
    /// What a schema says that it holds, where the outline is that of a schema.
    pub typed: Option<Typed>,
    pub branches: Vec<Branch>,
}

/// A value, and how JSON or CBOR wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub text: String,
    pub quoted: bool,
}

/// A type that a schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Text,
    Date,
    Time,
    Decimal,
    Whole,
    Flag,
}

impl Branch {
    /// Whether it holds a value.
    pub fn is_leaf(&self) -> bool {
        !self.values.is_empty() || self.typed.is_some() || self.empty
    }

    fn merge(&mut self, other: Self) {
        self.repeats |= other.repeats;
        self.empty &= other.empty;
        self.apart |= other.apart;
        self.typed = self.typed.or(other.typed);
        let room = MOST_VALUES.saturating_sub(self.values.len());
        self.values.extend(other.values.into_iter().take(room));
        for branch in other.branches {
            self.adopt(branch, false);
        }
    }

    /// Adds a branch below; a second one of the same step is merged, and repeats where both stand in one parent.
    pub fn adopt(&mut self, branch: Self, within_one: bool) {
        match self.branches.iter_mut().find(|known| known.step == branch.step) {
            Some(known) => {
                known.repeats |= within_one;
                known.merge(branch);
            }
            None => self.branches.push(branch),
        }
    }
}

impl Outline {
    /// The outline of a document.
    pub fn of(document: &Document) -> Self {
        let mut names = Names::default();
        let root = document.root();
        let root = match root.kind() {
            Kind::Element => element(root, &mut names),
            _ => value(root, ""),
        };
        Self { syntax: document.syntax(), namespaces: names.0, root }
    }
}

/// Prefixes of the message file by namespace.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn step(&mut self, node: Node<'_>) -> String {
        let local = node.name().unwrap_or_default();
        let Some(namespace) = node.namespace() else { return local.to_owned() };
        let known =
            self.0.iter().find(|(_, uri)| uri.as_str() == namespace).map(|(prefix, _)| prefix.clone());
        let prefix = known.unwrap_or_else(|| {
            let wanted = node.prefix().filter(|prefix| !prefix.is_empty()).unwrap_or("m");
            let mut prefix = wanted.to_owned();
            let mut next = 2;
            while self.0.contains_key(&prefix) {
                prefix = format!("{wanted}{next}");
                next += 1;
            }
            self.0.insert(prefix.clone(), namespace.to_owned());
            prefix
        });
        format!("{prefix}:{local}")
    }
}

fn element(node: Node<'_>, names: &mut Names) -> Branch {
    let name = node.name().unwrap_or_default().to_owned();
    let apart = node.namespace().is_some_and(|uri| DSIG.contains(&uri))
        || name == "Signature"
        || (name == "Header" && node.namespace().is_some_and(|uri| uri.contains("soap")));
    let mut branch = Branch { step: names.step(node), name, apart, ..Branch::default() };
    if apart {
        return branch;
    }
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        let name = attribute.name().unwrap_or_default().to_owned();
        let values = vec![Value { text: attribute.text().into_owned(), quoted: true }];
        branch.branches.push(Branch { step: format!("@{name}"), name, values, ..Branch::default() });
    }
    let mut has_elements = false;
    for child in node.elements() {
        has_elements = true;
        let child = element(child, names);
        branch.adopt(child, true);
    }
    if !has_elements {
        let text = node.text().trim().to_owned();
        if text.is_empty() {
            branch.empty = true;
        } else {
            branch.values.push(Value { text, quoted: true });
        }
    }
    branch
}

fn value(node: Node<'_>, step: &str) -> Branch {
    let mut branch = Branch { step: step.to_owned(), name: step.to_owned(), ..Branch::default() };
    branch.apart = ["proof", "signature", "signatures", "@context", "$schema"].contains(&step);
    match node.kind() {
        Kind::Object => {
            for child in node.children() {
                let name = child.name().unwrap_or_default();
                branch.adopt(value(child, name), false);
            }
        }
        Kind::Array => {
            branch.repeats = true;
            for child in node.children() {
                let one = value(child, step);
                branch.merge(Branch { repeats: true, ..one });
            }
        }
        Kind::Null | Kind::Bytes => {}
        kind => {
            let value = Value { text: node.text().trim().to_owned(), quoted: kind == Kind::String };
            if !value.text.is_empty() {
                branch.values.push(value);
            }
        }
    }
    branch
}
