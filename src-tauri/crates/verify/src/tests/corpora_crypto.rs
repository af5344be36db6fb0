//! Primitives, tokens and keys against Wycheproof and the examples of RFC 7520, every file with its exact
//! score. No invalid case verifies; a valid case that is refused is refused by a rule that is named here.

use super::{corpus, files};
use crate::jws::Jws;
use crate::keys::{Hash, PublicKey, Scheme};
use crate::{Family, Profile, keys_jwk};
use document::{Document, Limits, Syntax};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name}"))
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What became of the cases of one file. Its text is the file's score.
#[derive(Default)]
struct Score {
    verified: usize,
    refused: usize,
    /// Valid and "acceptable" cases that a rule refuses, by rule.
    ruled: BTreeMap<&'static str, usize>,
    /// Invalid by the parameters that the file assumes, valid by ours.
    other_parameters: usize,
}

impl Score {
    /// Counts a case; `rule` says why a valid one is refused.
    fn count(&mut self, case: &Value, verifies: bool, rule: Option<&'static str>, name: &str) {
        match (text(case, "result"), verifies) {
            ("valid", true) => {
                assert_eq!(rule, None, "{name} {}: the rule does not hold", case["tcId"]);
                self.verified += 1;
            }
            ("valid" | "acceptable", false) => {
                let rule = rule.unwrap_or_else(|| panic!("{name} {}: refused by no rule", case["tcId"]));
                *self.ruled.entry(rule).or_default() += 1;
            }
            (result, true) => panic!("{name} {}: {result} and accepted", case["tcId"]),
            _ => self.refused += 1,
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} verified, {} refused", self.verified, self.refused)?;
        if self.other_parameters > 0 {
            write!(to, ", {} of other parameters", self.other_parameters)?;
        }
        self.ruled.iter().try_for_each(|(rule, count)| write!(to, ", {count} by rule: {rule}"))
    }
}

const SALT: &str = "PSS: hash, MGF1 and salt length are those of RFC 7518 3.5";
/// The one case of another file whose salt is as long as the hash.
const LONGER_SALT: &str = "s_len changed to 32";
const NULL: &str = "PKCS #1: the digest's parameters are NULL";
const DSA: &str = "DSA is in no profile";
const ED448: &str = "Ed448 is in no profile";
const HMAC: &str = "an HMAC proves no signer";
const JWE: &str = "encryption is no signature";

/// File, scheme, rule for what is valid or acceptable and refused, and score.
type Row = (&'static str, Scheme, Option<&'static str>, &'static str);
const NULL_1: &str = "1 by rule: PKCS #1: the digest's parameters are NULL";

#[test]
fn wycheproof_signatures() {
    let Some(folder) = corpus("wycheproof/testvectors_v1") else { return };
    let (pkcs1, pss, der) = (Scheme::RsaPkcs1, Scheme::RsaPss, Scheme::EcdsaDer);
    let rows: &[Row] = &[
        ("rsa_signature_2048_sha256", pkcs1(Hash::Sha256), Some(NULL), "9 verified, 249 refused, NULL_1"),
        ("rsa_signature_2048_sha384", pkcs1(Hash::Sha384), Some(NULL), "7 verified, 250 refused, NULL_1"),
        ("rsa_signature_2048_sha512", pkcs1(Hash::Sha512), Some(NULL), "8 verified, 250 refused, NULL_1"),
        ("rsa_signature_3072_sha256", pkcs1(Hash::Sha256), Some(NULL), "8 verified, 250 refused, NULL_1"),
        ("rsa_signature_4096_sha256", pkcs1(Hash::Sha256), Some(NULL), "7 verified, 250 refused, NULL_1"),
        ("rsa_signature_4096_sha512", pkcs1(Hash::Sha512), Some(NULL), "7 verified, 251 refused, NULL_1"),
        (
            "rsa_pss_2048_sha256_mgf1_0",
            pss(Hash::Sha256),
            Some(SALT),
            "0 verified, 41 refused, 1 of other parameters, 61 by rule: SALT",
        ),
        ("rsa_pss_2048_sha256_mgf1_32", pss(Hash::Sha256), None, "63 verified, 45 refused"),
        ("rsa_pss_3072_sha256_mgf1_32", pss(Hash::Sha256), None, "63 verified, 45 refused"),
        ("rsa_pss_4096_sha256_mgf1_32", pss(Hash::Sha256), None, "63 verified, 45 refused"),
        ("rsa_pss_4096_sha512_mgf1_64", pss(Hash::Sha512), None, "132 verified, 47 refused"),
        ("ecdsa_secp256r1_sha256", der(Hash::Sha256), None, "174 verified, 310 refused"),
        ("ecdsa_secp256r1_sha512", der(Hash::Sha512), None, "243 verified, 311 refused"),
        ("ecdsa_secp256r1_sha256_p1363", Scheme::P256Raw(Hash::Sha256), None, "173 verified, 89 refused"),
        ("ecdsa_secp384r1_sha384", der(Hash::Sha384), None, "194 verified, 310 refused"),
        ("ecdsa_secp384r1_sha512", der(Hash::Sha512), None, "231 verified, 311 refused"),
        ("ecdsa_secp384r1_sha384_p1363", Scheme::P384Raw(Hash::Sha384), None, "193 verified, 87 refused"),
        ("ecdsa_secp521r1_sha512", der(Hash::Sha512), None, "232 verified, 310 refused"),
        ("ecdsa_secp521r1_sha512_p1363", Scheme::P521Raw(Hash::Sha512), None, "231 verified, 87 refused"),
        ("ed25519", Scheme::Ed25519, None, "88 verified, 63 refused"),
        ("ed448", Scheme::Ed25519, Some(ED448), "0 verified, 70 refused, 17 by rule: ED448"),
        ("ecdsa_brainpoolP256r1_sha256", der(Hash::Sha256), None, "176 verified, 309 refused"),
        ("dsa_2048_256_sha256", der(Hash::Sha256), Some(DSA), "0 verified, 283 refused, 83 by rule: DSA"),
    ];
    for (name, scheme, rule, expected) in rows {
        let mut score = Score::default();
        for group in read(&folder.join(format!("{name}_test.json")))["testGroups"].as_array().unwrap() {
            let key = PublicKey::from_spki(&hex::decode(text(group, "publicKeyDer")).unwrap());
            for case in group["tests"].as_array().unwrap() {
                let bytes = |name| hex::decode(text(case, name)).unwrap();
                let valid = key.as_ref().and_then(|key| key.verify(*scheme, &bytes("msg"), &bytes("sig")));
                if *rule == Some(SALT) && valid == Some(true) {
                    // Made with the salt that our rule wants, and wrong only by the file's own length.
                    assert_eq!((&group["sLen"], text(case, "comment")), (&Value::from(0), LONGER_SALT));
                    score.other_parameters += 1;
                    continue;
                }
                let acceptable = text(case, "result") == "acceptable" || *rule != Some(NULL);
                score.count(case, valid == Some(true), rule.filter(|_| acceptable), name);
            }
        }
        println!("wycheproof {name}: {score}");
        let expected = expected
            .replace("NULL_1", NULL_1)
            .replace(": SALT", &format!(": {SALT}"))
            .replace(": ED448", &format!(": {ED448}"))
            .replace(": DSA", &format!(": {DSA}"));
        assert_eq!(score.to_string(), expected, "{name}");
    }
}

#[test]
fn wycheproof_pss_of_every_kind() {
    let Some(folder) = corpus("wycheproof/testvectors_v1") else { return };
    let mut score = Score::default();
    for group in read(&folder.join("rsa_pss_misc_test.json"))["testGroups"].as_array().unwrap() {
        let key = PublicKey::from_spki(&hex::decode(text(group, "publicKeyDer")).unwrap()).unwrap();
        let (hash, length) = match text(group, "sha") {
            "SHA-384" => (Hash::Sha384, 48),
            "SHA-512" => (Hash::Sha512, 64),
            _ => (Hash::Sha256, 32),
        };
        let ours = text(group, "sha") == text(group, "mgfSha")
            && !matches!(text(group, "sha"), "SHA-1" | "SHA-224")
            && group["sLen"] == length;
        for case in group["tests"].as_array().unwrap() {
            let bytes = |name| hex::decode(text(case, name)).unwrap();
            let valid = key.verify(Scheme::RsaPss(hash), &bytes("msg"), &bytes("sig"));
            score.count(case, valid == Some(true), (!ours).then_some(SALT), "rsa_pss_misc");
        }
    }
    println!("wycheproof rsa_pss_misc: {score}");
    assert_eq!(score.to_string(), format!("3 verified, 0 refused, 147 by rule: {SALT}"));
}

/// The keys as a partner's list would give them: without the members of the signer's own copy.
fn public(keys: &Value) -> Vec<PublicKey> {
    let list = keys["keys"].as_array().cloned().unwrap_or_else(|| vec![keys.clone()]);
    list.into_iter()
        .filter_map(|mut key| {
            if key["kty"] != "oct" {
                key.as_object_mut()
                    .unwrap()
                    .retain(|name, _| !["d", "p", "q", "dp", "dq", "qi"].contains(&name.as_str()));
            }
            keys_jwk::read(&key.to_string())
        })
        .collect()
}

/// Whether a key of the list verifies every signature of the token, as far as the token alone can say.
fn token_verifies(jws: &Jws, keys: &[PublicKey]) -> bool {
    let least = Profile::new(Family::Jws).min_rsa_bits;
    let keys = || keys.iter().filter(|key| key.rsa_bits().is_none_or(|bits| bits >= least));
    jws.signatures.iter().all(|signature| {
        let found = jws.examine(signature);
        let verify = |key: &PublicKey| {
            found.materials.iter().any(|one| key.verify(one.scheme, &one.input, &one.value) == Some(true))
        };
        keys().any(verify)
    })
}

#[test]
fn wycheproof_tokens_and_keys() {
    let Some(folder) = corpus("wycheproof/testvectors_v1") else { return };
    for (name, expected) in [
        ("json_web_crypto", format!("2 verified, 77 refused, 2 by rule: {HMAC}, 2 by rule: {JWE}")),
        ("json_web_key", format!("1 verified, 21 refused, 4 by rule: {HMAC}")),
    ] {
        let mut score = Score::default();
        for group in read(&folder.join(format!("{name}_test.json")))["testGroups"].as_array().unwrap() {
            let keys = public(group.get("public").unwrap_or(&group["private"]));
            for case in group["tests"].as_array().unwrap() {
                let read = match &case["jws"] {
                    Value::String(text) => Jws::compact(text.as_bytes(), &Limits::default()).ok().flatten(),
                    Value::Object(_) => token_of_json(&case["jws"]).ok(),
                    _ if case["jwe"].is_object() => token_of_json(&case["jwe"]).ok(),
                    _ => Jws::compact(text(case, "jwe").as_bytes(), &Limits::default()).ok().flatten(),
                };
                let verifies = read.as_ref().is_some_and(|jws| token_verifies(jws, &keys));
                let rule = if case.get("jwe").is_some() {
                    assert!(read.is_none(), "{name} {}", case["tcId"]);
                    Some(JWE)
                } else {
                    keys.is_empty().then_some(HMAC)
                };
                score.count(case, verifies, rule, name);
            }
        }
        println!("wycheproof {name}: {score}");
        assert_eq!(score.to_string(), expected, "{name}");
    }
}

#[test]
fn every_wycheproof_file_is_run() {
    let Some(folder) = corpus("wycheproof/testvectors_v1") else { return };
    assert_eq!(files(&folder, "json").len(), 23 + 1 + 2);
}

fn token_of_json(json: &Value) -> Result<Jws, String> {
    let document = Document::read_as(Syntax::Json, json.to_string().as_bytes(), &Limits::default()).unwrap();
    Jws::json(document.root(), &Limits::default()).map_err(|error| error.to_string())
}

#[test]
fn jose_cookbook() {
    let Some(folder) = corpus("jose-cookbook") else { return };
    let mut lines = Vec::new();
    for file in files(&folder.join("jws"), "json") {
        let example = read(&file);
        let keys = match &example["input"]["key"] {
            Value::Array(list) => list.iter().flat_map(public).collect(),
            one => public(one),
        };
        for (form, output) in example["output"].as_object().unwrap() {
            let token = match output {
                Value::String(text) => Jws::compact(text.as_bytes(), &Limits::default())
                    .map_err(|error| error.to_string())
                    .and_then(|jws| jws.ok_or_else(|| "no token".to_owned())),
                json => token_of_json(json),
            };
            let result = match token {
                Err(why) => why,
                Ok(jws) if token_verifies(&jws, &keys) => {
                    let mut value = jws.clone();
                    value.alter();
                    assert!(!token_verifies(&value, &keys), "{}: altered", file.display());
                    "verified".to_owned()
                }
                Ok(jws) => {
                    let found = jws.examine(&jws.signatures[0]);
                    assert!(found.materials.is_empty(), "{}: refused by no rule", file.display());
                    format!("{} is refused", found.algorithm)
                }
            };
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            lines.push(format!("{} {form}: {result}", name.split('.').next().unwrap()));
        }
    }
    println!("jose-cookbook: {lines:#?}");
    let unprotected = "the signature envelope is malformed: no protected header";
    let detached = "the signature envelope is malformed: no payload";
    let mut expected = Vec::new();
    for verified in ["4_1", "4_2", "4_3"] {
        expected.extend(["compact", "json", "json_flat"].map(|form| format!("{verified} {form}: verified")));
    }
    expected.extend(["compact", "json", "json_flat"].map(|form| format!("4_4 {form}: HS256 is refused")));
    expected.push("4_5 compact: HS256 is refused".to_owned());
    expected.extend(["json", "json_flat"].map(|form| format!("4_5 {form}: {detached}")));
    expected.extend(["json", "json_flat"].map(|form| format!("4_6 {form}: HS256 is refused")));
    expected.extend(["json", "json_flat"].map(|form| format!("4_7 {form}: {unprotected}")));
    expected.push(format!("4_8 json: {unprotected}"));
    assert_eq!(lines, expected);
    let reads: Vec<_> = files(&folder.join("jwk"), "json")
        .iter()
        .map(|file| keys_jwk::read(&read(file).to_string()).is_some())
        .collect();
    // 3.1 EC public, 3.2 private, 3.3 RSA public, 3.4 private, 3.5 and 3.6 shared.
    assert_eq!(reads, [true, false, true, false, false, false]);
}
