//! Headers of COSE (RFC 9052 section 3): maps of labels, each label once, definite lengths only.

use minicbor::data::Type;
use minicbor::decode::Decoder;
use std::collections::BTreeMap;

/// What is wrong, in words that stand in reports.
pub(crate) type Fault = &'static str;

pub(crate) const NOT_CBOR: Fault = "not well-formed CBOR";
pub(crate) const INDEFINITE: Fault = "an indefinite length";
/// More headers than any signature has.
const MOST: u64 = 32;
/// Longest accepted row of certificates.
const MOST_CERTIFICATES: u64 = 8;

/// A label (RFC 9052 section 1.4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    Number(i64),
    Text(String),
}

pub(crate) const ALGORITHM: Label = Label::Number(1);
pub(crate) const CRITICAL: Label = Label::Number(2);
pub(crate) const KEY_ID: Label = Label::Number(4);
/// x5chain (RFC 9360).
pub(crate) const CERTIFICATES: Label = Label::Number(33);
/// x5t (RFC 9360).
pub(crate) const THUMBPRINT: Label = Label::Number(34);
/// Labels that are understood when they are critical: alg, crit, content type, kid, x5chain, x5t.
pub(crate) const UNDERSTOOD: &[Label] =
    &[ALGORITHM, CRITICAL, Label::Number(3), KEY_ID, CERTIFICATES, THUMBPRINT];

/// A value, as far as we use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    /// Anything else, as it is written.
    Other(Vec<u8>),
}

/// A map of headers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers(BTreeMap<Label, Value>);

impl Headers {
    /// Reads the protected map out of its byte string; an empty string is an empty map.
    pub(crate) fn protected(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let mut decoder = Decoder::new(bytes);
        let headers = Self::read(&mut decoder)?;
        if decoder.position() == bytes.len() { Ok(headers) } else { Err("bytes after the protected headers") }
    }

    /// Reads a map where it stands.
    pub(crate) fn read(decoder: &mut Decoder<'_>) -> Result<Self, Fault> {
        let count = decoder.map().map_err(|_| "headers that are no map")?.ok_or(INDEFINITE)?;
        if count > MOST {
            return Err("more headers than any signature has");
        }
        let mut all = BTreeMap::new();
        for _ in 0..count {
            let label = label(decoder)?;
            let value = value(decoder)?;
            if all.insert(label, value).is_some() {
                return Err("a header stands twice");
            }
        }
        Ok(Self(all))
    }

    pub(crate) fn get(&self, label: &Label) -> Option<&Value> {
        self.0.get(label)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any label stands in both (RFC 9052 section 3: it must not).
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.keys().any(|label| other.0.contains_key(label))
    }

    /// The bytes of a header that is a byte string.
    pub(crate) fn bytes(&self, label: &Label) -> Option<&[u8]> {
        match self.get(label) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The labels that `crit` lists; none when there is no such header.
    pub(crate) fn critical(&self) -> Result<Option<Vec<Label>>, Fault> {
        const WRONG: Fault = "crit is empty or no list";
        let Some(value) = self.get(&CRITICAL) else { return Ok(None) };
        let Value::Other(written) = value else { return Err(WRONG) };
        let mut decoder = Decoder::new(written);
        let count = decoder.array().ok().flatten().filter(|count| (1..=MOST).contains(count)).ok_or(WRONG)?;
        (0..count).map(|_| label(&mut decoder)).collect::<Result<_, _>>().map(Some)
    }

    /// Certificates that came along: one, or a row of them.
    pub(crate) fn certificates(&self) -> Vec<Vec<u8>> {
        match self.get(&CERTIFICATES) {
            Some(Value::Bytes(one)) => vec![one.clone()],
            Some(Value::Other(written)) => {
                let mut decoder = Decoder::new(written);
                let count = decoder.array().ok().flatten().unwrap_or_default();
                let next = |_| decoder.bytes().ok().map(<[u8]>::to_vec);
                (0..count.min(MOST_CERTIFICATES)).map_while(next).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The certificate's thumbprint: the hash's label, and its value.
    pub(crate) fn thumbprint(&self) -> Option<(i64, Vec<u8>)> {
        let Value::Other(written) = self.get(&THUMBPRINT)? else { return None };
        let mut decoder = Decoder::new(written);
        if decoder.array().ok().flatten() != Some(2) {
            return None;
        }
        Some((decoder.i64().ok()?, decoder.bytes().ok()?.to_vec()))
    }
}

fn label(decoder: &mut Decoder<'_>) -> Result<Label, Fault> {
    match decoder.datatype().map_err(|_| NOT_CBOR)? {
        Type::String => decoder.str().map(|text| Label::Text(text.to_owned())).map_err(|_| NOT_CBOR),
        kind if is_integer(kind) => decoder.i64().map(Label::Number).map_err(|_| NOT_CBOR),
        _ => Err("a label that is neither number nor text"),
    }
}

fn value(decoder: &mut Decoder<'_>) -> Result<Value, Fault> {
    let start = decoder.position();
    match decoder.datatype().map_err(|_| NOT_CBOR)? {
        Type::String => decoder.str().map(|text| Value::Text(text.to_owned())).map_err(|_| NOT_CBOR),
        Type::Bytes => decoder.bytes().map(|bytes| Value::Bytes(bytes.to_vec())).map_err(|_| NOT_CBOR),
        Type::BytesIndef | Type::StringIndef | Type::ArrayIndef | Type::MapIndef => Err(INDEFINITE),
        kind if is_integer(kind) => decoder.i64().map(Value::Number).map_err(|_| NOT_CBOR),
        _ => {
            decoder.skip().map_err(|_| NOT_CBOR)?;
            let written = decoder.input().get(start..decoder.position()).ok_or(NOT_CBOR)?;
            Ok(Value::Other(written.to_vec()))
        }
    }
}

/// Integers of any width.
pub(crate) fn is_integer(kind: Type) -> bool {
    matches!(
        kind,
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64
    )
}
