//! Characters that a reader could not see, or that no face has, made visible.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Our own sentences: isolates and direction marks in them are meant.
    Words,
    /// What a message said: isolated from its surroundings, nothing in it stays invisible.
    Data,
}

/// A piece of text, or a tag that stands for a character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part<'t> {
    pub text: Cow<'t, str>,
    pub tag: bool,
}

/// Splits a text (without line breaks) into what can be set and tags for what cannot: `U+202E` for
/// invisible and direction-changing characters, `□U+1F600` for those that no face has. The latter are
/// also put into `missing`.
pub(crate) fn parts<'t>(
    text: &'t str,
    kind: Kind,
    covers: &dyn Fn(char) -> bool,
    missing: &mut BTreeSet<char>,
) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let after = characters.peek().map(|next| next.1);
        let tag = if is_meant(character, kind, before, after) {
            None
        } else if is_invisible(character) {
            Some(code(character))
        } else if covers(character) || character == '\t' {
            None
        } else {
            missing.insert(character);
            Some(format!("□{}", code(character)))
        };
        if let Some(tag) = tag {
            let plain = text.get(start..at).unwrap_or_default();
            if !plain.is_empty() {
                parts.push(Part { text: Cow::Borrowed(plain), tag: false });
            }
            parts.push(Part { text: Cow::Owned(tag), tag: true });
            start = end;
        }
        before = Some(character);
    }
    let rest = text.get(start..).unwrap_or_default();
    if !rest.is_empty() {
        parts.push(Part { text: Cow::Borrowed(rest), tag: false });
    }
    parts
}

/// `U+202E`.
fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// An invisible character in a place where it belongs: joiners inside words of scripts that need them
/// (Persian, Indic scripts), and in our own words the isolates and marks of direction.
fn is_meant(character: char, kind: Kind, before: Option<char>, after: Option<char>) -> bool {
    match character {
        '\u{200C}' | '\u{200D}' => before.is_some_and(needs_joiners) && after.is_none_or(needs_joiners),
        '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}' => kind == Kind::Words,
        _ => false,
    }
}

/// Scripts whose spelling uses joiners.
fn needs_joiners(character: char) -> bool {
    matches!(u32::from(character), 0x0620..=0x08FF | 0x0900..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x17FF)
}

/// Characters that show nothing, or change what others show.
fn is_invisible(character: char) -> bool {
    matches!(u32::from(character),
        0x00..=0x08 | 0x0A..=0x1F | 0x7F..=0x9F | 0xAD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5
        | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164
        | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1_BCA0..=0x1_BCA3 | 0x1_D173..=0x1_D17A
        | 0xE_0000..=0xE_0FFF)
}

/// Characters that stand in the text for its direction only and are never drawn.
pub(crate) fn is_silent(text: &str) -> bool {
    text.chars().all(|character| {
        matches!(character, '\u{200C}'..='\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
    })
}

#[cfg(test)]
mod tests {
    // Test code may unwrap: a failure is the finding.
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use super::*;

    fn shown(text: &str, kind: Kind) -> (String, Vec<char>) {
        let mut missing = BTreeSet::new();
        let covers = |character: char| character != '\u{1F600}';
        let parts = parts(text, kind, &covers, &mut missing);
        let text = parts
            .iter()
            .map(|part| if part.tag { format!("[{}]", part.text) } else { part.text.to_string() });
        (text.collect(), missing.into_iter().collect())
    }

    #[test]
    fn direction_changes_in_data_are_shown() {
        assert_eq!(shown("ab\u{202E}cd\u{200B}", Kind::Data).0, "ab[U+202E]cd[U+200B]");
        assert_eq!(shown("\u{2068}ab\u{2069}", Kind::Data).0, "[U+2068]ab[U+2069]");
    }

    #[test]
    fn our_own_words_may_isolate_but_not_override() {
        assert_eq!(shown("\u{2068}ab\u{2069}\u{202E}", Kind::Words).0, "\u{2068}ab\u{2069}[U+202E]");
    }

    #[test]
    fn joiners_stay_where_a_script_needs_them() {
        let persian = "می\u{200C}خواهم";
        assert_eq!(shown(persian, Kind::Data).0, persian);
        assert_eq!(shown("AC\u{200D}ME", Kind::Data).0, "AC[U+200D]ME");
    }

    #[test]
    fn what_no_face_has_is_shown_and_reported() {
        let (text, missing) = shown("a\u{1F600}b", Kind::Data);
        assert_eq!((text.as_str(), missing), ("a[□U+1F600]b", vec!['\u{1F600}']));
    }
}
