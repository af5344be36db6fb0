//! Reads pack folders, checks them, and keeps the good ones.

use crate::{
    Format, KindInfo, Library, Loaded, Message, PackFiles, PackHead, PackKind, PackName, PackProblem, Scheme,
    compare_versions,
    extends::Bases,
    kind_file,
    library::Inner,
    link_file::{self, LinkRead},
    link_gnc, message_file,
    pack::Head,
    scheme_file,
    source::{Check, TomlFile},
};
use std::{cmp::Ordering, collections::BTreeMap, path::PathBuf, sync::Arc};
use toml::Spanned;

/// A pack's TOML files as texts.
struct Folder {
    name: String,
    /// Id and version, where `pack.toml` can be read.
    is: Option<PackName>,
    files: BTreeMap<String, TomlFile>,
    hash: String,
}

/// A reference from a link to another pack, checked when all are there.
#[derive(Clone, Debug)]
pub(crate) struct PackReference {
    pub name: PackName,
    pub kind: PackKind,
    /// A mistake at the place of the reference, without its words.
    pub at: PackProblem,
}

struct Loader {
    training: bool,
    inner: Inner,
    problems: Vec<PackProblem>,
    links: Vec<LinkRead>,
    names: BTreeMap<PackName, String>,
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
    };
    let mut all = Vec::new();
    for pack in packs {
        match Folder::of(pack) {
            Ok(folder) => all.push(folder),
            Err(problem) => loader.problems.push(problem),
        }
    }
    for folder in &all {
        loader.kind(folder);
    }
    for folder in &all {
        loader.pack(folder, &all);
    }
    loader.join();
    loader.tell_apart();
    loader.inner.sort();
    Loaded { library: Library(Arc::new(loader.inner)), problems: loader.problems }
}

impl Folder {
    fn of(pack: &PackFiles) -> Result<Self, PackProblem> {
        let mut files = BTreeMap::new();
        for name in pack.files.keys().filter(|name| name.ends_with(".toml")) {
            files.extend(pack.toml(name)?.map(|toml| (name.clone(), toml)));
        }
        let is = pack.head().ok().map(|head| head.name());
        Ok(Self { name: pack.id_hint.clone(), is, files, hash: pack.hash.clone() })
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
            match self.inner.kinds.get(&info.id) {
                Some(other) if *other != info => {
                    let message = format!("another pack says otherwise what a {} is", info.id);
                    check.say(&(0..0), "KIND_TWICE", message);
                }
                _ => drop(self.inner.kinds.insert(info.id.clone(), info)),
            }
        }
        self.problems.append(&mut check.problems);
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
            // A mistake in a file that several extend is one mistake.
            for problem in check.problems {
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        if !fine {
            return;
        }
        let ids = messages.iter().map(|message| message.id.clone()).collect();
        self.inner.messages.extend(messages);
        self.inner.formats.push(Format { head, messages: ids });
    }

    /// Checks what links name, and keeps those that stand.
    fn join(&mut self) {
        for LinkRead { link, packs, kinds } in std::mem::take(&mut self.links) {
            let mut fine = true;
            for (kind, at) in kinds.into_iter().filter(|(kind, _)| !self.inner.kinds.contains_key(kind)) {
                let known: Vec<&str> = self.inner.kinds.keys().map(String::as_str).collect();
                let message = link_gnc::unknown_kind(&kind, &known);
                self.problems.push(PackProblem { message, ..at });
                fine = false;
            }
            for reference in packs {
                let known: Vec<&PackHead> = match reference.kind {
                    PackKind::Scheme => self.inner.schemes.iter().map(|scheme| &scheme.head).collect(),
                    _ => self.inner.formats.iter().map(|format| &format.head).collect(),
                };
                let what = if reference.kind == PackKind::Scheme { "scheme" } else { "format" };
                let id = &reference.name.id;
                let of_id: Vec<&PackHead> = known.iter().copied().filter(|head| head.id == *id).collect();
                let takes = |head: &&&PackHead| reference.name.takes(&head.id, &head.version);
                let message = match (of_id.iter().find(takes), of_id.first()) {
                    (Some(head), _) if link.training || !head.training => continue,
                    (Some(_), _) => format!("a live link cannot join the training {what} \"{id}\""),
                    (None, Some(head)) => format!(
                        "the {what} \"{id}\" is here in version {0}: write \"{id}@{0}\"",
                        head.version
                    ),
                    // It is here, and what is wrong with it is already said.
                    (None, None) if self.names.keys().any(|name| reference.name.takes(&name.id, &name.version)) => {
                        fine = false;
                        continue;
                    }
                    (None, None) => {
                        let ids: Vec<&str> = known.iter().map(|head| head.id.as_str()).collect();
                        format!("no {what} pack \"{id}\"{}", crate::source::suggest(id, &ids))
                    }
                };
                fine = false;
                let code = if what == "scheme" { "SCHEME_UNKNOWN" } else { "FORMAT_UNKNOWN" };
                self.problems.push(PackProblem { code: code.to_owned(), message, ..reference.at });
            }
            if fine {
                self.inner.links.push(link);
            }
        }
    }

    /// Two messages with the same marks could never be told apart: both go.
    fn tell_apart(&mut self) {
        let mut twins: Vec<(String, String)> = Vec::new();
        for (at, message) in self.inner.messages.iter().enumerate() {
            for other in self.inner.messages.iter().skip(at + 1) {
                // Versions of one message may look alike: the day of issue tells them apart.
                if message.recogniser == other.recogniser && message.id != other.id {
                    twins.push((message.id.clone(), other.id.clone()));
                }
            }
        }
        for (one, other) in twins {
            self.problems.push(PackProblem {
                code: "AMBIGUOUS".to_owned(),
                file: format!("{other}.toml"),
                line: 1,
                column: 1,
                message: format!(
                    "{one} and {other} are recognised by the same marks: add to `recognise` what tells them apart"
                ),
            });
            self.inner.messages.retain(|message| message.id != one && message.id != other);
            for format in &mut self.inner.formats {
                format.messages.retain(|id| *id != one && *id != other);
            }
        }
    }
}

/// `form-ba@1.0` to a reference.
pub(crate) fn reference(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    kind: PackKind,
) -> Option<PackReference> {
    let Some(name) = PackName::parse(text.get_ref()) else {
        let id = text.get_ref().split('@').next().unwrap_or_default();
        check.say(&text.span(), "VERSION", format!("name the pack by id and version: \"{id}@1.0\""));
        return None;
    };
    let at = check.file.problem(text.span().start, "", "");
    Some(PackReference { name, kind, at })
}

impl Inner {
    /// By id, the newest version first; of several versions of a link only the newest is a partner's.
    fn sort(&mut self) {
        let order = |one: (&str, &str), other: (&str, &str)| -> Ordering {
            one.0.cmp(other.0).then_with(|| compare_versions(other.1, one.1))
        };
        let head =
            |one: &PackHead, other: &PackHead| order((&one.id, &one.version), (&other.id, &other.version));
        self.schemes.sort_by(|one, other| head(&one.head, &other.head));
        self.formats.sort_by(|one, other| head(&one.head, &other.head));
        self.links.sort_by(|one, other| head(&one.head, &other.head));
        self.messages.sort_by(|one, other| order((&one.id, &one.version), (&other.id, &other.version)));
        self.links.dedup_by(|later, kept| later.id == kept.id);
    }
}
