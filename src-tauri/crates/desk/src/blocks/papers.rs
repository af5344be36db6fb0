//! Papers about a link, saved as PDF or HTML: its quality, and the document of its arrangement.

use crate::Desk;
use crate::error::Error;
use crate::text::Language;
use crate::view::SavedView;
use crate::{papers, render};
use chrono::{DateTime, Utc};
use std::path::Path;

impl Desk {
    /// Saves the report on a link's quality, for the partner. Errors: NOT_FOUND, FILE_NOT_USABLE.
    pub fn save_quality(
        &self,
        now: DateTime<Utc>,
        link: String,
        language: String,
        path: String,
    ) -> Result<SavedView, Error> {
        let inner = &self.0;
        let language = Language::of(&language);
        let view = inner.quality_in(language, now, Some(link))?;
        let made_by = format!("{}, {}", inner.folder.card.post, render::spoken(language, now));
        let paper = papers::quality(&view, language, &made_by);
        papers::write(&*inner.fonts()?, &paper, Path::new(path.trim()))
    }

    /// Saves the document of a link's arrangement, as its packs have it. Errors: NOT_FOUND, FILE_NOT_USABLE.
    pub fn save_arrangement(
        &self,
        _now: DateTime<Utc>,
        link: String,
        language: String,
        path: String,
    ) -> Result<SavedView, Error> {
        let inner = &self.0;
        let paper = papers::arrangement(&inner.library(), &link, Language::of(&language))
            .ok_or_else(|| Error::new("NOT_FOUND").detail(&link))?;
        papers::write(&*inner.fonts()?, &paper, Path::new(path.trim()))
    }
}
