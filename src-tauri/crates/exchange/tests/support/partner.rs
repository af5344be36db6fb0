//! A partner of the tests' own that speaks all three interfaces from one growing list of messages.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Arc, Mutex},
};

/// What the partner has, what it was asked, and how it misbehaves.
#[derive(Default)]
pub struct Desk {
    pub messages: Vec<String>,
    pub asked: Vec<String>,
    /// Answer the next requests with these statuses (and a Retry-After of this many seconds).
    pub busy: Vec<(u16, Option<u64>)>,
    /// Give a wrong digest for the message at this position.
    pub damage: Option<usize>,
    /// Answers that were "not modified".
    pub not_modified: usize,
}

pub type Shared = Arc<Mutex<Desk>>;
type Asked = Query<BTreeMap<String, String>>;

pub fn desk(messages: &[&str]) -> Shared {
    let messages = messages.iter().map(|text| (*text).to_owned()).collect();
    Arc::new(Mutex::new(Desk { messages, ..Desk::default() }))
}

pub fn router(desk: &Shared) -> Router {
    Router::new()
        .route("/v1/certificates", get(certificates))
        .route("/v1/events", get(events))
        .with_state(Arc::clone(desk))
}

/// Notes the request; answers instead where it was told to.
fn begin(desk: &mut Desk, query: &BTreeMap<String, String>) -> Option<Response> {
    let text = query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    desk.asked.push(text);
    if desk.busy.is_empty() {
        return None;
    }
    let (status, after) = desk.busy.remove(0);
    let mut answer = StatusCode::from_u16(status).unwrap().into_response();
    if let Some(after) = after {
        answer.headers_mut().insert("retry-after", after.into());
    }
    Some(answer)
}

async fn certificates(State(desk): State<Shared>, Query(query): Asked, headers: HeaderMap) -> Response {
    let mut desk = desk.lock().unwrap();
    if let Some(answer) = begin(&mut desk, &query) {
        return answer;
    }
    if query.contains_key("page") { pages(&desk, &query) } else { cursors(&mut desk, &query, &headers) }
}

fn pages(desk: &Desk, query: &BTreeMap<String, String>) -> Response {
    let (page, size): (usize, usize) = (query["page"].parse().unwrap(), query["size"].parse().unwrap());
    let from = (page - 1) * size;
    let last = from + size >= desk.messages.len();
    let mut xml =
        format!("<?xml version=\"1.0\"?>\n<Page number=\"{page}\" size=\"{size}\" last=\"{last}\">\n");
    for (index, text) in desk.messages.iter().enumerate().skip(from).take(size) {
        let sum =
            if desk.damage == Some(index) { "00".repeat(32) } else { hex::encode(Sha256::digest(text)) };
        let body = BASE64_STANDARD.encode(text);
        writeln!(xml, "  <Message id=\"m{index}\" sha256=\"{sum}\">{body}</Message>").unwrap();
    }
    xml.push_str("</Page>\n");
    ([("content-type", "application/xml")], xml).into_response()
}

fn cursors(desk: &mut Desk, query: &BTreeMap<String, String>, headers: &HeaderMap) -> Response {
    let from: usize =
        query.get("cursor").map_or(0, |text| text.trim_start_matches("opaque-").parse().unwrap());
    let limit: usize = query["limit"].parse().unwrap();
    let etag = format!("\"n{}\"", desk.messages.len());
    if headers.get("if-none-match").is_some_and(|tag| tag.to_str().unwrap() == etag) {
        desk.not_modified += 1;
        return (StatusCode::NOT_MODIFIED, [("etag", etag)]).into_response();
    }
    let items: Vec<_> = desk
        .messages
        .iter()
        .enumerate()
        .skip(from)
        .take(limit)
        .map(|(index, text)| serde_json::json!({ "id": format!("m{index}"), "document": text }))
        .collect();
    let next = from + items.len();
    let more = next < desk.messages.len();
    let body = serde_json::json!({ "items": items, "next": format!("opaque-{next}"), "more": more });
    ([("etag", etag)], body.to_string()).into_response()
}

async fn events(State(desk): State<Shared>, Query(query): Asked) -> Response {
    let mut desk = desk.lock().unwrap();
    if let Some(answer) = begin(&mut desk, &query) {
        return answer;
    }
    let (after, limit): (usize, usize) = (query["after"].parse().unwrap(), query["limit"].parse().unwrap());
    let events: Vec<_> = desk
        .messages
        .iter()
        .enumerate()
        .skip(after)
        .take(limit)
        .map(|(index, text)| format!("{{\"id\":{},\"type\":\"issued\",\"credential\":{text}}}", index + 1))
        .collect();
    format!("[{}]", events.join(",")).into_response()
}
