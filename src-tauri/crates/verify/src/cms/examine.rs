//! What is found of each signer of a CMS message, by the profile (CAdES baseline B, ETSI EN 319 122-1).

use super::Cms;
use super::attribute;
use super::signer::{Refused, Signer};
use crate::facts::{Beside, Form, Found, KeyHint, TimestampClaim};
use crate::profile::{Allowance, Profile};
use crate::x509::Certificate;

impl Cms {
    /// Looks at all signers.
    pub(crate) fn examine(&self, profile: &Profile) -> Vec<Found> {
        let known: Vec<_> = self.certificates.iter().filter_map(|der| Certificate::read(der)).collect();
        self.signers.iter().map(|signer| self.examine_one(signer, &known, profile)).collect()
    }

    fn examine_one(&self, signer: &Signer, known: &[Certificate], profile: &Profile) -> Found {
        let named = known.iter().find(|one| signer.names(one));
        let said = signer.said(&self.content_type, &self.content);
        let (form, digest) = match &said {
            Err(Refused::Malformed(why)) => (Form::Malformed(why), None),
            Err(Refused::NotAccepted(why)) => (Form::OutOfProfile(why), None),
            Ok(said) => {
                let form = match (&said.reference, named) {
                    (_, None) => Form::NoCertificate("the signer's certificate is not in the message"),
                    (Some(reference), Some(certificate)) if !reference.means(certificate) => {
                        Form::NoCertificate("the signed reference means another certificate")
                    }
                    (None, Some(_)) if !profile.allows.contains(&Allowance::PlainCms) => {
                        Form::OutOfProfile("no signed reference to the certificate")
                    }
                    _ => Form::Good,
                };
                (form, said.digest)
            }
        };
        let time = signer.signed.as_ref().map(attribute::Attributes::signing_time).transpose();
        let (form, time) = match time {
            Ok(time) => (form, time.flatten()),
            Err(why) => (Form::Malformed(why), None),
        };
        let (claimed, claimed_text) = time.map_or((None, None), |(time, text)| (Some(time), Some(text)));
        let hint = match named {
            None => KeyHint::None,
            Some(signer) => KeyHint::Certificates {
                signer: signer.der.clone(),
                others: self.certificates.iter().filter(|der| **der != signer.der).cloned().collect(),
            },
        };
        Found {
            format: if matches!(&said, Ok(said) if said.reference.is_some()) { "CAdES" } else { "CMS" },
            algorithm: signer.algorithm_name(),
            covers: "/".to_owned(),
            // Only what a form leaves open may be tried with a key.
            materials: said.is_ok().then(|| signer.material()).flatten().into_iter().collect(),
            form,
            digest,
            claimed,
            claimed_text,
            hint,
            beside: Beside {
                timestamps: timestamps(signer),
                properties: signer.unsigned.0.iter().map(|one| one.kind.clone()).collect(),
                ..Beside::default()
            },
        }
    }
}

/// Timestamps over the signature value (ETSI EN 319 122-1 section 5.3).
fn timestamps(signer: &Signer) -> Vec<TimestampClaim> {
    let tokens = signer.unsigned.0.iter().filter(|one| one.kind == attribute::TIMESTAMP);
    tokens
        .flat_map(|one| &one.values)
        .map(|token| TimestampClaim { token: token.clone(), input: signer.value.clone() })
        .collect()
}
