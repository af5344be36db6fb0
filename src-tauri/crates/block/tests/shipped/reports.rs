//! The coverage reports in docs/coverage are those of the packs that ship. `RENEW=1` writes them anew.

use crate::library;
use block::{Library, author};
use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

const REPORTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/coverage");

/// Versions of ALADI's COD.
const VERSIONS: [&str; 5] = ["1.8.0", "1.8.2", "1.8.3", "2.0.0", "4.1.0"];

fn report(library: &Library, pack: &str) -> String {
    author::coverage(library, pack).unwrap_or_else(|| panic!("{pack} ships")).markdown()
}

/// How many elements each form of the COD maps, by version.
fn forms(library: &Library) -> String {
    let mut forms: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for format in library.formats().iter().filter(|format| format.head.title.starts_with("ALADI COD")) {
        let of = format!("{}@{}", format.head.id, format.head.version);
        let mapped = author::coverage(library, &of).unwrap().mapped();
        forms.entry(format.head.id.clone()).or_default().insert(format.head.version.clone(), mapped);
    }
    let mut out = "# Coverage of ALADI's COD, by form and version\n\nHow many elements of the common dataset each form maps; the newest version of each form has a report of its own.\n\n".to_owned();
    let _ = writeln!(out, "| form | {} |\n|---|{}", VERSIONS.join(" | "), "---|".repeat(VERSIONS.len()));
    for (form, mapped) in &forms {
        let counts =
            VERSIONS.iter().map(|version| mapped.get(*version).map_or("–".to_owned(), usize::to_string));
        let _ = writeln!(out, "| [{form}]({form}.md) | {} |", counts.collect::<Vec<_>>().join(" | "));
    }
    out
}

#[test]
fn the_reports_are_those_of_the_packs() {
    let library = library();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for format in library.formats().iter().filter(|format| {
        format.messages.iter().any(|id| library.message(id).is_some_and(|m| m.kind == "certificate"))
    }) {
        // Newest version first, so the first of an id is the one.
        all.entry(format!("{}.md", format.head.id)).or_insert_with(|| report(&library, &format.head.id));
    }
    all.insert("cod-a18-1.8.0.md".to_owned(), report(&library, "cod-a18@1.8.0"));
    all.insert("cod.md".to_owned(), forms(&library));
    assert!(all.len() >= 20, "{:?}", all.keys());
    for (name, text) in &all {
        let path = PathBuf::from(REPORTS).join(name);
        if std::env::var_os("RENEW").is_some() {
            fs::write(&path, text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == *text, "{name}: renew the reports: RENEW=1 cargo test -p block --test shipped");
    }
}
