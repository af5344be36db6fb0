//! The report on packs: mistakes, standing, coverage, what they change.

use super::active::{Held, Packs};
use crate::Inner;
use crate::error::Error;
use crate::render::small;
use crate::text::Language;
use crate::view::*;
use block::author::{self, Need};
use block::{Library, PackFiles, PackKind, PackProblem};

impl Inner {
    /// A report on each pack, as all of them would stand together over what is active.
    pub(super) fn reports(&self, packs: &[Held]) -> Result<Vec<PackCheckView>, Error> {
        let (language, may) = (self.language(), self.is_administrator()?);
        let before = self.packs();
        let next = before.with(packs);
        let new = next.new_problems(&before);
        let of_none = |problem: &&PackProblem| !packs.iter().any(|pack| belongs(problem, pack));
        let common: Vec<&PackProblem> = new.iter().filter(of_none).collect();
        let beside = super::active::files(&next.resulting(&[]));
        let mut reports = Vec::new();
        for pack in packs {
            let own = new.iter().filter(|problem| belongs(problem, pack));
            let problems: Vec<PackProblemView> = own.chain(common.iter().copied()).map(problem).collect();
            let active = before.is_active(pack);
            let why_not = why_not(self, pack, active, !problems.is_empty(), may);
            let can_accept =
                problems.is_empty() && !active && may && !pack.standing.suffices() && self.fits(pack);
            reports.push(PackCheckView {
                hash: pack.files.hash.clone(),
                pack: pack.head.id.clone(),
                version: pack.head.version.clone(),
                kind: kind_word(pack.head.kind).to_owned(),
                title: pack.head.title.clone(),
                standing: pack.standing.word().to_owned(),
                standing_text: standing_text(pack, language),
                coverage: coverage(&next.library, pack, language),
                changes: changes(&before, pack, &beside),
                active,
                can_activate: why_not.is_none(),
                can_accept,
                why_not: why_not.map(|key| language.word(key)),
                problems,
            });
        }
        Ok(reports)
    }

    /// Whether this folder is of the pack's kind: training packs stay out of live folders.
    pub(super) fn fits(&self, pack: &Held) -> bool {
        !(pack.head.training && self.is_live())
    }
}

/// Why a pack cannot be activated as it is, as a message key.
fn why_not(desk: &Inner, pack: &Held, active: bool, problems: bool, may: bool) -> Option<&'static str> {
    match () {
        () if active => Some("pack.why.active"),
        () if !desk.fits(pack) => Some("pack.why.training"),
        () if problems => Some("pack.why.problems"),
        () if !may => Some("pack.why.role"),
        () => match pack.standing.word() {
            "unsigned" => Some("pack.why.unsigned"),
            "altered" => Some("pack.why.altered"),
            "foreign-key" => Some("pack.why.foreign-key"),
            _ => None,
        },
    }
}

/// Whether a mistake is said of a file of this pack.
fn belongs(problem: &PackProblem, pack: &Held) -> bool {
    let folder = problem.file.split('/').next().unwrap_or_default();
    folder == pack.files.id_hint || folder == pack.name()
}

/// A mistake, ready to show.
pub(super) fn problem(problem: &PackProblem) -> PackProblemView {
    PackProblemView {
        code: problem.code.clone(),
        place: format!("{}:{}:{}", problem.file, problem.line, problem.column),
        message: problem.message.clone(),
    }
}

/// The report on what has no head that can be read: it is not kept.
pub(super) fn headless(files: &PackFiles, problems: &[PackProblem], language: Language) -> PackCheckView {
    PackCheckView {
        hash: files.hash.clone(),
        pack: files.id_hint.clone(),
        version: String::new(),
        kind: String::new(),
        title: String::new(),
        standing: "unsigned".to_owned(),
        standing_text: language.word("pack.standing.unsigned"),
        problems: problems.iter().map(problem).collect(),
        coverage: None,
        changes: Vec::new(),
        active: false,
        can_activate: false,
        can_accept: false,
        why_not: Some(language.word("pack.why.problems")),
    }
}

pub(super) fn kind_word(kind: PackKind) -> &'static str {
    match kind {
        PackKind::Link => "link",
        PackKind::Scheme => "scheme",
        PackKind::Format => "format",
    }
}

pub(super) fn standing_text(pack: &Held, language: Language) -> String {
    language.word(&format!("pack.standing.{}", pack.standing.word()))
}

/// What changes against the active pack of this id: of the same version, else of the newest.
fn changes(before: &Packs, pack: &Held, beside: &[PackFiles]) -> Vec<ChangeView> {
    let same_id = |other: &&Held| other.head.id == pack.head.id && other.head.kind == pack.head.kind;
    let active = before.resulting(&[]);
    let mut others: Vec<&Held> = active.iter().filter(same_id).collect();
    others.sort_by(|one, other| block::compare_versions(&one.head.version, &other.head.version));
    let against = others.iter().find(|other| other.head.version == pack.head.version).or(others.last());
    against.map_or_else(Vec::new, |against| {
        author::diff_among(&against.files, &pack.files, beside)
            .into_iter()
            .map(|difference| ChangeView { kind: difference.kind, words: difference.words })
            .collect()
    })
}

fn coverage(library: &Library, pack: &Held, language: Language) -> Option<CoverageView> {
    // Of a pack for another kind of document the dataset of certificates says nothing.
    let covered = author::coverage(library, &pack.head.id)
        .filter(|covered| covered.rows.iter().any(|row| !row.mapped.is_empty()))?;
    let label = |field: &str| crate::render::field(language, field);
    Some(CoverageView {
        mapped: small(covered.rows.iter().filter(|row| !row.mapped.is_empty()).count()),
        of: small(covered.rows.len()),
        missing: covered.missing.iter().map(|field| label(field)).collect(),
        rows: covered
            .rows
            .iter()
            .map(|row| {
                let (need, article) = match &row.need {
                    Need::Mandatory { article } => ("mandatory", article.clone()),
                    Need::Optional => ("optional", String::new()),
                    Need::NotApplicable => ("not-applicable", String::new()),
                };
                let mut places: Vec<&str> = row.mapped.iter().map(|by| by.place.as_str()).collect();
                places.dedup();
                CoverageRowView {
                    field: row.field.clone(),
                    label: label(&row.field),
                    wco: row.wco.join(", "),
                    need: need.to_owned(),
                    article,
                    place: places.join(" · "),
                    mapped: !row.mapped.is_empty(),
                }
            })
            .collect(),
    })
}
