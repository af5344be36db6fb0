//! Canonical JSON and every signed document of the Data Integrity corpora, with the exact score.

use super::kit::*;
use super::{corpus, files, messages::opened};
use crate::keys::{Hash, PublicKey, Scheme};
use crate::{Family, integrity, verify};
use certificate::{Light, SignerEntry};
use document::{Document, Limits};
use std::collections::BTreeMap;
use std::path::Path;

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

/// Every suite of the corpora, so that what is refused is refused by the suite and not by the list of names.
const SUITES: &[&str] = &[
    "eddsa-jcs-2022",
    "ecdsa-jcs-2019",
    "eddsa-rdfc-2022",
    "ecdsa-rdfc-2019",
    "ecdsa-sd-2023",
    "Ed25519Signature2020",
];
const RDFC: &str = "its suite needs RDF canonicalisation, which is not here";
const PARTS: &str = "its suite discloses parts only, which is not covered";

#[test]
fn every_signed_document_of_the_data_integrity_corpora() {
    let (Some(eddsa), Some(ecdsa)) = (corpus("vc-di-eddsa"), corpus("vc-di-ecdsa")) else { return };
    let mut score: BTreeMap<String, usize> = BTreeMap::new();
    for file in files(&eddsa, "json").into_iter().chain(files(&ecdsa, "json")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let Some(method) = json["proof"]["verificationMethod"].as_str() else { continue };
        let suite = json["proof"]["cryptosuite"].as_str().or(json["proof"]["type"].as_str()).unwrap();
        let entry = SignerEntry {
            key: method.split_once('#').unwrap().1.to_owned(),
            method: Some(method.to_owned()),
            ..SignerEntry::default()
        };
        let rules = profile(Family::DataIntegrity, SUITES, vec![official()]);
        let trust = snapshot(vec![], vec![], vec![entry]);
        let outcome = verify(&opened(&text), &rules, &trust, &times());
        let why = outcome.findings.iter().find(|one| one.id == "OUT_OF_PROFILE").map(|finding| {
            row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
            finding.evidence.iter().find(|one| one.name == "why").unwrap().value.clone()
        });
        if why.is_none() {
            row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
            let altered = text.replace("School of Examples", "School of Example");
            let outcome = verify(&opened(altered), &rules, &trust, &times());
            row(&outcome, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
        }
        *score.entry(format!("{suite}: {}", why.unwrap_or_else(|| "verified".to_owned()))).or_default() += 1;
    }
    println!("vc-di-eddsa and vc-di-ecdsa: {score:#?}");
    let expected = [
        ("Ed25519Signature2020", RDFC, 1),
        ("ecdsa-jcs-2019", "verified", 2),
        ("ecdsa-rdfc-2019", RDFC, 4),
        ("ecdsa-sd-2023", PARTS, 4),
        ("eddsa-jcs-2022", "verified", 1),
        ("eddsa-rdfc-2022", RDFC, 2),
    ];
    let expected = expected.map(|(suite, why, count)| (format!("{suite}: {why}"), count));
    assert_eq!(score.into_iter().collect::<Vec<_>>(), expected);
}

/// One of the vectors' files with intermediate values; they may end with a line end.
fn value(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap().trim_end().to_owned()
}

#[test]
fn intermediate_values_of_the_jcs_suites() {
    let vectors = [
        ("vc-di-eddsa/TestVectors/eddsa-jcs-2022", "JCS", 0, Hash::Sha256),
        ("vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p256", "JCSECDSAP256", 0, Hash::Sha256),
        ("vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p384", "JCSECDSAP384", 1, Hash::Sha384),
    ];
    let mut compared = 0;
    for (folder, end, at, hash) in vectors {
        let Some(folder) = corpus(folder) else { continue };
        let signed = std::fs::read(folder.join(format!("signed{end}.json"))).unwrap();
        let document = Document::read(&signed, &Limits::default()).unwrap();
        let root = document.root();
        let canonical = crate::jcs::canonical(root, &["proof"]).unwrap();
        let options = crate::jcs::canonical(root.get("proof").unwrap(), &["proofValue"]).unwrap();
        let material = &integrity::examine(&document)[0].materials[at];
        for (ours, name) in [
            (canonical.clone(), "canonDoc"),
            (options.clone(), "proofCanon"),
            (hex::encode(hash.of(canonical.as_bytes())), "docHash"),
            (hex::encode(hash.of(options.as_bytes())), "proofHash"),
            (hex::encode(&material.input), "combinedHash"),
            (hex::encode(&material.value), "sigHex"),
            (format!("z{}", bs58::encode(&material.value).into_string()), "sigBTC58"),
        ] {
            assert_eq!(ours, value(&folder, &format!("{name}{end}.txt")), "{}: {name}", folder.display());
            compared += 1;
        }
    }
    println!("vc-di: {compared} intermediate values are the same");
    assert!(compared == 0 || compared == 21);
}

#[test]
fn of_the_rdfc_suites_only_the_canonicalisation_is_missing() {
    let vectors = [
        ("vc-di-eddsa/TestVectors/eddsa-rdfc-2022", "DataInt", Scheme::Ed25519, Hash::Sha256),
        ("vc-di-eddsa/TestVectors/eddsa-rdfc-2022/employ", "DataInt", Scheme::Ed25519, Hash::Sha256),
        (
            "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p256",
            "ECDSAP256",
            Scheme::P256Raw(Hash::Sha256),
            Hash::Sha256,
        ),
        (
            "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p256/employ",
            "ECDSAP256",
            Scheme::P256Raw(Hash::Sha256),
            Hash::Sha256,
        ),
        (
            "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p384",
            "ECDSAP384",
            Scheme::P384Raw(Hash::Sha384),
            Hash::Sha384,
        ),
        (
            "vc-di-ecdsa/TestVectors/ecdsa-rdfc-2019-p384/employ",
            "ECDSAP384",
            Scheme::P384Raw(Hash::Sha384),
            Hash::Sha384,
        ),
    ];
    for (folder, end, scheme, hash) in vectors {
        let Some(folder) = corpus(folder) else { continue };
        let signed: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("signed{end}.json"))).unwrap())
                .unwrap();
        let method = signed["proof"]["verificationMethod"].as_str().unwrap();
        let key = PublicKey::from_multikey(method.split_once('#').unwrap().1).unwrap();
        // N-Quads end with a line end.
        let quads = |name: &str| format!("{}\n", value(&folder, &format!("{name}{end}.txt")));
        let input = [hash.of(quads("proofCanon").as_bytes()), hash.of(quads("canonDoc").as_bytes())].concat();
        assert_eq!(hex::encode(&input), value(&folder, &format!("combinedHash{end}.txt")));
        let signature = hex::decode(value(&folder, &format!("sigHex{end}.txt"))).unwrap();
        assert_eq!(key.verify(scheme, &input, &signature), Some(true), "{}", folder.display());
    }
}
