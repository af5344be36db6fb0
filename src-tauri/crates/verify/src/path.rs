//! Certification paths (RFC 5280 section 6, as far as our partners need it): signatures, name chaining,
//! basicConstraints, keyUsage, path length. Times are not judged here, only handed on: when a path has to
//! be valid is the judge's question.

use crate::x509::Certificate;

/// Longest path below an anchor.
const MAX_LENGTH: usize = 6;
/// Bound on the work for one path; crossed intermediates could otherwise make it grow without end.
const MAX_STEPS: usize = 200;

/// A path from the signer's certificate (first) to an anchor (last).
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) certificates: Vec<Certificate>,
}

/// Finds a path, or says why the best attempt ended.
pub(crate) fn build(
    signer: &Certificate,
    pool: &[&Certificate],
    anchors: &[Certificate],
) -> Result<Path, &'static str> {
    if !signer.may_sign() {
        return Err("its keyUsage does not allow signatures");
    }
    to_authority(signer, pool, anchors)
}

/// The same for a certificate that need not sign documents: an authority that signs revocation lists.
pub(crate) fn to_authority(
    first: &Certificate,
    pool: &[&Certificate],
    anchors: &[Certificate],
) -> Result<Path, &'static str> {
    let mut search = Search { pool, anchors, steps: 0, fault: "no issuer of it is known" };
    let mut below = vec![first.clone()];
    if search.extend(&mut below) { Ok(Path { certificates: below }) } else { Err(search.fault) }
}

struct Search<'a> {
    pool: &'a [&'a Certificate],
    anchors: &'a [Certificate],
    steps: usize,
    fault: &'static str,
}

impl Search<'_> {
    fn extend(&mut self, path: &mut Vec<Certificate>) -> bool {
        self.steps += 1;
        let Some(last) = path.last().cloned() else { return false };
        if self.steps > MAX_STEPS || path.len() > MAX_LENGTH {
            self.fault = "the path is too long";
            return false;
        }
        if self.anchors.iter().any(|anchor| anchor.der == last.der) {
            return true;
        }
        if last.obstacle.is_some() {
            self.fault = "an extension that is not understood";
            return false;
        }
        let anchors: Vec<_> = self.anchors.iter().collect();
        for (issuer, anchor) in
            anchors.into_iter().map(|one| (one, true)).chain(self.pool.iter().map(|one| (*one, false)))
        {
            if issuer.subject_der != last.issuer_der || path.iter().any(|one| one.der == issuer.der) {
                continue;
            }
            if let Some(fault) = may_issue(issuer, path) {
                self.fault = fault;
                continue;
            }
            if !last.issued_by(issuer) {
                self.fault = "its issuer's key did not sign it";
                continue;
            }
            path.push(issuer.clone());
            if anchor || self.extend(path) {
                return true;
            }
            path.pop();
        }
        false
    }
}

/// RFC 5280 6.1.4 (k) to (n), for a certificate that would stand above `below`. An anchor is held to what
/// it says of itself, too.
fn may_issue(issuer: &Certificate, below: &[Certificate]) -> Option<&'static str> {
    let Some(basic) = &issuer.basic else { return Some("its issuer is no authority") };
    if !basic.ca {
        return Some("its issuer is no authority");
    }
    if issuer.usage.as_ref().is_some_and(|usage| !usage.key_cert_sign()) {
        return Some("its issuer may not sign certificates");
    }
    let intermediates = below.iter().skip(1).filter(|one| !one.self_issued()).count();
    if basic.path_len_constraint.is_some_and(|most| intermediates > usize::from(most)) {
        return Some("the path is longer than its issuer allows");
    }
    None
}
