//! The JSON reader (RFC 8259): duplicate keys and lone surrogates refused, numbers kept as text, no
//! recursion.

use crate::arena::{Builder, Piece, Slot};
use crate::error::Fault;
use crate::node::Kind;

/// Reads the text of one JSON value into `tree`; gives the number of the top value.
pub(crate) fn read(text: &str, tree: &mut Builder) -> Result<u32, Fault> {
    let at = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    Reader { text, bytes: text.as_bytes(), at, tree }.run()
}

/// Is this the text of one JSON number (RFC 8259 section 6)?
pub(crate) fn is_number(text: &str) -> bool {
    number_end(text.as_bytes(), 0) == Some(text.len())
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tree: &'a mut Builder,
}

/// A key: its decoded text, and where it stands.
type Key = (Piece, Piece);
const NO_KEY: Key = (Piece::ABSENT, Piece::ABSENT);

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn run(&mut self) -> Result<u32, Fault> {
        let mut key = NO_KEY;
        loop {
            if let Some(next) = self.value(key)? {
                key = next;
                continue;
            }
            // A value is complete: close what ends here, or go on to the next value.
            loop {
                self.space();
                match (self.tree.inside(), self.peek()) {
                    (None, None) => return Ok(0),
                    (None, Some(_)) => return Err(Fault::json(self.at, "text after the end")),
                    (Some(Kind::Object), Some(b',')) => {
                        self.at += 1;
                        key = self.key()?;
                        break;
                    }
                    (Some(Kind::Array), Some(b',')) => {
                        self.at += 1;
                        key = NO_KEY;
                        break;
                    }
                    (Some(Kind::Object), Some(b'}')) | (Some(Kind::Array), Some(b']')) => {
                        self.at += 1;
                        self.close()?;
                    }
                    _ => return Err(Fault::json(self.at, "a comma or a closing bracket is missing")),
                }
            }
        }
    }

    /// Reads a scalar or an empty container (None), or opens a container (the key of its first value).
    fn value(&mut self, key: Key) -> Result<Option<Key>, Fault> {
        self.space();
        let start = self.at;
        match self.peek() {
            Some(b'{') => {
                self.tree.open(slot(Kind::Object, key, start, start))?;
                self.at += 1;
                self.space();
                if self.peek() == Some(b'}') {
                    self.at += 1;
                    self.tree.close(self.at);
                    return Ok(None);
                }
                return self.key().map(Some);
            }
            Some(b'[') => {
                self.tree.open(slot(Kind::Array, key, start, start))?;
                self.at += 1;
                self.space();
                if self.peek() == Some(b']') {
                    self.at += 1;
                    self.tree.close(self.at);
                    return Ok(None);
                }
                return Ok(Some(NO_KEY));
            }
            Some(b'"') => {
                let value = self.string()?;
                self.scalar(Kind::String, key, start, value)?;
            }
            Some(b'-' | b'0'..=b'9') => {
                let end = number_end(self.bytes, start).ok_or(Fault::json(start, "not a number"))?;
                self.at = end;
                self.scalar(Kind::Number, key, start, Piece::source(start, end))?;
            }
            Some(b't') => self.word("true", Kind::Bool, key)?,
            Some(b'f') => self.word("false", Kind::Bool, key)?,
            Some(b'n') => self.word("null", Kind::Null, key)?,
            None => return Err(Fault::json(start, "the text ends where a value is expected")),
            Some(_) => return Err(Fault::json(start, "a value is expected")),
        }
        Ok(None)
    }

    fn scalar(&mut self, kind: Kind, key: Key, start: usize, value: Piece) -> Result<(), Fault> {
        let mut slot = slot(kind, key, start, self.at);
        slot.value = value;
        self.tree.add(slot).map(|_| ())
    }

    fn word(&mut self, word: &str, kind: Kind, key: Key) -> Result<(), Fault> {
        let start = self.at;
        if !self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(Fault::json(start, "a value is expected"));
        }
        self.at += word.len();
        let value = if kind == Kind::Null { Piece::ABSENT } else { Piece::source(start, self.at) };
        self.scalar(kind, key, start, value)
    }

    fn key(&mut self) -> Result<Key, Fault> {
        self.space();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(Fault::json(start, "a key is expected"));
        }
        let name = self.string()?;
        let raw = Piece::source(start, self.at);
        self.space();
        if self.peek() != Some(b':') {
            return Err(Fault::json(self.at, "a colon is expected"));
        }
        self.at += 1;
        Ok((name, raw))
    }

    fn close(&mut self) -> Result<(), Fault> {
        let kind = self.tree.inside();
        let Some(node) = self.tree.close(self.at) else { return Ok(()) };
        if kind == Some(Kind::Object)
            && let Some(at) = self.tree.duplicate_key(node, self.text)
        {
            return Err(Fault { code: "JSON_DUPLICATE_KEY", at, what: "the key occurs twice in its object" });
        }
        Ok(())
    }

    /// Reads a string, the opening quote at `at`: a piece of the source where nothing is escaped.
    fn string(&mut self) -> Result<Piece, Fault> {
        self.at += 1;
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1F)) else {
            return Err(Fault::json(self.bytes.len(), "the string is not closed"));
        };
        self.at += length;
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Piece::source(start, self.at - 1));
        }
        let decoded = self.tree.decoded.len();
        let mut plain = start;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.tree.decoded.push_str(self.text.get(plain..self.at).unwrap_or_default());
                    self.at += 1;
                    return Ok(Piece::decoded(decoded, self.tree.decoded.len()));
                }
                Some(b'\\') => {
                    self.tree.decoded.push_str(self.text.get(plain..self.at).unwrap_or_default());
                    let c = self.escape()?;
                    self.tree.decoded.push(c);
                    plain = self.at;
                }
                Some(0..=0x1F) => {
                    return Err(Fault::json(self.at, "a control character that is not escaped"));
                }
                Some(_) => self.at += 1,
                None => return Err(Fault::json(self.at, "the string is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let letter = self.bytes.get(start + 1).copied();
        self.at += 2;
        Ok(match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => return Err(Fault::json(start, "no such escape")),
        })
    }

    /// `\uXXXX`, or two of them as a surrogate pair; a lone surrogate is no character.
    fn unicode(&mut self, start: usize) -> Result<char, Fault> {
        let lone = Fault::json(start, "a lone surrogate");
        let first = self.hex4(start)?;
        let code = match first {
            0xD800..=0xDBFF => {
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(lone);
                }
                self.at += 2;
                let second = self.hex4(start)?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(lone);
                }
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            other => other,
        };
        char::from_u32(code).ok_or(lone)
    }

    fn hex4(&mut self, start: usize) -> Result<u32, Fault> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        self.at += 4;
        code.ok_or(Fault::json(start, "four hexadecimal digits are expected"))
    }
}

fn slot(kind: Kind, key: Key, start: usize, end: usize) -> Slot {
    let mut slot = Slot::new(kind, start, end);
    (slot.name, slot.prefix) = key;
    slot
}

/// The end of the number that begins at `start`; None where there is none.
fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        let first = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > first).then_some(at)
    };
    let mut at = start;
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(bytes.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        at = digits(at)?;
    }
    Some(at)
}
