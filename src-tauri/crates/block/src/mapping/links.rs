//! Links between groups: keys that the message repeats, and records that it copies.

use super::{read::Walk, shape::Mapping};
use document::NodeId;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A link by key, resolved after the walk.
#[derive(Debug)]
pub(super) struct Mention<'m> {
    pub group: &'m str,
    pub by: &'m str,
    pub key: &'static str,
    pub text: String,
    pub field: String,
    pub node: NodeId,
}

/// The entries of a group that has no list of its own, each once however often it is copied.
#[derive(Debug, Default)]
pub(super) struct Copies {
    entries: Vec<Map<String, Value>>,
    known: HashMap<String, usize>,
}

/// What a copy was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Added {
    New,
    Again,
    /// The same key with another content.
    Differs,
}

impl Copies {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn add(&mut self, id: Option<&Value>, entry: Map<String, Value>) -> Added {
        if entry.is_empty() {
            return Added::Again;
        }
        if let Some(id) = id.and_then(Value::as_str) {
            if let Some(other) = self.known.get(id).and_then(|at| self.entries.get(*at)) {
                return if *other == entry { Added::Again } else { Added::Differs };
            }
            self.known.insert(id.to_owned(), self.entries.len());
        }
        self.entries.push(entry);
        Added::New
    }
}

/// The keys that entries of a group are linked by: `None` for one that two entries share.
type Keys = HashMap<String, Option<Value>>;

fn keys(value: &Value, mention: &Mention<'_>) -> Keys {
    let mut keys = Keys::new();
    for entry in value.get(mention.group).and_then(Value::as_array).into_iter().flatten() {
        let by = entry.get(mention.by).and_then(Value::as_str);
        if let (Some(by), Some(key)) = (by, entry.get(mention.key)) {
            keys.entry(by.to_owned()).and_modify(|one| *one = None).or_insert_with(|| Some(key.clone()));
        }
    }
    keys
}

impl Walk<'_, '_> {
    /// Resolves links and adds the groups that were copied.
    pub(super) fn resolve(&mut self, mapping: &Mapping) {
        let mut value = Value::Object(std::mem::take(&mut self.value));
        let mut known: HashMap<(&str, &str), Keys> = HashMap::new();
        for mention in std::mem::take(&mut self.links) {
            let keys = known.entry((mention.group, mention.by)).or_insert_with(|| keys(&value, &mention));
            if let Some(key) = keys.get(&mention.text).cloned().flatten() {
                place_at(&mut value, &mention.field, key);
            } else {
                let node = self.document.node(mention.node);
                self.problem("LINK_BROKEN", &mention.field, node, &[("found", &mention.text)]);
            }
        }
        if let Value::Object(mut value) = value {
            for (group, entries) in std::mem::take(&mut self.copies) {
                if mapping.copied.contains_key(group) {
                    value.insert(
                        group.to_owned(),
                        Value::Array(entries.entries.into_iter().map(Value::Object).collect()),
                    );
                }
            }
            self.value = value;
        }
    }
}

/// Sets a field by its canonical path, `items[0].invoice`.
fn place_at(value: &mut Value, field: &str, new: Value) {
    let Some((above, name)) = field.rsplit_once('.') else { return };
    let mut at = value;
    for step in above.split('.') {
        let (name, entry) = step.strip_suffix(']').and_then(|step| step.split_once('[')).unzip();
        let Some(inner) = at.get_mut(name.unwrap_or(step)) else { return };
        at = inner;
        if let Some(entry) = entry {
            let found = entry.parse().ok().and_then(|entry: usize| at.get_mut(entry));
            let Some(found) = found else { return };
            at = found;
        }
    }
    if let Value::Object(entry) = at {
        entry.insert(name.to_owned(), new);
    }
}
