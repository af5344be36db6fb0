//! The packs that a world is made of: those that ship, and those that are tried, over them.

use crate::{Options, Result, SimulatorError};
use block::{Library, Link, PackFiles, PackKind, PackProblem};
use std::path::Path;

/// The links of the demonstration.
const DEMONSTRATION: &[&str] = &["borastria", "concordia", "katanga"];

/// All packs, and the links that are played.
pub(crate) struct Packs {
    pub library: Library,
    pub links: Vec<String>,
    /// The packs that were given, by id.
    pub given: Vec<(String, PackKind)>,
}

fn wrong(problem: &PackProblem) -> SimulatorError {
    SimulatorError::Packs(problem.to_string())
}

/// Reads a folder or zip with packs; a mistake in any of them is the answer.
fn open(path: &Path) -> Result<Vec<PackFiles>> {
    let packs = PackFiles::open(path).map_err(|problems| match problems.first() {
        Some(problem) => wrong(problem),
        None => SimulatorError::Packs(format!("{} cannot be read", path.display())),
    })?;
    if packs.is_empty() {
        return Err(SimulatorError::Packs(format!("{} holds no pack", path.display())));
    }
    Ok(packs)
}

impl Packs {
    /// Reads them. A mistake in a pack that is given, or that a played link needs, is an error; one elsewhere is not.
    pub fn gather(options: &Options) -> Result<Self> {
        let mut problems = Vec::new();
        let mut shipped = Vec::new();
        for root in &options.blocks {
            let (packs, wrong) = PackFiles::open_all(root);
            shipped.extend(packs);
            problems.extend(wrong);
        }
        let mut all = Vec::new();
        for path in &options.packs {
            all.extend(open(path)?);
        }
        let mut given = Vec::new();
        let (mut hints, mut names) = (Vec::new(), Vec::new());
        for pack in &all {
            let head = pack.head().map_err(|problems| match problems.first() {
                Some(problem) => wrong(problem),
                None => SimulatorError::Packs(format!("{} has no head", pack.id_hint)),
            })?;
            hints.push(pack.id_hint.clone());
            names.push(head.name().to_string());
            given.push((head.id, head.kind));
        }
        // A pack that is given stands in for the one that ships by its name; a link, for any version of it.
        all.extend(shipped.into_iter().filter(|pack| {
            let link = pack.head().is_ok_and(|head| given.contains(&(head.id, PackKind::Link)));
            !link && !names.contains(&pack.name())
        }));
        let loaded = Library::of(&all, true);
        let own = |problem: &&PackProblem| {
            hints.iter().any(|hint| problem.file == *hint || problem.file.starts_with(&format!("{hint}/")))
        };
        if let Some(problem) = loaded.problems.iter().find(own) {
            return Err(wrong(problem));
        }
        problems.extend(loaded.problems);
        let links: Vec<String> = if !options.links.is_empty() {
            options.links.clone()
        } else if options.packs.is_empty() {
            DEMONSTRATION.iter().map(|id| (*id).to_owned()).collect()
        } else {
            given.iter().filter(|(_, kind)| *kind == PackKind::Link).map(|(id, _)| id.clone()).collect()
        };
        let library = loaded.library;
        if let Some(missing) = links.iter().find(|id| library.link(id).is_none()) {
            return Err(problems.first().map_or_else(
                || SimulatorError::Packs(format!("there is no link `{missing}`")),
                |problem| SimulatorError::Packs(format!("there is no link `{missing}`: {problem}")),
            ));
        }
        Ok(Self { library, links, given })
    }

    /// The links that are played, in their order.
    pub fn played(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter_map(|id| self.library.link(id))
    }

    /// What is played, to the byte: names and hashes of the links and of all they take.
    pub fn print(&self) -> Vec<String> {
        let mut all = Vec::new();
        for link in self.played() {
            all.push(format!("{} {}", link.id, link.hash));
            all.extend(
                self.library.schemes_of(link).iter().map(|scheme| format!("{} {}", scheme.id, scheme.hash)),
            );
            let formats = self.library.formats_of(link);
            all.extend(formats.iter().map(|format| format!("{} {}", format.head.id, format.head.hash)));
        }
        all
    }
}
