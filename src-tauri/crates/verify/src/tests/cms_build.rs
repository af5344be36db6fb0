//! Signed data and timestamps made by code, piece by piece, so that each piece can be made wrong.

use super::kit::Signer;
use crate::cms::tlv::wrap;
use crate::x509::Certificate;
use rcgen::SigningKey;
use sha2::{Digest, Sha256};

pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
pub const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
pub const ECDSA_SHA_256: &str = "1.2.840.10045.4.3.2";

pub fn oid(text: &str) -> Vec<u8> {
    wrap(0x06, const_oid::ObjectIdentifier::new(text).unwrap().as_bytes())
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    wrap(0x30, &parts.concat())
}

pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    wrap(0x31, &parts.concat())
}

pub fn octets(bytes: &[u8]) -> Vec<u8> {
    wrap(0x04, bytes)
}

pub fn int(number: u8) -> Vec<u8> {
    wrap(0x02, &[number])
}

pub fn algorithm(id: &str) -> Vec<u8> {
    seq(&[oid(id)])
}

/// One attribute with one value.
pub fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    seq(&[oid(kind), set(&[value.to_vec()])])
}

pub fn content_type(kind: &str) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.3", &oid(kind))
}

pub fn message_digest(content: &[u8]) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.4", &octets(&Sha256::digest(content)))
}

pub fn signing_time(utc: &str) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.5", &wrap(0x17, utc.as_bytes()))
}

/// signing-certificate-v2 with the default hash.
pub fn reference(certificate: &[u8]) -> Vec<u8> {
    let one = seq(&[octets(&Sha256::digest(certificate))]);
    attribute("1.2.840.113549.1.9.16.2.47", &seq(&[seq(&[one])]))
}

/// One signer, ready to be encoded.
pub struct Draft<'a> {
    pub signer: &'a Signer,
    pub version: u8,
    pub digest: Vec<u8>,
    pub algorithm: Vec<u8>,
    /// None: without signed attributes.
    pub attributes: Option<Vec<Vec<u8>>>,
    /// What is signed in the end; none: the attributes as DER, or the content.
    pub input: Option<Vec<u8>>,
    pub unsigned: Vec<Vec<u8>>,
}

impl<'a> Draft<'a> {
    /// A CAdES baseline signer of this content.
    pub fn cades(signer: &'a Signer, kind: &str, content: &[u8]) -> Self {
        let attributes = vec![
            content_type(kind),
            signing_time("260301120000Z"),
            message_digest(content),
            reference(&signer.der),
        ];
        Self {
            signer,
            version: 1,
            digest: algorithm(SHA_256),
            algorithm: algorithm(ECDSA_SHA_256),
            attributes: Some(attributes),
            input: None,
            unsigned: vec![],
        }
    }

    /// SignerInfo.
    pub fn encode(&self, content: &[u8]) -> Vec<u8> {
        let certificate = Certificate::read(&self.signer.der).unwrap();
        let name = seq(&[certificate.issuer_der.clone(), wrap(0x02, &certificate.serial)]);
        let mut parts = vec![int(self.version), name, self.digest.clone()];
        let input = match &self.attributes {
            None => content.to_vec(),
            Some(list) => {
                parts.push(wrap(0xA0, &list.concat()));
                let mut sorted = list.clone();
                sorted.sort();
                set(&sorted)
            }
        };
        parts.push(self.algorithm.clone());
        let input = self.input.as_ref().unwrap_or(&input);
        parts.push(octets(&self.signer.key.sign(input).unwrap()));
        if !self.unsigned.is_empty() {
            parts.push(wrap(0xA1, &self.unsigned.concat()));
        }
        seq(&parts)
    }
}

/// ContentInfo with SignedData; no content is detached.
pub fn signed_data(
    kind: &str,
    content: Option<&[u8]>,
    certificates: &[&[u8]],
    signers: &[Vec<u8>],
) -> Vec<u8> {
    let enclosed = content.map(|content| wrap(0xA0, &octets(content))).unwrap_or_default();
    let data = seq(&[
        int(if kind == DATA { 1 } else { 3 }),
        set(&[SHA_256, "1.3.14.3.2.26", "1.2.840.113549.2.5", "2.16.840.1.101.3.4.2.3"].map(algorithm)),
        seq(&[oid(kind), enclosed]),
        wrap(0xA0, &certificates.concat()),
        set(signers),
    ]);
    seq(&[oid("1.2.840.113549.1.7.2"), wrap(0xA0, &data)])
}

/// TSTInfo: what a timestamp says.
pub struct Stamp<'a> {
    pub imprint: &'a [u8],
    pub hash: &'a str,
    pub time: &'a str,
    /// After the time: accuracy, ordering, nonce, authority, extensions.
    pub rest: Vec<Vec<u8>>,
}

impl Stamp<'_> {
    pub fn encode(&self) -> Vec<u8> {
        let mut parts = vec![
            int(1),
            oid("1.3.6.1.4.1.99999.7"),
            seq(&[algorithm(self.hash), octets(self.imprint)]),
            int(42),
            wrap(0x18, self.time.as_bytes()),
        ];
        parts.extend(self.rest.iter().cloned());
        seq(&parts)
    }
}

/// A timestamp token of this authority.
pub fn token(authority: &Signer, info: &[u8], change: impl Fn(&mut Draft<'_>)) -> Vec<u8> {
    let mut draft = Draft::cades(authority, TST_INFO, info);
    change(&mut draft);
    signed_data(TST_INFO, Some(info), &[&authority.der], &[draft.encode(info)])
}
