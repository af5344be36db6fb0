//! Links to partners, quarantine, imports.

use super::LightView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The partners screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PartnersView {
    /// Links.
    pub links: Vec<LinkView>,
    /// Messages that could not be read, newest first.
    pub quarantine: Vec<QuarantineRow>,
    /// Packs that were refused, with their reasons.
    pub pack_problems: Vec<String>,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LinkView {
    /// Link id.
    pub link: String,
    /// Partner's name.
    pub partner: String,
    /// Country, alpha-2.
    pub country: String,
    /// Form of its scheme.
    pub form: String,
    /// Version of the block.
    pub block: String,
    /// `up-to-date`, `syncing`, `waiting`, `wedged`, `not-connected`, `never`.
    pub state: String,
    /// The state in words.
    pub text: String,
    /// Last success.
    pub last_success: Option<String>,
    /// Next try, where it waits.
    pub next_try: Option<String>,
    /// Messages an hour over the last 24, oldest first.
    pub per_hour: Vec<u32>,
    /// Messages in quarantine.
    pub quarantine: u32,
    /// Receipts that wait.
    pub receipts_waiting: u32,
    /// Receipts that need someone.
    pub receipts_wedged: u32,
    /// Receipts delivered.
    pub receipts_delivered: u32,
    /// Interface, for example `REST, opaque cursor`.
    pub interface: String,
    /// Signature profile in words.
    pub signature: String,
    /// Officials on the list.
    pub officials: u32,
    /// Edition of the list.
    pub list_edition: String,
    /// Purpose, from the business case.
    pub purpose: String,
    /// Legal basis, one line an entry.
    pub legal_basis: Vec<String>,
}

/// A message in quarantine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuarantineRow {
    /// SHA-256 of the message.
    pub message: String,
    /// Link, or empty for a file.
    pub link: String,
    /// Partner's name or the file's name.
    pub from: String,
    /// When it came.
    pub received: String,
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// What is wrong and what would mend it.
    pub text: String,
    /// Size in bytes.
    pub bytes: u32,
    /// Its beginning, made visible.
    pub excerpt: String,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportRow {
    /// File name.
    pub file: String,
    /// `certificate`, `claim`, `update`, `declaration`, `other`, `not-a-document`, `quarantine`.
    pub outcome: String,
    /// Document id, if one came of it.
    pub document: Option<String>,
    /// Certificate number, if one was read.
    pub number: String,
    /// The light.
    pub light: LightView,
    /// What it is.
    pub title: String,
    /// What could be read and why the signature stands or not.
    pub text: String,
    /// Verdict indication, empty if none.
    pub verdict: String,
    /// Ids of its findings that are not clear.
    pub findings: Vec<String>,
    /// Labels of mandatory fields it lacks.
    pub missing: Vec<String>,
}

/// A raw message, made visible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RawView {
    /// SHA-256 of the message.
    pub message: String,
    /// Its text; bytes that are no text as `\xNN`. Cut at 200,000 characters.
    pub text: String,
    /// Size in bytes.
    pub bytes: u32,
    /// Whether the text was cut.
    pub cut: bool,
}
