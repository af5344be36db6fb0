//! The officer's decision, per item, in the agreement's own vocabulary. A decision writes its drawdown in
//! the same transaction and is never edited: a later one supersedes it.

use crate::error::Error;
use crate::present::{Looked, presentation_id, used_by_others};
use crate::view::{AnswerView, ItemDecision};
use crate::{Desk, Inner, declare};
use block::{DecisionKind, Scheme};
use certificate::{Item, Light, unit};
use chrono::{DateTime, Utc};
use risk::item_number;
use rust_decimal::Decimal;
use store::{Draft, Drawdown, EventKind, Receipt, Role};

impl Desk {
    /// Records decisions on items of a presentation, all or none. `ledger` is that of the answer they were made on:
    /// LEDGER_MOVED when someone drew from the certificate since. Errors: NOTHING_TO_DECIDE, DECISION_UNKNOWN,
    /// DECISION_NOT_ALLOWED, REASON_NEEDED, QUANTITY_TOO_FINE, PRESENTATION_NOT_FOUND, NOT_ALLOWED_FOR_ROLE.
    pub fn decide(
        &self,
        now: DateTime<Utc>,
        presentation: String,
        ledger: String,
        decisions: Vec<ItemDecision>,
    ) -> Result<AnswerView, Error> {
        let inner = &self.0;
        inner.require(&[Role::BorderOfficer, Role::Verifier])?;
        if decisions.is_empty() {
            return Err(Error::new("NOTHING_TO_DECIDE"));
        }
        let id = presentation_id(&presentation)?;
        let known = inner.store.presentation(&id)?.ok_or_else(|| Error::new("PRESENTATION_NOT_FOUND"))?;
        let looked = inner.look(&known.document, Some(&id), now)?;
        let expected: u64 = ledger.parse().map_err(|_| Error::new("LEDGER_MOVED"))?;
        let drafts = decisions
            .iter()
            .map(|decision| inner.draft(&looked, decision))
            .collect::<Result<Vec<_>, Error>>()?;
        inner.store.append_checked(&drafts, now, &looked.judged.name(), expected)?;
        inner.changed();
        self.answer(now, known.document.to_string(), Some(presentation))
    }
}

impl Inner {
    fn draft(&self, looked: &Looked, decision: &ItemDecision) -> Result<Draft, Error> {
        let presentation =
            looked.presentation.as_ref().ok_or_else(|| Error::new("PRESENTATION_NOT_FOUND"))?;
        let scheme = looked.scheme.as_ref().ok_or_else(|| Error::new("SCHEME_NOT_KNOWN"))?;
        let kind = scheme
            .decisions
            .iter()
            .find(|kind| kind.id == decision.decision)
            .ok_or_else(|| Error::new("DECISION_UNKNOWN").value("decision", &decision.decision))?;
        let record = looked.record()?;
        let item = record
            .items
            .iter()
            .enumerate()
            .find(|(at, item)| item_number(item, *at) == decision.item)
            .map(|(_, item)| item)
            .filter(|_| looked.comparison.takings.contains_key(&decision.item))
            .ok_or_else(|| Error::new("NOTHING_TO_DECIDE").value("item", decision.item))?;
        if let Some(why) = why_not(looked, kind, decision.item) {
            return Err(Error::new("DECISION_NOT_ALLOWED").value("why", why).value("item", decision.item));
        }
        check_reasons(scheme, kind, decision)?;
        let drawdown = if kind.takes_quantity { Some(drawdown(looked, item, decision)?) } else { None };
        let supersedes = presentation
            .decisions
            .iter()
            .rev()
            .find(|earlier| earlier.item == decision.item && earlier.standing)
            .map(|earlier| earlier.event.clone());
        let mut draft = Draft::new(
            &self.officer,
            self.role,
            EventKind::Decided {
                presentation: presentation.id,
                item: decision.item,
                decision: decision.decision.clone(),
                drawdown,
                reasons: decision.reasons.clone(),
                basis: looked.ledger.basis(),
                supersedes,
            },
        );
        // A file that no link brought has no partner to tell.
        let came_by = self.store.message(&looked.judged.message)?.and_then(|message| message.link);
        let state = if kind.takes_quantity { "used" } else { "refused" };
        let tells = kind.takes_quantity || kind.needs_reason;
        let takes = |link: &String| {
            self.library()
                .link(link)
                .is_some_and(|link| link.receipts.states.iter().any(|known| known == state))
        };
        if let (true, Some(link)) = (tells, came_by.filter(takes)) {
            draft = draft.receipt(Receipt {
                link,
                message: looked.judged.message,
                state: state.to_owned(),
                reason: decision.reasons.first().cloned(),
            });
        }
        Ok(draft)
    }
}

/// Why a decision cannot be taken on an item, as a message key; none where it can.
pub(crate) fn why_not(looked: &Looked, kind: &DecisionKind, item: u32) -> Option<&'static str> {
    if !kind.takes_quantity {
        return None;
    }
    if !looked.judged.is_verified() {
        return Some("decision.why.claim");
    }
    let light = certificate::finding::item_light(&looked.findings, item);
    (light == Light::Red).then_some("decision.why.red")
}

fn check_reasons(scheme: &Scheme, kind: &DecisionKind, decision: &ItemDecision) -> Result<(), Error> {
    let known =
        |code: &String| scheme.refusal_reasons.iter().chain(&kind.grounds).any(|reason| reason.code == *code);
    if !decision.reasons.iter().all(known) {
        return Err(Error::new("REASON_NEEDED").value("item", decision.item));
    }
    let wanted = kind.needs_reason || !kind.grounds.is_empty();
    if wanted && decision.reasons.is_empty() {
        return Err(Error::new("REASON_NEEDED").value("item", decision.item));
    }
    Ok(())
}

/// What a decision draws: the quantity named, else all that is declared, but never more than is left.
fn drawdown(looked: &Looked, item: &Item, decision: &ItemDecision) -> Result<Drawdown, Error> {
    let too_fine = || Error::new("QUANTITY_TOO_FINE").value("item", decision.item);
    let presentation = looked.presentation.as_ref().map(|presentation| &presentation.id);
    let used = used_by_others(looked.record()?, &looked.ledger, presentation);
    let certified =
        item.quantity.ok_or_else(|| Error::new("QUANTITY_NOT_CERTIFIED").value("item", decision.item))?;
    let used = used.get(&decision.item).map_or(Decimal::ZERO, |line| line.used);
    let left = certified.saturating_sub(used).max(Decimal::ZERO);
    let taking = looked.comparison.takings.get(&decision.item).and_then(|taking| taking.takes);
    let quantity = match decision.quantity.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => declare::quantity(text)?,
        None => taking
            .map(|takes| takes.min(left))
            .ok_or_else(|| Error::new("QUANTITY_NEEDED").value("item", decision.item))?,
    };
    if quantity > left || quantity.is_zero() {
        return Err(Error::new("DECISION_NOT_ALLOWED")
            .value("why", "decision.why.left")
            .value("item", decision.item)
            .value("left", left.normalize()));
    }
    Ok(Drawdown {
        millionths: unit::millionths(quantity).ok_or_else(too_fine)?,
        unit: item.unit.clone().unwrap_or_default(),
        item: decision.item,
        authorised: unit::millionths(certified).ok_or_else(too_fine)?,
    })
}
