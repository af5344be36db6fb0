//! Reports of acts: sync, import, search, print, log.

use super::light;
use super::page::Page;
use crate::words;
use desk::SyncReport;
use desk::view::{ImportRow, LogCheckView, SavedView, SearchView};

/// One line a partner.
pub fn sync(report: &SyncReport) -> String {
    let mut page = Page::default();
    if report.links.is_empty() {
        page.line(words::NOT_CONNECTED);
        return page.text();
    }
    let rows = report.links.iter().map(|link| {
        let trust = if link.trust_changed { words::TRUST_NEW } else { "" };
        let error = link.error.as_ref().map(|code| format!("{}: {code}", words::FAILED)).unwrap_or_default();
        vec![
            link.link.clone(),
            format!("{} {}", link.new, words::NEW),
            format!("{} {}", link.receipts, words::RECEIPTS_SENT),
            [trust, &error].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "),
        ]
    });
    page.table(&rows.collect::<Vec<_>>(), &[1, 2]);
    page.line(&format!(
        "{} {}, {} {}",
        report.judged,
        words::JUDGED,
        report.judged_again,
        words::JUDGED_AGAIN
    ));
    page.text()
}

/// What became of each file.
pub fn imported(rows: &[ImportRow]) -> String {
    let mut page = Page::default();
    for row in rows {
        page.line(&format!("{:<5}  {:<12} {}  {}", light(row.light), row.outcome, row.file, row.number));
        for text in [&row.title, &row.text] {
            if !text.is_empty() {
                page.line(&format!("       {text}"));
            }
        }
        if !row.missing.is_empty() {
            page.line(&format!("       {}: {}", words::MISSING, row.missing.join(", ")));
        }
        if !row.findings.is_empty() {
            page.line(
                &format!("       {} {}", row.verdict, row.findings.join(", ")).replace("        ", "       "),
            );
        }
        if let Some(document) = &row.document {
            page.line(&format!("       {document}"));
        }
    }
    page.text()
}

/// One line a hit.
pub fn search(view: &SearchView) -> String {
    let mut page = Page::default();
    let rows = view.hits.iter().map(|hit| {
        let more = if hit.more == 0 { String::new() } else { format!(" (+{} {})", hit.more, words::MORE) };
        let goods: String = hit.goods.chars().take(40).collect();
        vec![
            light(hit.light).to_owned(),
            hit.head.number.clone(),
            hit.head.country.clone(),
            hit.head.issued.clone(),
            hit.head.exporter.chars().take(30).collect(),
            format!("{goods}{more}"),
            hit.decision.clone(),
            hit.head.document.chars().take(12).collect(),
        ]
    });
    page.table(&rows.collect::<Vec<_>>(), &[]);
    page.line(&format!("{} {} ({:.1} ms)", view.total, words::HITS, view.millis));
    if let Some(next) = &view.next {
        page.line(&format!("{} {next}", words::NEXT_PAGE));
    }
    if let Some(suggestion) = &view.suggestion {
        page.line(&format!("{}: {suggestion}", words::TRY));
    }
    page.text()
}

/// Where the page was saved.
pub fn saved(view: &SavedView) -> String {
    let mut page = Page::default();
    let (pages, bytes) = (view.pages, view.bytes);
    page.line(&format!(
        "{}: {} ({pages} {}, {bytes} {})",
        words::SAVED,
        view.path,
        words::PAGES,
        words::BYTES
    ));
    page.text()
}

/// Whether the log holds.
pub fn log(view: &LogCheckView) -> String {
    match view.broken_at {
        Some(at) if !view.holds => format!("{} {at}\n", words::LOG_BROKEN),
        _ => format!("{}: {} {}\n", words::LOG_HOLDS, view.events, words::EVENTS),
    }
}
