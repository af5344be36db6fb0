//! Any text as a pack's files, parted by NUL: nothing panics, and every mistake stands in one of them.
#![no_main]

use block::{Library, PackFiles};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let names = ["pack.toml", "kind.toml", "m.toml", "n.toml", "pack.sig"];
    let files: BTreeMap<String, Vec<u8>> = names
        .iter()
        .zip(bytes.split(|byte| *byte == 0))
        .map(|(name, text)| ((*name).to_owned(), text.to_vec()))
        .collect();
    let Ok(pack) = PackFiles::of_files("f", files) else { return };
    let _ = pack.seal_problem();
    for problem in Library::of(&[pack], true).problems {
        assert!(problem.line >= 1 && problem.column >= 1 && problem.file.starts_with("f/"));
    }
});
