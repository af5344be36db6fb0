//! Katanga: `feed-v1`, and a list of keys as a signed credential.

use super::shop::{Shop, answer, refused};
use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use std::sync::Arc;

type Counter = State<Arc<Shop>>;

pub(super) fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/events", get(events))
        .route(
            "/keys",
            get(|State(shop): Counter, headers: HeaderMap| async move { shop.list(&headers, None) }),
        )
        .route("/receipts", post(|State(shop): Counter, body: String| async move { shop.receipt(&body) }))
        .route("/enrol", post(|State(shop): Counter, body: String| async move { shop.enrol(&body) }))
        .with_state(shop)
}

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

async fn events(State(shop): Counter, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
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
    answer(&headers, "application/json", Bytes::from(format!("[{}]", events.join(",\n"))))
}
