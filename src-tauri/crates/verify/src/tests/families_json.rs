//! Tokens in all their forms: what is signed as it stands, credentials, hints, and what hostile JSON gets.

use super::cms_build::{SHA_256, Stamp};
use super::kit::*;
use super::messages::*;
use super::messages_timestamps::stamping;
use crate::{Anchor, Family, Profile, ProvenBy, Times, TrustSnapshot, open, verify};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use certificate::{Light, SignerEntry};
use document::Limits;
use sha2::{Digest, Sha256};

struct Concordia {
    signer: Signer,
    trust: TrustSnapshot,
    profile: Profile,
}

fn concordia() -> Concordia {
    let root = Authority::root("Concordia Root", |_| ());
    let signer = root.signer("Official 1", 9, |_| ());
    let crl = root.crl(KNOWN, NEXT, &[]);
    let trust = snapshot(vec![Anchor::Certificate(root.der())], vec![crl], vec![signer.entry(|_| ())]);
    Concordia { signer, trust, profile: profile(Family::Jws, &["ES256", "HS256"], vec![official()]) }
}

impl Concordia {
    fn check(&self, message: &str) -> (String, String, bool) {
        let outcome = verify(&opened(message), &self.profile, &self.trust, &times());
        (verdict(&outcome), findings(&outcome).join(" "), outcome.content.is_some())
    }

    /// Members that identify the signer.
    fn identity(&self) -> String {
        let (der, hash) = (&self.signer.der, Sha256::digest(&self.signer.der));
        format!(r#""x5c":["{}"],"x5t#S256":"{}""#, STANDARD.encode(der), URL_SAFE_NO_PAD.encode(hash))
    }

    /// A flattened token whose payload is signed as it stands (RFC 7797).
    fn unencoded(&self, payload: &str, header: &str) -> String {
        let protected = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"ES256",{}{header}}}"#, self.identity()));
        let value = URL_SAFE_NO_PAD.encode(self.signer.sign(format!("{protected}.{payload}").as_bytes()));
        let payload = serde_json::Value::from(payload);
        format!(r#"{{"payload":{payload},"protected":"{protected}","signature":"{value}"}}"#)
    }

    /// A flattened token with an unprotected header.
    fn beside(&self, header: &str, unprotected: &str) -> String {
        let compact = token(r#"{"number":"C-1"}"#, header, "ES256", &self.signer);
        let [protected, payload, value] = compact.split('.').collect::<Vec<_>>()[..] else { panic!() };
        format!(
            r#"{{"payload":"{payload}","protected":"{protected}","header":{unprotected},"signature":"{value}"}}"#
        )
    }
}

fn passed() -> (String, String, bool) {
    ("TOTAL-PASSED".to_owned(), String::new(), true)
}

fn refused(verdict: &str, ids: &str) -> (String, String, bool) {
    (verdict.to_owned(), ids.to_owned(), false)
}

const FORM: &str = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
const FAILED: &str = "TOTAL-FAILED FORMAT_FAILURE";
const NO_SIGNER: &str = "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND";

#[test]
fn a_payload_that_is_signed_as_it_stands() {
    let world = concordia();
    let payload = r#"{"number":"C-1"}"#;
    let good = world.unencoded(payload, r#","b64":false,"crit":["b64"]"#);
    assert_eq!(world.check(&good), passed());
    assert_eq!(opened(&good).document.root().get("number").unwrap().value(), Some("C-1"));
    let altered = good.replace("C-1", "C-2");
    assert_eq!(world.check(&altered), refused("TOTAL-FAILED SIG_CRYPTO_FAILURE", "SIGNATURE_BROKEN"));
    assert_eq!(world.check(&world.unencoded(payload, r#","b64":false"#)), refused(FAILED, "NOT_COVERED"));
    // Neither true nor false.
    let odd = world.unencoded(&URL_SAFE_NO_PAD.encode(payload), r#","b64":"false","crit":["b64"]"#);
    assert_eq!(world.check(&odd), refused(FORM, "OUT_OF_PROFILE"));
    // Two signatures that take the payload in two ways.
    let one = serde_json::from_str::<serde_json::Value>(&good).unwrap();
    let two = serde_json::from_str::<serde_json::Value>(&world.unencoded(payload, "")).unwrap();
    let both = serde_json::json!({ "payload": payload, "signatures": [one, two] }).to_string();
    assert_eq!(open(both.as_bytes(), &Limits::default()).unwrap_err().code(), "ENVELOPE_MALFORMED");
}

#[test]
fn headers_that_must_be_protected_and_headers_by_name() {
    let world = concordia();
    assert_eq!(world.check(&world.beside("", r#"{"kid":"1","etsiU":[]}"#)), passed());
    let twice = world.beside(r#","kid":"1""#, r#"{"kid":"1"}"#);
    assert_eq!(world.check(&twice), refused(FAILED, "NOT_COVERED"));
    for name in ["crit", "b64", "sigT", "iat", "sigD", "sigPId"] {
        let result = world.check(&world.beside("", &format!(r#"{{"{name}":[]}}"#)));
        assert_eq!(result, refused(FAILED, "NOT_COVERED"), "{name}");
    }
    let with = |header: &str| world.check(&token(r#"{"a":1}"#, header, "ES256", &world.signer));
    for header in [
        r#","sigPId":{"id":"urn:oid:1.2.3"}"#,
        r#","zip":"DEF""#,
        r#","enc":"A128GCM""#,
        r#","crit":["sigPl"],"sigPl":{}"#,
        r#","crit":["http://example.com/x"],"http://example.com/x":1"#,
        r#","crit":[1]"#,
    ] {
        assert_eq!(with(header), refused(FORM, "OUT_OF_PROFILE"), "{header}");
    }
    for header in [
        r#","sigT":"2026-03-01T12:00:00Z","crit":["sigT","sigT"]"#,
        r#","sigT":"2026-03-01T12:00:00Z","iat":1772366400"#,
        r#","crit":{}"#,
    ] {
        assert_eq!(with(header), refused(FAILED, "NOT_COVERED"), "{header}");
    }
}

#[test]
fn keys_in_the_header_are_hints_and_no_secret_proves_a_signer() {
    let world = concordia();
    let payload = r#"{"number":"C-1"}"#;
    let point = rcgen::PublicKeyData::der_bytes(&world.signer.key).to_vec();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
    let jwk = format!(r#""jwk":{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
    for hint in [
        jwk.as_str(),
        r#""jku":"https://example.com/keys""#,
        r#""x5u":"https://example.com/c""#,
        r#""kid":"1""#,
    ] {
        let message = token_of(payload, &format!(r#"{{"alg":"ES256",{hint}}}"#), &world.signer);
        assert_eq!(world.check(&message), refused(NO_SIGNER, "OUT_OF_PROFILE"), "{hint}");
    }
    // An HMAC whose secret is the public key, in a profile that was made to allow it.
    for algorithm in ["HS256", "none", "None", "nOnE"] {
        let mut world = concordia();
        world.profile.algorithms.extend(["none", "None", "nOnE"].map(str::to_owned));
        let message = token(payload, "", algorithm, &world.signer);
        let (verdict, ids, released) = world.check(&message);
        assert_eq!((ids.as_str(), released), ("OUT_OF_PROFILE", false), "{algorithm}");
        assert!(verdict.starts_with("INDETERMINATE"), "{algorithm}");
        let outcome = verify(&opened(&message), &world.profile, &world.trust, &times());
        let why = outcome.findings[0].evidence.iter().find(|one| one.name == "why").unwrap();
        let expected = match algorithm {
            "HS256" => "an HMAC proves no signer",
            "none" => "its algorithm is not accepted",
            _ => "alg none: nothing is signed",
        };
        assert_eq!(why.value, expected);
        assert!(outcome.signatures.iter().all(|one| !one.valid), "{algorithm}");
    }
}

#[test]
fn an_algorithm_has_a_last_day() {
    let mut world = concordia();
    let message = token(r#"{"number":"C-1"}"#, "", "ES256", &world.signer);
    world.profile.sunsets.insert("ES256".into(), at("2026-03-02T07:00:00Z"));
    assert_eq!(world.check(&message), passed(), "our receipt is of 06:00");
    world.profile.sunsets.insert("ES256".into(), at("2026-03-02T06:00:00Z"));
    let late = refused("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "OUT_OF_PROFILE");
    assert_eq!(world.check(&message), late);
    world.profile.sunsets = [("RS256".to_owned(), at("2020-01-01"))].into();
    assert_eq!(world.check(&message), passed());
}

#[test]
fn a_timestamp_over_the_signature_value_proves_when_it_existed() {
    let root = Authority::root("Concordia Root", |_| ());
    let (signer, authority) = (root.signer("Official 1", 9, |_| ()), root.signer("Time", 31, stamping));
    let crl = root.crl("2027-05-31T00:00:00Z", "2027-06-09T00:00:00Z", &[]);
    let mut trust = snapshot(vec![Anchor::Certificate(root.der())], vec![crl], vec![signer.entry(|_| ())]);
    trust.list.as_mut().unwrap().issued = Some(at("2027-05-31T00:00:00Z"));
    let rules = profile(Family::Jws, &["ES256"], vec![official()]);
    let compact = token(r#"{"number":"C-1"}"#, r#","sigT":"2026-03-01T12:00:00Z""#, "ES256", &signer);
    let [protected, payload, value] = compact.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let check = |stamped: &str, coded: bool| {
        let imprint = Sha256::digest(stamped);
        let info = Stamp { imprint: &imprint, hash: SHA_256, time: "20260301130000Z", rest: vec![] }.encode();
        let token = STANDARD.encode(super::cms_build::token(&authority, &info, |_| ()));
        let property = format!(r#"{{"sigTst":{{"tstTokens":[{{"val":"{token}"}}]}}}}"#);
        let property = if coded { format!(r#""{}""#, URL_SAFE_NO_PAD.encode(property)) } else { property };
        let message = format!(
            r#"{{"payload":"{payload}","protected":"{protected}","header":{{"etsiU":[{property}]}},"signature":"{value}"}}"#
        );
        // Long after the key's end, without a receipt of ours.
        let late = Times { now: at("2027-06-01T00:00:00Z"), received: None, clock_floor: None };
        verify(&opened(message), &rules, &trust, &late)
    };
    for coded in [true, false] {
        let outcome = check(value, coded);
        row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
        let proven = outcome.verdict.unwrap().proven_time;
        assert_eq!((proven.at, proven.by), (Some(at("2026-03-01T13:00:00Z")), ProvenBy::Timestamp));
        // Of another value: it proves nothing, and the key has ended since.
        let outcome = check(payload, coded);
        row(&outcome, "INDETERMINATE OUT_OF_BOUNDS_NO_POE", &["TIME_NOT_PROVEN"], Light::Amber, true);
    }
}

const ISSUER: &str = "did:example:katanga";

/// A credential as a token, signed with Ed25519 by the key on the list.
fn credential(header: &str, more: &str) -> (String, String, bool) {
    let (text, key) = multikey();
    let signer = Signer { key, der: Vec::new() };
    let entry = SignerEntry { key: text, method: Some(METHOD.into()), ..SignerEntry::default() };
    let rules = profile(Family::Jws, &["EdDSA"], vec![official()]);
    let rules = Profile { uses_crl: false, ..rules };
    let payload = format!(r#"{{"type":["VerifiableCredential"],"issuer":"{ISSUER}"{more}}}"#);
    let message = token_of(&payload, &format!(r#"{{"alg":"EdDSA"{header}}}"#), &signer);
    let trust = snapshot(vec![], vec![], vec![entry]);
    let outcome = verify(&opened(&message), &rules, &trust, &times());
    (verdict(&outcome), findings(&outcome).join(" "), outcome.content.is_some())
}

#[test]
fn credentials_as_tokens() {
    let vc = format!(r#","typ":"vc+jwt","kid":"{METHOD}""#);
    assert_eq!(credential(&vc, ""), passed());
    assert_eq!(credential(r##","typ":"application/VC+JWT","kid":"#key-1""##, ""), passed());
    assert_eq!(credential(&format!(r#"{vc},"iss":"{ISSUER}""#), ""), passed());
    let more = r#","x":{"issuer":"did:example:other"}"#;
    assert_eq!(credential(&vc, more), passed(), "only its own issuer counts");
    let form = refused(FORM, "OUT_OF_PROFILE");
    assert_eq!(credential(&vc, r#","vc":{}"#), form);
    assert_eq!(credential(&vc, r#","vp":{}"#), form);
    assert_eq!(credential(&vc, r#","exp":1"#), form);
    assert_eq!(credential(&format!(r#"{vc},"nbf":1"#), ""), form);
    assert_eq!(credential(&vc, r#","iss":"did:example:other""#), form);
    assert_eq!(credential(&format!(r#"{vc},"iss":1"#), ""), form);
    for kid in ["key-1", "did:example:other#key-1", "#", "did:example:katanga#", "did:example:katanga", ""] {
        assert_eq!(credential(&format!(r#","typ":"vc+jwt","kid":"{kid}""#), ""), form, "{kid}");
    }
    let unknown = refused("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", "SIGNER_UNKNOWN");
    assert_eq!(credential(r##","typ":"vc+jwt","kid":"#key-2""##, ""), unknown);
    // Without the type a token needs its certificate: a key is taken from the list only for credentials.
    assert_eq!(credential(&format!(r#","kid":"{METHOD}""#), ""), refused(NO_SIGNER, "OUT_OF_PROFILE"));
}

#[test]
fn a_list_may_give_its_keys_as_jwk() {
    let (text, key) = multikey();
    let raw = bs58::decode(&text[1..]).into_vec().unwrap();
    let jwk = |more: &str| {
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"{more}}}"#, URL_SAFE_NO_PAD.encode(&raw[2..]))
    };
    let rules = profile(Family::DataIntegrity, &["eddsa-jcs-2022"], vec![official()]);
    let message = super::messages::credential(CLAIMED, &key);
    let check = |key: String| {
        let entry = SignerEntry { key, method: Some(METHOD.into()), ..SignerEntry::default() };
        verify(&opened(&message), &rules, &snapshot(vec![], vec![], vec![entry]), &times())
    };
    row(&check(jwk("")), "TOTAL-PASSED", &[], Light::Green, true);
    for wrong in [r#","use":"enc""#, r#","d":"AA""#] {
        assert_eq!(findings(&check(jwk(wrong))), ["SIGNER_UNKNOWN"], "{wrong}");
    }
}

#[test]
fn hostile_json_is_refused_before_cryptography() {
    let world = concordia();
    let of_header = |header: &str| token_of(r#"{"a":1}"#, header, &world.signer);
    let of_payload = |payload: &str| token(payload, "", "ES256", &world.signer);
    let deep = format!("{}1{}", "[".repeat(70), "]".repeat(70));
    let many = format!("[{}1]", "1,".repeat(200_000));
    let code = |bytes: &str| open(bytes.as_bytes(), &Limits::default()).unwrap_err().code();
    for (message, expected) in [
        (of_header(r#"{"alg":"ES256","alg":"none"}"#), "JSON_DUPLICATE_KEY"),
        (of_header(r#"{"alg":"ES256","crit":[],"crit":["x"]}"#), "JSON_DUPLICATE_KEY"),
        (of_payload(r#"{"number":"C-1","number":"C-2"}"#), "JSON_DUPLICATE_KEY"),
        (
            r#"{"payload":"e30","payload":"e31","protected":"e30","signature":""}"#.into(),
            "JSON_DUPLICATE_KEY",
        ),
        (r#"{"a":1,"a":2,"proof":{"type":"DataIntegrityProof"}}"#.into(), "JSON_DUPLICATE_KEY"),
        (of_header(&format!(r#"{{"alg":"ES256","x":{deep}}}"#)), "TOO_DEEP"),
        (of_payload(&deep), "TOO_DEEP"),
        (of_payload(&many), "TOO_MANY_NODES"),
        (of_payload(&"1".repeat(20_000_000)), "TOO_LARGE"),
        (of_header("[]"), "NOT_A_DOCUMENT"),
    ] {
        let end = message.len().min(80);
        assert_eq!(code(&message), expected, "{}", &message[..end]);
    }
    for number in
        ["9007199254740993", "9007199254740992", "-9007199254740992", "1e400", "0.1000000000000000055"]
    {
        let message = of_payload(&format!(r#"{{"goods":[{{"quantity":{number}}}]}}"#));
        let outcome = verify(&opened(&message), &world.profile, &world.trust, &times());
        row(&outcome, FAILED, &["NOT_COVERED"], Light::Red, false);
        assert!(outcome.steps.iter().all(|step| step.id != "crypto"), "{number}: nothing was computed");
        let place = outcome.findings[0].evidence.iter().find(|one| one.name == "place").unwrap();
        assert_eq!(place.value, "/goods[1]/quantity");
    }
    assert_eq!(world.check(&of_payload(r#"{"quantity":9007199254740991}"#)), passed());
}
