//! The world of three partners: made once, then read.

use crate::{Good, Planted, Result, Row, SimulatorError};
use chrono::{DateTime, Duration, Utc};
use std::path::{Path, PathBuf};

/// What world to make, or which to open.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder that keeps keys, certificates and bytes.
    pub folder: PathBuf,
    /// The same seed and base day give the same content.
    pub seed: u64,
    /// The base day, in the morning. A folder that holds a world of this seed keeps its own: see [`World::base`].
    pub base: DateTime<Utc>,
    /// Roots of the packs (`assets/blocks`).
    pub blocks: Vec<PathBuf>,
    /// Good certificates of each partner, beside the planted and the difficult ones; 40 is a fair number.
    pub good_per_partner: usize,
    /// Further good certificates of each partner that come one by one after the base day's.
    pub trickle: usize,
}

/// Three partners and all they will ever say.
#[derive(Clone, Debug)]
pub struct World {
    folder: PathBuf,
    base: DateTime<Utc>,
    planted: Vec<Planted>,
    good: Vec<Good>,
}

impl World {
    /// Opens the world of a folder, or makes one there.
    pub fn open(options: &Options) -> Result<Self> {
        Err(SimulatorError::Packs(format!("{} holds no packs yet", options.folder.display())))
    }

    /// Every planted case.
    pub fn planted(&self) -> &[Planted] {
        &self.planted
    }

    /// Every good certificate, without those that trickle.
    pub fn good(&self) -> &[Good] {
        &self.good
    }

    /// The simulated times at which a demonstration synchronises.
    pub fn phases(&self) -> Vec<DateTime<Utc>> {
        vec![self.base - Duration::days(4), self.base, self.base + Duration::days(6)]
    }

    /// The base day's morning.
    pub fn base(&self) -> DateTime<Utc> {
        self.base
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The bytes of a message, by its SHA-256 in hex.
    pub fn message(&self, _sha256: &str) -> Option<&[u8]> {
        None
    }
}

/// Everything that was planted, then everything good.
pub fn list(world: &World) -> Vec<Row> {
    world
        .planted
        .iter()
        .map(|p| Row {
            cause: p.cause.clone(),
            link: p.link.clone(),
            number: p.number.clone(),
            message: p.message.clone(),
            judge_at: p.judge_at,
            expect: p.expect.clone(),
        })
        .collect()
}
