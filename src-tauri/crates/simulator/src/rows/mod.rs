//! The rows of DESIGN section 6: one function a group of causes. What a row must be found as stands beside how it
//! is made.

mod issued;
mod outside;
mod presented;
mod signed;

use crate::{
    Expect, Result,
    key::Kind,
    partner::{Transport, Trust},
    spoil::Twist,
    stall::{Newcomer, Parcel, Sent, Stall},
};
use certificate::Record;
use chrono::{DateTime, Duration, Utc};
pub(crate) use issued::late;

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

/// Plants every row that this partner can show.
pub(crate) fn plant(stall: &mut Stall<'_>) -> Result<()> {
    signed::content(stall)?;
    signed::signers(stall)?;
    signed::revocations(stall)?;
    signed::stale(stall)?;
    issued::numbers(stall)?;
    issued::updates(stall)?;
    presented::presentations(stall)?;
    outside::outside(stall)
}

impl Stall<'_> {
    /// Kind of key for the cases: cheap to make, and both kinds where a partner has two.
    fn case_key(&mut self) -> Kind {
        let ed25519 =
            matches!(self.partner.trust, Trust::Multikey { .. }) && self.draft.chance.pick(&[false, true]);
        if ed25519 { Kind::Ed25519 } else { Kind::P256 }
    }

    /// A newcomer of the cases: entitled, alive, not revoked.
    fn newcomer(&mut self) -> Newcomer {
        let kind = self.case_key();
        self.plain(kind)
    }

    /// A plain certificate issued twenty days ago.
    fn ordinary(&mut self) -> Record {
        let issued = self.ago(20);
        self.draft.certificate(issued)
    }

    /// Published between the first and the second synchronisation.
    fn second(&self) -> DateTime<Utc> {
        self.base - Duration::hours(3)
    }

    /// Published before the first synchronisation.
    fn first(&self) -> DateTime<Utc> {
        self.ago(6)
    }

    fn case(&mut self, cause: &str, twist: impl FnOnce(&Record) -> Twist, expect: Expect) -> Result<()> {
        let record = self.ordinary();
        let twist = twist(&record);
        let hand = self.anyone()?;
        let published = self.second();
        let sent = self.send(Parcel { record, hand: &hand, published, twist })?;
        self.plant(cause, &sent, expect, self.base);
        Ok(())
    }

    fn signed_by(&mut self, new: &Newcomer, published: DateTime<Utc>) -> Result<Sent> {
        let hand = self.official(new)?;
        let record = self.ordinary();
        self.send(Parcel { record, hand: &hand, published, twist: Twist::None })
    }

    fn xml(&self) -> bool {
        self.partner.transport == Transport::Pages
    }
}

/// The consignee's city is another one: a change that no format spells in two ways.
fn altered(record: &Record) -> (String, String) {
    let from = record.consignee.name.clone().or_else(|| record.importer.name.clone()).unwrap_or_default();
    (from, "Another Consignee LLC".to_owned())
}
