//! The same tree of parts, the other way: a canonical value to a document.

use super::{
    draft::{At, Draft},
    place::{Name, Step},
    shape::{Constant, FieldPath, Group, How, Join, Line, Mapping, Part, Piece, Via},
    spelling::Scalar,
};
use crate::{WriteError, schema::Type};
use document::{Syntax, Tree};
use serde_json::{Map, Value};

/// Makes the tree of a document from a canonical value (already in its one spelling).
pub(crate) fn write(mapping: &Mapping, value: &Map<String, Value>) -> Result<Tree, WriteError> {
    let mut steps = mapping.root.iter();
    let root = match mapping.syntax {
        Syntax::Xml => match steps.next().map(|step| &step.name) {
            Some(Name::Element { written, .. }) => written.clone(),
            _ => return Err(WriteError::new("NOT_WRITABLE", "", "the message file names no root element")),
        },
        Syntax::Json | Syntax::Cbor => String::new(),
    };
    let mut draft = Draft::new(mapping.syntax, &root);
    if mapping.syntax == Syntax::Xml {
        for (prefix, uri) in &mapping.namespaces {
            draft.declare(format!("xmlns:{prefix}"), uri.clone());
        }
    }
    let at = steps.fold(0, |at, step| draft.enter(at, step));
    let mut writer = Writer { mapping, whole: value, draft };
    writer.parts(&mapping.parts, &[at], value, "")?;
    let order: Vec<&[Step]> = mapping.order.iter().map(Vec::as_slice).collect();
    writer.draft.arrange(at, &order);
    Ok(writer.draft.tree(0))
}

struct Writer<'m> {
    mapping: &'m Mapping,
    whole: &'m Map<String, Value>,
    draft: Draft,
}

impl Writer<'_> {
    fn parts(
        &mut self,
        parts: &[Part],
        levels: &[At],
        entry: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), WriteError> {
        let base = levels.last().copied().unwrap_or(0);
        for part in parts {
            match part {
                Part::Fixed(fixed) if fixed.of.as_ref().is_some_and(|of| !has(entry, of)) => {}
                Part::Fixed(fixed) => match &fixed.value {
                    Constant::One(scalar) => {
                        let set = self.draft.set(base, &fixed.place, scalar.clone());
                        set.map_err(|reason| WriteError::new("NOT_WRITABLE", "", reason))?;
                    }
                    Constant::List(list) => self.draft.set_list(base, &fixed.place, list),
                },
                Part::Given(given) => {
                    if get(entry, &given.field) != Some(&given.value) {
                        let is = given.value.as_str().map_or_else(|| given.value.to_string(), str::to_owned);
                        let reason = format!("this message always means \"{is}\": give that value");
                        return Err(WriteError::new("VALUE_REFUSED", given.field.under(prefix), reason));
                    }
                }
                Part::Line(line) => self.line(line, levels, entry, prefix)?,
                Part::Join(join) => self.join(join, base, entry, prefix)?,
                Part::Group(group) => self.group(group, levels, entry, prefix)?,
                Part::Via(via) => self.via(via, base, entry, prefix)?,
            }
        }
        Ok(())
    }

    fn line(
        &mut self,
        line: &Line,
        levels: &[At],
        entry: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), WriteError> {
        let Some(value) = get(entry, &line.field) else { return Ok(()) };
        let field = line.field.under(prefix);
        let refuse = |reason: String| WriteError::new("VALUE_REFUSED", field.clone(), reason);
        let Some(place) = line.places.first() else { return Ok(()) };
        let base = levels.iter().rev().nth(place.up).copied().unwrap_or(0);
        match &line.how {
            How::Plain => {
                let scalar = line.spelling.write(value).map_err(refuse)?;
                self.draft.set(base, &place.steps, scalar).map_err(refuse)?;
            }
            How::Present if self.mapping.syntax == Syntax::Xml => {
                self.draft.down(base, &place.steps);
            }
            How::Present => self.draft.set(base, &place.steps, Scalar::Bool(true)).map_err(refuse)?,
            How::Pieces(between) => {
                let text = value.as_str().unwrap_or_default();
                let pieces: Vec<&str> = text.split(between.as_str()).collect();
                if pieces.len() > line.places.len() {
                    let (have, room) = (pieces.len(), line.places.len());
                    return Err(refuse(format!("has {have} lines, and the message has room for {room}")));
                }
                for (piece, place) in pieces.iter().zip(&line.places) {
                    let scalar = line.spelling.write(&Value::from(*piece)).map_err(refuse)?;
                    self.draft.set(base, &place.steps, scalar).map_err(refuse)?;
                }
            }
            How::By { group, by } => {
                let linked = self.linked(line, group, value, &field)?;
                let unique = self.entries(group).filter(|other| other.get(by) == linked.get(by)).count() == 1;
                let Some(key) = linked.get(by).filter(|_| unique) else {
                    let reason =
                        format!("its entry of {group} has no `{by}` of its own, by which the message links");
                    return Err(WriteError::new("LINK_BROKEN", field, reason));
                };
                let scalar = line.spelling.write(key).map_err(refuse)?;
                self.draft.set(base, &place.steps, scalar).map_err(refuse)?;
            }
            How::Copy { group } => {
                let linked = self.linked(line, group, value, &field)?.clone();
                let at = self.draft.down(base, &place.steps);
                if let Some(parts) = self.mapping.copied.get(group) {
                    self.parts(parts, &[at], &linked, group)?;
                }
            }
        }
        Ok(())
    }

    fn entries(&self, group: &str) -> impl Iterator<Item = &Map<String, Value>> {
        self.whole.get(group).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    }

    /// The one entry of a group that a link names.
    fn linked(
        &self,
        line: &Line,
        group: &str,
        value: &Value,
        field: &str,
    ) -> Result<&Map<String, Value>, WriteError> {
        let Type::Link { key, .. } = line.spelling.of else {
            return Err(WriteError::new("LINK_BROKEN", field, "is no link"));
        };
        let mut found = self.entries(group).filter(|entry| entry.get(key) == Some(value));
        match (found.next(), found.next()) {
            (Some(entry), None) => Ok(entry),
            (None, _) => {
                Err(WriteError::new("LINK_BROKEN", field, format!("no entry of {group} has this {key}")))
            }
            (Some(_), Some(_)) => {
                Err(WriteError::new("LINK_BROKEN", field, format!("two entries of {group} have this {key}")))
            }
        }
    }

    fn join(
        &mut self,
        join: &Join,
        base: At,
        entry: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), WriteError> {
        let mut text = String::new();
        let mut missing = None;
        let mut any = false;
        for piece in &join.pieces {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Field(field, spelling) => match get(entry, field) {
                    Some(value) => {
                        let written = spelling.write(value);
                        let refuse = |reason| WriteError::new("VALUE_REFUSED", field.under(prefix), reason);
                        text.push_str(&written.map_err(refuse)?.text());
                        any = true;
                    }
                    None => missing = missing.or(Some(field)),
                },
            }
        }
        match missing {
            _ if !any => Ok(()),
            Some(field) => {
                let reason = format!("is missing, and the message writes it as a part of {}", join.template);
                Err(WriteError::new("VALUE_REFUSED", field.under(prefix), reason))
            }
            None => {
                let set = self.draft.set(base, &join.place, Scalar::Text(text));
                set.map_err(|reason| WriteError::new("NOT_WRITABLE", "", reason))
            }
        }
    }

    fn group(
        &mut self,
        group: &Group,
        levels: &[At],
        entry: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), WriteError> {
        let Some(list) = get(entry, &group.field).and_then(Value::as_array) else { return Ok(()) };
        let base = levels.last().copied().unwrap_or(0);
        let name = group.field.under(prefix);
        if let Some(count) = &group.count {
            let set = self.draft.set(base, count, Scalar::Number(list.len().to_string()));
            set.map_err(|reason| WriteError::new("NOT_WRITABLE", name.clone(), reason))?;
        }
        let Some((last, outer)) = group.each.split_last() else { return Ok(()) };
        // Entries in a row that agree on what stands above them share that node.
        let above: Vec<&Line> = group.parts.iter().filter_map(shared).collect();
        let mut chain: Option<(Vec<Option<&Value>>, Vec<At>)> = None;
        for (number, value) in list.iter().enumerate() {
            let Value::Object(value) = value else { continue };
            let key: Vec<Option<&Value>> = above.iter().map(|line| get(value, &line.field)).collect();
            let nodes = match chain.take() {
                Some((known, nodes)) if known == key => nodes,
                _ => self.outer(base, outer),
            };
            let inner = self.draft.enter(nodes.last().copied().unwrap_or(base), last);
            let mut all = nodes.clone();
            all.push(inner);
            if let Some(place) = &group.position {
                let set = self.draft.set(inner, place, Scalar::Number((number + 1).to_string()));
                set.map_err(|reason| WriteError::new("NOT_WRITABLE", group.field.under(prefix), reason))?;
            }
            self.parts(&group.parts, &all, value, &format!("{name}[{number}]"))?;
            chain = Some((key, nodes));
        }
        Ok(())
    }

    fn outer(&mut self, base: At, steps: &[Step]) -> Vec<At> {
        let mut nodes = vec![base];
        for step in steps {
            let at = nodes.last().copied().unwrap_or(base);
            nodes.push(self.draft.enter(at, step));
        }
        nodes
    }

    fn via(
        &mut self,
        via: &Via,
        base: At,
        entry: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), WriteError> {
        let lines = || {
            via.parts.iter().filter_map(|part| if let Part::Line(line) = part { Some(line) } else { None })
        };
        if !lines().any(|line| get(entry, &line.field).is_some()) {
            return Ok(());
        }
        // The id is a field of the section, where a line maps it; else one is made up from the section's name.
        let own = lines().find(|line| line.places.first().is_some_and(|place| place.steps == via.key));
        let id = match own.and_then(|line| get(entry, &line.field)).and_then(Value::as_str) {
            Some(id) => id.to_owned(),
            None => format!("#{}", via.section.name()),
        };
        let refuse = |reason| WriteError::new("VALUE_REFUSED", via.section.under(prefix), reason);
        self.draft.set(base, &via.at, Scalar::Text(id.clone())).map_err(refuse)?;
        let thing = self.draft.down(base, &via.list);
        self.draft.set(thing, &via.key, Scalar::Text(id)).map_err(refuse)?;
        self.parts(&via.parts, &[thing], entry, prefix)
    }
}

fn shared(part: &Part) -> Option<&Line> {
    match part {
        Part::Line(line) if line.places.first().is_some_and(|place| place.up > 0) => Some(line),
        _ => None,
    }
}

fn get<'v>(entry: &'v Map<String, Value>, field: &FieldPath) -> Option<&'v Value> {
    let (last, sections) = field.steps().split_last()?;
    let mut at = entry;
    for section in sections {
        at = at.get(section)?.as_object()?;
    }
    at.get(last)
}

/// Whether a section has something in it.
fn has(entry: &Map<String, Value>, section: &FieldPath) -> bool {
    get(entry, section).and_then(Value::as_object).is_some_and(|inner| !inner.is_empty())
}
