//! RFC 5280 section 6.3 and RFC 6960: lists of every kind and responses, each rule with material that breaks
//! only it.

use super::paths_kit::*;
use crate::{Evidence, PathOptions, PathReport, PathRule, validate_path};
use der::asn1::{BitString, GeneralizedTime, OctetString, UtcTime};
use der::{Any, Encode, Tag};
use rcgen::{ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SigningKey};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use std::time::Duration;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint, Reasons};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{CrlDistributionPoints, CrlReason};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

fn same(_: &mut rcgen::CertificateParams) {}

/// Days before or after 1 March 2026.
fn day(days: i64) -> Duration {
    Duration::from_secs(u64::try_from(now().timestamp() + days * 86_400).unwrap())
}

fn algorithm() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: oid("1.2.840.10045.4.3.2"), parameters: None }
}

fn subject(node: &Node) -> Name {
    crate::x509::Certificate::read(&node.der).unwrap().subject_name_read().unwrap()
}

/// A list in the making.
#[derive(Clone)]
struct List {
    number: u8,
    base: Option<u8>,
    point: Option<IssuingDistributionPoint>,
    from: i64,
    until: i64,
    revoked: Vec<RevokedCert>,
    more: Vec<Extension>,
}

fn list(number: u8) -> List {
    List { number, base: None, point: None, from: -1, until: 6, revoked: vec![], more: vec![] }
}

fn plain_extension(id: &str, critical: bool, der: Vec<u8>) -> Extension {
    Extension { extn_id: oid(id), critical, extn_value: OctetString::new(der).unwrap() }
}

fn entry(serial: u8, reason: CrlReason) -> RevokedCert {
    let reason = plain_extension("2.5.29.21", false, reason.to_der().unwrap());
    RevokedCert {
        serial_number: SerialNumber::from(serial),
        revocation_date: Time::UtcTime(UtcTime::from_unix_duration(day(-9)).unwrap()),
        crl_entry_extensions: Some(vec![reason]),
    }
}

fn point(name: Option<&str>) -> IssuingDistributionPoint {
    IssuingDistributionPoint {
        distribution_point: name.map(|name| DistributionPointName::FullName(vec![uri(name)])),
        only_contains_user_certs: false,
        only_contains_ca_certs: false,
        only_some_reasons: None,
        indirect_crl: false,
        only_contains_attribute_certs: false,
    }
}

fn uri(text: &str) -> GeneralName {
    GeneralName::UniformResourceIdentifier(der::asn1::Ia5String::new(text).unwrap())
}

impl List {
    fn revoke(mut self, serial: u8, reason: CrlReason) -> Self {
        self.revoked.push(entry(serial, reason));
        self
    }

    fn by(&self, issuer: &Node) -> Vec<u8> {
        let mut extensions = vec![plain_extension("2.5.29.20", false, self.number.to_der().unwrap())];
        extensions.extend(self.base.map(|base| plain_extension("2.5.29.27", true, base.to_der().unwrap())));
        extensions.extend(
            self.point.as_ref().map(|point| plain_extension("2.5.29.28", true, point.to_der().unwrap())),
        );
        extensions.extend(self.more.clone());
        let body = TbsCertList {
            version: x509_cert::certificate::Version::V2,
            signature: algorithm(),
            issuer: subject(issuer),
            this_update: Time::UtcTime(UtcTime::from_unix_duration(day(self.from)).unwrap()),
            next_update: Some(Time::UtcTime(UtcTime::from_unix_duration(day(self.until)).unwrap())),
            revoked_certificates: (!self.revoked.is_empty()).then(|| self.revoked.clone()),
            crl_extensions: Some(extensions),
        };
        let value = issuer.key.sign(&body.to_der().unwrap()).unwrap();
        let signature = BitString::from_bytes(&value).unwrap();
        let list = CertificateList::<x509_cert::certificate::Rfc5280> {
            tbs_cert_list: body,
            signature_algorithm: algorithm(),
            signature,
        };
        list.to_der().unwrap()
    }
}

/// A root, and a leaf with serial number 8 directly below it.
struct World {
    root: Node,
    leaf: Node,
}

fn world(points: &[DistributionPoint]) -> World {
    let root = Node::root("Root", same);
    let leaf = root.leaf("Official", 8, |leaf| {
        if !points.is_empty() {
            let der = CrlDistributionPoints(points.to_vec()).to_der().unwrap();
            leaf.custom_extensions.push(extension("2.5.29.31", false, der));
        }
    });
    World { root, leaf }
}

fn judge(world: &World, pool: &[Vec<u8>], evidence: Evidence) -> PathReport {
    let options = PathOptions { at: Some(now()), revocation: Some(evidence), ..PathOptions::default() };
    validate_path(&world.leaf.der, pool, std::slice::from_ref(&world.root.der), &options)
}

fn by_lists(world: &World, crls: &[Vec<u8>]) -> Option<PathRule> {
    let evidence = Evidence { crls: crls.to_vec(), ..Evidence::default() };
    judge(world, &[], evidence).refusal.map(|refusal| refusal.rule)
}

const REVOKED: Option<PathRule> = Some(PathRule::Revoked);
const UNKNOWN: Option<PathRule> = Some(PathRule::RevocationKnown);

#[test]
fn complete_lists() {
    let one = world(&[]);
    let root = &one.root;
    let compromised = CrlReason::KeyCompromise;
    assert_eq!(by_lists(&one, &[list(1).by(root)]), None);
    assert_eq!(by_lists(&one, &[list(1).revoke(8, compromised).by(root)]), REVOKED);
    assert_eq!(by_lists(&one, &[list(1).revoke(8, CrlReason::CertificateHold).by(root)]), REVOKED);
    assert_eq!(by_lists(&one, &[list(1).revoke(9, compromised).by(root)]), None, "another serial number");
    assert_eq!(by_lists(&one, &[]), UNKNOWN, "no list at all");
    assert_eq!(by_lists(&one, &[List { until: -1, from: -7, ..list(1) }.by(root)]), UNKNOWN, "too old");
    assert_eq!(by_lists(&one, &[List { from: 1, ..list(1) }.by(root)]), UNKNOWN, "of the future");
    let aged = Evidence { crls: vec![list(1).by(root)], max_age_hours: Some(12), ..Evidence::default() };
    assert_eq!(judge(&one, &[], aged).refusal.map(|refusal| refusal.rule), UNKNOWN, "older than asked");
    let stranger = Node::root("Root", same);
    assert_eq!(by_lists(&one, &[list(1).by(&stranger)]), UNKNOWN, "signed by another key");
    let mut unknown = list(1);
    unknown.more.push(plain_extension("2.5.29.99", true, vec![5, 0]));
    assert_eq!(by_lists(&one, &[unknown.by(root)]), UNKNOWN, "a critical extension that is not understood");
    let known = judge(&one, &[], Evidence { crls: vec![list(1).by(root)], ..Evidence::default() });
    assert_eq!(known.revocation_as_of.map(|time| time.timestamp()), i64::try_from(day(-1).as_secs()).ok());
}

#[test]
fn an_older_list_never_stands_in_for_a_newer_one() {
    let one = world(&[]);
    let root = &one.root;
    // The number decides, whatever the older one says of its time.
    let newer = List { from: -3, ..list(5) }.revoke(8, CrlReason::KeyCompromise).by(root);
    let older = List { from: -1, ..list(4) }.by(root);
    assert_eq!(by_lists(&one, &[older.clone(), newer.clone()]), REVOKED);
    assert_eq!(by_lists(&one, &[newer, older]), REVOKED);
    // An entry that left is remembered, a hold that left was lifted.
    let held = |reason| [List { from: -3, ..list(4) }.revoke(8, reason).by(root), list(5).by(root)];
    assert_eq!(by_lists(&one, &held(CrlReason::Superseded)), REVOKED);
    assert_eq!(by_lists(&one, &held(CrlReason::CertificateHold)), None);
    // A newest list that is too old is not saved by an older one that says it lasts longer.
    let ended = List { from: -3, until: -1, ..list(5) }.by(root);
    assert_eq!(by_lists(&one, &[list(4).by(root), ended]), UNKNOWN);
}

#[test]
fn who_may_sign_a_list() {
    let root = Node::root("Root", |root| root.key_usages = vec![KeyUsagePurpose::KeyCertSign]);
    let leaf = root.leaf("Official", 8, same);
    let one = World { root, leaf };
    assert_eq!(by_lists(&one, &[list(1).by(&one.root)]), UNKNOWN, "the authority may not sign lists");
    // Another key of the same authority, certified by it.
    let signer = |serial, usage| one.root.leaf("Root", serial, |params| params.key_usages = vec![usage]);
    let good = signer(20, KeyUsagePurpose::CrlSign);
    let with = |signer: &Node, crl: Vec<u8>| {
        let evidence = Evidence { crls: vec![crl], ..Evidence::default() };
        judge(&one, std::slice::from_ref(&signer.der), evidence).refusal.map(|refusal| refusal.rule)
    };
    assert_eq!(with(&good, list(1).by(&good)), None);
    assert_eq!(with(&good, list(1).revoke(8, CrlReason::Superseded).by(&good)), REVOKED);
    assert_eq!(
        with(&good, list(1).revoke(20, CrlReason::Superseded).by(&good)),
        UNKNOWN,
        "its own signer is revoked"
    );
    let bad = signer(21, KeyUsagePurpose::DigitalSignature);
    assert_eq!(with(&bad, list(1).by(&bad)), UNKNOWN, "a key for other things");
    let foreign = Node::root("Root", same);
    assert_eq!(with(&foreign, list(1).by(&foreign)), UNKNOWN, "a namesake");
}

#[test]
fn deltas() {
    let one = world(&[]);
    let root = &one.root;
    let delta = |number, base| List { base: Some(base), ..list(number) };
    let compromised = CrlReason::KeyCompromise;
    let complete = List { from: -5, until: -2, ..list(4) };
    assert_eq!(by_lists(&one, &[delta(5, 4).by(root)]), UNKNOWN, "without a complete list");
    assert_eq!(by_lists(&one, &[complete.by(root)]), UNKNOWN, "the complete list alone is too old");
    assert_eq!(by_lists(&one, &[complete.by(root), delta(5, 4).by(root)]), None, "the delta makes it new");
    assert_eq!(by_lists(&one, &[complete.by(root), delta(5, 4).revoke(8, compromised).by(root)]), REVOKED);
    assert_eq!(
        by_lists(&one, &[complete.by(root), delta(6, 5).by(root)]),
        UNKNOWN,
        "built on one that is not here"
    );
    assert_eq!(
        by_lists(&one, &[complete.by(root), delta(4, 3).by(root)]),
        UNKNOWN,
        "not newer than the complete list"
    );
    let held = complete.clone().revoke(8, CrlReason::CertificateHold).by(root);
    assert_eq!(
        by_lists(&one, &[held.clone(), delta(5, 4).revoke(8, CrlReason::RemoveFromCRL).by(root)]),
        None
    );
    assert_eq!(by_lists(&one, &[held, delta(5, 4).by(root)]), REVOKED);
    let stranger = Node::root("Root", same);
    let forged = delta(5, 4).revoke(8, CrlReason::RemoveFromCRL).by(&stranger);
    assert_eq!(
        by_lists(&one, &[list(4).revoke(8, compromised).by(root), forged]),
        REVOKED,
        "another key's delta"
    );
}

fn at_point(name: &str) -> DistributionPoint {
    DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![uri(name)])),
        reasons: None,
        crl_issuer: None,
    }
}

#[test]
fn lists_of_one_distribution_point_and_of_some_certificates() {
    let one = world(&[at_point("http://a.example/1")]);
    let root = &one.root;
    let of = |point| List { point: Some(point), ..list(1) };
    assert_eq!(by_lists(&one, &[of(point(Some("http://a.example/1"))).by(root)]), None);
    assert_eq!(by_lists(&one, &[of(point(Some("http://a.example/2"))).by(root)]), UNKNOWN, "another point");
    assert_eq!(by_lists(&one, &[of(point(None)).by(root)]), None, "of no point: of all");
    let users = IssuingDistributionPoint { only_contains_user_certs: true, ..point(None) };
    let authorities = IssuingDistributionPoint { only_contains_ca_certs: true, ..point(None) };
    let attributes = IssuingDistributionPoint { only_contains_attribute_certs: true, ..point(None) };
    assert_eq!(by_lists(&one, &[of(users.clone()).by(root)]), None);
    assert_eq!(by_lists(&one, &[of(authorities.clone()).by(root)]), UNKNOWN);
    assert_eq!(by_lists(&one, &[of(attributes).by(root)]), UNKNOWN);
    let leaf = one.root.authority("Official", 8, same);
    let as_authority = World { root: one.root, leaf };
    assert_eq!(by_lists(&as_authority, &[of(users).by(&as_authority.root)]), UNKNOWN);
    assert_eq!(by_lists(&as_authority, &[of(authorities).by(&as_authority.root)]), None);
}

#[test]
fn lists_of_some_reasons() {
    let one = world(&[]);
    let root = &one.root;
    let some = |reasons: der::flagset::FlagSet<Reasons>| {
        let point = IssuingDistributionPoint { only_some_reasons: Some(reasons), ..point(None) };
        List { point: Some(point), ..list(1) }
    };
    let first = Reasons::KeyCompromise | Reasons::CaCompromise;
    let rest = Reasons::AffiliationChanged
        | Reasons::Superseded
        | Reasons::CessationOfOperation
        | Reasons::CertificateHold
        | Reasons::PrivilegeWithdrawn
        | Reasons::AaCompromise;
    assert_eq!(by_lists(&one, &[some(first).by(root)]), UNKNOWN, "half of the reasons");
    assert_eq!(by_lists(&one, &[some(first).by(root), some(rest).by(root)]), None, "all of them");
    let revoked = some(first).revoke(8, CrlReason::KeyCompromise).by(root);
    assert_eq!(by_lists(&one, &[revoked]), REVOKED, "half is enough to be revoked");
}

#[test]
fn indirect_lists() {
    let root = Node::root("Root", same);
    let lists = root.leaf("Lists", 30, |params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    let appointed = |issuer: &Node| DistributionPoint {
        crl_issuer: Some(vec![GeneralName::DirectoryName(subject(issuer))]),
        ..at_point("http://a.example/1")
    };
    let leaf = |issuer: &Node| {
        let der = CrlDistributionPoints(vec![appointed(issuer)]).to_der().unwrap();
        root.leaf("Official", 8, |leaf| leaf.custom_extensions.push(extension("2.5.29.31", false, der)))
    };
    let named = leaf(&lists);
    let unnamed = root.leaf("Official", 8, same);
    let indirect =
        |is| List { point: Some(IssuingDistributionPoint { indirect_crl: is, ..point(None) }), ..list(1) };
    let of_root = |serial| {
        let mut entry = entry(serial, CrlReason::Superseded);
        let names = vec![GeneralName::DirectoryName(subject(&root))].to_der().unwrap();
        entry.crl_entry_extensions.as_mut().unwrap().push(plain_extension("2.5.29.29", true, names));
        entry
    };
    // What signs the lists is itself on a list of the root.
    let own = list(1).by(&root);
    let judged = |leaf: &Node, crl: Vec<u8>| {
        let options = PathOptions {
            at: Some(now()),
            revocation: Some(Evidence { crls: vec![own.clone(), crl], ..Evidence::default() }),
            ..PathOptions::default()
        };
        let pool = std::slice::from_ref(&lists.der);
        validate_path(&leaf.der, pool, std::slice::from_ref(&root.der), &options)
            .refusal
            .map(|refusal| refusal.rule)
    };
    let mut revoking = indirect(true);
    revoking.revoked = vec![of_root(8)];
    assert_eq!(judged(&named, revoking.by(&lists)), REVOKED);
    // Without an issuer of its own an entry speaks of the list's issuer, and the next keeps the one before it.
    revoking.revoked = vec![entry(8, CrlReason::Superseded), of_root(9)];
    assert_eq!(judged(&named, revoking.by(&lists)), None, "a namesake of its number");
    revoking.revoked = vec![of_root(9), entry(8, CrlReason::Superseded)];
    assert_eq!(judged(&named, revoking.by(&lists)), REVOKED, "the issuer of the entry before it");
    let mut direct = indirect(false);
    direct.revoked = vec![of_root(8)];
    assert_eq!(judged(&named, direct.by(&lists)), None, "a list that is not indirect says nothing of others");
    revoking.revoked = vec![of_root(8)];
    assert_eq!(judged(&unnamed, revoking.by(&lists)), None, "the certificate appoints no other issuer");
}

/// A response; `status` is the DER of CertStatus.
struct Answer {
    serial: u8,
    status: Vec<u8>,
    from: i64,
    until: i64,
    by_key: bool,
    hash: &'static str,
}

fn tagged(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    let mut all = vec![tag];
    match body.len() {
        length @ 0..=127 => all.push(u8::try_from(length).unwrap()),
        length => all.extend([0x82, u8::try_from(length >> 8).unwrap(), u8::try_from(length & 255).unwrap()]),
    }
    if body.len() > 127 && body.len() < 256 {
        all.splice(1..4, [0x81, u8::try_from(body.len()).unwrap()]);
    }
    all.extend(body);
    all
}

fn general(days: i64) -> Vec<u8> {
    GeneralizedTime::from_unix_duration(day(days)).unwrap().to_der().unwrap()
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    OctetString::new(bytes).unwrap().to_der().unwrap()
}

type Digesting = fn(&[u8]) -> Vec<u8>;

impl Answer {
    fn good() -> Self {
        Self { serial: 8, status: vec![0x80, 0], from: -1, until: 6, by_key: true, hash: "sha1" }
    }

    /// Of a certificate of `issuer`, by `responder`, with its certificate where it comes along.
    fn by(&self, issuer: &Node, responder: &Node, along: bool) -> Vec<u8> {
        let key_of = |node: &Node| rcgen::PublicKeyData::der_bytes(&node.key).to_vec();
        let (id, hash): (_, Digesting) = match self.hash {
            "sha1" => ("1.3.14.3.2.26", |bytes| Sha1::digest(bytes).to_vec()),
            _ => ("2.16.840.1.101.3.4.2.1", |bytes| Sha256::digest(bytes).to_vec()),
        };
        let algorithm_of =
            |id: &str, parameters| AlgorithmIdentifierOwned { oid: oid(id), parameters }.to_der().unwrap();
        let about = tagged(
            0x30,
            &[
                algorithm_of(id, Some(Any::new(Tag::Null, &[][..]).unwrap())),
                octets(&hash(&subject(issuer).to_der().unwrap())),
                octets(&hash(&key_of(issuer))),
                self.serial.to_der().unwrap(),
            ],
        );
        let single = tagged(
            0x30,
            &[about, self.status.clone(), general(self.from), tagged(0xa0, &[general(self.until)])],
        );
        let who = if self.by_key {
            tagged(0xa2, &[octets(&Sha1::digest(key_of(responder)))])
        } else {
            tagged(0xa1, &[subject(responder).to_der().unwrap()])
        };
        let data = tagged(0x30, &[who, general(self.from), tagged(0x30, &[single])]);
        let value = responder.key.sign(&data).unwrap();
        let mut parts = vec![
            data,
            algorithm().to_der().unwrap(),
            BitString::from_bytes(&value).unwrap().to_der().unwrap(),
        ];
        if along {
            parts.push(tagged(0xa0, &[tagged(0x30, std::slice::from_ref(&responder.der))]));
        }
        let basic = octets(&tagged(0x30, &parts));
        let bytes = tagged(0x30, &[oid("1.3.6.1.5.5.7.48.1.1").to_der().unwrap(), basic]);
        tagged(0x30, &[vec![0x0a, 1, 0], tagged(0xa0, &[bytes])])
    }
}

#[test]
fn responses() {
    let one = world(&[]);
    let root = &one.root;
    let revoked =
        || tagged(0xa1, &[general(-9), tagged(0xa0, &[CrlReason::KeyCompromise.to_der().unwrap()])]);
    let rule = |response: Vec<u8>| {
        let evidence = Evidence { responses: vec![response], ..Evidence::default() };
        judge(&one, &[], evidence).refusal.map(|refusal| refusal.rule)
    };
    let good = Answer::good;
    assert_eq!(rule(good().by(root, root, false)), None, "the issuer's own, by key");
    assert_eq!(
        rule(Answer { by_key: false, hash: "sha256", ..good() }.by(root, root, false)),
        None,
        "by name"
    );
    assert_eq!(rule(Answer { status: revoked(), ..good() }.by(root, root, false)), REVOKED);
    assert_eq!(
        rule(Answer { status: vec![0x82, 0], ..good() }.by(root, root, false)),
        UNKNOWN,
        "it does not know"
    );
    assert_eq!(rule(Answer { serial: 9, ..good() }.by(root, root, false)), UNKNOWN, "of another certificate");
    assert_eq!(rule(Answer { from: -7, until: -1, ..good() }.by(root, root, false)), UNKNOWN, "too old");
    assert_eq!(rule(Answer { from: 1, ..good() }.by(root, root, false)), UNKNOWN, "of the future");
    let namesake = Node::root("Root", same);
    assert_eq!(rule(good().by(&namesake, &namesake, true)), UNKNOWN, "of another issuer's certificate");
    assert_eq!(rule(good().by(root, &namesake, true)), UNKNOWN, "by another issuer's key");
    let mut altered = Answer { status: revoked(), ..good() }.by(root, root, false);
    let at = altered.windows(4).position(|part| part == b"2602").unwrap();
    altered[at + 3] = b'1';
    assert_eq!(rule(altered), UNKNOWN, "not what was signed");
    // A responder that the issuer appointed.
    let responder = |purpose: Option<ExtendedKeyUsagePurpose>, change: fn(&mut rcgen::CertificateParams)| {
        root.leaf("Responder", 40, |params| {
            params.extended_key_usages = purpose.into_iter().collect();
            change(params);
        })
    };
    let signing = || Some(ExtendedKeyUsagePurpose::OcspSigning);
    let appointed = responder(signing(), same);
    assert_eq!(rule(good().by(root, &appointed, true)), None);
    assert_eq!(rule(good().by(root, &appointed, false)), UNKNOWN, "its certificate is missing");
    let client = responder(Some(ExtendedKeyUsagePurpose::ClientAuth), same);
    assert_eq!(rule(good().by(root, &client, true)), UNKNOWN, "appointed for something else");
    let ended = responder(signing(), |params| params.not_after = rcgen::date_time_ymd(2026, 2, 1));
    assert_eq!(rule(good().by(root, &ended, true)), UNKNOWN, "no longer appointed");
    let official = responder(signing(), |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
    assert_eq!(rule(good().by(root, &official, true)), UNKNOWN, "its key does not sign");
    let below = root
        .authority("Middle", 41, |params| params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained));
    let indirect =
        below.leaf("Responder", 42, |params| params.extended_key_usages = signing().into_iter().collect());
    assert_eq!(rule(good().by(root, &indirect, true)), UNKNOWN, "appointed by another");
    // A list and a response: a revocation that either knows stands.
    let both = |crl: Vec<u8>, response: Vec<u8>| {
        let evidence = Evidence { crls: vec![crl], responses: vec![response], ..Evidence::default() };
        judge(&one, &[], evidence).refusal.map(|refusal| refusal.rule)
    };
    let listed = list(1).revoke(8, CrlReason::KeyCompromise).by(root);
    assert_eq!(both(listed, good().by(root, root, false)), REVOKED);
    assert_eq!(both(list(1).by(root), Answer { status: revoked(), ..good() }.by(root, root, false)), REVOKED);
    assert_eq!(both(list(1).by(root), good().by(root, root, false)), None);
}
