//! What a signature covers, and that nothing else stands where it could be taken for it.

use super::DSIG;
use super::xades::holds_properties;
use crate::facts::Form;
use crate::open::{descendants, is_signature};
use document::{Document, Kind, Node, NodeId};
use std::collections::BTreeMap;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

fn refuse<T>(why: &'static str, at: Node<'_>) -> Result<T, Form> {
    Err(Form::NotCovered { why, at: at.path() })
}

/// All elements that carry an ID. Any attribute `id`, `Id` or `ID` counts, of whatever namespace; two
/// with one value are refused, because readers differ in which they find.
pub(super) fn ids(document: &Document) -> Result<BTreeMap<&str, Node<'_>>, Form> {
    let mut found = BTreeMap::new();
    for element in descendants(document.root()).filter(|node| node.kind() == Kind::Element) {
        for attribute in element.attributes().filter(|one| matches!(one.name(), Some("id" | "Id" | "ID"))) {
            if found.insert(attribute.value().unwrap_or_default(), element).is_some() {
                return refuse("an ID stands twice", element);
            }
        }
    }
    Ok(found)
}

/// The element at a path of local names from the root. Every step must be there exactly once.
pub(super) fn at_path<'d>(document: &'d Document, path: &str) -> Result<Node<'d>, Form> {
    let missing =
        || Form::NotCovered { why: "the covered element is not where it has to be", at: format!("/{path}") };
    let path = path.trim_matches('/');
    let mut at = document.root();
    if path.is_empty() {
        // The whole message.
        return Ok(at);
    }
    let mut steps = path.split('/');
    if at.name() != steps.next() {
        return Err(missing());
    }
    for step in steps {
        // The qualifying properties of a signature stand in an Object of their own, beside what it envelops.
        let own = |one: &Node<'d>| !(is_signature(&at) && step == "Object" && holds_properties(*one));
        let mut named = at.elements_named(step).filter(own);
        let next = named.next().ok_or_else(missing)?;
        if let Some(second) = named.next() {
            return refuse("an element on the way to the covered one stands twice", second);
        }
        at = next;
    }
    Ok(at)
}

/// Whether `inner` is `outer` or stands in it.
pub(super) fn within(inner: Node<'_>, outer: NodeId) -> bool {
    let mut at = Some(inner);
    while let Some(node) = at {
        if node.id() == outer {
            return true;
        }
        at = node.parent();
    }
    false
}

/// The one element in an Object that has nothing else in it.
pub(super) fn enveloped_element(object: Node<'_>) -> Option<Node<'_>> {
    let mut inner = object.elements();
    let only = inner.next().filter(|_| inner.next().is_none())?;
    let rest = object.children().filter(|child| *child != only);
    rest.into_iter()
        .all(|child| match child.kind() {
            Kind::Comment => true,
            Kind::Text => child.value().is_none_or(|text| text.trim_ascii().is_empty()),
            _ => false,
        })
        .then_some(only)
}

/// The one covered element that contains all the others.
pub(super) fn outermost<'d>(covered: &[Node<'d>]) -> Option<Node<'d>> {
    covered.iter().copied().find(|outer| covered.iter().all(|inner| within(*inner, outer.id())))
}

/// Above the content there is only the way to it, the signatures of the profile, and what means nothing:
/// white space, comments, namespace declarations, schema hints.
pub(super) fn nothing_beside(content: Node<'_>, signatures: &[Node<'_>]) -> Result<(), Form> {
    let mut below = content;
    while let Some(above) = below.parent() {
        for attribute in above.attributes() {
            if !matches!(attribute.namespace(), Some(XSI | XML)) {
                return refuse("an attribute outside the covered element", attribute);
            }
        }
        for child in above.children() {
            let harmless = match child.kind() {
                Kind::Comment => true,
                Kind::Text => child.value().is_none_or(|text| text.trim_ascii().is_empty()),
                Kind::Element => {
                    child == below || (child.namespace() == Some(DSIG) && signatures.contains(&child))
                }
                _ => false,
            };
            if !harmless {
                return refuse("content outside the covered element", child);
            }
        }
        below = above;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // tests
mod tests {
    use super::*;
    use document::Limits;

    fn read(xml: &str) -> Document {
        Document::read(xml.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn a_path_leads_to_one_element_or_nowhere() {
        assert_eq!(at_path(&read("<a><b><c/></b></a>"), "a/b/c").unwrap().path(), "/a/b/c");
        assert_eq!(
            at_path(&read("<a><b/></a>"), "").unwrap().path(),
            "/a",
            "an empty path is the whole message"
        );
        for twice in ["<a><b><c/><c/></b></a>", "<a><b/><b><c/></b></a>", "<a><b><c/></b><b/></a>"] {
            assert!(at_path(&read(twice), "a/b/c").is_err(), "{twice}");
        }
        for missing in ["<x><b><c/></b></x>", "<a><c/></a>", "<a><b/></a>", "<a><x><b><c/></b></x></a>"] {
            assert!(at_path(&read(missing), "a/b/c").is_err(), "{missing}");
        }
    }

    #[test]
    fn an_id_stands_once_whatever_its_spelling() {
        assert_eq!(ids(&read(r#"<a id="1"><b Id="2"/><c ID="3"/><d other="1"/></a>"#)).unwrap().len(), 3);
        for twice in [
            r#"<a id="1"><b id="1"/></a>"#,
            r#"<a id="1"><b ID="1"/></a>"#,
            r#"<a id="1"><b xml:id="1"/></a>"#,
        ] {
            assert!(ids(&read(twice)).is_err(), "{twice}");
        }
    }
}
