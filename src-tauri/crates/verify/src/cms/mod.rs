//! Cryptographic Message Syntax: SignedData (RFC 5652 section 5), DER only, with its content enclosed or
//! handed in beside it. Timestamps (RFC 3161) are read with the same reader.

mod algorithm;
pub(crate) mod attribute;
mod examine;
pub(crate) mod signer;
pub(crate) mod tlv;

pub(crate) use algorithm::Digest;
pub(crate) use signer::Signer;

use crate::error::OpenError;
use tlv::{Fault, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, context};

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// id-data: octets without any further meaning.
const DATA: &str = "1.2.840.113549.1.7.1";
/// id-ct-TSTInfo: the content of a timestamp.
pub(crate) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
/// The object identifier of signed data, as DER writes it.
const SIGNED_DATA_DER: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// How far from the beginning it stands at most: a tag and a length.
const HEADER: usize = 6;

/// More signers than any arrangement has are not worth the work.
const MOST_SIGNERS: usize = 8;
/// Longest accepted row of certificates.
const MOST_CERTIFICATES: usize = 16;
/// More algorithms than there are.
const MOST_ALGORITHMS: usize = 16;

/// Parsed signed data; nothing in it is verified.
#[derive(Clone, Debug)]
pub struct Cms {
    /// What the content says it is, as an object identifier.
    pub(crate) content_type: String,
    content: Vec<u8>,
    /// Certificates that came with it, DER.
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) signers: Vec<Signer>,
}

impl Cms {
    /// Whether these bytes are signed data, DER or not.
    pub(crate) fn is_one(bytes: &[u8]) -> bool {
        bytes.first() == Some(&SEQUENCE)
            && (2..=HEADER)
                .any(|at| bytes.get(at..at + SIGNED_DATA_DER.len()).is_some_and(|oid| oid == SIGNED_DATA_DER))
    }

    /// Opens signed data, with the content beside it when it is detached.
    pub(crate) fn open(bytes: &[u8], beside: Option<&[u8]>) -> Result<Self, OpenError> {
        let cms = Self::read(bytes, beside).map_err(OpenError::Envelope)?;
        let Some(cms) = cms else { return Err(OpenError::Detached) };
        if cms.content_type == TST_INFO {
            return Err(OpenError::Envelope("a timestamp, which is verified with what it stamps"));
        }
        if cms.content_type != DATA {
            return Err(OpenError::Envelope("signed content of a type that is not plain data"));
        }
        Ok(cms)
    }

    /// Reads ContentInfo with SignedData; none when the content is detached and not handed in.
    pub(crate) fn read(bytes: &[u8], beside: Option<&[u8]>) -> Result<Option<Self>, Fault> {
        let mut outer = Reader::new(bytes);
        let mut info = outer.take(SEQUENCE)?.inside();
        outer.end()?;
        if info.take(OID)?.oid()? != SIGNED_DATA {
            return Err("another content than signed data");
        }
        let mut explicit = info.take(context(0))?.inside();
        info.end()?;
        let mut data = explicit.take(SEQUENCE)?.inside();
        explicit.end()?;

        let version = data.take(INTEGER)?.small()?;
        if !matches!(version, 1 | 3..=5) {
            return Err("a version of signed data that is not known");
        }
        let mut announced = Vec::new();
        for one in data.take(SET)?.inside().all(MOST_ALGORITHMS)? {
            announced.push(Digest::read(one)?);
        }
        let mut encapsulated = data.take(SEQUENCE)?.inside();
        let content_type = encapsulated.take(OID)?.oid()?;
        let enclosed = match encapsulated.optional(context(0))? {
            None => None,
            Some(explicit) => {
                let mut inside = explicit.inside();
                // One primitive octet string: its pieces are BER, not DER.
                let content = inside.take(OCTET_STRING)?.value;
                inside.end()?;
                Some(content)
            }
        };
        encapsulated.end()?;
        let mut certificates = Vec::new();
        if let Some(set) = data.optional(context(0))? {
            for one in set.inside().all(MOST_CERTIFICATES)? {
                // Only certificates: attribute certificates and others say nothing that we know.
                if one.tag == SEQUENCE {
                    certificates.push(one.whole.to_vec());
                }
            }
        }
        // Revocation lists that came along are the sender's word; what is known of revocation is handed in.
        data.optional(context(1))?;
        let signers = data.take(SET)?;
        data.end()?;
        let signers: Vec<_> =
            signers.inside().all(MOST_SIGNERS)?.into_iter().map(Signer::read).collect::<Result<_, _>>()?;
        if signers.is_empty() {
            return Err("signed data without a signer");
        }
        if announced.contains(&Digest::Unknown) {
            return Err("a digest algorithm that is not known");
        }
        // RFC 5652 section 5.1 lets a verifier insist on it.
        if signers.iter().any(|one| !announced.contains(&one.digest)) {
            return Err("a digest algorithm that is not announced");
        }
        // Two contents would be two meanings.
        let content = match (enclosed, beside) {
            (Some(_), Some(_)) => return Err("content both enclosed and beside it"),
            (None, None) => return Ok(None),
            (Some(content), None) | (None, Some(content)) => content.to_vec(),
        };
        Ok(Some(Self { content_type, content, certificates, signers }))
    }

    /// What is signed.
    pub fn content(&self) -> &[u8] {
        &self.content
    }
}
