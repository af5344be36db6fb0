//! Revocation lists (RFC 5280 section 5): complete, delta and indirect ones, and those of one distribution
//! point. What a list says of itself and of certificates; whether it counts is said in `revocation`.

use crate::error::VerifyError;
use crate::name::CanonicalName;
use crate::path::{self, PathOptions};
use crate::trust::Anchor;
use crate::x509::{Certificate, Signed, instant};
use chrono::{DateTime, Utc};
use const_oid::AssociatedOid;
use der::Decode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BaseCrlNumber, CrlNumber, CrlReason, IssuingDistributionPoint, KeyUsage};

/// Larger lists are not read.
const MAX_BYTES: usize = 16 * 1024 * 1024;
const AUTHORITY_KEY: &str = "2.5.29.35";
const NUMBER: &str = "2.5.29.20";
const DELTA: &str = "2.5.29.27";
const POINT: &str = "2.5.29.28";
/// expiredCertsOnCRL: understood by keeping older editions.
const EXPIRED: &str = "2.5.29.60";
/// invalidityDate and certificateIssuer, of an entry.
const INVALIDITY_DATE: &str = "2.5.29.24";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";

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
    pub(crate) issuer_name: CanonicalName,
    pub(crate) facts: CrlFacts,
    /// CRL number without leading zeros: by length, then octets, it compares like the number.
    pub(crate) number: Option<(usize, Vec<u8>)>,
    /// The number of the complete list that a delta builds on; none for a complete list.
    pub(crate) base: Option<(usize, Vec<u8>)>,
    /// issuingDistributionPoint, as DER and as read.
    pub(crate) point: Option<(Vec<u8>, IssuingDistributionPoint)>,
    /// authorityKeyIdentifier, DER.
    pub(crate) authority_key: Option<Vec<u8>>,
    /// Whether what RFC 5280 5.2.3 has issuers do is done: a number that is not critical.
    pub(crate) numbered: bool,
    /// Of certificates of the list's own issuer, by serial number.
    own: BTreeMap<Vec<u8>, Entry>,
    /// Of certificates of others, in an indirect list.
    others: BTreeMap<(CanonicalName, Vec<u8>), Entry>,
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
        let issuer_name = CanonicalName::of(&body.issuer);
        let mut crl = Self {
            facts: CrlFacts {
                issuer: body.issuer.to_string(),
                this_update: instant(body.this_update).ok_or("its time")?,
                next_update: body.next_update.map(|time| instant(time).ok_or("its time")).transpose()?,
                number: None,
            },
            issuer_name,
            number: None,
            base: None,
            point: None,
            authority_key: None,
            numbered: false,
            own: BTreeMap::new(),
            others: BTreeMap::new(),
            signed: Signed::read(der).ok_or("not a revocation list")?,
        };
        let mut seen = Vec::new();
        for extension in body.crl_extensions.iter().flatten() {
            if seen.contains(&extension.extn_id) {
                return Err("an extension stands twice");
            }
            seen.push(extension.extn_id);
            crl.extension(extension)?;
        }
        let mut issuer = crl.issuer_name.clone();
        for revoked in body.revoked_certificates.iter().flatten() {
            crl.revoked(revoked, &mut issuer)?;
        }
        Ok(crl)
    }

    fn extension(&mut self, extension: &Extension) -> Result<(), &'static str> {
        let bytes = extension.extn_value.as_bytes();
        match extension.extn_id.to_string().as_str() {
            NUMBER => {
                let value = CrlNumber::from_der(bytes).map_err(|_| "its number")?;
                self.facts.number = Some(format!("0x{}", hex::encode(value.0.as_bytes())));
                self.number = Some(comparable(value.0.as_bytes()));
                self.numbered = !extension.critical;
            }
            DELTA => {
                let value = BaseCrlNumber::from_der(bytes).map_err(|_| "the number of its base")?;
                self.base = Some(comparable(value.0.as_bytes()));
            }
            POINT => {
                let point =
                    IssuingDistributionPoint::from_der(bytes).map_err(|_| "its distribution point")?;
                self.point = Some((bytes.to_vec(), point));
            }
            AUTHORITY_KEY => self.authority_key = Some(bytes.to_vec()),
            EXPIRED => {}
            _ if extension.critical => return Err("an unknown kind of list"),
            _ => {}
        }
        Ok(())
    }

    /// One entry; `issuer` is whose certificates the entries speak of, from one to the next (5.3.3).
    fn revoked(
        &mut self,
        revoked: &RevokedCert<x509_cert::certificate::Rfc5280>,
        issuer: &mut CanonicalName,
    ) -> Result<(), &'static str> {
        let mut entry = Entry {
            effect: instant(revoked.revocation_date).ok_or("an entry's time")?,
            reason: "unspecified",
        };
        for extension in revoked.crl_entry_extensions.iter().flatten() {
            let bytes = extension.extn_value.as_bytes();
            if extension.extn_id == CrlReason::OID {
                entry.reason = reason_name(CrlReason::from_der(bytes).map_err(|_| "an entry's reason")?);
                continue;
            }
            match extension.extn_id.to_string().as_str() {
                INVALIDITY_DATE => {
                    let time = der::asn1::GeneralizedTime::from_der(bytes)
                        .map_err(|_| "an entry's invalidity date")?;
                    let time = instant(x509_cert::time::Time::GeneralTime(time));
                    entry.effect = entry.effect.min(time.ok_or("an entry's invalidity date")?);
                }
                CERTIFICATE_ISSUER => {
                    let names = Vec::<GeneralName>::from_der(bytes).map_err(|_| "an entry's issuer")?;
                    *issuer = names
                        .iter()
                        .find_map(|name| match name {
                            GeneralName::DirectoryName(name) => Some(CanonicalName::of(name)),
                            _ => None,
                        })
                        .ok_or("an entry's issuer")?;
                    if !self.indirect() {
                        return Err("an entry of another issuer in a list that is not indirect");
                    }
                }
                _ if extension.critical => return Err("an entry of an unknown kind"),
                _ => {}
            }
        }
        let serial = revoked.serial_number.as_bytes().to_vec();
        let earlier = |known: &mut Entry, new: &Entry| {
            if new.effect < known.effect {
                *known = new.clone();
            }
        };
        if *issuer == self.issuer_name {
            self.own.entry(serial).and_modify(|known| earlier(known, &entry)).or_insert(entry);
        } else {
            let key = (issuer.clone(), serial);
            self.others.entry(key).and_modify(|known| earlier(known, &entry)).or_insert(entry);
        }
        Ok(())
    }

    /// Whether it speaks of certificates of others, too (5.2.5).
    pub(crate) fn indirect(&self) -> bool {
        self.point.as_ref().is_some_and(|(_, point)| point.indirect_crl)
    }

    /// Whether this issuer signed it and may (RFC 5280 6.3.3 f, g).
    pub(crate) fn by(&self, issuer: &Certificate) -> bool {
        self.issuer_name == issuer.subject_name
            && issuer.extensions.usage.as_ref().is_none_or(KeyUsage::crl_sign)
            && issuer.key.as_ref().is_some_and(|key| self.signed.by(key))
    }

    /// What it says of a certificate.
    pub(crate) fn entry(&self, certificate: &Certificate) -> Option<&Entry> {
        if certificate.issuer_name == self.issuer_name {
            return self.own.get(&certificate.serial);
        }
        if self.others.is_empty() {
            return None;
        }
        self.others.get(&(certificate.issuer_name.clone(), certificate.serial.clone()))
    }
}

fn comparable(number: &[u8]) -> (usize, Vec<u8>) {
    let octets: Vec<_> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
    (octets.len(), octets)
}

pub(crate) fn reason_name(reason: CrlReason) -> &'static str {
    match reason {
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
    }
}

/// Checks that a revocation list (DER) is signed by one of the anchors, or by an intermediate that leads
/// to one. Times are not judged: the caller compares `number` and `this_update` with what it has.
pub fn check_crl(der: &[u8], anchors: &[Anchor], intermediates: &[Vec<u8>]) -> Result<CrlFacts, VerifyError> {
    let crl = Crl::read(der).map_err(VerifyError::Crl)?;
    let anchors: Vec<_> = anchors.iter().filter_map(Anchor::certificate).collect();
    let intermediates: Vec<_> = intermediates.iter().filter_map(|der| Certificate::read(der)).collect();
    let pool: Vec<_> = intermediates.iter().collect();
    let leads = |authority| path::to_anchor(authority, &pool, &anchors, &PathOptions::default()).is_ok();
    let issuer = anchors.iter().any(|anchor| crl.by(anchor))
        || intermediates.iter().any(|authority| crl.by(authority) && leads(authority));
    if issuer { Ok(crl.facts) } else { Err(VerifyError::Crl("no known authority signed it")) }
}
