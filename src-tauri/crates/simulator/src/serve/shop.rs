//! What the servers share: the clock, the book of receipts, and how lists are signed.

use crate::{
    Clock, ReceiptSeen, Result, World,
    authority::day,
    jades::Shape,
    partner::{Partner, Trust},
    pen::{Hand, Letter},
    receipts, shelf,
    spoil::Twist,
    terms::Terms,
};
use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use certificate::Directory;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// Receipts, one a line in the order they came.
const RECEIPTS: &str = "receipts.jsonl";

/// The clock, who has enrolled, and every receipt. Enrolments and receipts outlive a restart.
#[derive(Debug)]
pub(super) struct Book {
    clock: RwLock<Clock>,
    folder: PathBuf,
    enrolled: Mutex<BTreeMap<String, Vec<Value>>>,
    receipts: Mutex<Vec<ReceiptSeen>>,
}

impl Book {
    pub fn open(folder: &Path, clock: Clock) -> Result<Self> {
        Ok(Self {
            clock: RwLock::new(clock),
            enrolled: Mutex::new(shelf::read_json(&folder.join("enrolled.json"))?.unwrap_or_default()),
            receipts: Mutex::new(shelf::read_lines(&folder.join(RECEIPTS))?),
            folder: folder.to_owned(),
        })
    }

    pub fn set(&self, clock: Clock) {
        *self.clock.write().unwrap_or_else(PoisonError::into_inner) = clock;
    }

    pub fn receipts(&self) -> Vec<ReceiptSeen> {
        self.receipts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn now(&self) -> DateTime<Utc> {
        match *self.clock.read().unwrap_or_else(PoisonError::into_inner) {
            Clock::Real => Utc::now(),
            Clock::Set(now) => now,
        }
    }

    fn enrol(&self, link: &str, jwk: Value) -> Result<()> {
        let mut enrolled = self.enrolled.lock().unwrap_or_else(PoisonError::into_inner);
        let known = enrolled.entry(link.to_owned()).or_default();
        if !known.contains(&jwk) {
            known.push(jwk);
            shelf::write_json(&self.folder.join("enrolled.json"), &*enrolled)?;
        }
        Ok(())
    }

    fn administrations(&self, link: &str) -> Vec<Value> {
        let enrolled = self.enrolled.lock().unwrap_or_else(PoisonError::into_inner);
        enrolled.get(link).cloned().unwrap_or_default()
    }

    /// On disk before the answer goes out.
    fn note(&self, receipt: ReceiptSeen) -> Result<()> {
        let mut receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        if !receipts.contains(&receipt) {
            shelf::append_line(&self.folder.join(RECEIPTS), &receipt)?;
            receipts.push(receipt);
        }
        Ok(())
    }
}

/// Bytes by the list's place, its number and how many entries it has.
type Crls = BTreeMap<(usize, (u64, usize)), Bytes>;

/// One partner behind its counter.
pub(super) struct Shop {
    world: Arc<World>,
    at: usize,
    book: Arc<Book>,
    /// Signed lists by edition and what they build on.
    lists: Mutex<BTreeMap<(u64, Option<u64>), Bytes>>,
    /// Signed revocation lists by place and edition: one that did not change keeps its bytes.
    crls: Mutex<Crls>,
}

impl Shop {
    pub fn new(world: Arc<World>, at: usize, book: Arc<Book>) -> Self {
        Self { world, at, book, lists: Mutex::default(), crls: Mutex::default() }
    }

    pub fn partner(&self) -> Option<&Partner> {
        self.world.kept.partners.get(self.at)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.book.now()
    }

    /// Published messages: id, kind, SHA-256 and bytes.
    pub fn published(&self) -> Vec<(&str, &str, &str, &[u8])> {
        let now = self.now();
        let dispatches = self.partner().into_iter().flat_map(|partner| partner.published(now));
        dispatches
            .filter_map(|d| {
                Some((d.id.as_str(), d.kind.as_str(), d.sha256.as_str(), self.world.message(&d.sha256)?))
            })
            .collect()
    }

    /// The signed list of the day; of what is new since an edition where one is given.
    pub fn list(&self, headers: &HeaderMap, since: Option<u64>) -> Response {
        let (Some(partner), now) = (self.partner(), self.now()) else {
            return refused(StatusCode::NOT_FOUND, "NO_PARTNER");
        };
        if !partner.serves_list(now) {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "LIST_NOT_SERVED");
        }
        let directory = match since {
            None => Some(partner.directory(now)),
            Some(since) => partner.delta(since, now),
        };
        let Some(directory) = directory else { return StatusCode::NO_CONTENT.into_response() };
        let key = (directory.sequence, directory.base);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let signed = match lists.get(&key) {
            Some(bytes) => bytes.clone(),
            None => match self.sign(partner, &directory, day(now)) {
                Ok(bytes) => lists.entry(key).or_insert(Bytes::from(bytes)).clone(),
                Err(error) => {
                    tracing::error!(%error, link = partner.link, "a list could not be signed");
                    return refused(StatusCode::INTERNAL_SERVER_ERROR, error.code());
                }
            },
        };
        let kind = match signed.first() {
            Some(b'<') => "application/xml",
            Some(b'{') => "application/json",
            _ => "application/jose",
        };
        answer(headers, kind, signed)
    }

    fn sign(&self, partner: &Partner, directory: &Directory, at: DateTime<Utc>) -> Result<Vec<u8>> {
        let library = &self.world.library;
        let link =
            library.link(&partner.link).ok_or_else(|| crate::SimulatorError::Packs(partner.link.clone()))?;
        sign_list(&Terms::of(library, link, self.world.base())?, partner, directory, at)
    }

    /// A revocation list by its place among the link's.
    pub fn crl(&self, headers: &HeaderMap, at: usize) -> Response {
        let (Some(partner), now) = (self.partner(), self.now()) else {
            return refused(StatusCode::NOT_FOUND, "NO_PARTNER");
        };
        let Trust::Certificates { authorities, .. } = &partner.trust else {
            return refused(StatusCode::NOT_FOUND, "NO_SUCH_LIST");
        };
        let Some(authority) = authorities.get(at) else {
            return refused(StatusCode::NOT_FOUND, "NO_SUCH_LIST");
        };
        if !partner.serves_crls(now) {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "REVOCATION_NOT_SERVED");
        }
        let key = (at, authority.edition(now));
        let mut crls = self.crls.lock().unwrap_or_else(PoisonError::into_inner);
        let signed = match crls.get(&key) {
            Some(bytes) => bytes.clone(),
            None => match authority.crl(now) {
                Ok(der) => crls.entry(key).or_insert(Bytes::from(der)).clone(),
                Err(error) => return refused(StatusCode::INTERNAL_SERVER_ERROR, error.code()),
            },
        };
        answer(headers, "application/pkix-crl", signed)
    }

    /// Takes the public key of an administration.
    pub fn enrol(&self, body: &str) -> Response {
        let Some(partner) = self.partner() else { return refused(StatusCode::NOT_FOUND, "NO_PARTNER") };
        let Some(jwk) = receipts::enrolled(body) else {
            return refused(StatusCode::BAD_REQUEST, "NOT_A_KEY");
        };
        match self.book.enrol(&partner.link, jwk) {
            Ok(()) => said(StatusCode::CREATED, &json!({ "status": "enrolled", "link": partner.link })),
            Err(error) => refused(StatusCode::INTERNAL_SERVER_ERROR, error.code()),
        }
    }

    /// Takes a receipt. One that is refused is kept too, as not valid, where it says what it speaks of.
    pub fn receipt(&self, body: &str) -> Response {
        let (Some(partner), now) = (self.partner(), self.now()) else {
            return refused(StatusCode::NOT_FOUND, "NO_PARTNER");
        };
        let states = self
            .world
            .library
            .link(&partner.link)
            .map(|link| link.receipts.states.clone())
            .unwrap_or_default();
        let administrations = self.book.administrations(&partner.link);
        let knows = |sha256: &str| partner.published(now).any(|dispatch| dispatch.sha256 == sha256);
        let checked = receipts::check(body, &administrations, &states, knows);
        let valid = checked.is_ok();
        let noted = checked.as_ref().ok().map(|said| (said.message.clone(), said.state.clone()));
        let noted = noted.or_else(|| receipts::said(body).map(|said| (said.message, said.state)));
        if let Some((message, state)) = noted
            && let Err(error) =
                self.book.note(ReceiptSeen { link: partner.link.clone(), message, state, valid })
        {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, error.code());
        }
        match checked {
            Ok(_) => said(StatusCode::CREATED, &json!({ "status": "received" })),
            Err(refusal) => refused(StatusCode::UNPROCESSABLE_ENTITY, refusal.code()),
        }
    }
}

/// A list of signers, signed as the link's profile wants it.
pub(crate) fn sign_list(
    terms: &Terms<'_>,
    partner: &Partner,
    directory: &Directory,
    at: DateTime<Utc>,
) -> Result<Vec<u8>> {
    let hand = match &partner.trust {
        Trust::Certificates { lister, scheme, .. } => {
            Hand::Certificate { holder: lister.clone(), scheme: *scheme }
        }
        Trust::Multikey { root, method } => Hand::Multikey { key: root.clone(), method: method.clone() },
    };
    let directory: Directory = terms.directory.fitted(directory, &mut |_, _| None)?;
    let value =
        serde_json::to_value(directory).map_err(|error| crate::SimulatorError::Serve(error.to_string()))?;
    terms.write(&Letter {
        kind: "directory",
        value: &value,
        hand: &hand,
        exporter: None,
        at,
        shape: Shape::CompactSigT,
        twist: &Twist::None,
    })
}

/// Bytes with an entity tag; 304 where the caller has them (RFC 9110, 13.1.2).
pub(super) fn answer(headers: &HeaderMap, kind: &'static str, bytes: Bytes) -> Response {
    let digest = hex::encode(Sha256::digest(&bytes));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let wanted = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if wanted.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::ETAG, tag)], bytes).into_response()
}

pub(super) fn said(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

pub(super) fn refused(status: StatusCode, code: &str) -> Response {
    said(status, &json!({ "code": code }))
}
