//! `origin-training`: partners to train with, the stage of `./dev run`, and the demonstration.

use chrono::{NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};
use simulator::{Clock, Options, SampleOptions, Simulator, World};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use training::demo::{self, DemoOptions};
use training::{TrainingError, base_of, blocks, stage};

/// Simulated partner administrations, and what can be shown with them.
#[derive(Parser, Debug)]
#[command(name = "origin-training", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Run partner administrations on loopback until stopped: the three of the demonstration, or those of packs.
    Simulate(Simulate),
    /// Make signed sample messages of a pack, good ones and planted faults, with what a desk needs to trust them.
    Sample(Sample),
    /// Run them with a training desk that already works with them; writes `ready` when it does.
    Stage {
        /// Everything is kept here.
        #[arg(long, value_name = "DIR")]
        folder: PathBuf,
        /// The same seed and base day give the same content.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
    /// Hold the desk to its table: every planted case, every good certificate. Exits with 1 where one differs.
    Demo(Demo),
}

#[derive(Args, Debug)]
struct Simulate {
    /// A folder or zip with a link pack (and the packs it names, where they do not ship): this partner is played.
    #[arg(long, value_name = "PACK")]
    pack: Vec<PathBuf>,
    /// A further folder of packs, beside those that ship.
    #[arg(long, value_name = "DIR")]
    blocks: Vec<PathBuf>,
    /// Keys, certificates and bytes are kept here; for packs by default a folder of the system's for temporary files.
    #[arg(long, value_name = "DIR", required_unless_present = "pack")]
    folder: Option<PathBuf>,
    /// The same seed and base day give the same content.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The base day, YYYY-MM-DD; today where the folder is new.
    #[arg(long, value_name = "DAY")]
    base: Option<NaiveDate>,
    /// Good certificates of each partner.
    #[arg(long, default_value_t = 40)]
    good: usize,
    /// Further ones of each partner that come one by one, every twenty seconds.
    #[arg(long, default_value_t = 90)]
    trickle: usize,
    /// Print what was planted, by the rows' ids, and end.
    #[arg(long)]
    list: bool,
    /// Print it as JSON.
    #[arg(long, requires = "list")]
    json: bool,
}

#[derive(Args, Debug)]
struct Sample {
    /// A folder or zip: a link pack (and the packs it names, where they do not ship), or a format pack.
    pack: PathBuf,
    /// A further folder of packs, beside those that ship.
    #[arg(long, value_name = "DIR")]
    blocks: Vec<PathBuf>,
    /// The same seed and base day give the same content.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// So many messages, half of them good.
    #[arg(long, default_value_t = 20)]
    count: usize,
    /// The day on which they are judged, YYYY-MM-DD; today without it.
    #[arg(long, value_name = "DAY")]
    base: Option<NaiveDate>,
    /// Where to: messages, planted.json, connection.json, trust.json.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Print planted.json.
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct Demo {
    /// The same seed and base day give the same content.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Keep everything here; else it is removed at the end.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The base day, YYYY-MM-DD.
    #[arg(long, value_name = "DAY", default_value = "2026-11-24")]
    base: NaiveDate,
    /// Good certificates of each partner.
    #[arg(long, default_value_t = 20)]
    good: usize,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let done = match Arguments::parse().act {
        Act::Simulate(asked) => simulate(&asked),
        Act::Sample(asked) => sample(&asked),
        Act::Stage { folder, seed } => staged(&folder, seed),
        Act::Demo(asked) => demonstrate(asked),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

fn simulate(asked: &Simulate) -> Result<bool, TrainingError> {
    let folder = asked.folder.clone().unwrap_or_else(|| beside(&asked.pack, asked.seed));
    let world = World::open(&Options {
        folder: folder.clone(),
        seed: asked.seed,
        base: base_of(asked.base, Utc::now()),
        blocks: blocks(&asked.blocks),
        packs: asked.pack.clone(),
        links: Vec::new(),
        good_per_partner: asked.good,
        trickle: asked.trickle,
    })?;
    if asked.list {
        let rows = simulator::list(&world);
        if asked.json {
            print(&serde_json::json!(rows));
            return Ok(true);
        }
        for row in rows {
            let number = row.number.as_deref().unwrap_or("–");
            let expect = [row.expect.verdict, row.expect.finding, row.expect.light, row.expect.quarantine];
            let expect: Vec<String> = expect.into_iter().flatten().collect();
            say(&format!(
                "{:<40} {:<12} {number:<24} {}  {}",
                row.cause,
                row.link,
                row.message,
                expect.join(" ")
            ));
        }
        return Ok(true);
    }
    let partners = Simulator::start(world, Clock::Real)?;
    for connection in partners.connections() {
        eprintln!("{:<12} {}", connection.link, connection.endpoint);
    }
    eprintln!("connection file: {}", folder.join("connections.json").display());
    wait();
    partners.stop();
    Ok(true)
}

/// The same packs and seed find their partners again.
fn beside(packs: &[PathBuf], seed: u64) -> PathBuf {
    let names = packs.iter().filter_map(|pack| Some(pack.file_stem()?.to_string_lossy().into_owned()));
    let names: Vec<String> = names.collect();
    std::env::temp_dir().join("origin-training").join(format!("{}-{seed}", names.join("-")))
}

fn sample(asked: &Sample) -> Result<bool, TrainingError> {
    let samples = simulator::sample(&SampleOptions {
        blocks: blocks(&asked.blocks),
        pack: asked.pack.clone(),
        seed: asked.seed,
        base: base_of(asked.base, Utc::now()),
        count: asked.count,
        folder: asked.output.clone(),
    })?;
    if asked.json {
        print(&serde_json::json!(samples));
        return Ok(true);
    }
    for sample in samples {
        let expect =
            [sample.expect.verdict, sample.expect.finding, sample.expect.light, sample.expect.quarantine];
        let expect: Vec<String> = expect.into_iter().flatten().collect();
        say(&format!("{:<52} {}", sample.file, expect.join(" ")));
    }
    Ok(true)
}

fn staged(folder: &std::path::Path, seed: u64) -> Result<bool, TrainingError> {
    let stage = stage::start(folder, seed, &|line| eprintln!("    {line}"))?;
    wait();
    stage.partners.stop();
    Ok(true)
}

fn demonstrate(asked: Demo) -> Result<bool, TrainingError> {
    let report = demo::run(&DemoOptions {
        seed: asked.seed,
        folder: asked.folder,
        base: base_of(Some(asked.base), Utc::now()),
        good: asked.good,
    })?;
    if asked.json {
        print(&serde_json::json!(report));
    } else {
        say(demo::table(&report).trim_end());
    }
    Ok(report.ok)
}

fn print(json: &serde_json::Value) {
    say(&format!("{json:#}"));
}

/// A reader that stopped listening is no failure.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Until Ctrl C, or until the system asks.
fn wait() {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            if let Ok(mut asked) = signal(SignalKind::terminate()) {
                tokio::select! { _ = asked.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
                return;
            }
        }
        let _ = tokio::signal::ctrl_c().await;
    });
}
