//! Judgements: one current, a history, a seal that is checked.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use certificate::{Finding, Level, Light, Scope};
use store::{Incoming, Inputs, Nature};
use support::*;

#[test]
fn a_judgement_comes_back_whole() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1)], None, at(0)).unwrap();
    let findings = vec![
        Finding::new("QUANTITY_EXCEEDED", Level::Amber, Scope::Item(1)).value("left", "3").evidence("a", "b"),
    ];
    let judgement = judged(1, Nature::Verified, findings.clone());
    store.save_judgement(&judgement).unwrap();
    let document = store.document(&id(1)).unwrap().unwrap();
    assert_eq!((&document.content, &document.findings), (&judgement.content, &findings));
    assert_eq!((&document.outcome, &document.sources), (&judgement.outcome, &judgement.sources));
    assert_eq!((document.light, document.received_at), (Light::Amber, at(0)));
    assert_eq!(document.item_lights, [(1, Light::Amber)], "each item by its number");
    assert_eq!(document.inputs, judgement.inputs, "what it was made with");
    assert!(store.pending(10).unwrap().is_empty(), "it is judged");
    let summary = store.summary(&id(1)).unwrap().unwrap();
    assert_eq!((summary.items, summary.items_held), (1, 1), "1 of 1 items");
    assert_eq!(store.document(&id(9)).unwrap(), None);
}

#[test]
fn a_later_judgement_replaces_and_is_remembered() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1)], None, at(0)).unwrap();
    let first = judged(1, Nature::Verified, with_light(Light::Green));
    store.save_judgement(&first).unwrap();
    store.save_judgement(&first).unwrap();
    assert_eq!(store.judgements(&id(1)).unwrap().len(), 1, "the same judgement again is no news");
    let mut later = judged(1, Nature::Claim, with_light(Light::Red));
    later.inputs = Inputs { trust: "t2".into(), ..later.inputs };
    later.judged_at = at(500);
    store.save_judgement(&later).unwrap();
    let past = store.judgements(&id(1)).unwrap();
    assert_eq!(past.iter().map(|j| j.light).collect::<Vec<_>>(), [Light::Green, Light::Red], "then and now");
    assert_eq!((past[0].inputs.trust.as_str(), past[1].inputs.trust.as_str()), ("t1", "t2"));
    let now = store.document(&id(1)).unwrap().unwrap();
    assert_eq!((now.nature, now.light, now.sealed), (Nature::Claim, Light::Red, None));
    assert_eq!(store.search("", None, 9, store::Order::Newest).unwrap().total, 1, "one document");
    assert_eq!(store.search("is:claim light:red", None, 9, store::Order::Newest).unwrap().total, 1);
}

#[test]
fn a_seal_is_checked_both_ways() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1), incoming(2), incoming(3)], None, at(0)).unwrap();
    let mut forged = judged(1, Nature::Verified, vec![]);
    forged.content = judged(2, Nature::Verified, vec![]).content;
    assert_eq!(store.save_judgement(&forged).unwrap_err().code(), "SEAL_BROKEN", "not what was sealed");
    let mut unsealed = judged(1, Nature::Verified, vec![]);
    unsealed.sealed = None;
    assert_eq!(store.save_judgement(&unsealed).unwrap_err().code(), "INVALID", "a certificate is sealed");
    let mut pretender = judged(1, Nature::Claim, vec![]);
    pretender.sealed = judged(1, Nature::Verified, vec![]).sealed;
    assert_eq!(store.save_judgement(&pretender).unwrap_err().code(), "INVALID", "a claim never is");
    store.save_judgement(&judged(1, Nature::Verified, vec![])).unwrap();
    store.save_judgement(&judged(2, Nature::Verified, vec![])).unwrap();
    store.save_judgement(&judged(3, Nature::Claim, vec![])).unwrap();
    let sealed = store.sealed_record(&id(1)).unwrap().unwrap();
    assert_eq!(*sealed, record(1), "opened with its own hash");
    assert!(store.sealed_record(&id(3)).unwrap().is_none(), "a claim has none");
    folder
        .raw()
        .execute("UPDATE document_body SET content = (SELECT content FROM document_body WHERE seq = 2) WHERE seq = 1", [])
        .unwrap();
    assert_eq!(
        store.sealed_record(&id(1)).unwrap_err().code(),
        "SEAL_BROKEN",
        "another record under its seal"
    );
    assert_eq!(store.document(&id(1)).unwrap_err().code(), "SEAL_BROKEN", "and nothing else shows it either");
}

#[test]
fn several_judgements_are_all_or_none() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1)], None, at(0)).unwrap();
    let both = [judged(1, Nature::Claim, vec![]), judged(2, Nature::Claim, vec![])];
    assert_eq!(store.save_judgements(&both).unwrap_err().code(), "NOT_FOUND", "the second has no message");
    assert_eq!(store.document(&id(1)).unwrap(), None, "so the first was not kept");
}

#[test]
fn numbers_find_in_any_spelling_and_by_parts() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 30);
    let numbers = |text: &str| {
        store.by_number(text).unwrap().into_iter().map(|s| s.number.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(numbers("xb 2026 0000007"), ["XB-2026/0000007"], "another spelling");
    assert_eq!(numbers("000007"), ["XB-2026/0000007"], "the end of it");
    assert_eq!(numbers("00001").len(), 11, "a part of 1 and of 10 to 19");
    assert_eq!(numbers("00001")[0], "XB-2026/0000019", "newest first");
    assert_eq!(numbers("xb").len(), 30, "two characters: as a beginning");
    assert!(numbers("99999").is_empty() && numbers("--").is_empty());
}

#[test]
fn one_name_shows_every_document_that_claims_it() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 3);
    let clone = Incoming { bytes: b"other bytes".to_vec(), ..Incoming::default() };
    let clone_id = store.receive("xb", &[clone], None, at(9)).unwrap().new[0];
    let mut judgement = judged(1, Nature::Claim, vec![]);
    judgement.message = clone_id;
    judgement.index.replaces = Some("XB-2026/0000000".into());
    store.save_judgement(&judgement).unwrap();
    let same: Vec<_> = store.by_name(&name(1)).unwrap().into_iter().map(|s| s.message).collect();
    assert_eq!(same, [clone_id, id(1)], "newest first");
    let successors = store.replaced_by("xb20260000000", Some("XB")).unwrap();
    assert_eq!(successors.len(), 1, "the one that says it replaces it");
    assert_eq!(successors[0].message, clone_id);
    assert!(store.replaced_by("xb20260000000", Some("XC")).unwrap().is_empty());
    assert_eq!(store.documents_touched_by("XB").unwrap().len(), 4);
    assert!(store.documents_touched_by("XC").unwrap().is_empty());
}

#[test]
fn counts_add_up() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 15);
    store.receive("xb", &[incoming(20), incoming(21)], None, at(50)).unwrap();
    store.quarantine(&id(20), "UNREADABLE", &std::collections::BTreeMap::new(), at(51)).unwrap();
    let counts = store.counts(at(1000)).unwrap();
    assert_eq!((counts.all.green, counts.all.amber, counts.all.red), (8, 4, 3), "as they were filled in");
    assert_eq!((counts.claims, counts.since.total(), counts.quarantined, counts.pending), (3, 0, 1, 1));
    assert_eq!((counts.partners.len(), counts.partners[0].all), (1, counts.all), "one partner");
    assert_eq!(counts.last_received, Some(at(50)));
    assert_eq!(store.counts(at(0)).unwrap().since, counts.all, "since the first");
}
