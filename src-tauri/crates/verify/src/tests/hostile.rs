//! Hostile bytes: whatever is done to a message, nothing panics, and it passes only when the canonical form of
//! its content is still the one that was signed.

use super::kit::*;
use super::messages::*;
use crate::xml::c14n::Method;
use crate::{Anchor, Family, Profile, SignatureRule, TrustSnapshot, Unverified, open, unverified, verify};
use certificate::SignerEntry;
use document::{Document, Limits, Syntax};

/// xorshift64*: the same bytes on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % below
    }

    fn change(&mut self, from: &[u8]) -> Vec<u8> {
        let mut bytes = from.to_vec();
        for _ in 0..=self.roll(3) {
            let at = self.roll(bytes.len().max(1));
            let length = self.roll(40).min(bytes.len() - at.min(bytes.len()));
            let part = bytes.get(at..at + length).map(<[u8]>::to_vec).unwrap_or_default();
            match self.roll(6) {
                0 => bytes[at] ^= 1 << self.roll(8),
                1 => bytes[at] = b"<>&\"'/{}[]:,.#= \n0zA-"[self.roll(21)],
                2 => drop(bytes.drain(at..at + length)),
                3 => drop(bytes.splice(at..at, part)),
                4 => {
                    let to = self.roll(bytes.len());
                    bytes.splice(to..to, part);
                }
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        bytes
    }
}

/// What of the content was signed, in canonical form.
fn canonical(document: &Document, id: document::NodeId) -> String {
    let node = document.node(id).unwrap();
    match document.syntax() {
        Syntax::Xml => Method::named(EXCLUSIVE, "").unwrap().canonical(node, None).unwrap(),
        _ => crate::jcs::canonical(node, &["proof"]).unwrap(),
    }
}

fn attack(message: &[u8], profile: &Profile, trust: &TrustSnapshot, rounds: u32) {
    let genuine = verify(&opened(message), profile, trust, &times());
    let content = genuine.content.expect("the genuine message passes");
    let signed = canonical(content.document(), content.root());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut opened_count, mut passed) = (0, 0);
    for round in 0..rounds {
        let bytes = dice.change(message);
        let Ok(message) = open(&bytes, &Limits::default()) else { continue };
        opened_count += 1;
        assert!(unverified(&message, Unverified::PartnerNotOnboarded, at(NOW)).content.is_none());
        let outcome = verify(&message, profile, trust, &times());
        if let Some(content) = outcome.content {
            let same = canonical(content.document(), content.root()) == signed;
            assert!(same, "round {round}: {}", String::from_utf8_lossy(&bytes));
            passed += 1;
        }
    }
    println!(
        "{:?}: {rounds} changed, {opened_count} still documents, {passed} pass with the same content",
        profile.family
    );
}

#[test]
fn changed_messages() {
    let root = Authority::root("Root", |_| ());
    let (exporter, official_key) = (root.signer("Exporter", 1, |_| ()), root.signer("Official", 2, |_| ()));
    let trust = snapshot(
        vec![Anchor::Certificate(root.der())],
        vec![root.crl(KNOWN, NEXT, &[])],
        vec![official_key.entry(|_| ())],
    );
    let rule = |role: &str, covers: &str, listed| SignatureRule {
        role: role.into(),
        covers: covers.into(),
        claimed_time: None,
        listed,
    };
    let xml = profile(
        Family::XmlDsig,
        &["ecdsa-sha256"],
        vec![
            rule("official", "Envelope/CertOrigin/CODEH", true),
            rule("exporter", "Envelope/CertOrigin/CODEH/CODExporter/COD", false),
        ],
    );
    attack(cod(CLAIMED, &exporter, &official_key).as_bytes(), &xml, &trust, 4000);

    let tokens = profile(Family::Jws, &["ES256"], vec![official()]);
    let message = token(r#"{"number":"C-1","goods":[{"quantity":10}]}"#, "", "ES256", &official_key);
    attack(message.as_bytes(), &tokens, &trust, 2000);
    let [protected, payload, value] = message.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let json = format!(
        r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{value}"}}]}}"#
    );
    attack(json.as_bytes(), &tokens, &trust, 2000);

    let (text, key) = multikey();
    let entry = SignerEntry { key: text, method: Some(METHOD.into()), ..SignerEntry::default() };
    let trust = snapshot(vec![], vec![], vec![entry]);
    let proofs = profile(Family::DataIntegrity, &["eddsa-jcs-2022"], vec![official()]);
    attack(credential(CLAIMED, &key).as_bytes(), &proofs, &trust, 4000);
}

#[test]
fn changed_certificates_and_lists() {
    let root = Authority::root("Root", |_| ());
    let signer = root.signer("Official", 2, |_| ());
    let crl =
        root.crl(KNOWN, NEXT, &[Revoke { serial: 2, date: KNOWN, reason: None, invalid: Some(CLAIMED) }]);
    let anchors = [Anchor::Certificate(root.der())];
    let mut dice = Dice(7);
    let authority = crate::x509::Certificate::read(&root.der()).unwrap();
    for _ in 0..4000 {
        let changed = dice.change(&crl);
        assert!(changed == crl || crate::check_crl(&changed, &anchors, &[]).is_err(), "a changed list");
        let changed = dice.change(&signer.der);
        if let Some(read) = crate::x509::Certificate::read(&changed) {
            assert!(changed == signer.der || !read.issued_by(&authority), "a changed certificate");
        }
    }
}

#[test]
fn small_messages_that_would_grow_are_stopped() {
    let root = Authority::root("Root", |_| ());
    let signer = root.signer("Official", 2, |_| ());
    let long = "x".repeat(200_000);
    let many = "<a:b/>".repeat(20_000);
    let xml = format!(r#"<Note id="N" xmlns:a="urn:{long}">{many}{}</Note>"#, template("N", &signer));
    let document = Document::read(xml.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(Method::named(EXCLUSIVE, "").unwrap().canonical(document.root(), None), None);

    let leaves: Vec<_> = (0..20_000).map(|number| format!(r#""k{number}":"v""#)).collect();
    let hash = "00".repeat(32);
    let wrapped = format!(
        r#"{{"data":{{"{long}":{{{}}}}},"signature":{{"type":"SHA3MerkleProof","targetHash":"{hash}","proof":[],"merkleRoot":"{hash}"}}}}"#,
        leaves.join(",")
    );
    let outcome = unverified(&opened(wrapped), Unverified::PartnerNotOnboarded, at(NOW));
    assert_eq!(verdict(&outcome), "TOTAL-FAILED FORMAT_FAILURE");

    let key = multikey().1;
    let endless = credential(CLAIMED, &key)
        .replace("\"proofValue\":\"z", &format!("\"proofValue\":\"z{}", "2".repeat(2_000_000)));
    let proofs = profile(Family::DataIntegrity, &["eddsa-jcs-2022"], vec![official()]);
    let outcome = verify(&opened(endless), &proofs, &snapshot(vec![], vec![], vec![]), &times());
    assert_eq!(verdict(&outcome), "TOTAL-FAILED FORMAT_FAILURE");
}
