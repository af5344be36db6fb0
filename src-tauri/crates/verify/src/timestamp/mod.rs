//! Timestamps (RFC 3161 with RFC 5816, profiled by ETSI EN 319 422): a signed statement that octets existed at
//! a time. Verified with what was stamped, the authorities that are trusted to stamp, and a profile.

mod refusal;
mod tst_info;

pub use refusal::TimestampRefusal;

use crate::cms::signer::Refused;
use crate::cms::{Cms, Signer, TST_INFO};
use crate::keys::PublicKey;
use crate::outcome::ChainLink;
use crate::path::{self, Path, PathOptions};
use crate::profile::Profile;
use crate::trust::Anchor;
use crate::x509::Certificate;
use crate::x509_extensions::id;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tst_info::TstInfo;

/// The one purpose that a timestamp's certificate has (RFC 3161 section 2.3).
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// Larger tokens are not read.
const MAX_BYTES: usize = 256 * 1024;
/// Accepted where a profile names none, under the names of [`Profile::algorithms`].
const SOUND: &[&str] = &[
    "rsa-sha256",
    "rsa-sha384",
    "rsa-sha512",
    "rsa-pss-sha256",
    "rsa-pss-sha384",
    "rsa-pss-sha512",
    "ecdsa-sha256",
    "ecdsa-sha384",
    "ecdsa-sha512",
    "ed25519",
];

/// What a verified timestamp proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampFacts {
    /// The octets existed at this time, as the authority says.
    pub at: DateTime<Utc>,
    /// The authority's accuracy in microseconds, either way; none when it states none.
    pub accuracy_micros: Option<u64>,
    /// The authority's policy, an object identifier.
    pub policy: String,
    /// Number of the timestamp, lower-case hex.
    pub serial: String,
    /// Subject of the authority's certificate, RFC 4514.
    pub authority: String,
    /// Algorithm of the signature, as profiles spell it.
    pub algorithm: String,
    /// From the authority's certificate up to the anchor.
    pub path: Vec<ChainLink>,
    /// The certificates of that path, DER.
    #[serde(skip)]
    pub(crate) certificates: Vec<Vec<u8>>,
}

impl TimestampFacts {
    /// The latest moment at which the octets first existed: the time and the accuracy.
    pub fn latest(&self) -> DateTime<Utc> {
        let micros = self.accuracy_micros.and_then(|micros| i64::try_from(micros).ok()).unwrap_or_default();
        self.at.checked_add_signed(Duration::microseconds(micros)).unwrap_or(self.at)
    }
}

/// Verifies a timestamp token (DER) over what it stamps. The authority's certificate may stand in the token
/// or in `certificates` (DER), and must lead to one of the anchors at the time that it states. Revocation of
/// the authority is not judged here.
pub fn check_timestamp(
    token: &[u8],
    stamped: &[u8],
    anchors: &[Anchor],
    certificates: &[Vec<u8>],
    profile: &Profile,
) -> Result<TimestampFacts, TimestampRefusal> {
    let anchors: Vec<_> = anchors.iter().filter_map(Anchor::certificate).collect();
    let pool: Vec<_> = certificates.iter().filter_map(|der| Certificate::read(der)).collect();
    verify(token, stamped, &anchors, &pool.iter().collect::<Vec<_>>(), profile)
}

/// The same with certificates that were read before.
pub(crate) fn verify(
    token: &[u8],
    stamped: &[u8],
    anchors: &[Certificate],
    pool: &[&Certificate],
    profile: &Profile,
) -> Result<TimestampFacts, TimestampRefusal> {
    if token.len() > MAX_BYTES {
        return Err(TimestampRefusal::TooLarge);
    }
    let cms = Cms::read(token, None).map_err(TimestampRefusal::Malformed)?;
    let cms = cms.ok_or(TimestampRefusal::Malformed("its content is not enclosed"))?;
    if cms.content_type != TST_INFO {
        return Err(TimestampRefusal::NotATimestamp);
    }
    let [signer] = cms.signers.as_slice() else { return Err(TimestampRefusal::SeveralSigners) };
    let info = TstInfo::read(cms.content()).map_err(TimestampRefusal::Malformed)?;

    let hash = info.imprint_hash.strong().ok_or(TimestampRefusal::ImprintHash)?;
    if hash.of(stamped) != info.imprint {
        return Err(TimestampRefusal::ImprintDiffers);
    }
    let within: Vec<_> = cms.certificates.iter().filter_map(|der| Certificate::read(der)).collect();
    let pool: Vec<&Certificate> = within.iter().chain(pool.iter().copied()).collect();
    let authority = signed_by(signer, &cms, &pool, profile)?;
    entitled(authority, &info)?;
    let found = anchored(authority, &pool, anchors, info.at)?;
    let last = found.certificates.len().saturating_sub(1);
    Ok(TimestampFacts {
        at: info.at,
        accuracy_micros: info.accuracy_micros,
        policy: info.policy,
        serial: hex::encode(info.serial),
        authority: authority.subject.clone(),
        algorithm: signer.algorithm_name(),
        certificates: found.certificates.iter().map(|one| one.der.clone()).collect(),
        path: found
            .certificates
            .iter()
            .enumerate()
            .map(|(index, one)| ChainLink {
                subject: one.subject.clone(),
                not_after: one.not_after,
                anchor: index == last,
            })
            .collect(),
    })
}

/// The path to an anchor at the time that the token states; the anchor's own life counts as well.
fn anchored<'a>(
    authority: &'a Certificate,
    pool: &[&'a Certificate],
    anchors: &'a [Certificate],
    at: DateTime<Utc>,
) -> Result<Path<'a>, TimestampRefusal> {
    let options = PathOptions {
        at: Some(at),
        signer: true,
        purposes: BTreeSet::from([TIME_STAMPING.to_owned()]),
        ..PathOptions::default()
    };
    path::to_anchor(authority, pool, anchors, &options).map_err(|why| {
        let timeless = PathOptions { at: None, ..options };
        match path::to_anchor(authority, pool, anchors, &timeless) {
            Ok(_) => TimestampRefusal::OutOfLife,
            Err(_) => TimestampRefusal::NoPath(why),
        }
    })
}

/// The certificate whose key signed the token: named, referred to by what is signed, and verified.
fn signed_by<'a>(
    signer: &Signer,
    cms: &Cms,
    pool: &[&'a Certificate],
    profile: &Profile,
) -> Result<&'a Certificate, TimestampRefusal> {
    let said = signer.said(&cms.content_type, cms.content()).map_err(|refused| match refused {
        Refused::Malformed(why) => TimestampRefusal::Malformed(why),
        Refused::NotAccepted(why) => TimestampRefusal::Attributes(why),
    })?;
    let name = signer.algorithm_name();
    let accepted = if profile.timestamp_algorithms.is_empty() {
        SOUND.contains(&name.as_str())
    } else {
        profile.timestamp_algorithms.contains(&name)
    };
    if !accepted {
        return Err(TimestampRefusal::Algorithm);
    }
    let material = signer.material().ok_or(TimestampRefusal::Algorithm)?;
    let reference =
        said.reference.ok_or(TimestampRefusal::Attributes("no signed reference to the certificate"))?;
    let mut named = pool.iter().copied().filter(|one| signer.names(one)).peekable();
    named.peek().ok_or(TimestampRefusal::NoCertificate)?;
    let authority = named.find(|one| reference.means(one)).ok_or(TimestampRefusal::OtherCertificate)?;
    if said.digest != Some(true) {
        return Err(TimestampRefusal::DigestDiffers);
    }
    let key = authority.key.as_ref().ok_or(TimestampRefusal::Algorithm)?;
    if PublicKey::rsa_bits(key).is_some_and(|bits| bits < profile.min_rsa_bits.max(2048)) {
        return Err(TimestampRefusal::KeyTooShort);
    }
    match key.verify(material.scheme, &material.input, &material.value) {
        Some(true) => Ok(authority),
        Some(false) => Err(TimestampRefusal::SignatureBroken),
        None => Err(TimestampRefusal::Algorithm),
    }
}

/// RFC 3161 section 2.3: the certificate is for timestamps, says so critically, and for nothing else.
fn entitled(authority: &Certificate, info: &TstInfo) -> Result<(), TimestampRefusal> {
    let purposes = authority.extensions.purposes.as_deref().unwrap_or_default();
    let alone = matches!(purposes, [only] if only.to_string() == TIME_STAMPING);
    if !alone || !authority.extensions.is_critical(id::PURPOSES) {
        return Err(TimestampRefusal::Purpose);
    }
    if !authority.may_sign() {
        return Err(TimestampRefusal::Purpose);
    }
    if info.authority.as_ref().is_some_and(|name| *name != authority.subject_name) {
        return Err(TimestampRefusal::OtherAuthority);
    }
    Ok(())
}
