//! The search language: words, "phrases", `field:value`, `field:a,b`, days and ranges of days, `-` before what must
//! not be, `*` after a beginning. Text to tree and back: `parse(print(tree)) = tree`.

use super::field::{Day, Field, did_you_mean};
use super::words;
use serde::Serialize;
use std::fmt;

/// Longer searches are refused.
const LONGEST: usize = 2_000;
/// So are searches of more terms or values than this.
const MOST: usize = 64;

/// A text that is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Text {
    written: String,
    quoted: bool,
    prefix: bool,
}

impl Text {
    /// A word; it is put in quotes where it could not stand without.
    pub fn word(text: impl Into<String>) -> Self {
        let text = text.into();
        let quoted = !plain(&text);
        Self { written: text, quoted, prefix: false }
    }

    /// Words that must follow each other; of a number, the whole of it.
    pub fn phrase(text: impl Into<String>) -> Self {
        Self { written: text.into(), quoted: true, prefix: false }
    }

    /// Takes it as a beginning.
    #[must_use]
    pub fn beginning(mut self) -> Self {
        self.prefix = true;
        self
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.written
    }

    /// Whether it stands in quotes.
    pub fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// Whether it is a beginning.
    pub fn is_prefix(&self) -> bool {
        self.prefix
    }
}

/// Whether a text can stand without quotes.
fn plain(text: &str) -> bool {
    let held = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | ',' | '*' | ':' | '\\');
    !text.is_empty() && !text.starts_with('-') && !text.contains(held)
}

/// What one term asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TermValue {
    /// A text anywhere: parties, goods, references, numbers.
    Any(Text),
    /// One of some values of a field.
    In(Field, Vec<Text>),
    /// Days of a field, from the first of one to the last of the other; either side may be open, not both.
    Span(Field, Option<Day>, Option<Day>),
}

/// One term of a search.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Term {
    /// Whether it must not be.
    pub negated: bool,
    /// What it asks for.
    pub value: TermValue,
}

/// A search: all of its terms. The empty one finds everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Query {
    /// The terms.
    pub terms: Vec<Term>,
}

/// What is wrong with a search text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum QueryErrorKind {
    /// The word before the colon is no field.
    UnknownField,
    /// The field does not take this value.
    BadValue,
    /// Nothing stands after the colon.
    ValueMissing,
    /// Longer than 2,000 characters or 64 terms.
    TooLong,
}

/// A search text that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("the search cannot be read at character {at}")]
pub struct QueryError {
    /// What is wrong.
    pub kind: QueryErrorKind,
    /// Where, in characters from 0.
    pub at: usize,
    /// The field or value as typed.
    pub typed: String,
    /// What was perhaps meant.
    pub suggestion: Option<String>,
}

impl QueryError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self.kind {
            QueryErrorKind::UnknownField => "QUERY_UNKNOWN_FIELD",
            QueryErrorKind::BadValue => "QUERY_BAD_VALUE",
            QueryErrorKind::ValueMissing => "QUERY_VALUE_MISSING",
            QueryErrorKind::TooLong => "QUERY_TOO_LONG",
        }
    }
}

impl Query {
    /// Reads a search text. A quote that is not closed ends with the text; signs without letters or digits are passed over.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() > LONGEST {
            return Err(wrong(QueryErrorKind::TooLong, 0, "", None));
        }
        let mut reader = Reader { chars: &chars, at: 0 };
        let mut terms = Vec::new();
        while let Some(term) = reader.term()? {
            if terms.len() == MOST {
                return Err(wrong(QueryErrorKind::TooLong, reader.at, "", None));
            }
            terms.extend(term.said());
        }
        Ok(Self { terms })
    }

    /// The search with one more term, for example of a facet that was chosen.
    #[must_use]
    pub fn and(mut self, field: Field, value: Text) -> Self {
        self.terms.push(Term { negated: false, value: TermValue::In(field, vec![value]) });
        self
    }
}

/// A term that was read; `None` inside when it says nothing (only signs).
struct Said(Option<Term>);

impl Said {
    fn said(self) -> Option<Term> {
        self.0
    }
}

fn wrong(kind: QueryErrorKind, at: usize, typed: &str, suggestion: Option<&str>) -> QueryError {
    QueryError { kind, at, typed: typed.to_owned(), suggestion: suggestion.map(str::to_owned) }
}

struct Reader<'t> {
    chars: &'t [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn rest(&self) -> &[char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self, goes_on: impl Fn(char) -> bool) -> String {
        let run: String = self.rest().iter().copied().take_while(|c| goes_on(*c)).collect();
        self.at += run.chars().count();
        run
    }

    fn term(&mut self) -> Result<Option<Said>, QueryError> {
        self.run(|c| c.is_whitespace() || c == ',');
        if self.peek().is_none() {
            return Ok(None);
        }
        let negated =
            self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace());
        self.at += usize::from(negated);
        let start = self.at;
        let name: String = self.rest().iter().copied().take_while(char::is_ascii_alphabetic).collect();
        let named = !name.is_empty() && self.chars.get(self.at + name.len()) == Some(&':');
        if named {
            let field = Field::of(&name).ok_or_else(|| {
                let near = did_you_mean(&name, Field::all().map(|(_, word)| word));
                wrong(QueryErrorKind::UnknownField, start, &name, near)
            })?;
            self.at += name.len() + 1;
            let value = if field.takes_days() { self.span(field)? } else { self.values(field)? };
            return Ok(Some(Said(Some(Term { negated, value }))));
        }
        let text = self.text(|c| !c.is_whitespace() && c != '"');
        let says = !words::search(text.text()).is_empty();
        Ok(Some(Said(says.then_some(Term { negated, value: TermValue::Any(text) }))))
    }

    /// A quoted text or a bare one, and the star after it.
    fn text(&mut self, bare: impl Fn(char) -> bool) -> Text {
        if self.peek() == Some('"') {
            self.at += 1;
            let mut text = String::new();
            while let Some(c) = self.peek() {
                self.at += 1;
                match c {
                    '"' => break,
                    '\\' => {
                        text.extend(self.peek());
                        self.at += 1;
                    }
                    c => text.push(c),
                }
            }
            let prefix = self.peek() == Some('*');
            self.at += usize::from(prefix);
            return Text { written: text, quoted: true, prefix };
        }
        let typed = self.run(bare);
        match typed.strip_suffix('*') {
            Some(beginning) => Text::word(beginning).beginning(),
            None => Text::word(typed),
        }
    }

    fn values(&mut self, field: Field) -> Result<TermValue, QueryError> {
        let mut values = Vec::new();
        loop {
            let start = self.at;
            let value = self.text(|c| !c.is_whitespace() && c != '"' && c != ',');
            check(field, &value, start)?;
            values.push(value);
            if values.len() > MOST {
                return Err(wrong(QueryErrorKind::TooLong, start, "", None));
            }
            let more = self.peek() == Some(',')
                && self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace() && *c != ',');
            if !more {
                return Ok(TermValue::In(field, values));
            }
            self.at += 1;
        }
    }

    fn span(&mut self, field: Field) -> Result<TermValue, QueryError> {
        let start = self.at;
        let typed = self.run(|c| !c.is_whitespace());
        let bad = || wrong(QueryErrorKind::BadValue, start, &typed, None);
        if typed.is_empty() {
            return Err(wrong(QueryErrorKind::ValueMissing, start, field.word(), None));
        }
        let side = |text: &str| {
            if text.is_empty() { Ok(None) } else { text.parse::<Day>().map(Some).map_err(|_| bad()) }
        };
        match typed.split_once("..") {
            Some((from, to)) => match (side(from)?, side(to)?) {
                (None, None) => Err(bad()),
                (from, to) => Ok(TermValue::Span(field, from, to)),
            },
            None => side(&typed).map(|day| TermValue::Span(field, day, day)),
        }
    }
}

/// Whether a field takes a value.
fn check(field: Field, value: &Text, at: usize) -> Result<(), QueryError> {
    let text = value.text();
    if words::search(text).is_empty() {
        return Err(wrong(QueryErrorKind::ValueMissing, at, field.word(), None));
    }
    if let Some(words) = field.values() {
        if words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return Ok(());
        }
        return Err(wrong(QueryErrorKind::BadValue, at, text, did_you_mean(text, words.iter().copied())));
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let code = text.chars().all(|c| c.is_ascii_digit() || c == '.') && (2..=10).contains(&digits);
    if field == Field::Hs && !code {
        return Err(wrong(QueryErrorKind::BadValue, at, text, None));
    }
    Ok(())
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted {
            write!(f, "\"{}\"", self.written.replace('\\', "\\\\").replace('"', "\\\""))?;
        } else {
            f.write_str(&self.written)?;
        }
        if self.prefix { f.write_str("*") } else { Ok(()) }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        match &self.value {
            TermValue::Any(text) => text.fmt(f),
            TermValue::In(field, values) => {
                write!(f, "{}:", field.word())?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { "," })?;
                }
                Ok(())
            }
            TermValue::Span(field, from, to) => {
                write!(f, "{}:", field.word())?;
                match (from, to) {
                    (Some(from), Some(to)) if from == to => from.fmt(f),
                    (from, to) => {
                        from.iter().try_for_each(|day| day.fmt(f))?;
                        f.write_str("..")?;
                        to.iter().try_for_each(|day| day.fmt(f))
                    }
                }
            }
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            write!(f, "{}{term}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
