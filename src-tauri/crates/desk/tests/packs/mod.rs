//! Packs that tests make, and folders of data that nobody else uses.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // each test uses a part

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use desk::assets::Assets;
use desk::view::SecondInput;
use desk::{Desk, FolderKind, KeyKeeping, NewOfficer, Open, Role, SetUp};
use keys::{BlockKey, KeyChest, Unlock, Zeroizing};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets");
const PASSPHRASE: &str = "corridor lantern seven";

pub fn at(minute: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 25, 9, 0, 0).unwrap() + Duration::minutes(minute)
}

/// A folder of data with one administrator, and a second officer who can confirm.
pub struct Post {
    pub dir: TempDir,
    kind: FolderKind,
    account: String,
}

impl Post {
    pub fn training() -> Self {
        Self::of(FolderKind::Training)
    }

    pub fn live() -> Self {
        Self::of(FolderKind::Live)
    }

    fn of(kind: FolderKind) -> Self {
        let dir = TempDir::new().unwrap();
        let account = whoami::username().unwrap();
        let officer = |id: &str, roles: &[Role]| NewOfficer {
            id: id.to_owned(),
            name: id.to_owned(),
            roles: roles.to_vec(),
        };
        let live = kind == FolderKind::Live;
        desk::set_up(
            &SetUp {
                folder: dir.path().join("post"),
                kind,
                post: "Kesra-Pass".to_owned(),
                officers: vec![
                    officer(&account, &[Role::BorderOfficer, Role::Verifier, Role::Administrator]),
                    officer("sadiq", &[Role::Verifier]),
                ],
                key: if live { KeyKeeping::Passphrase } else { KeyKeeping::KeyFile },
                passphrase: live.then(|| PASSPHRASE.to_owned()),
                second: live.then(|| ("sadiq".to_owned(), "orchard and river".to_owned())),
            },
            at(0),
        )
        .unwrap();
        Self { dir, kind, account }
    }

    pub fn folder(&self) -> PathBuf {
        self.dir.path().join("post")
    }

    /// Opens it as a program that starts does.
    pub fn open(&self) -> Desk {
        self.open_as(None)
    }

    pub fn open_as(&self, officer: Option<&str>) -> Desk {
        let live = self.kind == FolderKind::Live;
        Desk::open(&Open {
            folder: self.folder(),
            officer: Some(officer.unwrap_or(&self.account).to_owned()),
            role: None,
            passphrase: live.then(|| PASSPHRASE.to_owned()),
            assets: Assets::under(Path::new(ASSETS)),
        })
        .unwrap()
    }

    /// The administration's block key, as the chest has it.
    pub fn block_key(&self) -> BlockKey {
        let folder = self.folder();
        let unlock = match self.kind {
            FolderKind::Training => Unlock::KeyFile(folder.join("training.key")),
            FolderKind::Live => Unlock::Passphrase(Zeroizing::new(PASSPHRASE.to_owned())),
        };
        KeyChest::open(&folder, &unlock).unwrap().block_signer()
    }
}

pub fn second() -> SecondInput {
    SecondInput { officer: "sadiq".to_owned(), passphrase: "orchard and river".to_owned() }
}

/// Writes a pack into `under/NAME`; returns the folder.
pub fn pack(under: &Path, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = under.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        std::fs::write(folder.join(file), text).unwrap();
    }
    folder
}

/// Puts a seal of this key on a pack.
pub fn seal(folder: &Path, key: &BlockKey) {
    use base64::Engine as _;
    let pack = block::PackFiles::open(folder).unwrap().remove(0);
    let head = pack.head().unwrap();
    let text = block::Seal::text(&head.id, &head.version, &pack.hash);
    let seal = block::Seal {
        pack: head.id,
        version: head.version,
        hash: pack.hash,
        key: hex::encode(key.public()),
        signature: base64::engine::general_purpose::STANDARD.encode(key.sign(&text)),
    };
    std::fs::write(folder.join("pack.sig"), seal.to_toml()).unwrap();
}

/// A format that no pack which ships knows: notes in JSON. `hs` says whether it maps the HS code.
pub fn format(under: &Path, version: &str, hs: bool) -> PathBuf {
    let head = format!(
        "id = \"norland-notes\"\nversion = \"{version}\"\nkind = \"format\"\ntitle = \"Notes of Norland\"\ntraining = false\n"
    );
    let hs = if hs { "hs = \"tariff\"\n" } else { "" };
    let message = format!(
        r#"[message]
is        = "a note of origin of Norland"
kind      = "certificate"
syntax    = "json"
recognise = ["norlandNote", "goods"]

[forms]
date = "DD/MM/YYYY"
hs   = "0000.00"

[certificate]
number = "norlandNote"

[scheme]
code = "agreement"

[issued]
date = "day"

[issuer]
country = "from"

[exporter]
name = "seller"

[items]
each        = "goods[]"
description = "what"
{hs}"#
    );
    pack(under, &format!("norland-notes@{version}"), &[("pack.toml", &head), ("note.toml", &message)])
}

/// The scheme of those notes: number and HS code are mandatory.
pub fn scheme(under: &Path) -> PathBuf {
    let text = std::fs::read_to_string(Path::new(ASSETS).join("blocks/schemes/form-ca/pack.toml")).unwrap();
    let text = text
        .replacen("\"form-ca\"", "\"form-nl\"", 1)
        .replacen("code = \"CA\"", "code = \"NL\"", 1)
        .replacen("training  = true", "training  = false", 1);
    assert!(text.contains("\"items[].hs\""), "the scheme asks for the HS code of every item");
    pack(under, "form-nl", &[("pack.toml", &text)])
}

/// The link that joins them.
pub fn link(under: &Path, version: &str) -> PathBuf {
    let text = std::fs::read_to_string(Path::new(ASSETS).join("blocks/links/concordia/pack.toml")).unwrap();
    let text = text
        .replacen("\"concordia\"", "\"norland\"", 1)
        .replacen("version   = \"1.0\"", &format!("version   = \"{version}\""), 1)
        .replacen("training  = true", "training  = false", 1)
        .replacen("\"form-ca@1.0\"", "\"form-nl@1.0\"", 1)
        .replacen("\"uncefact-coo@1.0\", \"concordia-notices@1.0\"", "\"norland-notes@1.0\"", 1)
        .replacen("country        = \"XC\"", "country        = \"XN\"", 1)
        .replacen("name           = \"Concordia\"", "name           = \"Norland\"", 1);
    pack(under, &format!("norland@{version}"), &[("pack.toml", &text)])
}

/// The whole block: link, scheme, format.
pub fn block(under: &Path) -> PathBuf {
    let block = under.join("norland-block");
    link(&block, "1.0");
    scheme(&block);
    format(&block, "1.0", false);
    block
}

/// A note, as a file.
pub fn note(under: &Path, number: u32) -> PathBuf {
    let text = format!(
        r#"{{"norlandNote": "NL-{number:04}", "agreement": "NL", "day": "03/11/2026", "from": "XN", "seller": "Fjord Timber",
            "goods": [{{"what": "Sawn pine boards", "tariff": "4407.11"}}]}}"#
    );
    let file = under.join(format!("note-{number}.json"));
    std::fs::write(&file, text).unwrap();
    file
}
