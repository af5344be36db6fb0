//! A timestamp over the signature value (XAdES B-T): what it proves, whose it may be, and when it proves nothing.

use super::cms_build::{SHA_256, Stamp, oid, seq, token};
use super::kit::*;
use super::messages::{EXCLUSIVE, opened};
use super::messages_xades::{DSIG, PROPERTIES, names, properties, reference, seal, signature};
use crate::{
    Allowance, Anchor, Family, Outcome, Profile, ProvenBy, SignatureRule, Times, TrustSnapshot, verify,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certificate::Light;
use document::{Document, Limits};
use rcgen::{CertificateParams, CustomExtension, RevocationReason};
use sha2::{Digest, Sha256};

const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const ECDSA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
/// After the signer's key has expired.
const LATER: &str = "2027-06-01T00:00:00Z";

pub fn stamping(params: &mut CertificateParams) {
    let mut purpose = CustomExtension::from_oid_content(&[2, 5, 29, 37], seq(&[oid("1.3.6.1.5.5.7.3.8")]));
    purpose.set_criticality(true);
    params.custom_extensions.push(purpose);
    params.use_authority_key_identifier_extension = true;
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    params.not_after = rcgen::date_time_ymd(2039, 1, 1);
}

struct World {
    root: Authority,
    signer: Signer,
    authority: Signer,
    profile: Profile,
    xml: String,
}

impl World {
    fn new() -> Self {
        let root = Authority::root("Root", |_| ());
        let signer = root.signer("Official", 1, |_| ());
        let authority = root.signer("Time Authority", 31, stamping);
        let rule = SignatureRule { covers: "Note".into(), ..official() };
        let mut profile = profile(Family::XmlDsig, &["ecdsa-sha256"], vec![rule]);
        profile.allows.insert(Allowance::Xades);
        let references = [
            reference(0, "#N", "", &[&format!("{DSIG}enveloped-signature"), EXCLUSIVE], SHA256),
            reference(1, "#P", PROPERTIES, &[EXCLUSIVE], SHA256),
        ];
        let objects = properties(&names(&signer.der), "");
        let signature = signature(ECDSA256, EXCLUSIVE, &references.concat(), &objects, &signer);
        let xml = seal(&format!(r#"<Note Id="N"><Sum>1</Sum>{signature}</Note>"#), &signer);
        Self { root, signer, authority, profile, xml }
    }

    /// The message with a timestamp of this authority; `over` is what it stamps, or the signature value.
    fn stamped(&self, authority: &Signer, time: &str, over: Option<&[u8]>) -> String {
        let document = Document::read(self.xml.as_bytes(), &Limits::default()).unwrap();
        let value = document.root().get("Signature").unwrap().get("SignatureValue").unwrap();
        let input = format!(r#"<ds:SignatureValue xmlns:ds="{DSIG}">{}</ds:SignatureValue>"#, value.text());
        let imprint = Sha256::digest(over.unwrap_or(input.as_bytes()));
        let info = Stamp { imprint: &imprint, hash: SHA_256, time, rest: vec![] }.encode();
        let token = STANDARD.encode(token(authority, &info, |_| ()));
        self.xml.replace(
            "</x:SignedProperties>",
            &format!("</x:SignedProperties><x:UnsignedProperties><x:UnsignedSignatureProperties><x:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><x:EncapsulatedTimeStamp>{token}</x:EncapsulatedTimeStamp></x:SignatureTimeStamp></x:UnsignedSignatureProperties></x:UnsignedProperties>"),
        )
    }

    fn trust(&self, revoked: &[Revoke<'_>]) -> TrustSnapshot {
        let crl = self.root.crl("2027-05-31T00:00:00Z", "2027-06-09T00:00:00Z", revoked);
        let mut trust =
            snapshot(vec![Anchor::Certificate(self.root.der())], vec![crl], vec![self.signer.entry(|_| ())]);
        trust.list.as_mut().unwrap().issued = Some(at("2027-05-31T00:00:00Z"));
        trust
    }

    /// Long after, without a receipt of ours.
    fn judge(&self, xml: &str, revoked: &[Revoke<'_>]) -> Outcome {
        let times = Times { now: at(LATER), received: None, clock_floor: None };
        verify(&opened(xml), &self.profile, &self.trust(revoked), &times)
    }
}

fn unproven(outcome: &Outcome, code: &str) {
    row(outcome, "INDETERMINATE OUT_OF_BOUNDS_NO_POE", &["TIME_NOT_PROVEN"], Light::Amber, true);
    let steps: Vec<_> = outcome.steps.iter().filter_map(|step| step.detail.get("why")).collect();
    assert!(code.is_empty() || steps.iter().any(|why| *why == code), "{steps:?}");
    assert_eq!(outcome.verdict.as_ref().unwrap().proven_time.by, ProvenBy::SignerClaim);
}

#[test]
fn a_timestamp_proves_that_the_signature_is_older_than_the_end_of_its_key() {
    let world = World::new();
    unproven(&world.judge(&world.xml, &[]), "");
    let outcome = world.judge(&world.stamped(&world.authority, "20260301130000Z", None), &[]);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    let proven = outcome.verdict.unwrap().proven_time;
    assert_eq!((proven.at, proven.by), (Some(at("2026-03-01T13:00:00Z")), ProvenBy::Timestamp));
    // Our own receipt counts when it is earlier.
    let received = Some(at("2026-03-01T12:30:00Z"));
    let times = Times { now: at(LATER), received, clock_floor: None };
    let xml = world.stamped(&world.authority, "20260301130000Z", None);
    let outcome = verify(&opened(&xml), &world.profile, &world.trust(&[]), &times);
    assert_eq!(outcome.verdict.unwrap().proven_time.by, ProvenBy::Receipt);
}

#[test]
fn a_timestamp_that_proves_nothing() {
    let mut world = World::new();
    let late = world.judge(&world.stamped(&world.authority, "20270301130000Z", None), &[]);
    row(&late, "INDETERMINATE OUT_OF_BOUNDS_NO_POE", &["TIME_NOT_PROVEN"], Light::Amber, true);
    let other = world.stamped(&world.authority, "20260301130000Z", Some(b"another value"));
    unproven(&world.judge(&other, &[]), "TIMESTAMP_IMPRINT_DIFFERS");
    // Not the partner's authority; with the profile's anchor it is one, where its key is known not to be revoked.
    let elsewhere = Authority::root("Elsewhere", |_| ());
    let authority = elsewhere.signer("Time", 7, stamping);
    let foreign = world.stamped(&authority, "20260301130000Z", None);
    unproven(&world.judge(&foreign, &[]), "TIMESTAMP_NO_PATH");
    world.profile.timestamp_anchors.push(Anchor::Certificate(elsewhere.der()));
    unproven(&world.judge(&foreign, &[]), "TIMESTAMP_REVOCATION_UNKNOWN");
    let mut trust = world.trust(&[]);
    trust.crls.push(elsewhere.crl("2027-05-31T00:00:00Z", "2027-06-09T00:00:00Z", &[]));
    let times = Times { now: at(LATER), received: None, clock_floor: None };
    let outcome = verify(&opened(&foreign), &world.profile, &trust, &times);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn a_revoked_authority_and_a_revoked_signer() {
    let world = World::new();
    let xml = world.stamped(&world.authority, "20260301130000Z", None);
    let revoke = |serial, date, reason| [Revoke { serial, date, reason: Some(reason), invalid: None }];
    let why = RevocationReason::KeyCompromise;
    let stolen = world.judge(&xml, &revoke(31, "2026-09-01T00:00:00Z", why));
    unproven(&stolen, "TIMESTAMP_AUTHORITY_REVOKED");
    let retired = revoke(31, "2026-09-01T00:00:00Z", RevocationReason::CessationOfOperation);
    row(&world.judge(&xml, &retired), "TOTAL-PASSED", &[], Light::Green, true);
    // The signer's key, revoked after the timestamp, and before it.
    let later = world.judge(&xml, &revoke(1, "2026-03-01T14:00:00Z", why));
    row(&later, "TOTAL-PASSED", &["KEY_COMPROMISED_LATER"], Light::Amber, true);
    let before = world.judge(&xml, &revoke(1, "2026-03-01T12:30:00Z", why));
    row(&before, "INDETERMINATE REVOKED_NO_POE", &["TIME_NOT_PROVEN"], Light::Amber, true);
}

#[test]
fn a_last_day_of_an_algorithm_counts_from_the_timestamp() {
    let mut world = World::new();
    world.profile.sunsets.insert("ecdsa-sha256".into(), at("2026-06-01T00:00:00Z"));
    let outcome = world.judge(&world.stamped(&world.authority, "20260301130000Z", None), &[]);
    row(&outcome, "TOTAL-PASSED", &[], Light::Green, true);
    let outcome = world.judge(&world.stamped(&world.authority, "20260601130000Z", None), &[]);
    let sub = "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE";
    row(&outcome, sub, &["OUT_OF_PROFILE"], Light::Amber, false);
}
