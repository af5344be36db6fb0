//! What `./dev run` starts: three partners on loopback and a training desk that already works with them.

use crate::demo::give;
use crate::desks::{self, desk_in, partners_in};
use crate::{TrainingError, base_of, world};
use chrono::{DateTime, Duration, Utc};
use desk::Desk;
use serde::{Deserialize, Serialize};
use simulator::{Clock, Planted, Running, Simulator, World};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Good certificates of each partner.
const GOOD: usize = 40;
/// Certificates of each partner that come one by one afterwards: half an hour's, one every twenty seconds.
const TRICKLE: usize = 90;
/// Good certificates of each partner that wait to be decided.
const WAITING_GOOD: usize = 2;
/// Causes whose certificates wait beside them, each from another partner.
const WAITING: [&str; 4] =
    ["QUANTITY_EXCEEDED", "DECLARATION_DIFFERS", "UNIT_NOT_COMPARABLE", "VALIDITY_ENDED"];

/// From the fifth day two partners stop serving trust, as planted; a training desk begins anew before that.
const GOOD_FOR: Duration = Duration::days(4);

/// A stage that serves until it is dropped.
pub struct Stage {
    /// The partners.
    pub partners: Running,
    /// What stands in `ready`.
    pub ready: Ready,
}

/// What `ready` says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ready {
    /// The desk's folder.
    pub desk: PathBuf,
    /// Seed of the partners.
    pub seed: u64,
    /// Their base day.
    pub base: DateTime<Utc>,
    /// Where they answer.
    pub endpoints: Vec<EndpointRow>,
    /// Documents on the desk.
    pub documents: u32,
    /// Messages in quarantine.
    pub quarantined: u32,
    /// Presentations that wait for a decision.
    pub waiting: usize,
}

/// Where a partner answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndpointRow {
    /// Link id.
    pub link: String,
    /// Base address.
    pub endpoint: String,
}

/// What a first start did, so that a second does not.
#[derive(Serialize, Deserialize)]
struct Staged {
    seed: u64,
    base: DateTime<Utc>,
}

/// Starts it; `say` hears what is under way. A second start on a folder only serves and syncs.
pub fn start(folder: &Path, seed: u64, say: &dyn Fn(&str)) -> Result<Stage, TrainingError> {
    std::fs::create_dir_all(folder).map_err(|error| TrainingError::file(folder, error))?;
    let memory = folder.join("stage.json");
    let mut staged: Option<Staged> = desks::read_json(&memory)?;
    if let Some(old) = staged.take_if(|old| Utc::now() - old.base > GOOD_FOR) {
        say(
            "the partners of this folder are some days old and would show as stale: they are set aside, new ones made",
        );
        set_aside(folder, &memory, old.base)?;
    }
    let base = base_of(None, Utc::now());
    if staged.is_none() {
        say("making the partners: keys, lists of officials, certificates, planted cases");
    }
    let opened = match world(&partners_in(folder), seed, base, GOOD, TRICKLE) {
        Err(TrainingError::Partners(simulator::SimulatorError::OtherPacks { .. })) => {
            say("the partners of this folder were made of other packs: they are set aside, new ones made");
            set_aside(folder, &memory, staged.take().map_or(base, |old| old.base))?;
            world(&partners_in(folder), seed, base, GOOD, TRICKLE)
        }
        opened => opened,
    };
    let world = opened?;
    let past: Vec<DateTime<Utc>> = world.phases().into_iter().filter(|at| *at <= Utc::now()).collect();
    let desk = desks::open(folder, past.first().copied().unwrap_or(base))?;
    if staged.is_none() {
        history(&desk, &world, &past, say)?;
    }
    say("starting three partner administrations");
    let partners = Simulator::start(world, Clock::Real)?;
    let now = Utc::now();
    desks::connect(&desk, &partners, now)?;
    say("the desk syncs");
    for link in desk.sync_now(None, now)?.links {
        let error = link.error.map(|code| format!(", {code}")).unwrap_or_default();
        say(&format!("  {}: {} new{error}", link.link, link.new));
    }
    if staged.is_none() {
        say("presenting declarations that wait for a decision");
        waiting(&desk, partners.world(), now)?;
        desks::write_json(&memory, &Staged { seed, base: partners.world().base() })?;
    }
    let ready = ready(&desk, &partners, folder, seed)?;
    desk.shut_down();
    desks::write_json(&folder.join("ready"), &ready)?;
    say(&format!("ready: {} documents, {} waiting", ready.documents, ready.waiting));
    Ok(Stage { partners, ready })
}

/// Puts desk and partners beside the folder's new ones, under the day they began. Nothing is deleted.
fn set_aside(folder: &Path, memory: &Path, base: DateTime<Utc>) -> Result<(), TrainingError> {
    for part in [partners_in(folder), desk_in(folder)] {
        let mut kept = part.clone().into_os_string();
        kept.push(format!("-{}-{}", base.format("%Y%m%d"), Utc::now().timestamp()));
        if !part.exists() {
            continue;
        }
        std::fs::rename(&part, &kept).map_err(|error| TrainingError::file(&part, error))?;
    }
    match std::fs::remove_file(memory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(TrainingError::file(memory, error)),
        _ => Ok(()),
    }
}

/// What happened before today: the desk syncs at simulated times with partners whose clock is set to them.
fn history(
    desk: &Desk,
    world: &World,
    past: &[DateTime<Utc>],
    say: &dyn Fn(&str),
) -> Result<(), TrainingError> {
    let Some(first) = past.first() else { return Ok(()) };
    let partners = Simulator::start(world.clone(), Clock::Set(*first))?;
    desks::connect(desk, &partners, *first)?;
    for at in past {
        say(&format!("the desk syncs as of {}", at.format("%Y-%m-%d %H:%M")));
        partners.set_now(*at);
        desk.sync_now(None, *at)?;
    }
    partners.stop();
    Ok(())
}

/// Presents a handful: good ones, and cases that show only when they are presented. None of them is decided.
fn waiting(desk: &Desk, world: &World, now: DateTime<Utc>) -> Result<(), TrainingError> {
    let links: BTreeSet<&str> = world.good().iter().map(|good| good.link.as_str()).collect();
    for link in &links {
        let plain = world.good().iter().filter(|good| good.link == **link && good.trait_.is_none());
        for good in plain.take(WAITING_GOOD) {
            desk.present_declaration(now, &good.message, &good.declaration)?;
        }
    }
    for (cause, link) in WAITING.iter().zip(links.iter().cycle()) {
        let cases = || world.planted().iter().filter(|case| case.cause == *cause);
        if let Some(case) = cases().find(|case| case.link == **link).or_else(|| cases().next()) {
            present(desk, case, now)?;
        }
    }
    Ok(())
}

/// What was presented before is decided; the last one waits.
fn present(desk: &Desk, case: &Planted, now: DateTime<Utc>) -> Result<(), TrainingError> {
    for earlier in &case.earlier {
        let presentation = desk.present_declaration(now, &case.message, earlier)?;
        let answer = desk.answer(now, case.message.clone(), Some(presentation))?;
        give(desk, answer, now)?;
    }
    if let Some(declaration) = &case.declaration {
        desk.present_declaration(now, &case.message, declaration)?;
    }
    Ok(())
}

fn ready(desk: &Desk, partners: &Running, folder: &Path, seed: u64) -> Result<Ready, TrainingError> {
    let now = Utc::now();
    let status = desk.status(now)?;
    let endpoint = |connection: simulator::Connection| EndpointRow {
        link: connection.link,
        endpoint: connection.endpoint,
    };
    Ok(Ready {
        desk: desk_in(folder),
        seed,
        base: partners.world().base(),
        endpoints: partners.connections().into_iter().map(endpoint).collect(),
        documents: status.documents,
        quarantined: status.quarantined,
        waiting: desk.home(now)?.waiting.len(),
    })
}
