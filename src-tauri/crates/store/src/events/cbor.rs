//! Deterministic CBOR (RFC 8949 section 4.2.1): shortest integers, definite lengths, keys sorted by
//! their encoded bytes, no duplicate keys, no floats. What is read must be exactly what would be written.

use crate::error::{Result, StoreError};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use serde_json::{Map, Number, Value};

const DEEPEST: u32 = 32;
const WRONG: StoreError = StoreError::Damaged { what: "event" };

/// Writes null, booleans, 64-bit integers, texts, arrays and maps. Floats are refused.
pub(crate) fn write(value: &Value) -> Result<Vec<u8>> {
    let mut encoder = Encoder::new(Vec::new());
    put(&mut encoder, value)?;
    Ok(encoder.into_writer())
}

fn put(to: &mut Encoder<Vec<u8>>, value: &Value) -> Result<()> {
    // Writing to a Vec cannot fail.
    let done = match value {
        Value::Null => to.null().map(drop),
        Value::Bool(value) => to.bool(*value).map(drop),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => to.u64(value).map(drop),
            (None, Some(value)) => to.i64(value).map(drop),
            (None, None) => return Err(StoreError::Invalid { what: "event", why: "it holds a float" }),
        },
        Value::String(text) => to.str(text).map(drop),
        Value::Array(values) => {
            let begun = to.array(values.len() as u64).map(drop);
            for value in values {
                put(to, value)?;
            }
            begun
        }
        Value::Object(members) => {
            let begun = to.map(members.len() as u64).map(drop);
            for (key, value) in sorted(members) {
                let _ = to.str(key);
                put(to, value)?;
            }
            begun
        }
    };
    done.map_err(|_| WRONG)
}

/// Texts sort by their encoded bytes when they sort by length, then by bytes.
fn sorted(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(key, _)| (key.len(), key.as_bytes()));
    members
}

/// Reads what [`write`] wrote and nothing else: any other encoding of the same value is refused.
pub(crate) fn read(bytes: &[u8]) -> Result<Value> {
    let mut decoder = Decoder::new(bytes);
    let value = take(&mut decoder, 0)?;
    if decoder.position() != bytes.len() || write(&value)? != bytes {
        return Err(WRONG);
    }
    Ok(value)
}

fn take(from: &mut Decoder<'_>, depth: u32) -> Result<Value> {
    if depth > DEEPEST {
        return Err(WRONG);
    }
    Ok(match from.datatype().map_err(|_| WRONG)? {
        Type::Null => {
            from.null().map_err(|_| WRONG)?;
            Value::Null
        }
        Type::Bool => Value::Bool(from.bool().map_err(|_| WRONG)?),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
            Value::Number(Number::from(from.u64().map_err(|_| WRONG)?))
        }
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            Value::Number(Number::from(from.i64().map_err(|_| WRONG)?))
        }
        Type::String => Value::String(from.str().map_err(|_| WRONG)?.to_owned()),
        Type::Array => {
            let length = from.array().map_err(|_| WRONG)?.ok_or(WRONG)?;
            // Not reserved: a hostile length must not take memory before its content is there.
            let mut values = Vec::new();
            for _ in 0..length {
                values.push(take(from, depth + 1)?);
            }
            Value::Array(values)
        }
        Type::Map => {
            let length = from.map().map_err(|_| WRONG)?.ok_or(WRONG)?;
            let mut members = Map::new();
            for _ in 0..length {
                let key = from.str().map_err(|_| WRONG)?.to_owned();
                if members.insert(key, take(from, depth + 1)?).is_some() {
                    return Err(WRONG);
                }
            }
            Value::Object(members)
        }
        _ => return Err(WRONG),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_integers_short() {
        let value = json!({"bb": 1, "a": 24, "c": -1});
        // map(3) "a" 24 "c" -1 "bb" 1: shorter keys first, then by bytes
        let bytes = hex::decode("a361611818616320626262 01".replace(' ', "")).unwrap();
        assert_eq!(write(&value).unwrap(), bytes, "by RFC 8949 section 4.2.1");
        assert_eq!(read(&bytes).unwrap(), value, "and back");
    }

    #[test]
    fn other_encodings_of_the_same_value_are_refused() {
        for (bytes, why) in [
            ("1817", "23 in two bytes"),
            ("9f01ff", "an array of indefinite length"),
            ("a2626262016161 02", "keys out of order"),
            ("a2616101616102", "a key twice"),
            ("f93c00", "a float"),
            ("0000", "something after the end"),
            ("7f616161ff", "a text in pieces"),
            ("9bffffffffffffffff", "a length that is not there"),
        ] {
            let bytes = hex::decode(bytes.replace(' ', "")).unwrap();
            assert!(read(&bytes).is_err(), "{why}");
        }
    }

    #[test]
    fn floats_are_refused() {
        assert!(write(&json!({"a": 1.5})).is_err(), "amounts are integers or texts");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(".{0,30}", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in any_value()) {
            prop_assert_eq!(read(&write(&value).unwrap()).unwrap(), value);
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(value) = read(&bytes) {
                prop_assert_eq!(write(&value).unwrap(), bytes, "only the one encoding is read");
            }
        }
    }
}
