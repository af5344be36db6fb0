//! One link's client.

use crate::{
    Endpoint, ExchangeError, Patience, Transport,
    wire::{Ask, Wire},
};
use std::collections::BTreeMap;

/// Speaks with one partner. Made anew when the pack changes.
pub struct Client {
    pub(crate) wire: Wire,
    pub(crate) transport: Transport,
    pub(crate) page_size: u32,
    paths: BTreeMap<String, String>,
}

/// What became of a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The resource.
    Bytes {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Its entity tag, to hand in next time.
        etag: Option<String>,
    },
    /// It is what the entity tag said (304).
    NotModified,
    /// It is not there (404, 410), or there is nothing new of it (204).
    Absent,
}

impl Client {
    /// A client with ordinary patience. Refuses an interface this program does not know, by name.
    pub fn new(endpoint: &Endpoint) -> Result<Self, ExchangeError> {
        Self::with_patience(endpoint, Patience::default())
    }

    /// A client with another patience.
    pub fn with_patience(endpoint: &Endpoint, patience: Patience) -> Result<Self, ExchangeError> {
        let transport = Transport::named(&endpoint.interface.kind)?;
        Ok(Self {
            wire: Wire::new(endpoint, patience)?,
            transport,
            page_size: endpoint.interface.page_size.clamp(1, 1000),
            paths: endpoint.interface.paths.clone(),
        })
    }

    /// The link this client speaks for.
    pub fn link(&self) -> &str {
        &self.wire.link
    }

    /// Gets a resource: a name of the pack's paths, or a path that starts with `/` (below the base address).
    pub async fn fetch(
        &self,
        resource: &str,
        etag: Option<&str>,
        query: &[(&str, &str)],
    ) -> Result<Fetched, ExchangeError> {
        let path = self.path(resource)?;
        let answer = self.wire.ask(&Ask { path, query, etag, post: None }).await?;
        match answer.status.as_u16() {
            200 => Ok(Fetched::Bytes { bytes: answer.bytes, etag: answer.etag }),
            304 if etag.is_some() => Ok(Fetched::NotModified),
            204 | 404 | 410 => Ok(Fetched::Absent),
            status => Err(ExchangeError::Refused { link: self.wire.link.clone(), status }),
        }
    }

    /// Makes the post known to the partner: POSTs `body` (a compact JWS) to the path `enrol`; gives the answer.
    pub async fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        let path = self.path("enrol")?;
        let post = Some((JOSE, body));
        let answer = self.wire.ask(&Ask { path, query: &[], etag: None, post }).await?;
        if answer.status.is_success() {
            return Ok(answer.bytes);
        }
        Err(ExchangeError::Refused { link: self.wire.link.clone(), status: answer.status.as_u16() })
    }

    pub(crate) fn path<'a>(&'a self, resource: &'a str) -> Result<&'a str, ExchangeError> {
        if resource.starts_with('/') {
            return Ok(resource);
        }
        self.paths.get(resource).map(String::as_str).ok_or_else(|| ExchangeError::PathNotSet {
            link: self.wire.link.clone(),
            resource: resource.to_owned(),
        })
    }
}

/// Media type of a compact JWS (RFC 7515 9.2.1).
pub(crate) const JOSE: &str = "application/jose";
