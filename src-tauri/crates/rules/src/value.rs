//! The values that rules work on, and the arithmetic of days.

use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// A value while a rule runs. `'f` is the life of the facts.
#[derive(Clone, Debug)]
pub(crate) enum Value<'f> {
    Bool(bool),
    Number(Decimal),
    Text(Cow<'f, str>),
    Date(NaiveDate),
    Period(Period),
    /// A list among the facts, and its path.
    Facts(&'f [serde_json::Value], Rc<str>),
    /// A record among the facts, and its path.
    Record(&'f serde_json::Value, Rc<str>),
    /// A list that the rule made.
    List(Rc<[Value<'f>]>),
}

/// A length of time in the calendar: months first, then days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub months: i32,
    pub days: i64,
}

impl Period {
    pub fn and(self, other: Self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
        })
    }

    pub fn back(self) -> Option<Self> {
        Some(Self { months: self.months.checked_neg()?, days: self.days.checked_neg()? })
    }

    /// The day this much after `date`. A month that lacks the day ends on its last one.
    pub fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        let months = Months::new(self.months.unsigned_abs());
        let moved =
            if self.months < 0 { date.checked_sub_months(months)? } else { date.checked_add_months(months)? };
        let days = Days::new(self.days.unsigned_abs());
        if self.days < 0 { moved.checked_sub_days(days) } else { moved.checked_add_days(days) }
    }
}

/// A number of months or days: whole, and not beyond reason.
pub(crate) fn whole(number: Decimal) -> Option<i32> {
    if number.is_integer() { number.to_i32() } else { None }
}

/// The day in a fact or a literal: `YYYY-MM-DD`, alone or before `T`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let (date, rest) = text.split_at_checked(10)?;
    let shape =
        date.bytes().enumerate().all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape || !(rest.is_empty() || rest.starts_with('T')) {
        return None;
    }
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()
}

/// A decimal as facts and literals spell it: digits with a point, perhaps an exponent; exact or not at
/// all.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let edges = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.ends_with(|c: char| c.is_ascii_digit());
    if !plain || !edges {
        return None;
    }
    match text.split_once(['e', 'E']) {
        // The mantissa is parsed alone first, because the other function would round it.
        Some((mantissa, _)) => {
            Decimal::from_str_exact(mantissa).ok().and_then(|_| Decimal::from_scientific(text).ok())
        }
        None => Decimal::from_str_exact(text).ok(),
    }
}

impl Value<'_> {
    /// The order of two scalars of one type; None where there is none. Rules are checked at load, so
    /// that this is asked of comparable values only.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Number(a), Self::Number(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// The value as evidence shows it.
    pub fn shown(&self) -> String {
        match self {
            Self::Bool(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Period(period) => format!("{} months {} days", period.months, period.days),
            Self::Facts(list, _) => format!("{} elements", list.len()),
            Self::List(list) => format!("{} elements", list.len()),
            Self::Record(..) => "a record".to_owned(),
        }
    }
}
