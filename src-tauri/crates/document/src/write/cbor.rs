//! Trees as CBOR (RFC 8949).

use super::{Trail, Tree, unique};
use crate::error::WriteError;
use crate::json::is_number;
use minicbor::Encoder;
use minicbor::data::Int;

type Out = Encoder<Vec<u8>>;

pub(crate) fn write(tree: &Tree) -> Result<Vec<u8>, WriteError> {
    let mut out = Encoder::new(Vec::new());
    value(&mut out, tree, &mut Trail::default())?;
    Ok(out.into_writer())
}

fn value(out: &mut Out, tree: &Tree, trail: &mut Trail) -> Result<(), WriteError> {
    // Writing into a vector cannot fail; the encoder's type does not know that.
    let done = match tree {
        Tree::Object(members) => {
            unique(members, trail)?;
            let done = out.map(members.len() as u64).is_ok();
            for (key, member) in members {
                trail.enter(key.clone())?;
                let _ = out.str(key);
                value(out, member, trail)?;
                trail.leave();
            }
            done
        }
        Tree::Array(elements) => {
            let done = out.array(elements.len() as u64).is_ok();
            for (n, element) in elements.iter().enumerate() {
                trail.enter((n + 1).to_string())?;
                value(out, element, trail)?;
                trail.leave();
            }
            done
        }
        Tree::String(text) => out.str(text).is_ok(),
        Tree::Number(text) => number(out, text),
        Tree::Bool(flag) => out.bool(*flag).is_ok(),
        Tree::Null => out.null().is_ok(),
        Tree::Element { .. } | Tree::Text(_) => {
            return Err(trail.refuse("WRITE_SHAPE", "CBOR has no elements"));
        }
    };
    if done { Ok(()) } else { Err(trail.refuse("WRITE_NUMBER", "CBOR cannot carry this number exactly")) }
}

/// An integer of 64 bits, or a fraction of at most 15 digits, which a double gives back exactly.
fn number(out: &mut Out, text: &str) -> bool {
    if !is_number(text) {
        return false;
    }
    if let Some(int) = text.parse::<i128>().ok().and_then(|n| Int::try_from(n).ok()) {
        return out.int(int).is_ok();
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if digits.trim_start_matches('0').len() > 15 {
        return false;
    }
    match text.parse::<f64>() {
        // Too small for a double is too small to carry.
        Ok(value) if value.is_finite() && (value != 0.0 || digits.trim_matches('0').is_empty()) => {
            out.f64(value).is_ok()
        }
        _ => false,
    }
}
