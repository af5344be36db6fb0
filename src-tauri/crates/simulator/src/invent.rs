//! Values for fields that a scheme or a format wants and that a plain draft does not have.

use crate::{
    cast::Cast,
    chance::Chance,
    draft::{HOME, Issuer, register_number},
};
use certificate::When;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A value for a canonical field: a fitting one by what it holds, and by its name where that is text. `None` for a mark,
/// which nobody is owed.
pub(crate) fn invent(
    chance: &mut Chance,
    cast: &Cast,
    issuer: &Issuer,
    issued: DateTime<Utc>,
    field: &str,
    holds: &str,
) -> Option<Value> {
    let (section, name) = field.rsplit_once('.').unwrap_or(("", field));
    let abroad = ["importer", "consignee"].contains(&section);
    Some(match holds {
        "decimal" => json!(format!("{}.5", chance.between(2, 90))),
        "whole number" | "whole" => json!(chance.between(1, 90)),
        "country" if abroad => json!(HOME),
        "country" => json!(issuer.country),
        "currency" => json!("USD"),
        "HS code" | "hs" => json!(cast.goods.first().and_then(|goods| goods.hs.get(..6)).unwrap_or("090111")),
        "date" | "day" => json!(issued.date_naive()),
        "date or time" => json!(When::instant_utc(issued)),
        "time" => json!(issued),
        "text" | "link" => json!(text(chance, cast, issuer, name)),
        _ => return None,
    })
}

fn text(chance: &mut Chance, cast: &Cast, issuer: &Issuer, name: &str) -> String {
    let firm = chance.one(&cast.exporters).cloned().unwrap_or_default();
    match name {
        "name" | "other_name" | "producer" => firm.name.into_owned(),
        "id" => register_number(&firm.name, &issuer.country),
        "address" => firm.address.into_owned(),
        "city" | "place" | "loading" | "unloading" => firm.city.into_owned(),
        "postcode" => format!("{:05}", chance.between(1000, 99_999)),
        "means" => format!("MV {}", firm.city),
        "document" => format!("BL-{:06}", chance.between(1, 999_999)),
        "lang" => "en".to_owned(),
        "unit" => "KGM".to_owned(),
        "hs_edition" => "2022".to_owned(),
        "criterion" => "WO".to_owned(),
        "reason" => "Issued in error".to_owned(),
        "description" | "text" | "general" => {
            cast.goods.first().map_or("Goods", |goods| goods.english).to_owned()
        }
        _ => format!("{}-{:04}", name.to_uppercase(), chance.between(1, 9999)),
    }
}
