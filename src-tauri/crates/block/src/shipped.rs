//! The list of the packs that ship, by hash, which stands inside the build.

use crate::{PackFiles, PackProblem};
use std::collections::BTreeMap;

/// The list as `assets/blocks/shipped.toml` holds it: `"form-ba@1.0" = "…"`, a line each, sorted.
pub fn shipped(packs: &[PackFiles]) -> Result<String, Vec<PackProblem>> {
    let mut all = BTreeMap::new();
    for pack in packs {
        all.insert(pack.head()?.name().to_string(), &pack.hash);
    }
    let lines = all.iter().map(|(name, hash)| format!("\"{name}\" = \"{hash}\"\n"));
    let head = "# The packs that ship, by hash: only these bytes are trusted without a signature.\n";
    Ok(lines.fold(head.to_owned(), |text, line| text + &line))
}
