//! Killed at any moment, a desk loses nothing and does nothing twice.
//!
//! The work is done by a child process (this same test program, told by its environment what to do), which is killed
//! with SIGKILL while it works; what is on disk then is what an officer finds after the power came back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use chrono::{DateTime, Utc};
use desk::Desk;
use desk::view::{AnswerView, DeclarationInput, DeclaredItemInput, ItemDecision};
use journeys::{Partners, Post, difference, walk};
use serde_json::{Value, json};
use simulator::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const ACT: &str = "JOURNEY_ACT";
const FOLDER: &str = "JOURNEY_FOLDER";
const NOW: &str = "JOURNEY_NOW";

/// What the child does. Ignored, so that it runs only when a test starts it.
#[test]
#[ignore = "the other tests run it as a process of its own, and kill it"]
fn child() {
    let Ok(act) = std::env::var(ACT) else { return };
    let now: DateTime<Utc> = std::env::var(NOW).unwrap().parse().unwrap();
    let desk = Post::at(Path::new(&std::env::var(FOLDER).unwrap())).open().unwrap();
    println!("\nbegun");
    match act.as_str() {
        "sync" => {
            let report = desk.sync_now(None, now).unwrap();
            assert!(report.links.iter().all(|link| link.error.is_none()), "the partners answer: {report:?}");
        }
        "decide" => decide_all(&desk, now),
        other => panic!("{other} is nothing the child can do"),
    }
    println!("\ndone");
}

/// A child at work.
struct Worker {
    process: Child,
    says: BufReader<ChildStdout>,
}

impl Worker {
    fn start(act: &str, folder: &Path, now: DateTime<Utc>) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .env(ACT, act)
            .env(FOLDER, folder)
            .env(NOW, now.to_rfc3339())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(process.stdout.take().unwrap());
        let mut worker = Self { process, says };
        worker.until("begun", 1);
        worker
    }

    /// Waits for a line of a kind to come so many times; what was said until then. Ends early where the child does.
    fn until(&mut self, word: &str, times: usize) -> Vec<String> {
        let mut said = Vec::new();
        let mut line = String::new();
        while said.iter().filter(|said: &&String| said.starts_with(word)).count() < times
            && self.says.read_line(&mut line).unwrap() > 0
        {
            said.push(std::mem::take(&mut line).trim().to_owned());
        }
        said
    }

    /// Kills it; says whether it was still at work, and the last it said.
    fn kill(mut self) -> (bool, Vec<String>) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let said = self.until("nothing the child says", 1);
        (!said.iter().any(|line| line == "done"), said)
    }

    /// Lets it finish.
    fn finish(mut self) -> Vec<String> {
        let said = self.until("nothing the child says", 1);
        assert!(self.process.wait().unwrap().success(), "the child finishes what it was asked to do");
        said
    }
}

/// What an officer finds in a folder, and what the partners were told, in one comparable value.
fn picture(desk: &Desk, now: DateTime<Utc>) -> Value {
    let documents = walk(desk, "", now).unwrap();
    let partners = desk.partners(now).unwrap();
    let status = desk.status(now).unwrap();
    let mut documents: Vec<Value> = documents.iter().map(|hit| serde_json::to_value(hit).unwrap()).collect();
    documents.sort_by_key(|hit| hit["head"]["document"].as_str().unwrap().to_owned());
    let quarantine: BTreeMap<&str, &str> =
        partners.quarantine.iter().map(|row| (row.message.as_str(), row.code.as_str())).collect();
    let links: Vec<Value> = partners
        .links
        .iter()
        .map(|link| {
            json!({ "link": link.link, "state": link.state, "officials": link.officials, "list": link.list_edition,
                "delivered": link.receipts_delivered, "waiting": link.receipts_waiting, "wedged": link.receipts_wedged })
        })
        .collect();
    json!({
        "messages": desk.totals().unwrap().0,
        "documents": documents,
        "quarantine": quarantine,
        "links": links,
        "waiting": status.receipts_waiting,
        "quarantined": status.quarantined,
    })
}

#[test]
fn a_sync_that_is_killed_again_and_again_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let partners = Partners::start(&home.path().join("partners"), 6).unwrap();
    let others = partners.again(&home.path().join("others")).unwrap();
    let phases = partners.world().phases();
    let (first, base) = (phases[0], phases[1]);

    // Undisturbed, from the same partners.
    let calm = Post::new(&home.path().join("calm"), first).unwrap().open().unwrap();
    calm.connect(&others.connections(), None, first).unwrap();
    let mut lasts = Vec::new();
    for now in [first, base] {
        others.set_now(now);
        let begun = Instant::now();
        let report = calm.sync_now(None, now).unwrap();
        lasts.push(begun.elapsed());
        assert!(
            report.links.iter().all(|link| link.error.is_none()),
            "nothing disturbs this one: {report:?}"
        );
    }

    // Disturbed.
    let post = Post::new(&home.path().join("killed"), first).unwrap();
    post.open().unwrap().connect(&partners.connections(), None, first).unwrap();
    let mut hit = 0;
    for (now, last, kills) in [(first, lasts[0], 3), (base, lasts[1], 6)] {
        partners.set_now(now);
        for _ in 0..kills {
            let worker = Worker::start("sync", post.folder(), now);
            std::thread::sleep(last / (kills + 2));
            hit += usize::from(worker.kill().0);
            let desk = post.open().unwrap();
            assert!(desk.check_log(now).unwrap().holds, "the log holds after every kill");
        }
        Worker::start("sync", post.folder(), now).finish();
    }
    println!("{hit} of 9 kills met a child at work");
    assert!(hit >= 4, "only {hit} of 9 kills met a child at work: this test shows nothing");

    let desk = post.open().unwrap();
    let served = partners.served(None, base).unwrap();
    for message in &served {
        desk.raw_message(base, message.clone()).unwrap_or_else(|error| panic!("{message} was lost: {error}"));
    }
    assert_eq!(desk.totals().unwrap().0, served.len() as u64, "every message once, and nothing else");
    let (killed, calm) = (picture(&desk, base), picture(&calm, base));
    assert_eq!(difference(&killed, &calm), None, "the same is found as in a folder that nothing disturbed");
    let lists = killed["documents"].as_array().unwrap();
    for planted in partners.world().planted().iter().filter(|row| row.judge_at == base && !row.by_file) {
        let (Moment::Received, Some(light)) = (planted.at, &planted.expect.light) else { continue };
        let hit = lists.iter().find(|hit| hit["head"]["document"] == planted.message.as_str()).unwrap();
        assert_eq!(
            hit["light"],
            light.as_str(),
            "{} of {} has its light in the list",
            planted.cause,
            planted.link
        );
    }
    assert_eq!(partners.receipts(), others.receipts(), "the partners were told the same");
    assert!(partners.receipts().iter().all(|receipt| receipt.2), "and they accept it");
    let again = desk.sync_now(None, base).unwrap();
    let new: usize = again.links.iter().map(|link| link.new + link.receipts).sum();
    assert_eq!((new, again.judged, again.judged_again), (0, 0, 0), "one more sync has nothing left to do");
}

/// Decides every item of every presentation that waits, one decision after another, saying each when it is made.
fn decide_all(desk: &Desk, now: DateTime<Utc>) {
    loop {
        let waiting = desk.home(now).unwrap().waiting;
        let Some(row) = waiting.first() else { return };
        let mut answer = desk.answer(now, row.document.clone(), Some(row.presentation.clone())).unwrap();
        while let Some(item) = open_item(&answer) {
            answer = desk.decide(now, row.presentation.clone(), answer.ledger, vec![given(item)]).unwrap();
            println!("\ndecided {} {item}", row.presentation);
        }
    }
}

fn open_item(answer: &AnswerView) -> Option<u32> {
    answer.items.iter().find(|item| item.presented && item.decision.is_none()).map(|item| item.number)
}

fn given(item: u32) -> ItemDecision {
    ItemDecision { item, decision: "given".to_owned(), quantity: None, reasons: Vec::new() }
}

/// A presentation, what each item of it takes, and the ledger it was first answered with.
struct Shown {
    document: String,
    id: String,
    takes: u64,
    ledger: String,
}

/// Presents some green certificates, each for two declarations that take one and two units of every item.
fn present_some(desk: &Desk, partners: &Partners, now: DateTime<Utc>) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (at, good) in partners.world().good().iter().filter(|good| good.trait_.is_none()).take(9).enumerate()
    {
        for takes in [1, 2] {
            let items = good.declaration.items.iter().map(|line| DeclaredItemInput {
                item: line.item,
                hs: line.hs.clone().unwrap_or_default(),
                quantity: takes.to_string(),
                unit: line.unit.clone().unwrap_or_default(),
                invoice: line.invoice.clone().unwrap_or_default(),
            });
            let declaration = DeclarationInput {
                number: format!("26XA{at:04}{takes}"),
                date: now.date_naive().to_string(),
                importer: good.declaration.importer.clone().unwrap_or_default(),
                items: items.collect(),
            };
            let answer = desk.present(now, good.message.clone(), declaration).unwrap();
            shown.push(Shown {
                document: good.message.clone(),
                id: answer.presentation.unwrap().id,
                takes,
                ledger: answer.ledger,
            });
        }
    }
    shown
}

/// The whole number at the start of a quantity such as `1 kg`.
fn whole(quantity: &str) -> u64 {
    quantity.split_whitespace().next().unwrap_or("0").replace(',', "").parse().unwrap()
}

/// The decisions that stand. Fails where one stands without its drawdown, or a drawdown without its decision.
fn standing(desk: &Desk, shown: &[Shown], now: DateTime<Utc>) -> BTreeSet<(String, u32)> {
    let mut found = BTreeSet::new();
    let mut drawn: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    for one in shown {
        let answer = desk.answer(now, one.document.clone(), Some(one.id.clone())).unwrap();
        for item in &answer.items {
            let Some(decision) = &item.decision else { continue };
            assert_eq!((decision.id.as_str(), decision.supersedes), ("given", 0), "as decided, and once");
            assert_eq!(whole(&decision.quantity), one.takes, "each decision has its drawdown");
            *drawn.entry((&one.document, item.number)).or_default() += one.takes;
            found.insert((one.id.clone(), item.number));
        }
    }
    for document in shown.iter().map(|one| one.document.as_str()).collect::<BTreeSet<_>>() {
        for item in desk.answer(now, document.to_owned(), None).unwrap().items {
            let sum = drawn.get(&(document, item.number)).copied().unwrap_or_default();
            assert_eq!(
                whole(&item.used),
                sum,
                "what is used of item {} is the sum of its drawdowns",
                item.number
            );
        }
    }
    found
}

#[test]
fn a_decision_is_there_with_its_drawdown_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let partners = Partners::start(&home.path().join("partners"), 6).unwrap();
    let now = partners.base();
    let post = Post::new(&home.path().join("desk"), now).unwrap();
    let (shown, before) = {
        let desk = post.open().unwrap();
        desk.connect(&partners.connections(), None, now).unwrap();
        desk.sync_now(None, now).unwrap();
        let shown = present_some(&desk, &partners, now);
        (shown, desk.totals().unwrap().1)
    };
    let mut acknowledged: BTreeSet<(String, u32)> = BTreeSet::new();
    let note = |said: &[String], acknowledged: &mut BTreeSet<(String, u32)>| {
        for line in said.iter().filter_map(|line| line.strip_prefix("decided ")) {
            let (presentation, item) = line.split_once(' ').unwrap();
            let new = acknowledged.insert((presentation.to_owned(), item.parse().unwrap()));
            assert!(new, "nothing is decided twice");
        }
    };
    let mut hit = 0;
    for kill in 0..8_u64 {
        let mut worker = Worker::start("decide", post.folder(), now);
        note(&worker.until("decided", 2), &mut acknowledged);
        // Somewhere inside the next decision, each time at another place.
        std::thread::sleep(Duration::from_millis(kill * 5));
        let (at_work, said) = worker.kill();
        note(&said, &mut acknowledged);
        hit += usize::from(at_work);
        let desk = post.open().unwrap();
        assert!(desk.check_log(now).unwrap().holds, "the chain of the log holds");
        let found = standing(&desk, &shown, now);
        assert!(acknowledged.is_subset(&found), "what was acknowledged is there");
        assert!(found.len() <= acknowledged.len() + 1, "and at most the one that was under way");
        assert_eq!(
            desk.totals().unwrap().1,
            before + found.len() as u64,
            "one event a decision, none beside"
        );
        acknowledged = found;
    }
    println!("{hit} of 8 kills met a child at work");
    assert!(hit >= 6, "only {hit} of 8 kills met a child at work: this test shows nothing");
    note(&Worker::start("decide", post.folder(), now).finish(), &mut acknowledged);
    let desk = post.open().unwrap();
    assert_eq!(standing(&desk, &shown, now), acknowledged, "in the end all is decided");
    assert!(desk.home(now).unwrap().waiting.is_empty(), "nothing waits");

    let one = &shown[0];
    let old = desk.decide(now, one.id.clone(), one.ledger.clone(), vec![given(1)]).unwrap_err();
    assert_eq!(old.code, "LEDGER_MOVED", "a decision on what was known before the others is refused");
    assert_eq!(desk.totals().unwrap().1, before + acknowledged.len() as u64, "and leaves nothing behind");
}
