//! Certificate views as PDF/A-3: the page an officer prints, signs for or keeps; and papers, documents
//! of sections that administrations put on a table, as PDF/A-3 and as HTML.
//!
//! The room knows no sentences: every word comes in with the [`View`], in the officer's language; the
//! page follows the direction of that language. What it adds is what a page must not be able to leave
//! out: the light as a shape with its word, the notice on every page, a visible mark for every character
//! that no bundled face can draw, and tags for invisible and direction-changing characters.
//!
//! ```text
//! Fonts::load(folder) -> Fonts                       once; Send + Sync
//! certificate_view(&fonts, &view) -> Pdf { bytes, pages, missing_glyphs }
//! paper(&fonts, &paper) -> Pdf                       a document of sections: an arrangement, a report
//! paper_html(&paper) -> String                       the same as one self-contained file
//! ```

mod archive;
mod boxes;
mod drawing;
mod error;
mod findings;
mod fonts;
mod icc;
mod marks;
mod page;
mod paper;
mod paper_html;
mod paper_pdf;
mod pdf;
mod shapes;
mod strip;
mod table;
mod text;
mod view;
mod xmp;

pub use error::PrintError;
pub use fonts::Fonts;
pub use paper::{Paper, Part, Section};
pub use paper_html::paper_html;
pub use paper_pdf::paper;
pub use view::{Attachment, Box, FindingLine, Line, Pdf, Row, Stack, Table, View};

use table::Look;

/// Prints a certificate (or, with [`View::unverified`], a claim as a plain list of fields) on A4.
///
/// The same view and the same faces give the same bytes. Errors: [`PrintError`].
pub fn certificate_view(fonts: &Fonts, view: &View) -> Result<Pdf, PrintError> {
    view.check()?;
    let setter = text::Typesetter::new(fonts, view.is_rtl());
    let mut flow = page::Flow::new(setter, &view.into());
    strip::head(&mut flow, view);
    strip::strip(&mut flow, view);
    if view.unverified.is_some() {
        boxes::list(&mut flow, view);
        view.tables().for_each(|items| table::table(&mut flow, items, Look::Plain));
    } else {
        boxes::form(&mut flow, view);
    }
    if let Some(ledger) = &view.ledger {
        table::table(&mut flow, ledger, Look::Plain);
    }
    findings::findings(&mut flow, view);
    findings::foot(&mut flow, view);
    let (drawing, setter) = flow.finish(&view.made_by, &view.page_words);
    let pages = u32::try_from(drawing.pages.len()).map_err(|_| PrintError::TooLarge("pages"))?;
    let missing_glyphs = setter.missing.iter().copied().collect();
    let written = pdf::write(fonts, &drawing, &view.title)?;
    let about = archive::About {
        title: &view.title,
        language: &view.language,
        rtl: view.is_rtl(),
        created: Some(view.created),
        attachment: view.attachment.as_ref(),
    };
    let bytes = archive::finish(written, &drawing, &about)?;
    Ok(Pdf { bytes, pages, missing_glyphs })
}
