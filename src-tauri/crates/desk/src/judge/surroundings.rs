//! What else the issuer said: siblings of one name, replacements, cancellations.

use super::Judged;
use crate::Inner;
use crate::error::Error;
use certificate::{CertificateName, Finding, UpdateAction, normalise_number};
use risk::{Sibling, Withdrawal};
use store::{MessageId, Nature};

/// Findings from history. Claims have none: nothing unverified turns another document red, and a claim
/// is never green anyway.
pub fn history(desk: &Inner, judged: &Judged) -> Result<Vec<Finding>, Error> {
    if !judged.is_certificate() {
        return Ok(Vec::new());
    }
    let siblings = siblings(desk, &judged.name(), &judged.message)?;
    let withdrawals = withdrawals(desk, judged)?;
    Ok(risk::history(judged.record(), &siblings, &withdrawals))
}

/// Other verified documents of one name.
fn siblings(desk: &Inner, name: &CertificateName, own: &MessageId) -> Result<Vec<Sibling>, Error> {
    let mut siblings = Vec::new();
    for other in desk.store.by_name(name)? {
        if other.message == *own || other.nature != Nature::Certificate {
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
    let record = judged.record();
    let (Some(number), Some(partner)) = (record.number.as_deref(), judged.partner.as_deref()) else {
        return Ok(Vec::new());
    };
    let mut words: Vec<Withdrawal> = desk
        .store
        .updates_for(number, Some(partner))?
        .into_iter()
        .filter(|word| word.applied)
        .filter(|word| word.update.kind.is_none() || word.update.kind == judged_kind(judged))
        .map(|word| Withdrawal {
            action: word.update.action,
            successor: word.update.successor,
            date: word.update.date.map(|date| date.to_string()).unwrap_or_default(),
            reason: word.update.reason.unwrap_or_default(),
            document: word.message.to_string(),
        })
        .collect();
    for successor in desk.store.replaced_by(number, Some(partner))? {
        if successor.nature != Nature::Certificate || successor.message == judged.message {
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

fn judged_kind(judged: &Judged) -> Option<String> {
    let record = judged.record();
    record.kind.clone().or_else(|| record.scheme.code.clone())
}
