//! The packs of an installation as they are shown.

use super::active::{Held, Packs};
use super::report::{kind_word, standing_text};
use crate::error::Error;
use crate::text::Language;
use crate::view::{BlocksView, PackVersionView, PackView};
use crate::{Desk, Inner, render};
use block::{Effective, PackKind};
use chrono::{DateTime, Utc};

impl Desk {
    /// All packs: those in force, and those that were added and are not.
    pub fn blocks(&self, _now: DateTime<Utc>) -> Result<BlocksView, Error> {
        let inner = &self.0;
        let grounds = inner.grounds()?;
        let mut rows: Vec<(Held, bool)> = Vec::new();
        {
            let packs = inner.packs();
            rows.extend(packs.resulting(&[]).into_iter().map(|pack| {
                let active = packs.is_active(&pack);
                (pack, active)
            }));
        }
        for kept in inner.store.kept_packs()? {
            if !rows.iter().any(|(pack, _)| pack.files.hash == kept.hash) {
                // Bytes that are gone are said among the problems where they matter.
                rows.extend(inner.kept(&kept.hash, &grounds).ok().map(|pack| (pack, false)));
            }
        }
        rows.sort_by(|(one, one_active), (other, other_active)| {
            (!one_active, rank(one), &one.head.id)
                .cmp(&(!other_active, rank(other), &other.head.id))
                .then_with(|| block::compare_versions(&other.head.version, &one.head.version))
        });
        let seconds = inner.seconds()?;
        Ok(BlocksView {
            packs: rows.iter().map(|(pack, active)| inner.pack_view(pack, *active)).collect(),
            can_change: inner.is_administrator()?,
            needs_second: inner.is_live(),
            seconds,
            block_key: hex::encode(inner.block_key()?),
            block_key_given: inner.given_block_key()?.is_some(),
        })
    }
}

impl Inner {
    fn pack_view(&self, pack: &Held, active: bool) -> PackView {
        let language = self.language();
        let packs = self.packs();
        let library = &packs.library;
        let link = library.links().iter().find(|link| link.hash == pack.files.hash);
        PackView {
            pack: pack.head.id.clone(),
            kind: kind_word(pack.head.kind).to_owned(),
            title: pack.head.title.clone(),
            version: pack.head.version.clone(),
            hash: pack.files.hash.clone(),
            effective: days(&pack.head.effective, language),
            standing: pack.standing.word().to_owned(),
            standing_text: standing_text(pack, language),
            active,
            training: pack.head.training,
            partner: link.map(|link| link.partner.name.clone()),
            earlier: if active { earlier(&packs, pack, language) } else { Vec::new() },
            can_roll_back: active && packs.added.iter().any(|added| added.files.hash == pack.files.hash),
            names: super::add::names(pack),
        }
    }
}

/// Links, then schemes, then formats.
fn rank(pack: &Held) -> u8 {
    match pack.head.kind {
        PackKind::Link => 0,
        PackKind::Scheme => 1,
        PackKind::Format => 2,
    }
}

/// What this pack took the place of, newest first.
fn earlier(packs: &Packs, pack: &Held, language: Language) -> Vec<PackVersionView> {
    let before = packs.shipped.iter().chain(&packs.added).filter(|other| {
        other.files.hash != pack.files.hash && other.head.id == pack.head.id && pack.replaces(other)
    });
    let mut all: Vec<PackVersionView> = before
        .map(|other| PackVersionView {
            version: other.head.version.clone(),
            hash: other.files.hash.clone(),
            since: render::instant_or_none(other.since),
            standing_text: standing_text(other, language),
        })
        .collect();
    all.reverse();
    all
}

/// `from – until`, in words of days; empty where it is in force for ever.
fn days(effective: &Effective, language: Language) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let values = std::collections::BTreeMap::from([
        ("from".to_owned(), day(effective.from)),
        ("until".to_owned(), day(effective.until)),
    ]);
    match (effective.from, effective.until) {
        (None, None) => String::new(),
        (Some(_), None) => language.say("pack.effective.from", &values),
        (None, Some(_)) => language.say("pack.effective.until", &values),
        (Some(_), Some(_)) => language.say("pack.effective.both", &values),
    }
}
