//! Certification authorities: certificates and revocation lists (RFC 5280) by rcgen.

use crate::{
    Result, SimulatorError,
    key::{Key, Kind},
    shelf::base64_bytes,
};
use chrono::{DateTime, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// How long after a revocation list's day the next one is due at the latest.
const NEXT_UPDATE_DAYS: i64 = 5;

/// A certificate and its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Holder {
    pub key: Key,
    #[serde(with = "base64_bytes")]
    pub certificate: Vec<u8>,
    #[serde(with = "base64_bytes")]
    pub serial: Vec<u8>,
    /// Certificates from this one's issuer up to, without, the root.
    pub chain: Vec<Der>,
}

/// A DER certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Der(#[serde(with = "base64_bytes")] pub Vec<u8>);

impl Holder {
    /// Lower-case hex SHA-256 of the certificate: the key's name on a list of signers.
    pub fn thumbprint(&self) -> String {
        hex::encode(Sha256::digest(&self.certificate))
    }
}

/// A revocation, from the moment the authority publishes it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Revocation {
    /// With effect from.
    pub at: DateTime<Utc>,
    /// On the list from.
    pub published: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
}

/// Reason of a revocation, by its RFC 5280 name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Reason {
    KeyCompromise,
    Superseded,
    CessationOfOperation,
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyCompromise => "keyCompromise",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
        }
    }
}

/// An authority: its own certificate, and what it has revoked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Authority {
    pub holder: Holder,
    root: bool,
    revoked: Vec<(Der, Revocation)>,
}

/// Subject of a certificate.
pub(crate) struct Subject<'a> {
    pub country: &'a str,
    pub organisation: &'a str,
    pub unit: Option<&'a str>,
    pub name: &'a str,
}

/// First and last second of a certificate's life.
#[derive(Clone, Copy)]
pub(crate) struct Life {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Authority {
    /// A self-signed root.
    pub fn root(kind: Kind, subject: &Subject<'_>, life: Life) -> Result<Self> {
        let key = Key::generate(kind)?;
        let (params, serial) = params(subject, life, true)?;
        let certificate = params.self_signed(&key.pair()?).map_err(failed)?.der().to_vec();
        Ok(Self {
            holder: Holder { key, certificate, serial, chain: Vec::new() },
            root: true,
            revoked: Vec::new(),
        })
    }

    /// An authority below this one.
    pub fn subordinate(&self, kind: Kind, subject: &Subject<'_>, life: Life) -> Result<Self> {
        Ok(Self { holder: self.issue(kind, subject, life, true)?, root: false, revoked: Vec::new() })
    }

    /// A signer's certificate.
    pub fn signer(&self, kind: Kind, subject: &Subject<'_>, life: Life) -> Result<Holder> {
        self.issue(kind, subject, life, false)
    }

    /// A server's certificate for loopback.
    pub fn server(&self, subject: &Subject<'_>, life: Life) -> Result<Holder> {
        let key = Key::generate(Kind::P256)?;
        let (mut params, serial) = params(subject, life, false)?;
        let names =
            CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).map_err(failed)?;
        params.subject_alt_names = names.subject_alt_names;
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key.pair()?, &self.issuer()?).map_err(failed)?.der().to_vec();
        Ok(Holder { key, certificate, serial, chain: Vec::new() })
    }

    fn issue(&self, kind: Kind, subject: &Subject<'_>, life: Life, authority: bool) -> Result<Holder> {
        let key = Key::generate(kind)?;
        let (params, serial) = params(subject, life, authority)?;
        let certificate = params.signed_by(&key.pair()?, &self.issuer()?).map_err(failed)?.der().to_vec();
        let own = (!self.root).then(|| Der(self.holder.certificate.clone()));
        let chain = own.into_iter().chain(self.holder.chain.iter().cloned()).collect();
        Ok(Holder { key, certificate, serial, chain })
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>> {
        let certificate = self.holder.certificate.as_slice().into();
        Issuer::from_ca_cert_der(&certificate, self.holder.key.pair()?).map_err(failed)
    }

    pub fn revoke(&mut self, holder: &Holder, revocation: Revocation) {
        self.revoked.push((Der(holder.serial.clone()), revocation));
    }

    /// Number of the revocation list of `now`'s day, and how many entries it has.
    pub fn edition(&self, now: DateTime<Utc>) -> (u64, usize) {
        let number = u64::try_from(day(now).timestamp() / 86_400).unwrap_or_default();
        (number, self.revoked.iter().filter(|(_, revocation)| revocation.published <= now).count())
    }

    /// The revocation list of `now`'s day.
    pub fn crl(&self, now: DateTime<Utc>) -> Result<Vec<u8>> {
        let day = day(now);
        let (number, _) = self.edition(now);
        let revoked = self.revoked.iter().filter(|(_, revocation)| revocation.published <= now);
        let params = CertificateRevocationListParams {
            this_update: instant(day),
            next_update: instant(day + Duration::days(NEXT_UPDATE_DAYS)),
            crl_number: SerialNumber::from_slice(&minimal(number)),
            issuing_distribution_point: None,
            revoked_certs: revoked
                .map(|(serial, revocation)| RevokedCertParams {
                    serial_number: SerialNumber::from_slice(&serial.0),
                    revocation_time: instant(revocation.at),
                    reason_code: Some(match revocation.reason {
                        Reason::KeyCompromise => RevocationReason::KeyCompromise,
                        Reason::Superseded => RevocationReason::Superseded,
                        Reason::CessationOfOperation => RevocationReason::CessationOfOperation,
                    }),
                    invalidity_date: None,
                })
                .collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(params.signed_by(&self.issuer()?).map_err(failed)?.der().to_vec())
    }
}

fn failed(error: rcgen::Error) -> SimulatorError {
    SimulatorError::Crypto(error.to_string())
}

/// Midnight UTC of the day.
pub(crate) fn day(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Big-endian without leading zeros, positive in DER.
fn minimal(number: u64) -> Vec<u8> {
    let bytes: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    if bytes.first().is_none_or(|byte| *byte >= 0x80) { [&[0], bytes.as_slice()].concat() } else { bytes }
}

/// rcgen speaks the `time` crate's language. Whole seconds; what lies before 1970 is its first second.
fn instant(at: DateTime<Utc>) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.timestamp()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Parameters of a certificate, with a random serial number of 16 bytes (RFC 5280 4.1.2.2).
fn params(subject: &Subject<'_>, life: Life, authority: bool) -> Result<(CertificateParams, Vec<u8>)> {
    let mut serial = vec![0; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|error| SimulatorError::Crypto(error.to_string()))?;
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40; // positive, and never with a leading zero
    }
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, subject.country);
    name.push(DnType::OrganizationName, subject.organisation);
    if let Some(unit) = subject.unit {
        name.push(DnType::OrganizationalUnitName, unit);
    }
    name.push(DnType::CommonName, subject.name);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = instant(life.from);
    params.not_after = instant(life.until);
    params.use_authority_key_identifier_extension = true;
    if authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    Ok((params, serial))
}
