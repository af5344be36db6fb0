//! The key's path, revocation and life, and what is proven of the time (5.2.5, 5.2.6, 5.5).

use super::{Case, Judgement, shown, shown_or_dash};
use crate::facts::{KeyFacts, Revocation, Revoked};
use crate::verdict::{Indication, SubIndication};
use certificate::Level;
use chrono::Duration;

/// How far a claimed time may lie after its proof: dates without a zone, and clocks that differ.
const TOLERANCE_HOURS: i64 = 24;

/// 5.2.6. False when the key leads to no anchor; nothing further is known of it then.
pub(super) fn path(case: &Case<'_>, judgement: &mut Judgement) -> bool {
    let Some(key) = &case.facts.key else { return false };
    let chain: Vec<_> = key.chain.iter().map(|link| link.subject.clone()).collect();
    let detail = [("chain", chain.join(" < ")), ("why", key.unanchored.clone().unwrap_or_default())];
    judgement.step(case, "path", "5.2.6", Some(key.unanchored.is_none()), &detail);
    let Some(why) = &key.unanchored else { return true };
    // Only fresh knowledge proves that the partner does not know this key.
    let level = if case.list.stale { Level::Amber } else { Level::Red };
    let finding = case
        .finding("SIGNER_UNKNOWN", level, "5.2.6")
        .value("key", &key.id)
        .evidence("why", why)
        .evidence("key", &key.id)
        .evidence("chain", chain.join(" < "));
    judgement.cause(finding, Indication::Indeterminate, SubIndication::NoCertificateChainFound);
    false
}

/// 5.2.5: the age of what is known of revocation.
pub(super) fn freshness(case: &Case<'_>, judgement: &mut Judgement) {
    let Some(key) = case.facts.key.as_ref().filter(|key| key.revocation != Revocation::default()) else {
        return;
    };
    let known = &key.revocation;
    if by_list(key) && case.list.stale {
        // The list is what is known of revocation; its age is said once, by TRUST_LIST_STALE.
        return;
    }
    let detail = [("as_of", shown_or_dash(known.as_of)), ("stale_after", shown_or_dash(known.stale_after))];
    judgement.step(case, "revocation-freshness", "5.2.5", Some(!known.stale), &detail);
    if known.stale {
        let finding = case
            .finding("OFFLINE_REVOCATION_STALE", Level::Amber, "5.2.5")
            .value("as_of", shown_or_dash(known.as_of))
            .evidence("as_of", shown_or_dash(known.as_of))
            .evidence("stale_after", shown_or_dash(known.stale_after));
        judgement.cause(finding, Indication::Indeterminate, SubIndication::TryLater);
    } else if known.revoked.is_none() {
        let finding = case.finding("REVOCATION_CLEAR", Level::Clear, "5.2.5");
        judgement.note(finding.value("as_of", shown_or_dash(known.as_of)));
    }
}

/// 5.2.6 and 5.5: a revoked key, and whether the signature is known to be earlier.
pub(super) fn revocation(case: &Case<'_>, judgement: &mut Judgement) {
    let Some(key) = &case.facts.key else { return };
    let Some(revoked) = &key.revocation.revoked else { return };
    let sub = if revoked.authority { SubIndication::RevokedCaNoPoe } else { SubIndication::RevokedNoPoe };
    let finding = |id: &str, level: Level, clause: &str| {
        case.finding(id, level, clause)
            .value("revoked", shown(revoked.effect))
            .value("reason", &revoked.reason)
            .value("signed", shown_or_dash(case.facts.found.claimed))
            .evidence("revoked", shown(revoked.effect))
            .evidence("reason", &revoked.reason)
            .evidence("signed", shown_or_dash(case.facts.found.claimed))
            .evidence("received", shown_or_dash(case.times.received))
    };
    match when_revoked(case, revoked) {
        Order::BeforeIssue => {
            time_step(case, judgement, "revoked before the claimed time", false);
            judgement.cause(finding("KEY_REVOKED", Level::Red, "5.2.6"), Indication::Indeterminate, sub);
        }
        Order::Unproven => {
            time_step(case, judgement, "nothing proves a time before the revocation", false);
            let finding = finding("TIME_NOT_PROVEN", Level::Amber, "5.5").value("why", "revoked");
            judgement.cause(finding, Indication::Indeterminate, sub);
        }
        Order::After if revoked.compromised() => {
            time_step(case, judgement, before(case, revoked), true);
            judgement.note(finding("KEY_COMPROMISED_LATER", Level::Amber, "5.5"));
        }
        Order::After => {
            time_step(case, judgement, before(case, revoked), true);
            judgement.note(finding("KEY_REVOKED_LATER", Level::Note, "5.5"));
        }
    }
}

/// What proves that the signature is earlier than the revocation.
fn before(case: &Case<'_>, revoked: &Revoked) -> &'static str {
    match case.times.received {
        Some(received) if received < revoked.effect => "received before the revocation",
        _ => "timestamped before the revocation",
    }
}

enum Order {
    BeforeIssue,
    Unproven,
    After,
}

fn when_revoked(case: &Case<'_>, revoked: &Revoked) -> Order {
    if case.facts.found.claimed.is_some_and(|claimed| claimed >= revoked.effect) {
        Order::BeforeIssue
    } else if case.proven().is_some_and(|proven| proven < revoked.effect) {
        Order::After
    } else {
        Order::Unproven
    }
}

/// 5.2.6 and 5.5: the key's life.
pub(super) fn expiry(case: &Case<'_>, judgement: &mut Judgement) {
    let Some(key) = &case.facts.key else { return };
    let claimed = case.facts.found.claimed;
    let finding = |id: &str, level: Level, clause: &str| {
        case.finding(id, level, clause)
            .value("expires", shown_or_dash(key.not_after))
            .value("signed", shown_or_dash(claimed))
            .evidence("valid_from", shown_or_dash(key.not_before))
            .evidence("expires", shown_or_dash(key.not_after))
            .evidence("signed", shown_or_dash(claimed))
            .evidence("received", shown_or_dash(case.times.received))
    };
    if key.not_before.is_some_and(|begin| case.signing() < begin) {
        time_step(case, judgement, "signed before the key's life", false);
        let finding = finding("KEY_NOT_YET_VALID", Level::Red, "5.2.6");
        judgement.cause(finding, Indication::Indeterminate, SubIndication::OutOfBoundsNoPoe);
        return;
    }
    let Some(end) = key.not_after else { return };
    if claimed.is_some_and(|claimed| claimed > end) {
        time_step(case, judgement, "signed after the key's life", false);
        let finding = finding("KEY_EXPIRED_BEFORE_ISSUE", Level::Red, "5.2.6");
        judgement.cause(finding, Indication::Indeterminate, out_of_bounds(case, key));
    } else if case.proof() > end {
        time_step(case, judgement, "nothing proves a time within the key's life", false);
        let finding = finding("TIME_NOT_PROVEN", Level::Amber, "5.5").value("why", "expired");
        judgement.cause(finding, Indication::Indeterminate, SubIndication::OutOfBoundsNoPoe);
    } else {
        time_step(case, judgement, "within the key's life", true);
        judgement.note(finding("KEY_IN_TIME", Level::Clear, "5.2.6"));
    }
}

/// 5.5: what timestamps prove, and why others do not.
pub(super) fn timestamps(case: &Case<'_>, judgement: &mut Judgement) {
    let stamps = &case.facts.stamps;
    if let Some(at) = stamps.proven {
        let authority = stamps.authority.clone().unwrap_or_default();
        let detail = [
            ("what", "a timestamp proves the signature".to_owned()),
            ("timestamp", shown(at)),
            ("authority", authority),
        ];
        judgement.step(case, "time", "5.5", Some(true), &detail);
    }
    for why in &stamps.refused {
        let detail = [("what", "a timestamp proves nothing".to_owned()), ("why", (*why).to_owned())];
        judgement.step(case, "time", "5.5", None, &detail);
    }
}

/// Whether the partner's list, not a certificate, vouches for the key.
fn by_list(key: &KeyFacts) -> bool {
    key.entry.is_some() && key.chain.is_empty()
}

/// Whether it is known that the key was not revoked (table 6).
fn out_of_bounds(case: &Case<'_>, key: &KeyFacts) -> SubIndication {
    let known = &key.revocation;
    let stale = known.stale || (by_list(key) && case.list.stale);
    if known.as_of.is_some() && !stale && known.revoked.is_none() {
        SubIndication::OutOfBoundsNotRevoked
    } else {
        SubIndication::OutOfBoundsNoPoe
    }
}

fn time_step(case: &Case<'_>, judgement: &mut Judgement, what: &str, passed: bool) {
    let detail = [
        ("what", what.to_owned()),
        ("claimed", shown_or_dash(case.facts.found.claimed)),
        ("received", shown_or_dash(case.times.received)),
    ];
    judgement.step(case, "time", "5.5", Some(passed), &detail);
}

/// Our own clock. When it is behind what we have proof of, or a signature claims to come from the
/// future, no age can be believed.
pub(super) fn clock(case: &Case<'_>, judgement: &mut Judgement) {
    let floor = case.times.clock_floor.max(case.times.received);
    let behind = floor.filter(|floor| case.times.now < *floor);
    let latest = case.proof().checked_add_signed(Duration::hours(TOLERANCE_HOURS));
    let future = case.facts.found.claimed.filter(|claimed| latest.is_some_and(|latest| *claimed > latest));
    let Some(other) = behind.or(future) else { return };
    time_step(case, judgement, "the clock is behind", false);
    let finding = case
        .finding("CLOCK_SUSPECT", Level::Amber, "5.5")
        .value("now", shown(case.times.now))
        .value("known", shown(other))
        .evidence("now", shown(case.times.now))
        .evidence("known", shown(other));
    judgement.cause(finding, Indication::Indeterminate, SubIndication::TryLater);
}
