//! Where a partner is reached and how one speaks with it: data of a link pack.

use crate::{ExchangeError, answer};
use std::{collections::BTreeMap, time::Duration};

/// One partner's server.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Link id.
    pub link: String,
    /// Base address, `https` only, for example `https://coo.example.org:8443`; paths are appended.
    pub base_url: String,
    /// PEM of the only authorities whose TLS certificates are accepted; those of the system are not.
    pub tls_ca_pem: Vec<u8>,
    /// The service interface.
    pub interface: Interface,
}

/// The service interface of a link pack.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// `pages-v1`, `cursor-v1` or `feed-v1`.
    pub kind: String,
    /// Resource name to path, for example `certificates` to `/certificates`.
    pub paths: BTreeMap<String, String>,
    /// Messages to ask for at once; 1 to 1000.
    pub page_size: u32,
}

/// How long a client waits and how often it tries again. Timers are monotonic.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// Without a byte.
    pub silence: Duration,
    /// For a whole answer.
    pub whole: Duration,
    /// Tries of one request, the first included.
    pub tries: usize,
    /// Pause after the first try; it doubles each time.
    pub first_pause: Duration,
    /// The longest pause, also when the partner asks for a longer one: then the call ends as busy.
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            whole: Duration::from_secs(600), // 32 MiB at 56 kB/s
            tries: 4,
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
        }
    }
}

/// The interfaces this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Numbered pages of an XML list; the last one may grow.
    PagesV1,
    /// Opaque cursors over JSON, with entity tags.
    CursorV1,
    /// A feed of numbered events.
    FeedV1,
}

impl Transport {
    const ALL: [(&'static str, Self); 3] =
        [("pages-v1", Self::PagesV1), ("cursor-v1", Self::CursorV1), ("feed-v1", Self::FeedV1)];

    /// By the name a pack uses; an unknown one is refused by name.
    pub fn named(kind: &str) -> Result<Self, ExchangeError> {
        Self::ALL.iter().find(|(name, _)| *name == kind).map(|(_, transport)| *transport).ok_or_else(|| {
            ExchangeError::TransportNotKnown {
                kind: kind.to_owned(),
                program: env!("CARGO_PKG_VERSION"),
                known: Self::ALL.map(|(name, _)| name).join(", "),
            }
        })
    }

    /// The stream's name in the inbox, and the name of its path in the pack.
    pub fn stream(self) -> &'static str {
        match self {
            Self::PagesV1 | Self::CursorV1 => "certificates",
            Self::FeedV1 => "events",
        }
    }

    /// Whether the list itself is asked for with `If-None-Match`.
    pub(crate) fn tags(self) -> bool {
        self == Self::CursorV1
    }

    /// The query that asks for the page at `cursor`.
    pub(crate) fn query(self, cursor: Option<&str>, size: u32) -> Vec<(&'static str, String)> {
        match self {
            Self::PagesV1 => answer::pages::query(cursor, size),
            Self::CursorV1 => answer::cursors::query(cursor, size),
            Self::FeedV1 => answer::feed::query(cursor, size),
        }
    }

    /// Reads the answer to that query.
    pub(crate) fn read(
        self,
        bytes: &[u8],
        cursor: Option<&str>,
        size: u32,
    ) -> Result<crate::Page, answer::Unreadable> {
        match self {
            Self::PagesV1 => answer::pages::read(bytes, cursor, size),
            Self::CursorV1 => answer::cursors::read(bytes, size),
            Self::FeedV1 => answer::feed::read(bytes, cursor, size),
        }
    }
}
