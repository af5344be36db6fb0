//! The administration's seal on packs.

use crate::error::Error;
use crate::{Desk, Inner};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use block::{PackFiles, Seal};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A pack that was sealed.
#[derive(Debug, Serialize)]
pub struct Sealed {
    /// `id@version`.
    pub pack: String,
    /// The hash that the seal names.
    pub hash: String,
    /// The public key, hex.
    pub key: String,
    /// Where the seal is: `pack.sig`, or the zip.
    pub file: PathBuf,
}

impl Desk {
    /// Seals the packs of a folder or zip with the administration's block key. An administrator's act. Errors: NOT_ALLOWED_FOR_ROLE, PACK_NOT_HERE
    /// (with the first mistake), FILE_NOT_USABLE.
    pub fn sign_pack(&self, path: &Path) -> Result<Vec<Sealed>, Error> {
        if self.0.role != store::Role::Administrator {
            return Err(Error::new("NOT_ALLOWED_FOR_ROLE"));
        }
        std::fs::metadata(path)?;
        let (packs, problems) = PackFiles::open_all(path);
        // A seal that no longer fits is what is being mended.
        if let Some(problem) = problems.iter().find(|problem| !problem.file.ends_with("pack.sig")) {
            return Err(Error::new("NO_PACK").detail(problem));
        }
        let mut sealed = Vec::new();
        let mut done = Vec::new();
        for mut pack in packs {
            let head = pack.head().map_err(|problems| {
                Error::new("NO_PACK").detail(problems.first().map(ToString::to_string).unwrap_or_default())
            })?;
            let seal = self.0.seal(&head.id, &head.version, &pack.hash);
            let file = if path.is_dir() {
                let folder =
                    folder_of(path, &pack.id_hint, 3).ok_or_else(|| Error::new("FILE_NOT_USABLE"))?;
                std::fs::write(folder.join("pack.sig"), seal.to_toml())?;
                folder.join("pack.sig")
            } else {
                path.to_path_buf()
            };
            done.push(Sealed { pack: pack.name(), hash: pack.hash.clone(), key: seal.key.clone(), file });
            pack.seal = Some(seal);
            sealed.push(pack);
        }
        if sealed.is_empty() {
            return Err(Error::new("NO_PACK"));
        }
        if !path.is_dir() {
            let bytes =
                PackFiles::to_zip(&sealed).map_err(|problem| Error::new("NO_PACK").detail(problem))?;
            std::fs::write(path, bytes)?;
        }
        Ok(done)
    }
}

impl Inner {
    fn seal(&self, pack: &str, version: &str, hash: &str) -> Seal {
        let key = self.chest.block_signer();
        Seal {
            pack: pack.to_owned(),
            version: version.to_owned(),
            hash: hash.to_owned(),
            key: hex::encode(key.public()),
            signature: STANDARD.encode(key.sign(&Seal::text(pack, version, hash))),
        }
    }
}

/// The folder of a pack in or under a folder.
pub(super) fn folder_of(root: &Path, name: &str, deep: u32) -> Option<PathBuf> {
    let named = |path: &Path| {
        path.canonicalize().ok().and_then(|path| path.file_name().map(|own| own == name)).unwrap_or(false)
    };
    if root.join("pack.toml").is_file() {
        return named(root).then(|| root.to_path_buf());
    }
    let entries = std::fs::read_dir(root).ok()?;
    let mut folders: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().filter(|_| deep > 0).find_map(|folder| folder_of(folder, name, deep - 1))
}
