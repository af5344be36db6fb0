//! One partner as it is kept: its authorities, its list of signers through time, and what it sends when.

use crate::{
    authority::{Authority, Holder, day},
    key::{Key, Scheme},
};
use certificate::{Directory, SignerEntry};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One partner administration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Partner {
    /// Id of its link pack.
    pub link: String,
    /// Alpha-2 code.
    pub country: String,
    pub transport: Transport,
    pub trust: Trust,
    pub roll: Vec<Entry>,
    /// In the order of their publication.
    pub dispatches: Vec<Dispatch>,
    /// Key of the cursors it gives out.
    #[serde(with = "crate::shelf::base64_bytes")]
    pub cursor_key: Vec<u8>,
    /// From then on revocation lists are not served.
    pub crls_until: Option<DateTime<Utc>>,
    /// From then on the list of signers is not served.
    pub list_until: Option<DateTime<Utc>>,
}

/// The interface it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Transport {
    /// `pages-v1`.
    Pages,
    /// `cursor-v1`.
    Cursor,
    /// `feed-v1`.
    Feed,
}

/// What its signatures rest on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Trust {
    /// X.509: authorities in the order of their revocation lists (the first is the root; officials are certified by the
    /// second where there is one, exporters by the third), and who signs the list of signers, and how.
    Certificates { authorities: Vec<Authority>, lister: Holder, scheme: Scheme },
    /// A key that signs the list of keys.
    Multikey { root: Key, method: String },
}

/// An entry of the list of signers, from the day it is listed, and as it reads after a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub listed: DateTime<Utc>,
    pub first: SignerEntry,
    pub change: Option<(DateTime<Utc>, SignerEntry)>,
}

/// One message and when it is there to be fetched.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Dispatch {
    /// The partner's own id of it.
    pub id: String,
    /// `update`, or the kind of the documents that are sent.
    pub kind: String,
    pub published: DateTime<Utc>,
    /// It comes by itself, later than the base day's; [`Dispatch::published`] is set when a server starts.
    pub trickles: bool,
    pub sha256: String,
    /// The canonical value it was written from.
    pub record: serde_json::Value,
}

impl Entry {
    /// As it reads in the edition of a day, and since when it reads so.
    fn at(&self, edition: DateTime<Utc>) -> Option<(&SignerEntry, DateTime<Utc>)> {
        match &self.change {
            Some((since, changed)) if *since <= edition => Some((changed, *since)),
            _ => (self.listed <= edition).then_some((&self.first, self.listed)),
        }
    }
}

/// Editions are daily and numbered by the day.
fn sequence(edition: DateTime<Utc>) -> u64 {
    u64::try_from(edition.timestamp() / 86_400).unwrap_or_default()
}

impl Partner {
    /// The whole list of `now`'s day.
    pub fn directory(&self, now: DateTime<Utc>) -> Directory {
        let edition = day(now);
        Directory {
            sequence: sequence(edition),
            base: None,
            issued: Some(edition),
            signers: self
                .roll
                .iter()
                .filter_map(|entry| entry.at(edition))
                .map(|(entry, _)| entry.clone())
                .collect(),
        }
    }

    /// What is new in it since an edition; `None` where that is today's or not one of ours.
    pub fn delta(&self, since: u64, now: DateTime<Utc>) -> Option<Directory> {
        let whole = self.directory(now);
        if since >= whole.sequence {
            return None;
        }
        let edition = day(now);
        let fresh = |(_, at): &(&SignerEntry, DateTime<Utc>)| sequence(day(*at)) > since;
        let signers = self.roll.iter().filter_map(|entry| entry.at(edition)).filter(fresh);
        Some(Directory {
            base: Some(since),
            signers: signers.map(|(entry, _)| entry.clone()).collect(),
            ..whole
        })
    }

    /// What is published at `now`, oldest first.
    pub fn published(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Dispatch> {
        self.dispatches.iter().filter(move |dispatch| dispatch.published <= now)
    }

    /// Whether revocation lists are served at `now`.
    pub fn serves_crls(&self, now: DateTime<Utc>) -> bool {
        self.crls_until.is_none_or(|until| now < until)
    }

    /// Whether the list of signers is served at `now`.
    pub fn serves_list(&self, now: DateTime<Utc>) -> bool {
        self.list_until.is_none_or(|until| now < until)
    }
}
