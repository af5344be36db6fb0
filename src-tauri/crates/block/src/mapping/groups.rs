//! Groups of entries, and sections that are found through an id: where a place leads to several nodes.

use super::{
    place::Step,
    read::Walk,
    shape::{Group, Via},
};
use document::{Kind, Node};
use serde_json::{Map, Value};

impl<'m, 'd> Walk<'m, 'd> {
    pub(super) fn group(
        &mut self,
        group: &'m Group,
        levels: &[Node<'d>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(base) = levels.last().copied() else { return };
        let mut chains = Vec::new();
        self.expand(vec![base], &group.each, &mut chains);
        let field = group.field.under(prefix);
        let mut list = Vec::with_capacity(chains.len());
        for (at, chain) in chains.iter().enumerate() {
            let mut entry = Map::new();
            self.position(group, chain, at, &field);
            self.parts(&group.parts, chain, &mut entry, &format!("{field}[{at}]"));
            list.push(Value::Object(entry));
        }
        if let Some(count) = group.count.as_ref().and_then(|place| self.down(base, place)) {
            self.marks.used(count);
            let said = count.text();
            if said.trim().parse::<usize>().ok() != Some(list.len()) {
                let values = [("found", said.trim()), ("wanted", &list.len().to_string())];
                self.problem("COUNT_DIFFERS", &field, Some(count), &values);
            }
        }
        if !list.is_empty() {
            into.insert(group.field.name().to_owned(), Value::Array(list));
        }
    }

    /// An entry that says its number has that place in the list.
    fn position(&mut self, group: &'m Group, chain: &[Node<'d>], at: usize, field: &str) {
        let place = group.position.as_ref().zip(chain.last().copied());
        let Some(node) = place.and_then(|(place, entry)| self.down(entry, place)) else { return };
        self.marks.used(node);
        let (said, place) = (node.text(), at + 1);
        if said.trim().parse::<usize>().ok() != Some(place) {
            let values = [("found", said.trim()), ("wanted", &place.to_string())];
            self.problem("COUNT_DIFFERS", field, Some(node), &values);
        }
    }

    /// All chains of nodes that the steps of an `each` lead to.
    fn expand(&mut self, chain: Vec<Node<'d>>, steps: &[Step], chains: &mut Vec<Vec<Node<'d>>>) {
        let (Some(at), Some((step, rest))) = (chain.last().copied(), steps.split_first()) else {
            chains.push(chain);
            return;
        };
        if !step.repeats {
            // One way down: no need to branch.
            if let Some(node) = self.step(at, step) {
                let mut chain = chain;
                chain.push(node);
                self.expand(chain, rest, chains);
            }
            return;
        }
        let found = {
            if let Some(list) = step.member(at) {
                self.marks.touched(list);
            }
            step.all(at)
        };
        for node in found {
            self.touch(step, node, at);
            let mut next = Vec::with_capacity(chain.len() + 1 + rest.len());
            next.extend_from_slice(&chain);
            next.push(node);
            self.expand(next, rest, chains);
        }
    }

    pub(super) fn via(&mut self, via: &'m Via, base: Node<'d>, into: &mut Map<String, Value>, prefix: &str) {
        let Some(mention) = self.down(base, &via.at) else { return };
        let id = mention.text().trim().to_owned();
        if id.is_empty() || matches!(mention.kind(), Kind::Object | Kind::Array) {
            return;
        }
        self.marks.used(mention);
        let mut chains = Vec::new();
        self.expand(vec![base], &via.list, &mut chains);
        for thing in chains.iter().filter_map(|chain| chain.last().copied()) {
            let Some(key) = self.down(thing, &via.key).filter(|key| key.text().trim() == id) else {
                continue;
            };
            self.marks.used(key);
            self.parts(&via.parts, &[thing], into, prefix);
            return;
        }
        self.problem("LINK_BROKEN", &via.section.under(prefix), Some(mention), &[("found", &id)]);
    }
}
