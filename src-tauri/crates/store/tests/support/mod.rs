//! What several tests of the store need: a database in a folder that goes away, records, judgements.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)] // each test uses a part

use certificate::{CertificateName, Finding, Item, Level, Light, Party, Record, Scope, finding};
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use store::{
    Content, DatabaseKey, FolderKind, Incoming, Index, Inputs, Judgement, LogId, MessageId, Nature, Store,
};
use tempfile::TempDir;

pub const KEY: [u8; 32] = [7; 32];

pub fn key() -> DatabaseKey {
    DatabaseKey::new(KEY)
}

pub fn at(second: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 8, 0, 0).unwrap() + Duration::seconds(second)
}

pub fn log(post: &str) -> LogId {
    LogId::new(post, [1; 8]).unwrap()
}

pub struct Folder {
    pub dir: TempDir,
    pub store: Store,
}

impl Folder {
    pub fn new() -> Self {
        Self::of("north-gate")
    }

    pub fn of(post: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let store =
            Store::create(&dir.path().join("desk.db"), &key(), FolderKind::Training, log(post)).unwrap();
        Self { dir, store }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("desk.db")
    }

    /// The file behind the store's back, to break it or to look at it.
    pub fn raw(&self) -> rusqlite::Connection {
        raw(&self.path())
    }
}

pub fn raw(path: &std::path::Path) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(KEY))).unwrap();
    conn.pragma_update(None, "cipher_page_size", 8192).unwrap();
    conn
}

const FIRMS: [&str; 6] = [
    "Orion Timber Works",
    "Société du Littoral",
    "東方電子有限公司",
    "شركة الأمل للتجارة",
    "Harbour Textiles Ltd",
    "Łódź Młyn Foods",
];
const GOODS: [(&str, &str); 4] = [
    ("Sawn pine boards, planed", "440711"),
    ("Cotton shirts for men", "620520"),
    ("Frozen shrimp, peeled", "030617"),
    ("Printed circuit boards", "853400"),
];

/// Invented certificate number `n`.
pub fn record(n: u32) -> Record {
    let firm = |shift: u32| FIRMS[(n + shift) as usize % FIRMS.len()].to_owned();
    let (goods, hs) = GOODS[n as usize % GOODS.len()];
    let mut record = Record {
        number: Some(format!("XB-2026/{n:07}")),
        kind: Some("BA".into()),
        exporter: Party { name: Some(firm(0)), country: Some("XB".into()), ..Party::default() },
        consignee: Party { name: Some(firm(3)), country: Some("XA".into()), ..Party::default() },
        items: vec![Item {
            number: Some(1),
            description: Some(goods.into()),
            hs: Some(hs.into()),
            quantity: Some(Decimal::from(100)),
            unit: Some("KGM".into()),
            ..Item::default()
        }],
        ..Record::default()
    };
    let day = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Duration::days(i64::from(n % 80));
    record.issued.date = Some(certificate::When::day(day));
    record
}

pub fn name(n: u32) -> CertificateName {
    CertificateName::of("XB", "BA", record(n).number.as_deref().unwrap())
}

pub fn bytes(n: u32) -> Vec<u8> {
    format!("message {n}").into_bytes()
}

pub fn id(n: u32) -> MessageId {
    MessageId::of(&bytes(n))
}

pub fn incoming(n: u32) -> Incoming {
    Incoming { bytes: bytes(n), remote_id: Some(format!("r{n}")), hint: None }
}

/// A judgement of message `n` as `nature`, with these findings.
pub fn judged(n: u32, nature: Nature, findings: Vec<Finding>) -> Judgement {
    let record = record(n);
    let digest = Sha256::digest(serde_json::to_vec(&record).unwrap()).into();
    Judgement {
        message: id(n),
        link: Some("xb".into()),
        partner: Some("XB".into()),
        nature,
        name: Some(name(n)),
        scheme: Some("ba".into()),
        sealed: (nature == Nature::Verified).then_some(digest),
        sources: serde_json::json!({"number": "/a/b"}),
        outcome: serde_json::json!({"verdict": "TOTAL-PASSED"}),
        light: finding::light(&findings),
        findings,
        inputs: Inputs { block: "b1".into(), trust: "t1".into(), rules: "r1".into() },
        judged_at: at(100 + i64::from(n)),
        index: Index::of(&record),
        content: Content::Certificate(Box::new(record)),
    }
}

pub fn with_light(light: Light) -> Vec<Finding> {
    let level = match light {
        Light::Green => Level::Clear,
        Light::Amber => Level::Amber,
        Light::Red => Level::Red,
    };
    vec![Finding::new("CHECKED", level, Scope::Document)]
}

/// Receives and judges messages `from..to`; every third is amber, every fifth red (and a claim).
pub fn fill(store: &Store, from: u32, to: u32) {
    for start in (from..to).step_by(500) {
        let range = start..to.min(start + 500);
        let page: Vec<_> = range.clone().map(incoming).collect();
        store.receive("xb", &page, None, at(i64::from(start))).unwrap();
        let judgements: Vec<_> = range
            .map(|n| match (n % 5, n % 3) {
                (0, _) => judged(n, Nature::Claim, with_light(Light::Red)),
                (_, 0) => judged(n, Nature::Verified, with_light(Light::Amber)),
                _ => judged(n, Nature::Verified, with_light(Light::Green)),
            })
            .collect();
        store.save_judgements(&judgements).unwrap();
    }
}
