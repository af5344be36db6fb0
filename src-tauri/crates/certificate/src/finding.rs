//! Findings, and the light they add up to. Green is proof, amber is the absence of proof or a
//! doubt, red is proof that something is wrong.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The officer's light. Ordered: the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Proof.
    Green,
    /// The absence of proof, or a doubt.
    Amber,
    /// Proof that something is wrong.
    Red,
}

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The check was done and found nothing.
    Clear,
    /// Worth knowing; changes no light.
    Note,
    /// The check could not be done, and its rule does not keep green away for that.
    NotEvaluable,
    /// The check could not be done, and that keeps green away.
    NotEvaluableAmber,
    /// A doubt.
    Amber,
    /// Proof that something is wrong.
    Red,
}

impl Level {
    /// The light this level gives.
    pub fn light(self) -> Light {
        match self {
            Self::Clear | Self::Note | Self::NotEvaluable => Light::Green,
            Self::NotEvaluableAmber | Self::Amber => Light::Amber,
            Self::Red => Light::Red,
        }
    }
}

/// What a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The whole document.
    Document,
    /// One item, by its number on the certificate.
    Item(u32),
    /// One presentation.
    Presentation,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable id (DESIGN section 6), for example `CONTENT_ALTERED`. Message files and tests go by it.
    pub id: String,
    /// How it counts.
    pub level: Level,
    /// What it speaks of.
    pub scope: Scope,
    /// Values for the sentence in the message files, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Sentences by language, for findings of a scheme's own rules: they come with the pack.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sentences: BTreeMap<String, String>,
    /// What was compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The law it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
}

/// One piece of evidence: a stable name and a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Stable name, looked up in the message files (`evidence_…`).
    pub name: String,
    /// The value as it was found.
    pub value: String,
}

/// A place in a legal or technical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The text, for example `Borastria–Adjikistan Agreement` or `ETSI EN 319 102-1`.
    pub text: String,
    /// Article or clause.
    pub article: String,
}

impl Finding {
    /// A finding without values, evidence or reference.
    pub fn new(id: impl Into<String>, level: Level, scope: Scope) -> Self {
        Self {
            id: id.into(),
            level,
            scope,
            values: BTreeMap::new(),
            sentences: BTreeMap::new(),
            evidence: Vec::new(),
            reference: None,
        }
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn value(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// Adds a piece of evidence.
    #[must_use]
    pub fn evidence(mut self, name: &str, value: impl ToString) -> Self {
        self.evidence.push(Evidence { name: name.to_owned(), value: value.to_string() });
        self
    }

    /// Sets the legal or technical reference.
    #[must_use]
    pub fn reference(mut self, text: &str, article: &str) -> Self {
        self.reference = Some(Reference { text: text.to_owned(), article: article.to_owned() });
        self
    }
}

/// The worst light of all findings; green for none.
pub fn light<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Light {
    findings.into_iter().map(|finding| finding.level.light()).max().unwrap_or(Light::Green)
}

/// The light of one item: the worst of its own findings and those of the document and presentation.
/// One bad item never holds up the others.
pub fn item_light<'a>(findings: impl IntoIterator<Item = &'a Finding>, item: u32) -> Light {
    light(findings.into_iter().filter(|finding| match finding.scope {
        Scope::Document | Scope::Presentation => true,
        Scope::Item(number) => number == item,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_finding_decides() {
        let findings = [
            Finding::new("A", Level::Clear, Scope::Document),
            Finding::new("B", Level::Amber, Scope::Item(2)),
        ];
        assert_eq!(light(&findings), Light::Amber, "a doubt on one item shows on the document");
        assert_eq!(item_light(&findings, 1), Light::Green, "but holds up no other item");
        assert_eq!(item_light(&findings, 2), Light::Amber, "and its own item carries it");
    }

    #[test]
    fn what_could_not_be_checked_is_not_green_unless_the_rule_says_so() {
        let strict = [Finding::new("A", Level::NotEvaluableAmber, Scope::Document)];
        let lenient = [Finding::new("A", Level::NotEvaluable, Scope::Document)];
        assert_eq!((light(&strict), light(&lenient)), (Light::Amber, Light::Green), "by the rule's word");
    }
}
