//! Why an exchange did not happen. A failed network is an ordinary state of a border post.

use crate::PortError;
use std::time::Duration;

/// Why an exchange did not happen. Nothing a partner sent stands in these texts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// No connection, or it broke.
    #[error("link {link} cannot be reached: {what}")]
    Unreachable {
        /// Link id.
        link: String,
        /// What happened, in words of this program.
        what: &'static str,
    },
    /// The other side did not prove with a certificate of the link's own authority who it is.
    #[error("link {link}: the server's TLS certificate was not accepted")]
    TlsRefused {
        /// Link id.
        link: String,
    },
    /// The partner is there and asks us to wait (HTTP 408, 425, 429, 5xx).
    #[error("link {link} is busy (HTTP {status})")]
    Busy {
        /// Link id.
        link: String,
        /// HTTP status.
        status: u16,
        /// The wait it asked for (RFC 9110 10.2.3), where it asked in seconds.
        retry_after: Option<Duration>,
    },
    /// The answer is not what the interface says.
    #[error("link {link}: the answer was not understood: {what}")]
    NotUnderstood {
        /// Link id.
        link: String,
        /// What was wrong, in words of this program.
        what: &'static str,
    },
    /// The partner refused (another HTTP status, a redirect among them).
    #[error("link {link} refused (HTTP {status})")]
    Refused {
        /// Link id.
        link: String,
        /// HTTP status.
        status: u16,
    },
    /// A message of the page does not have the digest the page gives for it; nothing of it was kept.
    #[error("link {link}: message {position} of the page does not have the digest the page gives for it")]
    PageDamaged {
        /// Link id.
        link: String,
        /// Position of the message in the page, from 1.
        position: usize,
    },
    /// The pack names an interface this program does not know.
    #[error(
        "interface {kind} is not known to version {program}, which knows {known}; a version that knows {kind} is needed"
    )]
    TransportNotKnown {
        /// The interface the pack names.
        kind: String,
        /// This program's version.
        program: &'static str,
        /// The interfaces it knows.
        known: String,
    },
    /// The pack gives no path for this resource.
    #[error("link {link} has no path for {resource}")]
    PathNotSet {
        /// Link id.
        link: String,
        /// The resource.
        resource: String,
    },
    /// The endpoint cannot be used as it is written.
    #[error("link {link}: the endpoint is not valid: {what}")]
    EndpointNotValid {
        /// Link id.
        link: String,
        /// What was wrong.
        what: &'static str,
    },
    /// Someone stopped it.
    #[error("stopped")]
    Cancelled,
    /// The storage refused; what it did not keep is asked for again next time.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl ExchangeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "LINK_UNREACHABLE",
            Self::TlsRefused { .. } => "LINK_TLS_REFUSED",
            Self::Busy { .. } => "LINK_BUSY",
            Self::NotUnderstood { .. } => "LINK_ANSWER_NOT_UNDERSTOOD",
            Self::Refused { .. } => "LINK_REFUSED",
            Self::PageDamaged { .. } => "PAGE_DAMAGED",
            Self::TransportNotKnown { .. } => "TRANSPORT_NOT_KNOWN",
            Self::PathNotSet { .. } => "LINK_PATH_NOT_SET",
            Self::EndpointNotValid { .. } => "ENDPOINT_NOT_VALID",
            Self::Cancelled => "CANCELLED",
            Self::Port(error) => error.code,
        }
    }

    /// Ordinary: the same call may succeed later with nothing changed here.
    pub fn is_wait(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Busy { .. })
    }

    /// The wait the partner asked for.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
