//! Papers: what is said stands on the pages and in the file, whatever it says.

// Test code may unwrap: a failure is the finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use print::{Fonts, Paper, Part, PrintError, Section, paper, paper_html};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    Fonts::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts"))).unwrap()
});

const HOSTILE: &str = "</style><script>alert(1)</script><img src=x onerror=alert(2)> & \" ' ]]> \u{202E}evil\u{0} \u{2069}\u{2069}";

fn sample(words: &str) -> Paper {
    let rows =
        (0..60).map(|row| vec![format!("row {row}"), words.to_owned(), format!("last {row}")]).collect();
    Paper {
        title: format!("A paper {words}"),
        language: "en".to_owned(),
        subtitle: vec![format!("by us {words}")],
        notice: Some(format!("Only a draft {words}")),
        sections: vec![
            Section::new(1, format!("1 First {words}"), vec![Part::Text(format!("A paragraph {words}"))]),
            Section::new(
                2,
                "1.1 Points",
                vec![Part::Items(vec![format!("a point {words}"), "another".to_owned()])],
            ),
            Section::new(
                2,
                "1.2 Facts",
                vec![Part::Facts(vec![(format!("name {words}"), format!("what {words}"))])],
            ),
            Section::new(
                1,
                "2 Second",
                vec![Part::Table {
                    head: ["First", "Middle", "Last"].map(str::to_owned).to_vec(),
                    rows,
                    widths: vec![1, 3, 1],
                }],
            ),
            Section::new(2, "2.1 Nothing", Vec::new()),
        ],
        contents: Some("Contents".to_owned()),
        foot: format!("made from x@1 {words}"),
        page_words: "Page {page} of {pages}".to_owned(),
        created: None,
    }
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = std::env::temp_dir().join("origin-desk-papers");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Text of each page; none where the tool is absent.
fn pages(path: &Path) -> Option<Vec<String>> {
    let Ok(done) = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return None;
    };
    Some(String::from_utf8(done.stdout).unwrap().split('\u{c}').map(str::to_owned).collect())
}

#[test]
fn a_table_repeats_its_head_and_the_contents_name_the_right_page() {
    let pdf = paper(&FONTS, &sample("words")).unwrap();
    let Some(pages) = pages(&file("sample.pdf", &pdf.bytes)) else { return };
    let of =
        |words: &str| pages.iter().position(|page| page.contains(words)).unwrap_or_else(|| panic!("{words}"));
    for (number, page) in pages.iter().enumerate().filter(|(_, page)| page.contains("last ")) {
        assert!(
            page.contains("First") && page.contains("Middle"),
            "the head on page {}:\n{page}",
            number + 1
        );
    }
    for row in 0..60 {
        of(&format!("last {row}"));
    }
    let listed = pages[0].lines().find(|line| line.contains("2.1 Nothing")).unwrap();
    let page: usize = listed.split_whitespace().last().unwrap().parse().unwrap();
    let stands = (1..pages.len()).find(|&page| pages[page].contains("2.1 Nothing")).unwrap();
    assert_eq!(page, stands + 1, "{listed}");
    assert!(pages[1].contains("A paper words") && pages[1].contains("Page 2 of"), "running title and number");
}

#[test]
fn a_heading_never_stands_alone_at_the_foot_of_a_page() {
    for lines in (20..64).step_by(4) {
        let mut paper_of = sample("x");
        let text = (0..lines).map(|line| format!("line {line}")).collect::<Vec<_>>().join("\n");
        paper_of.contents = None;
        paper_of.sections[0].parts = vec![Part::Text(text)];
        paper_of.sections.insert(3, Section::new(1, "0 Nothing of its own", Vec::new()));
        let pdf = paper(&FONTS, &paper_of).unwrap();
        let Some(pages) = pages(&file("heading.pdf", &pdf.bytes)) else { return };
        let page = pages.iter().find(|page| page.contains("0 Nothing of its own")).unwrap();
        assert!(page.contains("2 Second") && page.contains("row 0"), "{lines} lines before it:\n{page}");
    }
}

#[test]
fn long_words_are_broken_and_never_lost() {
    let word = "abcdefghij".repeat(60);
    let pdf = paper(&FONTS, &sample(&word)).unwrap();
    let Some(pages) = pages(&file("long.pdf", &pdf.bytes)) else { return };
    let all: String = pages.concat().split_whitespace().collect();
    assert!(all.matches("abcdefghij").count() > 100, "its letters are on the pages");
    let bounds = Command::new("pdftotext")
        .args(["-bbox"])
        .arg(file("long.pdf", &pdf.bytes))
        .arg("-")
        .output()
        .unwrap();
    let bounds = String::from_utf8(bounds.stdout).unwrap();
    for right in bounds.split("xMax=\"").skip(1) {
        let right: f32 = right.split('"').next().unwrap().parse().unwrap();
        assert!(right <= 595.3 - 30.0, "no word leaves the page: {right}");
    }
}

#[test]
fn the_same_paper_is_the_same_file_and_carries_no_date() {
    let one = paper(&FONTS, &sample("words")).unwrap();
    let two = paper(&FONTS, &sample("words")).unwrap();
    assert!(one.bytes == two.bytes, "byte for byte");
    let document = lopdf::Document::load_mem(&one.bytes).unwrap();
    let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let info = document.get_dictionary(info).unwrap();
    assert!(info.get(b"CreationDate").is_err(), "no date");
    let root = document.catalog().unwrap();
    assert!(root.get(b"Outlines").is_ok() && root.get(b"StructTreeRoot").is_ok(), "outline and tags");
    let outline = document.get_dictionary(root.get(b"Outlines").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(outline.get(b"Count").unwrap().as_i64().unwrap(), 2, "two headings of the first level");
}

#[test]
fn html_is_whole_escaped_and_fetches_nothing() {
    let html = paper_html(&sample(HOSTILE));
    file("hostile.html", html.as_bytes());
    for wrong in
        ["<script", "<img", "onerror=alert(2)>", "</style><", "http:", "https:", "url(", "@import", "<link"]
    {
        let found = html.matches(wrong).count();
        assert_eq!(found, 0, "{wrong}");
    }
    assert!(html.contains("&lt;script&gt;") && html.contains("&amp; &quot; &#39;"), "escaped");
    assert!(html.contains("default-src 'none'"), "nothing may be fetched");
    assert!(
        !html.contains('\u{202E}') && html.contains("U+202E"),
        "an override of direction is seen, not obeyed"
    );
    assert!(!html.contains('\u{0}'), "no control character");
    assert_eq!(html.matches("<bdi").count(), html.matches("</bdi>").count(), "isolates are closed");
    // Every element that opens is closed, in order.
    let mut open: Vec<String> = Vec::new();
    let body = html.split_once("<body>").unwrap().1.split_once("</body>").unwrap().0;
    for tag in body.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap().to_owned();
        if name == "col" {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop().unwrap(), name, "in order");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for row in 0..60 {
        assert!(html.contains(&format!("last {row}")), "row {row}");
    }
}

#[test]
fn a_paper_in_arabic_runs_from_right_to_left() {
    let mut arabic = sample("نص");
    arabic.language = "ar".to_owned();
    arabic.sections[0].parts = vec![Part::Text("المسار \u{2068}/crl/root.crl\u{2069}.".to_owned())];
    let html = paper_html(&arabic);
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "language and direction");
    assert!(html.contains("<bdi>/crl/root.crl</bdi>."), "isolates stay isolates");
    let pdf = paper(&FONTS, &arabic).unwrap();
    let path = file("arabic.pdf", &pdf.bytes);
    let Some(pages) = pages(&path) else { return };
    assert!(pages.concat().contains("/crl/root.crl"), "in its own direction");
    let bounds = Command::new("pdftotext").arg("-bbox").arg(path).arg("-").output().unwrap();
    let bounds = String::from_utf8(bounds.stdout).unwrap();
    let first = bounds.lines().find(|line| line.contains(">row<")).unwrap();
    let left: f32 = first.split("xMin=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!(left > 400.0, "the first column stands at the right: {left}");
}

#[test]
fn what_is_no_paper_is_refused() {
    let mut untitled = sample("x");
    untitled.title = " ".to_owned();
    assert!(matches!(paper(&FONTS, &untitled), Err(PrintError::WordMissing("title"))), "no title");
    let mut endless = sample("x");
    endless.sections[0].parts = vec![Part::Text("x".repeat(70_000))];
    assert!(matches!(paper(&FONTS, &endless), Err(PrintError::TooLarge(_))), "no end");
    let mut wide = sample("x");
    wide.sections[0].parts =
        vec![Part::Table { head: vec!["h".to_owned(); 25], rows: vec![vec![]], widths: Vec::new() }];
    assert!(matches!(paper(&FONTS, &wide), Err(PrintError::TooLarge(_))), "no page is so wide");
    let pdf = paper(&FONTS, &sample(HOSTILE)).unwrap();
    assert!(pdf.pages > 1, "hostile words are words");
}
