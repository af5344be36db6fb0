//! The stage of `./dev run`: a desk that already works, and a second start that adds nothing twice.
#![allow(clippy::unwrap_used)] // a test stops at the first surprise

use std::time::{Duration, Instant};
use tempfile::TempDir;
use training::stage::{Ready, start};

#[test]
fn a_second_start_serves_what_the_first_one_staged() {
    let folder = TempDir::new().unwrap();
    let stage = start(folder.path(), 7, &|_| {}).unwrap();
    let first = stage.ready.clone();
    assert_eq!(first.endpoints.len(), 3, "three partners answer");
    assert!(first.documents > 150, "the desk is filled: {}", first.documents);
    assert!(first.waiting >= 8, "declarations wait for a decision: {}", first.waiting);
    let written: Ready =
        serde_json::from_slice(&std::fs::read(folder.path().join("ready")).unwrap()).unwrap();
    assert_eq!((written.documents, written.seed), (first.documents, 7), "`ready` says the same");
    stage.partners.stop();

    let begun = Instant::now();
    let second = start(folder.path(), 7, &|_| {}).unwrap().ready;
    assert!(begun.elapsed() < Duration::from_secs(30), "a second start takes seconds: {:?}", begun.elapsed());
    assert_eq!(second.waiting, first.waiting, "nothing is presented twice");
    // Certificates go on arriving one by one; no more than those may be new.
    let arrived = second.documents - first.documents;
    assert!(arrived < 30, "nothing is received twice: {arrived} new");
    assert_eq!(second.base, first.base, "the partners are the same");
}

#[test]
fn another_seed_is_refused_where_partners_are() {
    let folder = TempDir::new().unwrap();
    start(folder.path(), 3, &|_| {}).unwrap().partners.stop();
    let refused = start(folder.path(), 4, &|_| {}).err().map(|error| error.code());
    assert_eq!(refused, Some("OTHER_WORLD"), "a folder holds one world");
}
