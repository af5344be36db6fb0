//! The desk before the first input.

use super::{KnowledgeRow, LightView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The waiting list and what needs attention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HomeView {
    /// Presentations with an item still to decide, oldest first.
    pub waiting: Vec<WaitingRow>,
    /// What someone should look at.
    pub attention: Vec<AttentionRow>,
    /// Decisions of today at this post.
    pub today: TodayView,
    /// Received in the last 24 hours, a row a partner.
    pub received: Vec<ReceivedRow>,
    /// Age of what is known.
    pub knowledge: Vec<KnowledgeRow>,
}

/// A presentation that waits for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WaitingRow {
    /// Presentation id.
    pub presentation: String,
    /// Document id; empty when it is not on this machine yet.
    pub document: String,
    /// Worst light of what it presents.
    pub light: LightView,
    /// Declaration number.
    pub declaration: String,
    /// Certificate number.
    pub number: String,
    /// Importer.
    pub importer: String,
    /// What to look at, in words; empty when nothing differs.
    pub look_at: String,
    /// When it was presented.
    pub at: String,
}

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AttentionRow {
    /// `light-changed`, `knowledge-stale`, `quarantine`, `receipts-wedged`.
    pub kind: String,
    /// The light it is about, if one.
    pub light: LightView,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Document to open, if one.
    pub document: Option<String>,
}

/// Decisions of today at this post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TodayView {
    /// Since.
    pub since: String,
    /// Items decided.
    pub items: u32,
    /// Declarations they belong to.
    pub declarations: u32,
    /// Count by kind of decision, with its label.
    pub by_decision: Vec<CountRow>,
    /// Median seconds from presentation to decision.
    pub median_seconds: Option<u32>,
}

/// A label and a count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CountRow {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Count.
    pub count: u32,
}

/// What came from one partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReceivedRow {
    /// Link id.
    pub link: String,
    /// Partner's name.
    pub partner: String,
    /// Documents received in the last 24 hours.
    pub received: u32,
    /// Of them green.
    pub green: u32,
    /// Of them amber.
    pub amber: u32,
    /// Of them red.
    pub red: u32,
    /// Messages in quarantine.
    pub quarantine: u32,
    /// Last received.
    pub last: Option<String>,
}
