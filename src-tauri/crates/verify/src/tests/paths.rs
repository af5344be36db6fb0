//! Certification paths and revocation lists, each rule with a path that breaks only it.

use super::kit::*;
use super::messages::*;
use crate::{Anchor, Family, TrustSnapshot, check_crl, verify};
use certificate::Light;
use rcgen::{BasicConstraints, CustomExtension, IsCa, KeyUsagePurpose, NameConstraints, RevocationReason};

struct World {
    root: Authority,
    trust: TrustSnapshot,
    signer: Signer,
}

/// Root, an intermediate that is changed, and a signer that is changed.
fn world(root: Change, middle: Change, end: Change) -> World {
    let root = Authority::root("Root", root);
    let middle = root.below("Middle", middle);
    let signer = middle.signer("Official", 4, end);
    let crls = vec![root.crl(KNOWN, NEXT, &[]), middle.crl(KNOWN, NEXT, &[])];
    let mut trust = snapshot(vec![Anchor::Certificate(root.der())], crls, vec![signer.entry(|_| ())]);
    trust.intermediates = vec![middle.der()];
    World { root, trust, signer }
}

fn check(world: &World) -> crate::Outcome {
    let header = format!(r#","sigT":"{CLAIMED}""#);
    let message = token(r#"{"a":1}"#, &header, "ES256", &world.signer);
    verify(&opened(message), &profile(Family::Jws, &["ES256"], vec![official()]), &world.trust, &times())
}

/// The subject of the signer.
fn official_name() -> rcgen::DistinguishedName {
    let mut name = rcgen::DistinguishedName::new();
    name.push(rcgen::DnType::CommonName, "OFFICIAL");
    name
}

#[test]
fn each_rule_of_a_path() {
    let good = check(&world(|_| (), |_| (), |_| ()));
    row(&good, "TOTAL-PASSED", &[], Light::Green, true);
    assert_eq!(good.signatures[0].chain.len(), 3);
    let constrained: Change = |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let bad: &[(&str, Change, Change, Change)] = &[
        ("an intermediate that is no authority", |_| (), |params| params.is_ca = IsCa::ExplicitNoCa, |_| ()),
        ("an intermediate without constraints", |_| (), |params| params.is_ca = IsCa::NoCa, |_| ()),
        ("a root that allows no intermediate", constrained, |_| (), |_| ()),
        (
            "a signer that may only encrypt",
            |_| (),
            |_| (),
            |params| {
                params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
            },
        ),
        (
            "an unknown critical extension in the signer",
            |_| (),
            |_| (),
            |params| {
                let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 99], vec![5, 0]);
                extension.set_criticality(true);
                params.custom_extensions.push(extension);
            },
        ),
        (
            "an unknown critical extension above",
            |_| (),
            |params| {
                let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 99], vec![5, 0]);
                extension.set_criticality(true);
                params.custom_extensions.push(extension);
            },
            |_| (),
        ),
        (
            "name constraints",
            |_| (),
            |params| {
                params.name_constraints = Some(NameConstraints {
                    permitted_subtrees: vec![],
                    excluded_subtrees: vec![rcgen::GeneralSubtree::DirectoryName(official_name())],
                });
            },
            |_| (),
        ),
    ];
    for (name, root, middle, end) in bad {
        let outcome = check(&world(*root, *middle, *end));
        eprintln!("{name}");
        row(&outcome, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
    }
    let fine: &[(&str, Change, Change)] = &[
        (
            "an intermediate that allows none below",
            |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)),
            |_| (),
        ),
        (
            "an extension that is not critical",
            |_| (),
            |params| {
                params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 99], vec![5, 0]));
            },
        ),
    ];
    for (name, middle, end) in fine {
        eprintln!("{name}");
        row(&check(&world(|_| (), *middle, *end)), "TOTAL-PASSED", &[], Light::Green, true);
    }
}

#[test]
fn an_intermediate_that_may_not_sign_certificates() {
    let mut world = world(|_| (), |params| params.key_usages = vec![KeyUsagePurpose::CrlSign], |_| ());
    row(&check(&world), "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
    world.trust.anchors.push(Anchor::Certificate(world.signer.der.clone()));
    row(&check(&world), "TOTAL-PASSED", &[], Light::Green, true);
}

#[test]
fn a_signature_of_another_key_in_the_path() {
    let mut one = world(|_| (), |_| (), |_| ());
    let twin = world(|_| (), |_| (), |_| ());
    one.trust.intermediates = twin.trust.intermediates.clone();
    row(&check(&one), "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND", &["SIGNER_UNKNOWN"], Light::Red, false);
}

#[test]
fn the_intermediate_ends_before_the_signer() {
    let outcome = check(&world(|_| (), |params| params.not_after = rcgen::date_time_ymd(2026, 3, 1), |_| ()));
    row(
        &outcome,
        "INDETERMINATE OUT_OF_BOUNDS_NOT_REVOKED",
        &["KEY_EXPIRED_BEFORE_ISSUE"],
        Light::Red,
        false,
    );
}

#[test]
fn the_intermediate_is_revoked() {
    let mut world = world(|_| (), |_| (), |_| ());
    let revoked = Revoke {
        serial: 77,
        date: "2026-02-01T00:00:00Z",
        reason: Some(RevocationReason::CaCompromise),
        invalid: None,
    };
    world.trust.crls[0] = world.root.crl(KNOWN, NEXT, &[revoked]);
    row(&check(&world), "INDETERMINATE REVOKED_CA_NO_POE", &["KEY_REVOKED"], Light::Red, false);
    world.trust.crls.remove(0);
    row(&check(&world), "INDETERMINATE TRY_LATER", &["OFFLINE_REVOCATION_STALE"], Light::Amber, true);
}

#[test]
fn revocation_lists() {
    let world = world(|_| (), |_| (), |_| ());
    let anchors = &world.trust.anchors;
    let facts = check_crl(&world.trust.crls[0], anchors, &[]).unwrap();
    assert_eq!(
        (facts.issuer.as_str(), facts.this_update, facts.next_update),
        ("CN=Root", at(KNOWN), Some(at(NEXT)))
    );
    assert_eq!(facts.number.as_deref(), Some("0x05"));
    assert!(check_crl(&world.trust.crls[1], anchors, &world.trust.intermediates).is_ok());
    let refused = |der: &[u8], anchors: &[Anchor]| check_crl(der, anchors, &[]).unwrap_err().code();
    assert_eq!(refused(&world.trust.crls[1], anchors), "CRL_REFUSED", "its authority is not known");
    assert_eq!(refused(&world.trust.crls[0], &[]), "CRL_REFUSED");
    assert_eq!(refused(b"no list", anchors), "CRL_REFUSED");
    let mut altered = world.trust.crls[0].clone();
    let at = altered.windows(4).position(|part| part == b"2603").unwrap();
    altered[at + 3] = b'4';
    assert_eq!(refused(&altered, anchors), "CRL_REFUSED", "not what was signed");
}
