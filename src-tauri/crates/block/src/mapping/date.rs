//! How a partner spells dates: `YYYY-MM-DDThh:mm:ss[.f][Z]`. What stands in brackets is there when there is
//! something to say; `Z` is an offset, as `Z` or `+02:00`; `.f` is a fraction of a second.

use certificate::When;
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction(char),
    Offset,
    Just(char),
    Maybe(Vec<Token>),
}

/// One spelling of dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DateForm {
    tokens: Vec<Token>,
    example: String,
}

#[derive(Clone, Copy, Default)]
struct Parts {
    year: i32,
    month: u32,
    day: u32,
    clock: [u32; 3],
    nanos: u32,
    timed: bool,
    offset: Option<FixedOffset>,
}

impl DateForm {
    /// Reads the example; on a mistake the sentence says what to write instead.
    pub(crate) fn parse(example: &str) -> Result<Self, String> {
        // A date has few optional parts; without a bound a pack could make reading one as slow as it likes.
        if example.matches('[').count() > 6 {
            return Err(format!("`{example}` has more than six optional parts"));
        }
        let chars: Vec<char> = example.chars().collect();
        let mut rest = chars.as_slice();
        let tokens = tokens(&mut rest, 0)
            .filter(|_| rest.is_empty())
            .ok_or_else(|| format!("`{example}` has a bracket without its partner: write [.f] or [Z]"))?;
        let form = Self { tokens, example: example.to_owned() };
        if [Token::Year, Token::Month, Token::Day].iter().any(|needed| !form.tokens.contains(needed)) {
            return Err(format!(
                "`{example}` is no example of a date: write YYYY-MM-DD, or DD/MM/YYYY hh:mm"
            ));
        }
        let (timed, offset) = (form.has(&Token::Hour), form.has(&Token::Offset));
        if offset && !timed {
            return Err(format!("`{example}` has an offset but no time: write YYYY-MM-DDThh:mm:ssZ"));
        }
        Ok(form)
    }

    /// The example, for messages.
    pub(crate) fn example(&self) -> &str {
        &self.example
    }

    /// Whether a text may stand in a date spelt so.
    pub(crate) fn may_hold(&self, text: &str) -> bool {
        let plain: String = self.example.chars().filter(|c| !['[', ']'].contains(c)).collect();
        plain.contains(text) || text.bytes().all(|b| b.is_ascii_digit())
    }

    /// Reads a date; `None` where the text is not spelt so.
    pub(crate) fn read(&self, text: &str) -> Option<When> {
        let parts = matches(&self.tokens, None, text, Parts::default())?;
        let date = NaiveDate::from_ymd_opt(parts.year, parts.month, parts.day)?;
        let [hour, minute, second] = parts.clock;
        let time = NaiveTime::from_hms_nano_opt(hour, minute, second, parts.nanos)?;
        let time = parts.timed.then_some(time);
        Some(When { date, time, offset: parts.offset })
    }

    /// Writes a date, or says what the form cannot say of it.
    pub(crate) fn write(&self, when: &When) -> Result<String, String> {
        if when.time.is_some() && !self.has(&Token::Hour) {
            return Err(format!("has a time of day, and {} has no place for it", self.example));
        }
        if when.offset.is_some() && !self.has(&Token::Offset) {
            return Err(format!("has an offset, and {} has no place for it", self.example));
        }
        let mut out = String::new();
        print(&self.tokens, when, &mut out)
            .map_err(|what| format!("has no {what}, and {} wants one", self.example))?;
        Ok(out)
    }

    /// Writes a civil day: midnight where the form wants a time.
    pub(crate) fn write_day(&self, day: NaiveDate) -> Result<String, String> {
        let mut when = When::day(day);
        if let Ok(text) = self.write(&when) {
            return Ok(text);
        }
        when.time = NaiveTime::from_hms_opt(0, 0, 0);
        self.write(&when).or_else(|_| {
            when.offset = FixedOffset::east_opt(0);
            self.write(&when)
        })
    }

    fn has(&self, token: &Token) -> bool {
        fn within(tokens: &[Token], wanted: &Token) -> bool {
            tokens.iter().any(|token| match token {
                Token::Maybe(inner) => within(inner, wanted),
                other => other == wanted,
            })
        }
        within(&self.tokens, token)
    }
}

fn tokens(rest: &mut &[char], depth: u32) -> Option<Vec<Token>> {
    const WORDS: &[(&str, Token)] = &[
        ("YYYY", Token::Year),
        ("MM", Token::Month),
        ("DD", Token::Day),
        ("hh", Token::Hour),
        ("mm", Token::Minute),
        ("ss", Token::Second),
        (".f", Token::Fraction('.')),
        (",f", Token::Fraction(',')),
        ("Z", Token::Offset),
    ];
    let mut out = Vec::new();
    while let Some((&first, tail)) = rest.split_first() {
        if let Some((word, token)) = WORDS.iter().find(|(word, _)| starts(rest, word)) {
            out.push(token.clone());
            *rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        match first {
            '[' => {
                *rest = tail;
                out.push(Token::Maybe(tokens(rest, depth + 1)?));
                *rest = rest.strip_prefix(&[']'])?;
            }
            ']' => return (depth > 0).then_some(out),
            other => {
                out.push(Token::Just(other));
                *rest = tail;
            }
        }
    }
    (depth == 0).then_some(out)
}

fn starts(rest: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| rest.get(at) == Some(&c))
}

/// What follows a bracket.
#[derive(Clone, Copy)]
struct After<'a> {
    tokens: &'a [Token],
    then: Option<&'a After<'a>>,
}

/// Tries a bracket's content first, then without it.
fn matches(tokens: &[Token], after: Option<&After<'_>>, text: &str, mut parts: Parts) -> Option<Parts> {
    let Some((token, rest)) = tokens.split_first() else {
        return match after {
            Some(after) => matches(after.tokens, after.then, text, parts),
            None => text.is_empty().then_some(parts),
        };
    };
    if let Token::Maybe(inner) = token {
        let then = After { tokens: rest, then: after };
        return matches(inner, Some(&then), text, parts).or_else(|| matches(rest, after, text, parts));
    }
    let text = match token {
        Token::Year => {
            let (value, text) = digits(text, 4)?;
            parts.year = i32::try_from(value).ok()?;
            text
        }
        Token::Month => take(text, &mut parts.month)?,
        Token::Day => take(text, &mut parts.day)?,
        Token::Hour => {
            parts.timed = true;
            take(text, parts.clock.first_mut()?)?
        }
        Token::Minute => take(text, parts.clock.get_mut(1)?)?,
        Token::Second => take(text, parts.clock.get_mut(2)?)?,
        Token::Fraction(point) => {
            let text = text.strip_prefix(*point)?;
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let (fraction, text) = text.split_at_checked(end).filter(|_| (1..=9).contains(&end))?;
            parts.nanos = format!("{fraction:0<9}").parse().ok()?;
            text
        }
        Token::Offset => offset(text, &mut parts)?,
        Token::Just(c) => text.strip_prefix(*c)?,
        Token::Maybe(_) => return None,
    };
    matches(rest, after, text, parts)
}

fn take<'t>(text: &'t str, into: &mut u32) -> Option<&'t str> {
    let (value, text) = digits(text, 2)?;
    *into = value;
    Some(text)
}

fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (head, tail) = text.split_at_checked(count)?;
    let all = head.bytes().all(|b| b.is_ascii_digit());
    all.then(|| head.parse().ok())?.map(|value| (value, tail))
}

fn offset<'t>(text: &'t str, parts: &mut Parts) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('Z') {
        parts.offset = FixedOffset::east_opt(0);
        return Some(rest);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, text) = digits(text.get(1..)?, 2)?;
    let (minutes, text) = digits(text.strip_prefix(':').unwrap_or(text), 2)?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    parts.offset = Some(FixedOffset::east_opt(sign * seconds).filter(|_| minutes < 60)?);
    Some(text)
}

/// A day as chrono prints it, without its machinery: a certificate has dozens.
pub(crate) fn day_text(day: NaiveDate) -> String {
    let mut out = String::with_capacity(35);
    push_day(&mut out, day);
    out
}

/// A `When` as it prints itself.
pub(crate) fn when_text(when: &When) -> String {
    let mut out = day_text(when.date);
    let Some(time) = when.time else { return out };
    out.push('T');
    for (at, part) in [time.hour(), time.minute(), time.second()].into_iter().enumerate() {
        if at > 0 {
            out.push(':');
        }
        push(&mut out, part, 2);
    }
    match time.nanosecond() {
        0 => {}
        nanos => {
            out.push('.');
            // Thousandths, millionths or billionths, as many as say it.
            match (nanos % 1_000_000, nanos % 1_000) {
                (0, _) => push(&mut out, nanos / 1_000_000, 3),
                (_, 0) => push(&mut out, nanos / 1_000, 6),
                _ => push(&mut out, nanos, 9),
            }
        }
    }
    match when.offset {
        Some(offset) if offset.local_minus_utc() == 0 => out.push('Z'),
        Some(offset) => out.push_str(&offset.to_string()),
        None => {}
    }
    out
}

fn push_day(out: &mut String, day: NaiveDate) {
    match u32::try_from(day.year()) {
        Ok(year) if year <= 9999 => {
            push(out, year, 4);
            out.push('-');
            push(out, day.month(), 2);
            out.push('-');
            push(out, day.day(), 2);
        }
        _ => out.push_str(&day.to_string()),
    }
}

/// Pushes a number with at least so many digits.
fn push(out: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.extend(char::from_digit(digit, 10));
    }
}

/// Prints, or names what is missing.
fn print(tokens: &[Token], when: &When, out: &mut String) -> Result<(), &'static str> {
    use std::fmt::Write as _;
    let time = || when.time.ok_or("time of day");
    for token in tokens {
        let done = match token {
            Token::Year => write!(out, "{:04}", when.date.year()),
            Token::Month => write!(out, "{:02}", when.date.month()),
            Token::Day => write!(out, "{:02}", when.date.day()),
            Token::Hour => write!(out, "{:02}", time()?.hour()),
            Token::Minute => write!(out, "{:02}", time()?.minute()),
            Token::Second => write!(out, "{:02}", time()?.second()),
            Token::Fraction(point) => {
                let nanos = format!("{:09}", time()?.nanosecond());
                let short = nanos.trim_end_matches('0');
                write!(out, "{point}{}", if short.is_empty() { "0" } else { short })
            }
            Token::Offset => match when.offset.ok_or("offset")? {
                zero if zero.local_minus_utc() == 0 => write!(out, "Z"),
                offset => write!(out, "{offset}"),
            },
            Token::Just(c) => write!(out, "{c}"),
            Token::Maybe(inner) => {
                if worth_saying(inner, when) {
                    print(inner, when, out)?;
                }
                Ok(())
            }
        };
        done.map_err(|_| "room")?;
    }
    Ok(())
}

fn worth_saying(inner: &[Token], when: &When) -> bool {
    inner.iter().all(|token| match token {
        Token::Hour | Token::Minute | Token::Second => when.time.is_some(),
        Token::Fraction(_) => when.time.is_some_and(|time| time.nanosecond() > 0),
        Token::Offset => when.offset.is_some(),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn reads_and_writes_by_example() {
        for (example, text) in [
            ("YYYY-MM-DDThh:mm:ss[.f][Z]", "2018-09-14T09:24:33.2592964-03:00"),
            ("YYYY-MM-DDThh:mm:ss[.f][Z]", "2018-09-12T00:00:00"),
            ("YYYY-MM-DD[Thh:mm:ss[.f][Z]]", "2018-09-12"),
            ("YYYY-MM-DD[Thh:mm:ss[.f][Z]]", "2018-09-12T01:02:03Z"),
            ("DD/MM/YYYY", "12/09/2018"),
            ("DD.MM.YYYY hh:mm", "12.09.2018 17:05"),
        ] {
            let form = DateForm::parse(example).unwrap();
            let when = form.read(text).unwrap();
            assert_eq!(form.write(&when).unwrap(), text, "write(read(t)) = t for {example}");
        }
    }

    #[test]
    fn a_date_prints_as_it_always_did() {
        for text in [
            "2018-09-14",
            "0001-01-01",
            "9999-12-31T23:59:59Z",
            "2018-09-14T09:24:33.259296400-03:00",
            "2018-09-14T09:24:33.5+05:30",
            "2018-09-14T00:00:00.000001",
            "2018-09-14T01:02:03",
        ] {
            let when: When = text.parse().unwrap();
            assert_eq!(when_text(&when), when.to_string(), "{text}");
            assert_eq!(day_text(when.date), when.date.to_string(), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_spelt_so() {
        let form = DateForm::parse("YYYY-MM-DD").unwrap();
        for text in ["2018-9-12", "2018-02-30", "2018-09-12 ", "12/09/2018", "2018-09-12T00:00:00"] {
            assert!(form.read(text).is_none(), "{text}");
        }
        for example in ["YYYY-MM", &"[".repeat(100_000), "YYYY-MM-DD[Z]", "YYYY-MM-DD[Thh:mm", "YYYY-MM-DD]"]
        {
            assert!(DateForm::parse(example).is_err(), "{example}");
        }
    }

    #[test]
    fn a_day_is_written_as_midnight_where_a_time_is_wanted() {
        let form = DateForm::parse("YYYY-MM-DDThh:mm:ssZ").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(form.write_day(day).unwrap(), "2026-11-20T00:00:00Z", "midnight, in UTC");
        assert!(form.write(&When::day(day)).is_err(), "but a `When` without a time is refused");
    }
}
