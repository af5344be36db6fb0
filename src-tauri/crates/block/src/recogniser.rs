//! How one message is told from others.

use crate::mapping::place::Step;
use document::{Document, Kind, Node, Syntax};

/// The marks of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recogniser {
    pub syntax: Syntax,
    /// XML: from the root element inclusive.
    pub root: Vec<Step>,
    pub conditions: Vec<Condition>,
    pub version: Option<VersionRule>,
}

/// `A/B`, `A/B = text` or `!A/B`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub steps: Vec<Step>,
    pub absent: bool,
    pub equals: Option<String>,
}

/// Where the version stands, and which ones are this message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VersionRule {
    pub steps: Vec<Step>,
    pub is: Vec<String>,
}

/// How a document compares.
pub(crate) enum Match {
    No,
    /// It is this message; the number of marks it carries.
    Yes(usize),
    /// It is this message in the version that is said.
    OtherVersion(String),
}

impl Recogniser {
    /// The places that must be there, from the document's root, as they are written in message files.
    pub(crate) fn marks(&self) -> Vec<String> {
        let path = |steps: &[Step]| {
            self.root.iter().chain(steps).fold(String::new(), |path, step| path + "/" + &step.written())
        };
        let versions = self.version.iter().map(|version| path(&version.steps));
        self.conditions.iter().filter(|one| !one.absent).map(|one| path(&one.steps)).chain(versions).collect()
    }

    pub(crate) fn look(&self, document: &Document) -> Match {
        if document.syntax() != self.syntax {
            return Match::No;
        }
        let root = document.root();
        let mut steps = self.root.as_slice();
        if root.kind() == Kind::Element {
            let Some((first, rest)) = steps.split_first() else { return Match::No };
            if !first.is(&root) {
                return Match::No;
            }
            steps = rest;
        }
        let Some(at) = steps.iter().try_fold(root, |at, step| step.first(at)) else { return Match::No };
        let holds = |condition: &Condition| {
            let found = any(at, &condition.steps, &|node| match &condition.equals {
                Some(text) => node.text().trim() == text,
                None => node.kind() != Kind::Null,
            });
            found != condition.absent
        };
        if !self.conditions.iter().all(holds) {
            return Match::No;
        }
        if let Some(rule) = &self.version {
            let fits = any(at, &rule.steps, &|node| rule.is.iter().any(|is| node.text().trim() == is));
            if !fits {
                let found = rule.steps.iter().try_fold(at, |at, step| step.first(at));
                let found = found.map(|node| node.text().trim().chars().take(40).collect());
                return Match::OtherVersion(found.unwrap_or_default());
            }
        }
        Match::Yes(self.conditions.len() + self.root.len() + usize::from(self.version.is_some()))
    }
}

/// Whether a node at the steps satisfies the test; lists are looked through.
fn any(at: Node<'_>, steps: &[Step], test: &dyn Fn(&Node<'_>) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        let inside = at.kind() == Kind::Array && at.children().any(|child| test(&child));
        return inside || test(&at);
    };
    if rest.is_empty() && step.first(at).is_some_and(|node| test(&node)) {
        return true;
    }
    step.all(at).into_iter().any(|node| any(node, rest, test))
}
