//! Canonical values made from what a message says it carries: plausible ones for samples, wild ones for the law.

use super::carry::Bounds;
use super::plausible;
use super::rng::Rng;
use super::wild;
use crate::{CarriedField, Library, Message};
use serde_json::{Map, Value, json};

/// How values are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As a partner would write them.
    Plausible,
    /// All that the types allow: scripts, edges, what must be escaped.
    Wild,
}

/// What is known while one value is made.
pub(super) struct Making<'m> {
    pub library: &'m Library,
    pub message: &'m Message,
    pub style: Style,
    pub rng: Rng,
    fields: Vec<CarriedField>,
}

/// An invented canonical value that the message can carry whole; the same for the same seed.
pub fn invent(message: &Message, library: &Library, seed: u64) -> Value {
    let value = Making::new(message, library, seed, Style::Plausible).value();
    // What the message's spellings cannot say is said more simply, or left out.
    match Bounds::default().carry(message, value.clone()) {
        Ok(carried) => carried.value,
        Err(_) => value,
    }
}

/// Fields without which what is written would not be known for this message: their places are its marks.
fn told_apart_by(message: &Message) -> Vec<String> {
    let marks = message.recogniser.marks();
    let places = super::places(message);
    let field_at = |mark: &String| {
        let below = format!("{mark}/");
        let at = places.iter().find(|mapped| mapped.place == *mark);
        at.or_else(|| places.iter().find(|mapped| mapped.place.starts_with(&below)))
    };
    marks.iter().filter_map(field_at).map(|mapped| mapped.field.clone()).collect()
}

impl<'m> Making<'m> {
    pub fn new(message: &'m Message, library: &'m Library, seed: u64, style: Style) -> Self {
        let mut fields = message.carried();
        let told = told_apart_by(message);
        for field in fields.iter_mut().filter(|field| told.contains(&field.field)) {
            field.always = true;
        }
        Self { library, message, style, rng: Rng::new(seed), fields }
    }

    /// One canonical value.
    pub fn value(&mut self) -> Value {
        let fields = self.fields.clone();
        let mut value = Value::Object(self.record(&fields, "", 0));
        if fields.iter().any(|field| field.holds == "link") {
            link(&mut value);
        }
        for field in fields.iter().filter(|field| field.shared) {
            share(&mut value, &field.field);
        }
        if self.style == Style::Plausible {
            plausible::agree(&mut value, self);
        }
        value
    }

    fn record(&mut self, fields: &[CarriedField], prefix: &str, at: usize) -> Map<String, Value> {
        let mut whole = Map::new();
        let mut groups: Vec<&str> = Vec::new();
        for field in fields {
            let Some(rest) = field.field.strip_prefix(prefix) else { continue };
            if let Some((group, _)) = rest.split_once("[]") {
                if groups.last() != Some(&group) {
                    groups.push(group);
                }
                continue;
            }
            let key = ["invoices[].number", "invoices[].order"].contains(&field.field.as_str());
            let there = match self.style {
                Style::Plausible => plausible::there(&field.field, &mut self.rng),
                Style::Wild => self.rng.percent(70),
            };
            if !(field.always || key || there) {
                continue;
            }
            let value = match self.style {
                Style::Plausible => plausible::value(field, at, self),
                Style::Wild => wild::value(field, &mut self.rng),
            };
            if !value.is_null() {
                put(&mut whole, rest, value);
            }
        }
        for group in groups {
            let least = u64::from(group == "items");
            let most = if self.style == Style::Plausible { plausible::most(group) } else { 4 };
            let count = least + self.rng.below(most.saturating_sub(least).max(1));
            let inner = format!("{prefix}{group}[].");
            let list: Vec<Value> = (0..count)
                .map(|at| self.record(fields, &inner, usize::try_from(at).unwrap_or(0)))
                .filter(|entry| !entry.is_empty())
                .map(Value::Object)
                .collect();
            let list = shared(fields, &inner, list);
            if !list.is_empty() {
                put(&mut whole, group, Value::Array(list));
            }
        }
        whole
    }
}

/// What a message says once for all entries of a group is in each of them what it is in the first.
fn shared(fields: &[CarriedField], prefix: &str, mut list: Vec<Value>) -> Vec<Value> {
    for field in fields.iter().filter(|field| field.shared) {
        let Some(name) = field.field.strip_prefix(prefix) else { continue };
        let first = list.first().and_then(|entry| entry.get(name)).cloned();
        for entry in list.iter_mut().filter_map(Value::as_object_mut) {
            match &first {
                Some(value) => entry.insert(name.to_owned(), value.clone()),
                None => entry.remove(name),
            };
        }
    }
    list
}

fn put(whole: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            whole.insert(path.to_owned(), value);
        }
        Some((section, rest)) => {
            if let Value::Object(inner) = whole.entry(section).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

/// What the message says once is the first entry's for all.
fn share(value: &mut Value, field: &str) {
    let Some((group, name)) = field.split_once("[].") else { return };
    let pointer = format!("/{}", name.replace('.', "/"));
    let Some(entries) =
        value.pointer_mut(&format!("/{}", group.replace('.', "/"))).and_then(Value::as_array_mut)
    else {
        return;
    };
    let first = entries.first().and_then(|entry| entry.pointer(&pointer)).cloned();
    for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
        take(entry, name);
        if let Some(first) = &first {
            put(entry, name, first.clone());
        }
    }
}

fn take(whole: &mut Map<String, Value>, path: &str) {
    match path.split_once('.') {
        None => drop(whole.remove(path)),
        Some((section, rest)) => {
            if let Some(Value::Object(inner)) = whole.get_mut(section) {
                take(inner, rest);
            }
        }
    }
}

/// Gives invoices keys of their own, and each at least one item that names it, in order: as messages that repeat the key, or the whole
/// invoice, can say it.
fn link(value: &mut Value) {
    let items = value.get("items").and_then(Value::as_array).map_or(0, Vec::len);
    let mut numbers = Vec::new();
    if let Some(invoices) = value.get_mut("invoices").and_then(Value::as_array_mut) {
        invoices.truncate(items);
        for (at, invoice) in invoices.iter_mut().enumerate() {
            let own = invoice.get("number").and_then(Value::as_str).unwrap_or("I");
            let number = format!("{own}-{}", at + 1);
            let ordered = invoice.get("order").is_some();
            if let Value::Object(invoice) = invoice {
                invoice.insert("number".to_owned(), json!(number));
                if ordered {
                    invoice.insert("order".to_owned(), json!(format!("{}", at + 1)));
                }
            }
            numbers.push(number);
        }
    }
    for (at, item) in value.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        let number = at.checked_rem(numbers.len()).and_then(|at| numbers.get(at));
        if let (Some(number), Value::Object(item)) = (number, item) {
            item.insert("invoice".to_owned(), json!(number));
        }
    }
}
