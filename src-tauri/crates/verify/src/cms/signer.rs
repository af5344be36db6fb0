//! One signer of signed data (RFC 5652 section 5.3).

use super::algorithm::{Algorithm, Digest};
use super::attribute::{self, Attributes, CertificateReference};
use super::tlv::{Fault, INTEGER, OCTET_STRING, OID, SEQUENCE, Tlv, context, context_primitive};
use crate::facts::Material;
use crate::name::CanonicalName;
use crate::x509::Certificate;

/// How a signer names its certificate. Unsigned: a hint.
#[derive(Clone, Debug)]
enum Name {
    IssuerAndSerial(CanonicalName, Vec<u8>),
    SubjectKey(Vec<u8>),
}

/// One signer.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    name: Name,
    pub(crate) digest: Digest,
    pub(crate) algorithm: Algorithm,
    /// Signed attributes, where there are any.
    pub(crate) signed: Option<Attributes>,
    pub(crate) unsigned: Attributes,
    pub(crate) value: Vec<u8>,
    /// As they came, for the attribute that protects them.
    identifiers: (Vec<u8>, Vec<u8>),
}

/// Why the signed attributes do not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// They contradict themselves or the standard.
    Malformed(Fault),
    /// They are well formed and not what we accept.
    NotAccepted(Fault),
}

/// What the signed attributes say.
#[derive(Debug)]
pub(crate) struct Said {
    /// Whether the message digest is the content's; none when its hash is no hash that proves anything.
    pub(crate) digest: Option<bool>,
    /// The signed reference to the signer's certificate.
    pub(crate) reference: Option<CertificateReference>,
}

impl Signer {
    pub(crate) fn read(info: Tlv<'_>) -> Result<Self, Fault> {
        if info.tag != SEQUENCE {
            return Err("a signer that is none");
        }
        let mut inside = info.inside();
        let version = inside.take(INTEGER)?.small()?;
        let name = match inside.peek() {
            Some(SEQUENCE) => {
                let mut pair = inside.take(SEQUENCE)?.inside();
                let issuer = pair.take(SEQUENCE)?;
                let serial = attribute::serial(pair.take(INTEGER)?);
                pair.end()?;
                Name::IssuerAndSerial(attribute::name(super::tlv::Reader::new(issuer.whole))?, serial)
            }
            _ => Name::SubjectKey(inside.take(context_primitive(0))?.value.to_vec()),
        };
        // RFC 5652 section 5.3: the version follows from how the certificate is named.
        match (&name, version) {
            (Name::IssuerAndSerial(..), 1) | (Name::SubjectKey(_), 3) => {}
            _ => return Err("a signer whose version and name do not agree"),
        }
        let digest_identifier = inside.take(SEQUENCE)?;
        let digest = Digest::read(digest_identifier)?;
        let signed = inside.optional(context(0))?.map(Attributes::read).transpose()?;
        let algorithm_identifier = inside.take(SEQUENCE)?;
        let algorithm = Algorithm::read(algorithm_identifier, digest)?;
        let value = inside.take(OCTET_STRING)?.value.to_vec();
        let unsigned = inside.optional(context(1))?.map(Attributes::read).transpose()?.unwrap_or_default();
        inside.end()?;
        let identifiers = (digest_identifier.value.to_vec(), algorithm_identifier.value.to_vec());
        Ok(Self { name, digest, algorithm, signed, unsigned, value, identifiers })
    }

    /// Whether this is the certificate that the signer names.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match &self.name {
            Name::IssuerAndSerial(issuer, serial) => {
                *issuer == certificate.issuer_name && serial == attribute::digits(&certificate.serial)
            }
            Name::SubjectKey(id) => certificate.extensions.subject_key.as_ref() == Some(id),
        }
    }

    /// The algorithm as profiles spell it: a broken digest beside a sound algorithm is the broken one.
    pub(crate) fn algorithm_name(&self) -> String {
        match (self.digest.strong(), self.algorithm.scheme) {
            (None, Some(_)) => {
                let family = self.algorithm.name.split("-sha").next().unwrap_or_default();
                format!("{family}-{}", self.digest.name())
            }
            _ => self.algorithm.name.clone(),
        }
    }

    /// What a key must verify; none when an algorithm of it proves nothing.
    pub(crate) fn material(&self) -> Option<Material> {
        self.digest.strong()?;
        let signed = self.signed.as_ref()?;
        Some(Material {
            scheme: self.algorithm.scheme?,
            input: signed.signed_bytes(),
            value: self.value.clone(),
        })
    }

    /// Holds the signed attributes against the content (RFC 5652 sections 5.4, 5.6 and 11).
    pub(crate) fn said(&self, content_type: &str, content: &[u8]) -> Result<Said, Refused> {
        let Some(signed) = &self.signed else {
            return Err(Refused::NotAccepted("no signed attributes"));
        };
        if signed.repeated() {
            return Err(Refused::Malformed("an attribute stands twice"));
        }
        let malformed = Refused::Malformed;
        let kind = signed.only(attribute::CONTENT_TYPE).map_err(malformed)?;
        let kind = kind.ok_or(malformed("no signed content type"))?;
        if kind.tag != OID || kind.oid().map_err(malformed)? != content_type {
            return Err(malformed("the signed content type is another"));
        }
        if self.algorithm.hash.is_some_and(|hash| hash != self.digest) {
            return Err(malformed("the digest and the signature use different hashes"));
        }
        if let Some(protection) = signed.only(attribute::ALGORITHM_PROTECTION).map_err(malformed)? {
            self.protected(protection).map_err(malformed)?;
        }
        let digest = signed.only(attribute::MESSAGE_DIGEST).map_err(malformed)?;
        let digest = digest.filter(|one| one.tag == OCTET_STRING).ok_or(malformed("no message digest"))?;
        let digest = self.digest.strong().map(|hash| hash.of(content) == digest.value);
        for one in &signed.0 {
            if one.kind == attribute::POLICY {
                return Err(Refused::NotAccepted("it names a signature policy, which is not processed"));
            }
            let processed = matches!(
                one.kind.as_str(),
                attribute::CONTENT_TYPE
                    | attribute::MESSAGE_DIGEST
                    | attribute::SIGNING_TIME
                    | attribute::ALGORITHM_PROTECTION
                    | attribute::SIGNING_CERTIFICATE
                    | attribute::SIGNING_CERTIFICATE_V2
            );
            if !processed && !attribute::HARMLESS.contains(&one.kind.as_str()) {
                return Err(Refused::NotAccepted("a signed attribute that is not processed"));
            }
        }
        let reference = signed.only(attribute::SIGNING_CERTIFICATE_V2).map_err(malformed)?;
        let reference = reference.map(CertificateReference::read).transpose().map_err(malformed)?;
        if reference.is_none() && signed.get(attribute::SIGNING_CERTIFICATE).is_some() {
            return Err(Refused::NotAccepted("its certificate is named by SHA-1"));
        }
        if reference.as_ref().is_some_and(|one| one.policies) {
            return Err(Refused::NotAccepted("policies beside the certificate reference are not processed"));
        }
        if reference.as_ref().is_some_and(|one| !one.is_strong()) {
            return Err(Refused::NotAccepted("its certificate is named by a broken hash"));
        }
        Ok(Said { digest, reference })
    }

    /// RFC 6211: both algorithms stand once more inside what is signed.
    fn protected(&self, protection: Tlv<'_>) -> Result<(), Fault> {
        if protection.tag != SEQUENCE {
            return Err("a protection of algorithms that is none");
        }
        let mut inside = protection.inside();
        let digest = inside.take(SEQUENCE)?;
        let signature = inside.take(context(1))?;
        inside.end()?;
        if (digest.value, signature.value) != (self.identifiers.0.as_slice(), self.identifiers.1.as_slice()) {
            return Err("the signed algorithms are others than those used");
        }
        Ok(())
    }
}
