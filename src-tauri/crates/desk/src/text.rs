//! Sentences for officers, from the message files in `assets/messages`. No other place holds any.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// A language that ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Es, Self::Ar];

    /// From a BCP 47 tag; English for what does not ship.
    pub fn of(tag: &str) -> Self {
        match tag.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("fr") => Self::Fr,
            Some("es") => Self::Es,
            Some("ar") => Self::Ar,
            _ => Self::En,
        }
    }

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }

    fn catalog(self) -> &'static HashMap<String, String> {
        static CATALOGS: OnceLock<[HashMap<String, String>; 4]> = OnceLock::new();
        let all = CATALOGS.get_or_init(|| {
            let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
            [
                read(include_str!("../../../../assets/messages/en.json")),
                read(include_str!("../../../../assets/messages/fr.json")),
                read(include_str!("../../../../assets/messages/es.json")),
                read(include_str!("../../../../assets/messages/ar.json")),
            ]
        });
        let [en, fr, es, ar] = all;
        match self {
            Self::En => en,
            Self::Fr => fr,
            Self::Es => es,
            Self::Ar => ar,
        }
    }

    /// The message of that key, or none.
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.catalog().get(key).map(String::as_str)
    }

    /// The message of that key with `{name}` filled in; the key itself where no file has it, so that
    /// a missing message is seen and never an empty line.
    pub fn say(self, key: &str, values: &BTreeMap<String, String>) -> String {
        self.find(key).map_or_else(|| key.to_owned(), |message| fill(message, values))
    }

    /// A message without values.
    pub fn word(self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }
}

/// Fills `{name}` in a message; a name without a value leaves a dash. Values are isolated (U+2068, U+2069),
/// so that their direction never reaches their neighbours.
pub fn fill(message: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(message.len() + 32);
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.get(name).filter(|value| !value.is_empty()) {
            Some(value) if value.is_ascii() => out.push_str(value),
            Some(value) => {
                out.push('\u{2068}');
                out.push_str(value);
                out.push('\u{2069}');
            }
            None => out.push('–'),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|pair| pair.0)).collect()
    }

    #[test]
    fn all_languages_have_the_same_messages() {
        let english = Language::En.catalog();
        assert!(english.len() > 200, "the English file was read: {} messages", english.len());
        for language in Language::ALL {
            let other = language.catalog();
            for (key, text) in english {
                let translated = other.get(key).map(String::as_str).unwrap_or_default();
                assert!(!translated.is_empty(), "{} lacks {key}", language.tag());
                assert_eq!(placeholders(text), placeholders(translated), "{} {key}", language.tag());
            }
            let more: Vec<&String> = other.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(more.is_empty(), "{} has messages that English lacks: {more:?}", language.tag());
        }
    }

    #[test]
    fn the_program_never_says_what_it_cannot_know() {
        for (key, text) in Language::En.catalog() {
            let lower = text.to_lowercase();
            for word in ["fake", "fraudulent", "forged", "counterfeit"] {
                assert!(!lower.contains(word), "{key} says {word}");
            }
        }
    }

    #[test]
    fn values_are_filled_and_isolated() {
        let values = BTreeMap::from([("a".to_owned(), "12".to_owned()), ("b".to_owned(), "شركة".to_owned())]);
        assert_eq!(
            fill("{a} of {b}, {c}", &values),
            "12 of \u{2068}شركة\u{2069}, –",
            "a missing value is a dash"
        );
        assert_eq!(fill("a { b", &values), "a { b", "an open brace is kept");
    }
}
