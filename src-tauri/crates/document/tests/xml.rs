//! What an XML document becomes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::format_collect)] // a test may fail by panicking

use document::{Document, Kind, Limits, Node};

fn read(text: &str) -> Document {
    Document::read(text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn names_prefixes_and_namespaces_are_kept_as_written() {
    let d = read(
        r#"<a:r xmlns:a="urn:1" xmlns="urn:2" xmlns:b="urn:1" b:x="1" x="2" xml:lang="fr"><c xmlns=""/><a:c/><c/></a:r>"#,
    );
    let r = d.root();
    assert_eq!((r.prefix(), r.name(), r.namespace()), (Some("a"), Some("r"), Some("urn:1")));
    assert_eq!(r.namespaces(), [(Some("a"), "urn:1"), (None, "urn:2"), (Some("b"), "urn:1")]);
    let attributes: Vec<_> = r
        .attributes()
        .map(|a| (a.prefix().unwrap(), a.name().unwrap(), a.namespace(), a.value().unwrap()))
        .collect();
    assert_eq!(
        attributes,
        [
            ("b", "x", Some("urn:1"), "1"),
            ("", "x", None, "2"),
            ("xml", "lang", Some("http://www.w3.org/XML/1998/namespace"), "fr")
        ]
    );
    assert_eq!(r.attribute("x"), Some("2"), "an attribute without prefix is in no namespace");
    assert_eq!(r.attribute_ns("urn:1", "x"), Some("1"));
    assert_eq!(r.attribute("y"), None);
    let spaces: Vec<_> = r.elements().map(|e| e.namespace()).collect();
    assert_eq!(spaces, [None, Some("urn:1"), Some("urn:2")]);
    assert_eq!(r.elements().next().unwrap().namespaces(), [(None, "")]);
    assert_eq!(r.elements_named("c").count(), 3);
}

#[test]
fn a_prefix_may_be_declared_anew_and_again_after() {
    let d = read(r#"<p:a xmlns:p="1"><p:b xmlns:p="2"><p:c/></p:b><p:d/></p:a>"#);
    let names: Vec<_> = walk(d.root()).iter().map(|n| (n.name().unwrap(), n.namespace().unwrap())).collect();
    assert_eq!(names, [("a", "1"), ("b", "2"), ("c", "2"), ("d", "1")]);
}

fn walk(node: Node<'_>) -> Vec<Node<'_>> {
    let mut all = vec![node];
    for child in node.elements() {
        all.extend(walk(child));
    }
    all
}

#[test]
fn what_stands_outside_the_root_is_under_top() {
    let d = read(
        "\u{FEFF}<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>\n<!-- a --><?p  d?><r/>\n<!--b-->",
    );
    let kinds: Vec<_> = d.top().children().map(|n| (n.kind(), n.name(), n.value())).collect();
    assert_eq!(
        kinds,
        [
            (Kind::Comment, None, Some(" a ")),
            (Kind::Instruction, Some("p"), Some("d")),
            (Kind::Element, Some("r"), None),
            (Kind::Comment, None, Some("b"))
        ]
    );
    assert_eq!(d.top().kind(), Kind::Top);
    assert_eq!(d.root().parent(), Some(d.top()));
    assert_eq!(d.root().kind(), Kind::Element);
}

#[test]
fn text_is_decoded_and_joined_as_xpath_has_it() {
    let d =
        read("<r>a&amp;b<![CDATA[<&]]>&#x20AC;&#8364;\r\nc\rd&#13;&#10;<!--x-->e<i>f</i>g<![CDATA[]]></r>");
    let kinds: Vec<_> = d.root().children().map(|n| (n.kind(), n.value().unwrap_or("-"))).collect();
    assert_eq!(
        kinds,
        [
            (Kind::Text, "a&b<&\u{20AC}\u{20AC}\nc\nd\r\n"),
            (Kind::Comment, "x"),
            (Kind::Text, "e"),
            (Kind::Element, "-"),
            (Kind::Text, "g")
        ]
    );
    assert_eq!(d.root().text(), "a&b<&\u{20AC}\u{20AC}\nc\nd\r\nefg");
    assert_eq!(d.root().elements().next().unwrap().text(), "f");
    assert_eq!(read("<r><![CDATA[]]></r>").root().children().count(), 0);
    assert_eq!(read("<r>\r&#10;</r>").root().text(), "\n\n");
    assert_eq!(read("<r>a]b]]c]</r>").root().text(), "a]b]]c]");
    assert_eq!(read("<r>a]]<![CDATA[>]]></r>").root().text(), "a]]>");
}

#[test]
fn attribute_values_are_normalised_and_references_are_not() {
    let d = read("<r a='x\ty\r\nz\nw' b='&#9;&#10;&#13;&#32;' c='&quot;&apos;&lt;&gt;&amp;' d=''/>");
    let values: Vec<_> = d.root().attributes().map(|a| a.value().unwrap()).collect();
    assert_eq!(values, ["x y z w", "\t\n\r ", "\"'<>&", ""]);
}

#[test]
fn line_ends_in_comments_and_instructions_are_normalised() {
    let d = read("<r><!--a\r\nb\rc--><?p a\r\nb?></r>");
    let values: Vec<_> = d.root().children().map(|n| n.value().unwrap()).collect();
    assert_eq!(values, ["a\nb\nc", "a\nb"]);
}

#[test]
fn every_node_knows_its_bytes_its_line_and_its_path() {
    let source = "<?xml version=\"1.0\"?>\n<Envelope>\n  <Goods n='1'>é<b/></Goods>\n  <Goods id = \"7\"><w>5</w></Goods>\n</Envelope>";
    let d = read(source);
    let second = d.root().elements_named("Goods").nth(1).unwrap();
    assert_eq!(&source[second.span()], "<Goods id = \"7\"><w>5</w></Goods>");
    assert_eq!((second.place().line, second.place().column), (4, 3));
    assert_eq!(second.path(), "/Envelope/Goods[2]");
    let id = second.attributes().next().unwrap();
    assert_eq!(id.path(), "/Envelope/Goods[2]/@id");
    assert_eq!(&source[id.span()], "id = \"7\"");
    assert_eq!(id.parent(), Some(second));
    let w = second.get("w").unwrap();
    assert_eq!(w.path(), "/Envelope/Goods[2]/w");
    assert_eq!(w.children().next().unwrap().path(), "/Envelope/Goods[2]/w/text()");
    let b = d.root().get("Goods").unwrap().get("b").unwrap();
    assert_eq!((b.place().line, b.place().column), (3, 17), "columns count characters");
    assert_eq!(d.top().path(), "/");
    assert_eq!(d.node(w.id()), Some(w));
}

#[test]
fn places_are_right_in_one_long_line_too() {
    let body: String = (0..2_000).map(|n| format!("<é n='{n}'/>")).collect();
    let source = format!("\u{FEFF}<r>{body}</r>");
    let d = read(&source);
    for (n, e) in d.root().elements().enumerate() {
        let expected = source[..e.span().start].chars().count();
        assert_eq!(e.place().column as usize, expected, "element {n}: the byte order mark is no column");
        assert_eq!(e.place().line, 1);
    }
    let last = d.root().elements().last().unwrap();
    assert_eq!(last.path(), "/r/é[2000]");
}

#[test]
fn a_document_says_nothing_of_its_content_in_debug() {
    let d = read("<r secret='x'>y</r>");
    assert_eq!(format!("{d:?}"), "Document { syntax: Xml, bytes: 19, nodes: 4 }");
    assert_eq!(format!("{:?}", d.root()), "Element /r");
}
