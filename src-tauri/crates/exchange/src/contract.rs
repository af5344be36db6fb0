//! What every [`Inbox`] must keep to, as a check that any implementation can run in its own tests.

use crate::{Inbox, Kept, Page, RawMessage};

const LINK: &str = "contract-link";
const STREAM: &str = "certificates";

/// Runs the contract. `open` opens the same storage anew each time, as after a restart; it must be empty for
/// the link `contract-link`. The error says what was broken.
pub fn inbox<'i>(open: &dyn Fn() -> Box<dyn Inbox + 'i>) -> Result<(), String> {
    let say = |what: &str| what.to_owned();
    let port = |error: crate::PortError| error.to_string();

    let first = page(&[("a", b"alpha"), ("b", b"beta")], Some("2"), true);
    {
        let inbox = open();
        ensure(inbox.cursor(LINK, STREAM).map_err(port)?.is_none(), "an empty inbox has a cursor")?;
        let kept = inbox.keep_page(LINK, STREAM, &first).map_err(port)?;
        ensure(kept == Kept { new: 2, known: 0 }, "two new messages were not counted as new")?;
    }
    {
        let inbox = open();
        let cursor = inbox.cursor(LINK, STREAM).map_err(port)?;
        ensure(cursor.as_deref() == Some("2"), "the cursor of a kept page did not survive a restart")?;
        let again = inbox.keep_page(LINK, STREAM, &first).map_err(port)?;
        ensure(again == Kept { new: 0, known: 2 }, "a page that came twice was not known the second time")?;
        let mixed = page(&[("b", b"beta"), ("c", b"gamma")], None, false);
        let kept = inbox.keep_page(LINK, STREAM, &mixed).map_err(port)?;
        ensure(kept == Kept { new: 1, known: 1 }, "a grown page was not told apart")?;
        let cursor = inbox.cursor(LINK, STREAM).map_err(port)?;
        ensure(cursor.as_deref() == Some("2"), "a page without a next cursor moved the cursor")?;
        let empty = page(&[], Some("3"), false);
        let kept = inbox.keep_page(LINK, STREAM, &empty).map_err(port)?;
        ensure(kept == Kept::default(), "an empty page counted messages")?;
    }
    {
        let inbox = open();
        let cursor = inbox.cursor(LINK, STREAM).map_err(port)?;
        ensure(cursor.as_deref() == Some("3"), "an empty page's cursor was not kept")?;
        let other = inbox.cursor(LINK, "another-stream").map_err(port)?;
        ensure(other.is_none(), "two streams share a cursor")?;
        let other = inbox.cursor("another-contract-link", STREAM).map_err(port)?;
        ensure(other.is_none(), "two links share a cursor")?;
        ensure(inbox.etag(LINK, "directory").map_err(port)?.is_none(), "an entity tag from nowhere")?;
        inbox.set_etag(LINK, "directory", Some("\"x\"")).map_err(port)?;
    }
    let inbox = open();
    let etag = inbox.etag(LINK, "directory").map_err(port)?;
    ensure(etag.as_deref() == Some("\"x\""), "an entity tag did not survive a restart")?;
    inbox.set_etag(LINK, "directory", None).map_err(port)?;
    let gone = inbox.etag(LINK, "directory").map_err(port)?.is_none();
    if gone { Ok(()) } else { Err(say("an entity tag could not be forgotten")) }
}

fn page(messages: &[(&str, &[u8])], next: Option<&str>, more: bool) -> Page {
    let messages = messages
        .iter()
        .map(|(id, bytes)| RawMessage { remote_id: (*id).to_owned(), bytes: bytes.to_vec(), hint: None })
        .collect();
    Page { messages, next: next.map(str::to_owned), more }
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
