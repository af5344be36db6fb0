//! The desk's one input: a number, a scan, words, or files.

use crate::Desk;
use crate::error::Error;
use crate::view::{AskView, ChoiceRow, LightView};
use certificate::normalise_number;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::Path;
use store::Summary;

/// Longest input that is taken, in characters.
const MOST_INPUT: usize = 500;

impl Desk {
    /// Looks an input up. A number leads to its document (or to several), anything else to the search screen; a number
    /// that is not here is said to be absent. Looking up records nothing.
    pub fn ask(&self, now: DateTime<Utc>, input: String) -> Result<AskView, Error> {
        let inner = &self.0;
        let input: String = input.trim().chars().take(MOST_INPUT).collect();
        let exact =
            |found: &Summary| found.number.as_deref().map(normalise_number) == Some(normalise_number(&input));
        let mut found: Vec<Summary> =
            if looks_like_number(&input) { inner.store.by_number(&input)? } else { Vec::new() };
        if found.iter().any(exact) {
            found.retain(exact);
        }
        match found.as_slice() {
            [] if looks_like_number(&input) => {
                let language = inner.language();
                let values = BTreeMap::from([("number".to_owned(), input.clone())]);
                Ok(AskView::Absent {
                    title: language.say("answer.none.title", &values),
                    text: language.say("answer.none.text", &values),
                    number: input,
                })
            }
            [] => Ok(AskView::Search { query: input }),
            [one] => {
                // The presentation that waits for a decision, if one does, is what the officer looks for.
                let name = one
                    .name
                    .unwrap_or_else(|| certificate::CertificateName::of("", "", &one.message.to_string()));
                let presentations = inner.store.presentations(&name)?;
                let waiting = presentations
                    .iter()
                    .rev()
                    .find(|presentation| !presentation.undecided.is_empty())
                    .or(presentations.last());
                let presentation = waiting.map(|presentation| presentation.id.to_string());
                let answer = self.answer(now, one.message.to_string(), presentation)?;
                Ok(AskView::Answer { answer: Box::new(answer) })
            }
            several => {
                let choices = several.iter().map(|summary| {
                    Ok(ChoiceRow {
                        head: inner.head_of(summary),
                        light: LightView::from(summary.light),
                        title: inner.leading_sentence(&summary.message)?,
                    })
                });
                Ok(AskView::Choices { choices: choices.collect::<Result<_, Error>>()? })
            }
        }
    }

    /// Takes dropped files: each is imported as a message, or read as a declaration and presented.
    pub fn ask_files(&self, now: DateTime<Utc>, paths: Vec<String>) -> Result<AskView, Error> {
        let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
        Ok(AskView::Imported { rows: self.import(&paths, now)? })
    }
}

/// Whether an input is meant as a number: one word with a digit, of letters, digits and the usual separators, and no
/// field of the search language.
fn looks_like_number(input: &str) -> bool {
    let length = input.chars().count();
    (3..=64).contains(&length)
        && input.chars().any(char::is_numeric)
        && input.chars().all(|c| c.is_alphanumeric() || "-/. _".contains(c))
        && input.split_whitespace().count() <= 4
        && input
            .split_whitespace()
            .all(|word| word.chars().any(char::is_numeric) || word.chars().count() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words_and_queries() {
        for number in ["BO-2026-0048217", "XB00100BA260004821700", "co 2026 118204", "0048217"] {
            assert!(looks_like_number(number), "{number} is a number");
        }
        for words in ["cotton", "Kesset Spinning Mills", "hs:5205", "issued:2026-10..2026-11", "شركة"] {
            assert!(!looks_like_number(words), "{words} is a search");
        }
    }
}
