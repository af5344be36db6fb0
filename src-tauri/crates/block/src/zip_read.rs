//! A zip from outside, read into memory under hard limits. Nothing is ever unpacked to a disk.

use crate::{
    PackProblem,
    gather::{MOST_BYTES, MOST_FILES, MOST_IN_ALL, bad_name, left_behind, problem, shown},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
    sync::Arc,
};
use zip::{CompressionMethod, ZipArchive, read::ZipFile};

/// How many times larger than in the zip a file may be; texts of a pack pack to a tenth.
const MOST_RATIO: u64 = 100;
/// Below this size, in bytes, the ratio says nothing.
const RATIO_FROM: u64 = 64 * 1024;

/// The files of a zip by name. Folders, and what systems leave behind, are passed over.
pub(crate) fn files(zip: &str, bytes: &[u8]) -> Result<BTreeMap<String, Arc<[u8]>>, PackProblem> {
    let say = |code: &str, message: String| problem(zip, code, message);
    if bytes.len() > MOST_IN_ALL {
        return Err(say("TOO_LARGE", format!("the zip has more than {MOST_IN_ALL} bytes: a pack is small")));
    }
    let no_zip =
        || say("ZIP", "this is no zip that can be read: make it anew, or give the folder itself".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_zip())?;
    if archive.len() > MOST_FILES * 2 {
        return Err(say("TOO_LARGE", format!("more than {MOST_FILES} files in the zip")));
    }
    if archive.has_duplicate_names() {
        return Err(say("ZIP_TWINS", "two files in the zip have one name: keep one of them".to_owned()));
    }
    if archive.has_overlapping_entries().map_err(|_| no_zip())? {
        return Err(say(
            "ZIP_BOMB",
            "files in the zip lie over each other: no tool that packs makes this".to_owned(),
        ));
    }
    let (mut all, mut together) = (BTreeMap::new(), 0usize);
    let mut seen = BTreeSet::new();
    for at in 0..archive.len() {
        // Looked at before anything is unpacked.
        let Some(name) = ({
            let file = archive.by_index_raw(at).map_err(|_| no_zip())?;
            look(zip, &file)?
        }) else {
            continue;
        };
        if !seen.insert(name.clone()) {
            return Err(say(
                "ZIP_TWINS",
                format!("{}: two files in the zip have this name: keep one", shown(&name)),
            ));
        }
        if all.len() >= MOST_FILES {
            return Err(say("TOO_LARGE", format!("more than {MOST_FILES} files in the zip")));
        }
        let file = archive.by_index(at).map_err(|_| no_zip())?;
        let mut content = Vec::new();
        // What the zip says of sizes is not believed.
        let read = file.take(MOST_BYTES as u64 + 1).read_to_end(&mut content);
        if read.is_err() {
            let message = format!("{}: it is damaged in the zip: make the zip anew", shown(&name));
            return Err(say("ZIP", message));
        }
        if content.len() > MOST_BYTES {
            let message =
                format!("{}: unpacks to more than {MOST_BYTES} bytes, and no file has more", shown(&name));
            return Err(say("TOO_LARGE", message));
        }
        together = together.saturating_add(content.len());
        if together > MOST_IN_ALL {
            return Err(say(
                "TOO_LARGE",
                format!("unpacks to more than {MOST_IN_ALL} bytes in all: a pack is small"),
            ));
        }
        all.insert(name, Arc::from(content));
    }
    Ok(all)
}

/// The name of a file that is to be read; `None` for what is passed over.
fn look<R: Read>(zip: &str, file: &ZipFile<'_, R>) -> Result<Option<String>, PackProblem> {
    let Ok(name) = std::str::from_utf8(file.name_raw()) else {
        return Err(problem(
            zip,
            "FILE_NAME",
            "a name in the zip is not UTF-8: give the file a plain name".to_owned(),
        ));
    };
    let say = |code: &str, why: String| Err(problem(zip, code, format!("{}: {why}", shown(name))));
    let plain = name.strip_suffix('/').unwrap_or(name);
    if let Some(why) = bad_name(plain) {
        return say("FILE_NAME", why.to_owned());
    }
    if file.encrypted() {
        return say("ZIP_ENCRYPTED", "it is encrypted: make the zip without a password".to_owned());
    }
    let kind = file.unix_mode().map_or(0, |mode| mode & 0o170_000);
    if file.is_symlink() || !matches!(kind, 0 | 0o100_000 | 0o040_000) {
        return say(
            "NOT_A_FILE",
            "a link or something that is no file: put the file itself there".to_owned(),
        );
    }
    if name.ends_with('/') || left_behind(name) {
        return Ok(None);
    }
    if name.to_lowercase().ends_with(".zip") {
        return say(
            "ZIP_NESTED",
            "a zip within a zip is not opened: put its folder there instead".to_owned(),
        );
    }
    if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return say(
            "ZIP_METHOD",
            "packed in a way that is not read: use deflate, as every zip tool can".to_owned(),
        );
    }
    if file.size() > RATIO_FROM && file.size() / file.compressed_size().max(1) > MOST_RATIO {
        let why = format!("unpacks to more than {MOST_RATIO} times its size: no text of a pack does");
        return say("ZIP_BOMB", why);
    }
    Ok(Some(name.to_owned()))
}
