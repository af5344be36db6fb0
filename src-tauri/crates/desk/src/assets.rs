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

    /// The folder named by `ORIGIN_ASSETS`; else beside the program (`assets`, or `../lib/origin-desk`, where
    /// packages put it); else, for a build in its source tree, the tree's own `assets`.
    pub fn find() -> Self {
        let named = std::env::var_os("ORIGIN_ASSETS").map(PathBuf::from);
        let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_path_buf));
        let candidates = named.into_iter().chain(
            beside
                .iter()
                .flat_map(|folder| [folder.join("assets"), folder.join("../lib/origin-desk/assets")]),
        );
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets");
        let root = candidates.into_iter().find(|folder| folder.join("blocks").is_dir()).unwrap_or(source);
        Self::under(&root)
    }
}
