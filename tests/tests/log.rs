//! The tables that officers' events fill are what the events add up to: deleted and folded again, they are the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use chrono::{DateTime, Duration, Utc};
use desk::Desk;
use desk::view::{AnswerView, DeclarationInput, DeclaredItemInput, ItemDecision};
use journeys::{Partners, Post, difference, walk};
use serde_json::{Value, json};
use std::path::Path;

/// Searches whose hits and counts rest on officers' acts.
const SEARCHES: [&str; 7] = [
    "",
    "is:decided",
    "is:flagged",
    "is:waiting",
    "decision:given",
    "decision:refused",
    "decision:none light:green",
];

/// Everything that an officer sees, as one value. What only says how long something took is left out.
fn seen(desk: &Desk, presentations: &[(String, String)], now: DateTime<Utc>) -> Value {
    let searches: Vec<Value> = SEARCHES
        .iter()
        .map(|query| {
            let page = desk.search(now, (*query).to_owned(), "newest".to_owned(), None, 200).unwrap();
            json!({ "query": query, "total": page.total, "facets": page.facets, "hits": page.hits })
        })
        .collect();
    let documents: Vec<Value> = walk(desk, "", now)
        .unwrap()
        .iter()
        .map(|hit| {
            let id = &hit.head.document;
            json!({
                "answer": desk.answer(now, id.clone(), None).unwrap(),
                "certificate": desk.certificate(now, id.clone()).unwrap(),
                "printed": desk.print_facts(now, id.clone(), "en".to_owned(), None).unwrap().printed,
            })
        })
        .collect();
    let answers: Vec<AnswerView> = presentations
        .iter()
        .map(|(document, id)| desk.answer(now, document.clone(), Some(id.clone())).unwrap())
        .collect();
    let mut folder = serde_json::to_value(desk.folder(now).unwrap()).unwrap();
    folder.as_object_mut().unwrap().remove("database_bytes");
    json!({
        "home": desk.home(now).unwrap(),
        "status": desk.status(now).unwrap(),
        "partners": desk.partners(now).unwrap(),
        "folder": folder,
        "flags": desk.flags(now).unwrap(),
        "searches": searches,
        "documents": documents,
        "answers": answers,
        "totals": desk.totals().unwrap(),
    })
}

/// Days of an officer's work: presentations (one of them twice), decisions of every kind, one superseded, one left
/// open, flags, one withdrawn, prints. Returns document and presentation of each.
fn work(desk: &Desk, partners: &Partners, folder: &Path, start: DateTime<Utc>) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    let mut now = start;
    let good: Vec<_> = partners.world().good().iter().filter(|good| good.trait_.is_none()).take(6).collect();
    for (at, good) in good.iter().enumerate() {
        now += Duration::minutes(7);
        let mut declaration = DeclarationInput {
            number: format!("26XA{at:04}"),
            date: start.date_naive().to_string(),
            importer: good.declaration.importer.clone().unwrap_or_default(),
            items: good
                .declaration
                .items
                .iter()
                .map(|line| line_of(line.item, line.unit.as_deref()))
                .collect(),
        };
        if at == 1 {
            desk.present(now, good.message.clone(), declaration.clone()).unwrap();
            "Another importer".clone_into(&mut declaration.importer);
        }
        let mut answer = desk.present(now, good.message.clone(), declaration).unwrap();
        let id = answer.presentation.as_ref().unwrap().id.clone();
        let items: Vec<u32> = answer.items.iter().map(|item| item.number).collect();
        let kinds: &[&str] = match at {
            0 => &["given"],
            1 => &["refused"],
            2 => &["verification"],
            3 => &["correction", "given-minor"],
            4 => &[],
            _ => &["given", "refused"],
        };
        for kind in kinds {
            for item in &items {
                now += Duration::seconds(20);
                let decision = decision(&answer, *item, kind);
                answer = desk.decide(now, id.clone(), answer.ledger, vec![decision]).unwrap();
            }
        }
        shown.push((good.message.clone(), id));
    }
    for (at, (document, id)) in shown.iter().enumerate().take(3) {
        now += Duration::minutes(1);
        let note = format!("note {at}");
        let flag = desk.flag(now, document.clone(), "goods".to_owned(), note, Some(id.clone())).unwrap();
        if at == 2 {
            desk.withdraw_flag(now, flag.id).unwrap();
        }
        let path = folder.join(format!("{at}.pdf")).display().to_string();
        desk.save_print(now, document.clone(), "fr".to_owned(), Some(id.clone()), path).unwrap();
    }
    shown
}

fn line_of(item: Option<u32>, unit: Option<&str>) -> DeclaredItemInput {
    DeclaredItemInput {
        item,
        quantity: "3".to_owned(),
        unit: unit.unwrap_or_default().to_owned(),
        ..DeclaredItemInput::default()
    }
}

/// A decision on an item, with the first reason that its kind takes.
fn decision(answer: &AnswerView, item: u32, kind: &str) -> ItemDecision {
    let view = answer.items.iter().find(|view| view.number == item).unwrap();
    let option =
        view.options.iter().find(|option| option.id == kind).expect("every scheme has this decision");
    let reasons = option.reasons.first().map(|reason| reason.id.clone()).into_iter().collect();
    ItemDecision { item, decision: kind.to_owned(), quantity: None, reasons }
}

#[test]
fn the_tables_are_what_the_events_add_up_to() {
    let home = tempfile::tempdir().unwrap();
    let partners = Partners::start(&home.path().join("partners"), 4).unwrap();
    let base = partners.base();
    let post = Post::new(&home.path().join("desk"), base).unwrap();
    let desk = post.open().unwrap();
    desk.connect(&partners.connections(), None, base).unwrap();
    desk.sync_now(None, base).unwrap();
    let presentations = work(&desk, &partners, home.path(), base);
    let now = base + Duration::hours(3);

    let before = seen(&desk, &presentations, now);
    assert_eq!(desk.flags(now).unwrap().len(), 3, "three flags were made, one of them withdrawn");
    assert_eq!(before["home"]["waiting"].as_array().unwrap().len(), 1, "one presentation was left open");
    assert_ne!(before["searches"][1]["total"], 0, "decisions are found");
    assert!(desk.check_log(now).unwrap().holds, "the chain holds");

    desk.rebuild().unwrap();
    assert_eq!(difference(&seen(&desk, &presentations, now), &before), None, "folded again: the same");
    assert!(desk.check_log(now).unwrap().holds, "the chain holds still");
    for message in partners.served(None, base).unwrap() {
        desk.raw_message(now, message).expect("messages stay");
    }

    // And in a program that starts anew, with nothing in memory.
    drop(desk);
    let desk = post.open().unwrap();
    assert_eq!(difference(&seen(&desk, &presentations, now), &before), None, "and after a start");
    let report = desk.sync_now(None, now).unwrap();
    let new: usize = report.links.iter().map(|link| link.new).sum();
    assert_eq!((new, report.judged), (0, 0), "nothing comes twice");
}
