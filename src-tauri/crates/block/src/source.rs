//! A pack's TOML with places, so that every mistake is said with line and column.

use crate::PackProblem;
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// One TOML file of a pack.
#[derive(Debug)]
pub(crate) struct TomlFile {
    /// `pack-folder/file.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The mistakes found in one file.
#[derive(Debug)]
pub(crate) struct Check<'f> {
    /// The file.
    pub file: &'f TomlFile,
    /// What was found so far.
    pub problems: Vec<PackProblem>,
    /// Where a file extends others: from which offset of the laid table which file counts, from which byte.
    /// Empty where offsets are simply those of the file.
    pub places: Vec<(usize, &'f TomlFile, usize)>,
}

/// A key with its place, and its value with its place.
pub(crate) struct Entry<'t> {
    pub key: &'t str,
    pub key_span: Range<usize>,
    pub value: &'t DeValue<'t>,
    pub span: Range<usize>,
}

impl<'f> Check<'f> {
    pub(crate) fn new(file: &'f TomlFile) -> Self {
        Self { file, problems: Vec::new(), places: Vec::new() }
    }

    /// The file and the byte in it that an offset means.
    fn place(&self, offset: usize) -> (&'f TomlFile, usize) {
        let after = self.places.partition_point(|place| place.0 <= offset);
        match after.checked_sub(1).and_then(|at| self.places.get(at)) {
            Some((start, file, from)) => (file, from + (offset - start)),
            None => (self.file, offset),
        }
    }

    /// Notes a mistake at a place of the file.
    pub(crate) fn say(&mut self, span: &Range<usize>, code: &str, message: impl Into<String>) {
        let (file, offset) = self.place(span.start);
        self.problems.push(file.problem(offset, code, message));
    }

    /// A text value; anything else is a mistake.
    pub(crate) fn text<'t>(&mut self, entry: &Entry<'t>) -> Option<&'t str> {
        if let DeValue::String(text) = entry.value {
            return Some(text);
        }
        self.say(&entry.span, "NOT_TEXT", format!("`{}` wants a text in quotes", entry.key));
        None
    }

    /// A list of texts with their places; one text counts as a list of one.
    pub(crate) fn texts<'t>(&mut self, entry: &Entry<'t>) -> Vec<(&'t str, Range<usize>)> {
        match entry.value {
            DeValue::String(text) => vec![(text, entry.span.clone())],
            DeValue::Array(list) => {
                let mut all = Vec::new();
                for one in list {
                    if let DeValue::String(text) = one.get_ref() {
                        all.push((text.as_ref(), one.span()));
                    } else {
                        self.say(&one.span(), "NOT_TEXT", format!("`{}` wants texts in quotes", entry.key));
                    }
                }
                all
            }
            _ => {
                self.say(
                    &entry.span,
                    "NOT_TEXT",
                    format!("`{}` wants a text, or a list of texts", entry.key),
                );
                Vec::new()
            }
        }
    }

    /// A table value; anything else is a mistake.
    pub(crate) fn table<'t>(&mut self, entry: &Entry<'t>) -> Option<&'t DeTable<'t>> {
        if let DeValue::Table(table) = entry.value {
            return Some(table);
        }
        self.say(&entry.span, "NOT_A_TABLE", format!("`{}` wants a table: [{}]", entry.key, entry.key));
        None
    }

    /// Says that a key is not known, with the nearest that is.
    pub(crate) fn unknown(&mut self, entry: &Entry<'_>, what: &str, known: &[&str]) {
        let message = format!("{what} `{}`{}", entry.key, suggest(entry.key, known));
        self.say(&entry.key_span, "UNKNOWN_KEY", message);
    }
}

impl TomlFile {
    /// A mistake at a byte of this file.
    pub(crate) fn problem(&self, offset: usize, code: &str, message: impl Into<String>) -> PackProblem {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).map_or(1, |text| text.chars().count() + 1);
        PackProblem {
            code: code.to_owned(),
            file: self.name.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            message: message.into(),
        }
    }

    /// A mistake that the TOML reader found. Where it lists what it expected, the nearest is suggested.
    pub(crate) fn syntax(&self, error: &toml::de::Error) -> PackProblem {
        let offset = error.span().map_or(0, |span| span.start);
        let said = error.message().trim();
        let mut names = said.split('`').skip(1).step_by(2);
        if let Some(wrong) = names.next().filter(|_| said.starts_with("unknown ")) {
            let known: Vec<&str> = names.collect();
            let what = if said.starts_with("unknown field") { "unknown key" } else { "unknown word" };
            return self.problem(
                offset,
                "UNKNOWN_KEY",
                format!("{what} `{wrong}`{}", suggest(wrong, &known)),
            );
        }
        if said == "duplicate key" {
            return self.problem(
                offset,
                "DUPLICATE_KEY",
                "this key stands twice in its table: keep one of the two",
            );
        }
        if let Some((found, wanted)) =
            said.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
        {
            let wanted = match wanted {
                "u32" | "u64" | "usize" => "a whole number, without quotes",
                "a boolean" => "true or false, without quotes",
                "a string" | "string" => "a text in quotes",
                "a sequence" => "a list: [ … ]",
                "a character" => "one letter in quotes",
                _ => "a table",
            };
            return self.problem(offset, "TYPE", format!("here stands {found}: write {wanted}"));
        }
        if let Some(key) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            return self.problem(offset, "KEY_MISSING", format!("the key `{key}` is missing in this table"));
        }
        self.problem(offset, "TOML", said.to_owned())
    }
}

/// The entries of a table in the order of the file.
pub(crate) fn entries<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut all: Vec<Entry<'t>> = table
        .iter()
        .map(|(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
            key: key.get_ref(),
            key_span: key.span(),
            value: value.get_ref(),
            span: value.span(),
        })
        .collect();
    all.sort_by_key(|entry| entry.key_span.start);
    all
}

/// `; did you mean "order"?`, or the list of what is known where nothing is near.
pub(crate) fn suggest(wrong: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|name| (distance(wrong, name), *name))
        // What shares no letter with a name is not near it.
        .filter(|(far, name)| *far <= 1 + name.chars().count() / 4 && *far < name.chars().count())
        .min();
    match near {
        Some((_, name)) => format!("; did you mean \"{name}\"?"),
        None if known.is_empty() => String::new(),
        None if known.len() <= 24 => format!("; write one of: {}", known.join(", ")),
        None => String::new(),
    }
}

/// Edits (insert, delete, replace, swap of neighbours) from one word to another.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = row;
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
