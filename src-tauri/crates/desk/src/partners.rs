//! The partners screen: the state of each link, and what could not be read.

use crate::error::Error;
use crate::lines::visible;
use crate::render::small;
use crate::text::Language;
use crate::view::{JobView, LinkView, PartnersView, QuarantineRow, StatusView};
use crate::{Desk, Inner, render};
use block::Link;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store::Quarantined;

/// Most quarantined messages that are listed.
const MOST_QUARANTINE: usize = 200;

impl Desk {
    /// Links and quarantine.
    pub fn partners(&self, now: DateTime<Utc>) -> Result<PartnersView, Error> {
        let inner = &self.0;
        let language = inner.language();
        let library = inner.library();
        let links = library.links().iter();
        let kept = inner.store.quarantined(None)?;
        Ok(PartnersView {
            links: links.map(|link| inner.link_view(link, language, now)).collect::<Result<_, Error>>()?,
            quarantine: kept
                .iter()
                .take(MOST_QUARANTINE)
                .map(|message| inner.quarantine_row(message, language))
                .collect::<Result<_, Error>>()?,
            // A live folder has no use for training packs: leaving them out is no fault of theirs.
            pack_problems: inner
                .pack_problems()
                .iter()
                .filter(|problem| problem.code != "TRAINING_PACK")
                .map(ToString::to_string)
                .collect(),
        })
    }

    /// Starts a sync in the background and answers at once; its progress comes with `status`.
    pub fn sync(&self, now: DateTime<Utc>, link: Option<String>) -> Result<JobView, Error> {
        let desk = self.clone();
        let begun = JobView {
            id: 0,
            kind: "sync".to_owned(),
            link: link.clone().unwrap_or_default(),
            done: 0,
            of: None,
        };
        std::thread::Builder::new().name("sync".to_owned()).spawn(move || {
            if let Err(error) = desk.sync_now(link.as_deref(), now) {
                tracing::warn!(code = error.code, "sync");
            }
        })?;
        Ok(begun)
    }

    /// Asks a job to stop.
    pub fn stop(&self, now: DateTime<Utc>, job: u32) -> Result<StatusView, Error> {
        self.0.jobs.stop(job);
        self.0.changed();
        self.status(now)
    }
}

impl Inner {
    fn link_view(&self, link: &Link, language: Language, now: DateTime<Utc>) -> Result<LinkView, Error> {
        let state = self.store.link_state(&link.id, now)?;
        let outbox = self.store.outbox_counts()?.into_iter().find(|one| one.link == link.id);
        let connected = self.store.connection(&link.id)?.is_some();
        let syncing = self.jobs.list().iter().any(|job| job.kind == "sync" && job.link == link.id);
        let known = self.trust_of(link)?;
        let list = known.as_ref().and_then(|known| known.list.as_ref());
        let word = match (&state.error, connected, syncing) {
            (_, false, _) => "not-connected",
            (_, _, true) => "syncing",
            (Some(code), ..) if waits(code) => "waiting",
            (Some(_), ..) => "wedged",
            (None, ..) if state.succeeded.is_none() => "never",
            _ => "up-to-date",
        };
        let text = match &state.error {
            Some(code) if word != "syncing" => language.find(&format!("error.{code}.text")).map_or_else(
                || code.clone(),
                |message| crate::text::fill(message, &BTreeMap::from([("link".to_owned(), link.id.clone())])),
            ),
            _ => language.word(&format!("link.{word}")),
        };
        let library = self.library();
        let scheme = library.schemes_of(link).first().copied();
        let algorithms: Vec<&str> = link.signature.algorithms.iter().map(String::as_str).collect();
        Ok(LinkView {
            link: link.id.clone(),
            partner: link.partner.name.clone(),
            country: link.partner.country.clone(),
            form: scheme.map(|scheme| scheme.form.clone()).unwrap_or_default(),
            block: link.version.clone(),
            state: word.to_owned(),
            text,
            last_success: state.succeeded.map(render::instant),
            next_try: None,
            per_hour: state.hours.iter().map(|count| small(*count)).collect(),
            quarantine: u32::try_from(self.store.quarantined(Some(&link.id))?.len()).unwrap_or(u32::MAX),
            receipts_waiting: outbox.as_ref().map_or(0, |one| small(one.waiting)),
            receipts_wedged: outbox.as_ref().map_or(0, |one| small(one.wedged)),
            receipts_delivered: outbox.as_ref().map_or(0, |one| small(one.delivered)),
            interface: link.interoperability.service_interface.clone(),
            signature: format!("{} · {}", link.signature.family, algorithms.join(", ")),
            officials: list.map_or(0, |list| u32::try_from(list.signers.len()).unwrap_or(u32::MAX)),
            list_edition: list.map(|list| list.sequence.to_string()).unwrap_or_default(),
            purpose: link.business_case.purpose.clone(),
            legal_basis: link
                .business_case
                .legal_basis
                .iter()
                .map(|law| format!("{}: {}", law.text, law.articles.join(", ")))
                .collect(),
        })
    }

    fn quarantine_row(&self, kept: &Quarantined, language: Language) -> Result<QuarantineRow, Error> {
        let message = self.store.message(&kept.message)?;
        let bytes = message.as_ref().map(|message| message.bytes.as_slice()).unwrap_or_default();
        let library = self.library();
        let partner = kept.link.as_deref().and_then(|link| library.link(link));
        Ok(QuarantineRow {
            message: kept.message.to_string(),
            link: kept.link.clone().unwrap_or_default(),
            from: partner
                .map(|link| link.partner.name.clone())
                .or_else(|| kept.hint.clone())
                .unwrap_or_default(),
            received: render::instant(kept.received_at),
            code: kept.code.clone(),
            title: language.say(&format!("quarantine.{}", kept.code), &kept.detail),
            text: language.say(&format!("quarantine.{}.next", kept.code), &kept.detail),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            excerpt: visible(bytes, 400).0,
        })
    }
}

/// Whether time alone may mend it.
fn waits(code: &str) -> bool {
    matches!(code, "LINK_UNREACHABLE" | "LINK_BUSY" | "CANCELLED" | "LINK_REFUSED")
}
