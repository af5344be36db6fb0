//! The folder: JSON and bytes, written whole or not at all.

use crate::{Result, SimulatorError};
use serde::{Serialize, de::DeserializeOwned};
use std::{fs, io, io::Write as _, path::Path};

fn failed(path: &Path) -> impl FnOnce(io::Error) -> SimulatorError {
    let path = path.to_owned();
    move |source| SimulatorError::File { path, source }
}

/// Writes beside and renames, so that a reader sees the old file or the new one.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).map_err(failed(&beside))?;
    fs::rename(&beside, path).map_err(failed(path))
}

pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| damaged(path, error))?;
    write(path, &bytes)
}

/// The bytes of a file; `None` where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path)(error)),
    }
}

/// The value of a JSON file; `None` where there is no file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    read(path)?.map(|bytes| serde_json::from_slice(&bytes).map_err(|error| damaged(path, error))).transpose()
}

/// Adds a value as one line of JSON; what stands in the file is not written again.
pub(crate) fn append_line(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut line = serde_json::to_vec(value).map_err(|error| damaged(path, error))?;
    line.push(b'\n');
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(&line)).map_err(failed(path))
}

/// The values of such a file. A last line that was cut short by a stop never counted; it is taken away, so that the
/// next one does not join it.
pub(crate) fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let Some(mut bytes) = read(path)? else { return Ok(Vec::new()) };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        bytes.truncate(whole);
        write(path, &bytes)?;
    }
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).map_err(|error| damaged(path, error))).collect()
}

pub(crate) fn damaged(path: &Path, reason: impl ToString) -> SimulatorError {
    SimulatorError::Damaged { path: path.to_owned(), reason: reason.to_string() }
}

/// Bytes as base64 in JSON.
pub(crate) mod base64_bytes {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64_STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn lines_outlive_one_that_was_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.jsonl");
        assert_eq!(read_lines::<u32>(&path).unwrap(), [0; 0], "no file, no lines");
        append_line(&path, &1).unwrap();
        append_line(&path, &2).unwrap();
        fs::write(&path, [fs::read(&path).unwrap(), b"3".to_vec()].concat()).unwrap();
        assert_eq!(read_lines::<u32>(&path).unwrap(), [1, 2], "half a line is none");
        append_line(&path, &4).unwrap();
        assert_eq!(read_lines::<u32>(&path).unwrap(), [1, 2, 4], "and the next does not join it");
    }
}
