//! Certification paths: a bounded search for prospective paths (RFC 4158), and RFC 5280 section 6.1 over
//! each, until one holds. Validity times are judged only where a caller names a time: when a path has to
//! be valid is the judge's question.

mod duties;
mod memo;
mod names;
mod policies;
mod process;
mod report;
mod subject;

use crate::outcome::ChainLink;
use crate::revocation::{Knowing, Material};
use crate::x509::Certificate;
pub(crate) use memo::Memo;
pub use report::{Duties, PathOptions, PathRefusal, PathReport, PathRule, PathStep, Subject};
use std::collections::BTreeSet;

/// Most certificates of a path, the anchor among them: self-issued ones count here.
const MAX_LENGTH: usize = 16;
/// Bound on the places the search looks at; crossed intermediates could otherwise make it grow without end.
const MAX_STEPS: usize = 400;
/// Bound on the signatures that one search verifies.
const MAX_SIGNATURES: usize = 200;
/// Bound on the prospective paths that one search tries.
const MAX_PATHS: usize = 32;

/// A path from the signer's certificate (first) to an anchor (last).
#[derive(Clone, Debug)]
pub(crate) struct Path<'a> {
    pub(crate) certificates: Vec<&'a Certificate>,
}

/// Finds a path for a signer of documents, or says why the best attempt ended.
pub(crate) fn build<'a>(
    signer: &'a Certificate,
    pool: &[&'a Certificate],
    anchors: &'a [Certificate],
    memo: &Memo,
) -> Result<Path<'a>, String> {
    let options = PathOptions { signer: true, ..PathOptions::default() };
    search(signer, pool, anchors, &options, None, Some(memo)).into_path()
}

/// The same by other options: an authority that signs revocation lists, for example, need not sign
/// documents.
pub(crate) fn to_anchor<'a>(
    first: &'a Certificate,
    pool: &[&'a Certificate],
    anchors: &'a [Certificate],
    options: &PathOptions,
) -> Result<Path<'a>, String> {
    search(first, pool, anchors, options, None, None).into_path()
}

/// Validates the path of a certificate: all DER. `pool` are certificates that may stand between, in any
/// order; what cannot be read among them is left out, and can then vouch for nothing.
pub fn validate(leaf: &[u8], pool: &[Vec<u8>], anchors: &[Vec<u8>], options: &PathOptions) -> PathReport {
    let Some(first) = Certificate::read(leaf) else {
        return refused(PathRule::Read, "the certificate cannot be read");
    };
    let read =
        |list: &[Vec<u8>]| -> Vec<_> { list.iter().filter_map(|der| Certificate::read(der)).collect() };
    let (pool, anchors) = (read(pool), read(anchors));
    let pool: Vec<_> = pool.iter().collect();
    let material = options.revocation.as_ref().map(|evidence| Material::of(evidence, &pool, &anchors));
    let knowing = material.as_ref().map(|material| Knowing {
        material,
        pool: &pool,
        anchors: &anchors,
        at: options.at,
        max_age_hours: options.revocation.as_ref().and_then(|evidence| evidence.max_age_hours),
    });
    let found = search(&first, &pool, &anchors, options, knowing.as_ref(), None);
    let last = found.path.len().saturating_sub(1);
    let chain = found.path.iter().enumerate().map(|(index, one)| ChainLink {
        subject: one.subject.clone(),
        not_after: one.not_after,
        anchor: index == last && anchors.iter().any(|anchor| anchor.der == one.der),
    });
    let valid = found.outcome.refusal.is_none();
    PathReport {
        valid,
        chain: chain.collect(),
        steps: found.outcome.steps,
        policies: if valid { found.outcome.policies } else { BTreeSet::new() },
        refusal: found.outcome.refusal,
        revocation_as_of: found.outcome.revocation_as_of.filter(|_| valid),
    }
}

fn refused(rule: PathRule, why: &str) -> PathReport {
    let step = PathStep {
        number: 1,
        certificate: 0,
        rule,
        clause: rule.clause(),
        passed: false,
        detail: Some(why.to_owned()),
    };
    PathReport {
        valid: false,
        chain: Vec::new(),
        steps: vec![step],
        policies: BTreeSet::new(),
        refusal: Some(PathRefusal { rule, why: why.to_owned() }),
        revocation_as_of: None,
    }
}

/// What a search came to.
struct Found<'a> {
    path: Vec<&'a Certificate>,
    outcome: process::Outcome,
}

impl<'a> Found<'a> {
    fn into_path(self) -> Result<Path<'a>, String> {
        match self.outcome.refusal {
            None => Ok(Path { certificates: self.path }),
            Some(refusal) => Err(refusal.why),
        }
    }
}

fn search<'a>(
    first: &'a Certificate,
    pool: &[&'a Certificate],
    anchors: &'a [Certificate],
    options: &PathOptions,
    knowing: Option<&Knowing<'_>>,
    memo: Option<&Memo>,
) -> Found<'a> {
    let mut search = Search {
        pool,
        anchors,
        options,
        knowing,
        memo,
        steps: 0,
        signatures: 0,
        paths: 0,
        fault: (PathRule::NoIssuer, "no issuer of it is known"),
        best: None,
    };
    let mut path = vec![first];
    if let Some(found) = search.extend(&mut path) {
        return found;
    }
    if let Some(best) = search.best.take().filter(|_| search.fault.0 != PathRule::Work) {
        return best;
    }
    let (rule, why) = search.fault;
    let report = refused(rule, why);
    Found {
        path,
        outcome: process::Outcome { steps: report.steps, refusal: report.refusal, ..Default::default() },
    }
}

struct Search<'s, 'a> {
    pool: &'s [&'a Certificate],
    anchors: &'a [Certificate],
    options: &'s PathOptions,
    knowing: Option<&'s Knowing<'s>>,
    memo: Option<&'s Memo>,
    steps: usize,
    signatures: usize,
    paths: usize,
    fault: (PathRule, &'static str),
    /// The first prospective path that reached an anchor and was refused.
    best: Option<Found<'a>>,
}

impl<'a> Search<'_, 'a> {
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> Option<Found<'a>> {
        self.steps += 1;
        let last = *path.last()?;
        if self.steps > MAX_STEPS || self.signatures > MAX_SIGNATURES || self.paths > MAX_PATHS {
            self.fault = (PathRule::Work, "the search for a path has no end");
            return None;
        }
        if self.anchors.iter().any(|anchor| anchor.der == last.der) {
            return self.attempt(path);
        }
        if path.len() >= MAX_LENGTH {
            self.fault = (PathRule::PathLength, "the path is too long");
            return None;
        }
        let anchors = self.anchors;
        let mut above: Vec<_> = anchors.iter().chain(self.pool.iter().copied()).collect();
        // Whom it names by key comes first: fewer wrong turns.
        let named = last.extensions.authority_key.as_ref().and_then(|key| key.key_identifier.as_ref());
        above.sort_by_key(|one| match (named, &one.extensions.subject_key) {
            (Some(wanted), Some(has)) => wanted.as_bytes() != has.as_slice(),
            _ => true,
        });
        for issuer in above {
            let same =
                |one: &&Certificate| one.subject_name == issuer.subject_name && one.spki == issuer.spki;
            if issuer.subject_name != last.issuer_name || path.iter().skip(1).any(same) {
                continue;
            }
            self.signatures += 1;
            if self.signatures > MAX_SIGNATURES {
                self.fault = (PathRule::Work, "the search for a path has no end");
                return None;
            }
            if !last.algorithm_known() {
                self.fault = (PathRule::Algorithm, "it is signed with an algorithm that is not accepted");
                continue;
            }
            let signed =
                self.memo.map_or_else(|| last.signed_by(issuer), |memo| memo.signed_by(last, issuer));
            if !signed {
                self.fault = (PathRule::Signature, "its issuer's key did not sign it");
                continue;
            }
            path.push(issuer);
            if let Some(found) = self.extend(path) {
                return Some(found);
            }
            path.pop();
            if self.fault.0 == PathRule::Work {
                return None;
            }
        }
        None
    }

    /// A prospective path reached an anchor.
    fn attempt(&mut self, path: &[&'a Certificate]) -> Option<Found<'a>> {
        self.paths += 1;
        let outcome = process::run(path, self.options, self.knowing);
        let found = Found { path: path.to_vec(), outcome };
        if found.outcome.refusal.is_none() {
            return Some(found);
        }
        self.best.get_or_insert(found);
        None
    }
}

/// The process on a path as it is given, without a search: for tests of steps that the search foresees.
#[cfg(test)]
pub(crate) fn as_given(path: &[&Certificate], options: &PathOptions) -> Option<PathRule> {
    process::run(path, options, None).refusal.map(|refusal| refusal.rule)
}
