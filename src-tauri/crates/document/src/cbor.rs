//! The CBOR reader (RFC 8949): maps with text or integer keys, arrays, text, bytes, numbers, `true`, `false`,
//! `null`. Tags are passed over; their content is read as if they were not there.

use crate::arena::{Builder, Piece, Slot};
use crate::error::Fault;
use crate::node::Kind;
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

/// Reads one CBOR item into `tree`; gives the number of the top value.
pub(crate) fn read(bytes: &[u8], tree: &mut Builder) -> Result<u32, Fault> {
    Reader { decoder: Decoder::new(bytes), tree, left: Vec::new() }.run()
}

struct Reader<'a> {
    decoder: Decoder<'a>,
    tree: &'a mut Builder,
    /// For each open container, how many values are to come; None until a break.
    left: Vec<Option<u64>>,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<u32, Fault> {
        loop {
            let key = if self.tree.inside() == Some(Kind::Object) { self.key()? } else { Piece::ABSENT };
            self.value(key)?;
            while let Some(left) = self.left.last_mut() {
                let ended = match left {
                    Some(0) => true,
                    Some(n) => {
                        *n -= 1;
                        false
                    }
                    None => {
                        let at = self.decoder.position();
                        let ended = self.decoder.input().get(at) == Some(&0xFF);
                        self.decoder.set_position(at + usize::from(ended));
                        ended
                    }
                };
                if !ended {
                    break;
                }
                self.left.pop();
                self.close()?;
            }
            if self.left.is_empty() {
                let at = self.decoder.position();
                if at < self.decoder.input().len() {
                    return Err(Fault::cbor(at, "bytes after the end"));
                }
                return Ok(0);
            }
        }
    }

    fn close(&mut self) -> Result<(), Fault> {
        let kind = self.tree.inside();
        let Some(node) = self.tree.close(self.decoder.position()) else { return Ok(()) };
        if kind == Some(Kind::Object)
            && let Some(at) = self.tree.duplicate_key(node, "")
        {
            return Err(Fault { code: "CBOR_DUPLICATE_KEY", at, what: "the key occurs twice in its map" });
        }
        Ok(())
    }

    fn key(&mut self) -> Result<Piece, Fault> {
        self.tags()?;
        match self.datatype()? {
            Type::String | Type::StringIndef => self.text(),
            // Tokens number their members (RFC 8392): the number, as text, is the name.
            kind if is_integer(kind) => self.integer(),
            _ => Err(Fault::cbor(self.decoder.position(), "a key that is neither text nor integer")),
        }
    }

    fn value(&mut self, key: Piece) -> Result<(), Fault> {
        let start = self.decoder.position();
        self.tags()?;
        let kind = match self.datatype()? {
            Type::Map | Type::MapIndef => Kind::Object,
            Type::Array | Type::ArrayIndef => Kind::Array,
            _ => return self.scalar(key, start),
        };
        let mut slot = Slot::new(kind, start, start);
        (slot.name, slot.prefix) = (key, Piece::source(start, start));
        self.tree.open(slot)?;
        let count = if kind == Kind::Object { self.decoder.map() } else { self.decoder.array() };
        let count = count.map_err(|e| self.fault(&e))?;
        self.left.push(count);
        Ok(())
    }

    fn scalar(&mut self, key: Piece, start: usize) -> Result<(), Fault> {
        let (kind, value) = match self.datatype()? {
            Type::String | Type::StringIndef => (Kind::String, self.text()?),
            Type::Bytes | Type::BytesIndef => (Kind::Bytes, self.blob()?),
            Type::Bool => {
                let value = self.decoder.bool().map_err(|e| self.fault(&e))?;
                (Kind::Bool, self.keep(if value { "true" } else { "false" }))
            }
            Type::Null => {
                self.decoder.null().map_err(|e| self.fault(&e))?;
                (Kind::Null, Piece::ABSENT)
            }
            Type::F16 => {
                let value = self.half()?;
                (Kind::Number, self.float(start, value.is_finite(), &format!("{value:?}"))?)
            }
            Type::F32 => {
                let value = self.decoder.f32().map_err(|e| self.fault(&e))?;
                (Kind::Number, self.float(start, value.is_finite(), &format!("{value:?}"))?)
            }
            Type::F64 => {
                let value = self.decoder.f64().map_err(|e| self.fault(&e))?;
                (Kind::Number, self.float(start, value.is_finite(), &format!("{value:?}"))?)
            }
            kind if is_integer(kind) => (Kind::Number, self.integer()?),
            _ => return Err(Fault::cbor(self.decoder.position(), "an item of a kind that is not read here")),
        };
        let mut slot = Slot::new(kind, start, self.decoder.position());
        (slot.name, slot.prefix, slot.value) = (key, Piece::source(start, start), value);
        self.tree.add(slot).map(|_| ())
    }

    fn integer(&mut self) -> Result<Piece, Fault> {
        let value = i128::from(self.decoder.int().map_err(|e| self.fault(&e))?);
        Ok(self.keep(&value.to_string()))
    }

    /// A half-precision float (RFC 8949 appendix D).
    fn half(&mut self) -> Result<f32, Fault> {
        let at = self.decoder.position();
        let Some([_, high, low]) = self.decoder.input().get(at..at + 3) else {
            return Err(Fault::cbor(at, "the bytes end too early"));
        };
        let bits = u16::from_be_bytes([*high, *low]);
        self.decoder.set_position(at + 3);
        let fraction = f32::from(bits & 0x3FF);
        let magnitude = match i32::from(bits >> 10 & 0x1F) {
            0 => fraction * 2f32.powi(-24),
            31 => f32::INFINITY,
            exponent => (1024.0 + fraction) * 2f32.powi(exponent - 25),
        };
        Ok(if bits & 0x8000 == 0 { magnitude } else { -magnitude })
    }

    fn float(&mut self, at: usize, finite: bool, text: &str) -> Result<Piece, Fault> {
        if !finite {
            return Err(Fault::cbor(at, "a number that is not finite"));
        }
        Ok(self.keep(text.strip_suffix(".0").unwrap_or(text)))
    }

    fn text(&mut self) -> Result<Piece, Fault> {
        let start = self.tree.decoded.len();
        let mut decoder = self.decoder.clone();
        let chunks = decoder.str_iter().map_err(|e| self.fault(&e))?;
        for chunk in chunks {
            self.tree.decoded.push_str(chunk.map_err(|e| self.fault(&e))?);
        }
        self.decoder = decoder;
        Ok(Piece::decoded(start, self.tree.decoded.len()))
    }

    fn blob(&mut self) -> Result<Piece, Fault> {
        let start = self.tree.blobs.len();
        let mut decoder = self.decoder.clone();
        let chunks = decoder.bytes_iter().map_err(|e| self.fault(&e))?;
        for chunk in chunks {
            self.tree.blobs.extend_from_slice(chunk.map_err(|e| self.fault(&e))?);
        }
        self.decoder = decoder;
        Ok(Piece::decoded(start, self.tree.blobs.len()))
    }

    fn keep(&mut self, text: &str) -> Piece {
        let start = self.tree.decoded.len();
        self.tree.decoded.push_str(text);
        Piece::decoded(start, self.tree.decoded.len())
    }

    fn tags(&mut self) -> Result<(), Fault> {
        while self.datatype()? == Type::Tag {
            self.decoder.tag().map_err(|e| self.fault(&e))?;
        }
        Ok(())
    }

    fn datatype(&self) -> Result<Type, Fault> {
        self.decoder.datatype().map_err(|e| self.fault(&e))
    }

    fn fault(&self, error: &Error) -> Fault {
        let at = error.position().unwrap_or_else(|| self.decoder.position());
        let what = if error.is_end_of_input() { "the bytes end too early" } else { "not well-formed CBOR" };
        Fault::cbor(at, what)
    }
}

fn is_integer(kind: Type) -> bool {
    use Type::{I8, I16, I32, I64, Int, U8, U16, U32, U64};
    matches!(kind, U8 | U16 | U32 | U64 | I8 | I16 | I32 | I64 | Int)
}
