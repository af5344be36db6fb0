//! Killed at any moment: nothing that was acknowledged is lost, nothing is there twice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use store::{Chain, Draft, Drawdown, EventKind, Nature, Operation, PresentationId, Role, Store};
use support::*;

const PATH: &str = "STORE_KILL_TEST_PATH";
const PAGE: u32 = 5;
const ROUNDS: u64 = 8;

/// The child: goes on from the cursor, page after page, says what was acknowledged, until it is killed.
fn write_until_killed(path: &Path) {
    let store = Store::open(path, &key()).unwrap();
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").unwrap();
        out.flush().unwrap();
    };
    for page in next_page(&store).. {
        let messages: Vec<_> = (page * PAGE..(page + 1) * PAGE).map(incoming).collect();
        store.receive("xb", &messages, Some(("s", &(page + 1).to_string())), at(i64::from(page))).unwrap();
        say(format!("page {page}"));
        for n in page * PAGE..(page + 1) * PAGE {
            store.save_judgement(&judged(n, Nature::Verified, vec![])).unwrap();
        }
        let declaration = format!("D{page}");
        let of = PresentationId::of(&name(page), &declaration, None, Operation::Entry);
        let presented = EventKind::Presented {
            certificate: name(page),
            document: id(page),
            declaration,
            date: None,
            consignment: None,
            operation: Operation::Entry,
            items: vec![certificate::DeclaredItem { item: Some(1), ..Default::default() }],
        };
        let decided = EventKind::Decided {
            presentation: of,
            item: 1,
            decision: "given".into(),
            drawdown: Some(Drawdown { millionths: 7, unit: "KGM".into(), item: 1, authorised: 100 }),
            reasons: vec![],
            basis: vec![],
            supersedes: None,
        };
        let act = |kind| Draft::new("amina", Role::BorderOfficer, kind);
        let ids = store.append(&[act(presented), act(decided)], at(i64::from(page))).unwrap();
        say(format!("event {}", ids[1].seq));
    }
}

fn next_page(store: &Store) -> u32 {
    store.cursor("xb", "s").unwrap().map_or(0, |text| text.parse().unwrap())
}

#[test]
fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    if let Some(path) = std::env::var_os(PATH) {
        return write_until_killed(Path::new(&path));
    }
    let folder = Folder::new();
    let path = folder.path();
    let Folder { dir: _dir, store } = folder;
    drop(store);
    let mut all_pages = 0;
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed_at_any_moment_it_loses_and_doubles_nothing", "--nocapture"])
            .env(PATH, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || out.lines().map_while(Result::ok).collect::<Vec<_>>());
        // Later in each round, so that the kill falls into other moments: while opening, receiving, judging, deciding.
        std::thread::sleep(Duration::from_millis(150 + round * 67));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = reader.join().unwrap();
        let last =
            |what: &str| said.iter().rev().find_map(|line| line.strip_prefix(what)?.parse::<u64>().ok());

        let store = Store::open(&path, &key()).unwrap();
        let pages = next_page(&store);
        all_pages = pages;
        assert!(last("page ").is_none_or(|page| page < pages.into()), "an acknowledged page is there");
        assert!(
            last("event ").is_none_or(|seq| seq <= store.event_count().unwrap()),
            "and an acknowledged event"
        );
        for n in 0..pages * PAGE {
            assert!(store.message(&id(n)).unwrap().is_some(), "message {n} came with its cursor");
        }
        let counts = store.message_counts().unwrap();
        assert_eq!(counts.values().sum::<u64>(), u64::from(pages * PAGE), "and nothing beyond it");
        let Chain::Whole { events } = store.verify_chain().unwrap() else {
            unreachable!("the chain is broken")
        };
        assert_eq!(events % 2, 0, "a presentation and its decision were written together");
        for page in 0..pages {
            let drawn = store.ledger(&name(page)).unwrap().drawn(1, "KGM");
            assert!(drawn == 7 || drawn == 0, "drawn once or, if killed before, not at all: {drawn}");
        }
        let digest = store.fold_digest().unwrap();
        store.rebuild().unwrap();
        assert_eq!(store.fold_digest().unwrap(), digest, "tables and log agree");
        let found = store.search("", None, 1, store::Order::Newest).unwrap().total;
        assert_eq!(found, counts.get("judged").copied().unwrap_or(0), "search and documents agree");
        drop(store);
        let sound: String = raw(&path).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }
    assert!(all_pages > 0, "the child never came to write: the test saw nothing");
}
