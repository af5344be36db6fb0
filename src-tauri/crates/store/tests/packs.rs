//! Packs by events, and the quality of what links send.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use certificate::{Finding, Level, Scope};
use chrono::Duration;
use store::{Draft, EventKind, Nature, Role};
use support::*;

fn activated(version: &str, material: [u8; 32]) -> Draft {
    let kind = EventKind::PackActivated {
        pack: "cod-xb".into(),
        version: version.into(),
        hash: format!("hash-{version}"),
        standing: "signed".into(),
        material: hex::encode(material),
    };
    Draft::new("amina", Role::Administrator, kind)
}

#[test]
fn packs_are_what_the_events_add_up_to() {
    let folder = Folder::new();
    let store = &folder.store;
    store.keep_pack("hash-1", "cod-xb", "1", b"zip one", at(0)).unwrap();
    store.keep_pack("hash-1", "cod-xb", "1", b"zip one with a seal", at(1)).unwrap();
    let kept = store.kept_packs().unwrap();
    assert_eq!(kept.len(), 1, "one pack, with its newest bytes");
    assert_eq!(
        store.whole_material(&kept[0].material).unwrap().as_deref(),
        Some(&b"zip one with a seal"[..])
    );
    let withdrawn = EventKind::PackWithdrawn {
        pack: "cod-xb".into(),
        version: "1".into(),
        hash: "hash-1".into(),
        reason: "roll-back".into(),
    };
    store
        .append(
            &[
                activated("1", kept[0].material),
                Draft::new("amina", Role::Administrator, withdrawn),
                activated("2", [2; 32]),
            ],
            at(2),
        )
        .unwrap();
    let changes = store.pack_changes().unwrap();
    let seen: Vec<_> = changes.iter().map(|one| (one.version.as_str(), one.standing.as_deref())).collect();
    assert_eq!(seen, [("1", Some("signed")), ("1", None), ("2", Some("signed"))], "in the order of the acts");
    assert_eq!(
        store.whole_material(&changes[2].material.unwrap()).unwrap(),
        None,
        "bytes that are not here are none"
    );
    folder
        .raw()
        .execute("UPDATE material SET bytes = x'00' WHERE hash = ?1", [&kept[0].material[..]])
        .unwrap();
    assert_eq!(
        store.whole_material(&kept[0].material).unwrap(),
        None,
        "and neither are others in their place"
    );
    let digest = store.fold_digest().unwrap();
    store.rebuild().unwrap();
    assert_eq!(
        (store.fold_digest().unwrap(), store.pack_changes().unwrap()),
        (digest, changes),
        "folded again"
    );
}

fn missing(field: &str) -> Finding {
    Finding::new("MANDATORY_MISSING", Level::Amber, Scope::Document).value("field", field)
}

#[test]
fn quality_is_counted_by_link_and_week() {
    let folder = Folder::new();
    let store = &folder.store;
    // `at(0)` is Friday of week 47; three days later is week 48.
    for (n, days) in [(1, 0), (2, 0), (3, 3), (4, 3)] {
        store.receive("xb", &[incoming(n)], None, at(0) + Duration::days(days)).unwrap();
    }
    let unknown = Finding::new("FIELD_UNREADABLE", Level::NotEvaluableAmber, Scope::Document)
        .value("code", "CODE_UNKNOWN")
        .value("field", "items[0].unit")
        .evidence("found", "BOX");
    store
        .save_judgement(&judged(1, Nature::Verified, vec![missing("items[0].hs"), missing("items[1].hs")]))
        .unwrap();
    store.save_judgement(&judged(2, Nature::Verified, vec![])).unwrap();
    store.save_judgement(&judged(3, Nature::Claim, vec![missing("items[0].hs"), unknown])).unwrap();
    store.save_judgement(&judged(4, Nature::Verified, vec![missing("items[0].hs")])).unwrap();
    // A later judgement takes the place of the first.
    store.save_judgement(&judged(4, Nature::Verified, vec![])).unwrap();
    let since = at(0) - Duration::days(30);
    let weeks = store.quality_weeks(Some("xb"), since).unwrap();
    let seen: Vec<_> = weeks
        .iter()
        .map(|week| {
            (week.monday.to_rfc3339(), week.documents, week.missing, week.codes, week.drift, week.warnings)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("2026-11-16T00:00:00+00:00".to_owned(), 2, 1, 0, 0, 0),
            ("2026-11-23T00:00:00+00:00".to_owned(), 2, 1, 1, 0, 0)
        ],
        "documents, not faults, are counted"
    );
    let kinds = store.quality_kinds("xb", since, 10, 2).unwrap();
    assert_eq!((kinds[0].field.as_str(), kinds[0].documents), ("items[].hs", 2), "most frequent first");
    assert_eq!(kinds[0].examples[0].0, id(3), "the newest example first");
    assert_eq!(kinds[1].examples[0].2, "BOX", "with the value as found");
    assert_eq!(
        store.quality_weeks(Some("xb"), at(0) + Duration::days(9)).unwrap(),
        [],
        "only from the day asked for"
    );
    assert_eq!(store.rebuild_quality().unwrap(), 4, "the rows are thrown away and made again");
    assert_eq!(store.quality_kinds("xb", since, 10, 2).unwrap(), kinds, "to the same");
    assert_eq!(store.quality_weeks(None, since).unwrap(), weeks, "and so are the weeks");
}
