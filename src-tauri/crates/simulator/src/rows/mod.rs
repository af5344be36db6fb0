//! The rows of DESIGN section 6: one function a group of causes. What a row must be found as stands beside how it
//! is made.

mod issued;
mod outside;
mod presented;
mod signed;

use crate::{
    Expect, Result, SimulatorError,
    spoil::Twist,
    stall::{Newcomer, Paper, Parcel, Sent, Stall},
    terms::{Family, Manual, quickest},
};
use certificate::Record;
use chrono::{DateTime, Duration, Utc};
pub(crate) use issued::late;
pub(crate) use outside::unknown_version;
use serde_json::Value;

const PASSED: &str = "TOTAL-PASSED";
const FAILED: &str = "TOTAL-FAILED";
const OPEN: &str = "INDETERMINATE";

fn expect(verdict: &str, sub: &[&str], finding: &str, light: &str) -> Expect {
    Expect {
        verdict: (!verdict.is_empty()).then(|| verdict.to_owned()),
        sub: sub.iter().map(|&sub| sub.to_owned()).collect(),
        finding: (!finding.is_empty()).then(|| finding.to_owned()),
        light: Some(light.to_owned()),
        quarantine: None,
    }
}

fn quarantine(reason: &str) -> Expect {
    Expect { quarantine: Some(reason.to_owned()), ..Expect::default() }
}

/// Plants every row that this partner can show: what its packs have no words for cannot be planted.
pub(crate) fn plant(stall: &mut Stall<'_>) -> Result<()> {
    signed::content(stall)?;
    signed::signers(stall)?;
    signed::revocations(stall)?;
    signed::stale(stall)?;
    if stall.terms.certificates() && stall.terms.main.carries("number") {
        issued::numbers(stall)?;
        issued::updates(stall)?;
        presented::presentations(stall)?;
    }
    outside::outside(stall)
}

impl Stall<'_> {
    /// Key for the cases: cheap to make, and of every kind where all are.
    fn case_key(&mut self) -> Result<Manual> {
        let manuals = self.terms.officials();
        let found = match self.terms.family {
            Family::Integrity => self.draft.chance.one(&manuals).copied(),
            _ => quickest(&manuals),
        };
        found.ok_or_else(|| SimulatorError::Crypto("no algorithm to sign with".to_owned()))
    }

    /// A newcomer of the cases: entitled, alive, not revoked.
    fn newcomer(&mut self) -> Result<Newcomer> {
        let manual = self.case_key()?;
        Ok(self.plain(manual))
    }

    /// A plain certificate issued twenty days ago.
    fn ordinary(&mut self) -> Result<Record> {
        self.certificate(self.ago(20))
    }

    /// A plain document of the same day.
    fn ordinary_paper(&mut self) -> Result<Paper> {
        self.paper(self.ago(20))
    }

    /// Published between the first and the second synchronisation.
    fn second(&self) -> DateTime<Utc> {
        self.base - Duration::hours(3)
    }

    /// Published before the first synchronisation.
    fn first(&self) -> DateTime<Utc> {
        self.ago(6)
    }

    /// Plants a document with a twist; nothing where the twist cannot be given to it.
    fn case(
        &mut self,
        cause: &str,
        twist: impl FnOnce(&Self, &Value) -> Result<Option<Twist>>,
        expect: Expect,
    ) -> Result<()> {
        let paper = self.ordinary_paper()?;
        let value = match &paper {
            Paper::Certificate(record) => crate::stall::value(record)?,
            Paper::Value(value) => value.clone(),
        };
        let Some(twist) = twist(self, &value)? else { return Ok(()) };
        let hand = self.anyone()?;
        let published = self.second();
        let sent = self.send(Parcel { paper, hand: &hand, published, twist })?;
        self.plant(cause, &sent, expect, self.base);
        Ok(())
    }

    fn signed_by(&mut self, new: &Newcomer, published: DateTime<Utc>) -> Result<Sent> {
        let hand = self.official(new)?;
        let paper = self.ordinary_paper()?;
        self.send(Parcel { paper, hand: &hand, published, twist: Twist::None })
    }

    fn xml(&self) -> bool {
        self.terms.family == Family::Xml
    }

    /// A word of the message, and another one: the consignee's name where there is one.
    fn altered(&self, value: &Value) -> Result<Option<(String, String)>> {
        let plain = self.terms.plain("", value)?;
        let names = ["/consignee/name", "/importer/name", "/exporter/name", "/issuer/name"];
        let mut words: Vec<&str> = names.iter().filter_map(|at| value.pointer(at)?.as_str()).collect();
        texts(value, &mut words);
        let word = words.into_iter().find(|word| plain.contains(word));
        Ok(word.map(|word| (word.to_owned(), "Another Consignee LLC".to_owned())))
    }
}

/// Every text with letters and a space in it: what is no code, number or date.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.contains(' ') && text.chars().any(char::is_alphabetic) => {
            found.push(text);
        }
        Value::Array(entries) => entries.iter().for_each(|entry| texts(entry, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}
