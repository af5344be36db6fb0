//! Timestamps: by the openssl program, and by code with one thing wrong at a time.

use super::cms_build::*;
use super::cms_openssl as openssl;
use super::kit::*;
use crate::cms::tlv::wrap;
use crate::{Anchor, Family, Profile, TimestampFacts, TimestampRefusal, check_timestamp};
use proptest::prelude::*;
use rcgen::{CertificateParams, CustomExtension, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const STAMPED: &[u8] = b"the octets of a signature value";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// extendedKeyUsage of these purposes.
fn purposes(params: &mut CertificateParams, list: &[&str], critical: bool) {
    let list: Vec<_> = list.iter().map(|one| oid(one)).collect();
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 37], seq(&list));
    extension.set_criticality(critical);
    params.custom_extensions.push(extension);
    params.use_authority_key_identifier_extension = true;
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    params.not_before = rcgen::date_time_ymd(2021, 1, 1);
    params.not_after = rcgen::date_time_ymd(2039, 1, 1);
}

fn stamping(params: &mut CertificateParams) {
    purposes(params, &[TIME_STAMPING], true);
}

struct World {
    root: Authority,
    authority: Signer,
    anchors: Vec<Anchor>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = Authority::root("Time Root", |_| {});
    let authority = root.signer("Time Authority", 31, stamping);
    let anchors = vec![Anchor::Certificate(root.der())];
    World { root, authority, anchors }
});

fn check(token: &[u8]) -> Result<TimestampFacts, TimestampRefusal> {
    check_timestamp(token, STAMPED, &WORLD.anchors, &[], &Profile::new(Family::XmlDsig))
}

fn info(change: impl Fn(&mut Stamp<'_>)) -> Vec<u8> {
    let imprint = Sha256::digest(STAMPED);
    let mut stamp = Stamp { imprint: &imprint, hash: SHA_256, time: "20260301120000Z", rest: vec![] };
    change(&mut stamp);
    stamp.encode()
}

#[test]
fn a_timestamp_says_when_by_whom_and_how_exactly() {
    let accuracy = seq(&[int(1), wrap(0x80, &[5]), wrap(0x81, &[7])]);
    let bytes = info(|one| {
        one.time = "20260301120000.5Z";
        one.rest = vec![accuracy.clone(), wrap(0x01, &[0xFF]), int(9)];
    });
    let facts = check(&token(&WORLD.authority, &bytes, |_| {})).unwrap();
    assert_eq!(facts.at, at("2026-03-01T12:00:00.500Z"));
    assert_eq!(facts.accuracy_micros, Some(1_005_007));
    assert_eq!(facts.latest(), at("2026-03-01T12:00:01.505007Z"));
    assert_eq!((facts.policy.as_str(), facts.serial.as_str()), ("1.3.6.1.4.1.99999.7", "2a"));
    assert_eq!((facts.authority.as_str(), facts.algorithm.as_str()), ("CN=Time Authority", "ecdsa-sha256"));
    assert_eq!(facts.path.iter().map(|link| link.anchor).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn each_refusal_has_its_code() {
    let good = info(|_| {});
    let authority = &WORLD.authority;
    let code = |bytes: &[u8]| check(bytes).err().map_or("accepted", |refusal| refusal.code());
    let with = |info: Vec<u8>| code(&token(authority, &info, |_| {}));
    let draft = |change: fn(&mut Draft<'_>)| code(&token(authority, &good, change));
    let own = |change: Change| code(&token(&WORLD.root.signer("Other", 33, change), &good, |_| {}));
    assert_eq!(with(good.clone()), "accepted");

    // The content.
    assert_eq!(with(info(|one| one.imprint = &[7; 32])), "TIMESTAMP_IMPRINT_DIFFERS");
    assert_eq!(with(info(|one| one.hash = "1.3.14.3.2.26")), "TIMESTAMP_IMPRINT_HASH");
    assert_eq!(with(info(|one| one.hash = "1.2.840.113549.2.5")), "TIMESTAMP_IMPRINT_HASH");
    assert_eq!(with(info(|one| one.hash = "2.16.840.1.101.3.4.2.2")), "TIMESTAMP_IMPRINT_DIFFERS");
    assert_eq!(with(info(|one| one.time = "20260301120000+0100")), "TIMESTAMP_MALFORMED");
    assert_eq!(with(info(|one| one.time = "20400101120000Z")), "TIMESTAMP_OUT_OF_LIFE");
    assert_eq!(with(info(|one| one.time = "20200601120000Z")), "TIMESTAMP_OUT_OF_LIFE");
    let critical = seq(&[oid("1.2.3"), wrap(0x01, &[0xFF]), octets(b"")]);
    assert_eq!(with(info(|one| one.rest = vec![wrap(0xA1, &critical)])), "TIMESTAMP_MALFORMED");
    let harmless = seq(&[oid("1.2.3"), octets(b"")]);
    assert_eq!(with(info(|one| one.rest = vec![wrap(0xA1, &harmless)])), "accepted");
    assert_eq!(with(info(|one| one.rest = vec![wrap(0x01, &[0])])), "TIMESTAMP_MALFORMED", "a default");
    assert_eq!(with([&good[..], &[0]].concat()), "TIMESTAMP_MALFORMED", "bytes after it");

    // The authority's own name.
    let subject = crate::x509::Certificate::read(&authority.der).unwrap().subject_der;
    let other = crate::x509::Certificate::read(&WORLD.root.der()).unwrap().subject_der;
    let named = |name: &[u8]| with(info(|one| one.rest = vec![wrap(0xA0, &wrap(0xA4, name))]));
    assert_eq!((named(&subject), named(&other)), ("accepted", "TIMESTAMP_OTHER_AUTHORITY"));

    // The signature.
    assert_eq!(draft(|one| one.input = Some(b"other".to_vec())), "TIMESTAMP_SIGNATURE_BROKEN");
    assert_eq!(
        draft(|one| one.attributes.as_mut().unwrap()[2] = message_digest(b"other")),
        "TIMESTAMP_DIGEST_DIFFERS"
    );
    assert_eq!(draft(|one| one.attributes = None), "TIMESTAMP_ATTRIBUTES");
    assert_eq!(draft(|one| one.attributes.as_mut().unwrap().truncate(3)), "TIMESTAMP_ATTRIBUTES");
    assert_eq!(
        draft(|one| one.attributes.as_mut().unwrap()[3] = reference(&WORLD.root.der())),
        "TIMESTAMP_OTHER_CERTIFICATE"
    );
    assert_eq!(draft(|one| one.attributes.as_mut().unwrap()[0] = content_type(DATA)), "TIMESTAMP_MALFORMED");
    assert_eq!(draft(|one| one.version = 3), "TIMESTAMP_MALFORMED");
    let sha1 = |one: &mut Draft<'_>| {
        one.digest = algorithm("1.3.14.3.2.26");
        one.algorithm = algorithm("1.2.840.10045.4.1");
    };
    assert_eq!(draft(sha1), "TIMESTAMP_ALGORITHM");

    // The certificate: for timestamps, critically, and for nothing else.
    assert_eq!(own(stamping), "accepted");
    assert_eq!(own(|_| {}), "TIMESTAMP_PURPOSE");
    assert_eq!(own(|params| purposes(params, &[TIME_STAMPING], false)), "TIMESTAMP_PURPOSE");
    let both = |params: &mut CertificateParams| purposes(params, &[TIME_STAMPING, "1.3.6.1.5.5.7.3.4"], true);
    assert_eq!(own(both), "TIMESTAMP_PURPOSE");
    assert_eq!(own(|params| purposes(params, &["1.3.6.1.5.5.7.3.4"], true)), "TIMESTAMP_PURPOSE");
    let usage = |params: &mut CertificateParams| {
        stamping(params);
        params.key_usages = vec![rcgen::KeyUsagePurpose::KeyEncipherment];
    };
    assert_eq!(own(usage), "TIMESTAMP_PURPOSE");
    let stranger = Authority::root("Other Root", |_| {}).signer("Time Authority", 31, stamping);
    assert_eq!(code(&token(&stranger, &good, |_| {})), "TIMESTAMP_NO_PATH");

    // The envelope.
    let info_der = Draft::cades(authority, TST_INFO, &good).encode(&good);
    let two = signed_data(TST_INFO, Some(&good), &[&authority.der], &[info_der.clone(), info_der.clone()]);
    assert_eq!(code(&two), "TIMESTAMP_SIGNERS");
    let empty = signed_data(TST_INFO, None, &[&authority.der], std::slice::from_ref(&info_der));
    assert_eq!(code(&empty), "TIMESTAMP_MALFORMED");
    let without = signed_data(TST_INFO, Some(&good), &[], std::slice::from_ref(&info_der));
    assert_eq!(code(&without), "TIMESTAMP_NO_CERTIFICATE");
    let known = [authority.der.clone()];
    let profile = Profile::new(Family::XmlDsig);
    assert!(check_timestamp(&without, STAMPED, &WORLD.anchors, &known, &profile).is_ok());
    let data = Draft::cades(authority, DATA, &good).encode(&good);
    assert_eq!(code(&signed_data(DATA, Some(&good), &[&authority.der], &[data])), "TIMESTAMP_NONE");
    assert_eq!(code(&vec![0; 300_000]), "TIMESTAMP_TOO_LARGE");

    // The profile.
    let mut narrow = Profile::new(Family::XmlDsig);
    narrow.timestamp_algorithms = ["rsa-sha512".to_owned()].into();
    let sound = token(authority, &good, |_| {});
    let refusal = check_timestamp(&sound, STAMPED, &WORLD.anchors, &[], &narrow).unwrap_err();
    assert_eq!(refusal, TimestampRefusal::Algorithm);
    narrow.timestamp_algorithms.insert("ecdsa-sha256".to_owned());
    assert!(check_timestamp(&sound, STAMPED, &WORLD.anchors, &[], &narrow).is_ok());
}

/// A token by `openssl ts`.
fn by_openssl(folder: &std::path::Path, authority: &Signer, digest: &str, options: &str) -> Vec<u8> {
    std::fs::write(folder.join("stamped"), STAMPED).unwrap();
    std::fs::write(folder.join("key.pem"), authority.key.serialize_pem()).unwrap();
    std::fs::write(folder.join("serial"), "0A1B").unwrap();
    let settings = format!(
        "[tsa]\nserial = serial\ncrypto_device = builtin\nsigner_digest = {digest}\n\
         default_policy = 1.3.6.1.4.1.99999.7\ndigests = sha1, sha256, sha384, sha512\n{options}"
    );
    std::fs::write(folder.join("tsa.cnf"), settings).unwrap();
    openssl::certificate(folder, "tsa.pem", &authority.der);
    openssl::certificate(folder, "root.pem", &WORLD.root.der());
    let flag = format!("-{digest}");
    openssl::must(folder, &["ts", "-query", "-data", "stamped", &flag, "-cert", "-out", "query.tsq"]);
    let reply = ["ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "query.tsq"];
    let keys = ["-signer", "tsa.pem", "-inkey", "key.pem", "-token_out", "-out", "token.der"];
    openssl::must(folder, &[&reply[..], &keys[..]].concat());
    std::fs::read(folder.join("token.der")).unwrap()
}

/// A case: its name, the key, and what is asked and expected.
type Pen = (&'static str, Option<KeyPair>, &'static str, &'static str);

#[test]
fn what_openssl_stamps_is_verified_and_what_is_weak_is_refused() {
    if !openssl::available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let full = "accuracy = secs:1, millisecs:500, microsecs:100\nordering = yes\ntsa_name = yes\n\
                ess_cert_id_chain = no\ness_cert_id_alg = sha256\n";
    let before = openssl::now() - chrono::Duration::seconds(5);
    let cases: Vec<Pen> = vec![
        ("P-256", None, "sha256", "ecdsa-sha256"),
        ("P-384", Some(key(&PKCS_ECDSA_P384_SHA384)), "sha384", "ecdsa-sha384"),
        ("RSA", Some(key(&PKCS_RSA_SHA256)), "sha256", "rsa-sha256"),
        ("RSA", Some(key(&PKCS_RSA_SHA256)), "sha512", "rsa-sha512"),
    ];
    for (name, pair, digest, expected) in cases {
        let own = pair.map(|pair| WORLD.root.signer_with("Time Authority", 40, pair, stamping));
        let token = by_openssl(folder, own.as_ref().unwrap_or(&WORLD.authority), digest, full);
        let facts = check(&token).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert_eq!((facts.algorithm.as_str(), facts.serial.as_str()), (expected, "0a1c"), "{name}");
        assert_eq!(facts.accuracy_micros, Some(1_500_100));
        assert!(facts.at >= before && facts.at <= openssl::now(), "{}", facts.at);
        let other = check_timestamp(&token, b"other", &WORLD.anchors, &[], &Profile::new(Family::Cms));
        assert_eq!(other.unwrap_err(), TimestampRefusal::ImprintDiffers);
        // Whatever byte is changed, a changed token that still stands says the same.
        for index in 0..token.len() {
            let mut bytes = token.clone();
            bytes[index] ^= 0x01;
            if let Ok(changed) = check(&bytes) {
                assert_eq!(changed, facts, "byte {index}");
            }
        }
    }
    let weak = by_openssl(folder, &WORLD.authority, "sha256", "ess_cert_id_alg = sha1\n");
    assert_eq!(check(&weak).unwrap_err().code(), "TIMESTAMP_ATTRIBUTES");
    let weak = by_openssl(folder, &WORLD.authority, "sha1", full);
    assert_eq!(check(&weak).unwrap_err().code(), "TIMESTAMP_IMPRINT_HASH");
    println!("timestamps by openssl: 4 accepted, 2 refused by a named rule");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn mutated_tokens_never_panic_and_never_say_anything_else(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        static GOOD: LazyLock<(Vec<u8>, TimestampFacts)> = LazyLock::new(|| {
            let token = token(&WORLD.authority, &info(|_| {}), |_| {});
            let facts = check(&token).unwrap();
            (token, facts)
        });
        let mut bytes = GOOD.0.clone();
        for (place, value) in places {
            let index = place.index(bytes.len());
            bytes[index] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(facts) = check(&bytes) {
            prop_assert_eq!(&facts, &GOOD.1);
        }
    }
}
