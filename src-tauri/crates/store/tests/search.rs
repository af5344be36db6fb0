//! Search over a filled database.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use store::{Draft, EventKind, Keyset, Operation, Order, PresentationId, Role, Store};
use support::*;

fn filled() -> &'static Store {
    static FILLED: OnceLock<Folder> = OnceLock::new();
    &FILLED
        .get_or_init(|| {
            let folder = Folder::new();
            fill(&folder.store, 0, 600);
            folder
        })
        .store
}

fn total(text: &str) -> u64 {
    filled().search(text, None, 5, Order::Newest).unwrap().total
}

#[test]
fn words_phrases_fields_and_negation() {
    for (text, found) in [
        ("", 600),
        ("orion", 200), // exporter of 100, consignee of 100
        ("exporter:orion", 100),
        ("consignee:orion", 100),
        ("importer:orion", 0),
        ("party:orion", 200),
        ("\"timber works\"", 200),
        ("\"works timber\"", 0),
        ("timber works", 200),
        ("tim*", 200),
        ("tim", 0),
        ("societe littoral", 200),
        ("SOCIÉTÉ", 200),
        ("lodz mlyn", 200),
        ("電子", 200),
        ("方電", 200),
        ("司", 200),
        ("امل", 200),
        ("shrimp", 150),
        ("goods:shrimp", 150),
        ("exporter:shrimp", 0),
        ("shrimp -orion", 100),
        ("-shrimp", 450),
        ("hs:03", 150),
        ("hs:0306.17", 150),
        ("hs:030618", 0),
        ("hs:03,44", 300),
        ("is:claim", 120),
        ("light:red", 120),
        ("light:red,amber", 280),
        ("light:green is:certificate", 320),
        ("partner:xb", 600),
        ("partner:XC", 0),
        ("scheme:BA", 600),
        ("number:0000123", 1),
        ("number:\"xb-2026/0000123\"", 1),
        ("number:\"0000123\"", 0),
        ("number:XB2026000012*", 10),
        ("0000123", 1),
        ("issued:2026-09-01", 8),
        ("issued:2026-09", 240), // 30 of every 80 days: 7 rounds of 30 and 30 more
        ("issued:..2026-09-01", 8),
        ("issued:2026-10..2026-11 issued:2026-09", 0),
        ("received:2026-11-20", 600),
        ("received:2026-11-21..", 0),
        ("flag:yes", 0),
        ("decision:none", 600),
    ] {
        assert_eq!(total(text), found, "{text}");
    }
    assert_eq!(
        filled().search("exproter:x", None, 5, Order::Newest).unwrap_err().code(),
        "QUERY_UNKNOWN_FIELD"
    );
}

#[test]
fn facets_are_exact() {
    let page = filled().search("shrimp", None, 5, Order::Newest).unwrap();
    assert_eq!(page.facets.light.values().sum::<u64>(), 150);
    for (light, count) in &page.facets.light {
        assert_eq!(total(&format!("shrimp light:{light}")), *count, "{light}");
    }
    for (month, count) in &page.facets.month {
        assert_eq!(total(&format!("shrimp issued:{month}")), *count, "{month}");
    }
    assert_eq!(page.facets.chapter, [("03".to_owned(), 150)].into(), "by HS chapter");
    assert_eq!(page.facets.partner, [("XB".to_owned(), 150)].into());
    assert_eq!(page.facets.scheme, [("ba".to_owned(), 150)].into());
    assert_eq!(page.facets.decision, [("none".to_owned(), 150)].into());
}

#[test]
fn pages_join_without_gap_or_repeat() {
    for order in [Order::Newest, Order::Oldest, Order::Issued, Order::Light] {
        let whole = filled().search("orion", None, 1_000, order).unwrap();
        assert_eq!((whole.hits.len(), whole.next), (200, None), "{order:?}");
        let (mut joined, mut after): (Vec<_>, Option<Keyset>) = (Vec::new(), None);
        loop {
            let page = filled().search("orion", after.as_ref(), 33, order).unwrap();
            assert_eq!(page.total, 200, "the total is not the page's");
            joined.extend(page.hits);
            let Some(next) = page.next else { break };
            after = Some(next.to_string().parse().unwrap());
        }
        assert_eq!(joined, whole.hits, "{order:?}");
        let sorted = whole.hits.is_sorted_by(|a, b| match order {
            Order::Newest => a.received_at >= b.received_at,
            Order::Oldest => a.received_at <= b.received_at,
            Order::Issued => a.issued >= b.issued,
            Order::Light => a.light >= b.light,
        });
        assert!(sorted, "{order:?}");
    }
}

#[test]
fn what_officers_do_is_found() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 10);
    assert_eq!(store.search("flag:yes", None, 5, Order::Newest).unwrap().total, 0, "before");
    let presentation = PresentationId::of(&name(3), "26XA1", None, Operation::Entry);
    let presented = EventKind::Presented {
        certificate: name(3),
        document: id(3),
        declaration: "26XA1".into(),
        date: None,
        consignment: None,
        operation: Operation::Entry,
        items: vec![certificate::DeclaredItem { item: Some(1), ..Default::default() }],
    };
    let flagged = EventKind::Flagged {
        document: id(4),
        reason: "signature".into(),
        findings: vec![],
        presentation: None,
    };
    let act = |kind| Draft::new("amina", Role::BorderOfficer, kind);
    let ids = store.append(&[act(presented), act(flagged)], at(1)).unwrap();
    let found = |text: &str| {
        let page = store.search(text, None, 5, Order::Newest).unwrap();
        page.hits.into_iter().map(|hit| hit.message).collect::<Vec<_>>()
    };
    assert_eq!(found("is:waiting"), [id(3)], "presented, not decided");
    assert_eq!((found("flag:yes"), found("flag:Signature")), (vec![id(4)], vec![id(4)]));
    assert_eq!(found("flag:other"), []);
    let decided = EventKind::Decided {
        presentation,
        item: 1,
        decision: "given".into(),
        drawdown: None,
        reasons: vec![],
        basis: vec![],
        supersedes: None,
    };
    let withdrawn = EventKind::FlagWithdrawn { flag: ids[1].clone(), reason: "mistake".into() };
    store.append(&[act(decided), act(withdrawn)], at(2)).unwrap();
    assert_eq!(
        (found("is:waiting"), found("is:decided"), found("decision:given")),
        (vec![], vec![id(3)], vec![id(3)])
    );
    assert_eq!(found("flag:yes"), [], "withdrawn");
    let page = store.search("", None, 5, Order::Newest).unwrap();
    assert_eq!(page.facets.decision, [("given".to_owned(), 1), ("none".to_owned(), 9)].into());
}

#[test]
fn another_programs_writes_are_seen() {
    let folder = Folder::new();
    fill(&folder.store, 0, 5);
    assert_eq!(folder.store.search("", None, 5, Order::Newest).unwrap().total, 5);
    let other = Store::open(&folder.path(), &key()).unwrap();
    fill(&other, 5, 9);
    assert_eq!(folder.store.search("", None, 5, Order::Newest).unwrap().total, 9, "through the file");
}

#[test]
fn hostile_texts_are_only_texts() {
    for text in [
        "'; DROP TABLE document; --",
        "\" OR 1=1 --",
        "x\") OR term_word MATCH (\"y",
        "NEAR(a b, 2) AND folded:*",
        "exporter:\"' UNION SELECT * FROM meta --\"",
        "number:\"%\" OR '1'='1'",
        "number:%%%",
        "^orion + \"timber\" {works}",
        "\u{0}\u{1}orion",
        "goods:\"\\\"\\\"\" hs:00",
    ] {
        let _ = filled().search(text, None, 5, Order::Newest);
        let _ = filled().by_number(text);
        assert_eq!(total(""), 600, "{text}");
    }
    assert_eq!(total("exporter:\"' OR '1'='1\""), 0, "no text is an instruction");
    assert_eq!(total("\"orion OR shrimp\""), 0, "nor an operator");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_answered(text in ".{0,60}") {
        match filled().search(&text, None, 5, Order::Newest) {
            Ok(page) => prop_assert!(page.total <= 600),
            Err(error) => prop_assert!(error.code().starts_with("QUERY_"), "{}", error.code()),
        }
    }

    #[test]
    fn a_negation_is_the_rest(word in "(orion|shrimp|light:red|hs:03|電子|issued:2026-10)", other in "(timber|is:claim|number:12)") {
        let ids = |text: &str| -> BTreeSet<_> {
            filled().search(text, None, 1_000, Order::Newest).unwrap().hits.into_iter().map(|hit| hit.message).collect()
        };
        let (all, with, without) = (ids(&other), ids(&format!("{other} {word}")), ids(&format!("{other} -{word}")));
        prop_assert!(with.is_disjoint(&without));
        prop_assert_eq!(&with | &without, all);
    }
}
