//! Compares our reading of XML with another reader's.

use document::{Document, Kind, Limits, Node};
use std::fmt::Write;

/// Reads with both; gives a difference, if there is one. Where we refuse, there is none: being stricter
/// is allowed (and tested elsewhere).
pub fn difference(bytes: &[u8]) -> Option<String> {
    let Ok(ours) = Document::read_as(document::Syntax::Xml, bytes, &Limits::default()) else { return None };
    let text = std::str::from_utf8(bytes).unwrap();
    let theirs = match roxmltree::Document::parse(text) {
        Ok(theirs) => theirs,
        Err(error) => return Some(format!("the other reader refuses: {error}")),
    };
    let (mut a, mut b) = (String::new(), String::new());
    show_ours(ours.top(), &mut a);
    show_theirs(theirs.root(), &mut b);
    (a != b).then(|| format!("ours:\n{a}\ntheirs:\n{b}"))
}

/// Line ends are compared loosely: the other reader leaves carriage returns in comments, instructions and
/// after references, where XML 1.0 section 2.11 does not. Our own tests say what is right.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn show_ours(node: Node<'_>, out: &mut String) {
    for child in node.children() {
        match child.kind() {
            Kind::Element => {
                let _ = writeln!(out, "<{:?} {:?}", child.namespace().unwrap_or(""), child.name());
                for a in child.attributes() {
                    let _ =
                        writeln!(out, " {:?} {:?} {:?}", a.namespace().unwrap_or(""), a.name(), a.value());
                }
                show_ours(child, out);
                out.push_str(">\n");
            }
            kind => {
                let value = lines(child.value().unwrap_or(""));
                let _ = writeln!(out, "{kind:?} {:?} {value:?}", child.name());
            }
        }
    }
}

fn show_theirs(node: roxmltree::Node<'_, '_>, out: &mut String) {
    for child in node.children() {
        if child.is_element() {
            let tag = child.tag_name();
            let _ = writeln!(out, "<{:?} {:?}", tag.namespace().unwrap_or(""), Some(tag.name()));
            for a in child.attributes() {
                let namespace = a.namespace().unwrap_or("");
                let _ = writeln!(out, " {:?} {:?} {:?}", namespace, Some(a.name()), Some(a.value()));
            }
            show_theirs(child, out);
            out.push_str(">\n");
        } else if child.is_text() {
            let text = lines(child.text().unwrap_or(""));
            if !text.is_empty() {
                let _ = writeln!(out, "Text {:?} {text:?}", None::<&str>);
            }
        } else if child.is_comment() {
            let _ = writeln!(out, "Comment {:?} {:?}", None::<&str>, lines(child.text().unwrap_or("")));
        } else if let Some(pi) = child.pi().filter(|pi| pi.target != "xml") {
            // (It takes a declaration with a line end after `<?xml` for an instruction.)
            let value = lines(pi.value.unwrap_or(""));
            let _ = writeln!(out, "Instruction {:?} {value:?}", Some(pi.target));
        }
    }
}
