//! Mistakes in the head that every pack has, and between packs.

use super::{Row, changed, hold, packs, said, with};
use block::{Library, PackFiles};

pub(crate) const ROWS: &[Row] = &[
    (
        "f/pack.toml",
        "id = \"f\"",
        "id = \"g\"",
        "f/pack.toml:1:6: the pack is \"g\" and its folder \"f\": give both one name",
    ),
    (
        "f/pack.toml",
        "id = \"f\"",
        "id = \"F\"",
        "f/pack.toml:1:6: an id is written in small letters, digits and hyphens, as form-ba: it names a folder",
    ),
    (
        "f/pack.toml",
        "version = \"1.0\"",
        "version = \"1 0\"",
        "f/pack.toml:2:11: a version is written in letters, digits, dots and hyphens, as 1.0",
    ),
    (
        "f/pack.toml",
        "kind = \"format\"",
        "kind = \"formt\"",
        "f/pack.toml:3:8: no kind of pack \"formt\"; did you mean \"format\"?",
    ),
    (
        "f/pack.toml",
        "training = false\n",
        "",
        "f/pack.toml:1:1: pack.toml has no `training`: write training = true or false",
    ),
    ("f/pack.toml", "training = false", "training = \"no\"", "f/pack.toml:5:12: `training` is true or false"),
    (
        "f/pack.toml",
        "training = false",
        "training = true",
        "f/pack.toml:1:6: this pack is for training only, and this folder of data is live",
    ),
    (
        "f/pack.toml",
        "title =",
        "titel =",
        "f/pack.toml:4:1: pack.toml has no key `titel`; did you mean \"title\"?",
    ),
    (
        "f/pack.toml",
        "title =",
        "effective = { from = 2026-02-01, until = 2026-01-01 }\ntitle =",
        "f/pack.toml:4:1: `effective` ends before it begins: give `until` a later day",
    ),
    (
        "f/pack.toml",
        "title =",
        "effective = { from = \"soon\" }\ntitle =",
        "f/pack.toml:4:22: `from` is a day: write 2026-01-31",
    ),
    (
        "f/pack.toml",
        "title =",
        "effective = { form = 2026-02-01 }\ntitle =",
        "f/pack.toml:4:15: `effective` has no key `form`; did you mean \"from\"?",
    ),
];

#[test]
fn each_gives_its_message_and_no_other() {
    hold(ROWS);
}

fn one(id: &str) -> PackFiles {
    packs().into_iter().find(|pack| pack.id_hint == id).unwrap()
}

/// A pack with a text changed wherever it stands in its `pack.toml`.
fn version(pack: &PackFiles, to: &str) -> PackFiles {
    with(pack, |files| {
        let text = String::from_utf8(files.get("pack.toml").unwrap().clone()).unwrap();
        files.insert("pack.toml".to_owned(), text.replacen("version = \"1.0\"", to, 1).into_bytes());
    })
}

#[test]
fn one_name_is_one_pack() {
    let mut all = packs();
    all.push(one("s"));
    assert_eq!(
        said(&all),
        [
            "s/pack.toml:1:6: the id \"s\" in version 1.0 is already that of s/pack.toml: give this one another"
        ]
    );
}

#[test]
fn messages_of_two_packs_are_told_apart() {
    let mut all = packs();
    let other = with(&one("f"), |files| {
        let text = String::from_utf8(files.get("pack.toml").unwrap().clone()).unwrap();
        files.insert("pack.toml".to_owned(), text.replacen("\"f\"", "\"g\"", 1).into_bytes());
        files.retain(|name, _| name == "pack.toml" || name == "u.toml");
    });
    all.push(PackFiles { id_hint: "g".to_owned(), ..other });
    assert_eq!(
        said(&all),
        [
            "g/u.toml:1:1: f/u and g/u are recognised by the same marks: add to `recognise` what tells them apart"
        ]
    );
}

#[test]
fn a_file_that_nothing_reads_is_said() {
    for (id, file, wanted) in [
        (
            "s",
            "more.toml",
            "s/more.toml:1:1: more.toml is not read: only format packs have more TOML files than pack.toml",
        ),
        ("f", "old/m.toml", "f/old/m.toml:1:1: old/m.toml is not read: message files stand beside pack.toml"),
    ] {
        let all: Vec<PackFiles> = packs()
            .iter()
            .map(|pack| {
                if pack.id_hint == id {
                    with(pack, |files| drop(files.insert(file.to_owned(), b"x = 1".to_vec())))
                } else {
                    pack.clone()
                }
            })
            .collect();
        assert_eq!(said(&all), [wanted]);
    }
    let all: Vec<PackFiles> = packs()
        .iter()
        .map(|pack| {
            if pack.id_hint == "f" {
                with(pack, |files| drop(files.insert("u.toml".to_owned(), vec![0xff])))
            } else {
                pack.clone()
            }
        })
        .collect();
    assert_eq!(said(&all), ["f/u.toml:1:1: the file is not UTF-8: save it as UTF-8"]);
}

#[test]
fn a_circle_of_files_is_said_once() {
    let mut all = changed("f/m.toml", "is = \"a sheet\"", "is = \"a sheet\"\nextends = \"e\"");
    all.retain(|pack| pack.id_hint == "f");
    assert_eq!(
        said(&all),
        ["f/m.toml:3:11: these files extend each other in a circle: f/e.toml → f/m.toml → f/e.toml"],
        "not at each of its places"
    );
}

#[test]
fn a_live_link_joins_nothing_for_training() {
    let all: Vec<PackFiles> = changed("s/pack.toml", "training = false", "training = true");
    let said: Vec<String> = Library::of(&all, true).problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["l/pack.toml:6:12: a live link cannot join the training scheme \"s\""]);
}

#[test]
fn two_versions_stand_together_and_the_newer_takes_the_place_of_the_older() {
    let until = "version = \"1.0\"\neffective = { until = 2026-06-30 }";
    let from = "version = \"1.1\"\neffective = { from = 2026-07-01 }";
    let all = [version(&one("s"), until), version(&one("s"), from), one("f"), one("l")];
    let loaded = Library::of(&all, false);
    assert_eq!(loaded.problems, []);
    let library = loaded.library;
    let link = library.link("l").unwrap();
    let versions: Vec<&str> = library.schemes_of(link).iter().map(|scheme| scheme.version.as_str()).collect();
    assert_eq!(versions, ["1.1", "1.0"], "the link names 1.0, and takes 1.1");
    let on =
        |day: &str| library.scheme_on("s", Some(day.parse().unwrap())).map(|scheme| scheme.version.as_str());
    assert_eq!((on("2026-06-30"), on("2026-07-01")), (Some("1.0"), Some("1.1")), "by the day of issue");
    assert_eq!(library.scheme("s").map(|scheme| scheme.version.as_str()), Some("1.1"), "the newest");
    // Another first number is another arrangement.
    let all = [version(&one("s"), "version = \"2.0\""), one("f"), one("l")];
    assert_eq!(said(&all), ["l/pack.toml:6:12: the scheme \"s\" is here in version 2.0: write \"s@2.0\""]);
}

#[test]
fn two_versions_of_a_format_that_look_alike_are_told_apart_by_the_day_of_issue() {
    use document::{Document, Limits, Syntax};
    let fixed = |pack: &PackFiles, head: &str, place: &str| {
        with(&version(pack, head), |files| {
            files.retain(|name, _| name == "pack.toml" || name == "m.toml");
            let text = String::from_utf8(files.get("m.toml").unwrap().clone()).unwrap();
            let text = text.replacen("number = \"No\"", &format!("number = \"{place}\""), 1);
            let text = text.replacen("[exporter]", "[issued]\ndate = \"Day\"\n[exporter]", 1);
            files.insert("m.toml".to_owned(), text.into_bytes());
        })
    };
    let old = fixed(&one("f"), "version = \"1.0\"\neffective = { until = 2026-06-30 }", "Old");
    let new = fixed(&one("f"), "version = \"1.1\"\neffective = { from = 2026-07-01 }", "New");
    let loaded = Library::of(&[old, new], false);
    assert_eq!(loaded.problems, []);
    let number = |day: &str| {
        let text = format!(
            "<a:Sheet xmlns:a=\"urn:a\" v=\"1\"><Old>o</Old><New>n</New><Day>{day}</Day><Goods/></a:Sheet>"
        );
        let document = Document::read_as(Syntax::Xml, text.as_bytes(), &Limits::default()).unwrap();
        let block::Recognised::Message(first) = loaded.library.recognise(&document) else {
            panic!("recognised")
        };
        let message = loaded.library.in_force(first, &document);
        let reading = message.read(&document, document.root().id());
        reading.value.pointer("/number").and_then(|number| number.as_str()).map(str::to_owned)
    };
    assert_eq!(number("2026-06-30").as_deref(), Some("o"), "the version of that day");
    assert_eq!(number("2026-07-01").as_deref(), Some("n"), "and of this one");
}
