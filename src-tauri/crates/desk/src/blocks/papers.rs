//! Papers about a link. Being joined.

use crate::Desk;
use crate::error::Error;
use crate::view::SavedView;
use chrono::{DateTime, Utc};

impl Desk {
    /// Saves the report on a link's quality.
    #[allow(clippy::needless_pass_by_value)]
    pub fn save_quality(
        &self,
        _now: DateTime<Utc>,
        link: String,
        _language: String,
        _path: String,
    ) -> Result<SavedView, Error> {
        Err(Error::new("INTERNAL").detail(link))
    }

    /// Saves the document of a link's arrangement.
    #[allow(clippy::needless_pass_by_value)]
    pub fn save_arrangement(
        &self,
        _now: DateTime<Utc>,
        link: String,
        _language: String,
        _path: String,
    ) -> Result<SavedView, Error> {
        Err(Error::new("INTERNAL").detail(link))
    }
}
