//! Files that hold keys: written whole or not at all, readable by their owner only.

use crate::{KeyError, seal::Secret};
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Write},
    path::Path,
};
use zeroize::Zeroizing;

/// Nothing that holds keys is larger.
const BYTES_MAX: u64 = 64 * 1024;

/// Writes a new file for its owner only; refuses to replace one.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    // A hard link fails where the name is taken, so two set-ups at once cannot overwrite each other.
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(KeyError::AlreadySetUp),
        Err(error) => return Err(error.into()),
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads a file that holds keys.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if read as u64 > BYTES_MAX { Err(KeyError::Damaged) } else { Ok(bytes) }
}

/// Keeps a master key in a file of its own; one that is there from a set-up that did not end is used again.
pub(crate) fn put(path: &Path, master: &Secret) -> Result<Secret, KeyError> {
    if path.exists() {
        return get(path);
    }
    let text = Zeroizing::new(hex::encode(master.as_slice()));
    write_new(path, text.as_bytes())?;
    Ok(master.clone())
}

/// The master key of a key file, where nobody else can read it.
pub(crate) fn get(path: &Path) -> Result<Secret, KeyError> {
    let bytes = read(path).map_err(|error| match error {
        KeyError::File(ErrorKind::NotFound) => KeyError::KeyFileMissing,
        other => other,
    })?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path)?.permissions()) & 0o077 != 0 {
        return Err(KeyError::KeyFilePermissions);
    }
    let mut master = Secret::default();
    hex::decode_to_slice(bytes.trim_ascii(), master.as_mut_slice()).map_err(|_| KeyError::KeyFileWrong)?;
    Ok(master)
}
