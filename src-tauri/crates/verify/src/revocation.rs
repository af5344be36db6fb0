//! Whether a certificate is revoked (RFC 5280 section 6.3, RFC 6960), by lists and responses that are at
//! hand. An older edition never stands in for a newer one, and what is not known is said to be not known.

use crate::crl::{Crl, Entry};
use crate::ocsp::Response;
use crate::path::{self, PathOptions, PathRule};
use crate::scope;
use crate::x509::Certificate;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;

/// How far authorities that sign lists are themselves looked into.
const MAX_DEPTH: usize = 3;
/// keyCompromise to aACompromise: all reasons of ReasonFlags.
const ALL_REASONS: u16 = 0b1_1111_1110;

/// Revocation material for a path, as it came: nothing of it is believed unsigned.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Revocation lists, DER: complete, delta, indirect, of one distribution point.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses, DER (OCSPResponse).
    pub responses: Vec<Vec<u8>>,
    /// Oldest acceptable knowledge in hours, beside nextUpdate.
    pub max_age_hours: Option<u32>,
    /// Whether lists without a number are left out (RFC 5280 5.2.3 has issuers number them).
    pub numbered: bool,
}

/// A list, and which of the known authorities signed it.
#[derive(Debug)]
struct KnownList {
    crl: Crl,
    /// Fingerprints.
    signers: Vec<String>,
}

/// Lists and responses, read once.
#[derive(Debug, Default)]
pub(crate) struct Material {
    lists: Vec<KnownList>,
    responses: Vec<Response>,
}

impl Material {
    /// Reads them, and verifies the lists' signatures by these authorities. What cannot be read is left
    /// out: nothing is known by it.
    pub(crate) fn read<'c>(
        crls: &[Vec<u8>],
        responses: &[Vec<u8>],
        authorities: impl Iterator<Item = &'c Certificate> + Clone,
    ) -> Self {
        let known = |crl: Crl| KnownList {
            signers: authorities
                .clone()
                .filter(|authority| crl.by(authority))
                .map(|authority| authority.fingerprint.clone())
                .collect(),
            crl,
        };
        Self {
            lists: crls.iter().filter_map(|der| Crl::read(der).ok()).map(known).collect(),
            responses: responses.iter().filter_map(|der| Response::read(der)).collect(),
        }
    }

    /// Leaves out lists that are not numbered as they should be.
    fn numbered_only(mut self) -> Self {
        self.lists.retain(|known| known.crl.numbered);
        self
    }

    pub(crate) fn of(evidence: &Evidence, pool: &[&Certificate], anchors: &[Certificate]) -> Self {
        let authorities = anchors.iter().chain(pool.iter().copied());
        let material = Self::read(&evidence.crls, &evidence.responses, authorities);
        if evidence.numbered { material.numbered_only() } else { material }
    }
}

/// What revocation is asked of, and by what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Knowing<'a> {
    pub(crate) material: &'a Material,
    pub(crate) pool: &'a [&'a Certificate],
    pub(crate) anchors: &'a [Certificate],
    /// Lists and responses from after this time are left out; none: all count.
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) max_age_hours: Option<u32>,
}

/// What is known of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    /// The newest knowledge is of this time.
    pub(crate) as_of: DateTime<Utc>,
    /// Newer knowledge is due.
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) revoked: Option<Entry>,
}

/// 6.1.3 (a)(3) at the time asked about: as of when the certificate is known not to be revoked, or the rule
/// that refuses it.
pub(crate) fn standing(
    certificate: &Certificate,
    issuer: &Certificate,
    knowing: &Knowing<'_>,
) -> Result<DateTime<Utc>, (PathRule, String)> {
    let mut visited = Vec::new();
    knowing.standing(certificate, issuer, &mut visited)
}

impl Knowing<'_> {
    fn standing(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        visited: &mut Vec<String>,
    ) -> Result<DateTime<Utc>, (PathRule, String)> {
        let unknown = |why: &str| (PathRule::RevocationKnown, why.to_owned());
        let status = self
            .status_below(certificate, issuer, visited)
            .ok_or_else(|| unknown("nothing at hand says whether it is revoked"))?;
        if let Some(entry) = status.revoked.filter(|entry| self.at.is_none_or(|at| entry.effect <= at)) {
            return Err((PathRule::Revoked, format!("it is revoked: {}", entry.reason)));
        }
        let by_age = self
            .max_age_hours
            .and_then(|hours| status.as_of.checked_add_signed(Duration::hours(i64::from(hours))));
        let end = by_age.into_iter().chain(status.until).min();
        if self.at.is_some_and(|at| end.is_none_or(|end| at > end)) {
            return Err(unknown("what is known of its revocation is too old"));
        }
        Ok(status.as_of)
    }

    /// What is known of a certificate under its issuer; none when nothing at hand covers it whole.
    pub(crate) fn status(&self, certificate: &Certificate, issuer: &Certificate) -> Option<Status> {
        self.status_below(certificate, issuer, &mut Vec::new())
    }

    fn status_below(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        visited: &mut Vec<String>,
    ) -> Option<Status> {
        let by_lists = self.by_lists(certificate, issuer, visited);
        let by_response = self.by_response(certificate, issuer);
        match (by_lists, by_response) {
            (Some(lists), Some(response)) => {
                let (newer, older) =
                    if lists.as_of >= response.as_of { (lists, response) } else { (response, lists) };
                // A revocation that either knows stands; only a hold is lifted by newer knowledge.
                let revoked = newer.revoked.or(older.revoked.filter(|entry| entry.reason != HOLD));
                Some(Status { as_of: newer.as_of, until: newer.until.max(older.until), revoked })
            }
            (one, other) => one.or(other),
        }
    }

    /// 6.3.3.
    fn by_lists(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        visited: &mut Vec<String>,
    ) -> Option<Status> {
        let mut reasons = 0;
        let mut answer: Option<Status> = None;
        for point in scope::points(certificate) {
            // Editions of the same list: same issuer, same distribution point.
            let mut editions: BTreeMap<_, Vec<&Crl>> = BTreeMap::new();
            for known in self.known() {
                let crl = &known.crl;
                if crl.base.is_none()
                    && scope::covers(crl, &point, certificate)
                    && self.vouched(known, issuer, visited)
                {
                    let scope = (&crl.issuer_name, crl.point.as_ref().map(|(der, _)| der));
                    editions.entry(scope).or_default().push(crl);
                }
            }
            for mut lists in editions.into_values() {
                lists.sort_by_key(|crl| (&crl.number, crl.facts.this_update));
                let Some((newest, older)) = lists.split_last() else { continue };
                let mask = scope::reasons(newest, &point) & ALL_REASONS;
                // (e): only what says more than is known.
                if mask & !reasons == 0 {
                    continue;
                }
                reasons |= mask;
                let delta = self.delta(newest, issuer, visited);
                let found = by_editions(certificate, newest, older, delta);
                answer = Some(match answer {
                    None => found,
                    Some(known) => Status {
                        as_of: known.as_of.min(found.as_of),
                        until: match (known.until, found.until) {
                            (Some(one), Some(other)) => Some(one.min(other)),
                            _ => None,
                        },
                        revoked: known.revoked.or(found.revoked),
                    },
                });
            }
        }
        answer.filter(|status| reasons == ALL_REASONS || status.revoked.is_some())
    }

    fn known(&self) -> impl Iterator<Item = &KnownList> {
        let early = |known: &&KnownList| self.at.is_none_or(|at| known.crl.facts.this_update <= at);
        self.material.lists.iter().filter(early)
    }

    /// 6.3.3 (c): the newest delta that fits the complete list.
    fn delta(&self, complete: &Crl, issuer: &Certificate, visited: &mut Vec<String>) -> Option<&Crl> {
        let fits = |delta: &Crl| {
            let same = delta.issuer_name == complete.issuer_name
                && delta.point.as_ref().map(|(der, _)| der) == complete.point.as_ref().map(|(der, _)| der)
                && delta.authority_key == complete.authority_key;
            // Built on this edition or an earlier one, and newer than it.
            same && delta.base.is_some()
                && complete.number.is_some()
                && delta.base <= complete.number
                && delta.number > complete.number
        };
        let mut deltas: Vec<_> = self.known().filter(|known| fits(&known.crl)).collect();
        deltas.sort_by_key(|known| (&known.crl.number, known.crl.facts.this_update));
        deltas.into_iter().rev().find(|known| self.vouched(known, issuer, visited)).map(|known| &known.crl)
    }

    /// 6.3.3 (f), (g): the list is signed by the issuer of the certificate, or by an authority of the list's
    /// name whose own path holds and leads to the same anchors.
    fn vouched(&self, known: &KnownList, issuer: &Certificate, visited: &mut Vec<String>) -> bool {
        if known.signers.contains(&issuer.fingerprint) || known.crl.by(issuer) {
            return true;
        }
        let mut authorities = self.anchors.iter().chain(self.pool.iter().copied());
        authorities
            .any(|authority| known.signers.contains(&authority.fingerprint) && self.leads(authority, visited))
    }

    /// Whether an authority that signs lists leads to an anchor and is not revoked itself.
    fn leads(&self, authority: &Certificate, visited: &mut Vec<String>) -> bool {
        if visited.contains(&authority.fingerprint) {
            // It speaks of itself: nothing above contradicts it.
            return true;
        }
        if visited.len() >= MAX_DEPTH {
            return false;
        }
        let options = PathOptions { at: self.at, ..PathOptions::default() };
        let Ok(path) = path::to_anchor(authority, self.pool, self.anchors, &options) else { return false };
        visited.push(authority.fingerprint.clone());
        let holds = path.certificates.windows(2).all(|pair| match pair {
            [below, above] => self.standing(below, above, visited).is_ok(),
            _ => true,
        });
        visited.pop();
        holds
    }

    /// RFC 6960: the newest response of an authorised responder.
    fn by_response(&self, certificate: &Certificate, issuer: &Certificate) -> Option<Status> {
        let responses = self.material.responses.iter();
        let statuses = responses.filter_map(|response| response.status(certificate, issuer));
        statuses
            .filter(|status| self.at.is_none_or(|at| status.as_of <= at))
            .max_by_key(|status| status.as_of)
    }
}

const HOLD: &str = "certificateHold";

/// What one complete list, its delta, and its older editions say.
fn by_editions(certificate: &Certificate, newest: &Crl, older: &[&Crl], delta: Option<&Crl>) -> Status {
    let changed = delta.and_then(|delta| delta.entry(certificate));
    // Entries may leave a list after expiry, so older editions count; a hold that left was lifted.
    let listed = || {
        newest.entry(certificate).or_else(|| {
            let mut older = older.iter().rev().filter_map(|crl| crl.entry(certificate));
            older.find(|entry| entry.reason != HOLD)
        })
    };
    let revoked = changed.or_else(listed).filter(|entry| entry.reason != "removeFromCRL").cloned();
    let latest = delta.unwrap_or(newest);
    Status {
        as_of: latest.facts.this_update,
        until: delta.and_then(|delta| delta.facts.next_update).max(newest.facts.next_update),
        revoked,
    }
}
