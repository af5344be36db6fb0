//! Visible digital seals for documents on paper (ICAO 9303 part 13; BSI TR-03137 part 1): a header, numbered
//! features, and a signature over both, made for a bar code. The seal names its signer's certificate; trust
//! comes from the anchors that are handed in.

mod header;
mod refusal;

pub use refusal::SealRefusal;

use crate::keys::{Hash, PublicKey, Scheme};
use crate::outcome::ChainLink;
use crate::path::{self, PathOptions};
use crate::trust::Anchor;
use crate::x509::Certificate;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use header::Header;
use serde::{Deserialize, Serialize};

/// A bar code holds no more.
const MAX_BYTES: usize = 4096;
/// The feature that is the signature.
const SIGNATURE: u8 = 0xFF;

/// What a verified seal says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealFacts {
    /// Three letters of the country that issued it.
    pub country: String,
    /// The signer's country and two characters of its own.
    pub signer: String,
    /// The certificate's number, upper-case hex, as the seal writes it.
    pub certificate: String,
    /// When the document was issued.
    pub issued: Option<NaiveDate>,
    /// When the seal was signed.
    pub signed: NaiveDate,
    /// Which kind of document, and which of its features.
    pub kind: (u8, u8),
    /// The features, number and value, in order.
    pub features: Vec<(u8, Vec<u8>)>,
    /// From the signer's certificate up to the anchor.
    pub path: Vec<ChainLink>,
}

/// A parsed seal; nothing in it is verified.
#[derive(Debug)]
pub(crate) struct Seal<'a> {
    pub(crate) header: Header,
    pub(crate) features: Vec<(u8, Vec<u8>)>,
    /// Header and features: what is signed.
    signed: &'a [u8],
    value: &'a [u8],
}

impl<'a> Seal<'a> {
    /// Reads a seal. Strict: nothing after the signature, and no feature after it.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, SealRefusal> {
        const SHORT: SealRefusal = SealRefusal::Malformed("the bytes end too early");
        if bytes.len() > MAX_BYTES {
            return Err(SealRefusal::TooLarge);
        }
        let (header, mut rest) = Header::read(bytes)?;
        let mut features = Vec::new();
        loop {
            let at = bytes.len() - rest.len();
            let Some((&number, after)) = rest.split_first() else { return Err(SealRefusal::Unsigned) };
            let (length, after) = length(after).ok_or(SHORT)?;
            let (value, after) = after.split_at_checked(length).ok_or(SHORT)?;
            if number == SIGNATURE {
                if !after.is_empty() {
                    return Err(SealRefusal::Malformed("bytes after the signature"));
                }
                let signed = bytes.get(..at).ok_or(SHORT)?;
                return Ok(Self { header, features, signed, value });
            }
            if features.iter().any(|(known, _)| *known == number) {
                return Err(SealRefusal::Malformed("a feature stands twice"));
            }
            features.push((number, value.to_vec()));
            rest = after;
        }
    }

    /// Whether this is the certificate that the seal names.
    fn names(&self, certificate: &Certificate) -> bool {
        let serial = hex::encode_upper(crate::cms::attribute::digits(&certificate.serial));
        let Some((country, name)) = self.header.signer.split_at_checked(2) else { return false };
        let part = |kind: &str, value: &str| {
            certificate.subject.split(',').any(|part| part.trim() == format!("{kind}={value}"))
        };
        serial.trim_start_matches('0') == self.header.certificate.trim_start_matches('0')
            && part("C", country)
            && part("CN", name)
    }
}

/// A length as DER writes it, at most two bytes.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7F => Some((usize::from(first), rest)),
        0x81 => rest
            .split_first()
            .filter(|(long, _)| **long >= 0x80)
            .map(|(long, rest)| (usize::from(*long), rest)),
        0x82 => {
            let ([high, low], rest) = rest.split_first_chunk::<2>()?;
            (*high > 0).then(|| (usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        _ => None,
    }
}

/// Verifies a seal against anchors, with the certificates (DER) that may be its signer's or stand between. The
/// path is judged on the day of signing; `now` refuses seals of the future. Revocation is not judged here.
pub fn check_seal(
    bytes: &[u8],
    anchors: &[Anchor],
    certificates: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<SealFacts, SealRefusal> {
    let seal = Seal::read(bytes)?;
    let anchors: Vec<_> = anchors.iter().filter_map(Anchor::certificate).collect();
    let known: Vec<_> = certificates.iter().filter_map(|der| Certificate::read(der)).collect();
    let pool: Vec<_> = known.iter().collect();
    let mut named = known.iter().chain(&anchors).filter(|one| seal.names(one)).peekable();
    named.peek().ok_or(SealRefusal::SignerUnknown)?;
    let mut refusal = SealRefusal::KeyUnknown;
    let signer = named.find(|one| match one.key.as_ref().and_then(|key| verify(key, &seal)) {
        Some(true) => true,
        Some(false) => {
            refusal = SealRefusal::SignatureBroken;
            false
        }
        None => false,
    });
    let signer = signer.ok_or(refusal)?;
    let day = seal.header.signed.and_time(NaiveTime::MIN).and_utc();
    if day > now {
        return Err(SealRefusal::Future);
    }
    let options = PathOptions { at: Some(day), signer: true, ..PathOptions::default() };
    let path = path::to_anchor(signer, &pool, &anchors, &options).map_err(SealRefusal::NoPath)?;
    let last = path.certificates.len().saturating_sub(1);
    let link = |(index, one): (usize, &&Certificate)| ChainLink {
        subject: one.subject.clone(),
        not_after: one.not_after,
        anchor: index == last,
    };
    Ok(SealFacts {
        path: path.certificates.iter().enumerate().map(link).collect(),
        country: seal.header.country,
        signer: seal.header.signer,
        certificate: seal.header.certificate,
        issued: seal.header.issued,
        signed: seal.header.signed,
        kind: seal.header.kind,
        features: seal.features,
    })
}

/// ECDSA with r and s side by side; the hash follows from the curve (BSI TR-03137 part 1, 2.5).
fn verify(key: &PublicKey, seal: &Seal<'_>) -> Option<bool> {
    let hash = match key {
        PublicKey::P256(_) | PublicKey::Brainpool(_) => Hash::Sha256,
        PublicKey::P384(_) => Hash::Sha384,
        PublicKey::P521(_) => Hash::Sha512,
        _ => return None,
    };
    key.verify(Scheme::EcdsaRaw(hash), seal.signed, seal.value)
}
