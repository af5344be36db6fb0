//! What does not fit is said, never dropped; what cannot be carried is refused, never bent.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Message, Reading, Recognised};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::path::PathBuf;

fn library() -> Library {
    let blocks = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"));
    Library::load(&[blocks], true).library
}

fn read(message: &Message, text: &str) -> Reading {
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    message.read(&document, document.root().id())
}

fn certificate() -> Value {
    json!({
        "kind": "BA",
        "number": "XB014BA0260000012300",
        "exporter": { "name": "Velika Looms", "address": "1 Mill Row\nOld Quay" },
        "invoices": [{ "order": "1", "number": "26/0001" }],
        "items": [{ "number": 1, "hs": "520522", "quantity": "1240.5", "unit": "KGM", "invoice": "26/0001" }],
    })
}

fn written(message: &Message) -> String {
    String::from_utf8(message.write(&certificate()).unwrap()).unwrap()
}

fn codes(reading: &Reading) -> Vec<(&str, &str)> {
    reading.problems.iter().map(|problem| (problem.code.as_str(), problem.field.as_str())).collect()
}

#[test]
fn a_decimal_comma_is_read_as_well() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let text = written(message);
    assert!(text.contains(">1240.500000<"), "written with a point: {text}");
    let reading = read(message, &text.replace("1240.500000", "1240,500000"));
    assert_eq!(reading.value, certificate(), "the same certificate");
    assert!(reading.problems.is_empty() && reading.unused.is_empty(), "in order");
}

#[test]
fn each_thing_that_does_not_fit_is_a_problem_at_its_place() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let text = written(message);
    let table = [
        ("<GoodsQty>1<", "<GoodsQty>2<", "COUNT_DIFFERS", "items"),
        ("<GoodsOrderNo>1<", "<GoodsOrderNo>5000000000<", "VALUE_UNREADABLE", "items[0].number"),
        (">KILOGRAMS<", ">SACKS<", "CODE_UNKNOWN", "items[0].unit"),
        (">1240.500000<", ">12.40,5<", "VALUE_UNREADABLE", "items[0].quantity"),
        (">5205.22<", ">52-0<", "VALUE_UNREADABLE", "items[0].hs"),
        ("<GoodsInvoiceOrderNo>1<", "<GoodsInvoiceOrderNo>9<", "LINK_BROKEN", "items[0].invoice"),
        ("id=\"CODEH\"", "id=\"X\"", "FIXED_DIFFERS", ""),
        (" id=\"CODEH\"", "", "FIXED_MISSING", ""),
    ];
    for (from, to, code, field) in table {
        assert!(text.contains(from), "{from} in {text}");
        let reading = read(message, &text.replace(from, to));
        assert!(codes(&reading).contains(&(code, field)), "{to}: {:?}", reading.problems);
        assert!(reading.record().is_ok(), "{to}: and all else is still a record");
        assert!(
            reading.problems.iter().all(|problem| problem.serious && problem.line > 0),
            "{to}: at a line"
        );
    }
    let reading = read(message, &text.replace(">1240.500000<", ">12.40,5<"));
    assert_eq!(reading.problems[0].values["found"], "12.40,5", "with what stood there");
    assert!(reading.value["items"][0].get("quantity").is_none(), "a value that is not understood is absent");
}

#[test]
fn what_the_mapping_does_not_know_is_listed() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let text = written(message).replace("</Goods>", "<GoodsItemFobValue>7</GoodsItemFobValue></Goods>");
    let reading = read(message, &text.replace("<Goods>", "<Goods colour=\"red\">stray"));
    let paths: Vec<String> = reading.told().unused.into_iter().map(|unused| unused.path).collect();
    assert_eq!(paths.len(), 3, "an element, an attribute and a stray text: {paths:?}");
    assert!(paths.iter().any(|path| path.ends_with("GoodsItemFobValue")), "{paths:?}");
    assert!(paths.iter().any(|path| path.ends_with("@colour")), "{paths:?}");
}

#[test]
fn json_null_is_absent_and_structures_are_no_text() {
    let library = library();
    let message = library.message("uncefact-coo/certificate").unwrap();
    let reading = read(
        message,
        r#"{"iD":null,"status":"issued","name":{"en":"X"},"supplyChainConsignment":{"information":null}}"#,
    );
    assert_eq!(reading.value, json!({}), "null is not the text null");
    assert_eq!(codes(&reading), [("VALUE_UNREADABLE", "scheme.name")], "an object is no text");
    assert_eq!(reading.told().unused[0].path, "/name/en", "and what is in it is listed");
}

#[test]
fn two_copies_that_disagree_are_said() {
    let library = library();
    let message = library.message("uncefact-coo/certificate").unwrap();
    let item = |date: &str| {
        format!(r#"{{"invoiceReference":{{"iD":"A","formattedIssueDateTime":"{date}T00:00:00Z"}}}}"#)
    };
    let text = format!(
        r#"{{"status":"issued","supplyChainConsignment":{{"includedConsignmentItems":[{{"tradeLineItems":[{},{}]}}]}}}}"#,
        item("2026-01-01"),
        item("2026-01-02")
    );
    let reading = read(message, &text);
    assert!(codes(&reading).contains(&("SOURCES_DISAGREE", "invoices")), "{:?}", reading.problems);
}

#[test]
fn a_copy_is_told_once_and_its_places_are_those_of_the_first() {
    let library = library();
    let message = library.message("uncefact-coo/certificate").unwrap();
    let item = |id: &str| format!(r#"{{"invoiceReference":{{"iD":"{id}"}}}}"#);
    let text = format!(
        r#"{{"supplyChainConsignment":{{"includedConsignmentItems":[{{"tradeLineItems":[{},{},{}]}}]}}}}"#,
        item("A"),
        item("A"),
        item("B")
    );
    let reading = read(message, &text);
    assert_eq!(reading.value["invoices"], json!([{ "number": "A" }, { "number": "B" }]), "each once");
    let told = reading.told();
    let places: Vec<(&str, bool)> = told
        .sources
        .iter()
        .filter(|source| source.field.starts_with("invoices["))
        .map(|source| (source.field.as_str(), source.path.contains("tradeLineItems[3]")))
        .collect();
    assert_eq!(places, [("invoices[0].number", false), ("invoices[1].number", true)], "sources fit");
}

#[test]
fn a_key_that_two_entries_share_links_to_none() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let text = written(message);
    let invoice = text.split("<Invoice>").nth(1).unwrap().split("</Invoice>").next().unwrap().to_owned();
    let twin = format!("</Invoice><Invoice>{}</Invoice>", invoice.replace("26/0001", "26/0002"));
    let reading = read(message, &text.replacen("</Invoice>", &twin, 1));
    assert!(codes(&reading).contains(&("LINK_BROKEN", "items[0].invoice")), "{:?}", reading.problems);
}

#[test]
fn another_version_is_named_and_not_read() {
    let library = library();
    let text = written(library.message("cod-xb/certificate").unwrap()).replace("1.8.2-XB", "1.9.0-XB");
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    match library.recognise(&document) {
        Recognised::UnknownVersion { what, found } => {
            assert!(what.contains("Borastria") && found == "1.9.0-XB", "{what} {found}");
        }
        other => panic!("taken for {other:?}"),
    }
}

#[test]
fn an_update_without_its_action_is_no_update() {
    let library = library();
    let message = library.message("concordia-notices/update").unwrap();
    let reading = read(message, r#"{"type":"CertificateNotice","version":"1.0","certificateNumber":"7"}"#);
    assert_eq!(codes(&reading), [("REQUIRED_MISSING", "action")], "said");
    assert_eq!(
        reading.update().unwrap_err().code(),
        "REQUIRED_MISSING",
        "and never taken for a cancellation"
    );
    assert_eq!(reading.record().unwrap_err().code(), "OTHER_KIND", "nor for a certificate");
}

#[test]
fn writing_refuses_what_the_format_cannot_carry() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut value = certificate();
        change(&mut value);
        let error = message.write(&value).unwrap_err();
        (error.code(), error.field)
    };
    let refused = |code: &'static str, field: &str| (code, field.to_owned());
    assert_eq!(
        with(&|v| v["items"][0]["quantity"] = json!("0.1234567")),
        refused("VALUE_REFUSED", "items[0].quantity"),
        "seven decimals"
    );
    assert_eq!(
        with(&|v| v["items"][0]["unit"] = json!("BX")),
        refused("VALUE_REFUSED", "items[0].unit"),
        "no code for it"
    );
    assert_eq!(
        with(&|v| v["items"][0]["invoice"] = json!("?")),
        refused("LINK_BROKEN", "items[0].invoice"),
        "no such invoice"
    );
    assert_eq!(
        with(&|v| v["scheme"] = json!({ "preferential": true })),
        refused("FIELD_NOT_CARRIED", "scheme.preferential"),
        "no place"
    );
    assert_eq!(with(&|v| v["kind"] = json!("CA")), refused("VALUE_REFUSED", "kind"), "another form");
    assert_eq!(
        with(&|v| v["exporter"]["name"] = json!(" a\nb")),
        refused("NOT_READ_BACK", "exporter.name"),
        "layout would be lost"
    );
    assert_eq!(with(&|v| v["exporter"]["name"] = json!("a\u{1}")).0, "SYNTAX", "XML has no such character");
    assert_eq!(
        with(&|v| v["exporter"]["nmae"] = json!("a")),
        refused("VALUE_REFUSED", "exporter.nmae"),
        "no such field"
    );
    assert_eq!(
        with(&|v| v["invoices"] =
            json!([{ "order": "1", "number": "26/0001" }, { "order": "1", "number": "26/0002" }])),
        refused("LINK_BROKEN", "items[0].invoice"),
        "two invoices with one key"
    );
    let message = library.message("uncefact-coo/certificate").unwrap();
    let value = json!({ "number": "1", "issuer": { "id": "xc", "address": "a\nb\nc" } });
    let error = message.write(&value).unwrap_err();
    assert_eq!(error.to_string(), "issuer.address: has 3 lines, and the message has room for 2", "said so");
    let error = message.write(&json!({ "number": "1" })).unwrap_err();
    assert_eq!(error.field, "issuer.id", "a part of a template: {error}");
}
