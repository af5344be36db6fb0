//! Hundreds of generated paths judged here and by the openssl program. Whatever is accepted here, openssl
//! accepts; what openssl accepts and is refused here is refused by a rule that is named here.

use super::paths_kit::*;
use crate::{Evidence, PathOptions, PathRule, validate_path};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CidrSubnet, GeneralSubtree, IsCa,
    Issuer, KeyIdMethod, KeyUsagePurpose, NameConstraints, RevokedCertParams, SanType, SerialNumber,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A small generator of our own: the same paths on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// One time in so many.
    fn one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

const ANY: &str = "2.5.29.32.0";
const HOSTS: [&str; 4] = ["norvik.example", "a.norvik.example", "desk.other.example", "other.example"];
const POLICIES: [&str; 3] = ["1.2.3", "1.2.4", "1.2.5"];

fn policies_of(dice: &mut Dice, params: &mut CertificateParams) {
    if dice.one_in(5) {
        return;
    }
    let mut list = vec![dice.pick(&POLICIES)];
    if dice.one_in(2) {
        list.push(POLICIES[0]);
    }
    if dice.one_in(4) {
        list.push(ANY);
    }
    list.sort_unstable();
    list.dedup();
    params.custom_extensions.push(policies(&list));
}

fn names_of(dice: &mut Dice, params: &mut CertificateParams) {
    for _ in 0..dice.below(3) {
        let host = dice.pick(&HOSTS);
        params.subject_alt_names.push(match dice.below(3) {
            0 => SanType::DnsName(host.try_into().unwrap()),
            1 => SanType::Rfc822Name(format!("desk@{host}").try_into().unwrap()),
            _ => SanType::IpAddress(std::net::IpAddr::from([10, 0, u8::try_from(dice.below(3)).unwrap(), 1])),
        });
    }
}

fn subtree(dice: &mut Dice) -> GeneralSubtree {
    let host = dice.pick(&HOSTS).to_owned();
    match dice.below(4) {
        0 => GeneralSubtree::DnsName(host),
        1 => GeneralSubtree::Rfc822Name(host),
        2 => {
            let mut name = rcgen::DistinguishedName::new();
            name.push(rcgen::DnType::CountryName, dice.pick(&["XB", "XC"]));
            GeneralSubtree::DirectoryName(name)
        }
        _ => GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(
            [10, 0, u8::try_from(dice.below(3)).unwrap(), 0],
            24,
        )),
    }
}

fn authority(dice: &mut Dice, params: &mut CertificateParams) {
    if dice.one_in(4) {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(u8::try_from(dice.below(3)).unwrap()));
    }
    if dice.one_in(12) {
        params.is_ca = IsCa::ExplicitNoCa;
    }
    if dice.one_in(12) {
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
    }
    if dice.one_in(3) {
        let (permitted, excluded) = (dice.one_in(2), dice.one_in(2));
        let list = |wanted: bool, dice: &mut Dice| if wanted { vec![subtree(dice)] } else { vec![] };
        let permitted_subtrees = list(permitted, dice);
        let excluded_subtrees = list(excluded || !permitted, dice);
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
    }
    policies_of(dice, params);
    if dice.one_in(5) {
        let (from, to) = (dice.pick(&POLICIES), dice.pick(&POLICIES));
        params.custom_extensions.push(mappings(&[(from, to)]));
    }
    let skip = |dice: &mut Dice| dice.one_in(2).then(|| u32::try_from(dice.below(3)).unwrap());
    if dice.one_in(5) {
        let (explicit, mapping) = (skip(dice), skip(dice));
        if explicit.or(mapping).is_some() {
            params.custom_extensions.push(policy_constraints(explicit, mapping));
        }
    }
    if dice.one_in(6) {
        params.custom_extensions.push(inhibit_any(u32::try_from(dice.below(3)).unwrap()));
    }
    any(dice, params);
}

fn any(dice: &mut Dice, params: &mut CertificateParams) {
    if dice.one_in(20) {
        params.custom_extensions.push(extension("2.5.29.99", true, vec![5, 0]));
    }
    if dice.one_in(20) {
        params.not_after = rcgen::date_time_ymd(2026, 2, 1);
    }
}

fn list(issuer: &Node, revoked: &[u64], until: u8) -> Vec<u8> {
    let params = CertificateRevocationListParams {
        this_update: rcgen::date_time_ymd(2026, 2, 1),
        next_update: rcgen::date_time_ymd(2026, until, 2),
        crl_number: SerialNumber::from(5),
        issuing_distribution_point: None,
        revoked_certs: revoked
            .iter()
            .map(|serial| RevokedCertParams {
                serial_number: SerialNumber::from(*serial),
                revocation_time: rcgen::date_time_ymd(2026, 1, 1),
                reason_code: None,
                invalidity_date: None,
            })
            .collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let mut able = issuer.params.clone();
    able.key_usages = vec![KeyUsagePurpose::CrlSign];
    params.signed_by(&Issuer::from_params(&able, &issuer.key)).unwrap().der().to_vec()
}

fn pem(label: &str, ders: &[&[u8]]) -> String {
    use base64::Engine as _;
    let body = |der: &&[u8]| {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<_> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    ders.iter().map(body).collect()
}

fn openssl(folder: &Path, flags: &[&str]) -> (bool, String) {
    let time = now().timestamp().to_string();
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(["verify", "-no-CApath", "-no-CAstore", "-CAfile", "root.pem", "-untrusted", "pool.pem"])
        .args(["-attime", &time, "-policy_check"])
        .args(flags)
        .arg("leaf.pem")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), text)
}

#[test]
fn openssl_agrees_on_hundreds_of_paths() {
    if Command::new("openssl").arg("version").output().is_err() {
        println!("skipped: the openssl program is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(6);
    let (mut both, mut neither) = (0, 0);
    let mut stricter: BTreeMap<PathRule, Vec<String>> = BTreeMap::new();
    let mut rules: BTreeMap<PathRule, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for round in 0..400 {
        let root = Node::root("Root", |_| ());
        let mut line = vec![root];
        for depth in 0..=dice.below(3) {
            let name = dice.pick(&["Upper", "Middle", "Lower"]);
            // Now and then an authority certifies its own next key.
            let above = line.last().unwrap();
            let made = above.authority(name, 10 + depth, |params| {
                if depth > 0 && dice.one_in(4) {
                    params.distinguished_name = above.params.distinguished_name.clone();
                }
                authority(&mut dice, params);
            });
            line.push(made);
        }
        let leaf = line.last().unwrap().leaf("The Official", 30, |params| {
            names_of(&mut dice, params);
            policies_of(&mut dice, params);
            any(&mut dice, params);
        });
        let mut flags = Vec::new();
        let mut options = PathOptions { at: Some(now()), ..PathOptions::default() };
        if dice.one_in(3) {
            flags.push("-explicit_policy");
            options.explicit_policy = true;
        }
        if dice.one_in(5) {
            flags.push("-inhibit_map");
            options.inhibit_mapping = true;
        }
        if dice.one_in(5) {
            flags.push("-inhibit_any");
            options.inhibit_any = true;
        }
        if dice.one_in(3) {
            let policy = dice.pick(&POLICIES);
            flags.extend(["-policy", policy]);
            options.policies.insert(policy.to_owned());
        } else {
            // Without one openssl takes the set for empty, not for any.
            flags.extend(["-policy", ANY]);
        }
        if dice.one_in(2) {
            flags.extend(["-crl_check_all", "-CRLfile", "crls.pem"]);
            let mut crls = Vec::new();
            for node in &line {
                if !dice.one_in(20) {
                    let (revoked, until) = (10 + dice.below(60), if dice.one_in(20) { 2 } else { 3 });
                    crls.push(list(node, &[revoked], until));
                }
            }
            let all: Vec<_> = crls.iter().map(Vec::as_slice).collect();
            std::fs::write(folder.path().join("crls.pem"), pem("X509 CRL", &all)).unwrap();
            options.revocation = Some(Evidence { crls, ..Evidence::default() });
        }
        let pool: Vec<_> = line[1..].iter().map(|node| node.der.clone()).collect();
        let all: Vec<_> = pool.iter().map(Vec::as_slice).collect();
        for (name, ders) in [
            ("root.pem", vec![line[0].der.as_slice()]),
            ("pool.pem", all),
            ("leaf.pem", vec![leaf.der.as_slice()]),
        ] {
            std::fs::write(folder.path().join(name), pem("CERTIFICATE", &ders)).unwrap();
        }
        let report = validate_path(&leaf.der, &pool, std::slice::from_ref(&line[0].der), &options);
        let (theirs, said) = openssl(folder.path(), &flags);
        match (report.refusal, theirs) {
            (None, true) => both += 1,
            (Some(refusal), false) => {
                neither += 1;
                *rules.entry(refusal.rule).or_default() += 1;
            }
            (None, false) => wrong.push(format!("{round} {flags:?}: {said}")),
            (Some(refusal), true) => {
                stricter.entry(refusal.rule).or_default().push(format!("{round} {flags:?}: {}", refusal.why));
            }
        }
    }
    println!(
        "openssl: {both} accepted by both, {neither} refused by both {rules:?}, refused here alone {stricter:?}"
    );
    assert_eq!(wrong, [""; 0], "accepted here alone");
    assert!(both > 40 && neither > 100, "the paths are of both kinds");
    assert_eq!(stricter.keys().collect::<Vec<_>>(), [&PathRule::Work; 0], "{stricter:#?}");
}
