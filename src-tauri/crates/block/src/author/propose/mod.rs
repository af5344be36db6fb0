//! A first draft of a message file, from a sample or a schema: places proposed by comparing names with the dataset's in several languages,
//! forms by what the values look like. What is not sure is a comment.

mod codes;
mod draft;
mod fit;
mod outline;
mod print;
mod schema;
mod shapes;
mod words;

use document::{Document, Limits, Syntax};
use outline::Outline;
use serde::Serialize;

/// A proposed message file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The file's text: it compiles.
    pub text: String,
    /// Syntax of the messages.
    pub syntax: Syntax,
    /// Whether the sample was a schema.
    pub from_schema: bool,
    /// Canonical fields that have a line.
    pub placed: Vec<String>,
    /// Canonical fields whose line is a guess: written as comments.
    pub uncertain: Vec<String>,
    /// Places of the sample that no line uses.
    pub left: Vec<String>,
}

/// Why there is no proposal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposeError {
    /// The sample cannot be read.
    #[error("the sample cannot be read: {0}")]
    Unreadable(String),
    /// Nothing in it is a field of a certificate.
    #[error("nothing in the sample looks like a field of a certificate of origin")]
    Nothing,
}

impl ProposeError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "SAMPLE_UNREADABLE",
            Self::Nothing => "SAMPLE_UNKNOWN",
        }
    }
}

/// Proposes a message file for a sample message (XML, JSON, CBOR), an XML schema or a JSON schema.
pub fn propose(sample: &[u8]) -> Result<Proposal, ProposeError> {
    let document = Document::read(sample, &Limits::default())
        .map_err(|error| ProposeError::Unreadable(error.to_string()))?;
    let of_schema = schema::outline(&document);
    let from_schema = of_schema.is_some();
    let outline = of_schema.unwrap_or_else(|| Outline::of(&document));
    let (steps, base) = fit::base(&outline);
    let leaves = fit::leaves(base);
    let draft = draft::draft(&leaves, outline.syntax != Syntax::Xml);
    if draft.sections.iter().all(|section| section.lines.is_empty()) {
        return Err(ProposeError::Nothing);
    }
    Ok(print::print(&outline, &steps, &leaves, draft, from_schema))
}
