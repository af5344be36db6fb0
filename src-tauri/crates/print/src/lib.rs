//! Certificate views as PDF/A-3: the page an officer prints, signs for or keeps.
//!
//! The room knows no sentences: every word comes in with the [`View`], in the officer's language; the
//! page follows the direction of that language. What it adds is what a page must not be able to leave
//! out: the light as a shape with its word, the notice on every page, a visible mark for every character
//! that no bundled face can draw, and tags for invisible and direction-changing characters.
//!
//! ```text
//! Fonts::load(folder) -> Fonts                       once; Send + Sync
//! certificate_view(&fonts, &view) -> Pdf { bytes, pages, missing_glyphs }
//! ```

mod error;
mod fonts;
mod view;

pub use error::PrintError;
pub use fonts::Fonts;
pub use view::{Attachment, Box, FindingLine, Line, Pdf, Table, View};

/// Prints a certificate (or, with [`View::unverified`], a claim as a plain list of fields) on A4.
///
/// The same view and the same faces give the same bytes. Errors: [`PrintError`].
pub fn certificate_view(fonts: &Fonts, view: &View) -> Result<Pdf, PrintError> {
    view.check()?;
    let _ = fonts;
    Err(PrintError::Writer("not written yet".to_owned()))
}
