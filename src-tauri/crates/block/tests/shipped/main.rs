//! The samples of the packs that ship: each is read to what its pack says of it, and each message has one. They
//! are invented, and made by this program: `cargo test -p block --test shipped make -- --ignored`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

mod invented;
mod layout;
mod reports;

use block::{Library, Message, Recognised};
use document::{Document, Limits};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::PathBuf};

const BLOCKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks");

fn library() -> Library {
    let loaded = Library::load(&[PathBuf::from(BLOCKS)], true);
    let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "the packs that ship have no mistakes:\n{}", said.join("\n"));
    loaded.library
}

/// The folder of the pack that a message stands in.
fn folder(message: &Message) -> PathBuf {
    let formats = PathBuf::from(BLOCKS).join("formats");
    let named = formats.join(format!("{}@{}", message.format, message.version));
    if named.is_dir() { named } else { formats.join(&message.format) }
}

/// What a sample is read as, `{ message, value, unused }`, and by which message of which version.
fn expectation(library: &Library, bytes: &[u8]) -> (Value, String) {
    let document = Document::read(bytes, &Limits::default()).unwrap();
    let Recognised::Message(message) = library.recognise(&document) else {
        panic!("a sample is one of the messages that ship: {}", String::from_utf8_lossy(bytes));
    };
    let reading = message.read(&document, document.root().id());
    let serious: Vec<_> = reading.problems.iter().filter(|problem| problem.serious).collect();
    assert!(serious.is_empty(), "{}: {serious:?}", message.id);
    let unused: Vec<String> = reading.unused.iter().map(|unused| unused.path(&document)).collect();
    let read = json!({ "message": message.id, "value": reading.value, "unused": unused });
    (read, format!("{}@{}", message.id, message.version))
}

#[test]
fn every_sample_is_read_to_what_its_pack_says() {
    let library = library();
    let mut sampled = BTreeSet::new();
    for pack in fs::read_dir(PathBuf::from(BLOCKS).join("formats")).unwrap().flatten() {
        for entry in fs::read_dir(pack.path().join("samples")).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.to_string_lossy().into_owned();
            if name.ends_with(".expected.json") {
                continue;
            }
            let expected =
                fs::read(path.with_extension("expected.json")).unwrap_or_else(|_| panic!("{name}"));
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            let (found, message) = expectation(&library, &fs::read(&path).unwrap());
            for part in ["message", "value", "unused"] {
                assert_eq!(found[part], expected[part], "{name}: {part}");
            }
            if found["unused"] == json!([]) {
                // To the byte: the order of writing, constants, counts and numbers are what the schemas ask.
                let named = |one: &&Message| format!("{}@{}", one.id, one.version) == message;
                let one = library.messages().iter().find(named).unwrap();
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(written(one, &found["value"]), text, "{name}: is written as the sample is");
            }
            sampled.insert(message);
        }
    }
    let written = library.messages().iter().filter(|message| message.writes);
    let all = written.map(|message| format!("{}@{}", message.id, message.version));
    let without: Vec<String> = all.filter(|id| !sampled.contains(id)).collect();
    assert!(without.is_empty(), "messages without a sample: {without:?}");
}

/// What a message writes, laid out for people.
fn written(message: &Message, value: &Value) -> String {
    let bytes =
        message.write(value).unwrap_or_else(|e| panic!("{}: {} {e}\n{value:#}", message.id, e.code()));
    let text = String::from_utf8(bytes).unwrap();
    if text.starts_with('{') { layout::json(&text) } else { text }
}

#[test]
fn other_spellings_of_a_constant_are_noted_and_wrong_numbers_are_said() {
    let library = library();
    let path = PathBuf::from(BLOCKS).join("formats/cod-a33@1.8.0/samples/certificate.xml");
    let text = fs::read_to_string(path).unwrap();
    let problems = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let document = Document::read(text.replacen(from, to, 1).as_bytes(), &Limits::default()).unwrap();
        let Recognised::Message(message) = library.recognise(&document) else { panic!("not recognised") };
        let reading = message.read(&document, document.root().id());
        reading.problems.iter().map(|p| format!("{} {}", p.code, p.serious)).collect::<Vec<_>>()
    };
    assert_eq!(problems(">EXP<", ">EXP<"), Vec::<String>::new(), "as it ships");
    assert_eq!(problems(">EXP<", ">REP<"), ["FIXED_OTHER false"], "a representative submits");
    assert_eq!(problems(">DIFERENTE<", ">MISMO<"), ["FIXED_OTHER false"], "in an entry, too");
    assert_eq!(problems(">EXP<", ">XXX<"), ["FIXED_DIFFERS true"], "what the pack does not know");
    let (second, wrong) = ("<ProducerOrderNo>2<", "<ProducerOrderNo>3<");
    assert_eq!(problems(second, wrong), ["COUNT_DIFFERS true"], "the second says it is the third");
}

/// Keeps a sample and what it is read as.
fn keep(library: &Library, message: &Message, name: &str, bytes: &[u8]) {
    let end = if bytes.first() == Some(&b'<') { "xml" } else { "json" };
    let at = folder(message).join("samples");
    fs::create_dir_all(&at).unwrap();
    fs::write(at.join(format!("{name}.{end}")), bytes).unwrap();
    let expected = serde_json::to_string_pretty(&expectation(library, bytes).0).unwrap();
    fs::write(at.join(format!("{name}.expected.json")), expected + "\n").unwrap();
}

#[test]
#[ignore = "writes the samples into assets/blocks"]
fn make_the_samples() {
    let library = library();
    for message in library.messages().iter().filter(|message| message.writes) {
        let value = invented::value(message);
        let text = written(message, &value);
        let name = message.id.rsplit('/').next().unwrap();
        keep(&library, message, name, text.as_bytes());
        if message.id == "cod-a18/certificate" && message.version == "1.8.0" {
            // The exporter's part alone, and with what no canonical field holds.
            let cut = |text: &str, from: &str, to: &str| {
                let (at, end) = (text.find(from).unwrap(), text.find(to).unwrap() + to.len());
                format!("{}{}", text[..at].trim_end(), &text[end..])
            };
            let part = cut(&cut(&text, "<EH>", "</EH>"), "<CertificationEH>", "</CertificationEH>");
            let phone = "<ExporterTelephone>+54 11 5555 0100</ExporterTelephone>";
            let part = part.replacen("</Exporter>", &format!("  {phone}\n            </Exporter>"), 1);
            keep(&library, message, "exporter-part", part.as_bytes());
        }
    }
}

/// `read(write(c)) = c` for thousands of values on each message; some minutes.
#[test]
#[ignore = "thousands of values a message: COUNT=2000 cargo test -p block --test shipped -- --ignored"]
fn the_law_holds_for_thousands() {
    let library = library();
    let count: u32 = std::env::var("COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(2000);
    for message in library.messages().iter().filter(|message| message.writes) {
        let law = block::author::law(message, &library, 2026, count);
        assert!(law.broke.is_none() && law.never.is_empty() && law.tried == count, "{law:#?}");
        println!("{}: {} values", law.message, law.tried);
    }
}
