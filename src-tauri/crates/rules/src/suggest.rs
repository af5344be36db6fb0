//! "Did you mean …?"

/// The candidate nearest to what was written, if it is near enough to be a slip.
pub(crate) fn did_you_mean<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    let allowed = match written.chars().count() {
        0..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let nearest = candidates.map(|c| (distance(written, c), c)).min()?;
    (nearest.0 <= allowed).then(|| format!("did you mean \"{}\"?", nearest.1))
}

/// Edit distance in which swapping two neighbours is one edit; letter case does not count.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let at = |row: &[usize], n: usize| row.get(n).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = at(&row, j) + usize::from(x != y);
            best = best.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}
