//! A declaration beside a certificate: what differs, what agrees.

use crate::{ItemUse, Taking, same_name, take};
use certificate::{Declaration, DeclaredItem, Finding, Item, Level, Record, Scope};
use std::collections::BTreeMap;

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `importer`, `items.hs`, `items.invoice`, `items.number`.
    pub field: &'static str,
    /// Item of the certificate, if it is about one.
    pub item: Option<u32>,
    /// As signed.
    pub certificate: String,
    /// As declared.
    pub declaration: String,
    /// Whether the scheme calls it minor.
    pub minor: bool,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// What differs, the quantity aside.
    pub differences: Vec<Difference>,
    /// How many compared fields agree.
    pub agree: u32,
    /// By item number: what the declaration takes.
    pub takings: BTreeMap<u32, Taking>,
    /// Findings of all of it.
    pub findings: Vec<Finding>,
}

/// Number of an item: its own, else its position from 1.
pub fn item_number(item: &Item, position: usize) -> u32 {
    item.number.unwrap_or_else(|| u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1))
}

/// Compares a declaration with a certificate. `minor` names the fields whose difference the scheme
/// calls minor; `ledger` gives what other presentations used, by item number.
pub fn compare(
    record: &Record,
    declaration: &Declaration,
    minor: &[String],
    ledger: &BTreeMap<u32, ItemUse>,
) -> Comparison {
    let mut out = Comparison::default();
    let is_minor = |field: &str| minor.iter().any(|name| name == field);
    if let Some(importer) = declaration.importer.as_deref().filter(|name| !name.trim().is_empty()) {
        let named = [&record.importer, &record.consignee];
        let names: Vec<&str> = named
            .iter()
            .flat_map(|party| [party.name.as_deref(), party.other_name.as_deref()])
            .flatten()
            .collect();
        if names.iter().any(|name| same_name(name, importer)) {
            out.agree += 1;
        } else if let Some(first) = names.first() {
            out.differ("importer", None, first, importer, is_minor("importer"));
        }
    }
    for (position, line) in declaration.items.iter().enumerate() {
        let wanted =
            line.item.unwrap_or_else(|| u32::try_from(position).unwrap_or(u32::MAX).saturating_add(1));
        let found = record
            .items
            .iter()
            .enumerate()
            .find(|(at, item)| item_number(item, *at) == wanted)
            .map(|(_, item)| item);
        match found {
            None => out.differ("items.number", None, "", &wanted.to_string(), false),
            Some(item) => out.compare_item(item, wanted, line, &is_minor, ledger),
        }
    }
    out
}

impl Comparison {
    fn compare_item(
        &mut self,
        item: &Item,
        number: u32,
        line: &DeclaredItem,
        is_minor: &dyn Fn(&str) -> bool,
        ledger: &BTreeMap<u32, ItemUse>,
    ) {
        if let (Some(declared), Some(certified)) = (given(line.hs.as_deref()), item.hs.as_deref()) {
            let declared_digits: String = declared.chars().filter(char::is_ascii_digit).collect();
            // Tariffs go deeper than the HS: the six digits of the HS, or the shorter of the two, must agree.
            let depth = declared_digits.len().min(certified.len()).min(6);
            if depth >= 4 && declared_digits.get(..depth) == certified.get(..depth) {
                self.agree += 1;
            } else {
                self.differ("items.hs", Some(number), certified, declared, is_minor("items.hs"));
            }
        }
        if let (Some(declared), Some(certified)) = (given(line.invoice.as_deref()), item.invoice.as_deref()) {
            if same_name(declared, certified) {
                self.agree += 1;
            } else {
                self.differ("items.invoice", Some(number), certified, declared, is_minor("items.invoice"));
            }
        }
        let declared = line.quantity.map(|quantity| (quantity, line.unit.as_deref().unwrap_or_default()));
        let taking = take(item, number, declared, ledger.get(&number).copied().unwrap_or_default());
        if taking.findings.iter().all(|finding| finding.level == Level::Clear) {
            self.agree += 1;
        }
        self.findings.extend(taking.findings.iter().cloned());
        self.takings.insert(number, taking);
    }

    fn differ(
        &mut self,
        field: &'static str,
        item: Option<u32>,
        certificate: &str,
        declaration: &str,
        minor: bool,
    ) {
        let level = if minor { Level::Note } else { Level::Amber };
        let scope = item.map_or(Scope::Presentation, Scope::Item);
        let mut finding = Finding::new("DECLARATION_DIFFERS", level, scope)
            .value("field", field)
            .value("certificate_value", certificate)
            .value("declaration_value", declaration);
        if let Some(item) = item {
            finding = finding.value("item", item);
        }
        self.findings.push(finding);
        self.differences.push(Difference {
            field,
            item,
            certificate: certificate.to_owned(),
            declaration: declaration.to_owned(),
            minor,
        });
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;
    use rust_decimal::Decimal;

    fn certificate() -> Record {
        let mut record = Record::default();
        record.consignee.name = Some("Hadra Textile Works Ltd".into());
        record.items = vec![Item {
            number: Some(1),
            hs: Some("520522".into()),
            quantity: Some(Decimal::from(2000)),
            unit: Some("KGM".into()),
            invoice: Some("BT-3391".into()),
            ..Item::default()
        }];
        record
    }

    fn declaration() -> Declaration {
        Declaration {
            number: "26AJ0034-118".into(),
            importer: Some("HADRA TEXTILE WORKS, LTD".into()),
            items: vec![DeclaredItem {
                item: None,
                hs: Some("5205.22.10".into()),
                quantity: Some(Decimal::from(800)),
                unit: Some("KGM".into()),
                invoice: Some("BT-3391".into()),
            }],
            ..Declaration::default()
        }
    }

    #[test]
    fn a_declaration_that_agrees_finds_nothing() {
        let found = compare(&certificate(), &declaration(), &[], &BTreeMap::new());
        assert_eq!((found.differences.len(), found.agree), (0, 4), "importer, HS, invoice, quantity agree");
        assert_eq!(certificate::finding::light(&found.findings), certificate::Light::Green, "so it is green");
    }

    #[test]
    fn another_heading_is_a_difference_of_that_item() {
        let mut other = declaration();
        other.items[0].hs = Some("5208.32".into());
        let found = compare(&certificate(), &other, &[], &BTreeMap::new());
        assert_eq!(found.differences[0].field, "items.hs", "the HS code differs");
        assert_eq!(found.findings[0].scope, Scope::Item(1), "and only that item is held up");
    }

    #[test]
    fn what_the_scheme_calls_minor_is_a_note() {
        let mut other = declaration();
        other.importer = Some("Hadra Textile Work Ltd".into());
        let strict = compare(&certificate(), &other, &[], &BTreeMap::new());
        let lenient = compare(&certificate(), &other, &["importer".into()], &BTreeMap::new());
        assert_eq!(strict.findings[0].level, Level::Amber, "a difference is a doubt");
        assert_eq!(lenient.findings[0].level, Level::Note, "unless the scheme calls it minor");
    }

    #[test]
    fn an_item_that_the_certificate_does_not_have_is_said() {
        let mut other = declaration();
        other.items[0].item = Some(7);
        let found = compare(&certificate(), &other, &[], &BTreeMap::new());
        assert_eq!(found.differences[0].field, "items.number", "there is no item 7");
    }
}
