//! Where one partner's world is made: signers, messages, and the book of what was planted.

use crate::{
    Expect, Good, Moment, Planted, Result, SimulatorError,
    authority::{Authority, Holder, Life, Revocation, Subject},
    draft::Drafter,
    firms,
    jades::Shape,
    key::{Key, Kind, Scheme},
    partner::{Dispatch, Entry, Partner, Trust},
    pen::{Hand, Letter, Pen, natural_scheme},
    spoil::Twist,
};
use certificate::{Declaration, Record, SignerEntry, SignerStatus, Update};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The bench at which one partner's world is made.
pub(crate) struct Stall<'a> {
    pub pen: Pen<'a>,
    pub draft: Drafter<'a>,
    pub base: DateTime<Utc>,
    pub partner: Partner,
    /// Officials who sign without any trouble.
    pub officials: Vec<Hand>,
    pub exporters: Vec<Holder>,
    pub planted: Vec<Planted>,
    pub good: Vec<Good>,
    /// By SHA-256.
    pub messages: BTreeMap<String, Vec<u8>>,
    signers: usize,
}

/// A signer to be made.
pub(crate) struct Newcomer {
    pub kind: Kind,
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

/// What was sent.
pub(crate) struct Sent {
    pub sha256: String,
    pub record: Record,
}

/// A certificate to be sent.
pub(crate) struct Parcel<'h> {
    pub record: Record,
    pub hand: &'h Hand,
    pub published: DateTime<Utc>,
    pub twist: Twist,
}

impl<'a> Stall<'a> {
    pub fn new(pen: Pen<'a>, draft: Drafter<'a>, base: DateTime<Utc>, partner: Partner) -> Self {
        Self {
            pen,
            draft,
            base,
            partner,
            officials: Vec::new(),
            exporters: Vec::new(),
            planted: Vec::new(),
            good: Vec::new(),
            messages: BTreeMap::new(),
            signers: 0,
        }
    }

    /// So many days before the base day, at its hour; negative is after.
    pub fn ago(&self, days: i64) -> DateTime<Utc> {
        self.base - Duration::days(days)
    }

    /// An entitled signer with nothing special.
    pub fn plain(&self, kind: Kind) -> Newcomer {
        Newcomer { kind, until: self.ago(-900), listing: Listing::Active, revoked: None }
    }

    /// Makes an official with a key of its own and puts it on the list as asked.
    pub fn official(&mut self, new: &Newcomer) -> Result<Hand> {
        self.signers += 1;
        let number = self.signers;
        let country = self.partner.country.clone();
        let people = firms::officials(&country);
        let (name, office) = people.get(number % people.len().max(1)).copied().unwrap_or_default();
        // Officials of the cases are told apart by a number after their name.
        let name = if number > people.len() { format!("{name} {number}") } else { name.to_owned() };
        let life = Life { from: self.ago(800), until: new.until };
        let mut entry = SignerEntry {
            id: format!("{country}-{number:03}"),
            name: Some(name.clone()),
            office: Some(office.to_owned()),
            from: Some(self.ago(790)),
            ..SignerEntry::default()
        };
        let hand = match &mut self.partner.trust {
            Trust::Certificates { authorities, .. } => {
                let wanted = if authorities.iter().any(|(file, _)| file == "officials") {
                    "officials"
                } else {
                    "issuing"
                };
                let authority = authorities
                    .iter_mut()
                    .find_map(|(file, authority)| (file == wanted).then_some(authority))
                    .ok_or_else(|| SimulatorError::Crypto("no authority for officials".to_owned()))?;
                let organisation = self.pen.link.partner.administration.clone();
                let subject = Subject {
                    country: &country,
                    organisation: &organisation,
                    unit: Some(office),
                    name: &name,
                };
                let holder = authority.signer(new.kind, &subject, life)?;
                if let Some(revocation) = new.revoked {
                    authority.revoke(&holder, revocation);
                }
                entry.key = holder.thumbprint();
                Hand::Certificate { scheme: natural_scheme(new.kind), holder }
            }
            Trust::Multikey { method, .. } => {
                let key = Key::generate(new.kind)?;
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
        self.partner.roll.push(Entry { listed: self.ago(780), first: entry, change });
        Ok(hand)
    }

    /// One of the officials who sign without trouble.
    pub fn anyone(&mut self) -> Result<Hand> {
        let last = i64::try_from(self.officials.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.draft.chance.between(0, last)).unwrap_or_default();
        self.officials.get(at).cloned().ok_or_else(|| SimulatorError::Crypto("no officials".to_owned()))
    }

    /// Signs a certificate, and sends it when it is time.
    pub fn send(&mut self, parcel: Parcel<'_>) -> Result<Sent> {
        let sha256 = self.sign("certificate", &value(&parcel.record)?, parcel.record.issued.date, &parcel)?;
        Ok(Sent { sha256, record: parcel.record })
    }

    /// Signs an update, and sends it when it is time.
    pub fn update(&mut self, update: &Update, published: DateTime<Utc>) -> Result<String> {
        let hand = self.anyone()?;
        let parcel = Parcel { record: Record::default(), hand: &hand, published, twist: Twist::None };
        self.sign("update", &value(update)?, update.date, &parcel)
    }

    fn sign(
        &mut self,
        kind: &str,
        value: &Value,
        at: Option<certificate::When>,
        parcel: &Parcel<'_>,
    ) -> Result<String> {
        let shape = self.draft.chance.pick(&[0, 1, 2, 0]);
        let shape = match (shape, &parcel.twist) {
            (2, Twist::None) => Shape::FlattenedSigT,
            (1, _) => Shape::CompactIat,
            _ => Shape::CompactSigT,
        };
        let exporters = i64::try_from(self.exporters.len()).unwrap_or(1) - 1;
        let exporter = usize::try_from(self.draft.chance.between(0, exporters)).unwrap_or_default();
        let letter = Letter {
            kind,
            value,
            hand: parcel.hand,
            exporter: self.exporters.get(exporter),
            at: at.map_or(parcel.published, |at| at.instant()),
            shape,
            twist: &parcel.twist,
        };
        let bytes = self.pen.write(&letter)?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        self.messages.insert(sha256.clone(), bytes);
        self.partner.dispatches.push(Dispatch {
            id: String::new(),
            kind: kind.to_owned(),
            published: parcel.published,
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
            number: sent.record.number.clone(),
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
            number: sent.record.number.clone().unwrap_or_default(),
            message: sent.sha256.clone(),
            trait_: trait_.map(str::to_owned),
            declaration,
        });
    }

    /// A root that no partner has.
    pub fn stranger(&self, country: &str, organisation: &str) -> Result<Hand> {
        let life = Life { from: self.ago(800), until: self.ago(-900) };
        let subject = |name| Subject { country, organisation, unit: None, name };
        let root = Authority::root(Kind::P256, &subject("Root of Origin"), life)?;
        let issuing = root.subordinate(Kind::P256, &subject("Officials of Origin"), life)?;
        let holder = issuing.signer(Kind::P256, &subject("Officer of Origin"), life)?;
        Ok(Hand::Certificate { holder, scheme: Scheme::EcdsaP256 })
    }
}

fn value(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|error| SimulatorError::Write { what: "record".to_owned(), reason: error.to_string() })
}
