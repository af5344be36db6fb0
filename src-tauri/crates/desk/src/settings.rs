//! Settings of this officer, the folder, its log, and the sign that something changed.

use crate::error::Error;
use crate::folder::KeyKeeping;
use crate::render;
use crate::render::small;
use crate::text::Language;
use crate::view::{FolderView, LogCheckView, OfficerView, SettingsView};
use crate::{Desk, Inner};
use chrono::{DateTime, Utc};
use std::sync::atomic::Ordering;
use store::Chain;

impl Desk {
    /// The officer's language.
    pub fn language(&self) -> Language {
        self.0.language()
    }

    /// Changes whenever a face should look again.
    pub fn pulse(&self) -> (u64, usize) {
        let jobs = self.0.jobs.list();
        let done: u32 = jobs.iter().map(|job| job.done.wrapping_add(job.id)).fold(0, u32::wrapping_add);
        (self.0.revision.load(Ordering::Relaxed), jobs.len() << 32 | done as usize)
    }

    /// Asks all work under way to end at its next safe point.
    pub fn shut_down(&self) {
        self.0.jobs.stop_all();
    }

    /// Keeps settings of this officer. No act of office, so no event.
    pub fn set_settings(&self, _now: DateTime<Utc>, settings: SettingsView) -> Result<SettingsView, Error> {
        let inner = &self.0;
        let kept = SettingsView {
            language: Language::of(&settings.language).tag().to_owned(),
            theme: match settings.theme.as_str() {
                theme @ ("light" | "dark") => theme.to_owned(),
                _ => "system".to_owned(),
            },
            letter_keys: settings.letter_keys,
        };
        let text = serde_json::to_string(&kept).map_err(|error| Error::new("INTERNAL").detail(error))?;
        inner.store.set_preference(&inner.settings_key(), Some(&text))?;
        inner.changed();
        Ok(kept)
    }

    /// The folder, its officers, its log.
    pub fn folder(&self, _now: DateTime<Utc>) -> Result<FolderView, Error> {
        let inner = &self.0;
        let language = inner.language();
        let key = match inner.folder.card.key {
            KeyKeeping::Keyring => "key.keyring",
            KeyKeeping::Passphrase => "key.passphrase",
            KeyKeeping::KeyFile => "key.key-file",
        };
        #[allow(clippy::cast_precision_loss)] // a size for people
        let database_bytes = std::fs::metadata(inner.folder.database())?.len() as f64;
        let officers = inner.store.officers()?.into_iter().map(|officer| OfficerView {
            id: officer.id,
            name: officer.name.unwrap_or_default(),
            roles: officer.roles.iter().map(|role| language.word(&format!("role.{role}"))).collect(),
        });
        Ok(FolderView {
            folder: inner.folder.path.display().to_string(),
            training: self.is_training(),
            post: inner.folder.card.post.clone(),
            log: inner.store.log_id().to_string(),
            events: u32::try_from(inner.store.event_count()?).unwrap_or(u32::MAX),
            database_bytes,
            key: language.word(key),
            officers: officers.collect(),
        })
    }

    /// Checks the hash chain of the log from its first event.
    pub fn check_log(&self, _now: DateTime<Utc>) -> Result<LogCheckView, Error> {
        Ok(match self.0.store.verify_chain()? {
            Chain::Whole { events } => LogCheckView { holds: true, events: small(events), broken_at: None },
            Chain::Broken { seq, .. } => {
                LogCheckView { holds: false, events: small(seq), broken_at: Some(small(seq)) }
            }
        })
    }

    /// Folds the log again into the tables that officers' events fill, and counts the quality of documents again.
    pub fn rebuild(&self) -> Result<(), Error> {
        self.0.store.rebuild()?;
        self.0.store.rebuild_quality()?;
        self.0.changed();
        Ok(())
    }

    /// How many messages and events there are: what a repeated run must not change.
    pub fn totals(&self) -> Result<(u64, u64), Error> {
        let messages = self.0.store.message_counts()?.values().sum();
        Ok((messages, self.0.store.event_count()?))
    }
}

impl Inner {
    /// Says that something changed that a face may show.
    pub(crate) fn changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    fn settings_key(&self) -> String {
        format!("settings.{}", self.officer)
    }

    /// This officer's settings, or the usual ones.
    pub(crate) fn preferences(&self) -> SettingsView {
        let kept = self.store.preference(&self.settings_key()).ok().flatten();
        kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(|| SettingsView {
            language: Language::En.tag().to_owned(),
            theme: "system".to_owned(),
            letter_keys: true,
        })
    }

    /// Where pages are proposed to be saved.
    pub(crate) fn proposed_path(&self, number: &str, now: DateTime<Utc>) -> String {
        let plain: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = format!("{plain}_{}.pdf", render::instant(now).replace([':', '-'], ""));
        self.folder.path.join("prints").join(name).display().to_string()
    }
}
