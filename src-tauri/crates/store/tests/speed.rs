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
    const N: u32 = 100_000;
    let folder = Folder::new();
    let start = Instant::now();
    fill(&folder.store, 0, N);
    let filled = start.elapsed();
    println!("receive and judge: {:.0} a second", f64::from(N) / filled.as_secs_f64());
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
    assert_eq!(folder.store.by_number("XB-2026/0054321").unwrap().len(), 1);
    println!("by number {:?}", start.elapsed());
    assert!(worst < Duration::from_millis(300), "far from what an officer can wait for: {worst:?}");
}
