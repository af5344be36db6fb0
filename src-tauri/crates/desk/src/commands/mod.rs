//! The one list of commands, and the TypeScript functions made from it.

#[macro_use]
mod list;

use crate::Error;

/// Bytes of a PDF, which cross to the window raw.
#[derive(Clone, Debug)]
pub struct PdfBytes(pub Vec<u8>);

/// What crosses to a face.
#[derive(Clone, Debug)]
pub enum Payload {
    /// JSON text.
    Json(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

/// The result of a command, ready to cross.
pub trait Reply {
    /// JSON for views, raw bytes for a PDF.
    fn reply(self) -> Result<Payload, Error>;
}

impl<T: serde::Serialize> Reply for T {
    fn reply(self) -> Result<Payload, Error> {
        serde_json::to_string(&self).map(Payload::Json).map_err(|error| Error::new("INTERNAL").detail(error))
    }
}

impl Reply for PdfBytes {
    fn reply(self) -> Result<Payload, Error> {
        Ok(Payload::Bytes(self.0))
    }
}

#[cfg(test)]
mod typescript;
