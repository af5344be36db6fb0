//! Certificates a second through the whole journey, the share of each stage, and the memory of `origin sync`.

use crate::Bench;
use crate::process::{self, origin};
use crate::row::{Peer, Rows, number};
use chrono::{DateTime, Utc};
use desk::Desk;
use journeys::{Failure, Partners, Post};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Documents whose judgement is taken apart.
const TAKEN_APART: usize = 600;
/// Messages that are kept as plain files, to compare with.
const PLAIN_FILES: usize = 600;
/// How often a running sync is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// What the journey left for the next figures.
pub struct Trip {
    /// A folder with everything in it.
    pub post: Post,
    /// When it was judged.
    pub now: DateTime<Utc>,
    /// What more of it would take.
    pub pace: Pace,
}

/// Seconds that one certificate took.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// To make and sign it.
    pub make: f64,
    /// To fetch and judge it.
    pub take: f64,
}

/// The three parts of a sync.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    fetch: Duration,
    judge: Duration,
    receipts: Duration,
}

/// Measures.
pub fn measure(bench: &Bench, rows: &mut Rows) -> Result<Trip, Failure> {
    eprintln!("the whole journey");
    let begun = Instant::now();
    let partners = Partners::start_on(&bench.scratch.join("partners"), bench.size.journey, bench.base)?;
    let served = partners.served(None, bench.base)?.len();
    let make = begun.elapsed().as_secs_f64() / number(served);
    let post = Post::new(&bench.scratch.join("desk"), bench.base)?;
    let desk = post.open()?;
    desk.connect(&partners.connections(), None, bench.base)?;
    let mut parts = Parts::default();
    for connection in partners.connections() {
        let one = sync(&desk, &partners, &connection.link, bench.base)?;
        parts.fetch += one.fetch;
        parts.judge += one.judge;
        parts.receipts += one.receipts;
    }
    let whole = parts.fetch + parts.judge + parts.receipts;
    let received = usize::try_from(desk.totals()?.0)?;
    if received != served {
        return Err(format!("{received} of {served} messages came").into());
    }
    let peer = plain_files(&partners, bench)?;
    let name = format!("whole journey, {received} certificates of three partners over HTTPS");
    rows.add(name, number(received) / whole.as_secs_f64(), "certificates/s", &peer);
    stages(&desk, &parts, whole, bench.base, rows)?;
    memory(bench, &partners, rows)?;
    let pace = Pace { make, take: (parts.fetch + parts.judge).as_secs_f64() / number(received) };
    Ok(Trip { post, now: bench.base, pace })
}

/// Syncs one link and sees from outside when its parts begin.
fn sync(desk: &Desk, partners: &Partners, link: &str, now: DateTime<Utc>) -> Result<Parts, Failure> {
    let of_link = || partners.running().receipts().iter().any(|receipt| receipt.link == link);
    let begun = Instant::now();
    let (report, fetched, told) = std::thread::scope(|scope| {
        let work = scope.spawn(|| desk.sync_now(Some(link), now));
        let (mut fetching, mut fetched, mut told) = (false, None, None);
        while !work.is_finished() {
            // The list of jobs holds the link while it is fetched from.
            let jobs = desk.pulse().1 >> 32;
            fetching |= jobs > 0;
            if fetching && jobs == 0 && fetched.is_none() {
                fetched = Some(begun.elapsed());
            }
            if fetched.is_some() && told.is_none() && of_link() {
                told = Some(begun.elapsed());
            }
            std::thread::sleep(LOOK);
        }
        (work.join(), fetched, told)
    });
    let whole = begun.elapsed();
    let report = report.map_err(|_| "the sync panicked")??;
    if let Some(code) = report.links.iter().find_map(|link| link.error.as_ref()) {
        return Err(format!("{link}: {code}").into());
    }
    let fetched = fetched.ok_or("the sync was over before it was seen")?;
    let told = told.unwrap_or(whole);
    Ok(Parts { fetch: fetched, judge: told.saturating_sub(fetched), receipts: whole.saturating_sub(told) })
}

/// The same messages kept as plain files, each on disk before the next, nothing checked.
fn plain_files(partners: &Partners, bench: &Bench) -> Result<Peer, Failure> {
    let folder = bench.scratch.join("plain");
    std::fs::create_dir_all(&folder)?;
    let messages: Vec<&[u8]> = partners
        .world()
        .good()
        .iter()
        .take(PLAIN_FILES)
        .filter_map(|good| partners.world().message(&good.message))
        .collect();
    let begun = Instant::now();
    for (at, bytes) in messages.iter().enumerate() {
        on_disk(&folder.join(at.to_string()), bytes)?;
    }
    let a_second = number(messages.len()) / begun.elapsed().as_secs_f64();
    Ok(Peer::new("messages kept as plain files, each synced to disk, nothing checked", a_second))
}

/// Writes a file that is on disk when this returns.
pub fn on_disk(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}

/// The share of each stage. What judging is made of is measured one document after another; the sync judges on all
/// cores, so the rest of its time is the store's.
fn stages(
    desk: &Desk,
    parts: &Parts,
    whole: Duration,
    now: DateTime<Utc>,
    rows: &mut Rows,
) -> Result<(), Failure> {
    let all = journeys::walk(desk, "", now)?;
    let every = all.len().div_ceil(TAKEN_APART).max(1);
    let some: Vec<String> = all.iter().step_by(every).map(|hit| hit.head.document.clone()).collect();
    let cost = desk.measure_judging(&some, now)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let scale = number(all.len()) / f64::from(cost.documents.max(1)) / number(cores);
    let pure = cost.load + cost.open + cost.map + cost.verify + cost.rules;
    let store = parts.judge.saturating_sub(pure.mul_f64(scale));
    let shares = [
        ("fetched over HTTPS, on disk before the next page", parts.fetch),
        ("read back from the database", cost.load.mul_f64(scale)),
        ("opened and recognised", cost.open.mul_f64(scale)),
        ("signatures, paths, revocation, list", cost.verify.mul_f64(scale)),
        ("mapped to a record", cost.map.mul_f64(scale)),
        ("rules of the scheme and history", cost.rules.mul_f64(scale)),
        ("judgements, search index and receipts stored", store),
        ("receipts signed, sent and noted", parts.receipts),
    ];
    let peer = Peer::new("the whole journey", 100.0);
    for (stage, time) in shares {
        rows.add(format!("share: {stage}"), time.as_secs_f64() / whole.as_secs_f64() * 100.0, "%", &peer);
    }
    Ok(())
}

/// `origin sync` as a process of its own, on a fresh folder and the same partners.
fn memory(bench: &Bench, partners: &Partners, rows: &mut Rows) -> Result<(), Failure> {
    if !bench.programs.join("origin").exists() {
        rows.missing(format!(
            "memory of origin sync: {} is not built",
            bench.programs.join("origin").display()
        ));
        return Ok(());
    }
    let post = Post::new(&bench.scratch.join("sync"), bench.base)?;
    post.open()?.connect(&partners.connections(), None, bench.base)?;
    let status = process::run(&mut origin(&bench.programs, "status", post.folder()))?;
    let sync = process::run(&mut origin(&bench.programs, "sync", post.folder()))?;
    let name = format!("memory of origin sync at its most, {} certificates", post.open()?.totals()?.0);
    rows.add(name, sync.peak, "MiB", &Peer::new("origin status on the empty folder", status.peak));
    Ok(())
}
