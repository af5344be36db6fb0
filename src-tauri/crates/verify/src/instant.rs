//! Times as messages write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Reads RFC 3339, the same without an offset (taken as UTC: real messages often lack it), or a bare
/// date (its first second). None when it is none of these.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    if let Ok(time) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(time.and_utc());
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN).and_utc())
}

/// Reads a NumericDate (RFC 7519 section 2) in whole seconds.
pub(crate) fn from_numeric_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_a_time_is_written() {
        let noon = "2026-03-01T12:00:00Z";
        for same in [
            "2026-03-01T12:00:00Z",
            "2026-03-01T09:00:00-03:00",
            "2026-03-01T12:00:00",
            " 2026-03-01T12:00:00.000 ",
        ] {
            assert_eq!(parse(same), parse(noon), "{same}");
        }
        assert_eq!(parse("2026-03-01"), parse("2026-03-01T00:00:00Z"));
        assert_eq!(from_numeric_date("1772366400"), parse(noon));
        for wrong in ["", "yesterday", "2026-13-01", "01/03/2026"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(from_numeric_date("1.5e9"), None);
    }
}
