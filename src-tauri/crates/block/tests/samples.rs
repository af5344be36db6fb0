//! Third-party samples: each is called by its name, and nothing of what is read is dropped in silence.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops at the first surprise

use block::{Library, Message, Reading, Recognised};
use document::{Document, Limits, Syntax, Tree};
use serde_json::Value;
use std::{fs, path::PathBuf};

const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/coverage/README.md");
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/samples");

fn library() -> Library {
    let blocks = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"));
    // As a live installation has it: the public formats, none of the demonstration's.
    Library::load(&[blocks], false).library
}

fn sample(path: &str) -> Option<Vec<u8>> {
    let found = fs::read(format!("{SAMPLES}/{path}")).ok();
    if found.is_none() {
        println!("skipped: {path} is not here");
    }
    found
}

/// The data of an OpenAttestation 2.0 document without their salts: what `verify` hands to the mapping.
fn unsalted(bytes: &[u8]) -> Document {
    fn tree(value: &Value) -> Tree {
        match value {
            Value::Object(members) => {
                Tree::Object(members.iter().map(|(k, v)| (k.clone(), tree(v))).collect())
            }
            Value::Array(list) => Tree::Array(list.iter().map(tree).collect()),
            Value::String(text) => {
                let mut parts = text.splitn(3, ':');
                let (_, kind, value) =
                    (parts.next(), parts.next().unwrap(), parts.next().unwrap().to_owned());
                match kind {
                    "number" => Tree::Number(value),
                    "boolean" => Tree::Bool(value == "true"),
                    _ => Tree::String(value),
                }
            }
            other => panic!("no salt on {other}"),
        }
    }
    let whole: Value = serde_json::from_slice(bytes).unwrap();
    Document::of_tree(&tree(&whole["data"]), Syntax::Json).unwrap()
}

fn message<'l>(library: &'l Library, document: &Document) -> &'l Message {
    match library.recognise(document) {
        Recognised::Message(message) => message,
        other => panic!("taken for {other:?}"),
    }
}

/// Every scalar of the document is a source, unused, ignored or fixed: nothing vanishes.
fn read(library: &Library, document: &Document, id: &str) -> Reading {
    let message = message(library, document);
    assert_eq!(message.id, id, "recognised");
    message.read(document, document.root().id())
}

fn problems(reading: &Reading) -> Vec<String> {
    reading.problems.iter().filter(|p| p.serious).map(|p| format!("{} {}", p.code, p.path)).collect()
}

/// What nothing used, each path once: `list[3]` is `list[]`.
fn unused(reading: &Reading) -> Vec<String> {
    let mut all: Vec<String> = reading.told().unused.into_iter().map(|unused| plain(&unused.path)).collect();
    all.sort();
    all.dedup();
    all
}

fn plain(path: &str) -> String {
    let mut pieces = path.split('[');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, rest) = piece.split_once(']').unwrap();
        out.push_str("[]");
        out.push_str(rest);
    }
    out
}

/// What the coverage report says of a sample: the paths under its heading.
fn listed(file: &str) -> Vec<String> {
    let report = fs::read_to_string(REPORT).unwrap();
    let (_, section) =
        report.split_once(&format!("### `{file}`\n")).unwrap_or_else(|| panic!("{file} has no heading"));
    let section = section.split("\n#").next().unwrap_or_default();
    let paths = section.lines().filter_map(|line| line.strip_prefix("- `")?.strip_suffix('`'));
    paths.map(str::to_owned).collect()
}

/// Reads a sample, compares what nothing used with the report, writes it back and reads that: the same value.
fn there_and_back(library: &Library, file: &str, document: &Document, id: &str) -> Reading {
    let reading = read(library, document, id);
    assert_eq!(problems(&reading), Vec::<String>::new(), "{file}: nothing is misunderstood");
    let unused = unused(&reading);
    assert_eq!(
        unused,
        listed(file),
        "{file}: the report lists what nothing used:\n- `{}`",
        unused.join("`\n- `")
    );
    let written = message(library, document).write(&reading.value).unwrap();
    let again = Document::read(&written, &Limits::default()).unwrap();
    let back = read(library, &again, id);
    assert_eq!(back.value, reading.value, "{file} is written back and compared");
    assert!(back.unused.is_empty() && problems(&back).is_empty(), "{file}: what is written is read whole");
    reading
}

#[test]
fn the_aladi_cod_is_read_whole() {
    let Some(bytes) = sample("aladi-cod/A14-FormA18-unsigned.xml") else { return };
    let document = Document::read(&bytes, &Limits::default()).unwrap();
    let reading =
        there_and_back(&library(), "aladi-cod/A14-FormA18-unsigned.xml", &document, "cod-a18/certificate");
    assert!(reading.unused.is_empty(), "every node is used");
    let record = reading.record().unwrap();
    assert_eq!(record.number, None, "the exporter's part has no number");
    assert_eq!(record.items[0].hs.as_deref(), Some("84089090"), "digits only");
    assert_eq!(record.items[0].unit.as_deref(), Some("C62"), "through the code list");
    assert_eq!(record.items[0].quantity.unwrap().to_string(), "4500", "without trailing zeros");
    assert_eq!(record.transport.mode.as_deref(), Some("3"), "Terrestre");
    assert_eq!(record.invoices[0].date.unwrap().to_string(), "2018-09-12", "a civil day");
    assert_eq!(
        record.declaration.date.unwrap().to_string(),
        "2018-09-14T09:24:33.259296400-03:00",
        "with its offset"
    );
    assert!(!record.items[0].description.as_deref().unwrap().contains('\n'), "layout is no content");
    let quantity = reading.source("items[0].quantity").unwrap();
    let text = std::str::from_utf8(&document.bytes()[quantity.span.clone()]).unwrap();
    assert!(text.contains("4500.000000"), "a source is the very bytes: {text}");
    let path = quantity.path(&document);
    assert!(path.ends_with("/Goods/GoodsItemWeightAmount"), "and its path: {path}");
}

#[test]
fn the_edi3_samples_are_read_and_written_back() {
    let library = library();
    for file in
        ["edi3-coo/CertificateOfOrigin.sampleFull.json", "edi3-coo/CertificateOfOrigin.sampleMinimal.json"]
    {
        let Some(bytes) = sample(file) else { return };
        let document = Document::read(&bytes, &Limits::default()).unwrap();
        let reading = there_and_back(&library, file, &document, "uncefact-coo/certificate");
        let record = reading.record().unwrap();
        assert_eq!(record.number.as_deref(), Some("WBC208897"), "the number inside the id");
        assert_eq!(record.items.len(), 3, "two levels become one");
        assert_eq!(
            record.items[2].criterion.as_deref(),
            Some("PSR"),
            "what stands above an item is the item's"
        );
        assert_eq!(record.invoices.len(), 2, "one invoice however often it is copied");
        assert_eq!(record.items[0].invoice, record.invoices[0].number, "linked");
        let notes: Vec<&str> = reading.problems.iter().map(|p| p.code.as_str()).collect();
        let full = file.ends_with("Full.json");
        assert_eq!(
            record.issued.place_code.as_deref(),
            full.then_some("AUADL"),
            "the code inside the place's id"
        );
        assert_eq!(
            notes.contains(&"TIME_NOT_KEPT"),
            full,
            "the hour of departure is not kept, and that is said"
        );
    }
}

#[test]
fn openattestation_certificates_are_read_and_their_data_written_back() {
    let library = library();
    for file in [
        "edi3-coo/OA-Sample-full.json",
        "edi3-coo/OA-Sample-minimal-pdf.json",
        "tradetrust/coo-selective-disclosure.json",
    ] {
        let Some(bytes) = sample(file) else { return };
        let document = unsalted(&bytes);
        let reading = there_and_back(&library, file, &document, "openattestation-coo/certificate");
        let record = reading.record().unwrap();
        assert_eq!(record.items.len(), 3, "{file}: items");
        assert!(record.number.is_some(), "{file}: number");
    }
}

#[test]
fn what_is_no_certificate_is_called_by_its_name() {
    let library = library();
    let other = [
        ("tradetrust/v2_tr_er_ECDSA_Signed.json", "a bill of lading"),
        ("tradetrust/v2_tr_er_attachment_bbs2023_signed.json", "a bill of lading"),
        ("tradetrust/dns-did-signed.json", "a driving licence"),
        ("ephyto/SPSCertificateContent.xml", "a phytosanitary certificate"),
        ("uk-roo/roo_schemes_uk.json", "a list of preference schemes"),
        ("uk-roo/rule_sets/india.json", "a list of product-specific rules"),
    ];
    for (file, what) in other {
        let Some(bytes) = sample(file) else { continue };
        let document = Document::read(&bytes, &Limits::default()).unwrap();
        match library.recognise(&document) {
            Recognised::Other { what: found } => assert!(found.starts_with(what), "{file}: {found}"),
            found => panic!("{file} is taken for {found:?}"),
        }
    }
    for file in ["tradetrust/did-verified.json", "tradetrust/dns-did-verified.json"] {
        let Some(bytes) = sample(file) else { continue };
        match library.recognise(&unsalted(&bytes)) {
            Recognised::Other { what } => assert_eq!(what, "a certificate of non-manipulation", "{file}"),
            found => panic!("{file} is taken for {found:?}"),
        }
    }
    let none = [
        ("edi3-coo/CertificateOfOrigin.schema.json", "a JSON schema"),
        ("openattestation/coo-1.0-schema.json", "a JSON schema"),
        ("openattestation/coo-1.0-certificate-of-origin-context.json", "a vocabulary"),
        ("tradetrust/coo-form-schema.json", "a definition of a form"),
        ("ephyto/ephyto-hub.wsdl", "a description of a web service"),
    ];
    for (file, what) in none {
        let Some(bytes) = sample(file) else { continue };
        let document = Document::read(&bytes, &Limits::default()).unwrap();
        match library.recognise(&document) {
            Recognised::NotADocument { what: found } => assert!(found.starts_with(what), "{file}: {found}"),
            found => panic!("{file} is taken for {found:?}"),
        }
    }
}

#[test]
fn every_schema_file_is_a_schema() {
    fn files(at: PathBuf, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { files(path, into) } else { into.push(path) }
        }
    }
    let library = library();
    let mut all = Vec::new();
    files(PathBuf::from(SAMPLES), &mut all);
    if all.is_empty() {
        println!("skipped: {SAMPLES} is not here");
    }
    for path in all {
        let bytes = fs::read(&path).unwrap();
        let Ok(document) = Document::read(&bytes, &Limits::default()) else { continue };
        let found = library.recognise(&document);
        if path.extension().is_some_and(|end| end == "xsd") {
            assert!(
                matches!(&found, Recognised::NotADocument { what } if what == "an XML schema"),
                "{}: {found:?}",
                path.display()
            );
        }
        println!("{}: {found:.120?}", path.strip_prefix(SAMPLES).unwrap().display());
    }
}
