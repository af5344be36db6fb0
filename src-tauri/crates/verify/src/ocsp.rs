//! OCSP responses (RFC 6960) as offline material: a signed statement about certificates, of the issuer or of
//! a responder that the issuer appointed. Nothing is asked over a network, so there is no nonce to compare.
#![allow(clippy::unnested_or_patterns, reason = "what the derive of a CHOICE writes")]

use crate::crl::{Entry, reason_name};
use crate::keys::Hash;
use crate::revocation::Status;
use crate::x509::{Certificate, Signed, instant};
use chrono::{DateTime, Utc};
use der::asn1::{BitString, GeneralizedTime, Int, Null, OctetString};
use der::{Choice, Decode, Encode, Enumerated, Reader, Sequence, SliceReader};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoRef};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::name::Name;

/// Larger responses are not read.
const MAX_BYTES: usize = 1024 * 1024;
/// id-pkix-ocsp-basic.
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// id-kp-OCSPSigning.
const SIGNING: &str = "1.3.6.1.5.5.7.3.9";

#[derive(Clone, Copy, Debug, Enumerated, PartialEq, Eq)]
#[repr(u32)]
enum Outcome {
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    SigRequired = 5,
    Unauthorized = 6,
}

#[derive(Sequence)]
struct Outer {
    outcome: Outcome,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<Bytes>,
}

#[derive(Sequence)]
struct Bytes {
    kind: der::asn1::ObjectIdentifier,
    response: OctetString,
}

#[derive(Clone, Debug, Sequence)]
struct Data {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", default = "Default::default")]
    version: u8,
    responder: Responder,
    produced: GeneralizedTime,
    responses: Vec<Single>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Choice, Clone, Debug)]
enum Responder {
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", constructed = "true")]
    Name(Name),
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", constructed = "true")]
    KeyHash(OctetString),
}

#[derive(Clone, Debug, Sequence)]
struct Single {
    about: CertId,
    status: CertStatus,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Clone, Debug, Sequence)]
struct CertId {
    hash: AlgorithmIdentifierOwned,
    issuer_name: OctetString,
    issuer_key: OctetString,
    serial: Int,
}

#[derive(Choice, Clone, Debug)]
enum CertStatus {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Good(Null),
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true")]
    Revoked(Revoked),
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT")]
    Unknown(Null),
}

#[derive(Clone, Debug, Sequence)]
struct Revoked {
    time: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    reason: Option<CrlReason>,
}

/// A response as it was read; nothing in it is verified before [`Response::status`].
#[derive(Debug)]
pub(crate) struct Response {
    data: Data,
    signed: Signed,
    /// Certificates that came with it.
    certificates: Vec<Certificate>,
}

impl Response {
    /// Reads an OCSPResponse; none when it is not a successful basic one, or has an extension that is
    /// critical and not understood.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        if der.len() > MAX_BYTES {
            return None;
        }
        let outer = Outer::from_der(der).ok().filter(|outer| outer.outcome == Outcome::Successful)?;
        let bytes = outer.bytes.filter(|bytes| bytes.kind.to_string() == BASIC)?;
        let mut reader = SliceReader::new(bytes.response.as_bytes()).ok()?;
        let (body, algorithm, value, certificates) = reader
            .sequence(|inner| {
                let body = inner.tlv_bytes()?.to_vec();
                let algorithm = AlgorithmIdentifierOwned::decode(inner)?;
                let value = BitString::decode(inner)?;
                let certificates =
                    der::asn1::ContextSpecific::<Vec<der::Any>>::decode_explicit(inner, der::TagNumber(0))?;
                Ok::<_, der::Error>((body, algorithm, value, certificates))
            })
            .ok()?;
        reader.finish().ok()?;
        let data = Data::from_der(&body).ok().filter(|data| data.version == 0)?;
        let singles = data.responses.iter().filter_map(|single| single.extensions.as_ref());
        if singles.chain(&data.extensions).flatten().any(|extension| extension.critical) {
            return None;
        }
        let certificates = certificates.map(|list| list.value).unwrap_or_default();
        let certificates = certificates.iter().filter_map(|one| Certificate::read(&one.to_der().ok()?));
        Some(Self {
            data,
            signed: Signed::of(body, &algorithm, value.as_bytes()?.to_vec()),
            certificates: certificates.collect(),
        })
    }

    /// What it says of a certificate; none when it says nothing, or is not signed by the issuer or a
    /// responder of the issuer (RFC 6960 3.2, 4.2.2.2).
    pub(crate) fn status(&self, certificate: &Certificate, issuer: &Certificate) -> Option<Status> {
        let single = self.data.responses.iter().find(|single| single.about.is(certificate, issuer))?;
        let by_issuer = self.is_by(issuer);
        let appointed = |one: &&Certificate| self.is_by(one) && self.may_respond(one, issuer);
        if !by_issuer && !self.certificates.iter().any(|one| appointed(&one)) {
            return None;
        }
        let revoked = match &single.status {
            CertStatus::Good(_) => None,
            CertStatus::Revoked(revoked) => Some(Entry {
                effect: time(revoked.time)?,
                reason: revoked.reason.map_or("unspecified", reason_name),
            }),
            CertStatus::Unknown(_) => return None,
        };
        let until = match single.next_update {
            Some(next) => Some(time(next)?),
            None => None,
        };
        Some(Status { as_of: time(single.this_update)?, until, revoked })
    }

    /// Whether the responder names that certificate, and its key signed the response.
    fn is_by(&self, signer: &Certificate) -> bool {
        let named = match &self.data.responder {
            Responder::Name(name) => crate::name::CanonicalName::of(name) == signer.subject_name,
            Responder::KeyHash(hash) => {
                key_bits(signer).is_some_and(|bits| Hash::Sha1.of(&bits) == hash.as_bytes())
            }
        };
        named && signer.key.as_ref().is_some_and(|key| self.signed.by(key))
    }

    /// RFC 6960 4.2.2.2: appointed by the issuer directly, for this purpose, and valid when it responded.
    fn may_respond(&self, responder: &Certificate, issuer: &Certificate) -> bool {
        let extensions = &responder.extensions;
        let purpose = extensions.purposes.iter().flatten().any(|purpose| purpose.to_string() == SIGNING);
        let valid = time(self.data.produced)
            .is_some_and(|at| responder.not_before <= at && at <= responder.not_after);
        purpose
            && valid
            && extensions.unknown.is_none()
            && extensions.broken.is_none()
            && extensions.usage.as_ref().is_none_or(x509_cert::ext::pkix::KeyUsage::digital_signature)
            && responder.issuer_name == issuer.subject_name
            && responder.signed_by(issuer)
    }
}

impl CertId {
    /// RFC 6960 4.1.1: the issuer by the hashes of its name and key, the certificate by its serial number.
    fn is(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let hash = match self.hash.oid.to_string().as_str() {
            "1.3.14.3.2.26" => Hash::Sha1,
            "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
            "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
            "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
            _ => return false,
        };
        self.serial.as_bytes() == certificate.serial
            && hash.of(&certificate.issuer_der) == self.issuer_name.as_bytes()
            && key_bits(issuer).is_some_and(|bits| hash.of(&bits) == self.issuer_key.as_bytes())
    }
}

/// The bits of the subjectPublicKey.
fn key_bits(certificate: &Certificate) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoRef::try_from(certificate.spki.as_slice()).ok()?;
    info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
}

fn time(time: GeneralizedTime) -> Option<DateTime<Utc>> {
    instant(x509_cert::time::Time::GeneralTime(time))
}
