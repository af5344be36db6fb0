//! Packs of this installation: which are active, how they become so, and what that changes.
//!
//! The desk works with the packs that ship, and with those that an administrator activated over them. Events say which
//! ([`active`]); what a pack stands on is its [`standing`]. Activating swaps the library while the desk works; what the
//! packs touch is judged again ([`effects`]).

mod activate;
mod active;
mod add;
mod effects;
mod key;
mod list;
mod papers;
mod quality;
mod report;
mod standing;
mod trial;

pub(crate) use active::Packs;

use crate::Inner;
use crate::error::Error;
use block::{Library, PackProblem};
use std::sync::{PoisonError, RwLockReadGuard};
use store::{FolderKind, Role};

/// The job of an activation or a roll-back: one at a time.
const CHANGING: &str = "packs";

impl Inner {
    /// The active packs. The clone is cheap and stays as it is when packs are activated meanwhile.
    pub(crate) fn library(&self) -> Library {
        self.packs().library.clone()
    }

    /// Mistakes in packs that are left out.
    pub(crate) fn pack_problems(&self) -> Vec<PackProblem> {
        self.packs().problems.clone()
    }

    /// Changes whenever packs are swapped.
    pub(crate) fn packs_epoch(&self) -> u64 {
        self.packs().epoch
    }

    /// Whether packs are being activated or rolled back, or what they touch is being judged.
    pub(crate) fn packs_are_changing(&self) -> bool {
        self.jobs.list().iter().any(|job| job.kind == CHANGING)
    }

    /// Held by whoever judges by the active packs and keeps what came of it: packs are swapped when nobody does.
    pub(crate) fn judging(&self) -> RwLockReadGuard<'_, ()> {
        self.judging.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The packs. A panic while they were swapped leaves whole packs behind: the swap is one assignment.
    fn packs(&self) -> RwLockReadGuard<'_, Packs> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this officer holds the administrator's role, whatever they work as now.
    pub(crate) fn is_administrator(&self) -> Result<bool, Error> {
        let entered = self.store.officers()?;
        Ok(entered
            .iter()
            .any(|officer| officer.id == self.officer && officer.roles.contains(&Role::Administrator)))
    }

    /// Refuses whoever does not hold the administrator's role.
    pub(crate) fn must_administer(&self) -> Result<(), Error> {
        if self.is_administrator()? {
            Ok(())
        } else {
            Err(Error::new("NOT_ALLOWED_FOR_ROLE").value("role", self.role))
        }
    }

    pub(crate) fn is_live(&self) -> bool {
        self.store.kind() == FolderKind::Live
    }
}
