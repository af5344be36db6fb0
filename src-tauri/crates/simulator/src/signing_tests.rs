//! What is signed here holds before judges that are not ours, and what is spoilt does not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise

use crate::{
    authority::{Authority, Holder, Life, Reason, Revocation, Subject},
    integrity,
    jades::{self, Shape},
    key::{Key, Kind, Scheme},
    oracle,
    xml::Element,
    xmldsig,
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};

const COD: &str = "<?xml version=\"1.0\"?>\n<ns1:Envelope xmlns:ns1=\"http://www.w3.org/2001/12/soap-envelope\">\n \
    <ns1:CertOrigin>\n  <CODEH id=\"CODEH\"><CODExporter><COD id=\"COD\" b='2' a=\"1\"><Name>Щука &amp; Ko \"x\"</Name>\
    <Empty/></COD></CODExporter><CertificateNo>1</CertificateNo></CODEH>\n </ns1:CertOrigin>\n</ns1:Envelope>";

fn now() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

fn chain(officials: Kind) -> (Authority, Authority, Holder) {
    let life = Life { from: now() - Duration::days(100), until: now() + Duration::days(100) };
    let subject = |name| Subject { country: "XB", organisation: "Test", unit: None, name };
    let root = Authority::root(Kind::P256, &subject("Root"), life).unwrap();
    let middle = root.subordinate(Kind::P256, &subject("Middle"), life).unwrap();
    let leaf = middle.signer(officials, &subject("Leaf"), life).unwrap();
    (root, middle, leaf)
}

#[test]
fn xmlsec1_accepts_both_signatures_and_refuses_a_change() {
    if !oracle::there("xmlsec1") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (kind, scheme) in [(Kind::Rsa2048, Scheme::RsaSha256), (Kind::P256, Scheme::EcdsaP256)] {
        let (root, _, leaf) = chain(kind);
        let mut document = Element::parse(COD).unwrap();
        let (inner, outer) = (["CertOrigin", "CODEH", "CODExporter", "COD"], ["CertOrigin", "CODEH"]);
        xmldsig::sign(&mut document, &inner, &inner[..3], &leaf, scheme).unwrap();
        xmldsig::sign(&mut document, &outer, &outer[..1], &leaf, scheme).unwrap();
        let text = document.document();
        let judge = |text: &str, parent| {
            oracle::xmlsec(
                folder.path(),
                text.as_bytes(),
                &root.holder.certificate,
                parent,
                "2026-11-20 08:00:00",
            )
        };
        for parent in ["CODExporter", "CertOrigin"] {
            let (good, said) = judge(&text, parent);
            assert!(good, "{scheme:?} in {parent}: {said}");
            let (good, said) = judge(&text.replace("Щука", "Рука"), parent);
            assert!(!good, "{scheme:?} in {parent} accepts a changed name: {said}");
        }
        let outside = text.replace("<CertificateNo>1", "<CertificateNo>2");
        assert!(judge(&outside, "CODExporter").0, "the exporter's does not cover the official's part");
        assert!(!judge(&outside, "CertOrigin").0, "the official's does");
        let (stranger, ..) = chain(Kind::P256);
        let (good, _) = oracle::xmlsec(
            folder.path(),
            text.as_bytes(),
            &stranger.holder.certificate,
            "CertOrigin",
            "2026-11-20 08:00:00",
        );
        assert!(!good, "another root does not carry it");
    }
}

#[test]
fn openssl_accepts_chain_and_revocation_list_and_sees_who_is_revoked() {
    if !oracle::there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (root, mut middle, leaf) = chain(Kind::P256);
    let life = Life { from: now() - Duration::days(100), until: now() + Duration::days(100) };
    let subject = Subject { country: "XB", organisation: "Test", unit: None, name: "Revoked" };
    let revoked = middle.signer(Kind::P256, &subject, life).unwrap();
    let at = now() - Duration::days(3);
    middle.revoke(&revoked, Revocation { at, published: at, reason: Reason::KeyCompromise });
    let write = |name: &str, bytes: &[u8]| oracle::pem(folder.path(), name, bytes);
    let (root_pem, middle_pem) =
        (write("root.pem", &root.holder.certificate), write("middle.pem", &middle.holder.certificate));
    let crl = folder.path().join("middle.crl");
    let check = |crl_of: DateTime<Utc>, holder: &Holder| {
        std::fs::write(&crl, middle.crl(crl_of).unwrap()).unwrap();
        let crl = crl.display().to_string();
        let (good, said) =
            oracle::run("openssl", &["crl", "-inform", "DER", "-in", &crl, "-CAfile", &middle_pem, "-noout"]);
        assert!(good && said.contains("verify OK"), "the list is signed by its authority: {said}");
        let leaf = write("leaf.pem", &holder.certificate);
        let at = now().timestamp().to_string();
        let pem = crl.replace(".crl", ".crl.pem");
        oracle::run("openssl", &["crl", "-inform", "DER", "-in", &crl, "-out", &pem]);
        oracle::run(
            "openssl",
            &[
                "verify",
                "-attime",
                &at,
                "-CAfile",
                &root_pem,
                "-untrusted",
                &middle_pem,
                "-crl_check",
                "-CRLfile",
                &pem,
                &leaf,
            ],
        )
    };
    let (good, said) = check(now(), &leaf);
    assert!(good, "the good one: {said}");
    let (good, said) = check(now(), &revoked);
    assert!(!good && said.contains("revoked"), "the revoked one: {said}");
    let (good, said) = check(at - Duration::days(1), &revoked);
    assert!(good, "before it was published it is not on the list: {said}");
    let (good, said) = check(now() - Duration::days(6), &leaf);
    assert!(!good && said.contains("CRL has expired"), "a list of six days ago is stale: {said}");
}

#[test]
fn openssl_accepts_a_jws_and_refuses_another_payload() {
    if !oracle::there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (_, _, leaf) = chain(Kind::Rsa2048);
    let text = jades::sign(b"{\"a\":1}", &leaf, Scheme::RsaPssSha256, now(), Shape::CompactSigT).unwrap();
    let (input, value) = text.rsplit_once('.').unwrap();
    let certificate = oracle::pem(folder.path(), "leaf.pem", &leaf.certificate);
    let (_, public) = oracle::run("openssl", &["x509", "-in", &certificate, "-pubkey", "-noout"]);
    std::fs::write(path("key"), public).unwrap();
    std::fs::write(path("value"), BASE64_URL_SAFE_NO_PAD.decode(value).unwrap()).unwrap();
    let verify = |input: &str| {
        std::fs::write(path("input"), input).unwrap();
        let (key, value, input) = (path("key"), path("value"), path("input"));
        let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
        let arguments =
            [&["dgst", "-sha256", "-verify", &key, "-signature", &value][..], &pss, &[&input]].concat();
        oracle::run("openssl", &arguments).0
    };
    assert!(verify(input), "PS256 by RFC 7518");
    assert!(!verify(&input.replacen('.', ".x", 1)), "not over another payload");
    let header: Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(input.split('.').next().unwrap()).unwrap())
            .unwrap();
    assert_eq!(header["sigT"], "2026-11-20T08:00:00Z", "the claimed time");
    let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&leaf.certificate));
    assert_eq!(header["x5t#S256"], Value::from(thumbprint), "names the certificate");
    assert_eq!(header["x5c"][0], Value::from(BASE64_STANDARD.encode(&leaf.certificate)), "and carries it");
    assert_eq!(
        header["x5c"].as_array().map(Vec::len),
        Some(2),
        "with the authority above it, without the root"
    );
}

#[test]
fn a_proof_covers_document_and_proof_options() {
    let key = Key::generate(Kind::Ed25519).unwrap();
    let source = "{\n  \"@context\": [\"https://www.w3.org/ns/credentials/v2\"],\n  \"q\": 12.50\n}\n";
    let signed = integrity::sign(source, "did:web:k.example#1", &key, now()).unwrap();
    assert!(
        signed.starts_with(source.trim_end().strip_suffix('}').unwrap().trim_end()),
        "the rest of the text stays"
    );
    let mut value: Value = serde_json::from_str(&signed).unwrap();
    let mut proof = value.as_object_mut().unwrap().remove("proof").unwrap();
    let signature = proof.as_object_mut().unwrap().remove("proofValue").unwrap();
    let signature = bs58::decode(signature.as_str().unwrap().strip_prefix('z').unwrap()).into_vec().unwrap();
    let multikey = bs58::decode(key.multikey().unwrap().strip_prefix('z').unwrap()).into_vec().unwrap();
    let (codec, public) = multikey.split_at(2);
    assert_eq!(codec, [0xed, 0x01], "multicodec of Ed25519");
    // Written out by hand, in the order of RFC 8785.
    let options = "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"created\":\"2026-11-20T08:00:00Z\",\
         \"cryptosuite\":\"eddsa-jcs-2022\",\"proofPurpose\":\"assertionMethod\",\"type\":\"DataIntegrityProof\",\
         \"verificationMethod\":\"did:web:k.example#1\"}";
    let document = "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"q\":12.5}";
    let hashes = [options, document].map(Sha256::digest).concat();
    UnparsedPublicKey::new(&ED25519, public).verify(&hashes, &signature).unwrap();
    let other = [options, "{}"].map(Sha256::digest).concat();
    assert!(
        UnparsedPublicKey::new(&ED25519, public).verify(&other, &signature).is_err(),
        "not another document"
    );
}
