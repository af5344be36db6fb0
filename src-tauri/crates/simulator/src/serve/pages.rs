//! `pages-v1`: pages by number, messages in base64 with their digests; a list of signers may have deltas.

use super::shop::{Shop, answer, refused};
use axum::{
    body::Bytes,
    extract::Query,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
struct Wanted {
    #[serde(default = "first")]
    page: usize,
    #[serde(default = "fifty")]
    size: usize,
}

fn first() -> usize {
    1
}

fn fifty() -> usize {
    50
}

pub(super) fn messages(shop: &Shop, uri: &Uri, headers: &HeaderMap) -> Response {
    let Ok(Query(Wanted { page, size })) = Query::try_from_uri(uri) else {
        return refused(StatusCode::BAD_REQUEST, "PAGE_NOT_VALID");
    };
    if page == 0 || !(1..=500).contains(&size) {
        return refused(StatusCode::BAD_REQUEST, "PAGE_NOT_VALID");
    }
    let published = shop.published();
    let start = (page - 1).saturating_mul(size);
    if start > published.len() {
        return refused(StatusCode::NOT_FOUND, "NO_SUCH_PAGE");
    }
    let last = start.saturating_add(size) >= published.len();
    let mut text = format!("<Page number=\"{page}\" size=\"{size}\" last=\"{last}\">");
    for (id, _, sha256, bytes) in published.into_iter().skip(start).take(size) {
        let _ = write!(
            text,
            "\n<Message id=\"{id}\" sha256=\"{sha256}\">{}</Message>",
            BASE64_STANDARD.encode(bytes)
        );
    }
    text.push_str("\n</Page>\n");
    answer(headers, "application/xml", Bytes::from(text))
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

/// The edition that a delta is asked on.
pub(super) fn since(uri: &Uri) -> Option<u64> {
    Query::<Since>::try_from_uri(uri).ok().map(|Query(Since { since })| since)
}
