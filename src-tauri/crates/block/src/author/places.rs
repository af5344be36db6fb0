//! Which field stands where: a compiled mapping told as lines that people read.

use crate::{
    Message,
    mapping::{
        place::{Place, Step, written},
        shape::{FieldPath, How, Mapping, Part, Piece},
    },
    message::Outcome,
};
use document::Syntax;
use serde::Serialize;

/// One canonical field of a message, and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mapped {
    /// Canonical path, `items[].hs` for a field of a group.
    pub field: String,
    /// Its place from the root of the message, as a message file writes places; for a constant, what it is.
    pub place: String,
}

/// Every canonical leaf field of the message with its place, in the order of the message file.
pub fn places(message: &Message) -> Vec<Mapped> {
    let Outcome::Read(mapping) = &message.outcome else { return Vec::new() };
    let mut all = Vec::new();
    let walk = Walk { mapping };
    walk.parts(&mapping.parts, "", &mapping.root, &mut all);
    all
}

struct Walk<'m> {
    mapping: &'m Mapping,
}

impl Walk<'_> {
    fn parts(&self, parts: &[Part], prefix: &str, base: &[Step], all: &mut Vec<Mapped>) {
        let named = |field: &FieldPath| format!("{prefix}{}", field.name());
        for part in parts {
            match part {
                Part::Fixed(_) => {}
                Part::Given(given) => {
                    let value = given
                        .value
                        .as_str()
                        .map_or_else(|| given.value.to_string(), |text| format!("\"{text}\""));
                    all.push(Mapped { field: named(&given.field), place: format!("always {value}") });
                }
                Part::Line(line) => {
                    let joined = if matches!(line.how, How::Pieces(_)) { " + " } else { " or " };
                    let written: Vec<String> =
                        line.places.iter().map(|place| self.place(base, place)).collect();
                    let place = written.join(joined);
                    if let How::Copy { group } = &line.how
                        && let Some(parts) = self.mapping.copied.get(group)
                        && let Some(at) = line.places.first()
                    {
                        self.parts(parts, &format!("{group}[]."), &climbed(base, at), all);
                    }
                    all.push(Mapped { field: named(&line.field), place });
                }
                Part::Join(join) => {
                    let place = self.written(&[base, &join.place].concat());
                    for piece in &join.pieces {
                        if let Piece::Field(field, _) = piece {
                            all.push(Mapped {
                                field: named(field),
                                place: format!("{place}, within {}", join.template),
                            });
                        }
                    }
                }
                Part::Group(group) => {
                    let prefix = format!("{prefix}{}[].", group.field.name());
                    self.parts(&group.parts, &prefix, &[base, &group.each].concat(), all);
                }
                Part::Via(via) => {
                    self.parts(&via.parts, prefix, &[&self.mapping.root[..], &via.list].concat(), all);
                }
            }
        }
    }

    fn place(&self, base: &[Step], place: &Place) -> String {
        self.written(&climbed(base, place))
    }

    fn written(&self, steps: &[Step]) -> String {
        let text = written(steps);
        if self.mapping.syntax == Syntax::Xml { format!("/{text}") } else { text }
    }
}

/// The steps from the root: as many levels up as the place says, then its own.
fn climbed(base: &[Step], place: &Place) -> Vec<Step> {
    let kept = base.len().saturating_sub(place.up);
    [base.get(..kept).unwrap_or_default(), &place.steps].concat()
}
