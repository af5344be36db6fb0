//! RFC 5280 section 6, one path for every rule: it breaks that rule and no other, so that it would hold if
//! the step were taken out.

use super::paths_kit::*;
use crate::x509::Certificate;
use crate::{Duties, PathOptions, PathReport, PathRule, Subject, validate_path};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints, SanType,
};

type Change = fn(&mut CertificateParams);

struct Chain {
    root: Node,
    middle: Node,
    leaf: Node,
}

fn chain(root: Change, middle: Change, leaf: Change) -> Chain {
    let root = Node::root("Root", root);
    let middle = root.authority("Middle", 7, middle);
    let leaf = middle.leaf("Official", 8, leaf);
    Chain { root, middle, leaf }
}

fn options() -> PathOptions {
    PathOptions { at: Some(now()), ..PathOptions::default() }
}

fn judge(chain: &Chain, options: &PathOptions) -> PathReport {
    validate_path(
        &chain.leaf.der,
        std::slice::from_ref(&chain.middle.der),
        std::slice::from_ref(&chain.root.der),
        options,
    )
}

fn rule(report: &PathReport) -> Option<PathRule> {
    let failed: Vec<_> = report.steps.iter().filter(|step| !step.passed).map(|step| step.rule).collect();
    assert_eq!(failed, report.refusal.iter().map(|refusal| refusal.rule).collect::<Vec<_>>());
    assert!(report.steps.iter().enumerate().all(|(index, step)| step.number == index + 1));
    report.refusal.as_ref().map(|refusal| refusal.rule)
}

fn same(_: &mut CertificateParams) {}

#[test]
fn a_path_that_holds() {
    let report = judge(&chain(same, same, same), &options());
    assert_eq!(rule(&report), None);
    assert_eq!(report.chain.iter().map(|link| link.anchor).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(report.chain.len(), 3);
    let of_leaf: Vec<_> =
        report.steps.iter().filter(|step| step.certificate == 2).map(|step| step.clause).collect();
    assert_eq!(
        of_leaf,
        [
            "4.1",
            "6.1.3 (a)(1)",
            "6.1.3 (a)(2)",
            "6.1.3 (a)(4)",
            "6.1.3 (b)",
            "6.1.3 (f)",
            "6.1.4 (o)",
            "6.1.3 (f)"
        ]
    );
}

#[test]
fn every_rule_of_the_process() {
    let cases: &[(PathRule, &str, Change, Change, Change)] = &[
        (PathRule::Read, "alternative names that are none", same, same, |leaf| {
            leaf.custom_extensions.push(extension("2.5.29.17", false, vec![4, 0]));
        }),
        (PathRule::Read, "a policy twice", same, same, |leaf| {
            leaf.custom_extensions.push(policies(&["1.2.3", "1.2.3"]));
        }),
        (PathRule::Validity, "a leaf that ended", same, same, |leaf| {
            leaf.not_after = rcgen::date_time_ymd(2026, 2, 1);
        }),
        (
            PathRule::Validity,
            "an authority that has not begun",
            same,
            |middle| {
                middle.not_before = rcgen::date_time_ymd(2026, 4, 1);
            },
            same,
        ),
        (
            PathRule::Validity,
            "an anchor that ended",
            |root| {
                root.not_after = rcgen::date_time_ymd(2026, 2, 1);
            },
            same,
            same,
        ),
        (PathRule::BasicConstraints, "no authority", same, |middle| middle.is_ca = IsCa::ExplicitNoCa, same),
        (PathRule::BasicConstraints, "no basicConstraints", same, |middle| middle.is_ca = IsCa::NoCa, same),
        (
            PathRule::BasicConstraints,
            "an anchor that is none",
            |root| root.is_ca = IsCa::ExplicitNoCa,
            same,
            same,
        ),
        (
            PathRule::PathLength,
            "too long for the anchor",
            |root| {
                root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
            },
            same,
            same,
        ),
        (
            PathRule::KeyUsage,
            "may not sign certificates",
            same,
            |middle| {
                middle.key_usages = vec![KeyUsagePurpose::CrlSign];
            },
            same,
        ),
        (PathRule::CriticalExtension, "in the leaf", same, same, |leaf| {
            leaf.custom_extensions.push(extension("2.5.29.99", true, vec![5, 0]));
        }),
        (
            PathRule::CriticalExtension,
            "in the authority",
            same,
            |middle| {
                middle.custom_extensions.push(extension("2.5.29.99", true, vec![5, 0]));
            },
            same,
        ),
        (
            PathRule::CriticalExtension,
            "in the anchor",
            |root| {
                root.custom_extensions.push(extension("2.5.29.99", true, vec![5, 0]));
            },
            same,
            same,
        ),
        (PathRule::CriticalExtension, "authorityInfoAccess is never critical", same, same, |leaf| {
            leaf.custom_extensions.push(extension("1.3.6.1.5.5.7.1.1", true, vec![0x30, 0]));
        }),
        (
            PathRule::PolicyMapping,
            "anyPolicy is mapped",
            same,
            |middle| {
                middle.custom_extensions.push(policies(&["2.5.29.32.0"]));
                middle.custom_extensions.push(mappings(&[("2.5.29.32.0", "1.2.3")]));
            },
            same,
        ),
    ];
    for (wanted, name, root, middle, leaf) in cases {
        let report = judge(&chain(*root, *middle, *leaf), &options());
        assert_eq!(rule(&report), Some(*wanted), "{name}: {:?}", report.refusal);
    }
}

#[test]
fn what_the_caller_asks() {
    let plain = chain(same, same, |leaf| {
        leaf.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        leaf.subject_alt_names = vec![SanType::Rfc822Name("desk@norvik.example".try_into().unwrap())];
    });
    let signer = PathOptions { signer: true, ..options() };
    assert_eq!(rule(&judge(&plain, &signer)), Some(PathRule::SignerUsage));
    let purpose = |id: &str| PathOptions { purposes: [id.to_owned()].into(), ..options() };
    assert_eq!(rule(&judge(&plain, &purpose("1.3.6.1.5.5.7.3.8"))), Some(PathRule::Purpose));
    assert_eq!(rule(&judge(&plain, &purpose("1.3.6.1.5.5.7.3.2"))), None);
    let subject = |mail: &str| PathOptions { subject: Some(Subject::Mailbox(mail.to_owned())), ..options() };
    assert_eq!(rule(&judge(&plain, &subject("desk@NORVIK.example"))), None);
    assert_eq!(rule(&judge(&plain, &subject("Desk@norvik.example"))), Some(PathRule::Subject));
    let short = PathOptions { max_intermediates: 0, ..options() };
    assert_eq!(rule(&judge(&plain, &short)), Some(PathRule::PathLength));
    let strict = PathOptions { duties: Duties::Issuer, ..options() };
    assert_eq!(rule(&judge(&plain, &strict)), None);
    let unnamed = chain(same, same, |leaf| leaf.use_authority_key_identifier_extension = false);
    assert_eq!(rule(&judge(&unnamed, &strict)), Some(PathRule::IssuerDuty));
    assert_eq!(rule(&judge(&unnamed, &options())), None);
}

#[test]
fn the_search_for_a_path() {
    let one = chain(same, same, same);
    let anchors = [one.root.der.clone()];
    assert_eq!(rule(&validate_path(b"none", &[], &anchors, &options())), Some(PathRule::Read));
    assert_eq!(rule(&validate_path(&one.leaf.der, &[], &anchors, &options())), Some(PathRule::NoIssuer));
    let twin = chain(same, same, same);
    let report = validate_path(&one.leaf.der, &[twin.middle.der], &anchors, &options());
    assert_eq!(rule(&report), Some(PathRule::Signature));
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA224, in both places: nothing here accepts that.
    let mut old = one.leaf.der.clone();
    let places: Vec<_> =
        (0..old.len() - 8).filter(|at| old[*at..].starts_with(b"\x2a\x86\x48\xce\x3d\x04\x03\x02")).collect();
    for at in &places {
        old[at + 7] = 1;
    }
    assert_eq!(places.len(), 2);
    let report = validate_path(&old, std::slice::from_ref(&one.middle.der), &anchors, &options());
    assert_eq!(rule(&report), Some(PathRule::Algorithm));
    // An RSA key that is shorter than the caller asks.
    let issuer = rcgen::Issuer::from_params(&one.middle.params, &one.middle.key);
    let rsa = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let short = one.leaf.params.signed_by(&rsa, &issuer).unwrap().der().to_vec();
    for (bits, wanted) in [(2048, None), (3072, Some(PathRule::Algorithm))] {
        let options = PathOptions { min_rsa_bits: bits, ..options() };
        let report = validate_path(&short, std::slice::from_ref(&one.middle.der), &anchors, &options);
        assert_eq!(rule(&report), wanted, "{bits}");
    }
    // A wrong turn is not the end: the authority has an older certificate that ended.
    let issuer = rcgen::Issuer::from_params(&one.root.params, &one.root.key);
    let mut ended = one.middle.params.clone();
    ended.not_after = rcgen::date_time_ymd(2025, 1, 1);
    let ended = ended.signed_by(&one.middle.key, &issuer).unwrap().der().to_vec();
    let report = validate_path(&one.leaf.der, &[ended.clone(), one.middle.der.clone()], &anchors, &options());
    assert_eq!(rule(&report), None);
    assert_eq!(rule(&validate_path(&one.leaf.der, &[ended], &anchors, &options())), Some(PathRule::Validity));
    // Many that might have signed it, and none did.
    let crowd: Vec<_> = (0..250).map(|serial| one.root.authority("Middle", serial, same).der).collect();
    assert_eq!(rule(&validate_path(&one.leaf.der, &crowd, &anchors, &options())), Some(PathRule::Work));
}

#[test]
fn names_chain_by_what_they_say() {
    let root = Node::root("Root", same);
    let middle = root.authority("Middle", 7, same);
    // The leaf names its issuer in capitals and with two spaces more.
    let mut shouting = middle.params.clone();
    shouting.distinguished_name = DistinguishedName::new();
    shouting.distinguished_name.push(DnType::CountryName, "XB");
    shouting.distinguished_name.push(DnType::CommonName, " MIDDLE ");
    let other = Node { key: middle.key, params: shouting, der: middle.der.clone() };
    let leaf = other.leaf("Official", 8, same);
    let (pool, anchors) = ([middle.der.clone()], [root.der.clone()]);
    assert_eq!(rule(&validate_path(&leaf.der, &pool, &anchors, &options())), None);
    // The process itself, on a path that no search would hand it.
    let stranger = Node::root("Stranger", same);
    let read = |der: &[u8]| Certificate::read(der).unwrap();
    let path = [read(&leaf.der), read(&stranger.der), read(&root.der)];
    let path: Vec<_> = path.iter().collect();
    assert_eq!(crate::path::as_given(&path, &options()), Some(PathRule::NameChaining));
}

#[test]
fn a_key_rollover_counts_nothing() {
    // The authority issues a certificate for itself: exempt from path length and from constraints on names.
    let root = Node::root("Root", |root| {
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(1));
        root.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![],
            excluded_subtrees: vec![GeneralSubtree::DnsName("example".to_owned())],
        });
    });
    let old = root.authority("Middle", 7, |params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let new = old.authority("Middle", 9, |params| {
        params.subject_alt_names = vec![SanType::DnsName("middle.example".try_into().unwrap())];
    });
    let leaf = new.leaf("Official", 8, same);
    let pool = [old.der.clone(), new.der.clone()];
    let report = validate_path(&leaf.der, &pool, std::slice::from_ref(&root.der), &options());
    assert_eq!((rule(&report), report.chain.len()), (None, 4));
    let below = new.authority("Below", 10, same);
    let far = below.leaf("Official", 8, same);
    let pool = [old.der, new.der, below.der];
    assert_eq!(rule(&validate_path(&far.der, &pool, &[root.der], &options())), Some(PathRule::PathLength));
}

fn directory(organisation: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "XB");
    name.push(DnType::CommonName, organisation);
    name
}

#[test]
fn constraints_on_names_of_every_form() {
    let dns = |text: &str| GeneralSubtree::DnsName(text.to_owned());
    let mail = |text: &str| GeneralSubtree::Rfc822Name(text.to_owned());
    let net = |a, b, bits| GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([10, a, b, 0], bits));
    let host = |text: &str| SanType::DnsName(text.try_into().unwrap());
    let box_of = |text: &str| SanType::Rfc822Name(text.try_into().unwrap());
    let ip = |a, b| SanType::IpAddress(std::net::IpAddr::from([10, a, b, 1]));
    let uri = |text: &str| SanType::URI(text.try_into().unwrap());
    // Constraint, a name that it holds, a name that it does not.
    let cases = [
        (dns("norvik.example"), host("desk.norvik.example"), host("desknorvik.example")),
        (dns("norvik.example"), host("NORVIK.example"), host("example")),
        (mail("norvik.example"), box_of("a@Norvik.example"), box_of("a@desk.norvik.example")),
        (mail(".norvik.example"), box_of("a@desk.norvik.example"), box_of("a@norvik.example")),
        (mail("a@norvik.example"), box_of("a@norvik.example"), box_of("b@norvik.example")),
        (net(1, 0, 16), ip(1, 200), ip(2, 0)),
        (GeneralSubtree::DirectoryName(directory("OFFICIAL")), host("x"), host("x")),
    ];
    for (constraint, inside, outside) in cases {
        let is_directory = matches!(constraint, GeneralSubtree::DirectoryName(_));
        for (permitted, name) in [(true, &inside), (true, &outside), (false, &inside), (false, &outside)] {
            let root = Node::root("Root", same);
            let list = vec![constraint.clone()];
            let (permitted_subtrees, excluded_subtrees) =
                if permitted { (list, vec![]) } else { (vec![], list) };
            let middle = root.authority("Middle", 7, |params| {
                params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
            });
            let within = std::ptr::eq(name, &raw const inside);
            let subject = if !is_directory || within { "Official" } else { "Other" };
            let leaf = middle.leaf(subject, 8, |params| params.subject_alt_names = vec![name.clone()]);
            let report = validate_path(&leaf.der, &[middle.der], &[root.der], &options());
            let wanted = match (permitted, within) {
                (true, true) | (false, false) => None,
                (true, false) => Some(PathRule::PermittedNames),
                (false, true) => Some(PathRule::ExcludedNames),
            };
            assert_eq!(rule(&report), wanted, "{constraint:?} {name:?} {permitted}");
        }
    }
    // URIs: rcgen writes no constraint on them.
    let constraint = |permitted: bool, base: &str| {
        let mut subtree =
            vec![0x30, u8::try_from(base.len() + 2).unwrap(), 0x86, u8::try_from(base.len()).unwrap()];
        subtree.extend_from_slice(base.as_bytes());
        let tag = if permitted { 0xa0 } else { 0xa1 };
        let mut list = vec![tag, u8::try_from(subtree.len()).unwrap()];
        list.extend(subtree);
        let mut all = vec![0x30, u8::try_from(list.len()).unwrap()];
        all.extend(list);
        extension("2.5.29.30", true, all)
    };
    for (permitted, base, name, wanted) in [
        (true, "norvik.example", "https://norvik.example/x", None),
        (true, ".norvik.example", "https://a.norvik.example:8/x", None),
        (true, "norvik.example", "https://a.norvik.example/x", Some(PathRule::PermittedNames)),
        (true, "norvik.example", "urn:norvik", Some(PathRule::PermittedNames)),
        (false, "norvik.example", "https://user@NORVIK.example", Some(PathRule::ExcludedNames)),
        (false, "norvik.example", "https://other.example", None),
    ] {
        let root = Node::root("Root", same);
        let middle =
            root.authority("Middle", 7, |params| params.custom_extensions.push(constraint(permitted, base)));
        let leaf = middle.leaf("Official", 8, |params| params.subject_alt_names = vec![uri(name)]);
        let report = validate_path(&leaf.der, &[middle.der], &[root.der], &options());
        assert_eq!(rule(&report), wanted, "{base} {name}");
    }
}

const ANY: &str = "2.5.29.32.0";

#[test]
fn policies_mappings_and_their_switches() {
    struct Case {
        name: &'static str,
        middle: Vec<rcgen::CustomExtension>,
        leaf: Vec<rcgen::CustomExtension>,
        options: PathOptions,
        /// The policies of a valid path; none: refused for want of one.
        valid: Option<Vec<&'static str>>,
    }
    let asked = |wanted: &[&str]| PathOptions {
        explicit_policy: true,
        policies: wanted.iter().map(|one| (*one).to_owned()).collect(),
        ..options()
    };
    let case = |name, middle, leaf, options, valid| Case { name, middle, leaf, options, valid };
    let cases = [
        case("none, none asked", vec![], vec![], options(), Some(vec![])),
        case("none, one asked", vec![], vec![], asked(&[]), None),
        case(
            "the same in both",
            vec![policies(&["1.2.3"])],
            vec![policies(&["1.2.3"])],
            asked(&[]),
            Some(vec!["1.2.3"]),
        ),
        case("another", vec![policies(&["1.2.3"])], vec![policies(&["1.2.4"])], asked(&[]), None),
        case(
            "another, none asked",
            vec![policies(&["1.2.3"])],
            vec![policies(&["1.2.4"])],
            options(),
            Some(vec![]),
        ),
        case(
            "not the one asked",
            vec![policies(&["1.2.3"])],
            vec![policies(&["1.2.3"])],
            asked(&["1.2.9"]),
            None,
        ),
        case(
            "the one asked",
            vec![policies(&[ANY])],
            vec![policies(&["1.2.3", "1.2.4"])],
            asked(&["1.2.3"]),
            Some(vec!["1.2.3"]),
        ),
        case(
            "any stands for it",
            vec![policies(&["1.2.3"])],
            vec![policies(&[ANY])],
            asked(&["1.2.3"]),
            Some(vec!["1.2.3"]),
        ),
        case(
            "any, inhibited by the caller",
            vec![policies(&["1.2.3"])],
            vec![policies(&[ANY])],
            PathOptions { inhibit_any: true, ..asked(&[]) },
            None,
        ),
        case(
            "any, inhibited above",
            vec![policies(&["1.2.3"]), inhibit_any(0)],
            vec![policies(&[ANY])],
            asked(&[]),
            None,
        ),
        case(
            "any, inhibited later",
            vec![policies(&["1.2.3"]), inhibit_any(1)],
            vec![policies(&[ANY])],
            asked(&[]),
            Some(vec!["1.2.3"]),
        ),
        case(
            "mapped",
            vec![policies(&["1.2.3"]), mappings(&[("1.2.3", "1.9.1")])],
            vec![policies(&["1.9.1"])],
            asked(&["1.2.3"]),
            Some(vec!["1.2.3"]),
        ),
        case(
            "mapped away",
            vec![policies(&["1.2.3"]), mappings(&[("1.2.3", "1.9.1")])],
            vec![policies(&["1.2.3"])],
            asked(&[]),
            None,
        ),
        case(
            "mapped, inhibited",
            vec![policies(&["1.2.3"]), mappings(&[("1.2.3", "1.9.1")])],
            vec![policies(&["1.9.1"])],
            PathOptions { inhibit_mapping: true, ..asked(&[]) },
            None,
        ),
        case(
            "any is mapped from",
            vec![policies(&[ANY]), mappings(&[("1.2.3", "1.9.1")])],
            vec![policies(&["1.9.1"])],
            asked(&["1.2.3"]),
            Some(vec!["1.2.3"]),
        ),
        case("required from above", vec![policy_constraints(Some(0), None)], vec![], options(), None),
        case(
            "required one later",
            vec![policies(&["1.2.3"]), policy_constraints(Some(1), None)],
            vec![policies(&["1.2.4"])],
            options(),
            None,
        ),
        case("required by the leaf", vec![], vec![policy_constraints(Some(0), None)], options(), None),
    ];
    for case in cases {
        let root = Node::root("Root", same);
        let middle = root.authority("Middle", 7, |params| params.custom_extensions = case.middle);
        let leaf = middle.leaf("Official", 8, |params| params.custom_extensions = case.leaf);
        let report = validate_path(&leaf.der, &[middle.der], &[root.der], &case.options);
        let wanted = if case.valid.is_some() { None } else { Some(PathRule::Policies) };
        assert_eq!(rule(&report), wanted, "{}", case.name);
        let found: Vec<_> = report.policies.iter().map(String::as_str).collect();
        assert_eq!(found, case.valid.unwrap_or_default(), "{}", case.name);
    }
    // An authority above inhibits the mapping of the one below it.
    for (skip, wanted) in [(0, Some(PathRule::Policies)), (1, None)] {
        let root = Node::root("Root", same);
        let upper = root.authority("Upper", 6, |params| {
            params.custom_extensions = vec![policies(&["1.2.3"]), policy_constraints(None, Some(skip))];
        });
        let middle = upper.authority("Middle", 7, |params| {
            params.custom_extensions = vec![policies(&["1.2.3"]), mappings(&[("1.2.3", "1.9.1")])];
        });
        let leaf = middle.leaf("Official", 8, |params| params.custom_extensions = vec![policies(&["1.9.1"])]);
        let report = validate_path(&leaf.der, &[upper.der, middle.der], &[root.der], &asked(&[]));
        assert_eq!(rule(&report), wanted, "{skip}");
    }
}
