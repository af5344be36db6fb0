//! Files into packs: from a folder or a zip's contents, by names that every system can keep, within limits.

use crate::{PackFiles, PackProblem, Seal, package::SEAL_FILE};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
    sync::Arc,
};

/// Most files of a folder with one pack, or of a zip.
pub(crate) const MOST_FILES: usize = 400;
/// Largest file, in bytes.
pub(crate) const MOST_BYTES: usize = 1024 * 1024;
/// Most bytes of a folder with one pack, or of a zip, in all.
pub(crate) const MOST_IN_ALL: usize = 8 * 1024 * 1024;
/// Folders within each other, in a pack and above it.
const MOST_DEEP: usize = 4;
/// Longest name of a file with its folders, in bytes.
const LONGEST_NAME: usize = 160;
pub(crate) type Files = BTreeMap<String, Arc<[u8]>>;

/// A mistake of a whole file.
pub(crate) fn problem(file: &str, code: &str, message: String) -> PackProblem {
    PackProblem { code: code.to_owned(), file: file.to_owned(), line: 1, column: 1, message }
}

/// Whether a name says that its file is none of the pack's: what editors and systems leave behind.
pub(crate) fn left_behind(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "." && part != ".." || part == "__MACOSX")
}

/// Why a name of a file cannot be one of a pack, if so; with what to write instead.
pub(crate) fn bad_name(name: &str) -> Option<&'static str> {
    if name.len() > LONGEST_NAME {
        return Some("the name is longer than 160 bytes: give it a shorter one");
    }
    if name.starts_with('/') || name.contains(':') {
        return Some("the name is absolute: names of files are relative to the pack");
    }
    if name.contains('\\') || name.chars().any(char::is_control) {
        return Some("the name has a backslash or a control character: folders are parted by /");
    }
    if name.split('/').any(|part| part == "..") {
        return Some("the name leads out of the pack: write it without ..");
    }
    if name.split('/').any(|part| part.is_empty() || part == "." || part.ends_with(['.', ' '])) {
        return Some(
            "a part of the name is empty, or ends in a dot or a space: not every system can keep it",
        );
    }
    (name.split('/').count() > MOST_DEEP)
        .then_some("the file stands more than three folders deep: bring it higher")
}

/// Names that can be kept on every system, none twice.
pub(crate) fn check_names(pack: &str, files: &Files) -> Result<(), PackProblem> {
    let mut seen = BTreeSet::new();
    for name in files.keys() {
        if let Some(why) = bad_name(name) {
            return Err(problem(pack, "FILE_NAME", format!("{}: {why}", shown(name))));
        }
        if !seen.insert(name.to_lowercase()) {
            let message = format!(
                "{}: another name differs only in capital letters: not every system can keep both",
                shown(name)
            );
            return Err(problem(pack, "CASE_TWINS", message));
        }
    }
    too_much(pack, files.len(), files.values().map(|bytes| bytes.len()))
}

/// The limits, for what is already in memory.
fn too_much(pack: &str, count: usize, sizes: impl Iterator<Item = usize>) -> Result<(), PackProblem> {
    let (mut most, mut all) = (0, 0usize);
    for size in sizes {
        most = most.max(size);
        all = all.saturating_add(size);
    }
    let message = if count > MOST_FILES {
        format!("{count} files, and a pack has at most {MOST_FILES}")
    } else if most > MOST_BYTES {
        format!("a file of {most} bytes, and none has more than {MOST_BYTES}")
    } else if all > MOST_IN_ALL {
        format!("{all} bytes in all, and a pack has at most {MOST_IN_ALL}")
    } else {
        return Ok(());
    };
    Err(problem(pack, "TOO_LARGE", message))
}

/// A name from outside as it can be shown: short, without control characters.
pub(crate) fn shown(name: &str) -> String {
    name.chars().take(80).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A pack of checked files.
pub(crate) fn make(id_hint: String, mut files: Files) -> Result<PackFiles, PackProblem> {
    let seal = match files.remove(SEAL_FILE) {
        Some(bytes) => Some(Seal::read(&format!("{id_hint}/{SEAL_FILE}"), &bytes)?),
        None => None,
    };
    let mut hash = Sha256::new();
    for (name, bytes) in &files {
        for part in [name.as_bytes(), bytes] {
            // The length keeps a name and its content apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Ok(PackFiles { id_hint, files, hash: hex::encode(hash.finalize()), seal })
}

/// The packs among the files of a zip: wherever a `pack.toml` stands, highest first.
pub(crate) fn split(zip: &str, files: Files) -> (Vec<PackFiles>, Vec<PackProblem>) {
    if let Err(problem) = check_names(zip, &files) {
        return (Vec::new(), vec![problem]);
    }
    let mut roots: Vec<String> = Vec::new();
    let mut found: Vec<&str> = files.keys().filter_map(|name| name.strip_suffix("pack.toml")).collect();
    found.sort_by_key(|root| root.matches('/').count());
    for root in found.iter().filter(|root| root.is_empty() || root.ends_with('/')) {
        if !roots.iter().any(|above| root.starts_with(above.as_str())) {
            roots.push((*root).to_owned());
        }
    }
    if roots.is_empty() {
        let message = "no pack.toml in it: zip the pack's folder, or what is in it".to_owned();
        return (Vec::new(), vec![problem(zip, "NO_PACK", message)]);
    }
    let (mut packs, mut problems) = (Vec::new(), Vec::new());
    for root in roots {
        let own = files.iter().filter_map(|(name, bytes)| {
            name.strip_prefix(&root).map(|inside| (inside.to_owned(), bytes.clone()))
        });
        let folder = root.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let zip_is_the_pack = folder.is_empty();
        let hint = if zip_is_the_pack { zip.trim_end_matches(".zip") } else { folder };
        match make(hint.to_owned(), own.collect()) {
            Ok(mut pack) => {
                // A zip may have any name, as downloads do; a folder's name is the pack's.
                if zip_is_the_pack {
                    pack.id_hint = pack.name();
                }
                packs.push(pack);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (packs, problems)
}

/// The packs of a folder: itself, or folders up to three below it. Sorted.
pub(crate) fn folders(root: &Path, name: &str) -> (Vec<PackFiles>, Vec<PackProblem>) {
    let (mut packs, mut problems) = (Vec::new(), Vec::new());
    let mut next = vec![(root.to_path_buf(), name.to_owned(), 0)];
    while let Some((path, name, deep)) = next.pop() {
        if path.join("pack.toml").is_file() {
            let mut files = Files::new();
            let pack = gather(&path, &name, "", &mut files).and_then(|()| check_names(&name, &files));
            match pack.and_then(|()| make(name, files)) {
                Ok(pack) => packs.push(pack),
                Err(problem) => problems.push(problem),
            }
            continue;
        }
        if deep == MOST_DEEP - 1 {
            continue;
        }
        let below = fs::read_dir(&path).into_iter().flatten().flatten();
        let mut below: Vec<_> = below
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned(), deep + 1))
            .filter(|(_, name, _)| !left_behind(name))
            .collect();
        below.sort_by(|one, other| other.cmp(one));
        next.extend(below);
    }
    (packs, problems)
}

/// The files of a folder and of those within it.
fn gather(folder: &Path, pack: &str, prefix: &str, files: &mut Files) -> Result<(), PackProblem> {
    let unreadable =
        |error: &io::Error| problem(pack, "UNREADABLE", format!("it cannot be read: {}", error.kind()));
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))?.flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if left_behind(&name) {
            continue;
        }
        let kind = entry.file_type().map_err(|error| unreadable(&error))?;
        if kind.is_dir() && prefix.matches('/').count() < MOST_DEEP {
            gather(&entry.path(), pack, &format!("{name}/"), files)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_or(0, |meta| meta.len());
            if size > MOST_BYTES as u64 || files.len() >= MOST_FILES {
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                too_much(&format!("{pack}/{}", shown(&name)), files.len() + 1, [size].into_iter())?;
            }
            let bytes = fs::read(entry.path()).map_err(|error| unreadable(&error))?;
            files.insert(name, Arc::from(bytes));
            let sizes = files.values().map(|bytes| bytes.len());
            if files.len().is_multiple_of(16) {
                too_much(pack, files.len(), sizes)?;
            }
        } else {
            let message =
                format!("{}: a link or something that is no file: put the file itself there", shown(&name));
            return Err(problem(pack, "NOT_A_FILE", message));
        }
    }
    Ok(())
}
