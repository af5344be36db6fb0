//! Partners that run while a journey does.

use crate::{Failure, assets};
use chrono::{DateTime, TimeZone, Utc};
use desk::Connection;
use serde::Deserialize;
use simulator::{Clock, Options, Running, Simulator, World};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The seed of every world here.
const SEED: u64 = 7;

/// As much of the partners' books as is read here.
#[derive(Deserialize)]
struct Books {
    partners: Vec<Book>,
}

#[derive(Deserialize)]
struct Book {
    link: String,
    dispatches: Vec<Dispatch>,
}

#[derive(Deserialize)]
struct Dispatch {
    sha256: String,
    published: DateTime<Utc>,
}

/// Three partners on loopback; they stop when this is dropped.
#[derive(Debug)]
pub struct Partners {
    running: Running,
}

impl Partners {
    /// Makes a world in a folder (or opens the one that is there) and serves it at its base day's morning.
    pub fn start(folder: &Path, good_per_partner: usize) -> Result<Self, Failure> {
        let base = Utc.with_ymd_and_hms(2026, 11, 24, 6, 0, 0).single().ok_or("no such morning")?;
        Self::start_on(folder, good_per_partner, base)
    }

    /// As [`Partners::start`], with a base day of one's own.
    pub fn start_on(folder: &Path, good_per_partner: usize, base: DateTime<Utc>) -> Result<Self, Failure> {
        Self::play(folder, Vec::new(), good_per_partner, base)
    }

    /// The partners of these packs, in place of the three of the demonstration.
    pub fn of(folder: &Path, packs: &[PathBuf], good_per_partner: usize) -> Result<Self, Failure> {
        let base = Utc.with_ymd_and_hms(2026, 11, 24, 6, 0, 0).single().ok_or("no such morning")?;
        Self::play(folder, packs.to_vec(), good_per_partner, base)
    }

    fn play(
        folder: &Path,
        packs: Vec<PathBuf>,
        good_per_partner: usize,
        base: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let world = World::open(&Options {
            folder: folder.to_owned(),
            seed: SEED,
            base,
            blocks: assets().blocks,
            packs,
            links: Vec::new(),
            good_per_partner,
            trickle: 0,
        })?;
        let base = world.base();
        Ok(Self { running: Simulator::start(world, Clock::Set(base))? })
    }

    /// The same partners once more in a folder of their own: the same keys and bytes, but their own book of receipts.
    pub fn again(&self, folder: &Path) -> Result<Self, Failure> {
        let from = self.world().folder();
        std::fs::create_dir_all(folder.join("messages"))?;
        std::fs::copy(from.join("world.json"), folder.join("world.json"))?;
        for entry in std::fs::read_dir(from.join("messages"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join("messages").join(entry.file_name()))?;
        }
        Self::start(folder, 0)
    }

    /// The simulated morning of the base day.
    pub fn base(&self) -> DateTime<Utc> {
        self.world().base()
    }

    /// Sets the partners' clock.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.running.set_now(now);
    }

    /// What they hold.
    pub fn world(&self) -> &World {
        self.running.world()
    }

    /// The servers.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// What a desk is told of them.
    pub fn connections(&self) -> Vec<Connection> {
        let root = |root| match root {
            simulator::Root::Certificate(pem) => desk::Root::Certificate(pem),
            simulator::Root::Multikey(key) => desk::Root::Multikey(key),
        };
        self.running
            .connections()
            .into_iter()
            .map(|known| Connection {
                link: known.link,
                endpoint: known.endpoint,
                tls_ca: known.tls_ca,
                root: root(known.root),
            })
            .collect()
    }

    /// Receipts that arrived: message, state, and whether the partner accepts them.
    pub fn receipts(&self) -> BTreeSet<(String, String, bool)> {
        self.running.receipts().into_iter().map(|seen| (seen.message, seen.state, seen.valid)).collect()
    }

    /// SHA-256 of every message that is there to be fetched at `now`, of one link or of all. Read from the partners'
    /// own books, not from what any desk has seen of them.
    pub fn served(&self, link: Option<&str>, now: DateTime<Utc>) -> Result<BTreeSet<String>, Failure> {
        let path = self.world().folder().join("world.json");
        let books: Books = serde_json::from_reader(std::io::BufReader::new(std::fs::File::open(path)?))?;
        let mut served = BTreeSet::new();
        for partner in
            books.partners.into_iter().filter(|partner| link.is_none_or(|link| partner.link == link))
        {
            let there = partner.dispatches.into_iter().filter(|dispatch| dispatch.published <= now);
            served.extend(there.map(|dispatch| dispatch.sha256));
        }
        Ok(served)
    }
}
