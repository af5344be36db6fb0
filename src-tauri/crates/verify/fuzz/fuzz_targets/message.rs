//! Any bytes as a message, under a profile of every family: no panic, and without anchors never any content.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use verify::{Family, Profile, SignatureRule, Times, TrustSnapshot, Unverified};

fuzz_target!(|bytes: &[u8]| {
    let Ok(opened) = verify::open(bytes, &document::Limits::default()) else { return };
    let now = DateTime::from_timestamp(1_770_000_000, 0).unwrap_or_default();
    let trust = TrustSnapshot {
        partner: "XB".into(),
        taken: now,
        anchors: vec![],
        intermediates: vec![],
        crls: vec![],
        list: None,
    };
    let root = opened.document.root().name().unwrap_or_default().to_owned();
    for family in [
        Family::XmlDsig,
        Family::Jws,
        Family::DataIntegrity,
        Family::OpenAttestation,
        Family::Cms,
        Family::Cose,
    ] {
        let profile = Profile {
            algorithms: ["rsa-sha256", "ecdsa-sha256", "RS256", "ES256", "EdDSA", "eddsa-jcs-2022"]
                .map(str::to_owned)
                .into(),
            min_rsa_bits: 2048,
            signatures: vec![SignatureRule { covers: root.clone(), listed: true, ..Default::default() }],
            revocation_max_age_hours: 72,
            list_max_age_hours: 72,
            uses_crl: true,
            ..Profile::new(family)
        };
        let times = Times { now, received: Some(now), clock_floor: None };
        assert!(verify::verify(&opened, &profile, &trust, &times).content.is_none());
    }
    assert!(verify::unverified(&opened, Unverified::PartnerNotOnboarded, now).content.is_none());
});
