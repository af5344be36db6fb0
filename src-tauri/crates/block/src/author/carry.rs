//! What a message's spellings can say of a value: a value that is refused is said more simply, and a field that no simple value fits is
//! left out and told.

use crate::{Message, WriteError};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// Simplest of the simpler values.
const SIMPLEST: u8 = 7;
/// Most changes of one value.
const MOST_CHANGES: usize = 400;

/// What was learnt of a message while values were written: how simply each field has to be said.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    steps: BTreeMap<String, u8>,
    /// Fields for which no value was taken, and why.
    pub never: BTreeMap<String, WriteError>,
}

/// A value that was written.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    pub value: Value,
    pub bytes: Vec<u8>,
}

impl Bounds {
    /// Writes the value, simpler where it must be. Error: what cannot be mended by a simpler value of the field.
    pub fn carry(&mut self, message: &Message, mut value: Value) -> Result<Carried, WriteError> {
        for (field, step) in self.steps.clone() {
            simplify(&mut value, &field, step);
        }
        for _ in 0..MOST_CHANGES {
            let error = match message.write(&value) {
                Ok(bytes) => return Ok(Carried { value, bytes }),
                Err(error) => error,
            };
            let field = pattern(&error.field);
            if field.is_empty() || !present(&value, &field) {
                return Err(error);
            }
            let step = self.steps.entry(field.clone()).or_insert(0);
            *step += 1;
            if *step > SIMPLEST {
                self.never.entry(field.clone()).or_insert(error);
            }
            let step = *step;
            if step > SIMPLEST + 1 {
                return Err(WriteError::new("NOT_WRITABLE", field, "is refused even when it is absent"));
            }
            simplify(&mut value, &field, step);
        }
        Err(WriteError::new("NOT_WRITABLE", "", "no value was found that can be written"))
    }
}

/// `items[3].hs` to `items[].hs`.
fn pattern(field: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in field.chars() {
        match c {
            '[' => inside = true,
            ']' => {
                inside = false;
                out.push_str("[]");
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn present(value: &Value, field: &str) -> bool {
    let mut found = false;
    each(&mut value.clone(), field, &mut |_| {
        found = true;
        true
    });
    found
}

/// Calls for every value of a field; what says false is taken out.
fn each(value: &mut Value, field: &str, act: &mut dyn FnMut(&mut Value) -> bool) {
    let (head, rest) = field.split_once('.').map_or((field, None), |(head, rest)| (head, Some(rest)));
    let Value::Object(members) = value else { return };
    let name = head.trim_end_matches("[]");
    let Some(inner) = members.get_mut(name) else { return };
    let keep = match (rest, inner) {
        (None, inner) => act(inner),
        (Some(rest), Value::Array(list)) => {
            for entry in list.iter_mut() {
                each(entry, rest, act);
            }
            true
        }
        (Some(rest), inner) => {
            each(inner, rest, act);
            true
        }
    };
    if !keep {
        members.remove(name);
    }
}

fn simplify(value: &mut Value, field: &str, step: u8) {
    each(value, field, &mut |value| match simpler(value, step) {
        Some(simple) => {
            *value = simple;
            true
        }
        None => false,
    });
}

/// The value said more simply; `None` to leave it out.
fn simpler(value: &Value, step: u8) -> Option<Value> {
    if step > SIMPLEST {
        return None;
    }
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => {
            let number = number.as_u64().unwrap_or(0);
            return Some(Value::from(if step < 4 { number % 10_000 } else { number % 100 }));
        }
        Value::Bool(_) => return (step < 2).then(|| value.clone()),
        _ => return (step < 2).then(|| value.clone()),
    };
    if let Some(time) = timed(text, step) {
        return Some(Value::from(time));
    }
    if text.contains('.')
        && let Ok(number) = Decimal::from_str_exact(text)
    {
        let places = [4, 3, 2, 1, 0].get(usize::from(step.saturating_sub(1))).copied().unwrap_or(0);
        return Some(Value::from(number.trunc_with_scale(places).normalize().to_string()));
    }
    if text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        let digits = [6, 8, 10, 4].get(usize::from(step.saturating_sub(1))).copied().unwrap_or(6);
        return Some(Value::from(format!("{text:0<10}").chars().take(digits).collect::<String>()));
    }
    let plain = |keep: &dyn Fn(char) -> bool| -> String {
        let text: String = text.chars().filter(|c| keep(*c)).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() { "X1".to_owned() } else { text }
    };
    Some(Value::from(match step {
        1 => text.replace('\n', " "),
        2 => plain(&|_| true),
        3 => plain(&|c| c.is_alphanumeric() || c == ' '),
        4 => plain(&|c| c.is_ascii_alphanumeric() || c == ' '),
        5 => plain(&|c| c.is_ascii_alphanumeric()),
        6 => plain(&|c| c.is_ascii_alphanumeric()).to_uppercase().chars().take(3).collect(),
        _ => "1".to_owned(),
    }))
}

/// A time said more simply: without fraction, in UTC, without offset, without seconds, the day alone.
fn timed(text: &str, step: u8) -> Option<String> {
    let day = text.get(..10).filter(|day| day.parse::<chrono::NaiveDate>().is_ok())?;
    let clock = text.get(10..19).filter(|clock| clock.starts_with('T'))?;
    let offset =
        text.get(19..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    Some(match step {
        1 => format!("{day}{clock}{offset}"),
        2 => format!("{day}{clock}Z"),
        3 => format!("{day}{clock}"),
        4 => format!("{day}{}:00Z", clock.get(..6).unwrap_or_default()),
        5 => format!("{day}{}:00", clock.get(..6).unwrap_or_default()),
        6 => format!("{day}T00:00:00"),
        _ => day.to_owned(),
    })
}
