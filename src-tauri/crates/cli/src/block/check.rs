//! The check report of a pack.

use super::arguments::With;
use crate::act::done;
use crate::{Done, words};
use desk::{Error, workshop};
use std::path::Path;

/// Checks; not whole where there are mistakes.
pub fn run(pack: &Path, with: &With) -> Result<Done, Error> {
    let report = workshop::check(pack, &with.blocks)?;
    let mut text = String::new();
    for problem in &report.problems {
        text.push_str(&format!(
            "{}:{}:{}: {} {}\n",
            problem.file, problem.line, problem.column, problem.code, problem.message
        ));
    }
    for pack in &report.packs {
        text.push_str(&format!("{pack}: {}\n", words::NO_MISTAKES));
    }
    Ok(Done { whole: report.problems.is_empty(), ..done(&report, text)? })
}
