//! What is particular to each family: XML with two signatures, the headers of tokens, proofs.

use super::kit::*;
use super::messages::*;
use crate::{
    Anchor, Envelope, Family, Profile, SignatureRule, TrustSnapshot, Unverified, directory, unverified,
    verify,
};
use certificate::{Light, SignerEntry, SignerStatus};
use document::Limits;

struct Borastria {
    exporter: Signer,
    official: Signer,
    trust: TrustSnapshot,
    profile: Profile,
}

fn borastria() -> Borastria {
    let root = Authority::root("Borastria Root", |_| ());
    let rsa = || rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let exporter = root.signer_with("Exporter", 21, rsa(), |_| ());
    let official = root.signer_with("Official", 22, rsa(), |_| ());
    let entries = vec![official.entry(|_| ())];
    let crl = root.crl(KNOWN, NEXT, &[]);
    Borastria {
        exporter,
        official,
        trust: snapshot(vec![Anchor::Certificate(root.der())], vec![crl], entries),
        profile: profile(
            Family::XmlDsig,
            &["rsa-sha256"],
            vec![
                SignatureRule {
                    role: "official".into(),
                    covers: "Envelope/CertOrigin/CODEH".into(),
                    claimed_time: Some("Envelope/CertOrigin/CODEH/CertificationEH/CertificateDate".into()),
                    listed: true,
                },
                SignatureRule {
                    role: "exporter".into(),
                    covers: "Envelope/CertOrigin/CODEH/CODExporter/COD".into(),
                    claimed_time: Some("Envelope/CertOrigin/CODEH/CODExporter/COD/DeclarationDate".into()),
                    listed: false,
                },
            ],
        ),
    }
}

#[test]
fn two_xml_signatures() {
    let world = borastria();
    let xml = cod("2026-03-01T12:00:00", &world.exporter, &world.official);
    let outcome = verify(&opened(&xml), &world.profile, &world.trust, &times());
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    let content = outcome.content.as_ref().unwrap();
    assert_eq!(content.document().node(content.root()).unwrap().path(), "/Envelope/CertOrigin/CODEH");
    let roles: Vec<_> = outcome.signatures.iter().map(|one| (one.role.as_str(), one.claimed_time)).collect();
    assert_eq!(roles, [("official", Some(at(CLAIMED))), ("exporter", Some(at(CLAIMED)))]);
    assert_eq!(outcome.signatures[1].covers, "/Envelope/CertOrigin/CODEH/CODExporter/COD");
}

#[test]
fn altered_content_is_told_from_a_broken_value() {
    let world = borastria();
    let xml = cod(CLAIMED, &world.exporter, &world.official);
    let check = |xml: &str| verify(&opened(xml), &world.profile, &world.trust, &times());
    let altered = check(&xml.replace("q:unit=\"kg\"", "q:unit=\"t\""));
    row(&altered, "TOTAL-FAILED HASH_FAILURE", &["CONTENT_ALTERED", "CONTENT_ALTERED"], Light::Red, false);
    // Outside what the exporter signed only the official's signature breaks.
    let altered = check(&xml.replace("</CertificationEH>", "<x/></CertificationEH>"));
    row(&altered, "TOTAL-FAILED HASH_FAILURE", &["CONTENT_ALTERED"], Light::Red, false);
    let signed = xml.rfind("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let mut bytes = xml.clone().into_bytes();
    bytes[signed] = if bytes[signed] == b'A' { b'B' } else { b'A' };
    let broken = check(std::str::from_utf8(&bytes).unwrap());
    row(&broken, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
    // A digest put right without the key is a broken value, of the signature whose digest it is.
    let forged = xml.replace("#sha256\"/><ds:DigestValue>", "#sha256\" /><ds:DigestValue>");
    row(&check(&forged), "TOTAL-PASSED", &[], Light::Green, true);
    let forged =
        xml.replace("xml-exc-c14n#\"/></ds:Transforms>", "xml-exc-c14n#WithComments\"/></ds:Transforms>");
    assert_eq!(
        verdict(&check(&forged)),
        "TOTAL-FAILED HASH_FAILURE",
        "the exporter's SignedInfo is in the official's content"
    );
}

#[test]
fn comments_and_spelling_of_tags_mean_nothing() {
    let world = borastria();
    let xml = cod(CLAIMED, &world.exporter, &world.official);
    let same = xml.replace("<!-- black -->", "<!-- green --><!-- -->").replace("<CODVer>", "<CODVer\n >");
    let outcome = verify(&opened(&same), &world.profile, &world.trust, &times());
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn an_absent_signature_of_several() {
    let world = borastria();
    let xml = cod(CLAIMED, &world.exporter, &world.official);
    let start = xml.rfind("<ds:Signature ").unwrap();
    let end = xml.rfind("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let without = format!("{}{}", &xml[..start], &xml[end..]);
    let outcome = verify(&opened(&without), &world.profile, &world.trust, &times());
    row(&outcome, "none", &["SIGNATURE_ABSENT"], Light::Amber, false);
    let altered = without.replace("leaves", "stones");
    let outcome = verify(&opened(&altered), &world.profile, &world.trust, &times());
    let ids = ["CONTENT_ALTERED", "SIGNATURE_ABSENT"];
    row(&outcome, "TOTAL-FAILED HASH_FAILURE", &ids, Light::Red, false);
}

#[test]
fn the_exporters_key_needs_an_anchor_but_no_entry() {
    let mut world = borastria();
    let other = Authority::root("Elsewhere", |_| ());
    world.exporter = other.signer_with("Exporter", 5, key(&rcgen::PKCS_ECDSA_P256_SHA256), |_| ());
    world.profile.algorithms.insert("ecdsa-sha256".into());
    let xml = cod(CLAIMED, &world.exporter, &world.official);
    let outcome = verify(&opened(&xml), &world.profile, &world.trust, &times());
    row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
}

#[test]
fn a_claimed_time_outside_what_is_signed_is_no_claim() {
    let mut world = borastria();
    let xml = cod(CLAIMED, &world.exporter, &world.official);
    world.profile.signatures[1].claimed_time =
        Some("Envelope/CertOrigin/CODEH/CertificationEH/CertificateDate".into());
    let outcome = verify(&opened(&xml), &world.profile, &world.trust, &times());
    assert_eq!(outcome.signatures[1].claimed_time, None);
}

#[test]
fn headers_of_tokens() {
    let root = Authority::root("Concordia Root", |_| ());
    let signer = root.signer("Official 1", 9, |_| ());
    let trust = snapshot(
        vec![Anchor::Certificate(root.der())],
        vec![root.crl(KNOWN, NEXT, &[])],
        vec![signer.entry(|_| ())],
    );
    let profile = profile(Family::Jws, &["ES256", "none", "HS256"], vec![official()]);
    let check = |message: &str| {
        let outcome = verify(&opened(message), &profile, &trust, &times());
        (verdict(&outcome), findings(&outcome).join(" "), outcome.content.is_some())
    };
    let payload = r#"{"number":"C-1"}"#;
    let passed = ("TOTAL-PASSED".to_owned(), String::new(), true);
    let is = |result: (String, String, bool), verdict: &str, ids: &str| {
        assert_eq!(result, (verdict.to_owned(), ids.to_owned(), false));
    };
    let iat = format!(r#","iat":{}"#, at(CLAIMED).timestamp());
    assert_eq!(check(&token(payload, &iat, "ES256", &signer)), passed);
    assert_eq!(
        check(&token(payload, r#","crit":["sigT"],"sigT":"2026-03-01T12:00:00Z""#, "ES256", &signer)),
        passed
    );
    assert_eq!(check(&token(payload, r#","crit":["b64"],"b64":true"#, "ES256", &signer)), passed);
    let form = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
    is(check(&token(payload, r#","crit":["exp"],"exp":1"#, "ES256", &signer)), form, "OUT_OF_PROFILE");
    is(check(&token(payload, r#","crit":["b64"],"b64":false"#, "ES256", &signer)), form, "OUT_OF_PROFILE");
    is(check(&token(payload, r#","sigD":{}"#, "ES256", &signer)), form, "OUT_OF_PROFILE");
    let failed = "TOTAL-FAILED FORMAT_FAILURE";
    is(check(&token(payload, r#","crit":[]"#, "ES256", &signer)), failed, "NOT_COVERED");
    is(check(&token(payload, r#","crit":["sigT"]"#, "ES256", &signer)), failed, "NOT_COVERED");
    // An algorithm that is none of ours verifies nothing, even when a profile lists it.
    is(
        check(&token(payload, &iat, "none", &signer)),
        "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE",
        "OUT_OF_PROFILE",
    );
    assert!(!check(&token(payload, &iat, "HS256", &signer)).2);
    // An algorithm for another kind of key.
    is(check(&token(payload, &iat, "EdDSA", &signer)), "TOTAL-FAILED SIG_CRYPTO_FAILURE", "SIGNATURE_BROKEN");
    // Without its certificate, without its thumbprint, with another's.
    is(
        check(&token_of(payload, r#"{"alg":"ES256"}"#, &signer)),
        "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND",
        "OUT_OF_PROFILE",
    );
    let x5c = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &signer.der);
    is(
        check(&token_of(payload, &format!(r#"{{"alg":"ES256","x5c":["{x5c}"]}}"#), &signer)),
        form,
        "OUT_OF_PROFILE",
    );
    let other = format!(r#"{{"alg":"ES256","x5c":["{x5c}"],"x5t#S256":"AAAA"}}"#);
    is(
        check(&token_of(payload, &other, &signer)),
        "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND",
        "OUT_OF_PROFILE",
    );
}

#[test]
fn json_serialisations_of_tokens() {
    let root = Authority::root("Concordia Root", |_| ());
    let signer = root.signer("Official 1", 9, |_| ());
    let trust = snapshot(
        vec![Anchor::Certificate(root.der())],
        vec![root.crl(KNOWN, NEXT, &[])],
        vec![signer.entry(|_| ())],
    );
    let profile = profile(Family::Jws, &["ES256"], vec![official()]);
    let compact = token(r#"{"number":"C-1"}"#, r#","sigT":"2026-03-01T12:00:00Z""#, "ES256", &signer);
    let [protected, payload, value] = compact.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let general = format!(
        r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{value}"}}]}}"#
    );
    let flattened = format!(
        r#"{{"payload":"{payload}","protected":"{protected}","signature":"{value}","header":{{"kid":"1"}}}}"#
    );
    for message in [&general, &flattened] {
        let outcome = verify(&opened(message), &profile, &trust, &times());
        row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        assert_eq!(opened(message).document.root().get("number").unwrap().value(), Some("C-1"));
    }
    let twice = flattened.replace(r#""kid":"1""#, r#""alg":"ES256""#);
    let outcome = verify(&opened(&twice), &profile, &trust, &times());
    row(&outcome, "TOTAL-FAILED FORMAT_FAILURE", &["NOT_COVERED"], Light::Red, false);
    let two = general.replace("}]", &format!(r#"}},{{"protected":"{protected}","signature":"{value}"}}]"#));
    let outcome = verify(&opened(&two), &profile, &trust, &times());
    row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
    for broken in [
        general.replace(payload, "*"),
        general.replace(value, "="),
        general.replace("\"signatures\"", "\"signature\":\"\",\"signatures\""),
    ] {
        assert_eq!(
            crate::open(broken.as_bytes(), &Limits::default()).unwrap_err().code(),
            "ENVELOPE_MALFORMED"
        );
    }
}

struct Katanga {
    key: rcgen::KeyPair,
    trust: TrustSnapshot,
    profile: Profile,
}

fn katanga(change: fn(&mut SignerEntry)) -> Katanga {
    let (text, key) = multikey();
    let mut entry = SignerEntry {
        id: "K-1".into(),
        name: Some("Office of Lumba".into()),
        key: text,
        method: Some(METHOD.into()),
        ..SignerEntry::default()
    };
    change(&mut entry);
    let (anchor, _) = multikey();
    Katanga {
        key,
        trust: snapshot(vec![Anchor::Multikey(anchor)], vec![], vec![entry]),
        profile: profile(Family::DataIntegrity, &["eddsa-jcs-2022"], vec![official()]),
    }
}

#[test]
fn rows_of_keys_that_the_list_vouches_for() {
    type Row = (fn(&mut SignerEntry), &'static str, &'static [&'static str], Light, bool);
    let rows: &[Row] = &[
        (|_| (), "TOTAL-PASSED", &[], Light::Green, true),
        (
            |entry| entry.method = None,
            "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND",
            &["SIGNER_UNKNOWN"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.key = "z6Mk".into(),
            "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND",
            &["SIGNER_UNKNOWN"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.key = multikey().0,
            "TOTAL-FAILED SIG_CRYPTO_FAILURE",
            &["SIGNATURE_BROKEN"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.status = SignerStatus::Disabled,
            "INDETERMINATE SIG_CONSTRAINTS_FAILURE",
            &["SIGNER_NOT_ENTITLED"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.expires = Some(at("2026-03-01T11:59:59Z")),
            "INDETERMINATE OUT_OF_BOUNDS_NOT_REVOKED",
            &["KEY_EXPIRED_BEFORE_ISSUE"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.expires = Some(at("2026-03-02T00:00:00Z")),
            "INDETERMINATE OUT_OF_BOUNDS_NO_POE",
            &["TIME_NOT_PROVEN"],
            Light::Amber,
            true,
        ),
        (|entry| entry.expires = Some(at("2026-03-02T12:00:00Z")), "TOTAL-PASSED", &[], Light::Green, true),
        (
            |entry| entry.revoked = Some(at("2026-03-01T00:00:00Z")),
            "INDETERMINATE REVOKED_NO_POE",
            &["KEY_REVOKED"],
            Light::Red,
            false,
        ),
        (
            |entry| entry.revoked = Some(at("2026-03-02T00:00:00Z")),
            "INDETERMINATE REVOKED_NO_POE",
            &["TIME_NOT_PROVEN"],
            Light::Amber,
            true,
        ),
        (
            |entry| entry.revoked = Some(at("2026-03-02T12:00:00Z")),
            "TOTAL-PASSED",
            &["KEY_REVOKED_LATER"],
            Light::Green,
            true,
        ),
        (
            |entry| {
                entry.revoked = Some(at("2026-03-02T12:00:00Z"));
                entry.reason = Some("keyCompromise".into());
            },
            "TOTAL-PASSED",
            &["KEY_COMPROMISED_LATER"],
            Light::Amber,
            true,
        ),
    ];
    for (index, (change, expected, ids, light, released)) in rows.iter().enumerate() {
        eprintln!("row {index}");
        let world = katanga(*change);
        let message = opened(credential(CLAIMED, &world.key));
        row(&verify(&message, &world.profile, &world.trust, &times()), expected, ids, *light, *released);
    }
}

#[test]
fn a_stale_list_of_keys() {
    let mut world = katanga(|_| ());
    world.trust.list.as_mut().unwrap().issued = Some(at("2026-02-01T00:00:00Z"));
    let message = opened(credential(CLAIMED, &world.key));
    let outcome = verify(&message, &world.profile, &world.trust, &times());
    row(&outcome, "INDETERMINATE TRY_LATER", &["TRUST_LIST_STALE"], Light::Amber, true);
    assert!(!clear(&outcome).contains(&"REVOCATION_CLEAR"), "a stale list clears nothing");
    world.trust.list.as_mut().unwrap().signers.clear();
    let outcome = verify(&message, &world.profile, &world.trust, &times());
    let ids = ["SIGNER_UNKNOWN", "TRUST_LIST_STALE"];
    row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &ids, Light::Amber, false);
}

#[test]
fn what_a_proof_may_and_may_not_be() {
    let world = katanga(|_| ());
    let good = credential(CLAIMED, &world.key);
    let check = |json: &str| {
        let outcome = verify(&opened(json), &world.profile, &world.trust, &times());
        (verdict(&outcome), findings(&outcome).join(" "), outcome.content.is_some())
    };
    let is = |json: &str, expected: &str, ids: &str| {
        assert_eq!(check(json), (expected.to_owned(), ids.to_owned(), expected == "TOTAL-PASSED"), "{json}");
    };
    is(&good, "TOTAL-PASSED", "");
    // The same values, spelt otherwise, are the same document.
    is(&good.replace("12.5", "1.25e1"), "TOTAL-PASSED", "");
    // Another value with the same double is refused.
    is(&good.replace("12.5", "12.50000000000000000001"), "TOTAL-FAILED FORMAT_FAILURE", "NOT_COVERED");
    is(&good.replace("12.5", "13"), "TOTAL-FAILED SIG_CRYPTO_FAILURE", "SIGNATURE_BROKEN");
    is(
        &good.replacen("credentials/v2\"]", "credentials/v2\",\"https://x\"]", 1),
        "TOTAL-FAILED FORMAT_FAILURE",
        "NOT_COVERED",
    );
    is(
        &good.replace("assertionMethod", "authentication"),
        "TOTAL-FAILED SIG_CRYPTO_FAILURE",
        "SIGNATURE_BROKEN",
    );
    is(
        &good.replace("eddsa-jcs-2022", "eddsa-rdfc-2022"),
        "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE",
        "OUT_OF_PROFILE",
    );
    is(
        &good.replace("\"proofValue\":\"z", "\"proofValue\":\"u"),
        "TOTAL-FAILED FORMAT_FAILURE",
        "NOT_COVERED",
    );
    let options = format!(
        r#"{{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"{CLAIMED}","verificationMethod":"{METHOD}","proofPurpose":"authentication"}}"#
    );
    is(&prove(r#"{"a":1}"#, &options, &world.key), "INDETERMINATE SIG_CONSTRAINTS_FAILURE", "OUT_OF_PROFILE");
    // A set: all that the profile accepts must hold, others are left alone.
    let proof = good.split_once("\"proof\":").unwrap().1.strip_suffix('}').unwrap();
    let set = |second: &str| good.replace(proof, &format!("[{proof},{second}]"));
    is(&set(&proof.replace("eddsa-jcs-2022", "bbs-2023")), "TOTAL-PASSED", "");
    is(
        &set(&proof.replace(CLAIMED, "2026-03-01T13:00:00Z")),
        "TOTAL-FAILED SIG_CRYPTO_FAILURE",
        "SIGNATURE_BROKEN",
    );
}

#[test]
fn a_directory_is_accepted_by_its_anchor_alone() {
    let rule = |family, algorithm: &str| {
        profile(
            family,
            &[algorithm],
            vec![SignatureRule {
                role: "directory".into(),
                covers: "List".into(),
                listed: true,
                ..SignatureRule::default()
            }],
        )
    };
    let (text, key) = multikey();
    let anchors = [Anchor::Multikey(multikey().0), Anchor::Multikey(text)];
    let list = opened(credential(CLAIMED, &key));
    let rules = rule(Family::DataIntegrity, "eddsa-jcs-2022");
    assert!(directory(&list, &rules, &anchors, &times()).is_ok());
    let refused = directory(&list, &rules, &anchors[..1], &times()).unwrap_err();
    assert_eq!(verdict(&refused), "TOTAL-FAILED SIG_CRYPTO_FAILURE");

    let root = Authority::root("Borastria Root", |_| ());
    let signer = root.signer("Registry", 3, |_| ());
    let xml = format!(r#"<List id="L"><Entry>1</Entry>{}</List>"#, template("L", &signer));
    let xml = complete(&xml, "L", &signer);
    let rules = rule(Family::XmlDsig, "ecdsa-sha256");
    let anchors = [Anchor::Certificate(root.der())];
    assert!(directory(&opened(&xml), &rules, &anchors, &times()).is_ok());
    assert!(directory(&opened(xml.replace('1', "2")), &rules, &anchors, &times()).is_err());
    assert!(directory(&opened("<List/>"), &rules, &anchors, &times()).is_err());
    let late = crate::Times { now: at("2027-03-03T00:00:00Z"), received: None, clock_floor: None };
    assert!(directory(&opened(&xml), &rules, &anchors, &late).is_err(), "only TOTAL-PASSED is accepted");
}

#[test]
fn without_a_profile_nothing_is_released() {
    let now = at(NOW);
    let plain = unverified(&opened("<a/>"), Unverified::PartnerNotOnboarded, now);
    row(&plain, "none", &["SIGNATURE_ABSENT", "PARTNER_NOT_ONBOARDED"], Light::Amber, false);
    let plain = unverified(&opened("<a/>"), Unverified::SignatureAbsent, now);
    row(&plain, "none", &["SIGNATURE_ABSENT"], Light::Amber, false);
    let signer = Authority::root("R", |_| ()).signer("S", 1, |_| ());
    let message = token(r#"{"a":1}"#, "", "ES256", &signer);
    let signed = unverified(&opened(&message), Unverified::PartnerNotOnboarded, now);
    row(&signed, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["PARTNER_NOT_ONBOARDED"], Light::Amber, false);
    let broken = message.replacen(".eyJ", ".eyJhIjoxLCJ", 1);
    if let Ok(broken) = crate::open(broken.as_bytes(), &Limits::default()) {
        assert_eq!(
            verdict(&unverified(&broken, Unverified::PartnerNotOnboarded, now)),
            "TOTAL-FAILED SIG_CRYPTO_FAILURE"
        );
    }
    let key = multikey().1;
    let proof = opened(credential(CLAIMED, &key));
    assert!(matches!(proof.envelope, Envelope::DataIntegrity));
    let proof = unverified(&proof, Unverified::PartnerNotOnboarded, now);
    row(&proof, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["PARTNER_NOT_ONBOARDED"], Light::Amber, false);
}
