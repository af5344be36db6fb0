//! What the timestamps that came with a signature prove (ETSI EN 319 102-1 5.5: best-signature-time).

use super::{Trust, revocation};
use crate::facts::{Stamps, TimestampClaim};
use crate::path::{self, PathOptions};
use crate::profile::Profile;
use crate::timestamp::{self, TimestampFacts};
use crate::trust::Anchor;
use crate::x509::Certificate;
use chrono::{DateTime, Utc};

/// Verifies the claims. The authorities are those under the partner's anchors, and the profile's own.
pub(super) fn stamps(
    claims: &[TimestampClaim],
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> Stamps {
    let mut stamps = Stamps::default();
    if claims.is_empty() {
        return stamps;
    }
    let own = profile.timestamp_anchors.iter().filter_map(Anchor::certificate);
    let anchors: Vec<_> = trust.anchors.iter().cloned().chain(own).collect();
    let pool: Vec<_> = trust.intermediates.iter().collect();
    for claim in claims {
        let verified = timestamp::verify(&claim.token, &claim.input, &anchors, &pool, profile);
        let believed = verified.map_err(|refusal| refusal.code()).and_then(|facts| {
            in_force(&facts, &anchors, profile, trust, now)?;
            Ok(facts)
        });
        match believed {
            Ok(facts) if stamps.proven.is_none_or(|known| facts.latest() < known) => {
                stamps.proven = Some(facts.latest());
                stamps.authority = Some(facts.authority);
            }
            Ok(_) => {}
            Err(code) => stamps.refused.push(code),
        }
    }
    stamps
}

/// Whether the authority's key was not revoked when it stamped, as far as the profile has keys revoked: a key
/// that others may have had can state any time.
fn in_force(
    facts: &TimestampFacts,
    anchors: &[Certificate],
    profile: &Profile,
    trust: &Trust<'_>,
    now: DateTime<Utc>,
) -> Result<(), &'static str> {
    if !profile.uses_crl {
        return Ok(());
    }
    let chain: Vec<_> = facts.certificates.iter().filter_map(|der| Certificate::read(der)).collect();
    let pool: Vec<_> = chain.iter().collect();
    let authority = chain.first().ok_or("TIMESTAMP_REVOCATION_UNKNOWN")?;
    let path = path::to_anchor(authority, &pool, anchors, &PathOptions::default())
        .map_err(|_| "TIMESTAMP_REVOCATION_UNKNOWN")?;
    let known = revocation(&path, &pool, profile, trust, now);
    match known.revoked {
        Some(revoked) if revoked.compromised() || revoked.effect <= facts.latest() => {
            Err("TIMESTAMP_AUTHORITY_REVOKED")
        }
        _ if known.stale => Err("TIMESTAMP_REVOCATION_UNKNOWN"),
        _ => Ok(()),
    }
}
