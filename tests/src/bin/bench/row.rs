//! What was measured: a row a figure, each with what it is compared with.

use journeys::Failure;
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

/// One figure.
#[derive(Clone, Debug, Serialize)]
struct Row {
    /// What was measured, with its size where that matters.
    name: String,
    /// The figure.
    value: f64,
    /// Its unit.
    unit: &'static str,
    /// What it is compared with, and that figure.
    compared_with: String,
    /// The figure divided by the other.
    ratio: f64,
}

/// Something to compare with, in the figure's own unit.
pub struct Peer {
    words: String,
    value: f64,
}

impl Peer {
    /// A peer by its words.
    pub fn new(words: impl Into<String>, value: f64) -> Self {
        Self { words: words.into(), value }
    }
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    missing: Vec<String>,
}

impl Rows {
    /// Takes a figure, and says it at once.
    pub fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, peer: &Peer) {
        let row = Row {
            name: name.into(),
            value: rounded(value),
            unit,
            compared_with: format!("{}: {} {unit}", peer.words, rounded(peer.value)),
            ratio: rounded(if peer.value == 0.0 { 0.0 } else { value / peer.value }),
        };
        eprintln!("  {}: {} {}", row.name, row.value, row.unit);
        self.rows.push(row);
    }

    /// Notes what could not be measured here, and why.
    pub fn missing(&mut self, what: impl Into<String>) {
        let what = what.into();
        eprintln!("  not measured: {what}");
        self.missing.push(what);
    }

    /// How many figures there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Writes them as JSON.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        Ok(std::fs::write(path, serde_json::to_vec_pretty(&self.rows)?)?)
    }

    /// Prints them as a table.
    pub fn print(&self) {
        let wide = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
        println!("\n{:wide$}  {:>10}  {:14}  {:>8}  compared with", "figure", "value", "unit", "ratio");
        for row in &self.rows {
            println!(
                "{:wide$}  {:>10}  {:14}  {:>8}  {}",
                row.name, row.value, row.unit, row.ratio, row.compared_with
            );
        }
        for what in &self.missing {
            println!("not measured: {what}");
        }
    }
}

/// Three digits that mean something.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    #[allow(clippy::cast_possible_truncation)] // a handful of digits
    let digits = 2 - value.abs().log10().floor() as i32;
    let scale = 10_f64.powi(digits.max(0));
    (value * scale).round() / scale
}

/// The value below which a share of the times lies.
pub fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // a place in a list
    let at = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

/// Milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// A count as a figure.
#[allow(clippy::cast_precision_loss)] // counts of a bench are small
pub fn number(count: usize) -> f64 {
    count as f64
}
