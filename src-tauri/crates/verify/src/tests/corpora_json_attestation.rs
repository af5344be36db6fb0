//! OpenAttestation documents of others, with the exact score, and one of our own.

use super::kit::*;
use super::{corpus, files, messages::opened};
use crate::{Envelope, Family, Opened, Unverified, unverified, verify};
use certificate::{Light, SignerEntry};
use document::{Limits, Syntax};
use serde_json::Value;

fn alone(message: &Opened) -> String {
    verdict(&unverified(message, Unverified::PartnerNotOnboarded, at(NOW)))
}

fn each(value: &mut Value, left: &mut usize) -> bool {
    match value {
        Value::Object(members) => members.values_mut().any(|one| each(one, left)),
        Value::Array(list) => list.iter_mut().any(|one| each(one, left)),
        _ if *left > 0 => {
            *left -= 1;
            false
        }
        Value::String(text) => {
            text.push('x');
            true
        }
        other => {
            *other = Value::from(77);
            true
        }
    }
}

/// The document once for each of its strings, numbers and truths: that one changed.
fn altered(json: &Value) -> Vec<Value> {
    (0..)
        .map_while(|mut at| {
            let mut copy = json.clone();
            each(&mut copy, &mut at).then_some(copy)
        })
        .collect()
}

/// What the proof of a document covers.
fn data(json: &Value) -> Value {
    json.get("data").cloned().unwrap_or_else(|| {
        let mut data = json.clone();
        data.as_object_mut().unwrap().remove("proof");
        data
    })
}

fn with_data(json: &Value, data: Value) -> String {
    let mut json = json.clone();
    if json.get("data").is_some() {
        json["data"] = data;
    } else {
        let proof = json["proof"].clone();
        json = data;
        json["proof"] = proof;
    }
    json.to_string()
}

/// Altered documents of the corpus, all of them refused.
const REFUSED: usize = 217;

#[test]
fn open_attestation_corpus() {
    let Some(folder) = corpus("open-attestation/test/fixtures") else { return };
    let mut lines = Vec::new();
    let mut refused = 0;
    for path in files(&folder, "json") {
        let bytes = std::fs::read(&path).unwrap();
        let message = opened(&bytes);
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        if !matches!(message.envelope, Envelope::OpenAttestation(_)) {
            lines.push(format!("{name}: not wrapped"));
            continue;
        }
        let outcome = unverified(&message, Unverified::PartnerNotOnboarded, at(NOW));
        let ids = ["ISSUER_NOT_PROVABLE_OFFLINE", "PARTNER_NOT_ONBOARDED"];
        row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &ids, Light::Amber, false);
        assert_eq!(clear(&outcome), ["INTEGRITY_HOLDS"]);
        let needs = outcome.findings.iter().find(|one| one.id == ids[0]).unwrap();
        lines.push(format!("{name}: holds, needs {}", needs.evidence[0].value));
        // Every value of it changed, one at a time.
        let json: Value = serde_json::from_slice(&bytes).unwrap();
        for altered in altered(&data(&json)) {
            let verdict = alone(&opened(with_data(&json, altered)));
            assert_eq!(verdict, "TOTAL-FAILED HASH_FAILURE", "{name}");
            refused += 1;
        }
        // Something that the proof does not cover, beside it.
        for extra in [Value::from("x"), Value::from(false), Value::from(""), Value::from(0), Value::Null] {
            let mut data = data(&json);
            data["extra"] = extra;
            assert_eq!(alone(&opened(with_data(&json, data))), "TOTAL-FAILED HASH_FAILURE", "{name}");
            refused += 1;
        }
    }
    println!("open-attestation: {lines:#?}, {refused} altered documents refused");
    let store = "holds, needs document store on a chain";
    let did = "holds, needs register of the signer's DID";
    let registry = "holds, needs token registry on a chain";
    let expected = [
        ("v2/did-signed-ocsp-responder.json", did),
        ("v2/did-wrapped.json", did),
        ("v2/not-obfuscated-wrapped.json", store),
        ("v2/obfuscated-wrapped.json", store),
        ("v2/raw-document.json", "not wrapped"),
        ("v2/wrapped-transferable-document.json", registry),
        ("v3/did-wrapped.json", did),
        ("v3/not-obfuscated-wrapped.json", store),
        ("v3/obfuscated-wrapped.json", store),
        ("v3/raw-document.json", "not wrapped"),
        ("v3/wrapped-transferable-document.json", registry),
    ];
    assert_eq!(lines, expected.map(|(name, result)| format!("{name}: {result}")));
    assert_eq!(refused, REFUSED);
}

#[test]
fn documents_signed_by_a_did() {
    let Some(folder) = corpus("../samples/tradetrust") else { return };
    let mut verified = 0;
    for path in files(&folder, "json") {
        let text = std::fs::read_to_string(&path).unwrap();
        let message = opened(&text);
        let Envelope::OpenAttestation(wrapped) = &message.envelope else { continue };
        let Some(found) = crate::openattestation_did::examine(wrapped) else { continue };
        let outcome = unverified(&message, Unverified::PartnerNotOnboarded, at(NOW));
        assert_eq!(clear(&outcome), ["INTEGRITY_HOLDS", "SIGNATURE_VALID"], "{}", path.display());
        // A partner's list that names the DID with its address: proven, offline.
        let crate::facts::KeyHint::Method(method) = found.hint else { panic!() };
        let address = method.strip_prefix("did:ethr:").unwrap().split('#').next().unwrap().to_owned();
        let entry = SignerEntry { key: address, method: Some(method), ..SignerEntry::default() };
        let rules = profile(Family::OpenAttestation, &["did-ethr"], vec![official()]);
        let rules = crate::Profile { uses_crl: false, ..rules };
        let trust = snapshot(vec![], vec![], vec![entry]);
        let outcome = verify(&message, &rules, &trust, &times());
        row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        let nobody = snapshot(vec![], vec![], vec![]);
        let outcome = verify(&message, &rules, &nobody, &times());
        assert_eq!(verdict(&outcome), "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");
        let broken = text.replacen("\"signature\": \"0x", "\"signature\": \"0x00", 1);
        assert_ne!(broken, text);
        assert_eq!(alone(&opened(&broken)), "TOTAL-FAILED SIG_CRYPTO_FAILURE");
        let json: Value = serde_json::from_str(&text).unwrap();
        for altered in altered(&data(&json)) {
            let outcome = verify(&opened(with_data(&json, altered)), &rules, &trust, &times());
            assert_eq!(verdict(&outcome), "TOTAL-FAILED HASH_FAILURE", "{}", path.display());
            assert!(outcome.content.is_none());
        }
        verified += 1;
    }
    println!("open-attestation: {verified} documents signed by a DID verified");
    assert_eq!(verified, 3);
}

#[test]
fn wrapped_samples_of_others() {
    let mut paths = Vec::new();
    for folder in ["../samples/tradetrust", "../samples/edi3-coo"] {
        paths.extend(corpus(folder).iter().flat_map(|folder| files(folder, "json")));
    }
    let mut holding = 0;
    for path in &paths {
        let Ok(message) = crate::open(&std::fs::read(path).unwrap(), &Limits::default()) else { continue };
        if matches!(message.envelope, Envelope::OpenAttestation(_)) {
            let outcome = unverified(&message, Unverified::PartnerNotOnboarded, at(NOW));
            assert!(clear(&outcome).contains(&"INTEGRITY_HOLDS"), "{}", path.display());
            holding += 1;
        }
    }
    println!("wrapped samples: {holding} whose integrity holds");
    assert!(paths.is_empty() || holding == 6, "{holding}");
}

#[test]
fn an_open_attestation_document_of_our_own() {
    // Two leaves, one taken out; computed with another implementation of the same description (see below).
    let salt = "0a1b2c3d-0000-4000-8000-000000000001";
    let leaf = |key: &str, value: &str| {
        use sha3::Digest as _;
        hex::encode(sha3::Keccak256::digest(format!("{{\"{key}\":\"{salt}:{value}\"}}")))
    };
    let mut leaves =
        [leaf("number", "string:K-1"), leaf("items.0.quantity", "number:5"), leaf("secret", "string:x")];
    leaves.sort();
    let root = {
        use sha3::Digest as _;
        hex::encode(sha3::Keccak256::digest(format!("[\"{}\"]", leaves.join("\",\""))))
    };
    let json = format!(
        r#"{{"version":"https://schema.openattestation.com/2.0/schema.json","data":{{"number":"{salt}:string:K-1","items":[{{"quantity":"{salt}:number:5"}}]}},"privacy":{{"obfuscatedData":["{}"]}},"signature":{{"type":"SHA3MerkleProof","targetHash":"{root}","proof":[],"merkleRoot":"{root}"}}}}"#,
        leaf("secret", "string:x")
    );
    let message = opened(&json);
    assert_eq!(message.document.bytes(), br#"{"number":"K-1","items":[{"quantity":5}]}"#);
    assert_eq!(message.document.syntax(), Syntax::Json);
    let check = |json: &str| alone(&opened(json));
    assert_eq!(check(&json), "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");
    assert_eq!(check(&json.replace("number:5", "number:6")), "TOTAL-FAILED HASH_FAILURE");
    assert_eq!(
        check(&json.replace("\"proof\":[]", &format!("\"proof\":[\"{root}\"]"))),
        "TOTAL-FAILED HASH_FAILURE"
    );
    assert_eq!(
        check(&json.replace("\"obfuscatedData\":[", "\"obfuscatedData\":[\"x\",")),
        "TOTAL-FAILED FORMAT_FAILURE"
    );
}
