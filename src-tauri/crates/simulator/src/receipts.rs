//! What a partner does with a receipt: a compact JWS (RFC 7515) by the post's key, which a second JWS in its header,
//! by the administration's key, certifies.

use crate::key::PublicJwk;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// Why a receipt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not a compact JWS with the headers of a receipt.
    NotAReceipt,
    /// The post's signature does not verify.
    SignatureBroken,
    /// No administration that is known here certified the post's key.
    PostUnknown,
    /// It speaks of a message that this partner did not send.
    MessageUnknown,
    /// The state is none of those the arrangement knows.
    StateUnknown,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAReceipt => "NOT_A_RECEIPT",
            Self::SignatureBroken => "SIGNATURE_BROKEN",
            Self::PostUnknown => "POST_UNKNOWN",
            Self::MessageUnknown => "MESSAGE_UNKNOWN",
            Self::StateUnknown => "STATE_UNKNOWN",
        }
    }
}

/// A compact JWS, taken apart.
struct Compact<'t> {
    header: Value,
    payload: Value,
    input: &'t str,
    value: Vec<u8>,
}

fn compact(text: &str) -> Option<Compact<'_>> {
    let (input, value) = text.trim().rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let json = |part: &str| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some(Compact {
        header: json(header)?,
        payload: json(payload)?,
        input,
        value: BASE64_URL_SAFE_NO_PAD.decode(value).ok()?,
    })
}

impl Compact<'_> {
    fn verifies(&self, jwk: &Value) -> bool {
        let alg = self.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        PublicJwk::read(jwk).is_some_and(|key| key.verifies(alg, self.input.as_bytes(), &self.value))
    }
}

/// The public key of an enrolling administration: a JWK, an object that holds one as `jwk` or `administration`, or a
/// compact JWS of such a thing, signed by that key or with it in its header.
pub(crate) fn enrolled(body: &str) -> Option<Value> {
    let found = |value: &Value| {
        let candidates = [Some(value), value.get("jwk"), value.get("administration"), value.get("key")];
        candidates.into_iter().flatten().find(|jwk| PublicJwk::read(jwk).is_some()).cloned()
    };
    if let Ok(value) = serde_json::from_str::<Value>(body) {
        return found(&value);
    }
    let jws = compact(body)?;
    let jwk = found(&jws.payload).or_else(|| found(&jws.header))?;
    let signer = jws.header.get("jwk").unwrap_or(&jwk);
    jws.verifies(signer).then_some(jwk)
}

/// What a good receipt says: message and state.
pub(crate) struct Said {
    pub message: String,
    pub state: String,
}

/// Reads what a receipt claims to say, without any check.
pub(crate) fn said(body: &str) -> Option<Said> {
    let jws = compact(body)?;
    let text = |name: &str| jws.payload.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Said { message: text("message")?, state: text("state")? })
}

/// Checks both signatures and what the receipt says.
pub(crate) fn check(
    body: &str,
    administrations: &[Value],
    states: &[String],
    knows: impl Fn(&str) -> bool,
) -> Result<Said, Refusal> {
    let jws = compact(body).ok_or(Refusal::NotAReceipt)?;
    let jwk = jws.header.get("jwk").ok_or(Refusal::NotAReceipt)?;
    let post = jws.header.get("post").and_then(Value::as_str).ok_or(Refusal::NotAReceipt)?;
    if !jws.verifies(jwk) {
        return Err(Refusal::SignatureBroken);
    }
    let post = compact(post).ok_or(Refusal::NotAReceipt)?;
    let certified = same_key(post.payload.get("jwk").unwrap_or(&post.payload), jwk);
    if !certified || !administrations.iter().any(|administration| post.verifies(administration)) {
        return Err(Refusal::PostUnknown);
    }
    let said = said(body).ok_or(Refusal::NotAReceipt)?;
    if !knows(&said.message) {
        return Err(Refusal::MessageUnknown);
    }
    if !states.is_empty() && !states.contains(&said.state) {
        return Err(Refusal::StateUnknown);
    }
    Ok(said)
}

/// Whether two JWKs are one key, by the members that RFC 7638 counts.
fn same_key(a: &Value, b: &Value) -> bool {
    let members = |jwk: &Value| ["kty", "crv", "x", "y"].map(|name| jwk.get(name).cloned());
    PublicJwk::read(a).is_some() && members(a) == members(b)
}
