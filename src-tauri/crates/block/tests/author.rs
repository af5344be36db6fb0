//! The tools of whoever writes a pack: coverage, differences, proposals, conformance.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use block::author::{self, Need, Plain};
use block::{Library, PackFiles};
use certificate::dataset::ELEMENTS;
use document::{Document, Limits};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn blocks() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/blocks"))
}

fn library() -> Library {
    Library::load(&[blocks()], true).library
}

fn pack(path: &str) -> PackFiles {
    PackFiles::open(&blocks().join(path)).unwrap().remove(0)
}

/// The pack with a text of one of its files replaced.
fn with(pack: &PackFiles, file: &str, from: &str, to: &str) -> PackFiles {
    let mut files: BTreeMap<String, Vec<u8>> =
        pack.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
    let text = pack.text(file).unwrap();
    assert!(text.contains(from), "{from} stands in {file}");
    files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    PackFiles::of_files(&pack.id_hint, files).unwrap()
}

/// Message text with `proposed` as its only message.
fn proposed(text: &str) -> (Library, Vec<String>) {
    let head =
        "id = \"proposed\"\nversion = \"1\"\nkind = \"format\"\ntitle = \"Proposed\"\ntraining = true\n";
    let files = BTreeMap::from([
        ("pack.toml".to_owned(), head.as_bytes().to_vec()),
        ("certificate.toml".to_owned(), text.as_bytes().to_vec()),
    ]);
    let loaded = Library::of(&[PackFiles::of_files("proposed", files).unwrap()], true);
    (loaded.library, loaded.problems.iter().map(ToString::to_string).collect())
}

#[test]
fn coverage_says_what_is_mapped_what_is_asked_and_what_is_missing() {
    let library = library();
    let coverage = author::coverage(&library, "cod-xb").expect("the pack is there");
    assert_eq!(coverage.rows.len(), ELEMENTS.len(), "every element of the dataset is a row");
    let row = |field: &str| coverage.rows.iter().find(|row| row.field == field).unwrap();
    let hs = row("items[].hs");
    assert_eq!(hs.need, Need::Mandatory { article: "13".to_owned() }, "by the scheme that the link joins");
    assert!(hs.mapped[0].place.ends_with("GoodsList/Goods[]/GoodsItemCode"), "{}", hs.mapped[0].place);
    assert!(hs.mapped[0].place.starts_with("/s:Envelope"), "from the root");
    assert_eq!(row("function").need, Need::Optional, "asked by no one");
    assert!(row("update.date").mapped.iter().any(|by| by.message == "cod-xb/update"), "notices count");
    assert!(coverage.missing.is_empty(), "{:?}", coverage.missing);
    assert!(coverage.other.contains(&"exporter.other_name".to_owned()), "{:?}", coverage.other);
    let markdown = coverage.markdown();
    assert!(
        markdown.contains("| Item, HS code | 145 | `items[].hs` | mandatory (article 13) |"),
        "{markdown}"
    );
    assert!(author::coverage(&library, "no-such-pack").is_none(), "an unknown pack has no coverage");
    // Of the link: its own messages; of the scheme: those that links join to it.
    for other in ["borastria", "form-ba"] {
        let coverage = author::coverage(&library, other).unwrap();
        assert!(
            coverage.rows.iter().any(|row| row.field == "items[].hs" && !row.mapped.is_empty()),
            "{other}"
        );
    }
}

#[test]
fn a_mandatory_field_that_no_message_carries_is_missing() {
    let format = with(
        &pack("formats/cod-xb"),
        "certificate.toml",
        "criterion         = \"GoodsItemOriginRules\"\n",
        "",
    );
    let packs = [format, pack("schemes/form-ba"), pack("links/borastria")];
    let loaded = Library::of(&packs, true);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let coverage = author::coverage(&loaded.library, "cod-xb").unwrap();
    assert_eq!(coverage.missing, ["items[].criterion"], "the scheme asks for it");
}

#[test]
fn differences_are_said_in_words() {
    let format = pack("formats/cod-xb");
    assert!(author::diff(&format, &format).is_empty(), "a pack does not differ from itself");
    let moved = with(&format, "certificate.toml", "= \"GoodsItemCode\"", "= \"TariffCode\"");
    let said = author::diff(&format, &moved);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!((said[0].kind.as_str(), said[0].what.as_str()), ("changed", "items[].hs"));
    assert!(
        said[0].words.starts_with("Item, HS code stands at ") && said[0].words.contains("TariffCode"),
        "{}",
        said[0].words
    );
    let spelt = with(&format, "certificate.toml", "hs      = \"0000.00.00\"", "hs      = \"00000000\"");
    let said = author::diff(&format, &spelt);
    assert!(
        said.iter().any(|one| one.words.contains("spelt 01012100, not a HS code spelt 0101.21.00")),
        "{said:#?}"
    );
    let coded = with(&format, "certificate.toml", "\"KILOS\"         = \"KGM\"\n", "");
    let said = author::diff(&format, &coded);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].words.contains("\"KILOS\" (KGM) is no longer in the list units"), "{}", said[0].words);
    let version = with(&format, "certificate.toml", "is = [\"1.8.2-XB\"]", "is = [\"1.8.3-XB\"]");
    assert!(author::diff(&format, &version).iter().any(|one| one.what == "version"), "the version is told");

    let scheme = pack("schemes/form-ba");
    let strict = with(
        &scheme,
        "pack.toml",
        "[[mandatory]]\nfield   = \"number\"",
        "[[mandatory]]\nfield   = \"validity.until\"\narticle = \"14\"\n\n[[mandatory]]\nfield   = \"number\"",
    );
    let said = author::diff(&scheme, &strict);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].words.contains("Valid until becomes mandatory (article 14)"), "{}", said[0].words);
    let later = with(&scheme, "pack.toml", "count       = 90", "count       = 60");
    assert!(
        author::diff(&scheme, &later)[0].words.contains("The deadline verification-reply is 60, not 90"),
        "a deadline"
    );

    let link = pack("links/borastria");
    let one = with(
        &link,
        "pack.toml",
        "algorithms               = [\"rsa-sha256\", \"ecdsa-sha256\"]",
        "algorithms               = [\"ecdsa-sha256\"]",
    );
    let said = author::diff(&link, &one);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].words.contains("rsa-sha256 is no longer taken"), "{}", said[0].words);
    let interface = with(&link, "pack.toml", "certificates = \"/certificates\"", "certificates = \"/coo\"");
    assert!(
        author::diff(&link, &interface)[0].words.contains("The path of certificates is \"/coo\""),
        "a path"
    );
}

/// A vocabulary that no pack knows: nested otherwise, days first, decimal commas, numeric countries.
const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Zeugnis xmlns="urn:example:ursprung" schemaVersion="2.1">
  <Kopf>
    <ZeugnisNummer>K-2026-000117</ZeugnisNummer>
    <Ausstellungsdatum>23/11/2026</Ausstellungsdatum>
    <Ausstellungsort>Nordhafen</Ausstellungsort>
    <Abkommen>KA</Abkommen>
  </Kopf>
  <Ausfuhrer><Firma>Fernbrook Mills</Firma><Anschrift>4 Quay Street</Anschrift><Stadt>Nordhafen</Stadt><Land>208</Land></Ausfuhrer>
  <Einfuhrer><Firma>Eastgate Trading</Firma><Anschrift>9 Mill Lane</Anschrift><Stadt>Riverton</Stadt><Land>056</Land></Einfuhrer>
  <Bestimmungsland>056</Bestimmungsland>
  <Rechnungen><Rechnung><RechnungNummer>R-1</RechnungNummer><Datum>20/11/2026</Datum></Rechnung></Rechnungen>
  <Warenliste>
    <Ware nr="1"><Warenbezeichnung>Cotton yarn</Warenbezeichnung><Zolltarif>5205.22</Zolltarif><Menge einheit="KGM">1250,500</Menge><Rohmasse>1300,0</Rohmasse><Wert>9800,75</Wert><Wahrung>EUR</Wahrung><Ursprungsland>208</Ursprungsland><Ursprungskriterium>P</Ursprungskriterium></Ware>
    <Ware nr="2"><Warenbezeichnung>Sweet biscuits</Warenbezeichnung><Zolltarif>1905.31</Zolltarif><Menge einheit="KGM">80,0</Menge><Rohmasse>95,0</Rohmasse><Wert>410,00</Wert><Wahrung>EUR</Wahrung><Ursprungsland>208</Ursprungsland><Ursprungskriterium>P</Ursprungskriterium></Ware>
  </Warenliste>
</Zeugnis>"#;

#[test]
fn a_format_that_was_never_seen_is_proposed_from_a_sample() {
    let proposal = author::propose(SAMPLE.as_bytes()).unwrap();
    let (library, problems) = proposed(&proposal.text);
    assert!(problems.is_empty(), "it compiles: {problems:?}\n{}", proposal.text);
    let document = Document::read(SAMPLE.as_bytes(), &Limits::default()).unwrap();
    let block::Recognised::Message(message) = library.recognise(&document) else {
        panic!("{}", proposal.text)
    };
    let record = message.read(&document, document.root().id());
    assert!(record.problems.is_empty(), "{:?}\n{}", record.problems, proposal.text);
    let record = record.record().unwrap();
    assert_eq!(record.number.as_deref(), Some("K-2026-000117"), "{}", proposal.text);
    assert_eq!(record.issued.date.map(|when| when.to_string()).as_deref(), Some("2026-11-23"), "days first");
    assert_eq!(record.exporter.name.as_deref(), Some("Fernbrook Mills"));
    assert_eq!(record.exporter.country.as_deref(), Some("DK"), "a numeric country");
    assert_eq!(record.importer.city.as_deref(), Some("Riverton"));
    assert_eq!(record.items.len(), 2);
    assert_eq!(record.items[0].hs.as_deref(), Some("520522"));
    assert_eq!(record.items[0].quantity.map(|q| q.to_string()).as_deref(), Some("1250.5"), "a decimal comma");
    assert_eq!(record.items[1].unit.as_deref(), Some("KGM"));
    assert_eq!(record.items[1].origin.as_deref(), Some("DK"));
    assert_eq!(record.invoices.len(), 1, "{}", proposal.text);
    let law = author::law(message, &library, 7, 60);
    assert!(law.broke.is_none() && law.tried == 60, "{law:?}\n{}", proposal.text);
}

/// What a proposal has to find in real formats: shares of what their packs map by hand.
#[test]
fn proposals_for_real_formats_find_most_of_what_their_packs_map() {
    let samples = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/samples"));
    for (file, pack, least) in [
        ("aladi-cod/A14-FormA18-unsigned.xml", "cod-aladi", 60),
        ("edi3-coo/CertificateOfOrigin.sampleFull.json", "uncefact-coo", 60),
    ] {
        let Ok(bytes) = std::fs::read(samples.join(file)) else {
            eprintln!("skipped: {file} is not here");
            continue;
        };
        let proposal = author::propose(&bytes).unwrap();
        let (own, problems) = proposed(&proposal.text);
        assert!(problems.is_empty(), "{file}: {problems:?}\n{}", proposal.text);
        let document = Document::read(&bytes, &Limits::default()).unwrap();
        let read = |library: &Library| {
            let block::Recognised::Message(message) = library.recognise(&document) else {
                panic!("{file}: {}", proposal.text)
            };
            let reading = message.read(&document, document.root().id());
            let told = reading.told().sources;
            told.into_iter().map(|source| (source.field, source.path)).collect::<Vec<_>>()
        };
        let (by_hand, by_proposal) = (read(&library()), read(&own));
        let found = by_hand.iter().filter(|source| by_proposal.contains(source)).count();
        let share = found * 100 / by_hand.len().max(1);
        eprintln!("{file}: {found} of {} fields as in {pack}", by_hand.len());
        if std::env::var_os("SHOW").is_some() {
            eprintln!("{}", proposal.text);
        }
        let missed: Vec<_> = by_hand.iter().filter(|source| !by_proposal.contains(source)).collect();
        assert!(share >= least, "{file}: {share}%\nmissed {missed:#?}\n{}", proposal.text);
    }
}

#[test]
fn schemas_are_proposed_from_as_well() {
    let xsd = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:example:coo" elementFormDefault="qualified">
      <xs:element name="Certificate"><xs:complexType><xs:sequence>
        <xs:element name="CertificateNumber" type="xs:string"/><xs:element name="IssueDate" type="xs:date"/>
        <xs:element name="Exporter" type="Party"/><xs:element name="Importer" type="Party"/>
        <xs:element name="Goods" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="Description" type="xs:string"/><xs:element name="HSCode" type="xs:string"/>
          <xs:element name="Quantity" type="xs:decimal"/><xs:element name="UnitCode" type="xs:string"/>
        </xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
      <xs:complexType name="Party"><xs:sequence><xs:element name="Name" type="xs:string"/><xs:element name="Country" type="xs:string"/></xs:sequence></xs:complexType>
    </xs:schema>"#;
    let json = r##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"certificateNumber":{"type":"string"},"issueDate":{"type":"string","format":"date"},
      "exporter":{"$ref":"#/definitions/party"},"importer":{"$ref":"#/definitions/party"},
      "items":{"type":"array","items":{"type":"object","properties":{"description":{"type":"string"},"hsCode":{"type":"string"},"quantity":{"type":"number"},"unitCode":{"type":"string"}}}}},
      "definitions":{"party":{"type":"object","properties":{"name":{"type":"string"},"country":{"type":"string"}}}}}"##;
    for schema in [xsd, json] {
        let proposal = author::propose(schema.as_bytes()).unwrap();
        assert!(proposal.from_schema);
        let (_, problems) = proposed(&proposal.text);
        assert!(problems.is_empty(), "{problems:?}\n{}", proposal.text);
        for field in [
            "number",
            "issued.date",
            "exporter.name",
            "importer.country",
            "items[].hs",
            "items[].quantity",
            "items[].unit",
            "items[].description",
        ] {
            assert!(
                proposal.placed.iter().any(|placed| placed == field),
                "{field} in {:?}\n{}",
                proposal.placed,
                proposal.text
            );
        }
    }
}

#[test]
fn what_is_no_certificate_is_not_proposed() {
    assert_eq!(author::propose(b"<weather><wind>3</wind></weather>").unwrap_err().code(), "SAMPLE_UNKNOWN");
    assert_eq!(author::propose(b"<broken").unwrap_err().code(), "SAMPLE_UNREADABLE");
}

#[test]
fn invented_values_are_the_same_for_a_seed_and_can_be_written() {
    let library = library();
    for message in library.messages().iter().filter(|message| message.writes) {
        for seed in 0..5 {
            let value = author::invent(message, &library, seed);
            assert_eq!(value, author::invent(message, &library, seed), "{}", message.id);
            assert!(message.write(&value).is_ok(), "{}: {:?}\n{value:#}", message.id, message.write(&value));
        }
        assert_ne!(
            author::invent(message, &library, 1),
            author::invent(message, &library, 2),
            "{}",
            message.id
        );
    }
}

#[test]
fn every_pack_that_ships_conforms() {
    let library = library();
    let (packs, problems) = PackFiles::open_all(&blocks());
    assert!(problems.is_empty(), "{problems:?}");
    for pack in packs.iter().filter(|pack| pack.head().is_ok_and(|head| head.kind == block::PackKind::Format))
    {
        let report = author::conform(pack, &library, &Plain, 11, 80).unwrap();
        for law in &report.laws {
            assert!(
                law.broke.is_none() && law.never.is_empty() && law.tried == 80,
                "{}: {law:#?}",
                report.pack
            );
        }
    }
}

#[test]
fn a_sample_that_is_read_otherwise_is_told() {
    let library = library();
    let message = library.message("cod-xb/certificate").unwrap();
    let value = author::invent(message, &library, 3);
    let bytes = message.write(&value).unwrap();
    let sampled = |expected: serde_json::Value| {
        let own = pack("formats/cod-xb");
        let mut files: BTreeMap<String, Vec<u8>> =
            own.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
        files.retain(|name, _| !name.starts_with("samples/"));
        files.insert("samples/one.xml".to_owned(), bytes.clone());
        files.insert("samples/one.expected.json".to_owned(), expected.to_string().into_bytes());
        let pack = PackFiles::of_files(&own.id_hint, files).unwrap();
        author::conform(&pack, &library, &Plain, 1, 5).unwrap()
    };
    let right = serde_json::json!({ "message": "cod-xb/certificate", "value": value });
    let report = sampled(right.clone());
    assert!(report.ok && report.samples.len() == 1, "{:#?}", report.samples);
    let mut wrong = right;
    wrong["value"]["number"] = serde_json::json!("another");
    wrong["unused"] = serde_json::json!(["/nowhere"]);
    let report = sampled(wrong);
    assert!(!report.ok, "an expectation that does not hold fails");
    let told = &report.samples[0].differences;
    assert!(
        told.iter().any(|one| one.starts_with("number is "))
            && told.iter().any(|one| one.starts_with("/nowhere")),
        "{told:?}"
    );
}

#[test]
fn a_law_that_does_not_hold_is_found() {
    let text = r#"
[message]
is = "broken"
kind = "certificate"
syntax = "json"
recognise = ["n"]
[certificate]
number = { at = "n", as = "numbers" }
[codes.numbers]
"1" = "one"
[items]
each = "items[]"
hs = "hs"
[forms]
hs = "0000.00"
"#;
    let (library, problems) = proposed(text);
    assert!(problems.is_empty(), "{problems:?}");
    // A message that is recognised by what it does not always write is not itself any more.
    let law = author::law(library.message("proposed/certificate").unwrap(), &library, 1, 40);
    assert!(law.broke.as_ref().is_some_and(|broke| broke.reason.contains("not recognised")), "{law:?}");
}
