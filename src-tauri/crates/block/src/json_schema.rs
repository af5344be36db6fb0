//! JSON Schemas of a pack's files, for editors: made of the tables that the checker goes by. They complete and warn; what a file
//! means is only said by loading it.

use crate::{json_schema_message as message, json_schema_pack as pack};
use serde_json::{Map, Value, json};

/// A file of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaFor {
    /// `pack.toml` of all three kinds.
    Pack,
    /// A message file.
    Message,
    /// `kind.toml`.
    Kind,
}

impl SchemaFor {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pack, Self::Message, Self::Kind];

    /// Its file in `assets/blocks/schema`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Pack => "pack.json",
            Self::Message => "message.json",
            Self::Kind => "kind.json",
        }
    }
}

/// The JSON Schema (draft 7, which editors of TOML know) of a file.
pub fn json_schema(of: SchemaFor) -> Value {
    let (title, mut body) = match of {
        SchemaFor::Pack => ("pack.toml of a utility block", pack::pack()),
        SchemaFor::Message => ("A message file of a format pack", message::schema()),
        SchemaFor::Kind => ("kind.toml of a format pack", message::kind()),
    };
    if let Value::Object(body) = &mut body {
        body.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        body.insert("title".to_owned(), title.into());
    }
    body
}

/// A key of a table: name, whether it must be there, its schema.
pub(crate) type Key<'k> = (&'k str, bool, Value);

/// A table of exactly these keys.
pub(crate) fn table(keys: Vec<Key<'_>>) -> Value {
    let required: Vec<&str> = keys.iter().filter(|key| key.1).map(|key| key.0).collect();
    let properties: Map<String, Value> = keys.iter().map(|key| (key.0.to_owned(), key.2.clone())).collect();
    let mut all = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let (false, Value::Object(all)) = (required.is_empty(), &mut all) {
        all.insert("required".to_owned(), json!(required));
    }
    all
}

/// The same value with what it is, shown by editors.
pub(crate) fn said(mut schema: Value, words: &str) -> Value {
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), words.into());
    }
    schema
}

pub(crate) fn text() -> Value {
    json!({ "type": "string" })
}

pub(crate) fn flag() -> Value {
    json!({ "type": "boolean" })
}

pub(crate) fn whole(least: u32) -> Value {
    json!({ "type": "integer", "minimum": least })
}

pub(crate) fn texts() -> Value {
    list(text())
}

/// A list of texts, or one text.
pub(crate) fn text_or_texts() -> Value {
    json!({ "anyOf": [text(), texts()] })
}

pub(crate) fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

pub(crate) fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// A table with keys of any name.
pub(crate) fn names(of: Value) -> Value {
    json!({ "type": "object", "additionalProperties": of })
}

/// Words by language.
pub(crate) fn sentences(needed: &[&str]) -> Value {
    table(crate::scheme_file::LANGUAGES.iter().map(|lang| (*lang, needed.contains(lang), text())).collect())
}
