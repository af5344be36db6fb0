//! What the demonstration found, row by row.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use simulator::Expect;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was found, and whether it is what the table says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoReport {
    /// Seed of the partners.
    pub seed: u64,
    /// Their base day.
    pub base: DateTime<Utc>,
    /// Whether every row is as the table says, every good certificate green, every receipt accepted.
    pub ok: bool,
    /// Lights by cause: cause, then light, then how many.
    pub lights: BTreeMap<String, BTreeMap<String, usize>>,
    /// One row a planted case or good certificate.
    pub rows: Vec<Row>,
    /// Messages and events on the desk at the end.
    pub messages: u64,
    /// Events in the log at the end.
    pub events: u64,
    /// What this run added.
    pub added: Added,
    /// Receipts that the partners took.
    pub receipts: Receipts,
    /// Partners with whom a round did not go through, by its code: those that stop serving what they should.
    pub failed_rounds: Vec<String>,
}

/// What a run added to the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Messages.
    pub messages: u64,
    /// Events.
    pub events: u64,
}

impl Added {
    pub(super) fn between(before: (u64, u64), after: (u64, u64)) -> Self {
        Self { messages: after.0.saturating_sub(before.0), events: after.1.saturating_sub(before.1) }
    }
}

/// Receipts that arrived at the partners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipts {
    /// All.
    pub arrived: usize,
    /// Those whose signatures held and that speak of a message of that partner.
    pub valid: usize,
}

/// A planted case or a good certificate, and what was found of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The cause, or `good` with its trait.
    pub cause: String,
    /// Link id.
    pub link: String,
    /// Certificate number.
    pub number: Option<String>,
    /// SHA-256 of the message, hex.
    pub message: String,
    /// What the table says.
    pub expected: Expect,
    /// What was found.
    pub got: Got,
    /// Whether they agree.
    pub ok: bool,
    /// What does not agree.
    pub wrong: Vec<String>,
    /// Simulated time it was judged at.
    pub at: DateTime<Utc>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Got {
    /// Main indication; empty where nothing was signed.
    pub verdict: String,
    /// Sub-indication.
    pub sub: String,
    /// Ids of findings that are not clear, each with the light it gives.
    pub findings: Vec<(String, String)>,
    /// The light; empty where there is no document.
    pub light: String,
    /// Why it is in quarantine, if it is.
    pub quarantine: Option<String>,
    /// Code of the desk's error, if it refused.
    pub error: Option<String>,
}

impl Got {
    /// What in it is not as the table says; nothing where all is.
    pub(super) fn against(&self, expected: &Expect) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |what: &str, expected: &str, got: &str| {
            wrong.push(format!("{what}: {expected} expected, {got} found"));
        };
        if let Some(error) = &self.error {
            say("answer", "one", error);
        }
        if expected.quarantine != self.quarantine {
            let shown = |code: &Option<String>| code.clone().unwrap_or_else(|| "none".to_owned());
            say("quarantine", &shown(&expected.quarantine), &shown(&self.quarantine));
        }
        match &expected.verdict {
            Some(verdict) if *verdict != self.verdict => say("verdict", verdict, &self.verdict),
            // Nothing was signed: the table says that there is no verdict.
            None if expected.finding.as_deref() == Some("SIGNATURE_ABSENT") && !self.verdict.is_empty() => {
                say("verdict", "none", &self.verdict);
            }
            _ => {}
        }
        if !expected.sub.is_empty() && !expected.sub.contains(&self.sub) {
            say("sub-indication", &expected.sub.join(" or "), &self.sub);
        }
        if let Some(light) = &expected.light
            && *light != self.light
        {
            say("light", light, &self.light);
        }
        if let Some(finding) = &expected.finding {
            let gives = |(id, light): &(String, String)| {
                id == finding && expected.light.as_ref().is_none_or(|wanted| wanted == light)
            };
            if !self.findings.iter().any(gives) {
                let found: Vec<String> =
                    self.findings.iter().map(|(id, light)| format!("{id} ({light})")).collect();
                say("finding", finding, &found.join(", "));
            }
        }
        wrong
    }
}

/// The report for people: lights by cause, then every row that is not as the table says.
pub fn table(report: &DemoReport) -> String {
    let mut out = String::new();
    let width = report.lights.keys().map(|cause| cause.chars().count()).max().unwrap_or_default();
    let mut rows = report.rows.iter().fold(BTreeMap::<&str, (usize, usize)>::new(), |mut sums, row| {
        let sum = sums.entry(&row.cause).or_default();
        sum.0 += 1;
        sum.1 += usize::from(row.ok);
        sums
    });
    let _ = writeln!(out, "{:<width$}  {:>5}  {:>5}  lights", "cause", "rows", "right");
    for (cause, lights) in &report.lights {
        let (all, right) = rows.remove(cause.as_str()).unwrap_or_default();
        let lights: Vec<String> = lights.iter().map(|(light, count)| format!("{count} {light}")).collect();
        let _ = writeln!(out, "{cause:<width$}  {all:>5}  {right:>5}  {}", lights.join(", "));
    }
    for row in report.rows.iter().filter(|row| !row.ok) {
        let number = row.number.as_deref().unwrap_or("–");
        let _ =
            writeln!(out, "\nNOT AS THE TABLE SAYS: {} {} {number}\n  {}", row.cause, row.link, row.message);
        for wrong in &row.wrong {
            let _ = writeln!(out, "  {wrong}");
        }
    }
    let right = report.rows.iter().filter(|row| row.ok).count();
    let _ = writeln!(
        out,
        "\n{right} of {} rows as the table says · {} messages (+{}), {} events (+{}) · {} of {} receipts accepted",
        report.rows.len(),
        report.messages,
        report.added.messages,
        report.events,
        report.added.events,
        report.receipts.valid,
        report.receipts.arrived,
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn red() -> Expect {
        Expect {
            verdict: Some("TOTAL-FAILED".to_owned()),
            sub: vec!["HASH_FAILURE".to_owned()],
            finding: Some("CONTENT_ALTERED".to_owned()),
            light: Some("red".to_owned()),
            quarantine: None,
        }
    }

    fn got(light: &str, finding: &str) -> Got {
        Got {
            verdict: "TOTAL-FAILED".to_owned(),
            sub: "HASH_FAILURE".to_owned(),
            findings: vec![(finding.to_owned(), light.to_owned())],
            light: light.to_owned(),
            ..Got::default()
        }
    }

    #[test]
    fn what_is_as_the_table_says_is_right() {
        assert!(got("red", "CONTENT_ALTERED").against(&red()).is_empty(), "all agrees");
    }

    #[test]
    fn each_difference_is_named() {
        assert_eq!(
            got("amber", "CONTENT_ALTERED").against(&red()).len(),
            2,
            "light, and the finding's own light"
        );
        assert_eq!(got("red", "SIGNATURE_BROKEN").against(&red()).len(), 1, "another finding");
        let absent = Got { error: Some("NOT_FOUND".to_owned()), ..Got::default() };
        assert!(absent.against(&red()).len() >= 4, "what is not there is in nothing as it should be");
        let held = Got { quarantine: Some("UNREADABLE".to_owned()), ..got("red", "CONTENT_ALTERED") };
        assert_eq!(held.against(&red()).len(), 1, "nothing may be in quarantine that should not");
    }
}
