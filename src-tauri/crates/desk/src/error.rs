//! The one public error: a stable code, a sentence for the officer, what to do next, no personal data.

use crate::text::Language;
use crate::view::ErrorView;
use std::collections::BTreeMap;

/// What an action could not do. `code` is stable; faces never match on text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}{}", detail.as_deref().map(|detail| format!(": {detail}")).unwrap_or_default())]
pub struct Error {
    /// Stable code, SCREAMING_SNAKE.
    pub code: &'static str,
    /// Technical words for logs and the command line; never personal data.
    pub detail: Option<String>,
    /// Values for the sentence.
    pub values: BTreeMap<String, String>,
}

impl Error {
    /// An error of that code.
    pub fn new(code: &'static str) -> Self {
        Self { code, detail: None, values: BTreeMap::new() }
    }

    /// Adds technical words.
    #[must_use]
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn value(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// The error in the officer's language.
    pub fn view(&self, language: Language) -> ErrorView {
        // A value may itself be the key of a message (why a decision is not allowed).
        let values: BTreeMap<String, String> = self
            .values
            .iter()
            .map(|(name, value)| (name.clone(), language.find(value).unwrap_or(value).to_owned()))
            .collect();
        let sentence = |part: &str| match language.find(&format!("error.{}.{part}", self.code)) {
            Some(message) => crate::text::fill(message, &values),
            None => language.say(&format!("error.INTERNAL.{part}"), &values),
        };
        ErrorView { code: self.code.to_owned(), text: sentence("text"), next: sentence("next") }
    }
}

macro_rules! from_room {
    ($($error:ty),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::new(error.code()).detail(error)
            }
        }
    )*};
}

from_room!(store::StoreError, exchange::ExchangeError, keys::KeyError, print::PrintError);

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let code =
            if error.kind() == std::io::ErrorKind::NotFound { "FILE_NOT_FOUND" } else { "FILE_NOT_USABLE" };
        Self::new(code).detail(error.kind())
    }
}
