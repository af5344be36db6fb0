//! Judgements are kept, told to the partner, and made again when something new touches a document.

use super::{Judged, Judgement, judge};
use crate::Inner;
use crate::error::Error;
use certificate::{CertificateName, Level, Light};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store::{MessageId, Nature};

impl Inner {
    /// Judges a message for the first time, keeps what came of it, and returns the documents that it touches.
    pub(crate) fn judge_first(&self, id: &MessageId, now: DateTime<Utc>) -> Result<Vec<MessageId>, Error> {
        let Some(message) = self.store.message(id)? else { return Ok(Vec::new()) };
        match judge(self, &message, now) {
            Ok(Judgement::Document(judged)) => {
                self.store.save_judgement(&judged.kept()?)?;
                self.answer_partner(message.link.as_deref(), &judged, now)?;
                self.touched_by(&judged)
            }
            Ok(Judgement::Update { update, partner, stands, outcome }) => {
                self.store.mark_update(id, partner.as_deref(), &update, stands, now)?;
                if !stands {
                    // Kept beside its reason: an unverified word ends no certificate.
                    let reasons = outcome.findings.iter().filter(|finding| finding.level != Level::Clear);
                    let values = BTreeMap::from([
                        ("number".to_owned(), update.number.clone()),
                        (
                            "reason".to_owned(),
                            reasons.map(|finding| finding.id.as_str()).collect::<Vec<_>>().join(", "),
                        ),
                    ]);
                    self.store.quarantine(id, "UPDATE_NOT_VERIFIED", &values, now)?;
                    return Ok(Vec::new());
                }
                let numbered = self.store.by_number(&update.number)?;
                Ok(numbered
                    .into_iter()
                    .filter(|document| document.partner == partner && document.nature == Nature::Certificate)
                    .map(|document| document.message)
                    .collect())
            }
            Ok(Judgement::Other(what)) => {
                self.store.set_aside_as_other(id, &what, now)?;
                Ok(Vec::new())
            }
            Ok(Judgement::Quarantine(code, values)) => {
                self.store.quarantine(id, code, &values, now)?;
                self.tell(message.link.as_deref(), id, "delivered", Some(code), now)?;
                Ok(Vec::new())
            }
            // One message that defeats us never stops the others: it is kept with the code.
            Err(error) if error.code != "INTERNAL" && !error.code.starts_with("DATABASE") => {
                let values = BTreeMap::from([("reason".to_owned(), error.code.to_owned())]);
                self.store.quarantine(id, "UNREADABLE", &values, now)?;
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// Judges documents again; keeps what changed. Returns how many were judged.
    pub(crate) fn judge_again(&self, documents: &[MessageId], now: DateTime<Utc>) -> Result<usize, Error> {
        for id in documents {
            let Some(judged) = self.judge_now(id, now)? else { continue };
            self.keep_if_changed(&judged)?;
        }
        Ok(documents.len())
    }

    /// A document as it is judged at `now`; none where the message is no document any more.
    pub(crate) fn judge_now(&self, id: &MessageId, now: DateTime<Utc>) -> Result<Option<Judged>, Error> {
        let Some(message) = self.store.message(id)? else { return Ok(None) };
        match judge(self, &message, now)? {
            Judgement::Document(judged) => Ok(Some(*judged)),
            _ => Ok(None),
        }
    }

    /// Keeps a new judgement when its light, nature or inputs are not those of the kept one. A judgement by a clock
    /// that is suspect is shown, never kept.
    pub(crate) fn keep_if_changed(&self, judged: &Judged) -> Result<(), Error> {
        if judged.findings.iter().any(|finding| finding.id == "CLOCK_SUSPECT") {
            return Ok(());
        }
        let kept = self.store.document(&judged.message)?;
        let same = kept.is_some_and(|kept| {
            let ids = |findings: &[certificate::Finding]| {
                findings.iter().map(|finding| (finding.id.clone(), finding.level.light())).collect::<Vec<_>>()
            };
            kept.light == judged.light
                && (kept.nature == Nature::Certificate) == judged.is_certificate()
                && kept.inputs == judged.inputs
                && ids(&kept.findings) == ids(&judged.findings)
        });
        if !same {
            self.store.save_judgement(&judged.kept()?)?;
        }
        Ok(())
    }

    /// Documents whose judgement this one may change: those of the same name, and the one it replaces.
    fn touched_by(&self, judged: &Judged) -> Result<Vec<MessageId>, Error> {
        if !judged.is_certificate() {
            return Ok(Vec::new());
        }
        let own = judged.message;
        let mut touched: Vec<MessageId> = self
            .store
            .by_name(&judged.name())?
            .into_iter()
            .map(|other| other.message)
            .filter(|other| *other != own)
            .collect();
        let replaced = judged.record().replaces.as_ref().and_then(|replaced| replaced.number.as_deref());
        if let (Some(number), Some(country)) = (replaced, judged.partner.as_deref()) {
            let kind = judged.record().kind.as_deref().or(judged.record().scheme.code.as_deref());
            let name = CertificateName::of(country, kind.unwrap_or_default(), number);
            touched.extend(self.store.by_name(&name)?.into_iter().map(|other| other.message));
        }
        Ok(touched)
    }

    /// The receipt for a judged document.
    fn answer_partner(&self, link: Option<&str>, judged: &Judged, now: DateTime<Utc>) -> Result<(), Error> {
        let (state, reason) = if judged.is_certificate() && judged.light != Light::Red {
            ("accepted", None)
        } else {
            let worst = judged.findings.iter().max_by_key(|finding| finding.level.light());
            let state = if judged.light == Light::Red { "refused" } else { "readable" };
            (state, worst.map(|finding| finding.id.as_str()))
        };
        self.tell(link, &judged.message, state, reason, now)
    }

    /// Puts a receipt into the outbox, where the link takes that state. A message that came by no link has no
    /// partner to tell.
    fn tell(
        &self,
        link: Option<&str>,
        message: &MessageId,
        state: &str,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let takes = |id: &&str| {
            self.library.link(id).is_some_and(|link| link.receipts.states.iter().any(|known| known == state))
        };
        if let Some(link) = link.filter(takes) {
            self.store.enqueue_receipt(link, message, state, reason, now)?;
        }
        Ok(())
    }
}
