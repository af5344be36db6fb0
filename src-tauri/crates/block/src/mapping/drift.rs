//! What a walk did not use: drift between a message and its description.

use super::place::Step;
use crate::Unused;
use document::{Kind, Node, NodeId};
use std::collections::HashSet;

/// Attributes of this namespace steer XML tools and say nothing of the content.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Notes all nodes that the steps of an `ignore` lead to. `names_root`: the first step names the node itself.
pub(crate) fn ignore(from: Node<'_>, steps: &[Step], names_root: bool, ignored: &mut HashSet<NodeId>) {
    let Some((step, rest)) = steps.split_first() else {
        ignored.insert(from.id());
        return;
    };
    if names_root {
        if step.is(&from) {
            ignore(from, rest, false, ignored);
        }
        return;
    }
    if !step.repeats
        && let Some(one) = step.first(from).filter(|one| one.kind() == Kind::Array)
    {
        ignore(one, rest, false, ignored);
    }
    if step.repeats
        && rest.is_empty()
        && let Some(list) = step.first(from).filter(|one| one.kind() == Kind::Array)
    {
        ignored.insert(list.id());
    }
    for node in step.all(from) {
        ignore(node, rest, false, ignored);
    }
}

/// The topmost nodes with content that nothing used and no `ignore` names.
pub(crate) fn unused(
    root: Node<'_>,
    used: &HashSet<NodeId>,
    touched: &HashSet<NodeId>,
    ignored: &HashSet<NodeId>,
) -> Vec<Unused> {
    let mut found = Vec::new();
    Drift { used, touched, ignored }.look(root, &mut found);
    found
}

struct Drift<'w> {
    used: &'w HashSet<NodeId>,
    touched: &'w HashSet<NodeId>,
    ignored: &'w HashSet<NodeId>,
}

impl Drift<'_> {
    /// The reader's limit on depth bounds this recursion.
    fn look(&self, node: Node<'_>, found: &mut Vec<Unused>) {
        if self.ignored.contains(&node.id()) {
            return;
        }
        let (used, touched) = (self.used.contains(&node.id()), self.touched.contains(&node.id()));
        match node.kind() {
            Kind::Null | Kind::Comment | Kind::Instruction => return,
            Kind::Text if node.value().is_none_or(|text| text.trim().is_empty()) => return,
            _ if used || touched => {}
            _ => {
                found.push(Unused { path: node.path(), line: node.place().line });
                return;
            }
        }
        for attribute in node.attributes() {
            let known = self.used.contains(&attribute.id()) || attribute.namespace() == Some(XSI);
            if !known && !self.ignored.contains(&attribute.id()) {
                found.push(Unused { path: attribute.path(), line: attribute.place().line });
            }
        }
        if !used {
            for child in node.children() {
                self.look(child, found);
            }
        }
    }
}
