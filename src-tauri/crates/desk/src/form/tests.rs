//! The forms that ship, filled and printed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use super::{Filling, Row, boxes, rows};
use crate::printing::form_row;
use crate::text::Language;
use crate::view::FormBox;
use block::{Library, Scheme};
use certificate::{BackToBack, Invoice, Issued, Item, Party, Record, When};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::path::Path;

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets");

fn library() -> Library {
    Library::load(&[Path::new(ASSETS).join("blocks")], true).library
}

#[allow(clippy::unnecessary_wraps)] // fields of a record may be absent
fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn record() -> Record {
    let party = |name: &str, country: &str| Party {
        name: text(name),
        address: text("14 Mill Road"),
        city: text("Kesset"),
        country: text(country),
        ..Party::default()
    };
    let when = |day: &str| When::day(day.parse().unwrap());
    let item = |number: u32, goods: &str| Item {
        number: Some(number),
        marks: text(&format!("KSM {number}–80")),
        packages: Some(80),
        package_type: text("BL"),
        description: text(goods),
        hs: text("520522"),
        criterion: text("WO"),
        quantity: Some(Decimal::new(1_240_500, 3)),
        unit: text("KGM"),
        value: Some(Decimal::new(4200, 0)),
        currency: text("EUR"),
        invoice: text("BT-3391"),
        ..Item::default()
    };
    let mut record = Record {
        number: text("XB00012345678"),
        exporter: party("Kesset Spinning Mills", "XB"),
        importer: party("Hadra Textile Works Ltd", "XA"),
        issuer: party("Chamber of Kesset", "XB"),
        invoices: vec![Invoice { number: text("BT-3391"), ..Invoice::default() }],
        items: vec![item(1, "Cotton yarn, combed"), item(2, "Cotton yarn, carded")],
        ..Record::default()
    };
    record.scheme.name = text("Agreement on Preferential Trade");
    record.transport.destination = text("XA");
    record.transport.departure = "2026-11-18".parse().ok();
    record.transport.loading = text("Port of Kesset");
    record.issued = Issued { date: Some(when("2026-11-20")), place: text("Kesset"), ..Issued::default() };
    record.declaration =
        Issued { name: text("M. Oduya"), date: Some(when("2026-11-19")), ..Issued::default() };
    record.marks.third_party_invoice = true;
    record.marks.back_to_back = Some(BackToBack { number: text("XT-77"), ..BackToBack::default() });
    record.remarks.general = text("Stored in bond");
    record
}

fn said(boxes: &[FormBox], number: &str) -> Vec<String> {
    let found = boxes.iter().find(|each| each.number == number).unwrap_or_else(|| panic!("box {number}"));
    found.lines.iter().flat_map(|line| &line.cells).map(|cell| cell.text.clone()).collect()
}

fn form(scheme: &Scheme, record: &Record) -> Vec<FormBox> {
    let signed = vec!["signed by an official".to_owned()];
    boxes(&Filling::new(Language::En, record, &signed), Some(scheme))
}

#[test]
fn the_boxes_hold_what_their_schemes_say() {
    let (library, record) = (library(), record());
    let ba = form(library.scheme("form-ba").unwrap(), &record);
    assert_eq!(said(&ba, "1")[0], "Kesset Spinning Mills", "the exporter");
    assert_eq!(
        said(&ba, "2"),
        ["XB00012345678", "Agreement on Preferential Trade"],
        "number, then agreement"
    );
    assert_eq!(said(&ba, "3")[0], "Hadra Textile Works Ltd", "no consignee: the importer");
    assert_eq!(said(&ba, "14").last().unwrap(), "signed by an official", "what was found of the signatures");
    let remarks = said(&ba, "6");
    assert!(remarks[0].starts_with("Back-to-back certificate, XT-77"), "with its original: {remarks:?}");
    let goods = ba.iter().find(|each| !each.heads.is_empty()).unwrap();
    assert_eq!(goods.heads[4], "11 Quantity", "numbered heads");
    let cells = &goods.lines[1].cells;
    assert_eq!(cells[1].text, "KSM 2–80, 80\nCotton yarn, carded", "two lines in one cell");
    assert_eq!(
        (cells[4].field.as_str(), cells[4].text.as_str()),
        ("items[1].quantity", "1,240.5 kg"),
        "with its unit"
    );

    let ca = form(library.scheme("form-ca").unwrap(), &record);
    assert_eq!(said(&ca, "3")[0], "Day of departure: 2026-11-18", "with the name of the field");
    let marks = said(&ca, "13");
    assert!(marks.contains(&"[×] Invoiced from a third country".to_owned()), "{marks:?}");
    assert!(marks.contains(&"[\u{a0}\u{a0}] Duplicate".to_owned()), "{marks:?}");
    assert!(said(&ca, "11")[0].starts_with("The undersigned declares"), "the form's own words");
}

#[test]
fn the_shipped_forms_differ_and_no_two_boxes_overlap() {
    let (library, record) = (library(), record());
    let mut seen = BTreeSet::new();
    for id in ["form-ba", "form-ca", "form-ka"] {
        let boxes = form(library.scheme(id).unwrap(), &record);
        let mut cells = BTreeSet::new();
        let mut rows = 0;
        for each in &boxes {
            let place = each.place;
            assert!(place.column + place.columns <= 13, "{id} {}: {place:?}", each.number);
            rows = rows.max(place.row + place.rows - 1);
            for row in place.row..place.row + place.rows {
                for column in place.column..place.column + place.columns {
                    assert!(cells.insert((row, column)), "{id} {}: {place:?} overlaps", each.number);
                }
            }
        }
        assert_eq!(cells.len(), rows as usize * 12, "{id}: the page is filled");
        let shape: Vec<_> =
            boxes.iter().map(|each| (each.place.row, each.place.column, each.place.columns)).collect();
        assert!(seen.insert(shape), "{id} looks like another");
    }
}

#[test]
fn a_scheme_without_a_form_gets_a_plain_list_of_everything() {
    let record = record();
    let signed = Vec::new();
    let filling = Filling::new(Language::En, &record, &signed);
    let shown = boxes(&filling, None);
    let fields: BTreeSet<&str> = shown
        .iter()
        .flat_map(|each| &each.lines)
        .flat_map(|line| &line.cells)
        .map(|cell| cell.field.as_str())
        .collect();
    for (path, _) in crate::fields::all(&record) {
        assert!(path.starts_with("items[") || fields.contains(path.as_str()), "{path} is shown");
    }
    assert!(fields.contains("items[1].hs"), "and the goods");
    assert!(shown.iter().all(|each| each.wide), "below each other");
    assert!(matches!(rows(&filling, None).last(), Some(Row::Goods(_))), "the goods last");
}

#[test]
fn the_printed_forms_say_what_the_boxes_say() {
    let (library, record) = (library(), record());
    let fonts = print::Fonts::load(&Path::new(ASSETS).join("fonts")).unwrap();
    let folder = std::env::temp_dir().join("origin-desk-papers");
    std::fs::create_dir_all(&folder).unwrap();
    for (id, language) in
        [("form-ba", "en"), ("form-ca", "en"), ("form-ka", "en"), ("form-ca", "ar"), ("plain", "en")]
    {
        let signed = vec!["Signed".to_owned()];
        let filling = Filling::new(Language::of(language), &record, &signed);
        let rows = rows(&filling, library.scheme(id));
        let view = print::View {
            language: language.to_owned(),
            title: "Certificate of origin".to_owned(),
            subtitle: id.to_owned(),
            notice: filling.language.word("print.view"),
            training: None,
            light: certificate::Light::Green,
            light_word: "Green".to_owned(),
            unverified: None,
            answer: "Genuine".to_owned(),
            answer_lines: Vec::new(),
            form: rows.iter().map(form_row).collect(),
            ledger: None,
            findings_title: String::new(),
            findings: Vec::new(),
            foot: Vec::new(),
            made_by: "A. Terzan".to_owned(),
            page_words: filling.language.word("print.page"),
            attachment: None,
            created: chrono::DateTime::UNIX_EPOCH,
        };
        let pdf = print::certificate_view(&fonts, &view).unwrap();
        assert!(pdf.missing_glyphs.is_empty(), "{id}: every character has a face: {:?}", pdf.missing_glyphs);
        assert_eq!(pdf.pages, 1, "{id}: one page holds it");
        let file = folder.join(format!("form-{id}-{language}.pdf"));
        std::fs::write(&file, &pdf.bytes).unwrap();
        let Ok(done) = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output()
        else {
            println!("skipped: pdftotext is not installed");
            continue;
        };
        let page: String = String::from_utf8(done.stdout).unwrap().split_whitespace().collect();
        for words in
            ["KessetSpinningMills", "HadraTextileWorksLtd", "XB00012345678", "Cottonyarn,carded", "5205.22"]
        {
            assert!(page.contains(words), "{id} {language}: {words}");
        }
    }
}
