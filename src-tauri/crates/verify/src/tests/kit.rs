//! Authorities, keys and lists made on the spot, with another library than the one under test.

use crate::{Anchor, Family, Outcome, Profile, SignatureRule, Times, TrustSnapshot};
use certificate::{Directory, Light, SignerEntry};
use chrono::{DateTime, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa,
    KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, RevocationReason,
    RevokedCertParams, SerialNumber, SignatureAlgorithm, SigningKey,
};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Reads a time, for short.
pub fn at(text: &str) -> DateTime<Utc> {
    crate::instant::parse(text).unwrap()
}

/// The library's own kind of time.
macro_rules! theirs {
    ($time:expr) => {
        rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from($time.timestamp()).unwrap())
    };
}

/// A certification authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A signer's key and certificate.
pub struct Signer {
    pub key: KeyPair,
    pub der: Vec<u8>,
}

/// What to change in a certificate.
pub type Change = fn(&mut CertificateParams);

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2040, 1, 1);
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

impl Authority {
    pub fn root(name: &str, change: Change) -> Self {
        let mut params = authority(name);
        change(&mut params);
        Self(
            CertifiedIssuer::self_signed(params, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap())
                .unwrap(),
        )
    }

    pub fn below(&self, name: &str, change: Change) -> Self {
        let mut params = authority(name);
        params.serial_number = Some(SerialNumber::from(77));
        change(&mut params);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        Self(CertifiedIssuer::signed_by(params, key, &self.0).unwrap())
    }

    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// Its private key, for programs that sign with it.
    pub fn key_pem(&self) -> String {
        self.0.key().serialize_pem()
    }

    pub fn signer(&self, name: &str, serial: u64, change: Change) -> Signer {
        self.signer_with(name, serial, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap(), change)
    }

    pub fn signer_with(&self, name: &str, serial: u64, key: KeyPair, change: Change) -> Signer {
        let mut params = named(name);
        params.not_before = theirs!(at(KEY_FROM));
        params.not_after = theirs!(at(KEY_UNTIL));
        params.serial_number = Some(SerialNumber::from(serial));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        change(&mut params);
        let der = params.signed_by(&key, &self.0).unwrap().der().to_vec();
        Signer { key, der }
    }

    /// A revocation list of this authority.
    pub fn crl(&self, this: &str, next: &str, revoked: &[Revoke<'_>]) -> Vec<u8> {
        let revoked_certs = revoked
            .iter()
            .map(|one| RevokedCertParams {
                serial_number: SerialNumber::from(one.serial),
                revocation_time: theirs!(at(one.date)),
                reason_code: one.reason,
                invalidity_date: one.invalid.map(|text| theirs!(at(text))),
            })
            .collect();
        let params = CertificateRevocationListParams {
            this_update: theirs!(at(this)),
            next_update: theirs!(at(next)),
            crl_number: SerialNumber::from(5),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.0).unwrap().der().to_vec()
    }
}

/// One entry of a revocation list.
#[derive(Clone, Copy)]
pub struct Revoke<'a> {
    pub serial: u64,
    pub date: &'a str,
    pub reason: Option<RevocationReason>,
    pub invalid: Option<&'a str>,
}

impl Signer {
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(&self.der))
    }

    /// Signs; an ECDSA value comes with r and s side by side.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let value = self.key.sign(message).unwrap();
        p256::ecdsa::Signature::from_der(&value).map_or(value, |value| value.to_bytes().to_vec())
    }

    pub fn entry(&self, change: fn(&mut SignerEntry)) -> SignerEntry {
        let mut entry = SignerEntry {
            id: "O-1".into(),
            name: Some("Ilin Marat".into()),
            office: Some("Chamber of Norvik".into()),
            key: self.fingerprint(),
            from: Some(at("2025-06-01T00:00:00Z")),
            ..SignerEntry::default()
        };
        change(&mut entry);
        entry
    }
}

pub fn key(algorithm: &'static SignatureAlgorithm) -> KeyPair {
    KeyPair::generate_for(algorithm).unwrap()
}

/// An Ed25519 key as a multikey, with its pair.
pub fn multikey() -> (String, KeyPair) {
    let key = key(&PKCS_ED25519);
    let raw = rcgen::PublicKeyData::der_bytes(&key);
    (format!("z{}", bs58::encode([&[0xed, 0x01], raw].concat()).into_string()), key)
}

pub const KEY_FROM: &str = "2025-01-01T00:00:00Z";
pub const KEY_UNTIL: &str = "2027-01-01T00:00:00Z";
pub const CLAIMED: &str = "2026-03-01T12:00:00Z";
pub const RECEIVED: &str = "2026-03-02T06:00:00Z";
pub const NOW: &str = "2026-03-03T00:00:00Z";
pub const KNOWN: &str = "2026-03-02T00:00:00Z";
pub const NEXT: &str = "2026-03-09T00:00:00Z";

pub fn profile(family: Family, algorithms: &[&str], signatures: Vec<SignatureRule>) -> Profile {
    Profile {
        algorithms: algorithms.iter().map(|name| (*name).to_owned()).collect(),
        min_rsa_bits: 2048,
        signatures,
        revocation_max_age_hours: 72,
        list_max_age_hours: 72,
        uses_crl: family != Family::DataIntegrity,
        ..Profile::new(family)
    }
}

pub fn official() -> SignatureRule {
    SignatureRule { role: "official".into(), listed: true, ..SignatureRule::default() }
}

pub fn times() -> Times {
    Times { now: at(NOW), received: Some(at(RECEIVED)), clock_floor: Some(at(RECEIVED)) }
}

pub fn snapshot(anchors: Vec<Anchor>, crls: Vec<Vec<u8>>, signers: Vec<SignerEntry>) -> TrustSnapshot {
    TrustSnapshot {
        partner: "XC".into(),
        taken: at(KNOWN),
        anchors,
        intermediates: vec![],
        crls,
        list: Some(Directory { sequence: 3, base: None, issued: Some(at(KNOWN)), signers }),
    }
}

/// Verdict in short: `TOTAL-PASSED`, `INDETERMINATE TRY_LATER`, or `none`.
pub fn verdict(outcome: &Outcome) -> String {
    let Some(verdict) = &outcome.verdict else { return "none".into() };
    let name = |value: serde_json::Value| value.as_str().unwrap().to_owned();
    let main = name(serde_json::to_value(verdict.indication).unwrap());
    match verdict.sub_indication {
        Some(sub) => format!("{main} {}", name(serde_json::to_value(sub).unwrap())),
        None => main,
    }
}

/// Ids of the findings that are not clear.
pub fn findings(outcome: &Outcome) -> Vec<&str> {
    use certificate::Level;
    outcome.findings.iter().filter(|one| one.level != Level::Clear).map(|one| one.id.as_str()).collect()
}

pub fn clear(outcome: &Outcome) -> Vec<&str> {
    use certificate::Level;
    outcome.findings.iter().filter(|one| one.level == Level::Clear).map(|one| one.id.as_str()).collect()
}

/// One row of the table: verdict, findings, light, and whether content came out.
#[track_caller]
pub fn row(outcome: &Outcome, expected: &str, ids: &[&str], light: Light, released: bool) {
    assert_eq!(verdict(outcome), expected, "{:#?}", outcome.findings);
    assert_eq!(findings(outcome), ids, "{:#?}", outcome.findings);
    assert_eq!(certificate::finding::light(&outcome.findings), light, "{:#?}", outcome.findings);
    assert_eq!(outcome.content.is_some(), released, "content released");
}
