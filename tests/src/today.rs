//! Partners and a post at the machine's own time, for what runs as an officer runs it.

use crate::{Failure, Post, assets};
use chrono::{DateTime, Days, NaiveTime, Utc};
use desk::Connection;
use simulator::{Clock, Good, Options, Planted, Running, Simulator, World};
use std::path::Path;

/// The last morning, so that nothing is dated in the future at whatever hour a test runs.
fn base(now: DateTime<Utc>) -> DateTime<Utc> {
    let morning = NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default();
    let today = now.date_naive().and_time(morning).and_utc();
    if today <= now { today } else { today.checked_sub_days(Days::new(1)).unwrap_or(today) }
}

/// Three partners that serve, and a training post that knows where to reach them and has asked nothing yet.
#[derive(Debug)]
pub struct Today {
    /// The partners.
    pub partners: Running,
    /// The post.
    pub post: Post,
}

impl Today {
    /// Makes both in a folder.
    pub fn start(folder: &Path, good_per_partner: usize) -> Result<Self, Failure> {
        let now = Utc::now();
        let world = World::open(&Options {
            folder: folder.join("partners"),
            seed: 7,
            base: base(now),
            blocks: assets().blocks,
            packs: Vec::new(),
            links: Vec::new(),
            good_per_partner,
            trickle: 0,
        })?;
        let partners = Simulator::start(world, Clock::Real)?;
        let post = Post::new(&folder.join("desk"), now)?;
        let desk = post.open()?;
        // Both sides write a connection alike: it is what crosses between them on paper.
        let told: Vec<Connection> = serde_json::from_value(serde_json::to_value(partners.connections())?)?;
        desk.connect(&told, None, now)?;
        desk.shut_down();
        Ok(Self { partners, post })
    }

    /// A good certificate of a partner, without any difficulty.
    pub fn good(&self, link: &str, nth: usize) -> Result<&Good, Failure> {
        let mut plain =
            self.partners.world().good().iter().filter(|good| good.link == link && good.trait_.is_none());
        plain.nth(nth).ok_or_else(|| format!("{link} has no such good certificate").into())
    }

    /// A planted case, by its cause.
    pub fn planted(&self, cause: &str) -> Result<&Planted, Failure> {
        let mut all = self.partners.world().planted().iter();
        all.find(|case| case.cause == cause).ok_or_else(|| format!("{cause} is not planted").into())
    }
}
