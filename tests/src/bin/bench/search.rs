//! Search among many certificates, beside `grep` over a plain text of the same.

use crate::journey::Pace;
use crate::row::{Peer, Rows, millis, number, percentile};
use crate::{Bench, window};
use chrono::{DateTime, Utc};
use desk::Desk;
use journeys::{Failure, Partners, Post};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Memory that the partners take for one certificate while they are played in this process, in bytes.
const PLAYED: usize = 70_000;
/// Hits of one page, as the window asks for them.
const HITS: u32 = 50;
/// How often filling is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// Words of importers and goods that are searched for in turn.
const WORDS: [&str; 6] = ["meridian", "zarnigor", "silk", "pass", "trade", "textiles"];
const BEGINNINGS: [&str; 6] = ["merid", "zarn", "impor", "med", "hou", "serv"];
const PAIRS: [(&str, &str); 4] =
    [("silk", "gate"), ("adjik", "trade"), ("blue", "pass"), ("meridian", "medical")];

/// Something to search for, and the word that grep looks for.
struct Asked {
    query: String,
    plain: String,
}

/// Measures.
pub fn measure(bench: &Bench, pace: Pace, rows: &mut Rows) -> Result<(), Failure> {
    eprintln!("search");
    let good = reachable(bench, pace);
    let partners = Partners::start_on(&bench.scratch.join("many"), good, bench.base)?;
    let (numbers, text) = plain_text(&partners, bench)?;
    let post = Post::new(&bench.scratch.join("many-desk"), bench.base)?;
    fill(&post, partners, bench.base)?;

    let desk = post.open()?;
    let begun = Instant::now();
    let count = desk.search(bench.base, String::new(), "newest".to_owned(), None, HITS)?.total;
    let first = begun.elapsed();
    let of = format!("{count} certificates");
    let by_number = |at: usize| {
        let number = numbers.get(at * 7_919 % numbers.len().max(1)).cloned().unwrap_or_default();
        Asked { query: format!("number:\"{number}\""), plain: number }
    };
    let of_list =
        |list: &'static [&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
    let by_word = |at| Asked { query: of_list(&WORDS, at).to_owned(), plain: of_list(&WORDS, at).to_owned() };
    let by_beginning = |at| {
        let beginning = of_list(&BEGINNINGS, at);
        Asked { query: format!("{beginning}*"), plain: beginning.to_owned() }
    };
    let by_pair = |at: usize| {
        let (one, other) = PAIRS.get(at % PAIRS.len()).copied().unwrap_or_default();
        Asked { query: format!("{one} {other} light:green partner:XB"), plain: one.to_owned() }
    };
    let kinds: [(&str, &dyn Fn(usize) -> Asked); 4] = [
        ("a number", &by_number),
        ("a word", &by_word),
        ("a beginning", &by_beginning),
        ("two words, light and partner", &by_pair),
    ];
    for (kind, asked) in kinds {
        let (mut times, mut plain) = (Vec::new(), Vec::new());
        for at in 0..bench.size.searches {
            let asked = asked(at);
            let begun = Instant::now();
            let found = desk.search(bench.base, asked.query.clone(), "newest".to_owned(), None, HITS)?;
            times.push(begun.elapsed());
            if found.total == 0 && kind == "a number" {
                return Err(format!("{} was not found", asked.query).into());
            }
            if at < 10 {
                plain.push(grep(&asked.plain, &text)?);
            }
        }
        let words = "grep -ci over a plain text of numbers, importers and codes";
        let peer = Peer::new(words, millis(percentile(&mut plain, 0.5)));
        rows.add(format!("search for {kind}, p50, {of}"), millis(percentile(&mut times, 0.5)), "ms", &peer);
        rows.add(format!("search for {kind}, p99, {of}"), millis(percentile(&mut times, 0.99)), "ms", &peer);
    }
    answers(&desk, &numbers, &of, bench, rows)?;
    let mut all = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        desk.search(bench.base, String::new(), "newest".to_owned(), None, HITS)?;
        all.push(begun.elapsed());
    }
    let peer = Peer::new("the same once more", millis(percentile(&mut all, 0.5)));
    rows.add(format!("first search after a start, everything, {of}"), millis(first), "ms", &peer);
    drop(desk);
    if count > 10_000 {
        window::measure(bench, &post, &format!(", {of}"), rows)?;
    }
    Ok(())
}

/// A typed number to its whole answer: found, judged anew, seen before, what can be decided.
fn answers(desk: &Desk, numbers: &[String], of: &str, bench: &Bench, rows: &mut Rows) -> Result<(), Failure> {
    let (mut times, mut alone) = (Vec::new(), Vec::new());
    for number in numbers.iter().step_by(numbers.len().div_ceil(bench.size.searches).max(1)) {
        let begun = Instant::now();
        desk.ask(bench.base, number.clone())?;
        times.push(begun.elapsed());
        let begun = Instant::now();
        desk.search(bench.base, format!("number:\"{number}\""), "newest".to_owned(), None, 1)?;
        alone.push(begun.elapsed());
    }
    let peer = Peer::new("only found", millis(percentile(&mut alone, 0.5)));
    rows.add(
        format!("a typed number to its whole answer, p50, {of}"),
        millis(percentile(&mut times, 0.5)),
        "ms",
        &peer,
    );
    rows.add(
        format!("a typed number to its whole answer, p99, {of}"),
        millis(percentile(&mut times, 0.99)),
        "ms",
        &peer,
    );
    Ok(())
}

/// Good certificates of each partner that can be made and taken in before patience ends and memory does.
fn reachable(bench: &Bench, pace: Pace) -> usize {
    let seconds = bench.size.patience.as_secs_f64() / (pace.make + pace.take) / 3.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count, bounded on the next line
    let by_time = seconds as usize;
    let free = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.split_whitespace().next()?.parse::<usize>().ok()
    });
    let by_memory = free.map_or(usize::MAX, |kilobytes| kilobytes * 1_024 / 2 / PLAYED / 3);
    bench.size.search.min(by_time).min(by_memory).max(50)
}

/// Numbers of all certificates, and a text with a line for each.
fn plain_text(partners: &Partners, bench: &Bench) -> Result<(Vec<String>, PathBuf), Failure> {
    let path = bench.scratch.join("plain.txt");
    let mut text = String::new();
    let mut numbers = Vec::new();
    for good in partners.world().good() {
        let importer = good.declaration.importer.as_deref().unwrap_or_default();
        write!(text, "{}\t{}\t{importer}", good.number, good.link)?;
        for item in &good.declaration.items {
            write!(text, "\t{}", item.hs.as_deref().unwrap_or_default())?;
        }
        text.push('\n');
        numbers.push(good.number.clone());
    }
    std::fs::write(&path, text)?;
    Ok((numbers, path))
}

/// Takes everything in. The partners go as soon as all is fetched: what follows needs nobody, and their receipts
/// are measured elsewhere.
fn fill(post: &Post, partners: Partners, now: DateTime<Utc>) -> Result<(), Failure> {
    let served = partners.served(None, now)?.len();
    let desk = post.open()?;
    desk.hurry();
    desk.connect(&partners.connections(), None, now)?;
    let report = std::thread::scope(|scope| {
        let work = scope.spawn(|| desk.sync_now(None, now));
        let mut partners = Some(partners);
        while !work.is_finished() {
            let (received, fetching) = (desk.totals().map_or(0, |totals| totals.0), desk.pulse().1 >> 32 > 0);
            if usize::try_from(received).is_ok_and(|received| received >= served) && !fetching {
                drop(partners.take());
            }
            std::thread::sleep(LOOK);
        }
        work.join()
    });
    let report = report.map_err(|_| "the sync panicked")??;
    if report.judged < served {
        return Err(format!("{} of {} messages were judged", report.judged, number(served)).into());
    }
    Ok(())
}

/// What grep takes, from start to end.
fn grep(word: &str, text: &Path) -> Result<Duration, Failure> {
    let begun = Instant::now();
    Command::new("grep").args(["-c", "-i", "-F", "--", word]).arg(text).stdout(Stdio::null()).status()?;
    Ok(begun.elapsed())
}
