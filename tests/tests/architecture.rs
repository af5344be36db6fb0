//! Keeps the arrows of ARCHITECTURE.md: who may know whom, and which library belongs to which room.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every arrow there is. A crate may depend on fewer, never on more.
const ARROWS: &[(&str, &[&str])] = &[
    ("certificate", &[]),
    ("document", &[]),
    ("rules", &[]),
    ("keys", &[]),
    ("exchange", &[]),
    ("verify", &["document", "certificate"]),
    ("block", &["rules", "document", "certificate"]),
    ("risk", &["rules", "certificate"]),
    ("print", &["verify", "certificate"]),
    ("store", &["verify", "certificate"]),
    (
        "desk",
        &[
            "block",
            "certificate",
            "document",
            "exchange",
            "keys",
            "print",
            "risk",
            "rules",
            "store",
            "verify",
        ],
    ),
    ("simulator", &["block", "certificate", "document"]),
    ("cli", &["desk"]),
    ("origin-desk", &["desk"]),
    ("training", &["desk", "simulator"]),
    ("journeys", &["desk", "simulator"]),
];

/// A library and the only rooms that may name it.
const OWNED: &[(&str, &[&str])] = &[
    ("tauri", &["origin-desk"]),
    ("tauri-build", &["origin-desk"]),
    ("rusqlite", &["store"]),
    ("reqwest", &["exchange"]),
    ("printpdf", &["print"]),
    ("lopdf", &["print"]),
    ("parley", &["print"]),
    ("keyring", &["keys"]),
    ("argon2", &["keys"]),
    ("age", &["keys"]),
    ("cel", &["rules"]),
    ("rsa", &["verify"]),
    ("zip", &["block"]),
    ("x509-cert", &["verify"]),
    ("rcgen", &["simulator"]),
    ("aws-lc-rs", &["simulator"]),
    ("axum", &["simulator"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Package name -> what its manifest names under `[dependencies]` and `[build-dependencies]`.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let mut folders = vec![root().join("src-tauri"), root().join("tests")];
    for entry in std::fs::read_dir(root().join("src-tauri/crates")).unwrap() {
        folders.push(entry.unwrap().path());
    }
    folders
        .into_iter()
        .filter(|folder| folder.join("Cargo.toml").exists())
        .map(|folder| {
            let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let manifest: toml::Table = text.parse().unwrap();
            let name = manifest["package"]["name"].as_str().unwrap().to_owned();
            let named = ["dependencies", "build-dependencies"]
                .iter()
                .filter_map(|section| manifest.get(*section)?.as_table())
                .flat_map(|table| table.keys().cloned())
                .collect();
            (name, named)
        })
        .collect()
}

#[test]
fn arrows_point_down_only() {
    let packages = packages();
    let rooms: BTreeSet<&str> = ARROWS.iter().map(|arrow| arrow.0).collect();
    for (name, named) in &packages {
        let allowed = ARROWS
            .iter()
            .find(|arrow| arrow.0 == name)
            .unwrap_or_else(|| {
                panic!("`{name}` has no place in the house: add it to ARCHITECTURE.md and here")
            })
            .1;
        for other in named.iter().filter(|other| rooms.contains(other.as_str())) {
            assert!(allowed.contains(&other.as_str()), "`{name}` may not know `{other}`");
        }
    }
}

#[test]
fn every_library_stays_in_its_room() {
    for (name, named) in packages() {
        for (library, owners) in OWNED {
            assert!(
                !named.contains(*library) || owners.contains(&name.as_str()),
                "`{name}` names {library}, which belongs to {owners:?}"
            );
        }
    }
}

#[test]
fn pure_rooms_read_no_clock_and_touch_no_files() {
    let forbidden = ["Utc::now", "Local::now", "SystemTime::now", "std::fs::", "std::net::", "std::env::"];
    for room in ["certificate", "document", "verify", "rules", "risk"] {
        let mut folders = vec![root().join("src-tauri/crates").join(room).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    // Unit tests in a folder of their own may read fixtures.
                    folders.extend((!path.ends_with("tests")).then_some(path));
                } else {
                    let text = std::fs::read_to_string(&path).unwrap();
                    // Test modules stand last in a file and may read fixtures.
                    let code = text.split("#[cfg(test)]").next().unwrap();
                    let is_test = path.file_name().unwrap().to_string_lossy().contains("test")
                        || text.contains("// test support");
                    for word in forbidden.iter().filter(|_| !is_test) {
                        assert!(!code.contains(word), "{} uses {word}: {room} is pure", path.display());
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_below_the_desk_reads_the_wall_clock() {
    // `exchange` has monotonic timers only; `keys` stamps nothing.
    for room in ["block", "print", "store", "exchange", "keys"] {
        let mut folders = vec![root().join("src-tauri/crates").join(room).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                for word in ["Utc::now", "Local::now", "SystemTime::now"] {
                    assert!(!code.contains(word), "{} uses {word}: time is an argument", path.display());
                }
            }
        }
    }
}
