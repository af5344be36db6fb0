//! The answer to the desk's one input.

use super::{DocumentHead, FindingView, FlagView, ImportRow, LightView, VerdictView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the one input led to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export)]
pub enum AskView {
    /// One document.
    Answer {
        /// The answer.
        answer: Box<AnswerView>,
    },
    /// Several documents carry that number.
    Choices {
        /// They.
        choices: Vec<ChoiceRow>,
    },
    /// Words: go to the search screen with this query.
    Search {
        /// The query.
        query: String,
    },
    /// A number that is not on this machine.
    Absent {
        /// The number as typed.
        number: String,
        /// What that means.
        title: String,
        /// What to do now.
        text: String,
    },
    /// Files were read.
    Imported {
        /// One row a file.
        rows: Vec<ImportRow>,
    },
}

/// One of several documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChoiceRow {
    /// The document.
    pub head: DocumentHead,
    /// Its light.
    pub light: LightView,
    /// Its leading sentence.
    pub title: String,
}

/// The answer: light first, one sentence why, what can be done, then the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AnswerView {
    /// The document.
    pub head: DocumentHead,
    /// The light.
    pub light: LightView,
    /// The sentence that decides.
    pub title: String,
    /// One more sentence.
    pub text: String,
    /// What can be done now; fills decisions, records nothing.
    pub now: Vec<NowOption>,
    /// The declaration it is presented for, if one.
    pub presentation: Option<PresentationView>,
    /// Lines of goods.
    pub items: Vec<ItemView>,
    /// What happened with it before.
    pub seen: Vec<SeenRow>,
    /// The verdict.
    pub verdict: VerdictView,
    /// Findings that are not clear, worst first.
    pub findings: Vec<FindingView>,
    /// Checks that are clear.
    pub clear: Vec<FindingView>,
    /// Flags on it that are not withdrawn.
    pub flags: Vec<FlagView>,
    /// Version of the ledger this answer was made from; `decide` names it.
    pub ledger: String,
    /// Whether the officer's role may decide.
    pub may_decide: bool,
    /// Why a document of another kind is only read; empty for a certificate of origin.
    pub only_read: String,
}

/// Something the officer can do now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NowOption {
    /// Label.
    pub label: String,
    /// The decisions it fills in; empty where it only tells.
    pub fills: Vec<ItemDecision>,
}

/// One decision on one item, as filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemDecision {
    /// Item number on the certificate.
    pub item: u32,
    /// Id of the decision in the scheme's vocabulary.
    pub decision: String,
    /// Quantity given, in the certificate's unit; none: all that is declared (where the decision draws down).
    #[ts(optional)]
    pub quantity: Option<String>,
    /// Codes of reasons, where the decision wants them.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// The declaration beside the certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PresentationView {
    /// Presentation id.
    pub id: String,
    /// Declaration number.
    pub declaration: String,
    /// Day of the declaration.
    pub date: String,
    /// Importer as declared; empty when erased.
    pub importer: String,
    /// What differs.
    pub differences: Vec<DifferenceRow>,
    /// How many fields agree.
    pub agree: u32,
    /// When it was presented.
    pub at: String,
    /// Items decided.
    pub decided: u32,
    /// Items presented.
    pub of: u32,
}

/// One difference between certificate and declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DifferenceRow {
    /// Field label, for example `Item 2, net quantity`.
    pub label: String,
    /// Item, if it is about one.
    pub item: Option<u32>,
    /// As signed.
    pub certificate: String,
    /// As declared.
    pub declaration: String,
    /// A word on it.
    pub note: String,
    /// Called minor by the scheme.
    pub minor: bool,
}

/// One line of goods with its ledger and its decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemView {
    /// Number on the certificate.
    pub number: u32,
    /// Description.
    pub description: String,
    /// HS code with dots.
    pub hs: String,
    /// Invoice.
    pub invoice: String,
    /// Country of origin, name.
    pub origin: String,
    /// Origin criterion.
    pub criterion: String,
    /// Unit, as a word or code.
    pub unit: String,
    /// Certified quantity.
    pub certified: String,
    /// Used before.
    pub used: String,
    /// Left.
    pub left: String,
    /// What this presentation takes, in the certificate's unit; empty if none or not comparable.
    pub takes: String,
    /// What it takes beyond what is left; empty if nothing.
    pub over: String,
    /// Shares of the certified quantity, 0 to 1, for the bar.
    pub share_used: f32,
    /// What this presentation takes within what is left.
    pub share_this: f32,
    /// What it takes beyond.
    pub share_over: f32,
    /// Worst of its own findings and the document's.
    pub light: LightView,
    /// Whether this presentation presents it.
    pub presented: bool,
    /// The decision in force.
    pub decision: Option<DecisionView>,
    /// What can be decided.
    pub options: Vec<DecisionOption>,
}

/// A decision in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecisionView {
    /// Id in the scheme's vocabulary.
    pub id: String,
    /// Label.
    pub label: String,
    /// Quantity drawn down, with its unit; empty if none.
    pub quantity: String,
    /// Labels of its reasons.
    pub reasons: Vec<String>,
    /// Who.
    pub officer: String,
    /// When.
    pub at: String,
    /// How many earlier ones it supersedes.
    pub supersedes: u32,
}

/// One possible decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DecisionOption {
    /// Id in the scheme's vocabulary.
    pub id: String,
    /// Key letter.
    pub key: String,
    /// Label.
    pub label: String,
    /// What follows from it, with dates.
    pub hint: String,
    /// Article.
    pub reference: String,
    /// Whether it draws a quantity down.
    pub draws: bool,
    /// Reasons to choose from; empty where none is wanted.
    pub reasons: Vec<ReasonOption>,
    /// Whether it can be taken now.
    pub allowed: bool,
    /// Why not, if not.
    pub why_not: String,
}

/// A reason for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReasonOption {
    /// Code.
    pub id: String,
    /// Label.
    pub label: String,
}

/// Something that happened before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SeenRow {
    /// `presentation`, `exporter`, `consignee`.
    pub kind: String,
    /// Whom or what it is about.
    pub subject: String,
    /// Green so far.
    pub green: u32,
    /// Amber so far.
    pub amber: u32,
    /// Red so far.
    pub red: u32,
    /// In words.
    pub text: String,
}

/// A declaration as typed at the desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeclarationInput {
    /// Declaration number; the same number again is the same presentation.
    pub number: String,
    /// Day, `YYYY-MM-DD`; empty for none.
    #[serde(default)]
    pub date: String,
    /// Importer; empty for none.
    #[serde(default)]
    pub importer: String,
    /// Lines that claim preference.
    pub items: Vec<DeclaredItemInput>,
}

/// One line of a typed declaration. Empty text is "not given".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeclaredItemInput {
    /// Item on the certificate; by position where none.
    #[serde(default)]
    pub item: Option<u32>,
    /// HS code.
    #[serde(default)]
    pub hs: String,
    /// Quantity, decimal point or comma.
    #[serde(default)]
    pub quantity: String,
    /// Unit, UN/ECE Recommendation 20 code or its usual word (kg).
    #[serde(default)]
    pub unit: String,
    /// Invoice number.
    #[serde(default)]
    pub invoice: String,
}
