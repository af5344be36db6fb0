//! `extends`: a message file that says only in what it differs from another one. The two are laid over each
//! other before anything is compiled; every line remembers the file it stands in, so that a mistake is said there.

use crate::{
    KindInfo, kind,
    schema::{self, Field, Type},
    source::{Check, TomlFile, suggest},
};
use std::{borrow::Cow, collections::BTreeMap, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Longest chain of files that extend each other.
const MOST_FILES: usize = 8;

/// What a message file may extend: a text such as `certificate-1.8.0`, `cod-aladi/a18` or `cod-aladi@1.8.0/a18`
/// to the file, as seen from the pack that says so.
pub(crate) trait Bases<'f> {
    /// The file of that name.
    fn find(&self, name: &str) -> Option<&'f TomlFile>;
    /// All names, for a suggestion.
    fn names(&self) -> Vec<String>;
    /// The kinds of document that packs bring.
    fn kinds(&self) -> &BTreeMap<String, KindInfo>;

    /// The fields of a kind, built in or not.
    fn fields(&self, kind: &str) -> Option<&'static [Field]> {
        schema::of_kind(kind).or_else(|| Some(kind::shape(&self.kinds().get(kind)?.fields)))
    }
}

/// A stretch of a file.
#[derive(Clone)]
struct At<'f> {
    file: &'f TomlFile,
    span: Range<usize>,
}

#[derive(Clone)]
struct Line<'f> {
    key: Cow<'f, str>,
    key_at: At<'f>,
    value: Value<'f>,
    at: At<'f>,
}

#[derive(Clone)]
enum Value<'f> {
    Table(Vec<Line<'f>>),
    Array(Vec<(Value<'f>, At<'f>)>),
    One(DeValue<'f>),
}

/// How two tables are laid over each other.
#[derive(Clone, Copy)]
enum Rule {
    /// The file: its sections.
    File { kind: &'static [Field] },
    /// A section or a group: lines replace, sections within merge.
    Section(&'static [Field]),
    /// Names and values. `flags`: `false` may be a value here.
    Names { flags: bool },
}

/// The table of a message file, with what it extends laid under it. `None` where there are mistakes.
pub(crate) fn whole<'f>(check: &mut Check<'f>, bases: &dyn Bases<'f>) -> Option<DeTable<'f>> {
    let file = check.file;
    let table = parse(check, file)?;
    if extended(&table).is_none() {
        return Some(table);
    }
    let before = check.problems.len();
    let lines = chain(check, bases, file, table, &mut vec![file.name.as_str()])?;
    check.places = vec![(0, file, 0)];
    let mut next = 1;
    let table = emit(lines, &mut next, &mut check.places);
    (check.problems.len() == before).then_some(table)
}

fn parse<'f>(check: &mut Check<'f>, file: &'f TomlFile) -> Option<DeTable<'f>> {
    match DeTable::parse(&file.text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            check.problems.push(file.syntax(&error));
            None
        }
    }
}

/// The name that `[message] extends` gives, and its place.
fn extended<'t>(table: &'t DeTable<'_>) -> Option<(&'t DeValue<'t>, Range<usize>)> {
    let DeValue::Table(message) = table.get("message")?.get_ref() else { return None };
    let value = message.get("extends")?;
    Some((value.get_ref(), value.span()))
}

/// The lines of a file over those of the file it extends, and so on.
fn chain<'f>(
    check: &mut Check<'f>,
    bases: &dyn Bases<'f>,
    file: &'f TomlFile,
    table: DeTable<'f>,
    seen: &mut Vec<&'f str>,
) -> Option<Vec<Line<'f>>> {
    let base = match extended(&table) {
        None => None,
        Some((DeValue::String(name), span)) => {
            let Some(base) = bases.find(name) else {
                let names = bases.names();
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let message = format!("no message file \"{name}\" to extend{}", suggest(name, &known));
                check.problems.push(file.problem(span.start, "EXTENDS_UNKNOWN", message));
                return None;
            };
            if seen.contains(&base.name.as_str()) || seen.len() >= MOST_FILES {
                let way = [seen.as_slice(), &[base.name.as_str()]].concat().join(" → ");
                let message = if seen.contains(&base.name.as_str()) {
                    format!("these files extend each other in a circle: {way}")
                } else {
                    format!("more than {MOST_FILES} files extend each other: {way}")
                };
                check.problems.push(file.problem(span.start, "EXTENDS_CYCLE", message));
                return None;
            }
            Some(base)
        }
        Some((_, span)) => {
            let message = "`extends` names a message file: \"certificate\", or \"pack/certificate\"";
            check.problems.push(file.problem(span.start, "NOT_TEXT", message));
            return None;
        }
    };
    let own = lines(table, file);
    let Some(base) = base else { return Some(own) };
    seen.push(&base.name);
    let table = parse(check, base)?;
    let mut under = chain(check, bases, base, table, seen)?;
    // What names the base itself is not what the file over it says.
    if let Some(Value::Table(message)) = under.iter_mut().find(|l| l.key == "message").map(|l| &mut l.value) {
        message.retain(|line| line.key != "extends" && line.key != "base");
    }
    let kind = kind_of(&own).or_else(|| kind_of(&under)).and_then(|kind| bases.fields(&kind));
    Some(lay(check, under, own, Rule::File { kind: kind.unwrap_or_default() }))
}

fn kind_of(lines: &[Line<'_>]) -> Option<String> {
    let Value::Table(message) = &lines.iter().find(|line| line.key == "message")?.value else { return None };
    match &message.iter().find(|line| line.key == "kind")?.value {
        Value::One(DeValue::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// The lines of a table in the order of its file.
fn lines<'f>(table: DeTable<'f>, file: &'f TomlFile) -> Vec<Line<'f>> {
    let mut all: Vec<Line<'f>> = table
        .into_iter()
        .map(|(key, value)| {
            let (key_at, at) = (At { file, span: key.span() }, At { file, span: value.span() });
            Line { key: key.into_inner(), key_at, value: owned(value.into_inner(), file), at }
        })
        .collect();
    all.sort_by_key(|line| line.key_at.span.start);
    all
}

fn owned<'f>(value: DeValue<'f>, file: &'f TomlFile) -> Value<'f> {
    match value {
        DeValue::Table(table) => Value::Table(lines(table, file)),
        DeValue::Array(list) => Value::Array(
            list.into_iter()
                .map(|one| {
                    let at = At { file, span: one.span() };
                    (owned(one.into_inner(), file), at)
                })
                .collect(),
        ),
        one => Value::One(one),
    }
}

impl Rule {
    /// The rule for a table within; `None` where the new one replaces the old one whole.
    fn within(self, key: &str) -> Option<Self> {
        let of = |fields: &'static [Field]| fields.iter().find(|field| field.name == key).map(|f| f.of);
        match (self, key) {
            (Self::File { .. }, "message" | "fixed" | "given") | (Self::Section(_), "fixed") => {
                Some(Self::Names { flags: true })
            }
            (Self::File { .. }, "forms" | "codes" | "join") | (Self::Section(_), "join") => {
                Some(Self::Names { flags: false })
            }
            (Self::File { kind }, _) => match of(kind) {
                Some(Type::Record(fields) | Type::List(fields)) => Some(Self::Section(fields)),
                // The record's own section has the name of its kind.
                _ => Some(Self::Section(kind)),
            },
            (Self::Section(fields), _) => match of(fields) {
                Some(Type::Record(fields) | Type::List(fields)) => Some(Self::Section(fields)),
                _ => None,
            },
            (names @ Self::Names { .. }, _) => Some(names),
        }
    }

    fn ordered(self) -> bool {
        !matches!(self, Self::Names { .. })
    }
}

/// Lays the lines of a file over those of its base.
fn lay<'f>(check: &mut Check<'f>, base: Vec<Line<'f>>, own: Vec<Line<'f>>, rule: Rule) -> Vec<Line<'f>> {
    let mut all = base;
    let mut moved: Vec<(String, String, At<'f>)> = Vec::new();
    for mut line in own {
        let inner = rule.within(&line.key);
        // `[fixed]` and the like hold places, and a place may be called "after".
        let names = inner.is_some_and(|inner| !inner.ordered());
        if rule.ordered() && !names {
            moved.extend(after(check, &mut line).map(|(name, at)| (line.key.to_string(), name, at)));
        }
        let known = all.iter().position(|other| other.key == line.key);
        let off = matches!(line.value, Value::One(DeValue::Boolean(false)));
        let old = known.and_then(|at| all.get(at)).map(|line| &line.value);
        let removes = match (rule, old) {
            (Rule::Names { flags: true }, old) => {
                off && old.is_some_and(|old| !matches!(old, Value::One(DeValue::Boolean(_))))
            }
            _ => off,
        };
        match known {
            Some(at) if removes => drop(all.remove(at)),
            None if removes => {
                let known: Vec<&str> = all.iter().map(|line| line.key.as_ref()).collect();
                let near = suggest(&line.key, &known);
                let message = format!("`{} = false` removes a line that is not there{near}", line.key);
                check.problems.push(line.key_at.file.problem(
                    line.key_at.span.start,
                    "EXTENDS_REMOVES",
                    message,
                ));
            }
            Some(at) => {
                let Some(old) = all.get_mut(at) else { continue };
                let under = std::mem::replace(&mut old.value, Value::Array(Vec::new()));
                let value = match (under, line.value, inner) {
                    (Value::Table(under), Value::Table(over), Some(rule)) => {
                        Value::Table(lay(check, under, over, rule))
                    }
                    (_, over, _) => over,
                };
                *old = Line { value, ..line };
            }
            None => all.push(line),
        }
    }
    for (key, name, at) in moved {
        let Some(from) = all.iter().position(|line| line.key == key) else { continue };
        let line = all.remove(from);
        let to = all.iter().position(|other| other.key == name);
        if to.is_none() {
            let known: Vec<&str> = all.iter().map(|line| line.key.as_ref()).collect();
            let message = format!("`after` names no line here: \"{name}\"{}", suggest(&name, &known));
            check.problems.push(at.file.problem(at.span.start, "AFTER", message));
        }
        all.insert(to.map_or(from, |to| to + 1), line);
    }
    all
}

/// Takes `after` out of a line or a section.
fn after<'f>(check: &mut Check<'f>, line: &mut Line<'f>) -> Option<(String, At<'f>)> {
    let Value::Table(keys) = &mut line.value else { return None };
    let at = keys.iter().position(|key| key.key == "after")?;
    let key = keys.remove(at);
    if let Value::One(DeValue::String(name)) = key.value {
        return Some((name.into_owned(), key.at));
    }
    let message = "`after` names the line or section that this one follows, in quotes";
    check.problems.push(key.at.file.problem(key.at.span.start, "AFTER", message));
    None
}

/// The table of laid lines. Spans are numbers of their own, in the order of the lines; `places` leads back.
fn emit<'f>(
    lines: Vec<Line<'f>>,
    next: &mut usize,
    places: &mut Vec<(usize, &'f TomlFile, usize)>,
) -> DeTable<'f> {
    let mut table = DeTable::new();
    for line in lines {
        let key = Spanned::new(stretch(&line.key_at, next, places), line.key);
        let span = stretch(&line.at, next, places);
        let value = emit_value(line.value, next, places);
        table.insert(key, Spanned::new(span, value));
    }
    table
}

fn emit_value<'f>(
    value: Value<'f>,
    next: &mut usize,
    places: &mut Vec<(usize, &'f TomlFile, usize)>,
) -> DeValue<'f> {
    match value {
        Value::Table(lines) => DeValue::Table(emit(lines, next, places)),
        Value::Array(list) => DeValue::Array(
            list.into_iter()
                .map(|(value, at)| {
                    let span = stretch(&at, next, places);
                    Spanned::new(span, emit_value(value, next, places))
                })
                .collect(),
        ),
        Value::One(one) => one,
    }
}

fn stretch<'f>(
    at: &At<'f>,
    next: &mut usize,
    places: &mut Vec<(usize, &'f TomlFile, usize)>,
) -> Range<usize> {
    let start = *next;
    *next += at.span.len() + 1;
    places.push((start, at.file, at.span.start));
    start..start + at.span.len()
}
