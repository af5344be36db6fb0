//! Canonicalisation and XML signatures against what others computed, and published wrapping attacks.

use super::kit::*;
use super::messages::{cod, opened};
use super::{corpus, files};
use crate::facts::{Form, Found, KeyHint};
use crate::keys::{Hash, PublicKey};
use crate::open::{descendants, is_signature};
use crate::x509::Certificate;
use crate::xml::c14n::Method;
use crate::{Anchor, Family, SignatureRule, Times, verify};
use document::{Document, Kind, Limits, Node};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn read(path: &Path) -> Option<Document> {
    Document::read(&std::fs::read(path).unwrap(), &Limits::default())
        .ok()
        .filter(|document| document.syntax() == document::Syntax::Xml)
}

#[test]
fn canonical_pairs() {
    let Some(folder) = corpus("santuario/src/test/resources/org/apache/xml/security/c14n") else { return };
    // Files with a DTD, or in another encoding than UTF-8 (36), are refused before this room sees them.
    let pairs = [
        ("in/32_input.xml", "in/32_c14n.xml", INCLUSIVE, ""),
        ("in/default_ns_redefinition_input.xml", "in/default_ns_redefinition_c14n.xml", INCLUSIVE, "Object"),
        ("inExcl/example2_2_1.xml", "inExcl/example2_2_1_c14nized.xml", INCLUSIVE, "elem2"),
        ("inExcl/example2_2_2.xml", "inExcl/example2_2_2_c14nized.xml", INCLUSIVE, "elem2"),
        ("inExcl/example2_2_1.xml", "inExcl/example2_2_c14nized_exclusive.xml", EXCLUSIVE, "elem2"),
        ("inExcl/example2_2_2.xml", "inExcl/example2_2_c14nized_exclusive.xml", EXCLUSIVE, "elem2"),
        ("inExcl/example2_2_3.xml", "inExcl/example2_2_3_c14nized_exclusive.xml", EXCLUSIVE, "p"),
        ("inExcl/example2_4.xml", "inExcl/example2_4_c14nized.xml", EXCLUSIVE, "elem2"),
    ];
    for (input, expected, method, apex) in pairs {
        let document = read(&folder.join(input)).unwrap_or_else(|| panic!("{input}"));
        let node = match apex {
            "" => document.top(),
            name => descendants(document.root()).find(|node| node.name() == Some(name)).unwrap(),
        };
        let expected = std::fs::read_to_string(folder.join(expected)).unwrap();
        assert_eq!(
            Method::named(method, "").unwrap().canonical(node, None).unwrap(),
            expected,
            "{input} {method}"
        );
    }
}

#[test]
fn canonical_form_of_many_documents_as_another_program_sees_it() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: xmllint is not installed");
        return;
    }
    let mut compared = 0;
    for folder in [
        "xsw-xml-crypto",
        "xsw-signedxml",
        "xmlsec1/tests/xmldsig2ed-tests",
        "xmlsec1/tests/aleksey-xmldsig-01",
    ] {
        for path in corpus(folder).iter().flat_map(|folder| files(folder, "xml")).take(40) {
            let Some(document) = read(&path) else { continue };
            for (flag, method) in [
                ("--c14n", format!("{INCLUSIVE}#WithComments")),
                ("--c14n11", "http://www.w3.org/2006/12/xml-c14n11#WithComments".to_owned()),
                ("--exc-c14n", format!("{EXCLUSIVE}WithComments")),
            ] {
                let theirs = Command::new("xmllint").arg("--nonet").arg(flag).arg(&path).output().unwrap();
                if theirs.status.success() {
                    let ours = Method::named(&method, "").unwrap().canonical(document.top(), None).unwrap();
                    assert_eq!(ours.as_bytes(), theirs.stdout.trim_ascii_end(), "{} {flag}", path.display());
                    compared += 1;
                }
            }
        }
    }
    println!("canonical forms compared: {compared}");
}

/// Whether the value verifies with the certificate or the bare key that came along; none without one.
fn value(found: &Found, node: Node<'_>) -> Option<bool> {
    let key = match &found.hint {
        KeyHint::Certificates { signer, .. } => Certificate::read(signer)?.key?,
        _ => bare_key(node)?,
    };
    found.materials.iter().find_map(|one| key.verify(one.scheme, &one.input, &one.value))
}

/// RSAKeyValue and ECKeyValue (XML Signature 1.1, 4.5.2): no profile accepts them, but their values try every kind
/// of key.
fn bare_key(node: Node<'_>) -> Option<PublicKey> {
    let bytes = |node: Node<'_>| {
        let text: String = node.text().split_whitespace().collect();
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok()
    };
    let value = node.get("KeyInfo")?.get("KeyValue")?.elements().next()?;
    match value.name()? {
        "RSAKeyValue" => {
            let number = |name: &str| Some(rsa::BoxedUint::from_be_slice_vartime(&bytes(value.get(name)?)?));
            let key = rsa::PublicKey::new(number("Modulus")?, number("Exponent")?).ok()?;
            Some(PublicKey::Rsa(Box::new(key)))
        }
        "ECKeyValue" => {
            let point = bytes(value.get("PublicKey")?)?;
            match value.get("NamedCurve")?.attribute("URI")? {
                "urn:oid:1.2.840.10045.3.1.7" => {
                    p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(PublicKey::P256)
                }
                "urn:oid:1.3.132.0.34" => {
                    p384::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(PublicKey::P384)
                }
                "urn:oid:1.3.132.0.35" => {
                    p521::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(PublicKey::P521)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[test]
fn signatures_of_others() {
    let mut wanted: Vec<(std::path::PathBuf, bool)> = Vec::new();
    if let Some(folder) = corpus("xmlsec1") {
        let list: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
        for case in list.as_array().unwrap().iter().filter(|case| case["present"] == true) {
            wanted.push((folder.join(case["file"].as_str().unwrap()), case["expected"] == "success"));
        }
    }
    for folder in ["santuario", "xsw-xml-crypto", "xsw-signedxml"] {
        for path in corpus(folder).iter().flat_map(|folder| files(folder, "xml")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bad = [
                "invalid",
                "bad-",
                "nosignature",
                "doc.xml",
                "wrapp",
                "multiple_signed",
                "digest_comment",
                "root-level",
            ];
            let good = !bad.iter().any(|part| name.contains(part));
            wanted.push((path, good));
        }
    }
    let left_out = [
        // An ECDSA value with leading zeros beyond the length of the curve's order (RFC 6931 2.3.6 fixes it).
        "enveloping-sha256-ecdsa-sha256_padded.xml",
        // A P-521 value of another length, and one in ASN.1: the same rule.
        "enveloped-ecdsa-java-bug.xml",
        "enveloping-sha512-ecdsa-sha512-with-asn1.xml",
        // Expected to fail for the certificate's time, which is judged elsewhere.
        "enveloping-expired-cert.xml",
        // Their own tests expect these not to verify, or take white space out first.
        "valid_saml_withcomments.xml",
        "windows_store_signature.xml",
        "windows-store-signature.xml",
    ];
    // A file that is also expected to succeed fails for its arguments, not for its bytes.
    let succeeding: BTreeSet<_> =
        wanted.iter().filter(|(_, good)| *good).map(|(path, _)| path.clone()).collect();
    wanted.retain(|(path, good)| *good || !succeeding.contains(path));
    // Templates are not signed yet.
    wanted.retain(|(path, _)| {
        let name = path.file_name().unwrap().to_string_lossy();
        !left_out.contains(&name.as_ref()) && !name.contains("template")
    });
    let mut counts = [0_u32; 4];
    let mut faults = Vec::new();
    for (path, good) in wanted {
        let Some(document) = read(&path) else { continue };
        let nodes = descendants(document.root()).filter(is_signature);
        let all: Vec<_> = crate::xml::each(&document).into_iter().zip(nodes).collect();
        let whole = all.iter().all(|(one, node)| {
            matches!(one, Ok(found) if found.digest == Some(true) && value(found, *node) == Some(true))
        });
        if !good && !all.is_empty() && whole {
            faults.push(format!("accepted: {}", path.display()));
        }
        for (one, node) in all {
            match one {
                Ok(found) if good => {
                    counts[0] += u32::from(found.digest == Some(true));
                    counts[1] += u32::from(value(&found, node) == Some(true));
                    if found.digest != Some(true) || value(&found, node) == Some(false) {
                        faults.push(format!(
                            "{:?} {:?} {} {}",
                            found.digest,
                            value(&found, node),
                            found.algorithm,
                            path.display()
                        ));
                    }
                }
                Ok(_) => counts[2] += 1,
                Err(_) => counts[3] += 1,
            }
        }
    }
    let [digests, values, bad, refused] = counts;
    println!(
        "signatures of others: {digests} digests and {values} values agree, {bad} in bad files, {refused} refused by form"
    );
    assert_eq!(faults, Vec::<String>::new());
}

fn path_of(node: Node<'_>) -> String {
    let mut names = Vec::new();
    let mut at = Some(node);
    while let Some(one) = at.filter(|one| one.kind() == Kind::Element) {
        names.push(one.name().unwrap().to_owned());
        at = one.parent();
    }
    names.reverse();
    names.join("/")
}

/// Every file of the two collections of attacks, under a profile for every element that it could be meant to
/// cover, with its own certificates trusted and listed: the best an attacker could hope for.
#[test]
fn published_wrapping_is_refused() {
    let attacks = [
        "saml_multiple_signed_info_nodes.xml",
        "saml_wrapped_signed_info_node.xml",
        "valid_saml_signature_wrapping.xml",
        "valid_saml_with_digest_comment.xml",
        "invalid-signature-changed-content.xml",
        "invalid-signature-non-existing-reference.xml",
        "invalid-signature-signature-value.xml",
        "invalid_saml_no_signed_info.xml",
        "invalid_saml_sha256_rsa_mgf1.xml",
    ];
    // Enveloped in, and covering, the root; signed with SHA-256: what a profile of ours could mean.
    let passing = [
        "bbauth-metadata.xml",
        "valid_saml_sha256_rsa_mgf1.xml",
        "valid_signature_utf8.xml",
        "wsfed-metadata.xml",
        "wsfederation_metadata.xml",
    ];
    let mut seen = BTreeSet::new();
    let mut tried = 0;
    for folder in ["xsw-xml-crypto", "xsw-signedxml"] {
        for path in corpus(folder).iter().flat_map(|folder| files(folder, "xml")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(document) = read(&path) else { continue };
            let message = opened(document.bytes());
            let certificates: Vec<_> = descendants(document.root())
                .filter(|node| node.name() == Some("X509Certificate"))
                .filter_map(|node| {
                    let text: String = node.text().split_whitespace().collect();
                    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).ok()
                })
                .filter_map(|der| Certificate::read(&der))
                .collect();
            let now = certificates.first().map_or(at(NOW), |one| one.not_before + chrono::Duration::days(1));
            let entries = certificates
                .iter()
                .map(|one| certificate::SignerEntry { key: one.fingerprint.clone(), ..Default::default() });
            let mut trust = snapshot(
                certificates.iter().map(|one| Anchor::Certificate(one.der.clone())).collect(),
                vec![],
                entries.collect(),
            );
            trust.list.as_mut().unwrap().issued = Some(now);
            let times = Times { now, received: Some(now), clock_floor: None };
            let covers: BTreeSet<_> = descendants(document.root())
                .filter(|node| node.kind() == Kind::Element && node.namespace() != Some(crate::xml::DSIG))
                .map(path_of)
                .collect();
            for covers in covers.iter().take(60) {
                let mut rules = profile(
                    Family::XmlDsig,
                    &["rsa-sha1", "rsa-sha256", "rsa-pss-sha256"],
                    vec![SignatureRule { covers: covers.clone(), ..official() }],
                );
                (rules.uses_crl, rules.min_rsa_bits) = (false, 1024);
                let outcome = verify(&message, &rules, &trust, &times);
                tried += 1;
                let passes = verdict(&outcome) == "TOTAL-PASSED";
                assert_eq!(passes, outcome.content.is_some(), "{name} {covers}");
                if passes {
                    assert!(passing.contains(&name.as_str()) && !covers.contains('/'), "{name} {covers}");
                    seen.insert(name.clone());
                } else if attacks.contains(&name.as_str()) {
                    assert!(!clear(&outcome).contains(&"SIGNATURE_VALID"), "{name} {covers}");
                }
            }
        }
    }
    println!("wrapping: {tried} profiles tried, {} files pass as they should", seen.len());
    assert!(tried == 0 || seen.len() == passing.len(), "{seen:?}");
}

/// xmlsec1 signs, we verify; we sign, xmlsec1 verifies.
#[test]
fn xmlsec1_agrees() {
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        println!("skipped: xmlsec1 is not installed");
        return;
    }
    let root = Authority::root("Root", |_| ());
    let rsa = || rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let (one, two) = (root.signer_with("Exporter", 1, rsa(), |_| ()), root.signer("Official", 2, |_| ()));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("root.der"), root.der()).unwrap();
    let xml = cod(CLAIMED, &one, &two);
    std::fs::write(file("signed.xml"), &xml).unwrap();
    for number in ["1", "2"] {
        let checked = Command::new("xmlsec1")
            .args(["--verify", "--trusted-der"])
            .arg(file("root.der"))
            .args([
                "--verification-gmt-time",
                "2026-03-01 12:00:00",
                "--id-attr:id",
                "CODEH",
                "--id-attr:id",
                "COD",
            ])
            .args(["--node-xpath", &format!("(//*[local-name()='Signature'])[{number}]")])
            .arg(file("signed.xml"))
            .output()
            .unwrap();
        assert!(checked.status.success(), "{number}: {}", String::from_utf8_lossy(&checked.stderr));
    }

    let template = format!(
        r#"<?xml version="1.0"?><n:Note xmlns:n="urn:n" xmlns:unused="urn:u" id="N"><n:Body a="&quot;&#9;1">é &lt; <![CDATA[<x>]]><?pi data?><!-- no --></n:Body>{}</n:Note>"#,
        super::messages::template("N", &one)
            .replace("DIGEST-N-", "")
            .replace("VALUE-N-", "")
            .replace("exc-c14n#\"/>", "exc-c14n#\"><ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"unused\"/></ds:Transform>")
    );
    std::fs::write(file("template.xml"), template).unwrap();
    std::fs::write(file("key.pem"), one.key.serialize_pem()).unwrap();
    let signed = Command::new("xmlsec1")
        .args(["--sign", "--id-attr:id", "urn:n:Note", "--privkey-pem"])
        .arg(file("key.pem"))
        .arg(file("template.xml"))
        .output()
        .unwrap();
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    let document = Document::read(&signed.stdout, &Limits::default()).unwrap();
    let found = crate::xml::each(&document).remove(0).unwrap();
    assert_eq!(found.form, Form::Good);
    assert_eq!((found.digest, value(&found, document.root())), (Some(true), Some(true)));
    assert_eq!(Hash::Sha256.of(b"").len(), 32);
}
