//! The mapping between a document and the canonical value, compiled once, used both ways.

pub(crate) mod place;
