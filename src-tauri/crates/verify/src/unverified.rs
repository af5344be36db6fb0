//! What can be said of a message when no profile is at hand, or none can prove its signer.

use crate::diagnostic::{Trust, gather};
use crate::facts::Found;
use crate::judge::ETSI;
use crate::open::{Envelope, Opened};
use crate::openattestation::{Integrity, OpenAttestation};
use crate::openattestation_did as did;
use crate::outcome::{Outcome, SignatureReport, Step};
use crate::profile::{Family, Profile, SignatureRule};
use crate::trust::Unverified;
use crate::verdict::{Coverage, Indication, ProvenBy, ProvenTime, SubIndication, Verdict};
use certificate::{Finding, Level, Scope};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Says what can be said when no profile is at hand: nothing is ever released.
pub fn unverified(opened: &Opened, reason: Unverified, now: DateTime<Utc>) -> Outcome {
    let mut outcome = match &opened.envelope {
        Envelope::Plain => Outcome {
            verdict: None,
            findings: vec![finding("SIGNATURE_ABSENT", Level::Amber, "5.2.2")],
            signatures: Vec::new(),
            steps: Vec::new(),
            content: None,
        },
        Envelope::OpenAttestation(wrapped) => merkle(wrapped, now),
        Envelope::Jws(jws) => carried(Family::Jws, jws.signatures.iter().map(|one| jws.examine(one)), now),
        Envelope::Cose(cose) => carried(Family::Cose, cose.examine(now, &[]).into_iter(), now),
        Envelope::Cms(cms) => carried(Family::Cms, cms.examine(&Profile::new(Family::Cms)).into_iter(), now),
        Envelope::XmlSigned | Envelope::DataIntegrity => no_anchor(now),
    };
    if reason == Unverified::PartnerNotOnboarded {
        outcome.findings.push(finding("PARTNER_NOT_ONBOARDED", Level::Amber, "5.2.4"));
    }
    outcome
}

/// The Merkle proof alone: integrity. The issuer stands on a chain or in DNS and is not provable here.
pub(crate) fn merkle(wrapped: &OpenAttestation, now: DateTime<Utc>) -> Outcome {
    let mut outcome = no_anchor(now);
    let (valid, detail) = match wrapped.integrity() {
        Integrity::Holds { root } => {
            outcome
                .findings
                .push(finding("INTEGRITY_HOLDS", Level::Clear, "5.2.7").evidence("merkle_root", &root));
            outcome.findings.push(
                finding("ISSUER_NOT_PROVABLE_OFFLINE", Level::Amber, "5.2.6")
                    .evidence("why", did::needs(wrapped)),
            );
            match did::examine(wrapped).and_then(|found| did::by_its_own_address(&found)) {
                Some(false) => {
                    outcome.findings.push(finding("SIGNATURE_BROKEN", Level::Red, "5.2.7"));
                    failed(&mut outcome, SubIndication::SigCryptoFailure);
                    (false, root)
                }
                signed => {
                    // By the address that the DID spells; whose it is, is not known here.
                    outcome
                        .findings
                        .extend(signed.map(|_| finding("SIGNATURE_VALID", Level::Clear, "5.2.7")));
                    (true, root)
                }
            }
        }
        Integrity::Broken(why) => {
            outcome.findings.push(finding("CONTENT_ALTERED", Level::Red, "5.2.7").evidence("why", why));
            failed(&mut outcome, SubIndication::HashFailure);
            (false, why.to_owned())
        }
        Integrity::Malformed(why) => {
            outcome.findings.push(finding("NOT_COVERED", Level::Red, "5.2.2").evidence("why", why));
            failed(&mut outcome, SubIndication::FormatFailure);
            (false, why.to_owned())
        }
    };
    outcome.steps.push(Step {
        id: "crypto".to_owned(),
        clause: "5.2.7".to_owned(),
        passed: Some(valid),
        detail: BTreeMap::from([("merkle".to_owned(), detail)]),
    });
    outcome.signatures.push(SignatureReport {
        role: "issuer".to_owned(),
        format: wrapped.format().to_owned(),
        algorithm: "keccak-256".to_owned(),
        key: String::new(),
        signer: None,
        subject: None,
        claimed_time: None,
        covers: "/".to_owned(),
        valid,
        chain: Vec::new(),
    });
    outcome
}

/// What carries its certificate: whether its value verifies can be said without knowing the partner.
fn carried(family: Family, signatures: impl Iterator<Item = Found>, now: DateTime<Utc>) -> Outcome {
    let mut outcome = no_anchor(now);
    let rule = SignatureRule { role: "signer".to_owned(), ..SignatureRule::default() };
    let profile = Profile { min_rsa_bits: 0, ..Profile::new(family) };
    for found in signatures {
        let facts = gather(found, &rule, &profile, &Trust::of_anchors(&[]), now);
        if facts.found.digest == Some(false) {
            outcome.findings.push(finding("CONTENT_ALTERED", Level::Red, "5.2.7"));
            failed(&mut outcome, SubIndication::HashFailure);
        } else if facts.value == Some(false) {
            outcome.findings.push(finding("SIGNATURE_BROKEN", Level::Red, "5.2.7"));
            failed(&mut outcome, SubIndication::SigCryptoFailure);
        }
        outcome.signatures.push(crate::verifier::report(&facts));
    }
    outcome
}

fn no_anchor(now: DateTime<Utc>) -> Outcome {
    Outcome {
        verdict: Some(Verdict {
            indication: Indication::Indeterminate,
            sub_indication: Some(SubIndication::NoCertificateChainFound),
            at: now,
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

fn failed(outcome: &mut Outcome, sub: SubIndication) {
    if let Some(verdict) = &mut outcome.verdict {
        verdict.indication = Indication::TotalFailed;
        verdict.sub_indication = Some(sub);
    }
}

fn finding(id: &str, level: Level, clause: &str) -> Finding {
    Finding::new(id, level, Scope::Document).reference(ETSI, clause)
}
