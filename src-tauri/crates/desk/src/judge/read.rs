//! From bytes to what they are: opened, recognised, mapped. No judgement yet.

use block::{Library, Message, Reading, Recognised};
use std::collections::BTreeMap;
use verify::Opened;

/// What the bytes turned out to be.
pub enum Read<'l> {
    /// A message that a format pack reads.
    Message(Box<Opened>, &'l Message),
    /// Kept and listed, but no certificate of origin; `document` is false for what is no document at all (a schema).
    Other { what: String, document: bool },
    /// Cannot be read; the code and values say why.
    Quarantine(&'static str, BTreeMap<String, String>),
}

/// Opens and recognises bytes. Never fails: what cannot be read is said.
pub fn read<'l>(library: &'l Library, bytes: &[u8]) -> Read<'l> {
    let value = |name: &str, text: String| BTreeMap::from([(name.to_owned(), text)]);
    let opened = match verify::open(bytes, &document::Limits::default()) {
        Ok(opened) => opened,
        Err(error) => {
            let mut values = value("reason", error.code().to_owned());
            values.insert("detail".to_owned(), error.to_string());
            return Read::Quarantine("UNREADABLE", values);
        }
    };
    match library.recognise(&opened.document) {
        Recognised::Message(message) => {
            let message = library.in_force(message, &opened.document);
            Read::Message(Box::new(opened), message)
        }
        Recognised::UnknownVersion { what, found } => {
            let mut values = value("what", what);
            values.insert("found".to_owned(), found);
            Read::Quarantine("UNKNOWN_VERSION", values)
        }
        Recognised::Other { what } => Read::Other { what, document: true },
        Recognised::NotADocument { what } => Read::Other { what, document: false },
        Recognised::Unknown => Read::Quarantine("NOT_RECOGNISED", BTreeMap::new()),
    }
}

/// The countries that the content may come from by its own word, alpha-2. A claim, used only to choose whose keys to try.
pub fn claimed_countries(library: &Library, reading: &Reading) -> Vec<String> {
    if reading.kind != "certificate"
        && let Some(kind) = library.kind(&reading.kind)
    {
        return super::kind::countries(kind, &reading.value);
    }
    ["/issuer/country", "/transport/export_country", "/exporter/country", "/items/0/origin"]
        .iter()
        .find_map(|pointer| reading.value.pointer(pointer)?.as_str().map(str::to_owned))
        .into_iter()
        .collect()
}
