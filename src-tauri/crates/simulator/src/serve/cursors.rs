//! `cursor-v1`: opaque, authenticated cursors; messages are texts.

use super::shop::{Shop, answer, refused};
use aws_lc_rs::{constant_time, hmac};
use axum::{
    body::Bytes,
    extract::Query,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default = "fifty")]
    limit: usize,
}

fn fifty() -> usize {
    50
}

pub(super) fn messages(shop: &Shop, uri: &Uri, headers: &HeaderMap) -> Response {
    let Ok(Query(wanted)) = Query::<Wanted>::try_from_uri(uri) else {
        return refused(StatusCode::BAD_REQUEST, "LIMIT_NOT_VALID");
    };
    if !(1..=500).contains(&wanted.limit) {
        return refused(StatusCode::BAD_REQUEST, "LIMIT_NOT_VALID");
    }
    let key = shop.partner().map(|partner| partner.cursor_key.clone()).unwrap_or_default();
    let published = shop.published();
    let start = match wanted.cursor.as_deref() {
        None | Some("") => 0,
        Some(cursor) => match read(&key, cursor) {
            Some(start) if start <= published.len() => start,
            _ => return refused(StatusCode::BAD_REQUEST, "CURSOR_NOT_VALID"),
        },
    };
    let end = start.saturating_add(wanted.limit).min(published.len());
    let items: Vec<_> = published
        .iter()
        .skip(start)
        .take(wanted.limit)
        .map(|(id, _, _, bytes)| json!({ "id": id, "document": String::from_utf8_lossy(bytes) }))
        .collect();
    let page = json!({ "items": items, "next": write(&key, end), "more": end < published.len() });
    answer(headers, "application/json", Bytes::from(page.to_string()))
}

fn mac(key: &[u8], message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
}

/// A cursor is a place, hidden by a pad that follows from its tag, and the tag: the same place is always the same
/// cursor (so entity tags hold), nobody reads a number in it, and none but ours is taken.
fn write(key: &[u8], place: usize) -> String {
    let place = u64::try_from(place).unwrap_or(u64::MAX).to_be_bytes();
    let tag = mac(key, &place);
    let tag: Vec<u8> = tag.as_ref().iter().take(16).copied().collect();
    BASE64_URL_SAFE_NO_PAD.encode([padded(key, &tag, &place), tag].concat())
}

fn read(key: &[u8], cursor: &str) -> Option<usize> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (hidden, tag) = bytes.split_at_checked(8)?;
    let place = padded(key, tag, hidden);
    let right = mac(key, &place);
    constant_time::verify_slices_are_equal(right.as_ref().get(..16)?, tag).ok()?;
    usize::try_from(u64::from_be_bytes(place.try_into().ok()?)).ok()
}

fn padded(key: &[u8], tag: &[u8], bytes: &[u8]) -> Vec<u8> {
    let pad = mac(key, &[b"pad", tag].concat());
    bytes.iter().zip(pad.as_ref()).map(|(a, b)| a ^ b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cursors_of_this_key_are_taken() {
        let cursor = write(b"key", 117);
        assert_eq!(read(b"key", &cursor), Some(117), "ours reads back");
        assert_eq!(read(b"other", &cursor), None, "another partner's is refused");
        let mut forged = BASE64_URL_SAFE_NO_PAD.decode(&cursor).unwrap_or_default();
        if let Some(byte) = forged.get_mut(7) {
            *byte ^= 1;
        }
        assert_eq!(read(b"key", &BASE64_URL_SAFE_NO_PAD.encode(forged)), None, "a changed one is refused");
        assert_eq!(read(b"key", "17"), None, "a number is no cursor");
    }
}
