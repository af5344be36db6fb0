//! The certificate screen: form, place in the message, verdict, steps, process.

use super::{DocumentHead, EvidenceView, FindingView, FlagView, LightView, VerdictView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything about one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CertificateView {
    /// The document.
    pub head: DocumentHead,
    /// Its light.
    pub light: LightView,
    /// The sentence that decides.
    pub title: String,
    /// The way it has gone.
    pub process: Vec<ProcessStep>,
    /// The scheme's form, in reading order. Empty for a claim: it is never drawn as a form.
    pub form: Vec<FormBox>,
    /// Every canonical field that has a value.
    pub fields: Vec<FieldView>,
    /// The groups of a document of another kind, as tables. Their values stand in `fields` too.
    pub groups: Vec<FormBox>,
    /// Why a document of another kind is only read; empty for a certificate of origin.
    pub only_read: String,
    /// The content as text, for the places.
    pub source: SourceView,
    /// The verdict.
    pub verdict: VerdictView,
    /// Signatures with their chains.
    pub signatures: Vec<SignatureView>,
    /// Steps of ETSI EN 319 102-1.
    pub steps: Vec<StepView>,
    /// Findings that are not clear.
    pub findings: Vec<FindingView>,
    /// Checks that are clear.
    pub clear: Vec<FindingView>,
    /// Lights since it came, oldest first.
    pub history: Vec<HistoryRow>,
    /// Flags, withdrawn ones too.
    pub flags: Vec<FlagView>,
    /// Parts of the message that the mapping did not use.
    pub unused: Vec<String>,
    /// Hashes of what the verdict rests on.
    pub basis: BasisView,
}

/// One station of the process line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ProcessStep {
    /// `issued`, `received`, `verified`, `presented`, `decided`, `answered`.
    pub id: String,
    /// `done`, `now` or `todo`.
    pub state: String,
    /// When.
    pub at: String,
    /// A word on it.
    pub detail: String,
}

/// Where a box stands on a grid of twelve columns; rows and columns count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormPlace {
    /// First row.
    pub row: u32,
    /// Rows it takes.
    pub rows: u32,
    /// First column.
    pub column: u32,
    /// Columns it takes.
    pub columns: u32,
}

/// One box of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormBox {
    /// Number of the box on the form.
    pub number: String,
    /// Label.
    pub label: String,
    /// Whether it takes the whole width.
    pub wide: bool,
    /// Its lines; for the goods box: a row an item.
    pub lines: Vec<FormLine>,
    /// Heads, where the box is a table.
    pub heads: Vec<String>,
    /// Relative widths of its columns; a negative one stands at the end of its column, as quantities do.
    pub widths: Vec<i16>,
    /// Where it stands.
    pub place: FormPlace,
}

/// A line of a box: one cell, or one a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormLine {
    /// Cells.
    pub cells: Vec<FormCell>,
}

/// A value on the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FormCell {
    /// Canonical field it shows; empty for a constant.
    pub field: String,
    /// Text.
    pub text: String,
}

/// One canonical field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FieldView {
    /// Canonical path, for example `items[1].quantity`.
    pub field: String,
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// The value as the message has it, if it was changed on the way.
    pub raw: String,
    /// Place in the message, if it came from one.
    pub path: String,
    /// First line, from 1; 0 if none.
    pub line: u32,
    /// Last line.
    pub line_end: u32,
}

/// The message's content as lines of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceView {
    /// `xml` or `json`.
    pub syntax: String,
    /// Lines; long ones are whole.
    pub lines: Vec<String>,
    /// Size of the message in bytes.
    pub bytes: u32,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SignatureView {
    /// Role, in words.
    pub role: String,
    /// Format and algorithm.
    pub format: String,
    /// Signer by the list, else the key's own word marked as such.
    pub signer: String,
    /// What it covers.
    pub covers: String,
    /// Whether its value verifies.
    pub valid: bool,
    /// Claimed time.
    pub claimed_time: String,
    /// From the key to the anchor.
    pub chain: Vec<ChainView>,
}

/// One certificate of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChainView {
    /// Subject.
    pub subject: String,
    /// End of its life.
    pub not_after: String,
    /// Whether it is the partner's anchor.
    pub anchor: bool,
}

/// One step of the validation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StepView {
    /// Label.
    pub label: String,
    /// Clause.
    pub clause: String,
    /// `passed`, `failed` or `not-done`.
    pub state: String,
    /// Details.
    pub detail: Vec<EvidenceView>,
}

/// A light at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct HistoryRow {
    /// When it was judged.
    pub at: String,
    /// The light then.
    pub light: LightView,
    /// Why.
    pub text: String,
}

/// Hashes of what a verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BasisView {
    /// SHA-256 of the message.
    pub message: String,
    /// Block: link id and version.
    pub block: String,
    /// Trust snapshot.
    pub trust: String,
    /// Rules.
    pub rules: String,
}
