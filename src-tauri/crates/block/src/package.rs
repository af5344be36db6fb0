//! A pack as files in memory, however it came: a folder, a zip, or several packs in one of them.

use crate::{
    PackHead, PackName, PackProblem, Seal,
    gather::{Files, MOST_IN_ALL, check_names, folders, make, problem, split},
    pack::Head,
    source::{Check, TomlFile},
    zip_read, zip_write,
};
use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc};

/// The file that holds a pack's seal.
pub(crate) const SEAL_FILE: &str = "pack.sig";

/// A pack's files. The seal stands beside them, and is no part of the hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFiles {
    /// Name of its folder: `id` or `id@version`.
    pub id_hint: String,
    /// Contents by name relative to the pack, with `/`; without `pack.sig`.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// SHA-256 over the names and contents of `files`, lower-case hex.
    pub hash: String,
    /// What `pack.sig` says, where there is one. Whether it fits: [`PackFiles::seal_problem`].
    pub seal: Option<Seal>,
}

/// One sample of a pack: `samples/NAME.{xml,json,cbor}` and `samples/NAME.expected.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFiles<'p> {
    /// Its name.
    pub name: String,
    /// The file, relative to the pack.
    pub input_file: String,
    /// The document.
    pub input: &'p [u8],
    /// What is expected of it, where that is written down.
    pub expected: Option<&'p [u8]>,
}

impl PackFiles {
    /// Reads a folder or a `.zip` with one pack or several (up to three folders deep). Everything or nothing: links, names that
    /// lead out, twins in names, and whatever is too much (400 files, 1 MiB a file, 8 MiB in all) are mistakes.
    pub fn open(path: &Path) -> Result<Vec<Self>, Vec<PackProblem>> {
        let (packs, problems) = Self::open_all(path);
        if problems.is_empty() { Ok(packs) } else { Err(problems) }
    }

    /// The packs of a zip in memory; `name` is said in mistakes.
    pub fn of_zip(name: &str, bytes: &[u8]) -> Result<Vec<Self>, Vec<PackProblem>> {
        let files = zip_read::files(name, bytes).map_err(|problem| vec![problem])?;
        let (packs, problems) = split(name, files);
        if problems.is_empty() { Ok(packs) } else { Err(problems) }
    }

    /// A pack of files that are already in memory, under the rules that hold for any other.
    pub fn of_files(id_hint: &str, files: BTreeMap<String, Vec<u8>>) -> Result<Self, PackProblem> {
        let files: Files = files.into_iter().map(|(name, bytes)| (name, Arc::from(bytes))).collect();
        check_names(id_hint, &files)?;
        make(id_hint.to_owned(), files)
    }

    /// What can be read under a path, and the mistakes of the rest; a folder without a pack is empty.
    pub fn open_all(path: &Path) -> (Vec<Self>, Vec<PackProblem>) {
        let name =
            path.file_name().map_or_else(|| "packs".into(), |name| name.to_string_lossy().into_owned());
        if path.is_dir() {
            return folders(path, &name);
        }
        let bytes = match fs::metadata(path) {
            Ok(meta) if meta.len() > MOST_IN_ALL as u64 => {
                let message =
                    format!("more than {MOST_IN_ALL} bytes: a pack is small, take out what is no part of it");
                return (Vec::new(), vec![problem(&name, "TOO_LARGE", message)]);
            }
            Ok(_) => fs::read(path),
            Err(error) => Err(error),
        };
        let packs = bytes
            .map_err(|error| {
                vec![problem(&name, "UNREADABLE", format!("it cannot be read: {}", error.kind()))]
            })
            .and_then(|bytes| Self::of_zip(&name, &bytes));
        match packs {
            Ok(packs) => (packs, Vec::new()),
            Err(problems) => (Vec::new(), problems),
        }
    }

    /// What `pack.toml` says before anything of its kind.
    pub fn head(&self) -> Result<PackHead, Vec<PackProblem>> {
        let toml = self.toml("pack.toml").map_err(|problem| vec![problem])?;
        let Some(toml) = toml else {
            return Err(vec![problem(&self.id_hint, "NO_PACK", "it has no pack.toml".to_owned())]);
        };
        let mut check = Check::new(&toml);
        let head = Head::read(&mut check, &self.hash);
        head.map(|(head, _)| head).ok_or(check.problems)
    }

    /// A file as text; `None` where it is not there or not UTF-8.
    pub fn text(&self, file: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(file)?).ok()
    }

    /// The pack's own samples, by name.
    pub fn samples(&self) -> Vec<SampleFiles<'_>> {
        let inputs = self.files.iter().filter_map(|(file, input)| {
            let inside = file.strip_prefix("samples/").filter(|inside| !inside.contains('/'))?;
            let (name, end) = inside.rsplit_once('.')?;
            let is_input = matches!(end, "xml" | "json" | "cbor") && !name.ends_with(".expected");
            let known = name.is_empty() || matches!(inside, "planted.json" | "trust.json");
            (is_input && !known).then(|| SampleFiles {
                name: name.to_owned(),
                input_file: file.clone(),
                input,
                expected: self.files.get(&format!("samples/{name}.expected.json")).map(AsRef::as_ref),
            })
        });
        inputs.collect()
    }

    /// Writes the files, and the seal where there is one, into a folder of this name that is made where it is not there.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        for (name, bytes) in self.with_seal() {
            let path = folder.join(&name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// The packs as one zip, each in a folder `id@version`. The same packs give the same bytes.
    pub fn to_zip(packs: &[Self]) -> Result<Vec<u8>, PackProblem> {
        zip_write::bytes(packs)
    }

    /// The packs that a link's `pack.toml` names; none for other kinds, and for text that is no name.
    pub fn names(&self) -> Vec<PackName> {
        let table: toml::Table =
            self.text("pack.toml").and_then(|text| text.parse().ok()).unwrap_or_default();
        let lists = ["schemes", "formats"].into_iter().filter_map(|key| table.get(key)?.as_array());
        lists.flatten().filter_map(|name| PackName::parse(name.as_str()?)).collect()
    }

    /// The name that the pack's folder may always have: `id@version`, or the hint where the head cannot be read.
    pub fn name(&self) -> String {
        self.head().map_or_else(|_| self.id_hint.clone(), |head| head.name().to_string())
    }

    pub(crate) fn with_seal(&self) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<(String, Vec<u8>)> =
            self.files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec())).collect();
        all.extend(self.seal.as_ref().map(|seal| (SEAL_FILE.to_owned(), seal.to_toml().into_bytes())));
        all
    }

    /// A file of the pack as TOML text with its name for mistakes.
    pub(crate) fn toml(&self, file: &str) -> Result<Option<TomlFile>, PackProblem> {
        let Some(bytes) = self.files.get(file) else { return Ok(None) };
        let name = format!("{}/{file}", self.id_hint);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(TomlFile { name, text: text.to_owned() })),
            Err(_) => Err(problem(&name, "NOT_UTF8", "the file is not UTF-8: save it as UTF-8".to_owned())),
        }
    }
}
