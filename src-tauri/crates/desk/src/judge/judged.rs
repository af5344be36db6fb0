//! A judged document, whatever its kind: what it says, and whether that was earned.

use super::kind;
use crate::error::Error;
use block::{KindInfo, Reading};
use certificate::{CertificateName, Finding, Light, Record, Update};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;
use store::MessageId;
use verify::{Outcome, Sealed};

/// A document, judged at one time.
pub(crate) struct Judged {
    pub message: MessageId,
    pub link: Option<String>,
    /// Country of the partner whose keys were tried; none where no partner is known.
    pub partner: Option<String>,
    /// What it says: sealed where it is verified.
    pub content: Content,
    pub reading: Reading,
    /// The bytes that were read, where the message wraps them (a JWS payload).
    pub opened_bytes: Option<Vec<u8>>,
    pub outcome: Outcome,
    pub findings: Vec<Finding>,
    pub light: Light,
    pub scheme: Option<String>,
    pub inputs: store::Inputs,
    pub at: DateTime<Utc>,
}

/// What a document says.
pub(crate) enum Content {
    Certificate(Box<Proof<Record>>),
    /// A document of a kind that a pack brought.
    Other(Box<KindInfo>, Proof<Value>),
}

/// What the fields were read from.
pub(crate) enum Proof<T> {
    /// Verified content.
    Verified(Sealed<T>),
    /// Anything else: a claim.
    Claim(T),
}

impl<T> std::ops::Deref for Proof<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Verified(sealed) => sealed,
            Self::Claim(value) => value,
        }
    }
}

impl<T: serde::Serialize> Proof<T> {
    fn digest(&self) -> Option<[u8; 32]> {
        match self {
            Self::Verified(sealed) => Some(sealed.digest()),
            Self::Claim(_) => None,
        }
    }
}

/// What became of a message.
pub(crate) enum Judgement {
    Document(Box<Judged>),
    Update {
        update: Update,
        partner: Option<String>,
        stands: bool,
        outcome: Box<Outcome>,
    },
    /// Kept and listed, but no certificate of origin; `document` is false for what is no document at all.
    Other {
        what: String,
        document: bool,
    },
    Quarantine(&'static str, BTreeMap<String, String>),
}

impl Judged {
    /// The record of a certificate of origin, verified or claimed; none for another kind of document.
    pub fn record(&self) -> Option<&Record> {
        match &self.content {
            Content::Certificate(record) => Some(record),
            Content::Other(..) => None,
        }
    }

    /// The kind that a pack brought, and the document's value in its shape.
    pub fn other(&self) -> Option<(&KindInfo, &Value)> {
        match &self.content {
            Content::Certificate(_) => None,
            Content::Other(kind, value) => Some((kind, value)),
        }
    }

    /// Whether what it says was made from verified content only.
    pub fn is_verified(&self) -> bool {
        matches!(
            self.content,
            Content::Certificate(ref record) if matches!(**record, Proof::Verified(_))
        ) || matches!(self.content, Content::Other(_, Proof::Verified(_)))
    }

    /// `certificate`, or the id of the kind that a pack brought.
    pub fn kind(&self) -> String {
        self.other().map_or_else(|| crate::head::CERTIFICATE.to_owned(), |(kind, _)| kind.id.clone())
    }

    pub fn number(&self) -> Option<String> {
        match &self.content {
            Content::Certificate(record) => record.number.clone(),
            Content::Other(kind, value) => kind::number(kind, value),
        }
    }

    /// What its number is unique in: the type of a certificate, the kind of another document.
    pub fn series(&self) -> Option<String> {
        match &self.content {
            Content::Certificate(record) => record.kind.clone().or_else(|| record.scheme.code.clone()),
            Content::Other(kind, _) => Some(kind.id.clone()),
        }
    }

    /// What lists and search know it by.
    pub fn index(&self) -> store::Index {
        match &self.content {
            Content::Certificate(record) => store::Index::of(record),
            Content::Other(kind, value) => kind::index(kind, value),
        }
    }

    /// The document's name across posts; one without number or partner is named by its own hash.
    pub fn name(&self) -> CertificateName {
        let series = self.series().unwrap_or_default();
        name(self.partner.as_deref(), &series, self.number().as_deref(), &self.message)
    }

    /// As the store keeps it.
    pub fn kept(&self) -> Result<store::Judgement, Error> {
        let json = |error: serde_json::Error| Error::new("INTERNAL").detail(error);
        Ok(store::Judgement {
            message: self.message,
            link: self.link.clone(),
            partner: self.partner.clone(),
            nature: if self.is_verified() { store::Nature::Verified } else { store::Nature::Claim },
            name: Some(self.name()),
            scheme: self.scheme.clone(),
            index: self.index(),
            sealed: match &self.content {
                Content::Certificate(record) => record.digest(),
                Content::Other(_, value) => value.digest(),
            },
            content: match &self.content {
                Content::Certificate(record) => store::Content::Certificate(Box::new((***record).clone())),
                Content::Other(kind, value) => {
                    store::Content::Other { kind: kind.id.clone(), value: (**value).clone() }
                }
            },
            sources: serde_json::to_value(self.reading.told()).map_err(json)?,
            outcome: serde_json::to_value(&self.outcome).map_err(json)?,
            findings: self.findings.clone(),
            light: self.light,
            inputs: self.inputs.clone(),
            judged_at: self.at,
        })
    }
}

/// Issuer, type and number; for what has no number or no known issuer, the document's own hash.
fn name(partner: Option<&str>, series: &str, number: Option<&str>, message: &MessageId) -> CertificateName {
    match (partner, number) {
        (Some(country), Some(number)) if !number.is_empty() => CertificateName::of(country, series, number),
        _ => CertificateName::of("", "", &message.to_string()),
    }
}
