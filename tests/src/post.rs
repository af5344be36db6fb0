//! A training folder that nobody else uses, and what is seen in it.

use crate::Failure;
use chrono::{DateTime, Utc};
use desk::assets::Assets;
use desk::view::HitView;
use desk::{Desk, FolderKind, KeyKeeping, NewOfficer, Open, Role, SetUp};
use std::path::{Path, PathBuf};

/// The officer who works at every post here.
pub const OFFICER: &str = "terzan";
/// Hits of one page of a walk through everything.
const PAGE: u32 = 200;

/// The data that ships, of this source tree.
pub fn assets() -> Assets {
    Assets::under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets"))
}

/// A training folder, set up with a key file.
#[derive(Clone, Debug)]
pub struct Post {
    folder: PathBuf,
}

impl Post {
    /// Sets a new folder up.
    pub fn new(folder: &Path, now: DateTime<Utc>) -> Result<Self, Failure> {
        let officer = |id: &str, name: &str, roles: &[Role]| NewOfficer {
            id: id.to_owned(),
            name: name.to_owned(),
            roles: roles.to_vec(),
        };
        desk::set_up(
            &SetUp {
                folder: folder.to_owned(),
                kind: FolderKind::Training,
                post: "Kesra-Pass".to_owned(),
                officers: vec![
                    officer(
                        OFFICER,
                        "A. Terzan",
                        &[Role::BorderOfficer, Role::Verifier, Role::Administrator],
                    ),
                    officer("sadiq", "N. Sadiq", &[Role::Verifier]),
                ],
                key: KeyKeeping::KeyFile,
                passphrase: None,
                second: None,
            },
            now,
        )?;
        Ok(Self::at(folder))
    }

    /// A folder that was set up before, perhaps by another process.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.folder.join("origin.db")
    }

    /// Opens it as a program that starts does.
    pub fn open(&self) -> Result<Desk, Failure> {
        Ok(Desk::open(&Open {
            folder: self.folder.clone(),
            officer: Some(OFFICER.to_owned()),
            role: None,
            passphrase: None,
            assets: assets(),
        })?)
    }
}

/// Every document that a query finds, oldest first, by walking through all pages.
pub fn walk(desk: &Desk, query: &str, now: DateTime<Utc>) -> Result<Vec<HitView>, Failure> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = desk.search(now, query.to_owned(), "oldest".to_owned(), after, PAGE)?;
        all.extend(page.hits);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
