//! Invented content for samples: everything that a certificate can hold, cut down to what a message carries.

use block::{CarriedField, Message};
use serde_json::{Map, Value, json};

/// A value that the message carries whole.
pub fn value(message: &Message) -> Value {
    let fields = message.carried();
    let whole = match message.kind.as_str() {
        "certificate" if message.format.starts_with("cod-") && message.format != "cod-xb" => {
            let mut whole = latin_american();
            // The form R252 belongs to the regional agreement 4; the others are named as their agreements.
            let form = message.format.trim_start_matches("cod-").to_uppercase();
            let code = match form.as_str() {
                "R252" => "R04",
                "A6" => "A06",
                form => form,
            };
            whole["scheme"]["code"] = Value::from(code);
            if form == "A14" {
                // It asks for the locality, which is the second line.
                whole["exporter"]["address"] = json!("Calle de la Rueca 120\nBarrio Norte");
                whole["importer"]["address"] = json!("Rua do Tear 45\nCentro");
            }
            if matches!(form.as_str(), "A33" | "A60") {
                // The value content and the other instances stand beside the rule.
                whole["items"][0]["criterion"] = json!("Artículo 4 · VT · ACU");
                whole["items"][1]["criterion"] = json!("Artículo 3 · NO · DMI");
            }
            whole["number"] = Value::from(format!("AR901{code}260000123400"));
            whole
        }
        "certificate" => certificate(),
        "update" => {
            json!({ "number": "XB101BA02600000700", "kind": "BA", "action": "replace", "successor": "XB101BA02600000800",
            "date": "2026-11-24T15:40:00+01:00", "reason": "Two lines of goods were entered twice" })
        }
        "directory" => directory(),
        other => panic!("no content is invented for a {other}"),
    };
    carried(&whole, "", &fields)
}

/// The part of a value that a message carries; words of a list are those of the list.
fn carried(value: &Value, prefix: &str, fields: &[CarriedField]) -> Value {
    let mut out = Map::new();
    for (name, inner) in value.as_object().unwrap() {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let below = |start: &str| fields.iter().any(|field| field.field.starts_with(start));
        match inner {
            Value::Object(_) if below(&format!("{path}.")) => {
                out.insert(name.clone(), carried(inner, &path, fields));
            }
            Value::Array(list) if below(&format!("{path}[].")) => {
                let entries = list.iter().map(|entry| carried(entry, &format!("{path}[]"), fields)).collect();
                out.insert(name.clone(), Value::Array(entries));
            }
            Value::Object(_) | Value::Array(_) => {}
            scalar => {
                // Nothing is invented for it, and the message says none of its own.
                let empty = scalar.as_str() == Some("");
                if let Some(field) = fields.iter().find(|field| field.field == path) {
                    let fits = field.words.is_empty() || field.words.iter().any(|word| scalar == word);
                    let word = || Value::from(field.words[0].as_str());
                    let scalar = if fits || scalar.is_boolean() { scalar.clone() } else { word() };
                    if !empty || !field.words.is_empty() {
                        out.insert(name.clone(), scalar);
                    }
                }
            }
        }
    }
    Value::Object(out)
}

fn party(id: &str, name: &str, street: &str, city: &str, postcode: &str, country: &str) -> Value {
    json!({ "id": id, "name": name, "address": street, "city": city, "postcode": postcode, "country": country })
}

/// A certificate of Borastria for Adjikistan, with all that the record has.
fn certificate() -> Value {
    let mut exporter =
        party("XB-4471002", "Northmill Spinning Works", "12 Weir Lane\nUnit 4", "Borast", "1040", "XB");
    exporter["other_name"] = json!("مغازل الطاحونة الشمالية");
    json!({
        "number": "XB101BA02600000800", "reference": "REQ-2026-55120", "function": "9", "kind": "BA",
        "scheme": { "code": "BA", "name": "Agreement on Preferential Trade between Borastria and Adjikistan", "version": "2024", "preferential": true },
        "issued": { "date": "2026-11-20T09:14:00+01:00", "place": "Borast", "place_code": "XBBOR", "name": "R. Halden" },
        "validity": { "from": "2026-11-20", "until": "2027-11-19" },
        "issuer": party("101", "Chamber of Commerce of Borast", "1 Guild Square", "Borast", "1000", "XB"),
        "official": party("FH-0007", "R. Halden", "1 Guild Square", "Borast", "1000", "XB"),
        "exporter": exporter,
        "importer": party("XA-889120", "Caravan Cloth Traders", "7 Bazaar Street", "Adjik", "20", "XA"),
        "consignee": party("XA-889121", "Caravan Cloth Warehouse", "40 Rail Yard", "Adjik", "24", "XA"),
        "producers": [
            party("XB-4471003", "Weirside Ginning", "3 Weir Lane", "Borast", "1040", "XB"),
            { "id": "XB-9920114", "name": "Upland Cotton Growers", "country": "XB", "confidential": true }
        ],
        "transport": { "export_country": "XB", "destination": "XA", "loading": "Port of Borast", "loading_code": "XBBOR", "unloading": "Adjik",
            "unloading_code": "XAADJ", "mode": "1", "means": "MV Northern Loom", "document": "BL-77120-6", "departure": "2026-11-22" },
        "invoices": [
            { "order": "1", "number": "INV-2026-0412", "date": "2026-11-12", "url": "https://invoices.northmill.example/2026-0412" },
            { "order": "2", "number": "INV-2026-0413", "date": "2026-11-13", "url": "https://invoices.northmill.example/2026-0413" }
        ],
        "items": [
            { "number": 1, "marks": "NSW 1-120", "packages": 120, "package_type": "BL", "description": "Cotton yarn, single, combed, 192.31 to 232.56 decitex",
              "names": [ { "lang": "fr", "text": "Fils simples de coton peigné" }, { "lang": "ar", "text": "خيوط قطن مفردة" } ],
              "hs": "52052200", "hs_edition": "2022", "criterion": "PSR", "criterion_percent": "42.5", "origin": "XB", "gross_mass": "2640",
              "quantity": "2400.5", "unit": "KGM", "value": "14403", "currency": "EUR", "invoice": "INV-2026-0412", "producer": "Weirside Ginning",
              "declared": "2026-11-18T16:00:00+01:00" },
            { "number": 2, "marks": "NSW 121-160", "packages": 40, "package_type": "CT", "description": "Woven fabric of cotton, bleached",
              "hs": "520821", "hs_edition": "2022", "criterion": "WO", "origin": "XB", "gross_mass": "812.4", "quantity": "6000", "unit": "MTR",
              "value": "18900.25", "currency": "EUR", "invoice": "INV-2026-0413", "producer": "Upland Cotton Growers", "declared": "2026-11-18T16:00:00+01:00" }
        ],
        "declaration": { "date": "2026-11-18T16:00:00+01:00", "place": "Borast", "place_code": "XBBOR", "name": "L. Orrin" },
        "marks": { "retrospective": true, "duplicate": true, "certified_copy": true, "third_party_invoice": true, "exhibition": true, "cumulation": true,
            "back_to_back": { "number": "XC-2026-00088", "date": "2026-10-02", "country": "XC" } },
        "replaces": { "number": "XB101BA02600000700", "reason": "Two lines of goods were entered twice" },
        "remarks": { "general": "Goods of one consignment in two lots", "currency": "EUR" },
        "signatures": [
            { "role": "exporter", "name": "L. Orrin", "time": "2026-11-18T16:00:00+01:00", "scope": "The goods meet the rules of origin of the agreement" },
            { "role": "official", "name": "R. Halden", "time": "2026-11-20T09:14:00+01:00", "scope": "The declaration was checked" }
        ]
    })
}

/// A certificate between members of ALADI; the firms are invented.
fn latin_american() -> Value {
    let mut issuer = party(
        "901",
        "Cámara de Comercio Exterior de Villa Inventada",
        "Plaza Mayor 1",
        "Villa Inventada",
        "",
        "AR",
    );
    issuer["address"] = json!("Plaza Mayor 1");
    json!({
        "number": "", "reference": "7120042",
        "kind": "", "scheme": { "code": "", "name": "Acuerdo de Complementación Económica" },
        "issued": { "date": "2026-11-20T11:30:00-03:00" },
        "validity": { "from": "2026-11-20", "until": "2027-11-19" },
        "issuer": issuer,
        "exporter": party("30-00000000-1", "Hilandería Inventada S.A.", "Calle de la Rueca 120", "Villa Inventada", "", "AR"),
        "importer": party("00.000.000/0001-00", "Tecelagem Imaginária Ltda.", "Rua do Tear 45", "Cidade Imaginada", "", "BR"),
        "consignee": party("", "Armazém Imaginário Ltda.", "Rua do Tear 47", "Cidade Imaginada", "", "BR"),
        "producers": [
            party("30-00000000-2", "Algodonera Ficticia S.R.L.", "Camino del Algodón km 4", "Villa Inventada", "", "AR"),
            { "name": "Desmotadora Ficticia S.A.", "country": "AR", "confidential": true }
        ],
        "transport": { "loading": "Puerto Inventado", "mode": "1", "destination": "BR" },
        "invoices": [
            { "order": "1", "number": "0001-00000412", "date": "2026-11-12" },
            { "order": "2", "number": "0001-00000413", "date": "2026-11-13" }
        ],
        "items": [
            { "number": 1, "marks": "HI 1-120", "description": "HILADOS SENCILLOS DE ALGODÓN PEINADO", "hs": "52052200", "criterion": "Artículo 4", "origin": "AR",
              "quantity": "2400.5", "unit": "KGM", "value": "14403", "invoice": "0001-00000412", "producer": "1", "declared": "2026-11-18T16:00:00-03:00" },
            { "number": 2, "marks": "HI 121-160", "description": "TEJIDOS DE ALGODÓN BLANQUEADOS", "hs": "52082100", "criterion": "Artículo 3", "origin": "AR",
              "quantity": "6000", "unit": "MTK", "value": "18900.25", "invoice": "0001-00000413", "producer": "2", "declared": "2026-11-18T16:00:00-03:00" }
        ],
        "declaration": { "date": "2026-11-18T16:00:00-03:00", "name": "L. Inventado" },
        "marks": { "third_party_invoice": true },
        "remarks": { "general": "Mercadería en dos lotes", "currency": "USD" }
    })
}

fn directory() -> Value {
    json!({
        "sequence": 12, "base": 11, "issued": "2026-11-20T08:00:00Z",
        "signers": [
            { "id": "FH-0007", "name": "R. Halden", "office": "Chamber of Commerce of Borast", "key": "9f2c0000aa11bb22cc33dd44ee55ff660718293a4b5c6d7e8f90a1b2c3d4e5f6",
              "method": "keys/fh-0007", "status": "active", "from": "2026-01-01T00:00:00Z", "until": "2027-12-31T23:00:00Z", "expires": "2028-01-01T00:00:00Z" },
            { "id": "FH-0008", "name": "M. Vell", "office": "Chamber of Commerce of Borast", "key": "1a2b0000aa11bb22cc33dd44ee55ff660718293a4b5c6d7e8f90a1b2c3d4e5f6",
              "method": "keys/fh-0008", "status": "revoked", "from": "2026-01-01T00:00:00Z", "revoked": "2026-10-01T00:00:00Z", "reason": "key compromised" }
        ]
    })
}
