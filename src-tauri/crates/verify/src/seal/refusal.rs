//! Why a seal proves nothing.

use thiserror::Error;

/// The reason, with a stable code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SealRefusal {
    /// Over what a bar code holds.
    #[error("the seal is too large")]
    TooLarge,
    /// Not a seal of a known version, or not well formed.
    #[error("the seal is malformed: {0}")]
    Malformed(&'static str),
    /// Features, and no signature after them.
    #[error("the seal is not signed")]
    Unsigned,
    /// The certificate that it names is not known.
    #[error("the certificate that the seal names is not known")]
    SignerUnknown,
    /// The signer's key is of a kind or curve that is not known.
    #[error("the signer's key is of a kind that is not known")]
    KeyUnknown,
    /// The signature does not verify.
    #[error("the seal's signature does not verify")]
    SignatureBroken,
    /// Signed after now.
    #[error("the seal was signed in the future")]
    Future,
    /// No path to an anchor on the day of signing; why the best attempt ended.
    #[error("the signer's certificate leads to no anchor: {0}")]
    NoPath(String),
}

impl SealRefusal {
    /// Stable code for faces and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "SEAL_TOO_LARGE",
            Self::Malformed(_) => "SEAL_MALFORMED",
            Self::Unsigned => "SEAL_UNSIGNED",
            Self::SignerUnknown => "SEAL_SIGNER_UNKNOWN",
            Self::KeyUnknown => "SEAL_KEY_UNKNOWN",
            Self::SignatureBroken => "SEAL_SIGNATURE_BROKEN",
            Self::Future => "SEAL_FUTURE",
            Self::NoPath(_) => "SEAL_NO_PATH",
        }
    }
}
