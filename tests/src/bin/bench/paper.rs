//! Printed pages a second.

use crate::Bench;
use crate::journey::{Trip, on_disk};
use crate::row::{Peer, Rows, number};
use journeys::{Failure, walk};
use std::time::{Duration, Instant};

/// Certificates that are printed in turn; those with many items are among them.
const CERTIFICATES: usize = 60;

/// Measures.
pub fn measure(bench: &Bench, trip: &Trip, rows: &mut Rows) -> Result<(), Failure> {
    eprintln!("paper");
    let desk = trip.post.open()?;
    let all = walk(&desk, "light:green", trip.now)?;
    let mut long: Vec<_> = all.iter().filter(|hit| hit.more > 10).collect();
    long.extend(all.iter().filter(|hit| hit.more <= 10).take(CERTIFICATES.saturating_sub(long.len())));
    let first = long.first().ok_or("no green certificate to print")?;
    let begun = Instant::now();
    desk.print_preview(trip.now, first.head.document.clone(), "en".to_owned(), None)?;
    let with_fonts = begun.elapsed();

    let mut sheets = Vec::new();
    for hit in &long {
        sheets.push((
            &hit.head.document,
            desk.print_facts(trip.now, hit.head.document.clone(), "en".to_owned(), None)?.pages,
        ));
    }
    let (mut pages, mut papers, mut bytes) = (0_u32, 0_usize, Vec::new());
    let begun = Instant::now();
    for (document, count) in sheets.iter().cycle() {
        if begun.elapsed() > bench.size.printing {
            break;
        }
        bytes = desk.print_preview(trip.now, (*document).clone(), "en".to_owned(), None)?.0;
        pages += count;
        papers += 1;
    }
    let took = begun.elapsed();
    let each = f64::from(pages) / number(papers.max(1));
    let name =
        format!("PDF pages, judged anew for each certificate ({each:.1} pages, {} kB)", bytes.len() / 1_000);
    let peer = Peer::new(
        "pages of the same files written and synced to disk, nothing made",
        written(bench, &bytes, papers.min(200))? * each,
    );
    rows.add(name, f64::from(pages) / took.as_secs_f64(), "pages/s", &peer);
    let one = took.as_secs_f64() * 1_000.0 / number(papers.max(1));
    rows.add(
        "first PDF after a start, fonts loaded",
        with_fonts.as_secs_f64() * 1_000.0,
        "ms",
        &Peer::new("one of the next", one),
    );
    Ok(())
}

/// Files of these bytes that can be put on disk in a second.
fn written(bench: &Bench, bytes: &[u8], files: usize) -> Result<f64, Failure> {
    let folder = bench.scratch.join("paper");
    std::fs::create_dir_all(&folder)?;
    let begun = Instant::now();
    for at in 0..files {
        on_disk(&folder.join(at.to_string()), bytes)?;
    }
    Ok(number(files) / begun.elapsed().max(Duration::from_micros(1)).as_secs_f64())
}
