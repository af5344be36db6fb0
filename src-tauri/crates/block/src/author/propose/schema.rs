//! The outline that a schema describes: an XML schema or a JSON schema, of one file.

use super::outline::{Branch, Outline, Typed, Value};
use document::{Document, Kind, Node, Syntax};
use std::collections::BTreeMap;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// Deepest nesting that is followed: types may hold themselves.
const DEEPEST: usize = 24;
/// Alternatives from which a choice is a list of forms: the first of them is proposed.
const FORMS: usize = 3;

/// The outline of a schema; `None` where the document is none.
pub(super) fn outline(document: &Document) -> Option<Outline> {
    let root = document.root();
    if root.kind() == Kind::Element {
        return (root.name() == Some("schema") && root.namespace() == Some(XSD)).then(|| xml(root))?;
    }
    let says = root.get("$schema").is_some_and(|node| node.text().contains("json-schema.org"));
    let shaped =
        root.get("properties").is_some() && root.get("type").is_some_and(|node| node.text() == "object");
    if !says && !shaped {
        return None;
    }
    let mut branch = json(root, root, "", 0);
    branch.repeats = false;
    Some(Outline { syntax: Syntax::Json, namespaces: BTreeMap::new(), root: branch })
}

struct Xsd<'d> {
    elements: BTreeMap<&'d str, Node<'d>>,
    types: BTreeMap<&'d str, Node<'d>>,
    groups: BTreeMap<&'d str, Node<'d>>,
    prefix: Option<String>,
    qualified: bool,
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn xml(root: Node<'_>) -> Option<Outline> {
    let named = |kind: &'static [&'static str]| {
        root.elements()
            .filter(move |node| node.name().is_some_and(|name| kind.contains(&name)))
            .filter_map(|node| Some((node.attribute("name")?, node)))
            .collect::<BTreeMap<_, _>>()
    };
    let target = root.attribute("targetNamespace");
    let xsd = Xsd {
        elements: named(&["element"]),
        types: named(&["complexType", "simpleType"]),
        groups: named(&["group", "attributeGroup"]),
        prefix: target.map(|_| "m".to_owned()),
        qualified: root.attribute("elementFormDefault") == Some("qualified"),
    };
    // The message is the global element with the most below it.
    let mut tops: Vec<Branch> =
        xsd.elements.values().filter_map(|node| xsd.element(*node, true, &mut Vec::new())).collect();
    tops.sort_by_key(size);
    let namespaces = target.map(|uri| ("m".to_owned(), uri.to_owned())).into_iter().collect();
    Some(Outline { syntax: Syntax::Xml, namespaces, root: tops.pop()? })
}

fn size(branch: &Branch) -> usize {
    1 + branch.branches.iter().map(size).sum::<usize>()
}

impl<'d> Xsd<'d> {
    fn element(&self, node: Node<'d>, global: bool, seen: &mut Vec<&'d str>) -> Option<Branch> {
        let repeats = node.attribute("maxOccurs").is_some_and(|most| most != "1" && most != "0");
        if let Some(reference) = node.attribute("ref") {
            let name = local(reference);
            let Some(node) = self.elements.get(name) else {
                // Another schema's element: a signature, mostly.
                return None;
            };
            let mut branch = self.element(*node, true, seen)?;
            branch.repeats |= repeats;
            return Some(branch);
        }
        let name = node.attribute("name")?;
        let step = match &self.prefix {
            Some(prefix) if global || self.qualified => format!("{prefix}:{name}"),
            _ => name.to_owned(),
        };
        let mut branch = Branch { step, name: name.to_owned(), repeats, ..Branch::default() };
        if seen.len() > DEEPEST {
            return Some(branch);
        }
        if let Some(of) = node.attribute("type") {
            self.of_type(of, &mut branch, seen);
        }
        for child in node.elements() {
            self.inside(child, &mut branch, seen);
        }
        if branch.branches.iter().all(|child| child.step.starts_with('@')) && branch.typed.is_none() {
            branch.empty = branch.values.is_empty() && node.elements().next().is_some();
            branch.typed = (!branch.empty).then_some(Typed::Text);
        }
        Some(branch)
    }

    fn of_type(&self, of: &'d str, branch: &mut Branch, seen: &mut Vec<&'d str>) {
        let name = local(of);
        if let Some(node) = self.types.get(name).copied() {
            if seen.contains(&name) || seen.len() > DEEPEST {
                return;
            }
            seen.push(name);
            self.inside(node, branch, seen);
            seen.pop();
            return;
        }
        branch.typed = Some(match name {
            "date" => Typed::Date,
            "dateTime" => Typed::Time,
            "decimal" | "double" | "float" => Typed::Decimal,
            "boolean" => Typed::Flag,
            "integer" | "int" | "long" | "short" | "positiveInteger" | "nonNegativeInteger"
            | "unsignedInt" | "byte" => Typed::Whole,
            _ => Typed::Text,
        });
    }

    /// What a part of a type says of the element that has it.
    fn inside(&self, node: Node<'d>, branch: &mut Branch, seen: &mut Vec<&'d str>) {
        match node.name().unwrap_or_default() {
            "element" => {
                if let Some(child) = self.element(node, false, seen) {
                    branch.adopt(child, true);
                }
            }
            "choice" => {
                let options: Vec<Node<'d>> =
                    node.elements().filter(|node| node.name() != Some("annotation")).collect();
                let forms = options.len() >= FORMS
                    && node.attribute("maxOccurs").is_none()
                    && options.iter().all(|option| {
                        option.name() == Some("element")
                            && option.attribute("type").is_some_and(|of| {
                                self.types
                                    .get(local(of))
                                    .is_some_and(|node| node.name() == Some("complexType"))
                            })
                    });
                for option in options.into_iter().take(if forms { 1 } else { usize::MAX }) {
                    self.inside(option, branch, seen);
                }
            }
            "attribute" => {
                if let Some(name) = node.attribute("name") {
                    let mut own =
                        Branch { step: format!("@{name}"), name: name.to_owned(), ..Branch::default() };
                    own.typed = Some(Typed::Text);
                    if let Some(of) = node.attribute("type") {
                        self.of_type(of, &mut own, seen);
                    }
                    own.values.extend(
                        node.attribute("fixed").map(|text| Value { text: text.to_owned(), quoted: true }),
                    );
                    branch.adopt(own, false);
                }
            }
            "enumeration" => {
                branch.values.extend(
                    node.attribute("value").map(|text| Value { text: text.to_owned(), quoted: true }),
                );
            }
            "group" | "attributeGroup" => {
                if let Some(group) =
                    node.attribute("ref").and_then(|name| self.groups.get(local(name))).copied()
                {
                    for child in group.elements() {
                        self.inside(child, branch, seen);
                    }
                }
            }
            "restriction" | "extension" => {
                if let Some(of) = node.attribute("base") {
                    self.of_type(of, branch, seen);
                }
                for child in node.elements() {
                    self.inside(child, branch, seen);
                }
            }
            "complexType" | "simpleType" | "sequence" | "all" | "complexContent" | "simpleContent" => {
                for child in node.elements() {
                    self.inside(child, branch, seen);
                }
            }
            _ => {}
        }
    }
}

fn json(root: Node<'_>, node: Node<'_>, step: &str, depth: usize) -> Branch {
    let mut branch = Branch { step: step.to_owned(), name: step.to_owned(), ..Branch::default() };
    branch.apart = ["proof", "signature", "signatures", "@context", "$schema"].contains(&step);
    if depth > DEEPEST || branch.apart {
        return branch;
    }
    say(root, node, &mut branch, depth);
    branch
}

/// What a schema says of the place that has it.
fn say(root: Node<'_>, node: Node<'_>, branch: &mut Branch, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    if let Some(reference) = node.get("$ref") {
        let text = reference.text().into_owned();
        let found =
            text.strip_prefix("#/").and_then(|path| path.split('/').try_fold(root, |at, step| at.get(step)));
        if let Some(found) = found {
            say(root, found, branch, depth + 1);
        }
    }
    for all in node.get("allOf").into_iter().flat_map(|list| list.children()) {
        say(root, all, branch, depth + 1);
    }
    for choice in ["oneOf", "anyOf"] {
        let first = node.get(choice).and_then(|list| list.children().next());
        if let Some(first) = first {
            say(root, first, branch, depth + 1);
        }
    }
    for property in node.get("properties").into_iter().flat_map(|list| list.children()) {
        let name = property.name().unwrap_or_default();
        branch.adopt(json(root, property, name, depth + 1), false);
    }
    if let Some(items) = node.get("items") {
        branch.repeats = true;
        say(root, items, branch, depth + 1);
    }
    let format = node.get("format").map(|node| node.text().into_owned()).unwrap_or_default();
    let of = node.get("type").map(|node| node.text().into_owned()).unwrap_or_default();
    let typed = match (of.as_str(), format.as_str()) {
        (_, "date") => Some(Typed::Date),
        (_, "date-time") => Some(Typed::Time),
        ("string", _) => Some(Typed::Text),
        ("number", _) => Some(Typed::Decimal),
        ("integer", _) => Some(Typed::Whole),
        ("boolean", _) => Some(Typed::Flag),
        _ => None,
    };
    branch.typed = branch.typed.or(typed);
    let texts = node.get("enum").into_iter().flat_map(|list| list.children()).chain(node.get("const"));
    for text in texts.filter(|text| text.kind() == Kind::String) {
        branch.values.push(Value { text: text.text().into_owned(), quoted: true });
    }
}
