//! What values look like, and the forms that spell them.

use super::outline::{Branch, Typed, Value};
use certificate::country;

/// What a canonical field holds, as far as a proposal looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Date,
    Hs,
    Country,
    Currency,
    Decimal,
    Whole,
    Mark,
}

/// Whether the values of a place fit a shape; `None` where there is nothing to tell by.
pub(super) fn fits(shape: Shape, branch: &Branch) -> Option<bool> {
    if branch.values.is_empty() {
        return match (branch.typed, shape) {
            (None, Shape::Mark) => branch.empty.then_some(true),
            (None, _) if branch.empty => Some(false),
            (Some(Typed::Date | Typed::Time), shape) => Some(shape == Shape::Date),
            (Some(Typed::Decimal), shape) => Some(matches!(shape, Shape::Decimal)),
            (Some(Typed::Whole), shape) => Some(matches!(shape, Shape::Whole | Shape::Decimal)),
            (Some(Typed::Flag), shape) => Some(shape == Shape::Mark),
            (Some(Typed::Text), Shape::Decimal | Shape::Mark) => Some(false),
            (None | Some(Typed::Text), _) => None,
        };
    }
    let all = |test: &dyn Fn(&Value) -> bool| branch.values.iter().all(test);
    let texts = |test: &dyn Fn(&str) -> bool| all(&|value| test(&value.text));
    match shape {
        Shape::Text if all(&|value| !value.quoted && ["true", "false"].contains(&value.text.as_str())) => {
            Some(false)
        }
        Shape::Text if texts(&|text| date(text).is_some()) => Some(false),
        Shape::Text => None,
        Shape::Date => Some(texts(&|text| date(text).is_some())),
        Shape::Hs => Some(texts(&hs)),
        Shape::Country => Some(texts(&|text| country_form(text).is_some())),
        Shape::Currency => {
            Some(texts(&|text| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())))
        }
        Shape::Decimal => Some(texts(&|text| decimal(text).is_some())),
        Shape::Whole => Some(texts(&|text| {
            !text.is_empty() && text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit())
        })),
        Shape::Mark => Some(texts(&|text| FLAGS.iter().any(|(yes, no)| text == *yes || text == *no))),
    }
}

fn hs(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (4..=10).contains(&digits) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b' ')
}

const FLAGS: &[(&str, &str)] = &[
    ("true", "false"),
    ("1", "0"),
    ("Y", "N"),
    ("S", "N"),
    ("J", "N"),
    ("O", "N"),
    ("yes", "no"),
    ("Yes", "No"),
    ("si", "no"),
    ("oui", "non"),
];

/// The form of a flag: yes first.
pub(super) fn flag(values: &[Value]) -> Option<String> {
    let fits = |(yes, no): &&(&str, &str)| values.iter().all(|value| value.text == *yes || value.text == *no);
    FLAGS.iter().find(fits).map(|(yes, no)| {
        let quoted = *yes == "true" && values.iter().any(|value| value.quoted);
        if quoted { format!("\"{yes}|{no}\"") } else { format!("{yes}|{no}") }
    })
}

/// The form of a country: by its spelling.
pub(super) fn country_form(text: &str) -> Option<&'static str> {
    if country::is_code(text) {
        return Some("alpha-2"); // a user-assigned one may have no name here
    }
    let found =
        country::COUNTRIES.iter().find(|known| [known.0, known.1, known.2, known.3].contains(&text))?;
    Some(match text {
        _ if text == found.1 => "alpha-3",
        _ if text == found.2 => "numeric",
        _ => "name",
    })
}

/// The form of HS codes: with the dots of the longest.
pub(super) fn hs_form<'v>(texts: impl Iterator<Item = &'v str>) -> Option<String> {
    let longest = texts.max_by_key(|text| text.len())?;
    if !longest.contains(['.', ' ']) {
        return None;
    }
    Some(longest.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect())
}

/// The form of a date.
pub(super) fn date(text: &str) -> Option<String> {
    let (day, rest) = match text.find(['T', ' ']) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let mut form = day_form(day)?;
    let Some(between) = rest.chars().next() else { return Some(form) };
    let clock = rest.get(1..)?;
    form.push(between);
    let (clock, zone) = match clock.find(['Z', '+', '-']) {
        Some(at) => clock.split_at_checked(at)?,
        None => (clock, ""),
    };
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let pieces: Vec<&str> = clock.split(':').collect();
    let two = |piece: &&str| piece.len() == 2 && piece.bytes().all(|b| b.is_ascii_digit());
    if !(2..=3).contains(&pieces.len()) || !pieces.iter().all(two) {
        return None;
    }
    form.push_str(if pieces.len() == 3 { "hh:mm:ss" } else { "hh:mm" });
    if let Some(fraction) = fraction {
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        form.push_str("[.f]");
    }
    if !zone.is_empty() {
        form.push('Z');
    }
    Some(form)
}

fn day_form(day: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if day.len() == 8 && digits(day) {
        let year: u32 = day.get(..4)?.parse().ok()?;
        let (month, of_month): (u32, u32) = (day.get(4..6)?.parse().ok()?, day.get(6..)?.parse().ok()?);
        return ((1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&of_month))
            .then(|| "YYYYMMDD".to_owned());
    }
    let by = day.chars().find(|c| ['-', '/', '.'].contains(c))?;
    let pieces: Vec<&str> = day.split(by).collect();
    let [a, b, c] = pieces.as_slice() else { return None };
    if ![a, b, c].into_iter().all(|piece| !piece.is_empty() && digits(piece)) {
        return None;
    }
    let (first, second): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    match (a.len(), b.len(), c.len()) {
        (4, 2, 2) => Some(format!("YYYY{by}MM{by}DD")),
        // What could be either is taken for day first; a proposal says so.
        (2, 2, 4) if second <= 12 && first <= 31 => Some(format!("DD{by}MM{by}YYYY")),
        (2, 2, 4) if first <= 12 && second <= 31 => Some(format!("MM{by}DD{by}YYYY")),
        _ => None,
    }
}

/// A decimal's point and grouping mark.
pub(super) fn decimal(text: &str) -> Option<(Option<char>, Option<char>)> {
    let body = text.strip_prefix('-').unwrap_or(text);
    if body.is_empty() || !body.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',' || b == b' ') {
        return None;
    }
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let last = body.rfind(['.', ',']);
    let Some(last) = last else { return Some((None, None)) };
    let point = body.get(last..)?.chars().next()?;
    let tail = body.get(last + 1..)?;
    let head = body.get(..last)?;
    let group = head.chars().find(|c| !c.is_ascii_digit());
    if group == Some(point) {
        return Some((None, Some(point)));
    }
    (!tail.is_empty()).then_some((Some(point), group))
}

/// The form of decimals: point, grouping and quotes as most values have them.
pub(super) fn decimal_form(values: &[&Value], json: bool) -> Option<String> {
    let told: Vec<(Option<char>, Option<char>)> =
        values.iter().filter_map(|value| decimal(&value.text)).collect();
    let point = told.iter().find_map(|(point, _)| *point).unwrap_or('.');
    let group = told.iter().find_map(|(_, group)| *group).filter(|group| *group != point);
    let quoted = json && values.iter().any(|value| value.quoted);
    if point == '.' && group.is_none() && !quoted {
        return None;
    }
    let body = match group {
        Some(group) => format!("1{group}234{point}######"),
        None => format!("0{point}######"),
    };
    Some(if quoted { format!("\"{body}\"") } else { body })
}
