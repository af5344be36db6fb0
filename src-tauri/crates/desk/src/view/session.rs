//! Who works here, with what, and what is known.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The session: folder, post, officer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SessionView {
    /// The data folder.
    pub folder: String,
    /// A training folder shows a banner that cannot be dismissed.
    pub training: bool,
    /// Name of the post.
    pub post: String,
    /// Officer's id.
    pub officer: String,
    /// Officer's name.
    pub officer_name: String,
    /// `border`, `verifier` or `administrator`.
    pub role: String,
    /// Version of the program.
    pub version: String,
    /// Settings of this officer.
    pub settings: SettingsView,
}

/// Settings that the window keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SettingsView {
    /// `en`, `fr`, `es`, `ar`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Whether single letters act.
    pub letter_keys: bool,
}

/// What the top bar and the foot say; refreshed on every `status` event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StatusView {
    /// Whether the last sync of every link went through.
    pub online: bool,
    /// Since when it has been so.
    pub since: Option<String>,
    /// Age of what is known, a row a partner.
    pub knowledge: Vec<KnowledgeRow>,
    /// Documents on this machine.
    pub documents: u32,
    /// Received in the last 24 hours.
    pub received_today: u32,
    /// Receipts that wait to be sent.
    pub receipts_waiting: u32,
    /// Receipts that need someone.
    pub receipts_wedged: u32,
    /// Open flags (badge of Cases).
    pub open_flags: u32,
    /// Messages in quarantine.
    pub quarantined: u32,
    /// Work under way.
    pub jobs: Vec<JobView>,
}

/// Age of what is known of one partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KnowledgeRow {
    /// Link id.
    pub link: String,
    /// Partner's name.
    pub partner: String,
    /// Certificates complete up to (last good sync).
    pub certificates_to: Option<String>,
    /// Keys, revocation and list known as of (the older of them).
    pub keys_as_of: Option<String>,
    /// From when new verdicts are amber for it.
    pub stale_at: Option<String>,
    /// Share of its life that is over, 0 to 1.
    pub spent: f32,
    /// Over.
    pub stale: bool,
}

/// One piece of long work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct JobView {
    /// Id, for `stop`.
    pub id: u32,
    /// `sync`, `import`, …
    pub kind: String,
    /// Link it works on, empty if none.
    pub link: String,
    /// Done so far.
    pub done: u32,
    /// Of how many; none where nobody can know.
    pub of: Option<u32>,
}
