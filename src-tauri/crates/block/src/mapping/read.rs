//! One walk over a document: canonical value, sources, problems, and what was not used.

use super::{
    drift::{self, Marks},
    links::{Added, Copies, Mention},
    place::{Place, Step},
    shape::{Constant, FieldPath, Fixed, How, Join, Line, Mapping, Part, take_apart},
    spelling::{Spelling, Taken},
};
use crate::{
    Problem, Source, Unused,
    schema::{Field, Type},
};
use document::{Document, Kind, Node, NodeId};
use serde_json::{Map, Value, map::Entry};
use std::collections::BTreeMap;

/// What a walk collects.
pub(crate) struct Walk<'m, 'd> {
    pub(super) mapping: &'m Mapping,
    pub(super) document: &'d Document,
    pub value: Map<String, Value>,
    pub sources: Vec<Source>,
    /// The canonical paths of the sources, one after another.
    pub fields: String,
    pub problems: Vec<Problem>,
    pub unused: Vec<Unused>,
    pub(super) marks: Marks,
    pub(super) copies: BTreeMap<&'m str, Copies>,
    pub(super) links: Vec<Mention<'m>>,
}

/// Reads a document whose root is `root`.
pub(crate) fn read<'m, 'd>(mapping: &'m Mapping, document: &'d Document, root: Node<'d>) -> Walk<'m, 'd> {
    let mut walk = Walk {
        mapping,
        document,
        value: Map::new(),
        sources: Vec::with_capacity(document.size() / 2),
        fields: String::with_capacity(document.size() * 6),
        problems: Vec::new(),
        unused: Vec::new(),
        marks: Marks::of(document),
        copies: BTreeMap::new(),
        links: Vec::new(),
    };
    match walk.enter(root) {
        Some(at) => {
            let mut value = Map::new();
            walk.parts(&mapping.parts, &[at], &mut value, "");
            walk.value = value;
            walk.resolve(mapping);
        }
        None => walk.problem("ROOT_DIFFERS", "", Some(root), &[]),
    }
    walk.required(mapping.fields);
    for rule in &mapping.ignored {
        let from = if rule.absolute { Some(root) } else { walk.enter(root) };
        if let Some(from) = from {
            let names_root = rule.absolute && root.kind() == Kind::Element;
            drift::ignore(from, &rule.steps, names_root, &mut walk.marks);
        }
    }
    walk.unused = drift::unused(root, &mut walk.marks);
    walk
}

impl<'m, 'd> Walk<'m, 'd> {
    /// From the root to where the mapping begins.
    fn enter(&mut self, root: Node<'d>) -> Option<Node<'d>> {
        self.marks.touched(root);
        let mut steps = self.mapping.root.iter();
        if root.kind() == Kind::Element && !steps.next().is_some_and(|first| first.is(&root)) {
            return None;
        }
        let mut at = root;
        for step in steps {
            at = self.step(at, step)?;
        }
        Some(at)
    }

    pub(super) fn down(&mut self, from: Node<'d>, steps: &[Step]) -> Option<Node<'d>> {
        let mut at = from;
        for step in steps {
            at = self.step(at, step)?;
        }
        Some(at)
    }

    /// One step down, noted.
    pub(super) fn step(&mut self, from: Node<'d>, step: &Step) -> Option<Node<'d>> {
        let at = step.first(from)?;
        self.touch(step, at, from);
        Some(at)
    }

    /// Notes a node that a step led to, the key by which it was chosen, and the list it stands in.
    pub(super) fn touch(&mut self, step: &Step, at: Node<'d>, from: Node<'d>) {
        self.marks.touched(at);
        let Some(only) = &step.only else { return };
        if let Some(list) = at.parent().filter(|list| list.id() != from.id()) {
            self.marks.touched(list);
        }
        let mut key = at;
        for step in &only.key {
            let Some(next) = step.first(key) else { return };
            self.marks.touched(next);
            key = next;
        }
        self.marks.used(key);
    }

    fn find(&mut self, levels: &[Node<'d>], place: &Place) -> Option<Node<'d>> {
        let base = levels.iter().rev().nth(place.up)?;
        self.down(*base, &place.steps)
    }

    pub(super) fn parts(
        &mut self,
        parts: &'m [Part],
        levels: &[Node<'d>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(base) = levels.last().copied() else { return };
        let mut later = false;
        for part in parts {
            match part {
                Part::Fixed(fixed) if fixed.of.is_some() => later = true,
                Part::Fixed(fixed) => self.fixed(fixed, base),
                Part::Given(given) => {
                    self.put(into, &given.field, Type::Text, given.value.clone(), prefix, None);
                }
                Part::Line(line) => self.line(line, levels, into, prefix),
                Part::Join(join) => self.join(join, base, into, prefix),
                Part::Group(group) => self.group(group, levels, into, prefix),
                Part::Via(via) => self.via(via, base, into, prefix),
            }
        }
        if !later {
            return;
        }
        // A section's constants are there when something of the section is: known only now.
        for part in parts {
            if let Part::Fixed(fixed) = part
                && fixed.of.as_ref().is_some_and(|of| within(into, of))
            {
                self.fixed(fixed, base);
            }
        }
    }

    fn fixed(&mut self, fixed: &Fixed, base: Node<'d>) {
        let Some(node) = self.down(base, &fixed.place) else {
            let wanted = super::place::written(&fixed.place);
            self.problem("FIXED_MISSING", "", Some(base), &[("wanted", &wanted)]);
            return;
        };
        let same = match &fixed.value {
            Constant::One(scalar) => {
                self.marks.used(node);
                node.text().trim() == scalar.as_str()
            }
            Constant::List(list) => {
                let found: Vec<Node<'_>> = match node.kind() {
                    Kind::Array => node.children().collect(),
                    _ => vec![node],
                };
                for node in &found {
                    self.marks.used(*node);
                }
                found.len() == list.len() && found.iter().zip(list).all(|(node, s)| node.text() == s.as_str())
            }
        };
        if !same && fixed.or.iter().any(|other| node.text().trim() == other.as_str()) {
            let (wanted, found) = (fixed.value.text(), node.text());
            self.problem("FIXED_OTHER", "", Some(node), &[("wanted", &wanted), ("found", found.trim())]);
        } else if !same {
            let wanted = fixed.value.text();
            let found: String = node.text().trim().chars().take(80).collect();
            self.problem("FIXED_DIFFERS", "", Some(node), &[("wanted", &wanted), ("found", &found)]);
        }
    }

    fn line(&mut self, line: &'m Line, levels: &[Node<'d>], into: &mut Map<String, Value>, prefix: &str) {
        let spelling = &line.spelling;
        match &line.how {
            How::Plain => {
                for (turn, place) in line.places.iter().enumerate() {
                    let Some(node) = self.find(levels, place) else { continue };
                    if turn > 0 && is_structure(node) {
                        continue; // the other way to write it: one value where this message has a structure
                    }
                    if let Some(value) = self.scalar(spelling, node, &line.field, prefix) {
                        self.put(into, &line.field, spelling.of, value, prefix, Some(node));
                        return;
                    }
                }
            }
            How::Present => {
                let found = line.places.iter().find_map(|place| self.find(levels, place));
                if let Some(node) = found.filter(|node| node.kind() != Kind::Null) {
                    self.put(into, &line.field, spelling.of, Value::Bool(true), prefix, Some(node));
                    if node.kind() == Kind::Bool {
                        self.marks.used(node);
                    }
                }
            }
            How::Pieces(between) => {
                let mut pieces = Vec::new();
                let mut first = None;
                for place in &line.places {
                    let Some(node) = self.find(levels, place) else { continue };
                    if let Some(Value::String(piece)) = self.scalar(spelling, node, &line.field, prefix) {
                        first = first.or(Some(node));
                        pieces.push(piece);
                    }
                }
                if !pieces.is_empty() {
                    let value = Value::String(pieces.join(between));
                    self.put(into, &line.field, spelling.of, value, prefix, first);
                }
            }
            How::By { group, by } => {
                let Some(node) = line.places.iter().find_map(|place| self.find(levels, place)) else {
                    return;
                };
                let Type::Link { key, .. } = spelling.of else { return };
                if let Some(Value::String(text)) = self.scalar(spelling, node, &line.field, prefix) {
                    let field = line.field.under(prefix);
                    self.source(&line.field, prefix, node);
                    self.links.push(Mention { group, by, key, text, field, node: node.id() });
                }
            }
            How::Copy { group } => self.copy(line, group, levels, into, prefix),
        }
    }

    /// The record of another group's entry that stands here; each entry is kept once.
    fn copy(
        &mut self,
        line: &'m Line,
        group: &'m str,
        levels: &[Node<'d>],
        into: &mut Map<String, Value>,
        prefix: &str,
    ) {
        let Some(node) = line.places.iter().find_map(|place| self.find(levels, place)) else { return };
        let (Type::Link { key, .. }, Some(parts)) = (line.spelling.of, self.mapping.copied.get(group)) else {
            return;
        };
        let at = self.copies.get(group).map_or(0, Copies::len);
        let (sources, problems) = (self.sources.len(), self.problems.len());
        let mut entry = Map::new();
        self.parts(parts, &[node], &mut entry, &format!("{group}[{at}]"));
        let id = entry.get(key).cloned();
        match self.copies.entry(group).or_default().add(id.as_ref(), entry) {
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
            self.put(into, &line.field, line.spelling.of, id, prefix, Some(node));
        }
    }

    fn scalar(
        &mut self,
        spelling: &Spelling,
        node: Node<'d>,
        field: &FieldPath,
        prefix: &str,
    ) -> Option<Value> {
        match spelling.read(node) {
            Ok(taken) => {
                self.marks.used(node);
                let Taken { value, time_dropped } = taken?;
                if time_dropped {
                    let found = node.text();
                    let values = [("found", found.trim())];
                    self.problem("TIME_NOT_KEPT", &field.under(prefix), Some(node), &values);
                }
                Some(value)
            }
            Err(trouble) => {
                if !matches!(node.kind(), Kind::Object | Kind::Array) {
                    self.marks.used(node);
                }
                let values = [("found", trouble.found.as_str()), ("wanted", trouble.wanted.as_str())];
                self.problem(trouble.code, &field.under(prefix), Some(node), &values);
                None
            }
        }
    }

    fn join(&mut self, join: &'m Join, base: Node<'d>, into: &mut Map<String, Value>, prefix: &str) {
        let Some(node) = self.down(base, &join.place) else { return };
        self.marks.used(node);
        let text = node.text();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let Some(found) = take_apart(&join.pieces, text) else {
            let found: String = text.chars().take(80).collect();
            let values = [("found", found.as_str()), ("wanted", join.template.as_str())];
            self.problem("TEMPLATE_MISMATCH", "", Some(node), &values);
            return;
        };
        for (field, spelling, text) in found {
            match spelling.read_text(text, Kind::Text) {
                Ok(Some(taken)) => self.put(into, field, spelling.of, taken.value, prefix, Some(node)),
                Ok(None) => {}
                Err(trouble) => {
                    let values = [("found", trouble.found.as_str()), ("wanted", trouble.wanted.as_str())];
                    self.problem(trouble.code, &field.under(prefix), Some(node), &values);
                }
            }
        }
    }

    fn required(&mut self, fields: &[Field]) {
        let mut missing = Vec::new();
        for field in fields {
            match (field.of, self.value.get(field.name)) {
                (_, None) if field.required => missing.push(field.name.to_owned()),
                (Type::List(inner), Some(Value::Array(list))) if inner.iter().any(|f| f.required) => {
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
        field: &FieldPath,
        of: Type,
        value: Value,
        prefix: &str,
        node: Option<Node<'d>>,
    ) {
        // A mark that is off is no mark.
        if of == Type::Mark && value == Value::Bool(false) {
            return;
        }
        let Some((last, sections)) = field.steps().split_last() else { return };
        let mut at = into;
        for section in sections {
            if !at.contains_key(section) {
                at.insert(section.clone(), Value::Object(Map::new()));
            }
            let Some(Value::Object(inner)) = at.get_mut(section) else { return };
            at = inner;
        }
        match at.entry(last.as_str()) {
            Entry::Occupied(other) => {
                if *other.get() != value {
                    let (found, wanted) = (text_of(&value), text_of(other.get()));
                    let values = [("found", found.as_str()), ("wanted", wanted.as_str())];
                    self.problem("SOURCES_DISAGREE", &field.under(prefix), node, &values);
                    return;
                }
            }
            Entry::Vacant(place) => {
                place.insert(value);
            }
        }
        if let Some(node) = node {
            self.source(field, prefix, node);
        }
    }

    fn source(&mut self, field: &FieldPath, prefix: &str, node: Node<'d>) {
        let start = short(self.fields.len());
        if !prefix.is_empty() {
            self.fields.push_str(prefix);
            self.fields.push('.');
        }
        self.fields.push_str(field.name());
        let field = (start, short(self.fields.len()));
        self.sources.push(Source { field, node: node.id(), span: node.span() });
    }

    pub(super) fn problem(
        &mut self,
        code: &str,
        field: &str,
        node: Option<Node<'d>>,
        values: &[(&str, &str)],
    ) {
        self.problems.push(Problem {
            code: code.to_owned(),
            field: field.to_owned(),
            path: node.map(|node| node.path()).unwrap_or_default(),
            line: node.map_or(0, |node| node.place().line),
            serious: !matches!(code, "TIME_NOT_KEPT" | "FIXED_OTHER"),
            values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        });
    }
}

/// Whether a section of the value has something in it.
fn within(value: &Map<String, Value>, section: &FieldPath) -> bool {
    let mut at = value;
    for step in section.steps() {
        let Some(Value::Object(inner)) = at.get(step) else { return false };
        at = inner;
    }
    !at.is_empty()
}

/// A place in the text of all paths. Documents are under 2 GiB, and so are the paths of what is in them.
fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn is_structure(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Object | Kind::Array) || node.elements().next().is_some()
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).chars().take(80).collect()
}

/// The node a reading starts from.
pub(crate) fn start(document: &Document, at: NodeId) -> Node<'_> {
    document.node(at).unwrap_or_else(|| document.root())
}
