//! Values as a partner would write them. Firms, places and persons are invented.

use super::invent::Making;
use super::rng::Rng;
use crate::{CarriedField, NumberRule};
use chrono::{Days, Months, NaiveDate};
use serde_json::{Value, json};

const FIRMS: &[&str] = &[
    "Amber Valley",
    "Bluewater",
    "Cedar Hill",
    "Driftstone",
    "Eastgate",
    "Fernbrook",
    "Goldmill",
    "Highmeadow",
    "Ironbridge",
    "Juniper",
];
const TRADES: &[&str] = &["Textiles", "Foods", "Machines", "Trading", "Mills", "Farms", "Works"];
const FORMS: &[&str] = &["Ltd", "SA", "Co", "GmbH"];
const STREETS: &[&str] = &["Harbour Road", "Mill Lane", "Station Street", "Market Square", "Quay Street"];
const CITIES: &[&str] = &["Northport", "Lakeside", "Old Harbour", "Riverton", "Stonebridge"];
const PERSONS: &[&str] = &["A. Meadow", "B. Stone", "C. Rivers", "D. Field"];
const GOODS: &[(&str, &str)] = &[
    ("520522", "Cotton yarn, single, combed"),
    ("090111", "Coffee, not roasted"),
    ("610910", "T-shirts of cotton"),
    ("841370", "Centrifugal pumps"),
    ("200970", "Apple juice"),
    ("440710", "Sawn wood of pine"),
    ("852872", "Television receivers, colour"),
    ("190531", "Sweet biscuits"),
];

/// Whether a field is there: what certificates mostly have; marks are rare.
pub(super) fn there(field: &str, rng: &mut Rng) -> bool {
    if field.starts_with("marks.") || field.starts_with("replaces.") || field.ends_with("confidential") {
        return false;
    }
    let rare = ["other_name", "url", "remarks.general", "reason", "place_code", "loading_code", "hs_edition"];
    !rare.iter().any(|end| field.ends_with(end)) || rng.percent(25)
}

/// Most entries of a group, and one more.
pub(super) fn most(group: &str) -> u64 {
    match group {
        "items" => 5,
        "names" | "producers" | "invoices" => 3,
        _ => 4,
    }
}

/// A value of a field of the entry at `at`.
pub(super) fn value(field: &CarriedField, at: usize, making: &mut Making<'_>) -> Value {
    if let Some(word) = making.rng.pick(&field.words) {
        return if word == "true" { json!(true) } else { json!(word) };
    }
    let home = partner(making).unwrap_or_else(|| "XB".to_owned());
    let name = field.field.rsplit('.').next().unwrap_or_default();
    let rng = &mut making.rng;
    match field.holds {
        "flag" => json!(true),
        "whole number" if name == "number" => json!(at + 1),
        "whole number" => json!(1 + rng.below(400)),
        "decimal" if name == "criterion_percent" => json!((40 + rng.below(60)).to_string()),
        "decimal" => json!((10 * (1 + rng.below(900))).to_string()),
        "HS code" => json!(GOODS.get(at % GOODS.len()).map_or("520522", |goods| goods.0)),
        "country"
            if field.field.starts_with("importer")
                || field.field.starts_with("consignee")
                || name == "destination" =>
        {
            json!("XA")
        }
        "country" => json!(home),
        "currency" => json!("EUR"),
        "date or time" => json!(format!("{}T{:02}:{:02}:00Z", day(rng), 8 + rng.below(9), rng.below(60))),
        "date" => json!(day(rng)),
        "time" => json!(format!("{}T09:00:00Z", day(rng))),
        "link" => Value::Null,
        _ => json!(text(&field.field, name, at, making)),
    }
}

fn text(field: &str, name: &str, at: usize, making: &mut Making<'_>) -> String {
    let person = ["official", "declaration", "issued", "signatures[]"].iter().any(|of| field.starts_with(of));
    let schemes = schemes(making);
    let rng = &mut making.rng;
    match (field, name) {
        ("scheme.code" | "kind", _) => {
            schemes.first().map_or_else(|| "BA".to_owned(), |(code, _)| code.clone())
        }
        ("scheme.name", _) => {
            schemes.first().map_or_else(|| "Agreement".to_owned(), |(_, name)| name.clone())
        }
        ("scheme.version", _) => "1".to_owned(),
        ("function", _) => "9".to_owned(),
        ("number" | "replaces.number" | "successor", _) => number(making),
        ("issuer.name", _) => "Chamber of Commerce of Northport".to_owned(),
        (_, "name") if person => rng.word(PERSONS).to_owned(),
        (_, "name" | "producer") => format!("{} {} {}", rng.word(FIRMS), rng.word(TRADES), rng.word(FORMS)),
        (_, "address") => format!("{} {}", 1 + rng.below(90), rng.word(STREETS)),
        (_, "city" | "place" | "loading" | "unloading" | "office") => rng.word(CITIES).to_owned(),
        (_, "postcode") => rng.digits(5),
        (_, "description" | "text") => {
            GOODS.get(at % GOODS.len()).map_or("Goods", |goods| goods.1).to_owned()
        }
        (_, "lang") => rng.word(&["en", "fr", "es"]).to_owned(),
        (_, "unit") => "KGM".to_owned(),
        (_, "package_type") => "CT".to_owned(),
        (_, "mode") => rng.word(&["1", "3", "4"]).to_owned(),
        (_, "means") => format!("MV {}", rng.word(FIRMS)),
        (_, "criterion") => rng.word(&["WO", "PE", "CTH"]).to_owned(),
        (_, "hs_edition") => "2022".to_owned(),
        (_, "role") => "official".to_owned(),
        (_, "url") => format!("https://example.org/{}", rng.digits(6)),
        (_, "order") => (at + 1).to_string(),
        (_, "marks") => format!("{}/1-{}", rng.digits(3), 2 + rng.below(50)),
        (_, "id" | "number" | "document" | "reference" | "key" | "method") => {
            format!("{}{}", rng.word(&["A", "B", "K"]), rng.digits(8))
        }
        _ => format!("{} {}", rng.word(FIRMS), rng.digits(2)),
    }
}

fn day(rng: &mut Rng) -> String {
    format!("2026-{:02}-{:02}", 1 + rng.below(10), 1 + rng.below(28))
}

/// The country of the partner whose link takes the message.
fn partner(making: &Making<'_>) -> Option<String> {
    let link = making.library.links().iter().find(|link| link.accepts(making.message))?;
    Some(link.partner.country.clone())
}

fn schemes(making: &Making<'_>) -> Vec<(String, String)> {
    let links = making.library.links().iter().filter(|link| link.accepts(making.message));
    let schemes = links.flat_map(|link| making.library.schemes_of(link));
    schemes.map(|scheme| (scheme.code.clone(), scheme.name.clone())).collect()
}

/// A certificate number: by the link's rule where it has one.
fn number(making: &mut Making<'_>) -> String {
    let rule = making
        .library
        .links()
        .iter()
        .find(|link| link.accepts(making.message))
        .and_then(|link| link.number.clone());
    match rule {
        Some(rule) => by_rule(&rule, &mut making.rng),
        None => format!("CO-2026-{}", making.rng.digits(6)),
    }
}

fn by_rule(rule: &NumberRule, rng: &mut Rng) -> String {
    rule.parts
        .iter()
        .map(|part| match (&part.is, part.name.as_str()) {
            (Some(is), _) => is.clone(),
            (None, "year") if part.length == 2 => "26".to_owned(),
            (None, "year") if part.length == 4 => "2026".to_owned(),
            (None, _) => rng.digits(part.length),
        })
        .collect()
}

/// Brings the days of a certificate into agreement: issue, validity, departure, invoices.
pub(super) fn agree(value: &mut Value, making: &mut Making<'_>) {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let issued = text("/issued/date").and_then(|text| text.get(..10)?.parse::<NaiveDate>().ok());
    let Some(issued) = issued else { return };
    let before = issued.checked_sub_days(Days::new(1 + making.rng.below(9))).unwrap_or(issued);
    let after = issued.checked_add_days(Days::new(making.rng.below(5))).unwrap_or(issued);
    let until = issued.checked_add_months(Months::new(12)).unwrap_or(issued);
    let mut set = |pointer: &str, day: NaiveDate| {
        if let Some(Value::String(text)) = value.pointer_mut(pointer) {
            // A time of day stays as it is.
            let rest = text.get(10..).unwrap_or_default().to_owned();
            *text = format!("{day}{rest}");
        }
    };
    set("/validity/from", issued);
    set("/validity/until", until);
    set("/transport/departure", after);
    set("/declaration/date", before);
    for at in 0..8 {
        set(&format!("/invoices/{at}/date"), before);
        set(&format!("/items/{at}/declared"), before);
    }
}
