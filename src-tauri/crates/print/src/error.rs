//! What can go wrong while a page is made. No message names what stands on the page.

/// Why no page was made.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The folder of bundled faces cannot be read, or a face in it is missing.
    #[error("the bundled fonts cannot be read: {0}")]
    Fonts(String),
    /// A face cannot be parsed or subset.
    #[error("a bundled font is damaged: {0}")]
    Face(String),
    /// A claim was to be printed with a green light.
    #[error("what is not verified is never printed green")]
    GreenClaim,
    /// The notice, the light's word or the answer is empty.
    #[error("the page lacks its {0}")]
    WordMissing(&'static str),
    /// The view is larger than a page can sensibly carry.
    #[error("the view is too large: {0}")]
    TooLarge(&'static str),
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Writer(String),
}

impl PrintError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fonts(_) => "PRINT_FONTS",
            Self::Face(_) => "PRINT_FACE",
            Self::GreenClaim => "PRINT_GREEN_CLAIM",
            Self::WordMissing(_) => "PRINT_WORD_MISSING",
            Self::TooLarge(_) => "PRINT_TOO_LARGE",
            Self::Writer(_) => "PRINT_WRITER",
        }
    }
}
