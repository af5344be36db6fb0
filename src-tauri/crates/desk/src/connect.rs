//! Connecting a partner: where it is reached, whose TLS it uses, where its trust begins. An administrator's act; in a
//! live folder a second person confirms it with a passphrase of their own.

use crate::Desk;
use crate::error::Error;
use crate::setup::passphrase_key;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{Draft, EventKind, Role};
use verify::Anchor;

/// A connection file: what a partner hands over when an arrangement begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Id of the link pack.
    pub link: String,
    /// Base address, `https`.
    pub endpoint: String,
    /// PEM of the only authority whose TLS certificates are accepted for it.
    pub tls_ca: String,
    /// The partner's first root.
    pub root: Root,
}

/// A first root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Root {
    /// An X.509 certificate, PEM.
    Certificate(String),
    /// A multikey.
    Multikey(String),
}

/// The second person who confirms.
#[derive(Clone, Debug)]
pub struct Second {
    /// Officer id.
    pub officer: String,
    /// Their own passphrase.
    pub passphrase: String,
}

impl Desk {
    /// Connects partners; the same connection again writes nothing. Errors: NOT_ALLOWED_FOR_ROLE, SECOND_PERSON_NEEDED,
    /// NOT_FOUND (no such link pack), CONNECTION_WITHOUT_ROOT.
    pub fn connect(
        &self,
        connections: &[Connection],
        second: Option<&Second>,
        now: DateTime<Utc>,
    ) -> Result<usize, Error> {
        let inner = &self.0;
        self.may_change_arrangements(second)?;
        let library = inner.library();
        let mut drafts = Vec::new();
        for connection in connections {
            let link = library
                .link(&connection.link)
                .ok_or_else(|| Error::new("NOT_FOUND").detail(format!("no block `{}`", connection.link)))?;
            let anchor = match &connection.root {
                Root::Certificate(pem) => Anchor::Certificate(der(pem)?),
                Root::Multikey(key) => Anchor::Multikey(key.clone()),
            };
            let root = serde_json::to_vec(&anchor).map_err(|error| Error::new("INTERNAL").detail(error))?;
            let tls_ca = connection.tls_ca.as_bytes();
            let known = inner.store.connection(&link.id)?.is_some_and(|known| {
                known.endpoint == connection.endpoint
                    && known.tls_ca.as_deref() == Some(tls_ca)
                    && known.root.as_deref() == Some(root.as_slice())
            });
            if known {
                continue;
            }
            drafts.push(Draft::new(
                &inner.officer,
                Role::Administrator,
                EventKind::PartnerConnected {
                    link: link.id.clone(),
                    partner: link.partner.country.clone(),
                    endpoint: connection.endpoint.clone(),
                    tls_ca: Some(hex::encode(inner.store.keep_material(tls_ca)?)),
                    root: Some(hex::encode(inner.store.keep_material(&root)?)),
                },
            ));
        }
        inner.store.append(&drafts, now)?;
        for connection in connections {
            inner.forget_trust(&connection.link);
        }
        inner.changed();
        Ok(drafts.len())
    }

    /// Refuses whoever may not change what stands with partners: an administrator may, in a live folder with a second person.
    /// Errors: NOT_ALLOWED_FOR_ROLE, SECOND_PERSON_NEEDED.
    pub(crate) fn may_change_arrangements(&self, second: Option<&Second>) -> Result<(), Error> {
        self.0.must_administer()?;
        if self.0.is_live() { self.confirmed(second) } else { Ok(()) }
    }

    /// Whether a second officer, not this one, confirmed with their own passphrase.
    fn confirmed(&self, second: Option<&Second>) -> Result<(), Error> {
        let inner = &self.0;
        let needed = || Error::new("SECOND_PERSON_NEEDED");
        let second = second.filter(|second| second.officer != inner.officer).ok_or_else(needed)?;
        let phc = inner.store.preference(&passphrase_key(&second.officer))?.ok_or_else(needed)?;
        if keys::verify_passphrase(&second.officer, &keys::Zeroizing::new(second.passphrase.clone()), &phc)? {
            Ok(())
        } else {
            Err(needed())
        }
    }
}

/// The bytes of a PEM certificate (RFC 7468).
fn der(pem: &str) -> Result<Vec<u8>, Error> {
    let wrong = || Error::new("CONNECTION_WITHOUT_ROOT").detail("not a PEM certificate");
    let body = pem
        .split_once("-----BEGIN CERTIFICATE-----")
        .and_then(|(_, rest)| rest.split_once("-----END CERTIFICATE-----"))
        .map(|(body, _)| body.split_whitespace().collect::<String>())
        .ok_or_else(wrong)?;
    STANDARD.decode(body).map_err(|_| wrong())
}
