//! `feed-v1`: events with growing ids; messages are JSON values, byte for byte.

use super::shop::{Shop, answer, refused};
use axum::{
    body::Bytes,
    extract::Query,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    after: u64,
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
    let events: Vec<String> = shop
        .published()
        .into_iter()
        .filter(|(id, ..)| id.parse::<u64>().is_ok_and(|id| id > wanted.after))
        .take(wanted.limit)
        .map(|(id, kind, _, bytes)| {
            let kind = if kind == "update" { "certificate.updated" } else { "certificate.issued" };
            // The credential's own bytes: their digest is the message's name.
            let credential = String::from_utf8_lossy(bytes);
            format!("{{\"id\":{id},\"type\":\"{kind}\",\"credential\":{}}}", credential.trim())
        })
        .collect();
    answer(headers, "application/json", Bytes::from(format!("[{}]", events.join(",\n"))))
}
