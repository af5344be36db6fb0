//! The `[form]` of a scheme: what it may say, and one exact message for every mistake.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{FormRow, Library, PaperForm};
use std::fs;

const HEAD: &str = r#"id = "s"
version = "1.0"
kind = "scheme"
title = "A scheme"
training = false
code = "S"
name = "An agreement"
minor = []
mandatory = []
rules = []
decisions = []
refusal_reasons = []
deadlines = []
legal_basis = [{ id = "agreement", text = "An agreement", articles = ["1"] }]
validity = { months = 12, article = "1", lateness = "red" }
retrospective = { days = 3, article = "1" }
"#;

const FORM: &str = r#"[form]
name = "Form S"
rows = [[["1", "2"], "3"], ["goods"], ["4"]]
[[form.boxes]]
number = "1"
title = { en = "a", fr = "a", es = "a", ar = "a" }
fields = ["exporter"]
width = 2
[[form.boxes]]
number = "2"
title = { en = "a", fr = "a", es = "a", ar = "a" }
fields = ["transport.export_country|exporter.country transport.destination"]
[[form.boxes]]
number = "3"
title = { en = "a", fr = "a", es = "a", ar = "a" }
fields = ["number"]
labels = true
[[form.boxes]]
number = "4"
title = { en = "a", fr = "a", es = "a", ar = "a" }
signatures = true
[form.goods]
columns = [{ number = "5", title = { en = "a", fr = "a", es = "a", ar = "a" }, fields = ["quantity unit"], width = 3, at_end = true }]
"#;

fn load(text: &str) -> (Option<PaperForm>, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("s")).unwrap();
    fs::write(root.path().join("s/pack.toml"), text).unwrap();
    let loaded = Library::load(&[root.path().to_path_buf()], false);
    let form = loaded.library.scheme("s").and_then(|scheme| scheme.paper.clone());
    (form, loaded.problems.iter().map(ToString::to_string).collect())
}

#[test]
fn boxes_stand_where_the_rows_say() {
    let (form, problems) = load(&format!("{HEAD}{FORM}"));
    assert!(problems.is_empty(), "{problems:?}");
    let form = form.unwrap();
    let FormRow::Boxes(places) = &form.rows[0] else { panic!("the first row has boxes") };
    assert_eq!(
        (places.len(), places[0].boxes.len(), places[0].width),
        (2, 2, 2),
        "two below each other, and wider"
    );
    assert_eq!(
        places[0].boxes[1].lines[0].0[0],
        ["transport.export_country", "exporter.country"],
        "the first that is there"
    );
    assert!(places[1].boxes[0].labels, "with labels");
    assert!(matches!(form.rows[1], FormRow::Goods(_)), "the goods in the middle");
    assert!(form.goods().unwrap().columns[0].at_end, "quantities at the end");
    assert_eq!(
        form.boxes().map(|each| each.number.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3", "4"],
        "in order"
    );
}

#[test]
fn a_name_alone_is_a_form_without_boxes() {
    let text = HEAD.replace("code = \"S\"", "code = \"S\"\nform = \"Form S\"");
    let (form, problems) = load(&text);
    assert!(problems.is_empty() && form.is_none(), "{problems:?}");
}

#[test]
fn every_mistake_is_said_at_its_place() {
    // Lines are counted in the form; the head before it has sixteen.
    let table = [
        (
            "fields = [\"exporter\"]",
            "fields = [\"exportr\"]",
            7,
            "11: a certificate has no field \"exportr\"; did you mean \"exporter\"?",
        ),
        (
            "\"quantity unit\"",
            "\"quantity unti\"",
            23,
            "90: an item has no field \"unti\"; did you mean \"unit\"?",
        ),
        (
            "fields = [\"number\"]",
            "fields = [\"items[].hs\"]",
            16,
            "11: \"items[].hs\" is of the goods: it stands in a column of [form.goods]",
        ),
        (
            "[\"4\"]]",
            "[\"4\", \"1\"]]",
            3,
            "45: the box \"1\" stands on the page already: a box has one place",
        ),
        ("[\"4\"]]", "[\"6\"]]", 3, "40: no box \"6\"; write one of: 1, 2, 3, 4, goods"),
        (", [\"4\"]]", "]", 19, "10: the box \"4\" stands nowhere on the page: name it in `rows`"),
        (
            "[\"goods\"], ",
            "",
            22,
            "7: the table of goods stands nowhere on the page: add [\"goods\"] to `rows`",
        ),
        ("[\"goods\"]", "[\"goods\", []]", 3, "29: the table of goods takes a row of its own"),
        ("number = \"2\"", "number = \"1\"", 10, "10: a second box \"1\": give it a number of its own"),
        (
            "width = 2",
            "width = 0",
            8,
            "9: `width` is a whole number from 1 to 24: its part of the width beside the others",
        ),
        (
            "width = 3",
            "width = 2.5",
            23,
            "116: `width` is a whole number from 1 to 24: its part of the width beside the others",
        ),
        (
            "[[\"1\", \"2\"], \"3\"]",
            "[\"1\", \"2\", \"3\", \"4\", \"5\"]",
            3,
            "9: a row has one to 4 boxes beside each other; this one has 5",
        ),
        ("labels = true", "label = true", 17, "1: a box has no key `label`; did you mean \"labels\"?"),
        ("labels = true", "labels = \"yes\"", 17, "10: `labels` is true or false"),
        ("name = \"Form S\"", "nmae = \"Form S\"", 2, "1: a form has no key `nmae`; did you mean \"name\"?"),
        ("name = \"Form S\"\n", "", 1, "2: the form has no `name`: write name = \"Form BA\""),
        (
            "en = \"a\", fr = \"a\", es = \"a\", ar = \"a\" }\nfields = [\"exporter\"]",
            "en = \"a\" }\nfields = [\"exporter\"]",
            6,
            "9: no words in: fr, es, ar",
        ),
        (
            "signatures = true",
            "signatures = false",
            19,
            "10: the box holds nothing: say its `fields`, `words` or signatures = true",
        ),
        ("number = \"4\"\n", "", 18, "1: the box has no `number`: write the one that is printed on the form"),
    ];
    for (from, to, line, message) in table {
        assert!(FORM.contains(from), "nothing to change: {from}");
        let (form, problems) = load(&format!("{HEAD}{}", FORM.replacen(from, to, 1)));
        let wanted = format!("s/pack.toml:{}:{message}", line + 16);
        assert!(problems.contains(&wanted), "{to}\nwanted {wanted}\nsaid   {problems:#?}");
        assert!(form.is_none(), "a pack with a mistake is left out");
    }
}
