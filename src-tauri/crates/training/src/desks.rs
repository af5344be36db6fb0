//! A training desk beside its partners: where things lie in the folder, and how they are opened.

use crate::TrainingError;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use desk::assets::Assets;
use desk::{Connection, Desk, FolderKind, KeyKeeping, NewOfficer, Open, Role, Root, SetUp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use simulator::{Options, Running, World};
use std::path::{Path, PathBuf};

/// Hour at which a base day begins, UTC.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(6, 0, 0) {
    Some(morning) => morning,
    None => NaiveTime::MIN,
};

/// The morning of a base day; without a day, the last morning there was.
pub fn base_of(day: Option<NaiveDate>, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.date_naive().and_time(MORNING).and_utc();
    match day {
        Some(day) => day.and_time(MORNING).and_utc(),
        None if today <= now => today,
        None => today.checked_sub_days(Days::new(1)).unwrap_or(today),
    }
}

/// Opens or makes the three partners of the demonstration in a folder.
pub fn world(
    folder: &Path,
    seed: u64,
    base: DateTime<Utc>,
    good: usize,
    trickle: usize,
) -> Result<World, TrainingError> {
    Ok(World::open(&Options {
        folder: folder.to_owned(),
        seed,
        base,
        blocks: Assets::find().blocks,
        packs: Vec::new(),
        links: Vec::new(),
        good_per_partner: good,
        trickle,
    })?)
}

/// Where the packs that ship lie, and further roots.
pub fn blocks(further: &[PathBuf]) -> Vec<PathBuf> {
    Assets::find().blocks.into_iter().chain(further.iter().cloned()).collect()
}

/// Where the partners of a folder lie.
pub(crate) fn partners_in(folder: &Path) -> PathBuf {
    folder.join("partners")
}

/// Where the desk of a folder lies.
pub(crate) fn desk_in(folder: &Path) -> PathBuf {
    folder.join("desk")
}

/// Opens the training desk of a folder for its first officer; sets it up where it is not.
pub(crate) fn open(folder: &Path, now: DateTime<Utc>) -> Result<Desk, TrainingError> {
    let folder = desk_in(folder);
    let with = Open {
        folder: folder.clone(),
        officer: Some("terzan".to_owned()),
        role: None,
        passphrase: None,
        assets: Assets::find(),
    };
    match Desk::open(&with) {
        Err(error) if error.code == "FOLDER_NOT_SET_UP" => {}
        opened => return Ok(opened?),
    }
    let officer = |id: &str, name: &str, roles: &[Role]| NewOfficer {
        id: id.to_owned(),
        name: name.to_owned(),
        roles: roles.to_vec(),
    };
    desk::set_up(
        &SetUp {
            folder,
            kind: FolderKind::Training,
            post: "Kesra-Pass".to_owned(),
            officers: vec![
                officer("terzan", "A. Terzan", &[Role::BorderOfficer, Role::Verifier, Role::Administrator]),
                officer("sadiq", "N. Sadiq", &[Role::Verifier]),
            ],
            key: KeyKeeping::KeyFile,
            passphrase: None,
            second: None,
        },
        now,
    )?;
    Ok(Desk::open(&with)?)
}

/// Connects the desk to the partners that run; what is connected already writes nothing.
pub(crate) fn connect(desk: &Desk, partners: &Running, now: DateTime<Utc>) -> Result<usize, TrainingError> {
    let connections: Vec<Connection> = partners
        .connections()
        .into_iter()
        .map(|connection| Connection {
            link: connection.link,
            endpoint: connection.endpoint,
            tls_ca: connection.tls_ca,
            root: match connection.root {
                simulator::Root::Certificate(pem) => Root::Certificate(pem),
                simulator::Root::Multikey(key) => Root::Multikey(key),
            },
        })
        .collect();
    Ok(desk.connect(&connections, None, now)?)
}

/// Reads a JSON file; none where there is no such file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, TrainingError> {
    match std::fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map(Some).map_err(|error| TrainingError::file(path, error))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TrainingError::file(path, error)),
    }
}

/// Writes a JSON file beside and moves it, so that who waits for it never reads half of it.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), TrainingError> {
    let text = serde_json::to_vec_pretty(value).map_err(|error| TrainingError::file(path, error))?;
    let draft = path.with_extension("draft");
    std::fs::write(&draft, text).map_err(|error| TrainingError::file(&draft, error))?;
    std::fs::rename(&draft, path).map_err(|error| TrainingError::file(path, error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn a_base_day_is_a_morning_that_was() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(base_of(None, at("2026-11-24T09:00:00Z")), at("2026-11-24T06:00:00Z"), "this morning");
        assert_eq!(
            base_of(None, at("2026-11-24T05:59:00Z")),
            at("2026-11-23T06:00:00Z"),
            "yesterday's, before it"
        );
        let day = NaiveDate::from_ymd_opt(2026, 2, 3);
        assert_eq!(
            base_of(day, at("2026-11-24T09:00:00Z")),
            at("2026-02-03T06:00:00Z"),
            "or the one asked for"
        );
    }
}
