//! The mapping between a document and the canonical value, compiled once, used both ways.

pub(crate) mod canonical;
pub(crate) mod compile;
mod country;
mod date;
mod draft;
mod drift;
mod groups;
pub(crate) mod lines;
mod links;
mod number;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod shape;
pub(crate) mod spelling;
mod template;
pub(crate) mod write;
