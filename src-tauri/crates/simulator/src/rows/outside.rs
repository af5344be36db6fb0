//! Rows outside the profile, outside the packs, or outside all reading.

use super::{OPEN, expect, quarantine};
use crate::{
    Result,
    key::{Kind, Scheme},
    partner::Transport,
    pen::Hand,
    spoil::Twist,
    stall::{Parcel, Stall},
};

/// What lies outside the profile, outside the packs, or outside all reading.
pub(super) fn outside(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let (base, transport) = (stall.base, stall.partner.transport);
    let expected = expect(OPEN, &[], "OUT_OF_PROFILE", "amber");
    if transport == Transport::Feed {
        stall.case("OUT_OF_PROFILE", |_| Twist::OtherSuite, expected)?;
    } else {
        let kind = if transport == Transport::Pages { Kind::Rsa2048 } else { Kind::P384 };
        let new = stall.plain(kind);
        let mut hand = stall.official(&new)?;
        if let Hand::Certificate { scheme, .. } = &mut hand {
            *scheme = if transport == Transport::Pages { Scheme::RsaSha512 } else { Scheme::EcdsaP384 };
        }
        let record = stall.ordinary();
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
        stall.plant("OUT_OF_PROFILE", &sent, expected, base);
    }

    // Concordia's certificates have no version of their own that could be another.
    match transport {
        Transport::Pages => version(stall, "1.8.2-XB", "1.9.0-XB")?,
        Transport::Feed => version(stall, "KA-1.0", "KA-2.0")?,
        Transport::Cursor => not_onboarded(stall)?,
    }

    let unreadable = if transport == Transport::Feed { Twist::Doubled } else { Twist::CutOff };
    stall.case("UNREADABLE", |_| unreadable, quarantine("UNREADABLE"))?;
    // Nothing of it could be read, so nothing may be known of it.
    if let Some(row) = stall.planted.last_mut() {
        row.number = None;
    }
    Ok(())
}

/// A message of a version that no pack knows.
fn version(stall: &mut Stall<'_>, known: &str, unknown: &str) -> Result<()> {
    let twist = Twist::Respelt(known.to_owned(), unknown.to_owned());
    stall.case("UNKNOWN_VERSION", |_| twist, quarantine("UNKNOWN_VERSION"))
}

/// A certificate of a country with which nothing is arranged, in a format that is known, on a stick.
fn not_onboarded(stall: &mut Stall<'_>) -> Result<()> {
    let hand = stall.stranger("XD", "Dorvenia Chamber of Trade")?;
    let mut record = stall.ordinary();
    record.number =
        record.number.map(|number| format!("DV-{}", number.chars().rev().take(7).collect::<String>()));
    record.scheme.code = None;
    record.scheme.name = Some("Certificate of Origin".to_owned());
    record.issuer.id = Some("DORVENIA".to_owned());
    record.issuer.name = Some("Dorvenia Chamber of Trade".to_owned());
    record.exporter.name = Some("Dorvenia Ropeworks".to_owned());
    record.exporter.city = Some("Dorven Harbour, Dorvenia".to_owned());
    // No code list has a code for it: the message names the country in words alone.
    let codes =
        [&mut record.issuer.country, &mut record.exporter.country, &mut record.transport.export_country];
    codes
        .into_iter()
        .chain(record.items.iter_mut().map(|item| &mut item.origin))
        .for_each(|code| *code = None);
    let published = stall.second();
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "PARTNER_NOT_ONBOARDED", "amber");
    stall.plant("PARTNER_NOT_ONBOARDED", &sent, expected, stall.base);
    stall.by_file();
    Ok(())
}
