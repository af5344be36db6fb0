//! A scheme: the agreement's legal basis, rules, decisions and deadlines.

use crate::{PackHead, PaperForm};
use certificate::{Level, Light};
use chrono::NaiveDate;
use rules::Program;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Sentences by language (`en`, `fr`, `es`, `ar`).
pub type Sentences = BTreeMap<String, String>;

/// A scheme pack.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Id of the pack.
    pub id: String,
    /// Version of the pack.
    pub version: String,
    /// For training only.
    pub training: bool,
    /// SHA-256 over the pack's files, hex.
    pub hash: String,
    /// The whole head.
    pub head: PackHead,
    /// Code of the agreement, as certificates carry it in `scheme.code`.
    pub code: String,
    /// The form, for people: `Form BA`.
    pub form: String,
    /// Where its boxes stand, and what stands in them; none: the certificate is shown as a plain list.
    pub paper: Option<PaperForm>,
    /// Name of the agreement.
    pub name: String,
    /// Months from issue in which a certificate is good.
    pub validity_months: u32,
    /// Article of the validity.
    pub validity_article: String,
    /// Days after departure from which a late certificate needs its mark.
    pub retrospective_days: u32,
    /// Article of late issue.
    pub retrospective_article: String,
    /// What a presentation after the end of validity is.
    pub lateness: Light,
    /// Fields of a declaration whose difference is only a note: `importer`, `hs`, `quantity`, `unit`, `invoice`.
    pub minor: Vec<String>,
    /// What it rests on; the agreement itself first.
    pub legal_basis: Vec<LegalText>,
    /// Fields that a certificate must have.
    pub mandatory: Vec<Mandatory>,
    /// Fields of the common dataset that the agreement has no use for.
    pub not_applicable: Vec<String>,
    /// Decisions an officer can take, in the order in which they are offered.
    pub decisions: Vec<DecisionKind>,
    /// Reasons for not giving preferential treatment.
    pub refusal_reasons: Vec<RefusalReason>,
    /// Clocks of the agreement.
    pub deadlines: Vec<Deadline>,
    /// Its business rules, for people.
    pub rules: Vec<RuleInfo>,
    pub(crate) programs: Vec<Rule>,
}

/// A text of law and the articles that are used of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalText {
    /// Short id that rules refer to.
    pub id: String,
    /// Title.
    pub text: String,
    /// Articles or standards.
    pub articles: Vec<String>,
}

/// A field that the agreement makes mandatory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandatory {
    /// Canonical path; `items[].hs` for every item.
    pub field: String,
    /// Article.
    pub article: String,
}

/// One decision of the agreement's vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionKind {
    /// Stable id: `given`, `given-minor`, `correction`, `verification`, `refused`.
    pub id: String,
    /// Key that chooses it.
    pub key: char,
    /// Label by language.
    pub label: Sentences,
    /// Whether it draws the quantity down.
    pub takes_quantity: bool,
    /// Whether it needs reasons (of `refusal_reasons`).
    #[serde(default)]
    pub needs_reason: bool,
    /// Grounds to choose from, by id and label (authenticity, criterion, random), where it has some.
    #[serde(default)]
    pub grounds: Vec<RefusalReason>,
    /// Days of the clock that it starts.
    #[serde(default)]
    pub deadline_days: Option<u32>,
    /// Article.
    pub article: String,
}

/// A reason, by code and label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalReason {
    /// Stable code.
    pub code: String,
    /// Label by language.
    pub label: Sentences,
    /// Article, where it has one.
    #[serde(default)]
    pub article: Option<String>,
}

/// A clock of the agreement: trigger, duration, calendar, consequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Stable id.
    pub id: String,
    /// What starts it.
    pub trigger: String,
    /// How many of `calendar`.
    pub count: u32,
    /// `days`, `working-days` or `months`.
    pub calendar: String,
    /// What follows when it passes.
    pub consequence: Sentences,
    /// Article.
    pub article: String,
}

/// A business rule, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleInfo {
    /// Id of its finding.
    pub id: String,
    /// The expression as written.
    pub when: String,
    /// Article.
    pub article: String,
    /// Sentence by language.
    pub sentences: Sentences,
    /// What it speaks of: `document`, `item` or `presentation`.
    pub on: String,
    /// What it is when it is met.
    pub level: Level,
    /// What it is where facts are missing: whether that keeps green away.
    pub not_evaluable: Level,
}

/// What a scheme's rules may know beside the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeFacts {
    /// The day of judging.
    pub today: NaiveDate,
}

/// What a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RuleScope {
    Document,
    Item,
    Presentation,
}

impl RuleScope {
    /// As it is written.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Item => "item",
            Self::Presentation => "presentation",
        }
    }
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub info: RuleInfo,
    pub scope: RuleScope,
    pub level: Level,
    /// What it is where facts are missing: the rule says whether that keeps green away.
    pub not_evaluable: Level,
    pub program: Arc<Program>,
}
