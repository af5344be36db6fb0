//! Paths that people can read: `/Envelope/Goods[2]/@id`, `/items[1]/quantity`.

use crate::arena::{Arena, NONE};
use crate::node::{Kind, Node};
use std::collections::HashMap;
use std::fmt::Write;

impl Node<'_> {
    /// Where the node stands in the tree: local names from the root, a position (from 1) where
    /// siblings share the name or the parent is an array; attributes as `@name`. The top is `/`.
    pub fn path(&self) -> String {
        let ordinals = self.document.arena.ordinals.get_or_init(|| ordinals(&self.document.arena));
        let mut chain = vec![*self];
        while let Some(parent) = chain.last().and_then(Node::parent) {
            chain.push(parent);
        }
        let mut path = String::new();
        for node in chain.iter().rev() {
            step(&mut path, *node, ordinals.get(node.id.0 as usize).copied().unwrap_or(0));
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }
}

fn step(path: &mut String, node: Node<'_>, ordinal: u32) {
    let name = node.name().unwrap_or_default();
    match node.kind() {
        Kind::Top => return,
        Kind::Attribute => {
            path.push_str("/@");
            path.push_str(name);
            return;
        }
        Kind::Text => path.push_str("/text()"),
        Kind::Comment => path.push_str("/comment()"),
        Kind::Instruction => path.push_str("/processing-instruction()"),
        _ if node.name().is_some() => {
            path.push('/');
            path.push_str(name);
        }
        // An element of a top-level array has no name before it.
        _ if ordinal > 0 && path.is_empty() => path.push('/'),
        _ => {}
    }
    if ordinal > 0 {
        let _ = write!(path, "[{ordinal}]");
    }
}

/// The position each node shows, for the whole document at once: counting siblings for each path
/// asked would cost the square of a long list.
fn ordinals(arena: &Arena) -> Vec<u32> {
    let mut ordinals = vec![0u32; arena.slots.len()];
    let mut seen: HashMap<(u32, Kind, &str), (u32, usize)> = HashMap::new();
    for (id, slot) in arena.slots.iter().enumerate() {
        let parent = arena.slots.get(slot.parent as usize).map(|p| p.kind);
        if slot.parent == NONE || slot.kind == Kind::Attribute || parent == Some(Kind::Object) {
            continue;
        }
        let name = if parent == Some(Kind::Array) { "" } else { arena.piece(slot.name).unwrap_or_default() };
        let kind = if parent == Some(Kind::Array) { Kind::Array } else { slot.kind };
        let entry = seen.entry((slot.parent, kind, name)).or_insert((0, id));
        entry.0 += 1;
        let (count, first) = *entry;
        if count > 1 || parent == Some(Kind::Array) {
            if let Some(own) = ordinals.get_mut(id) {
                *own = count;
            }
            if let Some(one) = ordinals.get_mut(first) {
                *one = 1;
            }
        }
    }
    ordinals
}
