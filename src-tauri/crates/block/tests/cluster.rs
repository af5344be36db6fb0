//! The data cluster: what real messages do with the fields of a certificate, each read and written by a small pack.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Message};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::fs;

fn load(files: &[(&str, &str)]) -> (Library, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("f");
    fs::create_dir_all(&folder).unwrap();
    let head = "id = \"f\"\nversion = \"1.0\"\nkind = \"format\"\ntitle = \"f\"\ntraining = false\n";
    fs::write(folder.join("pack.toml"), head).unwrap();
    for (name, text) in files {
        fs::write(folder.join(format!("{name}.toml")), text).unwrap();
    }
    let loaded = Library::load(&[root.path().to_path_buf()], true);
    (loaded.library, loaded.problems.iter().map(ToString::to_string).collect())
}

fn message(syntax: &str, lines: &str) -> Message {
    let at = if syntax == "xml" { "at = \"S\"\nnamespaces = { n = \"urn:n\" }\n" } else { "" };
    let recognise = if syntax == "xml" { "" } else { "\"no\"" };
    let text = format!(
        "[message]\nis = \"a\"\nkind = \"certificate\"\nsyntax = \"{syntax}\"\n{at}recognise = [{recognise}]\n{lines}"
    );
    let (library, problems) = load(&[("m", &text)]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    library.message("f/m").unwrap().clone()
}

fn mistake(syntax: &str, lines: &str) -> String {
    let at = if syntax == "xml" { "at = \"S\"\n" } else { "" };
    let text = format!(
        "[message]\nis = \"a\"\nkind = \"certificate\"\nsyntax = \"{syntax}\"\n{at}recognise = [\"no\"]\n{lines}"
    );
    load(&[("m", &text)]).1.join("\n")
}

fn read(message: &Message, bytes: &[u8]) -> (Value, Vec<String>) {
    let document = Document::read(bytes, &Limits::default()).unwrap();
    let reading = message.read(&document, document.root().id());
    let mut said: Vec<String> = reading.problems.iter().map(|p| format!("{} {}", p.code, p.field)).collect();
    said.extend(reading.told().unused.into_iter().map(|unused| unused.path));
    (reading.value, said)
}

/// The text without layout; it is read back to the same value.
fn written(message: &Message, value: &Value) -> String {
    let bytes = message.write(value).unwrap_or_else(|e| panic!("{} {e}", e.code()));
    assert_eq!(read(message, &bytes), (value.clone(), vec![]), "read back");
    String::from_utf8(bytes).unwrap().lines().map(str::trim).collect()
}

fn body(message: &Message, value: &Value) -> String {
    let text = written(message, value);
    text.split_once("?>").map_or(text.clone(), |(_, body)| body.replace(" xmlns:n=\"urn:n\"", ""))
}

#[test]
fn a_number_with_its_unit_in_one_text() {
    let message = message(
        "xml",
        "[forms]\ndecimal = \"1.234,00\"\n[codes.units]\n\"kg\" = \"KGM\"\n\"t\" = \"TNE\"\n\
         [items]\neach = \"L[]\"\njoin = { \"Q\" = \"{quantity} {unit as units}\", \"@v\" = \"{value} {currency}\" }\n",
    );
    let value = json!({ "items": [{ "quantity": "1240.5", "unit": "KGM", "value": "7", "currency": "EUR" }, { "quantity": "3", "unit": "TNE" }] });
    assert_eq!(body(&message, &value), "<S><L v=\"7,00 EUR\"><Q>1.240,50 kg</Q></L><L><Q>3,00 t</Q></L></S>");
    let refused = message.write(&json!({ "items": [{ "quantity": "1" }] })).unwrap_err();
    assert_eq!(refused.field, "items[0].unit", "half of it cannot be written: {refused}");
    let (_, said) = read(&message, b"<S><L><Q>3 sacks</Q></L></S>");
    assert_eq!(said, ["CODE_UNKNOWN items[0].unit"], "and a unit that nobody knows is said");
    let spaced =
        "[forms]\ndecimal = \"1 234\"\n[items]\neach = \"L[]\"\njoin = { \"Q\" = \"{quantity} {unit}\" }\n";
    assert_eq!(
        mistake("xml", spaced),
        "f/m.toml:11:16: \" \" may stand in `quantity` itself, so a text could not be taken apart: put another separator between them"
    );
    let dated = "[join]\n\"Q\" = \"{issued.date}-{number}\"\n";
    assert!(
        mistake("xml", dated).contains("\"-\" may stand in `issued.date` itself"),
        "{}",
        mistake("xml", dated)
    );
    let wrong = "[exporter]\njoin = { \"Q\" = \"{nmae}, {city}\" }\n";
    assert_eq!(
        mistake("xml", wrong),
        "f/m.toml:8:16: exporter has no field \"nmae\"; did you mean \"name\"?"
    );
    let twice = "[exporter]\nname = \"Q\"\njoin = { \"Q\" = \"{id}, {city}\" }\n";
    assert!(mistake("xml", twice).contains("one place holds one value"), "{}", mistake("xml", twice));
}

#[test]
fn constants_of_sections_and_groups() {
    let message = message(
        "xml",
        "[exporter]\nat = \"P[@role=EX]\"\nfixed = { \"Id/@scheme\" = \"TIN\" }\nid = \"Id\"\nname = \"N\"\n\
         [items]\neach = \"L[]\"\nfixed = { \"C/@list\" = \"HS\", \"T\" = \"380\" }\nhs = \"C\"\n\
         [importer]\nat = \"P[@role=IM]\"\nfixed = { \"Id/@scheme\" = \"TIN\" }\nid = \"Id\"\n",
    );
    let value = json!({ "exporter": { "id": "7", "name": "A" }, "items": [{ "hs": "520522" }] });
    assert_eq!(
        body(&message, &value),
        "<S><P role=\"EX\"><Id scheme=\"TIN\">7</Id><N>A</N></P><L><C list=\"HS\">520522</C><T>380</T></L></S>",
        "no importer, none of its constants"
    );
    let (_, said) =
        read(&message, b"<S><P role=\"EX\"><Id>7</Id></P><L><C list=\"HS\">520522</C><T>381</T></L></S>");
    assert_eq!(
        said,
        ["FIXED_MISSING ", "FIXED_DIFFERS "].map(str::to_owned).into_iter().rev().collect::<Vec<_>>()
    );
    let json_message = self::message(
        "json",
        "[certificate]\nnumber = \"no\"\n[exporter]\nat = \"ex\"\nfixed = { type = [\"Party\", \"Exporter\"], kind = 2 }\nname = \"name\"\n",
    );
    let value = json!({ "number": "1", "exporter": { "name": "A" } });
    assert_eq!(
        written(&json_message, &value),
        r#"{"no":"1","ex":{"type":["Party","Exporter"],"kind":2,"name":"A"}}"#
    );
    assert_eq!(written(&json_message, &json!({ "number": "1" })), r#"{"no":"1"}"#);
}

#[test]
fn countries_in_every_spelling() {
    let value = json!({ "transport": { "destination": "AR" } });
    for (form, text) in [("alpha-2", "AR"), ("alpha-3", "ARG"), ("numeric", "032"), ("name", "Argentina")] {
        let message =
            message("xml", &format!("[forms]\ncountry = \"{form}\"\n[transport]\ndestination = \"D\"\n"));
        assert_eq!(body(&message, &value), format!("<S><D>{text}</D></S>"), "{form}");
        for any in ["ar", "ARG", "032", "32", "ARGENTINA", " Argentina "] {
            let (found, _) = read(&message, format!("<S><D>{any}</D></S>").as_bytes());
            assert_eq!(found, value, "{any} is read whatever is written");
        }
        let (_, said) = read(&message, b"<S><D>Atlantis</D></S>");
        assert_eq!(said, ["VALUE_UNREADABLE transport.destination"]);
    }
}

#[test]
fn dates_with_and_without_offset_and_seconds() {
    let text = "[forms]\ndate = \"DD/MM/YYYY[ hh:mm[:ss][Z]]\"\nday = \"DD.MM.YYYY[ hh:mm[Z]]\"\n\
                [certificate]\nissued = { date = \"I\" }\n[validity]\nfrom = \"F\"\n";
    let message = message("xml", text);
    for (ours, theirs) in [
        ("2026-11-20", "20/11/2026"),
        ("2026-11-20T09:14:00", "20/11/2026 09:14:00"),
        ("2026-11-20T23:30:05-05:00", "20/11/2026 23:30:05-05:00"),
        ("2026-11-20T23:30:05Z", "20/11/2026 23:30:05Z"),
    ] {
        let value = json!({ "issued": { "date": ours } });
        assert_eq!(body(&message, &value), format!("<S><I>{theirs}</I></S>"), "{ours}");
    }
    let (value, said) = read(&message, b"<S><I>20/11/2026 09:14</I><F>20.11.2026 23:30-05:00</F></S>");
    assert_eq!(value["issued"]["date"], "2026-11-20T09:14:00", "without seconds");
    assert_eq!(value["validity"]["from"], "2026-11-20", "a civil day is the issuer's, and stays one");
    assert_eq!(said, ["TIME_NOT_KEPT validity.from"], "the hour is said to be dropped");
}

#[test]
fn numbers_in_several_conventions() {
    let text = "[forms]\ndecimal = [\"1.234,00\", \"0,00#\"]\n[items]\neach = \"L[]\"\nquantity = \"Q\"\n\
                value = { at = \"V\", form = \"1 234.0#\" }\nhs = { at = \"H\", form = \"0000.00\" }\ngross_mass = { at = \"G\", form = [\"0.##\", \"0,0\"] }\n";
    let message = message("xml", text);
    let value = json!({ "items": [{ "quantity": "1240.5", "value": "1234567.25", "hs": "520522", "gross_mass": "3" }] });
    assert_eq!(
        body(&message, &value),
        "<S><L><Q>1.240,50</Q><V>1 234 567.25</V><H>5205.22</H><G>3</G></L></S>"
    );
    let (read_value, said) =
        read(&message, b"<S><L><Q>1240,5</Q><V>1234567.25</V><H>520522</H><G>3,0</G></L></S>");
    assert_eq!((read_value, said), (value, vec![]), "each other spelling is read as well");
}

#[test]
fn text_in_several_languages() {
    let message = message(
        "xml",
        "[items]\neach = \"L[]\"\n[items.names]\neach = \"n:Name[]\"\nlang = \"@xml:lang\"\ntext = \".\"\n",
    );
    let value = json!({ "items": [{ "names": [{ "lang": "es", "text": "Hilados" }, { "lang": "ar", "text": "غزل" }] }] });
    assert_eq!(
        body(&message, &value),
        "<S><L><n:Name xml:lang=\"es\">Hilados</n:Name><n:Name xml:lang=\"ar\">غزل</n:Name></L></S>"
    );
    let one = self::message(
        "xml",
        "[items]\neach = \"L[]\"\ndescription = { at = \"Name[@xml:lang=en]\", or = [\"Name[@xml:lang=fr]\"] }\n",
    );
    let (value, _) = read(&one, "<S><L><Name xml:lang=\"fr\">Filés</Name></L></S>".as_bytes());
    assert_eq!(value["items"][0]["description"], "Filés", "the other language where the first is not there");
}

#[test]
fn cbor_is_read_and_written() {
    let message = message(
        "cbor",
        "[fixed]\ntype = \"co\"\n[certificate]\nnumber = \"no\"\n[exporter]\nat = \"parties[role=EX]\"\nname = \"name\"\n\
         [items]\neach = \"goods[]\"\nnumber = \"n\"\nhs = \"hs\"\nquantity = \"q\"\nvalue = { at = \"v\", form = '\"0.00\"' }\n",
    );
    let value = json!({
        "number": "7", "exporter": { "name": "Ω" },
        "items": [{ "number": 1, "hs": "520522", "quantity": "1240.5", "value": "99999999999999999.25" }, { "number": 2, "quantity": "3" }]
    });
    let bytes = message.write(&value).unwrap();
    assert_eq!(bytes[0] & 0xE0, 0xA0, "a CBOR map (RFC 8949 section 3.1)");
    assert_eq!(read(&message, &bytes), (value, vec![]), "read back the same");
    let long = json!({ "number": "7", "items": [{ "quantity": "0.12345678901234567" }] });
    let refused = message.write(&long).unwrap_err();
    assert!(
        ["SYNTAX", "VALUE_REFUSED"].contains(&refused.code()),
        "more than a double holds is refused: {refused}"
    );
}

const KIND: &str = r#"[kind]
id      = "export-declaration"
title   = { en = "Export declaration", fr = "Déclaration d’exportation" }
number  = "reference"
issued  = "accepted"
parties = ["exporter", "agents[]"]
goods   = "goods"

[fields]
"reference"       = "text"
"accepted"        = "day"
"urgent"          = "flag"
"exporter.name"   = "text"
"exporter.country" = "country"
"agents[].name"   = "text"
"goods[].line"    = "whole"
"goods[].hs"      = "hs"
"goods[].mass"    = "decimal"
"goods[].seals[].number" = "text"

[labels]
"reference" = { en = "Reference" }
"goods"     = { en = "Goods" }
"goods[].hs" = { en = "Tariff heading" }
"#;

const DECLARATION: &str = r#"[message]
is = "an export declaration"
kind = "export-declaration"
syntax = "json"
recognise = ["lrn"]

[export-declaration]
reference = "lrn"
accepted = "accepted"
urgent = "urgent"

[exporter]
at = "exporter"
name = "name"
country = "country"

[agents]
each = "agents[]"
name = "."

[goods]
each = "goods[]"
line = "no"
hs = "commodity"
mass = "mass"

[goods.seals]
each = "seals[]"
number = "."
"#;

#[test]
fn a_kind_of_document_is_data() {
    let (library, problems) = load(&[("kind", KIND), ("declaration", DECLARATION)]);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let message = library.message("f/declaration").unwrap();
    let value = json!({
        "reference": "26XB7", "accepted": "2026-11-20", "urgent": false,
        "exporter": { "name": "A", "country": "XB" }, "agents": [{ "name": "B" }, { "name": "C" }],
        "goods": [{ "line": 1, "hs": "520522", "mass": "12.5", "seals": [{ "number": "S1" }] }]
    });
    assert_eq!(
        written(message, &value),
        r#"{"lrn":"26XB7","accepted":"2026-11-20","urgent":false,"exporter":{"name":"A","country":"XB"},"agents":["B","C"],"goods":[{"no":1,"commodity":"520522","mass":12.5,"seals":["S1"]}]}"#
    );
    let kind = library.kind("export-declaration").unwrap();
    assert_eq!((kind.number.as_deref(), kind.group.as_deref()), (Some("reference"), Some("goods")));
    assert_eq!(
        kind.fields[9],
        ("goods[].seals[].number".to_owned(), "text".to_owned()),
        "in the order of the file"
    );
    assert_eq!(kind.labels["goods[].hs"]["en"], "Tariff heading");
    let certificate = library.kind("certificate").unwrap();
    assert!(certificate.fields.contains(&("items[].hs".to_owned(), "hs".to_owned())), "built in");
    let document = Document::read(message.write(&value).unwrap().as_slice(), &Limits::default()).unwrap();
    let reading = message.read(&document, document.root().id());
    assert_eq!(reading.record().unwrap_err().code(), "OTHER_KIND", "and it is no certificate");
}

#[test]
fn mistakes_in_a_kind() {
    for (from, to, wanted) in [
        (
            "\"export-declaration\"",
            "\"certificate\"",
            "f/kind.toml:2:11: \"certificate\" is built in: give this kind a name of its own",
        ),
        (
            "\"export-declaration\"",
            "\"Export\"",
            "f/kind.toml:2:11: the id of a kind is lower-case letters, digits and hyphens",
        ),
        (
            "= \"hs\"",
            "= \"hscode\"",
            "f/kind.toml:17:21: no type \"hscode\"; write one of: text, whole, decimal, hs, country, currency, date, day, time, flag",
        ),
        (
            "number  = \"reference\"",
            "number  = \"refrence\"",
            "f/kind.toml:4:11: [fields] has no \"refrence\"; did you mean \"reference\"?",
        ),
        (
            "issued  = \"accepted\"",
            "issued  = \"urgent\"",
            "f/kind.toml:5:11: `issued` names one field of type date or day or time",
        ),
        ("[\"exporter\", ", "[\"exprter\", ", "f/kind.toml:6:12: [fields] has no \"exprter\""),
        (
            "goods   = \"goods\"",
            "goods   = \"exporter\"",
            "f/kind.toml:7:11: no group \"exporter[]\" in [fields]",
        ),
        (
            "\"urgent\"          ",
            "\"exporter\"          ",
            "f/kind.toml:13:1: `exporter.name` and `exporter` make one name two things",
        ),
        (
            "\"urgent\"          ",
            "\"exporter.marks[].a\" ",
            "f/kind.toml:12:1: `exporter.marks[].a`: a group stands at the top or in a group, and has fields",
        ),
        (
            "\"urgent\"          ",
            "\"each\"            ",
            "f/kind.toml:12:1: `each` is a word of the language: call the field otherwise",
        ),
        (
            "{ en = \"Reference\" }",
            "{ fr = \"Référence\" }",
            "f/kind.toml:22:1: `reference` has no English: write en = \"…\"",
        ),
    ] {
        assert!(KIND.contains(from), "{from}");
        let said = load(&[("kind", &KIND.replacen(from, to, 1))]).1;
        assert!(said.iter().any(|one| one.starts_with(wanted)), "{to}: wants {wanted}\nsaid {said:#?}");
    }
    let said = load(&[("declaration", DECLARATION)]).1;
    assert_eq!(
        said,
        [
            "f/declaration.toml:3:8: no kind \"export-declaration\"; write one of: certificate, directory, update"
        ]
    );
}
