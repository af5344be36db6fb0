//! The JSON Schemas of message files and of `kind.toml`.

use crate::{
    json_schema::{Key, flag, names, one_of, said, sentences, table, text, text_or_texts, texts},
    kind::TYPES,
    kind_file,
    mapping::{lines::KEYS, spelling::FORMS},
    message_file::HEAD,
    schema::{Field, KINDS, Type},
};
use serde_json::{Map, Value, json};

/// Sections of a message file that are of no kind of document.
const COMMON: &[&str] = &["message", "forms", "codes", "fixed", "given", "join"];

pub(crate) fn schema() -> Value {
    let mut sections = Map::new();
    for name in COMMON {
        sections.insert((*name).to_owned(), common(name));
    }
    let mut strict = Vec::new();
    for (kind, fields) in KINDS {
        sections.insert((*kind).to_owned(), said(section(fields, false), "The document's own fields."));
        let mut known: Vec<&str> = COMMON.to_vec();
        known.push(kind);
        for field in *fields {
            let made = match field.of {
                Type::Record(inner) => section(inner, false),
                Type::List(inner) => section(inner, true),
                _ => continue,
            };
            known.push(field.name);
            sections.insert(field.name.to_owned(), removable(made));
        }
        // A kind that a pack brings has sections of its own; a built-in one has only these.
        let says = json!({ "properties": { "kind": { "const": kind } }, "required": ["kind"] });
        strict.push(json!({
            "if": { "properties": { "message": says }, "required": ["message"] },
            "then": { "propertyNames": { "enum": known } },
        }));
    }
    json!({
        "type": "object",
        "properties": sections,
        "additionalProperties": { "type": ["object", "boolean"] },
        "required": ["message"],
        "allOf": strict,
        "definitions": { "line": line(), "constant": constant(), "joined": joined() },
    })
}

/// `false` removes what an extended file says.
fn removable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "const": false }] })
}

fn common(name: &str) -> Value {
    match name {
        "message" => table(HEAD.iter().map(|key| (*key, false, head(key))).collect()),
        "forms" => said(
            table(FORMS.iter().map(|key| (*key, false, removable(text_or_texts()))).collect()),
            "How this format spells things, by example.",
        ),
        "codes" => said(
            names(removable(names(removable(text())))),
            "[codes.NAME]: theirs = ours; the first of several is written.",
        ),
        "fixed" => {
            said(names(json!({ "$ref": "#/definitions/constant" })), "Constants of the message, by place.")
        }
        "given" => said(names(json!({})), "Values that the message means without saying them, by field."),
        _ => said(
            names(json!({ "$ref": "#/definitions/joined" })),
            "One text made of several fields: place = \"{field}-{field}\".",
        ),
    }
}

fn head(key: &str) -> Value {
    let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.0).collect();
    match key {
        "extends" => said(
            text(),
            "The message file that this one differs from: \"file\", \"pack/file\" or \"pack@1.0/file\".",
        ),
        "base" => said(flag(), "true for a file that is only there to be extended."),
        "is" => said(text(), "What it is, for people."),
        "kind" => said(
            json!({ "anyOf": [one_of(&kinds), text()] }),
            "The kind of document: built in, or of a pack's kind.toml.",
        ),
        "syntax" => one_of(&["xml", "json", "cbor"]),
        "at" => said(text(), "Where the document stands, from the root element."),
        "namespaces" => said(names(text()), "Prefixes of this file, by name."),
        "recognise" => said(
            text_or_texts(),
            "By what this message is told from others: \"place\", \"place = text\", \"!place\".",
        ),
        "version" => table(vec![("at", true, text()), ("is", true, text_or_texts())]),
        "ignore" => said(text_or_texts(), "Places that are known, and of no use."),
        "order" => {
            said(text_or_texts(), "The order of writing, by place, where it is not that of the lines.")
        }
        "outcome" => one_of(&["other", "not-a-document"]),
        "writes" => said(flag(), "false for a message that is only read."),
        _ => json!({}),
    }
}

fn constant() -> Value {
    json!({ "type": ["string", "number", "integer", "boolean", "array", "object"] })
}

fn joined() -> Value {
    removable(json!({ "anyOf": [text(), { "type": "object" }] }))
}

/// A line: a place, or a table with where and how.
fn line() -> Value {
    let keys = KEYS.iter().map(|key| {
        let value = match *key {
            "at" => said(text_or_texts(), "The place, or several with join."),
            "as" => said(text(), "The code list that translates it."),
            "form" => said(text_or_texts(), "How it is spelt, by example."),
            "by" => said(text(), "The key that the message repeats."),
            "copy" => said(text(), "The key of the record that the message repeats whole."),
            "or" => said(text_or_texts(), "Places that are tried in turn."),
            "present" => said(text(), "The mark is on where this place is there."),
            _ => text(),
        };
        (*key, false, value)
    });
    let mut keys: Vec<Key<'_>> = keys.collect();
    keys.push((
        "after",
        false,
        said(text(), "The line that this one follows, in a file that extends another."),
    ));
    removable(json!({ "anyOf": [text(), table(keys)] }))
}

/// A section of fields, or a group of them.
fn section(fields: &[Field], group: bool) -> Value {
    let mut keys: Vec<Key<'_>> = Vec::new();
    for field in fields {
        let value = match field.of {
            Type::Record(inner) => removable(section(inner, false)),
            Type::List(inner) => removable(section(inner, true)),
            of => json!({ "$ref": "#/definitions/line", "description": of.name() }),
        };
        keys.push((field.name, false, value));
    }
    if group {
        keys.push(("each", false, removable(said(text(), "Where its entries stand: \"list[]\"."))));
        keys.push(("count", false, removable(said(text(), "Where the message says how many there are."))));
        keys.push(("position", false, removable(said(text(), "Where an entry says its number, from 1."))));
    } else {
        keys.push((
            "at",
            false,
            removable(said(text(), "Where the section stands; its places are relative to it.")),
        ));
        keys.push(("via", false, removable(said(text(), "The id by which it is found: \"list[]/id\"."))));
    }
    keys.push(("fixed", false, names(json!({ "$ref": "#/definitions/constant" }))));
    keys.push(("join", false, names(json!({ "$ref": "#/definitions/joined" }))));
    keys.push((
        "after",
        false,
        said(text(), "The section that this one follows, in a file that extends another."),
    ));
    // A field may have the name of a key: the field's own schema stands first.
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(key.0));
    table(keys)
}

pub(crate) fn kind() -> Value {
    let head = kind_file::HEAD.iter().map(|key| {
        let value = match *key {
            "id" => said(text(), "The kind's id, as messages name it."),
            "title" => said(sentences(&["en"]), "What people call it."),
            "number" => said(text(), "The field with its number."),
            "issued" => said(text(), "The field with the day or time of issue."),
            "parties" => said(texts(), "Sections, groups or fields that name firms and persons."),
            "goods" => said(text(), "The group with its goods."),
            _ => text(),
        };
        (*key, matches!(*key, "id" | "title"), value)
    });
    table(vec![
        ("kind", true, table(head.collect())),
        (
            "fields",
            true,
            said(names(one_of(TYPES)), "Fields by path, with their types: \"items[].hs\" = \"hs\"."),
        ),
        ("labels", false, said(names(sentences(&["en"])), "What fields, sections and groups are called.")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_message_is_described() {
        for key in HEAD {
            assert_ne!(head(key), json!({}), "{key}");
        }
    }
}
