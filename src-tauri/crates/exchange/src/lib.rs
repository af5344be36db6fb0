//! The one room that knows the network: endpoints, cursors, receipts.
//!
//! It knows no other room. What it needs from storage it says as two traits, [`Inbox`] and [`Outbox`];
//! whoever joins the rooms implements them. The law of this room: **on disk before it is acknowledged**.
//! A page that [`Inbox::keep_page`] did not take is asked for again, because where to go on is read from
//! the inbox before each page and is known nowhere else.
//!
//! ```text
//! Client::new(&Endpoint) -> Result<Client, ExchangeError>
//! client.pull(&dyn Inbox, &dyn Fn(Progress), &Cancel).await -> Result<Pulled, ExchangeError>
//! client.fetch(resource, etag, query).await                 -> Result<Fetched, ExchangeError>
//! client.enrol(body).await                                  -> Result<Vec<u8>, ExchangeError>
//! client.deliver(&dyn Outbox, &Cancel).await                -> Result<Delivered, ExchangeError>
//! ```
//!
//! The ports are called on the thread that drives the future and may block it for the time of one write:
//! drive a client on a runtime whose threads may do so, never on the window's.

pub mod answer;
mod cancel;
mod client;
pub mod contract;
mod deliver;
mod endpoint;
mod error;
mod ports;
mod pull;
mod wire;

pub use cancel::Cancel;
pub use client::{Client, Fetched};
pub use deliver::Delivered;
pub use endpoint::{Endpoint, Interface, Patience, Transport};
pub use error::ExchangeError;
pub use ports::{Failure, Inbox, Kept, Outbox, OutgoingReceipt, Page, PortError, RawMessage};
pub use pull::{Progress, Pulled};
