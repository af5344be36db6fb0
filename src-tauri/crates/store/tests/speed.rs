//! Figures, on demand: `cargo test -p store --test speed -- --ignored --nocapture`. The bench of the whole program
//! measures the same in release.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss, clippy::print_stdout)] // tests

mod support;
use std::time::{Duration, Instant};
use store::Order;
use support::*;

#[test]
#[ignore = "half a minute; prints figures"]
fn hundred_thousand() {
    let n_docs: u32 = std::env::var("SPEED_DOCUMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = Folder::new();
    let start = Instant::now();
    fill(&folder.store, 0, n_docs);
    let filled = start.elapsed();
    println!("receive and judge: {:.0} a second", f64::from(n_docs) / filled.as_secs_f64());
    folder
        .store
        .receive("xb", &(n_docs..n_docs + 2_000).map(incoming).collect::<Vec<_>>(), None, at(0))
        .unwrap();
    let start = Instant::now();
    for n in n_docs..n_docs + 2_000 {
        folder.store.save_judgement(&judged(n, store::Nature::Verified, vec![])).unwrap();
    }
    println!("one judgement at a time: {:.0} a second", 2_000.0 / start.elapsed().as_secs_f64());
    let mut times: Vec<_> = (0..50)
        .map(|n| {
            let start = Instant::now();
            let kind = store::EventKind::SettingChanged { key: "k".into(), value: format!("{n}") };
            folder.store.append(&[store::Draft::new("amina", store::Role::Verifier, kind)], at(n)).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("an officer's event on disk: median {:?}, worst {:?}", times[25], times[49]);
    let start = Instant::now();
    folder.store.warm_search().unwrap();
    println!("search ready after {:?}", start.elapsed());
    let mut worst = Duration::ZERO;
    for text in [
        "",
        "orion",
        "shrimp",
        "tim*",
        "電子 light:green",
        "number:12345",
        "00123",
        "hs:0306 -orion",
        "issued:2026-10",
    ] {
        let mut times: Vec<_> = (0..20)
            .map(|_| {
                let start = Instant::now();
                folder.store.search(text, None, 50, Order::Newest).unwrap();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!("{text:24} median {:?}, worst {:?}", times[10], times[19]);
        worst = worst.max(times[10]);
    }
    let start = Instant::now();
    assert_eq!(folder.store.by_number(&format!("XB-2026/{:07}", n_docs / 2)).unwrap().len(), 1);
    println!("by number {:?}", start.elapsed());
    assert!(worst < Duration::from_millis(300), "far from what an officer can wait for: {worst:?}");
}
