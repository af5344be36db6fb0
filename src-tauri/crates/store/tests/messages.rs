//! Messages: stored before anything else, once each, never lost from sight.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use certificate::{Update, UpdateAction};
use std::collections::BTreeMap;
use store::{Incoming, MessageId, MessageState, Nature};
use support::*;

#[test]
fn the_same_bytes_are_one_message() {
    let store = Folder::new();
    let store = &store.store;
    let page = [incoming(1), incoming(2), incoming(1)];
    let received = store.receive("xb", &page, Some(("certificates", "c1")), at(0)).unwrap();
    assert_eq!((received.new, received.known), (vec![id(1), id(2)], 1), "a page may repeat itself");
    let again = store.receive("xc", &[incoming(2), incoming(3)], None, at(9)).unwrap();
    assert_eq!((again.new, again.known), (vec![id(3)], 1), "another link adds nothing to what is known");
    let message = store.message(&id(2)).unwrap().unwrap();
    assert_eq!(
        (message.link.as_deref(), message.received_at),
        (Some("xb"), at(0)),
        "the first receipt counts"
    );
    assert_eq!((message.bytes, message.state), (bytes(2), MessageState::Pending), "as it came");
    assert_eq!(store.cursor("xb", "certificates").unwrap().as_deref(), Some("c1"), "with its page");
    assert_eq!(store.cursor("xc", "certificates").unwrap(), None, "of its link only");
    assert_eq!(store.pending(10).unwrap(), [id(1), id(2), id(3)], "oldest first");
    assert_eq!(store.message(&id(77)).unwrap(), None);
}

#[test]
fn a_page_is_whole_or_not_there() {
    let folder = Folder::new();
    folder
        .raw()
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON message WHEN new.remote_id = 'r3'
             BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        .unwrap();
    let page = [incoming(1), incoming(2), incoming(3)];
    let error = folder.store.receive("xb", &page, Some(("s", "after")), at(0)).unwrap_err();
    assert_eq!(error.code(), "DATABASE_REFUSED");
    assert_eq!(folder.store.message(&id(1)).unwrap(), None, "nothing of it was kept");
    assert_eq!(folder.store.cursor("xb", "s").unwrap(), None, "and the cursor has not moved");
    assert!(
        folder.store.receive("xb", &page[..2], Some(("s", "after")), at(0)).is_ok(),
        "the writer goes on"
    );
}

#[test]
fn quarantine_is_visible_and_is_taken_up_again() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1), incoming(2)], None, at(0)).unwrap();
    let detail = BTreeMap::from([("found".to_owned(), "9.9".to_owned())]);
    store.quarantine(&id(1), "UNKNOWN_VERSION", &detail, at(5)).unwrap();
    let held = store.quarantined(Some("xb")).unwrap();
    assert_eq!((held.len(), held[0].message, held[0].code.as_str()), (1, id(1), "UNKNOWN_VERSION"));
    assert_eq!((&held[0].detail, held[0].at), (&detail, at(5)), "with its reason");
    assert!(store.quarantined(Some("xc")).unwrap().is_empty(), "of its link");
    assert_eq!(store.pending(10).unwrap(), [id(2)], "the others go on");
    assert_eq!(store.take_up_again(Some("xb")).unwrap(), 1);
    assert_eq!(store.pending(10).unwrap(), [id(1), id(2)], "pending again");
    store.save_judgement(&judged(1, Nature::Verified, vec![])).unwrap();
    assert!(store.quarantined(None).unwrap().is_empty(), "and gone from quarantine");
    assert_eq!(store.quarantine(&id(9), "X", &detail, at(5)).unwrap_err().code(), "NOT_FOUND");
}

#[test]
fn what_is_something_else_is_kept_and_listed() {
    let folder = Folder::new();
    let store = &folder.store;
    let page = [Incoming { bytes: bytes(1), remote_id: None, hint: Some("bill.json".into()) }];
    store.import(&page, at(0)).unwrap();
    store.set_aside_as_other(&id(1), "a bill of lading", at(1)).unwrap();
    store.set_aside_as_other(&id(1), "a bill of lading", at(2)).unwrap();
    let others = store.others(None).unwrap();
    assert_eq!((others.len(), others[0].what.as_str()), (1, "a bill of lading"), "said twice, listed once");
    assert_eq!(
        (others[0].hint.as_deref(), &others[0].link),
        (Some("bill.json"), &None),
        "a file has no link"
    );
    assert_eq!(store.message(&id(1)).unwrap().unwrap().state, MessageState::Other);
}

#[test]
fn a_document_that_turns_out_to_be_something_else_leaves_search() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 4);
    let total = |text: &str| store.search(text, None, 10, store::Order::Newest).unwrap().total;
    assert_eq!((total(""), total("number:0000002")), (4, 1), "all are found");
    store.set_aside_as_other(&id(2), "an invoice", at(5)).unwrap();
    assert_eq!((total(""), total("number:0000002")), (3, 0), "it is no longer found");
    assert_eq!(store.document(&id(2)).unwrap(), None);
    assert_eq!(store.judgements(&id(2)).unwrap().len(), 1, "what was thought of it stays on record");
}

#[test]
fn what_is_judged_again_keeps_its_document_until_then() {
    let folder = Folder::new();
    let store = &folder.store;
    fill(store, 0, 3);
    store.judge_later(&[id(1), id(2)]).unwrap();
    assert_eq!(store.pending(9).unwrap(), [id(1), id(2)]);
    let total = || store.search("", None, 10, store::Order::Newest).unwrap().total;
    assert_eq!(
        (total(), store.document(&id(1)).unwrap().is_some()),
        (3, true),
        "still shown as it was judged"
    );
    store.save_judgement(&judged(1, Nature::Claim, vec![])).unwrap();
    store.quarantine(&id(2), "UNREADABLE", &BTreeMap::new(), at(9)).unwrap();
    assert_eq!(
        (total(), store.document(&id(2)).unwrap()),
        (2, None),
        "what can no longer be read is no document"
    );
    assert!(store.pending(9).unwrap().is_empty());
}

#[test]
fn an_issuers_later_word_is_found_by_number() {
    let folder = Folder::new();
    let store = &folder.store;
    store.receive("xb", &[incoming(1), incoming(2)], None, at(0)).unwrap();
    let update =
        Update { number: "XB-2026/0000009".into(), action: UpdateAction::Cancel, ..Update::default() };
    store.mark_update(&id(1), Some("XB"), &update, true, at(3)).unwrap();
    let found = store.updates_for("xb 2026 0000009", Some("XB")).unwrap();
    assert_eq!((found.len(), &found[0].update, found[0].applied), (1, &update, true), "in any spelling");
    assert!(store.updates_for("XB-2026/0000009", Some("XC")).unwrap().is_empty(), "no other partner's");
    store.mark_update(&id(1), Some("XB"), &update, false, at(4)).unwrap();
    let again = store.update_of(&id(1)).unwrap().unwrap();
    assert!(!again.applied, "a later judgement takes its place");
}

#[test]
fn an_etag_is_remembered_and_forgotten() {
    let folder = Folder::new();
    let store = &folder.store;
    store.set_etag("xc", "/list", Some("\"a1\"")).unwrap();
    assert_eq!(store.etag("xc", "/list").unwrap().as_deref(), Some("\"a1\""));
    store.set_etag("xc", "/list", None).unwrap();
    assert_eq!(store.etag("xc", "/list").unwrap(), None);
    store.set_cursor("xc", "s", "z").unwrap();
    assert_eq!(store.cursor("xc", "s").unwrap().as_deref(), Some("z"));
}

#[test]
fn changed_bytes_are_noticed() {
    let folder = Folder::new();
    folder.store.receive("xb", &[incoming(1), incoming(2)], None, at(0)).unwrap();
    folder
        .raw()
        .execute(
            "UPDATE message_body SET body = (SELECT body FROM message_body WHERE seq = 2) WHERE seq = 1",
            [],
        )
        .unwrap();
    assert_eq!(folder.store.message(&id(1)).unwrap_err().code(), "DATABASE_DAMAGED", "by its name");
}

#[test]
fn ids_are_read_and_printed() {
    let text = id(1).to_string();
    assert_eq!(text.parse::<MessageId>().unwrap(), id(1));
    assert!("12".parse::<MessageId>().is_err());
}
