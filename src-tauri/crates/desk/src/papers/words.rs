//! The words of papers: headings from the message files, texts of packs as they are.

use crate::text::Language;
use block::{Effective, PackHead, PackKind, Sentences};
use print::Part;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The words of one language.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub Language);

impl Words {
    /// A message of `paper.…`.
    pub fn word(self, key: &str) -> String {
        self.0.word(&format!("paper.{key}"))
    }

    /// A message of `paper.…` with values.
    pub fn say(self, key: &str, values: &[(&str, String)]) -> String {
        let values: BTreeMap<String, String> =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.0.say(&format!("paper.{key}"), &values)
    }

    /// A message of `paper.…` for a word of a pack, or the word itself where the files have none.
    pub fn known(self, group: &str, word: &str) -> String {
        self.0.find(&format!("paper.{group}.{word}")).map_or_else(|| self.own(word), str::to_owned)
    }

    /// A text of a pack, isolated: its direction never reaches its neighbours, and nothing in it stays invisible.
    pub fn own(self, text: &str) -> String {
        if self.0 == Language::En && text.is_ascii() {
            return text.to_owned();
        }
        text.split('\n').map(|line| format!("\u{2068}{}\u{2069}", seen(line))).collect::<Vec<_>>().join("\n")
    }

    /// Sentences of a pack in this language.
    pub fn label(self, sentences: &Sentences) -> String {
        crate::answer::label(self.0, sentences)
    }

    /// Several things in one line.
    pub fn list(self, things: &[String]) -> String {
        things.join(&self.word("list"))
    }

    /// Name of a canonical field, `items[].hs`.
    pub fn field(self, path: &str, name: &str) -> String {
        let key = format!("field.{}", path.replace("[]", ""));
        self.0.find(&key).map_or_else(|| self.own(name), str::to_owned)
    }

    /// The name and version of a pack.
    pub fn pack(self, head: &PackHead) -> String {
        self.own(&format!("{}@{}", head.id, head.version))
    }

    /// Days on which a pack is in force.
    pub fn effective(self, days: &Effective) -> String {
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let values = [("from", day(days.from)), ("until", day(days.until))];
        self.say(
            match (days.from, days.until) {
                (Some(_), Some(_)) => "effective.both",
                (Some(_), None) => "effective.from",
                (None, Some(_)) => "effective.until",
                (None, None) => "effective.always",
            },
            &values,
        )
    }

    /// A kind of pack.
    pub fn pack_kind(self, kind: PackKind) -> String {
        self.word(match kind {
            PackKind::Link => "kind.link",
            PackKind::Scheme => "kind.scheme",
            PackKind::Format => "kind.format",
        })
    }

    /// A table with heads of `paper.head.…`.
    pub fn table(self, heads: &[&str], widths: &[u16], rows: Vec<Vec<String>>) -> Part {
        let head = heads.iter().map(|head| self.word(&format!("head.{head}"))).collect();
        Part::Table { head, rows, widths: widths.to_vec() }
    }
}

/// A text whose isolates can be seen, so that it cannot leave its own.
fn seen(text: &str) -> String {
    let isolates = ['\u{200E}', '\u{200F}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if isolates.contains(&character) {
            let _ = write!(out, "[U+{:04X}]", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}
