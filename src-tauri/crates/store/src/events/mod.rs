//! The log of what officers did, and how tables are made of it (DESIGN section 8).

mod admit;
mod apply;
mod cbor;
mod chain;
mod event;
mod kind;
mod log;
mod personal;
mod rebuild;

pub use admit::{Admission, ForeignEvent, Fork};
pub use chain::Chain;
pub use event::{Draft, Event, EventId, LogId, Personal, Receipt, Role};
pub use kind::{Drawdown, EventKind, Operation, PresentationId};
pub(crate) use log::load;
