//! Packs become active, or what stood before them does: an administrator's act, with a second person in a live folder.

use super::active::{Held, Packs};
use super::effects::Effects;
use super::standing::Standing;
use crate::error::Error;
use crate::view::{ActivationView, SecondInput};
use crate::{Desk, Inner};
use block::PackProblem;
use chrono::{DateTime, Utc};
use std::sync::PoisonError;
use store::{Draft, EventKind, Role};

impl Desk {
    /// Activates packs that were added, together, over what is active. `accept` names by hash those that an administrator
    /// accepts though nobody's seal stands for them. Errors: NOT_ALLOWED_FOR_ROLE, SECOND_PERSON_NEEDED, PACK_NOT_HERE,
    /// PACK_UNSIGNED, PACK_ALTERED, PACK_FOREIGN_KEY, PACK_FOR_TRAINING, PACK_PROBLEMS, PACKS_BUSY.
    pub fn activate_packs(
        &self,
        now: DateTime<Utc>,
        hashes: Vec<String>,
        accept: Vec<String>,
        second: Option<SecondInput>,
    ) -> Result<ActivationView, Error> {
        let inner = &self.0;
        self.may_change_packs(second)?;
        let _one = inner.jobs.start(super::CHANGING, "").ok_or_else(|| Error::new("PACKS_BUSY"))?;
        let (mut packs, mut acts, grounds) = (Vec::new(), Vec::new(), inner.grounds()?);
        for hash in &hashes {
            let mut pack = inner.kept(hash, &grounds)?;
            if inner.packs().is_active(&pack) {
                continue;
            }
            let name = pack.name();
            if !inner.fits(&pack) {
                return Err(Error::new("PACK_FOR_TRAINING").value("pack", name));
            }
            if !pack.standing.suffices() {
                if !accept.contains(hash) {
                    return Err(Error::new(pack.standing.refusal()).value("pack", name));
                }
                pack.standing = Standing::Accepted;
                acts.push(EventKind::PackAccepted {
                    pack: pack.head.id.clone(),
                    version: pack.head.version.clone(),
                    hash: hash.clone(),
                });
            }
            let kept = inner.store.kept_pack(hash)?.ok_or_else(|| Error::new("PACK_NOT_HERE"))?;
            acts.push(EventKind::PackActivated {
                pack: pack.head.id.clone(),
                version: pack.head.version.clone(),
                hash: hash.clone(),
                standing: pack.standing.word().to_owned(),
                material: hex::encode(kept.material),
            });
            pack.since = Some(now);
            packs.push(pack);
        }
        let next = inner.packs().with(&packs);
        refuse_problems(&next.new_problems(&inner.packs()))?;
        let effects = inner.change_packs(next, acts, now)?;
        Ok(inner.activation_view(packs.iter().map(Held::name).collect(), effects))
    }

    /// Takes the latest activation of a pack back; what stood before it is active again. Errors: as activating, and
    /// PACK_NOTHING_BEFORE where nothing was activated over what ships.
    pub fn roll_back_pack(
        &self,
        now: DateTime<Utc>,
        pack: String,
        second: Option<SecondInput>,
    ) -> Result<ActivationView, Error> {
        let inner = &self.0;
        self.may_change_packs(second)?;
        let _one = inner.jobs.start(super::CHANGING, "").ok_or_else(|| Error::new("PACKS_BUSY"))?;
        let top = inner
            .latest_activation(&pack)?
            .ok_or_else(|| Error::new("PACK_NOTHING_BEFORE").value("pack", &pack))?;
        let next = inner.packs().without(&top.hash);
        refuse_problems(&next.new_problems(&inner.packs()))?;
        let active = next.resulting(&[]).iter().filter(|held| held.head.id == pack).map(Held::name).collect();
        let act = EventKind::PackWithdrawn {
            pack: top.pack,
            version: top.version,
            hash: top.hash,
            reason: "roll-back".to_owned(),
        };
        let effects = inner.change_packs(next, vec![act], now)?;
        Ok(inner.activation_view(active, effects))
    }
}

impl Inner {
    /// Writes the acts, swaps the packs and judges again what they touch. What is to be judged is pending before the acts
    /// are written, so that a stop at any moment is made good by the next sync.
    fn change_packs(&self, next: Packs, acts: Vec<EventKind>, now: DateTime<Utc>) -> Result<Effects, Error> {
        let drafts: Vec<Draft> =
            acts.into_iter().map(|act| Draft::new(&self.officer, Role::Administrator, act)).collect();
        if drafts.is_empty() {
            return Ok(Effects::default());
        }
        let touched = {
            // Nobody judges by the packs of before while they are swapped.
            let _gate = self.judging.write().unwrap_or_else(PoisonError::into_inner);
            let touched = self.touch(&self.library(), &next.library)?;
            self.store.append(&drafts, now)?;
            *self.packs.write().unwrap_or_else(PoisonError::into_inner) = next;
            touched
        };
        self.changed();
        self.settle(&touched, now)
    }
}

/// The first mistake refuses all.
fn refuse_problems(problems: &[PackProblem]) -> Result<(), Error> {
    match problems.first() {
        None => Ok(()),
        Some(first) => Err(Error::new("PACK_PROBLEMS").detail(first).value("count", problems.len())),
    }
}
