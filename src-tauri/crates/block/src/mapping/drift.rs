//! What a walk did not use: drift between a message and its description.

use super::place::Step;
use crate::Unused;
use document::{Document, Kind, Node};

/// Attributes of this namespace steer XML tools and say nothing of the content.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What a walk knows of each node of a document, by its number.
#[derive(Debug, Default)]
pub(crate) struct Marks(Vec<u8>);

const USED: u8 = 1;
const TOUCHED: u8 = 2;
const IGNORED: u8 = 4;

impl Marks {
    pub(crate) fn of(document: &Document) -> Self {
        Self(vec![0; document.size()])
    }

    fn mark(&mut self, node: Node<'_>, mark: u8) {
        if let Some(own) = self.0.get_mut(node.id().index()) {
            *own |= mark;
        }
    }

    fn get(&self, node: Node<'_>) -> u8 {
        self.0.get(node.id().index()).copied().unwrap_or_default()
    }

    /// Its content was taken.
    pub(crate) fn used(&mut self, node: Node<'_>) {
        self.mark(node, USED);
    }

    /// A place leads through it.
    pub(crate) fn touched(&mut self, node: Node<'_>) {
        self.mark(node, TOUCHED);
    }
}

/// Notes all nodes that the steps of an `ignore` lead to. `names_root`: the first step names the node itself.
pub(crate) fn ignore(from: Node<'_>, steps: &[Step], names_root: bool, marks: &mut Marks) {
    let Some((step, rest)) = steps.split_first() else {
        marks.mark(from, IGNORED);
        return;
    };
    if names_root {
        if step.is(&from) {
            ignore(from, rest, false, marks);
        }
        return;
    }
    if !step.repeats
        && let Some(one) = step.first(from).filter(|one| one.kind() == Kind::Array)
    {
        ignore(one, rest, false, marks);
    }
    if step.repeats
        && rest.is_empty()
        && let Some(list) = step.first(from).filter(|one| one.kind() == Kind::Array)
    {
        marks.mark(list, IGNORED);
    }
    for node in step.all(from) {
        ignore(node, rest, false, marks);
    }
}

/// The topmost nodes with content that nothing used and no `ignore` names.
pub(crate) fn unused(root: Node<'_>, marks: &Marks) -> Vec<Unused> {
    let mut found = Vec::new();
    look(marks, root, &mut found);
    found
}

/// Layout is most of what there is to look at.
fn is_blank(text: &str) -> bool {
    match text.bytes().find(|b| !b.is_ascii_whitespace()) {
        None => true,
        Some(b) => !b.is_ascii() && text.trim().is_empty(),
    }
}

/// The reader's limit on depth bounds this recursion.
fn look(marks: &Marks, node: Node<'_>, found: &mut Vec<Unused>) {
    let own = marks.get(node);
    if own & IGNORED != 0 {
        return;
    }
    match node.kind() {
        Kind::Null | Kind::Comment | Kind::Instruction => return,
        Kind::Text if node.value().is_none_or(is_blank) => return,
        _ if own != 0 => {}
        _ => {
            found.push(Unused { node: node.id() });
            return;
        }
    }
    for attribute in node.attributes() {
        if marks.get(attribute) & (USED | IGNORED) == 0 && attribute.namespace() != Some(XSI) {
            found.push(Unused { node: attribute.id() });
        }
    }
    if own & USED == 0 {
        for child in node.children() {
            look(marks, child, found);
        }
    }
}
