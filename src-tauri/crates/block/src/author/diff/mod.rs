//! What differs between two drafts of a pack, in words that an administrator reads: what the partner would have to change.

mod heads;
mod messages;

use crate::{Library, PackFiles};
use serde::Serialize;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `added`, `removed` or `changed`.
    pub kind: String,
    /// What it is about: `items[].hs`, `rules.VALIDITY_ENDED`, `signature.algorithms`.
    pub what: String,
    /// A sentence.
    pub words: String,
}

impl Difference {
    fn new(kind: &str, what: impl Into<String>, words: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), what: what.into(), words: words.into() }
    }
}

/// The differences from `a` to `b`. Packs that they extend are looked for nowhere: see [`diff_among`].
pub fn diff(a: &PackFiles, b: &PackFiles) -> Vec<Difference> {
    diff_among(a, b, &[])
}

/// The differences from `a` to `b`, whose messages may extend those of `others`.
pub fn diff_among(a: &PackFiles, b: &PackFiles, others: &[PackFiles]) -> Vec<Difference> {
    let mut all = heads::differences(a, b);
    all.extend(messages::differences(&messages_of(a, others), &messages_of(b, others)));
    all
}

fn messages_of(pack: &PackFiles, others: &[PackFiles]) -> Vec<crate::Message> {
    let Ok(head) = pack.head() else { return Vec::new() };
    if head.kind != crate::PackKind::Format {
        return Vec::new();
    }
    let beside = others.iter().filter(|other| {
        let another = |other: &crate::PackHead| (&other.id, &other.version) != (&head.id, &head.version);
        other.head().is_ok_and(|other| other.kind == crate::PackKind::Format && another(&other))
    });
    let packs: Vec<PackFiles> = std::iter::once(pack).chain(beside).cloned().collect();
    let loaded = Library::of(&packs, true);
    let own = |message: &&crate::Message| message.format == head.id && message.version == head.version;
    loaded.library.messages().iter().filter(own).cloned().collect()
}

/// A field in words: its name in the common dataset, or its path.
fn named(field: &str) -> String {
    let element = certificate::dataset::ELEMENTS.iter().find(|element| element.field == field);
    element.map_or_else(|| format!("`{field}`"), |element| element.name.to_owned())
}
