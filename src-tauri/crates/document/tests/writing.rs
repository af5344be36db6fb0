//! The way back: what is written, and what is refused.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

use document::{Document, Limits, Syntax, Tree};

fn element(name: &str, attributes: &[(&str, &str)], children: Vec<Tree>) -> Tree {
    let attributes = attributes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Tree::Element { name: name.to_owned(), attributes, children }
}

fn text(t: &str) -> Tree {
    Tree::Text(t.to_owned())
}

#[test]
fn xml_is_indented_except_where_white_space_would_mean_something() {
    let tree = element(
        "p:r",
        &[("xmlns:p", "urn:x"), ("a", "1 < 2 & \"3\"\t\n\r'")],
        vec![
            element("e", &[], vec![text("a & b < c > d\r\n")]),
            element("m", &[], vec![text("x"), element("i", &[], vec![element("j", &[], vec![])]), text("y")]),
            element("z", &[], vec![]),
            element("o", &[], vec![element("n", &[], vec![text("")])]),
        ],
    );
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <p:r xmlns:p=\"urn:x\" a=\"1 &lt; 2 &amp; &quot;3&quot;&#9;&#10;&#13;'\">\n\
        \x20 <e>a &amp; b &lt; c &gt; d&#13;\n</e>\n\
        \x20 <m>x<i><j/></i>y</m>\n\
        \x20 <z/>\n\
        \x20 <o>\n\
        \x20   <n/>\n\
        \x20 </o>\n\
        </p:r>\n";
    assert_eq!(String::from_utf8(tree.to_xml().unwrap()).unwrap(), expected);
    let d = Document::of_tree(&tree, Syntax::Xml).unwrap();
    assert_eq!(d.root().attribute("a"), Some("1 < 2 & \"3\"\t\n\r'"));
    assert_eq!(d.root().get("e").unwrap().text(), "a & b < c > d\r\n");
}

#[test]
fn json_is_compact_and_escapes_what_it_must() {
    let tree = Tree::Object(vec![
        ("a\"\\".to_owned(), Tree::String("\u{0}\u{1f}\u{8}\n\r\t/é\u{2028}😀".to_owned())),
        (
            "n".to_owned(),
            Tree::Array(vec![
                Tree::Number("-1.50e+3".to_owned()),
                Tree::Bool(true),
                Tree::Bool(false),
                Tree::Null,
            ]),
        ),
        ("o".to_owned(), Tree::Object(vec![])),
    ]);
    let written = String::from_utf8(tree.to_json().unwrap()).unwrap();
    assert_eq!(
        written,
        "{\"a\\\"\\\\\":\"\\u0000\\u001f\\u0008\\n\\r\\t/é\u{2028}😀\",\"n\":[-1.50e+3,true,false,null],\"o\":{}}"
    );
}

#[test]
fn cbor_is_definite_and_shortest() {
    let tree = Tree::Object(vec![
        ("a".to_owned(), Tree::Array(vec![Tree::Number("23".to_owned()), Tree::Number("-500".to_owned())])),
        ("b".to_owned(), Tree::Number("1.5".to_owned())),
        ("c".to_owned(), Tree::String("é".to_owned())),
        ("d".to_owned(), Tree::Null),
    ]);
    let expected = [
        0xA4, 0x61, b'a', 0x82, 0x17, 0x39, 0x01, 0xF3, 0x61, b'b', 0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0x61,
        b'c', 0x62, 0xC3, 0xA9, 0x61, b'd', 0xF6,
    ];
    assert_eq!(tree.to_cbor().unwrap(), expected);
}

#[test]
fn what_a_syntax_cannot_carry_is_refused() {
    let root = |attributes: &[(&str, &str)], child: Tree| element("r", attributes, vec![child]);
    let many = |depth: usize| (0..depth).fold(text("x"), |inner, _| element("e", &[], vec![inner]));
    let xml: Vec<(Tree, &str)> = vec![
        (root(&[], text("\u{1}")), "WRITE_CHARACTER"),
        (root(&[("a", "\u{FFFF}")], text("")), "WRITE_CHARACTER"),
        (root(&[], text("\u{0}")), "WRITE_CHARACTER"),
        (root(&[], element("1e", &[], vec![])), "WRITE_NAME"),
        (root(&[], element("", &[], vec![])), "WRITE_NAME"),
        (root(&[], element("a b", &[], vec![])), "WRITE_NAME"),
        (root(&[], element("a><b", &[], vec![])), "WRITE_NAME"),
        (root(&[("a:b:c", "")], text("")), "WRITE_NAME"),
        (root(&[("a", "1"), ("a", "2")], text("")), "WRITE_DUPLICATE"),
        (root(&[("p:a", "1")], text("")), "WRITE_NAMESPACE"),
        (root(&[("xmlns:p", "")], text("")), "WRITE_NAMESPACE"),
        (root(&[("xmlns:xml", "u")], text("")), "WRITE_NAMESPACE"),
        (root(&[], element("p:e", &[], vec![])), "WRITE_NAMESPACE"),
        (root(&[], Tree::Null), "WRITE_SHAPE"),
        (Tree::Object(vec![]), "WRITE_SHAPE"),
        (text("x"), "WRITE_SHAPE"),
        (many(257), "WRITE_TOO_DEEP"),
    ];
    for (tree, code) in xml {
        assert_eq!(tree.to_xml().unwrap_err().code(), code);
    }
    many(256).to_xml().unwrap();
    let number = |n: &str| Tree::Array(vec![Tree::Number(n.to_owned())]);
    let twice = Tree::Object(vec![("a".to_owned(), Tree::Null), ("a".to_owned(), Tree::Null)]);
    for (tree, code) in [
        (number("1."), "WRITE_NUMBER"),
        (number("NaN"), "WRITE_NUMBER"),
        (number(""), "WRITE_NUMBER"),
        (number("1,5"), "WRITE_NUMBER"),
        (number(" 1"), "WRITE_NUMBER"),
        (twice, "WRITE_DUPLICATE"),
        (text("x"), "WRITE_SHAPE"),
        (element("e", &[], vec![]), "WRITE_SHAPE"),
    ] {
        assert_eq!(tree.to_json().unwrap_err().code(), code, "{tree:?}");
        assert_eq!(tree.to_cbor().unwrap_err().code(), code, "{tree:?}");
    }
    for n in ["0.1234567890123456", "18446744073709551616", "1e400", "1e-400"] {
        assert_eq!(number(n).to_cbor().unwrap_err().code(), "WRITE_NUMBER", "{n}");
        number(n).to_json().unwrap();
    }
    let error = root(&[], element("a", &[], vec![text("\u{2}")])).to_xml().unwrap_err();
    assert_eq!(error.path, "/r/a");
    let error = Tree::Object(vec![("k".to_owned(), number("x"))]).to_json().unwrap_err();
    assert_eq!(error.path, "/k/1");
}

#[test]
fn two_prefixes_of_one_namespace_are_caught_by_reading_back() {
    let tree = element("r", &[("xmlns:p", "u"), ("xmlns:q", "u"), ("p:a", "1"), ("q:a", "2")], vec![]);
    assert_eq!(Document::of_tree(&tree, Syntax::Xml).unwrap_err().code(), "WRITE_READ_BACK");
    assert!(Document::read(&tree.to_xml().unwrap(), &Limits::default()).is_err());
}
