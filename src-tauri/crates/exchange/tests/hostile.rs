//! Whatever a partner sends, reading its page gives a page or a refusal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use exchange::answer::{Unreadable, cursors, feed, pages};
use proptest::prelude::*;

const PAGE: &str = r#"<Page number="1" size="9" last="true"><Message id="a" sha256="8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8">YWxwaGE=</Message></Page>"#;
const LIST: &str = r#"{"items":[{"id":"a","document":"alpha"}],"next":"n","more":false}"#;
const FEED: &str = r#"[{"id":4,"type":"issued","credential":{ "a": 1.0 }},{"id":7,"type":"weather"}]"#;

fn all(bytes: &[u8]) -> [bool; 3] {
    [pages::read(bytes, None, 9).is_ok(), cursors::read(bytes, 9).is_ok(), feed::read(bytes, None, 9).is_ok()]
}

#[test]
fn the_seeds_are_good() {
    assert_eq!(all(PAGE.as_bytes()), [true, false, false], "a page is a page");
    assert_eq!(all(LIST.as_bytes()), [false, true, false], "a list is a list");
    assert_eq!(all(FEED.as_bytes()), [false, false, true], "a feed is a feed");
    let page = feed::read(FEED.as_bytes(), None, 9).unwrap();
    assert_eq!(page.messages[0].bytes, b"{ \"a\": 1.0 }", "the credential's exact bytes");
    assert_eq!(page.messages[1].bytes, br#"{"id":7,"type":"weather"}"#, "an event without one is kept whole");
    assert_eq!(page.next.as_deref(), Some("7"), "and the cursor is behind it");
}

#[test]
fn a_page_is_exactly_what_the_interface_says() {
    let refused = |text: &str, why: &str| {
        let answer = pages::read(text.as_bytes(), None, 9);
        assert!(matches!(answer, Err(Unreadable::Shape(_))), "{why}: {answer:?}");
    };
    refused("", "nothing");
    refused("<Page number='1' size='9' last='true'>", "not closed");
    refused("<Page number='2' size='9' last='true'/>", "another page");
    refused("<Page number='1' size='8' last='true'/>", "another size");
    refused("<Page number='1' size='9' last='false'/>", "an empty page before the last");
    refused("<Page number='1' size='9' last='perhaps'/>", "neither true nor false");
    refused("<!DOCTYPE Page []><Page number='1' size='9' last='true'/>", "a document type");
    refused("<Page number='1' size='9' last='true'/><Page number='1' size='9' last='true'/>", "two pages");
    refused("<Page number='1' size='9' last='true'>words</Page>", "words between");
    refused("<Page number='1' size='9' last='true'><Other/></Page>", "another element");
    refused("<Page number='1' number='1' size='9' last='true'/>", "an attribute twice");
    refused("<Page number='1' size='9' last='true'><Message id='' sha256=''/></Page>", "no id");
    let message = PAGE.split_once("\"true\">").unwrap().1.trim_end_matches("</Page>");
    let many = format!("<Page number='1' size='9' last='true'>{}</Page>", message.repeat(10));
    refused(&many, "more than were asked for");
    let damaged = PAGE.replace("YWxwaGE=", "YmV0YQ==");
    assert_eq!(pages::read(damaged.as_bytes(), None, 9), Err(Unreadable::Digest(1)), "another content");
    let not_base64 = PAGE.replace("YWxwaGE=", "!!!!");
    assert_eq!(pages::read(not_base64.as_bytes(), None, 9), Err(Unreadable::Digest(1)), "no content");
}

#[test]
fn a_rewritten_page_is_handed_on_whole() {
    let first = pages::read(PAGE.as_bytes(), None, 9).unwrap();
    let known = pages::read(PAGE.as_bytes(), first.next.as_deref(), 9).unwrap();
    assert!(known.messages.is_empty(), "the same page brings nothing");
    let rewritten = PAGE.replace("id=\"a\"", "id=\"b\"");
    let again = pages::read(rewritten.as_bytes(), first.next.as_deref(), 9).unwrap();
    assert_eq!(again.messages.len(), 1, "what is not what we knew comes whole");
    let restarted = pages::query(first.next.as_deref(), 20);
    assert_eq!(restarted[0].1, "1", "another page size starts over, since page numbers mean something else");
}

#[test]
fn lists_and_feeds_have_limits_too() {
    let shape = |answer: Result<exchange::Page, Unreadable>| matches!(answer, Err(Unreadable::Shape(_)));
    assert!(shape(cursors::read(br#"{"items":[],"next":"","more":false}"#, 9)), "an empty cursor");
    let long = format!(r#"{{"items":[],"next":"{}","more":false}}"#, "n".repeat(5000));
    assert!(shape(cursors::read(long.as_bytes(), 9)), "an endless cursor");
    assert!(
        shape(cursors::read(br#"{"items":[{"id":"a\u0007","document":""}],"next":"n","more":false}"#, 9)),
        "a bell"
    );
    assert!(
        shape(cursors::read(br#"{"items":[{"id":"a","document":"\ud800"}],"more":false}"#, 9)),
        "half a pair"
    );
    assert!(shape(cursors::read(LIST.as_bytes(), 0)), "more than were asked for");
    assert!(shape(feed::read(FEED.as_bytes(), Some("4"), 9)), "an id we have");
    assert!(shape(feed::read(br#"[{"id":-1,"type":"x"}]"#, None, 9)), "a negative id");
    assert!(shape(feed::read("[".repeat(100_000).as_bytes(), None, 9)), "a deep one");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        all(&bytes);
    }

    #[test]
    fn any_cut_or_changed_page_is_answered(at in 0usize..200, byte in any::<u8>(), cut in 0usize..200) {
        for seed in [PAGE, LIST, FEED] {
            let mut bytes = seed.as_bytes().to_vec();
            let length = bytes.len();
            bytes[at % length] = byte;
            all(&bytes);
            bytes.truncate(cut % length);
            all(&bytes);
        }
    }

    #[test]
    fn any_cursor_is_answered(cursor in ".{0,60}") {
        let _ = pages::query(Some(&cursor), 9);
        let _ = feed::query(Some(&cursor), 9);
        let _ = pages::read(PAGE.as_bytes(), Some(&cursor), 9);
        let _ = feed::read(FEED.as_bytes(), Some(&cursor), 9);
    }
}
