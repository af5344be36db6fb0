//! Reads one ds:Signature element, strictly: what the profiles use and nothing else. Schema order,
//! no comments where values stand, one SignedInfo, one Reference.

use super::DSIG;
use super::c14n::Method;
use crate::facts::Form;
use crate::keys::{Hash, Scheme};
use crate::open::descendants;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use document::{Kind, Node};

/// Certificates that are looked at in one KeyInfo.
const MAX_CERTIFICATES: usize = 8;

/// One signature as it was read.
#[derive(Debug)]
pub(super) struct Signature<'d> {
    pub(super) node: Node<'d>,
    pub(super) signed_info: Node<'d>,
    pub(super) method: Method,
    /// As profiles spell it, or the identifier itself.
    pub(super) algorithm: String,
    /// None for algorithms that are not known.
    pub(super) scheme: Option<Scheme>,
    pub(super) value: Vec<u8>,
    pub(super) uri: &'d str,
    /// The enveloped-signature transform stands first.
    pub(super) enveloped: bool,
    pub(super) transform: Method,
    pub(super) digest: Hash,
    pub(super) digest_value: Vec<u8>,
    pub(super) certificates: Vec<Vec<u8>>,
    /// Well formed, but something that no profile wants.
    pub(super) outside: Option<&'static str>,
}

/// A refusal at a place.
fn refuse<T>(why: &'static str, at: Node<'_>) -> Result<T, Form> {
    Err(Form::NotCovered { why, at: at.path() })
}

impl<'d> Signature<'d> {
    /// Reads it, or says why it is refused.
    pub(super) fn read(node: Node<'d>) -> Result<Self, Form> {
        let mut outside = None;
        let mut parts = ds_elements(node)?.into_iter().peekable();
        let Some(signed_info) = parts.next_if(|part| part.name() == Some("SignedInfo")) else {
            return refuse("the signature does not begin with SignedInfo", node);
        };
        let count = descendants(node).filter(|one| one.name() == Some("SignedInfo")).count();
        if count != 1 {
            return refuse("more than one SignedInfo", node);
        }
        let Some(value) = parts.next_if(|part| part.name() == Some("SignatureValue")) else {
            return refuse("SignatureValue does not follow SignedInfo", node);
        };
        let key_info = parts.next_if(|part| part.name() == Some("KeyInfo"));
        for rest in parts {
            if rest.name() != Some("Object") {
                return refuse("an element that a signature does not have", rest);
            }
            outside = Some("the signature carries objects");
        }
        if let Some(odd) =
            descendants(signed_info).find(|one| matches!(one.kind(), Kind::Comment | Kind::Instruction))
        {
            return refuse("a comment or instruction inside SignedInfo", odd);
        }

        let mut parts = ds_elements(signed_info)?.into_iter();
        let method = expect(parts.next(), "CanonicalizationMethod", signed_info)?;
        let algorithm = expect(parts.next(), "SignatureMethod", signed_info)?;
        let reference = expect(parts.next(), "Reference", signed_info)?;
        for more in parts {
            let properties = more.attribute("Type").is_some_and(|kind| kind.ends_with("#SignedProperties"));
            if !properties {
                return refuse("more than one reference", more);
            }
            outside = Some("the signature covers properties of its own (XAdES)");
        }
        let (algorithm, scheme) = signature_method(algorithm)?;
        let reference = Reference::read(reference)?;
        Ok(Self {
            node,
            signed_info,
            method: method_of(method)?,
            algorithm,
            scheme,
            value: base64(value)?,
            uri: reference.uri,
            enveloped: reference.enveloped,
            transform: reference.transform,
            digest: reference.digest,
            digest_value: reference.value,
            certificates: key_info.map(certificates).unwrap_or_default(),
            outside: outside.or(reference.outside),
        })
    }
}

struct Reference<'d> {
    uri: &'d str,
    enveloped: bool,
    transform: Method,
    digest: Hash,
    value: Vec<u8>,
    outside: Option<&'static str>,
}

impl<'d> Reference<'d> {
    fn read(node: Node<'d>) -> Result<Self, Form> {
        let Some(uri) = node.attribute("URI") else { return refuse("a reference without URI", node) };
        let mut parts = ds_elements(node)?.into_iter().peekable();
        let transforms = parts.next_if(|part| part.name() == Some("Transforms"));
        let digest = expect(parts.next(), "DigestMethod", node)?;
        let value = expect(parts.next(), "DigestValue", node)?;
        if let Some(more) = parts.next() {
            return refuse("an element that a reference does not have", more);
        }
        let (mut enveloped, mut transform) = (false, None);
        for one in transforms.map(ds_elements).transpose()?.into_iter().flatten() {
            let name = one.attribute("Algorithm").unwrap_or_default();
            if name == "http://www.w3.org/2000/09/xmldsig#enveloped-signature" {
                if enveloped || transform.is_some() || one.children().next().is_some() {
                    return refuse("enveloped-signature stands twice, late, or with content", one);
                }
                enveloped = true;
            } else if transform.is_some() {
                return refuse("a transform after the canonicalisation", one);
            } else {
                transform = Some(method_of(one)?);
            }
        }
        let (digest, outside) = match digest.attribute("Algorithm").unwrap_or_default() {
            "http://www.w3.org/2000/09/xmldsig#sha1" => (Hash::Sha1, Some("its digest is SHA-1")),
            "http://www.w3.org/2001/04/xmlenc#sha256" => (Hash::Sha256, None),
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => (Hash::Sha384, None),
            "http://www.w3.org/2001/04/xmlenc#sha512" => (Hash::Sha512, None),
            _ => return Err(Form::OutOfProfile("its digest algorithm is not known")),
        };
        let transform = transform.unwrap_or_else(Method::fallback);
        Ok(Self { uri, enveloped, transform, digest, value: base64(value)?, outside })
    }
}

/// Child elements, all of the XML Signature namespace, with nothing but white space between them.
fn ds_elements(node: Node<'_>) -> Result<Vec<Node<'_>>, Form> {
    let mut found = Vec::new();
    for child in node.children() {
        match child.kind() {
            Kind::Element if child.namespace() == Some(DSIG) => found.push(child),
            Kind::Text if child.value().is_none_or(|text| text.trim_ascii().is_empty()) => {}
            Kind::Comment => {}
            _ => return refuse("content that a signature does not have", child),
        }
    }
    Ok(found)
}

fn expect<'d>(node: Option<Node<'d>>, name: &str, parent: Node<'d>) -> Result<Node<'d>, Form> {
    match node {
        Some(node) if node.name() == Some(name) => Ok(node),
        _ => refuse("a part of the signature is missing or out of order", parent),
    }
}

/// The canonicalisation that an element names, with its InclusiveNamespaces.
fn method_of(node: Node<'_>) -> Result<Method, Form> {
    let mut prefixes = "";
    let mut inner = node.elements();
    if let Some(list) = inner.next() {
        let exclusive = list.namespace() == Some("http://www.w3.org/2001/10/xml-exc-c14n#");
        if !exclusive || list.name() != Some("InclusiveNamespaces") || inner.next().is_some() {
            return refuse("a transform with content that is not understood", list);
        }
        prefixes = list.attribute("PrefixList").unwrap_or_default();
    }
    match Method::named(node.attribute("Algorithm").unwrap_or_default(), prefixes) {
        Some(method) if method.exclusive || prefixes.is_empty() => Ok(method),
        _ => refuse("a transform or canonicalisation that is not accepted", node),
    }
}

/// An algorithm, and how it is verified. HMAC has no scheme on purpose: a shared secret proves no signer.
fn signature_method(node: Node<'_>) -> Result<(String, Option<Scheme>), Form> {
    if let Some(inner) = node.elements().next() {
        return refuse("a signature method with parameters", inner);
    }
    let uri = node.attribute("Algorithm").unwrap_or_default();
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
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => {
            ("ecdsa-sha256", Scheme::EcdsaRaw(Hash::Sha256))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => {
            ("ecdsa-sha384", Scheme::EcdsaRaw(Hash::Sha384))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" => {
            ("ecdsa-sha512", Scheme::EcdsaRaw(Hash::Sha512))
        }
        other => return Ok((other.chars().take(120).collect(), None)),
    };
    Ok((name.to_owned(), Some(scheme)))
}

/// The base64 text of an element that holds text alone. A comment splits the text in some readers and not
/// in others: refused.
fn base64(node: Node<'_>) -> Result<Vec<u8>, Form> {
    let mut text = String::new();
    for child in node.children() {
        match child.kind() {
            Kind::Text => text.push_str(child.value().unwrap_or_default()),
            _ => return refuse("something else than text in a value", child),
        }
    }
    text.retain(|char| !matches!(char, ' ' | '\t' | '\r' | '\n'));
    STANDARD.decode(text).map_err(|_| Form::NotCovered { why: "a value is not base64", at: node.path() })
}

/// Certificates of KeyInfo; unreadable ones are left out.
fn certificates(key_info: Node<'_>) -> Vec<Vec<u8>> {
    let inside = |node: Node<'_>, name: &str| node.namespace() == Some(DSIG) && node.name() == Some(name);
    key_info
        .elements()
        .filter(|data| inside(*data, "X509Data"))
        .flat_map(|data| data.elements())
        .filter(|one| inside(*one, "X509Certificate"))
        .filter_map(|one| base64(one).ok())
        .take(MAX_CERTIFICATES)
        .collect()
}
