//! Everything about one document.

use super::answer::{findings, head, verdict};
use super::light;
use super::page::Page;
use crate::words;
use desk::view::CertificateView;

/// The certificate screen as text.
pub fn certificate(view: &CertificateView) -> String {
    let mut page = Page::default();
    head(&mut page, &view.head, view.light, &view.title, &view.only_read);
    verdict(&mut page, &view.verdict);
    page.heading(words::PROCESS);
    let rows = view
        .process
        .iter()
        .map(|step| vec![step.state.clone(), step.id.clone(), step.at.clone(), step.detail.clone()]);
    page.table(&rows.collect::<Vec<_>>(), &[]);
    page.heading(words::FIELDS);
    let grouped = |field: &str| {
        let cells = view.groups.iter().flat_map(|group| &group.lines).flat_map(|line| &line.cells);
        cells.into_iter().any(|cell| cell.field == field)
    };
    let rows = view.fields.iter().filter(|field| !grouped(&field.field)).map(|field| {
        let line = if field.line == 0 { String::new() } else { format!("{} {}", words::LINE, field.line) };
        // The words of a kind that a pack brought are the pack's; ours are the canonical paths.
        let name = if view.only_read.is_empty() { &field.field } else { &field.label };
        vec![name.clone(), field.value.replace('\n', " "), field.raw.clone(), line]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    for group in &view.groups {
        page.heading(&group.label);
        let cells = |line: &desk::view::FormLine| {
            line.cells.iter().map(|cell| cell.text.replace('\n', " ")).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<String>> =
            std::iter::once(group.heads.clone()).chain(group.lines.iter().map(cells)).collect();
        page.table(&rows, &[]);
    }
    if !view.signatures.is_empty() {
        page.heading(words::SIGNATURES);
        for signature in &view.signatures {
            let holds = if signature.valid { words::HOLDS } else { words::DOES_NOT_HOLD };
            page.line(&format!("  {}: {holds}  {}  {}", signature.role, signature.format, signature.signer));
            for link in &signature.chain {
                page.line(&format!("    {}  {}", link.subject, link.not_after));
            }
        }
    }
    page.heading(words::STEPS);
    let rows = view.steps.iter().map(|step| {
        let detail: Vec<String> =
            step.detail.iter().map(|one| format!("{}: {}", one.label, one.value)).collect();
        vec![step.state.clone(), step.clause.clone(), step.label.clone(), detail.join("; ")]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    findings(&mut page, &view.findings, &view.clear);
    if !view.history.is_empty() {
        page.heading(words::HISTORY);
        let rows = view
            .history
            .iter()
            .map(|row| vec![row.at.clone(), light(row.light).to_owned(), row.text.clone()]);
        page.table(&rows.collect::<Vec<_>>(), &[]);
    }
    if !view.flags.is_empty() {
        page.heading(words::FLAGS);
        for flag in &view.flags {
            page.line(&format!("  {}  {}  {}  {}", flag.at, flag.officer, flag.reason_label, flag.note));
        }
    }
    if !view.unused.is_empty() {
        page.heading(words::UNUSED);
        for place in &view.unused {
            page.line(&format!("  {place}"));
        }
    }
    page.heading(words::BASIS);
    for hash in [&view.basis.message, &view.basis.block, &view.basis.trust, &view.basis.rules] {
        page.line(&format!("  {hash}"));
    }
    page.text()
}
