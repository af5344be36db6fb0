//! A date that may carry a time, and a time that may carry an offset.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// What a partner wrote: a civil day in the issuer's zone, perhaps a time, perhaps an offset.
/// A civil date stays one: it is never moved to another day by a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When {
    /// The civil day.
    pub date: NaiveDate,
    /// The time of day, where one was given.
    pub time: Option<NaiveTime>,
    /// The offset from UTC, where one was given.
    pub offset: Option<FixedOffset>,
}

/// The text was neither `2026-11-20` nor `2026-11-20T09:14:00[.5][Z|+02:00]`.
#[derive(Debug, thiserror::Error)]
#[error("not a date or time of the form 2026-11-20T09:14:00+02:00")]
pub struct WhenError;

impl When {
    /// A whole day.
    pub fn day(date: NaiveDate) -> Self {
        Self { date, time: None, offset: None }
    }

    /// An instant, kept as UTC.
    pub fn instant_utc(at: DateTime<Utc>) -> Self {
        let naive = at.naive_utc();
        Self { date: naive.date(), time: Some(naive.time()), offset: FixedOffset::east_opt(0) }
    }

    /// The instant this names. Without an offset it is read as UTC, without a time as noon UTC
    /// (the middle of the civil day, so that no offset can move it to another one).
    pub fn instant(&self) -> DateTime<Utc> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let naive = NaiveDateTime::new(self.date, self.time.unwrap_or(noon));
        match self.offset {
            Some(offset) => {
                naive.checked_sub_offset(offset).map_or_else(|| naive.and_utc(), |utc| utc.and_utc())
            }
            None => naive.and_utc(),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{}", time.format("%H:%M:%S%.f"))?;
            match self.offset {
                Some(offset) if offset.local_minus_utc() == 0 => write!(f, "Z")?,
                Some(offset) => write!(f, "{offset}")?,
                None => {}
            }
        }
        Ok(())
    }
}

impl FromStr for When {
    type Err = WhenError;
    fn from_str(text: &str) -> Result<Self, WhenError> {
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self::day(date));
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            let local = at.naive_local();
            return Ok(Self { date: local.date(), time: Some(local.time()), offset: Some(*at.offset()) });
        }
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
            .map(|at| Self { date: at.date(), time: Some(at.time()), offset: None })
            .map_err(|_| WhenError)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn prints_what_it_read() {
        for text in
            ["2026-11-20", "2026-11-20T09:14:00", "2026-11-20T09:14:00Z", "2026-11-20T09:14:00.500+02:00"]
        {
            assert_eq!(text.parse::<When>().unwrap().to_string(), text, "print(parse(t)) = t");
        }
    }

    #[test]
    fn a_civil_day_stays_its_day() {
        let when: When = "2026-11-20".parse().unwrap();
        assert_eq!(when.instant().date_naive(), when.date, "noon UTC lies in the same day");
    }

    #[test]
    fn an_offset_moves_the_instant() {
        let when: When = "2026-11-20T01:00:00+02:00".parse().unwrap();
        assert_eq!(when.instant().to_rfc3339(), "2026-11-19T23:00:00+00:00", "two hours earlier in UTC");
        assert_eq!(when.date.to_string(), "2026-11-20", "but the civil day is the issuer's");
    }
}
