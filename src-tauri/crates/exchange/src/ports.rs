//! What this room needs from storage.

use std::time::Duration;

/// Where messages go, and where it is written how far we are. Calls may come from any thread.
///
/// An implementation passes [`crate::contract::inbox`].
pub trait Inbox: Send + Sync {
    /// Where to go on for this link and stream; `None` before the first page.
    fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>, PortError>;

    /// Keeps all messages of a page **and** its next cursor (where it has one) in one transaction, and
    /// returns only when they are on disk. A message that is there already counts as known, so the same
    /// page may come twice. On an error nothing of the page is kept and the cursor has not moved.
    fn keep_page(&self, link: &str, stream: &str, page: &Page) -> Result<Kept, PortError>;

    /// The entity tag (RFC 9110 8.8.3) remembered for a resource; the text is this room's own.
    fn etag(&self, link: &str, resource: &str) -> Result<Option<String>, PortError>;

    /// Remembers it, or forgets it with `None`.
    fn set_etag(&self, link: &str, resource: &str, etag: Option<&str>) -> Result<(), PortError>;
}

/// Receipts that wait to be delivered.
pub trait Outbox: Send + Sync {
    /// Receipts of this link that are due now, oldest first, at most `limit`.
    fn due(&self, link: &str, limit: usize) -> Result<Vec<OutgoingReceipt>, PortError>;

    /// The partner has it.
    fn delivered(&self, id: &str) -> Result<(), PortError>;

    /// The partner does not have it.
    fn failed(&self, id: &str, failure: &Failure) -> Result<(), PortError>;
}

/// One page as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The messages, in the partner's order.
    pub messages: Vec<RawMessage>,
    /// Where to go on after this page; `None` leaves the cursor where it is.
    pub next: Option<String>,
    /// The partner has more to say now.
    pub more: bool,
}

/// One message as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    /// The partner's own id of it.
    pub remote_id: String,
    /// Its bytes, unchanged.
    pub bytes: Vec<u8>,
    /// What the partner says it is, where the interface says so. A hint, never proof.
    pub hint: Option<String>,
}

/// What became of a page's messages. The two add up to the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Messages that were not there before.
    pub new: usize,
    /// Messages that were.
    pub known: usize,
}

/// A receipt that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingReceipt {
    /// The outbox's own id of it.
    pub id: String,
    /// The link it goes to.
    pub link: String,
    /// The bytes to send: a compact JWS (RFC 7515), made by whoever holds the post's key.
    pub body: Vec<u8>,
}

/// Why a receipt did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Ordinary: the network or the partner is not there now. Try again, not before this long.
    Wait {
        /// What the partner asked for, where it asked.
        retry_after: Option<Duration>,
    },
    /// The partner refused it; sending it again would not help.
    Wedged {
        /// The partner's reason code, or `HTTP_4xx`.
        code: String,
        /// The partner's words, shortened; empty where there are none.
        detail: String,
    },
}

/// The storage behind a port refused. Its code travels on unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct PortError {
    /// Stable code.
    pub code: &'static str,
    /// For the log; no personal data, no secret.
    pub detail: String,
}

impl PortError {
    /// A refusal with its stable code and a detail for the log.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
