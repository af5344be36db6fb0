//! The demonstration: partners run by a set clock, a desk syncs, presents and decides at simulated times, and every
//! planted case is compared with the table.

mod play;
mod report;

pub(crate) use play::give;
pub use report::{Added, DemoReport, Got, Receipts, Row, table};

use crate::desks::{self, desk_in, partners_in};
use crate::{TrainingError, world};
use chrono::{DateTime, Utc};
use play::Play;
use serde::{Deserialize, Serialize};
use simulator::{Clock, Simulator};
use std::path::{Path, PathBuf};

/// What to demonstrate.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Seed of the partners.
    pub seed: u64,
    /// Where it is kept; none: a folder that is removed at the end.
    pub folder: Option<PathBuf>,
    /// The base day's morning; a folder that holds partners keeps its own.
    pub base: DateTime<Utc>,
    /// Good certificates of each partner.
    pub good: usize,
}

/// What earlier runs on a folder did, so that a repeat does nothing twice.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// Phases that are over.
    phases: usize,
    /// Rows that were judged.
    rows: Vec<Row>,
}

/// Runs it. An earlier run's rows are reported as they were judged then: the desk's clock does not go back.
pub fn run(options: &DemoOptions) -> Result<DemoReport, TrainingError> {
    if let Some(folder) = &options.folder {
        return run_in(folder, options);
    }
    let folder = tempfile::Builder::new()
        .prefix("origin-demo-")
        .tempdir()
        .map_err(|error| TrainingError::file(&std::env::temp_dir(), error))?;
    run_in(folder.path(), options)
}

fn run_in(folder: &Path, options: &DemoOptions) -> Result<DemoReport, TrainingError> {
    let world = world(&partners_in(folder), options.seed, options.base, options.good, 0)?;
    let memory = folder.join("demo.json");
    let mut kept: Kept = desks::read_json(&memory)?.unwrap_or_default();
    let phases = world.phases();
    let begin = phases.get(kept.phases).or(phases.last()).copied().unwrap_or(options.base);
    let repeat = desk_in(folder).join("desk.json").exists();
    let desk = desks::open(folder, phases.first().copied().unwrap_or(options.base))?;
    // Partners that stop serving trust answer 503, as planted: waiting for them shows nothing more.
    desk.hurry();
    // A folder that is new has nothing before this run: what setting up writes counts.
    let before = if repeat { desk.totals()? } else { (0, 0) };
    let partners = Simulator::start(world, Clock::Set(begin))?;
    // Where a partner moved to another port, it is connected anew: an act of its own.
    desks::connect(&desk, &partners, begin)?;
    let mut play = Play::new(&desk, &partners, kept.rows);
    for (number, at) in phases.iter().enumerate() {
        if number < kept.phases {
            continue;
        }
        play.phase(*at)?;
        kept.phases = number + 1;
        desks::write_json(&memory, &Kept { phases: kept.phases, rows: play.rows().to_vec() })?;
    }
    if let (Some(last), true) = (phases.last(), repeat) {
        play.repeat(*last)?;
    }
    let after = desk.totals()?;
    let report = play.report(options.seed, Added::between(before, after), after);
    partners.stop();
    Ok(report)
}
