//! The doors of this room: from an opened message to an outcome.

use crate::content::VerifiedContent;
use crate::diagnostic::{ListFacts, Trust, gather};
use crate::facts::{Beside, Facts, Form, Found, KeyHint};
use crate::integrity;
use crate::jcs;
use crate::judge::{Case, ETSI, Judgement, WITHHOLDS, judge};
use crate::open::{Envelope, Opened};
use crate::openattestation_did as did;
use crate::outcome::{Outcome, SignatureReport};
use crate::profile::{Family, Profile, SignatureRule};
use crate::trust::{Anchor, Times, TrustSnapshot};
use crate::unverified;
use crate::verdict::{Coverage, Indication, ProvenBy, ProvenTime, SignerFacts, SubIndication, Verdict};
use crate::xml;
use certificate::{Finding, Level, Scope};
use chrono::{DateTime, Utc};
use document::NodeId;

/// Judges an opened message by the profile and what is known of keys and signers.
pub fn verify(opened: &Opened, profile: &Profile, trust: &TrustSnapshot, times: &Times) -> Outcome {
    by_trust(opened, profile, &Trust::of(trust), times)
}

/// A trust snapshot made ready for many messages: its certificates and revocation lists are read, and the
/// lists' signatures verified, once.
pub struct Knowledge<'a>(Trust<'a>);

impl<'a> Knowledge<'a> {
    /// Makes a snapshot ready.
    pub fn of(snapshot: &'a TrustSnapshot) -> Self {
        Self(Trust::of(snapshot))
    }

    /// The same as [`verify`] with that snapshot.
    pub fn verify(&self, opened: &Opened, profile: &Profile, times: &Times) -> Outcome {
        by_trust(opened, profile, &self.0, times)
    }
}

/// Verifies a signed list of officials against the anchors alone: no list and no revocation stands
/// behind it. Only TOTAL-PASSED is accepted.
pub fn directory(
    opened: &Opened,
    rule: &Profile,
    anchors: &[Anchor],
    times: &Times,
) -> Result<VerifiedContent, Box<Outcome>> {
    let mut profile = rule.clone();
    profile.uses_crl = false;
    for signature in &mut profile.signatures {
        signature.listed = false;
    }
    let mut outcome = by_trust(opened, &profile, &Trust::of_anchors(anchors), times);
    let passed =
        outcome.verdict.as_ref().is_some_and(|verdict| verdict.indication == Indication::TotalPassed);
    match outcome.content.take().filter(|_| passed) {
        Some(content) => Ok(content),
        None => Err(Box::new(outcome)),
    }
}

/// What the reader of a family found, by rule.
struct Looked<'p> {
    signatures: Vec<(&'p SignatureRule, Found)>,
    absent: Vec<&'p SignatureRule>,
    content: Option<NodeId>,
}

fn by_trust(opened: &Opened, profile: &Profile, trust: &Trust<'_>, times: &Times) -> Outcome {
    let list = trust.list_facts(profile, times.now);
    if profile.family == Family::OpenAttestation
        && let Envelope::OpenAttestation(wrapped) = &opened.envelope
        && !(profile.algorithms.contains(did::ALGORITHM) && did::is_signed(wrapped))
    {
        return unverified::merkle(wrapped, times.now);
    }
    let looked = look(opened, profile, trust, times);
    let facts: Vec<_> = looked
        .signatures
        .into_iter()
        .map(|(rule, found)| gather(found, rule, profile, trust, times.now))
        .collect();
    let judgements: Vec<_> =
        facts.iter().map(|facts| judge(&Case { facts, profile, list: &list, times })).collect();
    assemble(opened, &facts, judgements, &looked.absent, looked.content, &list, times)
}

/// Looks at the signatures with the reader of the profile's family.
fn look<'p>(opened: &Opened, profile: &'p Profile, trust: &Trust<'_>, times: &Times) -> Looked<'p> {
    let root = Some(opened.document.root().id());
    let nothing =
        || Looked { signatures: Vec::new(), absent: profile.signatures.iter().collect(), content: None };
    match &opened.envelope {
        Envelope::Plain => nothing(),
        _ if opened.family() != Some(profile.family) || profile.signatures.is_empty() => {
            refused(profile, Form::OutOfProfile("another kind of signature than the profile wants"))
        }
        Envelope::XmlSigned => match xml::examine(&opened.document, profile) {
            Err(form) => refused(profile, form),
            Ok(examined) => {
                let mut looked = Looked { signatures: Vec::new(), absent: Vec::new(), content: None };
                for (rule, found) in profile.signatures.iter().zip(examined.found) {
                    match found {
                        Some(found) => looked.signatures.push((rule, found)),
                        None => looked.absent.push(rule),
                    }
                }
                looked.content = Some(examined.content);
                looked
            }
        },
        // What is released must be what was signed, whoever put this Opened together.
        Envelope::Jws(jws) if jws.payload() != opened.document.bytes() => {
            refused(profile, Form::NotCovered { why: "the document is not the payload", at: "/".to_owned() })
        }
        Envelope::Jws(jws) => {
            if let Some(number) = jcs::unsafe_number(opened.document.root()) {
                return refused(profile, Form::NotCovered { why: integrity::UNSAFE, at: number.path() });
            }
            let found: Vec<_> = jws.signatures.iter().map(|one| jws.examine(one)).collect();
            by_order(profile, found, root)
        }
        Envelope::Cms(cms) if cms.content() != opened.document.bytes() => refused(
            profile,
            Form::NotCovered { why: "the document is not the signed content", at: "/".to_owned() },
        ),
        // Signers are a set: those on the list come first to the rules that want them there.
        Envelope::Cms(cms) => by_list_first(profile, cms.examine(profile), trust, root),
        Envelope::Cose(cose) if cose.payload() != opened.document.bytes() => {
            refused(profile, Form::NotCovered { why: "the document is not the payload", at: "/".to_owned() })
        }
        // In force when it came to us, or now.
        Envelope::Cose(cose) => {
            let found = cose.examine(times.received.unwrap_or(times.now), &[]);
            by_order(profile, found, root)
        }
        Envelope::DataIntegrity => {
            let proofs = integrity::examine(&opened.document);
            if proofs.is_empty() {
                return nothing();
            }
            // Of a set, the proofs that the profile accepts are judged, all of them.
            let (known, unknown): (Vec<_>, Vec<_>) =
                proofs.into_iter().partition(|found| profile.algorithms.contains(&found.algorithm));
            let proofs = if known.is_empty() { unknown } else { known };
            match profile.signatures.as_slice() {
                [only] => Looked {
                    signatures: proofs.into_iter().map(|found| (only, found)).collect(),
                    absent: Vec::new(),
                    content: root,
                },
                _ => by_order(profile, proofs, root),
            }
        }
        // What is released must be what was wrapped, whoever put this Opened together.
        Envelope::OpenAttestation(wrapped) if !wrapped.holds(&opened.document) => refused(
            profile,
            Form::NotCovered { why: "the document is not the wrapped one", at: "/".to_owned() },
        ),
        Envelope::OpenAttestation(wrapped) => {
            by_order(profile, did::examine(wrapped).into_iter().collect(), root)
        }
    }
}

/// One signature a rule, of signatures that have no order: rules that want a listed signer choose first.
fn by_list_first<'p>(
    profile: &'p Profile,
    found: Vec<Found>,
    trust: &Trust<'_>,
    content: Option<NodeId>,
) -> Looked<'p> {
    let (listed, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| trust.lists(&one.hint));
    let (mut listed, mut others) = (listed.into_iter(), others.into_iter());
    let mut ordered = Vec::new();
    for rule in &profile.signatures {
        let next = if rule.listed { listed.next() } else { others.next() };
        ordered.push((rule, next));
    }
    let mut rest = listed.chain(others);
    for (_, found) in &mut ordered {
        if found.is_none() {
            *found = rest.next();
        }
    }
    if rest.next().is_some() {
        return refused(profile, Form::OutOfProfile("more signatures than the profile wants"));
    }
    let mut looked = Looked { signatures: Vec::new(), absent: Vec::new(), content };
    for (rule, found) in ordered {
        match found {
            Some(found) => looked.signatures.push((rule, found)),
            None => looked.absent.push(rule),
        }
    }
    looked
}

/// One signature a rule, in order.
fn by_order(profile: &Profile, found: Vec<Found>, content: Option<NodeId>) -> Looked<'_> {
    if found.len() > profile.signatures.len() {
        return refused(profile, Form::OutOfProfile("more signatures than the profile wants"));
    }
    let absent = profile.signatures.iter().skip(found.len()).collect();
    Looked { signatures: profile.signatures.iter().zip(found).collect(), absent, content }
}

/// The message as a whole has not the form that the profile wants.
fn refused(profile: &Profile, form: Form) -> Looked<'_> {
    let found = Found {
        format: match profile.family {
            Family::XmlDsig => "XMLDSig",
            Family::Jws => "JWS",
            Family::DataIntegrity => "Data Integrity",
            Family::OpenAttestation => "OpenAttestation",
            Family::Cms => "CMS",
            Family::Cose => "COSE",
        },
        algorithm: String::new(),
        covers: String::new(),
        form,
        digest: None,
        materials: Vec::new(),
        claimed: None,
        claimed_text: None,
        hint: KeyHint::None,
        beside: Beside::default(),
    };
    let first = profile.signatures.first().map(|rule| (rule, found));
    Looked { signatures: first.into_iter().collect(), absent: Vec::new(), content: None }
}

fn assemble(
    opened: &Opened,
    facts: &[Facts],
    judgements: Vec<Judgement>,
    absent: &[&SignatureRule],
    content: Option<NodeId>,
    list: &ListFacts,
    times: &Times,
) -> Outcome {
    let worst = judgements
        .iter()
        .rev()
        .max_by_key(|judgement| judgement.gravity())
        .map(|worst| (worst.verdict(), worst.gravity()));
    let whole = !facts.is_empty()
        && facts.iter().all(|one| {
            one.value == Some(true)
                && one.found.digest != Some(false)
                && !matches!(one.found.form, Form::NotCovered { .. } | Form::Malformed(_))
        });
    let mut findings = Vec::new();
    let mut steps = Vec::new();
    for judgement in judgements {
        findings.extend(judgement.findings);
        steps.extend(judgement.steps);
    }
    findings.extend(absent.iter().map(|rule| {
        Finding::new("SIGNATURE_ABSENT", Level::Amber, Scope::Document)
            .reference(ETSI, "5.2.2")
            .value("role", &rule.role)
            .evidence("covers", &rule.covers)
    }));
    let withheld = findings
        .iter()
        .any(|finding| finding.level == Level::Red || WITHHOLDS.contains(&finding.id.as_str()));
    let content = content.filter(|_| whole && !withheld && absent.is_empty());
    if content.is_some() {
        let clear = Finding::new("COVERAGE_WHOLE", Level::Clear, Scope::Document).reference(ETSI, "5.2.2");
        let covers = facts.iter().map(|one| one.found.covers.as_str()).min_by_key(|path| path.len());
        findings.push(clear.evidence("covers", covers.unwrap_or("/")));
    }
    // Without one of the wanted signatures there is no verdict, unless what is there already failed.
    let spoken = worst.filter(|(_, gravity)| absent.is_empty() || *gravity >= 2);
    Outcome {
        verdict: spoken.map(|(verdict, _)| {
            let coverage = if whole { Coverage::Whole } else { Coverage::Refused };
            assemble_verdict(verdict, facts, coverage, list, times)
        }),
        findings,
        signatures: facts.iter().map(report).collect(),
        steps,
        content: content.map(|root| VerifiedContent::new(opened.document.clone(), root)),
    }
}

fn assemble_verdict(
    (indication, sub_indication): (Indication, Option<SubIndication>),
    facts: &[Facts],
    coverage: Coverage,
    list: &ListFacts,
    times: &Times,
) -> Verdict {
    let main = facts.iter().find(|one| one.listed).or_else(|| facts.first());
    let claimed = main.and_then(|one| one.found.claimed);
    let revocation = || facts.iter().filter_map(|one| one.key.as_ref()).map(|key| &key.revocation);
    let list_end = list.stale_after.filter(|_| list.needed);
    let earliest = |times: &mut dyn Iterator<Item = DateTime<Utc>>| times.min();
    Verdict {
        indication,
        sub_indication,
        at: times.now,
        proven_time: match (main.and_then(|one| one.stamps.proven), times.received, claimed) {
            (Some(at), received, _) if received.is_none_or(|received| at < received) => {
                ProvenTime { at: Some(at), by: ProvenBy::Timestamp }
            }
            (_, Some(at), _) => ProvenTime { at: Some(at), by: ProvenBy::Receipt },
            (_, None, Some(at)) => ProvenTime { at: Some(at), by: ProvenBy::SignerClaim },
            (_, None, None) => ProvenTime { at: None, by: ProvenBy::Nothing },
        },
        revocation_as_of: earliest(&mut revocation().filter_map(|known| known.as_of)),
        stale_after: earliest(&mut revocation().filter_map(|known| known.stale_after).chain(list_end)),
        list_as_of: list.as_of.filter(|_| list.needed),
        coverage,
        signer: main.and_then(|one| one.key.as_ref()?.entry.as_ref()).map(|entry| SignerFacts {
            name: entry.name.clone(),
            office: entry.office.clone(),
            since: entry.from,
        }),
    }
}

pub(crate) fn report(facts: &Facts) -> SignatureReport {
    let key = facts.key.as_ref();
    SignatureReport {
        role: facts.role.clone(),
        format: facts.found.format.to_owned(),
        algorithm: facts.found.algorithm.clone(),
        key: key.map(|key| key.id.clone()).unwrap_or_default(),
        signer: key.and_then(|key| key.entry.as_ref()?.name.clone()),
        subject: key.and_then(|key| key.subject.clone()),
        claimed_time: facts.found.claimed,
        covers: facts.found.covers.clone(),
        valid: facts.value == Some(true) && facts.found.digest != Some(false),
        chain: key.map(|key| key.chain.clone()).unwrap_or_default(),
    }
}
