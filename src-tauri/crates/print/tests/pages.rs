//! Pages as an officer would print them, checked with the tools that readers use.

// Test code may unwrap: a failure is the finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
// Nobody waits for a test's allocation.
#![allow(clippy::assigning_clones)]

use certificate::{Level, Light};
use chrono::{DateTime, Utc};
use print::{
    Attachment, Box, FindingLine, Fonts, Line, Pdf, PrintError, Row, Stack, Table, View, certificate_view,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    Fonts::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts"))).unwrap()
});

fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().map(|text| Line { text: (*text).to_owned(), strong: false }).collect()
}

fn field(number: &str, label: &str, texts: &[&str]) -> Box {
    Box { number: number.to_owned(), label: label.to_owned(), lines: lines(texts) }
}

/// Boxes side by side.
fn row(boxes: &[Box]) -> Row {
    Row::Boxes(boxes.iter().map(|each| Stack { width: 1.0, boxes: vec![each.clone()] }).collect())
}

/// A box over the whole width, above the items.
fn push(view: &mut View, each: Box) {
    let at = view.form.len() - 1;
    view.form.insert(at, row(&[each]));
}

fn boxes(view: &mut View) -> Vec<&mut Box> {
    let stacks = view.form.iter_mut().filter_map(|row| match row {
        Row::Boxes(stacks) => Some(stacks),
        Row::Table(_) => None,
    });
    stacks.flatten().flat_map(|stack| &mut stack.boxes).collect()
}

fn goods(view: &mut View) -> &mut Table {
    let found = view.form.iter_mut().find_map(|row| match row {
        Row::Table(table) => Some(table),
        Row::Boxes(_) => None,
    });
    found.unwrap()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn created() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_513_320, 0).unwrap()
}

const ARABIC: &str = "شركة هدرا للنسيج";

/// A view in English with `items` items.
fn english(items: usize) -> View {
    let mut number = field("2", "Certificate number", &["BO-2026-0048217", "Borastria–Adjikistan, Form BA"]);
    number.lines[0].strong = true;
    let boxes = [
        field("1", "Exporter", &["Kesset Spinning Mills", "14 Mill Road, Kesset, Borastria"]),
        number,
        field("3", "Consignee", &["Hadra Textile Works Ltd", ARABIC, "Hadra, Adjikistan"]),
        field("4", "Country of origin · destination", &["Borastria · Adjikistan"]),
        field("5", "Transport, as far as known", &["by road, Kesset to Kesra Pass"]),
        field("6", "Remarks", &["no remark, no third-party invoice"]),
    ];
    let items = Table {
        title: String::new(),
        heads: strings(&[
            "7 No.",
            "8 Marks, packages, goods",
            "9 HS",
            "10 Crit.",
            "11 Net qty",
            "12 Invoice",
        ]),
        widths: vec![0.5, 3.0, 0.9, 0.7, -1.2, 1.4],
        rows: (1..=items)
            .map(|item| {
                vec![
                    item.to_string(),
                    format!("KSM {item}–{}, 80 bales\nCotton yarn, combed", item + 80),
                    "5205.22".to_owned(),
                    "WO".to_owned(),
                    format!("{},000 kg", item),
                    "BT-3391\n18 Nov 2026".to_owned(),
                ]
            })
            .collect(),
    };
    let mut form: Vec<Row> = boxes.chunks(2).map(row).collect();
    form.push(Row::Table(items));
    View {
        language: "en".to_owned(),
        title: "Certificate of origin".to_owned(),
        subtitle: "Borastria–Adjikistan Agreement · Form BA".to_owned(),
        notice: "View of an electronic certificate by Adjikistan Customs, Kesra Pass\nnot an original: that is the message".to_owned(),
        training: None,
        light: Light::Amber,
        light_word: "Amber".to_owned(),
        unverified: None,
        answer: "item 2 takes 280 kg more than is left".to_owned(),
        answer_lines: strings(&[
            "Declaration 26AJ0034-118 takes 1,240 kg; 960 kg of 3,600 kg is left",
            "Signature TOTAL-PASSED, M. Oduya, Chamber of Kesset, proven 20 Nov 09:14",
            "Status as known 24 Nov 2026 09:42 UTC · revocation as of 23 Nov 22:10 UTC",
        ]),
        form,
        ledger: Some(Table {
            title: "Quantities as known 24 Nov 2026 09:42".to_owned(),
            heads: strings(&["Item", "Certified", "Used before", "Left", "This declaration", "Decision"]),
            widths: vec![0.5, -1.0, -1.0, -1.0, -1.2, 1.6],
            rows: vec![
                strings(&["1", "2,000 kg", "0 kg", "2,000 kg", "800 kg", "preference given"]),
                strings(&["2", "3,600 kg", "2,640 kg", "960 kg", "1,240 kg", "none yet"]),
            ],
        }),
        findings_title: "Findings".to_owned(),
        findings: vec![
            FindingLine {
                level: Level::Amber,
                title: "Item 2: more declared than is left".to_owned(),
                text: "1,240 kg declared, 960 kg left of 3,600 kg. Agreement, article 14 (2).".to_owned(),
            },
            FindingLine { level: Level::Red, title: "A red one".to_owned(), text: String::new() },
            FindingLine { level: Level::NotEvaluable, title: "Not evaluable: no vessel".to_owned(), text: String::new() },
            FindingLine { level: Level::NotEvaluableAmber, title: "Not evaluable: no date".to_owned(), text: String::new() },
            FindingLine { level: Level::Note, title: "Issued retrospectively, with the mark".to_owned(), text: String::new() },
            FindingLine { level: Level::Clear, title: "Number follows the partner's rule".to_owned(), text: String::new() },
        ],
        foot: strings(&[
            "Message 5c419e07a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293aa2f8",
            "Trust snapshot 2026-11-23 #118 · block borastria-baa 1.4.0 · rule set BAA 2026.2",
        ]),
        made_by: "A. Terzan, Kesra Pass, 24 Nov 2026 09:42".to_owned(),
        page_words: "{page} / {pages}".to_owned(),
        attachment: Some(Attachment {
            name: "message.xml".to_owned(),
            mime: "application/xml".to_owned(),
            bytes: b"<Envelope/>".to_vec(),
        }),
        created: created(),
    }
}

/// The same page in Arabic.
fn arabic(items: usize) -> View {
    let mut view = english(items);
    view.language = "ar".to_owned();
    view.title = "شهادة منشأ".to_owned();
    view.subtitle = "اتفاقية بوراستريا–أدجيكستان · النموذج BA".to_owned();
    view.notice = "عرض لشهادة إلكترونية، وليس أصلاً".to_owned();
    view.light_word = "كهرماني".to_owned();
    view.answer = "البند 2 يأخذ 280 kg أكثر مما تبقى".to_owned();
    view.answer_lines = strings(&[
        "التوقيع \u{2068}TOTAL-PASSED\u{2069}، \u{2068}M. Oduya\u{2069}، مثبت في \u{2068}20 Nov 09:14\u{2069}",
    ]);
    let labels = ["المصدِّر", "رقم الشهادة", "المرسل إليه", "بلد المنشأ · الوجهة", "النقل", "ملاحظات"];
    for (each, label) in boxes(&mut view).into_iter().zip(labels) {
        each.label = label.to_owned();
    }
    goods(&mut view).heads =
        strings(&["7 الرقم", "8 الطرود والبضائع", "9 HS", "10 معيار", "11 الكمية", "12 الفاتورة"]);
    view.findings_title = "النتائج".to_owned();
    view.made_by = "A. Terzan، كسرا باس".to_owned();
    view
}

/// Names in many scripts.
fn scripts(view: &mut View) {
    push(
        view,
        field(
            "",
            "Names",
            &[
                "Ελληνικά Υφαντήρια Α.Ε.",
                "ООО «Прядильная фабрика»",
                "上海纺织有限公司",
                "日本テキスタイル株式会社",
                "한국섬유 주식회사",
                "חברת הטקסטיל בע״מ",
                "भारतीय वस्त्र उद्योग, क्षेत्रीय कार्यालय",
                "บริษัท สิ่งทอไทย จำกัด",
                "شركة البحر للنسيج",
                "ՀՀ Տեքստիլ · საქართველო · ኢትዮጵያ",
                "বাংলাদেশ টেক্সটাইল · தமிழ் · ကမ္ဘောဒီးယား · ភាសាខ្មែរ",
            ],
        ),
    );
}

fn make(name: &str, view: &View) -> Pdf {
    let pdf = certificate_view(&FONTS, view).unwrap();
    let file = file(name);
    std::fs::write(&file, &pdf.bytes).unwrap();
    match Command::new("qpdf").arg("--check").arg(&file).output() {
        Ok(output) => assert!(
            output.status.success(),
            "qpdf: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(_) => println!("skipped: qpdf is not installed"),
    }
    pdf
}

/// Without spaces: readers guess them from distances.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join("origin-desk-print");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.pdf"))
}

/// The text as pdftotext reads it, by page; direction marks that it adds are taken out.
fn text(name: &str) -> Option<Vec<String>> {
    let Ok(output) = Command::new("pdftotext").arg("-layout").arg(file(name)).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return None;
    };
    assert!(output.status.success(), "pdftotext reads the file");
    let text = String::from_utf8(output.stdout).unwrap();
    let text: String = text.chars().filter(|each| !matches!(each, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')).collect();
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    Some(pages)
}

#[test]
fn one_page_with_everything() {
    let pdf = make("one", &english(2));
    assert_eq!(pdf.pages, 1, "two items fit on a page");
    assert!(pdf.missing_glyphs.is_empty(), "no letter is missing");
    let Some(pages) = text("one") else { return };
    for expected in [
        "Amber · item 2 takes 280 kg more than is left",
        "not an original",
        "1/1",
        ARABIC,
        "BO-2026-0048217",
        "3,600 kg",
        "Used before",
        "5c419e07a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293aa2f8",
    ] {
        assert!(squeezed(&pages[0]).contains(&squeezed(expected)), "{expected} in\n{}", pages[0]);
    }
}

#[test]
fn forty_items_repeat_the_head_and_the_notice_on_every_page() {
    let pdf = make("forty", &english(40));
    assert!(pdf.pages >= 2, "40 items need more pages");
    let Some(pages) = text("forty") else { return };
    assert_eq!(pages.len(), pdf.pages as usize);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains("not an original"), "the notice on page {}", index + 1);
        assert!(
            squeezed(page).contains(&format!("{}/{}", index + 1, pages.len())),
            "its number on page {}",
            index + 1
        );
        assert!(page.contains("Amber"), "the light's word on page {}", index + 1);
        let items = page.matches("Cotton yarn").count();
        assert!(items == 0 || page.contains("11 Net qty"), "the head on page {}", index + 1);
    }
    let items: usize = pages.iter().map(|page| page.matches("Cotton yarn").count()).sum();
    assert_eq!(items, 40, "each item stands once");
}

#[test]
fn arabic_pages_mirror_and_read_in_order() {
    let view = arabic(3);
    make("arabic", &view);
    make("arabic-forty", &arabic(40));
    let Some(pages) = text("arabic") else { return };
    for expected in
        ["شهادة منشأ", "المرسل إليه", "كهرماني", "Hadra Textile Works Ltd", "TOTAL-PASSED", ARABIC]
    {
        assert!(squeezed(&pages[0]).contains(&squeezed(expected)), "{expected} in\n{}", pages[0]);
    }
}

#[test]
fn names_in_many_scripts_are_drawn_and_extracted() {
    let mut view = english(1);
    scripts(&mut view);
    for line in &mut boxes(&mut view).last_mut().unwrap().lines {
        line.strong = line.text.contains('上') || line.text.contains("บริษัท");
    }
    let names = boxes(&mut view).last().unwrap().lines.clone();
    let pdf = make("scripts", &view);
    assert_eq!(pdf.missing_glyphs, Vec::<char>::new(), "every script has a face");
    let Some(pages) = text("scripts") else { return };
    let flat: String = pages.concat().split_whitespace().collect();
    for name in names {
        let name: String = name.text.split_whitespace().collect();
        assert!(flat.contains(&name), "{name} in\n{}", pages[0]);
    }
}

#[test]
fn a_ligature_stands_for_all_its_letters_in_reading_order() {
    let mut view = english(1);
    boxes(&mut view)[0].lines = lines(&["سلام", "المصدِّر"]);
    make("ligature", &view);
    let mut document = lopdf::Document::load(file("ligature")).unwrap();
    document.decompress();
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let maps: Vec<String> = streams
        .map(|stream| String::from_utf8_lossy(&stream.content).to_uppercase())
        .filter(|text| text.contains("BEGINCMAP"))
        .collect();
    assert!(maps.iter().any(|map| map.contains("<06440627>")), "lam and alef for their one glyph: {maps:?}");
}

#[test]
fn what_cannot_be_seen_or_drawn_is_shown() {
    let mut view = english(1);
    push(
        &mut view,
        field("9", "Marks", &["ACME\u{202E}DTL\u{200B} \u{1F600} \u{10FFFD}", "شركة\u{202D}هدرا"]),
    );
    let pdf = make("marks", &view);
    assert_eq!(pdf.missing_glyphs, ['\u{1F600}', '\u{10FFFD}'], "what no face has is reported");
    let Some(pages) = text("marks") else { return };
    for expected in ["U+202E", "U+200B", "□U+1F600", "□U+10FFFD", "U+202D"] {
        assert!(squeezed(&pages[0]).contains(&squeezed(expected)), "{expected} in\n{}", pages[0]);
    }
}

#[test]
fn a_claim_is_a_list_headed_by_its_notice_on_every_page() {
    let mut view = english(40);
    view.unverified =
        Some("Not verified: the signature does not stand. Evidence only, not a certificate.".to_owned());
    view.training = Some("Training: invented data".to_owned());
    view.light = Light::Red;
    view.light_word = "Red".to_owned();
    let pdf = make("claim", &view);
    let Some(pages) = text("claim") else { return };
    assert_eq!(pages.len(), pdf.pages as usize);
    for page in &pages {
        assert!(page.contains("Not verified: the signature does not stand."), "on every page");
        assert!(page.contains("Training: invented data"), "on every page");
    }
    assert!(!pages[0].contains("1 Exporter"), "a claim does not carry the numbers of a form");
}

#[test]
fn what_must_not_be_printed_is_refused() {
    let mut claim = english(1);
    claim.unverified = Some("Not verified".to_owned());
    claim.light = Light::Green;
    assert!(matches!(certificate_view(&FONTS, &claim), Err(PrintError::GreenClaim)), "no green claim");
    let mut bare = english(1);
    bare.notice = " ".to_owned();
    assert_eq!(
        certificate_view(&FONTS, &bare).unwrap_err().code(),
        "PRINT_WORD_MISSING",
        "no page without notice"
    );
}

#[test]
fn the_same_view_is_the_same_file() {
    let mut view = english(12);
    scripts(&mut view);
    let first = certificate_view(&FONTS, &view).unwrap().bytes;
    let again =
        Fonts::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/fonts"))).unwrap();
    assert!(first == certificate_view(&FONTS, &view).unwrap().bytes, "with caches warm");
    assert!(first == certificate_view(&again, &view).unwrap().bytes, "with fonts loaded anew");
}

#[test]
fn the_message_is_inside() {
    make("attached", &english(1));
    let Ok(output) = Command::new("qpdf").arg("--show-attachment=message.xml").arg(file("attached")).output()
    else {
        println!("skipped: qpdf is not installed");
        return;
    };
    assert_eq!(output.stdout, b"<Envelope/>", "{}", String::from_utf8_lossy(&output.stderr));
}

/// What PDF/A-3 level A asks of a file and can be read off its objects.
#[test]
fn the_file_is_made_to_be_kept() {
    let mut view = english(40);
    scripts(&mut view);
    make("kept", &view);
    let document = lopdf::Document::load(file("kept")).unwrap();
    let catalog = document.catalog().unwrap();
    for key in ["Lang", "MarkInfo", "StructTreeRoot", "Metadata", "OutputIntents", "AF", "Names"] {
        assert!(catalog.has(key.as_bytes()), "the catalog has {key}");
    }
    assert_eq!(document.version, "1.7", "the version that PDF/A-3 is built on");
    let metadata = document.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let metadata = String::from_utf8(metadata.as_stream().unwrap().content.clone()).unwrap();
    assert!(metadata.contains("<pdfaid:part>3</pdfaid:part>"), "plain, and says its part");
    let mut faces = 0;
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        if dictionary
            .get(b"Type")
            .and_then(lopdf::Object::as_name)
            .is_ok_and(|name| name == b"FontDescriptor")
        {
            faces += 1;
            let name = dictionary.get(b"FontName").unwrap().as_name().unwrap();
            assert!(dictionary.has(b"FontFile2"), "every face is inside: {}", String::from_utf8_lossy(name));
            assert_eq!(name[6], b'+', "as a subset: {}", String::from_utf8_lossy(name));
        }
    }
    assert!(faces > 10, "the page needs many faces, {faces} found");
    let pages = document.get_pages();
    let root =
        document.get_dictionary(catalog.get(b"StructTreeRoot").unwrap().as_reference().unwrap()).unwrap();
    let tree = document.get_dictionary(root.get(b"ParentTree").unwrap().as_reference().unwrap()).unwrap();
    let entries = tree.get(b"Nums").unwrap().as_array().unwrap();
    assert_eq!(entries.len(), pages.len() * 2, "a list of parents for each page");
    for (page, list) in pages.values().zip(entries.chunks(2)) {
        let list = list[1].as_array().unwrap();
        let content = lopdf::content::Content::decode(&document.get_page_content(*page)).unwrap();
        let (mut depth, mut marked) = (0, 0);
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => {
                    depth += 1;
                    marked += usize::from(
                        operation
                            .operands
                            .get(1)
                            .and_then(|each| each.as_dict().ok())
                            .is_some_and(|each| each.has(b"MCID")),
                    );
                }
                "EMC" => depth -= 1,
                "Tj" | "TJ" | "S" | "f" | "s" | "re" => {
                    assert!(depth > 0, "all content is tagged or an artifact");
                }
                _ => {}
            }
        }
        assert_eq!(depth, 0, "marks are closed");
        assert_eq!(marked, list.len(), "every tagged content has a parent");
        assert!(list.iter().all(|parent| parent.as_reference().is_ok()), "and no parent is empty");
    }
}

#[test]
fn endless_text_is_divided_and_never_lost() {
    let mut view = english(1);
    let long: Vec<String> = (0..900).map(|word| format!("word{word}")).collect();
    boxes(&mut view)[5].lines = vec![Line { text: long.join(" "), strong: false }];
    goods(&mut view).rows[0][1] = (0..300).map(|word| format!("cell{word}")).collect::<Vec<_>>().join("\n");
    let pdf = make("endless", &view);
    assert!(pdf.pages > 3, "it takes several pages");
    let Some(pages) = text("endless") else { return };
    let all = pages.concat();
    assert!(all.contains("word0") && all.contains("word899") && all.contains("cell299"), "to the last word");
}

#[test]
fn boxes_below_each_other_stand_beside_a_tall_one() {
    let mut view = english(1);
    let stack = |width: f32, boxes: Vec<Box>| Stack { width, boxes };
    let left = vec![field("1", "Goods from", &["Kesset Mills"]), field("2", "Goods to", &["Hadra Works"])];
    let tall = field("4", "Reference", &["BO-1", "Form BA"]);
    view.form.insert(0, Row::Boxes(vec![stack(2.0, left), stack(1.0, vec![tall])]));
    make("stacked", &view);
    let Some(pages) = text("stacked") else { return };
    let page = &pages[0];
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in\n{page}"));
    assert!(
        place("Goods from") < place("Goods to") && place("Goods to") < place("Hadra Textile"),
        "from the top"
    );
    let beside = page.lines().any(|line| line.contains("Goods from") && line.contains("Reference"));
    assert!(beside, "the tall box begins beside the first:\n{page}");
    let mut view = english(1);
    let endless: Vec<String> = (0..900).map(|word| format!("word{word}")).collect();
    let left =
        vec![field("1", "Goods from", &[&endless.join(" ")]), field("2", "Goods to", &["the end of it"])];
    view.form
        .insert(0, Row::Boxes(vec![stack(1.0, left), stack(1.0, vec![field("4", "Reference", &["BO-1"])])]));
    make("stacked-endless", &view);
    let all = text("stacked-endless").unwrap_or_default().concat();
    assert!(all.contains("word899") && all.contains("the end of it"), "what no page can hold is divided");
}

#[test]
fn hostile_text_is_printed_as_text() {
    let mut view = english(1);
    view.title = "<x>&\u{0}\u{1F600}".to_owned();
    boxes(&mut view)[0].lines = lines(&[
        "\u{0301}\u{0301}",
        "a\u{0904}\u{064B}b\u{0E31}",
        "\u{2069}\u{2069}\u{2068}x",
        "",
        "\u{FFFF}\u{FFFE}",
    ]);
    goods(&mut view).widths = vec![f32::NAN, f32::INFINITY, 0.0];
    goods(&mut view).rows = vec![vec![]; 3];
    make("hostile", &view);
    let document = lopdf::Document::load(file("hostile")).unwrap();
    for page in document.get_pages().values() {
        let content = String::from_utf8_lossy(&document.get_page_content(*page)).into_owned();
        assert!(!content.contains("<0000>"), "no empty glyph is drawn");
    }
}

#[test]
fn pictures_for_the_eye() {
    let mut green = english(3);
    green.light = Light::Green;
    green.light_word = "Green".to_owned();
    green.answer = "genuine, entitled, in time".to_owned();
    scripts(&mut green);
    make("green", &green);
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        println!("skipped: pdftoppm is not installed");
        return;
    }
    let picture = std::env::temp_dir().join("origin-desk-print/green");
    let done = Command::new("pdftoppm")
        .args(["-r", "40", "-png"])
        .arg(file("green"))
        .arg(&picture)
        .output()
        .unwrap();
    assert!(
        done.status.success() && done.stderr.is_empty(),
        "pdftoppm: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}
