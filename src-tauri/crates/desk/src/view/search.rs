//! The search screen.

use super::{DocumentHead, LightView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One page of hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SearchView {
    /// The query, printed back from its tree.
    pub query: String,
    /// Its parts.
    pub chips: Vec<Chip>,
    /// How many match.
    pub total: u32,
    /// This page.
    pub hits: Vec<HitView>,
    /// Counts of what matches.
    pub facets: Vec<FacetView>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Milliseconds it took.
    pub millis: f32,
    /// A better query, where nothing matches.
    pub suggestion: Option<String>,
}

/// One part of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Chip {
    /// As typed in the query language.
    pub text: String,
    /// Field, empty for words.
    pub field: String,
    /// Value.
    pub value: String,
    /// Excluded.
    pub negated: bool,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HitView {
    /// The document.
    pub head: DocumentHead,
    /// Its light.
    pub light: LightView,
    /// First line of goods.
    pub goods: String,
    /// How many more lines.
    pub more: u32,
    /// HS code of the first line.
    pub hs: String,
    /// Label of the worst decision in force; empty if none.
    pub decision: String,
    /// The sentence that decides.
    pub title: String,
    /// Open flags.
    pub flags: u32,
}

/// Counts of one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FacetView {
    /// Field of the query language.
    pub field: String,
    /// Values, most first.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FacetValue {
    /// As the query language writes it.
    pub value: String,
    /// Label.
    pub label: String,
    /// Count.
    pub count: u32,
    /// Whether the query asks for it.
    pub on: bool,
}
