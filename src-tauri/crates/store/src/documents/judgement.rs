//! Saving a judgement: document, findings, light, parties and search index in one step.

use super::content::{Content, Index, chapters, item_lights};
use super::{light_number, light_of};
use crate::error::{Result, StoreError};
use crate::messages::{MessageId, settle};
use crate::store::Store;
use crate::terms::{self, Terms};
use crate::value::{limit, millis, pack, sha256};
use certificate::{CertificateName, Finding, Light, normalise_number};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether a document was made from verified content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// Made from verified content only.
    Verified,
    /// Read from a message that is not verified.
    Claim,
}

impl Nature {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Claim => "claim",
        }
    }

    pub(crate) fn of(word: &str) -> Result<Self> {
        match word {
            "verified" => Ok(Self::Verified),
            "claim" => Ok(Self::Claim),
            _ => Err(StoreError::Damaged { what: "nature" }),
        }
    }
}

/// What a judgement was made with, by hash (hex), so that it can be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The block (link, scheme and format packs).
    pub block: String,
    /// The trust snapshot.
    pub trust: String,
    /// The rule set.
    pub rules: String,
}

/// Everything that is known of a message that is a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The message.
    pub message: MessageId,
    /// The link it came by.
    pub link: Option<String>,
    /// The partner's country, alpha-2.
    pub partner: Option<String>,
    /// Verified or claim.
    pub nature: Nature,
    /// Its name across posts, where it has a number.
    pub name: Option<CertificateName>,
    /// The scheme's id or code.
    pub scheme: Option<String>,
    /// The canonical fields.
    pub content: Content,
    /// What lists and search know it by.
    pub index: Index,
    /// `Sealed::digest` of the content: present where it is verified, absent for a claim.
    pub sealed: Option<[u8; 32]>,
    /// Where each field came from.
    pub sources: serde_json::Value,
    /// The verification's outcome.
    pub outcome: serde_json::Value,
    /// What every check found.
    pub findings: Vec<Finding>,
    /// The document's light.
    pub light: Light,
    /// What it was made with.
    pub inputs: Inputs,
    /// When.
    pub judged_at: DateTime<Utc>,
}

/// The JSON beside a document.
#[derive(Serialize, Deserialize)]
pub(super) struct Verdict {
    pub outcome: serde_json::Value,
    pub findings: Vec<Finding>,
    pub sources: serde_json::Value,
}

/// A judgement, serialised and packed by its caller's thread.
struct Prepared {
    message: MessageId,
    link: Option<String>,
    partner: Option<String>,
    nature: Nature,
    name: Option<CertificateName>,
    number: Option<String>,
    number_key: Option<String>,
    replaces_key: Option<String>,
    scheme: Option<String>,
    kind: String,
    issued: Option<i64>,
    light: Light,
    items: i64,
    items_held: i64,
    exporter: Option<String>,
    consignee: Option<String>,
    goods: Option<String>,
    chapters: u128,
    hs: Vec<String>,
    terms: Terms,
    content: Vec<u8>,
    sealed: Option<[u8; 32]>,
    verdict: Vec<u8>,
    findings_hash: [u8; 32],
    faults: BTreeSet<super::quality::Fault>,
    inputs: Inputs,
    judged: i64,
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

fn prepare(judgement: &Judgement) -> Result<Prepared> {
    if judgement.sealed.is_some() != (judgement.nature == Nature::Verified) {
        return Err(StoreError::Invalid {
            what: "judgement",
            why: "what is verified is sealed, a claim is not",
        });
    }
    let unreadable = |_| StoreError::Invalid { what: "judgement", why: "not JSON" };
    let content = judgement.content.bytes()?;
    if judgement.sealed.is_some_and(|digest| digest != sha256(&content)) {
        return Err(StoreError::SealBroken);
    }
    let findings = serde_json::to_vec(&judgement.findings).map_err(unreadable)?;
    let verdict = serde_json::to_vec(&Verdict {
        outcome: judgement.outcome.clone(),
        findings: judgement.findings.clone(),
        sources: judgement.sources.clone(),
    })
    .map_err(unreadable)?;
    let index = &judgement.index;
    let lights = item_lights(&index.items, &judgement.findings);
    let held = lights.iter().filter(|(_, light)| *light != Light::Green).count();
    let key = |number: &String| Some(normalise_number(number)).filter(|key| !key.is_empty());
    let hs = index.hs_digits();
    Ok(Prepared {
        message: judgement.message,
        link: judgement.link.clone(),
        partner: judgement.partner.clone(),
        nature: judgement.nature,
        name: judgement.name,
        number: index.number.clone(),
        number_key: index.number.as_ref().and_then(key),
        replaces_key: index.replaces.as_ref().and_then(key),
        scheme: judgement.scheme.clone(),
        kind: judgement.content.kind().to_owned(),
        issued: index.issued.map(day_number),
        light: judgement.light,
        items: limit(index.items.len()),
        items_held: limit(held),
        exporter: index.exporter.clone(),
        consignee: index.consignee.clone(),
        goods: index.goods.clone(),
        chapters: chapters(&hs),
        hs,
        terms: terms::folded(&index.texts),
        content: pack(&content)?,
        sealed: judgement.sealed,
        verdict: pack(&verdict)?,
        findings_hash: sha256(&findings),
        faults: super::quality::faults(&judgement.findings),
        inputs: judgement.inputs.clone(),
        judged: millis(judgement.judged_at),
    })
}

impl Store {
    /// Saves a judgement: it replaces the message's current one, and is added to the history when it was made with
    /// something else or found something else. Errors: `NOT_FOUND` (no such message), `SEAL_BROKEN`.
    pub fn save_judgement(&self, judgement: &Judgement) -> Result<()> {
        self.save_judgements(std::slice::from_ref(judgement))
    }

    /// As [`Self::save_judgement`], several in one transaction: all or none.
    pub fn save_judgements(&self, judgements: &[Judgement]) -> Result<()> {
        let prepared = judgements.iter().map(prepare).collect::<Result<Vec<_>>>()?;
        self.derive(move |conn| prepared.iter().try_for_each(|one| save(conn, one)))
    }
}

/// The stamp of a change that search must see.
fn stamp(conn: &Connection) -> Result<i64> {
    let last: Option<i64> =
        conn.prepare_cached("SELECT max(changed) FROM document")?.query_row([], |row| row.get(0))?;
    Ok(last.unwrap_or(0) + 1)
}

/// Says that what search knows of a document has changed.
pub(crate) fn touch_document(conn: &Connection, message: &MessageId) -> Result<()> {
    conn.prepare_cached("UPDATE document SET changed = ?2 WHERE message = ?1")?
        .execute((message, stamp(conn)?))?;
    Ok(())
}

/// As [`touch_document`], for every document of a certificate's name.
pub(crate) fn touch_certificate(conn: &Connection, name: &CertificateName) -> Result<()> {
    conn.prepare_cached("UPDATE document SET changed = ?2 WHERE name = ?1")?
        .execute((name.0, stamp(conn)?))?;
    Ok(())
}

/// Takes a document away whose message turned out to be something else; the history of judgements stays.
pub(crate) fn forget(conn: &Connection, seq: i64) -> Result<()> {
    let there: bool = conn
        .prepare_cached("SELECT EXISTS(SELECT 1 FROM document WHERE seq = ?1)")?
        .query_row([seq], |row| row.get(0))?;
    if !there {
        return Ok(());
    }
    for sql in [
        "DELETE FROM number_part WHERE rowid = ?1",
        "DELETE FROM document_hs WHERE seq = ?1",
        "DELETE FROM quality WHERE seq = ?1",
        "DELETE FROM document_body WHERE seq = ?1",
        "DELETE FROM document WHERE seq = ?1",
    ] {
        conn.execute(sql, [seq])?;
    }
    // The columns in memory cannot see a row that is gone: they are read anew.
    conn.execute(
        "INSERT INTO meta(key, value) VALUES ('epoch', '1')
         ON CONFLICT(key) DO UPDATE SET value = CAST(value + 1 AS TEXT)",
        [],
    )?;
    Ok(())
}

struct Before {
    content: Vec<u8>,
    nature: String,
    light: Light,
    inputs: Inputs,
    findings_hash: [u8; 32],
}

fn before(conn: &Connection, seq: i64) -> Result<Option<Before>> {
    let found = conn
        .prepare_cached(
            "SELECT b.content, d.nature, d.light, d.block, d.trust, d.rules, b.verdict
             FROM document d JOIN document_body b USING(seq) WHERE seq = ?1",
        )?
        .query_row([seq], |row| {
            let inputs = Inputs { block: row.get(3)?, trust: row.get(4)?, rules: row.get(5)? };
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?, inputs, row.get::<_, Vec<u8>>(6)?))
        })
        .optional()?;
    let Some((content, nature, light, inputs, verdict)) = found else { return Ok(None) };
    let verdict: Verdict = super::reading::verdict(&verdict)?;
    let findings =
        serde_json::to_vec(&verdict.findings).map_err(|_| StoreError::Damaged { what: "findings" })?;
    Ok(Some(Before { content, nature, light: light_of(light)?, inputs, findings_hash: sha256(&findings) }))
}

fn save(conn: &Connection, new: &Prepared) -> Result<()> {
    let seq = settle(conn, &new.message, "judged")?;
    let before = before(conn, seq)?;
    if before.as_ref().is_none_or(|old| old.content != new.content) {
        index(conn, seq, new, before.is_some())?;
    }
    let terms = terms::intern(conn, &new.terms)?;
    document_row(conn, seq, new, &terms)?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO document_body(seq, content, sealed, verdict) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((seq, &new.content, new.sealed, &new.verdict))?;
    super::quality::keep(conn, seq, &new.faults)?;
    let news = before.is_none_or(|old| {
        old.nature != new.nature.word()
            || old.light != new.light
            || old.inputs != new.inputs
            || old.findings_hash != new.findings_hash
    });
    if news {
        conn.prepare_cached(
            "INSERT INTO judgement(seq, judged, nature, light, block, trust, rules, verdict)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            seq,
            new.judged,
            new.nature.word(),
            light_number(new.light),
            &new.inputs.block,
            &new.inputs.trust,
            &new.inputs.rules,
            &new.verdict,
        ))?;
    }
    Ok(())
}

/// Number and HS codes of a document that is new or has changed.
fn index(conn: &Connection, seq: i64, new: &Prepared, again: bool) -> Result<()> {
    if again {
        conn.prepare_cached("DELETE FROM number_part WHERE rowid = ?1")?.execute([seq])?;
        conn.prepare_cached("DELETE FROM document_hs WHERE seq = ?1")?.execute([seq])?;
    }
    if let Some(key) = &new.number_key {
        conn.prepare_cached("INSERT INTO number_part(rowid, number) VALUES (?1, ?2)")?.execute((seq, key))?;
    }
    for hs in &new.hs {
        conn.prepare_cached("INSERT OR IGNORE INTO document_hs(hs, seq) VALUES (?1, ?2)")?
            .execute((hs, seq))?;
    }
    Ok(())
}

fn document_row(conn: &Connection, seq: i64, new: &Prepared, terms: &[u8]) -> Result<()> {
    let received: i64 = conn
        .prepare_cached("SELECT received FROM message WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))?;
    conn.prepare_cached(
        "INSERT INTO document(seq, message, link, partner, nature, name, number, number_key, replaces_key, scheme,
           kind, issued, received, light, items, items_held, exporter, consignee, goods, chapters, terms, block,
           trust, rules, judged, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
           ?22, ?23, ?24, ?25, ?26)
         ON CONFLICT(seq) DO UPDATE SET link = ?3, partner = ?4, nature = ?5, name = ?6, number = ?7,
           number_key = ?8, replaces_key = ?9, scheme = ?10, kind = ?11, issued = ?12, received = ?13, light = ?14,
           items = ?15, items_held = ?16, exporter = ?17, consignee = ?18, goods = ?19, chapters = ?20, terms = ?21,
           block = ?22, trust = ?23, rules = ?24, judged = ?25, changed = ?26",
    )?
    .execute(rusqlite::params![
        seq,
        new.message,
        new.link,
        new.partner,
        new.nature.word(),
        new.name.map(|name| name.0),
        new.number,
        new.number_key,
        new.replaces_key,
        new.scheme,
        new.kind,
        new.issued,
        received,
        light_number(new.light),
        new.items,
        new.items_held,
        new.exporter,
        new.consignee,
        new.goods,
        new.chapters.to_be_bytes(),
        terms,
        new.inputs.block,
        new.inputs.trust,
        new.inputs.rules,
        new.judged,
        stamp(conn)?,
    ])?;
    Ok(())
}
