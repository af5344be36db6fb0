//! Packs of this installation: which are active, how they become so, and what that changes.

mod commands;

use crate::Inner;
use crate::assets::Assets;
use block::{Library, PackProblem};

/// The packs a desk works with, and what is wrong with those it leaves out.
pub(crate) struct Packs {
    library: Library,
    problems: Vec<PackProblem>,
}

impl Packs {
    /// The packs that ship with the program.
    pub fn shipped(assets: &Assets, training: bool) -> Self {
        let loaded = Library::load(&assets.blocks, training);
        Self { library: loaded.library, problems: loaded.problems }
    }
}

impl Inner {
    /// The active packs. The clone is cheap and stays as it is when packs are activated meanwhile.
    pub(crate) fn library(&self) -> Library {
        // A panic while packs were swapped leaves whole packs behind: the swap is one assignment.
        self.packs.read().unwrap_or_else(std::sync::PoisonError::into_inner).library.clone()
    }

    /// Mistakes in packs that are left out.
    pub(crate) fn pack_problems(&self) -> Vec<PackProblem> {
        self.packs.read().unwrap_or_else(std::sync::PoisonError::into_inner).problems.clone()
    }
}
