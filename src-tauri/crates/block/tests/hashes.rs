//! The list of shipped hashes and the JSON Schemas are those of this program and these packs.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test stops at the first surprise

use block::{PackFiles, SchemaFor, json_schema};
use std::{fs, path::Path};

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks");

/// Compares a file with what it should be; `RENEW=1` writes it anew.
fn kept(file: &str, wanted: &str) -> Option<String> {
    let path = Path::new(BLOCKS).join(file);
    if std::env::var_os("RENEW").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    (found != wanted).then(|| file.to_owned())
}

#[test]
fn the_list_of_shipped_hashes_is_that_of_these_packs() {
    let packs = PackFiles::open(Path::new(BLOCKS)).expect("the packs that ship can be read");
    assert!(packs.len() >= 10, "the packs are there");
    let old = kept("shipped.toml", &block::shipped(&packs).unwrap());
    assert_eq!(
        old, None,
        "a pack that ships was changed: give it a new version where it went out already, look at the difference, then renew the \
         list: RENEW=1 cargo test -p block --test hashes"
    );
}

#[test]
fn the_json_schemas_are_those_of_this_program() {
    for of in SchemaFor::ALL {
        let mut text = serde_json::to_string_pretty(&json_schema(of)).unwrap();
        text.push('\n');
        let old = kept(&format!("schema/{}", of.file()), &text);
        assert_eq!(old, None, "renew it: RENEW=1 cargo test -p block --test hashes");
    }
}
