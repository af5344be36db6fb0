//! What judging costs, stage by stage, for the bench. Nothing is kept of it.

use crate::Desk;
use crate::error::Error;
use crate::judge::{Judgement, Known, Read, judge, profile, read};
use crate::present::message_id;
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};
use verify::Times;

/// Time spent on some documents, one after another on one thread. The stages add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JudgingCost {
    /// Documents measured.
    pub documents: u32,
    /// The message from the database: decrypted, unpacked, its hash checked.
    pub load: Duration,
    /// Envelope and syntax opened, and the message recognised.
    pub open: Duration,
    /// Mapped to a record.
    pub map: Duration,
    /// Signatures, paths, revocation, list.
    pub verify: Duration,
    /// Rules of the scheme and history: what is left of the whole.
    pub rules: Duration,
}

impl Desk {
    /// Judges documents stage by stage. Errors: NOT_FOUND, those of the store.
    pub fn measure_judging(&self, documents: &[String], now: DateTime<Utc>) -> Result<JudgingCost, Error> {
        let inner = &self.0;
        let snapshots = inner.snapshots()?;
        let library = inner.library();
        let known = Known::of(library.clone(), &snapshots);
        let mut cost = JudgingCost::default();
        for document in documents {
            let begun = Instant::now();
            let message = inner
                .store
                .message(&message_id(document)?)?
                .ok_or_else(|| Error::new("NOT_FOUND").detail(document))?;
            let load = begun.elapsed();
            let (judged, whole) = timed(|| judge(inner, &message, &known, now));
            let (Judgement::Document(_), Some(link)) = (judged?, &message.link) else { continue };
            let (opened, open) = timed(|| read(&library, &message.bytes));
            let (Read::Message(opened, shape), Some(link)) = (opened, library.link(link)) else {
                continue;
            };
            let Some(knowledge) = known.knowledge(&link.id) else { continue };
            let (_, map) = timed(|| shape.read(&opened.document, opened.document.root().id()));
            let times =
                Times { now, received: Some(message.received_at), clock_floor: inner.store.clock_floor()? };
            let signature = profile(link.profile(&shape.kind))?;
            let (_, verify) = timed(|| knowledge.verify(&opened, &signature, &times));
            cost.documents += 1;
            cost.load += load;
            cost.open += open;
            cost.map += map;
            cost.verify += verify;
            cost.rules += whole.saturating_sub(open + map + verify);
        }
        Ok(cost)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    (work(), begun.elapsed())
}
