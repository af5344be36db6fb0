//! What is found of each signature of a COSE message, by the profile.

use super::claims::Claims;
use super::header::{self, Headers, UNDERSTOOD, Value};
use super::{Cose, Signature};
use crate::facts::{Beside, Form, Found, KeyHint, Material};
use crate::keys::{Hash, Scheme};
use chrono::{DateTime, Utc};
use minicbor::encode::Encoder;

/// x5t's hashes that prove anything: SHA-256, SHA-384, SHA-512 (RFC 9054).
fn thumbprint_hash(label: i64) -> Option<Hash> {
    match label {
        -16 => Some(Hash::Sha256),
        -43 => Some(Hash::Sha384),
        -44 => Some(Hash::Sha512),
        _ => None,
    }
}

impl Cose {
    /// Looks at all signatures. `at`: when the message must be in force. `external`: what the arrangement signs
    /// without sending it (RFC 9052 section 4.3).
    pub(crate) fn examine(&self, at: DateTime<Utc>, external: &[u8]) -> Vec<Found> {
        let claims = Claims::read(&self.payload);
        self.signatures.iter().map(|one| self.examine_one(one, &claims, at, external)).collect()
    }

    fn examine_one(
        &self,
        signature: &Signature,
        claims: &Result<Claims, &'static str>,
        at: DateTime<Utc>,
        external: &[u8],
    ) -> Found {
        let (algorithm, scheme) = algorithm(&signature.protected);
        let clear = unclear(signature).is_none();
        let certificates = certificates(signature);
        let form = form(signature, &certificates, &algorithm);
        let form = match (form, claims) {
            (Form::Good, Err(why)) => Form::Malformed(why),
            (Form::Good, Ok(claims)) => claims.outside(at).map_or(Form::Good, Form::OutOfProfile),
            (other, _) => other,
        };
        let claimed = claims.ok().and_then(|claims| claims.issued);
        let hint = match (certificates.split_first(), key_id(signature)) {
            (Some((first, others)), _) => {
                KeyHint::Certificates { signer: first.clone(), others: others.to_vec() }
            }
            (None, Some(id)) => KeyHint::Kid(id.to_vec()),
            (None, None) => KeyHint::None,
        };
        Found {
            format: if self.single { "COSE_Sign1" } else { "COSE_Sign" },
            algorithm,
            covers: "/".to_owned(),
            form,
            digest: None,
            materials: scheme
                .filter(|_| clear)
                .and_then(|scheme| {
                    let input = self.signed_bytes(signature, external)?;
                    Some(Material { scheme, input, value: signature.value.clone() })
                })
                .into_iter()
                .collect(),
            claimed,
            claimed_text: claimed.map(|time| time.timestamp().to_string()),
            hint,
            beside: Beside::default(),
        }
    }

    /// Sig_structure (RFC 9052 section 4.4). Headers that say nothing are the empty string, however written.
    fn signed_bytes(&self, signature: &Signature, external: &[u8]) -> Option<Vec<u8>> {
        let empty: &[u8] = &[];
        let body_is_empty = match &signature.outer {
            None => signature.protected.is_empty(),
            Some((protected, _)) => protected.is_empty(),
        };
        let body = if body_is_empty { empty } else { &self.body };
        let own = if signature.protected.is_empty() { empty } else { &signature.written };
        let mut to = Encoder::new(Vec::new());
        if self.single {
            to.array(4).ok()?.str("Signature1").ok()?.bytes(body).ok()?;
        } else {
            to.array(5).ok()?.str("Signature").ok()?.bytes(body).ok()?.bytes(own).ok()?;
        }
        to.bytes(external).ok()?.bytes(&self.payload).ok()?;
        Some(to.into_writer())
    }
}

/// The algorithm under its IANA name, from the protected headers only.
fn algorithm(protected: &Headers) -> (String, Option<Scheme>) {
    let number = match protected.get(&header::ALGORITHM) {
        None => return (String::new(), None),
        Some(Value::Number(number)) => *number,
        Some(Value::Text(text)) => return (text.chars().take(32).collect(), None),
        Some(_) => return ("of no kind".to_owned(), None),
    };
    let (name, scheme) = match number {
        -7 => ("ES256", Scheme::EcdsaRaw(Hash::Sha256)),
        -35 => ("ES384", Scheme::EcdsaRaw(Hash::Sha384)),
        -36 => ("ES512", Scheme::EcdsaRaw(Hash::Sha512)),
        -8 => ("EdDSA", Scheme::Ed25519),
        -37 => ("PS256", Scheme::RsaPss(Hash::Sha256)),
        -38 => ("PS384", Scheme::RsaPss(Hash::Sha384)),
        -39 => ("PS512", Scheme::RsaPss(Hash::Sha512)),
        other => return (other.to_string(), None),
    };
    (name.to_owned(), Some(scheme))
}

/// The key's id: protected first; unprotected it is a hint like any other.
fn key_id(signature: &Signature) -> Option<&[u8]> {
    signature.protected.bytes(&header::KEY_ID).or_else(|| signature.unprotected.bytes(&header::KEY_ID))
}

fn certificates(signature: &Signature) -> Vec<Vec<u8>> {
    let protected = signature.protected.certificates();
    if protected.is_empty() { signature.unprotected.certificates() } else { protected }
}

/// Why it is left open what was signed, or how.
fn unclear(signature: &Signature) -> Option<Form> {
    let own = (&signature.protected, &signature.unprotected);
    let outer = signature.outer.as_ref().map(|(protected, unprotected)| (protected, unprotected));
    for (protected, unprotected) in std::iter::once(own).chain(outer) {
        if protected.meets(unprotected) {
            return Some(Form::Malformed("a header is both protected and unprotected"));
        }
        if unprotected.get(&header::CRITICAL).is_some() {
            return Some(Form::Malformed("crit is not protected"));
        }
        let critical = match protected.critical() {
            Ok(critical) => critical.unwrap_or_default(),
            Err(why) => return Some(Form::Malformed(why)),
        };
        if critical.iter().any(|label| protected.get(label).is_none()) {
            return Some(Form::Malformed("crit names a header that is not there"));
        }
        if critical.iter().any(|label| !UNDERSTOOD.contains(label)) {
            return Some(Form::OutOfProfile("crit names a header that is not understood"));
        }
    }
    None
}

fn form(signature: &Signature, certificates: &[Vec<u8>], algorithm: &str) -> Form {
    if let Some(form) = unclear(signature) {
        return form;
    }
    if algorithm.is_empty() {
        return Form::OutOfProfile("its algorithm is not protected");
    }
    let Some(first) = certificates.first() else {
        return if key_id(signature).is_some() {
            Form::Good
        } else {
            Form::NoCertificate("neither a certificate nor a key id")
        };
    };
    match signature.protected.thumbprint() {
        Some((label, value)) => match thumbprint_hash(label) {
            None => Form::OutOfProfile("its certificate is named by a broken hash"),
            Some(hash) if hash.of(first) != value => {
                Form::NoCertificate("the signed reference means another certificate")
            }
            Some(_) => Form::Good,
        },
        // A certificate that is itself protected needs no reference.
        None if signature.protected.get(&header::CERTIFICATES).is_some() => Form::Good,
        None => Form::OutOfProfile("no signed reference to the certificate"),
    }
}
