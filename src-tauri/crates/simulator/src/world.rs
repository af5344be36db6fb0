//! The world of some partners: made once, then read.

use crate::{
    Good, Planted, Result, Row, SimulatorError,
    authority::{Authority, Holder, Life, Subject},
    key::Kind,
    packs::Packs,
    partner::Partner,
    partners::{self, Amount},
    shelf,
};
use block::Library;
use chrono::{DateTime, Duration, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Version of what stands in the folder.
const EDITION: u32 = 2;

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
    /// Folders or zips of packs that are tried: they stand in for those that ship.
    pub packs: Vec<PathBuf>,
    /// Ids of the links whose partners are played; none: those among `packs`, or without any the three of the
    /// demonstration.
    pub links: Vec<String>,
    /// Good certificates of each partner, beside the planted and the difficult ones; 40 is a fair number.
    pub good_per_partner: usize,
    /// Further good certificates of each partner that come one by one: by a set clock every three minutes after the
    /// base day's, by the machine's clock every twenty seconds from the start of the servers.
    pub trickle: usize,
}

/// Some partners and all they will ever say.
#[derive(Clone)]
pub struct World {
    folder: PathBuf,
    pub(crate) library: Library,
    pub(crate) kept: Kept,
    messages: BTreeMap<String, Vec<u8>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seed, base) = (self.kept.seed, self.kept.base);
        f.debug_struct("World")
            .field("folder", &self.folder)
            .field("seed", &seed)
            .field("base", &base)
            .finish_non_exhaustive()
    }
}

/// What the folder holds beside the messages' bytes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    edition: u32,
    seed: u64,
    base: DateTime<Utc>,
    /// The packs it was made of.
    packs: Vec<String>,
    pub partners: Vec<Partner>,
    planted: Vec<Planted>,
    good: Vec<Good>,
    pub tls: Tls,
}

#[derive(Deserialize)]
struct Edition {
    edition: u32,
}

/// The servers' own authority and certificate.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Tls {
    pub authority: Authority,
    pub server: Holder,
}

impl World {
    /// Opens the world of a folder, or makes one there. The folder's own base day counts, and its own amounts.
    pub fn open(options: &Options) -> Result<Self> {
        let packs = Packs::gather(options)?;
        if packs.links.is_empty() {
            return Err(SimulatorError::Packs(
                "there is no link to play: a partner is a link with what it names".to_owned(),
            ));
        }
        let folder = options.folder.clone();
        let path = folder.join("world.json");
        // Before its content: another edition may have another shape.
        if shelf::read_json::<Edition>(&path)?.is_some_and(|found| found.edition != EDITION) {
            return Err(SimulatorError::OtherPacks { folder });
        }
        if let Some(kept) = shelf::read_json::<Kept>(&path)? {
            if kept.packs != packs.print() {
                return Err(SimulatorError::OtherPacks { folder });
            }
            if kept.seed != options.seed {
                return Err(SimulatorError::OtherWorld { folder, found: kept.seed, wanted: options.seed });
            }
            let messages = read_messages(&folder, &kept)?;
            return Ok(Self { folder, library: packs.library, kept, messages });
        }
        let (kept, messages) = make(options, &packs)?;
        for (sha256, bytes) in &messages {
            shelf::write(&folder.join("messages").join(sha256), bytes)?;
        }
        // The last file: a folder without it is made anew.
        shelf::write_json(&path, &kept)?;
        Ok(Self { folder, library: packs.library, kept, messages })
    }

    /// Every planted case.
    pub fn planted(&self) -> &[Planted] {
        &self.kept.planted
    }

    /// Every good certificate, without those that trickle.
    pub fn good(&self) -> &[Good] {
        &self.kept.good
    }

    /// The simulated times at which a demonstration synchronises.
    pub fn phases(&self) -> Vec<DateTime<Utc>> {
        vec![self.base() - Duration::days(4), self.base(), self.base() + Duration::days(6)]
    }

    /// The base day's morning, of the folder's world.
    pub fn base(&self) -> DateTime<Utc> {
        self.kept.base
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The bytes of a message, by its SHA-256 in hex.
    pub fn message(&self, sha256: &str) -> Option<&[u8]> {
        self.messages.get(sha256).map(Vec::as_slice)
    }

    /// The canonical record or update that a message was written from, as JSON.
    pub fn record(&self, sha256: &str) -> Option<&serde_json::Value> {
        let mut dispatches = self.kept.partners.iter().flat_map(|partner| &partner.dispatches);
        dispatches.find(|dispatch| dispatch.sha256 == sha256).map(|dispatch| &dispatch.record)
    }
}

fn read_messages(folder: &Path, kept: &Kept) -> Result<BTreeMap<String, Vec<u8>>> {
    let sent = kept.partners.iter().flat_map(|partner| &partner.dispatches).map(|dispatch| &dispatch.sha256);
    let handed = kept.planted.iter().filter(|row| row.by_file).map(|row| &row.message);
    let mut messages = BTreeMap::new();
    for sha256 in sent.chain(handed) {
        let path = folder.join("messages").join(sha256);
        let bytes = shelf::read(&path)?.ok_or_else(|| shelf::damaged(&path, "it is missing"))?;
        if hex::encode(Sha256::digest(&bytes)) != *sha256 {
            return Err(shelf::damaged(&path, "its bytes are not those of its name"));
        }
        messages.insert(sha256.clone(), bytes);
    }
    Ok(messages)
}

fn make(options: &Options, packs: &Packs) -> Result<(Kept, BTreeMap<String, Vec<u8>>)> {
    let amount = Amount { good: options.good_per_partner, trickle: options.trickle };
    let mut kept = Kept {
        edition: EDITION,
        seed: options.seed,
        base: options.base,
        packs: packs.print(),
        partners: Vec::new(),
        planted: Vec::new(),
        good: Vec::new(),
        tls: tls()?,
    };
    let mut messages = BTreeMap::new();
    for link in packs.played() {
        let stall = partners::make(&packs.library, link, options.seed, options.base, amount)?;
        kept.partners.push(stall.partner);
        kept.planted.extend(stall.planted);
        kept.good.extend(stall.good);
        messages.extend(stall.messages);
    }
    Ok((kept, messages))
}

/// Good by the machine's clock, whatever the simulated time is.
pub(crate) fn tls() -> Result<Tls> {
    let year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or_default();
    let life = Life { from: year(2020), until: year(2049) };
    let subject = |name| Subject { country: "XA", organisation: "Simulated partners", unit: None, name };
    let authority = Authority::root(Kind::P256, &subject("Simulated partners: TLS"), life)?;
    let server = authority.server(&subject("localhost"), life)?;
    Ok(Tls { authority, server })
}

/// Everything that was planted, then everything good.
pub fn list(world: &World) -> Vec<Row> {
    let planted = world.planted().iter().map(|row| Row {
        cause: row.cause.clone(),
        link: row.link.clone(),
        number: row.number.clone(),
        message: row.message.clone(),
        judge_at: row.judge_at,
        expect: row.expect.clone(),
    });
    let good = world.good().iter().map(|good| Row {
        cause: good.trait_.as_ref().map_or_else(|| "good".to_owned(), |trait_| format!("good/{trait_}")),
        link: good.link.clone(),
        number: Some(good.number.clone()),
        message: good.message.clone(),
        judge_at: world.base(),
        expect: crate::Expect {
            verdict: Some("TOTAL-PASSED".to_owned()),
            light: Some("green".to_owned()),
            ..crate::Expect::default()
        },
    });
    planted.chain(good).collect()
}
