//! How long parsing and mapping take. Run in release: `cargo test --release -p block --test speed -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Message};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// The median of many runs, and the least.
fn median<T>(mut run: impl FnMut() -> T) -> (Duration, Duration) {
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(3000);
    let mut all: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = std::hint::black_box(run());
            let took = start.elapsed();
            drop(result);
            took
        })
        .collect();
    all.sort();
    (all[all.len() / 2], all[0])
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
    json!({
        "kind": "BA", "number": "XB014BA0260000012300",
        "exporter": { "name": "Velika Looms", "address": "1 Mill Row\nOld Quay", "city": "Port Vela", "country": "XB" },
        "importer": { "name": "Adjik Weavers", "address": "7 Harbour Street", "city": "Adjik", "country": "XA" },
        "invoices": (1..=3).map(|n| json!({ "order": n.to_string(), "number": format!("26/{n:04}"), "date": "2026-11-19" })).collect::<Vec<_>>(),
        "items": items,
    })
}

/// The value with only the fields that the message carries.
fn carried(message: &Message, value: &Value) -> Value {
    fn strip(value: &Value, prefix: &str, fields: &[String]) -> Value {
        match value {
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .filter(|(name, _)| fields.iter().any(|f| f.starts_with(&format!("{prefix}{name}"))))
                    .map(|(name, value)| (name.clone(), strip(value, &format!("{prefix}{name}."), fields)))
                    .collect(),
            ),
            Value::Array(list) => {
                let prefix = format!("{}[].", prefix.trim_end_matches('.'));
                Value::Array(list.iter().map(|one| strip(one, &prefix, fields)).collect())
            }
            other => other.clone(),
        }
    }
    let fields: Vec<String> = message.carried().into_iter().map(|found| found.field).collect();
    strip(value, "", &fields)
}

#[test]
#[ignore = "a measurement"]
fn parse_and_map() {
    let blocks = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"));
    let start = Instant::now();
    let library = Library::load(std::slice::from_ref(&blocks), true).library;
    println!("load {} messages: {:?}", library.messages().len(), start.elapsed());
    for id in ["cod-xb/certificate", "uncefact-coo/certificate", "vc-coo/certificate"] {
        let message = library.message(id).unwrap();
        let value = carried(message, &certificate());
        let bytes = match message.write(&value) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{id}: {error}");
                continue;
            }
        };
        let limits = Limits::default();
        let parse = median(|| Document::read(&bytes, &limits).unwrap());
        let document = Document::read(&bytes, &limits).unwrap();
        let map = median(|| message.read(&document, document.root().id()));
        let reading = message.read(&document, document.root().id());
        let record = median(|| reading.record());
        let write = median(|| message.write(&value).unwrap());
        println!(
            "{id}: {} bytes, {} nodes, {} sources, parse {parse:?}, map {map:?}, record {record:?}, write {write:?}",
            bytes.len(),
            document.size(),
            reading.sources.len()
        );
    }
}
