//! What utility blocks cost: a message from its bytes to the canonical certificate, and loading all packs.

use crate::Bench;
use crate::row::{Peer, Rows};
use desk::{measure_mapping, median};
use journeys::{Failure, assets};
use std::time::Duration;

/// Formats that are measured, and how people call their syntax.
const FORMATS: &[(&str, &str)] = &[("cod-xb/certificate", "XML"), ("vc-coo/certificate", "JSON")];

/// Measures.
pub fn measure(bench: &Bench, rows: &mut Rows) -> Result<(), Failure> {
    eprintln!("blocks");
    let rounds = bench.size.mappings;
    let roots = assets().blocks;
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.0).collect();
    let cost = measure_mapping(&roots, &formats, rounds)?;
    for (message, (_, syntax)) in cost.messages.iter().zip(FORMATS) {
        let text = std::str::from_utf8(&message.bytes)?;
        let (what, alone) = match *syntax {
            "XML" => ("roxmltree, parsed only", median(rounds, || roxmltree::Document::parse(text))),
            _ => (
                "serde_json, parsed only",
                median(rounds, || serde_json::from_str::<serde_json::Value>(text)),
            ),
        };
        rows.add(
            format!("parse and map, ten items, {syntax} ({:.1} kB)", kilobytes(text)),
            micros(message.whole),
            "µs",
            &Peer::new(what, micros(alone)),
        );
    }
    let roots = assets().blocks;
    let files = median(5, || roots.iter().map(|root| read_all(root)).collect::<Vec<_>>());
    rows.add(
        format!("load all packs ({})", cost.packs),
        cost.load.as_secs_f64() * 1_000.0,
        "ms",
        &Peer::new("their files read, nothing made of them", files.as_secs_f64() * 1_000.0),
    );
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000_000.0
}

fn kilobytes(text: &str) -> f64 {
    crate::row::number(text.len()) / 1_000.0
}

/// All bytes under a folder.
fn read_all(folder: &std::path::Path) -> std::io::Result<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        bytes += if path.is_dir() { read_all(&path)? } else { std::fs::read(&path)?.len() };
    }
    Ok(bytes)
}
