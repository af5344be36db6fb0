//! Revocation lists (RFC 5280 section 5): complete lists by the issuer of the certificates. Delta, indirect
//! and partitioned lists are refused, never half understood.

use crate::error::VerifyError;
use crate::path;
use crate::trust::Anchor;
use crate::x509::{Certificate, Signed, instant};
use chrono::{DateTime, Utc};
use const_oid::AssociatedOid;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{CrlNumber, CrlReason, KeyUsage};

/// Larger lists are not read.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// authorityKeyIdentifier, cRLNumber, expiredCertsOnCRL: understood, or harmless when critical.
const HEEDED: &[&str] = &["2.5.29.35", "2.5.29.20", "2.5.29.60"];
/// deltaCRLIndicator, issuingDistributionPoint: another kind of list, critical or not.
const OTHER_KINDS: &[&str] = &["2.5.29.27", "2.5.29.28"];
/// reasonCode, invalidityDate.
const ENTRY_HEEDED: &[&str] = &["2.5.29.21", "2.5.29.24"];
const INVALIDITY_DATE: &str = "2.5.29.24";

/// What a verified revocation list says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlFacts {
    /// Issuer, RFC 4514.
    pub issuer: String,
    /// Issued.
    pub this_update: DateTime<Utc>,
    /// The next one is due.
    pub next_update: Option<DateTime<Utc>>,
    /// CRL number, as `0x…`.
    pub number: Option<String>,
}

/// A list as it was read; nothing in it is verified before [`Crl::by`].
#[derive(Clone, Debug)]
pub(crate) struct Crl {
    pub(crate) issuer_der: Vec<u8>,
    pub(crate) facts: CrlFacts,
    entries: BTreeMap<Vec<u8>, Entry>,
    signed: Signed,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// With effect from: the earlier of revocation and invalidity date.
    pub(crate) effect: DateTime<Utc>,
    /// RFC 5280 reason name.
    pub(crate) reason: &'static str,
}

impl Crl {
    pub(crate) fn read(der: &[u8]) -> Result<Self, &'static str> {
        if der.len() > MAX_BYTES {
            return Err("too large");
        }
        let list = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(der)
            .map_err(|_| "not a revocation list")?;
        let body = &list.tbs_cert_list;
        if body.signature != list.signature_algorithm {
            return Err("its two algorithm fields differ");
        }
        let mut number = None;
        for extension in body.crl_extensions.iter().flatten() {
            let id = extension.extn_id.to_string();
            if OTHER_KINDS.contains(&id.as_str()) || (extension.critical && !HEEDED.contains(&id.as_str())) {
                return Err("a delta, partitioned or unknown kind of list");
            }
            if extension.extn_id == CrlNumber::OID {
                let value = CrlNumber::from_der(extension.extn_value.as_bytes()).map_err(|_| "its number")?;
                number = Some(format!("0x{}", hex::encode(value.0.as_bytes())));
            }
        }
        let mut entries = BTreeMap::new();
        for revoked in body.revoked_certificates.iter().flatten() {
            let entry = entry(revoked)?;
            entries.insert(revoked.serial_number.as_bytes().to_vec(), entry);
        }
        Ok(Self {
            issuer_der: body.issuer.to_der().map_err(|_| "its issuer")?,
            facts: CrlFacts {
                issuer: body.issuer.to_string(),
                this_update: instant(body.this_update).ok_or("its time")?,
                next_update: body.next_update.map(|time| instant(time).ok_or("its time")).transpose()?,
                number,
            },
            entries,
            signed: Signed::read(der).ok_or("not a revocation list")?,
        })
    }

    /// Whether this issuer signed it and may (RFC 5280 6.3.3 f, g).
    pub(crate) fn by(&self, issuer: &Certificate) -> bool {
        self.issuer_der == issuer.subject_der
            && issuer.usage.as_ref().is_none_or(KeyUsage::crl_sign)
            && issuer.key.as_ref().is_some_and(|key| self.signed.by(key))
    }

    /// What it says of a certificate of its issuer.
    pub(crate) fn entry(&self, serial: &[u8]) -> Option<&Entry> {
        self.entries.get(serial)
    }
}

fn entry(revoked: &RevokedCert<x509_cert::certificate::Rfc5280>) -> Result<Entry, &'static str> {
    let mut effect = instant(revoked.revocation_date).ok_or("an entry's time")?;
    let mut reason = "unspecified";
    for extension in revoked.crl_entry_extensions.iter().flatten() {
        let id = extension.extn_id.to_string();
        if extension.critical && !ENTRY_HEEDED.contains(&id.as_str()) {
            return Err("an entry of an unknown kind");
        }
        if extension.extn_id == CrlReason::OID {
            reason = reason_name(extension)?;
        } else if id == INVALIDITY_DATE {
            let time = der::asn1::GeneralizedTime::from_der(extension.extn_value.as_bytes())
                .map_err(|_| "an entry's invalidity date")?;
            let time =
                instant(x509_cert::time::Time::GeneralTime(time)).ok_or("an entry's invalidity date")?;
            effect = effect.min(time);
        }
    }
    Ok(Entry { effect, reason })
}

fn reason_name(extension: &Extension) -> Result<&'static str, &'static str> {
    Ok(match CrlReason::from_der(extension.extn_value.as_bytes()).map_err(|_| "an entry's reason")? {
        CrlReason::Unspecified => "unspecified",
        CrlReason::KeyCompromise => "keyCompromise",
        CrlReason::CaCompromise => "cACompromise",
        CrlReason::AffiliationChanged => "affiliationChanged",
        CrlReason::Superseded => "superseded",
        CrlReason::CessationOfOperation => "cessationOfOperation",
        CrlReason::CertificateHold => "certificateHold",
        CrlReason::RemoveFromCRL => "removeFromCRL",
        CrlReason::PrivilegeWithdrawn => "privilegeWithdrawn",
        CrlReason::AaCompromise => "aACompromise",
    })
}

/// Checks that a revocation list (DER) is signed by one of the anchors, or by an intermediate that leads
/// to one. Times are not judged: the caller compares `number` and `this_update` with what it has.
pub fn check_crl(der: &[u8], anchors: &[Anchor], intermediates: &[Vec<u8>]) -> Result<CrlFacts, VerifyError> {
    let crl = Crl::read(der).map_err(VerifyError::Crl)?;
    let anchors: Vec<_> = anchors
        .iter()
        .filter_map(|anchor| match anchor {
            Anchor::Certificate(der) => Certificate::read(der),
            Anchor::Multikey(_) => None,
        })
        .collect();
    let intermediates: Vec<_> = intermediates.iter().filter_map(|der| Certificate::read(der)).collect();
    let pool: Vec<_> = intermediates.iter().collect();
    let issuer = anchors.iter().any(|anchor| crl.by(anchor))
        || intermediates
            .iter()
            .any(|authority| crl.by(authority) && path::to_authority(authority, &pool, &anchors).is_ok());
    if issuer { Ok(crl.facts) } else { Err(VerifyError::Crl("no known authority signed it")) }
}
