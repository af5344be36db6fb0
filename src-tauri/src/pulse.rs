//! Tells the page when to look again, and syncs by the clock. Events carry no data: the page asks.

use desk::Desk;
use std::time::{Duration, Instant};
use tauri::{Emitter, WebviewWindow};

/// How often changes are looked for; events are never closer together.
const LOOK: Duration = Duration::from_millis(250);

/// Starts both in the background; they end with the process.
pub fn start(window: WebviewWindow, desk: Desk, sync_every: Option<u64>) {
    let every = sync_every.unwrap_or(if desk.is_training() { 15 } else { 300 });
    if every > 0 {
        let desk = desk.clone();
        std::thread::spawn(move || {
            loop {
                let begun = Instant::now();
                if let Err(error) = desk.sync_now(None, chrono::Utc::now()) {
                    tracing::warn!(code = error.code, "sync");
                }
                std::thread::sleep(Duration::from_secs(every).saturating_sub(begun.elapsed()));
            }
        });
    }
    std::thread::spawn(move || {
        let mut last = desk.pulse();
        loop {
            std::thread::sleep(LOOK);
            let pulse = desk.pulse();
            if pulse != last {
                last = pulse;
                if window.emit("status", ()).is_err() {
                    return;
                }
            }
        }
    });
}
