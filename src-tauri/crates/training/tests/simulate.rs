//! `origin-training` as a program: it plays a partner that nobody has thought of, and makes samples of its packs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

#[path = "../../../../tests/tests/unseen/invented.rs"]
mod invented;

use chrono::Utc;
use desk::assets::Assets;
use desk::view::LightView;
use desk::{Connection, Desk, FolderKind, KeyKeeping, NewOfficer, Open, Role, SetUp};
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_origin-training"));
    command.args(arguments);
    command
}

/// Ends the program when the test ends, however it ends.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn post(folder: &Path) -> Desk {
    let officer = NewOfficer {
        id: "terzan".to_owned(),
        name: "A. Terzan".to_owned(),
        roles: vec![Role::BorderOfficer, Role::Administrator],
    };
    desk::set_up(
        &SetUp {
            folder: folder.to_owned(),
            kind: FolderKind::Training,
            post: "Kesra-Pass".to_owned(),
            officers: vec![officer],
            key: KeyKeeping::KeyFile,
            passphrase: None,
            second: None,
        },
        Utc::now(),
    )
    .unwrap();
    let with = Open {
        folder: folder.to_owned(),
        officer: Some("terzan".to_owned()),
        role: None,
        passphrase: None,
        assets: Assets::find(),
    };
    Desk::open(&with).unwrap()
}

#[test]
fn a_partner_is_played_by_its_pack_and_a_desk_that_takes_the_pack_finds_its_certificates_green() {
    let root = TempDir::new().unwrap();
    let pack = invented::packs(root.path());
    let folder = root.path().join("partner");
    let path = |path: &Path| path.display().to_string();
    let arguments =
        ["simulate", "--pack", &path(&pack), "--folder", &path(&folder), "--good", "6", "--trickle", "1"];
    let listed = program(&arguments).args(["--list", "--json"]).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let rows: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    assert!(rows.iter().all(|row| row["link"] == "dravonia"), "only this partner is played");
    assert!(rows.iter().any(|row| row["cause"] == "CONTENT_ALTERED"), "faults are planted");

    let child = program(&arguments).stderr(Stdio::null()).spawn().unwrap();
    let _stopped = Stopped(child);
    let told = folder.join("connections.json");
    let begun = Instant::now();
    let connections: Vec<Connection> = loop {
        let read = std::fs::read(&told).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(connections) = read {
            break connections;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the connection file is written");
        std::thread::sleep(Duration::from_millis(50));
    };
    let desk = post(&root.path().join("desk"));
    let report = desk.add_pack(Utc::now(), path(&pack)).unwrap();
    let hashes: Vec<String> = report.packs.iter().map(|check| check.hash.clone()).collect();
    desk.activate_packs(Utc::now(), hashes.clone(), hashes, None).unwrap();
    desk.connect(&connections, None, Utc::now()).unwrap();
    let synced = desk.sync_now(Some("dravonia"), Utc::now()).unwrap();
    assert!(synced.links.iter().all(|link| link.error.is_none()), "{:?}", synced.links);
    let good: Vec<&str> = rows
        .iter()
        .filter(|row| row["cause"] == "good")
        .map(|row| row["message"].as_str().unwrap())
        .collect();
    assert_eq!(good.len(), 6, "as many as were asked for");
    for message in good {
        let answer = desk.answer(Utc::now(), message.to_owned(), None).unwrap();
        assert_eq!(answer.light, LightView::Green, "{message}: {:?}", answer.findings);
    }
}

#[test]
fn samples_of_a_pack_are_made_and_say_what_they_must_be_found_as() {
    let root = TempDir::new().unwrap();
    let pack = invented::packs(root.path());
    let folder = root.path().join("samples");
    let path = |path: &Path| path.display().to_string();
    let made = program(&["sample", &path(&pack), "--seed", "4", "--count", "10", "-o", &path(&folder)]);
    let made = { made }.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let planted: Value =
        serde_json::from_slice(&std::fs::read(folder.join("planted.json")).unwrap()).unwrap();
    assert_eq!(planted.as_array().unwrap().len(), 10, "ten messages");
    for sample in planted.as_array().unwrap() {
        assert!(folder.join(sample["file"].as_str().unwrap()).is_file(), "{}", sample["file"]);
    }
    for file in ["connection.json", "trust.json", "trust/list.xml"] {
        assert!(folder.join(file).is_file(), "{file}");
    }

    // Beside the pack they are its own samples: its conformance test judges them with the trust that came with them.
    let own = pack.join("dravonia/samples");
    std::fs::create_dir_all(&own).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        // A sample without an expectation needs others beside it, or cannot be read: it stays where it is.
        let stem = name.split('.').next().unwrap();
        if name == "trust.json" || folder.join(format!("{stem}.expected.json")).is_file() {
            std::fs::copy(&entry, own.join(&name)).unwrap();
        }
    }
    let bench = desk::workshop::Bench::open(&pack, &training::blocks(&[])).unwrap();
    let judged = desk::workshop::test(&bench, 1, 10);
    let link = judged.iter().find(|one| one.pack.starts_with("dravonia@")).unwrap();
    assert!(link.samples.len() >= 5, "{} samples", link.samples.len());
    assert!(judged.iter().all(|one| one.ok), "{judged:#?}");

    let wrong =
        program(&["sample", &path(&root.path().join("nothing")), "-o", &path(&folder)]).output().unwrap();
    assert!(!wrong.status.success(), "where no pack is, none is sampled");
    assert!(String::from_utf8_lossy(&wrong.stderr).starts_with("PACKS:"), "and the code says why");
}
