//! The papers of packs that ship: every section stands on the page, in every language, and the same packs are the same file.

// Test code may unwrap: a failure is the finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use block::Library;
use desk::papers;
use desk::text::Language;
use desk::view::{LinkQualityView, QualityExampleView, QualityKindView, QualityView, QualityWeekView};
use print::{Fonts, Part};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets");

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(&Path::new(ASSETS).join("fonts")).unwrap());
static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::load(&[Path::new(ASSETS).join("blocks")], true).library);

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join("origin-desk-papers");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Text of a file in reading order; none where the tool is absent.
fn text(file: &Path) -> Option<String> {
    let Ok(done) = Command::new("pdftotext").arg(file).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return None;
    };
    Some(String::from_utf8(done.stdout).unwrap())
}

/// Without spaces and isolates: lines break where they must.
fn dense(text: &str) -> String {
    let stands = |c: &char| {
        !c.is_whitespace()
            && !matches!(c, '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{ad}')
    };
    text.chars().filter(stands).collect()
}

#[test]
fn every_section_of_a_link_stands_in_its_paper() {
    for pack in ["borastria", "concordia", "katanga"] {
        let paper = papers::arrangement(&LIBRARY, pack, Language::En).unwrap();
        let file = folder().join(format!("{pack}-en.pdf"));
        let saved = papers::write(&FONTS, &paper, &file).unwrap();
        assert!(saved.pages > 4, "{pack}: {} pages", saved.pages);
        let Some(read) = text(&file) else { return };
        let read = dense(&read);
        for section in &paper.sections {
            assert!(read.contains(&dense(&section.heading)), "{pack}: the heading {}", section.heading);
            for part in &section.parts {
                let first = match part {
                    Part::Text(text) => text.clone(),
                    Part::Items(items) => items[0].clone(),
                    Part::Facts(facts) => facts[0].1.clone(),
                    Part::Table { rows, .. } => rows.last().unwrap()[0].clone(),
                };
                assert!(read.contains(&dense(&first)), "{pack}: {} says {first}", section.heading);
            }
        }
    }
}

#[test]
fn the_names_of_the_template_are_there() {
    let paper = papers::arrangement(&LIBRARY, "borastria@1.0", Language::En).unwrap();
    let headings: Vec<&str> = paper.sections.iter().map(|section| section.heading.as_str()).collect();
    for name in [
        "Business case",
        "Name",
        "Purpose",
        "Benefit",
        "Legal basis",
        "Process",
        "Business rules",
        "Trigger",
        "Entities",
        "Data cluster",
        "Interoperability",
        "Service interface",
        "Communication",
        "Architecture",
        "Decisions",
        "Deadlines",
        "Signature profile",
        "Receipts",
        "Paper form",
        "Versions",
    ] {
        assert!(headings.iter().any(|heading| heading.ends_with(name)), "{name} in {headings:?}");
    }
    assert!(
        papers::arrangement(&LIBRARY, "borastria@9.9", Language::En).is_none(),
        "another version is not there"
    );
}

#[test]
fn every_language_and_kind_of_pack_makes_its_paper() {
    for language in Language::ALL {
        for pack in ["borastria", "katanga", "form-ca", "vc-coo"] {
            let paper = papers::arrangement(&LIBRARY, pack, language).unwrap();
            let name = format!("{pack}-{}", language.tag());
            let saved = papers::write(&FONTS, &paper, &folder().join(format!("{name}.pdf"))).unwrap();
            assert!(saved.pages > 0, "{name}");
            papers::write(&FONTS, &paper, &folder().join(format!("{name}.html"))).unwrap();
            let html = std::fs::read_to_string(folder().join(format!("{name}.html"))).unwrap();
            let direction = if language == Language::Ar { "rtl" } else { "ltr" };
            assert!(html.contains(&format!("dir=\"{direction}\"")), "{name} runs {direction}");
            let missing = html.lines().find(|line| line.contains("paper."));
            assert_eq!(missing, None, "{name}: a message is missing");
        }
    }
}

fn quality() -> QualityView {
    let example = |number: &str, value: &str| QualityExampleView {
        document: "5c41".to_owned(),
        number: number.to_owned(),
        value: value.to_owned(),
    };
    let fault = |kind: &str, code: &str, field: &str, label: &str, examples: Vec<QualityExampleView>| {
        QualityKindView {
            kind: kind.to_owned(),
            code: code.to_owned(),
            field: field.to_owned(),
            label: label.to_owned(),
            count: 12,
            share: "8 %".to_owned(),
            examples,
        }
    };
    let week = |week: u32, from: &str, messages: u32| QualityWeekView {
        week: format!("2026-W{week}"),
        from: from.to_owned(),
        messages,
        missing: week % 3,
        unknown_codes: week % 5,
        drift: 0,
        warnings: 1,
    };
    let link = LinkQualityView {
        link: "borastria".to_owned(),
        partner: "Borastria".to_owned(),
        messages: 148,
        weeks: vec![week(45, "2026-11-02", 40), week(46, "2026-11-09", 52), week(47, "2026-11-16", 56)],
        kinds: vec![
            fault(
                "missing",
                "",
                "items[].origin",
                "Country of origin",
                vec![example("XB0001", ""), example("XB0002", "")],
            ),
            fault(
                "code",
                "CODE_UNKNOWN",
                "items[].unit",
                "Unit",
                vec![example("XB0003", "<b>KILOS</b>\u{202E}")],
            ),
            fault(
                "drift",
                "",
                "/Envelope/CertOrigin/Seal",
                "/Envelope/CertOrigin/Seal",
                vec![example("XB0004", "")],
            ),
        ],
    };
    let clean = LinkQualityView {
        link: "katanga".to_owned(),
        partner: "Katanga".to_owned(),
        messages: 12,
        weeks: vec![week(47, "2026-11-16", 12)],
        kinds: Vec::new(),
    };
    QualityView { links: vec![link, clean] }
}

#[test]
fn the_report_on_quality_names_faults_with_examples() {
    let made = "Customs of Adjikistan, Kesra Pass, 25 November 2026";
    for language in Language::ALL {
        let paper = papers::quality(&quality(), language, made);
        let file = folder().join(format!("quality-{}.pdf", language.tag()));
        papers::write(&FONTS, &paper, &file).unwrap();
        let html = folder().join(format!("quality-{}.html", language.tag()));
        papers::write(&FONTS, &paper, &html).unwrap();
        let html = std::fs::read_to_string(html).unwrap();
        assert!(
            html.contains("&lt;b&gt;KILOS") && !html.contains("<b>") && !html.contains('\u{202E}'),
            "shown, not obeyed"
        );
        assert!(!html.contains("paper."), "{}: a message is missing", language.tag());
        let Some(read) = text(&file) else { return };
        let read = dense(&read);
        for words in ["Borastria", "148", "2026-W46", "XB0001", "/Envelope/CertOrigin/Seal", "Katanga"] {
            assert!(read.contains(words), "{}: {words}", language.tag());
        }
        if language == Language::En {
            for words in ["Mandatoryfieldsmissing", "Nothingwasfoundinthem", "KesraPass", "12(8%)"] {
                assert!(read.contains(words), "{words} in {read}");
            }
        }
    }
}

#[test]
fn the_same_packs_are_the_same_file() {
    let make = |name: &str| {
        let paper = papers::arrangement(&LIBRARY, "concordia", Language::Ar).unwrap();
        let file = folder().join(name);
        papers::write(&FONTS, &paper, &file).unwrap();
        std::fs::read(file).unwrap()
    };
    assert!(make("once.pdf") == make("twice.pdf"), "byte for byte");
    assert!(make("once.html") == make("twice.html"), "byte for byte");
}
