//! The answer: light and reason first, then what can be done, then the rest.

use super::light;
use super::page::Page;
use crate::words;
use desk::view::{AnswerView, DocumentHead, FindingView, FlagView, ItemView, LightView, Nature, VerdictView};

/// The answer for one document.
pub fn answer(view: &AnswerView) -> String {
    let mut page = Page::default();
    head(&mut page, &view.head, view.light, &view.title, &view.text);
    verdict(&mut page, &view.verdict);
    presentation(&mut page, view);
    if !view.items.is_empty() {
        page.heading(words::ITEMS);
        page.table(&view.items.iter().map(item).collect::<Vec<_>>(), &[0]);
    }
    findings(&mut page, &view.findings, &view.clear);
    if !view.flags.is_empty() {
        page.heading(words::FLAGS);
        for flag in &view.flags {
            page.line(&format!("  {}  {}  {}  {}", flag.at, flag.officer, flag.reason_label, flag.note));
        }
    }
    if !view.seen.is_empty() {
        page.heading(words::SEEN);
        for row in &view.seen {
            let lights = match (row.green, row.amber, row.red) {
                (0, 0, 0) => String::new(),
                (green, amber, red) => format!("{green} green, {amber} amber, {red} red"),
            };
            page.line(&format!("  {}  {lights}{}", row.subject, row.text));
        }
    }
    if !view.now.is_empty() {
        page.heading(words::NOW);
        for option in &view.now {
            page.line(&format!("  {}", option.label));
        }
    }
    if let Some(item) = view.items.iter().find(|item| !item.options.is_empty()) {
        page.heading(words::DECISIONS);
        let rows = item.options.iter().map(|option| {
            vec![option.id.clone(), option.label.clone(), option.hint.clone(), option.why_not.clone()]
        });
        page.table(&rows.collect::<Vec<_>>(), &[]);
    }
    page.text()
}

/// Light, number, why; then the line that names the document.
pub(super) fn head(page: &mut Page, head: &DocumentHead, shown: LightView, title: &str, text: &str) {
    page.line(&format!("{:<5}  {}  {title}", light(shown), head.number));
    if !text.is_empty() {
        page.line(&format!("       {text}"));
    }
    page.line("");
    let nature = match head.nature {
        Nature::Verified if head.kind == "certificate" => words::CERTIFICATE,
        Nature::Verified => words::VERIFIED,
        Nature::Claim => words::CLAIM,
    };
    let partner = if head.country.is_empty() {
        head.partner.clone()
    } else {
        format!("{} ({})", head.partner, head.country)
    };
    let form: Vec<&str> =
        [head.form.as_str(), partner.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    page.fact(nature, if form.is_empty() { words::NO_LIGHT } else { "" });
    page.fact(nature, &form.join(" · "));
    let until = if head.valid_until.is_empty() {
        String::new()
    } else {
        format!(", {} {}", words::VALID_UNTIL, head.valid_until)
    };
    page.fact(words::ISSUED, &format!("{}{until}", head.issued));
    page.fact(words::EXPORTER, &head.exporter);
    page.fact(words::CONSIGNEE, &head.consignee);
    page.fact(words::RECEIVED, &head.received);
    page.fact(words::DOCUMENT, &head.document);
}

/// The verdict and its four facts.
pub(super) fn verdict(page: &mut Page, verdict: &VerdictView) {
    page.line("");
    let machine = [verdict.indication.as_str(), verdict.sub_indication.as_str()].join(" ");
    page.fact(words::VERDICT, &format!("{} {}", machine.trim(), verdict.sentence));
    let since = if verdict.office.is_empty() { String::new() } else { format!(", {}", verdict.office) };
    page.fact(words::SIGNER, &format!("{}{since}", verdict.signer));
    page.fact(words::PROVEN, &format!("{} {}", verdict.proven_time, verdict.proven_by));
    let as_of = |time: &str| if time.is_empty() { String::new() } else { format!("{} {time}", words::AS_OF) };
    let stale = if verdict.stale_after.is_empty() {
        String::new()
    } else {
        format!(", {} {}", words::STALE_AFTER, verdict.stale_after)
    };
    page.fact(words::REVOCATION, &format!("{}{stale}", as_of(&verdict.revocation_as_of)));
    page.fact(words::LIST, &as_of(&verdict.list_as_of));
    page.fact(words::COVERAGE, &verdict.coverage);
    page.fact(words::PROFILE, &verdict.profile);
}

fn presentation(page: &mut Page, view: &AnswerView) {
    let Some(presentation) = &view.presentation else { return };
    page.line("");
    page.fact(words::PRESENTATION, &presentation.id);
    page.fact(words::DECLARATION, &format!("{}  {}", presentation.declaration, presentation.date));
    page.fact(words::IMPORTER, &presentation.importer);
    page.fact(
        words::ITEMS,
        &format!("{} {} {} {}", presentation.decided, words::OF, presentation.of, words::DECIDED),
    );
    page.fact(words::LEDGER, &view.ledger);
    if !presentation.differences.is_empty() {
        page.heading(words::DIFFERENCES);
        let rows = presentation.differences.iter().map(|row| {
            vec![
                row.label.clone(),
                row.certificate.clone(),
                "≠".to_owned(),
                row.declaration.clone(),
                row.note.clone(),
            ]
        });
        page.table(&rows.collect::<Vec<_>>(), &[]);
    }
}

fn item(item: &ItemView) -> Vec<String> {
    let mut quantity = vec![
        format!("{} {} {}", item.certified, item.unit, words::CERTIFIED),
        format!("{} {}", item.used, words::USED),
        format!("{} {}", item.left, words::LEFT),
    ];
    let beyond = [(words::TAKES, &item.takes), (words::OVER, &item.over)];
    let beyond = beyond.into_iter().filter(|(_, value)| !value.is_empty());
    quantity.extend(beyond.map(|(word, value)| format!("{word} {value}")));
    let quantity = quantity.join(", ");
    let decision = item.decision.as_ref().map(|made| {
        let reasons =
            if made.reasons.is_empty() { String::new() } else { format!(" ({})", made.reasons.join(", ")) };
        format!("{} {}{reasons}, {}", made.label, made.quantity, made.officer)
    });
    vec![
        item.number.to_string(),
        light(item.light).to_owned(),
        item.hs.clone(),
        item.description.clone(),
        quantity,
        decision.unwrap_or_default(),
    ]
}

/// Findings with what would resolve them; then the clear ones on one line.
pub(super) fn findings(page: &mut Page, open: &[FindingView], clear: &[FindingView]) {
    if !open.is_empty() {
        page.heading(words::FINDINGS);
        for finding in open {
            let item = finding.item.map(|item| format!(" ({} {item})", words::ITEM)).unwrap_or_default();
            page.line(&format!("  {:<13}  {}{item}  {}", finding.shape, finding.id, finding.title));
            let evidence: Vec<String> =
                finding.evidence.iter().map(|one| format!("{}: {}", one.label, one.value)).collect();
            for more in [evidence.join("; "), finding.reference.clone()] {
                if !more.is_empty() {
                    page.line(&format!("                 {more}"));
                }
            }
            if !finding.resolve.is_empty() {
                page.line(&format!("                 {} {}", words::RESOLVE, finding.resolve));
            }
        }
    }
    if !clear.is_empty() {
        let mut ids: Vec<&str> = clear.iter().map(|finding| finding.id.as_str()).collect();
        // Each of several signatures has its own; the word is said once.
        ids.sort_unstable();
        ids.dedup();
        page.heading(&format!("{}: {}", words::CLEAR, ids.join(", ")));
    }
}

/// A flag that was set.
pub fn flag(view: &FlagView) -> String {
    let mut page = Page::default();
    page.line(&format!("{}  {}  {}", words::FLAGGED, view.head.number, view.reason_label));
    page.fact(words::DOCUMENT, &view.head.document);
    for title in &view.evidence {
        page.line(&format!("  {title}"));
    }
    page.fact(words::FLAGS, &format!("{}  {}", view.id, view.at));
    page.text()
}
