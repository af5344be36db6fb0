//! The tools, one function each: packs onto the bench, one call to the workshop, its report as text and JSON.

use super::arguments::{SchemaOf, With};
use super::say;
use crate::act::{done, read};
use crate::arguments::Common;
use crate::{Done, opened, show, words};
use desk::Error;
use desk::text::Language;
use desk::workshop::{self, Bench};
use std::path::Path;

fn bench(pack: &Path, with: &With) -> Result<Bench, Error> {
    Bench::open(pack, &with.blocks)
}

/// The packs, where all of them are good: a tool on a pack with mistakes would tell half the truth.
fn good(pack: &Path, with: &With) -> Result<Bench, Error> {
    let bench = bench(pack, with)?;
    match bench.problems().first() {
        Some(problem) => Err(Error::new("PACK_HAS_MISTAKES").detail(problem)),
        None => Ok(bench),
    }
}

/// Every mistake; not whole where there are some.
pub fn check(pack: &Path, with: &With) -> Result<Done, Error> {
    let report = bench(pack, with)?.report();
    let whole = report.problems.is_empty();
    Ok(Done { whole, ..done(&report, say::check(&report))? })
}

/// The canonical value with its sources; not whole where something was not understood.
pub fn map(pack: &Path, file: &Path, with: &With) -> Result<Done, Error> {
    let report = workshop::map(&good(pack, with)?, &read(file)?)?;
    let whole = !report.problems.iter().any(|problem| problem.serious);
    Ok(Done { whole, ..done(&report, say::map(&report)?)? })
}

/// The message, to a file or as text.
pub fn write(
    pack: &Path,
    file: &Path,
    message: Option<&str>,
    output: Option<&Path>,
    with: &With,
) -> Result<Done, Error> {
    let bytes = workshop::write(&good(pack, with)?, &read(file)?, message)?;
    let size = bytes.len();
    if let Some(output) = output {
        std::fs::write(output, &bytes)?;
        let view = serde_json::json!({ "file": output, "bytes": size });
        return done(&view, format!("{}: {} ({size} {})\n", words::SAVED, output.display(), words::BYTES));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::new("FILE_NOT_USABLE").detail("a CBOR message goes into a file: -o FILE"))?;
    let view = serde_json::json!({ "message": text, "bytes": size });
    done(&view, if text.ends_with('\n') { text } else { format!("{text}\n") })
}

/// Samples and the law; not whole where one does not hold.
pub fn test(pack: &Path, seed: u64, count: u32, accept: bool, with: &With) -> Result<Done, Error> {
    let bench = good(pack, with)?;
    let mut reports = workshop::test(&bench, seed, count);
    if accept && workshop::accept(&bench, &reports)? > 0 {
        reports = workshop::test(&good(pack, with)?, seed, count);
    }
    let whole = reports.iter().all(|report| report.ok);
    Ok(Done { whole, ..done(&reports, say::test(&reports))? })
}

/// The coverage of each pack.
pub fn coverage(pack: &Path, markdown: bool, with: &With) -> Result<Done, Error> {
    let reports = workshop::coverage(&good(pack, with)?);
    let text = if markdown {
        reports.iter().map(workshop::Coverage::markdown).collect::<Vec<_>>().join("\n")
    } else {
        reports.iter().map(say::coverage).collect::<Vec<_>>().join("\n")
    };
    done(&reports, text)
}

/// What differs.
pub fn diff(a: &Path, b: &Path, with: &With) -> Result<Done, Error> {
    let reports = workshop::diff(&bench(a, with)?, &bench(b, with)?);
    done(&reports, say::diff(&reports))
}

/// The arrangement's document.
pub fn document(pack: &Path, output: &Path, language: &str, with: &With) -> Result<Done, Error> {
    let saved = workshop::document(&good(pack, with)?, Language::of(language), output)?;
    done(&saved, show::saved(&saved))
}

/// Seals the packs.
pub fn sign(pack: &Path, common: &Common) -> Result<Done, Error> {
    let sealed = opened::open(common)?.sign_pack(pack)?;
    let lines: Vec<String> = sealed
        .iter()
        .map(|one| format!("{} {}: {}\n", words::SEALED, one.pack, one.file.display()))
        .collect();
    done(&sealed, lines.concat())
}

/// The JSON Schema.
pub fn schema(of: SchemaOf) -> Result<Done, Error> {
    let schema = workshop::schema(match of {
        SchemaOf::Pack => "pack",
        SchemaOf::Message => "message",
        SchemaOf::Kind => "kind",
    });
    let schema = schema.ok_or_else(|| Error::new("INTERNAL"))?;
    done(&schema, format!("{schema:#}\n"))
}

/// The list of packs that ship.
pub fn shipped(root: &Path) -> Result<Done, Error> {
    let text = workshop::shipped(root)?;
    done(&text, text.clone())
}
