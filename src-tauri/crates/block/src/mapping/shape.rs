//! A compiled mapping: the tree of parts that both directions walk.

use super::{
    place::{Place, Step},
    spelling::{Scalar, Spelling},
};
use crate::schema::{self, Field, Type};
use document::Syntax;
use serde_json::Value;
use std::collections::BTreeMap;

/// A canonical path inside a record or an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldPath {
    steps: Vec<String>,
    name: String,
}

impl FieldPath {
    /// The path of these steps.
    pub(crate) fn new(steps: Vec<String>) -> Self {
        Self { name: steps.join("."), steps }
    }

    /// `["exporter", "name"]`.
    pub(crate) fn steps(&self) -> &[String] {
        &self.steps
    }

    /// `exporter.name`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `items[0].hs`, where the prefix is that of an entry; the name alone at the top.
    pub(crate) fn under(&self, prefix: &str) -> String {
        if prefix.is_empty() {
            return self.name.clone();
        }
        let mut full = String::with_capacity(prefix.len() + 1 + self.name.len());
        full.push_str(prefix);
        full.push('.');
        full.push_str(&self.name);
        full
    }
}

/// One message's mapping.
#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    pub syntax: Syntax,
    pub fields: &'static [Field],
    pub namespaces: BTreeMap<String, String>,
    /// XML: from the root element inclusive; otherwise from the top value.
    pub root: Vec<Step>,
    /// In the order of the file, which is the order of writing.
    pub parts: Vec<Part>,
    /// Groups that have no list of their own: every link to them carries a copy.
    pub copied: BTreeMap<String, Vec<Part>>,
    pub ignored: Vec<Ignored>,
    /// Places in the order of writing, where the order of the file is not it.
    pub order: Vec<Vec<Step>>,
}

/// What is looked at elsewhere, or deliberately not at all.
#[derive(Clone, Debug)]
pub(crate) struct Ignored {
    /// From the document's root, not from `at`.
    pub absolute: bool,
    pub steps: Vec<Step>,
}

/// One part of a mapping.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Fixed(Fixed),
    Given(Given),
    Line(Line),
    Join(Join),
    Group(Group),
    Via(Via),
}

/// A constant of the message.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    pub place: Vec<Step>,
    pub value: Constant,
    /// Other spellings that are read, and noted.
    pub or: Vec<Scalar>,
    /// The section it belongs to: it is there when something of the section is. `None`: always.
    pub of: Option<FieldPath>,
}

/// One value, or a list of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constant {
    One(Scalar),
    List(Vec<Scalar>),
}

impl Constant {
    /// As text, for people.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::One(scalar) => scalar.text(),
            Self::List(list) => list.iter().map(Scalar::text).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A canonical value that the message means without saying it.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub field: FieldPath,
    pub value: Value,
}

/// One field and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub field: FieldPath,
    /// The first is the one written; the others are read where it is empty.
    pub places: Vec<Place>,
    pub how: How,
    pub spelling: Spelling,
}

/// What a line does with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Plain,
    /// A flag: true where the place is there.
    Present,
    /// Several places, one field: joined by this text.
    Pieces(String),
    /// The message repeats a key of another group's entry.
    By {
        group: String,
        by: String,
    },
    /// The message repeats the other group's entry whole.
    Copy {
        group: String,
    },
}

/// Several fields in one text.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    pub place: Vec<Step>,
    pub pieces: Vec<Piece>,
    pub template: String,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Field(FieldPath, Spelling),
}

/// A group of entries.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub field: FieldPath,
    /// Ends in a step that repeats.
    pub each: Vec<Step>,
    pub count: Option<Vec<Step>>,
    /// Where an entry says its number, from 1.
    pub position: Option<Vec<Step>>,
    pub parts: Vec<Part>,
}

/// A section that is found through an id.
#[derive(Clone, Debug)]
pub(crate) struct Via {
    pub section: FieldPath,
    /// Where the id is mentioned.
    pub at: Vec<Step>,
    /// The list of things that have one; ends in a step that repeats.
    pub list: Vec<Step>,
    /// The id within such a thing.
    pub key: Vec<Step>,
    pub parts: Vec<Part>,
}

/// One canonical field that a message carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedField {
    /// Canonical path, `items[].hs` for a field of a group.
    pub field: String,
    /// What it holds: `text`, `decimal`, `date`, …
    pub holds: &'static str,
    /// The words it is limited to, where there are some.
    pub words: Vec<String>,
    /// Whether a value without it cannot be written.
    pub always: bool,
    /// Whether the message says it once for all entries of the group, so that they have one value.
    pub shared: bool,
}

impl Mapping {
    /// All canonical leaf fields that this mapping carries, sorted by path.
    pub(crate) fn carried(&self) -> Vec<CarriedField> {
        let mut all = Vec::new();
        carried(&self.parts, "", &mut all);
        for (group, parts) in &self.copied {
            carried(parts, &format!("{group}[]."), &mut all);
        }
        for found in &mut all {
            found.always |= schema::at_path(self.fields, &found.field).is_some_and(|field| field.required);
        }
        // A field of a template that also has a line is always there.
        all.sort_by(|a, b| a.field.cmp(&b.field).then(b.always.cmp(&a.always)));
        all.dedup_by(|a, b| a.field == b.field);
        all
    }
}

impl Group {
    /// Whether a field of its entries stands above all that repeats.
    fn says_once(&self, field: &str) -> bool {
        let above = |place: &Place| {
            let kept = self.each.len().saturating_sub(place.up);
            place.up > 0 && !self.each.iter().take(kept).any(|step| step.repeats)
        };
        self.parts.iter().any(|part| match part {
            Part::Line(line) => line.field.name() == field && line.places.first().is_some_and(above),
            _ => false,
        })
    }
}

fn carried(parts: &[Part], prefix: &str, all: &mut Vec<CarriedField>) {
    let mut add = |field: &FieldPath, holds: &'static str, words: Vec<String>, always: bool| {
        all.push(CarriedField {
            field: format!("{prefix}{}", field.name()),
            holds,
            words,
            always,
            shared: false,
        });
    };
    for part in parts {
        match part {
            Part::Given(given) => {
                let is = given.value.as_str().map_or_else(|| given.value.to_string(), str::to_owned);
                add(&given.field, "constant", vec![is], true);
            }
            Part::Line(line) => {
                let words = match (&line.spelling.codes, line.spelling.of) {
                    (Some(codes), _) => codes.ours.keys().cloned().collect(),
                    (None, Type::Choice(words)) => words.iter().map(|word| (*word).to_owned()).collect(),
                    _ => Vec::new(),
                };
                add(&line.field, line.spelling.of.name(), words, false);
            }
            Part::Join(join) => {
                for piece in &join.pieces {
                    if let Piece::Field(field, spelling) = piece {
                        let codes = spelling.codes.as_ref();
                        let words =
                            codes.map(|codes| codes.ours.keys().cloned().collect()).unwrap_or_default();
                        add(field, spelling.of.name(), words, true);
                    }
                }
            }
            Part::Fixed(_) | Part::Group(_) | Part::Via(_) => {}
        }
    }
    for part in parts {
        match part {
            Part::Group(group) => {
                let from = all.len();
                let prefix = format!("{prefix}{}[].", group.field.name());
                carried(&group.parts, &prefix, all);
                for field in all.iter_mut().skip(from) {
                    field.shared = group.says_once(field.field.strip_prefix(&prefix).unwrap_or_default());
                }
            }
            Part::Via(via) => carried(&via.parts, prefix, all),
            _ => {}
        }
    }
}

/// A piece of text that a field takes: its path, its spelling, the text.
pub(crate) type Piecewise<'p, 't> = (&'p FieldPath, &'p Spelling, &'t str);

/// Fits a text to a template: each field takes all up to the next separator, the last one what is left.
pub(crate) fn take_apart<'p, 't>(pieces: &'p [Piece], text: &'t str) -> Option<Vec<Piecewise<'p, 't>>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        match (piece, pieces.peek()) {
            (Piece::Text(fixed), _) => rest = rest.strip_prefix(fixed.as_str())?,
            (Piece::Field(field, spelling), Some(Piece::Text(next))) => {
                let at = rest.find(next.as_str())?;
                let (head, tail) = rest.split_at_checked(at)?;
                found.push((field, spelling, head));
                rest = tail;
            }
            (Piece::Field(field, spelling), _) => {
                found.push((field, spelling, rest));
                rest = "";
            }
        }
    }
    rest.is_empty().then_some(found)
}
