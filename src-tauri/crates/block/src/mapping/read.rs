//! One walk over a document: canonical value, sources, problems, and what was not used.

use super::{
    drift,
    links::{Added, Copies, Mention, pointer},
    place::{Place, Step},
    shape::{Constant, Fixed, Group, How, Join, Line, Mapping, Part, Via, take_apart},
    spelling::{Spelling, Taken},
};
use crate::{
    Problem, Source, Unused,
    schema::{Field, Type},
};
use document::{Document, Kind, Node, NodeId};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// What a walk collects.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub value: Map<String, Value>,
    pub sources: Vec<Source>,
    pub problems: Vec<Problem>,
    pub unused: Vec<Unused>,
    used: HashSet<NodeId>,
    touched: HashSet<NodeId>,
    ignored: HashSet<NodeId>,
    pub(super) copies: BTreeMap<String, Copies>,
    pub(super) links: Vec<Mention>,
}

/// Reads a document whose root is `root`.
pub(crate) fn read(mapping: &Mapping, root: Node<'_>) -> Walk {
    let mut walk = Walk::default();
    match walk.enter(mapping, root) {
        Some(at) => {
            let mut value = Map::new();
            walk.parts(mapping, &mapping.parts, &[at], &mut value, "");
            walk.value = value;
            walk.resolve(mapping);
        }
        None => walk.problem("ROOT_DIFFERS", "", Some(root), &[]),
    }
    walk.required(mapping.fields);
    for rule in &mapping.ignored {
        let from = if rule.absolute { Some(root) } else { walk.enter(mapping, root) };
        if let Some(from) = from {
            drift::ignore(
                from,
                &rule.steps,
                rule.absolute && root.kind() == Kind::Element,
                &mut walk.ignored,
            );
        }
    }
    walk.unused = drift::unused(root, &walk.used, &walk.touched, &walk.ignored);
    walk
}

impl Walk {
    /// From the root to where the mapping begins.
    fn enter<'d>(&mut self, mapping: &Mapping, root: Node<'d>) -> Option<Node<'d>> {
        self.touched.insert(root.id());
        let mut steps = mapping.root.iter();
        if root.kind() == Kind::Element && !steps.next().is_some_and(|first| first.is(&root)) {
            return None;
        }
        let mut at = root;
        for step in steps {
            at = self.step(at, step)?;
        }
        Some(at)
    }

    fn down<'d>(&mut self, from: Node<'d>, steps: &[Step]) -> Option<Node<'d>> {
        let mut at = from;
        for step in steps {
            at = self.step(at, step)?;
        }
        Some(at)
    }

    /// One step down, noted.
    fn step<'d>(&mut self, from: Node<'d>, step: &Step) -> Option<Node<'d>> {
        let at = step.first(from)?;
        self.touch(step, at, from);
        Some(at)
    }

    /// Notes a node that a step led to, the key by which it was chosen, and the list it stands in.
    fn touch(&mut self, step: &Step, at: Node<'_>, from: Node<'_>) {
        self.touched.insert(at.id());
        let Some(only) = &step.only else { return };
        if let Some(list) = at.parent().filter(|list| list.id() != from.id()) {
            self.touched.insert(list.id());
        }
        let mut key = at;
        for step in &only.key {
            let Some(next) = step.first(key) else { return };
            self.touched.insert(next.id());
            key = next;
        }
        self.used.insert(key.id());
    }

    fn find<'d>(&mut self, levels: &[Node<'d>], place: &Place) -> Option<Node<'d>> {
        let base = levels.iter().rev().nth(place.up)?;
        self.down(*base, &place.steps)
    }

    fn parts(
        &mut self,
        mapping: &Mapping,
        parts: &[Part],
        levels: &[Node<'_>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(base) = levels.last().copied() else { return };
        for part in parts {
            match part {
                Part::Fixed(fixed) => self.fixed(fixed, base),
                Part::Given(given) => {
                    self.put(into, &given.field, given.value.clone(), prefix, None);
                }
                Part::Line(line) => self.line(mapping, line, levels, into, prefix),
                Part::Join(join) => self.join(join, base, into, prefix),
                Part::Group(group) => self.group(mapping, group, levels, into, prefix),
                Part::Via(via) => self.via(mapping, via, base, into, prefix),
            }
        }
    }

    fn fixed(&mut self, fixed: &Fixed, base: Node<'_>) {
        let Some(node) = self.down(base, &fixed.place) else {
            self.problem(
                "FIXED_MISSING",
                "",
                Some(base),
                &[("wanted", &super::place::written(&fixed.place))],
            );
            return;
        };
        let same = match &fixed.value {
            Constant::One(scalar) => {
                self.used.insert(node.id());
                node.text().trim() == scalar.text()
            }
            Constant::List(list) => {
                let found: Vec<Node<'_>> = match node.kind() {
                    Kind::Array => node.children().collect(),
                    _ => vec![node],
                };
                self.used.extend(found.iter().map(Node::id));
                found.len() == list.len() && found.iter().zip(list).all(|(node, s)| node.text() == s.text())
            }
        };
        if !same {
            let wanted = match &fixed.value {
                Constant::One(scalar) => scalar.text(),
                Constant::List(list) => {
                    list.iter().map(super::spelling::Scalar::text).collect::<Vec<_>>().join(", ")
                }
            };
            let found: String = node.text().trim().chars().take(80).collect();
            self.problem("FIXED_DIFFERS", "", Some(node), &[("wanted", &wanted), ("found", &found)]);
        }
    }

    fn line(
        &mut self,
        mapping: &Mapping,
        line: &Line,
        levels: &[Node<'_>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let field = named(prefix, &line.field);
        match &line.how {
            How::Plain => {
                for (turn, place) in line.places.iter().enumerate() {
                    let Some(node) = self.find(levels, place) else { continue };
                    if turn > 0 && is_structure(node) {
                        continue; // the other way to write it: one value where this message has a structure
                    }
                    if let Some(value) = self.scalar(&line.spelling, node, &field) {
                        self.put(into, &line.field, value, prefix, Some(node));
                        return;
                    }
                }
            }
            How::Present => {
                let found = line.places.iter().find_map(|place| self.find(levels, place));
                if let Some(node) = found.filter(|node| node.kind() != Kind::Null) {
                    self.put(into, &line.field, Value::Bool(true), prefix, Some(node));
                    if node.kind() == Kind::Bool {
                        self.used.insert(node.id());
                    }
                }
            }
            How::Pieces(between) => {
                let mut pieces = Vec::new();
                let mut first = None;
                for place in &line.places {
                    let Some(node) = self.find(levels, place) else { continue };
                    if let Some(Value::String(piece)) = self.scalar(&line.spelling, node, &field) {
                        first = first.or(Some(node));
                        pieces.push(piece);
                    }
                }
                if !pieces.is_empty() {
                    self.put(into, &line.field, Value::String(pieces.join(between)), prefix, first);
                }
            }
            How::By { group, by } => {
                let Some(node) = line.places.iter().find_map(|place| self.find(levels, place)) else {
                    return;
                };
                let Type::Link { key, .. } = line.spelling.of else { return };
                if let Some(Value::String(text)) = self.scalar(&line.spelling, node, &field) {
                    self.links.push(Mention {
                        group: group.clone(),
                        by: by.clone(),
                        key,
                        text,
                        pointer: pointer(prefix, &line.field),
                        field: field.clone(),
                        path: node.path(),
                        line: node.place().line,
                    });
                    self.source(field, node);
                }
            }
            How::Copy { group } => {
                let Some(node) = line.places.iter().find_map(|place| self.find(levels, place)) else {
                    return;
                };
                let (Type::Link { key, .. }, Some(parts)) = (line.spelling.of, mapping.copied.get(group))
                else {
                    return;
                };
                let at = self.copies.get(group).map_or(0, Copies::len);
                let (sources, problems) = (self.sources.len(), self.problems.len());
                let mut entry = Map::new();
                self.parts(mapping, parts, &[node], &mut entry, &format!("{group}[{at}]"));
                let id = entry.get(key).cloned();
                match self.copies.entry(group.clone()).or_default().add(id.as_ref(), entry) {
                    Added::New => {}
                    // What this copy says has been said by the first one.
                    Added::Again => {
                        self.sources.truncate(sources);
                        self.problems.truncate(problems);
                    }
                    Added::Differs => {
                        self.sources.truncate(sources);
                        self.problem("SOURCES_DISAGREE", group, Some(node), &[]);
                    }
                }
                if let Some(id) = id {
                    self.put(into, &line.field, id, prefix, Some(node));
                }
            }
        }
    }

    fn scalar(&mut self, spelling: &Spelling, node: Node<'_>, field: &str) -> Option<Value> {
        match spelling.read(node) {
            Ok(taken) => {
                self.used.insert(node.id());
                let Taken { value, time_dropped } = taken?;
                if time_dropped {
                    self.problem("TIME_NOT_KEPT", field, Some(node), &[("found", node.text().trim())]);
                }
                Some(value)
            }
            Err(trouble) => {
                if !matches!(node.kind(), Kind::Object | Kind::Array) {
                    self.used.insert(node.id());
                }
                let values = [("found", trouble.found.as_str()), ("wanted", trouble.wanted.as_str())];
                self.problem(trouble.code, field, Some(node), &values);
                None
            }
        }
    }

    fn join(&mut self, join: &Join, base: Node<'_>, into: &mut Map<String, Value>, prefix: &str) {
        let Some(node) = self.down(base, &join.place) else { return };
        self.used.insert(node.id());
        let text = node.text();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let Some(found) = take_apart(&join.pieces, text) else {
            let found: String = text.chars().take(80).collect();
            self.problem(
                "TEMPLATE_MISMATCH",
                "",
                Some(node),
                &[("found", &found), ("wanted", &join.template)],
            );
            return;
        };
        for (field, spelling, text) in found {
            match spelling.read_text(text, Kind::Text) {
                Ok(Some(taken)) => self.put(into, field, taken.value, prefix, Some(node)),
                Ok(None) => {}
                Err(trouble) => {
                    let values = [("found", trouble.found.as_str()), ("wanted", trouble.wanted.as_str())];
                    self.problem(trouble.code, &named(prefix, field), Some(node), &values);
                }
            }
        }
    }

    fn group(
        &mut self,
        mapping: &Mapping,
        group: &Group,
        levels: &[Node<'_>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(base) = levels.last().copied() else { return };
        let mut chains = Vec::new();
        self.expand(vec![base], &group.each, &mut chains);
        let field = named(prefix, std::slice::from_ref(&group.field));
        let mut list = Vec::new();
        for (at, chain) in chains.iter().enumerate() {
            let mut entry = Map::new();
            self.parts(mapping, &group.parts, chain, &mut entry, &format!("{field}[{at}]"));
            list.push(Value::Object(entry));
        }
        if let Some(count) = group.count.as_ref().and_then(|place| self.down(base, place)) {
            self.used.insert(count.id());
            let said = count.text();
            if said.trim().parse::<usize>().ok() != Some(list.len()) {
                let values = [("found", said.trim()), ("wanted", &list.len().to_string())];
                self.problem("COUNT_DIFFERS", &field, Some(count), &values);
            }
        }
        if !list.is_empty() {
            into.insert(group.field.clone(), Value::Array(list));
        }
    }

    /// All chains of nodes that the steps of an `each` lead to.
    fn expand<'d>(&mut self, chain: Vec<Node<'d>>, steps: &[Step], chains: &mut Vec<Vec<Node<'d>>>) {
        let (Some(at), Some((step, rest))) = (chain.last().copied(), steps.split_first()) else {
            chains.push(chain);
            return;
        };
        let found = if step.repeats {
            if let Some(list) = step.member(at) {
                self.touched.insert(list.id());
            }
            step.all(at)
        } else {
            step.first(at).into_iter().collect()
        };
        for node in found {
            self.touch(step, node, at);
            let mut next = chain.clone();
            next.push(node);
            self.expand(next, rest, chains);
        }
    }

    fn via(
        &mut self,
        mapping: &Mapping,
        via: &Via,
        base: Node<'_>,
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(mention) = self.down(base, &via.at) else { return };
        let id = mention.text().trim().to_owned();
        if id.is_empty() || matches!(mention.kind(), Kind::Object | Kind::Array) {
            return;
        }
        self.used.insert(mention.id());
        let mut chains = Vec::new();
        self.expand(vec![base], &via.list, &mut chains);
        for thing in chains.iter().filter_map(|chain| chain.last().copied()) {
            let Some(key) = self.down(thing, &via.key).filter(|key| key.text().trim() == id) else {
                continue;
            };
            self.used.insert(key.id());
            self.parts(mapping, &via.parts, &[thing], into, prefix);
            return;
        }
        self.problem(
            "LINK_BROKEN",
            &named(prefix, std::slice::from_ref(&via.section)),
            Some(mention),
            &[("found", &id)],
        );
    }

    fn required(&mut self, fields: &[Field]) {
        let mut missing = Vec::new();
        for field in fields {
            match (field.of, self.value.get(field.name)) {
                (_, None) if field.required => missing.push(field.name.to_owned()),
                (Type::List(inner), Some(Value::Array(list))) => {
                    for (at, entry) in list.iter().enumerate() {
                        let lacks = |field: &&Field| field.required && entry.get(field.name).is_none();
                        missing.extend(
                            inner.iter().filter(lacks).map(|f| format!("{}[{at}].{}", field.name, f.name)),
                        );
                    }
                }
                _ => {}
            }
        }
        for field in missing {
            self.problem("REQUIRED_MISSING", &field, None, &[]);
        }
    }

    fn put(
        &mut self,
        into: &mut Map<String, Value>,
        field: &[String],
        value: Value,
        prefix: &str,
        node: Option<Node<'_>>,
    ) {
        let full = named(prefix, field);
        // A mark that is off is no mark.
        if value == Value::Bool(false) && is_mark(&full) {
            return;
        }
        let Some((last, sections)) = field.split_last() else { return };
        let mut at = into;
        for section in sections {
            let inner = at.entry(section.clone()).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(inner) = inner else { return };
            at = inner;
        }
        match at.get(last) {
            Some(other) if *other != value => {
                let found = text_of(&value);
                self.problem(
                    "SOURCES_DISAGREE",
                    &full,
                    node,
                    &[("found", &found), ("wanted", &text_of(other))],
                );
                return;
            }
            Some(_) => {}
            None => {
                at.insert(last.clone(), value);
            }
        }
        if let Some(node) = node {
            self.source(full, node);
        }
    }

    fn source(&mut self, field: String, node: Node<'_>) {
        let place = node.place();
        let (start, end, line) = (place.start, place.end, place.line);
        self.sources.push(Source { field, path: node.path(), start, end, line });
    }

    fn problem(&mut self, code: &str, field: &str, node: Option<Node<'_>>, values: &[(&str, &str)]) {
        self.problems.push(Problem {
            code: code.to_owned(),
            field: field.to_owned(),
            path: node.map(|node| node.path()).unwrap_or_default(),
            line: node.map_or(0, |node| node.place().line),
            serious: code != "TIME_NOT_KEPT",
            values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        });
    }
}

fn is_structure(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Object | Kind::Array)
        || node.children().any(|child| child.kind() == Kind::Element)
}

fn is_mark(path: &str) -> bool {
    path.starts_with("marks.")
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).chars().take(80).collect()
}

/// `items[0]` and `["quantity"]` to `items[0].quantity`.
pub(super) fn named(prefix: &str, field: &[String]) -> String {
    let field = field.join(".");
    if prefix.is_empty() { field } else { format!("{prefix}.{field}") }
}

/// The node a reading starts from.
pub(crate) fn start(document: &Document, at: NodeId) -> Node<'_> {
    document.node(at).unwrap_or_else(|| document.root())
}
