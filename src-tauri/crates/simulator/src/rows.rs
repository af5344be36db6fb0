//! The rows of DESIGN section 6: one function a group of causes. What a row must be found as stands beside how it
//! is made.

use crate::{
    Expect, Result,
    authority::{Reason, Revocation},
    key::{Kind, Scheme},
    partner::{Transport, Trust},
    pen::{Hand, Twist},
    stall::{Listing, Newcomer, Parcel, Sent, Stall},
};
use certificate::{Record, Update, UpdateAction};
use chrono::{DateTime, Duration, Utc};

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
    content(stall)?;
    signers(stall)?;
    revocations(stall)?;
    stale(stall)?;
    numbers(stall)?;
    updates(stall)?;
    presentations(stall)?;
    outside(stall)
}

impl Stall<'_> {
    /// Kind of key for the cases: cheap to make, and both kinds where a partner has two.
    fn case_key(&mut self) -> Kind {
        match self.partner.trust {
            Trust::Multikey { .. } => self.draft.chance.pick(&[false, true]),
            Trust::Certificates { .. } => true,
        }
        .then_some(Kind::P256)
        .unwrap_or(Kind::Ed25519)
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

fn content(stall: &mut Stall<'_>) -> Result<()> {
    let alter = |record: &Record| {
        let (from, to) = altered(record);
        Twist::Altered(from, to)
    };
    if stall.xml() {
        stall.case("CONTENT_ALTERED", alter, expect(FAILED, &["HASH_FAILURE"], "CONTENT_ALTERED", "red"))?;
        let covered = || expect(FAILED, &["FORMAT_FAILURE"], "NOT_COVERED", "red");
        let wrap = |record: &Record| {
            let (from, to) = altered(record);
            Twist::Wrapped(from, to)
        };
        stall.case("NOT_COVERED", wrap, covered())?;
        stall.case("NOT_COVERED", |_| Twist::Partial, covered())?;
    }
    let broken = || expect(FAILED, &["SIG_CRYPTO_FAILURE"], "SIGNATURE_BROKEN", "red");
    if stall.xml() {
        stall.case("SIGNATURE_BROKEN", |_| Twist::Broken, broken())?;
    } else {
        stall.case("SIGNATURE_BROKEN", alter, broken())?;
        stall.case("SIGNATURE_BROKEN", |_| Twist::Broken, broken())?;
    }
    stall.case("SIGNATURE_ABSENT", |_| Twist::Unsigned, expect("", &[], "SIGNATURE_ABSENT", "amber"))
}

fn signers(stall: &mut Stall<'_>) -> Result<()> {
    let second = stall.second();
    if !matches!(stall.partner.trust, Trust::Multikey { .. }) {
        let country = stall.partner.country.clone();
        let organisation = stall.pen.link.partner.administration.clone();
        let hand = stall.stranger(&country, &organisation)?;
        let record = stall.ordinary();
        let sent = stall.send(Parcel { record, hand: &hand, published: second, twist: Twist::None })?;
        let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "SIGNER_UNKNOWN", "red");
        stall.plant("SIGNER_UNKNOWN", &sent, expected, stall.base);
    }

    let listing = if stall.partner.transport == Transport::Cursor {
        Listing::Absent
    } else {
        Listing::Disabled(stall.ago(60))
    };
    let new = Newcomer { listing, ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["SIG_CONSTRAINTS_FAILURE"], "SIGNER_NOT_ENTITLED", "red");
    stall.plant("SIGNER_NOT_ENTITLED", &sent, expected, stall.base);

    let new = Newcomer { until: stall.ago(30), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let sub = ["OUT_OF_BOUNDS_NOT_REVOKED", "OUT_OF_BOUNDS_NO_POE"];
    stall.plant(
        "KEY_EXPIRED_BEFORE_ISSUE",
        &sent,
        expect(OPEN, &sub, "KEY_EXPIRED_BEFORE_ISSUE", "red"),
        stall.base,
    );

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["OUT_OF_BOUNDS_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-expired-time-not-proven", &sent, expected, stall.base);

    let new = Newcomer { until: stall.ago(2), ..stall.newcomer() };
    let sent = stall.signed_by(&new, stall.first())?;
    stall.good(&sent, Some("expired-after-receipt"));
    Ok(())
}

fn revocations(stall: &mut Stall<'_>) -> Result<()> {
    let (first, second) = (stall.first(), stall.second());
    let revoked =
        |at: DateTime<Utc>, published: DateTime<Utc>, reason| Some(Revocation { at, published, reason });

    let at = stall.ago(30);
    let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["REVOKED_NO_POE"], "KEY_REVOKED", "red");
    stall.plant("KEY_REVOKED", &sent, expected, stall.base);

    let at = stall.ago(10);
    let new = Newcomer { revoked: revoked(at, at, Reason::CessationOfOperation), ..stall.newcomer() };
    let sent = stall.signed_by(&new, second)?;
    let expected = expect(OPEN, &["REVOKED_NO_POE"], "TIME_NOT_PROVEN", "amber");
    stall.plant("key-revoked-after-issue-time-not-proven", &sent, expected, stall.base);

    let at = stall.ago(2);
    let new = Newcomer { revoked: revoked(at, at, Reason::KeyCompromise), ..stall.newcomer() };
    let sent = stall.signed_by(&new, first)?;
    stall.plant(
        "KEY_COMPROMISED_LATER",
        &sent,
        expect(PASSED, &[], "KEY_COMPROMISED_LATER", "amber"),
        stall.base,
    );

    let new = Newcomer { revoked: revoked(at, at, Reason::Superseded), ..stall.newcomer() };
    let sent = stall.signed_by(&new, first)?;
    stall.plant("key-revoked-later-other-reason", &sent, expect(PASSED, &[], "", "green"), stall.base);
    Ok(())
}

/// Fresh messages after the partner has stopped serving what they would be judged by.
fn stale(stall: &mut Stall<'_>) -> Result<()> {
    let cause = match stall.partner.transport {
        Transport::Pages => return Ok(()),
        Transport::Cursor => "OFFLINE_REVOCATION_STALE",
        Transport::Feed => "TRUST_LIST_STALE",
    };
    for _ in 0..2 {
        let hand = stall.anyone()?;
        let issued = stall.ago(-5);
        let record = stall.draft.certificate(issued);
        let published = stall.ago(-5) + Duration::hours(12);
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
        stall.plant(cause, &sent, expect(OPEN, &["TRY_LATER"], cause, "amber"), stall.ago(-6));
    }
    Ok(())
}

fn numbers(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let first = stall.ordinary();
    let mut second = stall.draft.certificate(stall.ago(19));
    second.number.clone_from(&first.number);
    for record in [first, second] {
        let hand = stall.anyone()?;
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
        stall.plant("NUMBER_CLONED", &sent, expect(PASSED, &[], "NUMBER_CLONED", "red"), stall.base);
    }

    let mut record = stall.ordinary();
    late(&mut record, 12);
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    let expected = expect(PASSED, &[], "RETROSPECTIVE_UNMARKED", "amber");
    stall.plant("RETROSPECTIVE_UNMARKED", &sent, expected, stall.base);
    Ok(())
}

/// The goods had left so many days before the certificate was issued.
pub(crate) fn late(record: &mut Record, days: i64) {
    record.transport.departure = record.issued.date.map(|issued| issued.date - Duration::days(days));
    // What was invoiced and declared for goods that have left was invoiced before they left.
    for invoice in &mut record.invoices {
        invoice.date = invoice.date.map(|date| date - Duration::days(days));
    }
}

fn updates(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let hand = stall.anyone()?;
    let record = stall.ordinary();
    let old = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    let mut record = old.record.clone();
    let issued = stall.ago(8);
    record.number =
        Some(stall.draft.number(issued.date_naive().format("%Y").to_string().parse().unwrap_or_default()));
    record.issued.date = Some(certificate::When::instant_utc(issued));
    record.transport.departure = Some(issued.date_naive() + Duration::days(1));
    if let Some(item) = record.items.first_mut() {
        item.packages = item.packages.map(|packages| packages + 1);
    }
    let reason = Some("Number of packages corrected".to_owned());
    record.replaces =
        Some(certificate::Successor { number: old.record.number.clone(), reason: reason.clone() });
    let new = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    stall.good(&new, Some("successor"));
    let update = Update {
        number: old.record.number.clone().unwrap_or_default(),
        kind: kind(&old.record),
        action: UpdateAction::Replace,
        successor: new.record.number.clone(),
        date: Some(certificate::When::instant_utc(issued)),
        reason,
    };
    stall.update(&update, published)?;
    stall.plant("REPLACED", &old, expect(PASSED, &[], "REPLACED", "red"), stall.base);

    let record = stall.ordinary();
    let sent = stall.send(Parcel { record, hand: &hand, published: stall.first(), twist: Twist::None })?;
    let update = Update {
        number: sent.record.number.clone().unwrap_or_default(),
        kind: kind(&sent.record),
        action: UpdateAction::Cancel,
        successor: None,
        date: Some(certificate::When::instant_utc(stall.ago(2))),
        reason: Some("Issued in error".to_owned()),
    };
    stall.update(&update, published)?;
    stall.plant("CANCELLED", &sent, expect(PASSED, &[], "CANCELLED", "red"), stall.base);
    Ok(())
}

fn presentations(stall: &mut Stall<'_>) -> Result<()> {
    let (base, second) = (stall.base, stall.second());
    let send = |stall: &mut Stall<'_>, issued: DateTime<Utc>, published| {
        let hand = stall.anyone()?;
        let record = stall.draft.certificate(issued);
        stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })
    };
    let issued = stall.ago(20);

    let sent = send(stall, issued, second)?;
    let earlier = stall.draft.declaration(&sent.record, base, 60);
    let now = stall.draft.declaration(&sent.record, base, 70);
    let expected = expect(PASSED, &[], "QUANTITY_EXCEEDED", "amber");
    stall.plant_presented("QUANTITY_EXCEEDED", &sent, expected, base, now, vec![earlier]);

    let sent = send(stall, issued, second)?;
    let earlier = stall.draft.declaration(&sent.record, base, 100);
    let now = stall.draft.declaration(&sent.record, base, 30);
    let expected = expect(PASSED, &[], "QUANTITY_EXHAUSTED", "red");
    stall.plant_presented("QUANTITY_EXHAUSTED", &sent, expected, base, now, vec![earlier]);

    let sent = send(stall, issued, second)?;
    let mut now = stall.draft.declaration(&sent.record, base, 50);
    for item in &mut now.items {
        // Metres fit neither mass nor volume nor count.
        item.unit = Some("MTR".to_owned());
    }
    let expected = expect(PASSED, &[], "UNIT_NOT_COMPARABLE", "amber");
    stall.plant_presented("UNIT_NOT_COMPARABLE", &sent, expected, base, now, Vec::new());

    let sent = send(stall, issued, second)?;
    let mut now = stall.draft.declaration(&sent.record, base, 50);
    if let Some(item) = now.items.first_mut() {
        // Arms and ammunition: no certificate here is for them.
        item.hs = Some("93062100".to_owned());
        item.invoice = item.invoice.as_ref().map(|invoice| format!("{invoice}-B"));
    }
    let expected = expect(PASSED, &[], "DECLARATION_DIFFERS", "amber");
    stall.plant_presented("DECLARATION_DIFFERS", &sent, expected, base, now, Vec::new());

    let sent = send(stall, stall.ago(500), second)?;
    let now = stall.draft.declaration(&sent.record, base, 50);
    let expected = expect(PASSED, &[], "VALIDITY_ENDED", "red");
    stall.plant_presented("VALIDITY_ENDED", &sent, expected, base, now, Vec::new());

    // Received at the first synchronisation, presented with a clock that stands before it.
    let sent = send(stall, issued, stall.first())?;
    let wrong = stall.ago(5);
    let now = stall.draft.declaration(&sent.record, wrong, 50);
    stall.plant_presented(
        "CLOCK_SUSPECT",
        &sent,
        expect(OPEN, &[], "CLOCK_SUSPECT", "amber"),
        wrong,
        now,
        Vec::new(),
    );
    Ok(())
}

/// What lies outside the profile, outside the packs, or outside all reading.
fn outside(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.second();
    let (base, transport) = (stall.base, stall.partner.transport);
    let expected = expect(OPEN, &[], "OUT_OF_PROFILE", "amber");
    if transport == Transport::Feed {
        stall.case("OUT_OF_PROFILE", |_| Twist::OtherSuite, expected)?;
    } else {
        let kind = if transport == Transport::Pages { Kind::Rsa2048 } else { Kind::P384 };
        let new = stall.plain(kind);
        let mut hand = stall.official(&new)?;
        if let Hand::Certificate { scheme, .. } = &mut hand {
            *scheme = if transport == Transport::Pages { Scheme::RsaSha512 } else { Scheme::EcdsaP384 };
        }
        let record = stall.ordinary();
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
        stall.plant("OUT_OF_PROFILE", &sent, expected, base);
    }

    // Concordia's certificates have no version of their own that could be another.
    match transport {
        Transport::Pages => version(stall, "1.8.2-XB", "1.9.0-XB")?,
        Transport::Feed => version(stall, "KA-1.0", "KA-2.0")?,
        Transport::Cursor => not_onboarded(stall)?,
    }

    let unreadable = if transport == Transport::Feed { Twist::Doubled } else { Twist::CutOff };
    stall.case("UNREADABLE", |_| unreadable, quarantine("UNREADABLE"))?;
    // Nothing of it could be read, so nothing may be known of it.
    if let Some(row) = stall.planted.last_mut() {
        row.number = None;
    }
    Ok(())
}

/// A message of a version that no pack knows.
fn version(stall: &mut Stall<'_>, known: &str, unknown: &str) -> Result<()> {
    let twist = Twist::Respelt(known.to_owned(), unknown.to_owned());
    stall.case("UNKNOWN_VERSION", |_| twist, quarantine("UNKNOWN_VERSION"))
}

/// A certificate of a country with which nothing is arranged, in a format that is known, on a stick.
fn not_onboarded(stall: &mut Stall<'_>) -> Result<()> {
    let hand = stall.stranger("XD", "Dorvenia Chamber of Trade")?;
    let mut record = stall.ordinary();
    record.number =
        record.number.map(|number| format!("DV-{}", number.chars().rev().take(7).collect::<String>()));
    record.scheme.code = None;
    record.scheme.name = Some("Certificate of Origin".to_owned());
    record.issuer.id = Some("DORVENIA".to_owned());
    record.issuer.name = Some("Dorvenia Chamber of Trade".to_owned());
    record.exporter.name = Some("Dorvenia Ropeworks".to_owned());
    record.exporter.city = Some("Dorven Harbour, Dorvenia".to_owned());
    // No code list has a code for it: the message names the country in words alone.
    let codes =
        [&mut record.issuer.country, &mut record.exporter.country, &mut record.transport.export_country];
    codes
        .into_iter()
        .chain(record.items.iter_mut().map(|item| &mut item.origin))
        .for_each(|code| *code = None);
    let published = stall.second();
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    let expected = expect(OPEN, &["NO_CERTIFICATE_CHAIN_FOUND"], "PARTNER_NOT_ONBOARDED", "amber");
    stall.plant("PARTNER_NOT_ONBOARDED", &sent, expected, stall.base);
    stall.by_file();
    Ok(())
}

/// Certificate type: numbers are unique within it.
fn kind(record: &Record) -> Option<String> {
    record.kind.clone().or_else(|| record.scheme.code.clone())
}
