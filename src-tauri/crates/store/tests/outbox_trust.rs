//! What partners are told, how links are, and trust that never goes back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use store::Nature;
use support::*;

#[test]
fn receipts_are_due_tried_delivered_or_wedged() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1), incoming(2)], None, at(0)).unwrap();
    store.save_judgement(&judged(1, Nature::Verified, vec![])).unwrap();
    assert!(store.enqueue_receipt("xb", &id(1), "accepted", None, at(1)).unwrap());
    assert!(!store.enqueue_receipt("xb", &id(1), "accepted", None, at(2)).unwrap(), "once for each state");
    assert!(store.enqueue_receipt("xb", &id(2), "refused", Some("UNREADABLE"), at(3)).unwrap());
    assert!(store.due_receipts(at(0), 9).unwrap().is_empty(), "not before it happened");
    let due = store.due_receipts(at(5), 9).unwrap();
    assert_eq!(due.iter().map(|r| r.message).collect::<Vec<_>>(), [id(1), id(2)], "in order");
    assert_eq!(
        (due[0].remote_id.as_deref(), due[0].number.as_deref()),
        (Some("r1"), Some("XB-2026/0000001"))
    );
    assert_eq!((due[1].reason.as_deref(), &due[1].number), (Some("UNREADABLE"), &None));
    store.receipt_failed(due[0].id, at(60), false, "LINK_UNREACHABLE").unwrap();
    store.receipt_failed(due[1].id, at(60), true, "HTTP_400").unwrap();
    assert!(store.due_receipts(at(59), 9).unwrap().is_empty(), "both wait");
    let again = store.due_receipts(at(60), 9).unwrap();
    assert_eq!((again.len(), again[0].tries), (1, 1), "the wedged one waits for a person");
    assert!(store.due_receipts_of("xc", at(60), 9).unwrap().is_empty(), "of its link only");
    store.receipt_delivered(again[0].id, at(61)).unwrap();
    let counts = store.outbox_counts().unwrap();
    assert_eq!((counts[0].waiting, counts[0].delivered, counts[0].wedged), (0, 1, 1));
    assert_eq!(counts[0].error.as_deref(), Some("HTTP_400"));
    assert_eq!(store.retry_wedged("xb", at(70)).unwrap(), 1);
    assert_eq!(store.due_receipts(at(70), 9).unwrap().len(), 1);
    assert_eq!(store.receipt_delivered(999, at(1)).unwrap_err().code(), "NOT_FOUND");
}

#[test]
fn a_link_remembers_its_last_success() {
    let folder = Folder::new();
    let store = &folder.store;
    assert_eq!(store.link_state("xb", at(0)).unwrap().succeeded, None, "never tried");
    store.receive("xb", &[incoming(1)], None, at(-90_000)).unwrap();
    store.receive("xb", &[incoming(2), incoming(3)], None, at(-7_000)).unwrap();
    store.receive("xb", &[incoming(4)], None, at(0)).unwrap();
    store.record_sync("xb", at(0), None, None).unwrap();
    store.record_sync("xb", at(9), Some("LINK_UNREACHABLE"), Some("refused")).unwrap();
    let state = store.link_state("xb", at(10)).unwrap();
    assert_eq!((state.tried, state.succeeded), (Some(at(9)), Some(at(0))), "a failure leaves the success");
    assert_eq!(
        (state.error.as_deref(), state.detail.as_deref()),
        (Some("LINK_UNREACHABLE"), Some("refused"))
    );
    assert_eq!((state.hours.len(), state.hours[23], state.hours[22]), (24, 1, 2), "by the hour");
    assert_eq!((state.hours.iter().sum::<u64>(), state.received), (3, 4), "one is older than a day");
    store.record_sync("xb", at(20), None, None).unwrap();
    assert_eq!(store.link_state("xb", at(20)).unwrap().error, None, "well again");
}

#[test]
fn trust_never_goes_back() {
    let folder = Folder::new();
    let store = &folder.store;
    let save = |hash: u8, sequence, second| {
        store.save_trust("XB", &format!("{{\"n\":{hash}}}"), &[hash; 32], sequence, at(second))
    };
    save(1, 5, 0).unwrap();
    save(2, 6, 10).unwrap();
    assert_eq!(save(3, 5, 20).unwrap_err().code(), "TRUST_ROLLBACK", "an older list");
    assert_eq!(save(3, 6, 5).unwrap_err().code(), "TRUST_ROLLBACK", "the same list, taken earlier");
    assert_eq!(
        save(1, 5, 30).unwrap_err().code(),
        "TRUST_ROLLBACK",
        "not even the very one that was kept once"
    );
    let latest = store.latest_trust("XB").unwrap().unwrap();
    assert_eq!((latest.sequence, latest.snapshot.as_str(), latest.taken), (6, "{\"n\":2}", at(10)));
    save(2, 6, 40).unwrap();
    assert_eq!(store.latest_trust("XB").unwrap().unwrap().taken, at(40), "the same content, known later");
    assert_eq!(store.trust_by_hash(&[1; 32]).unwrap().unwrap().sequence, 5, "as it was known then");
    assert!(store.latest_trust("XC").unwrap().is_none(), "of its partner");
    store.save_trust("XC", "{}", &[9; 32], 1, at(0)).unwrap();
}

#[test]
fn the_clock_floor_rises_with_what_is_written() {
    let folder = Folder::new();
    let store = &folder.store;
    assert_eq!(store.clock_floor().unwrap(), None, "nothing is known yet");
    store.receive("xb", &[incoming(1)], None, at(10)).unwrap();
    assert_eq!(store.clock_floor().unwrap(), Some(at(10)));
    store.save_trust("XB", "{}", &[1; 32], 1, at(20)).unwrap();
    assert_eq!(store.clock_floor().unwrap(), Some(at(20)));
    let kind = store::EventKind::SettingChanged { key: "a".into(), value: "b".into() };
    store.append(&[store::Draft::new("amina", store::Role::Administrator, kind)], at(30)).unwrap();
    store.receive("xb", &[incoming(2)], None, at(5)).unwrap();
    assert_eq!(store.clock_floor().unwrap(), Some(at(30)), "and never falls");
}
