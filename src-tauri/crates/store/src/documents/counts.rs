//! How many documents there are, by light and partner.

use crate::error::Result;
use crate::messages::MessageState;
use crate::store::Store;
use crate::value::{millis, time};
use certificate::Light;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// Documents by light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LightCounts {
    /// Proof.
    pub green: u64,
    /// Doubt.
    pub amber: u64,
    /// Proof of something wrong.
    pub red: u64,
}

impl LightCounts {
    pub(crate) fn add(&mut self, light: Light) {
        match light {
            Light::Green => self.green += 1,
            Light::Amber => self.amber += 1,
            Light::Red => self.red += 1,
        }
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.green + self.amber + self.red
    }
}

/// What came from one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PartnerCount {
    /// The partner's country; none for files of unknown partners.
    pub partner: Option<String>,
    /// All its documents.
    pub all: LightCounts,
    /// Those received since the time asked for.
    pub since: LightCounts,
    /// When the last was received.
    pub last_received: Option<DateTime<Utc>>,
}

/// Counts for the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All documents.
    pub all: LightCounts,
    /// Those received since the time asked for.
    pub since: LightCounts,
    /// How many are claims.
    pub claims: u64,
    /// By partner, in order of country.
    pub partners: Vec<PartnerCount>,
    /// Messages in quarantine.
    pub quarantined: u64,
    /// Messages that wait to be judged.
    pub pending: u64,
    /// When the last message was received.
    pub last_received: Option<DateTime<Utc>>,
}

impl Store {
    /// Counts over all documents, and over those received since `since`.
    pub fn counts(&self, since: DateTime<Utc>) -> Result<Counts> {
        let states = self.message_counts()?;
        let of = |state: MessageState| states.get(state.word()).copied().unwrap_or(0);
        let mut counts = Counts {
            quarantined: of(MessageState::Quarantined),
            pending: of(MessageState::Pending),
            last_received: self.last_received()?,
            ..Counts::default()
        };
        let mut partners: BTreeMap<Option<String>, (PartnerCount, i64)> = BTreeMap::new();
        self.each_document(|document| {
            let late = document.received >= millis(since);
            let (partner, last) = partners.entry(document.partner.map(str::to_owned)).or_default();
            for all in [&mut counts.all, &mut partner.all] {
                all.add(document.light);
            }
            if late {
                for since in [&mut counts.since, &mut partner.since] {
                    since.add(document.light);
                }
            }
            counts.claims += u64::from(document.claim);
            *last = (*last).max(document.received);
        })?;
        counts.partners = partners
            .into_iter()
            .map(|(name, (count, last))| {
                Ok(PartnerCount { partner: name, last_received: Some(time(last)?), ..count })
            })
            .collect::<Result<_>>()?;
        Ok(counts)
    }
}
