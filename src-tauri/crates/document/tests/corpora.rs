//! Third-party files, where they are at hand: all are read or refused by name, and XML as another
//! reader reads it.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking

mod oracle;

use document::{Document, Limits, Syntax};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared");

fn files(below: &Path, endings: &[&str], into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(below) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        if path.is_dir() {
            files(&path, endings, into);
        } else if endings.contains(&ending.as_str()) {
            into.push(path);
        }
    }
}

fn all(endings: &[&str]) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["corpora", "samples"] {
        files(&Path::new(SHARED).join(folder), endings, &mut found);
    }
    if found.is_empty() {
        println!("skipped: no third-party files at hand");
        return None;
    }
    Some(found)
}

#[test]
fn xml_files_are_read_as_another_reader_reads_them() {
    let Some(found) = all(&["xml", "xsd", "xsl", "xslt"]) else { return };
    let limits = Limits::default();
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &found {
        let bytes = std::fs::read(path).unwrap();
        let code = match Document::read_as(Syntax::Xml, &bytes, &limits) {
            Ok(_) => "read",
            Err(error) => error.code,
        };
        *outcomes.entry(code).or_default() += 1;
        if let Some(difference) = oracle::difference(&bytes) {
            panic!("{}: {difference}", path.display());
        }
        // Where only we refuse, the reason must be one that we chose.
        let other = std::str::from_utf8(&bytes).ok().and_then(|t| roxmltree::Document::parse(t).ok());
        if other.is_some() && code == "XML_SYNTAX" {
            let error = Document::read_as(Syntax::Xml, &bytes, &limits).unwrap_err();
            let chosen = ["a version other than XML 1.0"];
            assert!(chosen.contains(&error.what), "{}: {error}", path.display());
        }
    }
    println!("{} XML files: {outcomes:?}", found.len());
    assert!(outcomes.get("read").is_some_and(|n| *n > found.len() / 2), "{outcomes:?}");
}

#[test]
fn json_files_are_read_or_refused_by_name() {
    let Some(found) = all(&["json", "jsonld", "jwk", "jws"]) else { return };
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    let roomy = Limits { bytes: 1 << 30, depth: 64, nodes: 20_000_000 };
    for path in &found {
        let bytes = std::fs::read(path).unwrap();
        let code = match Document::read_as(Syntax::Json, &bytes, &roomy) {
            Ok(_) => "read",
            Err(error) => error.code,
        };
        *outcomes.entry(code).or_default() += 1;
        assert!(code == "read" || !path.to_string_lossy().contains("/jcs/"), "{}: {code}", path.display());
    }
    println!("{} JSON files: {outcomes:?}", found.len());
    assert!(outcomes.get("read").is_some_and(|n| *n > found.len() / 2), "{outcomes:?}");
}
