//! Units of UN/ECE Recommendation 20 that can be compared with each other.

use rust_decimal::Decimal;

/// Code, dimension, factor to the dimension's base unit as (mantissa, scale).
const UNITS: &[(&str, &str, i64, u32)] = &[
    ("KGM", "mass", 1, 0),
    ("GRM", "mass", 1, 3),
    ("TNE", "mass", 1000, 0),
    ("DTN", "mass", 100, 0),
    ("LBR", "mass", 45_359_237, 8),
    ("LTR", "volume", 1, 0),
    ("MLT", "volume", 1, 3),
    ("HLT", "volume", 100, 0),
    ("MTQ", "volume", 1000, 0),
    ("MTR", "length", 1, 0),
    ("CMT", "length", 1, 2),
    ("KMT", "length", 1000, 0),
    ("MTK", "area", 1, 0),
    ("C62", "count", 1, 0),
    ("NMB", "count", 1, 0),
    ("H87", "count", 1, 0),
    ("MIL", "count", 1000, 0),
    ("DZN", "count", 12, 0),
    ("PR", "pairs", 1, 0),
];

/// Whether a text can be a code of UN/ECE Recommendation 20: two or three capitals or digits.
pub fn is_code(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// `quantity` of `from` expressed in `to`; `None` where the two cannot be compared (a kilogram is no litre).
/// Unknown units compare only with themselves.
pub fn convert(quantity: Decimal, from: &str, to: &str) -> Option<Decimal> {
    if from == to {
        return Some(quantity);
    }
    let find = |code: &str| UNITS.iter().find(|unit| unit.0 == code);
    let (a, b) = (find(from)?, find(to)?);
    if a.1 != b.1 {
        return None;
    }
    let factor = |unit: &(&str, &str, i64, u32)| Decimal::new(unit.2, unit.3);
    quantity.checked_mul(factor(a))?.checked_div(factor(b)).map(|value| value.normalize())
}

/// A quantity as an integer count of millionths of its unit, the form in which ledgers add;
/// `None` where it has more decimals or more digits than that holds.
pub fn millionths(quantity: Decimal) -> Option<i64> {
    let scaled = quantity.checked_mul(Decimal::from(1_000_000))?.normalize();
    (scaled.scale() == 0).then(|| i64::try_from(scaled.mantissa()).ok()).flatten()
}

/// The inverse of [`millionths`].
pub fn from_millionths(count: i64) -> Decimal {
    Decimal::new(count, 6).normalize()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn compares_within_a_dimension_only() {
        assert_eq!(convert(Decimal::new(15, 1), "TNE", "KGM"), Some(Decimal::from(1500)), "1.5 t = 1500 kg");
        assert_eq!(convert(Decimal::ONE, "KGM", "LTR"), None, "a kilogram is no litre");
        assert_eq!(convert(Decimal::ONE, "BAG", "BAG"), Some(Decimal::ONE), "an unknown unit is itself");
        assert_eq!(convert(Decimal::ONE, "BAG", "KGM"), None, "and nothing else");
    }

    #[test]
    fn millionths_are_exact_or_refused() {
        assert_eq!(millionths(Decimal::new(1_240_000_001, 6)), Some(1_240_000_001), "six decimals fit");
        assert_eq!(millionths(Decimal::new(1, 7)), None, "seven do not: never rounded in silence");
        let value = Decimal::new(36_005, 1);
        assert_eq!(from_millionths(millionths(value).unwrap()), value.normalize(), "there and back");
    }
}
