//! Borastria: `pages-v1`, a signed XML list with deltas, three revocation lists.

use super::shop::{Shop, answer, refused};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use std::{fmt::Write as _, sync::Arc};

type Counter = State<Arc<Shop>>;

pub(super) fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/certificates", get(certificates))
        .route(
            "/directory",
            get(|State(shop): Counter, headers: HeaderMap| async move { shop.list(&headers, None) }),
        )
        .route("/directory/delta", get(delta))
        .route("/crl/{file}", get(crl))
        .route("/receipts", post(|State(shop): Counter, body: String| async move { shop.receipt(&body) }))
        .route("/enrol", post(|State(shop): Counter, body: String| async move { shop.enrol(&body) }))
        .with_state(shop)
}

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

async fn certificates(State(shop): Counter, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let Wanted { page, size } = wanted;
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
    answer(&headers, "application/xml", Bytes::from(text))
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

async fn delta(State(shop): Counter, Query(Since { since }): Query<Since>, headers: HeaderMap) -> Response {
    shop.list(&headers, Some(since))
}

async fn crl(State(shop): Counter, Path(file): Path<String>, headers: HeaderMap) -> Response {
    shop.crl(&headers, &file)
}
