//! Signature formats, certificate paths, revocation and time, judged into a [`Verdict`]. Pure: the
//! message, the profile, the trust snapshot and the times are handed in; there is no clock and no I/O.
//!
//! [`open`] finds the envelope, [`verify`] judges it. Content comes out only as [`VerifiedContent`],
//! and only when it was earned.

mod cms;
mod content;
mod cose;
mod crl;
mod diagnostic;
mod error;
mod facts;
mod instant;
mod integrity;
mod jcs;
mod judge;
mod jws;
mod jws_beside;
mod jws_header;
mod keys;
mod keys_ethereum;
mod keys_jwk;
mod keys_rsa;
mod name;
mod ocsp;
mod open;
mod openattestation;
mod openattestation_did;
mod outcome;
mod path;
mod profile;
mod revocation;
mod scope;
mod seal;
#[cfg(test)]
mod tests;
mod timestamp;
mod trust;
mod unverified;
mod verdict;
mod verifier;
mod x509;
mod x509_extensions;
mod xml;

pub use cms::Cms;
pub use content::{Sealed, VerifiedContent};
pub use cose::Cose;
pub use crl::{CrlFacts, check_crl};
pub use error::{OpenError, SealError, VerifyError};
pub use jws::Jws;
pub use open::{Envelope, Opened, open, open_detached};
pub use openattestation::OpenAttestation;
pub use outcome::{ChainLink, Outcome, SignatureReport, Step};
pub use path::{
    Duties, PathOptions, PathRefusal, PathReport, PathRule, PathStep, Subject, validate as validate_path,
};
pub use profile::{Allowance, Family, Profile, SignatureRule};
pub use revocation::Evidence;
pub use seal::{SealFacts, SealRefusal, check_seal};
pub use timestamp::{TimestampFacts, TimestampRefusal, check_timestamp};
pub use trust::{Anchor, Times, TrustSnapshot, Unverified};
pub use unverified::unverified;
pub use verdict::{Coverage, Indication, ProvenBy, ProvenTime, SignerFacts, SubIndication, Verdict};
pub use verifier::{Knowledge, directory, verify};
