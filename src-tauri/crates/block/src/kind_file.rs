//! `kind.toml`: a kind of document as data.

use crate::{
    KindInfo, Sentences,
    kind::{TYPES, type_of},
    schema,
    source::{Check, Entry, entries, suggest},
};
use std::{collections::BTreeMap, ops::Range};
use toml::de::{DeTable, DeValue};

/// Most fields of a kind.
const MOST_FIELDS: usize = 400;
/// Deepest path.
const MOST_STEPS: usize = 4;
/// What message files use for other things.
const RESERVED: &[&str] =
    &["message", "forms", "codes", "fixed", "given", "join", "at", "via", "each", "count", "after", "kind"];
pub(crate) const HEAD: &[&str] = &["id", "title", "number", "issued", "parties", "goods"];
const LANGUAGES: &[&str] = &["en", "fr", "es", "ar"];

/// Reads a `kind.toml`. `None` where it has mistakes; they are in `check`.
pub(crate) fn read(check: &mut Check<'_>) -> Option<KindInfo> {
    let table = match DeTable::parse(&check.file.text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let problem = check.file.syntax(&error);
            check.problems.push(problem);
            return None;
        }
    };
    let all = entries(&table);
    for entry in all.iter().filter(|entry| !["kind", "fields", "labels"].contains(&entry.key)) {
        check.unknown(entry, "kind.toml has no", &["kind", "fields", "labels"]);
    }
    let section = |name: &str| all.iter().find(|entry| entry.key == name);
    let (Some(head), Some(fields)) = (section("kind"), section("fields")) else {
        check.say(&(0..0), "HEAD", "kind.toml wants [kind] and [fields]");
        return None;
    };
    let fields = read_fields(check, fields);
    let head = entries(check.table(head)?);
    for line in head.iter().filter(|line| !HEAD.contains(&line.key)) {
        check.unknown(line, "[kind] has no key", HEAD);
    }
    let get = |name: &str| head.iter().find(|line| line.key == name);
    let (Some(id), Some(title)) = (get("id"), get("title")) else {
        check.say(&(0..0), "HEAD", "[kind] wants `id` and `title`");
        return None;
    };
    let mut info = KindInfo {
        id: read_id(check, id)?,
        title: sentences(check, title),
        number: None,
        issued: None,
        parties: Vec::new(),
        group: None,
        fields,
        labels: BTreeMap::new(),
    };
    info.number = get("number").and_then(|line| named(check, &info, line, &["text"]));
    info.issued = get("issued").and_then(|line| named(check, &info, line, &["date", "day", "time"]));
    for (party, span) in get("parties").map(|line| check.texts(line)).unwrap_or_default() {
        if known(&info, party) {
            info.parties.push(party.to_owned());
        } else {
            no_field(check, &info, party, &span);
        }
    }
    if let Some(goods) = get("goods")
        && let Some(name) = check.text(goods)
    {
        if known(&info, &format!("{name}[]")) {
            info.group = Some(name.to_owned());
        } else {
            check.say(&goods.span, "UNKNOWN_FIELD", format!("no group \"{name}[]\" in [fields]"));
        }
    }
    if let Some(labels) = section("labels").and_then(|entry| check.table(entry)) {
        for line in entries(labels) {
            if !known(&info, line.key) && !known(&info, &format!("{}[]", line.key)) {
                no_field(check, &info, line.key, &line.key_span);
            }
            let label = sentences(check, &line);
            info.labels.insert(line.key.to_owned(), label);
        }
    }
    check.problems.is_empty().then_some(info)
}

fn read_id(check: &mut Check<'_>, line: &Entry<'_>) -> Option<String> {
    let id = check.text(line)?;
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !plain || !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        check.say(&line.span, "KIND", "the id of a kind is lower-case letters, digits and hyphens");
        return None;
    }
    if schema::of_kind(id).is_some() || RESERVED.contains(&id) {
        check.say(&line.span, "KIND", format!("\"{id}\" is built in: give this kind a name of its own"));
        return None;
    }
    Some(id.to_owned())
}

fn read_fields(check: &mut Check<'_>, entry: &Entry<'_>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let Some(table) = check.table(entry) else { return fields };
    for line in entries(table) {
        let Some(word) = check.text(&line) else { continue };
        if type_of(word).is_none() {
            check.say(&line.span, "FIELD_TYPE", format!("no type \"{word}\"{}", suggest(word, TYPES)));
        }
        if let Some(message) = path_fault(line.key, &fields) {
            check.say(&line.key_span, "FIELD_PATH", message);
        } else if fields.len() >= MOST_FIELDS {
            check.say(&line.key_span, "TOO_LARGE", format!("more than {MOST_FIELDS} fields"));
            break;
        } else {
            fields.push((line.key.to_owned(), word.to_owned()));
        }
    }
    if fields.is_empty() {
        check.say(&entry.key_span, "HEAD", "[fields] names no field: write \"number\" = \"text\"");
    }
    fields
}

/// What is wrong with a path, beside those before it.
fn path_fault(path: &str, before: &[(String, String)]) -> Option<String> {
    let steps: Vec<&str> = path.split('.').collect();
    let mut section = false;
    for (at, step) in steps.iter().enumerate() {
        let (name, list) = step.strip_suffix("[]").map_or((*step, false), |name| (name, true));
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !plain || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Some(format!("`{path}`: names are lower-case letters, digits and _, groups end in []"));
        }
        if RESERVED.contains(&name) {
            return Some(format!("`{name}` is a word of the language: call the field otherwise"));
        }
        let last = at + 1 == steps.len();
        if list && (last || section) {
            return Some(format!("`{path}`: a group stands at the top or in a group, and has fields"));
        }
        section |= !list && !last;
    }
    if steps.len() > MOST_STEPS {
        return Some(format!("`{path}` is deeper than {MOST_STEPS} steps"));
    }
    // One name is one thing: a field, a section or a group.
    let clash = before.iter().find(|(other, _)| {
        let theirs: Vec<&str> = other.split('.').collect();
        let same = steps.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let (mine, other) = (steps.get(same), theirs.get(same));
        match (mine, other) {
            (Some(a), Some(b)) => a.trim_end_matches("[]") == b.trim_end_matches("[]"),
            _ => true,
        }
    });
    clash.map(|(other, _)| format!("`{path}` and `{other}` make one name two things"))
}

fn known(info: &KindInfo, path: &str) -> bool {
    info.fields.iter().any(|(field, _)| {
        field.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn no_field(check: &mut Check<'_>, info: &KindInfo, path: &str, span: &Range<usize>) {
    let known: Vec<&str> = info.fields.iter().map(|(field, _)| field.as_str()).collect();
    check.say(span, "UNKNOWN_FIELD", format!("[fields] has no \"{path}\"{}", suggest(path, &known)));
}

/// A top field of one of these types.
fn named(check: &mut Check<'_>, info: &KindInfo, line: &Entry<'_>, types: &[&str]) -> Option<String> {
    let path = check.text(line)?;
    let Some((_, of)) = info.fields.iter().find(|(field, _)| field == path) else {
        no_field(check, info, path, &line.span);
        return None;
    };
    if !types.contains(&of.as_str()) || path.contains("[]") {
        let wanted = types.join(" or ");
        check.say(&line.span, "FIELD_TYPE", format!("`{}` names one field of type {wanted}", line.key));
        return None;
    }
    Some(path.to_owned())
}

/// Words by language; English at least.
fn sentences(check: &mut Check<'_>, line: &Entry<'_>) -> Sentences {
    let mut all = Sentences::new();
    let DeValue::Table(table) = line.value else {
        check.say(
            &line.span,
            "NOT_A_TABLE",
            format!("`{}` wants words by language: {{ en = \"…\" }}", line.key),
        );
        return all;
    };
    for word in entries(table) {
        if !LANGUAGES.contains(&word.key) {
            check.unknown(&word, "no language", LANGUAGES);
        } else if let Some(text) = check.text(&word) {
            all.insert(word.key.to_owned(), text.to_owned());
        }
    }
    if !all.contains_key("en") {
        check.say(&line.key_span, "SENTENCES", format!("`{}` has no English: write en = \"…\"", line.key));
    }
    all
}
