//! Sample messages of a pack, on disk: good ones and planted faults with honest names, what each must be found as, and
//! what a desk needs to trust them. For who writes a pack, before there is any partner.

use crate::{
    Expect, Options, Planted, Result, SimulatorError,
    chance::Chance,
    draft::{Drafter, Issuer},
    fit::Fit,
    packs::Packs,
    partner::{Partner, Trust},
    partners::{self, Amount},
    rows::unknown_version,
    serve::{connect, sign_list},
    shelf,
    stall::{Stall, value},
    world::tls,
};
use block::{Library, PackKind};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Causes that only a desk shows which had the message before something became known.
const TAKES_TIME: &[&str] = &["KEY_COMPROMISED_LATER", "key-revoked-later-other-reason"];
/// Causes that other samples show, not the message alone.
const TAKES_OTHERS: &[&str] = &["NUMBER_CLONED", "REPLACED", "CANCELLED"];
/// Causes whose message may say another thing than the value it was written from.
const SAYS_ANOTHER: &[&str] = &["CONTENT_ALTERED", "NOT_COVERED", "SIGNATURE_BROKEN"];
/// No such host: who serves the samples puts its own address here.
const PLACEHOLDER: &str = "https://partner.invalid";

/// What samples to make.
#[derive(Clone, Debug)]
pub struct SampleOptions {
    /// Roots of the packs that ship.
    pub blocks: Vec<PathBuf>,
    /// The pack: a link with what it names, or a format; a folder or a zip.
    pub pack: PathBuf,
    /// The same seed and base day give the same content; keys are new each time.
    pub seed: u64,
    /// When the samples are to be judged.
    pub base: DateTime<Utc>,
    /// So many messages, half of them good.
    pub count: usize,
    /// Where to; made where it is not there.
    pub folder: PathBuf,
}

/// One sample, as `planted.json` has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// File, relative to the folder.
    pub file: String,
    /// `good`, a cause of the table, or `notice` for what is said of another sample.
    pub cause: String,
    /// Id of the link; none for samples of a format alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// SHA-256 of the message, hex.
    pub message: String,
    /// When it must be found so, with the trust that stands beside it.
    pub judge_at: DateTime<Utc>,
    /// What it must be found as; nothing for a notice.
    pub expect: Expect,
    /// The canonical value that it was written from.
    pub value: Value,
}

/// A file to be.
struct Draft {
    cause: String,
    /// Id of the message shape.
    shape: String,
    sha256: String,
    number: Option<String>,
    expect: Expect,
    bytes: Vec<u8>,
    value: Value,
}

/// Makes samples. Errors: PACKS (a mistake in the pack, or neither a link nor a format), FILE, CRYPTO.
pub fn sample(options: &SampleOptions) -> Result<Vec<Sample>> {
    let packs = Packs::gather(&Options {
        folder: options.folder.clone(),
        seed: options.seed,
        base: options.base,
        blocks: options.blocks.clone(),
        packs: vec![options.pack.clone()],
        links: Vec::new(),
        good_per_partner: options.count,
        trickle: 0,
    })?;
    let mut all = Vec::new();
    let several = packs.links.len() > 1;
    for link in packs.played() {
        let amount = Amount { good: options.count, trickle: 0 };
        let stall = partners::make(&packs.library, link, options.seed, options.base, amount)?;
        let below = if several { format!("{}/", link.id) } else { String::new() };
        let drafts = chosen(&stall, options);
        all.extend(written(options, &below, Some(&link.id), drafts)?);
        trust(&stall, options, &options.folder.join(&below))?;
    }
    if packs.links.is_empty() {
        let drafts = unsigned(&packs, options)?;
        all.extend(written(options, "", None, drafts)?);
    }
    shelf::write_json(&options.folder.join("planted.json"), &all)?;
    Ok(all)
}

fn written(
    options: &SampleOptions,
    below: &str,
    link: Option<&str>,
    drafts: Vec<Draft>,
) -> Result<Vec<Sample>> {
    let mut all = Vec::new();
    for (at, draft) in drafts.into_iter().enumerate() {
        let end = match draft.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'<') => "xml",
            Some(b'{') => "json",
            _ => "jws",
        };
        let name = draft.cause.to_lowercase().replace(['_', '/'], "-");
        let file = format!("{below}{:03}-{name}.{end}", at + 1);
        shelf::write(&options.folder.join(&file), &draft.bytes)?;
        if let Some(expected) = expected(&draft).filter(|_| end != "jws") {
            let file = format!("{below}{:03}-{name}.expected.json", at + 1);
            shelf::write_json(&options.folder.join(file), &expected)?;
        }
        all.push(Sample {
            file,
            cause: draft.cause,
            link: link.map(str::to_owned),
            number: draft.number,
            message: draft.sha256,
            judge_at: options.base,
            expect: draft.expect,
            value: draft.value,
        });
    }
    Ok(all)
}

/// What a pack's own conformance test must find, where the message shows it by itself: the folder can be a pack's
/// `samples`.
fn expected(draft: &Draft) -> Option<Value> {
    let elsewhere = TAKES_OTHERS.iter().chain(SAYS_ANOTHER).any(|cause| *cause == draft.cause);
    if elsewhere || draft.expect.quarantine.is_some() {
        return None;
    }
    let mut expected = json!({ "message": draft.shape, "value": draft.value });
    if let (Value::Object(members), Some(light)) = (&mut expected, &draft.expect.light) {
        members.insert("light".to_owned(), json!(light));
    }
    Some(expected)
}

fn green() -> Expect {
    Expect { verdict: Some("TOTAL-PASSED".to_owned()), light: Some("green".to_owned()), ..Expect::default() }
}

/// As many as are asked for: half of them good, the faults in the seed's order, what belongs together together.
fn chosen(stall: &Stall<'_>, options: &SampleOptions) -> Vec<Draft> {
    let draft = |cause: &str, sha256: &str, number: Option<String>, expect: Expect| {
        let value = stall.partner.dispatches.iter().find(|dispatch| dispatch.sha256 == sha256);
        let update = value.is_some_and(|dispatch| dispatch.kind == "update");
        let shape = stall.terms.update.as_ref().filter(|_| update).map_or(&stall.terms.main, |update| update);
        Some(Draft {
            cause: cause.to_owned(),
            shape: shape.message.id.clone(),
            sha256: sha256.to_owned(),
            number,
            expect,
            bytes: stall.messages.get(sha256)?.clone(),
            value: value.map(|dispatch| dispatch.record.clone()).unwrap_or_default(),
        })
    };
    let shows = |row: &&Planted| {
        row.at == crate::Moment::Received
            && row.judge_at == stall.base
            && !row.by_file
            && !TAKES_TIME.contains(&row.cause.as_str())
    };
    let mut groups: Vec<Vec<Draft>> = Vec::new();
    for row in stall.planted.iter().filter(shows) {
        let own = draft(&row.cause, &row.message, row.number.clone(), row.expect.clone());
        let mut group: Vec<Draft> = own.into_iter().collect();
        for notice in stall.partner.dispatches.iter().filter(|dispatch| dispatch.kind == "update") {
            let text = |name: &str| notice.record.get(name).and_then(Value::as_str).map(str::to_owned);
            if text("number").is_none() || text("number") != row.number {
                continue;
            }
            let successor = stall.good.iter().find(|good| Some(&good.number) == text("successor").as_ref());
            group.extend(
                successor.and_then(|good| draft("good", &good.message, Some(good.number.clone()), green())),
            );
            group.extend(draft("notice", &notice.sha256, row.number.clone(), Expect::default()));
        }
        match groups.iter_mut().find(|known| {
            known.first().is_some_and(|first| first.cause == row.cause && row.cause == "NUMBER_CLONED")
        }) {
            Some(known) => known.append(&mut group),
            None => groups.push(group),
        }
    }
    let mut chance = Chance::new(options.seed, "samples");
    let mut all: Vec<Draft> = Vec::new();
    while !groups.is_empty() {
        let last = i64::try_from(groups.len()).unwrap_or(1) - 1;
        let group = groups.swap_remove(usize::try_from(chance.between(0, last)).unwrap_or_default());
        if all.len() + group.len() <= options.count / 2 {
            all.extend(group);
        }
    }
    let good = stall.good.iter().filter(|good| {
        good.trait_.as_deref() != Some("expired-after-receipt")
            && all.iter().all(|draft| draft.sha256 != good.message)
    });
    let mut good: Vec<_> = good.collect();
    good.sort_by_key(|good| good.trait_.is_some());
    let good: Vec<Draft> = good
        .into_iter()
        .take(options.count.saturating_sub(all.len()))
        .filter_map(|good| {
            let cause =
                good.trait_.as_ref().map_or_else(|| "good".to_owned(), |trait_| format!("good/{trait_}"));
            draft(&cause, &good.message, Some(good.number.clone()), green())
        })
        .collect();
    good.into_iter().chain(all).collect()
}

/// What a desk needs to trust them: the connection, and all that the partner's interface would serve on the base day.
fn trust(stall: &Stall<'_>, options: &SampleOptions, folder: &Path) -> Result<()> {
    let (partner, base) = (&stall.partner, options.base);
    let connection = connect(partner, &tls()?, PLACEHOLDER)?;
    shelf::write_json(&folder.join("connection.json"), &vec![connection])?;
    let directory = partner.directory(base);
    let signed = sign_list(&stall.terms, partner, &directory, crate::authority::day(base))?;
    let end = match signed.first() {
        Some(b'<') => "xml",
        Some(b'{') => "json",
        _ => "jws",
    };
    shelf::write(&folder.join(format!("trust/list.{end}")), &signed)?;
    let mut crls = Vec::new();
    for (path, authority) in stall.terms.link.trust.crls.iter().zip(authorities(partner)) {
        let crl = authority.crl(base)?;
        let name = path.rsplit('/').next().unwrap_or("list.crl");
        shelf::write(&folder.join("trust").join(name), &crl)?;
        crls.push(hex::encode(crl));
    }
    let anchor = match &partner.trust {
        Trust::Certificates { .. } => {
            let root = authorities(partner).first().map(|root| hex::encode(&root.holder.certificate));
            json!({ "certificate": root })
        }
        Trust::Multikey { root, .. } => json!({ "multikey": root.multikey()? }),
    };
    let snapshot = json!({
        "partner": partner.country,
        "taken": base,
        "anchors": [anchor],
        "intermediates": [],
        "crls": crls,
        "list": directory,
    });
    shelf::write_json(&folder.join("trust.json"), &snapshot)
}

fn authorities(partner: &Partner) -> &[crate::authority::Authority] {
    match &partner.trust {
        Trust::Certificates { authorities, .. } => authorities,
        Trust::Multikey { .. } => &[],
    }
}

/// Documents of a format alone: nothing says who would sign them, so nobody does.
fn unsigned(packs: &Packs, options: &SampleOptions) -> Result<Vec<Draft>> {
    let formats = packs.given.iter().filter(|(_, kind)| *kind == PackKind::Format).map(|(id, _)| id.as_str());
    let formats: Vec<&str> = formats.collect();
    let fits = packs.library.messages().iter().filter(|message| {
        formats.contains(&message.format.as_str()) && message.kind == "certificate" && message.writes
    });
    let fits: Vec<Fit<'_>> = fits.map(|message| Fit::new(message, None)).collect::<Result<_>>()?;
    if fits.is_empty() {
        return Err(SimulatorError::Packs(
            "neither a link nor a format with a certificate that can be written: nothing is sent by this pack".to_owned(),
        ));
    }
    let issuer = Issuer {
        country: "XZ".to_owned(),
        administration: "Customs of an Invented Country".to_owned(),
        id: "XZ-ORIGIN".to_owned(),
        number: None,
    };
    let mut drafter = Drafter::new(options.seed, issuer, None);
    let mut all = Vec::new();
    for at in 0..options.count {
        let Some(fit) = fits.get(at % fits.len()) else { continue };
        let days = drafter.chance.between(5, 60);
        let record = drafter.certificate(fit, options.base - Duration::days(days))?;
        all.push(bare(&packs.library, fit, &value(&record)?, all.len() + 1 == options.count)?);
    }
    Ok(all)
}

/// A document as it is written; the last of them in a version that no pack knows, where its format says one.
fn bare(library: &Library, fit: &Fit<'_>, value: &Value, last: bool) -> Result<Draft> {
    let failed = |reason: String| SimulatorError::Write { what: fit.message.id.clone(), reason };
    let bytes = fit.message.write(value).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    let other = last.then(|| unknown_version(library, &text)).flatten();
    let (cause, expect) = match &other {
        Some(_) => (
            "UNKNOWN_VERSION",
            Expect { quarantine: Some("UNKNOWN_VERSION".to_owned()), ..Expect::default() },
        ),
        None => (
            "SIGNATURE_ABSENT",
            Expect {
                finding: Some("SIGNATURE_ABSENT".to_owned()),
                light: Some("amber".to_owned()),
                ..Expect::default()
            },
        ),
    };
    let bytes = other.unwrap_or(text).into_bytes();
    Ok(Draft {
        cause: cause.to_owned(),
        shape: fit.message.id.clone(),
        sha256: hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes)),
        number: value.get("number").and_then(Value::as_str).map(str::to_owned),
        expect,
        bytes,
        value: value.clone(),
    })
}
