//! Rows that a signature, its key or the knowledge about it decides.

use super::{FAILED, OPEN, PASSED, altered, expect};
use crate::{
    Result,
    authority::{Reason, Revocation},
    partner::{Transport, Trust},
    spoil::Twist,
    stall::{Listing, Newcomer, Parcel, Stall},
};
use certificate::Record;
use chrono::{DateTime, Duration, Utc};

pub(super) fn content(stall: &mut Stall<'_>) -> Result<()> {
    let alter = |record: &Record| {
        let (from, to) = altered(record);
        Twist::Altered(from, to)
    };
    if stall.xml() {
        stall.case("CONTENT_ALTERED", alter, expect(FAILED, &["HASH_FAILURE"], "CONTENT_ALTERED", "red"))?;
        let covered = || expect(FAILED, &["FORMAT_FAILURE"], "NOT_COVERED", "red");
        let wrap = |record: &Record| {
            let (from, to) = altered(record);
            Twist::Wrapped(from, to)
        };
        stall.case("NOT_COVERED", wrap, covered())?;
        stall.case("NOT_COVERED", |_| Twist::Partial, covered())?;
    }
    let broken = || expect(FAILED, &["SIG_CRYPTO_FAILURE"], "SIGNATURE_BROKEN", "red");
    if stall.xml() {
        stall.case("SIGNATURE_BROKEN", |_| Twist::Broken, broken())?;
    } else {
        stall.case("SIGNATURE_BROKEN", alter, broken())?;
        stall.case("SIGNATURE_BROKEN", |_| Twist::Broken, broken())?;
    }
    stall.case("SIGNATURE_ABSENT", |_| Twist::Unsigned, expect("", &[], "SIGNATURE_ABSENT", "amber"))
}

pub(super) fn signers(stall: &mut Stall<'_>) -> Result<()> {
    let second = stall.second();
    if !matches!(stall.partner.trust, Trust::Multikey { .. }) {
        let country = stall.partner.country.clone();
        let organisation = stall.pen.link.partner.administration.clone();
        let hand = stall.stranger(&country, &organisation)?;
        let record = stall.ordinary();
        let sent = stall.send(Parcel { record, hand: &hand, published: second, twist: Twist::None })?;
        let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "SIGNER_UNKNOWN", "red");
        stall.plant("SIGNER_UNKNOWN", &sent, expected, stall.base);
    }

    let listing = if stall.partner.transport == Transport::Cursor {
        Listing::Absent
    } else {
        Listing::Disabled(stall.ago(60))
    };
    let new = Newcomer { listing, ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["SIG_CONSTRAINTS_FAILURE"], "SIGNER_NOT_ENTITLED", "red");
    stall.plant("SIGNER_NOT_ENTITLED", &sent, expected, stall.base);

    let new = Newcomer { until: stall.ago(30), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let sub = ["OUT_OF_BOUNDS_NOT_REVOKED", "OUT_OF_BOUNDS_NO_POE"];
    stall.plant(
        "KEY_EXPIRED_BEFORE_ISSUE",
        &sent,
        expect(OPEN, &sub, "KEY_EXPIRED_BEFORE_ISSUE", "red"),
        stall.base,
    );

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["OUT_OF_BOUNDS_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-expired-time-not-proven", &sent, expected, stall.base);

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer() };
    let sent = stall.signed_by(&new, stall.first())?;
    stall.good(&sent, Some("expired-after-receipt"));
    Ok(())
}

pub(super) fn revocations(stall: &mut Stall<'_>) -> Result<()> {
    let (first, second) = (stall.first(), stall.second());
    let revoked =
        |at: DateTime<Utc>, published: DateTime<Utc>, reason| Some(Revocation { at, published, reason });

    let at = stall.ago(30);
    let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["REVOKED_NO_POE"], "KEY_REVOKED", "red");
    stall.plant("KEY_REVOKED", &sent, expected, stall.base);

    let at = stall.ago(10);
    let new = Newcomer { revoked: revoked(at, at, Reason::CessationOfOperation), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["REVOKED_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-revoked-after-issue-time-not-proven", &sent, expected, stall.base);

    let at = stall.ago(2);
    let new = Newcomer { revoked: revoked(at, at, Reason::KeyCompromise), ..stall.newcomer() };
    let sent = stall.signed_by(&new, first)?;
    stall.plant(
        "KEY_COMPROMISED_LATER",
        &sent,
        expect(PASSED, &[], "KEY_COMPROMISED_LATER", "amber"),
        stall.base,
    );

    let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer() };
    let sent = stall.signed_by(&new, first)?;
    stall.plant("key-revoked-later-other-reason", &sent, expect(PASSED, &[], "", "green"), stall.base);
    Ok(())
}

/// Fresh messages after the partner has stopped serving what they would be judged by.
pub(super) fn stale(stall: &mut Stall<'_>) -> Result<()> {
    let cause = match stall.partner.transport {
        Transport::Pages => return Ok(()),
        Transport::Cursor => "OFFLINE_REVOCATION_STALE",
        Transport::Feed => "TRUST_LIST_STALE",
    };
    for _ in 0..2 {
        let hand = stall.anyone()?;
        let issued = stall.ago(-5);
        let record = stall.draft.certificate(issued);
        let published = stall.ago(-5) + Duration::hours(12);
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
        stall.plant(cause, &sent, expect(OPEN, &["TRY_LATER"], cause, "amber"), stall.ago(-6));
    }
    Ok(())
}
