//! The desk is held to its table: every planted case, every good certificate, twenty-one worlds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use training::demo::{Added, DemoOptions, DemoReport, run, table};

/// Every cause of the table, and every difficulty that must stay green.
const CAUSES: [&str; 35] = [
    "CANCELLED",
    "CLOCK_SUSPECT",
    "CONTENT_ALTERED",
    "DECLARATION_DIFFERS",
    "KEY_COMPROMISED_LATER",
    "KEY_EXPIRED_BEFORE_ISSUE",
    "KEY_REVOKED",
    "NOT_COVERED",
    "NUMBER_CLONED",
    "OFFLINE_REVOCATION_STALE",
    "OUT_OF_PROFILE",
    "PARTNER_NOT_ONBOARDED",
    "QUANTITY_EXCEEDED",
    "QUANTITY_EXHAUSTED",
    "REPLACED",
    "RETROSPECTIVE_UNMARKED",
    "SIGNATURE_ABSENT",
    "SIGNATURE_BROKEN",
    "SIGNER_NOT_ENTITLED",
    "SIGNER_UNKNOWN",
    "TRUST_LIST_STALE",
    "UNIT_NOT_COMPARABLE",
    "UNKNOWN_VERSION",
    "UNREADABLE",
    "VALIDITY_ENDED",
    "good",
    "good/decimal-comma",
    "good/expired-after-receipt",
    "good/forty-items",
    "good/retrospective-marked",
    "good/right-to-left",
    "good/successor",
    "key-expired-time-not-proven",
    "key-revoked-after-issue-time-not-proven",
    "key-revoked-later-other-reason",
];

fn base() -> DateTime<Utc> {
    "2026-11-24T06:00:00Z".parse().unwrap()
}

fn assert_right(report: &DemoReport) {
    assert!(report.ok, "seed {}\n{}", report.seed, table(report));
    assert!(report.rows.iter().all(|row| row.ok), "no row is wrong in what is called right");
    let causes: BTreeSet<&str> = report.rows.iter().map(|row| row.cause.as_str()).collect();
    assert_eq!(causes, BTreeSet::from(CAUSES), "seed {}: every cause is there, and no other", report.seed);
    assert!(report.receipts.arrived > 0, "receipts reached the partners");
}

#[test]
fn every_row_is_as_the_table_says_and_a_repeat_adds_nothing() {
    let folder = TempDir::new().unwrap();
    let options = DemoOptions { seed: 7, folder: Some(folder.path().to_owned()), base: base(), good: 6 };
    let first = run(&options).unwrap();
    assert_right(&first);
    assert!(
        first.added.messages > 100 && first.added.events > 100,
        "a first run fills the desk: {:?}",
        first.added
    );

    let second = run(&options).unwrap();
    assert_right(&second);
    assert_eq!(second.added, Added::default(), "a repeat adds no message and no event");
    assert_eq!((second.messages, second.events), (first.messages, first.events), "what is there stays");
    assert_eq!(second.rows, first.rows, "and so does what was found");
}

#[test]
fn twenty_other_worlds_are_judged_by_the_same_table() {
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > 20 {
                        break;
                    }
                    let report = run(&DemoOptions { seed, folder: None, base: base(), good: 2 });
                    assert_right(&report.unwrap_or_else(|error| panic!("seed {seed}: {error}")));
                }
            });
        }
    });
}
