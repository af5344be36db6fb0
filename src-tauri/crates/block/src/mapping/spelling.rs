//! How a value is spelt in the message: read to its canonical value, written from it.

use super::{
    country::{CountryForm, alpha2, country_form, spell_country},
    date::{DateForm, day_text, when_text},
    number::{self, DecimalForm, HsForm, unquoted},
};
use crate::schema::Type;
use certificate::When;
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use document::{Kind, Node};
use rust_decimal::Decimal;
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// A value as it goes into the message. XML takes the text of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Text(String),
    Number(String),
    Bool(bool),
}

impl Scalar {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
        }
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Bool(flag) => flag.to_string(),
        }
    }
}

/// Why a value in the message could not be taken.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub code: &'static str,
    pub found: String,
    pub wanted: String,
}

/// A value that was taken.
#[derive(Debug)]
pub(crate) struct Taken {
    pub value: Value,
    /// A time of day stood where only the day counts.
    pub time_dropped: bool,
}

/// `theirs = ours`, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodeList {
    pub name: String,
    pub theirs: BTreeMap<String, String>,
    pub ours: BTreeMap<String, String>,
}

/// The message's defaults, and what a line says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Forms {
    text: TextForm,
    flag: FlagForm,
    whole_quoted: bool,
    decimal: Vec<DecimalForm>,
    hs: HsForm,
    country: CountryForm,
    date: DateForm,
    day: Option<DateForm>,
    time: Option<DateForm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextForm {
    /// A run of white space with a line break in it is one space: how XML is laid out for people.
    Words,
    /// Lines stay lines, each without its indentation.
    Lines,
    /// As it is.
    Exact,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct FlagForm {
    yes: String,
    no: String,
    quoted: bool,
}

/// The keys of `[forms]`.
pub(crate) const FORMS: &[&str] =
    &["text", "flag", "whole", "decimal", "hs", "country", "date", "day", "time"];

impl Forms {
    /// What holds where a message says nothing.
    pub(crate) fn usual(xml: bool) -> Self {
        // The examples are constants; a test keeps them readable.
        let date = |example: &str| DateForm::parse(example).unwrap_or_default();
        Self {
            text: if xml { TextForm::Words } else { TextForm::Exact },
            flag: FlagForm { yes: "true".to_owned(), no: "false".to_owned(), quoted: false },
            whole_quoted: false,
            decimal: decimals(&["0.############"]).unwrap_or_default(),
            hs: HsForm::parse("0000000000").unwrap_or_default(),
            country: CountryForm::Alpha2,
            date: date("YYYY-MM-DD[Thh:mm:ss[.f][Z]]"),
            day: Some(date("YYYY-MM-DD")),
            time: Some(date("YYYY-MM-DDThh:mm:ss[.f]Z")),
        }
    }

    /// Sets one form; several examples are read in turn, and the first is the one written.
    pub(crate) fn set(&mut self, key: &str, examples: &[&str]) -> Result<(), String> {
        let one = || match examples {
            [one] => Ok(*one),
            _ => Err(format!("`{key}` takes one example; only `decimal` takes several")),
        };
        match key {
            "text" => self.text = text_form(one()?)?,
            "flag" => self.flag = flag(one()?)?,
            "whole" => {
                let (quoted, body) = unquoted(one()?);
                if body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(format!("`{}` is no example of a whole number: write 1 or \"1\"", one()?));
                }
                self.whole_quoted = quoted;
            }
            "decimal" => self.decimal = decimals(examples)?,
            "hs" => self.hs = HsForm::parse(one()?)?,
            "country" => self.country = country_form(one()?)?,
            "date" => {
                self.date = DateForm::parse(one()?)?;
                (self.day, self.time) = (None, None);
            }
            "day" => self.day = Some(DateForm::parse(one()?)?),
            "time" => self.time = Some(DateForm::parse(one()?)?),
            _ => return Err(format!("no form `{key}`")),
        }
        Ok(())
    }

    /// The key of `[forms]` that a type goes by; `None` where a type has no form.
    pub(crate) fn key(of: Type) -> Option<&'static str> {
        match of {
            Type::Text | Type::Link { .. } => Some("text"),
            Type::Mark | Type::Flag => Some("flag"),
            Type::Whole { .. } => Some("whole"),
            Type::Decimal => Some("decimal"),
            Type::Hs => Some("hs"),
            Type::Country => Some("country"),
            Type::When => Some("date"),
            Type::Day => Some("day"),
            Type::Instant => Some("time"),
            Type::Currency | Type::Choice(_) | Type::Record(_) | Type::List(_) => None,
        }
    }
}

fn text_form(name: &str) -> Result<TextForm, String> {
    match name {
        "words" => Ok(TextForm::Words),
        "lines" => Ok(TextForm::Lines),
        "exact" => Ok(TextForm::Exact),
        _ => Err(format!("`{name}` is no form of text: write words, lines or exact")),
    }
}

fn flag(example: &str) -> Result<FlagForm, String> {
    let (quoted, body) = unquoted(example);
    match body.split_once('|') {
        Some((yes, no)) if !yes.is_empty() && !no.is_empty() && yes != no => {
            let quoted = quoted || body != "true|false";
            Ok(FlagForm { yes: yes.to_owned(), no: no.to_owned(), quoted })
        }
        _ => Err(format!("`{example}` is no example of a flag: write true|false or S|N, yes first")),
    }
}

fn decimals(examples: &[&str]) -> Result<Vec<DecimalForm>, String> {
    let forms: Vec<DecimalForm> =
        examples.iter().map(|example| DecimalForm::parse(example)).collect::<Result<_, _>>()?;
    for (at, form) in forms.iter().enumerate() {
        if let Some(other) = forms.iter().take(at).find(|other| form.clashes(other)) {
            let (a, b) = (other.example(), form.example());
            return Err(format!("`{a}` and `{b}` together would make one text two numbers: keep one"));
        }
    }
    Ok(forms)
}

/// One line's way of spelling: type, forms, perhaps a code list.
#[derive(Clone, Debug)]
pub(crate) struct Spelling {
    pub of: Type,
    pub forms: Arc<Forms>,
    pub codes: Option<Arc<CodeList>>,
}

impl Spelling {
    /// The canonical value of a node; `None` where it is empty or null.
    pub(crate) fn read(&self, node: Node<'_>) -> Result<Option<Taken>, Trouble> {
        let text = match node.kind() {
            Kind::Null => return Ok(None),
            Kind::Element if let Some(text) = node.plain_text() => {
                return self.read_text(text, Kind::Element);
            }
            Kind::Element if node.elements().next().is_some() => return Err(self.trouble("elements")),
            Kind::Object | Kind::Array | Kind::Bytes | Kind::Top => {
                return Err(self.trouble(match node.kind() {
                    Kind::Array => "a list",
                    Kind::Bytes => "bytes",
                    _ => "an object",
                }));
            }
            _ => node.text(),
        };
        self.read_text(&text, node.kind())
    }

    /// The canonical value of a text.
    pub(crate) fn read_text(&self, text: &str, kind: Kind) -> Result<Option<Taken>, Trouble> {
        let text = self.tidy(text);
        if text.is_empty() {
            return Ok(None);
        }
        if let Some(codes) = &self.codes {
            let ours = codes.theirs.get(trim(&text)).ok_or_else(|| Trouble {
                code: "CODE_UNKNOWN",
                found: text.to_string(),
                wanted: format!("a code of the list {}", codes.name),
            })?;
            return Ok(Some(Taken { value: Value::String(ours.clone()), time_dropped: false }));
        }
        if matches!(self.of, Type::Text | Type::Link { .. }) {
            return Ok(Some(Taken { value: Value::String(text.into_owned()), time_dropped: false }));
        }
        self.value(&text, kind).map(Some).ok_or_else(|| self.trouble(&text))
    }

    fn tidy<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match (self.of, self.forms.text) {
            (Type::Text | Type::Link { .. }, TextForm::Exact) => Cow::Borrowed(text),
            (Type::Text | Type::Link { .. }, TextForm::Words) => words(trim(text)),
            (Type::Text | Type::Link { .. }, TextForm::Lines) if has_breaks(text) => {
                Cow::Owned(text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n"))
            }
            _ => Cow::Borrowed(trim(text)),
        }
    }

    /// Whether a separator may stand in a value spelt so. Of free text nobody can tell; what is written is read back.
    pub(crate) fn may_hold(&self, separator: &str) -> bool {
        if let Some(codes) = &self.codes {
            return codes.theirs.keys().any(|code| code.contains(separator));
        }
        match self.of {
            Type::Decimal => self.forms.decimal.iter().any(|form| form.may_hold(separator)),
            Type::Whole { .. } => separator.bytes().all(|b| b.is_ascii_digit()),
            Type::Hs => self.forms.hs.may_hold(separator),
            Type::When => self.forms.date.may_hold(separator),
            Type::Day | Type::Instant => self.date_form().may_hold(separator),
            Type::Country | Type::Currency => separator.bytes().all(|b| b.is_ascii_uppercase()),
            _ => false,
        }
    }

    fn value(&self, text: &str, kind: Kind) -> Option<Taken> {
        let forms = &self.forms;
        let taken = |value: Value| Some(Taken { value, time_dropped: false });
        match self.of {
            Type::Text | Type::Link { .. } => taken(Value::from(text)),
            Type::Mark | Type::Flag => {
                if text == forms.flag.yes {
                    taken(Value::from(true))
                } else if text == forms.flag.no {
                    taken(Value::from(false))
                } else {
                    None
                }
            }
            Type::Whole { most } => taken(Value::from(text.parse::<u64>().ok().filter(|n| *n <= most)?)),
            Type::Decimal => {
                let short = match kind {
                    Kind::Number => number::plain(text),
                    _ => forms.decimal.first().and_then(|form| form.plain(text)),
                };
                if let Some(short) = short {
                    return taken(Value::from(short));
                }
                let number = if kind == Kind::Number { plain(text) } else { None };
                let value = number.or_else(|| forms.decimal.iter().find_map(|form| form.read(text)))?;
                taken(Value::from(value.normalize().to_string()))
            }
            Type::Hs => taken(Value::from(HsForm::read(text)?)),
            Type::Country => taken(Value::from(alpha2(text)?)),
            Type::Currency => is_currency(text).then(|| taken(Value::from(text)))?,
            Type::Choice(words) => words.contains(&text).then(|| taken(Value::from(text)))?,
            Type::When => taken(Value::from(when_text(&forms.date.read(text)?))),
            Type::Day => {
                let when = self.date_form().read(text)?;
                let time_dropped = when.time.is_some_and(|time| time.num_seconds_from_midnight() > 0);
                Some(Taken { value: Value::from(day_text(when.date)), time_dropped })
            }
            Type::Instant => taken(instant(self.date_form().read(text)?.instant())),
            Type::Record(_) | Type::List(_) => None,
        }
    }

    fn date_form(&self) -> &DateForm {
        let own = if self.of == Type::Day { &self.forms.day } else { &self.forms.time };
        own.as_ref().unwrap_or(&self.forms.date)
    }

    /// The message's spelling of a canonical value, or why there is none.
    pub(crate) fn write(&self, value: &Value) -> Result<Scalar, String> {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if let Some(codes) = &self.codes {
            let theirs = codes.ours.get(&text);
            return theirs
                .map(|theirs| Scalar::Text(theirs.clone()))
                .ok_or_else(|| format!("has no code in the list {}", codes.name));
        }
        let forms = &self.forms;
        let spelt = |result: Option<String>| {
            result.map(Scalar::Text).ok_or_else(|| format!("is no {}", self.of.name()))
        };
        match self.of {
            Type::Text | Type::Link { .. } | Type::Currency | Type::Choice(_) => Ok(Scalar::Text(text)),
            Type::Mark | Type::Flag => {
                let flag = value.as_bool().ok_or("is no flag")?;
                let word = if flag { &forms.flag.yes } else { &forms.flag.no };
                Ok(if forms.flag.quoted { Scalar::Text(word.clone()) } else { Scalar::Bool(flag) })
            }
            Type::Whole { .. } if forms.whole_quoted => Ok(Scalar::Text(text)),
            Type::Whole { .. } => Ok(Scalar::Number(text)),
            Type::Decimal => {
                let value = Decimal::from_str_exact(&text).map_err(|_| "is no decimal")?;
                let form = forms.decimal.first().ok_or("has no form")?;
                let text = form.write(value)?;
                Ok(if form.quoted { Scalar::Text(text) } else { Scalar::Number(text) })
            }
            Type::Hs => forms.hs.write(&text).map(Scalar::Text),
            Type::Country => spelt(spell_country(&text, forms.country)),
            Type::When => {
                let when: When = text.parse().map_err(|_| "is no date")?;
                forms.date.write(&when).map(Scalar::Text)
            }
            Type::Day => {
                let day: NaiveDate = text.parse().map_err(|_| "is no day")?;
                self.date_form().write_day(day).map(Scalar::Text)
            }
            Type::Instant => {
                let at: DateTime<Utc> = text.parse().map_err(|_| "is no time")?;
                self.date_form().write(&When::instant_utc(at)).map(Scalar::Text)
            }
            Type::Record(_) | Type::List(_) => Err("is no single value".to_owned()),
        }
    }

    /// How it is spelt, in words: `date spelt DD/MM/YYYY`, `HS code spelt 0101.21.00`.
    pub(crate) fn told(&self) -> String {
        let forms = &self.forms;
        let name = self.of.name();
        if let Some(codes) = &self.codes {
            return format!("code of the list {}", codes.name);
        }
        let example = match self.of {
            Type::Decimal => {
                Some(forms.decimal.iter().map(DecimalForm::example).collect::<Vec<_>>().join(" or "))
            }
            Type::When => Some(forms.date.example().to_owned()),
            Type::Day | Type::Instant => Some(self.date_form().example().to_owned()),
            Type::Mark | Type::Flag => Some(format!("{}|{}", forms.flag.yes, forms.flag.no)),
            Type::Hs => forms.hs.write("01012100").or_else(|_| forms.hs.write("010121")).ok(),
            Type::Country => Some(
                match forms.country {
                    CountryForm::Alpha2 => "alpha-2",
                    CountryForm::Alpha3 => "alpha-3",
                    CountryForm::Numeric => "numeric",
                    CountryForm::Name => "by name",
                }
                .to_owned(),
            ),
            _ => None,
        };
        example.map_or(name.to_owned(), |example| format!("{name} spelt {example}"))
    }

    fn trouble(&self, found: &str) -> Trouble {
        let forms = &self.forms;
        let example = match self.of {
            Type::Decimal => forms.decimal.first().map(|form| form.example().to_owned()),
            Type::When => Some(forms.date.example().to_owned()),
            Type::Day | Type::Instant => Some(self.date_form().example().to_owned()),
            Type::Mark | Type::Flag => Some(format!("{}|{}", forms.flag.yes, forms.flag.no)),
            _ => None,
        };
        let name = self.of.name();
        let wanted = example.map_or(name.to_owned(), |example| format!("{name} spelt {example}"));
        Trouble { code: "VALUE_UNREADABLE", found: found.chars().take(80).collect(), wanted }
    }
}

/// A JSON number; an exponent is allowed there.
fn plain(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// An instant as `certificate` serialises it.
pub(crate) fn instant(at: DateTime<Utc>) -> Value {
    serde_json::to_value(at).unwrap_or_default()
}

pub(crate) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Without white space around it; most texts have none.
fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

fn has_breaks(text: &str) -> bool {
    text.bytes().any(|b| b == b'\n' || b == b'\r')
}

/// Joins lines: each run of white space with a line break in it becomes one space.
fn words(text: &str) -> Cow<'_, str> {
    if !has_breaks(text) {
        return Cow::Borrowed(text);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Cow::Owned(lines.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_readable() {
        for xml in [true, false] {
            let forms = Forms::usual(xml);
            let dates = [Some(&forms.date), forms.day.as_ref(), forms.time.as_ref()];
            assert!(dates.iter().all(|form| form.is_some_and(|form| !form.example().is_empty())), "dates");
            assert!(!forms.decimal.is_empty() && forms.hs != HsForm::default(), "numbers and HS codes");
        }
    }

    #[test]
    fn layout_is_one_space_and_double_spaces_stay() {
        assert_eq!(words("A  B\n      C"), "A  B C", "only a line break is layout");
    }
}
