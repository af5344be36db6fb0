//! A partner and a format that the program has never seen become green certificates by adding packs, while it runs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

#[path = "unseen/invented.rs"]
mod invented;

use chrono::{DateTime, Duration, Utc};
use desk::view::{AnswerView, LightView};
use desk::{Connection, Desk, Root};
use journeys::{Partners, Post, assets};
use simulator::{Clock, Moment, Options, Planted, Running, Simulator, World};
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

fn connections(of: Vec<simulator::Connection>) -> Vec<Connection> {
    let root = |root| match root {
        simulator::Root::Certificate(pem) => Root::Certificate(pem),
        simulator::Root::Multikey(key) => Root::Multikey(key),
    };
    let one = |one: simulator::Connection| Connection {
        link: one.link,
        endpoint: one.endpoint,
        tls_ca: one.tls_ca,
        root: root(one.root),
    };
    of.into_iter().map(one).collect()
}

fn played(pack: &Path, folder: &Path, base: DateTime<Utc>) -> Running {
    let world = World::open(&Options {
        folder: folder.to_owned(),
        seed: 3,
        base,
        blocks: assets().blocks,
        packs: vec![pack.to_owned()],
        links: Vec::new(),
        good_per_partner: 9,
        trickle: 2,
    });
    Simulator::start(world.unwrap(), Clock::Set(base - Duration::days(4))).unwrap()
}

fn light(answer: &AnswerView) -> &'static str {
    match answer.light {
        LightView::Green => "green",
        LightView::Amber => "amber",
        LightView::Red => "red",
        LightView::None => "",
    }
}

/// What was planted is found as it was planted.
fn as_planted(desk: &Desk, case: &Planted, now: DateTime<Utc>) {
    if let Some(reason) = &case.expect.quarantine {
        let held = desk.partners(now).unwrap().quarantine;
        let held = held.iter().find(|held| held.message == case.message);
        assert_eq!(held.map(|held| held.code.as_str()), Some(reason.as_str()), "{}", case.cause);
        return;
    }
    let answer = desk.answer(now, case.message.clone(), None).unwrap();
    let findings: Vec<&str> = answer.findings.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(Some(light(&answer)), case.expect.light.as_deref(), "{}: {findings:?}", case.cause);
    if let Some(wanted) = &case.expect.finding {
        assert!(findings.contains(&wanted.as_str()), "{}: {findings:?} lack {wanted}", case.cause);
    }
}

#[test]
fn a_format_nobody_has_seen_becomes_green_certificates_while_the_program_runs() {
    let root = TempDir::new().unwrap();
    let three = Partners::start(&root.path().join("three"), 2).unwrap();
    let base = three.base();
    let first = base - Duration::days(4);
    three.set_now(first);
    let post = Post::new(&root.path().join("desk"), first).unwrap();
    let desk = post.open().unwrap();
    desk.connect(&three.connections(), None, first).unwrap();
    desk.sync_now(None, first).unwrap();
    let before = desk.status(first).unwrap().documents;
    assert!(before > 10, "the desk works with its three partners: {before} documents");

    let pack = invented::packs(root.path());
    let partner = played(&pack, &root.path().join("dravonia"), base);
    let world = partner.world();
    let one = world.good().iter().find(|good| good.trait_.is_none()).unwrap();
    let text = std::str::from_utf8(world.message(&one.message).unwrap()).unwrap();
    let record = world.record(&one.message).unwrap();
    let day: Vec<&str> = record["issued"]["date"].as_str().unwrap().split('-').collect();
    assert!(text.contains(&format!(">{}/{}/{}<", day[2], day[1], day[0])), "days as 02/11/2026");
    assert!(text.contains("=\"951\"") && !text.contains(">XV<"), "countries by number");
    let values = record["items"].as_array().unwrap().iter();
    let fractions: Vec<&str> =
        values.filter_map(|item| Some(item["value"].as_str()?.split_once('.')?.1)).collect();
    assert!(fractions.iter().all(|part| text.contains(&format!(",{part}<"))), "decimals with a comma");
    let hs = one.declaration.items[0].hs.clone().unwrap();
    assert!(!text.contains(&hs) && text.contains(&hs[..4]), "HS codes with dots");

    // The program knows neither the partner nor the format.
    let known = connections(partner.connections());
    assert_eq!(desk.connect(&known, None, first).unwrap_err().code, "NOT_FOUND", "no such link yet");
    let stray = root.path().join("stray.xml");
    std::fs::write(&stray, text).unwrap();
    desk.import(&[&stray], first).unwrap();
    let held = desk.partners(first).unwrap().quarantine;
    let held = held.iter().find(|held| held.message == one.message).unwrap();
    assert_eq!(held.code, "NOT_RECOGNISED", "nothing reads it");

    // Packs are added, accepted by name, activated: no restart, no rebuild.
    let report = desk.add_pack(first, pack.display().to_string()).unwrap();
    assert_eq!(report.problems, [], "the folder is read");
    assert_eq!(report.packs.len(), 3, "a link, a scheme, a format");
    for check in &report.packs {
        assert_eq!(check.problems, [], "{} has no mistake", check.pack);
        assert!(check.can_accept, "{}: {:?}", check.pack, check.why_not);
    }
    let hashes: Vec<String> = report.packs.iter().map(|check| check.hash.clone()).collect();
    assert_eq!(
        desk.activate_packs(first, hashes.clone(), Vec::new(), None).unwrap_err().code,
        "PACK_UNSIGNED",
        "what nobody sealed is accepted by name or not at all"
    );
    let activated = desk.activate_packs(first, hashes.clone(), hashes, None).unwrap();
    assert_eq!(activated.activated.len(), 3, "all three");
    assert_eq!(activated.taken_up, 1, "what waited is taken up by itself");

    desk.connect(&known, None, first).unwrap();
    for now in [first, base] {
        three.set_now(now);
        partner.set_now(now);
        for link in desk.sync_now(None, now).unwrap().links {
            assert_eq!(link.error, None, "{} at {now}", link.link);
        }
    }
    for good in world.good() {
        let answer = desk.answer(base, good.message.clone(), None).unwrap();
        let findings: Vec<_> = answer.findings.iter().map(|finding| (&finding.id, finding.light)).collect();
        assert_eq!(light(&answer), "green", "{} {:?}: {findings:?}", good.number, good.trait_);
        assert_eq!(answer.verdict.indication.as_str(), "TOTAL-PASSED", "{}", good.number);
    }
    let shows = |case: &&Planted| case.at == Moment::Received && case.judge_at <= base;
    for case in world.planted().iter().filter(shows) {
        as_planted(&desk, case, base);
    }
    let causes: BTreeSet<&str> = world.planted().iter().map(|case| case.cause.as_str()).collect();
    for cause in ["CONTENT_ALTERED", "NOT_COVERED", "KEY_COMPROMISED_LATER", "REPLACED", "UNKNOWN_VERSION"] {
        assert!(causes.contains(cause), "{cause} is planted: {causes:?}");
    }

    // Its certificates are used like any other's: found by number, presented, decided.
    let found = desk.search(base, one.number.clone(), "newest".to_owned(), None, 5).unwrap();
    assert_eq!(found.hits.len(), 1, "found by its number {}", one.number);
    let presentation = desk.present_declaration(base, &one.message, &one.declaration).unwrap();
    let answer = desk.answer(base, one.message.clone(), Some(presentation)).unwrap();
    assert_eq!(light(&answer), "green", "presented: {:?}", answer.findings);
    assert!(desk.status(base).unwrap().documents > before + 20, "beside those of the three");
}
