//! Prints how many pages a second a long document takes: `cargo run --release -p print --example pages`.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A bench may stop at the first trouble.

use certificate::Light;
use chrono::DateTime;
use print::{Box, Fonts, Line, Row, Stack, Table, View, certificate_view};
use std::path::Path;
use std::time::Instant;

fn view(items: usize) -> View {
    let field = |label: &str, text: &str| Box {
        number: "1".to_owned(),
        label: label.to_owned(),
        lines: vec![Line { text: text.to_owned(), strong: false }],
    };
    let row = |item: usize| {
        vec![
            item.to_string(),
            format!("Lot {item}, 80 bales\nCotton yarn, combed · شركة هدرا · 上海纺织"),
            "5205.22".to_owned(),
            "WO".to_owned(),
            format!("{item},000 kg"),
        ]
    };
    View {
        language: "en".to_owned(),
        title: "Certificate of origin".to_owned(),
        subtitle: "Form BA".to_owned(),
        notice: "View of an electronic certificate, not an original".to_owned(),
        training: None,
        light: Light::Green,
        light_word: "Green".to_owned(),
        unverified: None,
        answer: "genuine, entitled, in time".to_owned(),
        answer_lines: vec!["Signature TOTAL-PASSED".to_owned()],
        form: vec![
            Row::Boxes(vec![
                Stack { width: 1.0, boxes: vec![field("Exporter", "Kesset Spinning Mills")] },
                Stack { width: 1.0, boxes: vec![field("Consignee", "Hadra Textile Works Ltd")] },
            ]),
            Row::Table(Table {
                title: String::new(),
                heads: ["No.", "Goods", "HS", "Crit.", "Net qty"].map(str::to_owned).to_vec(),
                widths: vec![0.5, 3.0, 1.0, 1.0, -1.0],
                rows: (1..=items).map(row).collect(),
            }),
        ],
        ledger: None,
        findings_title: String::new(),
        findings: Vec::new(),
        foot: vec!["Message 5c41".to_owned()],
        made_by: "Kesra Pass".to_owned(),
        page_words: "{page} / {pages}".to_owned(),
        attachment: None,
        created: DateTime::from_timestamp(1_795_513_320, 0).unwrap(),
    }
}

fn main() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts"));
    let start = Instant::now();
    let fonts = Fonts::load(folder).unwrap();
    println!("fonts loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    for items in [3, 40, 2000] {
        let view = view(items);
        let _ = certificate_view(&fonts, &view).unwrap();
        let (start, mut pages, mut bytes) = (Instant::now(), 0, 0);
        while start.elapsed().as_secs_f64() < 1.5 {
            let pdf = certificate_view(&fonts, &view).unwrap();
            pages += pdf.pages;
            bytes = pdf.bytes.len();
        }
        let rate = f64::from(pages) / start.elapsed().as_secs_f64();
        println!("{items} items: {rate:.1} pages a second, {} kB a document", bytes / 1000);
    }
}
