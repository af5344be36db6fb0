//! Makes a partner by its packs: its authorities, officials and exporters, and its good documents.

use crate::{
    Result, SimulatorError,
    authority::{Authority, Life, Subject},
    cast::importers_right_to_left,
    draft::{Drafter, HOME, Issuer, party},
    firms::Stops,
    key::{Key, Kind, Scheme},
    partner::{Partner, Transport, Trust},
    rows,
    spoil::{Twist, commas},
    stall::{Parcel, Sent, Stall},
    terms::{Manual, Terms, controller, quickest},
    xml::Element,
};
use block::{Library, Link};
use chrono::{DateTime, Duration, Utc};

/// How much to make.
#[derive(Clone, Copy)]
pub(crate) struct Amount {
    pub good: usize,
    pub trickle: usize,
}

/// Makes one partner with all it will ever say.
pub(crate) fn make<'a>(
    library: &'a Library,
    link: &'a Link,
    seed: u64,
    base: DateTime<Utc>,
    amount: Amount,
) -> Result<Stall<'a>> {
    let terms = Terms::of(library, link, base)?;
    let issuer = Issuer {
        country: link.partner.country.clone(),
        administration: link.partner.administration.clone(),
        id: terms.issuer(),
        number: link.number.clone(),
    };
    let draft = Drafter::new(seed, issuer, terms.scheme);
    let stops = draft.cast.manner.stops;
    let mut cursor_key = vec![0; 32];
    aws_lc_rs::rand::fill(&mut cursor_key).map_err(|error| SimulatorError::Crypto(error.to_string()))?;
    let served_until = base + Duration::days(5);
    let partner = Partner {
        link: link.id.clone(),
        country: link.partner.country.clone(),
        transport: terms.transport,
        trust: trust(&terms, base)?,
        roll: Vec::new(),
        dispatches: Vec::new(),
        cursor_key,
        crls_until: (stops == Stops::Revocation).then_some(served_until),
        list_until: (stops == Stops::List).then_some(served_until),
    };
    let mut stall = Stall::new(terms, draft, base, partner);
    people(&mut stall)?;
    if stall.terms.certificates() {
        difficult(&mut stall)?;
    }
    for number in 0..amount.good {
        // One in three is there at the first synchronisation.
        let early = number % 3 == 0;
        let (issued, published) = if early {
            (
                stall.draft.chance.instant(stall.ago(60), stall.ago(8)),
                stall.draft.chance.instant(stall.ago(7), stall.ago(5)),
            )
        } else {
            (
                stall.draft.chance.instant(stall.ago(40), stall.ago(5)),
                stall.draft.chance.instant(stall.ago(3), stall.ago(1)),
            )
        };
        let sent = good(&mut stall, working_hour(issued), published)?;
        stall.good(&sent, None);
    }
    rows::plant(&mut stall)?;
    for number in 0..amount.trickle {
        let late = Duration::minutes(3 * i64::try_from(number).unwrap_or_default() + 3);
        let issued = stall.draft.chance.instant(stall.ago(4), stall.ago(1));
        good(&mut stall, working_hour(issued), base + late)?;
        if let Some(dispatch) = stall.partner.dispatches.last_mut() {
            dispatch.trickles = true;
        }
    }
    arrange(&mut stall.partner);
    Ok(stall)
}

/// Between eight and sixteen o'clock of the same day, by the minute.
fn working_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    crate::authority::day(at) + Duration::minutes(480 + at.timestamp() / 60 % 480)
}

fn good(stall: &mut Stall<'_>, issued: DateTime<Utc>, published: DateTime<Utc>) -> Result<Sent> {
    let paper = stall.paper(issued)?;
    let hand = stall.anyone()?;
    stall.send(Parcel { paper, hand: &hand, published, twist: Twist::None })
}

/// By publication; ids count in that order, as a partner's register does.
pub(crate) fn arrange(partner: &mut Partner) {
    partner.dispatches.sort_by_key(|dispatch| dispatch.published);
    for (at, dispatch) in partner.dispatches.iter_mut().enumerate() {
        dispatch.id = match partner.transport {
            Transport::Pages => format!("{}-MSG-{:06}", partner.country, at + 1),
            Transport::Cursor => format!("doc-{}", dispatch.sha256.get(..16).unwrap_or_default()),
            Transport::Feed => (at + 1).to_string(),
        };
    }
}

fn subject<'a>(link: &'a Link, name: &'a str) -> Subject<'a> {
    Subject { country: &link.partner.country, organisation: &link.partner.administration, unit: None, name }
}

/// What the profile's family rests on: authorities, one a revocation list, or a key that signs the list of keys.
fn trust(terms: &Terms<'_>, base: DateTime<Utc>) -> Result<Trust> {
    let link = terms.link;
    if terms.multikeys() {
        let (kind, _) = manual(terms.listers().into_iter().next_back())?;
        return Ok(Trust::Multikey {
            root: Key::generate(kind)?,
            method: format!("{}#root", controller(link)),
        });
    }
    let life =
        Life { from: base - Duration::days(terms.memory() + 1000), until: base + Duration::days(2500) };
    let rsa = terms.officials().iter().any(|(_, scheme)| *scheme == Scheme::RsaSha256);
    let (above, below) = if rsa { (Kind::Rsa3072, Kind::Rsa2048) } else { (Kind::P256, Kind::P256) };
    let root = Authority::root(above, &subject(link, "Root of Origin"), life)?;
    let (kind, scheme) = manual(quickest(&terms.listers()))?;
    let lister = root.signer(kind, &subject(link, "Register of Signers"), life)?;
    // No more authorities than there are places for their revocation lists.
    let lists = if link.signature.uses_crl { link.trust.crls.len() } else { usize::MAX };
    let mut authorities = Vec::new();
    if lists > 1 {
        authorities.push(root.subordinate(below, &subject(link, "Officials of Origin"), life)?);
    }
    if lists > 2 && terms.exporters_sign() {
        authorities.push(root.subordinate(Kind::P256, &subject(link, "Exporters"), life)?);
    }
    authorities.insert(0, root);
    Ok(Trust::Certificates { authorities, lister, scheme })
}

fn manual(found: Option<Manual>) -> Result<Manual> {
    found.ok_or_else(|| {
        SimulatorError::Packs("a profile without an algorithm that is signed with here".to_owned())
    })
}

/// Officials who sign without trouble, and exporters with certificates of their own.
fn people(stall: &mut Stall<'_>) -> Result<()> {
    let manuals = stall.terms.officials();
    for number in 0..4 {
        let Some(&(kind, scheme)) = manuals.get(number % manuals.len().max(1)) else { continue };
        // The second of a kind has the longer key.
        let kind = if kind == Kind::Rsa2048 && number >= manuals.len() { Kind::Rsa3072 } else { kind };
        let new = stall.plain((kind, scheme));
        let hand = stall.official(&new)?;
        stall.officials.push(hand);
    }
    if stall.terms.exporters_sign() {
        let life = Life { from: stall.ago(stall.terms.memory() + 400), until: stall.ago(-900) };
        let Trust::Certificates { authorities, .. } = &stall.partner.trust else { return Ok(()) };
        let authority = authorities.get(2).or(authorities.last());
        for (firm, at) in stall.draft.cast.exporters.iter().zip(0..3_usize) {
            let Some(&(kind, scheme)) = manuals.get(at % manuals.len().max(1)) else { continue };
            let subject = Subject {
                country: &stall.partner.country,
                organisation: &firm.name,
                unit: None,
                name: "Export desk",
            };
            let holder = authority.map(|authority| authority.signer(kind, &subject, life)).transpose()?;
            stall.exporters.extend(holder.map(|holder| (holder, scheme)));
        }
    }
    // An official who takes office between the first and the second synchronisation: the list has a delta.
    let new = stall.plain(manual(quickest(&stall.terms.officials()))?);
    stall.official(&new)?;
    if let Some(entry) = stall.partner.roll.last_mut() {
        entry.listed = stall.base - Duration::days(2);
        entry.first.from = Some(stall.base - Duration::days(2));
    }
    Ok(())
}

/// What is hard to read and must stay green.
fn difficult(stall: &mut Stall<'_>) -> Result<()> {
    let published = stall.base - Duration::hours(4);
    let issued = stall.ago(12);

    let mut record = stall.certificate(issued)?;
    let country = stall.partner.country.clone();
    let firm = stall.draft.chance.one(&importers_right_to_left()).cloned().unwrap_or_default();
    record.importer = party(&firm, HOME, true);
    record.consignee = party(&firm, HOME, false);
    let arabic = stall.draft.cast.exporters.iter().find(|firm| firm.name.starts_with(is_arabic));
    if let Some(arabic) = arabic {
        record.exporter = party(arabic, &country, true);
    }
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
    stall.good(&sent, Some("right-to-left"));

    let record = stall.certificate_of(issued, 40)?;
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
    stall.good(&sent, Some("forty-items"));

    let record = stall.certificate_of(issued, 3)?;
    if let Some(text) = with_commas(stall, &record)? {
        let hand = stall.anyone()?;
        let twist = Twist::Instead(text);
        let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist })?;
        stall.good(&sent, Some("decimal-comma"));
    }

    let mut record = stall.certificate(issued)?;
    rows::late(&mut record, stall.late_days());
    record.marks.retrospective = true;
    let record = stall.fitted(&record, issued)?;
    if record.marks.retrospective && stall.draft.broken_rule(&record, stall.base).is_none() {
        let hand = stall.anyone()?;
        let sent = stall.send(Parcel { paper: record.into(), hand: &hand, published, twist: Twist::None })?;
        stall.good(&sent, Some("retrospective-marked"));
    }
    Ok(())
}

/// The message with commas for its decimal points, where its format reads that as the same certificate.
fn with_commas(stall: &Stall<'_>, record: &certificate::Record) -> Result<Option<String>> {
    let value = crate::stall::value(record)?;
    let plain = stall.terms.plain("certificate", &value)?;
    let Ok(mut root) = Element::parse(&plain) else { return Ok(None) };
    if commas(&mut root) == 0 {
        return Ok(None);
    }
    let text = root.document();
    let same = |text: &str| {
        let document = read_back(text)?;
        let reading = stall.terms.main.message.read(&document, document.root().id());
        let plain = read_back(&plain)?;
        let wanted = stall.terms.main.message.read(&plain, plain.root().id());
        Some(reading.value == wanted.value && reading.problems == wanted.problems)
    };
    Ok(same(&text).unwrap_or_default().then_some(text))
}

fn read_back(text: &str) -> Option<document::Document> {
    document::Document::read(text.as_bytes(), &document::Limits::default()).ok()
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}
