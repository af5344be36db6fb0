//! A kind of document that only a pack knows: an export declaration. From a pack that is added while the program runs,
//! over the partner's interface, to search and to the view, with no code for that kind anywhere.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use chrono::{DateTime, Utc};
use desk::Desk;
use desk::text::Language;
use desk::view::{AskView, DeclarationInput, DeclaredItemInput, FormBox, HitView, LightView, Nature};
use journeys::{Partners, Post, walk};
use serde_json::Value;
use std::path::{Path, PathBuf};

const KIND: &str = "export-declaration";

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/other_kind")
}

/// A post that got the packs while it ran, and has fetched what the partner sends.
fn received(folder: &Path, partners: &Partners) -> (Post, Desk) {
    let now = partners.base();
    let start = partners.world().phases()[0];
    let post = Post::new(&folder.join("post"), start).unwrap();
    let desk = post.open().unwrap();
    let report = desk.add_pack(start, packs().display().to_string()).unwrap();
    assert!(report.packs.iter().all(|pack| pack.problems.is_empty()), "{report:#?}");
    let hashes: Vec<String> = report.packs.iter().map(|pack| pack.hash.clone()).collect();
    assert_eq!(hashes.len(), 2, "a format and a link");
    desk.activate_packs(start, hashes.clone(), hashes, None).unwrap();
    desk.connect(&partners.connections(), None, start).unwrap();
    // Twice, days apart: some documents prove what they do by having been here before.
    for at in partners.world().phases().into_iter().filter(|at| *at <= now) {
        partners.set_now(at);
        let done = desk.sync_now(Some("quarra"), at).unwrap();
        assert!(done.links.iter().all(|link| link.error.is_none() && link.new > 0), "{done:?}");
    }
    (post, desk)
}

/// A good document that says all of this: the partner leaves out now this, now that.
fn full<'p>(partners: &'p Partners, wanted: &[&str]) -> (String, &'p Value) {
    let world = partners.world();
    let mut good =
        world.good().iter().map(|good| (good.message.clone(), world.record(&good.message).unwrap()));
    let says = |record: &Value, pointer: &str| record.pointer(pointer).and_then(Value::as_str).is_some();
    good.find(|(_, record)| wanted.iter().all(|pointer| says(record, pointer))).unwrap_or_else(|| {
        panic!(
            "one of them says {wanted:?}: {:#?}",
            world.good().iter().map(|good| world.record(&good.message)).collect::<Vec<_>>()
        )
    })
}

fn search(desk: &Desk, query: &str, now: DateTime<Utc>) -> Vec<HitView> {
    desk.search(now, query.to_owned(), "newest".to_owned(), None, 200).unwrap().hits
}

fn column(group: &FormBox, head: &str) -> Vec<String> {
    let at = group.heads.iter().position(|one| one == head).unwrap_or_else(|| panic!("no column {head}"));
    group.lines.iter().map(|line| line.cells[at].text.clone()).collect()
}

#[test]
fn a_kind_that_only_a_pack_knows_is_verified_read_stored_found_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let partners = Partners::of(&folder.path().join("world"), &[packs()], 24).unwrap();
    let now = partners.base();
    let (post, desk) = received(folder.path(), &partners);

    // Every document is judged as its row says: an altered one is red, an unsigned one amber, a good one green.
    let planted: Vec<_> = partners.world().planted().iter().filter(|row| !row.by_file).collect();
    for cause in ["CONTENT_ALTERED", "SIGNATURE_ABSENT"] {
        assert!(planted.iter().any(|row| row.cause == cause), "the partner shows {cause}");
    }
    for row in planted.iter().filter(|row| row.judge_at <= now && row.expect.light.is_some()) {
        let view = desk
            .certificate(row.judge_at, row.message.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", row.cause));
        let light = serde_json::to_value(view.light).unwrap();
        assert_eq!(light.as_str(), row.expect.light.as_deref(), "{}: {:#?}", row.cause, view.findings);
        assert_eq!(view.head.kind, KIND, "{}", row.cause);
        if let Some(finding) = &row.expect.finding {
            let found = view.findings.iter().any(|one| one.id == *finding);
            assert!(found, "{} gives {finding}: {:#?}", row.cause, view.findings);
        }
        if row.cause == "SIGNATURE_ABSENT" || row.cause == "CONTENT_ALTERED" {
            assert_eq!(view.head.nature, Nature::Claim, "{} proves nothing", row.cause);
        }
    }
    let good = partners.world().good();
    assert!(good.len() >= 24, "good ones came");
    for one in good {
        let view = desk.certificate(now, one.message.clone()).unwrap();
        assert_eq!(
            (view.light, view.head.nature),
            (LightView::Green, Nature::Verified),
            "{:#?}",
            view.findings
        );
        assert_eq!(view.title, "Genuine and unaltered", "no agreement is spoken of");
        assert!(view.unused.is_empty() && view.form.is_empty(), "all is read, and no form is drawn");
        let stations: Vec<&str> = view.process.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(stations, ["issued", "received", "verified"], "nothing is presented or decided");
        assert!(view.findings.iter().any(|one| one.id == "KIND_WITHOUT_RULES"), "it says what was not asked");
    }

    shown_with_the_packs_words(&desk, &partners, now);
    found_by_what_it_says(&desk, &partners, now);
    no_act_applies(&desk, &good[0].message, now);
    altered_by_hand(&desk, &partners, folder.path(), now);

    // Another start of the program reads the same.
    let before = desk.certificate(now, good[0].message.clone()).unwrap();
    drop(desk);
    let again = post.open().unwrap();
    assert_eq!(again.certificate(now, good[0].message.clone()).unwrap(), before, "kept as it was");
    assert_eq!(search(&again, "kind:export-declaration", now).len(), walk(&again, "", now).unwrap().len());
}

/// Fields and groups carry the kind's labels, the values that were signed, and their places.
fn shown_with_the_packs_words(desk: &Desk, partners: &Partners, now: DateTime<Utc>) {
    let (message, record) =
        full(partners, &["/number", "/exporter/name", "/goods/0/description", "/goods/0/hs"]);
    let view = desk.certificate(now, message.clone()).unwrap();
    assert_eq!(view.head.form, "Export declaration", "what it is");
    assert_eq!(record["number"], view.head.number.as_str());
    let field = |path: &str| view.fields.iter().find(|field| field.field == path).unwrap();
    let number = field("number");
    assert_eq!(
        (number.label.as_str(), number.value.as_str()),
        ("Declaration number", view.head.number.as_str())
    );
    assert_eq!(number.path, "/Dispatch/ExportDeclaration/Header/DeclNo", "where it stands");
    assert!(view.source.lines[number.line as usize - 1].contains(&view.head.number), "and the line says so");
    assert_eq!(Value::from(field("exporter.name").value.as_str()), record["exporter"]["name"]);
    let [goods] = view.groups.as_slice() else { panic!("one group: {:#?}", view.groups) };
    assert_eq!(goods.label, "Goods declared");
    let lines = record["goods"].as_array().unwrap();
    let texts: Vec<&str> = lines.iter().filter_map(|line| line["description"].as_str()).collect();
    assert_eq!(column(goods, "Goods"), texts, "a row an element");
    assert_eq!(column(goods, "Commodity code").len(), lines.len());
    assert!(
        goods.lines[0].cells.iter().all(|cell| view.fields.iter().any(|field| field.field == cell.field))
    );
    desk.speak(Language::Fr);
    let french = desk.certificate(now, message).unwrap();
    assert_eq!(french.head.form, "Déclaration d’exportation", "in the officer's language");
    assert_eq!(french.groups[0].label, "Marchandises déclarées");
    assert!(french.only_read.contains("Déclaration d’exportation"), "{}", french.only_read);
    desk.speak(Language::En);
}

/// Number, parties, goods and codes find it; certificates and it are told apart.
fn found_by_what_it_says(desk: &Desk, partners: &Partners, now: DateTime<Utc>) {
    let said = ["/number", "/exporter/name", "/consignee/name", "/carrier", "/office", "/lodged"];
    let goods = ["/goods/0/description", "/goods/0/hs"];
    let (message, record) = full(partners, &[&said[..], &goods].concat());
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
    let hs: String = text("/goods/0/hs").chars().filter(char::is_ascii_digit).collect();
    for query in [
        format!("number:\"{}\"", text("/number")),
        text("/number"),
        format!("exporter:\"{}\"", text("/exporter/name")),
        format!("consignee:\"{}\"", text("/consignee/name")),
        format!("party:\"{}\"", text("/carrier")),
        format!("goods:\"{}\"", text("/goods/0/description")),
        format!("\"{}\"", text("/office")),
        format!("hs:{}", &hs[..6]),
        format!("issued:{}", &text("/lodged")[..10]),
        "kind:export-declaration is:verified light:green partner:XQ".to_owned(),
    ] {
        let hits = search(desk, &query, now);
        let hit = hits.iter().find(|hit| hit.head.document == message);
        let hit = hit.unwrap_or_else(|| panic!("{query} finds it: {} hits", hits.len()));
        assert_eq!((hit.head.kind.as_str(), hit.head.form.as_str()), (KIND, "Export declaration"), "{query}");
    }
    assert!(search(desk, "is:certificate", now).is_empty(), "none of them is a certificate");
    assert!(search(desk, "kind:certificate", now).is_empty());
}

/// What only certificates take is refused in a clear sentence, and nothing is recorded.
fn no_act_applies(desk: &Desk, document: &str, now: DateTime<Utc>) {
    let events = desk.folder(now).unwrap().events;
    let number = desk.certificate(now, document.to_owned()).unwrap().head.number;
    let AskView::Answer { answer } = desk.ask(now, number).unwrap() else { panic!("its number leads to it") };
    assert_eq!(answer.light, LightView::Green);
    assert!(answer.only_read.contains("Export declaration"), "{}", answer.only_read);
    assert!(answer.items.is_empty() && answer.now.is_empty() && !answer.may_decide, "nothing to decide");
    let declaration = DeclarationInput {
        number: "26XA0001".to_owned(),
        date: now.date_naive().to_string(),
        importer: "Hadra".to_owned(),
        items: vec![DeclaredItemInput {
            item: Some(1),
            hs: String::new(),
            quantity: "1".to_owned(),
            unit: "KGM".to_owned(),
            invoice: String::new(),
        }],
    };
    let refused = desk.present(now, document.to_owned(), declaration).unwrap_err();
    assert_eq!(refused.code, "NOT_A_CERTIFICATE");
    assert!(
        refused.view(Language::En).text.contains("Export declaration"),
        "{:?}",
        refused.view(Language::En)
    );
    let refused = desk.print_preview(now, document.to_owned(), "en".to_owned(), None);
    assert_eq!(refused.err().map(|error| error.code), Some("NOT_A_CERTIFICATE"));
    assert_eq!(desk.folder(now).unwrap().events, events, "nothing was recorded");
}

/// A file that somebody changed, and the same without its signature.
fn altered_by_hand(desk: &Desk, partners: &Partners, folder: &Path, now: DateTime<Utc>) {
    let (message, record) = full(partners, &["/exporter/name"]);
    let text = String::from_utf8(partners.world().message(&message).unwrap().to_vec()).unwrap();
    let name = record["exporter"]["name"].as_str().unwrap();
    let changed = text.replacen(name, "Somebody Else", 1);
    assert_ne!(changed, text, "the name stands in the message");
    let (from, to) = (text.find("<Signature ").unwrap(), text.find("</Signature>").unwrap());
    let bare = format!("{}{}", &text[..from], &text[to + "</Signature>".len()..]);
    for (file, bytes, light, finding) in [
        ("changed.xml", changed, LightView::Red, "CONTENT_ALTERED"),
        ("bare.xml", bare, LightView::Amber, "SIGNATURE_ABSENT"),
    ] {
        let path = folder.join(file);
        std::fs::write(&path, bytes).unwrap();
        let rows = desk.import(&[&path], now).unwrap();
        assert_eq!((rows[0].light, rows[0].outcome.as_str()), (light, "claim"), "{file}: {:?}", rows[0]);
        assert!(rows[0].findings.iter().any(|id| id == finding), "{file}: {:?}", rows[0].findings);
        let kept = desk.certificate(now, rows[0].document.clone().unwrap()).unwrap();
        assert_eq!(
            (kept.head.kind.as_str(), kept.head.nature),
            (KIND, Nature::Claim),
            "{file} is kept as what it is"
        );
    }
    let genuine = desk.certificate(now, message).unwrap();
    assert_eq!(genuine.light, LightView::Green, "an altered copy never turns the genuine one red");
}
