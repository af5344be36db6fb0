//! Pieces that several screens share.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The officer's light; `none` where there is no document to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum LightView {
    /// Proof.
    Green,
    /// Absence of proof, or a doubt.
    Amber,
    /// Proof that something is wrong.
    Red,
    /// Nothing judged.
    None,
}

impl From<certificate::Light> for LightView {
    fn from(light: certificate::Light) -> Self {
        match light {
            certificate::Light::Green => Self::Green,
            certificate::Light::Amber => Self::Amber,
            certificate::Light::Red => Self::Red,
        }
    }
}

/// Whether the fields come from verified content or not (claim).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Nature {
    /// Made from verified content only.
    Verified,
    /// The same fields from a message that is not verified: always marked, never green.
    Claim,
}

/// The line that names a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DocumentHead {
    /// SHA-256 of the message, hex: the id of the document in every command.
    pub document: String,
    /// `certificate`, or the id of the kind that a pack brought.
    pub kind: String,
    /// Verified or claim.
    pub nature: Nature,
    /// Number as issued; empty where the message has none.
    pub number: String,
    /// Partner's name, or what is known of the sender.
    pub partner: String,
    /// Partner's country, alpha-2; empty if not known.
    pub country: String,
    /// Form of the scheme, for example `Form BA`; of another kind of document what it is.
    pub form: String,
    /// Exporter's name.
    pub exporter: String,
    /// Consignee's name.
    pub consignee: String,
    /// Day of issue.
    pub issued: String,
    /// Last day of validity, by the scheme.
    pub valid_until: String,
    /// When this installation received it.
    pub received: String,
}

/// What signature validation found (ETSI EN 319 102-1), and the four facts beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VerdictView {
    /// `TOTAL-PASSED`, `INDETERMINATE`, `TOTAL-FAILED`, or empty where nothing was signed.
    pub indication: String,
    /// Sub-indication, empty if none.
    pub sub_indication: String,
    /// The same in plain words.
    pub sentence: String,
    /// The time the verdict speaks of.
    pub at: String,
    /// Signer by the partner's list.
    pub signer: String,
    /// Office by the partner's list.
    pub office: String,
    /// Entitled since.
    pub since: String,
    /// Proven time.
    pub proven_time: String,
    /// What proves it, in words.
    pub proven_by: String,
    /// Revocation known as of.
    pub revocation_as_of: String,
    /// Stale after.
    pub stale_after: String,
    /// List of officials as of.
    pub list_as_of: String,
    /// Coverage, in words.
    pub coverage: String,
    /// Format and algorithm.
    pub profile: String,
}

/// One finding, ready to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FindingView {
    /// Stable id.
    pub id: String,
    /// `red`, `amber`, `not-evaluable`, `note` or `clear`.
    pub shape: String,
    /// The light it gives.
    pub light: LightView,
    /// Item number, if it speaks of one.
    pub item: Option<u32>,
    /// Short sentence.
    pub title: String,
    /// Longer sentence.
    pub text: String,
    /// What would resolve it; empty if nothing is to do.
    pub resolve: String,
    /// What was compared.
    pub evidence: Vec<EvidenceView>,
    /// Article or clause; empty if none.
    pub reference: String,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EvidenceView {
    /// Label.
    pub label: String,
    /// Value as found.
    pub value: String,
}

/// An officer's mark that something is wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FlagView {
    /// Event id of the flag.
    pub id: String,
    /// The document it stands on.
    pub head: DocumentHead,
    /// The document's light now.
    pub light: LightView,
    /// Code of the reason.
    pub reason: String,
    /// The reason in words.
    pub reason_label: String,
    /// The officer's own words; empty when erased.
    pub note: String,
    /// Titles of the findings that are its evidence.
    pub evidence: Vec<String>,
    /// Who.
    pub officer: String,
    /// As what.
    pub role: String,
    /// When.
    pub at: String,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<String>,
}

/// An error as every face shows it. The code is stable; faces never match on text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// Stable code.
    pub code: String,
    /// What was not done.
    pub text: String,
    /// What to do now.
    pub next: String,
}
