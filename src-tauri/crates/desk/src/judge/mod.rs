//! From a message to its judgement: opened, recognised, verified, mapped, checked by rules and history.
//! Pure but for what it asks the store; the same inputs give the same judgement.

mod content;
mod judged;
mod keep;
mod kind;
mod known;
mod profile;
mod read;
mod surroundings;

pub(crate) use content::{mapping, rules, scheme};
pub(crate) use judged::{Content, Judged, Judgement, Proof};
pub(crate) use kind::{lies_in, values};
pub(crate) use known::Known;
pub(crate) use profile::profile;
pub(crate) use read::{Read, claimed_countries, read};

use crate::Inner;
use crate::error::Error;
use block::{KindInfo, Library, Link, Message, Reading};
use certificate::{Finding, Level, Light, Scope};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use verify::{Opened, Outcome, Times, Unverified};

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
    match (shape.kind.as_str(), known.library().kind(&shape.kind)) {
        ("update", _) => Ok(update(shape, link, &claim, outcome)),
        ("directory", _) | (_, None) => {
            Ok(Judgement::Other { what: format!("{} ({})", shape.is, shape.kind), document: true })
        }
        (_, Some(kind)) => {
            let mut judged =
                document(desk, known.library(), message, shape, kind, link, trust, &claim, outcome, now)?;
            judged.opened_bytes = Some(opened.document.bytes().to_vec());
            Ok(Judgement::Document(Box::new(judged)))
        }
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
        if !link.accepts(shape) {
            let values = BTreeMap::from([("what".to_owned(), shape.is.clone())]);
            return Err(Box::new(Judgement::Quarantine("FORMAT_NOT_ARRANGED", values)));
        }
        return Ok(Some(link));
    }
    let countries = claimed_countries(library, &claim());
    Ok(library.links().iter().find(|link| link.accepts(shape) && countries.contains(&link.partner.country)))
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
    kind: &KindInfo,
    link: Option<&Link>,
    trust: String,
    claim: &dyn Fn() -> Reading,
    mut outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<Judged, Error> {
    let mut findings = outcome.findings.clone();
    let (content, reading) = if kind.id == "certificate" {
        let (record, reading) = proof(shape, &mut outcome, claim, &mut findings, |reading| {
            reading.record().map_err(|error| Error::new("RECORD_NOT_SHAPED").detail(error))
        })?;
        (Content::Certificate(Box::new(record)), reading)
    } else {
        let (value, reading) =
            proof(shape, &mut outcome, claim, &mut findings, |reading| Ok(reading.value.clone()))?;
        (Content::Other(Box::new(kind.clone()), value), reading)
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
    let scheme = judged.record().and_then(|record| scheme(library, link, record));
    findings.extend(mapping(&judged.reading));
    match &judged.content {
        Content::Certificate(record) => findings.extend(rules(link, scheme, record, now)),
        Content::Other(kind, value) => findings.extend(kind::findings(kind, value)),
    }
    findings.extend(surroundings::history(desk, &judged)?);
    judged.scheme = scheme.map(|scheme| scheme.id.clone());
    judged.inputs = store::Inputs {
        block: block_of(library, link, shape),
        trust,
        rules: scheme
            .map_or_else(String::new, |scheme| format!("{}@{}:{}", scheme.id, scheme.version, scheme.hash)),
    };
    judged.light = certificate::finding::light(&findings);
    if !judged.is_verified() && judged.light == Light::Green {
        // A claim is never green, whatever else was found.
        judged.light = Light::Amber;
    }
    judged.findings = findings;
    Ok(judged)
}

/// What the document says, sealed where its signature stands and covers all that was read.
fn proof<T>(
    shape: &Message,
    outcome: &mut Outcome,
    claim: &dyn Fn() -> Reading,
    findings: &mut Vec<Finding>,
    shaped: impl Fn(&Reading) -> Result<T, Error>,
) -> Result<(Proof<T>, Reading), Error> {
    let mut sealed_reading = None;
    let sealed = outcome.content.as_ref().map(|content| {
        content.map(|document, root| {
            let read = shape.read(document, document.root().id());
            // Nothing outside the covered part may become a certificate.
            if !content::covered(document, root, &read) {
                return Err(None);
            }
            let value = shaped(&read).map_err(Some)?;
            sealed_reading = Some(read);
            Ok(value)
        })
    });
    match sealed {
        Some(Ok(sealed)) => {
            return Ok((Proof::Verified(sealed), sealed_reading.unwrap_or_else(claim)));
        }
        Some(Err(Some(error))) => return Err(error),
        Some(Err(None)) => {
            findings.push(
                Finding::new("NOT_COVERED", Level::Red, Scope::Document)
                    .reference("ETSI EN 319 102-1", "5.2.2"),
            );
            outcome.content = None;
        }
        None => {}
    }
    let reading = claim();
    Ok((Proof::Claim(shaped(&reading)?), reading))
}

/// The link and the format, each by version and hash: a format may be replaced under the same version.
fn block_of(library: &Library, link: Option<&Link>, shape: &Message) -> String {
    let mut formats = library.formats().iter().map(|format| &format.head);
    let format = formats.find(|head| head.id == shape.format && head.version == shape.version);
    let format = format.map_or_else(
        || format!("{}@{}", shape.id, shape.version),
        |head| format!("{}@{}:{}", head.id, head.version, head.hash),
    );
    match link {
        Some(link) => format!("{}@{}:{} {format}", link.id, link.version, link.hash),
        None => format,
    }
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
