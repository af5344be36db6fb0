//! What a face asks for one run: a language, short patience, a document by the beginning of its id.

use crate::error::Error;
use crate::present::presentation_id;
use crate::text::Language;
use crate::view::AnswerView;
use crate::{Desk, Inner};
use chrono::{DateTime, Utc};
use exchange::Patience;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Terms of this run; nothing of them is kept.
#[derive(Default)]
pub(crate) struct Terms {
    language: RwLock<Option<Language>>,
    hurried: AtomicBool,
}

impl Desk {
    /// Speaks this language for this run, whatever the officer's setting says.
    pub fn speak(&self, language: Language) {
        if let Ok(mut spoken) = self.0.terms.language.write() {
            *spoken = Some(language);
        }
    }

    /// Asks partners once and does not wait for those that ask for a pause. For demonstrations, which have their own time.
    pub fn hurry(&self) {
        self.0.terms.hurried.store(true, Ordering::Relaxed);
    }

    /// The answer for a presentation by its id alone. Error: PRESENTATION_NOT_FOUND.
    pub fn answer_for(&self, now: DateTime<Utc>, presentation: String) -> Result<AnswerView, Error> {
        let id = presentation_id(&presentation)?;
        let known = self.0.store.presentation(&id)?.ok_or_else(|| Error::new("PRESENTATION_NOT_FOUND"))?;
        self.answer(now, known.document.to_string(), Some(presentation))
    }

    /// Ids of documents that begin with these hex digits, eight or more; at most ten.
    pub fn document_like(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.0.store.documents_like(prefix, 10)?.iter().map(ToString::to_string).collect())
    }
}

impl Inner {
    /// The language of this run, if one was asked for.
    pub(crate) fn spoken_language(&self) -> Option<Language> {
        self.terms.language.read().ok().and_then(|spoken| *spoken)
    }

    pub(crate) fn patience(&self) -> Patience {
        if self.terms.hurried.load(Ordering::Relaxed) {
            Patience { tries: 1, first_pause: Duration::from_millis(1), ..Patience::default() }
        } else {
            Patience::default()
        }
    }
}
