//! Attributes of a signer (RFC 5652 section 5.3, RFC 5035, ETSI EN 319 122-1 section 5).

use super::algorithm::Digest;
use super::tlv::{
    Fault, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, Tlv, UTC_TIME, context, wrap,
};
use crate::name::CanonicalName;
use crate::x509::Certificate;
use chrono::{DateTime, Utc};
use der::Decode;
use x509_cert::name::Name;

pub(crate) const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub(crate) const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub(crate) const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub(crate) const ALGORITHM_PROTECTION: &str = "1.2.840.113549.1.9.52";
pub(crate) const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
pub(crate) const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
pub(crate) const TIMESTAMP: &str = "1.2.840.113549.1.9.16.2.14";
pub(crate) const POLICY: &str = "1.2.840.113549.1.9.16.2.15";

/// Signed attributes that change nothing of what is signed: S/MIME capabilities, content hints, commitment
/// type, signer's place, signer's attributes (two forms), MIME type.
pub(crate) const HARMLESS: &[&str] = &[
    "1.2.840.113549.1.9.15",
    "1.2.840.113549.1.9.16.2.4",
    "1.2.840.113549.1.9.16.2.16",
    "1.2.840.113549.1.9.16.2.17",
    "1.2.840.113549.1.9.16.2.18",
    "0.4.0.19122.1.1",
    "0.4.0.1733.2.1",
];

/// More attributes than any signer has.
const MOST: usize = 64;

/// One attribute: its type, and its values as they came.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: String,
    pub(crate) values: Vec<Vec<u8>>,
    whole: Vec<u8>,
}

/// The attributes of one signer, in the order they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(pub(crate) Vec<Attribute>);

impl Attributes {
    /// Reads what stands inside the implicit SET OF.
    pub(crate) fn read(set: Tlv<'_>) -> Result<Self, Fault> {
        let mut list = Vec::new();
        for one in set.inside().all(MOST)? {
            if one.tag != SEQUENCE {
                return Err("an attribute that is none");
            }
            let mut inside = one.inside();
            let kind = inside.take(OID)?.oid()?;
            let values = inside.take(SET)?.inside().all(MOST)?;
            inside.end()?;
            let values = values.iter().map(|value| value.whole.to_vec()).collect();
            list.push(Attribute { kind, values, whole: one.whole.to_vec() });
        }
        Ok(Self(list))
    }

    /// Whether a type occurs twice (RFC 5652 section 11 forbids it for all that we rely on).
    pub(crate) fn repeated(&self) -> bool {
        let mut kinds: Vec<_> = self.0.iter().map(|one| &one.kind).collect();
        kinds.sort();
        kinds.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// What is signed: the DER encoding of SET OF, whatever order they came in (RFC 5652 section 5.4).
    pub(crate) fn signed_bytes(&self) -> Vec<u8> {
        let mut parts: Vec<&[u8]> = self.0.iter().map(|one| one.whole.as_slice()).collect();
        parts.sort_unstable();
        wrap(SET, &parts.concat())
    }

    /// The attribute of that type.
    pub(crate) fn get(&self, kind: &str) -> Option<&Attribute> {
        self.0.iter().find(|one| one.kind == kind)
    }

    /// The only value of the attribute of that type; none when it is absent.
    pub(crate) fn only(&self, kind: &str) -> Result<Option<Tlv<'_>>, Fault> {
        let Some(attribute) = self.get(kind) else { return Ok(None) };
        let [value] = attribute.values.as_slice() else {
            return Err("an attribute with another number of values than one");
        };
        Reader::new(value).any().map(Some)
    }

    /// The signing time (RFC 5652 section 11.3), and as it is written.
    pub(crate) fn signing_time(&self) -> Result<Option<(DateTime<Utc>, String)>, Fault> {
        const WRONG: Fault = "a signing time that is none";
        let Some(value) = self.only(SIGNING_TIME)? else { return Ok(None) };
        if !matches!(value.tag, UTC_TIME | GENERALIZED_TIME) {
            return Err(WRONG);
        }
        let time = x509_cert::time::Time::from_der(value.whole).map_err(|_| WRONG)?;
        let time = crate::x509::instant(time).ok_or(WRONG)?;
        let text = std::str::from_utf8(value.value).map_err(|_| WRONG)?;
        Ok(Some((time, text.to_owned())))
    }
}

/// What the signed reference to the signing certificate says.
#[derive(Clone, Debug)]
pub(crate) struct CertificateReference {
    digest: Digest,
    value: Vec<u8>,
    issuer: Option<(CanonicalName, Vec<u8>)>,
    /// Whether policies stand beside it, which would narrow the path.
    pub(crate) policies: bool,
}

impl CertificateReference {
    /// Reads SigningCertificateV2 (RFC 5035 section 3): the first reference is the signer's.
    pub(crate) fn read(value: Tlv<'_>) -> Result<Self, Fault> {
        if value.tag != SEQUENCE {
            return Err("a certificate reference that is none");
        }
        let mut outer = value.inside();
        let mut list = outer.take(SEQUENCE)?.inside();
        let policies = outer.optional(SEQUENCE)?.is_some();
        outer.end()?;
        let mut first = list.take(SEQUENCE)?.inside();
        for other in list.all(MOST)? {
            if other.tag != SEQUENCE {
                return Err("a certificate reference that is none");
            }
        }
        let digest = match first.optional(SEQUENCE)? {
            Some(identifier) => Digest::read(identifier)?,
            None => Digest::of("2.16.840.1.101.3.4.2.1"),
        };
        let value = first.take(OCTET_STRING)?.value.to_vec();
        let issuer = first.optional(SEQUENCE)?.map(issuer_serial).transpose()?;
        first.end()?;
        Ok(Self { digest, value, issuer, policies })
    }

    /// Whether it means this certificate; a reference by a broken hash means none.
    pub(crate) fn means(&self, certificate: &Certificate) -> bool {
        self.digest.strong().is_some_and(|hash| hash.of(&certificate.der) == self.value)
            && self.issuer.as_ref().is_none_or(|(issuer, serial)| {
                *issuer == certificate.issuer_name && serial == digits(&certificate.serial)
            })
    }

    /// Whether its hash proves anything.
    pub(crate) fn is_strong(&self) -> bool {
        self.digest.strong().is_some()
    }
}

/// IssuerSerial (RFC 5035 section 5): one directory name, and the number.
fn issuer_serial(value: Tlv<'_>) -> Result<(CanonicalName, Vec<u8>), Fault> {
    let mut inside = value.inside();
    let mut names = inside.take(SEQUENCE)?.inside();
    let directory = names.take(context(4))?;
    names.end()?;
    let pair = (name(Reader::new(directory.value))?, serial(inside.take(INTEGER)?));
    inside.end()?;
    Ok(pair)
}

/// A distinguished name that stands alone.
pub(crate) fn name(mut reader: Reader<'_>) -> Result<CanonicalName, Fault> {
    let value = reader.take(SEQUENCE)?;
    reader.end()?;
    Name::from_der(value.whole).map(|name| CanonicalName::of(&name)).map_err(|_| "a name that is none")
}

/// A certificate's number: its digits, without the zeros before them.
pub(crate) fn serial(value: Tlv<'_>) -> Vec<u8> {
    digits(value.value).to_vec()
}

/// The same of a number as it is kept elsewhere.
pub(crate) fn digits(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}
