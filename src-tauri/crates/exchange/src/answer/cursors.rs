//! `cursor-v1`: `GET {certificates}?cursor=OPAQUE&limit=S`, with `If-None-Match`, answers
//! `{"items":[{"id":"…","document":"<the message's text>"}],"next":"opaque","more":true|false}` or 304.
//! The first call has no cursor. The cursor is the partner's own and is never looked into.

use super::{CURSOR_BYTES_MAX, Unreadable, checked_id};
use crate::{Page, RawMessage};
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    items: Vec<Entry>,
    next: Option<String>,
    more: bool,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    document: String,
}

/// The query for the page at `cursor`.
pub fn query(cursor: Option<&str>, size: u32) -> Vec<(&'static str, String)> {
    let limit = ("limit", size.to_string());
    cursor
        .map_or_else(Vec::new, |cursor| vec![("cursor", cursor.to_owned())])
        .into_iter()
        .chain([limit])
        .collect()
}

/// Reads the answer to [`query`].
pub fn read(bytes: &[u8], size: u32) -> Result<Page, Unreadable> {
    let answer: Answer = serde_json::from_slice(bytes)
        .map_err(|_| Unreadable::Shape("not an object with items, next and more"))?;
    if answer.items.len() > size as usize {
        return Err(Unreadable::Shape("a page holds more messages than were asked for"));
    }
    if answer.next.as_ref().is_some_and(|next| next.is_empty() || next.len() > CURSOR_BYTES_MAX) {
        return Err(Unreadable::Shape("the cursor is empty or too long"));
    }
    let messages = answer
        .items
        .into_iter()
        .map(|entry| {
            Ok(RawMessage {
                remote_id: checked_id(entry.id)?,
                bytes: entry.document.into_bytes(),
                hint: None,
            })
        })
        .collect::<Result<_, Unreadable>>()?;
    Ok(Page { messages, next: answer.next, more: answer.more })
}
