//! Messages arrive whole, once, in order, and never go on before they are on disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

#[path = "support/partner.rs"]
mod partner;
mod support;

use axum::{Router, extract::Query, routing::get};
use exchange::{Cancel, Client, ExchangeError, Progress};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use support::{Memory, endpoint, patience, serve};

const KINDS: [&str; 3] = ["pages-v1", "cursor-v1", "feed-v1"];
/// JSON texts, so that all three interfaces can carry them; spacing is part of the bytes.
const SEVEN: [&str; 7] = [
    "{\"n\": 1}",
    "{\"n\":2 }",
    "{ \"n\":3}",
    "{\"n\":4,\"s\":\"\u{645}\u{635}\u{646}\u{639}\"}",
    "{\"n\":5}",
    "{\"n\":6.0}",
    "{\"n\":7}",
];

fn quiet(_: Progress) {}

#[tokio::test]
async fn all_three_interfaces_bring_the_same_bytes_once() {
    for kind in KINDS {
        let desk = partner::desk(&SEVEN);
        let server = serve(partner::router(&desk)).await;
        let client = Client::with_patience(&endpoint(&server, kind, 3), patience()).unwrap();
        let inbox = Memory::default();
        let seen = Mutex::new(Vec::new());

        let pulled =
            client.pull(&inbox, &|p| seen.lock().unwrap().push(p.new), &Cancel::new()).await.unwrap();
        assert_eq!((pulled.new, pulled.known), (7, 0), "{kind}: seven messages, each new");
        assert_eq!(inbox.messages(), SEVEN, "{kind}: byte for byte and in order");
        assert!(seen.lock().unwrap().starts_with(&[3, 6, 7]), "{kind}: progress counts what is on disk");

        let again = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
        assert_eq!((again.new, again.known), (0, 0), "{kind}: nothing is handed on twice");

        desk.lock().unwrap().messages.extend([
            "{\"n\":8}".to_owned(),
            "{\"n\":9}".to_owned(),
            "{\"n\":10}".to_owned(),
        ]);
        let grown = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
        assert_eq!((grown.new, grown.known), (3, 0), "{kind}: the last page grew, and only its growth came");
        assert_eq!(inbox.messages().len(), 10, "{kind}: ten in all");
    }
}

#[tokio::test]
async fn a_page_that_is_not_on_disk_is_asked_for_again() {
    for kind in KINDS {
        let desk = partner::desk(&SEVEN);
        let server = serve(partner::router(&desk)).await;
        let client = Client::with_patience(&endpoint(&server, kind, 3), patience()).unwrap();
        let inbox = Memory::default();
        inbox.0.lock().unwrap().refuse = 1;

        let error = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap_err();
        assert_eq!(error.code(), "DISK_FULL", "{kind}: the storage's own code travels on");
        assert_eq!(desk.lock().unwrap().asked.len(), 1, "{kind}: it did not go on to the next page");
        client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
        let asked = desk.lock().unwrap().asked.clone();
        assert_eq!(asked[0], asked[1], "{kind}: the very same page is asked for again");
        assert_eq!(inbox.messages(), SEVEN, "{kind}: nothing is lost and nothing is twice");
    }
}

#[tokio::test]
async fn a_failure_in_the_middle_loses_nothing() {
    for kind in KINDS {
        for fail_at in 1..=2 {
            let desk = partner::desk(&SEVEN);
            let server = serve(partner::router(&desk)).await;
            let client = Client::with_patience(&endpoint(&server, kind, 3), patience()).unwrap();
            let inbox = Memory::default();
            let pages = Mutex::new(0);
            let refuse_next = |_: Progress| {
                let mut pages = pages.lock().unwrap();
                *pages += 1;
                if *pages == fail_at {
                    inbox.0.lock().unwrap().refuse = 1;
                }
            };
            client.pull(&inbox, &refuse_next, &Cancel::new()).await.unwrap_err();
            assert_eq!(inbox.messages().len(), fail_at * 3, "{kind}: the pages before are on disk");
            client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
            assert_eq!(inbox.messages(), SEVEN, "{kind}: and the rest follows");
        }
    }
}

#[tokio::test]
async fn the_entity_tag_belongs_to_its_cursor() {
    let desk = partner::desk(&SEVEN);
    let server = serve(partner::router(&desk)).await;
    let client = Client::with_patience(&endpoint(&server, "cursor-v1", 3), patience()).unwrap();
    let inbox = Memory::default();
    for _ in 0..4 {
        client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
    }
    assert!(desk.lock().unwrap().not_modified >= 2, "an unchanged list is not sent again");

    // The cursor is lost, as after a restore; this partner's tag is the whole list's. Were the tag sent along with
    // another cursor, the answer would be "nothing new" and all seven messages would stay away.
    inbox.0.lock().unwrap().cursors.clear();
    inbox.0.lock().unwrap().known.clear();
    let pulled = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
    assert_eq!(pulled.new, 7, "everything comes again");
}

#[tokio::test]
async fn a_wrong_digest_keeps_the_whole_page_out() {
    let desk = partner::desk(&SEVEN);
    desk.lock().unwrap().damage = Some(4);
    let server = serve(partner::router(&desk)).await;
    let client = Client::with_patience(&endpoint(&server, "pages-v1", 3), patience()).unwrap();
    let inbox = Memory::default();
    let error = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap_err();
    assert_eq!(error.code(), "PAGE_DAMAGED", "named");
    assert_eq!(inbox.messages().len(), 3, "the page before is kept, nothing of the damaged one");
    desk.lock().unwrap().damage = None;
    client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
    assert_eq!(inbox.messages(), SEVEN, "mended, it comes");
}

#[tokio::test]
async fn busy_is_waited_for_and_a_long_wait_is_handed_back() {
    let desk = partner::desk(&SEVEN);
    let server = serve(partner::router(&desk)).await;
    let client = Client::with_patience(&endpoint(&server, "feed-v1", 10), patience()).unwrap();
    let inbox = Memory::default();

    desk.lock().unwrap().busy = vec![(503, Some(1)), (429, None)];
    let before = std::time::Instant::now();
    let pulled = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
    assert_eq!(pulled.new, 7, "after two refusals it comes");
    assert!(before.elapsed().as_millis() >= 1000, "Retry-After was honoured");

    desk.lock().unwrap().busy = vec![(503, Some(3600))];
    let error = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap_err();
    assert_eq!((error.code(), error.is_wait()), ("LINK_BUSY", true), "an hour is not slept here");
    assert_eq!(error.retry_after().unwrap().as_secs(), 3600, "the caller is told");

    desk.lock().unwrap().busy = vec![(503, None); 10];
    let error = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap_err();
    assert_eq!(error.code(), "LINK_BUSY", "tries are bounded");
    assert_eq!(desk.lock().unwrap().busy.len(), 7, "by three");
}

#[tokio::test]
async fn a_stop_is_obeyed_between_and_inside_requests() {
    let desk = partner::desk(&SEVEN);
    let server = serve(partner::router(&desk)).await;
    let client = Client::with_patience(&endpoint(&server, "pages-v1", 3), patience()).unwrap();
    let inbox = Memory::default();
    let cancel = Cancel::new();
    let error = client.pull(&inbox, &|_| cancel.cancel(), &cancel).await.unwrap_err();
    assert_eq!(error, ExchangeError::Cancelled, "stopped after the first page");
    assert_eq!(inbox.messages().len(), 3, "what is on disk stays");

    let cancel = Cancel::new();
    desk.lock().unwrap().busy = vec![(503, Some(1)); 3];
    let (stopped, ()) = tokio::join!(client.pull(&inbox, &quiet, &cancel), async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        cancel.cancel();
    });
    assert_eq!(stopped.unwrap_err(), ExchangeError::Cancelled, "stopped while it waited");
    client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap();
    assert_eq!(inbox.messages(), SEVEN, "and goes on where it was");
}

#[tokio::test]
async fn a_partner_that_says_more_without_end_is_left() {
    let turn = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&turn);
    let endless = async move |Query(_): Query<BTreeMap<String, String>>| {
        let at = counted.fetch_add(1, Ordering::SeqCst);
        format!(r#"{{"items":[],"next":"c{at}","more":true}}"#)
    };
    let stuck = async || r#"{"items":[{"id":"a","document":"alpha"}],"next":"same","more":true}"#;
    let server = serve(Router::new().route("/v1/certificates", get(endless))).await;
    let client = Client::with_patience(&endpoint(&server, "cursor-v1", 3), patience()).unwrap();
    let error = client.pull(&Memory::default(), &quiet, &Cancel::new()).await.unwrap_err();
    assert_eq!(error.code(), "LINK_ANSWER_NOT_UNDERSTOOD", "empty pages for ever");
    assert!(turn.load(Ordering::SeqCst) < 150, "and not for long");

    let server = serve(Router::new().route("/v1/certificates", get(stuck))).await;
    let client = Client::with_patience(&endpoint(&server, "cursor-v1", 3), patience()).unwrap();
    let inbox = Memory::default();
    let error = client.pull(&inbox, &quiet, &Cancel::new()).await.unwrap_err();
    assert_eq!(error.code(), "LINK_ANSWER_NOT_UNDERSTOOD", "a cursor that does not move");
    assert_eq!(inbox.messages(), ["alpha"], "what came is kept, once");
}

#[test]
fn the_memory_inbox_keeps_the_contract_and_a_broken_one_does_not() {
    let memory = Memory::default();
    exchange::contract::inbox(&|| Box::new(&memory)).unwrap();
    let forgetful = || -> Box<dyn exchange::Inbox> { Box::new(Memory::default()) };
    let broken = exchange::contract::inbox(&forgetful).unwrap_err();
    assert!(broken.contains("restart"), "an inbox that forgets is found out: {broken}");
}
