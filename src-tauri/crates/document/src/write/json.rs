//! Trees as JSON (RFC 8259).

use super::{Trail, Tree, unique};
use crate::error::WriteError;
use crate::json::is_number;

pub(crate) fn write(tree: &Tree) -> Result<Vec<u8>, WriteError> {
    let mut out = String::new();
    value(&mut out, tree, &mut Trail::default())?;
    Ok(out.into_bytes())
}

fn value(out: &mut String, tree: &Tree, trail: &mut Trail) -> Result<(), WriteError> {
    match tree {
        Tree::Object(members) => {
            unique(members, trail)?;
            out.push('{');
            for (n, (key, member)) in members.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                string(out, key);
                out.push(':');
                trail.enter(key.clone())?;
                value(out, member, trail)?;
                trail.leave();
            }
            out.push('}');
        }
        Tree::Array(elements) => {
            out.push('[');
            for (n, element) in elements.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                trail.enter((n + 1).to_string())?;
                value(out, element, trail)?;
                trail.leave();
            }
            out.push(']');
        }
        Tree::String(text) => string(out, text),
        Tree::Number(text) => {
            if !is_number(text) {
                return Err(trail.refuse("WRITE_NUMBER", "JSON cannot spell this number"));
            }
            out.push_str(text);
        }
        Tree::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Tree::Null => out.push_str("null"),
        Tree::Element { .. } | Tree::Text(_) => {
            return Err(trail.refuse("WRITE_SHAPE", "JSON has no elements"));
        }
    }
    Ok(())
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1F}' => {
                let code = c as u32;
                out.push_str("\\u00");
                out.push(if code > 0xF { '1' } else { '0' });
                out.extend(char::from_digit(code & 0xF, 16));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}
