//! Partner administrations to train and test against: real HTTP with TLS, real signatures, planted cases.
//!
//! [`World::open`] makes partners once, by their packs alone, and keeps keys, certificates and bytes in a folder;
//! [`Simulator::start`] serves them. It signs with other libraries than `verify` checks with, so
//! that one error cannot cancel another, and it never knows the desk.
//!
//! ```text
//! World::open(&Options) -> Result<World>
//! world.planted() -> &[Planted]      world.good() -> &[Good]      world.phases() -> Vec<DateTime<Utc>>
//! world.message(sha256_hex) -> Option<&[u8]>      world.folder()      world.base()      list(&world) -> Vec<Row>
//! sample(&SampleOptions) -> Result<Vec<Sample>>
//! Simulator::start(World, Clock) -> Result<Running>
//! running.connections() / set_now(DateTime<Utc>) / receipts() / world() / stop()
//! ```

mod authority;
mod cast;
mod chance;
mod connection;
mod draft;
mod error;
mod firms;
mod fit;
mod goods;
mod integrity;
mod invent;
mod jades;
mod key;
#[cfg(test)]
mod oracle;
mod packs;
mod partner;
mod partners;
mod pen;
mod planted;
mod receipts;
mod rows;
mod sample;
mod serve;
mod shelf;
#[cfg(test)]
mod signing_tests;
mod spoil;
mod stall;
mod terms;
mod world;
mod xml;
mod xmldsig;

pub use connection::{Clock, Connection, ReceiptSeen, Root};
pub use error::{Result, SimulatorError};
pub use planted::{Expect, Good, Moment, Planted, Row};
pub use sample::{Sample, SampleOptions, sample};
pub use serve::{Running, Simulator};
pub use world::{Options, World, list};
