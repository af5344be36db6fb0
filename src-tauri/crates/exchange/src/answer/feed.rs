//! `feed-v1`: `GET {events}?after=ID&limit=S` answers `[{"id":17,"type":"…","credential":{…}}]`, ids growing.
//! The message is the exact bytes of `credential`; an event without one is kept whole, so that a new kind of
//! event is a message in quarantine and not lost. Our cursor is the last id. The feed ends with an empty array.

use super::Unreadable;
use crate::{Page, RawMessage};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Event<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    credential: Option<&'a RawValue>,
}

fn after(cursor: Option<&str>) -> u64 {
    cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
}

/// The query for what comes after `cursor`.
pub fn query(cursor: Option<&str>, size: u32) -> Vec<(&'static str, String)> {
    vec![("after", after(cursor).to_string()), ("limit", size.to_string())]
}

/// Reads the answer to [`query`].
pub fn read(bytes: &[u8], cursor: Option<&str>, size: u32) -> Result<Page, Unreadable> {
    const SHAPE: Unreadable = Unreadable::Shape("not an array of events with id, type and credential");
    let events: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(|_| SHAPE)?;
    if events.len() > size as usize {
        return Err(Unreadable::Shape("a page holds more messages than were asked for"));
    }
    let mut last = after(cursor);
    let mut messages = Vec::with_capacity(events.len());
    for raw in events {
        let event: Event<'_> = serde_json::from_str(raw.get()).map_err(|_| SHAPE)?;
        if event.id <= last {
            return Err(Unreadable::Shape("the events' ids do not grow"));
        }
        last = event.id;
        let bytes = event.credential.unwrap_or(raw).get().as_bytes().to_vec();
        let hint = (event.kind.len() <= super::ID_BYTES_MAX).then_some(event.kind);
        messages.push(RawMessage { remote_id: event.id.to_string(), bytes, hint });
    }
    let more = !messages.is_empty();
    Ok(Page { messages, next: more.then(|| last.to_string()), more })
}
