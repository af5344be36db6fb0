//! The sections of the GNC template in a link, and what every exchange of certificates stands on.

use crate::{
    BusinessCase, PackProblem, Process, ServiceInterface,
    scheme::LegalText,
    source::{Check, suggest},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Texts that every exchange stands on beside its agreement: id in the legal basis, title, and the articles or standards.
pub(crate) const STANDS_ON: &[(&str, &str, &[&str])] = &[
    ("rkc", "Revised Kyoto Convention, General Annex", &["6.7", "7.1", "7.2"]),
    ("tfa", "WTO Agreement on Trade Facilitation", &["12"]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    name: Spanned<String>,
    purpose: Spanned<String>,
    benefit: Spanned<String>,
    legal_basis: Spanned<Vec<LegalFile>>,
    confidentiality: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalFile {
    id: Spanned<String>,
    text: Spanned<String>,
    articles: Spanned<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcessFile {
    business_rules: Spanned<Vec<String>>,
    trigger: Spanned<String>,
    entities: Spanned<Vec<String>>,
    data_cluster: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InteroperabilityFile {
    service_interface: Spanned<String>,
    communication: Spanned<String>,
    architecture: Spanned<String>,
}

/// A text that may not be empty: what an administration would be asked about.
fn said(check: &mut Check<'_>, text: Spanned<String>, name: &str, what: &str) -> String {
    if text.get_ref().trim().is_empty() {
        check.say(&text.span(), "SECTION_EMPTY", format!("`{name}` is empty: say {what}"));
    }
    text.into_inner()
}

fn some(check: &mut Check<'_>, list: Spanned<Vec<String>>, name: &str, what: &str) -> Vec<String> {
    if list.get_ref().iter().all(|text| text.trim().is_empty()) {
        check.say(&list.span(), "SECTION_EMPTY", format!("`{name}` is empty: say {what}"));
    }
    list.into_inner()
}

impl CaseFile {
    pub(crate) fn read(self, check: &mut Check<'_>) -> BusinessCase {
        let legal_basis = legal_basis(check, self.legal_basis);
        BusinessCase {
            name: said(check, self.name, "name", "what the block is called"),
            purpose: said(check, self.purpose, "purpose", "what it is for"),
            benefit: said(check, self.benefit, "benefit", "what both sides gain"),
            legal_basis,
            confidentiality: said(
                check,
                self.confidentiality,
                "confidentiality",
                "who may see the data, for what they may be used and how long they are kept",
            ),
        }
    }
}

fn legal_basis(check: &mut Check<'_>, basis: Spanned<Vec<LegalFile>>) -> Vec<LegalText> {
    let span = basis.span();
    let mut ids = BTreeSet::new();
    for law in basis.get_ref() {
        let id = law.id.get_ref();
        if !ids.insert(id) {
            let message = format!("a second text \"{id}\" in the legal basis: put its articles into one");
            check.say(&law.id.span(), "DUPLICATE_ID", message);
        }
        if law.articles.get_ref().is_empty() {
            let message = format!("no article of \"{id}\" is named: write those that the exchange stands on");
            check.say(&law.articles.span(), "LEGAL_BASIS", message);
        }
    }
    let own = basis.get_ref().first().map(|law| &law.id);
    if own.is_none_or(|id| STANDS_ON.iter().any(|known| known.0 == id.get_ref())) {
        let span = own.map_or(span.clone(), Spanned::span);
        check.say(
            &span,
            "LEGAL_BASIS",
            "the first text of the legal basis is the agreement or arrangement itself",
        );
    }
    for (id, title, wanted) in STANDS_ON {
        let Some(law) = basis.get_ref().iter().find(|law| law.id.get_ref() == id) else {
            let message = format!(
                "the legal basis does not name the {title}: add a text with id = \"{id}\" and articles = {wanted:?}"
            );
            check.say(&span, "LEGAL_BASIS", message);
            continue;
        };
        let articles = law.articles.get_ref();
        if articles.is_empty() {
            continue; // said above
        }
        let missing: Vec<&str> =
            wanted.iter().copied().filter(|one| !articles.iter().any(|article| article == one)).collect();
        if !missing.is_empty() {
            let message =
                format!("the {title} is named without {}: write articles = {wanted:?}", missing.join(", "));
            check.say(&law.articles.span(), "LEGAL_BASIS", message);
        }
    }
    let text = |law: LegalFile| LegalText {
        id: law.id.into_inner(),
        text: law.text.into_inner(),
        articles: law.articles.into_inner(),
    };
    basis.into_inner().into_iter().map(text).collect()
}

impl ProcessFile {
    /// Also the kinds of its data cluster, to be looked up when all packs are there.
    pub(crate) fn read(self, check: &mut Check<'_>) -> (Process, Vec<(String, PackProblem)>) {
        if self.data_cluster.get_ref().is_empty() {
            let message = "`data_cluster` is empty: name the kinds of document, as [\"certificate\"]";
            check.say(&self.data_cluster.span(), "SECTION_EMPTY", message);
        }
        let kinds = self.data_cluster.into_inner().into_iter();
        let kinds: Vec<(String, PackProblem)> = kinds
            .map(|kind| (kind.get_ref().clone(), check.file.problem(kind.span().start, "KIND_UNKNOWN", "")))
            .collect();
        let process = Process {
            business_rules: some(
                check,
                self.business_rules,
                "business_rules",
                "what both sides hold to, a sentence each",
            ),
            trigger: said(check, self.trigger, "trigger", "what starts an exchange"),
            entities: some(check, self.entities, "entities", "who takes part"),
            data_cluster: kinds.iter().map(|kind| kind.0.clone()).collect(),
        };
        (process, kinds)
    }
}

/// The words for a kind of document that no pack brings.
pub(crate) fn unknown_kind(kind: &str, known: &[&str]) -> String {
    format!("no kind of document \"{kind}\"{}", suggest(kind, known))
}

impl InteroperabilityFile {
    pub(crate) fn read(self, check: &mut Check<'_>) -> ServiceInterface {
        ServiceInterface {
            service_interface: said(
                check,
                self.service_interface,
                "service_interface",
                "what is offered, and taken in return",
            ),
            communication: said(
                check,
                self.communication,
                "communication",
                "by which protocol, and how it is secured",
            ),
            architecture: said(check, self.architecture, "architecture", "who holds what"),
        }
    }
}
