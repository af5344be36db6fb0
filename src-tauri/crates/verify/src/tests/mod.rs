//! Tests that need more than one file of this room.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cms;
mod cms_build;
mod cms_openssl;
mod corpora_crypto;
mod corpora_json;
mod corpora_json_attestation;
mod corpora_xml;
mod corpora_xml_cases;
mod corpora_xml_scores;
mod cose;
mod cose_carrier;
mod cose_corpora;
mod families;
mod families_attestation;
mod families_json;
mod hostile;
mod kit;
mod limbo;
mod messages;
mod messages_differential;
mod messages_speed;
mod messages_timestamps;
mod messages_xades;
mod paths;
mod paths_kit;
mod paths_openssl;
mod paths_revocation;
mod paths_steps;
mod rows;
mod seals;
mod timestamps;
mod wrapping;
mod wrapping_generated;
mod wrapping_named;

use std::path::{Path, PathBuf};

/// A folder or file of the third-party corpora beside the repository; says so when it is not there.
fn corpus(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/corpora")).join(name);
    if !path.exists() {
        println!("skipped: {name} is not beside the repository");
        return None;
    }
    Some(path)
}

/// All files of a kind below a folder, in order.
fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == kind) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
