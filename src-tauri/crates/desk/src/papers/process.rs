//! GNC: process. Business rules, trigger, entities, the data cluster, decisions, deadlines, the paper form.

use super::arrangement::Subject;
use super::words::Words;
use block::{Library, Message, Scheme};
use certificate::{Level, Light};
use print::{Part, Section};

/// The sections of the process.
pub(super) fn process(words: Words, _library: &Library, subject: &Subject<'_>) -> Vec<Section> {
    let mut sections = vec![Section::new(1, words.word("process"), Vec::new())];
    for scheme in &subject.schemes {
        sections.extend(rules(words, scheme));
    }
    if let Some(link) = subject.link {
        let trigger = Part::Text(words.own(&link.process.trigger));
        sections.push(Section::new(2, words.word("trigger"), vec![trigger]));
        let entities = link.process.entities.iter().map(|entity| words.own(entity)).collect();
        sections.push(Section::new(2, words.word("entities"), vec![Part::Items(entities)]));
    }
    sections.push(Section::new(2, words.word("data_cluster"), data_cluster(words, subject)));
    for scheme in &subject.schemes {
        sections.push(Section::new(2, words.word("decisions"), decisions(words, scheme)));
        sections.push(Section::new(2, words.word("reasons"), reasons(words, scheme)));
        sections.push(Section::new(2, words.word("deadlines"), deadlines(words, scheme)));
    }
    sections
}

/// Rules of a scheme: what is found, when, and what it does to the light.
fn rules(words: Words, scheme: &Scheme) -> Vec<Section> {
    let rows = scheme.rules.iter().map(|rule| {
        vec![
            format!("{}\n{}", words.label(&rule.sentences), words.own(&rule.when)),
            words.known("on", &rule.on),
            level(words, rule.level),
            level(words, rule.not_evaluable),
            words.own(&rule.article),
        ]
    });
    let table = words.table(
        &["rule", "speaks_of", "met", "not_evaluable", "article"],
        &[9, 3, 2, 4, 2],
        rows.collect(),
    );
    let mut facts = vec![
        (
            words.word("validity"),
            words.say(
                "validity.text",
                &[
                    ("months", scheme.validity_months.to_string()),
                    ("article", scheme.validity_article.clone()),
                ],
            ),
        ),
        (
            words.word("lateness"),
            words.word(if scheme.lateness == Light::Red { "lateness.red" } else { "lateness.amber" }),
        ),
        (
            words.word("retrospective"),
            words.say(
                "retrospective.text",
                &[
                    ("days", scheme.retrospective_days.to_string()),
                    ("article", scheme.retrospective_article.clone()),
                ],
            ),
        ),
    ];
    if !scheme.minor.is_empty() {
        let fields: Vec<String> = scheme.minor.iter().map(|field| words.field(field, field)).collect();
        facts.push((words.word("minor"), fields.join(", ")));
    }
    vec![
        Section::new(
            2,
            words.word("business_rules"),
            vec![Part::Text(words.word("business_rules.text")), table],
        ),
        Section::new(2, words.word("validity"), vec![Part::Facts(facts)]),
    ]
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

fn data_cluster(words: Words, subject: &Subject<'_>) -> Vec<Part> {
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
            name = format!("{name}\n{}", words.say("grounds", &[("grounds", grounds.join("; "))]));
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
            words.own(&deadline.trigger),
            words.say(&format!("calendar.{}", deadline.calendar), &[("count", deadline.count.to_string())]),
            words.label(&deadline.consequence),
            words.own(&deadline.article),
        ]
    });
    vec![words.table(&["starts", "how_long", "follows", "article"], &[5, 3, 8, 2], rows.collect())]
}
