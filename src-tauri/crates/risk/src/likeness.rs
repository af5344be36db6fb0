//! When two spellings are one name.

use unicode_normalization::UnicodeNormalization;

/// Whether two names differ only in case, width, accents' composition, punctuation or spacing.
/// `Hadra Textile Works, Ltd.` is `HADRA TEXTILE WORKS LTD`; `Work` is not `Works`.
pub fn same_name(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_do_not_make_another_firm() {
        assert!(same_name("Hadra Textile Works, Ltd.", "HADRA TEXTILE WORKS LTD"), "same letters");
        assert!(!same_name("Hadra Textile Works", "Hadra Textile Work"), "one letter less");
        assert!(same_name("شركة هدرا", "شركة  هدرا"), "spacing in any script");
    }
}
