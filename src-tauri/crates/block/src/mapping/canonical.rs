//! The one spelling of a canonical value: what `read` gives and what `write` compares with.

use super::spelling::{instant, is_currency};
use crate::{
    WriteError,
    schema::{Field, Type},
};
use certificate::{When, country};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// Brings a record's fields into their one spelling: no nulls, no empty text or list, no false mark,
/// decimals without trailing zeros. A field that the kind does not have is refused.
pub(crate) fn record(fields: &[Field], value: &Value, path: &str) -> Result<Map<String, Value>, WriteError> {
    let Value::Object(members) = value else {
        return Err(WriteError::new("VALUE_REFUSED", path, "is not a record"));
    };
    let mut out = Map::new();
    for (name, value) in members {
        let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let field = fields.iter().find(|field| field.name == name).ok_or_else(|| {
            WriteError::new("VALUE_REFUSED", at.clone(), "is no field of this kind of message")
        })?;
        let value = one(field.of, value, &at)?;
        if !value.is_null() {
            out.insert(name.clone(), value);
        }
    }
    Ok(out)
}

fn one(of: Type, value: &Value, path: &str) -> Result<Value, WriteError> {
    match (of, value) {
        (_, Value::Null) | (Type::Mark, Value::Bool(false)) => Ok(Value::Null),
        (Type::Record(fields), value) => {
            let inner = record(fields, value, path)?;
            Ok(if inner.is_empty() { Value::Null } else { Value::Object(inner) })
        }
        (Type::List(fields), Value::Array(list)) => {
            let mut out = Vec::new();
            for (at, value) in list.iter().enumerate() {
                out.push(Value::Object(record(fields, value, &format!("{path}[{at}]"))?));
            }
            Ok(if out.is_empty() { Value::Null } else { Value::Array(out) })
        }
        (_, Value::String(text)) if text.is_empty() => Ok(Value::Null),
        (of, value) => scalar(of, value)
            .ok_or_else(|| WriteError::new("VALUE_REFUSED", path, format!("is no {}", of.name()))),
    }
}

/// One value in its spelling; `None` where it is not of the type.
pub(crate) fn scalar(of: Type, value: &Value) -> Option<Value> {
    match (of, value) {
        (Type::Mark | Type::Flag, Value::Bool(_)) | (Type::Text | Type::Link { .. }, Value::String(_)) => {
            Some(value.clone())
        }
        (Type::Whole { most }, Value::Number(number)) => {
            number.as_u64().filter(|n| *n <= most).map(Value::from)
        }
        (Type::Decimal, Value::String(text)) => {
            Some(Value::from(Decimal::from_str_exact(text).ok()?.normalize().to_string()))
        }
        (Type::Hs, Value::String(text)) => {
            let fine = (4..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            fine.then(|| value.clone())
        }
        (Type::Country, Value::String(text)) => country::is_code(text).then(|| value.clone()),
        (Type::Currency, Value::String(text)) => is_currency(text).then(|| value.clone()),
        (Type::Choice(words), Value::String(text)) => words.contains(&text.as_str()).then(|| value.clone()),
        (Type::When, Value::String(text)) => Some(Value::from(text.parse::<When>().ok()?.to_string())),
        (Type::Day, Value::String(text)) => Some(Value::from(text.parse::<NaiveDate>().ok()?.to_string())),
        (Type::Instant, Value::String(text)) => Some(instant(text.parse::<DateTime<Utc>>().ok()?)),
        _ => None,
    }
}

/// The first place where two canonical values differ: its path, and whether each side has something there.
pub(crate) fn difference(a: Option<&Value>, b: Option<&Value>, path: &str) -> Option<(String, bool, bool)> {
    match (a, b) {
        (Some(Value::Object(x)), Some(Value::Object(y))) => {
            let names = x.keys().chain(y.keys().filter(|name| !x.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                difference(x.get(name), y.get(name), &at)
            })
        }
        (Some(Value::Array(x)), Some(Value::Array(y))) => (0..x.len().max(y.len()))
            .find_map(|at| difference(x.get(at), y.get(at), &format!("{path}[{at}]"))),
        // A whole record or list on one side only: say the first field of it.
        (Some(Value::Object(x)), None) if !x.is_empty() => {
            x.iter().next().and_then(|(name, value)| difference(Some(value), None, &join(path, name)))
        }
        (a, b) => (a != b).then(|| (path.to_owned(), a.is_some(), b.is_some())),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
