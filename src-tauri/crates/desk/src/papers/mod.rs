//! Papers that administrations put on a table: the arrangement that a pack describes, and what a link's messages are like.

mod arrangement;
mod dataset;
mod interoperability;
mod process;
mod quality;
mod words;

pub use arrangement::arrangement;
pub use quality::quality;

use crate::error::Error;
use crate::view::SavedView;
use print::{Fonts, Paper, paper_html};
use std::path::Path;

/// Writes a paper as a file: HTML where the name ends with `.html` or `.htm`, else PDF. Pages are 0 for HTML. Errors: those of print,
/// FILE_NOT_USABLE.
pub fn write(fonts: &Fonts, paper: &Paper, path: &Path) -> Result<SavedView, Error> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let (bytes, pages) = if matches!(ending.as_str(), "html" | "htm") {
        (paper_html(paper).into_bytes(), 0)
    } else {
        let pdf = print::paper(fonts, paper)?;
        (pdf.bytes, pdf.pages)
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, &bytes)?;
    Ok(SavedView {
        path: path.display().to_string(),
        pages,
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
    })
}
