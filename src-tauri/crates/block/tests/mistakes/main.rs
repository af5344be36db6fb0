//! Mistakes in packs: each gives exactly one message, at its file, line and column, with what to write instead.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod between;
mod formats;
mod hostile;
mod links;
mod schemes;

use block::{Library, PackFiles};
use std::{collections::BTreeMap, path::Path};

/// A mistake: the file, what stands there, what is written instead, and the one message.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// The packs without a mistake: a format `f`, a scheme `s`, a link `l`.
fn packs() -> Vec<PackFiles> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes/packs"));
    PackFiles::open(folder).expect("the packs of this test can be read")
}

/// The same pack with other texts.
fn with(pack: &PackFiles, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> PackFiles {
    let mut files = pack.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    change(&mut files);
    PackFiles::of_files(&pack.id_hint, files).expect("its names are fine")
}

/// The packs with one place of one file changed; the place must be there.
fn changed(file: &str, from: &str, to: &str) -> Vec<PackFiles> {
    let (id, name) = file.split_once('/').unwrap();
    let mut packs = packs();
    let pack = packs.iter_mut().find(|pack| pack.id_hint == id).unwrap();
    *pack = with(pack, |files| {
        let text = String::from_utf8(files.get(name).unwrap().clone()).unwrap();
        assert!(text.contains(from), "nothing to change in {file}: {from}");
        files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
    });
    packs
}

fn said(packs: &[PackFiles]) -> Vec<String> {
    Library::of(packs, false).problems.iter().map(ToString::to_string).collect()
}

/// Each row gives its message and no other.
fn hold(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (file, from, to, wanted) in rows {
        let said = said(&changed(file, from, to));
        if said != [*wanted] {
            wrong.push(format!(
                "{file}: {from} -> {to}\n  wanted {wanted}\n  said   {}",
                said.join("\n         ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_unchanged_packs_have_no_mistake() {
    let loaded = Library::of(&packs(), false);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    assert_eq!(loaded.library.packs().len(), 3, "all three stand");
    assert_eq!(loaded.library.messages().len(), 3, "and all messages");
}

#[test]
fn there_are_more_than_fifty() {
    let all = [formats::ROWS, schemes::ROWS, links::ROWS, between::ROWS].map(<[Row]>::len);
    assert!(all.iter().sum::<usize>() > 100, "{all:?} without the hostile ones");
}
