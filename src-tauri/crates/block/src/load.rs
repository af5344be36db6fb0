//! Reads pack folders, checks them, and keeps the good ones.

use crate::{
    Format, Library, Link, Loaded, Message, PackHead, PackKind, PackProblem, Scheme,
    extends::Bases,
    library::Inner,
    link_file, message_file,
    pack::Head,
    scheme_file,
    source::{Check, TomlFile},
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use toml::Spanned;

/// Largest file of a pack, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;
/// Most files of a pack.
const MOST_FILES: usize = 200;

/// A folder with a `pack.toml`, its TOML files read.
struct Folder {
    name: String,
    files: BTreeMap<String, TomlFile>,
    hash: String,
}

/// A reference from a link to another pack, checked when all are there.
#[derive(Clone, Debug)]
pub(crate) struct PackReference {
    pub id: String,
    pub version: String,
    pub kind: PackKind,
    /// A mistake at the place of the reference, without its words.
    pub at: PackProblem,
}

struct Loader {
    training: bool,
    inner: Inner,
    problems: Vec<PackProblem>,
    links: Vec<(Link, Vec<PackReference>)>,
    ids: BTreeMap<String, String>,
}

/// Loads all packs under the roots.
pub(crate) fn load(roots: &[PathBuf], training: bool) -> Loaded {
    let mut loader = Loader {
        training,
        inner: Inner::default(),
        problems: Vec::new(),
        links: Vec::new(),
        ids: BTreeMap::new(),
    };
    let mut all = Vec::new();
    for root in roots {
        for folder in folders(root) {
            match Folder::read(&folder) {
                Ok(folder) => all.push(folder),
                Err(problem) => loader.problems.push(problem),
            }
        }
    }
    for folder in &all {
        loader.pack(folder, &all);
    }
    loader.join();
    loader.tell_apart();
    Loaded { library: Library(Arc::new(loader.inner)), problems: loader.problems }
}

/// Pack folders in a root, or one level deeper (`formats/`, `schemes/`, `links/`); sorted.
fn folders(root: &Path) -> Vec<PathBuf> {
    let list = |at: &Path| {
        let mut found: Vec<PathBuf> = fs::read_dir(at)
            .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
            .unwrap_or_default();
        found.sort();
        found
    };
    let is_pack = |path: &PathBuf| path.join("pack.toml").is_file();
    if is_pack(&root.to_path_buf()) {
        return vec![root.to_path_buf()];
    }
    let mut all = Vec::new();
    for folder in list(root) {
        if is_pack(&folder) {
            all.push(folder);
        } else {
            all.extend(list(&folder).into_iter().filter(is_pack));
        }
    }
    all
}

impl Folder {
    fn read(path: &Path) -> Result<Self, PackProblem> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let problem = |file: &str, code: &str, message: String| PackProblem {
            code: code.to_owned(),
            file: format!("{name}/{file}"),
            line: 1,
            column: 1,
            message,
        };
        let entries = fs::read_dir(path).map_err(|e| problem("", "UNREADABLE", e.to_string()))?;
        let mut paths: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.sort();
        if paths.len() > MOST_FILES {
            return Err(problem("", "TOO_LARGE", format!("more than {MOST_FILES} files")));
        }
        let mut hash = Sha256::new();
        let mut files = BTreeMap::new();
        for path in paths {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if fs::metadata(&path).map_or(0, |meta| meta.len()) > MOST_BYTES {
                return Err(problem(&file, "TOO_LARGE", format!("more than {MOST_BYTES} bytes")));
            }
            let bytes = fs::read(&path).map_err(|e| problem(&file, "UNREADABLE", e.to_string()))?;
            for part in [file.as_bytes(), &bytes] {
                // The length keeps a name and its content apart.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            if path.extension().is_some_and(|end| end == "toml") {
                let text = String::from_utf8(bytes)
                    .map_err(|_| problem(&file, "NOT_UTF8", "the file is not UTF-8".to_owned()))?;
                files.insert(file.clone(), TomlFile { name: format!("{name}/{file}"), text });
            }
        }
        Ok(Self { name, files, hash: hex::encode(hash.finalize()) })
    }
}

/// The message files that those of one pack may extend.
struct Within<'f> {
    folder: &'f Folder,
    all: &'f [Folder],
}

impl<'f> Bases<'f> for Within<'f> {
    fn find(&self, name: &str) -> Option<&'f TomlFile> {
        let (folder, file) = match name.split_once('/') {
            None => (self.folder, name),
            Some((pack, file)) => (self.all.iter().find(|folder| folder.name == pack)?, file),
        };
        folder.files.get(&format!("{file}.toml")).filter(|_| file != "pack")
    }

    fn names(&self) -> Vec<String> {
        let files = |folder: &Folder| -> Vec<String> {
            let stems = folder.files.keys().filter_map(|name| name.strip_suffix(".toml"));
            stems.filter(|stem| *stem != "pack").map(str::to_owned).collect()
        };
        let mut names = files(self.folder);
        for other in self.all.iter().filter(|other| other.name != self.folder.name) {
            names.extend(files(other).iter().map(|file| format!("{}/{file}", other.name)));
        }
        names
    }
}

impl Loader {
    fn pack(&mut self, folder: &Folder, all: &[Folder]) {
        let Some(file) = folder.files.get("pack.toml") else { return };
        let mut check = Check::new(file);
        let head = Head::read(&mut check, &folder.hash);
        let Some((head, id_at)) = head else {
            self.problems.append(&mut check.problems);
            return;
        };
        if head.id != folder.name {
            let message =
                format!("the pack is \"{}\" and its folder \"{}\": give both one name", head.id, folder.name);
            check.say(&id_at, "ID_FOLDER", message);
        }
        if let Some(other) = self.ids.insert(head.id.clone(), file.name.clone()) {
            check.say(&id_at, "DUPLICATE_ID", format!("the id \"{}\" is already that of {other}", head.id));
        }
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
        for (name, file) in folder.files.iter().filter(|(name, _)| *name != "pack.toml") {
            let mut check = Check::new(file);
            let stem = name.trim_end_matches(".toml");
            messages.extend(message_file::read(&mut check, &head, stem, &Within { folder, all }));
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
        for (link, references) in std::mem::take(&mut self.links) {
            let mut fine = true;
            for reference in references {
                let known: Vec<&PackHead> = match reference.kind {
                    PackKind::Scheme => self.inner.schemes.iter().map(|scheme| &scheme.head).collect(),
                    _ => self.inner.formats.iter().map(|format| &format.head).collect(),
                };
                let what = if reference.kind == PackKind::Scheme { "scheme" } else { "format" };
                let (id, version) = (&reference.id, &reference.version);
                let message = match known.iter().find(|head| head.id == *id) {
                    Some(head) if head.version == *version && (link.training || !head.training) => continue,
                    Some(head) if head.version == *version => {
                        format!("a live link cannot join the training {what} \"{id}\"")
                    }
                    Some(head) => format!(
                        "the {what} \"{id}\" is here in version {0}: write \"{id}@{0}\"",
                        head.version
                    ),
                    None => {
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
                if message.recogniser == other.recogniser {
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
    let Some((id, version)) = text.get_ref().split_once('@') else {
        let message = format!("name the version too: \"{}@1.0\"", text.get_ref());
        check.say(&text.span(), "VERSION", message);
        return None;
    };
    let at = check.file.problem(text.span().start, "", "");
    Some(PackReference { id: id.to_owned(), version: version.to_owned(), kind, at })
}
