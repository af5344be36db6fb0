//! Which place is which field: names are compared with the dataset's words, values with the shapes of fields.

use super::outline::{Branch, Outline};
use super::shapes::{Shape, fits};
use super::words::{CONCEPTS, Concept, Wanted, same, tokens};

/// Surely the field.
pub(super) const SURE: f32 = 1.7;
/// The field, unless someone knows better.
pub(super) const LIKELY: f32 = 1.0;
/// Perhaps the field: written as a comment.
pub(super) const PERHAPS: f32 = 0.6;

/// Words that say nothing by themselves: the parent's name says what they are.
const GENERIC: &[&str] = &[
    "code",
    "value",
    "id",
    "name",
    "text",
    "content",
    "number",
    "date",
    "datetime",
    "type",
    "numeric",
    "indicator",
];

/// A place that holds a value: the branches from below the message's root to it.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'o> {
    pub path: Vec<&'o Branch>,
}

/// A field with its place.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub field: String,
    pub shape: Shape,
    /// Index of the leaf.
    pub leaf: usize,
    pub score: f32,
}

impl<'o> Leaf<'o> {
    pub fn branch(&self) -> Option<&'o Branch> {
        self.path.last().copied()
    }

    /// Whether the path goes through a branch.
    pub fn below(&self, branch: &Branch) -> bool {
        self.path.iter().any(|step| std::ptr::eq(*step, branch))
    }

    /// The steps after a branch; all of them where the path does not go through it.
    pub fn after(&self, branch: Option<&Branch>) -> Vec<&'o Branch> {
        let at = branch.and_then(|branch| self.path.iter().position(|step| std::ptr::eq(*step, branch)));
        self.path.get(at.map_or(0, |at| at + 1)..).unwrap_or_default().to_vec()
    }
}

/// All leaves below a branch, in order; what is looked at elsewhere is left out.
pub(super) fn leaves(base: &Branch) -> Vec<Leaf<'_>> {
    let mut all = Vec::new();
    let mut path = Vec::new();
    collect(base, &mut path, &mut all);
    all
}

fn collect<'o>(branch: &'o Branch, path: &mut Vec<&'o Branch>, all: &mut Vec<Leaf<'o>>) {
    for child in branch.branches.iter().filter(|child| !child.apart) {
        path.push(child);
        if child.is_leaf() {
            all.push(Leaf { path: path.clone() });
        }
        collect(child, path, all);
        path.pop();
    }
}

/// The concepts of a name: of each word, the one whose word is the longest that it has within.
pub(super) fn concepts(name: &str) -> Vec<(Concept, String)> {
    let words = tokens(name);
    let joined = words.concat();
    let mut all = Vec::new();
    let address = words.iter().any(|word| same(word, "$address") && word != "line" && word != "line1");
    for word in words.iter().chain((words.len() > 1).then_some(&joined)) {
        let matched =
            CONCEPTS
                .iter()
                .flat_map(|(concept, names)| names.iter().map(move |name| (*concept, *name)))
                .filter(|(_, name)| {
                    if std::ptr::eq(word, &raw const joined) { joined == *name } else { same(word, name) }
                })
                .max_by_key(|(_, name)| name.len());
        if let Some((concept, _)) = matched.filter(|(concept, _)| !(address && *concept == "item")) {
            all.push((concept, word.clone()));
        }
    }
    all
}

/// The root of what is mapped: down from the top while there is one way only. XML: the steps of `at`.
pub(super) fn base(outline: &Outline) -> (Vec<&Branch>, &Branch) {
    let mut at = &outline.root;
    let mut steps = vec![at];
    while outline.syntax == document::Syntax::Xml
        && at.branches.iter().all(|child| !child.step.starts_with('@'))
    {
        let mut inside = at.branches.iter().filter(|child| !child.apart);
        match (inside.next(), inside.next()) {
            (Some(one), None) if !one.repeats && one.branches.iter().any(|child| !child.apart) => {
                steps.push(one);
                at = one;
            }
            _ => break,
        }
    }
    (steps, at)
}

/// Tries every wanted field on the leaves of `of`. `under`: they stand in this branch; `section`: and in a part of that concept. Fields come
/// out with the prefix before them.
pub(super) fn candidates(
    leaves: &[Leaf<'_>],
    of: &[usize],
    wanted: &'static [Wanted],
    under: Option<&Branch>,
    section: Option<Concept>,
    prefix: &str,
) -> Vec<Fit> {
    let mut all: Vec<Fit> = Vec::new();
    for index in of {
        let Some(leaf) =
            leaves.get(*index).filter(|leaf| leaf.branch().is_some_and(|branch| !branch.repeats))
        else {
            continue;
        };
        for want in wanted {
            let score = score(leaf, want, under, section);
            if score >= PERHAPS {
                all.push(Fit {
                    field: format!("{prefix}{}", want.field),
                    shape: want.shape,
                    leaf: *index,
                    score,
                });
            }
        }
    }
    all
}

/// Each leaf and each field goes to the best fit; in the order of the message.
pub(super) fn choose(mut all: Vec<Fit>) -> Vec<Fit> {
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.leaf.cmp(&b.leaf)));
    let mut best: Vec<Fit> = Vec::new();
    for fit in all {
        if !best.iter().any(|known| known.leaf == fit.leaf || known.field == fit.field) {
            best.push(fit);
        }
    }
    best.sort_by_key(|fit| fit.leaf);
    best
}

/// Concepts in which the certificate's own fields may stand.
fn hosts(field: &str) -> &'static [Concept] {
    match field.split('.').next().unwrap_or_default() {
        "transport" => &["transport"],
        "scheme" => &["agreement"],
        "marks" => &["issuer", "official", "item", "invoice"],
        "number" | "reference" | "issued" | "validity" => &["issuer", "official"],
        _ => &[],
    }
}

fn score(leaf: &Leaf<'_>, want: &Wanted, under: Option<&Branch>, section: Option<Concept>) -> f32 {
    let Some(own) = leaf.branch() else { return 0.0 };
    let within = leaf.after(under);
    let fitting = fits(want.shape, own);
    if fitting == Some(false) {
        return 0.0;
    }
    // The nearest name with a meaning of its own says whose field it is.
    let nearest = within.iter().rev().map(|step| concepts(&step.name)).find(|found| !found.is_empty());
    let nearest: Vec<Concept> = nearest.unwrap_or_default().iter().map(|(concept, _)| *concept).collect();
    let needed = want.under.or(section.filter(|_| under.is_none()));
    let foreign = match (needed, under) {
        (Some(needed), _) => !nearest.contains(&needed),
        (None, Some(_)) => {
            let home = section.unwrap_or_default();
            !nearest.is_empty()
                && !nearest.iter().any(|found| *found == home || hosts(want.field).contains(found))
        }
        (None, None) => nearest.iter().any(|found| !hosts(want.field).contains(found)),
    };
    if foreign {
        return 0.0;
    }
    let mut told = tokens(&own.name);
    if told.iter().all(|word| GENERIC.contains(&word.as_str()))
        && let Some(parent) = within.len().checked_sub(2).and_then(|at| within.get(at))
    {
        told.extend(tokens(&parent.name));
    }
    // Words of the section itself ("ExporterName") say nothing more.
    let of_section: Vec<Concept> = needed.into_iter().chain(section).collect();
    let (stripped, told): (Vec<String>, Vec<String>) =
        told.into_iter().partition(|word| names_only(word, &of_section));
    let around: Vec<String> =
        within.iter().rev().skip(1).flat_map(|step| tokens(&step.name)).chain(stripped).collect();
    let best = want.names.iter().map(|name| compare(name, &told, &around)).fold(0.0_f32, f32::max);
    // In a party, an invoice, a line of goods, few words are enough.
    let at_home = if section.is_some() && best >= LIKELY { 0.4 } else { 0.0 };
    if best <= 0.0 {
        return 0.0;
    }
    best + at_home + if fitting == Some(true) && want.shape != Shape::Text { 0.75 } else { 0.0 }
}

/// Whether a word is no more than the name of one of the concepts: `ware` is, `warenbezeichnung` says more.
fn names_only(word: &str, of: &[Concept]) -> bool {
    let names =
        CONCEPTS.iter().filter(|(concept, _)| of.contains(concept)).flat_map(|(_, names)| names.iter());
    names.into_iter().any(|name| same(word, name) && word.chars().count() <= name.chars().count() + 2)
}

/// How well a name that is looked for stands in the words of a place.
fn compare(name: &str, told: &[String], around: &[String]) -> f32 {
    let mut sum = 0.0;
    let mut used = vec![false; told.len()];
    let mut in_own = false;
    let words: Vec<&str> = name.split(' ').collect();
    for word in &words {
        let weight = if word.starts_with('$') { 1.0 } else { 1.5 };
        let own = told
            .iter()
            .enumerate()
            .find(|(at, told)| !used.get(*at).copied().unwrap_or(true) && same(told, word));
        if let Some((at, _)) = own {
            if let Some(used) = used.get_mut(at) {
                *used = true;
            }
            in_own = true;
            sum += weight;
        } else if around.iter().any(|other| same(other, word)) {
            sum += 0.5;
        } else {
            return 0.0;
        }
    }
    let whole = told.is_empty() && around.iter().any(|word| words.iter().any(|wanted| same(word, wanted)));
    if !in_own && !whole {
        return 0.0;
    }
    let extra =
        told.iter().zip(&used).filter(|(word, used)| !**used && !GENERIC.contains(&word.as_str())).count();
    #[allow(clippy::cast_precision_loss)] // a handful of words
    let penalty = 0.3 * extra as f32;
    let exact = if in_own && used.iter().all(|used| *used) { 0.4 } else { 0.0 };
    sum + exact - penalty
}

/// The branch that is a group: of those that repeat, or bear the concept's name, the deepest that holds at least half of the fields that
/// any of them holds.
pub(super) fn group<'o>(
    leaves: &[Leaf<'o>],
    wanted: &'static [Wanted],
    concept: Concept,
    not_in: Option<&Branch>,
) -> Option<&'o Branch> {
    let mut seen: Vec<(&'o Branch, usize, usize)> = Vec::new();
    for leaf in leaves.iter().filter(|leaf| not_in.is_none_or(|not_in| !leaf.below(not_in))) {
        for (depth, branch) in leaf.path.iter().enumerate() {
            if branch.branches.is_empty() || seen.iter().any(|(known, ..)| std::ptr::eq(*known, *branch)) {
                continue;
            }
            let of = |branch: &Branch| concepts(&branch.name).iter().any(|(found, _)| *found == concept);
            let parent = depth.checked_sub(1).and_then(|at| leaf.path.get(at));
            let named = of(branch) || (branch.repeats && parent.is_some_and(|parent| of(parent)));
            if !(named || (branch.repeats && concept == "item")) {
                continue;
            }
            let inside: Vec<usize> =
                leaves.iter().enumerate().filter(|(_, leaf)| leaf.below(branch)).map(|(at, _)| at).collect();
            let fits = choose(candidates(leaves, &inside, wanted, Some(branch), Some(concept), ""));
            let held = fits.iter().filter(|fit| fit.score >= LIKELY).count();
            seen.push((branch, depth + usize::from(branch.repeats) * 100, held));
        }
    }
    let most = seen.iter().map(|(.., held)| *held).max().filter(|held| *held > 0)?;
    seen.into_iter()
        .filter(|(.., held)| held * 2 >= most)
        .max_by_key(|(_, depth, _)| *depth)
        .map(|(branch, ..)| branch)
}
