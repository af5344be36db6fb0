//! A strict reader of DER (ITU-T X.690, section 10): tag, definite shortest length, value. It never descends
//! by itself, so depth costs nothing; what is not DER is refused with a name.

/// What is wrong, in words that stand in reports.
pub(crate) type Fault = &'static str;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The constructed context-specific tag of that number.
pub(crate) const fn context(number: u8) -> u8 {
    0xA0 | number
}

/// The primitive context-specific tag of that number.
pub(crate) const fn context_primitive(number: u8) -> u8 {
    0x80 | number
}

/// One value with its tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    pub(crate) tag: u8,
    /// Tag, length and value.
    pub(crate) whole: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// What is inside.
    pub(crate) fn inside(self) -> Reader<'a> {
        Reader { rest: self.value }
    }

    /// An object identifier, dotted.
    pub(crate) fn oid(self) -> Result<String, Fault> {
        const_oid::ObjectIdentifier::from_bytes(self.value)
            .map(|oid| oid.to_string())
            .map_err(|_| "an object identifier that is none")
    }

    /// A small number that is not negative.
    pub(crate) fn small(self) -> Result<u32, Fault> {
        const WRONG: Fault = "a number out of its range";
        let digits = match self.value {
            [0, rest @ ..] if rest.first().is_some_and(|byte| *byte >= 0x80) => rest,
            [0] => return Ok(0),
            [first, ..] if (0x01..0x80).contains(first) => self.value,
            _ => return Err(WRONG),
        };
        if digits.len() > 4 {
            return Err(WRONG);
        }
        Ok(digits.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }
}

/// A row of values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, of any kind.
    pub(crate) fn any(&mut self) -> Result<Tlv<'a>, Fault> {
        const SHORT: Fault = "the bytes end too early";
        let (&tag, after) = self.rest.split_first().ok_or(SHORT)?;
        if tag & 0x1F == 0x1F {
            return Err("a tag of several bytes");
        }
        let (&first, after) = after.split_first().ok_or(SHORT)?;
        let (length, after) = match first {
            0..=0x7F => (usize::from(first), after),
            0x80 => return Err("an indefinite length, which is not DER"),
            0x81..=0x84 => {
                let (bytes, after) = after.split_at_checked(usize::from(first & 0x7F)).ok_or(SHORT)?;
                let length = bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
                if bytes.first() == Some(&0) || length < 0x80 {
                    return Err("a length that is not the shortest, which is not DER");
                }
                (usize::try_from(length).map_err(|_| SHORT)?, after)
            }
            _ => return Err("a length beyond all bounds"),
        };
        let (value, rest) = after.split_at_checked(length).ok_or(SHORT)?;
        let header = self.rest.len() - after.len();
        let whole = self.rest.get(..header + length).ok_or(SHORT)?;
        self.rest = rest;
        Ok(Tlv { tag, whole, value })
    }

    /// The next value, which must be of that kind.
    pub(crate) fn take(&mut self, tag: u8) -> Result<Tlv<'a>, Fault> {
        let mut ahead = *self;
        let next = ahead.any()?;
        if next.tag != tag {
            return Err("another structure than the standard's");
        }
        *self = ahead;
        Ok(next)
    }

    /// The next value when it is of that kind.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, Fault> {
        if self.peek() == Some(tag) { self.take(tag).map(Some) } else { Ok(None) }
    }

    /// All that is left, value by value.
    pub(crate) fn all(mut self, most: usize) -> Result<Vec<Tlv<'a>>, Fault> {
        let mut list = Vec::new();
        while !self.is_empty() {
            if list.len() >= most {
                return Err("more parts than any arrangement has");
            }
            list.push(self.any()?);
        }
        Ok(list)
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Fault> {
        if self.is_empty() { Ok(()) } else { Err("bytes after the end") }
    }
}

/// The value with a tag and a length before it.
pub(crate) fn wrap(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = value.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let used: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(used.len()).unwrap_or(8));
            out.extend_from_slice(&used);
        }
    }
    out.extend_from_slice(value);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_der_is_refused_by_name() {
        let fault = |bytes: &[u8]| {
            let mut reader = Reader::new(bytes);
            reader.any().and_then(|_| reader.end()).err()
        };
        assert_eq!(fault(&[0x30, 0x02, 0x05, 0x00]), None);
        for (bytes, why) in [
            (&[][..], "the bytes end too early"),
            (&[0x30], "the bytes end too early"),
            (&[0x30, 0x02, 0x05], "the bytes end too early"),
            (&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x00], "the bytes end too early"),
            (&[0x30, 0x80, 0x00, 0x00], "an indefinite length, which is not DER"),
            (&[0x30, 0x81, 0x01, 0x00], "a length that is not the shortest, which is not DER"),
            (&[0x30, 0x82, 0x00, 0x81], "a length that is not the shortest, which is not DER"),
            (&[0x30, 0x85, 1, 1, 1, 1, 1], "a length beyond all bounds"),
            (&[0x3F, 0x81, 0x01, 0x00], "a tag of several bytes"),
            (&[0x30, 0x00, 0x00], "bytes after the end"),
        ] {
            assert_eq!(fault(bytes), Some(why), "{bytes:02x?}");
        }
    }

    #[test]
    fn numbers_are_shortest_and_not_negative() {
        let number = |value: &[u8]| Reader::new(&wrap(INTEGER, value)).any().unwrap().small().ok();
        assert_eq!(number(&[0]), Some(0));
        assert_eq!(number(&[0x7F]), Some(127));
        assert_eq!(number(&[0, 0x80]), Some(128));
        assert_eq!(number(&[0, 0xFF, 0xFF, 0xFF, 0xFF]), Some(u32::MAX));
        for wrong in [&[][..], &[0x80], &[0, 1], &[1, 0, 0, 0, 0]] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_is_wrapped_is_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let bytes = wrap(OCTET_STRING, &vec![7; length]);
            let mut reader = Reader::new(&bytes);
            let read = reader.take(OCTET_STRING).unwrap();
            assert_eq!((read.value.len(), read.whole.len()), (length, bytes.len()));
            assert!(reader.end().is_ok());
        }
    }
}
