//! The canonical certificate of origin: types, code lists, normalisation. Pure: no I/O, no clock.
//!
//! Everything that leaves a mapping is one of these records; everything that a check says is a
//! [`Finding`]; everything that an officer sees first is a [`Light`].

pub mod country;
pub mod dataset;
pub mod declaration;
pub mod finding;
pub mod name;
pub mod record;
pub mod signer;
pub mod unit;
pub mod update;
pub mod when;

pub use declaration::{Declaration, DeclaredItem};
pub use finding::{Evidence, Finding, Level, Light, Reference, Scope};
pub use name::{CertificateName, normalise_number};
pub use record::{
    BackToBack, Invoice, Issued, Item, Marks, Party, Record, Remarks, Scheme, SignatureClaim, Successor,
    Text, Transport, Validity,
};
pub use signer::{Directory, SignerEntry, SignerStatus};
pub use update::{Update, UpdateAction};
pub use when::When;
