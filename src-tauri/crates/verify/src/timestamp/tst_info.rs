//! The content of a timestamp (RFC 3161 section 2.4.2).

use crate::cms::tlv::{
    BOOLEAN, Fault, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, Tlv, context,
    context_primitive,
};
use crate::cms::{Digest, attribute};
use crate::name::CanonicalName;
use chrono::{DateTime, NaiveDate, Utc};

/// More extensions than any authority writes.
const MOST_EXTENSIONS: usize = 16;

/// What we use of it.
#[derive(Debug)]
pub(super) struct TstInfo {
    pub(super) policy: String,
    pub(super) imprint_hash: Digest,
    pub(super) imprint: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) at: DateTime<Utc>,
    pub(super) accuracy_micros: Option<u64>,
    /// The authority's name, where it is stated as a directory name.
    pub(super) authority: Option<CanonicalName>,
}

impl TstInfo {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let mut outer = Reader::new(bytes);
        let mut inside = outer.take(SEQUENCE)?.inside();
        outer.end()?;
        if inside.take(INTEGER)?.small()? != 1 {
            return Err("a version of timestamps that is not known");
        }
        let policy = inside.take(OID)?.oid()?;
        let mut imprint = inside.take(SEQUENCE)?.inside();
        let imprint_hash = Digest::read(imprint.take(SEQUENCE)?)?;
        let digest = imprint.take(OCTET_STRING)?.value.to_vec();
        imprint.end()?;
        let serial = attribute::serial(inside.take(INTEGER)?);
        let at = time(inside.take(GENERALIZED_TIME)?)?;
        let accuracy_micros = inside.optional(SEQUENCE)?.map(accuracy).transpose()?;
        // DER leaves a default out, so what stands there is true.
        if inside.optional(BOOLEAN)?.is_some_and(|flag| flag.value != [0xFF]) {
            return Err("a default that is written, which is not DER");
        }
        inside.optional(INTEGER)?;
        let authority = inside.optional(context(0))?.map(directory_name).transpose()?.flatten();
        if let Some(list) = inside.optional(context(1))? {
            extensions(list)?;
        }
        inside.end()?;
        Ok(Self { policy, imprint_hash, imprint: digest, serial, at, accuracy_micros, authority })
    }
}

/// `YYYYMMDDhhmmss[.f…]Z`: UTC, and no zero at the end of a fraction (RFC 3161 section 2.4.2).
fn time(value: Tlv<'_>) -> Result<DateTime<Utc>, Fault> {
    const WRONG: Fault = "a time that is none";
    let text = std::str::from_utf8(value.value).map_err(|_| WRONG)?;
    let text = text.strip_suffix('Z').ok_or(WRONG)?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    if whole.len() != 14 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WRONG);
    }
    let part = |from: usize, to: usize| {
        whole.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).ok_or(WRONG)
    };
    let nanos = match fraction {
        None => 0,
        Some(digits) => {
            let shaped = !digits.is_empty()
                && digits.len() <= 9
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && !digits.ends_with('0');
            if !shaped {
                return Err(WRONG);
            }
            format!("{digits:0<9}").parse().map_err(|_| WRONG)?
        }
    };
    let year = i32::try_from(part(0, 4)?).map_err(|_| WRONG)?;
    NaiveDate::from_ymd_opt(year, part(4, 6)?, part(6, 8)?)
        .and_then(|day| {
            day.and_hms_nano_opt(part(8, 10).ok()?, part(10, 12).ok()?, part(12, 14).ok()?, nanos)
        })
        .map(|time| time.and_utc())
        .ok_or(WRONG)
}

/// Seconds, thousandths and millionths, each where stated, in microseconds.
fn accuracy(value: Tlv<'_>) -> Result<u64, Fault> {
    let mut inside = value.inside();
    let seconds = inside.optional(INTEGER)?.map(Tlv::small).transpose()?.unwrap_or(0);
    let mut part = |number| -> Result<u32, Fault> {
        let Some(value) = inside.optional(context_primitive(number))? else { return Ok(0) };
        match value.small()? {
            part @ 1..=999 => Ok(part),
            _ => Err("an accuracy out of its range"),
        }
    };
    let (millis, micros) = (part(0)?, part(1)?);
    inside.end()?;
    Ok(u64::from(seconds) * 1_000_000 + u64::from(millis) * 1000 + u64::from(micros))
}

/// A GeneralName that is a directory name; other kinds are not compared.
fn directory_name(value: Tlv<'_>) -> Result<Option<CanonicalName>, Fault> {
    let mut inside = value.inside();
    let name = inside.any()?;
    inside.end()?;
    if name.tag == context(4) { attribute::name(Reader::new(name.value)).map(Some) } else { Ok(None) }
}

/// None is understood: a critical one is refused.
fn extensions(list: Tlv<'_>) -> Result<(), Fault> {
    for one in list.inside().all(MOST_EXTENSIONS)? {
        if one.tag != SEQUENCE {
            return Err("an extension that is none");
        }
        let mut inside = one.inside();
        inside.take(OID)?;
        if inside.optional(BOOLEAN)?.is_some() {
            return Err("a critical extension that is not understood");
        }
        inside.take(OCTET_STRING)?;
        inside.end()?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::cms::tlv::wrap;

    #[test]
    fn times_are_utc_with_an_exact_fraction() {
        let read = |text: &str| {
            let bytes = wrap(GENERALIZED_TIME, text.as_bytes());
            time(Reader::new(&bytes).any().unwrap()).ok().map(|time| time.to_rfc3339())
        };
        assert_eq!(read("20260301120000Z").as_deref(), Some("2026-03-01T12:00:00+00:00"));
        assert_eq!(read("20260301120000.25Z").as_deref(), Some("2026-03-01T12:00:00.250+00:00"));
        for wrong in [
            "20260301120000",
            "202603011200Z",
            "20260301120000+0100",
            "20260301120000.Z",
            "20260301120000.10Z",
            "20260301120000.1234567891Z",
            "20260231120000Z",
            "2026030112000\u{e9}Z",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn accuracy_is_summed_and_bounded() {
        let read = |parts: &[u8]| accuracy(Reader::new(&wrap(SEQUENCE, parts)).any().unwrap()).ok();
        assert_eq!(read(&[]), Some(0));
        assert_eq!(read(&[2, 1, 1, 0x80, 2, 1, 0xF4, 0x81, 1, 100]), Some(1_500_100));
        assert_eq!(read(&[0x80, 2, 3, 0xE8]), None, "a thousand thousandths");
        assert_eq!(read(&[0x81, 1, 1, 0x80, 1, 1]), None, "another order");
    }
}
