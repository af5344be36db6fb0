//! Everything that is refused, each with its code and, where it matters, its place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::format_collect)] // a test may fail by panicking

use document::{Document, Limits, Syntax};

fn refusal(syntax: Syntax, bytes: &[u8]) -> document::ReadError {
    match Document::read_as(syntax, bytes, &Limits::default()) {
        Ok(_) => panic!("accepted: {:?}", String::from_utf8_lossy(bytes)),
        Err(error) => error,
    }
}

#[test]
fn xml_that_is_not_well_formed() {
    for (source, column) in [
        ("", 1),
        ("   ", 4),
        ("text", 1),
        ("<a>", 4),
        ("<a", 3),
        ("<a/><b/>", 5),
        ("<a/>x", 5),
        ("<a></b>", 4),
        ("<a></a:a>", 4),
        ("</a>", 1),
        ("<a></a></a>", 8),
        ("<a b/>", 5),
        ("<a b=c/>", 6),
        ("<a b='c'd='e'/>", 9),
        ("<a b='<'/>", 7),
        ("<a b='x' b='y'/>", 10),
        ("<a b='x/>", 10),
        ("<a>&nbsp;</a>", 4),
        ("<a>&amp</a>", 4),
        ("<a>& b;</a>", 4),
        ("<a>&#0;</a>", 4),
        ("<a>&#xD800;</a>", 4),
        ("<a>&#x110000;</a>", 4),
        ("<a>&#+65;</a>", 4),
        ("<a>&#;</a>", 4),
        ("<a b='&#1;'/>", 7),
        ("<a>\u{1}</a>", 4),
        ("<a>xy\u{FFFE}</a>", 6),
        ("<a b='\u{1}'/>", 7),
        ("<a>]]></a>", 4),
        ("<a><![CDATA[x</a>", 18),
        ("<a><!--x--y--></a>", 9),
        ("<a><!--x---></a>", 9),
        ("<a><!--x</a>", 13),
        ("<a><!--\u{B}--></a>", 8),
        ("<!--><a/>", 10),
        ("<a><?xml version='1.0'?></a>", 4),
        (" <?xml version='1.0'?><a/>", 2),
        ("<?XML x?><a/>", 1),
        ("<a><?p</a>", 11),
        ("<a><?p\"x\"?></a>", 7),
        ("<a><?p:q x?></a>", 7),
        ("<?xml?><a/>", 1),
        ("<?xml ?><a/>", 1),
        ("<?xml version='1.1'?><a/>", 16),
        ("<?xml encoding='utf-8'?><a/>", 1),
        ("<?xml standalone='yes' version='1.0'?><a/>", 0),
        ("<?xml version='1.0' standalone='maybe'?><a/>", 33),
        ("<?xml version='1.0'encoding='utf-8'?><a/>", 20),
        ("<1a/>", 2),
        ("<-a/>", 2),
        ("<a:/>", 4),
        ("<:a/>", 2),
        ("<a xmlns:b='u' b:c:d=''/>", 19),
        ("<a ></a >x", 10),
        ("<![CDATA[x]]><a/>", 0),
        ("<a><!ELEMENT x></a>", 0),
    ] {
        let error = refusal(Syntax::Xml, source.as_bytes());
        assert_eq!(error.code(), "XML_SYNTAX", "{source}");
        if column > 0 {
            assert_eq!(error.place.unwrap().column, column, "{source}: {error}");
        }
    }
}

#[test]
fn namespaces_that_are_not_well_formed() {
    for source in [
        "<p:a/>",
        "<a p:b='c'/>",
        "<xmlns:a/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='u' xmlns='v'/>",
        "<a xmlns='u' xmlns='u'/>",
        "<a xmlns:p='u' xmlns:p='v'/>",
        "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
        "<a><b xmlns:p='u'/><p:c/></a>",
    ] {
        assert_eq!(refusal(Syntax::Xml, source.as_bytes()).code(), "XML_SYNTAX", "{source}");
    }
    let fine = "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:b='1'/>";
    let d = Document::read(fine.as_bytes(), &Limits::default()).unwrap();
    assert!(d.root().namespaces().is_empty());
}

#[test]
fn document_types_and_other_encodings() {
    for source in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'x'><a/>",
    ] {
        assert_eq!(refusal(Syntax::Xml, source.as_bytes()).code(), "XML_DTD", "{source}");
    }
    let latin = refusal(Syntax::Xml, b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>");
    assert_eq!((latin.code(), latin.place.unwrap().column), ("NOT_UTF8", 31));
    let bytes = refusal(Syntax::Xml, b"<a>\n\xC3\xA9\xE9</a>");
    assert_eq!((bytes.code(), bytes.place.unwrap().line, bytes.place.unwrap().column), ("NOT_UTF8", 2, 2));
    let read = |bytes: &[u8]| Document::read(bytes, &Limits::default()).unwrap_err().code();
    assert_eq!(read(b"\xFF\xFE<\0a\0"), "NOT_UTF8");
    assert_eq!(read(b"\xFE\xFF\0<\0a"), "NOT_UTF8");
    assert_eq!(read(b"{\"a\":\"\xFF\"}"), "NOT_UTF8");
    for bytes in [&b""[..], b"   ", b"%PDF-1.7", b"PK\x03\x04", b"12", b"\"x\"", b"\0\0\0"] {
        assert_eq!(read(bytes), "NOT_A_DOCUMENT", "{bytes:?}");
    }
}

#[test]
fn json_that_is_not_json() {
    for (source, column) in [
        ("", 1),
        ("{", 2),
        ("[", 2),
        ("[1", 3),
        ("[1,]", 4),
        ("[,1]", 2),
        ("{\"a\"}", 5),
        ("{\"a\":}", 6),
        ("{\"a\":1,}", 8),
        ("{a:1}", 2),
        ("{'a':1}", 2),
        ("[1] 2", 5),
        ("[1]]", 4),
        ("[1}", 3),
        ("{\"a\":1]", 7),
        ("[01]", 2),
        ("[-]", 2),
        ("[1.]", 2),
        ("[.5]", 2),
        ("[+1]", 2),
        ("[1e]", 2),
        ("[0x1]", 3),
        ("[NaN]", 2),
        ("[tru]", 2),
        ("[truee]", 6),
        ("[\"a]", 5),
        ("[\"a\tb\"]", 4),
        ("[\"a\nb\"]", 4),
        ("[\"\\x41\"]", 3),
        ("[\"\\u12\"]", 3),
        ("[\"\\u12G4\"]", 3),
        ("[\"\\u+123\"]", 3),
        ("[\"\\ud800\"]", 3),
        ("[\"\\udc00\"]", 3),
        ("[\"\\ud800\\u0041\"]", 3),
        ("[\"\\ud800\\ud800\"]", 3),
        ("[\"\\uD83D", 3),
        ("[\"\\", 3),
        ("// x\n[1]", 1),
        ("[1\u{A0}]", 3),
    ] {
        let error = refusal(Syntax::Json, source.as_bytes());
        assert_eq!(error.code(), "JSON_SYNTAX", "{source}");
        assert_eq!(error.place.unwrap().column, column, "{source}: {error}");
    }
}

#[test]
fn cbor_that_is_not_read() {
    for (bytes, code) in [
        (&[][..], "CBOR_SYNTAX"),
        (&[0xA1], "CBOR_SYNTAX"),
        (&[0xA1, 0x61, b'a'], "CBOR_SYNTAX"),
        (&[0xA1, 0xF5, 0x02], "CBOR_SYNTAX"),
        (&[0xA1, 0x41, b'a', 0x02], "CBOR_SYNTAX"),
        (&[0xA2, 0x01, 0x02, 0x61, b'1', 0x03], "CBOR_DUPLICATE_KEY"),
        (&[0xA2, 0x61, b'a', 0x01, 0x61, b'a', 0x02], "CBOR_DUPLICATE_KEY"),
        (&[0xA2, 0x61, b'a', 0x01, 0x7F, 0x61, b'a', 0xFF, 0x02], "CBOR_DUPLICATE_KEY"),
        (&[0x82, 0x01], "CBOR_SYNTAX"),
        (&[0x9F, 0x01], "CBOR_SYNTAX"),
        (&[0x80, 0x00], "CBOR_SYNTAX"),
        (&[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "CBOR_SYNTAX"),
        (&[0x81, 0x7B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "CBOR_SYNTAX"),
        (&[0x81, 0x61, 0xFF], "CBOR_SYNTAX"),
        (&[0x81, 0xF7], "CBOR_SYNTAX"),
        (&[0x81, 0xE0], "CBOR_SYNTAX"),
        (&[0x81, 0xFF], "CBOR_SYNTAX"),
        (&[0xBF, 0x61, b'a', 0xFF], "CBOR_SYNTAX"),
        (&[0x81, 0xF9, 0x7C, 0x00], "CBOR_SYNTAX"),
        (&[0x81, 0xFB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], "CBOR_SYNTAX"),
        (&[0xC0], "CBOR_SYNTAX"),
        (&[0x1C], "CBOR_SYNTAX"),
    ] {
        assert_eq!(refusal(Syntax::Cbor, bytes).code(), code, "{bytes:02X?}");
    }
}

#[test]
fn limits_hold_in_every_syntax() {
    let limits = Limits { bytes: 400, depth: 5, nodes: 40 };
    let code = |bytes: &[u8]| Document::read(bytes, &limits).map_or_else(|e| e.code(), |_| "");
    let deep =
        |n: usize| (format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)), "[".repeat(n) + &"]".repeat(n));
    assert_eq!((code(deep(5).0.as_bytes()), code(deep(5).1.as_bytes())), ("", ""));
    assert_eq!((code(deep(6).0.as_bytes()), code(deep(6).1.as_bytes())), ("TOO_DEEP", "TOO_DEEP"));
    assert_eq!(code(&[0x81; 5]), "CBOR_SYNTAX");
    assert_eq!(code(&[0x81; 6]), "TOO_DEEP");
    assert_eq!(code(format!("[{}1]", "1,".repeat(39)).as_bytes()), "TOO_MANY_NODES");
    assert_eq!(code(format!("[{}1]", "1,".repeat(38)).as_bytes()), "");
    assert_eq!(code(format!("<a>{}</a>", "<b/>".repeat(39)).as_bytes()), "TOO_MANY_NODES");
    assert_eq!(code(format!("<a>{}</a>", "<b/>".repeat(38)).as_bytes()), "");
    let attributes: String = (0..39).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(code(format!("<a{attributes}/>").as_bytes()), "TOO_MANY_NODES");
    let namespaces: String = (0..39).map(|n| format!(" xmlns:a{n}='u'")).collect();
    let roomy = Limits { bytes: 4_000, ..limits };
    let error = Document::read(format!("<a{namespaces}/>").as_bytes(), &roomy).unwrap_err();
    assert_eq!(error.code(), "TOO_MANY_NODES");
    assert_eq!(code(&[b' '; 401]), "TOO_LARGE");
}

#[test]
fn nobody_can_ask_for_endless_depth_or_a_crowd_of_attributes() {
    let endless = Limits { bytes: usize::MAX, depth: u32::MAX, nodes: u32::MAX };
    let code = |text: String| Document::read(text.as_bytes(), &endless).map_or_else(|e| e.code(), |_| "");
    assert_eq!(code("<a>".repeat(500_000)), "TOO_DEEP");
    assert_eq!(code("[".repeat(500_000)), "TOO_DEEP");
    assert_eq!(code("{\"a\":".repeat(500_000)), "TOO_DEEP");
    let bytes = vec![0x81u8; 500_000];
    assert_eq!(Document::read(&bytes, &endless).unwrap_err().code(), "TOO_DEEP");
    let tags = vec![0xC0u8; 500_000];
    assert_eq!(Document::read(&tags, &endless).unwrap_err().code(), "CBOR_SYNTAX");
    let crowd = |n: usize| (0..n).map(|n| format!(" a{n}=''")).collect::<String>();
    assert_eq!(code(format!("<a{}/>", crowd(256))), "");
    assert_eq!(code(format!("<a{}/>", crowd(257))), "TOO_MANY_NODES");
    let nested: String = (0..200).map(|n| format!("<a xmlns:p{n}='u' xmlns:q{n}='v'>")).collect();
    assert_eq!(code(nested), "TOO_MANY_NODES");
}
