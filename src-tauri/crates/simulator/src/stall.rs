//! Where one partner's world is made: signers, messages, and the book of what was planted.

use crate::{
    Expect, Good, Moment, Planted, Result, SimulatorError,
    authority::{Authority, Holder, Life, Revocation, Subject},
    draft::Drafter,
    jades::Shape,
    key::{Key, Kind, Scheme},
    partner::{Dispatch, Entry, Partner, Transport, Trust},
    pen::{Hand, Letter},
    spoil::Twist,
    terms::{Family, Manual, Terms, quickest},
};
use block::author::invent;
use certificate::{Declaration, Record, SignerEntry, SignerStatus, Update, When};
use chrono::{DateTime, Datelike, Duration, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The bench at which one partner's world is made.
pub(crate) struct Stall<'a> {
    pub terms: Terms<'a>,
    pub draft: Drafter<'a>,
    pub base: DateTime<Utc>,
    pub partner: Partner,
    /// Officials who sign without any trouble.
    pub officials: Vec<Hand>,
    pub exporters: Vec<(Holder, Scheme)>,
    pub planted: Vec<Planted>,
    pub good: Vec<Good>,
    /// By SHA-256.
    pub messages: BTreeMap<String, Vec<u8>>,
    signers: usize,
    claims: Option<bool>,
}

/// A signer to be made.
pub(crate) struct Newcomer {
    pub manual: Manual,
    pub until: DateTime<Utc>,
    pub listing: Listing,
    pub revoked: Option<Revocation>,
}

/// How a signer stands on the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    Active,
    /// Disabled since.
    Disabled(DateTime<Utc>),
    /// Not on it.
    Absent,
}

/// A document before it is written.
#[derive(Clone)]
pub(crate) enum Paper {
    /// Fitted to the format once more when it is sent: it may have been changed since it was drafted.
    Certificate(Box<Record>),
    /// A canonical value that is written as it is.
    Value(Value),
}

impl From<Record> for Paper {
    fn from(record: Record) -> Self {
        Self::Certificate(Box::new(record))
    }
}

/// What was sent; the record is empty where the document is no certificate.
pub(crate) struct Sent {
    pub sha256: String,
    pub number: Option<String>,
    pub record: Record,
}

/// A document to be sent.
pub(crate) struct Parcel<'h> {
    pub paper: Paper,
    pub hand: &'h Hand,
    pub published: DateTime<Utc>,
    pub twist: Twist,
}

impl<'a> Stall<'a> {
    pub fn new(terms: Terms<'a>, draft: Drafter<'a>, base: DateTime<Utc>, partner: Partner) -> Self {
        Self {
            terms,
            draft,
            base,
            partner,
            officials: Vec::new(),
            exporters: Vec::new(),
            planted: Vec::new(),
            good: Vec::new(),
            messages: BTreeMap::new(),
            signers: 0,
            claims: None,
        }
    }

    /// So many days before the base day, at its hour; negative is after.
    pub fn ago(&self, days: i64) -> DateTime<Utc> {
        self.base - Duration::days(days)
    }

    /// So many days after departure is late, whatever the scheme allows.
    pub fn late_days(&self) -> i64 {
        self.terms.scheme.map_or(12, |scheme| i64::from(scheme.retrospective_days) + 9)
    }

    /// An entitled signer with nothing special.
    pub fn plain(&self, manual: Manual) -> Newcomer {
        Newcomer { manual, until: self.ago(-900), listing: Listing::Active, revoked: None }
    }

    /// Makes an official with a key of its own and puts it on the list as asked.
    pub fn official(&mut self, new: &Newcomer) -> Result<Hand> {
        self.signers += 1;
        let number = self.signers;
        let country = self.partner.country.clone();
        let people = &self.draft.cast.officials;
        let person = people.get(number % people.len().max(1)).cloned().unwrap_or_default();
        let office = person.office.into_owned();
        // Officials of the cases are told apart by a number after their name.
        let name = if number > people.len() {
            format!("{} {number}", person.name)
        } else {
            person.name.into_owned()
        };
        let since = self.terms.memory() + 300;
        let life = Life { from: self.ago(since), until: new.until };
        let mut entry = SignerEntry {
            id: format!("{country}-{number:03}"),
            name: Some(name.clone()),
            office: Some(office.clone()),
            from: Some(self.ago(since - 10)),
            ..SignerEntry::default()
        };
        let hand = match &mut self.partner.trust {
            Trust::Certificates { authorities, .. } => {
                let at = 1.min(authorities.len().saturating_sub(1));
                let authority = authorities
                    .get_mut(at)
                    .ok_or_else(|| SimulatorError::Crypto("no authority for officials".to_owned()))?;
                let organisation = self.terms.link.partner.administration.clone();
                let subject = Subject {
                    country: &country,
                    organisation: &organisation,
                    unit: Some(&office),
                    name: &name,
                };
                let holder = authority.signer(new.manual.0, &subject, life)?;
                if let Some(revocation) = new.revoked {
                    authority.revoke(&holder, revocation);
                }
                entry.key = holder.thumbprint();
                Hand::Certificate { scheme: new.manual.1, holder }
            }
            Trust::Multikey { method, .. } => {
                let key = Key::generate(new.manual.0)?;
                let controller = method.split('#').next().unwrap_or_default();
                let method = format!("{controller}#key-{number:03}");
                entry.key = key.multikey()?;
                entry.method = Some(method.clone());
                entry.expires = Some(new.until);
                Hand::Multikey { key, method }
            }
        };
        let multikey = matches!(hand, Hand::Multikey { .. });
        let change = match (new.listing, new.revoked.filter(|_| multikey)) {
            (Listing::Absent, _) => return Ok(hand),
            (Listing::Disabled(since), _) => {
                let changed =
                    SignerEntry { status: SignerStatus::Disabled, until: Some(since), ..entry.clone() };
                Some((since, changed))
            }
            (_, Some(revocation)) => {
                let changed = SignerEntry {
                    revoked: Some(revocation.at),
                    reason: Some(revocation.reason.name().to_owned()),
                    ..entry.clone()
                };
                Some((revocation.published, changed))
            }
            _ => None,
        };
        self.partner.roll.push(Entry { listed: self.ago(since - 20), first: entry, change });
        Ok(hand)
    }

    /// One of the officials who sign without trouble.
    pub fn anyone(&mut self) -> Result<Hand> {
        let last = i64::try_from(self.officials.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.draft.chance.between(0, last)).unwrap_or_default();
        self.officials.get(at).cloned().ok_or_else(|| SimulatorError::Crypto("no officials".to_owned()))
    }

    /// Whether its documents say when they were signed so that a desk understands it.
    pub fn claims_time(&mut self) -> Result<bool> {
        if let Some(known) = self.claims {
            return Ok(known);
        }
        let value = match self.paper(self.ago(20))? {
            Paper::Certificate(record) => value(&record)?,
            Paper::Value(value) => value,
        };
        let claims = self.terms.claims_time(&self.terms.plain("", &value)?);
        self.claims = Some(claims);
        Ok(claims)
    }

    /// A document like many others, of this partner's kind.
    pub fn paper(&mut self, issued: DateTime<Utc>) -> Result<Paper> {
        if self.terms.certificates() {
            return Ok(self.certificate(issued)?.into());
        }
        let (fit, library) = (&self.terms.main, self.terms.library);
        let seed = u64::try_from(self.draft.chance.between(0, i64::MAX)).unwrap_or_default();
        let mut value = invent(fit.message, library, seed);
        let day = serde_json::json!(When::instant_utc(issued));
        let kind = library.kind(&fit.message.kind);
        if let Some(number) = kind.and_then(|kind| kind.number.as_ref()) {
            fit.set(&mut value, number, &serde_json::json!(self.draft.number(issued.year())));
        }
        if let Some(field) = kind.and_then(|kind| kind.issued.as_ref()) {
            fit.set(&mut value, field, &day);
        }
        Ok(Paper::Value(fit.value(value, &mut |_, _| None)?))
    }

    fn number_of(&self, value: &Value) -> Option<String> {
        let kind = self.terms.library.kind(&self.terms.main.message.kind);
        let field = kind.and_then(|kind| kind.number.as_deref()).unwrap_or("number");
        let found = field.split('.').try_fold(value, |at, name| at.get(name));
        found.and_then(Value::as_str).map(str::to_owned)
    }

    /// A plain certificate of one to four items.
    pub fn certificate(&mut self, issued: DateTime<Utc>) -> Result<Record> {
        self.draft.certificate(&self.terms.main, issued)
    }

    /// A certificate of so many items.
    pub fn certificate_of(&mut self, issued: DateTime<Utc>, lines: usize) -> Result<Record> {
        self.draft.certificate_of(&self.terms.main, issued, lines)
    }

    /// A record as the format can carry it.
    pub fn fitted(&mut self, record: &Record, issued: DateTime<Utc>) -> Result<Record> {
        self.draft.fitted(&self.terms.main, record, issued)
    }

    /// Signs a document, and sends it when it is time.
    pub fn send(&mut self, parcel: Parcel<'_>) -> Result<Sent> {
        let (value, record) = match parcel.paper {
            Paper::Certificate(record) => {
                let issued = record.issued.date.map_or(parcel.published, |at| at.instant());
                let record = self.fitted(&record, issued)?;
                (value(&record)?, record)
            }
            Paper::Value(value) => {
                let record = serde_json::from_value(value.clone()).unwrap_or_default();
                (value, record)
            }
        };
        let at = record.issued.date.map_or(parcel.published, |at| at.instant());
        let kind = self.terms.main.message.kind.clone();
        let sha256 = self.sign(&kind, &value, at, parcel.hand, parcel.published, &parcel.twist)?;
        let number = self.number_of(&value);
        Ok(Sent { sha256, number, record })
    }

    /// Signs an update, and sends it when it is time.
    pub fn update(&mut self, update: &Update, published: DateTime<Utc>) -> Result<String> {
        let Some(fit) = &self.terms.update else {
            return Err(self.terms.failed("update", "its formats have no such message"));
        };
        let update: Update = fit.fitted(update, &mut |_, _| None)?;
        let hand = self.anyone()?;
        let at = update.date.map_or(published, |at| at.instant());
        self.sign("update", &value(&update)?, at, &hand, published, &Twist::None)
    }

    fn sign(
        &mut self,
        kind: &str,
        value: &Value,
        at: DateTime<Utc>,
        hand: &Hand,
        published: DateTime<Utc>,
        twist: &Twist,
    ) -> Result<String> {
        let shape = self.draft.chance.pick(&[0, 1, 2, 0]);
        // A feed carries JSON values, and a compact signature is none.
        let embedded = self.terms.transport == Transport::Feed && self.terms.family == Family::Jws;
        let shape = match (shape, twist) {
            _ if embedded => Shape::FlattenedSigT,
            (2, Twist::None) => Shape::FlattenedSigT,
            (1, _) => Shape::CompactIat,
            _ => Shape::CompactSigT,
        };
        let exporters = i64::try_from(self.exporters.len()).unwrap_or(1) - 1;
        let exporter = usize::try_from(self.draft.chance.between(0, exporters)).unwrap_or_default();
        let letter = Letter { kind, value, hand, exporter: self.exporters.get(exporter), at, shape, twist };
        let bytes = self.terms.write(&letter)?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        self.messages.insert(sha256.clone(), bytes);
        self.partner.dispatches.push(Dispatch {
            id: String::new(),
            kind: kind.to_owned(),
            published,
            trickles: false,
            sha256: sha256.clone(),
            record: value.clone(),
        });
        Ok(sha256)
    }

    /// Writes down a case that shows when it is received.
    pub fn plant(&mut self, cause: &str, sent: &Sent, expect: Expect, judge_at: DateTime<Utc>) {
        self.note(cause, sent, expect, Moment::Received, judge_at, None, Vec::new());
    }

    /// Writes down a case that shows when it is presented.
    pub fn plant_presented(
        &mut self,
        cause: &str,
        sent: &Sent,
        expect: Expect,
        judge_at: DateTime<Utc>,
        declaration: Declaration,
        earlier: Vec<Declaration>,
    ) {
        self.note(cause, sent, expect, Moment::Presented, judge_at, Some(declaration), earlier);
    }

    #[allow(clippy::too_many_arguments)] // the columns of one row
    fn note(
        &mut self,
        cause: &str,
        sent: &Sent,
        expect: Expect,
        at: Moment,
        judge_at: DateTime<Utc>,
        declaration: Option<Declaration>,
        earlier: Vec<Declaration>,
    ) {
        self.planted.push(Planted {
            cause: cause.to_owned(),
            link: self.partner.link.clone(),
            number: sent.number.clone(),
            message: sent.sha256.clone(),
            expect,
            at,
            judge_at,
            declaration,
            earlier,
            by_file: false,
        });
    }

    /// Takes the last message out of what the partner sends, and its row with it: it comes by file, from whom nobody knows.
    pub fn by_file(&mut self) {
        self.partner.dispatches.pop();
        if let Some(row) = self.planted.last_mut() {
            "none".clone_into(&mut row.link);
            row.by_file = true;
        }
    }

    /// Writes down a good certificate.
    pub fn good(&mut self, sent: &Sent, trait_: Option<&str>) {
        let declaration = self.draft.declaration(&sent.record, self.base, 100);
        self.good.push(Good {
            link: self.partner.link.clone(),
            number: sent.number.clone().unwrap_or_default(),
            message: sent.sha256.clone(),
            trait_: trait_.map(str::to_owned),
            declaration,
        });
    }

    /// A root that no partner has.
    pub fn stranger(&self, country: &str, organisation: &str) -> Result<Hand> {
        let life = Life { from: self.ago(self.terms.memory() + 300), until: self.ago(-900) };
        let (kind, scheme) = quickest(&self.terms.officials())
            .ok_or_else(|| SimulatorError::Crypto("no algorithm to sign with".to_owned()))?;
        let subject = |name| Subject { country, organisation, unit: None, name };
        let root = Authority::root(Kind::P256, &subject("Root of Origin"), life)?;
        let issuing = root.subordinate(Kind::P256, &subject("Officials of Origin"), life)?;
        let holder = issuing.signer(kind, &subject("Officer of Origin"), life)?;
        Ok(Hand::Certificate { holder, scheme })
    }
}

pub(crate) fn value(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|error| SimulatorError::Write { what: "record".to_owned(), reason: error.to_string() })
}
