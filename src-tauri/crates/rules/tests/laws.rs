//! Laws of the three values.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use proptest::prelude::*;
use rules::{Answer, Schema, Type, compile};
use serde_json::{Value, json};

fn schema() -> Schema {
    Schema::of(&[
        ("n", Type::Number),
        ("m", Type::Number),
        ("t", Type::Text),
        ("d", Type::Date),
        ("b", Type::Bool),
        ("r.n", Type::Number),
        ("list[].n", Type::Number),
        ("list[].t", Type::Text),
    ])
    .unwrap()
}

fn number() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (0i32..1000, 0u8..100).prop_map(|(a, b)| format!("{a}.{b:02}")),
        Just("n".to_owned()),
        Just("m".to_owned()),
        Just("r.n".to_owned()),
        Just("size(t)".to_owned()),
        Just("size(list)".to_owned()),
        Just("(d - date('2026-01-01'))".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), prop_oneof!["[+]", "[-]", "[*]"])
                .prop_map(|(a, b, op)| format!("({a} {op} {b})")),
            inner.clone().prop_map(|a| format!("({a} / 7)")),
            inner.prop_map(|a| format!("(-{a})")),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("b".to_owned()),
        Just("true".to_owned()),
        (number(), number(), prop_oneof!["==", "!=", "<", "<=", ">", ">="])
            .prop_map(|(a, b, op)| format!("{a} {op} {b}")),
        Just("t.startsWith('a')".to_owned()),
        Just("t in ['a', 'b']".to_owned()),
        (-30i32..30).prop_map(|n| format!("d + months({n}) > date('2026-06-30')")),
        (-30i32..30).prop_map(|n| format!("d - days({n}) == d")),
        number().prop_map(|n| format!("list.exists(x, x.n > {n})")),
        number().prop_map(|n| format!("list.all(x, x.t != t || x.n == {n})")),
        Just("list.filter(x, x.n > n).size() > 1".to_owned()),
        Just("list.exists_one(x, x.t == t)".to_owned()),
        Just("m in list.map(x, x.n)".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
    .boxed()
}

prop_compose! {
    fn facts()(
        n in 0i32..1000, m in 0i32..1000, t in "[ab]{0,2}", day in 1u32..29, month in 1u32..13, b in any::<bool>(),
        list in prop::collection::vec((0i32..1000, "[ab]{0,2}"), 0..4),
    ) -> Value {
        let list: Vec<_> = list.into_iter().map(|(n, t)| json!({"n": n.to_string(), "t": t})).collect();
        json!({"n": n, "m": m.to_string(), "t": t, "d": format!("2026-{month:02}-{day:02}"), "b": b,
               "r": {"n": "1.5"}, "list": list})
    }
}

/// Takes one fact away.
fn without(facts: &Value, which: usize) -> Value {
    let mut facts = facts.clone();
    let keys = ["n", "m", "t", "d", "b", "r", "list"];
    facts.as_object_mut().unwrap().remove(keys[which % keys.len()]);
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn with_all_facts_there_is_always_an_answer(rule in condition(), facts in facts()) {
        let program = compile(&rule, &schema()).map_err(|e| TestCaseError::fail(format!("{rule}\n{e}")))?;
        let answer = program.run(&facts);
        prop_assert!(matches!(answer, Answer::True | Answer::False), "{rule}: {answer:?}");
    }

    /// What was said without a fact stays true whatever that fact turns out to be.
    #[test]
    fn an_answer_never_changes_when_more_is_known(rule in condition(), facts in facts(), which in 0usize..7) {
        let program = compile(&rule, &schema()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let less = program.run(&without(&facts, which));
        if let Answer::NotEvaluable { missing } = &less {
            prop_assert!(!missing.is_empty());
        } else {
            prop_assert_eq!(less, program.run(&facts), "{}", rule);
        }
    }

    #[test]
    fn not_swaps_true_and_false_only(rule in condition(), facts in facts(), which in 0usize..7) {
        let facts = without(&facts, which);
        let answer = compile(&rule, &schema()).unwrap().run(&facts);
        let negated = compile(&format!("!({rule})"), &schema()).unwrap().run(&facts);
        match (answer, negated) {
            (Answer::True, Answer::False) | (Answer::False, Answer::True) => {}
            (a @ Answer::NotEvaluable { .. }, b) => prop_assert_eq!(a, b),
            (a, b) => prop_assert!(false, "{}: {:?} and {:?}", rule, a, b),
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), rule in condition(), at in 0usize..200, junk in "[-!&|.()\\[\\]'\"?:,{}a-z0-9 é]{1,3}") {
        let _ = compile(&text, &schema());
        let mut damaged: Vec<char> = rule.chars().collect();
        let at = at % (damaged.len() + 1);
        damaged.splice(at..at.min(damaged.len()), junk.chars());
        let damaged: String = damaged.into_iter().collect();
        if let Ok(program) = compile(&damaged, &schema()) {
            let _ = program.run(&json!({}));
        }
    }
}
