//! Algorithm identifiers of XML Signature (RFC 9231, which replaces RFC 6931), as profiles spell them.

use super::DSIG;
use crate::facts::Form;
use crate::keys::{Hash, Scheme};
use document::Node;

/// A digest algorithm; none for those that are not known.
pub(super) fn digest(uri: &str) -> Option<Hash> {
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Hash::Sha1,
        "http://www.w3.org/2001/04/xmlenc#sha256" => Hash::Sha256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Hash::Sha384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => Hash::Sha512,
        _ => return None,
    })
}

/// A signature algorithm, and how it is verified. HMAC has no scheme on purpose: a shared secret proves no
/// signer.
pub(super) fn signature(node: Node<'_>) -> Result<(String, Option<Scheme>), Form> {
    let uri = node.attribute("Algorithm").unwrap_or_default();
    if uri == "http://www.w3.org/2007/05/xmldsig-more#rsa-pss" {
        return pss(node);
    }
    if let Some(inner) = node.elements().next() {
        return Err(Form::NotCovered { why: "a signature method with parameters", at: inner.path() });
    }
    let (name, scheme) = match uri {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => ("rsa-sha1", Scheme::RsaPkcs1(Hash::Sha1)),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => ("rsa-sha256", Scheme::RsaPkcs1(Hash::Sha256)),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => ("rsa-sha384", Scheme::RsaPkcs1(Hash::Sha384)),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => ("rsa-sha512", Scheme::RsaPkcs1(Hash::Sha512)),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => {
            ("rsa-pss-sha256", Scheme::RsaPss(Hash::Sha256))
        }
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => {
            ("rsa-pss-sha384", Scheme::RsaPss(Hash::Sha384))
        }
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => {
            ("rsa-pss-sha512", Scheme::RsaPss(Hash::Sha512))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1" => ("ecdsa-sha1", Scheme::EcdsaRaw(Hash::Sha1)),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => {
            ("ecdsa-sha256", Scheme::EcdsaRaw(Hash::Sha256))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => {
            ("ecdsa-sha384", Scheme::EcdsaRaw(Hash::Sha384))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" => {
            ("ecdsa-sha512", Scheme::EcdsaRaw(Hash::Sha512))
        }
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519" => ("ed25519", Scheme::Ed25519),
        other => return Ok((other.chars().take(120).collect(), None)),
    };
    Ok((name.to_owned(), Some(scheme)))
}

/// RSASSA-PSS with its parameters written out (RFC 9231 2.3.9). Accepted is what the identifiers without
/// parameters mean too: one hash for both, a salt as long as it, trailer 1.
fn pss(node: Node<'_>) -> Result<(String, Option<Scheme>), Form> {
    const MORE: &str = "http://www.w3.org/2007/05/xmldsig-more#";
    let refuse = |why| Err(Form::NotCovered { why, at: node.path() });
    let mut inner = node.elements();
    let (mut hash, mut mask, mut salt, mut trailer) = (Hash::Sha256, None, None, None);
    if let Some(parameters) = inner.next() {
        if !parameters.is_element(Some(MORE), "RSAPSSParams") || inner.next().is_some() {
            return refuse("a signature method with parameters");
        }
        for one in parameters.elements() {
            match (one.namespace(), one.name()) {
                (Some(DSIG), Some("DigestMethod")) => {
                    let Some(named) = digest(one.attribute("Algorithm").unwrap_or_default()) else {
                        return refuse("RSASSA-PSS with parameters that are not accepted");
                    };
                    hash = named;
                }
                (Some(MORE), Some("MaskGenerationFunction")) => mask = Some(one),
                (Some(MORE), Some("SaltLength")) => salt = Some(one.text().trim().to_owned()),
                (Some(MORE), Some("TrailerField")) => trailer = Some(one.text().trim().to_owned()),
                _ => return refuse("RSASSA-PSS with parameters that are not accepted"),
            }
        }
    }
    let (name, length) = match hash {
        Hash::Sha256 => ("rsa-pss-sha256", "32"),
        Hash::Sha384 => ("rsa-pss-sha384", "48"),
        Hash::Sha512 => ("rsa-pss-sha512", "64"),
        Hash::Sha1 => return refuse("RSASSA-PSS with parameters that are not accepted"),
    };
    // MGF1 with SHA-256 is the default of the mask, and the length of the digest that of the salt.
    let same = match mask {
        None => hash == Hash::Sha256,
        Some(mask) => {
            mask.attribute("Algorithm") == Some("http://www.w3.org/2007/05/xmldsig-more#MGF1")
                && mask.elements().next().map_or(hash == Hash::Sha256, |one| {
                    digest(one.attribute("Algorithm").unwrap_or_default()) == Some(hash)
                })
        }
    };
    if !same || salt.is_some_and(|salt| salt != length) || trailer.is_some_and(|field| field != "1") {
        return refuse("RSASSA-PSS with parameters that are not accepted");
    }
    Ok((name.to_owned(), Some(Scheme::RsaPss(hash))))
}
