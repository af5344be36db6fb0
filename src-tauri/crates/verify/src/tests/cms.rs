//! CMS and CAdES messages: what stands, and what is refused by name.

use super::cms_build::*;
use super::cms_openssl as openssl;
use super::kit::*;
use crate::{Allowance, Anchor, Family, Outcome, Profile, TrustSnapshot, open, open_detached, verify};
use certificate::{Level, Light};
use document::Limits;
use proptest::prelude::*;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256};
use std::sync::LazyLock;

const CONTENT: &[u8] = br#"{"number":"XC-2026-0001","items":[{"hs":"080212"}]}"#;

struct World {
    root: Authority,
    signer: Signer,
    other: Signer,
    trust: TrustSnapshot,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = Authority::root("Concordia Root", |_| {});
    let signer = root.signer("Official", 11, |_| {});
    let other = root.signer("Exporter", 12, |_| {});
    let crl = root.crl(KNOWN, NEXT, &[]);
    let trust = snapshot(vec![Anchor::Certificate(root.der())], vec![crl], vec![signer.entry(|_| {})]);
    World { root, signer, other, trust }
});

fn cms() -> Profile {
    profile(Family::Cms, &["ecdsa-sha256", "ecdsa-sha384", "rsa-sha256", "rsa-pss-sha256"], vec![official()])
}

fn judge(bytes: &[u8], profile: &Profile) -> Outcome {
    let opened = open(bytes, &Limits::default()).unwrap();
    verify(&opened, profile, &WORLD.trust, &times())
}

/// A signature of the official over the content, with something changed.
fn made(change: impl Fn(&mut Draft<'_>)) -> Vec<u8> {
    let mut draft = Draft::cades(&WORLD.signer, DATA, CONTENT);
    change(&mut draft);
    signed_data(DATA, Some(CONTENT), &[&WORLD.signer.der], &[draft.encode(CONTENT)])
}

#[test]
fn an_enclosed_and_a_detached_signature_stand() {
    let outcome = judge(&made(|_| {}), &cms());
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    assert_eq!(outcome.content.unwrap().document().bytes(), CONTENT);
    assert_eq!(outcome.signatures[0].format, "CAdES");
    assert_eq!(outcome.signatures[0].claimed_time, Some(at(CLAIMED)));

    let info = Draft::cades(&WORLD.signer, DATA, CONTENT).encode(CONTENT);
    let detached = signed_data(DATA, None, &[&WORLD.signer.der], &[info]);
    let limits = Limits::default();
    assert_eq!(open(&detached, &limits).unwrap_err().code(), "SIGNED_DATA_NOT_FOUND");
    let opened = open_detached(&detached, CONTENT, &limits).unwrap();
    row(&verify(&opened, &cms(), &WORLD.trust, &times()), "TOTAL-PASSED", &[], Light::Green, true);
    let other = open_detached(&detached, br#"{"number":"XC-2026-0002"}"#, &limits).unwrap();
    let outcome = verify(&other, &cms(), &WORLD.trust, &times());
    row(&outcome, "TOTAL-FAILED HASH_FAILURE", &["CONTENT_ALTERED"], Light::Red, false);
    // Two contents would be two meanings.
    assert_eq!(open_detached(&made(|_| {}), CONTENT, &limits).unwrap_err().code(), "ENVELOPE_MALFORMED");
    assert_eq!(open_detached(CONTENT, CONTENT, &limits).unwrap_err().code(), "ENVELOPE_MALFORMED");
}

#[test]
fn attributes_are_signed_as_der_whatever_order_they_come_in() {
    let shuffled = made(|draft| draft.attributes.as_mut().unwrap().reverse());
    row(&judge(&shuffled, &cms()), "TOTAL-PASSED", &[], Light::Green, true);
    // A signer who signs them as it sent them, and not as DER, signed something else.
    let raw = made(|draft| {
        let list = draft.attributes.as_mut().unwrap();
        list.sort();
        list.reverse();
        draft.input = Some(set(list));
    });
    let outcome = judge(&raw, &cms());
    row(&outcome, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
}

#[test]
fn signers_are_a_set_and_the_listed_one_fills_the_listed_role() {
    let exporter = crate::SignatureRule { role: "exporter".into(), ..Default::default() };
    let infos = |order: [&'static Signer; 2]| {
        let infos: Vec<_> =
            order.iter().map(|one| Draft::cades(one, DATA, CONTENT).encode(CONTENT)).collect();
        signed_data(DATA, Some(CONTENT), &[&WORLD.signer.der, &WORLD.other.der], &infos)
    };
    for rules in [vec![official(), exporter.clone()], vec![exporter.clone(), official()]] {
        let wanted = Profile { signatures: rules, ..cms() };
        for order in [[&WORLD.signer, &WORLD.other], [&WORLD.other, &WORLD.signer]] {
            row(&judge(&infos(order), &wanted), "TOTAL-PASSED", &[], Light::Green, true);
        }
        let twice = infos([&WORLD.other, &WORLD.other]);
        let outcome = judge(&twice, &wanted);
        let verdict = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
        row(&outcome, verdict, &["SIGNER_NOT_ENTITLED"], Light::Red, false);
        // One of two is not enough.
        assert!(judge(&made(|_| {}), &wanted).content.is_none());
    }
    // More than the profile wants.
    let outcome = judge(&infos([&WORLD.signer, &WORLD.other]), &cms());
    row(&outcome, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
}

/// Why a signature was refused, from the findings that are not clear.
fn why(outcome: &Outcome) -> String {
    let evidence = |finding: &certificate::Finding| {
        let value = serde_json::to_value(finding).unwrap();
        value["evidence"].as_array().into_iter().flatten().find_map(|one| {
            let text = one.to_string();
            text.contains("\"why\"").then_some(text)
        })
    };
    outcome.findings.iter().filter(|one| one.level != Level::Clear).find_map(evidence).unwrap_or_default()
}

fn replace(draft: &mut Draft<'_>, kind: &str, with: Option<Vec<u8>>) {
    let list = draft.attributes.as_mut().unwrap();
    let start = oid(kind);
    list.retain(|one| !one.windows(start.len()).any(|part| part == start));
    list.extend(with);
}

#[test]
fn each_refusal_has_its_name() {
    const DIGEST: &str = "1.2.840.113549.1.9.4";
    const REFERENCE: &str = "1.2.840.113549.1.9.16.2.47";
    const FORMAT: &str = "TOTAL-FAILED FORMAT_FAILURE";
    const CONSTRAINTS: &str = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
    const CRYPTO: &str = "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE";
    const NONE: &str = "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND";
    type Case = (&'static str, fn(&mut Draft<'_>), &'static str, &'static str);
    let cases: &[Case] = &[
        ("no attributes", |one| one.attributes = None, CONSTRAINTS, "no signed attributes"),
        (
            "no reference",
            |one| replace(one, REFERENCE, None),
            CONSTRAINTS,
            "no signed reference to the certificate",
        ),
        (
            "another certificate",
            |one| replace(one, REFERENCE, Some(reference(&WORLD.other.der))),
            NONE,
            "the signed reference means another certificate",
        ),
        (
            "a reference by SHA-1 only",
            |one| {
                let old = attribute("1.2.840.113549.1.9.16.2.12", &seq(&[seq(&[seq(&[octets(&[7; 20])])])]));
                replace(one, REFERENCE, Some(old));
            },
            CONSTRAINTS,
            "its certificate is named by SHA-1",
        ),
        (
            "a reference by SHA-1 in the new form",
            |one| {
                let inner = seq(&[algorithm("1.3.14.3.2.26"), octets(&[7; 20])]);
                replace(one, REFERENCE, Some(attribute(REFERENCE, &seq(&[seq(&[inner])]))));
            },
            CONSTRAINTS,
            "its certificate is named by a broken hash",
        ),
        (
            "policies beside the reference",
            |one| {
                let inner = seq(&[octets(&[7; 32])]);
                let policies = seq(&[seq(&[oid("1.2.3")])]);
                replace(one, REFERENCE, Some(attribute(REFERENCE, &seq(&[seq(&[inner]), policies]))));
            },
            CONSTRAINTS,
            "policies beside the certificate reference",
        ),
        (
            "a signature policy",
            |one| one.attributes.as_mut().unwrap().push(attribute("1.2.840.113549.1.9.16.2.15", &seq(&[]))),
            CONSTRAINTS,
            "it names a signature policy",
        ),
        (
            "an attribute nobody knows",
            |one| one.attributes.as_mut().unwrap().push(attribute("1.3.6.1.4.1.99999.1", &int(1))),
            CONSTRAINTS,
            "a signed attribute that is not processed",
        ),
        (
            "twice",
            |one| one.attributes.as_mut().unwrap().push(signing_time("260302120000Z")),
            FORMAT,
            "an attribute stands twice",
        ),
        (
            "two digests in one attribute",
            |one| {
                let two = set(&[octets(&[1; 32]), octets(&[2; 32])]);
                replace(one, DIGEST, Some(seq(&[oid(DIGEST), two])));
            },
            FORMAT,
            "another number of values than one",
        ),
        ("no digest", |one| replace(one, DIGEST, None), FORMAT, "no message digest"),
        (
            "no content type",
            |one| replace(one, "1.2.840.113549.1.9.3", None),
            FORMAT,
            "no signed content type",
        ),
        (
            "another content type",
            |one| replace(one, "1.2.840.113549.1.9.3", Some(content_type(TST_INFO))),
            FORMAT,
            "the signed content type is another",
        ),
        (
            "a time that is none",
            |one| replace(one, "1.2.840.113549.1.9.5", Some(attribute("1.2.840.113549.1.9.5", &int(1)))),
            FORMAT,
            "a signing time that is none",
        ),
        ("other hashes", |one| one.digest = algorithm("2.16.840.1.101.3.4.2.3"), FORMAT, "different hashes"),
        (
            "algorithms that the signed ones contradict",
            |one| {
                let protection =
                    seq(&[algorithm(SHA_256), crate::cms::tlv::wrap(0xA1, &oid("1.2.840.10045.4.3.3"))]);
                one.attributes.as_mut().unwrap().push(attribute("1.2.840.113549.1.9.52", &protection));
            },
            FORMAT,
            "the signed algorithms are others",
        ),
        (
            "SHA-1",
            |one| {
                one.digest = algorithm("1.3.14.3.2.26");
                one.algorithm = algorithm("1.2.840.10045.4.1");
            },
            CRYPTO,
            "its algorithm is not accepted",
        ),
        (
            "MD5",
            |one| {
                one.digest = algorithm("1.2.840.113549.2.5");
                one.algorithm = algorithm("1.2.840.113549.1.1.4");
            },
            CRYPTO,
            "its algorithm is not accepted",
        ),
        (
            "an algorithm nobody knows",
            |one| one.algorithm = algorithm("1.3.6.1.4.1.99999.2"),
            CRYPTO,
            "its algorithm is not accepted",
        ),
    ];
    for (name, change, expected, reason) in cases {
        let outcome = judge(&made(change), &cms());
        assert_eq!(verdict(&outcome), *expected, "{name}: {:#?}", outcome.findings);
        assert!(why(&outcome).contains(reason), "{name}: {}", why(&outcome));
        assert!(outcome.content.is_none(), "{name}");
    }
    // Named in the profile or not, what is broken stays refused.
    let mut lenient = cms();
    lenient.algorithms.extend(["rsa-md5", "ecdsa-sha1", "rsa-sha1"].map(str::to_owned));
    for index in [cases.len() - 3, cases.len() - 2] {
        assert!(judge(&made(cases[index].1), &lenient).content.is_none(), "{}", cases[index].0);
    }
    println!("cms: {} refusals, each by its name", cases.len());
}

#[test]
fn a_profile_can_allow_signatures_without_the_reference() {
    let plain = Profile { allows: [Allowance::PlainCms].into(), ..cms() };
    let bare = made(|one| replace(one, "1.2.840.113549.1.9.16.2.47", None));
    let outcome = judge(&bare, &plain);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    assert_eq!(outcome.signatures[0].format, "CMS");
    // Never without signed attributes.
    assert!(judge(&made(|one| one.attributes = None), &plain).content.is_none());
}

#[test]
fn bytes_that_are_not_der_are_refused_by_name() {
    let good = made(|_| {});
    let limits = Limits::default();
    let says = |bytes: &[u8]| open(bytes, &limits).unwrap_err().to_string();
    assert!(says(&[&good[..], &[0]].concat()).contains("bytes after the end"));
    for end in 20..good.len() {
        let error = open(&good[..end], &limits).unwrap_err();
        assert_eq!(error.code(), "ENVELOPE_MALFORMED", "cut at {end}");
    }
    // The same with an indefinite length, as BER writers stream it.
    let inner = &good[4..];
    let streamed = [&[0x30, 0x80][..], inner, &[0, 0]].concat();
    assert!(says(&streamed).contains("indefinite length"), "{}", says(&streamed));
    // An octet string in pieces.
    let info = Draft::cades(&WORLD.signer, DATA, CONTENT).encode(CONTENT);
    let pieces = crate::cms::tlv::wrap(0xA0, &crate::cms::tlv::wrap(0x24, &octets(CONTENT)));
    let data = seq(&[int(1), set(&[algorithm(SHA_256)]), seq(&[oid(DATA), pieces]), set(&[info])]);
    let pieces = seq(&[oid("1.2.840.113549.1.7.2"), crate::cms::tlv::wrap(0xA0, &data)]);
    assert!(says(&pieces).contains("another structure"), "{}", says(&pieces));
    // Nesting costs nothing: what is not looked at is not descended.
    let mut deep = octets(b"x");
    for _ in 0..20_000 {
        deep = seq(&[deep]);
    }
    let nested = made(|one| one.unsigned = vec![attribute("1.2.3.4", &deep)]);
    row(&judge(&nested, &cms()), "TOTAL-PASSED", &[], Light::Green, true);
    // Too many signers, no signer, a timestamp in place of a document.
    let info = Draft::cades(&WORLD.signer, DATA, CONTENT).encode(CONTENT);
    let many = signed_data(DATA, Some(CONTENT), &[], &vec![info.clone(); 9]);
    assert!(says(&many).contains("more parts"));
    assert!(says(&signed_data(DATA, Some(CONTENT), &[], &[])).contains("without a signer"));
    assert!(says(&signed_data(TST_INFO, Some(CONTENT), &[], &[info])).contains("a timestamp"));
    // The certificate left out.
    let info = Draft::cades(&WORLD.signer, DATA, CONTENT).encode(CONTENT);
    let outcome = judge(&signed_data(DATA, Some(CONTENT), &[], &[info]), &cms());
    assert_eq!(verdict(&outcome), "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND");
}

#[test]
fn without_a_profile_only_what_the_message_proves_is_said() {
    let limits = Limits::default();
    let say = |bytes: &[u8]| {
        let opened = open(bytes, &limits).unwrap();
        let outcome = crate::unverified(&opened, crate::Unverified::PartnerNotOnboarded, at(NOW));
        assert!(outcome.content.is_none());
        (verdict(&outcome), outcome.signatures[0].valid)
    };
    assert_eq!(say(&made(|_| {})), ("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND".into(), true));
    let altered = made(|one| replace(one, "1.2.840.113549.1.9.4", Some(message_digest(b"other"))));
    assert_eq!(say(&altered), ("TOTAL-FAILED HASH_FAILURE".into(), false));
    let broken = made(|one| one.input = Some(b"other".to_vec()));
    assert_eq!(say(&broken), ("TOTAL-FAILED SIG_CRYPTO_FAILURE".into(), false));
}

/// A case: its name, the key, and what is asked and expected.
type Pen = (&'static str, KeyPair, &'static [&'static str], &'static str);

#[test]
fn what_openssl_signs_is_verified_and_what_it_refuses_never_passes() {
    if !openssl::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("content"), CONTENT).unwrap();
    openssl::certificate(folder, "root.pem", &WORLD.root.der());
    let cases: Vec<Pen> = vec![
        ("P-256", key(&PKCS_ECDSA_P256_SHA256), &["-cades", "-md", "sha256"], "TOTAL-PASSED"),
        ("P-384", key(&PKCS_ECDSA_P384_SHA384), &["-cades", "-md", "sha384"], "TOTAL-PASSED"),
        ("RSA", key(&PKCS_RSA_SHA256), &["-cades", "-md", "sha256"], "TOTAL-PASSED"),
        (
            "RSA-PSS",
            key(&PKCS_RSA_SHA256),
            &["-cades", "-md", "sha256", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32"],
            "TOTAL-PASSED",
        ),
        ("by key id", key(&PKCS_ECDSA_P256_SHA256), &["-cades", "-md", "sha256", "-keyid"], "TOTAL-PASSED"),
        ("plain", key(&PKCS_ECDSA_P256_SHA256), &["-md", "sha256"], "INDETERMINATE SIG_CONSTRAINTS_FAILURE"),
        (
            "no attributes",
            key(&PKCS_ECDSA_P256_SHA256),
            &["-md", "sha256", "-noattr"],
            "INDETERMINATE SIG_CONSTRAINTS_FAILURE",
        ),
        ("SHA-1", key(&PKCS_RSA_SHA256), &["-md", "sha1"], "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE"),
        (
            "SHA-512 of P-256",
            key(&PKCS_ECDSA_P256_SHA256),
            &["-cades", "-md", "sha512"],
            "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE",
        ),
    ];
    let mut accepted = 0;
    for (serial, (name, pair, options, expected)) in cases.into_iter().enumerate() {
        let signer = WORLD.root.signer_with(name, 100 + serial as u64, pair, |params| {
            params.use_authority_key_identifier_extension = true;
            params.is_ca = rcgen::IsCa::ExplicitNoCa;
        });
        std::fs::write(folder.join("key.pem"), signer.key.serialize_pem()).unwrap();
        openssl::certificate(folder, "signer.pem", &signer.der);
        let mut arguments = vec!["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", "content"];
        arguments.extend(["-signer", "signer.pem", "-inkey", "key.pem", "-out", "signed.der"]);
        arguments.extend(options);
        openssl::must(folder, &arguments);
        let mut trust = WORLD.trust.clone();
        trust.list.as_mut().unwrap().signers = vec![signer.entry(|_| {})];
        let signed = std::fs::read(folder.join("signed.der")).unwrap();
        let opened = open(&signed, &Limits::default()).unwrap();
        let now = openssl::now();
        let times = crate::Times { now, received: None, clock_floor: None };
        let profile = Profile { uses_crl: false, list_max_age_hours: 1_000_000, ..cms() };
        let outcome = verify(&opened, &profile, &trust, &times);
        assert_eq!(verdict(&outcome), expected, "{name}: {:#?}", outcome.findings);
        if expected == "TOTAL-PASSED" {
            assert_eq!(outcome.content.unwrap().document().bytes(), CONTENT);
            accepted += 1;
        }
    }
    println!("cms by openssl: {accepted} accepted, 4 refused by a named rule");
    assert_eq!(accepted, 5);
}

#[test]
fn openssl_agrees_wherever_a_mutated_signature_passes() {
    if !openssl::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    openssl::certificate(folder, "root.pem", &WORLD.root.der());
    let good = made(|_| {});
    let (mut passed, mut refused, mut stricter) = (0, 0, 0);
    // Every byte once, with a bit that walks.
    for index in (0..good.len()).step_by(3) {
        let mut bytes = good.clone();
        bytes[index] ^= 1 << (index % 8);
        let ours = open(&bytes, &Limits::default())
            .ok()
            .is_some_and(|opened| verify(&opened, &cms(), &WORLD.trust, &times()).content.is_some());
        std::fs::write(folder.join("mutated.der"), &bytes).unwrap();
        let arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "mutated.der", "-CAfile"];
        let more = ["root.pem", "-purpose", "any", "-attime", "1772496000", "-out", "content"];
        let theirs = openssl::run(folder, &[&arguments[..], &more[..]].concat());
        assert!(theirs || !ours, "byte {index}: we pass what openssl refuses");
        match (ours, theirs) {
            (true, _) => passed += 1,
            (false, true) => stricter += 1,
            (false, false) => refused += 1,
        }
    }
    println!("cms mutated: {passed} pass for both, {refused} for none, {stricter} only for openssl");
    assert!(refused > 100, "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn mutated_bytes_never_panic_and_never_release_other_content(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| made(|_| {}));
        let mut bytes = GOOD.clone();
        for (place, value) in places {
            let index = place.index(bytes.len());
            bytes[index] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(opened) = open(&bytes, &Limits::default()) {
            let outcome = verify(&opened, &cms(), &WORLD.trust, &times());
            if let Some(content) = outcome.content {
                prop_assert_eq!(content.document().bytes(), CONTENT);
            }
        }
    }
}

#[test]
fn a_brainpool_key_stands_only_where_the_profile_allows_its_curve() {
    if !openssl::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("content"), CONTENT).unwrap();
    let key =
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1", "-nodes", "-keyout", "key.pem"];
    openssl::must(folder, &[&["req", "-new", "-subj", "/CN=B", "-out", "request.pem"][..], &key].concat());
    std::fs::write(folder.join("root.key"), WORLD.root.key_pem()).unwrap();
    openssl::certificate(folder, "root.pem", &WORLD.root.der());
    std::fs::write(folder.join("ext"), "keyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n")
        .unwrap();
    let sign = ["x509", "-req", "-in", "request.pem", "-CA", "root.pem", "-CAkey", "root.key", "-days", "30"];
    openssl::must(folder, &[&sign[..], &["-extfile", "ext", "-out", "signer.pem"]].concat());
    let cms_of = ["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", "content", "-cades"];
    let by = ["-md", "sha256", "-signer", "signer.pem", "-inkey", "key.pem", "-out", "signed.der"];
    openssl::must(folder, &[&cms_of[..], &by].concat());
    let opened = open(&std::fs::read(folder.join("signed.der")).unwrap(), &Limits::default()).unwrap();
    let times = crate::Times { now: openssl::now(), received: None, clock_floor: None };
    let mut profile = Profile { uses_crl: false, list_max_age_hours: 1_000_000, ..cms() };
    for signature in &mut profile.signatures {
        signature.listed = false;
    }
    let refused = verify(&opened, &profile, &WORLD.trust, &times);
    assert_eq!(verdict(&refused), "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE", "{:#?}", refused.findings);
    profile.allows.insert(Allowance::Brainpool);
    let accepted = verify(&opened, &profile, &WORLD.trust, &times);
    assert_eq!(verdict(&accepted), "TOTAL-PASSED", "{:#?}", accepted.findings);
}
