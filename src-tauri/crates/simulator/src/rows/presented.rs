//! Rows that show when a certificate is presented.

use super::{OPEN, PASSED, expect};
use crate::{
    Result,
    spoil::Twist,
    stall::{Parcel, Sent, Stall},
};
use chrono::{DateTime, Utc};

pub(super) fn presentations(stall: &mut Stall<'_>) -> Result<()> {
    let (base, second) = (stall.base, stall.second());
    let send = |stall: &mut Stall<'_>, issued: DateTime<Utc>, published| {
        let hand = stall.anyone()?;
        let record = stall.certificate(issued)?;
        stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })
    };
    let issued = stall.ago(20);

    if stall.terms.main.carries("items[].quantity") && stall.terms.main.carries("items[].unit") {
        quantities(stall, &send)?;
    }

    let sent = send(stall, issued, second)?;
    let minor = stall.terms.scheme.is_some_and(|scheme| scheme.minor.iter().any(|field| field == "hs"));
    let mut now = stall.draft.declaration(&sent.record, base, 50);
    if let Some(item) = now.items.first_mut() {
        // Arms and ammunition: no certificate here is for them.
        item.hs = item.hs.as_ref().map(|_| "93062100".to_owned());
        item.invoice = item.invoice.as_ref().map(|invoice| format!("{invoice}-B"));
    }
    if stall.terms.main.carries("items[].hs") && !minor {
        let expected = expect(PASSED, &[], "DECLARATION_DIFFERS", "amber");
        stall.plant_presented("DECLARATION_DIFFERS", &sent, expected, base, now, Vec::new());
    }

    let sent = send(stall, stall.ago(stall.terms.memory()), second)?;
    let now = stall.draft.declaration(&sent.record, base, 50);
    // A scheme that began after that day has nothing to say of it.
    let then = stall.terms.library.scheme_for(stall.terms.link, &sent.record).is_some();
    if let Some(light) = stall.draft.light("VALIDITY_ENDED", &sent.record, base).filter(|_| then) {
        let expected = expect(PASSED, &[], "VALIDITY_ENDED", light);
        stall.plant_presented("VALIDITY_ENDED", &sent, expected, base, now, Vec::new());
    }

    // Received at the first synchronisation, presented with a clock that stands before it.
    let sent = send(stall, issued, stall.first())?;
    let wrong = stall.ago(5);
    let now = stall.draft.declaration(&sent.record, wrong, 50);
    stall.plant_presented(
        "CLOCK_SUSPECT",
        &sent,
        expect(OPEN, &[], "CLOCK_SUSPECT", "amber"),
        wrong,
        now,
        Vec::new(),
    );
    Ok(())
}

/// Sends a certificate that was issued at one time and is published at another.
type Send<'s> = &'s dyn Fn(&mut Stall<'_>, DateTime<Utc>, DateTime<Utc>) -> Result<Sent>;

fn quantities(stall: &mut Stall<'_>, send: Send<'_>) -> Result<()> {
    let (base, second, issued) = (stall.base, stall.second(), stall.ago(20));
    let sent = send(stall, issued, second)?;
    let earlier = stall.draft.declaration(&sent.record, base, 60);
    let now = stall.draft.declaration(&sent.record, base, 70);
    let expected = expect(PASSED, &[], "QUANTITY_EXCEEDED", "amber");
    stall.plant_presented("QUANTITY_EXCEEDED", &sent, expected, base, now, vec![earlier]);

    let sent = send(stall, issued, second)?;
    let earlier = stall.draft.declaration(&sent.record, base, 100);
    let now = stall.draft.declaration(&sent.record, base, 30);
    let expected = expect(PASSED, &[], "QUANTITY_EXHAUSTED", "red");
    stall.plant_presented("QUANTITY_EXHAUSTED", &sent, expected, base, now, vec![earlier]);

    let sent = send(stall, issued, second)?;
    let mut now = stall.draft.declaration(&sent.record, base, 50);
    for item in &mut now.items {
        // Metres fit neither mass nor volume nor count.
        item.unit = Some("MTR".to_owned());
    }
    let expected = expect(PASSED, &[], "UNIT_NOT_COMPARABLE", "amber");
    stall.plant_presented("UNIT_NOT_COMPARABLE", &sent, expected, base, now, Vec::new());
    Ok(())
}
