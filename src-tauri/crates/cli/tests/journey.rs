//! A certificate's way by the command line alone: from three partners to a decision, a flag and a page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod support;

use chrono::{Duration, NaiveTime, Utc};
use serde_json::Value;
use simulator::{Clock, Options, Simulator, World};
use std::path::PathBuf;
use support::Origin;
use tempfile::TempDir;

fn world(folder: &TempDir) -> World {
    // Everything good is published by the base day; yesterday's morning is a base day that is over.
    let base =
        (Utc::now() - Duration::days(1)).date_naive().and_time(NaiveTime::MIN).and_utc() + Duration::hours(6);
    World::open(&Options {
        folder: folder.path().join("partners"),
        seed: 11,
        base,
        blocks: vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"))],
        packs: Vec::new(),
        links: Vec::new(),
        good_per_partner: 3,
        trickle: 0,
    })
    .unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

#[test]
fn from_three_partners_to_a_decision_a_flag_and_a_page() {
    let folder = TempDir::new().unwrap();
    let world = world(&folder);
    let good = world.good().iter().find(|good| good.trait_.is_none()).unwrap().clone();
    let altered =
        world.planted().iter().find(|case| case.cause == "SIGNATURE_BROKEN").unwrap().message.clone();
    let partners = Simulator::start(world, Clock::Real).unwrap();
    let connections = folder.path().join("partners/connections.json");
    let connections = connections.to_str().unwrap();
    let desk = folder.path().join("desk");
    let origin = Origin::at(&desk);

    origin.run(&["status"]).not_done("FOLDER_NOT_SET_UP");
    origin.set_up();
    let officer = "terzan=A. Terzan:administrator";
    origin
        .run(&["setup", "--training", "--post", "P", "--officer", officer])
        .not_done("FOLDER_ALREADY_SET_UP");
    assert!(origin.run(&["sync"]).done().contains("No partner is connected"), "said, not failed");

    assert_eq!(origin.json(&["connect", connections])["connected"], 3, "three links");
    assert_eq!(origin.json(&["connect", connections])["connected"], 0, "the same again writes nothing");
    let report = origin.json(&["sync"]);
    for link in report["links"].as_array().unwrap() {
        assert!(link["error"].is_null() && link["new"].as_u64().unwrap() > 20, "every partner's: {link}");
    }
    let again = origin.json(&["sync"]);
    assert_eq!(
        (&again["judged"], &again["judged_again"]),
        (&0.into(), &0.into()),
        "a second round finds nothing new"
    );
    let status = origin.run(&["status"]).done();
    for word in ["Borastria", "Concordia", "Katanga", "green", "quarantine"] {
        assert!(status.contains(word), "{word} stands in\n{status}");
    }

    // Found by number, by document id, and by its beginning; all the same document.
    let found = origin.json(&["search", &good.number]);
    assert_eq!(found["total"], 1, "one has that number");
    let start = &good.message[..12];
    for id in [good.number.as_str(), good.message.as_str(), start] {
        let answer = origin.json(&["show", id]);
        assert_eq!(
            (&answer["head"]["document"], &answer["light"]),
            (&good.message.clone().into(), &"green".into()),
            "{id}"
        );
    }
    assert!(origin.run(&["show", &good.number]).done().starts_with("GREEN"), "the light comes first");
    assert!(!origin.json(&["show", start, "--full"])["steps"].as_array().unwrap().is_empty(), "all there is");

    // Presented from a file, decided once, and once more.
    let file = folder.path().join("declaration.json");
    std::fs::write(&file, serde_json::to_vec(&good.declaration).unwrap()).unwrap();
    let presented = origin.json(&["present", &good.number, "--declaration", file.to_str().unwrap()]);
    let presentation = text(&presented["presentation"]["id"]);
    let again = origin.json(&["present", &good.number, "--declaration", file.to_str().unwrap()]);
    assert_eq!(
        again["presentation"]["id"],
        presentation.as_str(),
        "the same declaration is one presentation"
    );
    let shown = origin.json(&["show", &good.number]);
    assert_eq!(shown["presentation"]["id"], presentation.as_str(), "a number shows what waits");
    origin.run(&["decide", &presentation, "--all", "nonsense"]).not_done("DECISION_UNKNOWN");
    let decided = origin.json(&["decide", &presentation[..10], "--all", "given"]);
    assert_eq!(decided["presentation"]["decided"], decided["presentation"]["of"], "every item is decided");
    assert_eq!(decided["light"], "green", "and it stays green");
    let left = |answer: &Value| text(&answer["items"][0]["left"]);
    assert_eq!(left(&origin.json(&["show", start])), "0", "what was given is used up");
    origin.run(&["decide", &presentation[..10], "--all", "given"]).not_done("PRESENTATION_NOT_FOUND");
    let item = decided["items"][0]["number"].to_string();
    let stale = ["decide", &presentation, "--item", &item, "--decision", "correction", "--ledger", "0"];
    origin.run(&stale).not_done("LEDGER_MOVED");
    let later = origin.json(&["decide", &presentation, "--item", &item, "--decision", "correction"]);
    assert_eq!(later["items"][0]["decision"]["supersedes"], 1, "a later decision supersedes, none is edited");

    // The altered one: red with its reason, flagged, printed as what it is.
    let red = origin.run(&["show", &altered]).done();
    assert!(red.starts_with("RED") && red.contains("SIGNATURE_BROKEN"), "light and reason: {red}");
    let flag = origin.json(&["flag", &altered, "--reason", "content", "--note", "figures look changed"]);
    assert!(!flag["evidence"].as_array().unwrap().is_empty(), "the finding is its evidence");
    origin.run(&["flag", &altered, "--reason", "nonsense"]).not_done("REASON_NEEDED");
    assert_eq!(origin.json(&["status"])["status"]["open_flags"], 1, "one flag stands");
    let page = folder.path().join("page.pdf");
    origin.run(&["print", &good.number, "-o", page.to_str().unwrap(), "--language", "fr"]).done();
    assert!(std::fs::read(&page).unwrap().starts_with(b"%PDF-"), "a page");

    // A file is judged without being kept.
    let before = origin.json(&["status"])["status"]["documents"].clone();
    let loose = folder.path().join("loose.json");
    std::fs::write(&loose, br#"{"no":"certificate"}"#).unwrap();
    assert_eq!(
        origin.json(&["verify", loose.to_str().unwrap()])["outcome"],
        "quarantine",
        "what it would be"
    );
    let kept = origin.json(&["status"]);
    assert_eq!(kept["status"]["documents"], before, "nothing was kept");

    let log = origin.json(&["log", "check"]);
    assert!(log["holds"].as_bool().unwrap() && log["events"].as_u64().unwrap() >= 10, "the log holds: {log}");
    assert!(partners.receipts().iter().all(|receipt| receipt.valid), "partners accepted every receipt");
}

#[test]
fn what_goes_wrong_has_a_code_a_sentence_and_a_remedy() {
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("desk");
    let origin = Origin::at(&desk);
    origin.set_up();
    origin.run(&["show", "XB-404"]).not_done("NOT_FOUND");
    let english = origin.run(&["show", "XB-404"]).err;
    let french = origin.run(&["show", "XB-404", "--language", "fr"]).not_done("NOT_FOUND");
    assert_ne!(english, french, "errors speak the language asked for");
    let json = origin.run(&["show", "XB-404", "--json"]).err;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["error"]["code"], "NOT_FOUND", "and JSON for programs");
    origin.run(&["verify", "/no/such/file"]).not_done("FILE_NOT_FOUND");
    origin.run(&["sync", "nowhere"]).not_done("NOT_FOUND");
    origin.run(&["status", "--officer", "nobody"]).not_done("OFFICER_NOT_KNOWN");
    origin.run(&["decide", "abcdef0123", "--all", "given"]).not_done("PRESENTATION_NOT_FOUND");
    origin.run(&["search", "light:purple"]).not_done("QUERY_NOT_READ");
    let junk = folder.path().join("junk.json");
    std::fs::write(&junk, "[{]").unwrap();
    let error = origin.run(&["connect", junk.to_str().unwrap()]);
    assert_eq!(error.code, 1, "no connection file");
    for usage in
        [&["decide", "x"][..], &["present", "x"], &["nonsense"], &["setup", "--post", "P"], &["import"]]
    {
        let said = origin.run(usage);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{usage:?} is wrong usage: {}", said.err);
    }
}

#[test]
fn a_passphrase_opens_and_nothing_else_does() {
    let folder = TempDir::new().unwrap();
    let desk = folder.path().join("desk");
    let mut origin = Origin::at(&desk);
    let officers = ["--officer", "terzan=A. Terzan:administrator", "--officer", "sadiq=N. Sadiq:verifier"];
    let training = [&["setup", "--training", "--post", "P", "--key", "passphrase"], &officers[..]].concat();
    origin.run(&training).not_done("PASSPHRASE_NEEDED");
    let live = [&["setup", "--live", "--post", "P", "--key", "passphrase"], &officers[..]].concat();
    origin.environment.push(("ORIGIN_PASSPHRASE", "a long passphrase of the folder"));
    origin.run(&live).not_done("SECOND_PERSON_NEEDED");
    let file = [&["setup", "--live", "--post", "P", "--key", "key-file", "--second", "sadiq"], &officers[..]]
        .concat();
    origin.environment.push(("ORIGIN_SECOND_PASSPHRASE", "a passphrase of their own"));
    origin.run(&file).not_done("KEY_FILE_ONLY_FOR_TRAINING");
    origin.run(&training).done();
    origin.run(&["status"]).done();
    origin.environment.clear();
    origin.run(&["status"]).not_done("PASSPHRASE_NEEDED");
    origin.environment.push(("ORIGIN_PASSPHRASE", "another passphrase"));
    let wrong = origin.run(&["status"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""), "another passphrase opens nothing: {}", wrong.err);
}

#[test]
fn no_window_stands_behind_it() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "-p", "cli", "-e", "normal,build", "--prefix", "none", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.lines().any(|line| line.starts_with("desk v")), "the tree was read: {tree}");
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        for window in ["tauri", "wry", "tao", "webkit", "gtk"] {
            assert!(
                name != window && !name.starts_with(&format!("{window}-")) && !name.starts_with("webkit"),
                "{line}"
            );
        }
    }
}
