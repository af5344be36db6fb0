//! What reading one message costs, from its bytes to the canonical certificate, for the bench.

use crate::error::Error;
use block::{Library, Message};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What packs and messages cost.
#[derive(Clone, Debug)]
pub struct MappingCost {
    /// Packs that ship.
    pub packs: usize,
    /// All of them read from disk, checked and compiled.
    pub load: Duration,
    /// A certificate of ten items in each of the formats asked for.
    pub messages: Vec<MappedMessage>,
}

/// One message.
#[derive(Clone, Debug)]
pub struct MappedMessage {
    /// Its format: `cod-xb/certificate`.
    pub format: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Parsed and mapped: the median of the rounds.
    pub whole: Duration,
}

/// Loads the packs under `blocks`, writes a certificate of ten items in each format and reads it `rounds` times.
/// Errors: NOT_FOUND where there is no such format, INTERNAL where the certificate cannot be written in it.
pub fn measure_mapping(blocks: &[PathBuf], formats: &[&str], rounds: usize) -> Result<MappingCost, Error> {
    let library = Library::load(blocks, true).library;
    let load = median(5, || Library::load(blocks, true));
    let mut messages = Vec::new();
    for format in formats {
        let message = library.message(format).ok_or_else(|| Error::new("NOT_FOUND").detail(format))?;
        let internal = |error: String| Error::new("INTERNAL").detail(error);
        let bytes =
            message.write(&carried(message, &certificate())).map_err(|error| internal(error.to_string()))?;
        let limits = Limits::default();
        Document::read(&bytes, &limits).map_err(|error| internal(error.to_string()))?;
        let whole = median(rounds, || {
            Document::read(&bytes, &limits).map(|document| message.read(&document, document.root().id()))
        });
        messages.push(MappedMessage { format: (*format).to_owned(), bytes, whole });
    }
    Ok(MappingCost { packs: library.packs().len(), load, messages })
}

/// The median time of some rounds, after as many to warm up: until the result is in hand; letting go of it is not counted.
pub fn median<T>(rounds: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut all = Vec::with_capacity(rounds);
    for _ in 0..rounds * 2 {
        let begun = Instant::now();
        let result = std::hint::black_box(work());
        all.push(begun.elapsed());
        drop(result);
    }
    let mut counted = all.split_off(rounds);
    counted.sort_unstable();
    counted.get(rounds / 2).copied().unwrap_or_default()
}

fn certificate() -> Value {
    let items: Vec<Value> = (1..=10)
        .map(|n| {
            json!({
                "number": n, "hs": "520522", "description": format!("Single cotton yarn of combed fibres, lot {n}"),
                "quantity": format!("{}.5", 1240 + n), "unit": "KGM", "value": format!("{}.25", 8000 + n),
                "currency": "EUR", "criterion": "P", "origin": "XB", "invoice": format!("26/{:04}", n % 3 + 1),
                "packages": 12, "package_type": "CT", "gross_mass": "1300.5",
            })
        })
        .collect();
    let invoice =
        |n: u32| json!({ "order": n.to_string(), "number": format!("26/{n:04}"), "date": "2026-11-19" });
    json!({
        "kind": "BA", "number": "XB014BA0260000012300",
        "exporter": { "name": "Velika Looms", "address": "1 Mill Row\nOld Quay", "city": "Port Vela", "country": "XB" },
        "importer": { "name": "Adjik Weavers", "address": "7 Harbour Street", "city": "Adjik", "country": "XA" },
        "invoices": [invoice(1), invoice(2), invoice(3)],
        "items": items,
    })
}

/// The value without what the message has no place for.
fn carried(message: &Message, value: &Value) -> Value {
    let fields: Vec<String> = message.carried().into_iter().map(|found| found.field).collect();
    within(value, "", &fields)
}

fn within(value: &Value, prefix: &str, fields: &[String]) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name, format!("{prefix}{name}"), value))
                .filter(|(_, path, _)| fields.iter().any(|field| leads(path, field)))
                .map(|(name, path, value)| (name.clone(), within(value, &format!("{path}."), fields)))
                .collect(),
        ),
        Value::Array(list) => {
            let prefix = format!("{}[].", prefix.trim_end_matches('.'));
            Value::Array(list.iter().map(|one| within(one, &prefix, fields)).collect())
        }
        other => other.clone(),
    }
}

/// Whether a field is this path, or stands under it.
fn leads(path: &str, field: &str) -> bool {
    field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
