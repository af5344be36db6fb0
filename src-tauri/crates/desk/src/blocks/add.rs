//! Packs are taken in: read from a folder or a zip, kept as material, reported on. Nothing of it is active.

use super::active::Held;
use super::standing::Grounds;
use crate::error::Error;
use crate::setup::passphrase_key;
use crate::view::{PackCheckView, PackReportView, SecondInput};
use crate::{Desk, Inner, Second};
use block::{PackFiles, PackKind};
use chrono::{DateTime, Utc};
use std::path::Path;

impl Desk {
    /// Takes packs in from a folder or a zip and reports on each. Errors: NOT_ALLOWED_FOR_ROLE, FILE_NOT_FOUND.
    pub fn add_pack(&self, now: DateTime<Utc>, path: String) -> Result<PackReportView, Error> {
        let inner = &self.0;
        inner.must_administer()?;
        let path = Path::new(path.trim());
        if !path.exists() {
            return Err(Error::new("FILE_NOT_FOUND"));
        }
        let (mut packs, mut refused, grounds) = (Vec::new(), Vec::new(), inner.grounds()?);
        let opened = match PackFiles::open(path) {
            Ok(opened) => opened,
            Err(problems) => {
                let problems = problems.iter().map(super::report::problem).collect();
                return Ok(PackReportView { packs: Vec::new(), problems });
            }
        };
        for files in opened {
            match files.head() {
                Err(problems) => refused.push(super::report::headless(&files, &problems, inner.language())),
                Ok(head) => {
                    let bytes = PackFiles::to_zip(std::slice::from_ref(&files))
                        .map_err(|problem| Error::new("PACK_NOT_KEPT").detail(problem))?;
                    inner.store.keep_pack(&files.hash, &head.id, &head.version, &bytes, now)?;
                    let standing = grounds.standing(&files, &head);
                    packs.push(Held { files, head, standing, since: None });
                }
            }
        }
        let mut reports = inner.reports(&packs)?;
        reports.append(&mut refused);
        inner.changed();
        Ok(PackReportView { packs: reports, problems: Vec::new() })
    }

    /// The report on a pack that was added, together with those it was made for: what a link names, or the link that names
    /// it; or that works here. Error: PACK_NOT_HERE.
    pub fn pack_report(&self, _now: DateTime<Utc>, hash: String) -> Result<PackCheckView, Error> {
        let inner = &self.0;
        let active = inner.packs().resulting(&[]).into_iter().find(|pack| pack.files.hash == hash);
        let together = if let Some(pack) = active {
            vec![pack]
        } else {
            let pack = inner.kept(&hash, &inner.grounds()?)?;
            let mut together = inner.companions(&pack)?;
            together.push(pack);
            together
        };
        let reports = inner.reports(&together)?;
        reports.into_iter().find(|report| report.hash == hash).ok_or_else(|| Error::new("PACK_NOT_HERE"))
    }

    /// Refuses whoever may not change packs.
    pub(super) fn may_change_packs(&self, second: Option<SecondInput>) -> Result<(), Error> {
        let second = second.map(|second| Second { officer: second.officer, passphrase: second.passphrase });
        self.may_change_arrangements(second.as_ref())
    }
}

impl Inner {
    /// A pack that was taken in, from its bytes. Errors: PACK_NOT_HERE, PACK_BYTES_MISSING.
    pub(super) fn kept(&self, hash: &str, grounds: &Grounds) -> Result<Held, Error> {
        let kept = self.store.kept_pack(hash)?.ok_or_else(|| Error::new("PACK_NOT_HERE").detail(hash))?;
        let missing =
            || Error::new("PACK_BYTES_MISSING").value("pack", format!("{}@{}", kept.pack, kept.version));
        let bytes = self.store.whole_material(&kept.material)?.ok_or_else(missing)?;
        let (files, head) = super::active::unpacked(&kept.pack, &bytes, &kept.hash).ok_or_else(missing)?;
        let standing = grounds.standing(&files, &head);
        Ok(Held { files, head, standing, since: None })
    }

    /// Packs that were taken in for the same exchange and are not active: what a link names; for others, links that name them
    /// with all that those name.
    fn companions(&self, pack: &Held) -> Result<Vec<Held>, Error> {
        let grounds = self.grounds()?;
        let mut kept = Vec::new();
        for other in self.store.kept_packs()? {
            if other.hash != pack.files.hash
                && !self.packs().added.iter().any(|one| one.files.hash == other.hash)
            {
                // One that cannot be read any more says so in its own report.
                kept.extend(self.kept(&other.hash, &grounds).ok());
            }
        }
        // The newest of each name.
        let mut seen = std::collections::BTreeSet::from([pack.name()]);
        kept.retain(|other: &Held| seen.insert(other.name()));
        let links: Vec<&Held> = kept
            .iter()
            .chain(std::iter::once(pack))
            .filter(|held| held.head.kind == PackKind::Link)
            .filter(|link| link.files.hash == pack.files.hash || names(link).contains(&pack.name()))
            .collect();
        let wanted: Vec<String> = links.iter().flat_map(|link| names(link)).collect();
        let of_links: Vec<String> = links.iter().map(|link| link.files.hash.clone()).collect();
        kept.retain(|other| wanted.contains(&other.name()) || of_links.contains(&other.files.hash));
        Ok(kept)
    }

    /// Officers who can confirm as second person: others here who have a passphrase of their own.
    pub(super) fn seconds(&self) -> Result<Vec<String>, Error> {
        let mut seconds = Vec::new();
        for officer in self.store.officers()? {
            if officer.id != self.officer && self.store.preference(&passphrase_key(&officer.id))?.is_some() {
                seconds.push(officer.id);
            }
        }
        Ok(seconds)
    }
}

/// What a link's `pack.toml` names, as `id@version`; nothing for other kinds.
pub(super) fn names(pack: &Held) -> Vec<String> {
    pack.files.names().iter().map(ToString::to_string).collect()
}
