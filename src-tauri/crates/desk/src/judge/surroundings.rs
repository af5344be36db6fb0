//! What else the issuer said: siblings of one name, replacements, cancellations.

use super::{Content, Judged, kind};
use crate::Inner;
use crate::error::Error;
use block::KindInfo;
use certificate::{CertificateName, Finding, UpdateAction, normalise_number};
use risk::{Sibling, Twin, Withdrawal};
use serde_json::Value;
use store::{MessageId, Nature};

/// Findings from history. Claims have none: nothing unverified turns another document red, and a claim
/// is never green anyway.
pub fn history(desk: &Inner, judged: &Judged) -> Result<Vec<Finding>, Error> {
    if !judged.is_verified() {
        return Ok(Vec::new());
    }
    let withdrawals = withdrawals(desk, judged)?;
    match &judged.content {
        Content::Certificate(record) => {
            let siblings = siblings(desk, &judged.name(), &judged.message)?;
            Ok(risk::history(record, &siblings, &withdrawals))
        }
        Content::Other(kind, value) => {
            let twins = twins(desk, judged, kind, value)?;
            Ok(risk::said(&judged.number().unwrap_or_default(), &twins, &withdrawals))
        }
    }
}

/// Other verified documents of one name whose content is another, with the fields that differ.
fn twins(desk: &Inner, judged: &Judged, kind: &KindInfo, value: &Value) -> Result<Vec<Twin>, Error> {
    let mut twins = Vec::new();
    for other in desk.store.by_name(&judged.name())? {
        if other.message == judged.message {
            continue;
        }
        let Some(theirs) = desk.store.sealed_value(&other.message, &kind.id)? else { continue };
        let paths = || kind.fields.iter().map(|(path, _)| path.as_str());
        let differs: Vec<&str> =
            paths().filter(|path| kind::values(value, path) != kind::values(&theirs, path)).collect();
        if *theirs != *value {
            twins.push(Twin { document: other.message.to_string(), differs: differs.join(", ") });
        }
    }
    Ok(twins)
}

/// Other verified documents of one name.
fn siblings(desk: &Inner, name: &CertificateName, own: &MessageId) -> Result<Vec<Sibling>, Error> {
    let mut siblings = Vec::new();
    for other in desk.store.by_name(name)? {
        if other.message == *own || other.nature != Nature::Verified {
            continue;
        }
        if let Some(record) = desk.store.sealed_record(&other.message)? {
            siblings.push(Sibling { document: other.message.to_string(), record: record.into_inner() });
        }
    }
    Ok(siblings)
}

/// Verified words of the same issuer that end this certificate: updates, and certificates that replace it.
fn withdrawals(desk: &Inner, judged: &Judged) -> Result<Vec<Withdrawal>, Error> {
    let (Some(number), Some(partner)) = (judged.number(), judged.partner.as_deref()) else {
        return Ok(Vec::new());
    };
    let number = number.as_str();
    // A word that names no type is one on a certificate.
    let certificate = judged.record().is_some();
    let mut words: Vec<Withdrawal> = desk
        .store
        .updates_for(number, Some(partner))?
        .into_iter()
        .filter(|word| word.applied)
        .filter(|word| (certificate && word.update.kind.is_none()) || word.update.kind == judged.series())
        .map(|word| Withdrawal {
            action: word.update.action,
            successor: word.update.successor,
            date: word.update.date.map(|date| date.to_string()).unwrap_or_default(),
            reason: word.update.reason.unwrap_or_default(),
            document: word.message.to_string(),
        })
        .collect();
    for successor in desk.store.replaced_by(number, Some(partner))?.into_iter().filter(|_| certificate) {
        if successor.nature != Nature::Verified || successor.message == judged.message {
            continue;
        }
        let already = |word: &Withdrawal| {
            word.action == UpdateAction::Replace
                && word.successor.as_deref().map(normalise_number)
                    == successor.number.as_deref().map(normalise_number)
        };
        if !words.iter().any(already) {
            words.push(Withdrawal {
                action: UpdateAction::Replace,
                successor: successor.number.clone(),
                date: String::new(),
                reason: String::new(),
                document: successor.message.to_string(),
            });
        }
    }
    Ok(words)
}
