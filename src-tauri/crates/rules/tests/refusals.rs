//! What is refused when a rule is loaded, with the place.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking

use rules::{RuleError, Schema, Type, compile, compile_presence};

fn schema() -> Schema {
    Schema::of(&[
        ("number", Type::Text),
        ("issued", Type::Date),
        ("value", Type::Number),
        ("flag", Type::Bool),
        ("exporter.name", Type::Text),
        ("items[].quantity", Type::Number),
        ("items[].order", Type::Number),
        ("tags[]", Type::Text),
    ])
    .unwrap()
}

fn refusal(text: &str) -> RuleError {
    match compile(text, &schema()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error,
    }
}

fn check(table: &[(&str, &str, (u32, u32), &str)]) {
    for (text, code, place, suggestion) in table {
        let error = refusal(text);
        let suggested = error.suggestion.clone().unwrap_or_default();
        assert_eq!((error.code(), (error.line, error.column)), (*code, *place), "{text}\n{error}");
        assert!(
            suggested.contains(suggestion) && suggestion.is_empty() == suggested.is_empty(),
            "{text}\n{error}"
        );
    }
}

#[test]
fn unknown_names() {
    check(&[
        ("nmuber == 'x'", "RULE_UNKNOWN_NAME", (1, 1), "\"number\""),
        ("flag && exporter.nmae == 'x'", "RULE_UNKNOWN_NAME", (1, 18), "\"name\""),
        ("exporter . nmae == 'x'", "RULE_UNKNOWN_NAME", (1, 12), "\"name\""),
        ("flag &&\n  exporter.zzzzz == 'x'", "RULE_UNKNOWN_NAME", (2, 12), ""),
        ("items.exists(i, i.ordr == 1)", "RULE_UNKNOWN_NAME", (1, 19), "\"order\""),
        ("items.exists(i, j.order == 1)", "RULE_UNKNOWN_NAME", (1, 17), "\"i\""),
        ("items[0].ordr == 1", "RULE_UNKNOWN_NAME", (1, 10), "\"order\""),
        ("items.exists(i, true) && i.order == 1", "RULE_UNKNOWN_NAME", (1, 26), ""),
        ("'é' == 'é' && exporter.nmae == 'x'", "RULE_UNKNOWN_NAME", (1, 24), "\"name\""),
        ("'😀' == '😀' && exporter.nmae == 'x'", "RULE_UNKNOWN_NAME", (1, 24), "\"name\""),
        (".number == 'x'", "RULE_UNKNOWN_NAME", (1, 2), "\"number\""),
        ("int == 1", "RULE_UNKNOWN_NAME", (1, 1), ""),
    ]);
}

#[test]
fn unknown_functions() {
    check(&[
        ("nosuch(number)", "RULE_UNKNOWN_FUNCTION", (1, 1), ""),
        ("flag && month(1) == issued", "RULE_UNKNOWN_FUNCTION", (1, 9), "\"months\""),
        ("number.startswith('x')", "RULE_UNKNOWN_FUNCTION", (1, 8), "\"startsWith\""),
        ("number.matches('x')", "RULE_UNKNOWN_FUNCTION", (1, 8), ""),
        ("startsWith(number, 'x')", "RULE_UNKNOWN_FUNCTION", (1, 1), "x.startsWith(…)"),
        ("issued + 1.days() > issued", "RULE_UNKNOWN_FUNCTION", (1, 12), "days(x)"),
        ("months(1, 2) == 1", "RULE_UNKNOWN_FUNCTION", (1, 1), ""),
        ("tags.exists(t)", "RULE_UNKNOWN_FUNCTION", (1, 6), ""),
        ("timestamp('2026-01-01T00:00:00Z') < issued", "RULE_UNKNOWN_FUNCTION", (1, 1), ""),
        ("double(number) > 1", "RULE_UNKNOWN_FUNCTION", (1, 1), ""),
    ]);
}

#[test]
fn wrong_types() {
    check(&[
        ("1 + 'a' == 'x'", "RULE_TYPE", (1, 3), "without quotes"),
        ("number > 5", "RULE_TYPE", (1, 8), "without quotes"),
        ("value == '5'", "RULE_TYPE", (1, 7), "without quotes"),
        ("issued > '2026-01-01'", "RULE_TYPE", (1, 8), "date('2026-01-31')"),
        ("issued + 5 > issued", "RULE_TYPE", (1, 8), "days(…)"),
        ("issued + issued > issued", "RULE_TYPE", (1, 8), ""),
        ("months(1) == months(1)", "RULE_TYPE", (1, 11), ""),
        ("months(1) - issued == 1", "RULE_TYPE", (1, 11), ""),
        ("flag < true", "RULE_TYPE", (1, 6), ""),
        ("tags == tags", "RULE_TYPE", (1, 6), ""),
        ("exporter == exporter", "RULE_TYPE", (1, 10), ""),
        ("value && flag", "RULE_TYPE", (1, 1), ""),
        ("flag ||\n value", "RULE_TYPE", (2, 2), ""),
        ("!value", "RULE_TYPE", (1, 2), ""),
        ("-number == 'x'", "RULE_TYPE", (1, 1), ""),
        ("value", "RULE_TYPE", (1, 1), ""),
        ("value + 1", "RULE_TYPE", (1, 1), ""),
        ("months(1)", "RULE_TYPE", (1, 1), ""),
        ("flag ? 1 : 'x'", "RULE_TYPE", (1, 6), ""),
        ("number.name == 'x'", "RULE_TYPE", (1, 8), ""),
        ("items.order == 1", "RULE_TYPE", (1, 7), "list.exists"),
        ("size(value) == 1", "RULE_TYPE", (1, 6), ""),
        ("number.contains(value)", "RULE_TYPE", (1, 17), ""),
        ("value.contains('x')", "RULE_TYPE", (1, 1), ""),
        ("number.exists(x, true)", "RULE_TYPE", (1, 1), ""),
        ("tags.exists(t, 1)", "RULE_TYPE", (1, 16), ""),
        ("tags.map(t, months(1)).size() == 1", "RULE_TYPE", (1, 13), ""),
        ("5 in tags", "RULE_TYPE", (1, 3), ""),
        ("'x' in number", "RULE_TYPE", (1, 8), ""),
        ("exporter in items", "RULE_TYPE", (1, 10), ""),
        ("value in []", "RULE_TYPE", (1, 10), ""),
        ("value in [1, 'x']", "RULE_TYPE", (1, 14), ""),
        ("tags['x'] == 'x'", "RULE_TYPE", (1, 6), ""),
        ("tags[-1] == 'x'", "RULE_TYPE", (1, 6), ""),
        ("number[0] == 'x'", "RULE_TYPE", (1, 1), ""),
        ("issued + months(1.5) > issued", "RULE_TYPE", (1, 17), ""),
        ("issued + months('1') > issued", "RULE_TYPE", (1, 17), ""),
        ("issued > date('31.08.2026')", "RULE_TYPE", (1, 15), ""),
        ("issued > date('2026-02-30')", "RULE_TYPE", (1, 15), ""),
        ("issued > date(number)", "RULE_TYPE", (1, 15), ""),
        ("value > 1e40", "RULE_TYPE", (1, 9), ""),
    ]);
}

#[test]
fn what_rules_may_not_do() {
    check(&[
        ("has(exporter.name)", "RULE_NOT_ALLOWED", (1, 1), ""),
        ("flag && has(exporter.name)", "RULE_NOT_ALLOWED", (1, 9), ""),
        ("number == null", "RULE_NOT_ALLOWED", (1, 11), "has(…)"),
        ("value / value > 1", "RULE_NOT_ALLOWED", (1, 9), "a > b * c"),
        ("value / 0 > 1", "RULE_NOT_ALLOWED", (1, 9), "a > b * c"),
        ("value % 2 == 0", "RULE_NOT_ALLOWED", (1, 7), ""),
        ("value > 5u", "RULE_NOT_ALLOWED", (1, 9), ""),
        ("b'x' == b'x'", "RULE_NOT_ALLOWED", (1, 1), ""),
        ("{'a': 1}.size() == 1", "RULE_NOT_ALLOWED", (1, 1), ""),
        ("items.exists(number, true)", "RULE_NOT_ALLOWED", (1, 14), ""),
        ("items.exists(i, items.exists(i, true))", "RULE_NOT_ALLOWED", (1, 30), ""),
        ("items.exists(i.order, true)", "RULE_SYNTAX", (1, 14), ""),
    ]);
    let error = compile_presence("has(number + 'x')", &schema()).unwrap_err();
    assert_eq!((error.code(), error.column), ("RULE_TYPE", 5));
}

#[test]
fn what_is_no_expression() {
    for (text, line) in [
        ("", 1),
        ("flag &&", 1),
        ("flag flag", 1),
        ("(flag", 1),
        ("flag &&\n&& flag", 2),
        ("'x", 1),
        ("value == 1.2.3", 1),
        ("a ? b", 1),
        ("exporter.?name == 'x'", 1),
        ("if", 1),
        ("99999999999999999999 == value", 1),
    ] {
        let error = refusal(text);
        assert_eq!((error.code(), error.line), ("RULE_SYNTAX", line), "{text}\n{error}");
    }
}

#[test]
fn rules_of_no_reasonable_size() {
    let nested = |n: usize| format!("{}flag{}", "(".repeat(n), ")".repeat(n));
    let long = |n: usize| format!("value > {}1", "1 + ".repeat(n));
    let not = |n: usize| format!("{}flag", "!(".repeat(n)) + &")".repeat(n);
    for text in [
        nested(3_000),
        long(1_900),
        not(2_000),
        long(3_000),
        "x".repeat(10_000),
        "exporter".to_owned() + &".a".repeat(3_000),
    ] {
        let error = refusal(&text);
        assert!(["RULE_TOO_LARGE", "RULE_SYNTAX", "RULE_UNKNOWN_NAME"].contains(&error.code()), "{error}");
    }
    compile(&long(60), &schema()).unwrap();
    compile(&vec!["flag"; 500].join(" && "), &schema()).unwrap();
}

#[test]
fn the_sentence_an_author_sees() {
    let error = refusal("flag &&\n  exporter.nmae == 'x'");
    assert_eq!(error.to_string(), "2:12: exporter has no field \"nmae\"; did you mean \"name\"?");
    let error = refusal("issued > '2026-01-01'");
    assert_eq!(
        error.to_string(),
        "1:8: \">\" does not take a date and text; write a date as date('2026-01-31')"
    );
}
