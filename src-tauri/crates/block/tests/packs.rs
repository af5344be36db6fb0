//! Packs as files: through folders and zips and back, and from bytes that are no pack.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, PackFiles, PackName, compare_versions};
use proptest::prelude::*;
use std::{cmp::Ordering, collections::BTreeMap, path::Path};

type Files = BTreeMap<String, Vec<u8>>;

fn packs() -> Vec<PackFiles> {
    PackFiles::open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes/packs"))).unwrap()
}

#[test]
fn a_pack_is_the_same_in_a_folder_and_in_a_zip() {
    let (packs, root) = (packs(), tempfile::tempdir().unwrap());
    let zip = PackFiles::to_zip(&packs).unwrap();
    assert_eq!(zip, PackFiles::to_zip(&packs).unwrap(), "the same packs give the same bytes");
    let hashes = |packs: &[PackFiles]| -> Vec<(String, String)> {
        let mut all: Vec<_> = packs.iter().map(|pack| (pack.name(), pack.hash.clone())).collect();
        all.sort();
        all
    };
    let through = PackFiles::of_zip("block.zip", &zip).unwrap();
    assert_eq!(hashes(&through), hashes(&packs), "several in one zip");
    assert!(Library::of(&through, false).problems.is_empty(), "and they load, by the names of their folders");
    for pack in &through {
        pack.write_to(&root.path().join("a/b").join(pack.name())).unwrap();
    }
    assert_eq!(
        hashes(&PackFiles::open(root.path()).unwrap()),
        hashes(&packs),
        "and in folders two levels deep"
    );
    let file = root.path().join("download (1).zip");
    std::fs::write(&file, &zip).unwrap();
    assert_eq!(hashes(&PackFiles::open(&file).unwrap()), hashes(&packs), "a zip by its path");
}

#[test]
fn the_hash_is_over_names_and_contents() {
    let pack = packs().into_iter().find(|pack| pack.id_hint == "f").unwrap();
    let files = |change: &dyn Fn(&mut Files)| {
        let mut files = pack.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
        change(&mut files);
        PackFiles::of_files("f", files).unwrap().hash
    };
    assert_eq!(files(&|_| {}), pack.hash, "the same files");
    assert_ne!(files(&|files| drop(files.insert("note.txt".to_owned(), Vec::new()))), pack.hash, "one more");
    let renamed = |files: &mut Files| {
        let bytes = files.remove("m.toml").unwrap();
        files.insert("o.toml".to_owned(), bytes);
    };
    assert_ne!(files(&renamed), pack.hash, "another name");
}

#[test]
fn versions_are_ordered_by_their_numbers() {
    let ordered = ["1.0-draft", "1.0", "1.0.1", "1.8.2-XB", "1.8.10", "1.9", "1.10", "2.0", "10.0"];
    for pair in ordered.windows(2) {
        let [one, other] = pair else { continue };
        let (one, other) = (*one, *other);
        // A longer version of the same numbers is a later one, also where words follow.
        let wanted = if (one, other) == ("1.0-draft", "1.0") { Ordering::Greater } else { Ordering::Less };
        assert_eq!(compare_versions(one, other), wanted, "{one} and {other}");
    }
    let name = PackName::parse("form-ba@1.2").unwrap();
    let takes = |version: &str| name.takes("form-ba", version);
    assert!(takes("1.2") && takes("1.10") && !takes("1.1") && !takes("2.0") && !name.takes("form-b", "1.2"));
    for wrong in ["form-ba", "@1", "form-ba@", "Form@1", "../x@1", "a b@1", "x@1/2", "x@..", "x@1."] {
        assert_eq!(PackName::parse(wrong), None, "{wrong}");
    }
}

proptest! {
    /// What a file of a zip may be called when it was let in.
    #[test]
    fn a_spoilt_zip_is_refused_or_harmless(at in proptest::collection::vec((0usize..6000, any::<u8>()), 1..12)) {
        let mut zip = PackFiles::to_zip(&packs()).unwrap();
        let length = zip.len();
        for (place, byte) in at {
            zip[place % length] = byte;
        }
        for name in PackFiles::of_zip("x.zip", &zip).iter().flatten().flat_map(|pack| pack.files.keys()) {
            let leads_out = name.split('/').any(|part| part == ".." || part.is_empty());
            prop_assert!(!leads_out && !name.contains('\\'), "{}", name);
        }
    }

    #[test]
    fn any_bytes_are_no_surprise(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(PackFiles::of_zip("x.zip", &bytes).is_err());
        let files = [("pack.toml".to_owned(), bytes.clone()), ("m.toml".to_owned(), bytes)].into();
        let pack = PackFiles::of_files("f", files).unwrap();
        prop_assert!(!Library::of(&[pack], true).problems.is_empty());
    }

    /// Texts of real packs, spoilt: every mistake stands in the pack.
    #[test]
    fn a_spoilt_text_gives_mistakes_at_places(at in 0usize..4000, drop in 0usize..40, put in "[\\[\\]{}=\"\\n a-z@/.]{0,6}") {
        for mut pack in packs() {
            let text = String::from_utf8_lossy(&pack.files["pack.toml"]).into_owned();
            let chars: Vec<char> = text.chars().collect();
            let at = at % chars.len();
            let spoilt: String =
                chars[..at].iter().copied().chain(put.chars()).chain(chars[(at + drop).min(chars.len())..].iter().copied()).collect();
            pack.files.insert("pack.toml".to_owned(), spoilt.as_bytes().into());
            for problem in Library::of(&[pack.clone()], true).problems {
                prop_assert!(problem.line >= 1 && problem.column >= 1, "{}", problem);
                prop_assert!(problem.file.starts_with(&pack.id_hint), "{}", problem);
            }
        }
    }
}
