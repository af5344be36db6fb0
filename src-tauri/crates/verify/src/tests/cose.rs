//! COSE messages made by code: what stands, and what is refused by name.

use super::kit::*;
use crate::{Anchor, Family, Outcome, Profile, TrustSnapshot, open, open_detached, verify};
use certificate::{Level, Light};
use document::Limits;
use minicbor::Encoder;
use proptest::prelude::*;
use rcgen::SigningKey;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct World {
    signer: Signer,
    trust: TrustSnapshot,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = Authority::root("Katanga Root", |_| {});
    let signer = root.signer("Official", 21, |_| {});
    let crl = root.crl(KNOWN, NEXT, &[]);
    let mut trust = snapshot(vec![Anchor::Certificate(root.der())], vec![crl], vec![signer.entry(|_| {})]);
    trust.intermediates = vec![signer.der.clone()];
    World { signer, trust }
});

fn cose() -> Profile {
    profile(Family::Cose, &["ES256", "EdDSA"], vec![official()])
}

fn judge(bytes: &[u8]) -> Outcome {
    let opened = open(bytes, &Limits::default()).unwrap();
    verify(&opened, &cose(), &WORLD.trust, &times())
}

/// CBOR written by hand: `{1: …}` and so on.
fn cbor(write: impl Fn(&mut Encoder<Vec<u8>>)) -> Vec<u8> {
    let mut to = Encoder::new(Vec::new());
    write(&mut to);
    to.into_writer()
}

/// A token's claims: a number, and when it was issued.
fn payload() -> Vec<u8> {
    let issued = at(CLAIMED).timestamp();
    cbor(|to| {
        to.map(2).unwrap().str("number").unwrap().str("XT-1").unwrap().u8(6).unwrap().i64(issued).unwrap();
    })
}

/// One message, piece by piece.
struct Draft {
    tags: Vec<u8>,
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
    /// What is signed instead.
    input: Option<Vec<u8>>,
}

impl Draft {
    fn new() -> Self {
        Self {
            tags: vec![0xD2],
            // {1: -7, 4: kid}
            protected: [&[0xA2, 0x01, 0x26, 0x04, 0x48][..], &kid()].concat(),
            unprotected: vec![0xA0],
            payload: payload(),
            input: None,
        }
    }

    fn structure(&self) -> Vec<u8> {
        let body: &[u8] = if self.protected == [0xA0] { &[] } else { &self.protected };
        cbor(|to| {
            to.array(4).unwrap().str("Signature1").unwrap().bytes(body).unwrap();
            to.bytes(&[]).unwrap().bytes(&self.payload).unwrap();
        })
    }

    fn parts(&self, payload: Option<&[u8]>) -> Vec<u8> {
        let value = WORLD.signer.sign(self.input.as_ref().unwrap_or(&self.structure()));
        let mut bytes = self.tags.clone();
        bytes.push(0x84);
        bytes.extend(cbor(|to| drop(to.bytes(&self.protected))));
        bytes.extend(&self.unprotected);
        bytes.extend(cbor(|to| match payload {
            Some(payload) => drop(to.bytes(payload)),
            None => drop(to.null()),
        }));
        bytes.extend(cbor(|to| drop(to.bytes(&value))));
        bytes
    }

    fn encode(&self) -> Vec<u8> {
        self.parts(Some(&self.payload))
    }
}

fn kid() -> Vec<u8> {
    Sha256::digest(&WORLD.signer.der)[..8].to_vec()
}

fn made(change: impl Fn(&mut Draft)) -> Vec<u8> {
    let mut draft = Draft::new();
    change(&mut draft);
    draft.encode()
}

/// A byte string with its length before it.
fn bytes_of(bytes: &[u8]) -> Vec<u8> {
    cbor(|to| drop(to.bytes(bytes)))
}

#[test]
fn a_signature_stands_tagged_untagged_detached_and_as_a_token() {
    let outcome = judge(&made(|_| {}));
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    let content = outcome.content.unwrap();
    assert_eq!(content.document().bytes(), payload());
    assert_eq!(content.document().root().get("6").and_then(|one| one.value()), Some("1772366400"));
    assert_eq!(outcome.signatures[0].claimed_time, Some(at(CLAIMED)));
    for tags in [vec![], vec![0xD8, 61, 0xD2]] {
        row(&judge(&made(|one| one.tags = tags.clone())), "TOTAL-PASSED", &[], Light::Green, true);
    }
    let limits = Limits::default();
    let detached = Draft::new().parts(None);
    assert_eq!(open(&detached, &limits).unwrap_err().code(), "SIGNED_DATA_NOT_FOUND");
    let outcome =
        verify(&open_detached(&detached, &payload(), &limits).unwrap(), &cose(), &WORLD.trust, &times());
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    let other = cbor(|to| drop(to.map(1).unwrap().str("number").unwrap().str("XT-2")));
    let outcome =
        verify(&open_detached(&detached, &other, &limits).unwrap(), &cose(), &WORLD.trust, &times());
    row(&outcome, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
    assert_eq!(open_detached(&made(|_| {}), &payload(), &limits).unwrap_err().code(), "ENVELOPE_MALFORMED");
}

#[test]
fn a_certificate_that_comes_along_needs_a_signed_reference() {
    let der = &WORLD.signer.der;
    let chain = [&[0xA1, 0x18, 33][..], &bytes_of(der)].concat();
    let thumbprint = |hash: &[u8]| {
        // {1: -7, 34: [-16, hash]}
        [&[0xA2, 0x01, 0x26, 0x18, 34, 0x82, 0x2F][..], &bytes_of(hash)].concat()
    };
    let with = |protected: Vec<u8>| {
        made(|one| {
            one.protected = protected.clone();
            one.unprotected = chain.clone();
        })
    };
    row(&judge(&with(thumbprint(&Sha256::digest(der)))), "TOTAL-PASSED", &[], Light::Green, true);
    let other = judge(&with(thumbprint(&[7; 32])));
    assert_eq!(verdict(&other), "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND");
    let none = judge(&with(vec![0xA1, 0x01, 0x26]));
    row(&none, "INDETERMINATE SIG_CONSTRAINTS_FAILURE", &["OUT_OF_PROFILE"], Light::Amber, false);
    // Itself protected, it needs none.
    let inside = [&[0xA2, 0x01, 0x26, 0x18, 33][..], &bytes_of(der)].concat();
    row(&judge(&made(|one| one.protected = inside.clone())), "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn each_refusal_has_its_name() {
    const FORMAT: &str = "TOTAL-FAILED FORMAT_FAILURE";
    const CONSTRAINTS: &str = "INDETERMINATE SIG_CONSTRAINTS_FAILURE";
    const CRYPTO: &str = "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE";
    type Case = (&'static str, fn(&mut Draft), &'static str, &'static str);
    let cases: &[Case] = &[
        (
            "alg unprotected",
            |one| {
                one.protected = vec![];
                one.unprotected = [&[0xA2, 0x01, 0x26, 0x04, 0x48][..], &kid()].concat();
            },
            CONSTRAINTS,
            "its algorithm is not protected",
        ),
        ("HMAC", |one| one.protected[2] = 0x05, CRYPTO, "its algorithm is not accepted"),
        (
            "both protected and unprotected",
            |one| {
                one.unprotected = vec![0xA1, 0x04, 0x41, 0x00];
            },
            FORMAT,
            "a header is both protected and unprotected",
        ),
        (
            "crit unprotected",
            |one| one.unprotected = vec![0xA1, 0x02, 0x81, 0x01],
            FORMAT,
            "crit is not protected",
        ),
        (
            "crit empty",
            |one| {
                one.protected = [&[0xA3, 0x01, 0x26, 0x02, 0x80, 0x04, 0x48][..], &kid()].concat();
            },
            FORMAT,
            "crit is empty or no list",
        ),
        (
            "crit of what is not there",
            |one| {
                one.protected = [&[0xA3, 0x01, 0x26, 0x02, 0x81, 0x03, 0x04, 0x48][..], &kid()].concat();
            },
            FORMAT,
            "crit names a header that is not there",
        ),
        (
            "crit of what nobody knows",
            |one| {
                one.protected =
                    [&[0xA4, 0x01, 0x26, 0x02, 0x81, 0x61, 0x78, 0x61, 0x78, 0x01, 0x04, 0x48][..], &kid()]
                        .concat();
            },
            CONSTRAINTS,
            "crit names a header that is not understood",
        ),
        (
            "no key",
            |one| one.protected = vec![0xA1, 0x01, 0x26],
            "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND",
            "neither a certificate nor a key id",
        ),
        (
            "expired",
            |one| {
                one.payload = cbor(|to| drop(to.map(1).unwrap().u8(4).unwrap().i64(at(CLAIMED).timestamp())));
            },
            CONSTRAINTS,
            "the token has expired",
        ),
        (
            "not yet",
            |one| {
                one.payload = cbor(|to| drop(to.map(1).unwrap().u8(5).unwrap().i64(at(NOW).timestamp())));
            },
            CONSTRAINTS,
            "the token is not yet in force",
        ),
        (
            "a time that is none",
            |one| {
                one.payload = cbor(|to| drop(to.map(1).unwrap().u8(4).unwrap().str("tomorrow")));
            },
            FORMAT,
            "a claimed time that is none",
        ),
    ];
    for (name, change, expected, reason) in cases {
        let outcome = judge(&made(change));
        assert_eq!(verdict(&outcome), *expected, "{name}: {:#?}", outcome.findings);
        let text = serde_json::to_string(&outcome.findings).unwrap();
        assert!(text.contains(reason), "{name}: {text}");
        assert!(outcome.content.is_none(), "{name}");
    }
    let narrow = Profile { algorithms: ["EdDSA".to_owned()].into(), ..cose() };
    let opened = open(&made(|_| {}), &Limits::default()).unwrap();
    let outside = verify(&opened, &narrow, &WORLD.trust, &times());
    row(&outside, CRYPTO, &["OUT_OF_PROFILE"], Light::Amber, false);
    let unknown = judge(&made(|one| {
        let last = one.protected.len() - 1;
        one.protected[last] ^= 1;
    }));
    row(&unknown, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
    let broken = judge(&made(|one| one.input = Some(b"other".to_vec())));
    row(&broken, "TOTAL-FAILED SIG_CRYPTO_FAILURE", &["SIGNATURE_BROKEN"], Light::Red, false);
    println!("cose: {} refusals, each by its name", cases.len() + 3);
}

#[test]
fn bytes_that_are_not_well_formed_are_refused_by_name() {
    let limits = Limits::default();
    let says = |bytes: &[u8]| open(bytes, &limits).unwrap_err().to_string();
    let good = made(|_| {});
    assert!(says(&[&good[..], &[0]].concat()).contains("bytes after the end"));
    for end in 1..good.len() {
        assert!(open(&good[..end], &limits).is_err(), "cut at {end}");
    }
    for (change, reason) in [
        ((|one| one.tags = vec![0xD9, 0x03, 0xE6]) as fn(&mut Draft), "a tag that is no signature's"),
        (|one| one.tags = vec![0xD2, 0xD2], "a tag that is no signature's"),
        (|one| one.tags = vec![0xD8, 98], "a tag that belongs to another structure"),
        (|one| one.unprotected = vec![0xBF, 0xFF], "an indefinite length"),
        (|one| one.unprotected = vec![0xA1, 0x03, 0x5F, 0x41, 0x00, 0xFF], "an indefinite length"),
        (|one| one.unprotected = vec![0xA2, 0x03, 0x00, 0x03, 0x01], "a header stands twice"),
        (|one| one.unprotected = vec![0xA1, 0xF5, 0x00], "neither number nor text"),
        (|one| one.protected.push(0), "bytes after the protected headers"),
        (|one| one.protected = vec![0x01], "headers that are no map"),
    ] {
        let text = says(&made(change));
        assert!(text.contains(reason), "{reason}: {text}");
    }
    // Nesting that nobody needs, in a header and in the payload.
    let deep = [vec![0xA1, 0x18, 99], vec![0x81; 20_000], vec![0x00]].concat();
    let nested = made(|one| one.unprotected = deep.clone());
    row(&judge(&nested), "TOTAL-PASSED", &[], Light::Green, true);
    let nested = made(|one| one.payload = [vec![0x81; 20_000], vec![0x00]].concat());
    assert!(open(&nested, &limits).is_err(), "the reader of documents has a depth");
    // A plain document in CBOR is none of these.
    assert_eq!(open(&payload(), &limits).unwrap().family(), None);
}

#[test]
fn without_a_profile_nothing_is_released() {
    let opened = open(&made(|_| {}), &Limits::default()).unwrap();
    let outcome = crate::unverified(&opened, crate::Unverified::PartnerNotOnboarded, at(NOW));
    assert!(outcome.content.is_none());
    assert_eq!(outcome.signatures[0].format, "COSE_Sign1");
    assert!(
        outcome.findings.iter().any(|one| one.id == "PARTNER_NOT_ONBOARDED" && one.level == Level::Amber)
    );
}

#[test]
fn a_key_of_the_list_is_named_by_its_method() {
    let (multikey, key) = multikey();
    let mut trust = WORLD.trust.clone();
    let entry = certificate::SignerEntry {
        id: "O-2".into(),
        key: multikey,
        method: Some("did:web:katanga.example#1".into()),
        from: Some(at("2025-06-01T00:00:00Z")),
        ..Default::default()
    };
    trust.list.as_mut().unwrap().signers = vec![entry];
    let id = b"did:web:katanga.example#1";
    let protected = [&[0xA2, 0x01, 0x27, 0x04][..], &bytes_of(id)].concat();
    let draft = Draft { protected, ..Draft::new() };
    let value = key.sign(&draft.structure()).unwrap();
    let mut bytes = vec![0xD2, 0x84];
    bytes.extend(
        [bytes_of(&draft.protected), vec![0xA0], bytes_of(&draft.payload), bytes_of(&value)].concat(),
    );
    let opened = open(&bytes, &Limits::default()).unwrap();
    row(&verify(&opened, &cose(), &trust, &times()), "TOTAL-PASSED", &[], Light::Green, true);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

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
            let outcome = verify(&opened, &cose(), &WORLD.trust, &times());
            if let Some(content) = outcome.content {
                prop_assert_eq!(content.document().bytes(), payload());
            }
        }
    }
}
