//! The draft as the text of a message file. It is compiled before it leaves: a line that does not hold becomes a comment.

use super::Proposal;
use super::draft::{Draft, Line, Section, quoted};
use super::fit::{LIKELY, Leaf};
use super::outline::{Branch, Outline};
use crate::{Library, PackFiles};
use document::Syntax;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Most lines that are taken back because they do not compile.
const MOST_TAKEN_BACK: usize = 60;
/// Most places that are listed as left.
const MOST_LEFT: usize = 80;

/// Writes it.
pub(super) fn print(
    outline: &Outline,
    steps: &[&Branch],
    leaves: &[Leaf<'_>],
    draft: Draft,
    from_schema: bool,
) -> Proposal {
    let version = version(leaves, &draft);
    let constants = constants(leaves, &draft, version.as_ref().map(|(.., leaf)| *leaf));
    let mut out = String::new();
    let from = if from_schema { "a schema" } else { "a sample" };
    let _ = writeln!(out, "#:schema ../../schema/message.json");
    let _ = writeln!(
        out,
        "# Proposed from {from}: look at every line, most of all at those with a word behind them."
    );
    let edition = version.as_ref().map(|(place, value, _)| (place.as_str(), value.as_str()));
    head(&mut out, outline, steps, &draft, edition, &constants);
    spellings(&mut out, &draft);
    if version.is_some() || !constants.is_empty() {
        let _ = writeln!(out, "\n[fixed]");
        for (place, value, _) in version.iter().chain(&constants) {
            let _ = writeln!(out, "{} = {}", quoted(place), quoted(value));
        }
    }
    for section in &draft.sections {
        one(&mut out, section);
    }
    let unplaced: Vec<String> = draft
        .left
        .iter()
        .filter(|at| !version.iter().chain(&constants).any(|(.., leaf)| leaf == *at))
        .filter_map(|at| leaves.get(*at))
        .map(|leaf| {
            let told: Vec<String> = leaf
                .path
                .iter()
                .map(|step| format!("{}{}", step.step, if step.repeats { "[]" } else { "" }))
                .collect();
            told.join("/")
        })
        .collect();
    if !unplaced.is_empty() {
        let _ =
            writeln!(out, "\n# Not placed: give each a line, a constant in [fixed], or name it in `ignore`.");
        for place in unplaced.iter().take(MOST_LEFT) {
            let _ = writeln!(out, "#   {place}");
        }
        if unplaced.len() > MOST_LEFT {
            let _ = writeln!(out, "#   and {} more", unplaced.len() - MOST_LEFT);
        }
    }
    let text = holding(out);
    let (placed, uncertain) = told(&draft, &text);
    Proposal { text, syntax: outline.syntax, from_schema, placed, uncertain, left: unplaced }
}

fn head(
    out: &mut String,
    outline: &Outline,
    steps: &[&Branch],
    draft: &Draft,
    version: Option<(&str, &str)>,
    constants: &[(String, String, usize)],
) {
    let syntax = match outline.syntax {
        Syntax::Xml => "xml",
        Syntax::Json => "json",
        Syntax::Cbor => "cbor",
    };
    let _ = writeln!(out, "[message]");
    let _ = writeln!(out, "is        = \"a certificate of origin of …\"   # what it is, for people");
    let _ = writeln!(out, "kind      = \"certificate\"\nsyntax    = \"{syntax}\"");
    let mut apart = apart(outline, steps);
    let mut namespaces = outline.namespaces.clone();
    if apart.is_empty() && outline.syntax == Syntax::Xml {
        // Where the sample is not signed, a signature is expected inside the root.
        namespaces.insert("ds".to_owned(), "http://www.w3.org/2000/09/xmldsig#".to_owned());
        apart.push(format!("/{}/ds:Signature", outline.root.step));
    }
    if !namespaces.is_empty() {
        let all: Vec<String> =
            namespaces.iter().map(|(prefix, uri)| format!("{prefix} = {}", quoted(uri))).collect();
        let _ = writeln!(out, "namespaces = {{ {} }}", all.join(", "));
    }
    if outline.syntax == Syntax::Xml {
        let at: Vec<&str> = steps.iter().map(|step| step.step.as_str()).collect();
        let _ = writeln!(out, "at        = {}", quoted(&at.join("/")));
    }
    let marks = recognise(outline, steps, draft, constants);
    let _ = writeln!(
        out,
        "recognise = [{}]",
        marks.iter().map(|mark| quoted(mark)).collect::<Vec<_>>().join(", ")
    );
    if let Some((place, value)) = version {
        let _ = writeln!(out, "version   = {{ at = {}, is = [{}] }}", quoted(place), quoted(value));
    }
    if !apart.is_empty() {
        let all: Vec<String> = apart.iter().map(|place| quoted(place)).collect();
        let _ = writeln!(
            out,
            "ignore    = [{}]   # signatures and envelopes are looked at by the verifier",
            all.join(", ")
        );
    }
}

/// Words that say what a message is and never change: a type, a status.
fn constants(leaves: &[Leaf<'_>], draft: &Draft, version: Option<usize>) -> Vec<(String, String, usize)> {
    const NAMES: &[&str] = &["type", "status", "documenttype", "messagetype", "doctype", "codsubmittertype"];
    let constant = |at: &usize| {
        let leaf = leaves.get(*at).filter(|_| Some(*at) != version)?;
        let branch = leaf.branch()?;
        let [value] = branch.values.as_slice() else { return None };
        let word =
            value.quoted && value.text.len() <= 40 && value.text.chars().all(|c| c.is_ascii_alphabetic());
        let says = NAMES.contains(&branch.name.to_lowercase().as_str());
        if !word || !says || leaf.path.len() > 3 || leaf.path.iter().any(|step| step.repeats) {
            return None;
        }
        let place: Vec<&str> = leaf.path.iter().map(|step| step.step.as_str()).collect();
        Some((place.join("/"), value.text.clone(), *at))
    };
    draft.left.iter().filter_map(constant).collect()
}

/// By what the message is told from others: where its goods stand, and what is always written. Where it has neither, by names at its top.
fn recognise(
    outline: &Outline,
    steps: &[&Branch],
    draft: &Draft,
    constants: &[(String, String, usize)],
) -> Vec<String> {
    let mut marks = Vec::new();
    let plain =
        |name: &str| !name.is_empty() && !name.contains(['[', ']', ' ', '=', '(', ')', '*', '/', '!']);
    if outline.syntax != Syntax::Xml {
        // In XML the names tell enough, and a type of submitter may be another one.
        let told = constants.iter().map(|(place, value, _)| format!("{place} = {value}"));
        marks.extend(told);
    }
    if draft.marks.is_empty()
        && marks.is_empty()
        && outline.syntax != Syntax::Xml
        && let Some(top) = steps.last()
    {
        let named = top.branches.iter().filter(|branch| !branch.apart && plain(&branch.step));
        marks.extend(named.take(3).map(|branch| branch.step.clone()));
    }
    if !draft.marks.is_empty() && draft.marks.iter().all(|step| plain(step)) {
        let goods = draft.marks.join("/");
        if !marks.contains(&goods) {
            marks.push(goods);
        }
    }
    marks
}

/// Signatures and headers: those below the message's root by their place from it, the others from the document's root.
fn apart(outline: &Outline, steps: &[&Branch]) -> Vec<String> {
    let mut all = Vec::new();
    let mut path: Vec<&Branch> = Vec::new();
    for (depth, step) in steps.iter().enumerate() {
        path.push(step);
        let next = steps.get(depth + 1);
        for child in step.branches.iter().filter(|child| next.is_none_or(|next| !std::ptr::eq(*child, *next)))
        {
            let absolute = depth + 1 < steps.len();
            let base: Vec<&str> =
                if absolute { path.iter().map(|step| step.step.as_str()).collect() } else { Vec::new() };
            below(child, &base, absolute, &mut all);
        }
    }
    if outline.syntax != Syntax::Xml {
        all.retain(|place| !place.contains(['[', ' ', '(']));
    }
    all
}

fn below(branch: &Branch, base: &[&str], absolute: bool, all: &mut Vec<String>) {
    let own: Vec<&str> = base.iter().copied().chain([branch.step.as_str()]).collect();
    if branch.apart {
        all.push(format!("{}{}", if absolute { "/" } else { "" }, own.join("/")));
        return;
    }
    for child in &branch.branches {
        below(child, &own, absolute, all);
    }
}

/// A place that says the version, where no field took it.
fn version(leaves: &[Leaf<'_>], draft: &Draft) -> Option<(String, String, usize)> {
    draft.left.iter().find_map(|at| {
        let leaf = leaves.get(*at)?;
        let branch = leaf.branch()?;
        let name = branch.name.to_lowercase();
        let says = name.ends_with("ver")
            || name.ends_with("version")
            || name == "versionid"
            || name.starts_with("schemaver");
        let [value] = branch.values.as_slice() else { return None };
        if !says
            || leaf.path.iter().any(|step| step.repeats)
            || leaf.path.len() > 4
            || value.text.len() > 40
            || !value.quoted
        {
            return None;
        }
        let place: Vec<&str> = leaf.path.iter().map(|step| step.step.as_str()).collect();
        Some((place.join("/"), value.text.clone(), *at))
    })
}

fn spellings(out: &mut String, draft: &Draft) {
    let told = &draft.spellings;
    if !told.forms.is_empty() {
        let _ = writeln!(out, "\n[forms]");
        for (key, form) in &told.forms {
            let doubt = if key == "date" && told.doubtful_date {
                "   # or the month first? The sample does not tell"
            } else {
                ""
            };
            let _ = writeln!(out, "{key} = {}{doubt}", quoted(form));
        }
    }
    for (list, codes) in &told.codes {
        let what = if list == "units" { "UN/ECE Recommendation 20" } else { "UN/ECE Recommendation 19" };
        let _ = writeln!(
            out,
            "\n[codes.{list}]   # theirs = ours ({what}); the first spelling of a code is the one written"
        );
        for (theirs, ours) in codes {
            match ours {
                Some(ours) => {
                    let _ = writeln!(out, "{} = \"{ours}\"", quoted(theirs));
                }
                None => {
                    let _ = writeln!(out, "# {} = \"\"   # which code?", quoted(theirs));
                }
            }
        }
    }
}

fn one(out: &mut String, section: &Section) {
    let sure: Vec<&Line> = section.lines.iter().filter(|line| line.score >= LIKELY).collect();
    let off = if sure.is_empty() { "# " } else { "" };
    let _ = writeln!(out, "\n{off}[{}]", section.name);
    let width = section.lines.iter().map(|line| line.key.len()).chain([4]).max().unwrap_or(4);
    if let Some(each) = &section.each {
        let _ = writeln!(out, "{off}{:width$} = {}", "each", quoted(each));
    }
    if !section.at.is_empty() {
        let _ = writeln!(out, "{off}{:width$} = {}", "at", quoted(&section.at));
    }
    for line in &section.lines {
        let (off, note) = if line.score >= LIKELY { ("", line.note.as_str()) } else { ("# ", "perhaps") };
        let note = if note.is_empty() { String::new() } else { format!("   # {note}") };
        let _ = writeln!(out, "{off}{:width$} = {}{note}", line.key, line.value);
    }
}

/// Compiles the text; while a line does not hold, it becomes a comment with what was said of it.
fn holding(text: String) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..MOST_TAKEN_BACK {
        let whole = format!("{}\n", lines.join("\n"));
        let Some((line, message)) = mistake(&whole) else { return whole };
        let at = (line as usize).saturating_sub(1);
        match lines.get_mut(at) {
            Some(line) if !line.starts_with('#') && !line.starts_with("[message]") => {
                // A section goes with all of its lines.
                let header = line.starts_with('[');
                *line = format!("# {line}   # does not hold: {message}");
                let mut next = at + 1;
                while header && lines.get(next).is_some_and(|line| !line.starts_with('[') && !line.is_empty())
                {
                    if let Some(line) = lines.get_mut(next).filter(|line| !line.starts_with('#')) {
                        *line = format!("# {line}");
                    }
                    next += 1;
                }
            }
            _ => return whole,
        }
    }
    format!("{}\n", lines.join("\n"))
}

/// The first mistake of a message file by itself: its line and what is said of it.
pub(super) fn mistake(text: &str) -> Option<(u32, String)> {
    let head =
        "id = \"proposed\"\nversion = \"0\"\nkind = \"format\"\ntitle = \"proposed\"\ntraining = true\n";
    let files = BTreeMap::from([
        ("pack.toml".to_owned(), head.as_bytes().to_vec()),
        ("message.toml".to_owned(), text.as_bytes().to_vec()),
    ]);
    let pack = match PackFiles::of_files("proposed", files) {
        Ok(pack) => pack,
        Err(problem) => return Some((problem.line, problem.message)),
    };
    let loaded = Library::of(&[pack], true);
    loaded.problems.into_iter().next().map(|problem| (problem.line, problem.message))
}

fn told(draft: &Draft, text: &str) -> (Vec<String>, Vec<String>) {
    let (mut placed, mut uncertain) = (Vec::new(), Vec::new());
    for section in &draft.sections {
        for line in section.lines.iter().filter(|line| line.key != "count") {
            let field = match (section.name.as_str(), &section.each) {
                ("certificate", _) => line.key.clone(),
                ("invoices", None) => format!("invoices[].{}", line.key),
                ("items.names", _) => format!("items[].names[].{}", line.key),
                (name, Some(_)) => format!("{name}[].{}", line.key),
                (name, None) => format!("{name}.{}", line.key),
            };
            let taken_back = text.contains(&format!("= {}   # does not hold", line.value));
            if line.score >= LIKELY && !taken_back { placed.push(field) } else { uncertain.push(field) }
        }
    }
    (placed, uncertain)
}
