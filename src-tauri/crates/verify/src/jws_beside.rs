//! What stands unsigned beside a JAdES signature: `etsiU` (ETSI TS 119 182-1 5.3.1), of which the signature
//! timestamps may prove when it existed. Nothing here is believed, and what cannot be read proves nothing.

use crate::facts::{Beside, TimestampClaim};
use crate::jws::decode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use document::{Document, Kind, Limits, Node, Syntax};

/// More of either than any signature has is not worth the work.
const MAX_PROPERTIES: usize = 32;
const MAX_TIMESTAMPS: usize = 8;

/// Reads `etsiU` of an unprotected header; `value` is the signature value as it is written, because that text
/// is what a signature timestamp stamps (5.3.4).
pub(crate) fn read(header: Option<Node<'_>>, value: &str, limits: &Limits) -> Beside {
    let mut beside = Beside::default();
    let list = header.and_then(|header| header.get("etsiU")).filter(|list| list.kind() == Kind::Array);
    for item in list.into_iter().flat_map(|list| list.children()).take(MAX_PROPERTIES) {
        // Each is an object, or the same in base64url (5.3.1).
        let coded = || Document::read_as(Syntax::Json, &decode(item.value()?)?, limits).ok();
        match item.kind() {
            Kind::Object => property(item, value, &mut beside),
            Kind::String => {
                if let Some(document) = coded() {
                    property(document.root(), value, &mut beside);
                }
            }
            _ => {}
        }
    }
    beside
}

fn property(object: Node<'_>, value: &str, beside: &mut Beside) {
    for member in object.children() {
        let Some(name) = member.name() else { continue };
        if beside.properties.len() < MAX_PROPERTIES {
            beside.properties.push(name.chars().take(40).collect());
        }
        if name != "sigTst" {
            continue;
        }
        let tokens = member.get("tstTokens").into_iter().flat_map(|list| list.children());
        let read = |token: Node<'_>| STANDARD.decode(token.get("val")?.value()?).ok();
        let room = MAX_TIMESTAMPS.saturating_sub(beside.timestamps.len());
        let claims = tokens.filter_map(read).take(room);
        beside
            .timestamps
            .extend(claims.map(|token| TimestampClaim { token, input: value.as_bytes().to_vec() }));
    }
}
