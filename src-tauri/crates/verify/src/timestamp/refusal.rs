//! Why a timestamp proves nothing.

use thiserror::Error;

/// The reason, with a stable code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TimestampRefusal {
    /// Over the size that is read.
    #[error("the timestamp is too large")]
    TooLarge,
    /// Not DER, or not the structure of RFC 3161.
    #[error("the timestamp is malformed: {0}")]
    Malformed(&'static str),
    /// Signed data with another content.
    #[error("the signed content is no timestamp")]
    NotATimestamp,
    /// RFC 3161 section 2.4.2: one signer.
    #[error("a timestamp has one signer")]
    SeveralSigners,
    /// The imprint is made with a hash that proves nothing.
    #[error("the imprint's hash function is not accepted")]
    ImprintHash,
    /// It stamps other octets.
    #[error("the timestamp is of something else")]
    ImprintDiffers,
    /// The signed attributes are not what RFC 5816 and the profile ask.
    #[error("the timestamp's signed attributes are not accepted: {0}")]
    Attributes(&'static str),
    /// The authority's certificate is neither in the token nor known.
    #[error("the authority's certificate is not known")]
    NoCertificate,
    /// The signed reference means another certificate than the one that is named.
    #[error("the signed reference means another certificate")]
    OtherCertificate,
    /// What the token says was changed after signing.
    #[error("the timestamp's content was changed after signing")]
    DigestDiffers,
    /// The signature value does not verify.
    #[error("the timestamp's signature does not verify")]
    SignatureBroken,
    /// The algorithm is outside the profile, or proves nothing.
    #[error("the timestamp's algorithm is not accepted")]
    Algorithm,
    /// The RSA key is too short.
    #[error("the authority's RSA key is too short")]
    KeyTooShort,
    /// extendedKeyUsage is not timeStamping, critical and alone, or keyUsage forbids signatures.
    #[error("the authority's certificate is not for timestamps alone")]
    Purpose,
    /// The token names another authority than its certificate.
    #[error("the timestamp names another authority than its certificate")]
    OtherAuthority,
    /// No path to an anchor; why the best attempt ended.
    #[error("the authority's certificate leads to no anchor: {0}")]
    NoPath(String),
    /// A certificate of the path was not valid at that time.
    #[error("a certificate of the path was not valid at the stated time")]
    OutOfLife,
}

impl TimestampRefusal {
    /// Stable code for faces and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "TIMESTAMP_TOO_LARGE",
            Self::Malformed(_) => "TIMESTAMP_MALFORMED",
            Self::NotATimestamp => "TIMESTAMP_NONE",
            Self::SeveralSigners => "TIMESTAMP_SIGNERS",
            Self::ImprintHash => "TIMESTAMP_IMPRINT_HASH",
            Self::ImprintDiffers => "TIMESTAMP_IMPRINT_DIFFERS",
            Self::Attributes(_) => "TIMESTAMP_ATTRIBUTES",
            Self::NoCertificate => "TIMESTAMP_NO_CERTIFICATE",
            Self::OtherCertificate => "TIMESTAMP_OTHER_CERTIFICATE",
            Self::DigestDiffers => "TIMESTAMP_DIGEST_DIFFERS",
            Self::SignatureBroken => "TIMESTAMP_SIGNATURE_BROKEN",
            Self::Algorithm => "TIMESTAMP_ALGORITHM",
            Self::KeyTooShort => "TIMESTAMP_KEY_TOO_SHORT",
            Self::Purpose => "TIMESTAMP_PURPOSE",
            Self::OtherAuthority => "TIMESTAMP_OTHER_AUTHORITY",
            Self::NoPath(_) => "TIMESTAMP_NO_PATH",
            Self::OutOfLife => "TIMESTAMP_OUT_OF_LIFE",
        }
    }
}
