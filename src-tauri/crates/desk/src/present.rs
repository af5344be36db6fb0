//! A certificate shown for one import declaration, and everything that is known of it then.

use crate::error::Error;
use crate::judge::{Judged, scheme};
use crate::{Desk, Inner, declare};
use block::Scheme;
use certificate::{Declaration, Finding, Light, Record, unit};
use chrono::{DateTime, Utc};
use risk::{Comparison, ItemUse, compare, item_number};
use std::collections::BTreeMap;
use store::{Draft, EventKind, Ledger, MessageId, Operation, Presentation, PresentationId, Role};

use crate::view::{AnswerView, DeclarationInput};

/// A document at one moment, with the presentation it is looked at for.
pub(crate) struct Looked {
    pub judged: Judged,
    pub scheme: Option<Scheme>,
    pub ledger: Ledger,
    pub presentation: Option<Presentation>,
    pub comparison: Comparison,
    /// Findings of the document and of the presentation.
    pub findings: Vec<Finding>,
    pub light: Light,
}

impl Looked {
    /// The certificate's record. Error: NOTHING_TO_DECIDE for a document of another kind.
    pub(crate) fn record(&self) -> Result<&Record, Error> {
        self.judged.record().ok_or_else(|| Error::new("NOTHING_TO_DECIDE"))
    }
}

impl Desk {
    /// Presents a document for a declaration and answers. The same declaration again is the same presentation: where
    /// nothing in it changed, nothing is written. Errors: NOT_FOUND, NOT_ALLOWED_FOR_ROLE.
    pub fn present(
        &self,
        now: DateTime<Utc>,
        document: String,
        declaration: DeclarationInput,
    ) -> Result<AnswerView, Error> {
        let declaration = declare::typed(&declaration)?;
        let presentation = self.present_declaration(now, &document, &declaration)?;
        self.answer(now, document, Some(presentation))
    }

    /// As [`Desk::present`] for a declaration that was read from a file; returns the presentation's id.
    pub fn present_declaration(
        &self,
        now: DateTime<Utc>,
        document: &str,
        declaration: &Declaration,
    ) -> Result<String, Error> {
        let inner = &self.0;
        inner.require(&[Role::BorderOfficer, Role::Verifier])?;
        let id = message_id(document)?;
        let kept = inner.store.document(&id)?.ok_or_else(|| Error::new("NOT_FOUND").detail(document))?;
        inner.certificate_only(&kept.content)?;
        let certificate =
            kept.name.unwrap_or_else(|| certificate::CertificateName::of("", "", &id.to_string()));
        let presentation = PresentationId::of(&certificate, &declaration.number, None, Operation::Entry);
        if let Some(known) = inner.store.presentation(&presentation)? {
            let same = known.items == declaration.items
                && known.date == declaration.date
                && known.importer == declaration.importer
                && known.document == id;
            if same {
                return Ok(presentation.to_string());
            }
        }
        let act = EventKind::Presented {
            certificate,
            document: id,
            declaration: declaration.number.clone(),
            date: declaration.date,
            consignment: None,
            operation: Operation::Entry,
            items: declaration.items.clone(),
        };
        let draft = Draft::new(&inner.officer, inner.role, act)
            .personal("importer", declaration.importer.as_deref().unwrap_or_default());
        inner.store.append(&[draft], now)?;
        inner.changed();
        Ok(presentation.to_string())
    }
}

impl Inner {
    /// A document as it is at `now`, for a presentation where one is named.
    pub(crate) fn look(
        &self,
        document: &MessageId,
        presentation: Option<&PresentationId>,
        now: DateTime<Utc>,
    ) -> Result<Looked, Error> {
        let judged = {
            let _gate = self.judging();
            let judged =
                self.judge_now(document, now)?.ok_or_else(|| Error::new("NOT_FOUND").detail(document))?;
            self.keep_if_changed(&judged)?;
            judged
        };
        let library = self.library();
        let link = judged.link.as_deref().and_then(|link| library.link(link));
        let record = judged.record();
        let scheme = record.and_then(|record| scheme(&library, link, record));
        let ledger = self.store.ledger(&judged.name())?;
        let presentation = match presentation {
            Some(id) => {
                Some(self.store.presentation(id)?.ok_or_else(|| Error::new("PRESENTATION_NOT_FOUND"))?)
            }
            None => None,
        };
        let mut findings = judged.findings.clone();
        let mut comparison = Comparison::default();
        if let (Some(presentation), Some(record)) = (&presentation, record) {
            let used = used_by_others(record, &ledger, Some(&presentation.id));
            let declaration = Declaration {
                number: presentation.declaration.clone(),
                date: presentation.date,
                importer: presentation.importer.clone(),
                certificate: None,
                items: presentation.items.clone(),
            };
            let minor = scheme.map(minor_fields).unwrap_or_default();
            comparison = compare(record, &declaration, &minor, &used);
            findings.extend(comparison.findings.iter().cloned());
            if let Some(scheme) = scheme {
                let on = presentation.date.unwrap_or_else(|| now.date_naive());
                findings.extend(scheme.judge_presentation(record, on));
            }
        }
        let mut light = certificate::finding::light(&findings);
        if !judged.is_verified() && light == Light::Green {
            light = Light::Amber;
        }
        Ok(Looked { judged, scheme: scheme.cloned(), ledger, presentation, comparison, findings, light })
    }

    /// Refuses an act on a document of another kind than a certificate of origin. Error: NOT_A_CERTIFICATE.
    fn certificate_only(&self, content: &store::Content) -> Result<(), Error> {
        match content {
            store::Content::Certificate(_) => Ok(()),
            store::Content::Other { kind, .. } => Err(self.not_a_certificate(kind)),
        }
    }

    /// Refuses an act that the officer's role does not allow.
    pub(crate) fn require(&self, roles: &[Role]) -> Result<(), Error> {
        if roles.contains(&self.role) {
            return Ok(());
        }
        Err(Error::new("NOT_ALLOWED_FOR_ROLE").value("role", self.role))
    }
}

/// The scheme's minor fields, by the names of the comparison.
fn minor_fields(scheme: &Scheme) -> Vec<String> {
    scheme
        .minor
        .iter()
        .map(|field| match field.as_str() {
            "hs" | "invoice" => format!("items.{field}"),
            other => other.to_owned(),
        })
        .collect()
}

/// What other presentations drew, by item number, in the item's own unit.
pub(crate) fn used_by_others(
    record: &Record,
    ledger: &Ledger,
    own: Option<&PresentationId>,
) -> BTreeMap<u32, ItemUse> {
    let mut used = BTreeMap::new();
    for (at, item) in record.items.iter().enumerate() {
        let number = item_number(item, at);
        let unit_code = item.unit.as_deref().unwrap_or_default();
        let millionths: i64 = ledger
            .items
            .iter()
            .filter(|line| line.item == number && line.unit == unit_code)
            .flat_map(|line| &line.drawdowns)
            .filter(|drawn| own != Some(&drawn.presentation))
            .fold(0, |sum: i64, drawn| sum.saturating_add(drawn.millionths));
        used.insert(number, ItemUse { used: unit::from_millionths(millionths) });
    }
    used
}

/// A document id from its hex text. Error: NOT_FOUND.
pub(crate) fn message_id(text: &str) -> Result<MessageId, Error> {
    text.parse().map_err(|_| Error::new("NOT_FOUND").detail("not a document id"))
}

/// A presentation id from its hex text. Error: PRESENTATION_NOT_FOUND.
pub(crate) fn presentation_id(text: &str) -> Result<PresentationId, Error> {
    text.parse().map_err(|_| Error::new("PRESENTATION_NOT_FOUND"))
}
