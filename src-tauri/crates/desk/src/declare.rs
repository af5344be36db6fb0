//! Import declarations as the desk takes them: typed, or from a JSON or CSV file.

use crate::error::Error;
use crate::view::{DeclarationInput, DeclaredItemInput};
use certificate::{Declaration, DeclaredItem};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Largest declaration file, bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Most lines of one declaration.
const MOST_ITEMS: usize = 999;

/// Columns of the CSV form: one row an item, the declaration's own fields repeated or given once.
const COLUMNS: [&str; 9] =
    ["declaration", "date", "importer", "certificate", "item", "hs", "quantity", "unit", "invoice"];

fn not_read(detail: impl ToString) -> Error {
    Error::new("DECLARATION_NOT_READ").detail(detail).value("columns", COLUMNS.join(", "))
}

/// Whether the bytes look like a declaration file of ours, rather than a certificate message.
pub fn looks_like(bytes: &[u8], name: &str) -> bool {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
    let csv = name.to_ascii_lowercase().ends_with(".csv") && text.to_lowercase().contains("declaration");
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            serde_json::from_slice(bytes).ok()
        } else {
            None
        };
    csv || object.is_some_and(|object| {
        object.contains_key("items")
            && object.keys().all(|key| {
                ["declaration", "number", "date", "importer", "certificate", "items"].contains(&key.as_str())
            })
    })
}

/// Reads a declaration file: JSON (an object with `number`, `date`, `importer`, `certificate`, `items`) or CSV.
/// Errors: DECLARATION_NOT_READ with the line or field.
pub fn read(bytes: &[u8]) -> Result<Declaration, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(not_read("larger than 1 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| not_read("not UTF-8"))?.trim_start_matches('\u{feff}');
    let declaration = if text.trim_start().starts_with('{') { from_json(text)? } else { from_csv(text)? };
    checked(declaration)
}

fn from_json(text: &str) -> Result<Declaration, Error> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(alias = "declaration")]
        number: String,
        #[serde(default)]
        date: String,
        #[serde(default)]
        importer: String,
        #[serde(default)]
        certificate: String,
        items: Vec<Line>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        item: Option<u32>,
        #[serde(default)]
        hs: String,
        quantity: Option<serde_json::Value>,
        #[serde(default)]
        unit: String,
        #[serde(default)]
        invoice: String,
    }
    let file: File = serde_json::from_str(text).map_err(not_read)?;
    let input = DeclarationInput {
        number: file.number,
        date: file.date,
        importer: file.importer,
        items: file
            .items
            .into_iter()
            .map(|line| DeclaredItemInput {
                item: line.item,
                hs: line.hs,
                quantity: match line.quantity {
                    Some(serde_json::Value::String(text)) => text,
                    Some(value) => value.to_string(),
                    None => String::new(),
                },
                unit: line.unit,
                invoice: line.invoice,
            })
            .collect(),
    };
    let mut declaration = typed(&input)?;
    declaration.certificate = given(&file.certificate);
    Ok(declaration)
}

fn from_csv(text: &str) -> Result<Declaration, Error> {
    let delimiter = if text.lines().next().is_some_and(|line| line.contains(';')) { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heads: Vec<String> = reader
        .headers()
        .map_err(not_read)?
        .iter()
        .map(|head| head.to_lowercase().replace(' ', "_"))
        .collect();
    if let Some(head) = heads.iter().find(|head| !COLUMNS.contains(&head.as_str())) {
        return Err(not_read(format!("column `{head}` is not known")));
    }
    let mut input = DeclarationInput::default();
    let mut certificate = String::new();
    for row in reader.records() {
        let row = row.map_err(not_read)?;
        let cell = |name: &str| {
            heads
                .iter()
                .position(|head| head == name)
                .and_then(|at| row.get(at))
                .unwrap_or_default()
                .to_owned()
        };
        let number = cell("declaration");
        if !input.number.is_empty() && !number.is_empty() && number != input.number {
            return Err(not_read("more than one declaration in one file"));
        }
        for (field, name) in [
            (&mut input.number, "declaration"),
            (&mut input.date, "date"),
            (&mut input.importer, "importer"),
            (&mut certificate, "certificate"),
        ] {
            if field.is_empty() {
                *field = cell(name);
            }
        }
        let item = cell("item");
        input.items.push(DeclaredItemInput {
            item: if item.is_empty() { None } else { Some(item.parse().map_err(not_read)?) },
            hs: cell("hs"),
            quantity: cell("quantity"),
            unit: cell("unit"),
            invoice: cell("invoice"),
        });
        if input.items.len() > MOST_ITEMS {
            return Err(not_read("more than 999 items"));
        }
    }
    let mut declaration = typed(&input)?;
    declaration.certificate = given(&certificate);
    Ok(declaration)
}

/// A declaration from typed text. Errors: DECLARATION_NOT_READ naming the field.
pub fn typed(input: &DeclarationInput) -> Result<Declaration, Error> {
    let date = match given(&input.date) {
        Some(text) => Some(NaiveDate::from_str(&text).map_err(|_| not_read(format!("date `{text}`")))?),
        None => None,
    };
    let items = input
        .items
        .iter()
        .map(|line| {
            Ok(DeclaredItem {
                item: line.item,
                hs: given(&line.hs),
                quantity: given(&line.quantity).map(|text| quantity(&text)).transpose()?,
                unit: given(&line.unit).map(|unit| unit_code(&unit)),
                invoice: given(&line.invoice),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    checked(Declaration {
        number: input.number.trim().to_owned(),
        date,
        importer: given(&input.importer),
        certificate: None,
        items,
    })
}

fn checked(declaration: Declaration) -> Result<Declaration, Error> {
    if declaration.number.is_empty() {
        return Err(not_read("no declaration number"));
    }
    if declaration.items.is_empty() || declaration.items.len() > MOST_ITEMS {
        return Err(not_read("no items, or more than 999"));
    }
    Ok(declaration)
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads `1240.5`, `1 240,5` and `1240,5`. A text with both a comma and a point, or a comma that could group
/// thousands (`1,240`), is refused rather than guessed.
pub fn quantity(text: &str) -> Result<Decimal, Error> {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\u{202f}').collect();
    let commas = plain.matches(',').count();
    let wrong = || not_read(format!("quantity `{text}`: write 1240.5 or 1240,5"));
    if commas > 1 || (commas == 1 && plain.contains('.')) {
        return Err(wrong());
    }
    if let Some((_, decimals)) = plain.split_once(',')
        && decimals.len() == 3
    {
        return Err(wrong());
    }
    let value = Decimal::from_str(&plain.replace(',', ".")).map_err(|_| wrong())?;
    if value.is_sign_negative() || value > Decimal::from(1_000_000_000_000_i64) {
        return Err(wrong());
    }
    Ok(value.normalize())
}

/// UN/ECE Recommendation 20 code for a usual word; a code stays itself.
pub fn unit_code(unit: &str) -> String {
    match unit.to_lowercase().as_str() {
        "kg" | "kgs" => "KGM",
        "g" => "GRM",
        "t" => "TNE",
        "l" => "LTR",
        "m" => "MTR",
        "m2" | "m²" => "MTK",
        "m3" | "m³" => "MTQ",
        "pcs" | "pc" | "piece" | "pieces" | "unit" | "units" => "C62",
        _ => return unit.to_uppercase(),
    }
    .to_owned()
}

/// The usual word of a unit for people; the code itself where none is usual.
pub fn unit_word(code: &str) -> &str {
    match code {
        "KGM" => "kg",
        "GRM" => "g",
        "TNE" => "t",
        "LTR" => "l",
        "MTR" => "m",
        "MTK" => "m²",
        "MTQ" => "m³",
        "C62" | "NMB" | "H87" => "pcs",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn json_and_csv_say_the_same() {
        let json = br#"{"number":"26AJ1","date":"2026-11-24","importer":"Hadra","certificate":"X-1",
            "items":[{"hs":"5205.22","quantity":"800","unit":"kg","invoice":"BT-1"}]}"#;
        let csv = "declaration;date;importer;certificate;hs;quantity;unit;invoice\n26AJ1;2026-11-24;Hadra;X-1;5205.22;800;kg;BT-1\n";
        assert_eq!(read(json).unwrap(), read(csv.as_bytes()).unwrap(), "two spellings of one declaration");
        assert!(looks_like(json, "a.json") && looks_like(csv.as_bytes(), "a.csv"), "both are recognised");
    }

    #[test]
    fn an_ambiguous_quantity_is_not_guessed() {
        assert_eq!(quantity("1 240,5").unwrap(), Decimal::new(12405, 1), "a decimal comma");
        assert!(quantity("1,240").is_err(), "could be one or a thousand");
        assert!(quantity("1.240,5").is_err(), "two separators");
        assert!(quantity("-1").is_err(), "less than nothing");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = read(b"declaration,weight\n1,2\n").unwrap_err();
        assert_eq!(error.code, "DECLARATION_NOT_READ", "a stable code");
        assert!(error.detail.unwrap().contains("weight"), "and the column that is not known");
    }
}
