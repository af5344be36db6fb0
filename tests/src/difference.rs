//! Two pictures of a folder beside each other.

use serde_json::Value;

/// The first place where two values differ, for a person to read; none where they are the same.
pub fn difference(found: &Value, wanted: &Value) -> Option<String> {
    below("", found, wanted)
}

fn below(at: &str, found: &Value, wanted: &Value) -> Option<String> {
    let null = Value::Null;
    match (found, wanted) {
        (Value::Object(a), Value::Object(b)) => a.keys().chain(b.keys()).find_map(|key| {
            let (a, b) = (a.get(key).unwrap_or(&null), b.get(key).unwrap_or(&null));
            below(&format!("{at}/{key}"), a, b)
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(n, (a, b))| below(&format!("{at}/{n}"), a, b))
        }
        _ if found == wanted => None,
        _ => Some(format!("{at}: {found} where {wanted} is wanted")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_by_its_place() {
        let one = json!({ "a": [1, { "b": 2 }], "c": null });
        assert_eq!(difference(&one, &one.clone()), None, "the same");
        let other = json!({ "a": [1, { "b": 3 }], "c": null });
        assert_eq!(difference(&one, &other), Some("/a/1/b: 2 where 3 is wanted".to_owned()), "a value");
        assert!(difference(&one, &json!({ "a": [1] })).is_some(), "a shorter list");
        assert!(difference(&json!({}), &json!({ "d": 1 })).is_some(), "a field that is not there");
    }
}
