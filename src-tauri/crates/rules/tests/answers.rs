//! What rules say of facts: a table.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking

use rules::{Answer, Schema, Type, compile, compile_presence};
use serde_json::{Value, json};

fn schema() -> Schema {
    Schema::of(&[
        ("number", Type::Text),
        ("issued", Type::Date),
        ("shipped", Type::Date),
        ("today", Type::Date),
        ("validity", Type::Number),
        ("retrospective", Type::Bool),
        ("exporter.name", Type::Text),
        ("exporter.country", Type::Text),
        ("tags[]", Type::Text),
        ("amounts[]", Type::Number),
        ("items[].code", Type::Text),
        ("items[].quantity", Type::Number),
        ("items[].packages[].count", Type::Number),
        ("gone.name", Type::Text),
        ("gone.amount", Type::Number),
        ("gone.day", Type::Date),
        ("gone.flag", Type::Bool),
        ("gone.list[]", Type::Text),
    ])
    .unwrap()
}

fn facts() -> Value {
    json!({
        "number": "XB2026é", "issued": "2026-08-31", "shipped": "2026-08-28T23:30:00-05:00", "today": "2027-02-28",
        "validity": "12", "retrospective": false,
        "exporter": {"name": "Nordwind", "country": "XB"},
        "tags": ["a", "b"], "amounts": ["0.1", 0.2, "1e1"],
        "items": [
            {"code": "520710", "quantity": "1250.50", "packages": [{"count": 1}, {"count": 2}]},
            {"code": "610910", "packages": []},
            {"code": null, "quantity": "0", "packages": [{"count": 3}]},
        ],
        "gone": {"amount": null},
    })
}

/// Expected: `"T"`, `"F"`, or the missing facts.
fn check(rules: &[(&str, &str)], presence: bool) {
    let (schema, facts) = (schema(), facts());
    for (text, expected) in rules {
        let program = if presence { compile_presence(text, &schema) } else { compile(text, &schema) };
        let program = program.unwrap_or_else(|e| panic!("{text}\n{e}"));
        let answer = match program.run(&facts) {
            Answer::True => "T".to_owned(),
            Answer::False => "F".to_owned(),
            Answer::NotEvaluable { missing } => missing.join(" "),
        };
        assert_eq!(answer, *expected, "{text}");
        assert_eq!(program.explain(&facts).answer, program.run(&facts), "{text}");
    }
}

#[test]
fn scalars() {
    check(
        &[
            ("true", "T"),
            ("!true", "F"),
            ("!!true", "T"),
            ("1 == 1.0", "T"),
            ("0.1 + 0.2 == 0.3", "T"),
            ("0.1234567890123456789 != 0.1234567890123456788", "T"),
            ("-0.5 < 0 && -1 == 0 - 1 && -validity == -12", "T"),
            ("2 + 3 * 4 == 14 && (2 + 3) * 4 == 20", "T"),
            ("1 / 3 < 0.34 && validity / 5 == 2.4", "T"),
            ("0x10 == 16 && 1e3 == 1000 && 1.5e-1 == 0.15", "T"),
            (".5 + .5 == 1 && -.5 < 0", "T"),
            ("validity * 10 == 120", "T"),
            ("120 == validity * 10", "T"),
            ("amounts[0] + amounts[1] == 0.3 && amounts[2] == 10", "T"),
            ("'a' < 'b' && 'a' + 'b' == 'ab' && \"it's\" != 'its'", "T"),
            ("number.startsWith('XB') && number.endsWith('é') && number.contains('2026')", "T"),
            ("number.startsWith('') && !number.contains('x')", "T"),
            ("size(number) == 7 && number.size() == 7", "T"),
            ("retrospective == false && retrospective != true", "T"),
            ("exporter.country == 'XB' ? exporter.name == 'Nordwind' : false", "T"),
            ("exporter.country in ['XA', 'XB']", "T"),
            ("'c' in tags", "F"),
            ("0.10 in amounts && !(3 in [1, 2])", "T"),
            ("validity == 12 // a comment", "T"),
        ],
        false,
    );
}

#[test]
fn days_and_months() {
    check(
        &[
            ("issued + months(6) == today", "T"), // from 31 August to the last day of February
            ("issued + months(6) == date('2027-02-28')", "T"),
            ("date('2023-08-31') + months(6) == date('2024-02-29')", "T"),
            ("date('2026-03-31') - months(1) == date('2026-02-28')", "T"),
            ("date('2026-01-31') + months(1) + months(1) == date('2026-03-28')", "T"),
            ("date('2026-01-31') + (months(1) + months(1)) == date('2026-03-31')", "T"),
            ("date('2026-01-31') + (months(1) + days(1)) == date('2026-03-01')", "T"),
            ("months(1) + issued == date('2026-09-30')", "T"),
            ("issued + days(-31) == date('2026-07-31') && issued - days(31) == date('2026-07-31')", "T"),
            ("issued + -months(2) == date('2026-06-30')", "T"),
            ("issued + months(validity) > today", "T"),
            ("issued - shipped == 3", "T"), // the day as written counts, not the instant
            ("shipped <= issued && issued < today", "T"),
            ("today - issued > 180", "T"),
            ("date('0001-01-01') < today && today < date('9999-12-31')", "T"),
            ("issued + months(0.5 * 2) == date('2026-09-30')", "T"),
            ("issued + months(validity * 0.1) > today", "(out of range)"),
            ("issued + months(2147483647) > today", "(out of range)"),
            ("issued + days(2147483647) > today", "(out of range)"),
            ("validity * 7922816251426433759354395033.5 > 1", "(out of range)"),
        ],
        false,
    );
}

#[test]
fn lists() {
    check(
        &[
            ("size(items) == 3 && tags.size() == 2 && [1, 2].size() == 2", "T"),
            ("items.exists(i, i.code == '520710')", "T"),
            ("items.exists(i, i.code == 'x')", "items[2].code"),
            ("items.all(i, i.code != '520710')", "F"),
            ("items.all(i, size(i.code) == 6)", "items[2].code"),
            ("items.exists(i, i.quantity > 10000)", "items[1].quantity"),
            ("items.exists(i, i.quantity > 100 || i.code == '610910')", "T"),
            ("items.exists_one(i, i.quantity == 0)", "items[1].quantity"),
            ("tags.exists_one(t, t == 'a') && !tags.exists_one(t, t != 'x')", "T"),
            ("tags.all(t, t in ['a', 'b', 'c'])", "T"),
            ("tags.filter(t, t != 'a') [0] == 'b'", "T"),
            ("amounts.map(a, a * 10).exists(a, a == 2)", "T"),
            ("amounts.filter(a, a > 1).size() == 1", "T"),
            ("items.map(i, i.code).size() == 3", "items[2].code"),
            ("items.filter(i, i.quantity > 0).size() > 0", "items[1].quantity"),
            ("items.filter(i, size(i.packages) > 0).exists(i, i.quantity == 0)", "T"),
            ("items.filter(i, size(i.packages) == 0).exists(i, i.quantity == 0)", "items[1].quantity"),
            ("items.exists(i, i.packages.exists(p, p.count == 3 && i.quantity == 0))", "T"),
            ("items.all(i, i.packages.all(p, p.count > 0))", "T"),
            ("items.map(i, i.packages).exists(p, size(p) == 2)", "T"),
            ("items.map(i, i).exists(i, i.code == '610910')", "T"),
            ("items[0].packages[1].count == 2", "T"),
            ("items[3].code == 'x'", "items[3]"),
            ("tags[2] == 'c'", "tags[2]"),
            ("[1, 2][5] == 1", "(out of range)"),
            ("'520710' in items.map(i, i.code)", "items[2].code"),
            ("items.filter(i, false).all(i, i.code == 'x')", "T"),
        ],
        false,
    );
}

#[test]
fn what_is_missing_is_named_and_kleene_decides() {
    check(
        &[
            ("gone.name == 'x'", "gone.name"),
            ("gone.name != 'x'", "gone.name"),
            ("!(gone.name == 'x')", "gone.name"),
            ("gone.amount > 1", "gone.amount"),
            ("gone.flag", "gone.flag"),
            ("gone.flag && false", "F"),
            ("false && gone.flag", "F"),
            ("true && gone.flag", "gone.flag"),
            ("gone.flag || true", "T"),
            ("true || gone.flag", "T"),
            ("gone.flag || false", "gone.flag"),
            ("gone.flag || gone.amount > 1 || gone.flag", "gone.flag gone.amount"),
            ("gone.flag && gone.amount > 1 && true", "gone.flag gone.amount"),
            ("gone.amount + validity > gone.amount", "gone.amount"),
            ("gone.amount == 1 || gone.name.startsWith('x')", "gone.amount gone.name"),
            ("gone.day + months(1) > today", "gone.day"),
            ("today > gone.day + days(gone.amount)", "gone.day gone.amount"),
            ("gone.flag ? true : true", "gone.flag"),
            ("validity > 1 ? true : gone.flag", "T"),
            ("gone.name in ['a']", "gone.name"),
            ("'a' in [gone.name, 'a']", "gone.name"),
            ("'a' in gone.list", "gone.list"),
            ("gone.list.exists(x, x == 'a')", "gone.list"),
            ("size(gone.list) == 0", "gone.list"),
            ("gone.list.all(x, x == 'a') || true", "T"),
            ("size(gone.name) > 1", "gone.name"),
            ("-gone.amount > 1", "gone.amount"),
        ],
        false,
    );
}

#[test]
fn facts_of_another_type_than_declared_are_missing() {
    let schema = schema();
    for (rule, facts, path) in [
        ("validity > 1", json!({"validity": "twelve"}), "validity"),
        ("validity > 1", json!({"validity": ""}), "validity"),
        ("validity > 1", json!({"validity": true}), "validity"),
        ("validity > 1", json!({"validity": "1_000"}), "validity"),
        ("validity > 1", json!({"validity": "1,5"}), "validity"),
        ("validity > 1", json!({"validity": " 5"}), "validity"),
        ("validity > 1", json!({"validity": "+5"}), "validity"),
        ("validity > 1", json!({"validity": "5."}), "validity"),
        ("validity > 1", json!({"validity": "--5"}), "validity"),
        ("validity > 1", json!({"validity": "0.00000000000000000000000000000000001"}), "validity"),
        ("validity > 1", json!({"validity": "1e99"}), "validity"),
        ("issued > today", json!({"issued": "31.08.2026", "today": "2026-08-31"}), "issued"),
        ("issued > today", json!({"issued": "2026-02-30", "today": "2026-08-31"}), "issued"),
        ("issued > today", json!({"issued": "2026-08-31x", "today": "2026-08-31"}), "issued"),
        ("issued > today", json!({"issued": "+026-08-31", "today": "2026-08-31"}), "issued"),
        ("number == 'x'", json!({"number": 5}), "number"),
        ("retrospective", json!({"retrospective": "true"}), "retrospective"),
        ("size(tags) > 0", json!({"tags": "a"}), "tags"),
        ("tags.all(t, t == 'a')", json!({"tags": ["a", 1]}), "tags[1]"),
        ("exporter.name == 'x'", json!({"exporter": []}), "exporter.name"),
        ("exporter.name == 'x'", json!([]), "exporter.name"),
        ("items.exists(i, i.code == 'x')", json!({"items": [1]}), "items[0].code"),
    ] {
        let answer = compile(rule, &schema).unwrap().run(&facts);
        assert_eq!(answer, Answer::NotEvaluable { missing: vec![path.to_owned()] }, "{rule} of {facts}");
    }
}

#[test]
fn presence_is_never_in_doubt() {
    check(
        &[
            ("has(number) && has(exporter.name) && has(exporter)", "T"),
            ("has(gone.name) || has(gone.amount) || has(gone.list)", "F"),
            ("!has(gone.name) && has(gone)", "T"),
            ("has(items[0].quantity) && !has(items[1].quantity) && !has(items[7].quantity)", "T"),
            ("items.all(i, has(i.packages))", "T"),
            ("items.exists(i, !has(i.code))", "T"),
            ("items.filter(i, has(i.code)).all(i, has(i.code))", "T"),
            ("has(gone.name) && gone.name == 'x'", "F"),
        ],
        true,
    );
}

#[test]
fn a_rule_says_what_it_reads_and_what_it_rests_on() {
    let schema = schema();
    let rule = "items.exists(i, i.packages.exists(p, p.count > validity)) || exporter.name == 'x' || items[0].code == tags[0]";
    let program = compile(rule, &schema).unwrap();
    assert_eq!(
        program.reads(),
        [
            "exporter.name",
            "items",
            "items[].code",
            "items[].packages",
            "items[].packages[].count",
            "tags",
            "tags[]",
            "validity"
        ]
    );
    assert_eq!(program.text(), rule);
    let explained = compile("validity > 6 && (exporter.country == 'XB' || number == 'x')", &schema).unwrap();
    let explained = explained.explain(&facts());
    assert_eq!(explained.answer, Answer::True);
    let read: Vec<_> = explained.read.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect();
    assert_eq!(read, [("validity", "12"), ("exporter.country", "XB")], "what was not needed was not read");
}

#[test]
fn schemas_that_contradict_themselves_are_refused() {
    for fields in [
        &[("a", Type::Text), ("a", Type::Number)][..],
        &[("a", Type::Text), ("a.b", Type::Number)],
        &[("a[].b", Type::Text), ("a.c", Type::Number)],
        &[("", Type::Text)],
        &[("a..b", Type::Text)],
        &[("a-b", Type::Text)],
        &[("1a", Type::Text)],
    ] {
        assert_eq!(Schema::of(fields).unwrap_err().code(), "SCHEMA_FIELD", "{fields:?}");
    }
    Schema::of(&[("a", Type::Text), ("a", Type::Text), ("m[][]", Type::Number)]).unwrap();
}
