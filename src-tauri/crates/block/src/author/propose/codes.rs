//! First guesses for code lists: words of units and of modes of transport.

use super::words::tokens;

/// Beginnings of words for units, and the code of UN/ECE Recommendation 20.
const UNITS: &[(&str, &str)] = &[
    ("kilog", "KGM"),
    ("kilos", "KGM"),
    ("kg", "KGM"),
    ("gram", "GRM"),
    ("tonne", "TNE"),
    ("tonel", "TNE"),
    ("quintal", "DTN"),
    ("pound", "LBR"),
    ("libra", "LBR"),
    ("hectolit", "HLT"),
    ("millilit", "MLT"),
    ("mililit", "MLT"),
    ("lit", "LTR"),
    ("pair", "PR"),
    ("par", "PR"),
    ("doz", "DZN"),
    ("docen", "DZN"),
    ("thousand", "MIL"),
    ("millar", "MIL"),
    ("piece", "H87"),
    ("pieza", "H87"),
    ("unit", "C62"),
    ("unidad", "C62"),
    ("unité", "C62"),
    ("number", "NMB"),
    ("numero", "NMB"),
    ("stück", "H87"),
    ("metro", "MTR"),
    ("metre", "MTR"),
];

/// Words for modes of transport, and the code of UN/ECE Recommendation 19.
const MODES: &[(&str, &str)] = &[
    ("marit", "1"),
    ("sea", "1"),
    ("ship", "1"),
    ("vessel", "1"),
    ("rail", "2"),
    ("ferro", "2"),
    ("road", "3"),
    ("truck", "3"),
    ("terrestre", "3"),
    ("carretera", "3"),
    ("route", "3"),
    ("air", "4"),
    ("aer", "4"),
    ("mail", "5"),
    ("post", "5"),
    ("multi", "6"),
    ("fixed", "7"),
    ("inland", "8"),
    ("fluvial", "8"),
];

/// The unit that a spelling means; `None` where there is no guess. A code stands for itself.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    guess(UNITS, text)
}

/// The mode of transport that a spelling means.
pub(super) fn mode(text: &str) -> Option<&'static str> {
    guess(MODES, text)
}

/// Whether a spelling is a code of the recommendation already.
pub(super) fn is_unit(text: &str) -> bool {
    certificate::unit::convert(rust_decimal::Decimal::ONE, text, "KGM").is_some()
        || UNITS.iter().any(|(_, code)| *code == text)
        || ["MTQ", "MTK", "CMT", "KMT"].contains(&text)
}

/// Whether a spelling is a code of the recommendation already.
pub(super) fn is_mode(text: &str) -> bool {
    text.len() == 1 && text.bytes().all(|b| b.is_ascii_digit())
}

fn guess(list: &'static [(&str, &str)], text: &str) -> Option<&'static str> {
    let words = tokens(text);
    list.iter().find(|(start, _)| words.iter().any(|word| word.starts_with(start))).map(|(_, code)| *code)
}
