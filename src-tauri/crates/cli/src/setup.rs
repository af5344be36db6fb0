//! Making a data folder.

use crate::act::done;
use crate::arguments::Setup;
use crate::{Done, secret, words};
use chrono::{DateTime, Utc};
use desk::{Error, FolderKind, KeyKeeping, SetUp};

/// Makes it. A live folder asks for the second person's passphrase, and for the folder's where its key is kept under one.
pub fn run(asked: Setup, now: DateTime<Utc>) -> Result<Done, Error> {
    let kind = if asked.live { FolderKind::Live } else { FolderKind::Training };
    let key = match (asked.key, kind) {
        (Some(keeping), _) => KeyKeeping::from(keeping),
        (None, FolderKind::Live) => KeyKeeping::Keyring,
        (None, FolderKind::Training) => KeyKeeping::KeyFile,
    };
    let passphrase = match key {
        KeyKeeping::Passphrase => Some(
            secret::passphrase(words::PASSPHRASE, words::ASK_NEW_PASSPHRASE)
                .ok_or_else(|| Error::new("PASSPHRASE_NEEDED"))?,
        ),
        KeyKeeping::Keyring | KeyKeeping::KeyFile => None,
    };
    let second = match asked.second {
        Some(officer) => {
            let passphrase = secret::passphrase(words::SECOND_PASSPHRASE, words::ASK_SECOND)
                .ok_or_else(|| Error::new("SECOND_PERSON_NEEDED"))?;
            Some((officer, passphrase))
        }
        None => None,
    };
    let officers: Vec<String> = asked.officer.iter().map(|officer| officer.id.clone()).collect();
    let with = SetUp {
        folder: asked.folder,
        kind,
        post: asked.post,
        officers: asked.officer,
        key,
        passphrase,
        second,
    };
    desk::set_up(&with, now)?;
    let folder = with.folder.display().to_string();
    let word = if kind == FolderKind::Live { words::LIVE } else { words::TRAINING };
    let text = format!(
        "{}: {folder} ({word}), {} {}, {} {}\n",
        words::SET_UP,
        words::POST,
        with.post,
        words::OFFICERS,
        officers.join(", ")
    );
    let training = kind == FolderKind::Training;
    let view = serde_json::json!({
        "folder": folder, "training": training, "post": with.post, "officers": officers
    });
    done(&view, text)
}
