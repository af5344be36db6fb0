//! Reads one ds:Reference: which element, by which transforms, and the digest that it must have.

use super::algorithms;
use super::c14n::Method;
use super::signature::{base64, ds_elements, expect, refuse};
use crate::facts::Form;
use crate::keys::Hash;
use crate::profile::Allowance;
use document::{Node, NodeId};
use std::collections::BTreeSet;

/// Transforms of one reference. More are refused unread: each costs work before anything is known.
const MAX_TRANSFORMS: usize = 5;

/// One reference as it was read.
#[derive(Debug)]
pub(super) struct Reference<'d> {
    pub(super) node: Node<'d>,
    pub(super) uri: &'d str,
    pub(super) kind: Option<&'d str>,
    /// The enveloped-signature transform stands first.
    pub(super) enveloped: bool,
    pub(super) transform: Method,
    pub(super) digest: Hash,
    pub(super) value: Vec<u8>,
}

impl<'d> Reference<'d> {
    pub(super) fn read(node: Node<'d>, allows: &BTreeSet<Allowance>) -> Result<Self, Form> {
        let Some(uri) = node.attribute("URI") else { return refuse("a reference without URI", node) };
        let mut parts = ds_elements(node)?.into_iter().peekable();
        let transforms = parts.next_if(|part| part.name() == Some("Transforms"));
        let digest = expect(parts.next(), "DigestMethod", node)?;
        let value = expect(parts.next(), "DigestValue", node)?;
        if let Some(more) = parts.next() {
            return refuse("an element that a reference does not have", more);
        }
        let transforms = transforms.map(ds_elements).transpose()?.unwrap_or_default();
        if transforms.len() > MAX_TRANSFORMS {
            return refuse("more than 5 transforms", node);
        }
        let (mut enveloped, mut transform) = (false, None);
        for one in transforms {
            let name = one.attribute("Algorithm").unwrap_or_default();
            if name == "http://www.w3.org/2000/09/xmldsig#enveloped-signature" {
                if enveloped || transform.is_some() || one.children().next().is_some() {
                    return refuse("enveloped-signature stands twice, late, or with content", one);
                }
                enveloped = true;
            } else if let Some(why) = computing(name) {
                return refuse(why, one);
            } else if transform.is_some() {
                return refuse("a transform after the canonicalisation", one);
            } else {
                transform = Some(method_of(one, allows)?);
            }
        }
        let Some(digest) = algorithms::digest(digest.attribute("Algorithm").unwrap_or_default()) else {
            return Err(Form::OutOfProfile("its digest algorithm is not known"));
        };
        Ok(Self {
            node,
            uri,
            kind: node.attribute("Type"),
            enveloped,
            transform: transform.unwrap_or_else(Method::fallback),
            digest,
            value: base64(value)?,
        })
    }

    /// Whether the element has the digest, when `without` is left out of it. None when it cannot be said.
    pub(super) fn holds(&self, apex: Node<'d>, without: Option<NodeId>) -> Result<bool, Form> {
        let mut transform = self.transform.clone();
        // Same-document references of both kinds leave comments out (XML Signature 4.4.3.3).
        transform.comments = false;
        Ok(self.digest.of(canonical(&transform, apex, without)?.as_bytes()) == self.value)
    }
}

/// The canonical form, or why it is not made.
pub(super) fn canonical(method: &Method, apex: Node<'_>, without: Option<NodeId>) -> Result<String, Form> {
    if method.rebases(apex) {
        return refuse("an xml:base above what is made canonical by version 1.1", apex);
    }
    let too_long = || Form::Malformed("its canonical form is unreasonably long");
    method.canonical(apex, without).ok_or_else(too_long)
}

/// Transforms that are programs or select parts: what is signed would no longer be what is seen.
fn computing(name: &str) -> Option<&'static str> {
    Some(match name {
        "http://www.w3.org/TR/1999/REC-xslt-19991116" => "an XSLT transform",
        "http://www.w3.org/TR/1999/REC-xpath-19991116" => "an XPath transform",
        "http://www.w3.org/2002/06/xmldsig-filter2" => "an XPath Filter 2 transform",
        "http://www.w3.org/2000/09/xmldsig#base64" => "a base64 transform",
        _ => return None,
    })
}

/// The canonicalisation that an element names, with its InclusiveNamespaces.
pub(super) fn method_of(node: Node<'_>, allows: &BTreeSet<Allowance>) -> Result<Method, Form> {
    let name = node.attribute("Algorithm").unwrap_or_default();
    if Method::named(name, "").is_none() {
        return refuse("a transform or canonicalisation that is not accepted", node);
    }
    let mut prefixes = "";
    let mut inner = node.elements();
    if let Some(list) = inner.next() {
        let exclusive = list.namespace() == Some("http://www.w3.org/2001/10/xml-exc-c14n#");
        if !exclusive || list.name() != Some("InclusiveNamespaces") || inner.next().is_some() {
            return refuse("a transform with content that is not understood", list);
        }
        prefixes = list.attribute("PrefixList").unwrap_or_default();
    }
    match Method::named(name, prefixes) {
        Some(method) if method.version11 && !allows.contains(&Allowance::C14n11) => {
            refuse("Canonical XML 1.1, which the profile does not allow", node)
        }
        Some(method) if method.exclusive || prefixes.is_empty() => Ok(method),
        _ => refuse("a transform or canonicalisation that is not accepted", node),
    }
}
