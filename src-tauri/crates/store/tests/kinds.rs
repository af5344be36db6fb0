//! Documents of a kind that a pack brought; and documents that were kept before there were kinds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use certificate::{CertificateName, Light};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{Content, Index, Inputs, Judgement, Nature, Order, Store, TermRole};
use support::*;

/// An export declaration, which nothing in this crate knows.
fn declaration(n: u32, nature: Nature) -> Judgement {
    let number = format!("EXP/{n:04}");
    let value =
        json!({"number": number, "exporter": {"name": "Orion Timber Works"}, "lines": [{"hs": "520522"}]});
    let digest = Sha256::digest(serde_json::to_vec(&value).unwrap()).into();
    Judgement {
        message: id(n),
        link: Some("xb".into()),
        partner: Some("XB".into()),
        nature,
        name: Some(CertificateName::of("XB", "export-declaration", &number)),
        scheme: None,
        index: Index {
            number: Some(number),
            issued: chrono::NaiveDate::from_ymd_opt(2026, 11, 2),
            exporter: Some("Orion Timber Works".into()),
            goods: Some("Cotton yarn".into()),
            items: vec![1],
            hs: vec!["5205.22".into()],
            texts: vec![
                (TermRole::Exporter, "Orion Timber Works".into()),
                (TermRole::Party, "Alta Lines".into()),
                (TermRole::Goods, "Cotton yarn".into()),
            ],
            ..Index::default()
        },
        content: Content::Other { kind: "export-declaration".into(), value },
        sealed: (nature == Nature::Verified).then_some(digest),
        sources: json!({}),
        outcome: json!({}),
        findings: with_light(Light::Green),
        light: Light::Green,
        inputs: Inputs { block: "b1".into(), trust: "t1".into(), rules: String::new() },
        judged_at: at(100),
    }
}

#[test]
fn another_kind_is_kept_sealed_found_and_counted() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 8);
    store.receive("xb", &[incoming(20), incoming(21)], None, at(0)).unwrap();
    store.save_judgements(&[declaration(20, Nature::Verified), declaration(21, Nature::Claim)]).unwrap();
    let total = |query: &str| store.search(query, None, 99, Order::Newest).unwrap().total;
    for (query, wanted) in [
        ("kind:export-declaration", 2),
        ("kind:certificate", 8),
        ("-kind:certificate", 2),
        ("is:verified kind:export-declaration", 1),
        ("is:claim kind:export-declaration", 1),
        ("number:exp0020", 1),
        ("exp/0021", 1),
        ("party:\"alta lines\"", 2),
        ("exporter:orion kind:export-declaration", 2),
        ("exporter:alta", 0),
        ("cotton yarn", 2),
        ("hs:520522", 2),
        ("hs:52", 2),
        ("issued:2026-11-02 kind:export-declaration", 2),
    ] {
        assert_eq!(total(query), wanted, "{query}");
    }
    assert_eq!(total("is:certificate"), 6, "a verified document of another kind is no certificate");
    let facets = store.search("", None, 1, Order::Newest).unwrap().facets;
    assert_eq!((facets.kind["certificate"], facets.kind["export-declaration"]), (8, 2));
    let document = store.document(&id(20)).unwrap().unwrap();
    assert_eq!(document.content, declaration(20, Nature::Verified).content, "it comes back whole");
    assert_eq!((document.content.kind(), document.content.record()), ("export-declaration", None));
    assert!(store.sealed_record(&id(20)).unwrap().is_none(), "it is not shown as a certificate");
    let sealed = store.sealed_value(&id(20), "export-declaration").unwrap().unwrap();
    assert_eq!(sealed["number"], "EXP/0020", "but opens with its own hash");
    assert!(store.sealed_value(&id(21), "export-declaration").unwrap().is_none(), "a claim has none");
    assert!(store.sealed_value(&id(1), "export-declaration").unwrap().is_none(), "nor a certificate");
    let summary = store.summary(&id(20)).unwrap().unwrap();
    assert_eq!(
        (summary.kind.as_str(), summary.items, summary.exporter.as_deref()),
        ("export-declaration", 1, Some("Orion Timber Works"))
    );
    let mut forged = declaration(20, Nature::Verified);
    forged.content = Content::Other { kind: "export-declaration".into(), value: json!({"number": "other"}) };
    assert_eq!(store.save_judgement(&forged).unwrap_err().code(), "SEAL_BROKEN");
}

/// A database as the second schema left it, with the documents that `fill` makes.
fn of_the_second_schema(folder: &Folder) {
    let raw = folder.raw();
    raw.execute_batch(
        "ALTER TABLE document ADD COLUMN old TEXT NOT NULL DEFAULT 'claim' CHECK(old IN ('certificate', 'claim'));
         UPDATE document SET old = 'certificate' WHERE nature = 'verified';
         UPDATE document SET kind = 'BA';
         ALTER TABLE document DROP COLUMN nature;
         ALTER TABLE document RENAME COLUMN old TO nature;
         UPDATE judgement SET nature = 'certificate' WHERE nature = 'verified';
         ALTER TABLE document_body RENAME COLUMN content TO record;
         PRAGMA user_version = 2;",
    )
    .unwrap();
}

#[test]
fn documents_of_before_kinds_are_certificates_and_claims() {
    let folder = Folder::new();
    fill(&folder.store, 0, 12);
    let before: Vec<_> = (0..12).map(|n| folder.store.document(&id(n)).unwrap().unwrap()).collect();
    let path = folder.path();
    of_the_second_schema(&folder);
    let Folder { dir, store } = folder;
    drop(store);
    let store = Store::open(&path, &key()).unwrap();
    for (n, before) in (0..).zip(before) {
        assert_eq!(store.document(&id(n)).unwrap().unwrap(), before, "document {n} is what it was");
    }
    let total = |query: &str| store.search(query, None, 99, Order::Newest).unwrap().total;
    assert_eq!((total("kind:certificate"), total("is:certificate"), total("is:claim")), (12, 9, 3));
    assert_eq!(*store.sealed_record(&id(1)).unwrap().unwrap(), record(1), "seals hold");
    assert_eq!(store.judgements(&id(1)).unwrap()[0].nature, Nature::Verified, "history too");
    store.receive("xb", &[incoming(30)], None, at(0)).unwrap();
    store.save_judgement(&declaration(30, Nature::Verified)).unwrap();
    assert_eq!(total("kind:export-declaration"), 1, "and new kinds are taken");
    drop(dir);
}
