//! The law of every message that can be written: what is written is read back the same, with nothing left over.

#![allow(clippy::unwrap_used, clippy::panic)] // a test stops at the first surprise

mod generate;

use block::Library;
use document::{Document, Limits};
use proptest::test_runner::{Config, TestRunner};
use std::path::PathBuf;

fn library() -> Library {
    let blocks = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"));
    let loaded = Library::load(&[blocks], true);
    let said: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "the packs that ship have no mistakes:\n{}", said.join("\n"));
    loaded.library
}

#[test]
fn every_message_reads_back_what_it_writes() {
    let library = library();
    let writable: Vec<_> = library.messages().iter().filter(|message| message.writes).collect();
    assert!(writable.len() >= 10, "all formats that ship are there: {}", writable.len());
    for message in writable {
        let mut runner =
            TestRunner::new(Config { cases: 120, failure_persistence: None, ..Config::default() });
        let law = runner.run(&generate::canonical(message), |value| {
            let bytes = message
                .write(&value)
                .unwrap_or_else(|e| panic!("{}: {} {e}\n{value:#}", message.id, e.code()));
            let document = Document::read(&bytes, &Limits::default()).unwrap();
            let reading = message.read(&document, document.root().id());
            assert_eq!(reading.value, value, "read(write(c)) = c");
            assert!(reading.unused.is_empty(), "all that is written is read: {:?}", reading.unused);
            assert!(reading.problems.is_empty(), "no problems: {:?}", reading.problems);
            match message.kind.as_str() {
                "certificate" => drop(reading.record().unwrap()),
                "update" => drop(reading.update().unwrap()),
                _ => drop(reading.directory().unwrap()),
            }
            match library.recognise(&document) {
                block::Recognised::Message(found) => assert_eq!(found.id, message.id, "recognised as itself"),
                other => panic!("{} is taken for {other:?}", message.id),
            }
            Ok(())
        });
        law.unwrap_or_else(|e| panic!("{}: {e}", message.id));
    }
}
