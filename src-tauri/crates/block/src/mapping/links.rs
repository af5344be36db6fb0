//! Links between groups: keys that the message repeats, and records that it copies.

use super::{
    read::{Walk, named},
    shape::Mapping,
};
use crate::Problem;
use serde_json::Value;
use std::collections::BTreeMap;

/// A link by key, resolved after the walk.
#[derive(Debug)]
pub(super) struct Mention {
    pub group: String,
    pub by: String,
    pub key: &'static str,
    pub text: String,
    pub pointer: String,
    pub field: String,
    pub path: String,
    pub line: u32,
}

impl Walk {
    /// Resolves links and adds the groups that were copied.
    pub(super) fn resolve(&mut self, mapping: &Mapping) {
        let mut value = Value::Object(std::mem::take(&mut self.value));
        for mention in std::mem::take(&mut self.links) {
            let entries = value.get(&mention.group).and_then(Value::as_array);
            let found = entries
                .into_iter()
                .flatten()
                .find(|entry| entry.get(&mention.by).and_then(Value::as_str) == Some(mention.text.as_str()));
            match found.and_then(|entry| entry.get(mention.key)).cloned() {
                Some(key) => place_at_pointer(&mut value, &mention.pointer, key),
                None => self.problems.push(Problem {
                    code: "LINK_BROKEN".to_owned(),
                    field: mention.field,
                    path: mention.path,
                    line: mention.line,
                    serious: true,
                    values: BTreeMap::from([("found".to_owned(), mention.text)]),
                }),
            }
        }
        if let Value::Object(mut value) = value {
            for (group, entries) in std::mem::take(&mut self.copies) {
                if mapping.copied.contains_key(&group) {
                    value.insert(group, Value::Array(entries.into_iter().map(Value::Object).collect()));
                }
            }
            self.value = value;
        }
    }
}

/// `items[0]` and `["invoice"]` to the JSON pointer `/items/0/invoice`.
pub(super) fn pointer(prefix: &str, field: &[String]) -> String {
    format!("/{}", named(prefix, field).replace('[', "/").replace(']', "").replace('.', "/"))
}

fn place_at_pointer(value: &mut Value, pointer: &str, new: Value) {
    if let Some((entry, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(entry)) = value.pointer_mut(entry)
    {
        entry.insert(name.to_owned(), new);
    }
}
