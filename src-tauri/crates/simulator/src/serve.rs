//! The servers.

use crate::{Clock, Connection, ReceiptSeen, Result, SimulatorError, World};
use chrono::{DateTime, Utc};

/// Starts servers.
#[derive(Debug)]
pub struct Simulator;

/// Servers that run until they are stopped or dropped.
#[derive(Debug)]
pub struct Running {
    world: World,
}

impl Simulator {
    /// Starts three HTTPS servers on loopback. Returns when they listen; needs no runtime of its caller's.
    pub fn start(_world: World, _clock: Clock) -> Result<Running> {
        Err(SimulatorError::Serve("no servers yet".to_owned()))
    }
}

impl Running {
    /// How to reach the partners; also in `connections.json` of the folder.
    pub fn connections(&self) -> Vec<Connection> {
        Vec::new()
    }

    /// Sets the simulated time; the clock stands still from then on.
    pub fn set_now(&self, _now: DateTime<Utc>) {}

    /// Every receipt that arrived, oldest first.
    pub fn receipts(&self) -> Vec<ReceiptSeen> {
        Vec::new()
    }

    /// The world that is served.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Stops the servers and waits for them.
    pub fn stop(self) {}
}
