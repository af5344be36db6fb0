//! Packs on the bench: those that are worked on, and all that they may need.

use crate::error::Error;
use block::{Library, Message, PackFiles, PackKind, PackProblem, Recognised};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Packs that are worked on, with what they need.
pub struct Bench {
    own: Vec<PackFiles>,
    others: Vec<PackFiles>,
    library: Library,
    problems: Vec<PackProblem>,
    path: PathBuf,
}

/// What a check of packs found.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    /// The packs.
    pub packs: Vec<CheckedPack>,
    /// The mistakes.
    pub problems: Vec<PackProblem>,
}

/// One pack of a check.
#[derive(Debug, Serialize)]
pub struct CheckedPack {
    /// `id@version`.
    pub pack: String,
    /// `scheme`, `format`, `link`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Its hash.
    pub hash: String,
    /// Ids of its messages.
    pub messages: Vec<String>,
    /// Whether it has no mistake.
    pub good: bool,
    /// Whether it has a seal that names these bytes.
    pub sealed: bool,
}

impl Bench {
    /// Lays the packs of a folder or zip on the bench. Error: FILE_NOT_FOUND, PACK_NOT_HERE where there is neither a pack nor a mistake to tell.
    pub fn open(path: &Path, blocks: &[PathBuf]) -> Result<Self, Error> {
        std::fs::metadata(path)?;
        let (own, mut problems) = PackFiles::open_all(path);
        if own.is_empty() && problems.is_empty() {
            return Err(Error::new("NO_PACK").detail("a pack is a folder with a pack.toml, or a zip of one"));
        }
        let mut seen: BTreeSet<String> = own.iter().map(PackFiles::name).collect();
        let mut others: Vec<PackFiles> = Vec::new();
        let beside = beside(path);
        for place in beside.iter().cloned().chain(super::roots(blocks)) {
            for pack in PackFiles::open_all(&place).0 {
                if seen.insert(pack.name()) {
                    others.push(pack);
                }
            }
        }
        let all: Vec<PackFiles> = own.iter().chain(&others).cloned().collect();
        let loaded = Library::of(&all, true);
        problems.extend(own.iter().filter_map(PackFiles::seal_problem));
        let of_own = |problem: &PackProblem| {
            let folder = problem.file.split('/').next().unwrap_or_default();
            own.iter().any(|pack| pack.id_hint == folder)
        };
        for problem in loaded.problems.into_iter().filter(of_own) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        Ok(Self { own, others, library: loaded.library, problems, path: path.to_path_buf() })
    }

    /// The packs that are worked on.
    pub fn own(&self) -> &[PackFiles] {
        &self.own
    }

    /// Where they were read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of one of the packs; none for those of a zip.
    pub fn folder(&self, pack: &PackFiles) -> Option<PathBuf> {
        self.path.is_dir().then(|| super::seal::folder_of(&self.path, &pack.id_hint, 3))?
    }

    /// All packs on the bench.
    pub(super) fn all(&self) -> Vec<PackFiles> {
        self.own.iter().chain(&self.others).cloned().collect()
    }

    /// All packs on the bench that have no mistake.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The mistakes of the packs that are worked on.
    pub fn problems(&self) -> &[PackProblem] {
        &self.problems
    }

    /// The check report.
    pub fn report(&self) -> CheckReport {
        let packs = self.own.iter().filter_map(|pack| {
            let head = pack.head().ok()?;
            let good =
                self.library.packs().iter().any(|known| known.id == head.id && known.hash == head.hash);
            let messages = self.library.messages().iter();
            let messages = messages
                .filter(|message| good && message.format == head.id && message.version == head.version);
            Some(CheckedPack {
                pack: pack.name(),
                kind: match head.kind {
                    PackKind::Scheme => "scheme",
                    PackKind::Format => "format",
                    PackKind::Link => "link",
                }
                .to_owned(),
                title: head.title.clone(),
                hash: pack.hash.clone(),
                messages: messages.map(|message| message.id.clone()).collect(),
                good,
                sealed: pack.seal.is_some() && pack.seal_problem().is_none(),
            })
        });
        CheckReport { packs: packs.collect(), problems: self.problems.clone() }
    }

    /// The messages of the packs: of formats their own; of links those of the formats they join.
    pub(super) fn messages(&self) -> Vec<&Message> {
        let heads: Vec<_> = self.own.iter().filter_map(|pack| pack.head().ok()).collect();
        let of_format = |message: &Message| {
            heads.iter().any(|head| {
                head.kind == PackKind::Format && head.id == message.format && head.version == message.version
            })
        };
        let formats: Vec<&Message> =
            self.library.messages().iter().filter(|message| of_format(message)).collect();
        if !formats.is_empty() {
            return formats;
        }
        let links: Vec<_> = heads
            .iter()
            .filter(|head| head.kind == PackKind::Link)
            .filter_map(|head| self.library.link(&head.id))
            .collect();
        self.library
            .messages()
            .iter()
            .filter(|message| links.iter().any(|link| link.accepts(message)))
            .collect()
    }

    /// Whether a format is among the packs that are worked on.
    pub(super) fn has_formats(&self) -> bool {
        self.own.iter().any(|pack| pack.head().is_ok_and(|head| head.kind == PackKind::Format))
    }

    /// What a document is: of the packs that are worked on, else of any on the bench.
    pub(super) fn recognise(&self, document: &document::Document) -> Recognised<'_> {
        let own = self.messages();
        let among = |message: &Message| own.iter().any(|own| std::ptr::eq(*own, message));
        match self.library.recognise_among(document, &among) {
            Recognised::Unknown => self.library.recognise(document),
            recognised => recognised,
        }
    }
}

/// Folders beside a pack in which packs may lie that it names: its neighbours that are packs themselves, and where it lies in `formats`, `schemes` or
/// `links`, those three.
fn beside(path: &Path) -> Vec<PathBuf> {
    const SHELVES: &[&str] = &["formats", "schemes", "links"];
    let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
        return neighbours(Path::new("."), path);
    };
    let shelf = parent.file_name().is_some_and(|name| SHELVES.iter().any(|shelf| name == *shelf));
    match parent.parent().filter(|_| shelf) {
        Some(root) => SHELVES.iter().map(|shelf| root.join(shelf)).filter(|shelf| shelf.is_dir()).collect(),
        None => neighbours(parent, path),
    }
}

fn neighbours(parent: &Path, path: &Path) -> Vec<PathBuf> {
    let own = path.file_name();
    let mut all: Vec<PathBuf> = std::fs::read_dir(parent)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    all.retain(|at| at.file_name() != own && at.join("pack.toml").is_file());
    all.sort();
    all
}
