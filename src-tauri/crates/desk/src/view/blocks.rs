//! Packs, what was tried with them, what activating them changed, and the quality of what a link sends.

use super::{FindingView, LightView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The packs of this installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BlocksView {
    /// All packs: active ones first, links before schemes before formats.
    pub packs: Vec<PackView>,
    /// Whether this officer may add and activate.
    pub can_change: bool,
    /// Whether a second person must confirm.
    pub needs_second: bool,
    /// Officers who can be the second person, by id.
    pub seconds: Vec<String>,
    /// Fingerprint of the block key that packs are signed with.
    pub block_key: String,
    /// Whether that key is another installation's (the head office's).
    pub block_key_given: bool,
}

/// One pack: its newest version here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackView {
    /// Id.
    pub pack: String,
    /// `link`, `scheme` or `format`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// SHA-256 of its files.
    pub hash: String,
    /// From when to when it is in force, in words; empty if it does not say.
    pub effective: String,
    /// `shipped`, `signed`, `accepted`, `unsigned`, `altered`, `foreign-key`.
    pub standing: String,
    /// The standing in words.
    pub standing_text: String,
    /// Whether the desk works with it.
    pub active: bool,
    /// For training only.
    pub training: bool,
    /// Name of the partner, for a link.
    pub partner: Option<String>,
    /// What stood before it, newest first; the first is what a roll-back brings back.
    pub earlier: Vec<PackVersionView>,
    /// Whether it can be rolled back.
    pub can_roll_back: bool,
    /// What a link names, as `id@version`.
    pub names: Vec<String>,
}

/// One version of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackVersionView {
    /// Version.
    pub version: String,
    /// SHA-256 of its files.
    pub hash: String,
    /// Since when it was active; empty for what ships.
    pub since: String,
    /// Its standing in words.
    pub standing_text: String,
}

/// What was added, and what is to be said of it. Nothing of it is active yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackReportView {
    /// One entry a pack of the folder or zip.
    pub packs: Vec<PackCheckView>,
    /// Mistakes of the folder or zip itself, where it could not be read as packs.
    pub problems: Vec<PackProblemView>,
}

/// The report on one pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackCheckView {
    /// SHA-256 of its files: its name in every command.
    pub hash: String,
    /// Id.
    pub pack: String,
    /// Version.
    pub version: String,
    /// `link`, `scheme` or `format`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// `shipped`, `signed`, `accepted`, `unsigned`, `altered`, `foreign-key`.
    pub standing: String,
    /// The standing in words.
    pub standing_text: String,
    /// Mistakes, each with its place.
    pub problems: Vec<PackProblemView>,
    /// What of the common dataset it maps; for formats, schemes and links.
    pub coverage: Option<CoverageView>,
    /// What it changes against the active version, in words.
    pub changes: Vec<ChangeView>,
    /// Whether it is the active one already.
    pub active: bool,
    /// Whether it can be activated, with the others of its report, as it stands.
    pub can_activate: bool,
    /// Whether an administrator can accept it by name, because nothing but its signature is missing.
    pub can_accept: bool,
    /// Why it cannot be activated.
    pub why_not: Option<String>,
}

/// One mistake in a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackProblemView {
    /// Stable code.
    pub code: String,
    /// `file:line:column`.
    pub place: String,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// What of the common dataset is mapped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CoverageView {
    /// Fields mapped.
    pub mapped: u32,
    /// Fields of the dataset.
    pub of: u32,
    /// Labels of fields that the scheme makes mandatory and nothing maps.
    pub missing: Vec<String>,
    /// All fields.
    pub rows: Vec<CoverageRowView>,
}

/// One field of the common dataset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CoverageRowView {
    /// Canonical path.
    pub field: String,
    /// Label.
    pub label: String,
    /// WCO Data Model ids, separated by commas.
    pub wco: String,
    /// `mandatory`, `optional` or `not-applicable`.
    pub need: String,
    /// Article that makes it mandatory; empty if none.
    pub article: String,
    /// Where it stands in the message; empty if nowhere.
    pub place: String,
    /// Whether it is mapped.
    pub mapped: bool,
}

/// One difference between two packs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangeView {
    /// `added`, `removed` or `changed`.
    pub kind: String,
    /// The difference in words.
    pub words: String,
}

/// A file tried with packs that are not active yet. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TrialView {
    /// What it was recognised as, or why it could not be read.
    pub what: String,
    /// Id of the message shape.
    pub message: Option<String>,
    /// Light, for a document.
    pub light: Option<LightView>,
    /// The answer in a sentence; empty for what is no document.
    pub title: String,
    /// Findings that are not clear.
    pub findings: Vec<FindingView>,
    /// Fields read, with their places.
    pub fields: Vec<TrialFieldView>,
    /// What the mapping did not use.
    pub unused: Vec<TrialPlaceView>,
    /// What could not be understood.
    pub problems: Vec<TrialProblemView>,
    /// The source as lines, made visible.
    pub source: Vec<String>,
    /// Whether the source was cut.
    pub source_truncated: bool,
}

/// One field that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TrialFieldView {
    /// Canonical path.
    pub field: String,
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// Place in the message; empty if it came from none.
    pub path: String,
    /// Line of the source that is shown, from 1; 0 if none.
    pub line: u32,
    /// Last line.
    pub line_end: u32,
}

/// A place that was not used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TrialPlaceView {
    /// Path.
    pub path: String,
    /// Line of the source that is shown.
    pub line: u32,
}

/// Something that could not be understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TrialProblemView {
    /// Stable code.
    pub code: String,
    /// In words.
    pub text: String,
    /// Line of the source that is shown.
    pub line: u32,
}

/// A second person who confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SecondInput {
    /// Officer id.
    pub officer: String,
    /// Their own passphrase.
    pub passphrase: String,
}

/// What an activation or a roll-back changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ActivationView {
    /// Packs that are active now, as `id@version`.
    pub activated: Vec<String>,
    /// Messages that left quarantine because they can be read now.
    pub taken_up: u32,
    /// Documents whose findings or light changed, worst first; at most 500 of them.
    pub changed: Vec<ChangedDocumentView>,
    /// How many changed in all.
    pub changed_count: u32,
    /// Documents that were judged again.
    pub judged_again: u32,
    /// Messages that are in quarantine still.
    pub left_in_quarantine: u32,
}

/// A document that the packs changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangedDocumentView {
    /// Document id.
    pub document: String,
    /// Number.
    pub number: String,
    /// Partner's name.
    pub partner: String,
    /// Light before.
    pub before: LightView,
    /// Light now; `none` where these packs cannot read it any more and it went to quarantine.
    pub after: LightView,
    /// Titles of the findings that are new.
    pub appeared: Vec<String>,
    /// Titles of the findings that are gone.
    pub gone: Vec<String>,
}

/// The quality of what links send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QualityView {
    /// One entry a link.
    pub links: Vec<LinkQualityView>,
}

/// The quality of one link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LinkQualityView {
    /// Link id.
    pub link: String,
    /// Partner's name.
    pub partner: String,
    /// Documents of the time shown.
    pub messages: u32,
    /// Weeks, oldest first.
    pub weeks: Vec<QualityWeekView>,
    /// What was found, most frequent first.
    pub kinds: Vec<QualityKindView>,
}

/// One week of a link, by the day of receipt (ISO 8601 week, UTC).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QualityWeekView {
    /// For example `2026-W47`.
    pub week: String,
    /// Its Monday.
    pub from: String,
    /// Documents received.
    pub messages: u32,
    /// Documents that lack mandatory fields.
    pub missing: u32,
    /// Documents with codes that the block does not know.
    pub unknown_codes: u32,
    /// Documents with parts that the block does not know.
    pub drift: u32,
    /// Documents with other values that could not be understood.
    pub warnings: u32,
}

/// One kind of fault of a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QualityKindView {
    /// `missing`, `code`, `drift` or `warning`.
    pub kind: String,
    /// Code of the mapping problem; empty for drift and missing fields.
    pub code: String,
    /// Canonical path, or the place of what was not used.
    pub field: String,
    /// Label of the field, or the place.
    pub label: String,
    /// Documents that have it.
    pub count: u32,
    /// Share of the link's documents, for example `12 %`.
    pub share: String,
    /// A few of them, newest first.
    pub examples: Vec<QualityExampleView>,
}

/// A document that has a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QualityExampleView {
    /// Document id.
    pub document: String,
    /// Number.
    pub number: String,
    /// The value as found; empty where nothing is there.
    pub value: String,
}
