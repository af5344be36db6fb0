//! Canonical JSON, Data Integrity vectors, OpenAttestation documents.

use super::kit::*;
use super::{corpus, files, messages::opened};
use crate::{Envelope, Family, Profile, Unverified, unverified, verify};
use certificate::{Light, SignerEntry};
use document::{Document, Limits, Syntax};

#[test]
fn jcs_pairs() {
    let Some(folder) = corpus("jcs/testdata") else { return };
    let inputs = files(&folder.join("input"), "json");
    assert_eq!(inputs.len(), 6);
    for input in inputs {
        let document = Document::read(&std::fs::read(&input).unwrap(), &Limits::default()).unwrap();
        let output = std::fs::read_to_string(folder.join("output").join(input.file_name().unwrap())).unwrap();
        assert_eq!(
            crate::jcs::canonical(document.root(), &[]).unwrap(),
            output.trim_end(),
            "{}",
            input.display()
        );
    }
}

#[test]
fn data_integrity_vectors() {
    let vectors = [
        "vc-di-eddsa/TestVectors/eddsa-jcs-2022/signedJCS.json",
        "vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
        "vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
    ];
    for vector in vectors {
        let Some(file) = corpus(vector) else { continue };
        let text = std::fs::read_to_string(file).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let method = json["proof"]["verificationMethod"].as_str().unwrap();
        let entry = SignerEntry {
            key: method.split_once('#').unwrap().1.to_owned(),
            method: Some(method.to_owned()),
            ..SignerEntry::default()
        };
        let rules: Profile =
            profile(Family::DataIntegrity, &["eddsa-jcs-2022", "ecdsa-jcs-2019"], vec![official()]);
        let trust = snapshot(vec![], vec![], vec![entry]);
        let outcome = verify(&opened(&text), &rules, &trust, &times());
        row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        let altered = text.replace("School of Examples", "School of Example");
        let outcome = verify(&opened(altered), &rules, &trust, &times());
        row(&outcome, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
    }
}

#[test]
fn open_attestation_roots() {
    let mut paths = Vec::new();
    for folder in [
        "open-attestation/test/fixtures/v2",
        "open-attestation/test/fixtures/v3",
        "../samples/tradetrust",
        "../samples/edi3-coo",
    ] {
        paths.extend(corpus(folder).iter().flat_map(|folder| files(folder, "json")));
    }
    let mut holding = 0;
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(message) = crate::open(&bytes, &Limits::default()) else { continue };
        if !matches!(message.envelope, Envelope::OpenAttestation(_)) {
            continue;
        }
        let outcome = unverified(&message, Unverified::PartnerNotOnboarded, at(NOW));
        eprintln!("{}", path.display());
        let ids = ["ISSUER_NOT_PROVABLE_OFFLINE", "PARTNER_NOT_ONBOARDED"];
        row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &ids, Light::Amber, false);
        assert_eq!(clear(&outcome), ["INTEGRITY_HOLDS"]);
        holding += 1;
        // One letter of a value less.
        let text = String::from_utf8(bytes).unwrap();
        let altered = [("EMBEDDED_RENDERER\"", "EMBEDDED_RENDERE\""), (":string:AU\"", ":string:A\"")]
            .iter()
            .map(|(from, to)| text.replacen(from, to, 1))
            .find(|altered| *altered != text)
            .unwrap_or_else(|| panic!("{}: nothing to alter", path.display()));
        let outcome = unverified(&opened(altered), Unverified::PartnerNotOnboarded, at(NOW));
        assert_eq!(verdict(&outcome), "TOTAL-FAILED HASH_FAILURE", "{}", path.display());
    }
    println!("open-attestation: {holding} documents whose integrity holds");
    assert!(holding == 0 || holding >= 12, "{holding}");
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
    let check = |json: &str| verdict(&unverified(&opened(json), Unverified::PartnerNotOnboarded, at(NOW)));
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
