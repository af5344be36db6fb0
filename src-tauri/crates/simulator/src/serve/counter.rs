//! One partner's counter: which path of its packs is answered with what.

use super::{
    cursors, feed, pages,
    shop::{Shop, refused},
};
use crate::partner::Transport;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
};
use block::Link;
use std::{collections::BTreeMap, sync::Arc};

/// What stands behind a path.
#[derive(Clone, Copy)]
enum Behind {
    Messages,
    List,
    Delta,
    Crl(usize),
    Receipts,
    Enrol,
}

struct Counter {
    shop: Shop,
    transport: Transport,
    paths: BTreeMap<String, Behind>,
}

/// Answers on the paths that the link names, and on no other.
pub(super) fn router(shop: Shop, link: &Link, transport: Transport) -> Router {
    let counter = Arc::new(Counter { shop, transport, paths: paths(link, transport) });
    Router::new().fallback(answer).with_state(counter)
}

/// A resource is a name of the pack's paths, or a path itself.
fn paths(link: &Link, transport: Transport) -> BTreeMap<String, Behind> {
    let named = &link.interface.paths;
    let resolve = |text: &str| named.get(text).cloned().unwrap_or_else(|| text.to_owned());
    let mut paths = BTreeMap::new();
    let messages = if transport == Transport::Feed { "events" } else { "certificates" };
    for (name, behind) in
        [(messages, Behind::Messages), ("receipts", Behind::Receipts), ("enrol", Behind::Enrol)]
    {
        paths.extend(named.get(name).map(|path| (path.clone(), behind)));
    }
    paths.insert(resolve(&link.receipts.path), Behind::Receipts);
    paths.insert(resolve(&link.trust.directory), Behind::List);
    paths.extend(link.trust.delta.as_deref().map(|path| (resolve(path), Behind::Delta)));
    paths.extend(link.trust.crls.iter().enumerate().map(|(at, path)| (resolve(path), Behind::Crl(at))));
    paths
}

async fn answer(
    State(counter): State<Arc<Counter>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(behind) = counter.paths.get(uri.path()) else {
        return refused(StatusCode::NOT_FOUND, "NO_SUCH_PATH");
    };
    let posts = matches!(behind, Behind::Receipts | Behind::Enrol);
    if method != if posts { Method::POST } else { Method::GET } {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "OTHER_METHOD");
    }
    let shop = &counter.shop;
    match behind {
        Behind::Messages => match counter.transport {
            Transport::Pages => pages::messages(shop, &uri, &headers),
            Transport::Cursor => cursors::messages(shop, &uri, &headers),
            Transport::Feed => feed::messages(shop, &uri, &headers),
        },
        Behind::List => shop.list(&headers, None),
        Behind::Delta => match pages::since(&uri) {
            Some(since) => shop.list(&headers, Some(since)),
            None => refused(StatusCode::BAD_REQUEST, "SINCE_NOT_VALID"),
        },
        Behind::Crl(at) => shop.crl(&headers, *at),
        Behind::Receipts => shop.receipt(&String::from_utf8_lossy(&body)),
        Behind::Enrol => shop.enrol(&String::from_utf8_lossy(&body)),
    }
}
