//! A link pack's signature profile, as `verify` takes it.

use crate::error::Error;
use verify::{Family, Profile, SignatureRule};

/// The profile that `verify` judges by. A family this program does not know is refused by name.
pub fn profile(pack: &block::SignatureProfile) -> Result<Profile, Error> {
    let family = match pack.family.as_str() {
        "xml-dsig" => Family::XmlDsig,
        "jws" => Family::Jws,
        "data-integrity" => Family::DataIntegrity,
        "open-attestation" => Family::OpenAttestation,
        other => {
            return Err(Error::new("SIGNATURE_FAMILY_NOT_KNOWN")
                .detail(other)
                .value("family", other)
                .value("version", env!("CARGO_PKG_VERSION")));
        }
    };
    Ok(Profile {
        algorithms: pack.algorithms.clone(),
        min_rsa_bits: pack.min_rsa_bits,
        signatures: pack
            .signatures
            .iter()
            .map(|rule| SignatureRule {
                role: rule.role.clone(),
                covers: rule.covers.clone(),
                claimed_time: rule.claimed_time.clone(),
                listed: rule.listed,
            })
            .collect(),
        revocation_max_age_hours: pack.revocation_max_age_hours,
        list_max_age_hours: pack.list_max_age_hours,
        uses_crl: pack.uses_crl,
        ..Profile::new(family)
    })
}
