//! Makes the three partners: their authorities, officials and exporters, and their good certificates.

use crate::{
    Result, SimulatorError,
    authority::{Authority, Life, Subject},
    draft::{Drafter, KATANGA, party},
    firms,
    key::{Key, Kind, Scheme},
    partner::{Partner, Transport, Trust},
    pen::{Hand, Pen},
    rows,
    spoil::Twist,
    stall::{Parcel, Stall},
};
use block::{Library, Link};
use chrono::{DateTime, Duration, Utc};

/// How much to make.
#[derive(Clone, Copy)]
pub(crate) struct Amount {
    pub good: usize,
    pub trickle: usize,
}

/// The three links of the demonstration, in the order of their countries.
pub(crate) fn links(library: &Library) -> Result<Vec<(Transport, &Link)>> {
    [
        ("XB", Transport::Pages, "pages-v1"),
        ("XC", Transport::Cursor, "cursor-v1"),
        ("XT", Transport::Feed, "feed-v1"),
    ]
    .into_iter()
    .map(|(country, transport, kind)| {
        library
            .links()
            .iter()
            .find(|link| link.partner.country == country && link.interface.kind == kind)
            .map(|link| (transport, link))
            .ok_or_else(|| SimulatorError::Packs(format!("no link to {country} over {kind}")))
    })
    .collect()
}

/// Makes one partner with all it will ever say.
pub(crate) fn make<'a>(
    library: &'a Library,
    (transport, link): (Transport, &'a Link),
    seed: u64,
    base: DateTime<Utc>,
    amount: Amount,
) -> Result<Stall<'a>> {
    let scheme = link.schemes.first().and_then(|id| library.scheme(id));
    let scheme = scheme.ok_or_else(|| SimulatorError::Packs(format!("{} joins no scheme", link.id)))?;
    let life = Life { from: base - Duration::days(1500), until: base + Duration::days(2500) };
    let mut cursor_key = vec![0; 32];
    aws_lc_rs::rand::fill(&mut cursor_key).map_err(|error| SimulatorError::Crypto(error.to_string()))?;
    let trust = match transport {
        Transport::Pages => three_authorities(link, life)?,
        Transport::Cursor => two_authorities(link, life)?,
        Transport::Feed => {
            Trust::Multikey { root: Key::generate(Kind::Ed25519)?, method: format!("{KATANGA}#root") }
        }
    };
    let served_until = base + Duration::days(5);
    let partner = Partner {
        link: link.id.clone(),
        country: link.partner.country.clone(),
        transport,
        trust,
        roll: Vec::new(),
        dispatches: Vec::new(),
        cursor_key,
        crls_until: (transport == Transport::Cursor).then_some(served_until),
        list_until: (transport == Transport::Feed).then_some(served_until),
    };
    let mut stall = Stall::new(Pen { library, link }, Drafter::new(seed, link, scheme), base, partner);
    people(&mut stall)?;
    difficult(&mut stall)?;
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

fn good(
    stall: &mut Stall<'_>,
    issued: DateTime<Utc>,
    published: DateTime<Utc>,
) -> Result<crate::stall::Sent> {
    let record = stall.draft.certificate(issued);
    let hand = stall.anyone()?;
    stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })
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

/// Root, an authority for officials, one for exporters; the root certifies who signs the list.
fn three_authorities(link: &Link, life: Life) -> Result<Trust> {
    let root = Authority::root(Kind::Rsa3072, &subject(link, "Root of Origin"), life)?;
    let officials = root.subordinate(Kind::Rsa2048, &subject(link, "Officials of Origin"), life)?;
    let exporters = root.subordinate(Kind::P256, &subject(link, "Exporters"), life)?;
    let lister = root.signer(Kind::Rsa2048, &subject(link, "Directory of Officials"), life)?;
    let authorities = [("root", root), ("officials", officials), ("exporters", exporters)]
        .map(|(name, a)| (name.to_owned(), a));
    Ok(Trust::Certificates { authorities: authorities.into(), lister })
}

/// Root and one issuing authority.
fn two_authorities(link: &Link, life: Life) -> Result<Trust> {
    let root = Authority::root(Kind::P256, &subject(link, "Root of Origin"), life)?;
    let issuing = root.subordinate(Kind::P256, &subject(link, "Issuing Authority 1"), life)?;
    let lister = issuing.signer(Kind::P256, &subject(link, "Register of Signers"), life)?;
    let authorities = [("root", root), ("issuing", issuing)].map(|(name, a)| (name.to_owned(), a));
    Ok(Trust::Certificates { authorities: authorities.into(), lister })
}

/// Officials who sign without trouble, and exporters with certificates of their own.
fn people(stall: &mut Stall<'_>) -> Result<()> {
    let kinds: &[Kind] = match stall.partner.transport {
        Transport::Pages => &[Kind::Rsa2048, Kind::P256, Kind::Rsa3072, Kind::P256],
        Transport::Cursor => &[Kind::P256, Kind::Rsa2048, Kind::P256, Kind::P256],
        Transport::Feed => &[Kind::Ed25519, Kind::P256, Kind::Ed25519, Kind::P256],
    };
    for kind in kinds {
        let new = stall.plain(*kind);
        let mut hand = stall.official(&new)?;
        if let (Transport::Cursor, Hand::Certificate { scheme: scheme @ Scheme::RsaSha256, .. }) =
            (stall.partner.transport, &mut hand)
        {
            *scheme = Scheme::RsaPssSha256;
        }
        stall.officials.push(hand);
    }
    if stall.partner.transport == Transport::Pages {
        let life = Life { from: stall.ago(900), until: stall.ago(-900) };
        let Trust::Certificates { authorities, .. } = &stall.partner.trust else { return Ok(()) };
        let authority =
            authorities.iter().find(|(name, _)| name == "exporters").map(|(_, authority)| authority);
        for (firm, kind) in firms::BORASTRIA.iter().zip([Kind::P256, Kind::Rsa2048, Kind::P256]) {
            let subject = Subject { country: "XB", organisation: firm.0, unit: None, name: "Export desk" };
            let holder = authority.map(|authority| authority.signer(kind, &subject, life)).transpose()?;
            stall.exporters.extend(holder);
        }
    }
    // An official who takes office between the first and the second synchronisation: the list has a delta.
    let new = stall.plain(Kind::P256);
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

    let mut record = stall.draft.certificate(issued);
    let country = stall.partner.country.clone();
    let firm = stall.draft.chance.pick(firms::ADJIKISTAN_ARABIC);
    record.importer = party(firm, "XA", true);
    record.consignee = party(firm, "XA", false);
    if let Some(arabic) = firms::exporters(&country).iter().find(|firm| firm.0.starts_with(is_arabic)) {
        record.exporter = party(*arabic, &country, true);
    }
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    stall.good(&sent, Some("right-to-left"));

    let record = stall.draft.certificate_of(issued, 40);
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    stall.good(&sent, Some("forty-items"));

    if stall.partner.transport == Transport::Pages {
        let record = stall.draft.certificate_of(issued, 3);
        let hand = stall.anyone()?;
        let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::Commas })?;
        stall.good(&sent, Some("decimal-comma"));
    }

    let mut record = stall.draft.certificate(issued);
    rows::late(&mut record, 12);
    record.marks.retrospective = true;
    let hand = stall.anyone()?;
    let sent = stall.send(Parcel { record, hand: &hand, published, twist: Twist::None })?;
    stall.good(&sent, Some("retrospective-marked"));
    Ok(())
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}')
}
