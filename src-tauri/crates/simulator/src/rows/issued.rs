//! Rows that what is issued decides: the same number twice, late issue, replacement, cancellation.

use super::{PASSED, expect};
use crate::{
    Result,
    spoil::Twist,
    stall::{Parcel, Stall},
};
use certificate::{Record, Successor, Update, UpdateAction, When};
use chrono::{Datelike, Duration};

pub(super) fn numbers(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let first = stall.ordinary()?;
    let mut second = stall.certificate(stall.ago(19))?;
    second.number.clone_from(&first.number);
    for record in [first, second] {
        let hand = stall.anyone()?;
        let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
        stall.plant("NUMBER_CLONED", &sent, expect(PASSED, &[], "NUMBER_CLONED", "red"), stall.base);
    }

    let mut record = stall.ordinary()?;
    late(&mut record, stall.late_days());
    let record = stall.fitted(&record, stall.ago(20))?;
    // Where the scheme has no such rule, or the format no day of departure, nothing is late.
    if let Some(light) = stall.draft.light("RETROSPECTIVE_UNMARKED", &record, stall.base) {
        let hand = stall.anyone()?;
        let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
        let expected = expect(PASSED, &[], "RETROSPECTIVE_UNMARKED", light);
        stall.plant("RETROSPECTIVE_UNMARKED", &sent, expected, stall.base);
    }
    Ok(())
}

/// The goods had left so many days before the certificate was issued.
pub(crate) fn late(record: &mut Record, days: i64) {
    record.transport.departure = record.issued.date.map(|issued| issued.date - Duration::days(days));
    // What was invoiced and declared for goods that have left was invoiced before they left.
    for invoice in &mut record.invoices {
        invoice.date = invoice.date.map(|date| date - Duration::days(days));
    }
}

pub(super) fn updates(stall: &mut Stall<'_>) -> Result<()> {
    let Some(update) = &stall.terms.update else { return Ok(()) };
    let successor = update.carries("successor");
    if successor {
        replaced(stall)?;
    }
    let published = stall.second();
    let hand = stall.anyone()?;
    let record = stall.ordinary()?;
    let sent = stall.send(Parcel {
        paper: record.into(),
        hand: &hand,
        published: stall.first(),
        twist: Twist::None,
    })?;
    let update = Update {
        number: sent.record.number.clone().unwrap_or_default(),
        kind: kind(&sent.record),
        action: UpdateAction::Cancel,
        successor: None,
        date: Some(When::instant_utc(stall.ago(2))),
        reason: Some("Issued in error".to_owned()),
    };
    stall.update(&update, published)?;
    stall.plant("CANCELLED", &sent, expect(PASSED, &[], "CANCELLED", "red"), stall.base);
    Ok(())
}

fn replaced(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let hand = stall.anyone()?;
    let record = stall.ordinary()?;
    let old = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
    let mut record = old.record.clone();
    let issued = stall.ago(8);
    record.number = Some(stall.draft.number(issued.year()));
    record.issued.date = Some(When::instant_utc(issued));
    record.transport.departure = Some(issued.date_naive() + Duration::days(1));
    if let Some(item) = record.items.first_mut() {
        item.packages = item.packages.map(|packages| packages + 1);
    }
    let reason = Some("Number of packages corrected".to_owned());
    record.replaces = Some(Successor { number: old.record.number.clone(), reason: reason.clone() });
    let new = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
    stall.good(&new, Some("successor"));
    let update = Update {
        number: old.record.number.clone().unwrap_or_default(),
        kind: kind(&old.record),
        action: UpdateAction::Replace,
        successor: new.record.number.clone(),
        date: Some(When::instant_utc(issued)),
        reason,
    };
    stall.update(&update, published)?;
    stall.plant("REPLACED", &old, expect(PASSED, &[], "REPLACED", "red"), stall.base);
    Ok(())
}

/// Certificate type: numbers are unique within it.
fn kind(record: &Record) -> Option<String> {
    record.kind.clone().or_else(|| record.scheme.code.clone())
}
