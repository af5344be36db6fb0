//! Acceptance (5.2.8): the profile's constraints, and whether the partner's list entitles the signer.

use super::{Case, Judgement, shown, shown_or_dash};
use crate::Allowance;
use crate::facts::Form;
use crate::verdict::{Indication, SubIndication};
use certificate::{Level, SignerEntry, SignerStatus};

/// Never accepted, whatever a profile says; those of SHA-1 only with a sunset.
const BROKEN: &[&str] = &["rsa-sha1", "ecdsa-sha1", "sha1", "none"];

/// Why an algorithm is not accepted, and what that means; none when it is.
fn refused(case: &Case<'_>, name: &str) -> Option<(&'static str, SubIndication)> {
    match case.profile.sunsets.get(name) {
        _ if name == "none" => {}
        Some(end) if case.proof() < *end => return None,
        Some(_) => {
            return Some((
                "nothing proves it earlier than the last day of its algorithm",
                SubIndication::CryptoConstraintsFailureNoPoe,
            ));
        }
        None => {}
    }
    let broken = BROKEN.contains(&name);
    broken.then_some(("its algorithm is not accepted", SubIndication::CryptoConstraintsFailure))
}

/// Algorithm, key length and form.
pub(super) fn algorithm(case: &Case<'_>, judgement: &mut Judgement) {
    let found = &case.facts.found;
    let bits = case.facts.key.as_ref().and_then(|key| key.rsa_bits);
    let brainpool = case.facts.key.as_ref().is_some_and(|key| key.brainpool);
    let listed = case.profile.algorithms.contains(&found.algorithm);
    let (why, sub) = if let (Form::OutOfProfile(why), true) = (&found.form, found.algorithm.is_empty()) {
        (*why, SubIndication::SigConstraintsFailure)
    } else if !listed {
        ("its algorithm is not accepted", SubIndication::CryptoConstraintsFailure)
    } else if let Some(refused) = refused(case, &found.algorithm) {
        refused
    } else if let Some((why, sub)) = found.beside.weak.and_then(|name| refused(case, name)) {
        let absent = sub == SubIndication::CryptoConstraintsFailure;
        (if absent { "its digest is SHA-1" } else { why }, sub)
    } else if bits.is_some_and(|bits| bits < case.profile.min_rsa_bits) {
        ("its RSA key is too short", SubIndication::CryptoConstraintsFailure)
    } else if brainpool && !case.profile.allows.contains(&Allowance::Brainpool) {
        ("its curve is not accepted", SubIndication::CryptoConstraintsFailure)
    } else if let Form::OutOfProfile(why) = found.form {
        (why, SubIndication::SigConstraintsFailure)
    } else if case.facts.value.is_none()
        && case.facts.key.as_ref().is_some_and(|key| key.unanchored.is_none())
        && found.form == Form::Good
    {
        ("its key is of a kind that is not known", SubIndication::CryptoConstraintsFailure)
    } else {
        judgement.step(case, "acceptance", "5.2.8", Some(true), &[("algorithm", found.algorithm.clone())]);
        return;
    };
    judgement.step(
        case,
        "acceptance",
        "5.2.8",
        Some(false),
        &[("algorithm", found.algorithm.clone()), ("why", why.to_owned())],
    );
    let mut finding = case
        .finding("OUT_OF_PROFILE", Level::Amber, "5.2.8")
        .evidence("why", why)
        .value("algorithm", &found.algorithm)
        .evidence("algorithm", &found.algorithm);
    if let Some(bits) = bits {
        finding = finding.evidence("rsa_bits", bits);
    }
    judgement.cause(finding, Indication::Indeterminate, sub);
}

/// How an entry stands at the time that a signature claims.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Entitled,
    /// Entitled at the claimed time, but taken off for cause since, and nothing proves that time.
    Unproven,
    NotEntitled(&'static str),
}

/// The partner's list entry for the key, at the claimed time of signing.
pub(super) fn entitlement(case: &Case<'_>, judgement: &mut Judgement) {
    if !case.facts.listed {
        return;
    }
    let entry = case.facts.key.as_ref().and_then(|key| key.entry.as_ref());
    let standing = entry.map_or(Standing::NotEntitled("not on the list"), |entry| standing(case, entry));
    let passed = standing == Standing::Entitled;
    let detail = [
        ("signed", shown(case.signing())),
        ("from", shown_or_dash(entry.and_then(|entry| entry.from))),
        ("until", shown_or_dash(entry.and_then(|entry| entry.until))),
        ("list", shown_or_dash(case.list.as_of)),
    ];
    judgement.step(case, "list", "5.2.8", Some(passed), &detail);
    let evidence = |mut finding: certificate::Finding| {
        for (name, value) in &detail {
            finding = finding.evidence(name, value);
        }
        finding.value("signed", shown(case.signing()))
    };
    match standing {
        Standing::Entitled => {
            let office = entry.and_then(|entry| entry.office.clone()).unwrap_or_default();
            let finding = case.finding("SIGNER_ENTITLED", Level::Clear, "5.2.8").value("office", office);
            judgement.note(evidence(finding));
        }
        Standing::Unproven => {
            let finding = case.finding("TIME_NOT_PROVEN", Level::Amber, "5.5").value("why", "taken-off-list");
            judgement.cause(
                evidence(finding),
                Indication::Indeterminate,
                SubIndication::SigConstraintsFailure,
            );
        }
        Standing::NotEntitled(why) => {
            // On a list that is too old it is no proof.
            let level = if case.list.stale { Level::Amber } else { Level::Red };
            let finding = case.finding("SIGNER_NOT_ENTITLED", level, "5.2.8").evidence("why", why);
            judgement.cause(
                evidence(finding),
                Indication::Indeterminate,
                SubIndication::SigConstraintsFailure,
            );
        }
    }
}

fn standing(case: &Case<'_>, entry: &SignerEntry) -> Standing {
    let at = case.signing();
    if entry.from.is_some_and(|from| at < from) {
        return Standing::NotEntitled("not yet entitled");
    }
    match (entry.status, entry.until) {
        (SignerStatus::Pending, _) => Standing::NotEntitled("not yet entitled"),
        (SignerStatus::Disabled | SignerStatus::Revoked, None) => Standing::NotEntitled("disabled"),
        (_, Some(until)) if at >= until => Standing::NotEntitled("disabled"),
        (SignerStatus::Revoked, Some(until)) if case.proof() >= until => Standing::Unproven,
        _ => Standing::Entitled,
    }
}

/// The age of the list.
pub(super) fn list_age(case: &Case<'_>, judgement: &mut Judgement) {
    if !case.facts.listed || !case.list.stale {
        return;
    }
    let finding = case
        .finding("TRUST_LIST_STALE", Level::Amber, "5.2.8")
        .value("as_of", shown_or_dash(case.list.as_of))
        .evidence("list", shown_or_dash(case.list.as_of))
        .evidence("stale_after", shown_or_dash(case.list.stale_after));
    judgement.cause(finding, Indication::Indeterminate, SubIndication::TryLater);
}
