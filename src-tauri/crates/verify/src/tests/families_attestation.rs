//! OpenAttestation documents of our own, signed by a DID: each rule by itself.

use super::kit::*;
use super::messages::opened;
use crate::keys_ethereum::tests::signed;
use crate::{Family, Profile, TrustSnapshot, Unverified, unverified, verify};
use base64::Engine as _;
use certificate::{Light, SignerEntry, SignerStatus};
use serde_json::{Value, json};
use sha3::{Digest, Keccak256};

const SALT: &str = "0a1b2c3d-0000-4000-8000-000000000001";
const DID: &str = "did:ethr:";

fn leaf(path: &str, value: &str) -> String {
    hex::encode(Keccak256::digest(json!({ path: value }).to_string()))
}

fn root(mut leaves: Vec<String>) -> String {
    leaves.sort();
    hex::encode(Keccak256::digest(json!(leaves).to_string()))
}

/// Address, and signature of a root.
fn sign(root: &str) -> (String, String) {
    let (_, value) = signed(3, &hex::decode(root).unwrap());
    (signed(3, b"").0, format!("0x{}", hex::encode(value)))
}

fn wrap(value: &mut Value, path: &str, leaves: &mut Vec<String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) => {
            members.iter_mut().for_each(|(name, one)| wrap(one, &below(name), leaves));
        }
        Value::Array(list) => {
            list.iter_mut().enumerate().for_each(|(at, one)| wrap(one, &below(&at.to_string()), leaves));
        }
        one => {
            let (kind, text) = match &*one {
                Value::String(text) => ("string", text.clone()),
                Value::Number(number) => ("number", number.to_string()),
                other => panic!("{other}"),
            };
            *one = json!(format!("{SALT}:{kind}:{text}"));
            leaves.push(leaf(path, one.as_str().unwrap()));
        }
    }
}

/// A 2.0 document; `change` acts before it is wrapped.
fn two(change: fn(&mut Value)) -> Value {
    let (address, _) = signed(3, b"");
    let mut data = json!({
        "number": "K-1",
        "goods": [{ "quantity": 5 }, { "quantity": 6 }],
        "issuers": [{
            "id": format!("{DID}{address}"),
            "revocation": { "type": "NONE" },
            "identityProof": { "type": "DID", "key": format!("{DID}{address}#controller") },
        }],
    });
    change(&mut data);
    let mut leaves = Vec::new();
    wrap(&mut data, "", &mut leaves);
    let root = root(leaves);
    let (address, value) = sign(&root);
    json!({
        "version": "https://schema.openattestation.com/2.0/schema.json",
        "data": data,
        "signature": { "type": "SHA3MerkleProof", "targetHash": root, "proof": [], "merkleRoot": root },
        "proof": [{
            "type": "OpenAttestationSignature2018",
            "created": CLAIMED,
            "proofPurpose": "assertionMethod",
            "verificationMethod": format!("{DID}{address}#controller"),
            "signature": value,
        }],
    })
}

fn each(value: &Value, path: &str, leaves: &mut Vec<String>, salts: &mut Vec<Value>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, one)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            each(one, &path, leaves, salts);
        }),
        one => {
            let text = one.as_str().map_or_else(|| one.to_string(), str::to_owned);
            salts.push(json!({ "value": "5a17", "path": path }));
            leaves.push(leaf(path, &format!("5a17:{text}")));
        }
    }
}

/// A 3.0 document of flat paths.
fn three(members: Value, extra: &[(&str, Value)]) -> Value {
    let (address, _) = signed(3, b"");
    let mut document = members;
    document["openAttestationMetadata"] = json!({
        "proof": { "method": "DID", "value": format!("{DID}{address}"), "revocation": { "type": "NONE" } },
    });
    let mut leaves = Vec::new();
    let mut salts = Vec::new();
    each(&document, "", &mut leaves, &mut salts);
    for (name, value) in extra {
        document[*name] = value.clone();
        salts.push(json!({ "value": "5a17", "path": name }));
    }
    let root = root(leaves);
    let (address, value) = sign(&root);
    document["proof"] = json!({
        "type": "OpenAttestationMerkleProofSignature2018",
        "proofPurpose": "assertionMethod",
        "targetHash": root,
        "proofs": [],
        "merkleRoot": root,
        "salts": base64::engine::general_purpose::STANDARD.encode(Value::from(salts).to_string()),
        "privacy": { "obfuscated": [] },
        "key": format!("{DID}{address}#controller"),
        "signature": value,
    });
    document
}

fn world(change: fn(&mut SignerEntry)) -> (Profile, TrustSnapshot) {
    let (address, _) = signed(3, b"");
    let method = Some(format!("{DID}{address}#controller"));
    let mut entry = SignerEntry { id: "K-1".into(), key: address, method, ..SignerEntry::default() };
    change(&mut entry);
    let rules = profile(Family::OpenAttestation, &["did-ethr"], vec![official()]);
    (Profile { uses_crl: false, ..rules }, snapshot(vec![], vec![], vec![entry]))
}

fn judged(document: &Value) -> (String, String, bool) {
    let (rules, trust) = world(|_| ());
    let outcome = verify(&opened(document.to_string()), &rules, &trust, &times());
    (verdict(&outcome), findings(&outcome).join(" "), outcome.content.is_some())
}

const PASSED: &str = "TOTAL-PASSED";
const REFUSED: &str = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
const FORMAT: &str = "TOTAL-FAILED FORMAT_FAILURE";

#[track_caller]
fn is(document: &Value, expected: &str, ids: &str) {
    assert_eq!(judged(document), (expected.to_owned(), ids.to_owned(), expected == PASSED), "{document}");
}

#[test]
fn the_partners_list_says_whose_the_address_is() {
    let document = two(|_| ());
    is(&document, PASSED, "");
    let (rules, trust) = world(|entry| entry.status = SignerStatus::Disabled);
    let outcome = verify(&opened(document.to_string()), &rules, &trust, &times());
    row(&outcome, REFUSED, &["SIGNER_NOT_ENTITLED"], Light::Red, false);
    let (rules, trust) = world(|entry| entry.key = "0x0000000000000000000000000000000000000001".into());
    let outcome = verify(&opened(document.to_string()), &rules, &trust, &times());
    row(&outcome, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
    let (rules, trust) = world(|entry| entry.method = None);
    let outcome = verify(&opened(document.to_string()), &rules, &trust, &times());
    row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
    // `created` is not signed: it is no claim.
    let outcome = verify(&opened(document.to_string()), &world(|_| ()).0, &world(|_| ()).1, &times());
    assert_eq!(outcome.signatures[0].claimed_time, None);
    // A profile that does not name the algorithm has the Merkle proof alone.
    let plain = profile(Family::OpenAttestation, &["keccak-256"], vec![official()]);
    let outcome = verify(&opened(document.to_string()), &plain, &world(|_| ()).1, &times());
    assert_eq!(findings(&outcome), ["ISSUER_NOT_PROVABLE_OFFLINE"]);
    assert!(outcome.content.is_none());
}

#[test]
fn what_a_signed_document_may_and_may_not_be() {
    let mut changed = two(|_| ());
    changed["data"]["number"] = json!(format!("{SALT}:string:K-2"));
    is(&changed, "TOTAL-FAILED HASH_FAILURE", "CONTENT_ALTERED");
    // Hashed again without the key.
    let forged = two(|data| data["number"] = json!("K-2"));
    let mut mixed = two(|_| ());
    mixed["data"] = forged["data"].clone();
    mixed["signature"] = forged["signature"].clone();
    is(&mixed, "TOTAL-FAILED SIG_CRYPTO_FAILURE", "SIGNATURE_BROKEN");
    is(
        &two(|data| data["issuers"][0]["identityProof"]["key"] = json!("did:ethr:0x12#controller")),
        REFUSED,
        "OUT_OF_PROFILE",
    );
    is(&two(|data| data["issuers"] = json!([])), REFUSED, "OUT_OF_PROFILE");
    is(&two(|data| data["issuers"][0]["documentStore"] = json!("0x1")), REFUSED, "OUT_OF_PROFILE");
    is(
        &two(|data| data["issuers"][0]["identityProof"]["type"] = json!("DNS-TXT")),
        REFUSED,
        "OUT_OF_PROFILE",
    );
    for revocation in ["REVOCATION_STORE", "OCSP_RESPONDER"] {
        let document = if revocation == "REVOCATION_STORE" {
            two(|data| data["issuers"][0]["revocation"]["type"] = json!("REVOCATION_STORE"))
        } else {
            two(|data| data["issuers"][0]["revocation"]["type"] = json!("OCSP_RESPONDER"))
        };
        is(&document, REFUSED, "OUT_OF_PROFILE");
    }
    let proof = |change: fn(&mut Value)| {
        let mut document = two(|_| ());
        change(&mut document["proof"]);
        document
    };
    is(&proof(|proof| proof[0]["proofPurpose"] = json!("authentication")), FORMAT, "NOT_COVERED");
    is(&proof(|proof| proof[0]["type"] = json!("Another")), FORMAT, "NOT_COVERED");
    is(&proof(|proof| proof[0]["signature"] = json!("0xzz")), FORMAT, "NOT_COVERED");
    is(&proof(|proof| *proof = json!([proof[0], proof[0]])), REFUSED, "OUT_OF_PROFILE");
}

#[test]
fn documents_of_version_three() {
    is(&three(json!({ "number": "K-1", "quantity": 5 }), &[]), PASSED, "");
    let mut changed = three(json!({ "number": "K-1" }), &[]);
    changed["number"] = json!("K-2");
    is(&changed, "TOTAL-FAILED HASH_FAILURE", "CONTENT_ALTERED");
    // Version 3 makes no leaf of these, so anyone may put them in, with a salt of their own.
    for empty in [json!(false), json!(0), json!(""), json!(null)] {
        is(&three(json!({ "number": "K-1" }), &[("dutiable", empty)]), FORMAT, "NOT_COVERED");
    }
    is(&three(json!({ "number": "K-1", "a.b": "c" }), &[]), FORMAT, "NOT_COVERED");
    is(&three(json!({ "number": 9_007_199_254_740_993_u64 }), &[]), FORMAT, "NOT_COVERED");
}

#[test]
fn names_that_could_stand_for_other_names() {
    // The same leaves, and so the same hashes, as a list of two goods.
    let mut document = two(|_| ());
    let goods = document["data"]["goods"].clone();
    document["data"]["goods"] = json!({ "0": goods[0], "1": goods[1] });
    is(&document, FORMAT, "NOT_COVERED");
    let mut document = two(|_| ());
    document["data"]["goods"] = json!([{ "quantity": goods[0]["quantity"] }]);
    document["data"]["goods.1.quantity"] = goods[1]["quantity"].clone();
    is(&document, FORMAT, "NOT_COVERED");
}

#[test]
fn a_document_beside_the_wrapped_one_is_not_released() {
    let (rules, trust) = world(|_| ());
    let mut message = opened(two(|_| ()).to_string());
    message.document = opened(two(|data| data["number"] = json!("K-2")).to_string()).document;
    let outcome = verify(&message, &rules, &trust, &times());
    row(&outcome, FORMAT, &["NOT_COVERED"], Light::Red, false);
    // Without a partner the address in the DID still tells a broken value.
    let mut broken = two(|_| ());
    broken["proof"][0]["signature"] = json!(sign(&"00".repeat(32)).1);
    let outcome = unverified(&opened(broken.to_string()), Unverified::PartnerNotOnboarded, at(NOW));
    assert_eq!(verdict(&outcome), "TOTAL-FAILED SIG_CRYPTO_FAILURE");
}
