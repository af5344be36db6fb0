//! The law: what was written is read back as the same tree.

use document::{Document, Kind, Node, Syntax, Tree};
use proptest::prelude::*;

/// The tree that a document is, comments and instructions left out.
fn tree(node: Node<'_>) -> Tree {
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    match node.kind() {
        Kind::Element => {
            let qualified = |n: &Node<'_>| match n.prefix() {
                Some("") | None => owned(n.name()),
                Some(prefix) => format!("{prefix}:{}", owned(n.name())),
            };
            let declared = node.namespaces().into_iter().map(|(prefix, uri)| {
                (prefix.map_or("xmlns".to_owned(), |p| format!("xmlns:{p}")), uri.to_owned())
            });
            let own = node.attributes().map(|a| (qualified(&a), owned(a.value())));
            Tree::Element {
                name: qualified(&node),
                attributes: declared.chain(own).collect(),
                children: node.children().map(tree).collect(),
            }
        }
        Kind::Text => Tree::Text(owned(node.value())),
        Kind::Object => Tree::Object(node.children().map(|c| (owned(c.name()), tree(c))).collect()),
        Kind::Array => Tree::Array(node.children().map(tree).collect()),
        Kind::String => Tree::String(owned(node.value())),
        Kind::Number => Tree::Number(owned(node.value())),
        Kind::Bool => Tree::Bool(node.value() == Some("true")),
        _ => Tree::Null,
    }
}

fn json(number: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        number.prop_map(Tree::Number),
        any::<String>().prop_map(Tree::String),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        let members = prop::collection::btree_map(any::<String>(), inner.clone(), 0..12);
        prop_oneof![
            prop::collection::vec(inner, 0..8).prop_map(Tree::Array),
            members.prop_map(|m| Tree::Object(m.into_iter().collect())),
        ]
    })
}

/// Text that XML can carry.
fn characters() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range(' ', '~'),
        1 => prop_oneof![Just('\t'), Just('\n'), Just('\r'), Just(']'), Just('>'), Just('&'), Just('<')],
        1 => any::<char>().prop_filter("XML has it", |c| {
            matches!(*c as u32, 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..)
        }),
    ];
    prop::collection::vec(c, 0..24).prop_map(|c| c.into_iter().collect())
}

fn xml() -> impl Strategy<Value = Tree> {
    let name = "[a-zé_][a-z0-9._é-]{0,6}";
    let attributes = prop::collection::btree_map(name.prop_filter("", |n| n != "xmlns"), characters(), 0..5);
    let element = (name, attributes, characters()).prop_map(|(name, attributes, text)| {
        let children = if text.is_empty() { vec![] } else { vec![Tree::Text(text)] };
        Tree::Element { name, attributes: attributes.into_iter().collect(), children }
    });
    element.prop_recursive(5, 48, 6, move |inner| {
        let attributes = prop::collection::btree_map("[a-z]{1,4}", characters(), 0..4);
        (name, attributes, prop::collection::vec(inner, 1..6), any::<bool>(), "[a-z]{1,3}").prop_map(
            |(name, attributes, children, namespaced, prefix)| {
                let mut attributes: Vec<_> = attributes.into_iter().collect();
                let mut name = name;
                if namespaced && prefix != "xml" {
                    attributes.insert(0, (format!("xmlns:{prefix}"), "urn:test".to_owned()));
                    name = format!("{prefix}:{name}");
                }
                Tree::Element { name, attributes, children }
            },
        )
    })
}

/// The tree without the white space that indenting adds.
fn unindented(tree: Tree) -> Tree {
    match tree {
        Tree::Element { name, attributes, children } => {
            let elements = children.iter().any(|c| matches!(c, Tree::Element { .. }));
            let blank = |c: &Tree| matches!(c, Tree::Text(t) if t.trim_matches([' ', '\n']).is_empty());
            let children = children.into_iter().filter(|c| !(elements && blank(c))).map(unindented).collect();
            Tree::Element { name, attributes, children }
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_is_read_as_it_was_written(t in json("-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?")) {
        let d = Document::of_tree(&t, Syntax::Json).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(tree(d.root()), t);
    }

    #[test]
    fn cbor_is_read_as_it_was_written(t in json("(0|-?[1-9][0-9]{0,17}|-?[1-9][0-9]{0,3}\\.[0-9]{0,8}[1-9])")) {
        let d = Document::of_tree(&t, Syntax::Cbor).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(tree(d.root()), t);
    }

    #[test]
    fn xml_is_read_as_it_was_written(t in xml()) {
        let d = Document::of_tree(&t, Syntax::Xml).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(unindented(tree(d.root())), t);
    }

    #[test]
    fn any_text_is_written_or_refused(text in any::<String>(), name in any::<String>()) {
        let t = Tree::Element { name, attributes: vec![("a".to_owned(), text.clone())], children: vec![Tree::Text(text)] };
        if let Ok(bytes) = t.to_xml() {
            let d = Document::read(&bytes, &document::Limits::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let text = d.root().text();
            prop_assert_eq!(d.root().attribute("a"), Some(text.as_ref()));
        }
    }
}
