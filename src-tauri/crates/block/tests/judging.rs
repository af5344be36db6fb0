//! The agreements' rules, as data, over certificates; and the packs that a live folder refuses.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Scheme, SchemeFacts};
use certificate::{Finding, Issued, Item, Level, Light, Party, Record, Scope, Transport, Validity};
use chrono::NaiveDate;
use std::path::PathBuf;

fn blocks() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"))
}

fn library() -> Library {
    Library::load(&[blocks()], true).library
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn certificate(issued: &str, departure: Option<&str>) -> Record {
    let party = |name: &str, country: &str| Party {
        name: Some(name.into()),
        country: Some(country.into()),
        ..Party::default()
    };
    Record {
        number: Some("XB014BA0260000012300".into()),
        issued: Issued { date: Some(issued.parse().unwrap()), ..Issued::default() },
        exporter: party("Velika Looms", "XB"),
        importer: party("Adjik Textiles", "XA"),
        transport: Transport {
            destination: Some("XA".into()),
            departure: departure.map(day),
            ..Transport::default()
        },
        invoices: vec![certificate::Invoice {
            number: Some("26/0001".into()),
            ..certificate::Invoice::default()
        }],
        items: vec![Item {
            number: Some(7),
            hs: Some("520522".into()),
            description: Some("Cotton yarn".into()),
            quantity: Some(rust_decimal::Decimal::from(100)),
            unit: Some("KGM".into()),
            criterion: Some("WO".into()),
            origin: Some("XB".into()),
            ..Item::default()
        }],
        ..Record::default()
    }
}

fn judge(scheme: &Scheme, record: &Record) -> Vec<Finding> {
    scheme.judge(record, &SchemeFacts { today: day("2026-12-01") })
}

#[test]
fn late_issue_wants_its_mark() {
    let library = library();
    let scheme = library.scheme("form-ba").unwrap();
    assert!(judge(scheme, &certificate("2026-11-20", Some("2026-11-20"))).is_empty(), "in time");
    assert!(judge(scheme, &certificate("2026-11-23", Some("2026-11-20"))).is_empty(), "three days are free");
    let late = judge(scheme, &certificate("2026-11-24", Some("2026-11-20")));
    assert_eq!((late.len(), late[0].id.as_str()), (1, "RETROSPECTIVE_UNMARKED"), "{late:?}");
    assert_eq!((late[0].level, late[0].scope), (Level::Amber, Scope::Document), "a doubt on the document");
    assert_eq!(late[0].reference.as_ref().unwrap().article, "12", "with its article");
    assert_eq!(late[0].sentences.len(), 4, "in four languages");
    assert!(late[0].evidence.iter().any(|e| e.value.contains("2026-11-20")), "what was compared: {late:?}");
    let mut marked = certificate("2026-11-24", Some("2026-11-20"));
    marked.marks.retrospective = true;
    assert!(judge(scheme, &marked).is_empty(), "with the mark it is in order");
}

#[test]
fn what_cannot_be_said_is_said_so_and_keeps_green_only_as_the_rule_says() {
    let library = library();
    let scheme = library.scheme("form-ba").unwrap();
    let findings = judge(scheme, &certificate("2026-11-24", None));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].level, Level::NotEvaluable, "departure unknown");
    assert_eq!(findings[0].values["missing"], "cert.transport.departure", "and by name");
    assert_eq!(certificate::finding::light(&findings), Light::Green, "which does not keep green away");
    let mut undated = certificate("2026-11-24", Some("2026-11-20"));
    undated.issued = Issued::default();
    let on = scheme.judge_presentation(&undated, day("2026-12-01"));
    assert_eq!(on[0].level, Level::NotEvaluableAmber, "no validity can be told: {on:?}");
}

#[test]
fn validity_ends_by_the_agreement() {
    let library = library();
    let on = |scheme: &str, record: &Record, at: &str| {
        let found = library.scheme(scheme).unwrap().judge_presentation(record, day(at));
        found.iter().map(|finding| (finding.id.clone(), finding.level, finding.scope)).collect::<Vec<_>>()
    };
    let record = certificate("2026-01-31", Some("2026-02-01"));
    let ended = |level| vec![("VALIDITY_ENDED".to_owned(), level, Scope::Presentation)];
    assert_eq!(on("form-ba", &record, "2027-01-31"), [], "the last day counts");
    assert_eq!(on("form-ba", &record, "2027-02-01"), ended(Level::Red), "the next does not");
    assert_eq!(on("form-ca", &record, "2027-02-01"), ended(Level::Red), "nor in the other agreement");
    assert_eq!(on("form-ka", &record, "2026-11-30"), [], "ten months");
    assert_eq!(on("form-ka", &record, "2026-12-30"), ended(Level::Amber), "thirty days of grace");
    assert_eq!(on("form-ka", &record, "2026-12-31"), ended(Level::Red), "and no more");
    let stated =
        Record { validity: Validity { from: None, until: Some(day("2026-06-30")) }, ..record.clone() };
    assert_eq!(
        on("form-ba", &stated, "2026-07-01"),
        ended(Level::Red),
        "the certificate's own end is earlier"
    );
    assert_eq!(library.scheme("form-ka").unwrap().lateness, Light::Amber, "as the pack says");
}

#[test]
fn missing_fields_are_named_one_by_one() {
    let library = library();
    let mut record = certificate("2026-11-20", None);
    record.number = None;
    record.items.push(Item { number: Some(8), ..record.items[0].clone() });
    record.items[1].hs = None;
    assert_eq!(library.missing(&record, "form-ba"), ["number", "items[1].hs"], "paths");
    let findings = judge(library.scheme("form-ba").unwrap(), &record);
    let missing: Vec<_> = findings.iter().filter(|f| f.id == "MANDATORY_MISSING").collect();
    assert_eq!(missing[0].scope, Scope::Document, "the number is the document's");
    assert_eq!(missing[1].scope, Scope::Item(8), "the code is the item's, by its number");
    assert!(library.missing(&record, "nowhere").is_empty(), "no scheme, nothing mandatory");
    let empty = library.missing(&Record::default(), "form-ba");
    assert!(empty.contains(&"items".to_owned()) && empty.contains(&"exporter.name".to_owned()), "{empty:?}");
}

#[test]
fn decisions_are_the_agreements_vocabulary() {
    for scheme in library().schemes() {
        let keys: String = scheme.decisions.iter().map(|decision| decision.key).collect();
        assert_eq!(keys, "AMCVR", "{}", scheme.id);
        let correction = scheme.decisions.iter().find(|decision| decision.id == "correction").unwrap();
        assert!(correction.deadline_days.is_some(), "a correction has its days");
        let texts: Vec<&str> = scheme.legal_basis.iter().map(|text| text.id.as_str()).collect();
        assert_eq!(texts, ["agreement", "rkc", "tfa"], "what the exchange stands on");
    }
}

#[test]
fn a_live_folder_refuses_what_is_for_training() {
    let live = Library::load(&[blocks()], false);
    assert!(
        live.library.links().is_empty() && live.library.schemes().is_empty(),
        "none of the demonstration's"
    );
    let formats: Vec<&str> = live.library.formats().iter().map(|format| format.head.id.as_str()).collect();
    let cod = formats.iter().filter(|id| id.starts_with("cod-")).count();
    assert_eq!(cod, 71, "each form of ALADI's COD in each of its versions");
    let other: Vec<&str> = formats.into_iter().filter(|id| !id.starts_with("cod-")).collect();
    assert_eq!(other, ["openattestation-coo", "other-documents", "uncefact-coo", "wco-dm"], "public ones");
    let codes: Vec<&str> = live.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert!(codes.iter().all(|code| *code == "TRAINING_PACK") && codes.len() == 9, "{codes:?}");
}

#[test]
fn links_join_what_they_name() {
    fn shared_between_threads<T: Send + Sync>(_: &T) {}
    let library = library();
    shared_between_threads(&library);
    let ids: Vec<&str> = library.links().iter().map(|link| link.id.as_str()).collect();
    assert_eq!(ids, ["borastria", "concordia", "katanga"], "all three");
    for link in library.links() {
        assert_eq!(link.hash.len(), 64, "a hash over its files");
        for scheme in &link.schemes {
            assert!(library.scheme(&scheme.id).is_some(), "{scheme}");
        }
        let kinds: Vec<&str> = link
            .formats
            .iter()
            .flat_map(|format| &library.format(&format.id).unwrap().messages)
            .map(|id| library.message(id).unwrap().kind.as_str())
            .collect();
        for kind in ["certificate", "update", "directory"] {
            assert!(kinds.contains(&kind), "{} has a message for a {kind}", link.id);
            assert!(!link.profile(kind).signatures.is_empty(), "and a profile for it");
        }
    }
    let borastria = library.link("borastria").unwrap();
    let number = borastria.number.as_ref().unwrap();
    assert_eq!(
        number.split("XB014BA0260000012300").unwrap()["serial"],
        "00000123",
        "20 characters, taken apart"
    );
    assert!(number.split("XC014BA0260000012300").is_none(), "another country");
    assert!(number.split("XB014BA02600000123000").is_none(), "too long");
    assert_eq!(
        borastria.profile("update").signatures.len(),
        1,
        "a notice carries the official's signature alone"
    );
}
