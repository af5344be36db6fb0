//! The file: made once, opened with its key only, unreadable without it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests

mod support;
use store::{DatabaseKey, FolderKind, Nature, Store};
use support::*;

#[test]
fn is_made_once_and_opened_again() {
    let folder = Folder::new();
    let again = Store::create(&folder.path(), &key(), FolderKind::Live, log("x")).unwrap_err();
    assert_eq!(again.code(), "DATABASE_EXISTS", "nothing is overwritten");
    let path = folder.path();
    let Folder { dir: _dir, store } = folder;
    drop(store);
    let store = Store::open(&path, &key()).unwrap();
    assert_eq!(
        (store.kind(), store.log_id()),
        (FolderKind::Training, &log("north-gate")),
        "kind and log stay"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "nobody else may even copy it");
    }
}

#[test]
fn another_key_does_not_open_it() {
    let folder = Folder::new();
    fill(&folder.store, 0, 3);
    let error = Store::open(&folder.path(), &DatabaseKey::new([8; 32])).unwrap_err();
    assert_eq!(error.code(), "DATABASE_KEY_WRONG");
    assert!(folder.store.message(&id(0)).unwrap().is_some(), "and the attempt harms nothing");
    let missing = Store::open(&folder.dir.path().join("none.db"), &key()).unwrap_err();
    assert_eq!(missing.code(), "DATABASE_MISSING");
}

#[test]
fn a_newer_schema_is_refused_undamaged() {
    let folder = Folder::new();
    fill(&folder.store, 0, 3);
    let (path, raw) = (folder.path(), folder.raw());
    let Folder { dir: _dir, store } = folder;
    drop(store);
    let ours: i64 = raw.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(Store::open(&path, &key()).unwrap_err().code(), "DATABASE_TOO_NEW");
    assert_eq!(std::fs::read(&path).unwrap(), before, "not one byte was changed");
    raw_version(&path, ours);
    assert!(Store::open(&path, &key()).unwrap().message(&id(2)).unwrap().is_some(), "all is still there");
}

fn raw_version(path: &std::path::Path, version: i64) {
    raw(path).pragma_update(None, "user_version", version).unwrap();
}

#[test]
fn nothing_in_the_files_can_be_read() {
    let folder = Folder::new();
    let mut judgement = judged(1, Nature::Verified, vec![]);
    let secret = "Zephyrine Quillfeather Exports";
    let mut record = record(1);
    record.exporter.name = Some(secret.into());
    let digest = {
        use sha2::Digest as _;
        sha2::Sha256::digest(serde_json::to_vec(&record).unwrap()).into()
    };
    judgement.index = store::Index::of(&record);
    judgement.content = store::Content::Certificate(Box::new(record));
    judgement.sealed = Some(digest);
    let page = [store::Incoming { bytes: bytes(1), remote_id: Some(secret.into()), hint: None }];
    folder.store.receive("xb", &page, None, at(0)).unwrap();
    folder.store.save_judgement(&judgement).unwrap();
    assert_eq!(
        folder.store.search("zephyrine", None, 10, store::Order::Newest).unwrap().total,
        1,
        "it is there"
    );
    let mut looked_at = 0;
    let mut look = || {
        for entry in std::fs::read_dir(folder.dir.path()).unwrap() {
            let content = std::fs::read(entry.unwrap().path()).unwrap();
            looked_at += content.len();
            for word in ["Zephyrine", "zephyrine", "Quillfeather", "SQLite format 3", "CREATE TABLE"] {
                let found = content.windows(word.len()).any(|window| window == word.as_bytes());
                assert!(!found, "{word} stands in the file");
            }
        }
    };
    look();
    folder.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    look();
    assert!(looked_at > 100_000, "the database, and the log before and after it was written back");
}
