//! Text as the source spells it to text as it is meant: references, line ends, white space in values.

use super::names::is_char;
use crate::arena::Piece;
use crate::error::Fault;

/// The first byte from `start` that ends plain text: markup, a reference, a carriage return, or `]`.
pub(super) fn plain_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    rest.iter().position(|b| matches!(b, b'<' | b'&' | b'\r' | b']')).map_or(bytes.len(), |n| start + n)
}

/// Refuses what is no XML character.
pub(super) fn check(text: &str, start: usize, end: usize) -> Result<(), Fault> {
    let part = text.get(start..end).unwrap_or_default();
    // Only control characters and the two last code points of the plane can be wrong in a `str`.
    let doubtful = |b: &u8| *b == 0xEF || (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    let Some(first) = part.bytes().position(|b| doubtful(&b)) else { return Ok(()) };
    let tail = part.get(first..).unwrap_or_default();
    match tail.char_indices().find(|(_, c)| !is_char(*c)) {
        Some((n, _)) => Err(Fault::xml(start + first + n, "a character that XML does not allow")),
        None => Ok(()),
    }
}

/// Character data between markup, without CDATA sections (REC-xml sections 2.4, 2.11, 4.4).
pub(super) fn text(source: &str, start: usize, end: usize, out: &mut String) -> Result<(), Fault> {
    check(source, start, end)?;
    let part = source.get(start..end).unwrap_or_default();
    if let Some(n) = part.find("]]>") {
        return Err(Fault::xml(start + n, "']]>' in text"));
    }
    spell(source, start, end, false, out)
}

/// An attribute value between its quotes, normalised as CDATA (REC-xml section 3.3.3).
pub(super) fn attribute(source: &str, start: usize, end: usize, out: &mut String) -> Result<Piece, Fault> {
    check(source, start, end)?;
    let part = source.get(start..end).unwrap_or_default();
    if !part.bytes().any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r')) {
        return Ok(Piece::source(start, end));
    }
    let from = out.len();
    spell(source, start, end, true, out)?;
    Ok(Piece::decoded(from, out.len()))
}

/// A comment or an instruction: nothing is decoded but line ends.
pub(super) fn kept(source: &str, start: usize, end: usize, out: &mut String) -> Result<Piece, Fault> {
    if !source.get(start..end).unwrap_or_default().contains('\r') {
        check(source, start, end)?;
        return Ok(Piece::source(start, end));
    }
    let from = out.len();
    lines(source, start, end, out)?;
    Ok(Piece::decoded(from, out.len()))
}

/// Appends a stretch with its line ends as `\n` (REC-xml section 2.11).
pub(super) fn lines(source: &str, start: usize, end: usize, out: &mut String) -> Result<(), Fault> {
    check(source, start, end)?;
    let mut rest = source.get(start..end).unwrap_or_default();
    while let Some((line, after)) = rest.split_once('\r') {
        out.push_str(line);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
    Ok(())
}

/// Decodes references and line ends; in a value, white space becomes a space unless it was written
/// as a reference.
fn spell(source: &str, start: usize, end: usize, value: bool, out: &mut String) -> Result<(), Fault> {
    let bytes = source.as_bytes();
    let (mut at, mut plain) = (start, start);
    while at < end {
        let byte = bytes.get(at).copied().unwrap_or_default();
        if !(matches!(byte, b'&' | b'\r') || value && matches!(byte, b'\t' | b'\n')) {
            at += 1;
            continue;
        }
        out.push_str(source.get(plain..at).unwrap_or_default());
        if byte == b'&' {
            let (c, after) = reference(source, at, end)?;
            out.push(c);
            at = after;
        } else {
            let pair = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') && at + 1 < end;
            out.push(if value { ' ' } else { '\n' });
            at += if pair { 2 } else { 1 };
        }
        plain = at;
    }
    out.push_str(source.get(plain..end).unwrap_or_default());
    Ok(())
}

/// One reference at `at`: its character, and what follows. There are no other entities than the five.
fn reference(source: &str, at: usize, end: usize) -> Result<(char, usize), Fault> {
    let body = source.get(at + 1..end).unwrap_or_default();
    let Some((name, _)) = body.split_once(';') else {
        return Err(Fault::xml(at, "'&' without a reference"));
    };
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix('#') {
            Some(number) => character(number),
            None => return Err(Fault::xml(at, "an entity that is not defined")),
        },
    };
    match c {
        Some(c) => Ok((c, at + name.len() + 2)),
        None => Err(Fault::xml(at, "a reference to no XML character")),
    }
}

fn character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    if !digits.chars().all(|d| d.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| is_char(*c))
}
