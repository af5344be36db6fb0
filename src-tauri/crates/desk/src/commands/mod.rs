//! The one list of commands, and the TypeScript functions made from it.

#[macro_use]
mod list;

/// Bytes of a PDF, which cross to the window raw.
#[derive(Clone, Debug)]
pub struct PdfBytes(pub Vec<u8>);

#[cfg(test)]
mod typescript;
