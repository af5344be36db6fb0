//! A document in the making: nodes are found or made by their step, in the order of first use.

use super::{
    place::{Name, Only, Step},
    spelling::Scalar,
};
use document::{Syntax, Tree};

/// A node of a draft, by number.
pub(crate) type At = usize;

#[derive(Clone, Debug, Default)]
struct Node {
    name: String,
    children: Vec<At>,
    attributes: Vec<(String, String)>,
    scalar: Option<Scalar>,
    list: bool,
    /// What tells it from others of its name.
    only: Option<Only>,
}

/// The nodes; number 0 is the root.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    nodes: Vec<Node>,
    xml: bool,
}

impl Draft {
    /// An empty draft with a root of that name.
    pub(crate) fn new(syntax: Syntax, root: &str) -> Self {
        let root = Node { name: root.to_owned(), ..Node::default() };
        Self { nodes: vec![root], xml: syntax == Syntax::Xml }
    }

    fn node(&mut self, at: At) -> Option<&mut Node> {
        self.nodes.get_mut(at)
    }

    fn add(&mut self, parent: At, node: Node) -> At {
        let at = self.nodes.len();
        self.nodes.push(node);
        if let Some(parent) = self.node(parent) {
            parent.children.push(at);
        }
        at
    }

    /// The child that the step names, made where it is not there yet. A step that repeats makes a new one.
    pub(crate) fn enter(&mut self, parent: At, step: &Step) -> At {
        let name = step.own();
        let only = step.only.as_deref();
        if self.xml {
            let found = self.child(parent, name, only).filter(|_| !step.repeats);
            return found.unwrap_or_else(|| self.made(parent, name, only));
        }
        let list = step.repeats || only.is_some();
        let at = self
            .child(parent, name, None)
            .unwrap_or_else(|| self.add(parent, Node { name: name.to_owned(), list, ..Node::default() }));
        if !list {
            return at;
        }
        let found = self.child(at, "", only).filter(|_| !step.repeats);
        found.unwrap_or_else(|| self.made(at, "", only))
    }

    fn child(&self, parent: At, name: &str, only: Option<&Only>) -> Option<At> {
        let same = |n: &Node| n.name == name && n.only.as_ref() == only;
        let children = self.nodes.get(parent).map_or(&[][..], |node| &node.children);
        children.iter().copied().find(|child| self.nodes.get(*child).is_some_and(same))
    }

    /// A new node, with the key that tells it from others.
    fn made(&mut self, parent: At, name: &str, only: Option<&Only>) -> At {
        let node = Node { name: name.to_owned(), only: only.cloned(), ..Node::default() };
        let at = self.add(parent, node);
        if let Some(only) = only {
            // The node is new, so nothing can stand there yet.
            let _ = self.set(at, &only.key, Scalar::Text(only.is.clone()));
        }
        at
    }

    /// Goes down all steps.
    pub(crate) fn down(&mut self, from: At, steps: &[Step]) -> At {
        steps.iter().fold(from, |at, step| self.enter(at, step))
    }

    /// Sets the value at a place; another value there already is refused.
    pub(crate) fn set(&mut self, from: At, steps: &[Step], scalar: Scalar) -> Result<(), String> {
        let refused = || Err("the message says it once, and here it would have two values".to_owned());
        if let Some((Step { name: Name::Attribute { written: name, .. }, .. }, above)) = steps.split_last() {
            let at = self.down(from, above);
            let Some(node) = self.node(at) else { return Ok(()) };
            let text = scalar.text();
            return match node.attributes.iter().find(|known| known.0 == *name) {
                Some((_, other)) if *other != text => refused(),
                Some(_) => Ok(()),
                None => {
                    node.attributes.push((name.clone(), text));
                    Ok(())
                }
            };
        }
        let at = self.down(from, steps);
        let Some(node) = self.node(at) else { return Ok(()) };
        match &node.scalar {
            Some(other) if *other != scalar => refused(),
            _ => {
                node.scalar = Some(scalar);
                Ok(())
            }
        }
    }

    /// Sets a list of values at a place (JSON).
    pub(crate) fn set_list(&mut self, from: At, steps: &[Step], list: &[Scalar]) {
        let at = self.down(from, steps);
        if let Some(node) = self.node(at) {
            node.list = true;
        }
        for scalar in list {
            self.add(at, Node { scalar: Some(scalar.clone()), ..Node::default() });
        }
    }

    /// Declares an attribute on the root (namespaces).
    pub(crate) fn declare(&mut self, name: String, value: String) {
        if let Some(root) = self.node(0) {
            root.attributes.push((name, value));
        }
    }

    /// Puts the children of a node, and theirs, in the order of the places; what no place names comes last.
    pub(crate) fn arrange(&mut self, at: At, order: &[&[Step]]) {
        if order.is_empty() {
            return;
        }
        let leads = |node: &Node, steps: &[Step]| {
            steps
                .first()
                .is_some_and(|step| node.name == step.own() && node.only.as_ref() == step.only.as_deref())
        };
        let Some(mut children) = self.node(at).map(|node| std::mem::take(&mut node.children)) else { return };
        children.sort_by_key(|child| {
            let node = self.nodes.get(*child);
            order.iter().position(|steps| node.is_some_and(|node| leads(node, steps))).unwrap_or(usize::MAX)
        });
        for child in &children {
            let Some(node) = self.nodes.get(*child) else { continue };
            let inner = order.iter().filter(|steps| leads(node, steps)).filter_map(|steps| steps.get(1..));
            let inner: Vec<&[Step]> = inner.filter(|steps| !steps.is_empty()).collect();
            self.arrange(*child, &inner);
        }
        if let Some(node) = self.node(at) {
            node.children = children;
        }
    }

    /// The tree of it.
    pub(crate) fn tree(&self, at: At) -> Tree {
        let Some(node) = self.nodes.get(at) else { return Tree::Null };
        if self.xml {
            let mut children: Vec<Tree> = node.children.iter().map(|child| self.tree(*child)).collect();
            children.extend(node.scalar.iter().map(|scalar| Tree::Text(scalar.text())));
            return Tree::Element { name: node.name.clone(), attributes: node.attributes.clone(), children };
        }
        match &node.scalar {
            Some(Scalar::Text(text)) => Tree::String(text.clone()),
            Some(Scalar::Number(number)) => Tree::Number(number.clone()),
            Some(Scalar::Bool(flag)) => Tree::Bool(*flag),
            None if node.list => Tree::Array(node.children.iter().map(|child| self.tree(*child)).collect()),
            None => Tree::Object(
                node.children
                    .iter()
                    .filter_map(|child| Some((self.nodes.get(*child)?.name.clone(), self.tree(*child))))
                    .collect(),
            ),
        }
    }
}
