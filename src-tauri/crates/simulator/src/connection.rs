//! What a desk must be told of a partner to talk to it. In real life this comes on paper, or in a sealed envelope.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a partner answers and what its trust begins with. Stable across restarts as long as the port is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Id of the link pack.
    pub link: String,
    /// `https://127.0.0.1:PORT`, without a slash at the end.
    pub endpoint: String,
    /// PEM certificate of the authority that certified the server (TLS only).
    pub tls_ca: String,
    /// The first root of the partner's signatures.
    pub root: Root,
}

/// The first root of a partner's signatures. In JSON `{"certificate": PEM}` or `{"multikey": "z6Mk…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Root {
    /// A self-signed X.509 certificate, PEM.
    Certificate(String),
    /// A multikey that signs the key list.
    Multikey(String),
}

/// Whose time the servers keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    Real,
    /// The one that was set; it stands still until it is set again.
    Set(DateTime<Utc>),
}

/// A receipt that a partner was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSeen {
    /// Id of the link pack.
    pub link: String,
    /// SHA-256 of the message it speaks of, hex.
    pub message: String,
    /// State it reports, as the payload says it.
    pub state: String,
    /// Both signatures held and the message was one of this partner's.
    pub valid: bool,
}
