//! `origin path`: the steps of one certificate's path.

use crate::act::done;
use crate::arguments::PathArguments;
use crate::{Done, show, words};
use chrono::{DateTime, Utc};
use desk::Error;
use desk::path::{PathQuestion, PathReport, PathStep, moment, path};
use std::fmt::Write as _;

/// Judges it; not whole where the path is refused.
pub fn run(asked: PathArguments, now: DateTime<Utc>) -> Result<Done, Error> {
    let report = path(&PathQuestion {
        leaf: asked.leaf,
        anchors: asked.anchors,
        certificates: asked.certs,
        crls: asked.crls,
        responses: asked.ocsp,
        at: asked.at.unwrap_or(now),
        policies: asked.policy,
        explicit_policy: asked.explicit_policy,
        inhibit_mapping: asked.inhibit_mapping,
        inhibit_any: asked.inhibit_any,
        strict: asked.strict,
    })?;
    let text = show::visible(&say(&report));
    Ok(Done { whole: report.valid, ..done(&report, text)? })
}

fn say(report: &PathReport) -> String {
    let mut text = String::new();
    for step in &report.steps {
        let _ = writeln!(text, "{}", line(step));
    }
    for link in &report.chain {
        let anchor = if link.anchor { words::ANCHOR } else { "" };
        let _ = writeln!(text, "{} {anchor}", link.subject);
    }
    for policy in &report.policies {
        let _ = writeln!(text, "{}: {policy}", words::POLICY);
    }
    let _ = match &report.refusal {
        Some(refusal) => {
            writeln!(text, "{}: {} ({})", words::PATH_REFUSED, refusal.why, refusal.rule.clause())
        }
        None => writeln!(text, "{}", words::PATH_VALID),
    };
    text
}

fn line(step: &PathStep) -> String {
    let mark = if step.passed { words::HELD } else { words::BROKEN };
    let detail = step.detail.as_deref().unwrap_or_default();
    format!(
        "{:3}  {:12}  {} {}  {mark} {detail}",
        step.number,
        step.clause,
        words::CERTIFICATE,
        step.certificate
    )
    .trim_end()
    .to_owned()
}

/// A time as the command line takes it.
pub fn at(text: &str) -> Result<DateTime<Utc>, String> {
    moment(text).ok_or_else(|| format!("`{text}`: write 2026-03-01T00:00:00Z or 2026-03-01"))
}
