//! Rows outside the profile, outside the packs, or outside all reading.

use super::{OPEN, expect, quarantine};
use crate::{
    Result,
    partner::Transport,
    spoil::Twist,
    stall::{Paper, Parcel, Stall, value},
};
use block::Recognised;
use document::{Document, Limits};
use serde_json::Value;

/// What lies outside the profile, outside the packs, or outside all reading.
pub(super) fn outside(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let expected = expect(OPEN, &[], "OUT_OF_PROFILE", "amber");
    if stall.terms.multikeys() {
        stall.case("OUT_OF_PROFILE", |_, _| Ok(Some(Twist::OtherSuite)), expected)?;
    } else if let Some(manual) = stall.terms.outside() {
        let new = stall.plain(manual);
        let hand = stall.official(&new)?;
        let paper = stall.ordinary_paper()?;
        let sent = stall.send(Parcel { paper, hand: &hand, published, twist: Twist::None })?;
        stall.plant("OUT_OF_PROFILE", &sent, expected, stall.base);
    }

    let other = |stall: &Stall<'_>, value: &Value| Ok(other_version(stall, value)?.map(Twist::Instead));
    stall.case("UNKNOWN_VERSION", other, quarantine("UNKNOWN_VERSION"))?;
    if stall.draft.cast.manner.stranger && stall.terms.certificates() {
        not_onboarded(stall)?;
    }

    // A feed carries JSON values: what is cut off would end the feed itself.
    let feed = stall.terms.transport == Transport::Feed;
    let unreadable = if feed { Twist::Doubled } else { Twist::CutOff };
    stall.case("UNREADABLE", |_, _| Ok(Some(unreadable)), quarantine("UNREADABLE"))?;
    // Nothing of it could be read, so nothing may be known of it.
    if let Some(row) = stall.planted.last_mut().filter(|row| row.cause == "UNREADABLE") {
        row.number = None;
    }
    Ok(())
}

/// The message in a version that no pack knows: of the words in it with a digit, the one by which the packs tell
/// versions apart. `None` where the format does not say its version.
pub(crate) fn other_version(stall: &Stall<'_>, value: &Value) -> Result<Option<String>> {
    let plain = stall.terms.plain("", value)?;
    Ok(unknown_version(stall.terms.library, &plain))
}

/// See [`other_version`].
pub(crate) fn unknown_version(library: &block::Library, plain: &str) -> Option<String> {
    let delimited = |c: char| matches!(c, '<' | '>' | '"');
    let mut at = 0;
    for word in plain.split(delimited) {
        let start = at;
        at += word.len() + 1;
        let fits = word.len() <= 40 && word.bytes().any(|byte| byte.is_ascii_digit());
        let Some(digit) = word.find(|c: char| c.is_ascii_digit() && c != '9').filter(|_| fits) else {
            continue;
        };
        let mut text = plain.to_owned();
        text.replace_range(start + digit..=start + digit, "9");
        let Ok(document) = Document::read(text.as_bytes(), &Limits::default()) else { continue };
        if matches!(library.recognise(&document), Recognised::UnknownVersion { .. }) {
            return Some(text);
        }
    }
    None
}

/// A certificate of a country with which nothing is arranged, in a format that is known, on a stick.
fn not_onboarded(stall: &mut Stall<'_>) -> Result<()> {
    let hand = stall.stranger("XD", "Dorvenia Chamber of Trade")?;
    let mut record = stall.ordinary()?;
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
    let paper = Paper::Value(value(&record)?);
    let sent = stall.send(Parcel { paper, hand: &hand, published, twist: Twist::None })?;
    let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "PARTNER_NOT_ONBOARDED", "amber");
    stall.plant("PARTNER_NOT_ONBOARDED", &sent, expected, stall.base);
    stall.by_file();
    Ok(())
}
