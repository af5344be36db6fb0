//! `origin block …`: tools for whoever writes packs, and the packs of a folder of data.

mod arguments;
mod check;

pub use arguments::BlockAct;

use crate::Done;
use desk::Error;
use desk::text::Language;

/// Does it.
pub fn run(act: BlockAct) -> Result<Done, Error> {
    match act {
        BlockAct::Check { pack, with } => check::run(&pack, &with),
    }
}

impl BlockAct {
    /// Whether JSON is wanted, and the language of errors.
    pub fn speaks(&self) -> (bool, Language) {
        match self {
            Self::Check { with, .. } => (with.json, Language::default()),
        }
    }
}
