//! CBOR Object Signing (RFC 9052): COSE_Sign1 and COSE_Sign, tagged or not, with the payload enclosed or handed
//! in beside it. Protected headers are verified as they came, never written again.

mod claims;
mod examine;
pub(crate) mod header;

use crate::error::OpenError;
use header::{Fault, Headers, INDEFINITE, NOT_CBOR};
use minicbor::data::{Tag, Type};
use minicbor::decode::Decoder;

const SIGN1: u64 = 18;
const SIGN: u64 = 98;
/// A CBOR Web Token (RFC 8392) may say that it is one, around the signature's own tag.
const CWT: u64 = 61;
/// More signers than any arrangement has are not worth the work.
const MOST_SIGNERS: u64 = 8;

/// A parsed COSE message; nothing in it is verified.
#[derive(Clone, Debug)]
pub struct Cose {
    /// Protected headers of the body, as they came.
    body: Vec<u8>,
    payload: Vec<u8>,
    pub(crate) signatures: Vec<Signature>,
    /// Whether it is COSE_Sign1.
    single: bool,
}

/// One signature with its headers.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    /// Protected headers as they came; empty for COSE_Sign1, whose headers are the body's.
    written: Vec<u8>,
    protected: Headers,
    unprotected: Headers,
    value: Vec<u8>,
    /// Headers of the body of COSE_Sign.
    outer: Option<(Headers, Headers)>,
}

impl Cose {
    /// Whether these bytes have the shape of a COSE signature, under any tags.
    pub(crate) fn is_one(bytes: &[u8]) -> bool {
        let mut decoder = Decoder::new(bytes);
        for _ in 0..3 {
            match decoder.datatype() {
                Ok(Type::Tag) if decoder.tag().is_ok() => {}
                Ok(Type::Array) => break,
                _ => return false,
            }
        }
        let shape = |decoder: &mut Decoder<'_>| -> Option<bool> {
            let four = decoder.array().ok()? == Some(4);
            let protected = matches!(decoder.datatype().ok()?, Type::Bytes | Type::BytesIndef);
            decoder.skip().ok()?;
            let unprotected = matches!(decoder.datatype().ok()?, Type::Map | Type::MapIndef);
            decoder.skip().ok()?;
            let payload = matches!(decoder.datatype().ok()?, Type::Bytes | Type::BytesIndef | Type::Null);
            Some(four && protected && unprotected && payload)
        };
        shape(&mut decoder).unwrap_or(false)
    }

    /// Opens a signature, with the payload beside it when it is detached.
    pub(crate) fn open(bytes: &[u8], beside: Option<&[u8]>) -> Result<Self, OpenError> {
        Self::read(bytes, beside).map_err(OpenError::Envelope)?.ok_or(OpenError::Detached)
    }

    /// Reads a signature; none when the payload is detached and not handed in.
    pub(crate) fn read(bytes: &[u8], beside: Option<&[u8]>) -> Result<Option<Self>, Fault> {
        let mut decoder = Decoder::new(bytes);
        let tag = tags(&mut decoder)?;
        four(&mut decoder)?;
        let body = octets(&mut decoder)?;
        let protected = Headers::protected(&body)?;
        let unprotected = Headers::read(&mut decoder)?;
        let enclosed = match decoder.datatype().map_err(|_| NOT_CBOR)? {
            Type::Null => {
                decoder.null().map_err(|_| NOT_CBOR)?;
                None
            }
            _ => Some(octets(&mut decoder)?),
        };
        let single = match (decoder.datatype().map_err(|_| NOT_CBOR)?, tag) {
            (Type::Bytes | Type::BytesIndef, None | Some(SIGN1)) => true,
            (Type::Array | Type::ArrayIndef, None | Some(SIGN)) => false,
            _ => return Err("a tag that belongs to another structure"),
        };
        let signatures = if single {
            let value = octets(&mut decoder)?;
            vec![Signature { written: Vec::new(), protected, unprotected, value, outer: None }]
        } else {
            several(&mut decoder, &protected, &unprotected)?
        };
        if decoder.position() != bytes.len() {
            return Err("bytes after the end");
        }
        // Two payloads would be two meanings.
        let payload = match (enclosed, beside) {
            (Some(_), Some(_)) => return Err("a payload both enclosed and beside it"),
            (None, None) => return Ok(None),
            (Some(payload), None) => payload,
            (None, Some(payload)) => payload.to_vec(),
        };
        Ok(Some(Self { body, payload, signatures, single }))
    }

    /// What is signed.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

/// The tags that may stand before a signature; gives the signature's own.
fn tags(decoder: &mut Decoder<'_>) -> Result<Option<u64>, Fault> {
    const WRONG: Fault = "a tag that is no signature's";
    let mut own = None;
    for place in 0..3 {
        if decoder.datatype().map_err(|_| NOT_CBOR)? != Type::Tag {
            return Ok(own);
        }
        let tag: Tag = decoder.tag().map_err(|_| NOT_CBOR)?;
        match tag.as_u64() {
            CWT if place == 0 => {}
            tag @ (SIGN1 | SIGN) if own.is_none() => own = Some(tag),
            _ => return Err(WRONG),
        }
    }
    Err(WRONG)
}

fn four(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    match decoder.array().map_err(|_| NOT_CBOR)? {
        Some(4) => Ok(()),
        Some(_) => Err("another number of parts than four"),
        None => Err(INDEFINITE),
    }
}

fn octets(decoder: &mut Decoder<'_>) -> Result<Vec<u8>, Fault> {
    if matches!(decoder.datatype(), Ok(Type::BytesIndef)) {
        return Err(INDEFINITE);
    }
    decoder.bytes().map(<[u8]>::to_vec).map_err(|_| "a part that is no byte string")
}

/// The signatures of COSE_Sign.
fn several(
    decoder: &mut Decoder<'_>,
    protected: &Headers,
    unprotected: &Headers,
) -> Result<Vec<Signature>, Fault> {
    let count = decoder.array().map_err(|_| NOT_CBOR)?.ok_or(INDEFINITE)?;
    if count == 0 || count > MOST_SIGNERS {
        return Err("number of signatures");
    }
    let mut list = Vec::new();
    for _ in 0..count {
        if decoder.array().map_err(|_| NOT_CBOR)?.ok_or(INDEFINITE)? != 3 {
            return Err("another number of parts than three");
        }
        let written = octets(decoder)?;
        list.push(Signature {
            protected: Headers::protected(&written)?,
            unprotected: Headers::read(decoder)?,
            value: octets(decoder)?,
            written,
            outer: Some((protected.clone(), unprotected.clone())),
        });
    }
    Ok(list)
}
