//! JSON Canonicalization Scheme (RFC 8785) over the document tree.

use document::{Kind, Node};
use std::fmt::Write as _;

/// Why a value has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoForm {
    /// A number that no double holds.
    Number,
    /// Not JSON.
    Kind,
}

/// The canonical form. Top-level members named in `without` are left out.
pub(crate) fn canonical(node: Node<'_>, without: &[&str]) -> Result<String, NoForm> {
    let mut out = String::new();
    write(node, without, &mut out)?;
    Ok(out)
}

fn write(node: Node<'_>, without: &[&str], out: &mut String) -> Result<(), NoForm> {
    match node.kind() {
        Kind::Object => {
            let mut members: Vec<_> = node
                .children()
                .filter_map(|member| Some((member.name()?, member)))
                .filter(|(name, _)| !without.contains(name))
                .collect();
            // RFC 8785 3.2.3: by UTF-16 code units, which differs from code points above U+FFFF.
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(name, out);
                out.push(':');
                write(member, &[], out)?;
            }
            out.push('}');
        }
        Kind::Array => {
            out.push('[');
            for (index, member) in node.children().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(member, &[], out)?;
            }
            out.push(']');
        }
        Kind::String => string(node.value().unwrap_or_default(), out),
        Kind::Number => {
            let number: f64 = node.value().unwrap_or_default().parse().map_err(|_| NoForm::Number)?;
            if !number.is_finite() {
                return Err(NoForm::Number);
            }
            out.push_str(ryu_js::Buffer::new().format_finite(number));
        }
        Kind::Bool => out.push_str(node.value().unwrap_or("false")),
        Kind::Null => out.push_str("null"),
        _ => return Err(NoForm::Kind),
    }
    Ok(())
}

/// A string as ECMAScript's JSON.stringify writes it (RFC 8785 3.2.2.2).
pub(crate) fn string(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// The first number whose canonical form has another value than its text: two texts could then share one
/// signature, so nothing signed may hold such a number.
pub(crate) fn inexact_number(node: Node<'_>) -> Option<Node<'_>> {
    crate::open::descendants(node).find(|node| {
        node.kind() == Kind::Number
            && node.value().is_none_or(|text| {
                let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) else {
                    return true;
                };
                decimal(text) != decimal(ryu_js::Buffer::new().format_finite(number))
            })
    })
}

/// The first number that readers of JSON do not agree on: an integer beyond 2^53 - 1 (RFC 7493 2.2), or what
/// [`inexact_number`] finds.
pub(crate) fn unsafe_number(node: Node<'_>) -> Option<Node<'_>> {
    let beyond = |node: &Node<'_>| {
        node.kind() == Kind::Number
            && node.value().is_some_and(|text| {
                let digits = text.strip_prefix('-').unwrap_or(text);
                digits.bytes().all(|byte| byte.is_ascii_digit())
                    && digits.parse::<u64>().map_or(true, |number| number >= 1 << 53)
            })
    };
    crate::open::descendants(node).find(beyond).or_else(|| inexact_number(node))
}

/// Sign, significant digits without zeros at either end, and the exponent of the last digit.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let trailing = i64::try_from(digits.len() - significant.len()).ok()?;
    let fraction = i64::try_from(fraction.len()).ok()?;
    Some((negative, significant.to_owned(), exponent.checked_sub(fraction)?.checked_add(trailing)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // tests
mod tests {
    use super::*;
    use document::{Document, Limits};

    fn inexact(text: &str) -> bool {
        inexact_number(Document::read(format!("[{text}]").as_bytes(), &Limits::default()).unwrap().root())
            .is_some()
    }

    #[test]
    fn numbers_that_could_share_a_signature_are_found() {
        for fine in ["0", "-0", "1", "1.0", "100", "1e2", "0.1", "9007199254740992", "1E-7", "12.50"] {
            assert!(!inexact(fine), "{fine}");
        }
        for doubtful in ["9007199254740993", "0.1000000000000000055", "1e400", "100.00000000000000000001"] {
            assert!(inexact(doubtful), "{doubtful}");
        }
    }

    #[test]
    fn integers_that_readers_do_not_share_are_found() {
        let beyond = |text: &str| {
            let text = format!("{{\"a\":[{text}]}}");
            unsafe_number(Document::read(text.as_bytes(), &Limits::default()).unwrap().root()).is_some()
        };
        for fine in ["0", "9007199254740991", "-9007199254740991", "1e30", "0.5"] {
            assert!(!beyond(fine), "{fine}");
        }
        for wrong in ["9007199254740992", "-9007199254740992", "99999999999999999999", "9007199254740993.0"] {
            assert!(beyond(wrong), "{wrong}");
        }
    }

    #[test]
    fn members_are_ordered_by_utf16_and_left_out_at_the_top_only() {
        let text = r#"{"\ud83d\ude00":1,"\ufb33":2,"proof":{"proof":3},"a":{"proof":4}}"#;
        let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(
            canonical(document.root(), &["proof"]).unwrap(),
            "{\"a\":{\"proof\":4},\"\u{1f600}\":1,\"\u{fb33}\":2}"
        );
    }
}
