//! Where the data that ships with the program lies: blocks and fonts.

use std::path::{Path, PathBuf};

/// Folders of shipped data.
#[derive(Clone, Debug)]
pub struct Assets {
    /// Roots of utility blocks, read in order.
    pub blocks: Vec<PathBuf>,
    /// Fonts for printing.
    pub fonts: PathBuf,
}

impl Assets {
    /// Both under one folder.
    pub fn under(root: &Path) -> Self {
        Self { blocks: vec![root.join("blocks")], fonts: root.join("fonts") }
    }

    /// The folder named by `ORIGIN_ASSETS`; else, for a program that was built in its source tree, the tree's own
    /// (what lies beside such a program is a copy from an earlier build); else beside the program (`assets`, or
    /// `../lib/origin-desk`, where packages put it).
    pub fn find() -> Self {
        let named = std::env::var_os("ORIGIN_ASSETS").map(PathBuf::from);
        let program = std::env::current_exe().ok().and_then(|program| program.canonicalize().ok());
        let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().ok();
        let built_here =
            tree.filter(|tree| program.as_ref().is_some_and(|program| program.starts_with(tree)));
        let beside = program.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
        let packaged = [beside.join("assets"), beside.join("../lib/origin-desk/assets")];
        let candidates = named.into_iter().chain(built_here.map(|tree| tree.join("assets"))).chain(packaged);
        let root = candidates.into_iter().find(|folder| folder.join("blocks").is_dir());
        let root = root.unwrap_or_else(|| beside.join("assets"));
        Self::under(&root)
    }
}
