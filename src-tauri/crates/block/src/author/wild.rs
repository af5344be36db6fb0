//! Values as wild as the types allow.

use super::rng::Rng;
use crate::CarriedField;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Letters of several scripts, and what XML and JSON must escape.
const LETTERS: &str = "abzABZ019éßøЖдλ中綿紗العربية สวัสดี नमस्ते&<>\"'.,;/-()%";

/// A value of a field; `null` for a link, which is set when the groups are there.
pub(super) fn value(field: &CarriedField, rng: &mut Rng) -> Value {
    if let Some(word) = rng.pick(&field.words) {
        return if word == "true" { json!(true) } else { json!(word) };
    }
    match field.holds {
        "flag" if field.field == "scheme.preferential" => json!(rng.percent(50)),
        "flag" => json!(true),
        "whole number" => json!(rng.below(4_000_000_000)),
        "decimal" => {
            let scale = u32::try_from(rng.below(7)).unwrap_or(0);
            let mantissa = i64::try_from(rng.below(10_000_000_000_000)).unwrap_or(0);
            json!(Decimal::new(mantissa, scale).normalize().to_string())
        }
        "HS code" => json!(rng.word(&["5205", "520522", "52052200", "010121", "851762", "8517620090"])),
        "country" => json!(rng.word(&["XA", "XB", "XC", "XT", "FR", "PE"])),
        "currency" => json!(rng.word(&["EUR", "USD", "XDR"])),
        "date or time" => {
            let (fraction, offset) = (rng.word(&["", ".500", ".001"]), rng.word(&["Z", "+02:00", "-03:30"]));
            json!(format!("{}T{}{fraction}{offset}", day(rng), clock(rng)))
        }
        "date" => json!(day(rng)),
        "time" => json!(format!("{}T{}Z", day(rng), clock(rng))),
        "link" => Value::Null,
        _ if field.field.ends_with("address") && rng.percent(50) => {
            json!(format!("{}\n{}", text(rng), text(rng)))
        }
        _ => json!(text(rng)),
    }
}

fn text(rng: &mut Rng) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let length = 1 + rng.below(19);
    let text: String = (0..length).filter_map(|_| rng.pick(&letters).copied()).collect();
    let text = text.trim();
    if text.is_empty() { "x".to_owned() } else { text.to_owned() }
}

fn day(rng: &mut Rng) -> String {
    format!("{}-{:02}-{:02}", 1990 + rng.below(70), 1 + rng.below(12), 1 + rng.below(28))
}

fn clock(rng: &mut Rng) -> String {
    format!("{:02}:{:02}:{:02}", rng.below(24), rng.below(60), rng.below(60))
}
