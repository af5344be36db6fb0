//! A record as fields: canonical paths with their values as people read them.

use crate::declare::unit_word;
use crate::judge::Judged;
use certificate::{Item, Record, country};
use rust_decimal::Decimal;
use serde_json::Value;

/// Every field that has a value, by canonical path (`items[0].quantity`), in the record's order.
pub(crate) fn all(record: &Record) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    if let Ok(value) = serde_json::to_value(record) {
        walk("", &value, &mut fields);
    }
    fields
}

/// Every value of a canonical value that is none of a certificate.
pub(crate) fn leaves(value: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    walk("", value, &mut fields);
    fields
}

/// Every field of a document that has a value, whatever its kind.
pub(crate) fn of(judged: &Judged) -> Vec<(String, String)> {
    match (judged.record(), judged.other()) {
        (Some(record), _) => all(record),
        (None, Some((kind, value))) => crate::kinds::fields(kind, value),
        (None, None) => Vec::new(),
    }
}

fn walk(path: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(&path, member, fields);
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                walk(&format!("{path}[{at}]"), element, fields);
            }
        }
        Value::Null | Value::Bool(false) => {}
        Value::String(text) => fields.push((path.to_owned(), readable(path, text))),
        other => fields.push((path.to_owned(), other.to_string())),
    }
}

/// A value as people read it: HS codes with dots, countries with their names, decimals without idle zeros.
pub(crate) fn readable(path: &str, text: &str) -> String {
    let field = path.rsplit('.').next().unwrap_or(path);
    match field {
        "hs" => hs(text),
        "country" | "origin" | "export_country" | "destination" => country_name(text),
        "quantity" | "value" | "gross_mass" | "criterion_percent" => {
            text.parse::<Decimal>().map_or_else(|_| text.to_owned(), number)
        }
        "unit" => unit_word(text).to_owned(),
        _ => text.to_owned(),
    }
}

/// `520522` as `5205.22`.
pub(crate) fn hs(digits: &str) -> String {
    match (digits.get(..4), digits.get(4..)) {
        (Some(heading), Some(rest)) if !rest.is_empty() => {
            let mut out = heading.to_owned();
            let mut rest = rest;
            while !rest.is_empty() {
                let (pair, tail) = rest.split_at_checked(2).unwrap_or((rest, ""));
                out.push('.');
                out.push_str(pair);
                rest = tail;
            }
            out
        }
        _ => digits.to_owned(),
    }
}

/// The short name of a country; the code itself where it is not known.
pub(crate) fn country_name(alpha2: &str) -> String {
    country::name(alpha2).unwrap_or(alpha2).to_owned()
}

/// A decimal with groups of three and no idle zeros: `1,240.5`.
pub(crate) fn number(value: Decimal) -> String {
    let plain = value.normalize().to_string();
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, decimals) =
        plain.split_once('.').map_or((plain, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match decimals {
        Some(decimals) => format!("{sign}{grouped}.{decimals}"),
        None => format!("{sign}{grouped}"),
    }
}

/// A quantity with its usual unit word.
pub(crate) fn quantity(value: Decimal, unit: &str) -> String {
    format!("{} {}", number(value), unit_word(unit)).trim_end().to_owned()
}

/// What an item is called in a line.
pub(crate) fn goods(item: &Item) -> String {
    item.description
        .clone()
        .or_else(|| item.names.iter().find_map(|name| name.text.clone()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use std::str::FromStr;

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(
            number(Decimal::from_str("1234567.500").unwrap()),
            "1,234,567.5",
            "grouped, no idle zeros"
        );
        assert_eq!(number(Decimal::from_str("100").unwrap()), "100", "three digits need no group");
        assert_eq!(hs("520522"), "5205.22", "subheading");
        assert_eq!(hs("5205"), "5205", "a heading alone");
        assert_eq!(hs("5205221"), "5205.22.1", "an odd tail is kept");
    }

    #[test]
    fn every_value_has_its_path() {
        let mut record = Record { number: Some("X-1".into()), ..Record::default() };
        record.exporter.country = Some("XB".into());
        record.items = vec![Item { hs: Some("520522".into()), ..Item::default() }];
        let fields = all(&record);
        for (path, value) in
            [("number", "X-1"), ("exporter.country", "Borastria"), ("items[0].hs", "5205.22")]
        {
            assert!(fields.contains(&(path.into(), value.into())), "{path} is {value} in {fields:?}");
        }
    }
}
