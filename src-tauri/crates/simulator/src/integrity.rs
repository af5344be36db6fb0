//! W3C Data Integrity: `eddsa-jcs-2022` (VC-DI-EDDSA 3.3) and `ecdsa-jcs-2019` (VC-DI-ECDSA 3.3).

use crate::{
    Result, SimulatorError,
    key::{Key, Kind, Scheme},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn failed(reason: impl ToString) -> SimulatorError {
    SimulatorError::Write { what: "credential".to_owned(), reason: reason.to_string() }
}

/// Adds a proof to a credential's text and leaves the rest of the text as it is.
pub(crate) fn sign(text: &str, method: &str, key: &Key, at: DateTime<Utc>) -> Result<String> {
    let (suite, scheme) = match key.kind {
        Kind::Ed25519 => ("eddsa-jcs-2022", Scheme::Ed25519),
        Kind::P256 => ("ecdsa-jcs-2019", Scheme::EcdsaP256),
        _ => return Err(failed("no cryptosuite for this kind of key")),
    };
    let document: Value = serde_json::from_str(text).map_err(failed)?;
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": at.to_rfc3339_opts(SecondsFormat::Secs, true),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    });
    let fields = proof.as_object_mut().ok_or_else(|| failed("not an object"))?;
    if let Some(context) = document.get("@context") {
        fields.insert("@context".to_owned(), context.clone());
    }
    let mut hashes = Sha256::digest(canonical(&Value::Object(fields.clone()))?).to_vec();
    hashes.extend(Sha256::digest(canonical(&document)?));
    let value = format!("z{}", bs58::encode(key.sign(scheme, &hashes)?).into_string());
    fields.insert("proofValue".to_owned(), Value::String(value));
    with_member(text, "proof", &proof)
}

/// The text of an object with one more member at its end.
fn with_member(text: &str, name: &str, value: &Value) -> Result<String> {
    let body = text.trim_end().strip_suffix('}').ok_or_else(|| failed("not an object"))?.trim_end();
    let value = serde_json::to_string_pretty(value).map_err(failed)?.replace('\n', "\n  ");
    Ok(format!("{body},\n  \"{name}\": {value}\n}}\n"))
}

/// JSON Canonicalization Scheme (RFC 8785).
fn canonical(value: &Value) -> Result<Vec<u8>> {
    serde_json_canonicalizer::to_vec(value).map_err(failed)
}
