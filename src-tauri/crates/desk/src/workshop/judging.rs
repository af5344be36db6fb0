//! Samples are opened and judged as a message is: with the trust that lies beside them, or as one of an unknown partner.

use super::bench;
use crate::error::Error;
use crate::judge::{mapping, profile, rules, scheme};
use block::author::Judge;
use block::{Link, Message, PackFiles, PackKind, Reading};
use certificate::{Finding, Level, Light};
use chrono::{DateTime, Utc};
use document::Document;
use verify::{Envelope, Opened, Times, TrustSnapshot, Unverified};

/// Opens bytes. Error: MESSAGE_NOT_READ.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Error> {
    verify::open(bytes, &document::Limits::default())
        .map_err(|error| Error::new("MESSAGE_NOT_READ").detail(format!("{}: {error}", error.code())))
}

/// Whether the bytes carry a signature of a family that is known.
pub(super) fn is_signed(opened: &Opened) -> bool {
    !matches!(opened.envelope, Envelope::Plain)
}

/// A judge over a bench.
pub(super) struct Bench<'b> {
    library: &'b block::Library,
    link: Option<&'b Link>,
    trust: Option<TrustSnapshot>,
    now: DateTime<Utc>,
}

impl<'b> Bench<'b> {
    /// The judge of one pack's samples: its link where it is one, and the trust of `samples/trust.json`.
    pub fn of(bench: &'b bench::Bench, pack: &PackFiles) -> Self {
        let head = pack.head().ok();
        let link =
            head.filter(|head| head.kind == PackKind::Link).and_then(|head| bench.library().link(&head.id));
        let trust: Option<TrustSnapshot> =
            pack.files.get("samples/trust.json").and_then(|bytes| serde_json::from_slice(bytes).ok());
        // Samples stand still: they are judged when their trust was taken, whatever the day is.
        let now = trust.as_ref().map_or_else(Utc::now, |trust| trust.taken);
        Self { library: bench.library(), link, trust, now }
    }
}

impl Judge for Bench<'_> {
    fn open(&self, bytes: &[u8]) -> Result<Document, String> {
        open(bytes).map(|opened| opened.document).map_err(|error| error.to_string())
    }

    fn judge(&self, bytes: &[u8], message: &Message, reading: &Reading) -> Option<(Vec<String>, String)> {
        let opened = open(bytes).ok()?;
        let link = self.link.filter(|link| link.accepts(message));
        let outcome = match (link, &self.trust) {
            (Some(link), Some(trust)) => {
                let profile = profile(link.profile(&message.kind)).ok()?;
                let times = Times { now: self.now, received: Some(self.now), clock_floor: None };
                verify::verify(&opened, &profile, trust, &times)
            }
            _ => verify::unverified(&opened, Unverified::PartnerNotOnboarded, self.now),
        };
        let mut findings = outcome.findings.clone();
        if let Ok(record) = reading.record() {
            let scheme = scheme(self.library, link, &record);
            findings.extend(mapping(reading));
            findings.extend(rules(link, scheme, &record, self.now));
        }
        let mut light = certificate::finding::light(&findings);
        if outcome.content.is_none() && light == Light::Green {
            light = Light::Amber;
        }
        let mut ids: Vec<String> = findings
            .iter()
            .filter(|finding| !matches!(finding.level, Level::Clear | Level::NotEvaluable))
            .map(|finding: &Finding| finding.id.clone())
            .collect();
        ids.sort();
        ids.dedup();
        let light = serde_json::to_value(light).ok()?.as_str()?.to_owned();
        Some((ids, light))
    }
}
