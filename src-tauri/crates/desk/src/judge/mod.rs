//! From a message to its judgement: opened, recognised, verified, mapped, checked by rules and history.
//! Pure but for what it asks the store; the same inputs give the same judgement.

mod content;
mod keep;
mod known;
mod profile;
mod read;
mod surroundings;

pub(crate) use content::scheme;
pub(crate) use known::Known;
pub(crate) use profile::profile;
pub(crate) use read::{Read, claimed_country, read};

use crate::Inner;
use crate::error::Error;
use block::{Library, Link, Message, Reading};
use certificate::{CertificateName, Finding, Level, Light, Record, Scope, Update};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store::MessageId;
use verify::{Opened, Outcome, Sealed, Times, Unverified};

/// A certificate or a claim, judged at one time.
pub(crate) struct Judged {
    pub message: MessageId,
    pub link: Option<String>,
    /// Country of the partner whose keys were tried; none where no partner is known.
    pub partner: Option<String>,
    /// The record: sealed for a certificate.
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

/// What the fields were read from.
pub(crate) enum Content {
    /// Verified content: a certificate.
    Certificate(Sealed<Record>),
    /// Anything else: a claim.
    Claim(Record),
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
    pub fn record(&self) -> &Record {
        match &self.content {
            Content::Certificate(sealed) => sealed,
            Content::Claim(record) => record,
        }
    }

    pub fn is_certificate(&self) -> bool {
        matches!(self.content, Content::Certificate(_))
    }

    /// The certificate's name across posts; a document without number or partner is named by its own hash.
    pub fn name(&self) -> CertificateName {
        name(self.partner.as_deref(), self.record(), &self.message)
    }

    /// As the store keeps it.
    pub fn kept(&self) -> Result<store::Judgement, Error> {
        let json = |error: serde_json::Error| Error::new("INTERNAL").detail(error);
        Ok(store::Judgement {
            message: self.message,
            link: self.link.clone(),
            partner: self.partner.clone(),
            nature: if self.is_certificate() { store::Nature::Certificate } else { store::Nature::Claim },
            name: Some(self.name()),
            number: self.record().number.clone(),
            scheme: self.scheme.clone(),
            record: self.record().clone(),
            sealed: match &self.content {
                Content::Certificate(sealed) => Some(sealed.digest()),
                Content::Claim(_) => None,
            },
            sources: serde_json::to_value(Sources {
                sources: &self.reading.sources,
                unused: &self.reading.unused,
            })
            .map_err(json)?,
            outcome: serde_json::to_value(&self.outcome).map_err(json)?,
            findings: self.findings.clone(),
            light: self.light,
            inputs: self.inputs.clone(),
            judged_at: self.at,
        })
    }
}

#[derive(serde::Serialize)]
struct Sources<'a> {
    sources: &'a [block::Source],
    unused: &'a [block::Unused],
}

/// Issuer, type and number; for what has no number or no known issuer, the document's own hash.
pub(crate) fn name(partner: Option<&str>, record: &Record, message: &MessageId) -> CertificateName {
    let kind = record.kind.as_deref().or(record.scheme.code.as_deref()).unwrap_or_default();
    match (partner, record.number.as_deref()) {
        (Some(country), Some(number)) if !number.is_empty() => CertificateName::of(country, kind, number),
        _ => CertificateName::of("", "", &message.to_string()),
    }
}

/// Judges one message at `now`, with what is known.
pub(crate) fn judge(
    desk: &Inner,
    message: &store::Message,
    known: &Known<'_>,
    now: DateTime<Utc>,
) -> Result<Judgement, Error> {
    let (opened, shape) = match read(known.library(), &message.bytes) {
        Read::Message(opened, shape) => (opened, shape),
        Read::Other { what, document } => return Ok(Judgement::Other { what, document }),
        Read::Quarantine(code, values) => return Ok(Judgement::Quarantine(code, values)),
    };
    let claim = || shape.read(&opened.document, opened.document.root().id());
    let link = match link_of(known.library(), message, shape, &claim) {
        Ok(link) => link,
        Err(judgement) => return Ok(*judgement),
    };
    let outcome = verdict(desk, &opened, shape, link, known, message, now)?;
    let trust = link.and_then(|link| known.hash(&link.id)).unwrap_or_default().to_owned();
    match shape.kind.as_str() {
        "certificate" => {
            let mut judged =
                document(desk, known.library(), message, shape, link, trust, &claim, outcome, now)?;
            judged.opened_bytes = Some(opened.document.bytes().to_vec());
            Ok(Judgement::Document(Box::new(judged)))
        }
        "update" => Ok(update(shape, link, &claim, outcome)),
        other => Ok(Judgement::Other { what: format!("{} ({other})", shape.is), document: true }),
    }
}

/// The link whose keys are tried: the one the message came by; for a file, the partner it says it comes from.
fn link_of<'d>(
    library: &'d Library,
    message: &store::Message,
    shape: &Message,
    claim: &dyn Fn() -> Reading,
) -> Result<Option<&'d Link>, Box<Judgement>> {
    if let Some(id) = &message.link {
        let link = library.link(id).ok_or_else(|| {
            Box::new(Judgement::Quarantine("NO_BLOCK", BTreeMap::from([("link".to_owned(), id.clone())])))
        })?;
        if !link.formats.contains(&shape.format) {
            let values = BTreeMap::from([("what".to_owned(), shape.is.clone())]);
            return Err(Box::new(Judgement::Quarantine("FORMAT_NOT_ARRANGED", values)));
        }
        return Ok(Some(link));
    }
    let country = claimed_country(&claim());
    Ok(library.links().iter().find(|link| {
        link.formats.contains(&shape.format) && country.as_deref() == Some(&link.partner.country)
    }))
}

/// The verdict: by the link's profile for this kind of message and its trust, or what can be said without.
fn verdict(
    desk: &Inner,
    opened: &Opened,
    shape: &Message,
    link: Option<&Link>,
    known: &Known<'_>,
    message: &store::Message,
    now: DateTime<Utc>,
) -> Result<Outcome, Error> {
    let (Some(link), Some(known)) = (link, link.and_then(|link| known.knowledge(&link.id))) else {
        return Ok(verify::unverified(opened, Unverified::PartnerNotOnboarded, now));
    };
    let times = Times { now, received: Some(message.received_at), clock_floor: desk.store.clock_floor()? };
    Ok(known.verify(opened, &profile(link.profile(&shape.kind))?, &times))
}

#[allow(clippy::too_many_arguments)] // the inputs of one judgement, each used once
fn document(
    desk: &Inner,
    library: &Library,
    message: &store::Message,
    shape: &Message,
    link: Option<&Link>,
    trust: String,
    claim: &dyn Fn() -> Reading,
    mut outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<Judged, Error> {
    let mut findings = outcome.findings.clone();
    let mut sealed_reading = None;
    let unreadable = |_| Error::new("RECORD_NOT_SHAPED");
    let content = match outcome.content.as_ref().map(|content| {
        content.map(|document, root| {
            let read = shape.read(document, document.root().id());
            // Nothing outside the covered part may become a certificate.
            if !content::covered(document, root, &read) {
                return Err(None);
            }
            let record =
                read.record().map_err(|error| Some(Error::new("RECORD_NOT_SHAPED").detail(error)))?;
            sealed_reading = Some(read);
            Ok(record)
        })
    }) {
        Some(Ok(sealed)) => Some(Content::Certificate(sealed)),
        Some(Err(None)) => {
            findings.push(
                Finding::new("NOT_COVERED", Level::Red, Scope::Document)
                    .reference("ETSI EN 319 102-1", "5.2.2"),
            );
            outcome.content = None;
            None
        }
        Some(Err(Some(error))) => return Err(error),
        None => None,
    };
    let reading = sealed_reading.unwrap_or_else(claim);
    let content = match content {
        Some(content) => content,
        None => Content::Claim(reading.record().map_err(unreadable)?),
    };
    let mut judged = Judged {
        message: message.id,
        link: message.link.clone().or_else(|| link.map(|link| link.id.clone())),
        partner: link.map(|link| link.partner.country.clone()),
        content,
        reading,
        opened_bytes: None,
        outcome,
        findings: Vec::new(),
        light: Light::Amber,
        scheme: None,
        inputs: store::Inputs { block: String::new(), trust: String::new(), rules: String::new() },
        at: now,
    };
    let scheme = scheme(library, link, judged.record());
    findings.extend(content::mapping(&judged.reading));
    findings.extend(content::rules(link, scheme, judged.record(), now));
    findings.extend(surroundings::history(desk, &judged)?);
    judged.scheme = scheme.map(|scheme| scheme.id.clone());
    judged.inputs = store::Inputs {
        block: link.map_or_else(
            || format!("{}@{}", shape.id, shape.version),
            |link| format!("{}@{}:{}", link.id, link.version, link.hash),
        ),
        trust,
        rules: scheme
            .map_or_else(String::new, |scheme| format!("{}@{}:{}", scheme.id, scheme.version, scheme.hash)),
    };
    judged.light = certificate::finding::light(&findings);
    if !judged.is_certificate() && judged.light == Light::Green {
        // A claim is never green, whatever else was found.
        judged.light = Light::Amber;
    }
    judged.findings = findings;
    Ok(judged)
}

fn update(shape: &Message, link: Option<&Link>, claim: &dyn Fn() -> Reading, outcome: Outcome) -> Judgement {
    let partner = link.map(|link| link.partner.country.clone());
    let sealed = outcome.content.as_ref().map(|content| {
        content.map(|document, root| {
            let read = shape.read(document, document.root().id());
            if content::covered(document, root, &read) { read.update().map_err(|_| ()) } else { Err(()) }
        })
    });
    match sealed {
        Some(Ok(sealed)) => Judgement::Update {
            update: sealed.into_inner(),
            partner,
            stands: true,
            outcome: Box::new(outcome),
        },
        _ => match claim().update() {
            Ok(update) => Judgement::Update { update, partner, stands: false, outcome: Box::new(outcome) },
            Err(error) => Judgement::Quarantine(
                "UNREADABLE",
                BTreeMap::from([
                    ("reason".to_owned(), error.code().to_owned()),
                    ("detail".to_owned(), error.to_string()),
                ]),
            ),
        },
    }
}
