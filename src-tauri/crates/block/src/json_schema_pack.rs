//! The JSON Schema of `pack.toml`: the head, and what a format and a scheme add to it.

use crate::{
    json_schema::{Key, flag, list, one_of, said, sentences, table, text, text_or_texts, texts, whole},
    json_schema_link::link,
    schema,
    scheme_file::{CALENDARS, LANGUAGES, MINOR},
};
use serde_json::{Value, json};

pub(crate) fn pack() -> Value {
    let of = |kind: &str, body: Value| {
        json!({
            "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] },
            "then": body,
        })
    };
    // All keys stand here too, so that an editor completes them before the kind is written.
    let mut all = serde_json::Map::new();
    for kind in [format(), scheme(), link()] {
        all.extend(kind.get("properties").and_then(Value::as_object).cloned().unwrap_or_default());
    }
    all.insert("kind".to_owned(), said(one_of(&["scheme", "format", "link"]), "What the pack is."));
    for differs in ["signature", "form"] {
        all.insert(differs.to_owned(), json!({}));
    }
    json!({
        "type": "object",
        "properties": all,
        "required": ["id", "version", "kind", "title", "training"],
        "allOf": [of("format", format()), of("scheme", scheme()), of("link", link())],
    })
}

pub(crate) fn head(kind: &str) -> Vec<Key<'static>> {
    let day = || json!({ "type": "string", "format": "date" });
    vec![
        (
            "id",
            true,
            said(
                text(),
                "The pack's id, also the name of its folder (or id@version): small letters, digits, hyphens.",
            ),
        ),
        (
            "version",
            true,
            said(text(), "Its version. What begins with another number is named by links anew."),
        ),
        ("kind", true, json!({ "const": kind })),
        ("title", true, said(text(), "What people call it.")),
        ("training", true, said(flag(), "true keeps it out of live folders of data.")),
        (
            "effective",
            false,
            said(
                table(vec![("from", false, day()), ("until", false, day())]),
                "First and last day of issue it is for.",
            ),
        ),
    ]
}

pub(crate) fn format() -> Value {
    table(head("format"))
}

/// Everything that `mandatory` may name: fields, sections and groups.
fn mandatory_paths() -> Vec<String> {
    let mut all = Vec::new();
    for path in schema::of_kind("certificate").map(schema::paths).unwrap_or_default() {
        let mut above = path.as_str();
        while let Some((head, _)) = above.rsplit_once('.') {
            above = head;
            all.push(head.trim_end_matches("[]").to_owned());
        }
        all.push(path);
    }
    all.sort();
    all.dedup();
    all
}

pub(crate) fn legal_text(first: &str) -> Value {
    said(
        list(table(vec![
            ("id", true, said(text(), "A short id: agreement, rkc, tfa.")),
            ("text", true, said(text(), "Its title.")),
            ("articles", true, said(texts(), "Articles or standards.")),
        ])),
        first,
    )
}

pub(crate) fn scheme() -> Value {
    let article = || said(text(), "Article of the agreement; it stands in legal_basis.");
    let words = || sentences(LANGUAGES);
    let reason = || {
        table(vec![
            ("code", true, said(text(), "A stable code, in capitals.")),
            ("label", true, words()),
            ("article", false, article()),
        ])
    };
    let fields = mandatory_paths();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let mut keys = head("scheme");
    keys.extend([
        ("code", true, said(text(), "The agreement's code as certificates carry it.")),
        ("form", true, said(form(), "The form's name, or [form] with its boxes.")),
        ("name", true, said(text(), "The agreement's name.")),
        (
            "minor",
            true,
            said(list(one_of(MINOR)), "Fields of a declaration whose difference is only a note."),
        ),
        ("legal_basis", true, legal_text("What the scheme rests on, the agreement first.")),
        (
            "validity",
            true,
            table(vec![
                ("months", true, said(whole(0), "Months from issue in which a certificate is good.")),
                ("article", true, article()),
                ("lateness", true, said(one_of(&["amber", "red"]), "What a presentation after that is.")),
            ]),
        ),
        (
            "retrospective",
            true,
            table(vec![
                (
                    "days",
                    true,
                    said(whole(0), "Days after departure from which a late certificate needs its mark."),
                ),
                ("article", true, article()),
            ]),
        ),
        (
            "mandatory",
            true,
            list(table(vec![
                ("field", true, said(one_of(&fields), "Path of the field; items[].hs for every item.")),
                ("article", true, article()),
            ])),
        ),
        (
            "not_applicable",
            false,
            said(texts(), "Elements of the common dataset that the agreement does not know."),
        ),
        (
            "rules",
            true,
            list(table(vec![
                ("id", true, said(text(), "Id of the finding, in capitals.")),
                ("when", true, said(text(), "The expression that is true where something is wrong.")),
                ("on", true, one_of(&["document", "item", "presentation"])),
                ("level", true, one_of(&["note", "amber", "red"])),
                (
                    "not_evaluable",
                    true,
                    said(one_of(&["green", "amber"]), "amber keeps green away where facts are missing."),
                ),
                ("article", true, article()),
                ("sentences", true, words()),
            ])),
        ),
        (
            "decisions",
            true,
            list(table(vec![
                ("id", true, text()),
                ("key", true, said(text(), "The letter that chooses it.")),
                ("label", true, words()),
                ("takes_quantity", true, flag()),
                ("needs_reason", false, flag()),
                ("grounds", false, list(reason())),
                ("deadline_days", false, whole(0)),
                ("article", true, article()),
            ])),
        ),
        ("refusal_reasons", true, list(reason())),
        (
            "deadlines",
            true,
            list(table(vec![
                ("id", true, text()),
                ("trigger", true, text()),
                ("count", true, whole(0)),
                ("calendar", true, one_of(CALENDARS)),
                ("consequence", true, words()),
                ("article", true, article()),
            ])),
        ),
    ]);
    table(keys)
}

/// The paper form: its name, or a table with its boxes.
fn form() -> Value {
    let words = || sentences(LANGUAGES);
    let of = |key: &str| match key {
        "title" | "words" => words(),
        "fields" => text_or_texts(),
        "labels" | "signatures" | "at_end" => flag(),
        "width" => whole(1),
        _ => text(),
    };
    let keys = |names: &[&'static str]| -> Vec<Key<'static>> {
        names.iter().map(|key| (*key, false, of(key))).collect()
    };
    let column = table(keys(crate::form_file::COLUMN));
    let goods = table(vec![("title", false, words()), ("columns", false, list(column))]);
    let whole_form = crate::form_file::FORM.iter().map(|key| {
        let value = match *key {
            "name" => text(),
            "rows" => json!({ "type": "array" }),
            "boxes" => list(table(keys(crate::form_file::BOX))),
            _ => goods.clone(),
        };
        (*key, *key == "name", value)
    });
    json!({ "anyOf": [text(), table(whole_form.collect())] })
}
