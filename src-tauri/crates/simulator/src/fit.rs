//! Fits a canonical value to a message: what the format has no place for is left out, codes are those of its lists, and
//! what its forms cannot spell is said more simply. All of it is asked of the pack; nothing here knows a format.

use crate::{Result, SimulatorError};
use block::{CarriedField, Message, Scheme};
use certificate::When;
use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most attempts to say a value so that the format can carry it.
const MOST_REPAIRS: usize = 60;

/// A message and what a value must have to be written in it.
pub(crate) struct Fit<'a> {
    pub message: &'a Message,
    carried: BTreeMap<String, CarriedField>,
    mandatory: Vec<String>,
}

/// Makes a value for a field that must be there: its canonical path (`items[].hs`), and what it holds.
pub(crate) type Fill<'f> = &'f mut dyn FnMut(&str, &str) -> Option<Value>;

impl<'a> Fit<'a> {
    pub fn new(message: &'a Message, scheme: Option<&Scheme>) -> Result<Self> {
        if !message.writes {
            return Err(SimulatorError::Packs(format!(
                "`{}` is only read (writes = false): nothing can be played with it",
                message.id
            )));
        }
        let carried: BTreeMap<_, _> =
            message.carried().into_iter().map(|carried| (carried.field.clone(), carried)).collect();
        let mandatory: Vec<String> =
            scheme.iter().flat_map(|scheme| &scheme.mandatory).map(|one| one.field.clone()).collect();
        let fit = Self { message, carried, mandatory };
        if let (Some(missing), Some(scheme)) =
            (fit.mandatory.iter().find(|field| !fit.carries(field)), scheme)
        {
            return Err(SimulatorError::Packs(format!(
                "`{}` has no place for {missing}, which `{}` makes mandatory: no certificate in it would be green",
                fit.message.id, scheme.id
            )));
        }
        Ok(fit)
    }

    /// Whether the message has a place for a field, or for something of a section or group.
    pub fn carries(&self, field: &str) -> bool {
        let below = [format!("{field}."), format!("{field}[].")];
        self.carried
            .keys()
            .any(|known| known == field || below.iter().any(|below| known.starts_with(below.as_str())))
    }

    /// Sets a field of a value, as its type wants it: a day where it holds one.
    pub fn set(&self, value: &mut Value, field: &str, to: &Value) {
        let Some(carried) = self.carried.get(field).filter(|carried| carried.holds != "constant") else {
            return;
        };
        let day = matches!(carried.holds, "date" | "day");
        let to = match to.as_str() {
            Some(text) if day => Value::String(text.chars().take(10).collect()),
            _ => to.clone(),
        };
        remove(value, field);
        put(value, field, &mut || Some(to.clone()));
    }

    /// The words that a field is limited to; empty where it is free.
    pub fn words(&self, field: &str) -> &[String] {
        self.carried.get(field).map(|carried| carried.words.as_slice()).unwrap_or_default()
    }

    /// A record or update as this message can carry it.
    pub fn fitted<T: Serialize + DeserializeOwned>(&self, record: &T, fill: Fill<'_>) -> Result<T> {
        let value = serde_json::to_value(record).map_err(|error| self.failed(error))?;
        serde_json::from_value(self.value(value, fill)?).map_err(|error| self.failed(error))
    }

    fn failed(&self, reason: impl ToString) -> SimulatorError {
        SimulatorError::Write { what: self.message.id.clone(), reason: reason.to_string() }
    }

    /// A canonical value as this message can carry it.
    pub fn value(&self, mut value: Value, fill: Fill<'_>) -> Result<Value> {
        self.keep_carried(&mut value, "");
        self.fill(&mut value, fill);
        self.codes(&mut value, "");
        let mut turns: BTreeMap<String, usize> = BTreeMap::new();
        for _ in 0..MOST_REPAIRS {
            let Err(error) = self.message.write(&value) else { return Ok(value) };
            let field = pattern(&error.field);
            let turn = turns.entry(field.clone()).or_default();
            let holds = self.carried.get(&field).map_or("", |carried| carried.holds);
            let simpler = each_leaf(&mut value, &field, &mut |leaf| simpler(leaf, holds, *turn));
            *turn += 1;
            if !simpler {
                let needed =
                    self.mandatory.contains(&field) || self.carried.get(&field).is_some_and(|c| c.always);
                if needed || !remove(&mut value, &field) {
                    return Err(self.failed(error));
                }
            }
        }
        Err(self.failed("its forms are too narrow for what was drafted"))
    }

    fn keep_carried(&self, value: &mut Value, path: &str) -> bool {
        match value {
            Value::Object(members) => {
                let names: Vec<String> = members.keys().cloned().collect();
                for name in names {
                    let at = joined(path, &name);
                    let keep = members.get_mut(&name).is_some_and(|member| self.keep_carried(member, &at));
                    if !keep {
                        members.remove(&name);
                    }
                }
                !members.is_empty() || path.is_empty()
            }
            Value::Array(entries) => {
                entries.retain_mut(|entry| self.keep_carried(entry, &format!("{path}[]")));
                !entries.is_empty()
            }
            Value::Null => false,
            _ => self.carried.contains_key(path),
        }
    }

    /// Constants and words of code lists: what is not one of them becomes one, always the same for the same value.
    fn codes(&self, value: &mut Value, path: &str) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.codes(member, &joined(path, name));
                }
            }
            Value::Array(entries) => {
                for entry in entries {
                    self.codes(entry, &format!("{path}[]"));
                }
            }
            leaf => {
                let Some(carried) = self.carried.get(path) else { return };
                let text = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
                if carried.words.is_empty() || carried.words.contains(&text) {
                    return;
                }
                let at =
                    text.bytes().fold(7usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
                if let Some(word) = carried.words.get(at % carried.words.len()) {
                    *leaf = constant(carried.holds, word);
                }
            }
        }
    }

    /// What must be there and is not: constants, what a value cannot be written without, what the scheme wants.
    fn fill(&self, value: &mut Value, fill: Fill<'_>) {
        let constants = self.carried.values().filter(|carried| carried.holds == "constant");
        let always = self.carried.values().filter(|carried| carried.always && carried.holds != "constant");
        let wanted = self.mandatory.iter().filter_map(|field| self.carried.get(field));
        for carried in constants {
            if let Some(word) = carried.words.first() {
                put(value, &carried.field, &mut || Some(constant("constant", word)));
            }
        }
        for group in
            self.mandatory.iter().filter(|field| self.carries(field) && !self.carried.contains_key(*field))
        {
            let entry = |field: &&String| field.starts_with(&format!("{group}[].name"));
            if let (Some(field), None) = (self.carried.keys().find(entry), at(value, group)) {
                let name = fill(field, "text");
                if let (Value::Object(members), Some(name)) = (&mut *value, name) {
                    let entry = Map::from_iter([("name".to_owned(), name)]);
                    members.insert(group.clone(), Value::Array(vec![Value::Object(entry)]));
                }
            }
        }
        for carried in always.chain(wanted) {
            let word = carried.words.first().map(|word| constant(carried.holds, word));
            put(value, &carried.field, &mut || word.clone().or_else(|| fill(&carried.field, carried.holds)));
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// `items[3].hs` as `items[].hs`.
fn pattern(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => {
                inside = true;
                out.push('[');
            }
            ']' => {
                inside = false;
                out.push(']');
            }
            _ if inside => {}
            c => out.push(c),
        }
    }
    out
}

/// A constant comes as text whatever it is.
fn constant(holds: &str, word: &str) -> Value {
    match (holds, word) {
        ("constant", "true") => Value::Bool(true),
        ("constant", "false") => Value::Bool(false),
        _ => Value::String(word.to_owned()),
    }
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |at, name| at.get(name))
}

/// Puts a value at a path where nothing is; in every entry of the groups on the way, sections are made.
fn put(value: &mut Value, path: &str, make: &mut dyn FnMut() -> Option<Value>) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Value::Object(members) = value else { return };
    if let (Some(group), Some(rest)) = (name.strip_suffix("[]"), rest) {
        if let Some(Value::Array(entries)) = members.get_mut(group) {
            for entry in entries {
                put(entry, rest, make);
            }
        }
        return;
    }
    match rest {
        Some(rest) => {
            let section = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
            put(section, rest, make);
            if section.as_object().is_some_and(Map::is_empty) {
                members.remove(name);
            }
        }
        None if members.contains_key(name) => {}
        None => {
            if let Some(made) = make() {
                members.insert(name.to_owned(), made);
            }
        }
    }
}

/// Does something to every value at a path; whether it did something to one.
fn each_leaf(value: &mut Value, path: &str, act: &mut dyn FnMut(&mut Value) -> bool) -> bool {
    if path.is_empty() {
        return act(value);
    }
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    match name.strip_suffix("[]") {
        Some(group) => match value.get_mut(group) {
            Some(Value::Array(entries)) => {
                // All of them, not only as far as the first that is reached.
                let reached =
                    entries.iter_mut().filter_map(|entry| each_leaf(entry, rest, act).then_some(()));
                reached.count() > 0
            }
            _ => false,
        },
        None => value.get_mut(name).is_some_and(|inner| each_leaf(inner, rest, act)),
    }
}

/// Takes a field away wherever it stands; whether it stood somewhere.
fn remove(value: &mut Value, path: &str) -> bool {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let name = name.trim_end_matches("[]");
    each_leaf(value, above, &mut |holder| {
        holder.as_object_mut().is_some_and(|members| members.remove(name).is_some())
    })
}

/// Says a value more simply, a step at each turn; false where there is no simpler way.
fn simpler(leaf: &mut Value, holds: &str, turn: usize) -> bool {
    let Value::String(text) = leaf else { return false };
    let next = match holds {
        "decimal" => text
            .parse::<Decimal>()
            .ok()
            .filter(|number| number.scale() > 0)
            .map(|number| number.round_dp(number.scale() - 1).normalize().to_string()),
        "HS code" if text.len() > 4 => text.get(..text.len() - 2).map(str::to_owned),
        "date or time" => {
            text.parse::<When>().ok().and_then(|when| plainer(when, turn)).map(|when| when.to_string())
        }
        "text" => match turn {
            0 => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            1 => Some(text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').collect()),
            _ => None,
        },
        _ => None,
    };
    match next.filter(|next| !next.is_empty() && (holds == "date or time" || holds == "text" || next != text))
    {
        Some(next) => {
            *text = next;
            true
        }
        None => false,
    }
}

/// A time without its offset, then without itself, then as midnight.
fn plainer(when: When, turn: usize) -> Option<When> {
    match turn {
        0 => Some(When { offset: None, ..when }),
        1 => Some(When::day(when.date)),
        2 => Some(When { time: Some(chrono::NaiveTime::MIN), ..When::day(when.date) }),
        3 => Some(When::instant_utc(when.date.and_time(chrono::NaiveTime::MIN).and_utc())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_form_cannot_spell_is_said_more_simply() {
        let mut number = json!("12.345");
        assert!(
            simpler(&mut number, "decimal", 0) && number == json!("12.34") || number == json!("12.35"),
            "{number}"
        );
        let mut hs = json!("52051200");
        assert!(simpler(&mut hs, "HS code", 0) && hs == json!("520512"), "two digits fewer");
        let mut when = json!("2026-11-02T10:30:00Z");
        assert!(simpler(&mut when, "date or time", 1) && when == json!("2026-11-02"), "the day");
        assert!(!simpler(&mut json!("1"), "decimal", 0), "nothing simpler than a whole");
    }

    #[test]
    fn a_path_reaches_every_entry() {
        let mut value =
            json!({ "items": [{ "hs": "1" }, { "hs": "2", "value": "3" }], "issued": { "place": "A" } });
        put(&mut value, "items[].unit", &mut || Some(json!("KGM")));
        put(&mut value, "exporter.name", &mut || Some(json!("B")));
        put(&mut value, "issued.place", &mut || Some(json!("C")));
        assert_eq!(value["items"][1]["unit"], "KGM", "in each entry");
        assert_eq!(
            (&value["exporter"]["name"], &value["issued"]["place"]),
            (&json!("B"), &json!("A")),
            "where nothing was"
        );
        assert!(
            remove(&mut value, "items[].hs") && value["items"][0].get("hs").is_none(),
            "and is taken away"
        );
        assert_eq!(pattern("items[12].names[0].text"), "items[].names[].text", "one pattern for all entries");
    }
}
