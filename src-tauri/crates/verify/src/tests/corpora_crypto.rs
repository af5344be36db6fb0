//! Primitives against Wycheproof and the examples of RFC 7520. Where a vector is valid for parameters that
//! we do not accept, it must be refused.

use super::corpus;
use crate::keys::{Hash, PublicKey, Scheme};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn wycheproof() {
    let Some(folder) = corpus("wycheproof/testvectors_v1") else { return };
    let files: &[(&str, Scheme)] = &[
        ("rsa_signature_2048_sha256_test", Scheme::RsaPkcs1(Hash::Sha256)),
        ("rsa_signature_2048_sha384_test", Scheme::RsaPkcs1(Hash::Sha384)),
        ("rsa_signature_2048_sha512_test", Scheme::RsaPkcs1(Hash::Sha512)),
        ("rsa_signature_3072_sha256_test", Scheme::RsaPkcs1(Hash::Sha256)),
        ("rsa_signature_4096_sha256_test", Scheme::RsaPkcs1(Hash::Sha256)),
        ("rsa_signature_4096_sha512_test", Scheme::RsaPkcs1(Hash::Sha512)),
        ("rsa_pss_2048_sha256_mgf1_0_test", Scheme::RsaPss(Hash::Sha256)),
        ("rsa_pss_2048_sha256_mgf1_32_test", Scheme::RsaPss(Hash::Sha256)),
        ("rsa_pss_3072_sha256_mgf1_32_test", Scheme::RsaPss(Hash::Sha256)),
        ("rsa_pss_4096_sha256_mgf1_32_test", Scheme::RsaPss(Hash::Sha256)),
        ("rsa_pss_4096_sha512_mgf1_64_test", Scheme::RsaPss(Hash::Sha512)),
        ("ecdsa_secp256r1_sha256_test", Scheme::EcdsaDer(Hash::Sha256)),
        ("ecdsa_secp256r1_sha512_test", Scheme::EcdsaDer(Hash::Sha512)),
        ("ecdsa_secp256r1_sha256_p1363_test", Scheme::P256Raw(Hash::Sha256)),
        ("ecdsa_secp384r1_sha384_test", Scheme::EcdsaDer(Hash::Sha384)),
        ("ecdsa_secp384r1_sha512_test", Scheme::EcdsaDer(Hash::Sha512)),
        ("ecdsa_secp384r1_sha384_p1363_test", Scheme::P384Raw(Hash::Sha384)),
        ("ed25519_test", Scheme::Ed25519),
    ];
    let mut counts = (0, 0);
    for (name, scheme) in files {
        let file = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        for group in file["testGroups"].as_array().unwrap() {
            let key = PublicKey::from_spki(&hex::decode(text(group, "publicKeyDer")).unwrap());
            for test in group["tests"].as_array().unwrap() {
                let bytes = |name| hex::decode(text(test, name)).unwrap();
                let valid = key.as_ref().and_then(|key| key.verify(*scheme, &bytes("msg"), &bytes("sig")));
                // A salt of another length than the hash is not what our profiles mean by PSS.
                let accepted = !name.contains("mgf1_0");
                match text(test, "result") {
                    "valid" => assert_eq!(valid == Some(true), accepted, "{name} {}", test["tcId"]),
                    "invalid" if accepted => assert_ne!(valid, Some(true), "{name} {}", test["tcId"]),
                    _ => {}
                }
                if valid == Some(true) { counts.0 += 1 } else { counts.1 += 1 }
            }
        }
    }
    println!("wycheproof: {} verified, {} refused", counts.0, counts.1);
    assert!(counts.0 > 700 && counts.1 > 1500, "{counts:?}");
}

fn jwk(key: &Value) -> Option<PublicKey> {
    let part = |name| {
        let bytes = URL_SAFE_NO_PAD.decode(text(key, name)).unwrap();
        rsa::BoxedUint::from_be_slice_vartime(&bytes)
    };
    (text(key, "kty") == "RSA")
        .then(|| PublicKey::Rsa(Box::new(rsa::PublicKey::new(part("n"), part("e")).unwrap())))
}

#[test]
fn jose_cookbook() {
    let Some(folder) = corpus("jose-cookbook/jws") else { return };
    let mut verified = Vec::new();
    for file in super::files(&folder, "json") {
        let example: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let (keys, signings) = match &example["signing"] {
            Value::Array(list) => (example["input"]["key"].as_array().unwrap().clone(), list.clone()),
            one => (vec![example["input"]["key"].clone()], vec![one.clone()]),
        };
        for (key, signing) in keys.iter().zip(signings) {
            let Some(algorithm) = signing["protected"]["alg"].as_str() else { continue };
            let input = text(&signing, "sig-input");
            let value = URL_SAFE_NO_PAD.decode(text(&signing, "sig")).unwrap();
            match crate::jws::scheme(algorithm) {
                // P-521 and HMAC: the first is not known here, the second must not be.
                None => assert!(matches!(algorithm, "ES512" | "HS256"), "{algorithm}"),
                Some(scheme) => {
                    let key = jwk(key).unwrap();
                    assert_eq!(
                        key.verify(scheme, input.as_bytes(), &value),
                        Some(true),
                        "{}",
                        file.display()
                    );
                    let other = format!("{input} ");
                    assert_eq!(key.verify(scheme, other.as_bytes(), &value), Some(false));
                    verified.push(algorithm.to_owned());
                }
            }
        }
    }
    verified.sort();
    assert_eq!(verified, ["PS384", "RS256", "RS256"]);
}
