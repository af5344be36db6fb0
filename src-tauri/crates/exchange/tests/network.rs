//! The line itself: TLS by the link's own authority, no redirects, limits, receipts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod support;

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::{get, post},
};
use exchange::{
    Cancel, Client, Delivered, ExchangeError, Failure, Fetched, Outbox, OutgoingReceipt, PortError,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use support::{endpoint, identity, patience, serve};

async fn directory(headers: HeaderMap) -> impl IntoResponse {
    if headers.get("if-none-match").is_some_and(|tag| tag == "\"d1\"") {
        return (StatusCode::NOT_MODIFIED, [("etag", "\"d1\"")], "").into_response();
    }
    ([("etag", "\"d1\"")], "the list").into_response()
}

fn router() -> Router {
    Router::new()
        .route("/v1/directory", get(directory))
        .route("/v1/moved", get(async || (StatusCode::FOUND, [("location", "/v1/directory")])))
        .route("/v1/huge", get(async || vec![b' '; 33 * 1024 * 1024]))
        .route("/v1/slow", get(async || tokio::time::sleep(Duration::from_secs(30)).await))
        .route("/v1/enrol", post(async |body: Bytes| body))
}

#[tokio::test]
async fn a_resource_its_tag_and_its_absence() {
    let server = serve(router()).await;
    let client = Client::with_patience(&endpoint(&server, "feed-v1", 10), patience()).unwrap();
    let Fetched::Bytes { bytes, etag } = client.fetch("directory", None, &[("since", "4")]).await.unwrap()
    else {
        panic!("the list did not come")
    };
    assert_eq!((bytes.as_slice(), etag.as_deref()), (&b"the list"[..], Some("\"d1\"")), "bytes and tag");
    let again = client.fetch("directory", Some("\"d1\""), &[]).await.unwrap();
    assert_eq!(again, Fetched::NotModified, "known");
    assert_eq!(
        client.fetch("/nothing", None, &[]).await.unwrap(),
        Fetched::Absent,
        "a path of its own, absent"
    );
    assert_eq!(client.enrol(b"a.b.c").await.unwrap(), b"a.b.c", "the body arrives");
}

#[tokio::test]
async fn refusals_are_named() {
    let server = serve(router()).await;
    let client = Client::with_patience(&endpoint(&server, "feed-v1", 10), patience()).unwrap();
    let code = async |resource| client.fetch(resource, None, &[]).await.unwrap_err().code();
    assert_eq!(code("moved").await, "LINK_REFUSED", "a redirect is not followed");
    assert_eq!(code("/huge").await, "LINK_ANSWER_NOT_UNDERSTOOD", "33 MiB are refused");
    assert_eq!(code("no-such-name").await, "LINK_PATH_NOT_SET", "a name the pack does not have");
    for path in ["/../../etc", "/a/./b", "/a?b=c", "/%2e%2e/a", "/a\\b"] {
        assert_eq!(code(path).await, "ENDPOINT_NOT_VALID", "{path} does not leave the address");
    }
}

#[tokio::test]
async fn another_authority_is_no_authority() {
    let server = serve(router()).await;
    let mut elsewhere = endpoint(&server, "feed-v1", 10);
    elsewhere.tls_ca_pem = identity().0.into_bytes();
    let client = Client::with_patience(&elsewhere, patience()).unwrap();
    let error = client.fetch("directory", None, &[]).await.unwrap_err();
    assert_eq!((error.code(), error.is_wait()), ("LINK_TLS_REFUSED", false), "someone must look at this");

    let mut wrong_name = endpoint(&server, "feed-v1", 10);
    wrong_name.base_url = format!("https://localhost:{}/v1", server.address.port());
    let client = Client::with_patience(&wrong_name, patience()).unwrap();
    let error = client.fetch("directory", None, &[]).await.unwrap_err();
    assert_eq!(error.code(), "LINK_TLS_REFUSED", "a certificate for another name");
}

#[tokio::test]
async fn no_network_is_an_ordinary_state() {
    let server = serve(router()).await;
    let mut nowhere = endpoint(&server, "feed-v1", 10);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    nowhere.base_url = format!("https://{free}");
    let client = Client::with_patience(&nowhere, patience()).unwrap();
    let error = client.fetch("directory", None, &[]).await.unwrap_err();
    assert_eq!((error.code(), error.is_wait()), ("LINK_UNREACHABLE", true), "nobody listens");

    let hasty = exchange::Patience { silence: Duration::from_millis(100), tries: 1, ..patience() };
    let client = Client::with_patience(&endpoint(&server, "feed-v1", 10), hasty).unwrap();
    let error = client.fetch("/slow", None, &[]).await.unwrap_err();
    assert_eq!((error.code(), error.is_wait()), ("LINK_UNREACHABLE", true), "nobody answers in time");
}

#[tokio::test]
async fn an_endpoint_is_checked_before_it_is_used() {
    let server = serve(router()).await;
    let good = endpoint(&server, "pages-v1", 10);
    let with = |change: &dyn Fn(&mut exchange::Endpoint)| {
        let mut endpoint = good.clone();
        change(&mut endpoint);
        Client::new(&endpoint).err()
    };
    assert!(with(&|_| {}).is_none(), "the good one is taken");
    for url in ["http://127.0.0.1/", "ftp://127.0.0.1", "no url", "https://name:word@127.0.0.1/"] {
        let error = with(&|endpoint| url.clone_into(&mut endpoint.base_url)).unwrap();
        assert_eq!(error.code(), "ENDPOINT_NOT_VALID", "{url}");
    }
    for pem in ["", "not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = with(&|endpoint| endpoint.tls_ca_pem = pem.as_bytes().to_vec()).unwrap();
        assert_eq!(error.code(), "ENDPOINT_NOT_VALID", "an authority of {pem:?}");
    }
    let error = with(&|endpoint| "pages-v2".clone_into(&mut endpoint.interface.kind)).unwrap();
    assert_eq!(error.code(), "TRANSPORT_NOT_KNOWN", "by name");
    assert!(
        error.to_string().contains("a version that knows pages-v2 is needed"),
        "and what is needed: {error}"
    );
}

/// A small answer that grows without end when it is decompressed.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &vec![b' '; bytes]).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn what_is_compressed_is_counted_as_it_unfolds() {
    let gzip = [("content-encoding", "gzip")];
    let router = Router::new()
        .route("/v1/fits", get(async move || (gzip, bomb(1000))))
        .route("/v1/bomb", get(async move || (gzip, bomb(40 * 1024 * 1024))))
        .route("/v1/torn", get(async move || (gzip, "not gzip at all")));
    let server = serve(router).await;
    let client = Client::with_patience(&endpoint(&server, "feed-v1", 10), patience()).unwrap();
    let Fetched::Bytes { bytes, .. } = client.fetch("/fits", None, &[]).await.unwrap() else {
        panic!("it did not come")
    };
    assert_eq!(bytes.len(), 1000, "a compressed answer is read");
    let error = client.fetch("/bomb", None, &[]).await.unwrap_err();
    assert_eq!(error.code(), "LINK_ANSWER_NOT_UNDERSTOOD", "40 kB that unfold to 40 MiB are refused");
    let error = client.fetch("/torn", None, &[]).await.unwrap_err();
    assert_eq!(error.code(), "LINK_ANSWER_NOT_UNDERSTOOD", "and so is what does not unfold");
}

#[derive(Default)]
struct Tray(Mutex<BTreeMap<String, Option<Result<(), Failure>>>>);

impl Outbox for Tray {
    fn due(&self, link: &str, limit: usize) -> Result<Vec<OutgoingReceipt>, PortError> {
        let all = self.0.lock().unwrap();
        let due = all.iter().filter(|(_, state)| state.is_none()).take(limit);
        Ok(due
            .map(|(id, _)| OutgoingReceipt {
                id: id.clone(),
                link: link.to_owned(),
                body: id.clone().into_bytes(),
            })
            .collect())
    }
    fn delivered(&self, id: &str) -> Result<(), PortError> {
        self.0.lock().unwrap().insert(id.to_owned(), Some(Ok(())));
        Ok(())
    }
    fn failed(&self, id: &str, failure: &Failure) -> Result<(), PortError> {
        self.0.lock().unwrap().insert(id.to_owned(), Some(Err(failure.clone())));
        Ok(())
    }
}

#[tokio::test]
async fn receipts_are_delivered_wedged_or_wait() {
    let got = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&got);
    let receive = async move |headers: HeaderMap, body: String| {
        let kind = headers["content-type"].to_str().unwrap().to_owned();
        seen.lock().unwrap().push((kind, body.clone()));
        match body.as_str() {
            "refused" => (
                StatusCode::UNPROCESSABLE_ENTITY,
                r#"{"code":"UNKNOWN_POST","detail":"not enrolled"}"#.to_owned(),
            ),
            "rude" => (StatusCode::BAD_REQUEST, "<html>\u{202e}".repeat(50)),
            "late" => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
            _ => (StatusCode::ACCEPTED, String::new()),
        }
    };
    let server = serve(Router::new().route("/v1/receipts", post(receive))).await;
    let client = Client::with_patience(&endpoint(&server, "pages-v1", 10), patience()).unwrap();
    let outbox = Tray::default();
    for id in ["late", "plain", "refused", "rude"] {
        outbox.0.lock().unwrap().insert(id.to_owned(), None);
    }
    let sum = client.deliver(&outbox, &Cancel::new()).await.unwrap();
    assert_eq!(sum, Delivered { delivered: 1, wedged: 2, waiting: 1 }, "each by its answer");
    let state = outbox.0.lock().unwrap().clone();
    assert_eq!(state["plain"], Some(Ok(())), "2xx is delivered");
    assert_eq!(state["late"], Some(Err(Failure::Wait { retry_after: None })), "5xx waits");
    let wedged = |code: &str, detail: &str| {
        Some(Err(Failure::Wedged { code: code.to_owned(), detail: detail.to_owned() }))
    };
    assert_eq!(state["refused"], wedged("UNKNOWN_POST", "not enrolled"), "4xx with the partner's reason");
    assert_eq!(state["rude"], wedged("HTTP_400", ""), "4xx with nothing that can be read");
    let sent = got.lock().unwrap();
    assert!(sent.iter().all(|(kind, _)| kind == "application/jose"), "as a JWS");
    assert_eq!(sent.len(), 4, "each once");
}

#[tokio::test]
async fn without_a_network_receipts_wait_and_nothing_is_tried_twice() {
    let server = serve(router()).await;
    let mut nowhere = endpoint(&server, "feed-v1", 10);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    nowhere.base_url = format!("https://{free}");
    let client = Client::with_patience(&nowhere, patience()).unwrap();
    let outbox = Tray::default();
    for id in ["a", "b"] {
        outbox.0.lock().unwrap().insert(id.to_owned(), None);
    }
    let error = client.deliver(&outbox, &Cancel::new()).await.unwrap_err();
    assert!(matches!(error, ExchangeError::Unreachable { .. }), "the network is not there");
    let state = outbox.0.lock().unwrap();
    assert_eq!(state["a"], Some(Err(Failure::Wait { retry_after: None })), "the first waits");
    assert_eq!(state["b"], None, "the second was not tried");
}
