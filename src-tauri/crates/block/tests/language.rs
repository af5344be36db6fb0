//! The words of the block language, each by a small pack of its own, both ways.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Message};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::fs;

/// A pack in a folder of its own for each name, with message files.
fn load(packs: &[(&str, &[(&str, &str)])]) -> (Library, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    for (id, files) in packs {
        let folder = root.path().join(id);
        fs::create_dir_all(&folder).unwrap();
        let head = format!(
            "id = \"{id}\"\nversion = \"1.0\"\nkind = \"format\"\ntitle = \"{id}\"\ntraining = false\n"
        );
        fs::write(folder.join("pack.toml"), head).unwrap();
        for (name, text) in *files {
            fs::write(folder.join(format!("{name}.toml")), text).unwrap();
        }
    }
    let loaded = Library::load(&[root.path().to_path_buf()], true);
    (loaded.library, loaded.problems.iter().map(ToString::to_string).collect())
}

fn good(packs: &[(&str, &[(&str, &str)])]) -> Library {
    let (library, problems) = load(packs);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    library
}

fn written(message: &Message, value: &Value) -> String {
    let bytes = message.write(value).unwrap_or_else(|e| panic!("{} {e}", e.code()));
    // Without the layout, so that a test can say what it wants on one line.
    String::from_utf8(bytes).unwrap().lines().map(str::trim).collect()
}

/// The value, the unused places and the problems of a text.
fn read(message: &Message, text: &str) -> (Value, Vec<String>, Vec<String>) {
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    let reading = message.read(&document, document.root().id());
    let unused = reading.told().unused.into_iter().map(|unused| unused.path).collect();
    let problems = reading.problems.iter().map(|p| format!("{} {}", p.code, p.field)).collect();
    (reading.value, unused, problems)
}

/// Writes, compares with the text, reads back.
fn both_ways(message: &Message, value: &Value, text: &str) {
    assert!(written(message, value).contains(text), "{}\nwants {text}", written(message, value));
    assert_eq!(read(message, &written(message, value)), (value.clone(), vec![], vec![]), "and back");
}

const BASE: &str = r#"[message]
is = "a sheet 1.0"
kind = "certificate"
syntax = "xml"
at = "Sheet"
recognise = ["No"]
version = { at = "@v", is = ["1.0"] }

[codes.units]
"KILO" = "KGM"
"SACK" = "SA"

[fixed]
"@v" = "1.0"

[certificate]
number = "No"

[exporter]
at = "Exporter"
name = "Name"
city = "City"

[items]
each = "Line[]"
hs = "Code"
unit = { at = "Unit", as = "units" }
"#;

const NEWER: &str = r#"[message]
extends = "one"
is = "a sheet 1.1"
version = { is = ["1.1"] }

[codes.units]
"SACK" = false
"TON" = "TNE"

[fixed]
"@v" = "1.1"

[exporter]
city = false
address = { at = "Street", after = "name" }
country = "Country"

[importer]
after = "certificate"
at = "Importer"
name = "Name"

[items]
hs = "Tariff"
"#;

#[test]
fn a_version_says_only_in_what_it_differs() {
    let library = good(&[("f", &[("one", BASE), ("two", NEWER)])]);
    let (one, two) = (library.message("f/one").unwrap(), library.message("f/two").unwrap());
    let value = json!({ "number": "7", "exporter": { "name": "A", "city": "B" }, "items": [{ "hs": "5205", "unit": "SA" }] });
    both_ways(one, &value, "<Line><Code>5205</Code><Unit>SACK</Unit></Line>");
    let value = json!({
        "number": "7",
        "exporter": { "name": "A", "address": "1 Mill Row", "country": "XB" },
        "importer": { "name": "C" },
        "items": [{ "hs": "5205", "unit": "TNE" }]
    });
    both_ways(
        two,
        &value,
        "<Sheet v=\"1.1\"><No>7</No><Importer><Name>C</Name></Importer><Exporter><Name>A</Name><Street>1 Mill Row</Street>\
         <Country>XB</Country></Exporter><Line><Tariff>5205</Tariff><Unit>TON</Unit></Line></Sheet>",
    );
    let refused = two.write(&json!({ "exporter": { "city": "B" } })).unwrap_err();
    assert_eq!(refused.code(), "FIELD_NOT_CARRIED", "a removed line is not there");
    let refused = two.write(&json!({ "items": [{ "unit": "SA" }] })).unwrap_err();
    assert_eq!(refused.field, "items[0].unit", "nor a removed code: {refused}");
    let document = Document::read(written(two, &value).as_bytes(), &Limits::default()).unwrap();
    assert!(
        matches!(library.recognise(&document), block::Recognised::Message(m) if m.id == "f/two"),
        "told apart"
    );
}

#[test]
fn a_file_of_another_pack_and_a_base_that_is_no_message() {
    let base = BASE.replace("[message]\n", "[message]\nbase = true\n");
    let over = "[message]\nextends = \"f/one\"\nis = \"theirs\"\n";
    let third =
        "[message]\nextends = \"two\"\nis = \"third\"\nversion = { is = [\"3\"] }\n[fixed]\n\"@v\" = \"3\"\n";
    let library = good(&[("f", &[("one", &base)]), ("g", &[("two", over), ("three", third)])]);
    assert!(library.message("f/one").is_none(), "a base alone is no message");
    let value = json!({ "number": "7" });
    both_ways(library.message("g/two").unwrap(), &value, "v=\"1.0\"");
    both_ways(library.message("g/three").unwrap(), &value, "v=\"3\"");
}

#[test]
fn mistakes_point_at_the_file_where_the_line_stands() {
    let said = |over: &str| load(&[("f", &[("one", BASE), ("two", over)])]).1;
    let head = "[message]\nextends = \"one\"\n";
    assert_eq!(
        said("[message]\nextends = \"oen\"\n"),
        ["f/two.toml:2:11: no message file \"oen\" to extend; did you mean \"one\"?"]
    );
    assert_eq!(
        said("[message]\nextends = \"two\"\n"),
        ["f/two.toml:2:11: these files extend each other in a circle: f/two.toml → f/two.toml"]
    );
    assert_eq!(
        said(&format!("{head}[exporter]\nnmae = \"N\"\n")),
        ["f/two.toml:4:1: exporter has no field \"nmae\"; did you mean \"name\"?"]
    );
    assert_eq!(
        said(&format!("{head}[exporter]\nname = \"A//B\"\n")),
        ["f/two.toml:4:11: an empty step: write names between single slashes"]
    );
    assert_eq!(
        said(&format!("{head}[exporter]\nname = {{ at = \"N\", after = \"ctiy\" }}\n")),
        ["f/two.toml:4:28: `after` names no line here: \"ctiy\"; did you mean \"city\"?"]
    );
    assert_eq!(
        said(&format!("{head}[exporter]\naddress = false\n")),
        ["f/two.toml:4:1: `address = false` removes a line that is not there; write one of: at, name, city"]
    );
    assert_eq!(
        said(&format!("{head}[codes]\nunits = false\n")),
        ["f/one.toml:27:28: no code list [codes.units]"],
        "a line of the base that no longer stands"
    );
    let (library, problems) =
        load(&[("f", &[("one", &BASE.replace("\"City\"", "\"@a/b\"")), ("two", NEWER)])]);
    assert_eq!(problems, ["f/one.toml:22:9: nothing stands below an attribute"], "said once");
    assert!(library.messages().is_empty(), "and the pack is left out");
}

#[test]
fn a_step_chooses_by_a_key() {
    let text = r#"[message]
is = "a sheet"
kind = "certificate"
syntax = "xml"
at = "Sheet"
recognise = ["Doc[Type=380]"]

[certificate]
number = "Doc[Type/Code=861]/Id"
reference = "Doc[Type=705]/Id"

[exporter]
at = "Party[@role=exporter]"
name = "Name"

[importer]
at = "Party[@role=importer]"
name = "Name"

[invoices]
each = "Doc[Type=380][]"
number = "Id"
"#;
    let library = good(&[("f", &[("one", text)])]);
    let message = library.message("f/one").unwrap();
    let value = json!({
        "number": "7", "reference": "R",
        "exporter": { "name": "A" }, "importer": { "name": "B" },
        "invoices": [{ "number": "1" }, { "number": "2" }]
    });
    both_ways(
        message,
        &value,
        "<Sheet><Doc><Type><Code>861</Code></Type><Id>7</Id></Doc><Doc><Type>705</Type><Id>R</Id></Doc>\
         <Party role=\"exporter\"><Name>A</Name></Party><Party role=\"importer\"><Name>B</Name></Party>\
         <Doc><Type>380</Type><Id>1</Id></Doc><Doc><Type>380</Type><Id>2</Id></Doc></Sheet>",
    );
    let more =
        written(message, &value).replace("</Sheet>", "<Party role=\"agent\"><Name>C</Name></Party></Sheet>");
    let (read_value, unused, _) = read(message, &more);
    assert_eq!(
        (read_value, unused),
        (value, vec!["/Sheet/Party[3]".to_owned()]),
        "what no step chooses is drift"
    );
}

#[test]
fn a_step_chooses_in_json_as_well() {
    let text = r#"[message]
is = "a sheet"
kind = "certificate"
syntax = "json"
recognise = ["docs"]

[certificate]
number = "docs[type=co]/id"

[invoices]
each = "docs[type=invoice][]"
number = "id"

[exporter]
at = "parties[role=EX]"
name = "name"
"#;
    let library = good(&[("f", &[("one", text)])]);
    let message = library.message("f/one").unwrap();
    let value = json!({ "number": "7", "exporter": { "name": "A" }, "invoices": [{ "number": "1" }, { "number": "2" }] });
    both_ways(
        message,
        &value,
        r#"{"docs":[{"type":"co","id":"7"},{"type":"invoice","id":"1"},{"type":"invoice","id":"2"}],"parties":[{"role":"EX","name":"A"}]}"#,
    );
    let (value, unused, _) = read(message, r#"{"docs":[{"type":"x"}],"parties":{"role":"EX","name":"A"}}"#);
    assert_eq!(value, json!({ "exporter": { "name": "A" } }), "one without its brackets is one");
    assert_eq!(unused, ["/docs[1]"], "and the others are drift");
}

#[test]
fn a_choice_that_could_not_be_turned_around_is_refused() {
    let sheet = |lines: &str| {
        format!(
            "[message]\nis = \"a\"\nkind = \"certificate\"\nsyntax = \"xml\"\nat = \"S\"\nrecognise = []\n[certificate]\n{lines}\n"
        )
    };
    for (lines, wanted) in [
        (
            "number = \"D[T=1]/I\"\nreference = \"D/I\"",
            "f/one.toml:9:1: `D` stands here with [key=text] and without: say of each which `D` it is",
        ),
        (
            "number = \"D[T=1]/T\"",
            "f/one.toml:8:1: number and the choice of D[T=1] both stand at D[T=1]/T: one place holds one value",
        ),
        (
            "number = \"D[T]/I\"",
            "f/one.toml:8:11: `D[T]` is no step: write a name, `@name`, `name[]` for what repeats, or `name[key=text]` for the one whose key says so",
        ),
        (
            "number = \"D[T=]/I\"",
            "f/one.toml:8:15: `T=` wants the text that the key has, without space around it",
        ),
        ("number = \"D[T[]=1]/I\"", "f/one.toml:8:13: `T[]` is no key: write a name, `@name` or `A/B`"),
        ("number = \"@d[T=1]\"", "f/one.toml:8:11: an attribute stands once: write `@d`"),
    ] {
        assert_eq!(load(&[("f", &[("one", &sheet(lines))])]).1, [wanted], "{lines}");
    }
}
