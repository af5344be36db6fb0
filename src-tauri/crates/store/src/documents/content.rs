//! What a document says, whatever its kind; and what lists and search know it by.

use crate::error::{Result, StoreError};
use crate::terms::TermRole;
use certificate::{Finding, Light, Party, Record, finding};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

/// Word of the kind that is built in.
pub(crate) const CERTIFICATE: &str = "certificate";

/// The canonical content of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// A certificate of origin.
    Certificate(Box<Record>),
    /// A document of a kind that a pack brought.
    Other {
        /// The kind's id.
        kind: String,
        /// The canonical value, in the shape of its kind.
        value: Value,
    },
}

impl Content {
    /// `certificate`, or the id of the kind that a pack brought.
    pub fn kind(&self) -> &str {
        match self {
            Self::Certificate(_) => CERTIFICATE,
            Self::Other { kind, .. } => kind,
        }
    }

    /// The record of a certificate.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Certificate(record) => Some(record),
            Self::Other { .. } => None,
        }
    }

    /// The exact JSON that is sealed and kept.
    pub(super) fn bytes(&self) -> Result<Vec<u8>> {
        match self {
            Self::Certificate(record) => serde_json::to_vec(record),
            Self::Other { value, .. } => serde_json::to_vec(value),
        }
        .map_err(|_| StoreError::Invalid { what: "judgement", why: "not JSON" })
    }

    /// Reads back what [`Self::bytes`] gave.
    pub(super) fn of(kind: &str, bytes: &[u8]) -> Result<Self> {
        match kind {
            CERTIFICATE => serde_json::from_slice(bytes).map(Self::Certificate),
            _ => serde_json::from_slice(bytes).map(|value| Self::Other { kind: kind.to_owned(), value }),
        }
        .map_err(|_| StoreError::Damaged { what: "content" })
    }
}

/// What lists and search know a document by. That of a certificate is [`Index::of`] its record; that of another kind is
/// made from the roles its pack gives its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Index {
    /// Its number as issued.
    pub number: Option<String>,
    /// The number it says it replaces.
    pub replaces: Option<String>,
    /// The issuer's civil day of issue.
    pub issued: Option<NaiveDate>,
    /// Exporter, as written.
    pub exporter: Option<String>,
    /// Consignee, else importer, as written.
    pub consignee: Option<String>,
    /// Description of its first goods.
    pub goods: Option<String>,
    /// Numbers of its items.
    pub items: Vec<u32>,
    /// HS codes, in any writing.
    pub hs: Vec<String>,
    /// Texts that search finds it by.
    pub texts: Vec<(TermRole, String)>,
}

impl Index {
    /// What a certificate is known by.
    pub fn of(record: &Record) -> Self {
        Self {
            number: record.number.clone(),
            replaces: record.replaces.as_ref().and_then(|replaced| replaced.number.clone()),
            issued: record.issued.date.map(|when| when.date),
            exporter: record.exporter.name.clone(),
            consignee: record.consignee.name.clone().or_else(|| record.importer.name.clone()),
            goods: record.items.iter().find_map(|item| item.description.clone()),
            items: item_numbers(record),
            hs: record.items.iter().filter_map(|item| item.hs.clone()).collect(),
            texts: texts(record),
        }
    }

    /// The digits of every HS code.
    pub(super) fn hs_digits(&self) -> Vec<String> {
        let digits = |hs: &String| hs.chars().filter(char::is_ascii_digit).take(10).collect::<String>();
        self.hs.iter().map(digits).filter(|hs| hs.len() >= 2).collect()
    }
}

/// One bit for each HS chapter.
pub(super) fn chapters(hs: &[String]) -> u128 {
    hs.iter()
        .filter_map(|hs| hs.get(..2).and_then(|chapter| chapter.parse::<u32>().ok()))
        .fold(0, |bits, chapter| bits | (1 << chapter))
}

/// The number of each item on the certificate; its position where it has none.
pub(super) fn item_numbers(record: &Record) -> Vec<u32> {
    (1_u32..).zip(&record.items).map(|(position, item)| item.number.unwrap_or(position)).collect()
}

/// The light of each item, by its number.
pub(super) fn item_lights(items: &[u32], findings: &[Finding]) -> Vec<(u32, Light)> {
    items.iter().map(|number| (*number, finding::item_light(findings, *number))).collect()
}

fn texts(record: &Record) -> Vec<(TermRole, String)> {
    let mut found = Vec::new();
    let mut add = |role: TermRole, text: &Option<String>| {
        found.extend(text.iter().map(|text| (role, text.clone())));
    };
    let mut party = |role: TermRole, party: &Party| {
        for text in [&party.name, &party.other_name, &party.id] {
            add(role, text);
        }
    };
    party(TermRole::Exporter, &record.exporter);
    party(TermRole::Importer, &record.importer);
    party(TermRole::Consignee, &record.consignee);
    party(TermRole::Issuer, &record.issuer);
    for producer in &record.producers {
        party(TermRole::Producer, producer);
    }
    add(TermRole::Reference, &record.reference);
    for invoice in &record.invoices {
        add(TermRole::Reference, &invoice.number);
    }
    for item in &record.items {
        add(TermRole::Producer, &item.producer);
        add(TermRole::Goods, &item.description);
        for name in &item.names {
            add(TermRole::Goods, &name.text);
        }
    }
    found
}
