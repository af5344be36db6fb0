//! COSE against the working group's examples and the tokens of the European Union's certificates, every case.

use super::cose_carrier::unpack;
use super::kit::{official, verdict};
use super::{corpus, files};
use crate::cose::Cose;
use crate::facts::Form;
use crate::keys::PublicKey;
use crate::{Anchor, Family, Profile, Times, TrustSnapshot, keys_jwk, keys_rsa, open, verify};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use document::Limits;
use serde_json::Value;
use std::collections::BTreeMap;

fn read(path: &std::path::Path) -> Value {
    let bytes = std::fs::read(path).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap()
}

fn key(key: &Value) -> Option<PublicKey> {
    let hex = |name: &str| hex::decode(key[name].as_str().unwrap()).unwrap();
    match (key["kty"].as_str().unwrap(), key["crv"].as_str()) {
        ("RSA", _) => {
            let found = keys_rsa::key(&hex("n_hex"), &hex("e_hex"));
            found.map(|key| PublicKey::Rsa(Box::new(key)))
        }
        ("OKP", Some("Ed25519")) => PublicKey::ed25519(&hex("x_hex")),
        ("EC", Some(curve)) => {
            let part = |name: &str| &key[name];
            let jwk = serde_json::json!({"kty": "EC", "crv": curve, "x": part("x"), "y": part("y")});
            keys_jwk::read(&jwk.to_string())
        }
        _ => None,
    }
}

/// Why an example is refused; none when it stands.
fn refused(example: &Value) -> Option<String> {
    let bytes = hex::decode(example["output"]["cbor"].as_str().unwrap()).unwrap();
    let input = &example["input"];
    let signers = match input["sign"]["signers"].as_array() {
        Some(list) => list.clone(),
        None => vec![input["sign0"].clone()],
    };
    let at = DateTime::from_timestamp(1_770_000_000, 0).unwrap();
    let cose = match Cose::read(&bytes, None) {
        Ok(Some(cose)) => cose,
        Ok(None) => return Some("detached".into()),
        Err(why) => return Some(why.into()),
    };
    assert_eq!(cose.signatures.len(), signers.len());
    for (index, signer) in signers.iter().enumerate() {
        let external = signer["external"].as_str().or(input["external"].as_str()).unwrap_or_default();
        let found = cose.examine(at, &hex::decode(external).unwrap()).remove(index);
        match found.form {
            Form::Good => {}
            Form::OutOfProfile(why) | Form::Malformed(why) | Form::NoCertificate(why) => {
                return Some(why.into());
            }
            Form::NotCovered { why, .. } => return Some(why.into()),
        }
        let [material] = found.materials.as_slice() else {
            return Some("its algorithm is not known".into());
        };
        let Some(key) = key(&signer["key"]) else { return Some("a key of a kind that is not known".into()) };
        match key.verify(material.scheme, &material.input, &material.value) {
            Some(true) => {}
            Some(false) => return Some("the value does not verify".into()),
            None => return Some("key and algorithm do not fit".into()),
        }
    }
    None
}

#[test]
fn the_working_groups_examples() {
    let Some(folder) = corpus("cose-wg") else { return };
    let (mut accepted, mut invalid) = (0, 0);
    let mut valid_refused = BTreeMap::new();
    let mut cases = 0;
    for file in files(&folder, "json") {
        let example = read(&file);
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        cases += 1;
        match (example["fail"].as_bool().unwrap_or(false), refused(&example)) {
            (true, None) => panic!("{name} is invalid and stands"),
            (true, Some(_)) => invalid += 1,
            (false, None) => accepted += 1,
            (false, Some(why)) => {
                valid_refused.insert(name, why);
            }
        }
    }
    println!(
        "cose-wg: {cases} cases: {accepted} accepted, {invalid} of {invalid} invalid refused, valid but refused: {valid_refused:#?}"
    );
    let rules: BTreeMap<_, _> =
        valid_refused.iter().map(|(name, why)| (name.as_str(), why.as_str())).collect();
    let expected = BTreeMap::from([
        ("eddsa-examples/eddsa-02.json", "a key of a kind that is not known"),
        ("eddsa-examples/eddsa-sig-02.json", "a key of a kind that is not known"),
        ("sign1-tests/sign-pass-01.json", "its algorithm is not protected"),
    ]);
    assert_eq!(rules, expected, "valid and refused, each by its rule");
    assert_eq!((cases, accepted, invalid), (34, 19, 12));
}

/// Purposes that the scheme gives certificates: a token of another kind is not theirs.
const PURPOSES: &[(&str, &str)] = &[("t", "1"), ("v", "2"), ("r", "3")];

/// The scheme's own rule on purposes, which stands beside the signature: by kind of entry.
fn purpose_fits(certificate: &[u8], kinds: &[String]) -> bool {
    let Some(certificate) = crate::x509::Certificate::read(certificate) else { return false };
    let purposes: Vec<_> =
        certificate.extensions.purposes.iter().flatten().map(ToString::to_string).collect();
    let has = |number: &str| {
        ["1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1."]
            .iter()
            .any(|root| purposes.contains(&format!("{root}{number}")))
    };
    let restricted = PURPOSES.iter().any(|(_, number)| has(number));
    !restricted || PURPOSES.iter().any(|(kind, number)| kinds.contains(&(*kind).to_owned()) && has(number))
}

/// Why a token is refused; none when it stands.
fn token_refused(case: &Value) -> Option<String> {
    let context = &case["TESTCTX"];
    let token = match case["PREFIX"].as_str() {
        Some(text) => match unpack(text) {
            Ok(token) => token,
            Err(why) => return Some(why.into()),
        },
        None => hex::decode(case["COSE"].as_str()?.trim()).unwrap(),
    };
    let Some(certificate) = context["CERTIFICATE"].as_str() else { return Some("no certificate".into()) };
    let certificate = STANDARD.decode(certificate.replace(['\n', '\r'], "")).unwrap();
    let clock = context["VALIDATIONCLOCK"].as_str().unwrap_or("2021-06-15T12:00:00Z");
    // Some clocks have no colon in their zone, some have no zone: theirs is UTC.
    let now = DateTime::parse_from_rfc3339(clock)
        .or_else(|_| DateTime::parse_from_str(clock, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|_| DateTime::parse_from_rfc3339(&format!("{clock}Z")))
        .unwrap_or_else(|_| panic!("{clock}"))
        .to_utc();
    let opened = match open(&token, &Limits::default()) {
        Ok(opened) => opened,
        Err(error) => return Some(error.to_string()),
    };
    let profile = Profile {
        algorithms: ["ES256", "PS256"].map(str::to_owned).into(),
        signatures: vec![crate::SignatureRule { listed: false, ..official() }],
        list_max_age_hours: 1,
        ..Profile::new(Family::Cose)
    };
    let trust = TrustSnapshot {
        partner: "XT".into(),
        taken: now,
        anchors: vec![Anchor::Certificate(certificate.clone())],
        intermediates: vec![],
        crls: vec![],
        list: None,
    };
    let outcome = verify(&opened, &profile, &trust, &Times { now, received: None, clock_floor: None });
    let Some(content) = outcome.content.as_ref().filter(|_| verdict(&outcome) == "TOTAL-PASSED") else {
        let ids = super::kit::findings(&outcome).join(" ");
        let text = serde_json::to_value(&outcome.findings).unwrap();
        let why = text.as_array().unwrap().iter().find_map(|one| {
            let evidence = one["evidence"].as_array()?;
            let why = evidence.iter().find(|pair| pair["name"] == "why")?;
            why["value"].as_str().map(str::to_owned)
        });
        return Some(format!("{ids} {}", why.unwrap_or_default()).trim().to_owned());
    };
    let root = content.document().root();
    let entry = root.get("-260").and_then(|claims| claims.get("1"));
    let kinds: Vec<_> = entry
        .iter()
        .flat_map(document::Node::children)
        .filter_map(|one| one.name())
        .map(str::to_owned)
        .collect();
    (!purpose_fits(&certificate, &kinds))
        .then(|| "the scheme: a certificate for another kind of token".into())
}

#[test]
fn the_unions_tokens() {
    let Some(folder) = corpus("eu-dcc") else { return };
    let about = |name: &str| {
        !matches!(name, "EXPECTEDSCHEMAVALIDATION" | "EXPECTEDPICTUREDECODE" | "EXPECTEDVALIDJSON")
    };
    let (mut cases, mut accepted, mut invalid, mut beside) = (0, 0, 0, Vec::new());
    let mut valid_refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files(&folder, "json") {
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        if !name.contains("raw") {
            continue;
        }
        cases += 1;
        let case = read(&file);
        let expected = case["EXPECTEDRESULTS"].as_object().cloned().unwrap_or_default();
        let fails = |test: &dyn Fn(&str) -> bool| {
            expected.iter().any(|(name, value)| test(name) && value.as_bool() == Some(false))
        };
        let refusal = token_refused(&case);
        if fails(&about) {
            assert!(refusal.is_some(), "{name} is invalid and stands");
            invalid += 1;
        } else if fails(&|name| !about(name)) {
            // What is wrong is the picture, or the scheme's schema: not the token.
            beside.push(name);
        } else if let Some(why) = refusal {
            valid_refused.entry(why).or_default().push(name);
        } else {
            accepted += 1;
        }
    }
    let refused: BTreeMap<_, _> =
        valid_refused.iter().map(|(why, names)| (why.as_str(), names.len())).collect();
    println!(
        "eu-dcc: {cases} cases: {accepted} accepted, {invalid} of {invalid} invalid refused, {} whose picture or \
         schema is wrong and not the token, valid but refused by rule: {refused:#?}",
        beside.len()
    );
    assert_eq!(
        refused,
        BTreeMap::from([
            // Issued after the clock of the case, by more than a day.
            ("CLOCK_SUSPECT", 8),
            ("NOT_COVERED a header is both protected and unprotected", 1),
            ("OUT_OF_PROFILE its algorithm is not protected", 1),
            // By its own claims, at the clock of the case.
            ("OUT_OF_PROFILE the token has expired", 13),
            ("SIGNER_UNKNOWN its extKeyUsage cannot be read", 1),
            ("SIGNER_UNKNOWN its keyUsage does not allow signatures", 3),
        ])
    );
    assert_eq!((cases, accepted, invalid, beside.len()), (201, 137, 25, 12));
}
