//! The report on the quality of what a link sends, for the partner.

use super::words::Words;
use crate::text::Language;
use crate::view::{LinkQualityView, QualityKindView, QualityView};
use print::{Paper, Part, Section};

/// Examples shown of a fault.
const EXAMPLES: usize = 5;

/// The report on the links of a view. `made_by` says who made it, where and when; it stands below the title.
pub fn quality(view: &QualityView, language: Language, made_by: &str) -> Paper {
    let words = Words(language);
    let partners: Vec<String> = view.links.iter().map(|link| words.own(&link.partner)).collect();
    let mut sections = Vec::new();
    for link in &view.links {
        let heading = words.say("quality.of", &[("partner", link.partner.clone())]);
        sections.push(Section::new(1, heading, vec![Part::Text(summary(words, link))]));
        if !link.weeks.is_empty() {
            sections.push(Section::new(2, words.word("quality.weeks"), vec![weeks(words, link)]));
        }
        for kind in ["missing", "code", "drift", "warning"] {
            let found: Vec<&QualityKindView> = link.kinds.iter().filter(|found| found.kind == kind).collect();
            if found.is_empty() {
                continue;
            }
            let parts = vec![Part::Text(words.word(&format!("quality.{kind}.text"))), faults(words, &found)];
            sections.push(Section::new(2, words.word(&format!("quality.{kind}")), parts));
        }
    }
    Paper {
        title: words.word("quality"),
        language: language.tag().to_owned(),
        subtitle: vec![partners.join(" · "), words.own(made_by)],
        notice: Some(words.word("quality.notice")),
        sections,
        contents: None,
        foot: words.own(made_by),
        page_words: language.word("print.page"),
        created: None,
    }
}

/// How many documents, of which time, and whether anything was found.
fn summary(words: Words, link: &LinkQualityView) -> String {
    let from = link.weeks.first().map(|week| week.from.clone()).unwrap_or_default();
    let last = link.weeks.last().map(|week| week.week.clone()).unwrap_or_default();
    let values =
        [("messages", link.messages.to_string()), ("from", words.own(&from)), ("last", words.own(&last))];
    let counted =
        words.say(if link.weeks.is_empty() { "quality.nothing" } else { "quality.summary" }, &values);
    if link.kinds.is_empty() && !link.weeks.is_empty() {
        return format!("{counted} {}", words.word("quality.clean"));
    }
    counted
}

fn weeks(words: Words, link: &LinkQualityView) -> Part {
    let rows = link.weeks.iter().map(|week| {
        let mut row = vec![words.own(&format!("{} ({})", week.week, week.from))];
        row.extend(
            [week.messages, week.missing, week.unknown_codes, week.drift, week.warnings]
                .map(|n| n.to_string()),
        );
        row
    });
    words.table(
        &["week", "messages", "missing", "codes", "drift", "warnings"],
        &[5, 3, 3, 3, 3, 3],
        rows.collect(),
    )
}

fn faults(words: Words, found: &[&QualityKindView]) -> Part {
    let rows = found.iter().map(|fault| {
        let examples: Vec<String> = fault
            .examples
            .iter()
            .take(EXAMPLES)
            .map(|example| match example.value.as_str() {
                "" => words.own(&example.number),
                value => format!("{}: {}", words.own(&example.number), words.own(value)),
            })
            .collect();
        let mut name = words.own(&fault.label);
        // What could not be understood is of several kinds; the others are told by their heading.
        if fault.kind == "warning" && !fault.code.is_empty() {
            name = format!("{name}\n{}", words.own(&fault.code));
        }
        vec![name, words.own(&format!("{} ({})", fault.count, fault.share)), examples.join("\n")]
    });
    words.table(&["what", "documents", "examples"], &[6, 3, 7], rows.collect())
}
