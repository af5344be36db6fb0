//! A link pack's signature profile, as `verify` takes it.

use crate::error::Error;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use verify::{Allowance, Family, Profile, SignatureRule};

/// The profile that `verify` judges by. A family this program does not know is refused by name.
pub fn profile(pack: &block::SignatureProfile) -> Result<Profile, Error> {
    let family = match pack.family.as_str() {
        "xml-dsig" => Family::XmlDsig,
        "jws" => Family::Jws,
        "data-integrity" => Family::DataIntegrity,
        "open-attestation" => Family::OpenAttestation,
        "cms" => Family::Cms,
        "cose" => Family::Cose,
        other => return Err(not_known(other)),
    };
    let allows = pack
        .allows
        .iter()
        .map(|name| serde_json::from_value::<Allowance>(name.as_str().into()).map_err(|_| not_known(name)));
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
        allows: allows.collect::<Result<_, _>>()?,
        // The day itself still counts, all of it.
        sunsets: pack.sunsets.iter().map(|(name, day)| (name.clone(), after(*day))).collect(),
        ..Profile::new(family)
    })
}

fn not_known(name: &str) -> Error {
    Error::new("SIGNATURE_FAMILY_NOT_KNOWN")
        .detail(name)
        .value("family", name)
        .value("version", env!("CARGO_PKG_VERSION"))
}

/// The first moment after a day.
fn after(day: NaiveDate) -> DateTime<Utc> {
    day.succ_opt().unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
mod tests {
    use super::*;

    fn pack(more: &str) -> block::SignatureProfile {
        let text = format!(
            r#"{{"family":"xml-dsig","algorithms":["rsa-sha1"],"signatures":[],"revocation_max_age_hours":1,
                "list_max_age_hours":1,"uses_crl":false{more}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_last_day_counts_to_its_end_and_forms_are_known_by_name() {
        let plain = profile(&pack("")).unwrap();
        assert!(plain.sunsets.is_empty() && plain.allows.is_empty());
        let made =
            profile(&pack(r#","sunsets":{"rsa-sha1":"2019-12-31"},"allows":["xades","c14n-11"]"#)).unwrap();
        assert_eq!(made.sunsets["rsa-sha1"].to_rfc3339(), "2020-01-01T00:00:00+00:00");
        assert_eq!(made.allows, [Allowance::Xades, Allowance::C14n11].into());
        let refused = profile(&pack(r#","allows":["xslt"]"#)).unwrap_err();
        assert_eq!(refused.code, "SIGNATURE_FAMILY_NOT_KNOWN");
    }

    #[test]
    fn every_form_that_a_pack_may_name_is_one_that_the_verifier_knows() {
        let schema = block::json_schema(block::SchemaFor::Pack).to_string();
        let at = schema.find(r#""allows":"#).unwrap();
        let list = &schema[at..at + schema[at..].find(']').unwrap()];
        for name in list[list.find('[').unwrap() + 1..].split(',') {
            let allows = format!(r#","allows":[{name}]"#);
            assert!(profile(&pack(&allows)).is_ok(), "{name}");
        }
    }
}
