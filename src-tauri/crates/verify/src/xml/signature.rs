//! Reads one ds:Signature element, strictly: what the profiles use and nothing else. Schema order,
//! no comments where values stand, one SignedInfo, one reference to content.

use super::c14n::Method;
use super::reference::{Reference, method_of};
use super::{DSIG, algorithms};
use crate::facts::Form;
use crate::keys::Scheme;
use crate::open::descendants;
use crate::profile::Allowance;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use document::{Kind, Node};
use std::collections::BTreeSet;

/// Certificates that are looked at in one KeyInfo.
pub(super) const MAX_CERTIFICATES: usize = 8;

/// References of one signature. More are refused unread.
const MAX_REFERENCES: usize = 20;

/// Namespace of keys before XML Signature 1.1 (RFC 4050).
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";

const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";

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
    /// The SignatureValue element: what timestamps cover.
    pub(super) value_node: Node<'d>,
    /// The one reference to content.
    pub(super) content: Reference<'d>,
    /// The reference to its own signed properties (XAdES).
    pub(super) properties: Option<Reference<'d>>,
    /// The reference to its own KeyInfo.
    pub(super) signed_key_info: Option<Reference<'d>>,
    pub(super) key_info: Option<Node<'d>>,
    pub(super) objects: Vec<Node<'d>>,
    pub(super) certificates: Vec<Vec<u8>>,
}

/// A refusal at a place.
pub(super) fn refuse<T>(why: &'static str, at: Node<'_>) -> Result<T, Form> {
    Err(Form::NotCovered { why, at: at.path() })
}

impl<'d> Signature<'d> {
    /// Reads it, or says why it is refused.
    pub(super) fn read(node: Node<'d>, allows: &BTreeSet<Allowance>) -> Result<Self, Form> {
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
        let mut objects = Vec::new();
        for rest in parts {
            if rest.name() != Some("Object") {
                return refuse("an element that a signature does not have", rest);
            }
            objects.push(rest);
        }
        if let Some(odd) =
            descendants(signed_info).find(|one| matches!(one.kind(), Kind::Comment | Kind::Instruction))
        {
            return refuse("a comment or instruction inside SignedInfo", odd);
        }

        let mut parts = ds_elements(signed_info)?.into_iter();
        let method = expect(parts.next(), "CanonicalizationMethod", signed_info)?;
        let algorithm = expect(parts.next(), "SignatureMethod", signed_info)?;
        let references: Vec<_> = parts.collect();
        if references.len() > MAX_REFERENCES {
            return refuse("more than 20 references", signed_info);
        }
        let own =
            key_info.and_then(|node| own_id(node).filter(|_| allows.contains(&Allowance::SignedKeyInfo)));
        let (mut content, mut properties, mut signed_key_info) = (None, None, None);
        for node in references {
            let reference = Reference::read(expect(Some(node), "Reference", signed_info)?, allows)?;
            let slot = if reference.kind.is_some_and(|kind| kind.ends_with("#SignedProperties")) {
                &mut properties
            } else if own.is_some_and(|id| reference.uri.strip_prefix('#') == Some(id)) {
                &mut signed_key_info
            } else if reference.kind == Some("http://www.w3.org/2000/09/xmldsig#Manifest") {
                return refuse("a manifest: what it lists is not covered", node);
            } else {
                &mut content
            };
            if slot.is_some() {
                return refuse("more than one reference", node);
            }
            *slot = Some(reference);
        }
        let Some(content) = content else {
            return refuse("no reference to content", signed_info);
        };
        for own in properties.iter().chain(&signed_key_info) {
            if own.enveloped {
                return refuse("an enveloped-signature transform on a part of the signature", own.node);
            }
        }
        let (algorithm, scheme) = algorithms::signature(algorithm)?;
        Ok(Self {
            node,
            signed_info,
            method: method_of(method, allows)?,
            algorithm,
            scheme,
            value: base64(value)?,
            value_node: value,
            content,
            properties,
            signed_key_info,
            key_info,
            objects,
            certificates: key_info.map(certificates).transpose()?.unwrap_or_default(),
        })
    }
}

/// The ID that an element of a signature carries.
pub(super) fn own_id(node: Node<'_>) -> Option<&str> {
    node.attribute("Id").filter(|id| !id.is_empty())
}

/// Child elements, all of the XML Signature namespace, with nothing but white space between them.
pub(super) fn ds_elements(node: Node<'_>) -> Result<Vec<Node<'_>>, Form> {
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

pub(super) fn expect<'d>(node: Option<Node<'d>>, name: &str, parent: Node<'d>) -> Result<Node<'d>, Form> {
    match node {
        Some(node) if node.name() == Some(name) => Ok(node),
        _ => refuse("a part of the signature is missing or out of order", parent),
    }
}

/// The text of an element that holds text alone. A comment splits the text in some readers and not in others:
/// refused.
pub(super) fn value_text(node: Node<'_>) -> Result<String, Form> {
    let mut text = String::new();
    for child in node.children() {
        match child.kind() {
            Kind::Text => text.push_str(child.value().unwrap_or_default()),
            _ => return refuse("something else than text in a value", child),
        }
    }
    Ok(text)
}

/// The base64 text of an element.
pub(super) fn base64(node: Node<'_>) -> Result<Vec<u8>, Form> {
    let mut text = value_text(node)?;
    text.retain(|char| !matches!(char, ' ' | '\t' | '\r' | '\n'));
    STANDARD.decode(text).map_err(|_| Form::NotCovered { why: "a value is not base64", at: node.path() })
}

/// Certificates of KeyInfo; unreadable ones are left out. KeyInfo is a hint that nobody signed: what would
/// fetch a key, and what is no key at all, is refused.
fn certificates(key_info: Node<'_>) -> Result<Vec<Vec<u8>>, Form> {
    for inner in descendants(key_info).filter(|one| one.kind() == Kind::Element) {
        match (inner.namespace(), inner.name()) {
            (Some(DSIG), Some("RetrievalMethod")) | (Some(DSIG11), Some("KeyInfoReference")) => {
                return refuse("KeyInfo fetches its key from elsewhere", inner);
            }
            (Some(DSIG | DSIG11 | MORE), _) => {}
            _ => return refuse("something in KeyInfo that is no key", inner),
        }
    }
    let inside = |node: Node<'_>, name: &str| node.namespace() == Some(DSIG) && node.name() == Some(name);
    Ok(key_info
        .elements()
        .filter(|data| inside(*data, "X509Data"))
        .flat_map(|data| data.elements())
        .filter(|one| inside(*one, "X509Certificate"))
        .filter_map(|one| base64(one).ok())
        .take(MAX_CERTIFICATES)
        .collect())
}
