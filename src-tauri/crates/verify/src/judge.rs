//! Judges the facts about one signature, in the order of ETSI EN 319 102-1: format (5.2.2), identification
//! of the signing certificate (5.2.3), cryptography (5.2.7), path (5.2.6), revocation freshness (5.2.5),
//! acceptance (5.2.8), and time (5.5). Every step says what it found, also when it passed.

mod acceptance;
mod crypto;
mod life;

use crate::diagnostic::ListFacts;
use crate::facts::Facts;
use crate::outcome::Step;
use crate::profile::Profile;
use crate::trust::Times;
use crate::verdict::{Indication, SubIndication};
use certificate::{Finding, Level, Scope};
use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::BTreeMap;

/// The text that findings refer to.
pub(crate) const ETSI: &str = "ETSI EN 319 102-1";

/// Findings with which no content is released: the signer is not known or not entitled, or the
/// signature is none that we accept.
pub(crate) const WITHHOLDS: &[&str] = &[
    "SIGNATURE_ABSENT",
    "SIGNER_UNKNOWN",
    "SIGNER_NOT_ENTITLED",
    "OUT_OF_PROFILE",
    "PARTNER_NOT_ONBOARDED",
    "ISSUER_NOT_PROVABLE_OFFLINE",
    "CONTENT_ALTERED",
    "SIGNATURE_BROKEN",
    "NOT_COVERED",
];

/// The judgement on one signature.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) findings: Vec<Finding>,
    pub(crate) steps: Vec<Step>,
    /// What each finding that is not clear means for the verdict, in order.
    causes: Vec<(Level, Indication, SubIndication)>,
}

/// All that the steps look at.
pub(crate) struct Case<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) profile: &'a Profile,
    pub(crate) list: &'a ListFacts,
    pub(crate) times: &'a Times,
}

impl Case<'_> {
    /// The earliest time at which our receipt or a timestamp proves the signature (best-signature-time, 5.5).
    fn proven(&self) -> Option<DateTime<Utc>> {
        self.times.received.into_iter().chain(self.facts.stamps.proven).min()
    }

    /// The time at which the signature is known to exist: what is proven, or else only now.
    fn proof(&self) -> DateTime<Utc> {
        self.proven().unwrap_or(self.times.now)
    }

    /// The time that the signature claims, or else the earliest that is proven.
    fn signing(&self) -> DateTime<Utc> {
        self.facts.found.claimed.unwrap_or_else(|| self.proof())
    }

    /// A finding on this signature.
    fn finding(&self, id: &str, level: Level, clause: &str) -> Finding {
        let finding = Finding::new(id, level, Scope::Document)
            .reference(ETSI, clause)
            .value("role", &self.facts.role)
            .evidence("signature", &self.facts.role);
        match self.facts.key.as_ref().and_then(|key| key.entry.as_ref()) {
            Some(entry) => {
                let name = entry.name.as_ref().or(entry.office.as_ref()).unwrap_or(&entry.id);
                finding.value("signer", name)
            }
            None => match self.facts.key.as_ref().and_then(|key| key.subject.as_ref()) {
                Some(subject) => finding.value("subject", subject),
                None => finding,
            },
        }
    }
}

/// Judges one signature.
pub(crate) fn judge(case: &Case<'_>) -> Judgement {
    let mut judgement = Judgement::default();
    if !crypto::format(case, &mut judgement) {
        return judgement;
    }
    life::timestamps(case, &mut judgement);
    crypto::identification(case, &mut judgement);
    if !crypto::value(case, &mut judgement) {
        return judgement;
    }
    acceptance::algorithm(case, &mut judgement);
    let anchored = life::path(case, &mut judgement);
    if anchored {
        life::revocation(case, &mut judgement);
        life::freshness(case, &mut judgement);
        life::expiry(case, &mut judgement);
        acceptance::entitlement(case, &mut judgement);
    }
    acceptance::list_age(case, &mut judgement);
    life::clock(case, &mut judgement);
    judgement
}

impl Judgement {
    /// The verdict of this signature: the gravest cause, the first of equals.
    pub(crate) fn verdict(&self) -> (Indication, Option<SubIndication>) {
        let failed = self.causes.iter().find(|(_, indication, _)| *indication == Indication::TotalFailed);
        let red = self.causes.iter().find(|(level, ..)| *level == Level::Red);
        match failed.or(red).or_else(|| self.causes.first()) {
            Some((_, indication, sub)) => (*indication, Some(*sub)),
            None => (Indication::TotalPassed, None),
        }
    }

    /// How grave it is, for the worst of several signatures.
    pub(crate) fn gravity(&self) -> u8 {
        let red = self.causes.iter().any(|(level, ..)| *level == Level::Red);
        match self.verdict().0 {
            Indication::TotalPassed => 0,
            Indication::Indeterminate if !red => 1,
            Indication::Indeterminate => 2,
            Indication::TotalFailed => 3,
        }
    }

    fn step(
        &mut self,
        case: &Case<'_>,
        id: &str,
        clause: &str,
        passed: Option<bool>,
        detail: &[(&str, String)],
    ) {
        let mut map: BTreeMap<_, _> =
            detail.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        map.insert("role".to_owned(), case.facts.role.clone());
        self.steps.push(Step { id: id.to_owned(), clause: clause.to_owned(), passed, detail: map });
    }

    /// A finding that bears on the verdict.
    fn cause(&mut self, finding: Finding, indication: Indication, sub: SubIndication) {
        self.causes.push((finding.level, indication, sub));
        self.findings.push(finding);
    }

    /// A finding that does not.
    fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// A time for sentences and evidence.
pub(crate) fn shown(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The same for a time that may not be there.
fn shown_or_dash(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "–".to_owned(), shown)
}
