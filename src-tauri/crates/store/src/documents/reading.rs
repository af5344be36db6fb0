//! Reading documents back: whole, sealed, and as they were judged before.

use super::content::{CERTIFICATE, Content, item_lights, item_numbers};
use super::judgement::{Inputs, Nature, Verdict};
use super::light_of;
use crate::error::{Result, StoreError};
use crate::messages::MessageId;
use crate::store::Store;
use crate::value::{hash_from, sha256, time, unpack};
use certificate::{CertificateName, Finding, Light, Record};
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A document with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// The message.
    pub message: MessageId,
    /// The link it came by.
    pub link: Option<String>,
    /// The partner's country, alpha-2.
    pub partner: Option<String>,
    /// Verified or claim.
    pub nature: Nature,
    /// Its name across posts.
    pub name: Option<CertificateName>,
    /// Its number as issued.
    pub number: Option<String>,
    /// The scheme.
    pub scheme: Option<String>,
    /// The canonical fields. Use [`Store::sealed_record`] where they must be shown as a certificate.
    pub content: Content,
    /// The seal's digest, where it is verified.
    pub sealed: Option<[u8; 32]>,
    /// Where each field came from.
    pub sources: Value,
    /// The verification's outcome.
    pub outcome: Value,
    /// What every check found.
    pub findings: Vec<Finding>,
    /// The document's light.
    pub light: Light,
    /// The light of each item of a certificate, by its number.
    pub item_lights: Vec<(u32, Light)>,
    /// What it was made with.
    pub inputs: Inputs,
    /// When it was judged.
    pub judged_at: DateTime<Utc>,
    /// When its message was received.
    pub received_at: DateTime<Utc>,
}

/// A judgement as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PastJudgement {
    /// When.
    pub judged_at: DateTime<Utc>,
    /// Verified or claim.
    pub nature: Nature,
    /// The light then.
    pub light: Light,
    /// What it was made with.
    pub inputs: Inputs,
    /// The verification's outcome then.
    pub outcome: Value,
    /// What was found then.
    pub findings: Vec<Finding>,
}

pub(super) fn verdict(packed: &[u8]) -> Result<Verdict> {
    serde_json::from_slice(&unpack(packed)?).map_err(|_| StoreError::Damaged { what: "verdict" })
}

struct Row {
    link: Option<String>,
    partner: Option<String>,
    nature: String,
    name: Option<Vec<u8>>,
    number: Option<String>,
    scheme: Option<String>,
    light: i64,
    inputs: Inputs,
    judged: i64,
    received: i64,
    kind: String,
    content: Vec<u8>,
    sealed: Option<Vec<u8>>,
    verdict: Vec<u8>,
}

impl Store {
    /// The document made of a message. What is verified is checked against its seal: `SEAL_BROKEN`.
    pub fn document(&self, id: &MessageId) -> Result<Option<Document>> {
        let found = self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT d.link, d.partner, d.nature, d.name, d.number, d.scheme, d.light, d.block, d.trust,
                       d.rules, d.judged, d.received, b.content, b.sealed, b.verdict, d.kind
                     FROM document d JOIN document_body b USING(seq) WHERE d.message = ?1",
                )?
                .query_row([id], |row| {
                    Ok(Row {
                        link: row.get(0)?,
                        partner: row.get(1)?,
                        nature: row.get(2)?,
                        name: row.get(3)?,
                        number: row.get(4)?,
                        scheme: row.get(5)?,
                        light: row.get(6)?,
                        inputs: Inputs { block: row.get(7)?, trust: row.get(8)?, rules: row.get(9)? },
                        judged: row.get(10)?,
                        received: row.get(11)?,
                        content: row.get(12)?,
                        sealed: row.get(13)?,
                        verdict: row.get(14)?,
                        kind: row.get(15)?,
                    })
                })
                .optional()?)
        })?;
        let Some(row) = found else { return Ok(None) };
        let bytes = unpack(&row.content)?;
        let sealed = row.sealed.as_deref().map(hash_from).transpose()?;
        if sealed.is_some_and(|digest| digest != sha256(&bytes)) {
            return Err(StoreError::SealBroken);
        }
        let content = Content::of(&row.kind, &bytes)?;
        let items = content.record().map(item_numbers).unwrap_or_default();
        let verdict = verdict(&row.verdict)?;
        Ok(Some(Document {
            message: *id,
            link: row.link,
            partner: row.partner,
            nature: Nature::of(&row.nature)?,
            name: row.name.as_deref().map(hash_from).transpose()?.map(CertificateName),
            number: row.number,
            scheme: row.scheme,
            sealed,
            item_lights: item_lights(&items, &verdict.findings),
            content,
            sources: verdict.sources,
            outcome: verdict.outcome,
            findings: verdict.findings,
            light: light_of(row.light)?,
            inputs: row.inputs,
            judged_at: time(row.judged)?,
            received_at: time(row.received)?,
        }))
    }

    /// The sealed record of a certificate, checked against the digest it was sealed with; none for a claim, another kind
    /// of document or an unknown message. Error: `SEAL_BROKEN`.
    pub fn sealed_record(&self, id: &MessageId) -> Result<Option<verify::Sealed<Record>>> {
        self.sealed(id, CERTIFICATE)
    }

    /// As [`Self::sealed_record`], for a document of a kind that a pack brought.
    pub fn sealed_value(&self, id: &MessageId, kind: &str) -> Result<Option<verify::Sealed<Value>>> {
        self.sealed(id, kind)
    }

    fn sealed<T: DeserializeOwned>(&self, id: &MessageId, kind: &str) -> Result<Option<verify::Sealed<T>>> {
        let found: Option<(Vec<u8>, Vec<u8>)> = self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT b.content, b.sealed FROM document d JOIN document_body b USING(seq)
                     WHERE d.message = ?1 AND d.kind = ?2 AND b.sealed IS NOT NULL",
                )?
                .query_row((id, kind), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?)
        })?;
        let Some((packed, digest)) = found else { return Ok(None) };
        verify::Sealed::reopen(&unpack(&packed)?, &hash_from(&digest)?)
            .map(Some)
            .map_err(|_| StoreError::SealBroken)
    }

    /// Every judgement of a message that differed from the one before it, oldest first.
    pub fn judgements(&self, id: &MessageId) -> Result<Vec<PastJudgement>> {
        self.read(|conn| {
            let mut select = conn.prepare_cached(
                "SELECT j.judged, j.nature, j.light, j.block, j.trust, j.rules, j.verdict
                 FROM judgement j JOIN message m USING(seq) WHERE m.id = ?1 ORDER BY j.id",
            )?;
            let mut rows = select.query([id])?;
            let mut past = Vec::new();
            while let Some(row) = rows.next()? {
                let verdict = verdict(&row.get::<_, Vec<u8>>(6)?)?;
                past.push(PastJudgement {
                    judged_at: time(row.get(0)?)?,
                    nature: Nature::of(&row.get::<_, String>(1)?)?,
                    light: light_of(row.get(2)?)?,
                    inputs: Inputs { block: row.get(3)?, trust: row.get(4)?, rules: row.get(5)? },
                    outcome: verdict.outcome,
                    findings: verdict.findings,
                });
            }
            Ok(past)
        })
    }

    /// The documents of a partner, oldest first: what new knowledge about it may touch.
    pub fn documents_touched_by(&self, partner: &str) -> Result<Vec<MessageId>> {
        self.read(|conn| {
            let mut select =
                conn.prepare_cached("SELECT message FROM document WHERE partner = ?1 ORDER BY seq")?;
            let ids = select.query_map([partner], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
    }
}
