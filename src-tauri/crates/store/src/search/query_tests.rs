#![allow(clippy::unwrap_used)] // a test stops at the first surprise
use super::*;
use proptest::prelude::*;

fn printed(text: &str) -> String {
    Query::parse(text).unwrap().to_string()
}

#[test]
fn reads_every_form() {
    for text in [
        "acme",
        "acme trading -frozen",
        "\"acme trading\" tra*",
        "exporter:\"acme trading\",orion light:red,amber -partner:XB",
        "issued:2026-10..2026-11 received:2026..",
        "issued:..2026-10-05 hs:8703.23 is:claim",
        "number:\"XB20260001\" number:2026*",
        "\"acme tra\"*",
    ] {
        assert_eq!(printed(text), text, "canonical text prints as it was read");
    }
    assert_eq!(printed("  LIGHT:red   acme "), "light:red acme", "spaces and case of fields are not kept");
    assert_eq!(printed("issued:2026-10..2026-10"), "issued:2026-10", "one span has one form");
    assert_eq!(printed("\"acme"), "\"acme\"", "an open quote ends with the text");
    assert_eq!(printed("acme & - . co"), "acme co", "signs alone say nothing");
    assert_eq!(printed("12:30"), "\"12:30\"", "no field: put in quotes");
}

#[test]
fn says_what_is_wrong_and_what_was_meant() {
    for (text, code, at, suggestion) in [
        ("acme exproter:x", "QUERY_UNKNOWN_FIELD", 5, Some("exporter")),
        ("banana:x", "QUERY_UNKNOWN_FIELD", 0, None),
        ("light:gren", "QUERY_BAD_VALUE", 6, Some("green")),
        ("issued:2026-13", "QUERY_BAD_VALUE", 7, None),
        ("issued:..", "QUERY_BAD_VALUE", 7, None),
        ("issued:", "QUERY_VALUE_MISSING", 7, None),
        ("exporter:", "QUERY_VALUE_MISSING", 9, None),
        ("hs:abc", "QUERY_BAD_VALUE", 3, None),
    ] {
        let error = Query::parse(text).unwrap_err();
        assert_eq!((error.code(), error.at, error.suggestion.as_deref()), (code, at, suggestion), "{text}");
    }
    assert_eq!(Query::parse(&"a ".repeat(65)).unwrap_err().code(), "QUERY_TOO_LONG", "65 terms");
    assert_eq!(Query::parse(&"a".repeat(2001)).unwrap_err().code(), "QUERY_TOO_LONG", "2,001 characters");
}

fn any_text() -> impl Strategy<Value = Text> {
    // Any characters at all, with a letter so that it says something.
    (".{0,6}", "[a-zA-Z0-9é東]", ".{0,6}", any::<bool>(), any::<bool>()).prop_map(
        |(a, b, c, quoted, prefix)| {
            let text = format!("{a}{b}{c}");
            let text = if quoted { Text::phrase(text) } else { Text::word(text) };
            if prefix { text.beginning() } else { text }
        },
    )
}

fn any_day() -> impl Strategy<Value = Day> {
    (1_i32..=9999, 1_u32..=12, 1_u32..=28, 0..3).prop_map(|(year, month, day, parts)| {
        match parts {
            0 => Day::year(year),
            1 => Day::month(year, month),
            _ => Day::on(chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap()),
        }
        .unwrap()
    })
}

fn any_term() -> impl Strategy<Value = Term> {
    let free = [Field::Number, Field::Party, Field::Exporter, Field::Goods, Field::Partner, Field::Scheme];
    let listed = prop_oneof![
        Just((Field::Light, "green")),
        Just((Field::Light, "red")),
        Just((Field::Is, "claim")),
        Just((Field::Hs, "8703.23"))
    ];
    let value = prop_oneof![
        any_text().prop_map(TermValue::Any),
        (prop::sample::select(free.to_vec()), prop::collection::vec(any_text(), 1..4))
            .prop_map(|(field, values)| TermValue::In(field, values)),
        listed.prop_map(|(field, word)| TermValue::In(field, vec![Text::word(word)])),
        (any_day(), any_day(), 0..3).prop_map(|(from, to, open)| match open {
            0 => TermValue::Span(Field::Issued, None, Some(to)),
            1 => TermValue::Span(Field::Received, Some(from), None),
            _ => TermValue::Span(Field::Issued, Some(from), Some(to)),
        }),
    ];
    (any::<bool>(), value).prop_map(|(negated, value)| Term { negated, value })
}

proptest! {
    #[test]
    fn parse_of_print_is_the_same(terms in prop::collection::vec(any_term(), 0..6)) {
        let query = Query { terms };
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
    }

    #[test]
    fn any_text_is_survived(text in ".{0,80}") {
        if let Ok(query) = Query::parse(&text) {
            prop_assert_eq!(Query::parse(&query.to_string()), Ok(query), "what was read is stable");
        }
    }
}
