//! Packs of a folder of data, as text.

use crate::show::{Page, light};
use desk::view::*;

/// Digits of a hash that are shown: enough to name it by.
const DIGITS: usize = 12;
/// Most rows of a list of changes or places.
const MOST: usize = 20;

fn short(hash: &str) -> String {
    hash.chars().take(DIGITS).collect()
}

/// One line a pack, and what is wrong with those that are left out.
pub fn list(view: &BlocksView, problems: &[String]) -> String {
    let mut page = Page::default();
    for problem in problems {
        page.line(problem);
    }
    let rows = view.packs.iter().map(|pack| {
        vec![
            if pack.active { "active" } else { "" }.to_owned(),
            pack.kind.clone(),
            format!("{}@{}", pack.pack, pack.version),
            short(&pack.hash),
            pack.standing.clone(),
            pack.effective.clone(),
            pack.title.clone(),
        ]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    page.text()
}

/// The report on what was added.
pub fn added(view: &PackReportView) -> String {
    let mut page = Page::default();
    for problem in &view.problems {
        page.line(&format!("{}: {} ({})", problem.place, problem.message, problem.code));
    }
    for pack in &view.packs {
        one(&mut page, pack);
    }
    page.text()
}

/// The report on one pack.
pub fn report(view: &PackCheckView) -> String {
    let mut page = Page::default();
    one(&mut page, view);
    if let Some(coverage) = &view.coverage {
        let rows = coverage.rows.iter().map(|row| {
            let need = [row.need.as_str(), row.article.as_str()].join(" ");
            vec![row.field.clone(), row.wco.clone(), need.trim().to_owned(), row.place.clone()]
        });
        page.table(&rows.collect::<Vec<_>>(), &[]);
    }
    page.text()
}

fn one(page: &mut Page, pack: &PackCheckView) {
    page.heading(&format!("{}@{}  {} {}", pack.pack, pack.version, pack.kind, short(&pack.hash)));
    page.line(&format!("  {}", pack.title));
    page.line(&format!("  {}", pack.standing_text));
    for problem in &pack.problems {
        page.line(&format!("  {}: {} ({})", problem.place, problem.message, problem.code));
    }
    if let Some(coverage) = &pack.coverage {
        page.line(&format!("  {} / {}", coverage.mapped, coverage.of));
        for missing in &coverage.missing {
            page.line(&format!("  – {missing}"));
        }
    }
    for change in &pack.changes {
        page.line(&format!("  {}: {}", change.kind, change.words));
    }
    if let Some(why) = &pack.why_not {
        page.line(&format!("  {why}"));
    }
}

/// What was read, and what not.
pub fn trial(view: &TrialView) -> String {
    let mut page = Page::default();
    page.line(&view.what);
    if let Some(of) = view.light {
        page.line(&format!("{}  {}", light(of), view.title));
    } else if !view.title.is_empty() {
        page.line(&view.title);
    }
    let rows = view.fields.iter().map(|field| {
        let line = if field.line == 0 { String::new() } else { field.line.to_string() };
        vec![field.field.clone(), field.value.clone(), line, field.path.clone()]
    });
    page.table(&rows.collect::<Vec<_>>(), &[2]);
    for problem in &view.problems {
        page.line(&format!("{}: {} ({})", problem.line, problem.text, problem.code));
    }
    for unused in &view.unused {
        page.line(&format!("{}: {} –", unused.line, unused.path));
    }
    for finding in &view.findings {
        page.line(&format!("{:<5}  {}  {}", light(finding.light), finding.id, finding.title));
    }
    page.text()
}

/// What an activation or a roll-back changed.
pub fn activated(view: &ActivationView) -> String {
    let mut page = Page::default();
    page.fact("active", &view.activated.join(", "));
    page.fact("taken up", &view.taken_up.to_string());
    page.fact("quarantine", &view.left_in_quarantine.to_string());
    page.fact("judged again", &view.judged_again.to_string());
    page.fact("changed", &view.changed_count.to_string());
    let rows = view.changed.iter().take(MOST).map(|document| {
        let appeared = document.appeared.iter().map(|title| format!("+ {title}"));
        let gone = document.gone.iter().map(|title| format!("− {title}"));
        vec![
            document.number.clone(),
            document.partner.clone(),
            format!("{} → {}", light(document.before), light(document.after)),
            appeared.chain(gone).collect::<Vec<_>>().join("; "),
        ]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    page.text()
}

/// The block key.
pub fn key(view: &BlocksView) -> String {
    let mut page = Page::default();
    page.line(&view.block_key);
    page.text()
}

/// Weeks and kinds of faults, a link after another.
pub fn quality(view: &QualityView) -> String {
    let mut page = Page::default();
    for link in &view.links {
        page.heading(&format!("{} ({}): {}", link.partner, link.link, link.messages));
        let head = ["week", "documents", "missing", "codes", "drift", "warnings"].map(str::to_owned).to_vec();
        let rows = link.weeks.iter().map(|week| {
            let counts = [week.messages, week.missing, week.unknown_codes, week.drift, week.warnings];
            let mut row = vec![week.week.clone()];
            row.extend(counts.iter().map(ToString::to_string));
            row
        });
        let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
        if rows.len() > 1 {
            page.table(&rows, &[1, 2, 3, 4, 5]);
        }
        let kinds = link.kinds.iter().take(MOST).map(|kind| {
            let examples = kind.examples.iter().map(|example| match example.value.as_str() {
                "" => example.number.clone(),
                value => format!("{} “{value}”", example.number),
            });
            vec![
                kind.kind.clone(),
                kind.code.clone(),
                kind.label.clone(),
                kind.count.to_string(),
                kind.share.clone(),
                examples.collect::<Vec<_>>().join(", "),
            ]
        });
        page.table(&kinds.collect::<Vec<_>>(), &[3, 4]);
    }
    page.text()
}
