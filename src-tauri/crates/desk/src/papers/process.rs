//! GNC: process. Business rules, trigger, entities, the data cluster, decisions, deadlines, the paper form.

use super::arrangement::Subject;
use super::dataset;
use super::words::Words;
use block::{FormRow, Library, Message, PaperLine, Scheme};
use certificate::{Level, Light};
use print::{Part, Section};

/// The sections of the process.
pub(super) fn process(words: Words, library: &Library, subject: &Subject<'_>) -> Vec<Section> {
    let mut sections = vec![Section::new(1, words.word("process"), Vec::new())];
    let several = subject.schemes.len() > 1;
    let titled = |key: &str, scheme: &Scheme| {
        let what = words.word(key);
        if several { words.say("of_scheme", &[("what", what), ("form", scheme.form.clone())]) } else { what }
    };
    for scheme in &subject.schemes {
        sections.push(Section::new(2, titled("business_rules", scheme), rules(words, scheme)));
        sections.push(Section::new(2, titled("validity", scheme), vec![validity(words, scheme)]));
    }
    if let Some(link) = subject.link {
        let trigger = Part::Text(words.own(&link.process.trigger));
        sections.push(Section::new(2, words.word("trigger"), vec![trigger]));
        let entities = link.process.entities.iter().map(|entity| words.own(entity)).collect();
        sections.push(Section::new(2, words.word("entities"), vec![Part::Items(entities)]));
    }
    sections.push(Section::new(2, words.word("data_cluster"), shapes(words, subject)));
    sections.extend(dataset::dataset(words, library, subject));
    for scheme in &subject.schemes {
        sections.push(Section::new(2, titled("decisions", scheme), decisions(words, scheme)));
        sections.push(Section::new(2, titled("reasons", scheme), reasons(words, scheme)));
        sections.push(Section::new(2, titled("deadlines", scheme), deadlines(words, scheme)));
        let form = paper_form(words, scheme);
        if !form.is_empty() {
            sections.push(Section::new(2, titled("paper_form", scheme), form));
        }
    }
    sections
}

/// Rules of a scheme: what is found, when, and what it does to the light.
fn rules(words: Words, scheme: &Scheme) -> Vec<Part> {
    let rows = scheme.rules.iter().map(|rule| {
        vec![
            format!(
                "{}\n{}",
                words.label(&rule.sentences),
                words.say("condition", &[("when", words.own(&rule.when))])
            ),
            words.known("on", &rule.on),
            level(words, rule.level),
            level(words, rule.not_evaluable),
            words.own(&rule.article),
        ]
    });
    let heads = ["rule", "speaks_of", "met", "not_evaluable", "article"];
    vec![Part::Text(words.word("business_rules.text")), words.table(&heads, &[9, 3, 2, 4, 2], rows.collect())]
}

fn validity(words: Words, scheme: &Scheme) -> Part {
    let validity =
        [("months", scheme.validity_months.to_string()), ("article", scheme.validity_article.clone())];
    let late =
        [("days", scheme.retrospective_days.to_string()), ("article", scheme.retrospective_article.clone())];
    let lateness = if scheme.lateness == Light::Red { "lateness.red" } else { "lateness.amber" };
    let mut facts = vec![
        (words.word("validity.term"), words.say("validity.text", &validity)),
        (words.word("lateness"), words.word(lateness)),
        (words.word("retrospective"), words.say("retrospective.text", &late)),
    ];
    if !scheme.minor.is_empty() {
        let fields: Vec<String> = scheme.minor.iter().map(|field| words.field(field, field)).collect();
        facts.push((words.word("minor"), words.list(&fields)));
    }
    Part::Facts(facts)
}

fn level(words: Words, level: Level) -> String {
    words.word(match level {
        Level::Red => "level.red",
        Level::Amber => "level.amber",
        Level::NotEvaluable => "level.stays_green",
        Level::NotEvaluableAmber => "level.keeps_green_away",
        _ => "level.note",
    })
}

/// The messages that carry the data.
fn shapes(words: Words, subject: &Subject<'_>) -> Vec<Part> {
    let row = |message: &&Message| {
        vec![
            words.known("document", &message.kind),
            words.own(&message.is),
            words.own(&format!("{} {}", message.format, message.version)),
            words.word(if message.writes { "both_ways" } else { "read_only" }),
        ]
    };
    let rows = subject.messages.iter().map(row).collect();
    vec![words.table(&["document", "shape", "format", "ways"], &[3, 5, 4, 4], rows)]
}

fn decisions(words: Words, scheme: &Scheme) -> Vec<Part> {
    let yes = |yes: bool| words.word(if yes { "yes" } else { "no" });
    let rows = scheme.decisions.iter().map(|decision| {
        let grounds: Vec<String> = decision.grounds.iter().map(|ground| words.label(&ground.label)).collect();
        let mut name = words.label(&decision.label);
        if !grounds.is_empty() {
            name = format!("{name}\n{}", words.say("grounds", &[("grounds", words.list(&grounds))]));
        }
        let days = decision.deadline_days.map(|days| words.say("days", &[("count", days.to_string())]));
        vec![name, yes(decision.takes_quantity), days.unwrap_or_default(), words.own(&decision.article)]
    });
    let table =
        words.table(&["decision", "takes_quantity", "clock", "article"], &[9, 4, 3, 2], rows.collect());
    vec![Part::Text(words.word("decisions.text")), table]
}

fn reasons(words: Words, scheme: &Scheme) -> Vec<Part> {
    let rows = scheme.refusal_reasons.iter().map(|reason| {
        vec![words.label(&reason.label), words.own(reason.article.as_deref().unwrap_or_default())]
    });
    vec![words.table(&["reason", "article"], &[16, 2], rows.collect())]
}

fn deadlines(words: Words, scheme: &Scheme) -> Vec<Part> {
    let rows = scheme.deadlines.iter().map(|deadline| {
        vec![
            words.known("starts", &deadline.trigger.replace(' ', "_")).replace('_', " "),
            words.say(&format!("calendar.{}", deadline.calendar), &[("count", deadline.count.to_string())]),
            words.label(&deadline.consequence),
            words.own(&deadline.article),
        ]
    });
    vec![words.table(&["starts", "how_long", "follows", "article"], &[5, 3, 8, 2], rows.collect())]
}

/// Boxes of the form, in the order of the page.
fn paper_form(words: Words, scheme: &Scheme) -> Vec<Part> {
    let Some(paper) = &scheme.paper else { return Vec::new() };
    let named = |prefix: &str, lines: &[PaperLine]| {
        let paths = lines.iter().flat_map(|line| &line.0).map(|alternatives| {
            let names: Vec<String> =
                alternatives.iter().map(|path| words.field(&format!("{prefix}{path}"), path)).collect();
            names.join(" / ")
        });
        paths.collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for row in &paper.rows {
        match row {
            FormRow::Boxes(stacks) => {
                for each in stacks.iter().flat_map(|stack| &stack.boxes) {
                    let mut holds = named("", &each.lines);
                    if each.signatures {
                        holds.push(words.word("signed_words"));
                    }
                    rows.push(vec![words.own(&each.number), words.label(&each.title), words.list(&holds)]);
                }
            }
            FormRow::Goods(goods) => {
                let columns = goods.columns.iter().map(|column| {
                    let holds = words.list(&named("items[].", &column.lines));
                    vec![words.own(&column.number), words.label(&column.title), holds]
                });
                rows.extend(columns);
            }
        }
    }
    let text = words.say("paper_form.text", &[("form", scheme.form.clone())]);
    vec![Part::Text(text), words.table(&["box", "box_title", "box_fields"], &[2, 7, 8], rows)]
}
