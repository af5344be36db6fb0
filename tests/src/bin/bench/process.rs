//! Other programs: how long they take, how much memory they and their children hold (from `/proc`).

use journeys::Failure;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a program took that ran to its end.
pub struct Ran {
    /// From start to end.
    pub time: Duration,
    /// The most memory it held, in MiB.
    pub peak: f64,
}

/// `origin` with a folder and the officer of every post here.
pub fn origin(programs: &Path, act: &str, folder: &Path) -> Command {
    let mut command = Command::new(programs.join("origin"));
    command.args([act, "--officer", journeys::OFFICER, "--json", "--folder"]).arg(folder);
    command
}

/// Runs a program to its end. Error: it fails.
pub fn run(command: &mut Command) -> Result<Ran, Failure> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak = 0.0_f64;
    let status = loop {
        // The high-water mark only grows: the last look before the end is the one that counts.
        peak = peak.max(field(child.id(), "status", "VmHWM:").unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let time = begun.elapsed();
    if !status.success() {
        return Err(format!("{} ended with {status}", command.get_program().display()).into());
    }
    Ok(Ran { time, peak })
}

/// A program that runs until this is dropped, with everything that it started.
pub struct Running(Child);

impl Running {
    /// Starts it; what it writes goes nowhere.
    pub fn start(command: &mut Command) -> Result<Self, Failure> {
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }

    /// Whether it has ended.
    pub fn ended(&mut self) -> Result<bool, Failure> {
        Ok(self.0.try_wait()?.is_some())
    }

    /// Memory of it and all that it started, in MiB; pages that several share count once (proportional set size).
    pub fn memory(&self) -> f64 {
        family(self.0.id()).into_iter().filter_map(|id| field(id, "smaps_rollup", "Pss:")).sum()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut ids = family(self.0.id());
        ids.reverse();
        let ids = ids.iter().map(ToString::to_string);
        let _ = Command::new("kill").args(ids).stderr(Stdio::null()).status();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process and all that it started, parents first.
fn family(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // `id (name) state parent …`; the name may hold anything.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut family = vec![root];
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        at += 1;
    }
    family
}

/// A size in MiB from a file of `/proc/ID`, which says it in kB.
fn field(id: u32, file: &str, name: &str) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/{file}")).ok()?;
    let size: f64 =
        text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()?;
    Some(size / 1_024.0)
}
