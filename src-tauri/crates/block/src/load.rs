//! Reads pack folders, checks them, and keeps the good ones.

use crate::{
    Format, KindInfo, Library, Loaded, Message, PackFiles, PackHead, PackKind, PackName, PackProblem, Scheme,
    compare_versions,
    extends::Bases,
    kind_file,
    library::Inner,
    link_file::{self, LinkRead},
    message_file,
    pack::Head,
    scheme_file,
    source::{Check, TomlFile},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A pack's TOML files as texts.
struct Folder {
    name: String,
    /// Id and version, where `pack.toml` can be read.
    is: Option<PackName>,
    files: BTreeMap<String, TomlFile>,
    hash: String,
}

pub(crate) struct Loader {
    training: bool,
    pub inner: Inner,
    pub problems: Vec<PackProblem>,
    pub links: Vec<LinkRead>,
    names: BTreeMap<PackName, String>,
    /// Kinds of document that packs brought, and whose they are.
    kinds: BTreeMap<String, String>,
    /// Ids of packs that are here and have a mistake: what names them has none for that.
    pub left_out: BTreeSet<String>,
}

/// Loads all packs under the roots.
pub(crate) fn load(roots: &[PathBuf], training: bool) -> Loaded {
    let (mut packs, mut problems) = (Vec::new(), Vec::new());
    for root in roots {
        let (found, wrong) = PackFiles::open_all(root);
        packs.extend(found);
        problems.extend(wrong);
    }
    let mut loaded = of(&packs, training);
    problems.append(&mut loaded.problems);
    Loaded { problems, ..loaded }
}

/// Checks the packs and joins the good ones.
pub(crate) fn of(packs: &[PackFiles], training: bool) -> Loaded {
    let mut loader = Loader {
        training,
        inner: Inner::default(),
        problems: Vec::new(),
        links: Vec::new(),
        names: BTreeMap::new(),
        kinds: BTreeMap::new(),
        left_out: BTreeSet::new(),
    };
    let mut all = Vec::new();
    for pack in packs {
        match Folder::of(pack) {
            Ok(folder) => all.push(folder),
            Err(problem) => {
                loader.problems.push(problem);
                loader.left_out.extend(pack.id_hint.split('@').next().map(str::to_owned));
            }
        }
    }
    // The newest version of a pack says what its kind of document is.
    let version = |folder: &&Folder| folder.is.as_ref().map(|is| is.version.clone()).unwrap_or_default();
    let mut by_version: Vec<&Folder> = all.iter().collect();
    by_version.sort_by(|one, other| compare_versions(&version(one), &version(other)));
    for folder in by_version {
        loader.kind(folder);
    }
    for folder in &all {
        let before = loader.problems.len();
        loader.pack(folder, &all);
        if loader.problems.len() > before || loader.faulty(folder) {
            loader.left_out.extend(folder.ids());
        }
    }
    loader.join();
    loader.tell_apart();
    loader.inner.sort();
    Loaded { library: Library(Arc::new(loader.inner)), problems: loader.problems }
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "toml")
}

impl Folder {
    fn of(pack: &PackFiles) -> Result<Self, PackProblem> {
        let mut files = BTreeMap::new();
        for name in pack.files.keys().filter(|name| is_toml(name)) {
            files.extend(pack.toml(name)?.map(|toml| (name.clone(), toml)));
        }
        let is = pack.head().ok().map(|head| head.name());
        Ok(Self { name: pack.id_hint.clone(), is, files, hash: pack.hash.clone() })
    }

    /// The ids by which others may name it: that of its head, and that of its folder.
    fn ids(&self) -> impl Iterator<Item = String> {
        let folder = self.name.split('@').next().map(str::to_owned);
        folder.into_iter().chain(self.is.as_ref().map(|is| is.id.clone()))
    }

    /// Its message files.
    fn messages(&self) -> impl Iterator<Item = (&String, &TomlFile)> {
        let other = |name: &str| matches!(name, "pack.toml" | "kind.toml") || name.contains('/');
        self.files.iter().filter(move |(name, _)| !other(name))
    }
}

/// The message files that those of one pack may extend.
struct Within<'f> {
    folder: &'f Folder,
    all: &'f [Folder],
    kinds: &'f BTreeMap<String, KindInfo>,
}

impl<'f> Within<'f> {
    /// The pack of an id, the newest of several; or of an `id@version`.
    fn pack(&self, name: &str) -> Option<&'f Folder> {
        let named =
            |folder: &&Folder| folder.is.as_ref().is_some_and(|is| is.id == name || is.to_string() == name);
        let version = |folder: &&Folder| folder.is.as_ref().map(|is| is.version.clone()).unwrap_or_default();
        self.all.iter().filter(named).max_by(|one, other| compare_versions(&version(one), &version(other)))
    }
}

impl<'f> Bases<'f> for Within<'f> {
    fn find(&self, name: &str) -> Option<&'f TomlFile> {
        let (folder, file) = match name.split_once('/') {
            None => (self.folder, name),
            Some((pack, file)) => (self.pack(pack)?, file),
        };
        folder.files.get(&format!("{file}.toml")).filter(|_| file != "pack" && file != "kind")
    }

    fn names(&self) -> Vec<String> {
        let files = |folder: &Folder| -> Vec<String> {
            folder.messages().filter_map(|(name, _)| name.strip_suffix(".toml")).map(str::to_owned).collect()
        };
        let mut names = files(self.folder);
        for other in self.all.iter().filter(|other| other.name != self.folder.name) {
            let id = other.is.as_ref().map_or(other.name.as_str(), |is| &is.id);
            names.extend(files(other).iter().map(|file| format!("{id}/{file}")));
        }
        names
    }

    fn kinds(&self) -> &BTreeMap<String, KindInfo> {
        self.kinds
    }
}

impl Loader {
    /// The kind of document that a pack brings: read before all messages, which name kinds.
    fn kind(&mut self, folder: &Folder) {
        let (Some(head), Some(file)) = (folder.files.get("pack.toml"), folder.files.get("kind.toml")) else {
            return;
        };
        let head = Head::read(&mut Check::new(head), &folder.hash).map(|head| head.0);
        // What is wrong with the pack itself is said where it is read.
        let Some(head) = head.filter(|head| head.kind == PackKind::Format) else { return };
        if head.training && !self.training {
            return;
        }
        let mut check = Check::new(file);
        if let Some(info) = kind_file::read(&mut check) {
            let of_another = self.kinds.get(&info.id).is_some_and(|pack| *pack != head.id);
            match self.inner.kinds.get(&info.id) {
                Some(other) if *other != info && of_another => {
                    let message = format!(
                        "another pack says otherwise what a {} is: give this kind its own id",
                        info.id
                    );
                    check.say(&(0..0), "KIND_TWICE", message);
                }
                _ => {
                    self.kinds.insert(info.id.clone(), head.id);
                    self.inner.kinds.insert(info.id.clone(), info);
                }
            }
        }
        self.problems.append(&mut check.problems);
    }

    /// Whether a mistake was said in one of its files.
    fn faulty(&self, folder: &Folder) -> bool {
        self.problems.iter().any(|problem| folder.files.values().any(|file| file.name == problem.file))
    }

    fn pack(&mut self, folder: &Folder, all: &[Folder]) {
        let Some(file) = folder.files.get("pack.toml") else { return };
        let mut check = Check::new(file);
        let head = Head::read(&mut check, &folder.hash);
        let Some((head, id_at)) = head else {
            self.problems.append(&mut check.problems);
            return;
        };
        let name = head.name();
        if folder.name != head.id && folder.name != name.to_string() {
            let message =
                format!("the pack is \"{}\" and its folder \"{}\": give both one name", head.id, folder.name);
            check.say(&id_at, "ID_FOLDER", message);
        }
        if let Some(other) = self.names.get(&name) {
            let message = format!(
                "the id \"{}\" in version {} is already that of {other}: give this one another",
                name.id, name.version
            );
            check.say(&id_at, "DUPLICATE_ID", message);
        }
        self.names.insert(name, file.name.clone());
        if head.training && !self.training {
            let message = "this pack is for training only, and this folder of data is live";
            check.say(&id_at, "TRAINING_PACK", message);
        }
        if !check.problems.is_empty() {
            self.problems.append(&mut check.problems);
            return;
        }
        match head.kind {
            PackKind::Format => self.format(folder, all, head),
            PackKind::Scheme => {
                let scheme = scheme_file::read(&mut check, head);
                self.only_pack_toml(folder);
                self.keep(check, scheme, |inner, scheme: Scheme| inner.schemes.push(scheme));
            }
            PackKind::Link => {
                let link = link_file::read(&mut check, head);
                self.only_pack_toml(folder);
                self.problems.append(&mut check.problems);
                self.links.extend(link);
            }
        }
    }

    fn keep<T>(&mut self, mut check: Check<'_>, made: Option<T>, into: impl FnOnce(&mut Inner, T)) {
        if let Some(made) = made.filter(|_| check.problems.is_empty()) {
            into(&mut self.inner, made);
        }
        self.problems.append(&mut check.problems);
    }

    fn only_pack_toml(&mut self, folder: &Folder) {
        for (name, file) in folder.files.iter().filter(|(name, _)| *name != "pack.toml") {
            let message =
                format!("{name} is not read: only format packs have more TOML files than pack.toml");
            self.problems.push(file.problem(0, "FILE_NOT_READ", message));
        }
    }

    fn format(&mut self, folder: &Folder, all: &[Folder], head: PackHead) {
        let mut messages: Vec<Message> = Vec::new();
        let mut fine = true;
        let kinds = self.inner.kinds.clone();
        for (name, file) in folder.files.iter().filter(|(name, _)| name.contains('/')) {
            let message = format!("{name} is not read: message files stand beside pack.toml");
            self.problems.push(file.problem(0, "FILE_NOT_READ", message));
        }
        for (name, file) in folder.messages() {
            let mut check = Check::new(file);
            let stem = name.trim_end_matches(".toml");
            messages.extend(message_file::read(
                &mut check,
                &head,
                stem,
                &Within { folder, all, kinds: &kinds },
            ));
            fine &= check.problems.is_empty();
            // A mistake in a file that several extend is one mistake, and so is a circle of files.
            for problem in check.problems {
                let circle = |said: &PackProblem| {
                    said.code == "EXTENDS_CYCLE"
                        && problem.code == said.code
                        && said.message.contains(&problem.file)
                };
                if !self.problems.contains(&problem) && !self.problems.iter().any(circle) {
                    self.problems.push(problem);
                }
            }
        }
        if !fine || self.faulty(folder) {
            return;
        }
        let ids = messages.iter().map(|message| message.id.clone()).collect();
        self.inner.messages.extend(messages);
        self.inner.formats.push(Format { head, messages: ids });
    }
}
