//! Differences of messages: fields, places, spellings, codes, constants, versions.

use super::{Difference, named};
use crate::{
    Message,
    mapping::shape::{Constant, How, Mapping, Part},
    message::Outcome,
};
use std::collections::BTreeMap;

/// Differences between the messages of two drafts of one format.
pub(super) fn differences(a: &[Message], b: &[Message]) -> Vec<Difference> {
    let mut all = Vec::new();
    let file = |message: &Message| message.id.rsplit('/').next().unwrap_or_default().to_owned();
    for old in a.iter().filter(|old| !b.iter().any(|new| file(new) == file(old))) {
        let words = format!("{}: this message is no longer taken.", old.is);
        all.push(Difference::new("removed", file(old), words));
    }
    for new in b {
        match a.iter().find(|old| file(old) == file(new)) {
            None => {
                let words = format!("{}: a message that is new; the partner would have to send it.", new.is);
                all.push(Difference::new("added", file(new), words));
            }
            Some(old) => message(old, new, &mut all),
        }
    }
    all
}

fn message(old: &Message, new: &Message, all: &mut Vec<Difference>) {
    recogniser(old, new, all);
    let (Outcome::Read(a), Outcome::Read(b)) = (&old.outcome, &new.outcome) else { return };
    fields(old, new, all);
    codes(a, b, all);
    constants(a, b, all);
    if old.writes != new.writes {
        let words = if new.writes {
            "The message can be written as well as read."
        } else {
            "The message is only read."
        };
        all.push(Difference::new("changed", "writes", words));
    }
}

fn recogniser(old: &Message, new: &Message, all: &mut Vec<Difference>) {
    let (a, b) = (&old.recogniser, &new.recogniser);
    let versions = |message: &Message| {
        message.recogniser.version.as_ref().map(|rule| rule.is.join(", ")).unwrap_or_default()
    };
    if versions(old) != versions(new) {
        let words = format!(
            "The message says its version as {}, not {}.",
            quoted(&versions(new)),
            quoted(&versions(old))
        );
        all.push(Difference::new("changed", "version", words));
    }
    let root = |message: &Message| crate::mapping::place::written(&message.recogniser.root);
    if root(old) != root(new) {
        let words = format!("The message begins at {}, not at {}.", root(new), root(old));
        all.push(Difference::new("changed", "at", words));
    }
    if a.syntax != b.syntax {
        let words = format!("The message is written in {:?}, not in {:?}.", b.syntax, a.syntax);
        all.push(Difference::new("changed", "syntax", words));
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("\"{text}\"") }
}

/// What is said of a field: its places and how it is spelt.
#[derive(Default)]
struct Told {
    place: String,
    spelt: String,
}

fn told(message: &Message) -> BTreeMap<String, Told> {
    let mut all: BTreeMap<String, Told> = BTreeMap::new();
    for mapped in crate::author::places(message) {
        let told = all.entry(mapped.field).or_default();
        if told.place.is_empty() {
            told.place = mapped.place;
        } else if told.place != mapped.place {
            told.place = format!("{} and {}", told.place, mapped.place);
        }
    }
    if let Outcome::Read(mapping) = &message.outcome {
        spelt(&mapping.parts, "", &mut all);
        for (group, parts) in &mapping.copied {
            spelt(parts, &format!("{group}[]."), &mut all);
        }
    }
    all
}

fn spelt(parts: &[Part], prefix: &str, all: &mut BTreeMap<String, Told>) {
    for part in parts {
        match part {
            Part::Line(line) => {
                let how = if line.how == How::Present {
                    "mark that is there or not".to_owned()
                } else {
                    line.spelling.told()
                };
                all.entry(format!("{prefix}{}", line.field.name())).or_default().spelt = how;
            }
            Part::Group(group) => spelt(&group.parts, &format!("{prefix}{}[].", group.field.name()), all),
            Part::Via(via) => spelt(&via.parts, prefix, all),
            Part::Fixed(_) | Part::Given(_) | Part::Join(_) => {}
        }
    }
}

fn fields(old: &Message, new: &Message, all: &mut Vec<Difference>) {
    let (a, b) = (told(old), told(new));
    for (field, was) in a.iter().filter(|(field, _)| !b.contains_key(*field)) {
        let words =
            format!("{} is no longer read: what stands at {} would be left unused.", named(field), was.place);
        all.push(Difference::new("removed", field, words));
    }
    for (field, is) in &b {
        let Some(was) = a.get(field) else {
            let words = match is.place.strip_prefix("always ") {
                Some(value) => format!("{} is {value}, without the message saying so.", named(field)),
                None => format!(
                    "{} is read from {}: the partner would have to put it there.",
                    named(field),
                    is.place
                ),
            };
            all.push(Difference::new("added", field, words));
            continue;
        };
        if was.place != is.place {
            let words = format!(
                "{} stands at {}, not at {}: the partner would have to move it.",
                named(field),
                is.place,
                was.place
            );
            all.push(Difference::new("changed", field, words));
        }
        if was.spelt != is.spelt {
            let words = format!("{} is a {}, not a {}.", named(field), is.spelt, was.spelt);
            all.push(Difference::new("changed", field, words));
        }
    }
}

fn lists(parts: &[Part], all: &mut BTreeMap<String, BTreeMap<String, String>>) {
    for part in parts {
        match part {
            Part::Line(line) => {
                if let Some(codes) = &line.spelling.codes {
                    all.insert(codes.name.clone(), codes.theirs.clone());
                }
            }
            Part::Group(group) => lists(&group.parts, all),
            Part::Via(via) => lists(&via.parts, all),
            Part::Fixed(_) | Part::Given(_) | Part::Join(_) => {}
        }
    }
}

fn codes(a: &Mapping, b: &Mapping, all: &mut Vec<Difference>) {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    lists(&a.parts, &mut old);
    lists(&b.parts, &mut new);
    for (name, is) in &new {
        let Some(was) = old.get(name) else { continue };
        for (theirs, ours) in was.iter().filter(|(theirs, _)| !is.contains_key(*theirs)) {
            let words = format!(
                "\"{theirs}\" ({ours}) is no longer in the list {name}: the partner could not use it."
            );
            all.push(Difference::new("removed", format!("codes.{name}.{theirs}"), words));
        }
        for (theirs, ours) in is {
            match was.get(theirs) {
                None => {
                    let words = format!("\"{theirs}\" ({ours}) is new in the list {name}.");
                    all.push(Difference::new("added", format!("codes.{name}.{theirs}"), words));
                }
                Some(before) if before != ours => {
                    let words = format!("\"{theirs}\" in the list {name} means {ours}, not {before}.");
                    all.push(Difference::new("changed", format!("codes.{name}.{theirs}"), words));
                }
                Some(_) => {}
            }
        }
    }
}

fn fixed(parts: &[Part]) -> BTreeMap<String, String> {
    let text = |value: &Constant| match value {
        Constant::One(one) => one.text(),
        Constant::List(list) => {
            list.iter().map(crate::mapping::spelling::Scalar::text).collect::<Vec<_>>().join(", ")
        }
    };
    parts
        .iter()
        .filter_map(|part| match part {
            Part::Fixed(fixed) => Some((crate::mapping::place::written(&fixed.place), text(&fixed.value))),
            _ => None,
        })
        .collect()
}

fn constants(a: &Mapping, b: &Mapping, all: &mut Vec<Difference>) {
    let (old, new) = (fixed(&a.parts), fixed(&b.parts));
    for (place, _) in old.iter().filter(|(place, _)| !new.contains_key(*place)) {
        let words = format!("Nothing constant is wanted at {place} any more.");
        all.push(Difference::new("removed", format!("fixed.{place}"), words));
    }
    for (place, is) in &new {
        match old.get(place) {
            None => {
                let words = format!("The partner would have to write \"{is}\" at {place}, always.");
                all.push(Difference::new("added", format!("fixed.{place}"), words));
            }
            Some(was) if was != is => {
                let words = format!("The constant at {place} is \"{is}\", not \"{was}\".");
                all.push(Difference::new("changed", format!("fixed.{place}"), words));
            }
            Some(_) => {}
        }
    }
}
