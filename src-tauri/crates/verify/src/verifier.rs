//! The doors of this room.

use crate::content::VerifiedContent;
use crate::open::{Envelope, Opened};
use crate::outcome::Outcome;
use crate::profile::Profile;
use crate::trust::{Anchor, Times, TrustSnapshot, Unverified};
use crate::verdict::{Coverage, Indication, ProvenBy, ProvenTime, SubIndication, Verdict};
use certificate::{Finding, Level, Scope};
use chrono::{DateTime, Utc};

/// Judges an opened message by the profile and what is known of keys and signers.
pub fn verify(_opened: &Opened, _profile: &Profile, _trust: &TrustSnapshot, times: &Times) -> Outcome {
    not_judged(times.now)
}

/// Says what can be said when no profile is at hand.
pub fn unverified(opened: &Opened, reason: Unverified, now: DateTime<Utc>) -> Outcome {
    let mut outcome = not_judged(now);
    if matches!(opened.envelope, Envelope::Plain) {
        outcome.verdict = None;
        outcome.findings = vec![Finding::new("SIGNATURE_ABSENT", Level::Amber, Scope::Document)];
    }
    if reason == Unverified::PartnerNotOnboarded {
        outcome.findings.push(Finding::new("PARTNER_NOT_ONBOARDED", Level::Amber, Scope::Document));
    }
    outcome
}

/// Verifies a signed list of officials against the anchors alone.
pub fn directory(
    _opened: &Opened,
    _rule: &Profile,
    _anchors: &[Anchor],
    times: &Times,
) -> Result<VerifiedContent, Box<Outcome>> {
    Err(Box::new(not_judged(times.now)))
}

fn not_judged(at: DateTime<Utc>) -> Outcome {
    Outcome {
        verdict: Some(Verdict {
            indication: Indication::Indeterminate,
            sub_indication: Some(SubIndication::PolicyProcessingError),
            at,
            proven_time: ProvenTime { at: None, by: ProvenBy::Nothing },
            revocation_as_of: None,
            stale_after: None,
            list_as_of: None,
            coverage: Coverage::Refused,
            signer: None,
        }),
        findings: Vec::new(),
        signatures: Vec::new(),
        steps: Vec::new(),
        content: None,
    }
}
