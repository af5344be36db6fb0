//! Judgements are kept, told to the partner, and made again when something new touches a document.

use super::{Judged, Judgement, Known, judge};
use crate::Inner;
use crate::error::Error;
use certificate::{CertificateName, Level, Light, normalise_number};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store::{MessageId, Nature, Receipt};

/// Documents judged again side by side.
const AGAIN: usize = 200;

impl Inner {
    /// Judges messages together and keeps what came of them, in an order that a stop at any moment cannot spoil:
    /// receipts, then what is touched is pending again, then the judgements. What depends on another of the same
    /// batch waits for the next one.
    pub(crate) fn judge_batch(
        &self,
        ids: &[MessageId],
        known: &Known<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut judgements = Vec::new();
        let mut receipts = Vec::new();
        let mut again = Vec::new();
        let mut names: Vec<CertificateName> = Vec::new();
        let together = self.judge_side_by_side(ids, known, now)?;
        let updated: Vec<(Option<String>, String)> = together
            .iter()
            .filter_map(|(_, judgement)| match judgement {
                Ok(Judgement::Update { update, partner, stands: true, .. }) => {
                    Some((partner.clone(), normalise_number(&update.number)))
                }
                _ => None,
            })
            .collect();
        for (message, judgement) in together {
            let judged = match judgement {
                Ok(Judgement::Document(judged)) => judged,
                other => {
                    self.keep_other(&message, other, now)?;
                    continue;
                }
            };
            let own = [Some(judged.name()), replaced_name(&judged)].into_iter().flatten();
            if judged.is_verified() && own.clone().any(|name| names.contains(&name)) {
                continue;
            }
            names.extend(own);
            if let Some(number) = judged.number()
                && updated.contains(&(judged.partner.clone(), normalise_number(&number)))
            {
                continue;
            }
            let first = self.store.summary(&message.id)?.is_none();
            if first {
                receipts.extend(self.receipt(message.link.as_deref(), &judged));
                again.extend(self.touched_by(&judged)?);
            }
            judgements.push(judged.kept()?);
        }
        self.store.enqueue_receipts(&receipts, now)?;
        self.store.judge_later(&again)?;
        Ok(self.store.save_judgements(&judgements)?)
    }

    /// Judges on as many threads as there are cores; the order of the messages stays.
    #[allow(clippy::type_complexity)] // a message and what became of it
    fn judge_side_by_side(
        &self,
        ids: &[MessageId],
        known: &Known<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<(store::Message, Result<Judgement, Error>)>, Error> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let share = ids.len().div_ceil(threads).max(1);
        let work = |ids: &[MessageId]| -> Result<Vec<_>, Error> {
            let mut done = Vec::with_capacity(ids.len());
            for id in ids {
                if let Some(message) = self.store.message(id)? {
                    let judgement = judge(self, &message, known, now);
                    done.push((message, judgement));
                }
            }
            Ok(done)
        };
        let parts: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = ids.chunks(share).map(|ids| scope.spawn(|| work(ids))).collect();
            running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
        });
        let mut all = Vec::with_capacity(ids.len());
        for part in parts {
            all.extend(part.map_err(|_| Error::new("INTERNAL").detail("a judgement panicked"))??);
        }
        Ok(all)
    }

    /// Keeps what is no document: an update, another document, quarantine.
    fn keep_other(
        &self,
        message: &store::Message,
        judgement: Result<Judgement, Error>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let id = &message.id;
        match judgement {
            Ok(Judgement::Update { update, partner, stands, outcome }) => {
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
                    self.store.mark_update(id, partner.as_deref(), &update, false, now)?;
                    self.store.quarantine(id, "UPDATE_NOT_VERIFIED", &values, now)?;
                    return Ok(());
                }
                let touched: Vec<MessageId> = self
                    .store
                    .by_number(&update.number)?
                    .into_iter()
                    .filter(|document| document.partner == partner && document.nature == Nature::Verified)
                    .map(|document| document.message)
                    .collect();
                self.store.judge_later(&touched)?;
                self.store.mark_update(id, partner.as_deref(), &update, true, now)?;
                Ok(())
            }
            Ok(Judgement::Other { what, .. }) => {
                self.store.set_aside_as_other(id, &what, now)?;
                Ok(())
            }
            Ok(Judgement::Quarantine(code, values)) => {
                // Of what was a document, the partner was told when it was read.
                if self.store.summary(id)?.is_none() {
                    let receipt = self.told(message.link.as_deref(), id, "delivered", Some(code));
                    self.store.enqueue_receipts(receipt.as_slice(), now)?;
                }
                self.store.quarantine(id, code, &values, now)?;
                Ok(())
            }
            // One message that defeats us never stops the others: it is kept with the code.
            Err(error) if error.code != "INTERNAL" && !error.code.starts_with("DATABASE") => {
                let values = BTreeMap::from([("reason".to_owned(), error.code.to_owned())]);
                self.store.quarantine(id, "UNREADABLE", &values, now)?;
                Ok(())
            }
            Err(error) => Err(error),
            Ok(Judgement::Document(_)) => Ok(()),
        }
    }

    /// Judges documents again; keeps what changed. Returns how many were judged.
    pub(crate) fn judge_again(&self, documents: &[MessageId], now: DateTime<Utc>) -> Result<usize, Error> {
        for ids in documents.chunks(AGAIN) {
            let _gate = self.judging();
            let snapshots = self.snapshots()?;
            let known = Known::of(self.library(), &snapshots);
            for (_, judgement) in self.judge_side_by_side(ids, &known, now)? {
                if let Judgement::Document(judged) = judgement? {
                    self.keep_if_changed(&judged)?;
                }
            }
        }
        Ok(documents.len())
    }

    /// A document as it is judged at `now`; none where the message is no document any more.
    pub(crate) fn judge_now(&self, id: &MessageId, now: DateTime<Utc>) -> Result<Option<Judged>, Error> {
        let Some(message) = self.store.message(id)? else { return Ok(None) };
        let snapshots = self.snapshots()?;
        match judge(self, &message, &Known::of(self.library(), &snapshots), now)? {
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
                && (kept.nature == Nature::Verified) == judged.is_verified()
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
        if !judged.is_verified() {
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
        if let Some(name) = replaced_name(judged) {
            touched.extend(self.store.by_name(&name)?.into_iter().map(|other| other.message));
        }
        Ok(touched)
    }

    /// The receipt for a judged document.
    fn receipt(&self, link: Option<&str>, judged: &Judged) -> Option<Receipt> {
        let (state, reason) = if judged.is_verified() && judged.light != Light::Red {
            ("accepted", None)
        } else {
            let worst = judged.findings.iter().max_by_key(|finding| finding.level.light());
            let state = if judged.light == Light::Red { "refused" } else { "readable" };
            (state, worst.map(|finding| finding.id.as_str()))
        };
        self.told(link, &judged.message, state, reason)
    }

    /// A receipt, where the link takes that state. A message that came by no link has no partner to tell.
    fn told(
        &self,
        link: Option<&str>,
        message: &MessageId,
        state: &str,
        reason: Option<&str>,
    ) -> Option<Receipt> {
        let link = link.filter(|id| {
            self.library()
                .link(id)
                .is_some_and(|link| link.receipts.states.iter().any(|known| known == state))
        })?;
        Some(Receipt {
            link: link.to_owned(),
            message: *message,
            state: state.to_owned(),
            reason: reason.map(str::to_owned),
        })
    }
}

/// The name of the certificate that this one replaces.
fn replaced_name(judged: &Judged) -> Option<CertificateName> {
    let record = judged.record()?;
    let number = record.replaces.as_ref()?.number.as_deref()?;
    let series = judged.series().unwrap_or_default();
    Some(CertificateName::of(judged.partner.as_deref()?, &series, number))
}
