//! The times that a CBOR Web Token claims (RFC 8392 section 3.1), where the payload is one.

use chrono::{DateTime, Utc};
use minicbor::data::Type;
use minicbor::decode::Decoder;

/// More claims than any token has.
const MOST: u64 = 256;

/// The claims that bear on validity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) expires: Option<DateTime<Utc>>,
    pub(crate) not_before: Option<DateTime<Utc>>,
    pub(crate) issued: Option<DateTime<Utc>>,
}

impl Claims {
    /// Reads the claims; none stated where the payload is no map of claims. Err when one is no time, or stands
    /// twice.
    pub(crate) fn read(payload: &[u8]) -> Result<Self, &'static str> {
        let mut claims = Self::default();
        let mut decoder = Decoder::new(payload);
        let Ok(Some(count)) = decoder.map() else { return Ok(claims) };
        for _ in 0..count.min(MOST) {
            let Ok(kind) = decoder.datatype() else { return Ok(claims) };
            let label = if super::header::is_integer(kind) { decoder.i64().ok() } else { None };
            if label.is_none() && decoder.skip().is_err() {
                return Ok(claims);
            }
            let slot = match label {
                Some(4) => &mut claims.expires,
                Some(5) => &mut claims.not_before,
                Some(6) => &mut claims.issued,
                _ if decoder.skip().is_ok() => continue,
                _ => return Ok(claims),
            };
            if slot.replace(time(&mut decoder)?).is_some() {
                return Err("a claimed time stands twice");
            }
        }
        Ok(claims)
    }

    /// Why the token is not in force at that time.
    pub(crate) fn outside(&self, at: DateTime<Utc>) -> Option<&'static str> {
        if self.expires.is_some_and(|end| at >= end) {
            return Some("the token has expired");
        }
        if self.not_before.is_some_and(|begin| at < begin) {
            return Some("the token is not yet in force");
        }
        None
    }
}

/// NumericDate (RFC 8392 section 2), whole seconds.
fn time(decoder: &mut Decoder<'_>) -> Result<DateTime<Utc>, &'static str> {
    const WRONG: &str = "a claimed time that is none";
    let seconds = match decoder.datatype().map_err(|_| WRONG)? {
        Type::F16 | Type::F32 | Type::F64 => {
            let written = decoder.f64().map_err(|_| WRONG)?;
            if !written.is_finite() || written.abs() > 1e11 {
                return Err(WRONG);
            }
            #[allow(
                clippy::cast_possible_truncation,
                reason = "bounded above; a part of a second is dropped"
            )]
            let seconds = written.floor() as i64;
            seconds
        }
        _ => decoder.i64().map_err(|_| WRONG)?,
    };
    DateTime::from_timestamp(seconds, 0).ok_or(WRONG)
}
