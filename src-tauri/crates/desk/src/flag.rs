//! Flags: an officer's mark that something is wrong, with a reason and evidence.

use crate::error::Error;
use crate::present::{message_id, presentation_id};
use crate::render;
use crate::view::{FlagView, LightView};
use crate::{Desk, Inner};
use certificate::{Level, Light};
use chrono::{DateTime, Utc};
use store::{Draft, EventId, EventKind, Flag, FlagFilter};

/// Codes of reasons; their words stand in the message files (`reason.…`).
pub const REASONS: [&str; 8] =
    ["content", "signer", "number", "quantity", "value", "origin", "goods", "other"];

impl Desk {
    /// Flags a document. Its evidence are the findings that are not green now. Errors: NOT_FOUND, REASON_NEEDED.
    pub fn flag(
        &self,
        now: DateTime<Utc>,
        document: String,
        reason: String,
        note: String,
        presentation: Option<String>,
    ) -> Result<FlagView, Error> {
        let inner = &self.0;
        if !REASONS.contains(&reason.as_str()) {
            return Err(Error::new("REASON_NEEDED").value("item", ""));
        }
        let id = message_id(&document)?;
        let presentation = presentation.as_deref().map(presentation_id).transpose()?;
        let looked = inner.look(&id, presentation.as_ref(), now)?;
        let mut findings: Vec<String> = looked
            .findings
            .iter()
            .filter(|finding| finding.level.light() != Light::Green)
            .map(|finding| finding.id.clone())
            .collect();
        findings.dedup();
        let act = EventKind::Flagged { document: id, reason, findings, presentation };
        let draft = Draft::new(&inner.officer, inner.role, act).personal("text", note.trim());
        let flagged = inner.store.append(&[draft], now)?;
        inner.changed();
        let flags = inner.store.flags(&FlagFilter { document: Some(id), ..FlagFilter::default() })?;
        let flag = flags
            .into_iter()
            .find(|flag| flagged.contains(&flag.id))
            .ok_or_else(|| Error::new("INTERNAL").detail("the flag was not found again"))?;
        inner.flag_view(&flag)
    }

    /// Withdraws a flag; it stays in the log. Errors: NOT_FOUND, FLAG_ALREADY_WITHDRAWN.
    pub fn withdraw_flag(&self, now: DateTime<Utc>, flag: String) -> Result<FlagView, Error> {
        let inner = &self.0;
        let id: EventId = flag.parse().map_err(|_| Error::new("NOT_FOUND"))?;
        let found = |id: &EventId| -> Result<Flag, Error> {
            let all = inner.store.flags(&FlagFilter::default())?;
            all.into_iter().find(|flag| flag.id == *id).ok_or_else(|| Error::new("NOT_FOUND"))
        };
        if found(&id)?.withdrawn.is_some() {
            return Err(Error::new("FLAG_ALREADY_WITHDRAWN"));
        }
        let act = EventKind::FlagWithdrawn { flag: id.clone(), reason: "officer".to_owned() };
        inner.store.append(&[Draft::new(&inner.officer, inner.role, act)], now)?;
        inner.changed();
        inner.flag_view(&found(&id)?)
    }

    /// All flags, newest first.
    pub fn flags(&self, _now: DateTime<Utc>) -> Result<Vec<FlagView>, Error> {
        let flags = self.0.store.flags(&FlagFilter::default())?;
        flags.iter().map(|flag| self.0.flag_view(flag)).collect()
    }
}

impl Inner {
    /// Flags on one document, newest first.
    pub(crate) fn flags_on(&self, document: &store::MessageId) -> Result<Vec<FlagView>, Error> {
        let flags = self.store.flags(&FlagFilter { document: Some(*document), ..FlagFilter::default() })?;
        flags.iter().map(|flag| self.flag_view(flag)).collect()
    }

    pub(crate) fn flag_view(&self, flag: &Flag) -> Result<FlagView, Error> {
        let language = self.language();
        let summary = self.store.summary(&flag.document)?.ok_or_else(|| Error::new("NOT_FOUND"))?;
        let title = |id: &String| {
            let plain = certificate::Finding::new(id, Level::Note, certificate::Scope::Document);
            render::finding(language, &plain).title
        };
        Ok(FlagView {
            id: flag.id.to_string(),
            head: self.head_of(&summary),
            light: LightView::from(summary.light),
            reason: flag.reason.clone(),
            reason_label: language.word(&format!("reason.{}", flag.reason)),
            note: flag.text.clone().unwrap_or_default(),
            evidence: flag.findings.iter().map(title).collect(),
            officer: self.officer_name(&flag.officer),
            role: language.word(&format!("role.{}", flag.role)),
            at: render::instant(flag.at),
            withdrawn: flag.withdrawn.as_ref().map(|withdrawn| render::instant(withdrawn.at)),
        })
    }
}
