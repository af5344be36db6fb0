//! The packs that a desk works with: those that ship, and over them those that events made active.

use super::standing::{Grounds, Standing};
use crate::assets::Assets;
use crate::error::Error;
use block::{Library, PackFiles, PackHead, PackKind, PackProblem};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use store::{PackChange, Store};

/// A pack in memory with its head.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub files: PackFiles,
    pub head: PackHead,
    pub standing: Standing,
    /// Since when it is active; none for what ships.
    pub since: Option<DateTime<Utc>>,
}

/// The packs a desk works with, and what is wrong with those it leaves out.
pub(crate) struct Packs {
    pub(super) library: Library,
    pub(super) problems: Vec<PackProblem>,
    pub(super) epoch: u64,
    /// What ships and stands.
    pub(super) shipped: Vec<Held>,
    /// What was activated, the later over the earlier.
    pub(super) added: Vec<Held>,
    /// Mistakes of packs that never came so far as to be loaded.
    left_out: Vec<PackProblem>,
    training: bool,
}

impl Held {
    /// Whether this one, added, takes the place of another: a link that of the link of its id, others that of their very
    /// version. Other versions of a scheme or format stay beside it.
    pub fn replaces(&self, other: &Self) -> bool {
        self.head.kind == other.head.kind
            && self.head.id == other.head.id
            && (self.head.kind == PackKind::Link || self.head.version == other.head.version)
    }

    /// `id@version`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.head.id, self.head.version)
    }
}

impl Packs {
    /// Reads what ships and what the events of this folder made active. A pack that does not stand, or whose bytes are not
    /// what its event names, is left out and said.
    pub fn open(store: &Store, assets: &Assets, training: bool) -> Result<Self, Error> {
        let build = Grounds::of_build();
        let (mut shipped, mut left_out) = (Vec::new(), Vec::new());
        for root in &assets.blocks {
            let (packs, problems) = PackFiles::open_all(root);
            left_out.extend(problems);
            for files in packs {
                match files.head() {
                    Err(problems) => left_out.extend(problems),
                    Ok(head) if build.standing(&files, &head) == Standing::Shipped => {
                        shipped.push(Held { files, head, standing: Standing::Shipped, since: None });
                    }
                    Ok(_) => left_out.push(said(
                        &files.id_hint,
                        "NOT_SHIPPED",
                        "it is not one of the packs that this version of the program ships: add it as a pack",
                    )),
                }
            }
        }
        let mut packs = Self {
            library: Library::default(),
            problems: Vec::new(),
            epoch: 0,
            shipped,
            added: Vec::new(),
            left_out,
            training,
        };
        for change in standing_changes(&store.pack_changes()?) {
            match held(store, change)? {
                Ok(pack) => packs.added.push(pack),
                Err(problem) => packs.left_out.push(problem),
            }
        }
        packs.load();
        Ok(packs)
    }

    fn load(&mut self) {
        let loaded = Library::of(&files(&self.resulting(&[])), self.training);
        self.library = loaded.library;
        self.problems = self.left_out.iter().cloned().chain(loaded.problems).collect();
    }

    /// These packs with others added over them.
    pub fn with(&self, more: &[Held]) -> Self {
        let mut next = self.unloaded();
        for pack in more {
            next.added.retain(|added| added.files.hash != pack.files.hash);
            // A pack that was left out for its bytes is here again.
            next.left_out.retain(|problem| problem.file != pack.name());
            next.added.push(pack.clone());
        }
        next.load();
        next
    }

    /// These packs without one that was added.
    pub fn without(&self, hash: &str) -> Self {
        let mut next = self.unloaded();
        next.added.retain(|added| added.files.hash != hash);
        next.load();
        next
    }

    /// The same packs, to be changed and then loaded.
    fn unloaded(&self) -> Self {
        Self {
            library: Library::default(),
            problems: Vec::new(),
            epoch: self.epoch + 1,
            shipped: self.shipped.clone(),
            added: self.added.clone(),
            left_out: self.left_out.clone(),
            training: self.training,
        }
    }

    /// The packs that are in force together, with `more` over all others.
    pub fn resulting(&self, more: &[Held]) -> Vec<Held> {
        let mut all = self.shipped.clone();
        for pack in self.added.iter().chain(more) {
            all.retain(|other| !pack.replaces(other));
            all.push(pack.clone());
        }
        all
    }

    /// Whether the desk works with a pack: it is among those in force, and loaded without a mistake.
    pub fn is_active(&self, pack: &Held) -> bool {
        self.library.packs().iter().any(|head| head.hash == pack.files.hash)
    }

    /// Mistakes that these packs have and others do not.
    pub fn new_problems(&self, before: &Self) -> Vec<PackProblem> {
        // By place: what is proposed instead may name other packs now.
        let place = |problem: &PackProblem| {
            (problem.code.clone(), problem.file.clone(), problem.line, problem.column)
        };
        let known: BTreeSet<_> = before.problems.iter().map(place).collect();
        self.problems.iter().filter(|problem| !known.contains(&place(problem))).cloned().collect()
    }
}

pub(super) fn files(packs: &[Held]) -> Vec<PackFiles> {
    packs.iter().map(|pack| pack.files.clone()).collect()
}

/// Activations that stand, oldest first: a pack that was activated again stands where it was last, one that was withdrawn
/// not at all.
pub(super) fn standing_changes(changes: &[PackChange]) -> Vec<&PackChange> {
    let mut standing: Vec<&PackChange> = Vec::new();
    for change in changes {
        standing.retain(|other| other.hash != change.hash);
        if change.standing.is_some() {
            standing.push(change);
        }
    }
    standing
}

/// The pack of this hash from the bytes that were kept of it; none where they are not it.
pub(super) fn unpacked(name: &str, bytes: &[u8], hash: &str) -> Option<(PackFiles, PackHead)> {
    let packs = PackFiles::of_zip(name, bytes).ok()?;
    let files = packs.into_iter().find(|files| files.hash == hash)?;
    let head = files.head().ok()?;
    Some((files, head))
}

/// The pack that an event activated, from its bytes.
fn held(store: &Store, change: &PackChange) -> Result<Result<Held, PackProblem>, Error> {
    let name = format!("{}@{}", change.pack, change.version);
    let bytes = match change.material {
        Some(material) => store.whole_material(&material)?,
        None => None,
    };
    let Some(bytes) = bytes else {
        let why = "it was activated, but its bytes are not here or not what they were: add the pack again";
        return Ok(Err(said(&name, "PACK_BYTES_MISSING", why)));
    };
    let standing = change.standing.as_deref().and_then(Standing::of).filter(|standing| standing.suffices());
    Ok(match (unpacked(&name, &bytes, &change.hash), standing) {
        (Some((files, head)), Some(standing)) => Ok(Held { files, head, standing, since: Some(change.at) }),
        _ => Err(said(
            &name,
            "PACK_BYTES_MISSING",
            "its bytes are not the pack that was activated: add the pack again",
        )),
    })
}

fn said(file: &str, code: &str, message: &str) -> PackProblem {
    PackProblem {
        code: code.to_owned(),
        file: file.to_owned(),
        line: 1,
        column: 1,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    fn change(hash: &str, active: bool) -> PackChange {
        PackChange {
            pack: "p".into(),
            version: "1".into(),
            hash: hash.into(),
            standing: active.then(|| "signed".into()),
            material: None,
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_was_withdrawn_is_gone_and_what_was_activated_again_is_on_top() {
        let changes =
            [change("a", true), change("b", true), change("c", true), change("b", false), change("a", true)];
        let standing: Vec<&str> = standing_changes(&changes).iter().map(|one| one.hash.as_str()).collect();
        assert_eq!(standing, ["c", "a"]);
    }

    fn store(dir: &std::path::Path) -> Store {
        let log = store::LogId::new("post", [1; 8]).unwrap();
        let key = store::DatabaseKey::new([7; 32]);
        Store::create(&dir.join("desk.db"), &key, store::FolderKind::Training, log).unwrap()
    }

    fn activated(store: &Store, hash: &str, material: [u8; 32]) {
        let kind = store::EventKind::PackActivated {
            pack: "p".into(),
            version: "1".into(),
            hash: hash.into(),
            standing: "signed".into(),
            material: hex::encode(material),
        };
        let draft = store::Draft::new("amina", store::Role::Administrator, kind);
        store.append(&[draft], DateTime::UNIX_EPOCH).unwrap();
    }

    #[test]
    fn a_pack_whose_bytes_are_gone_or_others_is_said_and_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path());
        let assets = Assets { blocks: Vec::new(), fonts: dir.path().to_owned() };
        activated(&store, "gone", [9; 32]);
        let material = store.keep_material(b"no pack at all").unwrap();
        activated(&store, "another", material);
        let packs = Packs::open(&store, &assets, true).unwrap();
        let said: Vec<_> =
            packs.problems.iter().map(|problem| (problem.code.as_str(), problem.file.as_str())).collect();
        assert_eq!(said, [("PACK_BYTES_MISSING", "p@1"), ("PACK_BYTES_MISSING", "p@1")]);
        assert!(packs.added.is_empty() && packs.library.packs().is_empty(), "and left out");
    }

    #[test]
    fn a_pack_in_the_programs_folder_that_is_none_of_the_build_is_said_and_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let ships = Assets::find().blocks.remove(0).join("schemes/form-ca/pack.toml");
        let text = std::fs::read_to_string(ships).unwrap();
        let folder = dir.path().join("form-ca");
        std::fs::create_dir_all(&folder).unwrap();
        let assets = Assets { blocks: vec![dir.path().to_owned()], fonts: dir.path().to_owned() };
        let store = store(dir.path());
        let open = |text: &str| {
            std::fs::write(folder.join("pack.toml"), text).unwrap();
            Packs::open(&store, &assets, true).unwrap()
        };
        assert!(open(&text).library.scheme("form-ca").is_some(), "as it ships");
        let packs = open(&text.replacen("months   = 12", "months   = 99", 1));
        assert!(packs.library.scheme("form-ca").is_none(), "one figure changed");
        assert_eq!(
            packs.problems.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(),
            ["NOT_SHIPPED"]
        );
    }
}
