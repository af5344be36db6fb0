//! Chains made on the spot for tests of paths, with another library than the one under test.

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;
use der::Encode;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber,
};
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::{CertificatePolicies, PolicyConstraints, PolicyMapping, PolicyMappings};

/// A certificate with its key.
pub struct Node {
    pub key: KeyPair,
    pub params: CertificateParams,
    pub der: Vec<u8>,
}

pub const NOW: &str = "2026-03-01T00:00:00Z";

pub fn now() -> DateTime<Utc> {
    crate::instant::parse(NOW).unwrap()
}

fn params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "XB");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2040, 1, 1);
    params.serial_number = Some(SerialNumber::from(serial));
    params.use_authority_key_identifier_extension = true;
    params
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

fn as_authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
}

impl Node {
    pub fn root(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (mut params, key) = (params(name, 1), key());
        as_authority(&mut params);
        change(&mut params);
        let der = params.self_signed(&key).unwrap().der().to_vec();
        Self { key, params, der }
    }

    pub fn authority(&self, name: &str, serial: u64, change: impl FnOnce(&mut CertificateParams)) -> Self {
        self.issue(name, serial, |params| {
            as_authority(params);
            change(params);
        })
    }

    pub fn leaf(&self, name: &str, serial: u64, change: impl FnOnce(&mut CertificateParams)) -> Self {
        self.issue(name, serial, |params| {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            change(params);
        })
    }

    fn issue(&self, name: &str, serial: u64, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (mut params, key) = (params(name, serial), key());
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, &self.key);
        let der = params.signed_by(&key, &issuer).unwrap().der().to_vec();
        Self { key, params, der }
    }
}

pub fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(text).unwrap()
}

/// An extension of that id.
pub fn extension(id: &str, critical: bool, der: Vec<u8>) -> CustomExtension {
    let arcs: Vec<u64> = id.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut extension = CustomExtension::from_oid_content(&arcs, der);
    extension.set_criticality(critical);
    extension
}

pub fn policies(list: &[&str]) -> CustomExtension {
    let list = list
        .iter()
        .map(|policy| PolicyInformation { policy_identifier: oid(policy), policy_qualifiers: None })
        .collect();
    extension("2.5.29.32", false, CertificatePolicies(list).to_der().unwrap())
}

pub fn mappings(list: &[(&str, &str)]) -> CustomExtension {
    let list = list
        .iter()
        .map(|(from, to)| PolicyMapping { issuer_domain_policy: oid(from), subject_domain_policy: oid(to) })
        .collect();
    extension("2.5.29.33", true, PolicyMappings(list).to_der().unwrap())
}

pub fn policy_constraints(explicit: Option<u32>, mapping: Option<u32>) -> CustomExtension {
    let limits = PolicyConstraints { require_explicit_policy: explicit, inhibit_policy_mapping: mapping };
    extension("2.5.29.36", true, limits.to_der().unwrap())
}

pub fn inhibit_any(skip: u32) -> CustomExtension {
    extension("2.5.29.54", true, skip.to_der().unwrap())
}
