//! `./dev bench`: figures of the whole program, each beside something that it can be compared with, measured in the
//! same run on the same machine. Prints a table and writes `target/bench.json`.
//!
//! `bench [--quick] [--certificates N]`: `--quick` takes half a minute, for a look whether it works; its figures are of
//! few certificates. `N` are searched, in place of 100,000.

mod blocks;
mod journey;
mod paper;
mod process;
mod row;
mod search;
mod window;

use chrono::{DateTime, NaiveTime, Utc};
use journeys::Failure;
use row::Rows;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Good certificates of each of the three partners for the whole journey.
    journey: usize,
    /// The same for the search; fewer where they would take longer than `patience`.
    search: usize,
    /// Time for filling the folder that is searched.
    patience: Duration,
    /// Searches of each kind.
    searches: usize,
    /// Time for printing.
    printing: Duration,
    /// Readings of one message, of which the median counts.
    mappings: usize,
    /// Starts of a program, of which the median counts.
    starts: usize,
}

const WHOLE: Size = Size {
    journey: 1_000,
    search: 33_334,
    patience: Duration::from_secs(330),
    searches: 200,
    printing: Duration::from_secs(6),
    mappings: 20_000,
    starts: 5,
};
const QUICK: Size = Size {
    journey: 30,
    search: 100,
    patience: Duration::from_secs(30),
    searches: 20,
    printing: Duration::from_secs(2),
    mappings: 1_000,
    starts: 2,
};

/// Where things are.
struct Bench {
    size: Size,
    /// Simulated and real morning of today.
    base: DateTime<Utc>,
    /// For folders of this run; on the disk of the build, not in memory.
    scratch: PathBuf,
    /// Where `origin` and `origin-desk` lie: beside this program.
    programs: PathBuf,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(size) = size(&arguments) else {
        eprintln!("usage: bench [--quick] [--certificates N]");
        return ExitCode::from(2);
    };
    match run(size) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// How much is asked for; none where it is not understood.
fn size(arguments: &[String]) -> Option<Size> {
    let mut size = WHOLE;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--quick" => size = QUICK,
            "--certificates" => size.search = rest.next()?.parse::<usize>().ok()?.div_ceil(3),
            _ => return None,
        }
    }
    Some(size)
}

fn run(size: Size) -> Result<(), Failure> {
    let begun = Instant::now();
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    std::fs::create_dir_all(&target)?;
    let scratch = tempfile::Builder::new().prefix("bench-").tempdir_in(&target)?;
    let now = Utc::now();
    let morning = NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default();
    let today = now.date_naive().and_time(morning).and_utc();
    let bench = Bench {
        size,
        base: if today <= now { today } else { today - chrono::Duration::days(1) },
        scratch: scratch.path().to_owned(),
        programs: std::env::current_exe()?.parent().ok_or("no folder of programs")?.to_owned(),
    };
    let mut rows = Rows::default();
    blocks::measure(&bench, &mut rows)?;
    let trip = journey::measure(&bench, &mut rows)?;
    window::measure(&bench, &trip.post, "", &mut rows)?;
    paper::measure(&bench, &trip, &mut rows)?;
    let pace = trip.pace;
    drop(trip);
    search::measure(&bench, pace, &mut rows)?;
    let path = target.join("bench.json");
    rows.write(&path)?;
    rows.print();
    println!(
        "\n{} rows in {:.0} s: {}",
        rows.len(),
        begun.elapsed().as_secs_f64(),
        path.canonicalize()?.display()
    );
    Ok(())
}
