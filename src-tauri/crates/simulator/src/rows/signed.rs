//! Rows that a signature, its key or the knowledge about it decides.

use super::{FAILED, OPEN, PASSED, expect};
use crate::{
    Result,
    authority::{Reason, Revocation},
    firms::Stops,
    spoil::Twist,
    stall::{Listing, Newcomer, Parcel, Stall},
};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

pub(super) fn content(stall: &mut Stall<'_>) -> Result<()> {
    let alter = |stall: &Stall<'_>, value: &Value| {
        Ok(stall.altered(value)?.map(|(from, to)| Twist::Altered(from, to)))
    };
    if stall.xml() {
        stall.case("CONTENT_ALTERED", alter, expect(FAILED, &["HASH_FAILURE"], "CONTENT_ALTERED", "red"))?;
        let covered = || expect(FAILED, &["FORMAT_FAILURE"], "NOT_COVERED", "red");
        let wrap = |stall: &Stall<'_>, value: &Value| {
            // A signature inside a root that it covers cannot be left there while another root is put around it.
            let inside = stall.terms.link.signature.signatures.iter().all(|rule| rule.covers.contains('/'));
            let word = stall.altered(value)?.filter(|_| inside);
            Ok(word.map(|(from, to)| Twist::Wrapped(from, to)))
        };
        stall.case("NOT_COVERED", wrap, covered())?;
        stall.case("NOT_COVERED", |_, _| Ok(Some(Twist::Partial)), covered())?;
    }
    let broken = || expect(FAILED, &["SIG_CRYPTO_FAILURE"], "SIGNATURE_BROKEN", "red");
    if stall.xml() {
        stall.case("SIGNATURE_BROKEN", |_, _| Ok(Some(Twist::Broken)), broken())?;
    } else {
        stall.case("SIGNATURE_BROKEN", alter, broken())?;
        stall.case("SIGNATURE_BROKEN", |_, _| Ok(Some(Twist::Broken)), broken())?;
    }
    stall.case(
        "SIGNATURE_ABSENT",
        |_, _| Ok(Some(Twist::Unsigned)),
        expect("", &[], "SIGNATURE_ABSENT", "amber"),
    )
}

pub(super) fn signers(stall: &mut Stall<'_>) -> Result<()> {
    let second = stall.second();
    if !stall.terms.multikeys() {
        let country = stall.partner.country.clone();
        let organisation = stall.terms.link.partner.administration.clone();
        let hand = stall.stranger(&country, &organisation)?;
        let paper = stall.ordinary_paper()?;
        let sent = stall.send(Parcel { paper, hand: &hand, published: second, twist: Twist::None })?;
        let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "SIGNER_UNKNOWN", "red");
        stall.plant("SIGNER_UNKNOWN", &sent, expected, stall.base);
    }

    if stall.terms.listed() {
        let list = &stall.terms.directory;
        let said = list.carries("signers[].status") && list.carries("signers[].until");
        // An unlisted key of the list's own family is no key at all: nothing can be said of it but that.
        let unlisted = (stall.draft.cast.manner.unlisted || !said) && !stall.terms.multikeys();
        let listing = if unlisted { Listing::Absent } else { Listing::Disabled(stall.ago(60)) };
        if unlisted || said {
            let new = Newcomer { listing, ..stall.newcomer()? };
            let sent = stall.signed_by(&new, second)?;
            let expected = expect(OPEN, &["SIG_CONSTRAINTS_FAILURE"], "SIGNER_NOT_ENTITLED", "red");
            stall.plant("SIGNER_NOT_ENTITLED", &sent, expected, stall.base);
        }
    }
    expiries(stall)
}

fn expiries(stall: &mut Stall<'_>) -> Result<()> {
    if stall.terms.multikeys() && !stall.terms.directory.carries("signers[].expires") {
        return Ok(());
    }
    let second = stall.second();
    if stall.claims_time()? {
        let new = Newcomer { until: stall.ago(30), ..stall.newcomer()? };
        let sent = stall.signed_by(&new, second)?;
        let sub = ["OUT_OF_BOUNDS_NOT_REVOKED", "OUT_OF_BOUNDS_NO_POE"];
        let expected = expect(OPEN, &sub, "KEY_EXPIRED_BEFORE_ISSUE", "red");
        stall.plant("KEY_EXPIRED_BEFORE_ISSUE", &sent, expected, stall.base);
    }

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer()? };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["OUT_OF_BOUNDS_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-expired-time-not-proven", &sent, expected, stall.base);

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer()? };
    let sent = stall.signed_by(&new, stall.first())?;
    stall.good(&sent, Some("expired-after-receipt"));
    Ok(())
}

pub(super) fn revocations(stall: &mut Stall<'_>) -> Result<()> {
    let list = &stall.terms.directory;
    let told = if stall.terms.multikeys() {
        list.carries("signers[].revoked") && list.carries("signers[].reason")
    } else {
        stall.terms.link.signature.uses_crl
    };
    if !told {
        return Ok(());
    }
    let (first, second) = (stall.first(), stall.second());
    let revoked =
        |at: DateTime<Utc>, published: DateTime<Utc>, reason| Some(Revocation { at, published, reason });

    if stall.claims_time()? {
        let at = stall.ago(30);
        let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer()? };
        let sent = stall.signed_by(&new, second)?;
        let expected = expect(OPEN, &["REVOKED_NO_POE"], "KEY_REVOKED", "red");
        stall.plant("KEY_REVOKED", &sent, expected, stall.base);
    }

    let at = stall.ago(10);
    let new = Newcomer { revoked: revoked(at, at, Reason::CessationOfOperation), ..stall.newcomer()? };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["REVOKED_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-revoked-after-issue-time-not-proven", &sent, expected, stall.base);

    let at = stall.ago(2);
    let new = Newcomer { revoked: revoked(at, at, Reason::KeyCompromise), ..stall.newcomer()? };
    let sent = stall.signed_by(&new, first)?;
    stall.plant(
        "KEY_COMPROMISED_LATER",
        &sent,
        expect(PASSED, &[], "KEY_COMPROMISED_LATER", "amber"),
        stall.base,
    );

    let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer()? };
    let sent = stall.signed_by(&new, first)?;
    stall.plant("key-revoked-later-other-reason", &sent, expect(PASSED, &[], "", "green"), stall.base);
    Ok(())
}

/// Fresh messages after the partner has stopped serving what they would be judged by.
pub(super) fn stale(stall: &mut Stall<'_>) -> Result<()> {
    let cause = match stall.draft.cast.manner.stops {
        Stops::Nothing => return Ok(()),
        Stops::Revocation => "OFFLINE_REVOCATION_STALE",
        Stops::List => "TRUST_LIST_STALE",
    };
    for _ in 0..2 {
        let hand = stall.anyone()?;
        let paper = stall.paper(stall.ago(-5))?;
        let published = stall.ago(-5) + Duration::hours(12);
        let sent = stall.send(Parcel { paper, hand: &hand, published, twist: Twist::None })?;
        stall.plant(cause, &sent, expect(OPEN, &["TRY_LATER"], cause, "amber"), stall.ago(-6));
    }
    Ok(())
}
