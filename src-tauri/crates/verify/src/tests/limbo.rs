//! C2SP's x509-limbo: paths that a validator of the web must accept or refuse. No case that must be refused
//! may be accepted; a case that must be accepted and is refused is named here with the rule that refuses it.

use super::corpus;
use crate::{Duties, Evidence, PathOptions, PathRule, Subject, validate_path};
use base64::Engine as _;
use serde_json::Value;
use std::collections::BTreeMap;

/// Valid cases that are refused on purpose.
const REFUSED: &[(&str, PathRule)] = &[
    // An anchor that another issued and that does not say which key: the corpus wants such a one refused as
    // `aki::cross-signed-root-missing-aki`.
    ("cve::cve-2024-0567", PathRule::IssuerDuty),
    // A common name that is none of the alternative names: refused as `webpki::cn::not-in-san`.
    ("webpki::nc::nc-permits-dns-san-pattern", PathRule::ServerDuty),
    ("webpki::san::exact-localhost-ip-san", PathRule::ServerDuty),
    ("webpki::san::leftmost-wildcard-san", PathRule::ServerDuty),
    // Wildcards are not taken for a host's name.
    ("online::docs.python.org", PathRule::Subject),
];

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

fn ders(value: &Value) -> Vec<Vec<u8>> {
    texts(value).iter().map(|pem| der(pem)).collect()
}

fn subject(name: &Value) -> Option<Subject> {
    let value = name["value"].as_str()?;
    Some(match name["kind"].as_str()? {
        "DNS" => Subject::Host(value.to_owned()),
        "IP" => Subject::Address(value.parse().unwrap()),
        "RFC822" => Subject::Mailbox(value.to_owned()),
        other => panic!("{other}"),
    })
}

fn options(case: &Value, now: &str) -> PathOptions {
    let id = case["id"].as_str().unwrap();
    // `webpki::` and `online::` cases speak of the forum's baseline, the others of RFC 5280 alone.
    let server = id.starts_with("webpki::") || id.starts_with("online::");
    let purposes = texts(&case["extended_key_usage"]);
    let purpose = |name: &String| match name.as_str() {
        "serverAuth" => "1.3.6.1.5.5.7.3.1".to_owned(),
        "clientAuth" => "1.3.6.1.5.5.7.3.2".to_owned(),
        other => panic!("{other}"),
    };
    let time = case["validation_time"].as_str().unwrap_or(now);
    PathOptions {
        at: Some(chrono::DateTime::parse_from_rfc3339(time).unwrap().to_utc()),
        signer: texts(&case["key_usage"]).contains(&"digitalSignature".to_owned()),
        purposes: purposes.iter().map(purpose).collect(),
        max_intermediates: case["max_chain_depth"].as_u64().map_or(8, |most| usize::try_from(most).unwrap()),
        duties: if server { Duties::Server } else { Duties::Issuer },
        subject: subject(&case["expected_peer_name"]),
        revocation: case["crls"].as_array().filter(|list| !list.is_empty()).map(|_| Evidence {
            crls: ders(&case["crls"]),
            numbered: true,
            ..Evidence::default()
        }),
        ..PathOptions::default()
    }
}

#[test]
fn no_path_that_must_be_refused_is_accepted() {
    let Some(folder) = corpus("x509-limbo") else { return };
    let text = std::fs::read_to_string(folder.join("limbo-core.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    let (mut wrong, mut strict) = (Vec::new(), Vec::new());
    let mut rules: BTreeMap<PathRule, usize> = BTreeMap::new();
    for case in all["testcases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        // Cases without a time are valid "now": the corpus was made for the years around 2025.
        let options = options(case, "2026-03-01T00:00:00Z");
        let leaf = der(case["peer_certificate"].as_str().unwrap());
        let pool = ders(&case["untrusted_intermediates"]);
        let report = validate_path(&leaf, &pool, &ders(&case["trusted_certs"]), &options);
        let rule = report.refusal.as_ref().map(|refusal| refusal.rule);
        if std::env::var_os("LIMBO_ALL").is_some() {
            println!("{id}: {} {:?}", case["expected_result"], report.refusal);
        }
        match (case["expected_result"].as_str().unwrap(), rule) {
            ("SUCCESS", None) => accepted += 1,
            ("FAILURE", Some(rule)) => {
                refused += 1;
                *rules.entry(rule).or_default() += 1;
            }
            ("FAILURE", None) => wrong.push(id.to_owned()),
            (_, Some(rule)) => strict.push((id.to_owned(), rule)),
            other => panic!("{other:?}"),
        }
    }
    println!("x509-limbo: {accepted} accepted and {refused} refused as expected");
    println!("  refused though valid: {strict:?}");
    println!("  refused by rule: {rules:?}");
    assert_eq!(wrong, [""; 0], "accepted although invalid");
    let named: Vec<_> = REFUSED.iter().map(|(id, rule)| ((*id).to_owned(), *rule)).collect();
    assert_eq!(strict, named);
    assert_eq!((accepted, refused), (58, 145), "all cases were judged");
}
