//! JAdES baseline B (ETSI TS 119 182-1): a JWS with `x5c`, `x5t#S256` and the claimed signing time.

use crate::{Result, SimulatorError, authority::Holder, key::Scheme};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How the signature is written down and how it says its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Shape {
    /// Compact, `sigT`.
    CompactSigT,
    /// Compact, `iat` (edition 1.2.1).
    CompactIat,
    /// Flattened JSON, `sigT`.
    FlattenedSigT,
}

/// Signs a payload; the answer is the message's text.
pub(crate) fn sign(
    payload: &[u8],
    holder: &Holder,
    scheme: Scheme,
    at: DateTime<Utc>,
    shape: Shape,
) -> Result<String> {
    let alg = match scheme {
        Scheme::EcdsaP256 => "ES256",
        Scheme::EcdsaP384 => "ES384",
        Scheme::RsaPssSha256 => "PS256",
        Scheme::RsaSha256 => "RS256",
        Scheme::RsaSha512 => "RS512",
        Scheme::Ed25519 => "EdDSA",
    };
    let chain = std::iter::once(&holder.certificate).chain(holder.chain.iter().map(|der| &der.0));
    let mut header = json!({
        "alg": alg,
        "cty": "application/json",
        "x5c": chain.map(|der| BASE64_STANDARD.encode(der)).collect::<Vec<_>>(),
        "x5t#S256": BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&holder.certificate)),
    });
    if let Some(fields) = header.as_object_mut() {
        if shape == Shape::CompactIat {
            fields.insert("iat".to_owned(), json!(at.timestamp()));
        } else {
            fields.insert("sigT".to_owned(), json!(at.to_rfc3339_opts(SecondsFormat::Secs, true)));
            fields.insert("crit".to_owned(), json!(["sigT"]));
        }
    }
    let protected = BASE64_URL_SAFE_NO_PAD.encode(text(&header)?);
    let payload = BASE64_URL_SAFE_NO_PAD.encode(payload);
    let value = holder.key.sign(scheme, format!("{protected}.{payload}").as_bytes())?;
    let value = BASE64_URL_SAFE_NO_PAD.encode(value);
    Ok(match shape {
        Shape::FlattenedSigT => {
            text(&json!({ "payload": payload, "protected": protected, "signature": value }))?
        }
        _ => format!("{protected}.{payload}.{value}"),
    })
}

fn text(value: &Value) -> Result<String> {
    serde_json::to_string(value).map_err(|error| SimulatorError::Crypto(error.to_string()))
}
