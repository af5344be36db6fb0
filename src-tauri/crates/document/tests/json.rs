//! What a JSON document and a CBOR document become.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail by panicking

use document::{Document, Kind, Limits, Syntax};

fn read(text: &str) -> Document {
    Document::read(text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn numbers_keep_their_text_and_strings_are_decoded() {
    let d = read(
        r#" {"n": 9007199254740993.10, "s": "a\u00e9\ud83d\ude00\n\/", "t": true, "f": false, "z": null, "e": ""} "#,
    );
    let values: Vec<_> = d.root().children().map(|n| (n.name().unwrap(), n.kind(), n.value())).collect();
    assert_eq!(
        values,
        [
            ("n", Kind::Number, Some("9007199254740993.10")),
            ("s", Kind::String, Some("aé😀\n/")),
            ("t", Kind::Bool, Some("true")),
            ("f", Kind::Bool, Some("false")),
            ("z", Kind::Null, None),
            ("e", Kind::String, Some(""))
        ]
    );
    assert_eq!(d.root().kind(), Kind::Object);
    assert_eq!(d.top(), d.root());
    assert_eq!(d.root().get("s").unwrap().text(), "aé😀\n/");
    assert!(d.root().get("q").is_none());
    assert_eq!(d.root().prefix(), None);
}

#[test]
fn paths_and_places_of_members_and_elements() {
    let source = "{\n  \"items\": [\n    {\"quantity\": \"3\"}, {\"quantity\": 4}\n  ],\n  \"a\": [[1]]\n}";
    let d = read(source);
    let items = d.root().get("items").unwrap();
    assert_eq!(items.path(), "/items");
    let second = items.children().nth(1).unwrap();
    assert_eq!((second.path().as_str(), second.name()), ("/items[2]", None));
    let quantity = second.get("quantity").unwrap();
    assert_eq!(quantity.path(), "/items[2]/quantity");
    assert_eq!(&source[quantity.span()], "4");
    assert_eq!((quantity.place().line, quantity.place().column), (3, 37));
    let first = items.children().next().unwrap().get("quantity").unwrap();
    assert_eq!(&source[first.span()], "\"3\"");
    let deep = d.root().get("a").unwrap().children().next().unwrap().children().next().unwrap();
    assert_eq!(deep.path(), "/a[1][1]");
    assert_eq!(read("[[], 1]").root().children().nth(1).unwrap().path(), "/[2]");
    assert_eq!(read("[]").root().path(), "/");
}

#[test]
fn a_scalar_is_a_document_only_where_json_is_asked_for() {
    let limits = Limits::default();
    assert_eq!(Document::read(b"12", &limits).unwrap_err().code(), "NOT_A_DOCUMENT");
    let d = Document::read_as(Syntax::Json, b" 12 ", &limits).unwrap();
    assert_eq!(
        (d.root().kind(), d.root().value(), d.root().path()),
        (Kind::Number, Some("12"), "/".to_owned())
    );
}

#[test]
fn a_byte_order_mark_is_kept_and_passed_over() {
    let d = read("\u{FEFF}[1]");
    assert_eq!(d.syntax(), Syntax::Json);
    assert_eq!(d.bytes().len(), 6);
    assert_eq!(d.root().span(), 3..6);
    assert_eq!(d.root().place().column, 1);
}

#[test]
fn keys_are_compared_decoded() {
    for (source, column) in [
        (r#"{"a":1,"a":2}"#, 8),
        (r#"{"a":1,"\u0061":2}"#, 8),
        (r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"b":0}"#, 56),
    ] {
        let error = Document::read(source.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!((error.code(), error.place.unwrap().column), ("JSON_DUPLICATE_KEY", column), "{source}");
    }
    read(r#"{"a":{"a":1},"A":[{"a":1},{"a":1}]}"#);
}

#[test]
fn cbor_becomes_the_same_tree() {
    // {"a": [1, -2, 1.5, true, null, h'0102'], "t": 0("x"), "m": {_ "k": (_ "x", "y")}}
    let bytes = [
        0xA3, 0x61, b'a', 0x86, 0x01, 0x21, 0xF9, 0x3E, 0x00, 0xF5, 0xF6, 0x42, 0x01, 0x02, 0x61, b't', 0xC0,
        0x61, b'x', 0x61, b'm', 0xBF, 0x61, b'k', 0x7F, 0x61, b'x', 0x61, b'y', 0xFF, 0xFF,
    ];
    let d = Document::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(d.syntax(), Syntax::Cbor);
    let a = d.root().get("a").unwrap();
    let values: Vec<_> = a.children().map(|n| (n.kind(), n.value())).collect();
    assert_eq!(
        values,
        [
            (Kind::Number, Some("1")),
            (Kind::Number, Some("-2")),
            (Kind::Number, Some("1.5")),
            (Kind::Bool, Some("true")),
            (Kind::Null, None),
            (Kind::Bytes, None)
        ]
    );
    assert_eq!(a.children().last().unwrap().bytes_value(), Some(&[1u8, 2][..]));
    assert_eq!(d.root().get("t").unwrap().value(), Some("x"));
    let k = d.root().get("m").unwrap().get("k").unwrap();
    assert_eq!((k.value(), k.path().as_str()), (Some("xy"), "/m/k"));
    assert_eq!((k.place().line, k.place().column), (1, 25));
    assert_eq!(d.bytes(), bytes);
}

#[test]
fn cbor_numbers_of_every_width() {
    for (bytes, text) in [
        (&[0x18u8, 0xFF][..], "255"),
        (&[0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "18446744073709551615"),
        (&[0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "-18446744073709551616"),
        (&[0xF9, 0x3C, 0x00], "1"),
        (&[0xF9, 0xC4, 0x00], "-4"),
        (&[0xF9, 0x00, 0x01], "5.9604645e-8"),
        (&[0xF9, 0x7B, 0xFF], "65504"),
        (&[0xFA, 0x47, 0xC3, 0x50, 0x00], "100000"),
        (&[0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A], "1.1"),
    ] {
        let d = Document::read_as(Syntax::Cbor, bytes, &Limits::default()).unwrap();
        assert_eq!(d.root().value(), Some(text));
    }
}
