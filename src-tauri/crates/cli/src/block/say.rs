//! Reports for people.

use crate::{show, words};
use desk::Error;
use desk::workshop::{CheckReport, Conformance, Coverage, DiffReport, MapReport, Need};
use std::fmt::Write as _;

/// Mistakes, one a line; the packs that have none.
pub fn check(report: &CheckReport) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        let _ = writeln!(out, "{problem} [{}]", problem.code);
    }
    for pack in report.packs.iter().filter(|pack| pack.good) {
        let _ = writeln!(out, "{} ({}): {}", pack.pack, pack.kind, words::NO_MISTAKES);
    }
    show::visible(&out)
}

/// The value, then where each field came from.
pub fn map(report: &MapReport) -> Result<String, Error> {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", report.message, report.what);
    let value =
        serde_json::to_string_pretty(&report.value).map_err(|error| Error::new("INTERNAL").detail(error))?;
    let _ = writeln!(out, "{value}\n\n{}", words::FIELDS);
    for source in &report.sources {
        let _ = writeln!(out, "  {:<32} {} ({} {})", source.field, source.path, words::LINE, source.line);
    }
    if !report.unused.is_empty() {
        let _ = writeln!(out, "{}", words::UNUSED);
        for unused in &report.unused {
            let _ = writeln!(out, "  {} ({} {})", unused.path, words::LINE, unused.line);
        }
    }
    if !report.problems.is_empty() {
        let _ = writeln!(out, "{}", words::PROBLEMS);
        for problem in &report.problems {
            let values: Vec<String> =
                problem.values.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let _ = writeln!(
                out,
                "  {} {} {} ({} {}): {}",
                problem.code,
                problem.field,
                problem.path,
                words::LINE,
                problem.line,
                values.join(", ")
            );
        }
    }
    Ok(show::visible(&out))
}

/// Each sample and each law, and the sum.
pub fn test(reports: &[Conformance]) -> String {
    let mut out = String::new();
    for report in reports {
        let _ = writeln!(
            out,
            "{}: {}",
            report.pack,
            if report.ok { words::CONFORMS } else { words::DOES_NOT_CONFORM }
        );
        for sample in &report.samples {
            let mark = if sample.differences.is_empty() { words::HOLDS } else { words::DOES_NOT_HOLD };
            let _ = writeln!(out, "  {} {mark}", sample.file);
            for difference in &sample.differences {
                let _ = writeln!(out, "    {difference}");
            }
        }
        for law in &report.laws {
            let holds = law.broke.is_none() && law.never.is_empty();
            let mark = if holds { words::HOLDS } else { words::DOES_NOT_HOLD };
            let _ = writeln!(out, "  {} read(write(c)) = c {mark} ({})", law.message, law.tried);
            if let Some(broke) = &law.broke {
                let _ =
                    writeln!(out, "    {} {} ({} {})", broke.field, broke.reason, words::SEED, broke.seed);
            }
            for never in &law.never {
                let _ = writeln!(out, "    {} {}: {}", never.field, words::NEVER_WRITTEN, never.reason);
            }
        }
    }
    show::visible(&out)
}

/// The dataset as a table.
pub fn coverage(report: &Coverage) -> String {
    let mut out = format!("{}: {} {} {}\n", report.pack, report.mapped(), words::OF, report.rows.len());
    for row in &report.rows {
        let need = match &row.need {
            Need::Mandatory { article } => format!("{} ({article})", words::MANDATORY),
            Need::Optional => words::OPTIONAL.to_owned(),
            Need::NotApplicable => words::NOT_APPLICABLE.to_owned(),
        };
        let place = row.mapped.first().map_or(words::NO_LIGHT, |by| by.place.as_str());
        let wco = row.wco.join(", ");
        let _ = writeln!(out, "  {:<44} {wco:<6} {need:<18} {place}", row.name);
    }
    if !report.missing.is_empty() {
        let _ = writeln!(out, "{}: {}", words::MISSING, report.missing.join(", "));
    }
    if !report.other.is_empty() {
        let _ = writeln!(out, "{}: {}", words::BESIDE, report.other.join(", "));
    }
    show::visible(&out)
}

/// The differences, one a line.
pub fn diff(reports: &[DiffReport]) -> String {
    let mut out = String::new();
    for report in reports {
        let _ = writeln!(out, "{} → {}", report.from, report.to);
        if report.differences.is_empty() {
            let _ = writeln!(out, "  {}", words::NO_DIFFERENCE);
        }
        for difference in &report.differences {
            let sign = match difference.kind.as_str() {
                "added" => '+',
                "removed" => '-',
                _ => '~',
            };
            let _ = writeln!(out, "  {sign} {}", difference.words);
        }
    }
    show::visible(&out)
}
