//! What can go wrong before or beside a verdict. A bad signature is never an error: it is a verdict.

use thiserror::Error;

/// The one error of this room.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The bytes, or the payload of an envelope, are no document.
    #[error("the bytes are not a document: {0}")]
    Read(#[from] document::ReadError),
    /// The envelope is known by its shape but broken; what is wrong with it.
    #[error("the signature envelope is malformed: {0}")]
    Envelope(&'static str),
    /// A signature whose content is elsewhere; [`crate::open_detached`] takes both.
    #[error("the signature is detached, and what it signs is not at hand")]
    Detached,
    /// The recorded hash does not belong to these bytes.
    #[error("the sealed bytes do not match their recorded hash")]
    SealBroken,
    /// The sealed bytes no longer fit the type that is asked for.
    #[error("the sealed bytes do not fit their type")]
    SealShape,
    /// Not a certificate revocation list that this room understands; what is wrong with it.
    #[error("not an acceptable revocation list: {0}")]
    Crl(&'static str),
}

impl VerifyError {
    /// Stable code for faces and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(error) => error.code(),
            Self::Envelope(_) => "ENVELOPE_MALFORMED",
            Self::Detached => "SIGNED_DATA_NOT_FOUND",
            Self::SealBroken => "SEAL_BROKEN",
            Self::SealShape => "SEAL_SHAPE",
            Self::Crl(_) => "CRL_REFUSED",
        }
    }
}

/// Errors of [`crate::open`].
pub type OpenError = VerifyError;
/// Errors of [`crate::Sealed::reopen`].
pub type SealError = VerifyError;
