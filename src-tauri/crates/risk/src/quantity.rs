//! What a presentation takes from an item, against what is certified and already used.

use certificate::{Finding, Item, Level, Scope, unit};
use rust_decimal::Decimal;

/// The ledger of one item, in the item's own unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ItemUse {
    /// Drawn down by other presentations.
    pub used: Decimal,
}

/// What one line of a declaration takes, in the certificate's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    /// Certified.
    pub certified: Option<Decimal>,
    /// Certified less used, never below zero.
    pub left: Option<Decimal>,
    /// Taken by this line; none where nothing was declared or units cannot be compared.
    pub takes: Option<Decimal>,
    /// Taken beyond what is left.
    pub over: Decimal,
    /// What that means.
    pub findings: Vec<Finding>,
}

/// QUANTITY_EXCEEDED (something is left, less than asked), QUANTITY_EXHAUSTED (nothing is left),
/// UNIT_NOT_COMPARABLE, or QUANTITY_NOT_EVALUABLE naming what is missing.
pub fn take(item: &Item, number: u32, declared: Option<(Decimal, &str)>, ledger: ItemUse) -> Taking {
    let scope = Scope::Item(number);
    let certified = item.quantity;
    let left = certified.map(|certified| certified.saturating_sub(ledger.used).max(Decimal::ZERO));
    let own_unit = item.unit.as_deref().unwrap_or_default();
    let mut findings = Vec::new();
    let mut takes = None;
    let mut over = Decimal::ZERO;
    match (declared, left) {
        (None, _) | (_, None) => {
            let missing = if left.is_none() { "items.quantity" } else { "declaration.quantity" };
            findings.push(
                Finding::new("QUANTITY_NOT_EVALUABLE", Level::NotEvaluableAmber, scope)
                    .value("item", number)
                    .value("missing", missing),
            );
        }
        (Some((quantity, declared_unit)), Some(left)) => {
            let declared_unit = if declared_unit.is_empty() { own_unit } else { declared_unit };
            takes = unit::convert(quantity, declared_unit, own_unit);
            match takes {
                None => findings.push(
                    Finding::new("UNIT_NOT_COMPARABLE", Level::Amber, scope)
                        .value("item", number)
                        .value("declared", quantity.normalize())
                        .value("declared_unit", declared_unit)
                        .value("certified_unit", own_unit),
                ),
                Some(takes) => {
                    over = takes.saturating_sub(left).max(Decimal::ZERO);
                    if let Some(finding) = shortage(number, takes, left, own_unit) {
                        findings.push(
                            finding
                                .evidence("certified", certified.unwrap_or_default().normalize())
                                .evidence("used", ledger.used.normalize()),
                        );
                    } else {
                        findings
                            .push(Finding::new("QUANTITY_WITHIN", Level::Clear, scope).value("item", number));
                    }
                }
            }
        }
    }
    Taking { certified, left, takes, over, findings }
}

fn shortage(number: u32, takes: Decimal, left: Decimal, unit: &str) -> Option<Finding> {
    let (id, level) = if takes <= left {
        return None;
    } else if left.is_zero() {
        ("QUANTITY_EXHAUSTED", Level::Red)
    } else {
        ("QUANTITY_EXCEEDED", Level::Amber)
    };
    Some(
        Finding::new(id, level, Scope::Item(number))
            .value("item", number)
            .value("declared", takes.normalize())
            .value("left", left.normalize())
            .value("over", takes.saturating_sub(left).normalize())
            .value("unit", unit),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise
    use super::*;

    fn item() -> Item {
        Item { quantity: Some(Decimal::from(3600)), unit: Some("KGM".into()), ..Item::default() }
    }

    fn ids(taking: &Taking) -> Vec<&str> {
        taking.findings.iter().map(|finding| finding.id.as_str()).collect()
    }

    #[test]
    fn less_left_than_asked_is_amber_and_nothing_left_is_red() {
        let used = |n: i64| ItemUse { used: Decimal::from(n) };
        let some = take(&item(), 2, Some((Decimal::from(1240), "KGM")), used(2640));
        assert_eq!((ids(&some), some.over), (vec!["QUANTITY_EXCEEDED"], Decimal::from(280)), "280 kg over");
        let none = take(&item(), 2, Some((Decimal::ONE, "KGM")), used(3600));
        assert_eq!((ids(&none), none.findings[0].level), (vec!["QUANTITY_EXHAUSTED"], Level::Red), "used up");
        let all = take(&item(), 2, Some((Decimal::from(960), "KGM")), used(2640));
        assert_eq!(ids(&all), ["QUANTITY_WITHIN"], "exactly what is left may be taken");
    }

    #[test]
    fn units_are_converted_or_refused() {
        let tonnes = take(&item(), 1, Some((Decimal::ONE, "TNE")), ItemUse::default());
        assert_eq!(tonnes.takes, Some(Decimal::from(1000)), "a tonne is 1000 kg");
        let litres = take(&item(), 1, Some((Decimal::ONE, "LTR")), ItemUse::default());
        assert_eq!(ids(&litres), ["UNIT_NOT_COMPARABLE"], "a litre is not a kilogram");
    }

    #[test]
    fn what_is_missing_is_never_clear() {
        let taking = take(&item(), 1, None, ItemUse::default());
        assert_eq!(taking.findings[0].level, Level::NotEvaluableAmber, "no quantity declared");
        assert_eq!(
            taking.findings[0].values["missing"], "declaration.quantity",
            "and it says what is missing"
        );
    }
}
