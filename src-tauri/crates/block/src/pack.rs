//! The head that every pack has, whatever its kind.

use crate::source::{Check, Entry, entries, suggest};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, ops::Range};
use toml::de::{DeTable, DeValue};

/// The three kinds of pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PackKind {
    /// An agreement.
    Scheme,
    /// Message shapes of one format.
    Format,
    /// A partner and what joins it to schemes and formats.
    Link,
}

/// A pack by id and version, as a link names it: `form-ba@1.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PackName {
    /// Id of the pack.
    pub id: String,
    /// Version of the pack.
    pub version: String,
}

impl fmt::Display for PackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

impl PackName {
    /// Reads `id@version`.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, version) = text.split_once('@')?;
        (is_id(id) && is_version(version)).then(|| Self { id: id.to_owned(), version: version.to_owned() })
    }

    /// Whether a pack can stand where this one is named: the same id, in this version or a newer one whose version begins with
    /// the same part. What begins with another number is another arrangement, and is named by itself.
    pub fn takes(&self, id: &str, version: &str) -> bool {
        let first = |version: &str| version.split('.').next().map(str::to_owned);
        self.id == id
            && first(version) == first(&self.version)
            && compare_versions(version, &self.version) != Ordering::Less
    }
}

/// Orders versions by their parts between dots and hyphens: numbers as numbers, so that 1.10 comes after 1.9.
pub fn compare_versions(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(Option<u64>, String)> {
        text.split(['.', '-', '_', '+']).map(|part| (part.parse().ok(), part.to_owned())).collect()
    };
    let (one, other) = (parts(one), parts(other));
    for ((number, text), (other_number, other_text)) in one.iter().zip(&other) {
        let order = match (number, other_number) {
            (Some(number), Some(other)) => number.cmp(other),
            // 1.0-draft comes before 1.0.1.
            (Some(_), None) => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            (None, None) => text.cmp(other_text),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    one.len().cmp(&other.len())
}

/// Whether a text can be a pack's id: it is the name of a folder on every system.
fn is_id(text: &str) -> bool {
    let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_');
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('.')
        && text.bytes().all(fine)
}

fn is_version(text: &str) -> bool {
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'+');
    (1..=32).contains(&text.len()) && !text.ends_with('.') && text.bytes().all(fine)
}

/// Days on which a pack is in force; an open end where one is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Effective {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

impl Effective {
    /// Whether the pack is in force on a day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// What `pack.toml` says of a pack before anything of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackHead {
    /// Id, unique in the library; the folder's name.
    pub id: String,
    /// Version.
    pub version: String,
    /// Kind.
    pub kind: PackKind,
    /// Title for people.
    pub title: String,
    /// When it is in force.
    pub effective: Effective,
    /// For training only: a live library refuses it.
    pub training: bool,
    /// SHA-256 over the names and contents of its files but `pack.sig`, lower-case hex.
    pub hash: String,
}

impl PackHead {
    /// Id and version.
    pub fn name(&self) -> PackName {
        PackName { id: self.id.clone(), version: self.version.clone() }
    }
}

/// The keys of the head, as `pack.toml` of a format has them; schemes and links have more.
pub(crate) const HEAD_KEYS: &[&str] = &["id", "version", "kind", "title", "effective", "training"];

/// The head as it is read.
pub(crate) struct Head;

impl Head {
    /// Reads the head's keys of a `pack.toml`; also gives the place of the id. Other keys are left to the kind's own reader,
    /// but a format has none.
    pub(crate) fn read(check: &mut Check<'_>, hash: &str) -> Option<(PackHead, Range<usize>)> {
        let table = match DeTable::parse(&check.file.text) {
            Ok(table) => table,
            Err(error) => {
                let problem = check.file.syntax(&error);
                check.problems.push(problem);
                return None;
            }
        };
        let all = entries(table.get_ref());
        let before = check.problems.len();
        let text = |check: &mut Check<'_>, name: &str| -> (String, Range<usize>) {
            let Some(entry) = all.iter().find(|entry| entry.key == name) else {
                missing(check, &all, name, &format!("pack.toml has no `{name}`"));
                return (String::new(), 0..0);
            };
            (check.text(entry).unwrap_or_default().to_owned(), entry.span.clone())
        };
        let (id, id_at) = text(check, "id");
        let (version, version_at) = text(check, "version");
        if !id_at.is_empty() && !is_id(&id) {
            let message =
                "an id is written in small letters, digits and hyphens, as form-ba: it names a folder";
            check.say(&id_at, "ID", message);
        }
        if !version_at.is_empty() && !is_version(&version) {
            let message = "a version is written in letters, digits, dots and hyphens, as 1.0";
            check.say(&version_at, "VERSION", message);
        }
        let (title, _) = text(check, "title");
        let (kind, kind_at) = text(check, "kind");
        let kind = match kind.as_str() {
            "scheme" => PackKind::Scheme,
            "format" => PackKind::Format,
            "link" => PackKind::Link,
            wrong => {
                if !kind_at.is_empty() {
                    let near = suggest(wrong, &["scheme", "format", "link"]);
                    check.say(&kind_at, "KIND", format!("no kind of pack \"{wrong}\"{near}"));
                }
                return None;
            }
        };
        let training = all.iter().find(|entry| entry.key == "training");
        let training = match training.map(|entry| (entry.value, &entry.span)) {
            Some((DeValue::Boolean(flag), _)) => *flag,
            Some((_, span)) => {
                check.say(span, "HEAD", "`training` is true or false");
                false
            }
            None => {
                let words = "pack.toml has no `training`: write training = true or false";
                missing(check, &all, "training", words);
                false
            }
        };
        let effective = all.iter().find(|entry| entry.key == "effective");
        let effective = effective.map(|entry| effective_days(check, entry)).unwrap_or_default();
        if kind == PackKind::Format && check.problems.len() == before {
            for entry in all.iter().filter(|entry| !HEAD_KEYS.contains(&entry.key)) {
                check.unknown(entry, "a format's pack.toml has no key", HEAD_KEYS);
            }
        }
        let head = PackHead { id, version, kind, title, effective, training, hash: hash.to_owned() };
        (check.problems.len() == before).then_some((head, id_at))
    }
}

/// Says that a key of the head is missing; or of which key that is near it that it is not known.
fn missing(check: &mut Check<'_>, all: &[Entry<'_>], name: &str, words: &str) {
    let near = |entry: &&Entry<'_>| {
        !HEAD_KEYS.contains(&entry.key) && suggest(entry.key, &[name]).starts_with("; did you mean")
    };
    match all.iter().find(near) {
        Some(entry) => check.unknown(entry, "pack.toml has no key", &[name]),
        None => check.say(&(0..0), "HEAD", words),
    }
}

fn effective_days(check: &mut Check<'_>, entry: &Entry<'_>) -> Effective {
    let mut days = Effective::default();
    let Some(table) = check.table(entry) else { return days };
    for line in entries(table) {
        let slot = match line.key {
            "from" => &mut days.from,
            "until" => &mut days.until,
            _ => {
                check.unknown(&line, "`effective` has no key", &["from", "until"]);
                continue;
            }
        };
        let day = match line.value {
            DeValue::String(text) => text.parse().ok(),
            DeValue::Datetime(when) => when.to_string().parse().ok(),
            _ => None,
        };
        *slot = day;
        if day.is_none() {
            check.say(&line.span, "DATE", format!("`{}` is a day: write 2026-01-31", line.key));
        }
    }
    if let (Some(from), Some(until)) = (days.from, days.until)
        && until < from
    {
        check.say(&entry.key_span, "DATE", "`effective` ends before it begins: give `until` a later day");
    }
    days
}
