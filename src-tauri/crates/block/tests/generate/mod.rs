//! Canonical values made from what a message says it carries, for laws over every pack.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use block::{CarriedField, Message};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Letters of several scripts, and what XML and JSON must escape.
const LETTERS: &str = "abzABZ019éßøЖдλ中綿紗العربية สวัสดี नमस्ते&<>\"'.,;/-()%";

fn text() -> impl Strategy<Value = String> {
    let letters: Vec<char> = LETTERS.chars().collect();
    proptest::collection::vec(proptest::sample::select(letters), 1..20).prop_map(|letters| {
        let text: String = letters.into_iter().collect();
        let text = text.trim();
        if text.is_empty() { "x".to_owned() } else { text.to_owned() }
    })
}

fn words(words: Vec<String>) -> BoxedStrategy<Value> {
    proptest::sample::select(words).prop_map(Value::from).boxed()
}

fn some(texts: &[&str]) -> BoxedStrategy<Value> {
    words(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn day() -> impl Strategy<Value = String> {
    (1990..2060_u32, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"))
}

fn clock() -> impl Strategy<Value = String> {
    (0..24_u32, 0..60_u32, 0..60_u32, prop_oneof![Just(""), Just(".500"), Just(".001")])
        .prop_map(|(h, m, s, f)| format!("{h:02}:{m:02}:{s:02}{f}"))
}

fn value(field: &CarriedField) -> BoxedStrategy<Value> {
    if !field.words.is_empty() {
        return match field.words[0].as_str() {
            "true" => Just(json!(true)).boxed(),
            _ => words(field.words.clone()),
        };
    }
    match field.holds {
        "text" if field.field.ends_with("address") => (text(), proptest::option::of(text()))
            .prop_map(|(a, b)| json!(b.map_or(a.clone(), |b| format!("{a}\n{b}"))))
            .boxed(),
        "text" => text().prop_map(Value::from).boxed(),
        "flag" if field.field.starts_with("marks") || field.field.ends_with(".confidential") => {
            Just(json!(true)).boxed()
        }
        "flag" => any::<bool>().prop_map(Value::from).boxed(),
        "whole number" => (0..4_000_000_000_u64).prop_map(Value::from).boxed(),
        "decimal" => (0..10_000_000_000_000_i64, 0..=6_u32)
            .prop_map(|(mantissa, scale)| {
                json!(rust_decimal::Decimal::new(mantissa, scale).normalize().to_string())
            })
            .boxed(),
        "HS code" => some(&["5205", "520522", "52052200", "010121", "851762"]),
        "country" => some(&["XA", "XB", "XC", "XT", "FR", "PE"]),
        "currency" => some(&["EUR", "USD", "XDR"]),
        "date or time" => (day(), clock(), prop_oneof![Just("Z"), Just("+02:00"), Just("-03:30")])
            .prop_map(|(day, clock, offset)| json!(format!("{day}T{clock}{offset}")))
            .boxed(),
        "date" => day().prop_map(Value::from).boxed(),
        "time" => (day(), 0..24_u32, 0..60_u32)
            .prop_map(|(day, h, m)| json!(format!("{day}T{h:02}:{m:02}:09Z")))
            .boxed(),
        "link" => Just(Value::Null).boxed(), // set when the groups are there
        other => panic!("no values for a {other}"),
    }
}

fn record(fields: Vec<CarriedField>, prefix: String) -> BoxedStrategy<Value> {
    let own: Vec<CarriedField> = fields
        .iter()
        .filter(|field| field.field.strip_prefix(&prefix).is_some_and(|rest| !rest.contains("[]")))
        .cloned()
        .collect();
    let mut groups: Vec<String> = fields
        .iter()
        .filter_map(|field| {
            field.field.strip_prefix(&prefix)?.split_once("[]").map(|(name, _)| name.to_owned())
        })
        .collect();
    groups.dedup();
    let lines: Vec<BoxedStrategy<Option<Value>>> = own
        .iter()
        .map(|field| {
            let always =
                field.always || field.field == "invoices[].number" || field.field == "invoices[].order";
            if always {
                value(field).prop_map(Some).boxed()
            } else {
                proptest::option::weighted(0.7, value(field)).boxed()
            }
        })
        .collect();
    let lists: Vec<BoxedStrategy<Vec<Value>>> = groups
        .iter()
        .map(|group| {
            // A certificate of no goods is none.
            let least = usize::from(group == "items");
            proptest::collection::vec(record(fields.clone(), format!("{prefix}{group}[].")), least..4).boxed()
        })
        .collect();
    (lines, lists)
        .prop_map(move |(values, lists)| {
            let mut whole = Map::new();
            for (field, value) in own.iter().zip(values) {
                let Some(value) = value.filter(|value| !value.is_null()) else { continue };
                let path: Vec<&str> = field.field.strip_prefix(&prefix).unwrap().split('.').collect();
                let mut at = &mut whole;
                for section in &path[..path.len() - 1] {
                    at = at.entry(*section).or_insert_with(|| json!({})).as_object_mut().unwrap();
                }
                at.insert((*path.last().unwrap()).to_owned(), value);
            }
            for (group, list) in groups.iter().zip(lists) {
                if !list.is_empty() {
                    whole.insert(group.clone(), Value::Array(list));
                }
            }
            Value::Object(whole)
        })
        .boxed()
}

/// Canonical values with the fields that the message carries.
pub fn canonical(message: &Message) -> BoxedStrategy<Value> {
    let fields = message.carried();
    let linked = fields.iter().any(|field| field.holds == "link");
    let shared: Vec<String> = fields
        .iter()
        .filter(|field| field.shared)
        .filter_map(|field| field.field.strip_prefix("items[].").map(str::to_owned))
        .collect();
    record(fields, String::new())
        .prop_map(move |value| if linked { link(value) } else { value })
        .prop_map(move |mut value| {
            // What the message says once for all entries is one value.
            for name in &shared {
                let Some(items) = value.get_mut("items").and_then(Value::as_array_mut) else { continue };
                let first = items[0].get(name).cloned();
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    match &first {
                        Some(first) => item.insert(name.clone(), first.clone()),
                        None => item.remove(name),
                    };
                }
            }
            value
        })
        .boxed()
}

/// Gives invoices keys of their own, and each at least one item that names it, in order.
fn link(mut value: Value) -> Value {
    let items = value.get("items").and_then(Value::as_array).map_or(0, Vec::len);
    let Some(invoices) = value.get_mut("invoices").and_then(Value::as_array_mut) else { return value };
    invoices.truncate(items);
    let mut numbers = Vec::new();
    for (at, invoice) in invoices.iter_mut().enumerate() {
        let number = format!("{}-{at}", invoice["number"].as_str().unwrap_or("I"));
        invoice["number"] = json!(number);
        if invoice.get("order").is_some() {
            invoice["order"] = json!(format!("{}", at + 1));
        }
        numbers.push(number);
    }
    if numbers.is_empty() {
        value.as_object_mut().unwrap().remove("invoices");
        return value;
    }
    for (at, item) in value["items"].as_array_mut().unwrap().iter_mut().enumerate() {
        item["invoice"] = json!(numbers[at % numbers.len()]);
    }
    value
}
