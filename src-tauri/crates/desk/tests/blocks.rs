//! Packs of an installation: who may make them active, on what they stand, and what that changes while the desk works.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // tests

mod packs;
use desk::Desk;
use desk::view::{ActivationView, LightView, PackReportView};
use packs::*;
use std::path::Path;

fn add(desk: &Desk, path: &Path) -> PackReportView {
    let report = desk.add_pack(at(1), path.display().to_string()).unwrap();
    assert_eq!(report.problems, [], "it can be read");
    report
}

fn hashes(report: &PackReportView) -> Vec<String> {
    report.packs.iter().map(|pack| pack.hash.clone()).collect()
}

/// Adds what is there and activates it, accepted by name.
fn activate(desk: &Desk, path: &Path, minute: i64) -> ActivationView {
    let hashes = hashes(&add(desk, path));
    desk.activate_packs(at(minute), hashes.clone(), hashes, None).unwrap()
}

fn standing(desk: &Desk, path: &Path) -> String {
    add(desk, path).packs[0].standing.clone()
}

#[test]
fn a_format_never_seen_is_taken_up_from_quarantine_by_adding_packs_while_the_desk_works() {
    let post = Post::training();
    let (desk, dir) = (post.open(), post.dir.path());
    let row = desk.import(&[&note(dir, 1)], at(1)).unwrap().remove(0);
    assert_eq!(row.outcome, "quarantine", "nobody knows it yet: {}", row.title);
    let report = add(&desk, &block(dir));
    let seen: Vec<_> = report
        .packs
        .iter()
        .map(|pack| (pack.pack.as_str(), pack.standing.as_str(), pack.problems.len()))
        .collect();
    assert_eq!(
        seen,
        [("form-nl", "unsigned", 0), ("norland-notes", "unsigned", 0), ("norland", "unsigned", 0)],
        "each is reported, none has a mistake"
    );
    assert!(report.packs.iter().all(|pack| !pack.can_activate && pack.can_accept && pack.why_not.is_some()));
    let covered = report.packs[1].coverage.as_ref().unwrap();
    assert!(
        covered.mapped > 0 && covered.mapped < covered.of,
        "coverage: {} of {}",
        covered.mapped,
        covered.of
    );
    assert!(!covered.missing.is_empty(), "the scheme wants what the format does not carry");
    // Tried first, nothing kept.
    let trial = desk.try_pack(at(2), hashes(&report), note(dir, 2).display().to_string()).unwrap();
    assert_eq!((trial.what.as_str(), trial.light), ("a note of origin of Norland", Some(LightView::Amber)));
    let number = trial.fields.iter().find(|field| field.field == "number").unwrap();
    assert_eq!((number.value.as_str(), number.path.is_empty(), number.line > 0), ("NL-0002", false, true));
    assert!(trial.unused.iter().any(|unused| unused.path.contains("tariff")), "what is not read is listed");
    assert!(trial.findings.iter().any(|finding| finding.id == "SIGNATURE_ABSENT"));
    assert_eq!(desk.partners(at(2)).unwrap().quarantine.len(), 1, "the trial left nothing");
    // Unsigned: only by name.
    let refused = desk.activate_packs(at(3), hashes(&report), vec![], None).unwrap_err();
    assert_eq!(refused.code, "PACK_UNSIGNED");
    let (_, events) = desk.totals().unwrap();
    let done = desk.activate_packs(at(3), hashes(&report), hashes(&report), None).unwrap();
    assert_eq!((done.taken_up, done.left_in_quarantine, done.activated.len()), (1, 0, 3));
    assert_eq!(desk.totals().unwrap().1, events + 6, "each acceptance and each activation is an event");
    let found = desk.search(at(4), "NL-0001".into(), "newest".into(), None, 5).unwrap();
    assert_eq!(found.total, 1, "the message that nobody could read is found");
    // The same as a zip, again: the same packs, and nothing changes.
    let zip = dir.join("block.zip");
    std::fs::write(&zip, block::PackFiles::to_zip(&block::PackFiles::open(&block(dir)).unwrap()).unwrap())
        .unwrap();
    assert_eq!(hashes(&add(&desk, &zip)).len(), 3);
    assert!(add(&desk, &zip).packs.iter().all(|pack| pack.active), "a zip of them is the same packs");
    let again = desk.activate_packs(at(5), hashes(&report), vec![], None).unwrap();
    assert_eq!((again.activated.len(), desk.totals().unwrap().1), (0, events + 6));
    // A restart keeps it, and so does folding the log again.
    drop(desk);
    let desk = post.open();
    let view = desk.blocks(at(6)).unwrap();
    let ours: Vec<_> = view.packs.iter().filter(|pack| pack.standing == "accepted" && pack.active).collect();
    assert_eq!(ours.len(), 3);
    assert_eq!(ours[0].partner.as_deref(), Some("Norland"), "the link comes first, with its partner");
    desk.rebuild().unwrap();
    drop(desk);
    assert_eq!(post.open().blocks(at(6)).unwrap(), view, "the events add up to the same");
}

#[test]
fn a_newer_version_changes_findings_and_a_roll_back_brings_the_former_back() {
    let post = Post::training();
    let (desk, dir) = (post.open(), post.dir.path());
    activate(&desk, &block(dir), 1);
    desk.import(&[&note(dir, 1), &note(dir, 2)], at(2)).unwrap();
    let quality = desk.quality(at(3), Some("norland".into())).unwrap().links.remove(0);
    assert_eq!(
        (quality.messages, quality.weeks.last().unwrap().missing, quality.weeks.last().unwrap().drift),
        (2, 2, 2)
    );
    let hs = quality.kinds.iter().find(|kind| kind.field == "items[].hs").unwrap();
    assert_eq!((hs.kind.as_str(), hs.count, hs.share.as_str()), ("missing", 2, "100 %"));
    assert!(hs.examples[0].number.starts_with("NL-"), "with examples");
    let newer = format(dir, "1.1", true);
    let report = add(&desk, &newer);
    assert!(report.packs[0].problems.is_empty(), "{:?}", report.packs[0].problems);
    let words: Vec<_> = report.packs[0].changes.iter().map(|change| change.words.as_str()).collect();
    assert!(words.iter().any(|words| words.contains("tariff")), "the report says what changes: {words:?}");
    let done = activate(&desk, &newer, 4);
    assert_eq!((done.activated.as_slice(), done.changed_count), (&["norland-notes@1.1".to_owned()][..], 2));
    let change = &done.changed[0];
    assert!(change.appeared.is_empty() && !change.gone.is_empty(), "the HS code is read now: {change:?}");
    assert_eq!(change.partner, "Norland");
    let quality = desk.quality(at(5), Some("norland".into())).unwrap().links.remove(0);
    assert_eq!(quality.weeks.last().unwrap().drift, 0, "and nothing is left over");
    for (name, begins) in [("quality.html", &b"<!doctype html>"[..]), ("quality.pdf", b"%PDF-")] {
        let path = dir.join(name);
        let saved =
            desk.save_quality(at(5), "norland".into(), "fr".into(), path.display().to_string()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.to_ascii_lowercase().starts_with(&begins.to_ascii_lowercase()), "{name}");
        assert_eq!(saved.bytes as usize, bytes.len());
    }
    let arrangement = dir.join("arrangement.html");
    desk.save_arrangement(at(5), "norland".into(), "en".into(), arrangement.display().to_string()).unwrap();
    assert!(
        std::fs::read_to_string(arrangement).unwrap().contains("Norland"),
        "the document of the new link"
    );
    // Back.
    let back = desk.roll_back_pack(at(6), "norland-notes".into(), None).unwrap();
    assert_eq!((back.changed_count, back.activated.as_slice()), (2, &["norland-notes@1.0".to_owned()][..]));
    assert!(back.changed[0].gone.is_empty() && !back.changed[0].appeared.is_empty());
    // Back before all of it: the link first, for it names the others.
    let refused = desk.roll_back_pack(at(7), "norland-notes".into(), None).unwrap_err();
    assert_eq!(refused.code, "PACK_PROBLEMS", "a link would name what is not here");
    desk.roll_back_pack(at(8), "norland".into(), None).unwrap();
    let gone = desk.roll_back_pack(at(9), "norland-notes".into(), None).unwrap();
    assert_eq!(
        (gone.left_in_quarantine, gone.changed_count),
        (2, 2),
        "what nobody reads any more is in quarantine"
    );
    assert_eq!(gone.changed[0].after, LightView::None);
    assert_eq!(desk.search(at(9), "NL-0001".into(), "newest".into(), None, 5).unwrap().total, 0);
    assert_eq!(desk.roll_back_pack(at(10), "norland".into(), None).unwrap_err().code, "PACK_NOTHING_BEFORE");
    // And taken up again, when it is activated again.
    assert_eq!(activate(&desk, &dir.join("norland-block"), 11).taken_up, 2);
}

#[test]
fn every_standing_is_told_and_only_what_stands_becomes_active() {
    let (post, other) = (Post::training(), Post::training());
    let (desk, dir) = (post.open(), post.dir.path());
    let folder = scheme(dir);
    assert_eq!(standing(&desk, &folder), "unsigned");
    seal(&folder, &other.block_key());
    assert_eq!(standing(&desk, &folder), "foreign-key");
    let report = add(&desk, &folder);
    let refused = desk.activate_packs(at(2), hashes(&report), vec![], None).unwrap_err();
    assert_eq!(refused.code, "PACK_FOREIGN_KEY");
    seal(&folder, &post.block_key());
    assert_eq!(standing(&desk, &folder), "signed");
    assert!(add(&desk, &folder).packs[0].can_activate);
    // One letter changed after it was sealed.
    let file = folder.join("pack.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("Form CA", "Form CB", 1)).unwrap();
    let report = add(&desk, &folder);
    assert_eq!(report.packs[0].standing, "altered");
    let refused = desk.activate_packs(at(3), hashes(&report), vec![], None).unwrap_err();
    assert_eq!(refused.code, "PACK_ALTERED");
    // A seal whose signature is of other bytes, though it names these.
    let pack = block::PackFiles::open(&folder).unwrap().remove(0);
    let seal_text = std::fs::read_to_string(folder.join("pack.sig")).unwrap();
    let former = pack.seal.as_ref().unwrap().hash.clone();
    std::fs::write(folder.join("pack.sig"), seal_text.replacen(&former, &pack.hash, 1)).unwrap();
    assert_eq!(standing(&desk, &folder), "altered", "the hash alone proves nothing");
    // Signed, active without anybody's acceptance; and accepted by name where it is not.
    std::fs::write(&file, text).unwrap();
    seal(&folder, &post.block_key());
    let report = add(&desk, &folder);
    let done = desk.activate_packs(at(4), hashes(&report), vec![], None).unwrap();
    assert_eq!(done.activated, ["form-nl@1.0"]);
    let shown = desk.blocks(at(4)).unwrap().packs.into_iter().find(|pack| pack.pack == "form-nl").unwrap();
    assert_eq!((shown.standing.as_str(), shown.active, shown.can_roll_back), ("signed", true, true));
    let unsigned = format(dir, "1.0", true);
    activate(&desk, &unsigned, 5);
    assert_eq!(standing(&desk, &unsigned), "accepted", "exactly these bytes, once and for all");
    // What ships stands by itself.
    let ships = Path::new(ASSETS).join("blocks/formats/vc-coo");
    let report = add(&desk, &ships);
    assert_eq!((report.packs[0].standing.as_str(), report.packs[0].active), ("shipped", true));
}

#[test]
fn a_post_stands_on_the_head_offices_key_when_an_administrator_names_it() {
    let (post, head_office) = (Post::training(), Post::training());
    let (desk, folder) = (post.open(), scheme(post.dir.path()));
    seal(&folder, &head_office.block_key());
    assert_eq!(standing(&desk, &folder), "foreign-key");
    let key = hex::encode(head_office.block_key().public());
    assert_eq!(desk.set_block_key(at(2), Some("12".into()), None).unwrap_err().code, "BLOCK_KEY_NOT_READ");
    let view = desk.set_block_key(at(2), Some(key.clone()), None).unwrap();
    assert_eq!((view.block_key, view.block_key_given), (key, true));
    assert_eq!(standing(&desk, &folder), "signed");
    let officer = post.open_as(Some("sadiq"));
    assert_eq!(officer.set_block_key(at(3), None, None).unwrap_err().code, "NOT_ALLOWED_FOR_ROLE");
    let view = desk.set_block_key(at(4), None, None).unwrap();
    assert!(!view.block_key_given, "its own again");
    assert_eq!(standing(&desk, &folder), "foreign-key");
}

#[test]
fn a_mistake_in_what_would_result_refuses_all_and_the_report_names_its_place() {
    let post = Post::training();
    let (desk, dir) = (post.open(), post.dir.path());
    let folder = format(dir, "1.0", true);
    let file = folder.join("note.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("description =", "desription =", 1)).unwrap();
    let report = add(&desk, &folder);
    let problem = &report.packs[0].problems[0];
    assert!(problem.place.starts_with("norland-notes@1.0/note.toml:"), "{problem:?}");
    assert!(problem.message.contains("description"), "and says what to write: {}", problem.message);
    assert!(!report.packs[0].can_activate && !report.packs[0].can_accept);
    let refused = desk.activate_packs(at(2), hashes(&report), hashes(&report), None).unwrap_err();
    assert_eq!(refused.code, "PACK_PROBLEMS");
    // A link alone, without what it names.
    let report = add(&desk, &link(dir, "1.0"));
    assert!(report.packs[0].problems.iter().any(|problem| problem.code == "SCHEME_UNKNOWN"), "{report:?}");
    // Its report, once its companions are here too, is about all of them.
    add(&desk, &scheme(dir));
    std::fs::write(&file, text).unwrap();
    add(&desk, &folder);
    let alone = desk.pack_report(at(3), report.packs[0].hash.clone()).unwrap();
    assert_eq!(alone.problems, [], "with what it names it has none");
    let shipped = desk.blocks(at(3)).unwrap().packs.into_iter().find(|pack| pack.kind == "link").unwrap();
    let told = desk.pack_report(at(3), shipped.hash.clone()).unwrap();
    assert!(
        told.active && told.problems.is_empty() && told.coverage.is_some(),
        "what works here has a report too"
    );
    assert_eq!(desk.pack_report(at(3), "00".into()).unwrap_err().code, "PACK_NOT_HERE");
    let officer = post.open_as(Some("sadiq"));
    let refused = officer.add_pack(at(4), folder.display().to_string()).unwrap_err();
    assert_eq!(refused.code, "NOT_ALLOWED_FOR_ROLE");
    let nothing = desk.add_pack(at(4), dir.join("nowhere").display().to_string()).unwrap_err();
    assert_eq!(nothing.code, "FILE_NOT_FOUND");
}

#[test]
fn a_live_folder_wants_a_second_person_and_no_training_pack() {
    let post = Post::live();
    let (desk, dir) = (post.open(), post.dir.path());
    let view = desk.blocks(at(1)).unwrap();
    assert!(view.needs_second && view.can_change);
    assert_eq!(view.seconds, ["sadiq"]);
    let folder = scheme(dir);
    let report = add(&desk, &folder);
    let (all, none) = (hashes(&report), Vec::new());
    let alone = desk.activate_packs(at(2), all.clone(), all.clone(), None).unwrap_err();
    assert_eq!(alone.code, "SECOND_PERSON_NEEDED");
    let unsigned = desk.activate_packs(at(2), all.clone(), none, Some(second())).unwrap_err();
    assert_eq!(unsigned.code, "PACK_UNSIGNED", "a second person is no acceptance");
    let done = desk.activate_packs(at(2), all.clone(), all, Some(second())).unwrap();
    assert_eq!(done.activated, ["form-nl@1.0"]);
    assert_eq!(desk.roll_back_pack(at(3), "form-nl".into(), None).unwrap_err().code, "SECOND_PERSON_NEEDED");
    assert_eq!(desk.set_block_key(at(3), None, None).unwrap_err().code, "SECOND_PERSON_NEEDED");
    // A training pack is reported and refused.
    let file = folder.join("pack.toml");
    let text = std::fs::read_to_string(&file).unwrap().replacen("training  = false", "training  = true", 1);
    std::fs::write(&file, text).unwrap();
    let report = add(&desk, &folder);
    assert!(!report.packs[0].can_activate && !report.packs[0].can_accept);
    let all = hashes(&report);
    let refused = desk.activate_packs(at(4), all.clone(), all, Some(second())).unwrap_err();
    assert_eq!(refused.code, "PACK_FOR_TRAINING");
}
