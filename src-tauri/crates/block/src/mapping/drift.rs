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
/// It stands in something whose content is settled.
const HIDDEN: u8 = 8;

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

/// The topmost nodes with content that nothing used and no `ignore` names. One pass: nodes are numbered in document order,
/// so that a parent is always known before what is in it.
pub(crate) fn unused(root: Node<'_>, marks: &mut Marks) -> Vec<Unused> {
    let mut found = Vec::new();
    look(root, root, marks, &mut found);
    for node in root.document().nodes_after(root.id()) {
        let Some(parent) = node.parent() else { break };
        // What is past the root's own content hangs on a node before it.
        if parent.id() < root.id() {
            break;
        }
        look(node, parent, marks, &mut found);
    }
    found
}

fn look(node: Node<'_>, parent: Node<'_>, marks: &mut Marks, found: &mut Vec<Unused>) {
    let (own, above) = (marks.get(node), marks.get(parent));
    let is_root = node.id() == parent.id();
    if node.kind() == Kind::Attribute {
        let looked_at = above & (IGNORED | HIDDEN) == 0;
        if looked_at && own & (USED | IGNORED) == 0 && node.namespace() != Some(XSI) {
            found.push(Unused { node: node.id() });
        }
        return;
    }
    if !is_root && above & (USED | IGNORED | HIDDEN) != 0 {
        marks.mark(node, HIDDEN);
        return;
    }
    let empty = match node.kind() {
        Kind::Null | Kind::Comment | Kind::Instruction => true,
        Kind::Text => node.value().is_none_or(is_blank),
        _ => false,
    };
    if own == 0 {
        marks.mark(node, HIDDEN);
        if !empty {
            found.push(Unused { node: node.id() });
        }
    }
}

/// Layout is most of what there is to look at.
fn is_blank(text: &str) -> bool {
    match text.bytes().find(|b| !b.is_ascii_whitespace()) {
        None => true,
        Some(b) => !b.is_ascii() && text.trim().is_empty(),
    }
}
