//! One phase after the other: sync, then everything that shows at that time.

use super::report::{Added, DemoReport, Got, Receipts, Row};
use crate::TrainingError;
use chrono::{DateTime, Utc};
use desk::view::{AnswerView, ItemDecision, LightView};
use desk::{Desk, Error};
use simulator::{Expect, Good, Moment, Planted, Running};
use std::collections::{BTreeMap, BTreeSet};

/// A demonstration under way.
pub(super) struct Play<'a> {
    desk: &'a Desk,
    partners: &'a Running,
    rows: Vec<Row>,
    failed_rounds: Vec<String>,
}

/// Light as reports write it.
fn word(light: LightView) -> String {
    match light {
        LightView::Green => "green",
        LightView::Amber => "amber",
        LightView::Red => "red",
        LightView::None => "",
    }
    .to_owned()
}

impl<'a> Play<'a> {
    pub fn new(desk: &'a Desk, partners: &'a Running, rows: Vec<Row>) -> Self {
        Self { desk, partners, rows, failed_rounds: Vec::new() }
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Syncs at a time and judges what shows by then; where something was decided, syncs again so that receipts leave.
    pub fn phase(&mut self, at: DateTime<Utc>) -> Result<(), TrainingError> {
        self.round(at)?;
        let world = self.partners.world();
        let known: BTreeSet<(String, String)> =
            self.rows.iter().map(|row| (row.cause.clone(), row.message.clone())).collect();
        let new = |cause: &str, message: &str| !known.contains(&(cause.to_owned(), message.to_owned()));
        for case in
            world.planted().iter().filter(|case| case.judge_at <= at && new(&case.cause, &case.message))
        {
            let row = self.planted(case)?;
            self.rows.push(row);
        }
        let mut decided = false;
        if at >= world.base() {
            for good in world.good().iter().filter(|good| new(&cause_of(good), &good.message)) {
                let row = self.good(good, world.base())?;
                self.rows.push(row);
                decided = true;
            }
        }
        if decided { self.round(at) } else { Ok(()) }
    }

    fn round(&mut self, at: DateTime<Utc>) -> Result<(), TrainingError> {
        self.partners.set_now(at);
        for link in self.desk.sync_now(None, at)?.links {
            if let Some(code) = link.error {
                self.failed_rounds.push(format!("{} {code} {at}", link.link));
            }
        }
        Ok(())
    }

    fn planted(&self, case: &Planted) -> Result<Row, TrainingError> {
        let at = case.judge_at;
        if case.by_file {
            self.hand_over(case, at)?;
        }
        let got = match case.at {
            Moment::Received => self.received(&case.message, at)?,
            Moment::Presented => self.presented(case, at),
        };
        let wrong = got.against(&case.expect);
        Ok(Row {
            cause: case.cause.clone(),
            link: case.link.clone(),
            number: case.number.clone(),
            message: case.message.clone(),
            expected: case.expect.clone(),
            got,
            ok: wrong.is_empty(),
            wrong,
            at,
        })
    }

    /// As an officer would import it from a stick.
    fn hand_over(&self, case: &Planted, at: DateTime<Utc>) -> Result<(), TrainingError> {
        let path = self.partners.world().folder().join("messages").join(&case.message);
        self.desk.import(&[&path], at)?;
        Ok(())
    }

    fn received(&self, message: &str, at: DateTime<Utc>) -> Result<Got, TrainingError> {
        let quarantine = self.desk.partners(at)?.quarantine;
        if let Some(held) = quarantine.into_iter().find(|row| row.message == message) {
            return Ok(Got { quarantine: Some(held.code), ..Got::default() });
        }
        Ok(got(self.desk.answer(at, message.to_owned(), None)))
    }

    fn presented(&self, case: &Planted, at: DateTime<Utc>) -> Got {
        for declaration in &case.earlier {
            let presented = self.desk.present_declaration(at, &case.message, declaration);
            let answer = self.look(&case.message, presented, at);
            if let Err(error) = answer.and_then(|answer| give(self.desk, answer, at)) {
                return got(Err(error));
            }
        }
        match &case.declaration {
            Some(declaration) => {
                let presented = self.desk.present_declaration(at, &case.message, declaration);
                got(self.look(&case.message, presented, at))
            }
            None => got(Err(Error::new("DECLARATION_NOT_READ"))),
        }
    }

    fn good(&self, good: &Good, at: DateTime<Utc>) -> Result<Row, TrainingError> {
        let received = self.received(&good.message, at)?;
        let presented = self.desk.present_declaration(at, &good.message, &good.declaration);
        let presented = self.look(&good.message, presented, at);
        let decided = presented.clone().and_then(|answer| give(self.desk, answer, at));
        let expected = Expect {
            verdict: Some("TOTAL-PASSED".to_owned()),
            light: Some("green".to_owned()),
            ..Expect::default()
        };
        let mut wrong = Vec::new();
        let mut last = Got::default();
        for (when, got) in
            [("received", received), ("presented", got(presented)), ("decided", got(decided.clone()))]
        {
            wrong.extend(got.against(&expected).into_iter().map(|wrong| format!("when {when}, {wrong}")));
            last = got;
        }
        if let Ok(answer) = &decided
            && !all_decided(answer)
        {
            wrong.push("an item is not decided".to_owned());
        }
        Ok(Row {
            cause: cause_of(good),
            link: good.link.clone(),
            number: Some(good.number.clone()),
            message: good.message.clone(),
            expected,
            got: last,
            ok: wrong.is_empty(),
            wrong,
            at,
        })
    }

    /// The answer for a presentation that was made.
    fn look(
        &self,
        message: &str,
        presentation: Result<String, Error>,
        at: DateTime<Utc>,
    ) -> Result<AnswerView, Error> {
        self.desk.answer(at, message.to_owned(), Some(presentation?))
    }

    /// Does again what can be done again: nothing of it may add anything, and what was decided stays.
    pub fn repeat(&mut self, at: DateTime<Utc>) -> Result<(), TrainingError> {
        self.round(at)?;
        let world = self.partners.world();
        for case in world.planted() {
            if case.by_file {
                self.hand_over(case, at)?;
            }
            for declaration in case.earlier.iter().chain(&case.declaration) {
                self.desk.present_declaration(at, &case.message, declaration)?;
            }
        }
        for good in world.good() {
            let presented = self.desk.present_declaration(at, &good.message, &good.declaration);
            let answer = self.look(&good.message, presented, at)?;
            let row = self.rows.iter_mut().find(|row| row.message == good.message);
            if let (Some(row), false) = (row, all_decided(&answer)) {
                row.ok = false;
                row.wrong.push("a decision of the first run is not there any more".to_owned());
            }
        }
        Ok(())
    }

    pub fn report(self, seed: u64, added: Added, after: (u64, u64)) -> DemoReport {
        let seen = self.partners.receipts();
        let receipts =
            Receipts { arrived: seen.len(), valid: seen.iter().filter(|receipt| receipt.valid).count() };
        let mut lights: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for row in &self.rows {
            let light = match &row.got.quarantine {
                Some(_) => "quarantine".to_owned(),
                None => row.got.light.clone(),
            };
            *lights.entry(row.cause.clone()).or_default().entry(light).or_default() += 1;
        }
        let world = self.partners.world();
        let complete = self.rows.len() == world.planted().len() + world.good().len();
        DemoReport {
            seed,
            base: world.base(),
            ok: complete
                && self.rows.iter().all(|row| row.ok)
                && receipts.arrived > 0
                && receipts.arrived == receipts.valid,
            lights,
            rows: self.rows,
            messages: after.0,
            events: after.1,
            added,
            receipts,
            failed_rounds: self.failed_rounds,
        }
    }
}

/// Gives preference in full on every presented item that is not decided.
pub(crate) fn give(desk: &Desk, answer: AnswerView, at: DateTime<Utc>) -> Result<AnswerView, Error> {
    let decisions: Vec<ItemDecision> = answer
        .items
        .iter()
        .filter(|item| item.presented && item.decision.is_none())
        .map(|item| ItemDecision {
            item: item.number,
            decision: "given".to_owned(),
            quantity: None,
            reasons: Vec::new(),
        })
        .collect();
    match answer.presentation.as_ref().map(|presentation| presentation.id.clone()) {
        Some(presentation) if !decisions.is_empty() => {
            desk.decide(at, presentation, answer.ledger, decisions)
        }
        _ => Ok(answer),
    }
}

fn all_decided(answer: &AnswerView) -> bool {
    answer.items.iter().any(|item| item.presented)
        && answer.items.iter().filter(|item| item.presented).all(|item| item.decision.is_some())
}

fn cause_of(good: &Good) -> String {
    good.trait_.as_ref().map_or_else(|| "good".to_owned(), |difficulty| format!("good/{difficulty}"))
}

fn got(answer: Result<AnswerView, Error>) -> Got {
    match answer {
        Ok(answer) => Got {
            verdict: answer.verdict.indication,
            sub: answer.verdict.sub_indication,
            findings: answer.findings.into_iter().map(|finding| (finding.id, word(finding.light))).collect(),
            light: word(answer.light),
            ..Got::default()
        },
        Err(error) => Got { error: Some(error.to_string()), ..Got::default() },
    }
}
