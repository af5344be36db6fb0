//! Format, identification and cryptography: the steps that a message stands or falls by.

use super::{Case, Judgement};
use crate::facts::Form;
use crate::verdict::{Indication, SubIndication};
use certificate::Level;

/// 5.2.2. False when nothing further may be believed.
pub(super) fn format(case: &Case<'_>, judgement: &mut Judgement) -> bool {
    let (why, at) = match &case.facts.found.form {
        Form::NotCovered { why, at } => (*why, at.clone()),
        Form::Malformed(why) => (*why, case.facts.found.covers.clone()),
        _ => {
            let beside = &case.facts.found.beside;
            let mut detail = vec![("covers", case.facts.found.covers.clone())];
            if !beside.properties.is_empty() {
                // Kept for the steps that may evaluate them; nothing unsigned is believed here.
                detail.push(("unsigned", beside.properties.join(" ")));
            }
            if !beside.timestamps.is_empty() {
                detail.push(("timestamps", beside.timestamps.len().to_string()));
            }
            judgement.step(case, "format", "5.2.2", Some(true), &detail);
            return true;
        }
    };
    judgement.step(case, "format", "5.2.2", Some(false), &[("why", why.to_owned()), ("at", at.clone())]);
    let finding = case.finding("NOT_COVERED", Level::Red, "5.2.2").evidence("why", why).evidence("place", at);
    judgement.cause(finding, Indication::TotalFailed, SubIndication::FormatFailure);
    false
}

/// 5.2.3.
pub(super) fn identification(case: &Case<'_>, judgement: &mut Judgement) {
    let missing = match &case.facts.found.form {
        Form::NoCertificate(why) => Some(*why),
        Form::Good if case.facts.key.is_none() => Some("the signature names no key"),
        _ => None,
    };
    let key = case.facts.key.as_ref().map(|key| key.id.clone()).unwrap_or_default();
    judgement.step(case, "identification", "5.2.3", Some(missing.is_none()), &[("key", key)]);
    if let Some(why) = missing {
        let finding = case.finding("OUT_OF_PROFILE", Level::Amber, "5.2.3").evidence("why", why);
        judgement.cause(finding, Indication::Indeterminate, SubIndication::NoSigningCertificateFound);
    }
}

/// 5.2.7. False when the document or the signature is broken. The digest comes first: it tells that the
/// content was changed, where a value that does not verify only tells that something was.
pub(super) fn value(case: &Case<'_>, judgement: &mut Judgement) -> bool {
    let found = &case.facts.found;
    let detail = [("algorithm", found.algorithm.clone()), ("covers", found.covers.clone())];
    if found.digest == Some(false) {
        judgement.step(case, "crypto", "5.2.7", Some(false), &detail);
        let finding = case
            .finding("CONTENT_ALTERED", Level::Red, "5.2.7")
            .evidence("covers", &found.covers)
            .evidence("algorithm", &found.algorithm);
        judgement.cause(finding, Indication::TotalFailed, SubIndication::HashFailure);
        return false;
    }
    if case.facts.value == Some(false) {
        judgement.step(case, "crypto", "5.2.7", Some(false), &detail);
        let finding = case
            .finding("SIGNATURE_BROKEN", Level::Red, "5.2.7")
            .evidence("covers", &found.covers)
            .evidence("algorithm", &found.algorithm);
        judgement.cause(finding, Indication::TotalFailed, SubIndication::SigCryptoFailure);
        return false;
    }
    judgement.step(case, "crypto", "5.2.7", case.facts.value, &detail);
    if case.facts.value == Some(true) {
        let finding = case.finding("SIGNATURE_VALID", Level::Clear, "5.2.7");
        let written = found.claimed_text.as_deref().unwrap_or("–");
        judgement.note(
            finding
                .evidence("algorithm", &found.algorithm)
                .evidence("covers", &found.covers)
                .evidence("signed", written),
        );
    }
    true
}
