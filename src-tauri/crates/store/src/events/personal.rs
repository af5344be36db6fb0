//! Texts about persons: beside the log, erasable. The log keeps only their salted hash.

use super::event::EventId;
use crate::error::{Result, StoreError};
use crate::store::Store;

impl Store {
    /// Erases one text about a person, with its salt, so that nothing in the log can be tried against it.
    /// The event and its hash stay. Error: `NOT_FOUND`.
    pub fn erase_personal(&self, event: &EventId, field: &str) -> Result<()> {
        let (log, field) = (event.log.clone(), field.to_owned());
        let seq = i64::try_from(event.seq).unwrap_or(i64::MAX);
        self.act(move |conn| {
            // Freed bytes are overwritten, not only unlinked.
            conn.pragma_update(None, "secure_delete", true)?;
            let erased = conn.execute(
                "UPDATE personal SET salt = NULL, text = NULL WHERE log = ?1 AND seq = ?2 AND field = ?3",
                (log.as_str(), seq, field),
            );
            conn.pragma_update(None, "secure_delete", false)?;
            if erased? == 0 { Err(StoreError::NotFound { what: "personal text" }) } else { Ok(()) }
        })
    }
}
