//! What the header of a token says (RFC 7515 section 4, RFC 7797, ETSI TS 119 182-1 section 5): its form, its
//! claimed time, its signer. What is not processed is refused by its name; hints are never followed.

use crate::facts::{Form, KeyHint};
use crate::instant;
use crate::jws::decode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use document::{Document, Kind, Limits, Node, Syntax};
use sha2::{Digest, Sha256};

/// Longest accepted certificate chain in a header.
const MAX_CERTIFICATES: usize = 8;

/// Headers that this verifier understands when `crit` names them.
const UNDERSTOOD: &[&str] = &["b64", "sigT", "iat", "x5t#S256"];

/// Headers that carry meaning we do not process: with them the form is outside the profile.
const NOT_PROCESSED: &[(&str, &str)] = &[
    ("sigD", "sigD: what is signed lies outside the token"),
    ("sigPId", "sigPId: signature policies are not processed"),
    ("zip", "zip: a compressed payload"),
    ("enc", "enc: encryption is no signature"),
];

/// Headers that mean nothing unless they are protected.
const PROTECTED_ONLY: &[&str] = &["alg", "b64", "crit", "x5c", "x5t#S256", "sigT", "iat", "sigD", "sigPId"];

/// Headers that point to a key without proving whose it is.
const HINTS: &[&str] = &["jwk", "jku", "x5u", "kid", "x5t", "x5t#o", "sigX5ts"];

/// Certificates of `x5c`, the signer's first.
pub(crate) fn certificates(header: Node<'_>) -> Vec<Vec<u8>> {
    let Some(list) = header.get("x5c").filter(|node| node.kind() == Kind::Array) else { return Vec::new() };
    // RFC 7515 section 4.1.6: standard base64 here, not base64url.
    let read = |node: Node<'_>| STANDARD.decode(node.value()?).ok();
    list.children().take(MAX_CERTIFICATES).map_while(read).collect()
}

/// `sigT` (ETSI TS 119 182-1 5.2.1) or `iat` (its later edition), from the protected header only.
pub(crate) fn claimed_time(header: Node<'_>) -> (Option<DateTime<Utc>>, Option<String>) {
    if let Some(text) = header.get("sigT").and_then(|node| node.value()) {
        return (instant::parse(text), Some(text.to_owned()));
    }
    let number = header.get("iat").filter(|node| node.kind() == Kind::Number).and_then(|node| node.value());
    (number.and_then(instant::from_numeric_date), number.map(str::to_owned))
}

/// Whether the payload is signed as it stands (RFC 7797).
pub(crate) fn unencoded(header: Node<'_>) -> bool {
    header.get("b64").is_some_and(|node| node.kind() == Kind::Bool && node.value() == Some("false"))
}

/// Why it is left open what was signed, or how, or that nothing was; none when it is clear.
pub(crate) fn unprocessed(header: Node<'_>, compact: bool) -> Option<&'static str> {
    match header.get("alg").and_then(|node| node.value()) {
        Some(name) if name.eq_ignore_ascii_case("none") => return Some("alg none: nothing is signed"),
        Some(name) if name.starts_with("HS") => return Some("an HMAC proves no signer"),
        _ => {}
    }
    if header.get("b64").is_some_and(|node| node.kind() != Kind::Bool) || compact && unencoded(header) {
        return Some("b64 is not true");
    }
    if let Some((_, why)) = NOT_PROCESSED.iter().find(|(name, _)| header.get(name).is_some()) {
        return Some(why);
    }
    let names = header.get("crit").into_iter().flat_map(|crit| crit.children());
    names
        .into_iter()
        .any(|node| node.value().is_none_or(|name| !UNDERSTOOD.contains(&name)))
        .then_some("crit names a header that is not understood")
}

/// Contradictions of the header with itself and with what stands beside it unprotected.
pub(crate) fn malformed(header: Node<'_>, unprotected: &[String]) -> Option<&'static str> {
    if unprotected.iter().any(|name| header.get(name).is_some()) {
        return Some("a header name is both protected and unprotected");
    }
    if unprotected.iter().any(|name| PROTECTED_ONLY.contains(&name.as_str())) {
        return Some("a header that must be protected is not");
    }
    if header.get("sigT").is_some() && header.get("iat").is_some() {
        // ETSI TS 119 182-1 5.1.11: one or the other.
        return Some("two claimed times");
    }
    let crit = header.get("crit");
    if let Some(crit) = crit {
        if crit.kind() != Kind::Array || crit.children().next().is_none() {
            return Some("crit is empty or no list");
        }
        let names: Vec<_> = crit.children().map(|node| node.value()).collect();
        if names.iter().any(|name| name.is_none_or(|name| header.get(name).is_none())) {
            return Some("crit names a header that is not there");
        }
        if names.iter().enumerate().any(|(at, name)| names.iter().skip(at + 1).any(|other| other == name)) {
            return Some("crit names a header twice");
        }
    }
    let critical =
        |name: &str| crit.is_some_and(|crit| crit.children().any(|node| node.value() == Some(name)));
    // RFC 7797 section 6: a reader that does not know b64 must not read it otherwise.
    (unencoded(header) && !critical("b64")).then_some("b64 is false and not in crit")
}

/// Who signed, by the certificate or, in a credential, by the issuer's key that the partner's list names.
pub(crate) fn signer(header: Node<'_>, payload: &[u8], certificates: &[Vec<u8>]) -> (Form, KeyHint) {
    let credential = credential(header);
    if let Some(form) = credential.then(|| claims(header, payload)).flatten() {
        return (form, KeyHint::None);
    }
    let Some(first) = certificates.first() else {
        return match credential.then(|| method(header, payload)) {
            Some(Some(method)) => (Form::Good, KeyHint::Method(method)),
            Some(None) => (Form::OutOfProfile("kid is not one of the issuer's keys"), KeyHint::None),
            None if HINTS.iter().any(|name| header.get(name).is_some()) => {
                (Form::NoCertificate("no x5c; other headers are hints that are not followed"), KeyHint::None)
            }
            None => (Form::NoCertificate("no x5c"), KeyHint::None),
        };
    };
    let hint = KeyHint::Certificates {
        signer: first.clone(),
        others: certificates.get(1..).unwrap_or_default().to_vec(),
    };
    let form = match header.get("x5t#S256").map(|node| node.value()) {
        None => Form::OutOfProfile("no x5t#S256"),
        Some(text) if text.and_then(decode).as_deref() != Some(Sha256::digest(first).as_slice()) => {
            Form::NoCertificate("x5t#S256 belongs to another certificate")
        }
        Some(_) => Form::Good,
    };
    (form, hint)
}

/// Whether `typ` says that this is a credential (W3C VC-JOSE-COSE 3.1.1).
fn credential(header: Node<'_>) -> bool {
    let typ = header.get("typ").and_then(|node| node.value()).unwrap_or_default().to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == "vc+jwt"
}

/// What a credential as a token must not say (VC-JOSE-COSE 3.1.3 and 4.1.2); none when all is well.
fn claims(header: Node<'_>, payload: &[u8]) -> Option<Form> {
    let Some(document) = read(payload) else { return Some(Form::Malformed("the credential cannot be read")) };
    let content = document.root();
    if ["vc", "vp"].iter().any(|name| content.get(name).is_some()) {
        return Some(Form::OutOfProfile("a credential of an older model inside its claims"));
    }
    if ["exp", "nbf"].iter().any(|name| content.get(name).or(header.get(name)).is_some()) {
        return Some(Form::OutOfProfile("an expiring token"));
    }
    let issuer = issuer(content);
    let stated = [header.get("iss"), content.get("iss")];
    if stated.into_iter().flatten().any(|one| one.value().is_none() || one.value() != issuer) {
        return Some(Form::OutOfProfile("iss is not the issuer"));
    }
    None
}

/// The verification method: `kid` as it stands where it is below the issuer, else a fragment of the issuer.
fn method(header: Node<'_>, payload: &[u8]) -> Option<String> {
    let document = read(payload)?;
    let issuer = issuer(document.root()).filter(|issuer| !issuer.is_empty())?;
    let kid = header.get("kid").filter(|node| node.kind() == Kind::String)?.value()?;
    match kid.split_once('#') {
        Some((controller, fragment)) if controller == issuer && !fragment.is_empty() => Some(kid.to_owned()),
        Some(("", fragment)) if !fragment.is_empty() => Some(format!("{issuer}#{fragment}")),
        _ => None,
    }
}

fn issuer(content: Node<'_>) -> Option<&str> {
    let issuer = content.get("issuer")?;
    if issuer.kind() == Kind::Object { issuer.get("id")?.value() } else { issuer.value() }
}

fn read(payload: &[u8]) -> Option<Document> {
    Document::read_as(Syntax::Json, payload, &Limits::default()).ok()
}
