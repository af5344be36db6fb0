//! The packs that ship are what the JSON Schemas say, name them, and mistakes are seen by them too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::match_same_arms)] // a test stops at the first surprise

use block::{PackFiles, SchemaFor, json_schema};
use serde_json::{Map, Value, json};
use std::path::Path;

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks");

/// What is wrong, by a walk over the keywords that our schemas use; another keyword stops the test.
fn wrong(value: &Value, schema: &Value, root: &Value, at: &str) -> Vec<String> {
    let schema = schema.as_object().unwrap();
    let mut all = Vec::new();
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (keyword, says) in schema {
        match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" | "format" | "then" => {} // say nothing of the value
            "type" => {
                let is = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_f64() => "number",
                    Value::Number(_) => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let one = |says: &Value| says == is || (says == "number" && is == "integer");
                let fits = says.as_array().map_or_else(|| one(says), |list| list.iter().any(one));
                if !fits {
                    all.push(format!("{at}: {is} is not {says}"));
                }
            }
            "const" if value != says => all.push(format!("{at}: not {says}")),
            "enum" if !says.as_array().unwrap().contains(value) => {
                all.push(format!("{at}: {value} is none of {says}"));
            }
            "const" | "enum" => {}
            "minimum" if value.as_i64() < says.as_i64() => all.push(format!("{at}: below {says}")),
            "maximum" if value.as_i64() > says.as_i64() => all.push(format!("{at}: above {says}")),
            "minimum" | "maximum" => {}
            "pattern" => {
                let fits = match says.as_str().unwrap() {
                    "^/" => string(value).starts_with('/'),
                    "^[a-z][a-z0-9._-]*@[A-Za-z0-9._+-]+$" => {
                        block::PackName::parse(&string(value)).is_some()
                    }
                    other => panic!("a pattern this walk does not know: {other}"),
                };
                if !fits {
                    all.push(format!("{at}: {value} is not like {says}"));
                }
            }
            "required" => {
                let has = |key: &Value| value.get(key.as_str().unwrap()).is_some();
                let missing = says.as_array().unwrap().iter().filter(|key| value.is_object() && !has(key));
                all.extend(missing.map(|key| format!("{at}: no {key}")));
            }
            "properties" => {
                for (key, inner) in says.as_object().unwrap() {
                    let found = value.get(key).map(|found| wrong(found, inner, root, &format!("{at}.{key}")));
                    all.extend(found.unwrap_or_default());
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (key, found) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(key)) {
                        continue;
                    }
                    match says {
                        Value::Bool(false) => all.push(format!("{at}: unknown key {key}")),
                        Value::Object(_) => all.extend(wrong(found, says, root, &format!("{at}.{key}"))),
                        _ => {}
                    }
                }
            }
            "propertyNames" => {
                for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
                    all.extend(wrong(&json!(key), says, root, &format!("{at}.{key}")));
                }
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    all.extend(wrong(item, says, root, &format!("{at}[{number}]")));
                }
            }
            "anyOf" => {
                let each: Vec<Vec<String>> =
                    says.as_array().unwrap().iter().map(|one| wrong(value, one, root, at)).collect();
                if !each.iter().any(Vec::is_empty) {
                    all.extend(each.into_iter().min_by_key(Vec::len).unwrap());
                }
            }
            "allOf" => {
                all.extend(says.as_array().unwrap().iter().flat_map(|one| wrong(value, one, root, at)));
            }
            "if" => {
                if wrong(value, says, root, at).is_empty() {
                    all.extend(wrong(value, schema.get("then").unwrap(), root, at));
                }
            }
            "$ref" => {
                let target = root.pointer(says.as_str().unwrap().trim_start_matches('#')).unwrap();
                all.extend(wrong(value, target, root, at));
            }
            other => panic!("a keyword this walk does not know: {other}"),
        }
    }
    all
}

fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(when) => json!(when.to_string()),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => Value::Object(
            table.iter().map(|(key, value)| (key.clone(), as_json(value))).collect::<Map<_, _>>(),
        ),
    }
}

fn said(of: SchemaFor, text: &str) -> Vec<String> {
    let schema = json_schema(of);
    wrong(&as_json(&toml::from_str(text).unwrap()), &schema, &schema, "")
}

fn which(file: &str) -> SchemaFor {
    match file {
        "pack.toml" => SchemaFor::Pack,
        "kind.toml" => SchemaFor::Kind,
        _ => SchemaFor::Message,
    }
}

#[test]
fn the_packs_that_ship_fit_their_schemas_and_name_them() {
    let (mut faults, mut files) = (Vec::new(), 0);
    for pack in PackFiles::open(Path::new(BLOCKS)).expect("the packs that ship can be read") {
        for file in pack.files.keys().filter(|file| {
            Path::new(file).extension().is_some_and(|end| end == "toml") && !file.contains('/')
        }) {
            let (text, of) = (pack.text(file).unwrap(), which(file));
            files += 1;
            faults.extend(said(of, text).into_iter().map(|fault| format!("{}/{file}{fault}", pack.id_hint)));
            let first = format!("#:schema ../../schema/{}", of.file());
            if text.lines().next() != Some(first.as_str()) {
                faults.push(format!("{}/{file}: its first line is not {first}", pack.id_hint));
            }
        }
    }
    assert!(files > 20, "the packs are there");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_editor_sees_the_common_mistakes() {
    let blocks = |file: &str| std::fs::read_to_string(Path::new(BLOCKS).join(file)).unwrap();
    let table = [
        ("links/katanga/pack.toml", "page_size = 100", "page_sise = 100"),
        ("links/katanga/pack.toml", "\"form-ka@1.0\"", "\"form-ka\""),
        ("links/katanga/pack.toml", "\"data-integrity\"", "\"data-integrty\""),
        ("links/katanga/pack.toml", "\"/keys\"", "\"keys\""),
        ("schemes/form-ka/pack.toml", "\"issued.date\"", "\"issued.dat\""),
        ("schemes/form-ka/pack.toml", "training  = true", "training  = 1"),
        ("schemes/form-ka/pack.toml", "level         = \"amber\"", "level         = \"orange\""),
        ("formats/cod-xb/certificate.toml", "[exporter]", "[exportr]"),
        ("formats/cod-xb/certificate.toml", "syntax", "sintax"),
    ];
    for (file, from, to) in table {
        let text = blocks(file);
        let name = file.rsplit('/').next().unwrap();
        assert_eq!(said(which(name), &text), Vec::<String>::new(), "{file} as it ships");
        assert!(text.contains(from), "nothing to change: {from}");
        assert_ne!(said(which(name), &text.replacen(from, to, 1)), Vec::<String>::new(), "{to} is seen");
    }
}
