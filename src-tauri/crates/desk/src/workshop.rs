//! The workshop of whoever writes packs: no folder of data, no store; packs from folders and zips.

use crate::assets::Assets;
use crate::error::Error;
use block::{Library, PackProblem};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a check of packs found.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    /// `id@version` of the packs without a mistake.
    pub packs: Vec<String>,
    /// The mistakes.
    pub problems: Vec<PackProblem>,
}

/// Checks packs, together with those beside them, those of `blocks` and those that ship. Error: FILE_NOT_FOUND.
pub fn check(pack: &Path, blocks: &[PathBuf]) -> Result<CheckReport, Error> {
    std::fs::metadata(pack)?;
    let mut roots = vec![pack.to_path_buf()];
    roots.extend(blocks.iter().cloned());
    roots.extend(Assets::find().blocks);
    let loaded = Library::load(&roots, true);
    let packs = loaded.library.formats().iter().map(|format| format!("{}@{}", format.head.id, format.head.version));
    Ok(CheckReport { packs: packs.collect(), problems: loaded.problems })
}
