//! The store: one encrypted SQLite file. The only room that knows SQL.
//!
//! A [`Store`] is cheap to clone and may be used from any thread; every call is synchronous. One
//! thread writes ([`writer`](self)), officers' writes before the sync's; a few connections read.
//!
//! What an officer does is an [`Event`]; the tables that officers' acts fill are what the events add
//! up to, and [`Store::rebuild`] makes them again. Messages, judgements, trust snapshots and the outbox
//! stand beside the log.
//!
//! What is acknowledged is on disk (`synchronous = FULL`): messages, events, receipts, trust. Judgements
//! alone are written with `NORMAL`: a power cut may take the last ones, never half of one, and they are
//! made again from their messages, which are then still pending.

mod aside;
mod documents;
mod error;
mod events;
mod flags;
mod ledger;
mod messages;
mod migrate;
mod outbox;
mod packs;
mod pool;
mod presentations;
mod search;
mod settings;
mod store;
mod terms;
mod trust;
mod value;
mod writer;

pub use aside::{MarkedUpdate, Other, Quarantined};
pub use documents::{
    Content, Counts, Document, Index, Inputs, Judgement, LightCounts, Nature, PartnerCount, PastJudgement,
    QualityKind, QualityWeek, Summary,
};
pub use error::{Result, StoreError};
pub use events::{
    Admission, Chain, Draft, Drawdown, Event, EventId, EventKind, ForeignEvent, Fork, LogId, Operation,
    Personal, PresentationId, Receipt, Role,
};
pub use flags::{Flag, FlagFilter, Withdrawn};
pub use ledger::{Drawn, Ledger, LedgerItem};
pub use messages::{Incoming, Message, MessageId, MessageState, Received};
pub use outbox::{DueReceipt, LinkState, OutboxCounts};
pub use packs::{KeptPack, PackChange};
pub use pool::DatabaseKey;
pub use presentations::{Decision, Figures, Presentation};
pub use search::{
    Day, Facets, Field, Keyset, Order, Query, QueryError, QueryErrorKind, SearchPage, Term, TermValue, Text,
    did_you_mean,
};
pub use settings::{Connection, Officer, Pack};
pub use store::{FolderKind, Store};
pub use terms::TermRole;
pub use trust::KeptTrust;
