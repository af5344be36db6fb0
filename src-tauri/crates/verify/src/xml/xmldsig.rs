//! Strict verification of XML Signatures for the profiles we accept: every signature of the document
//! belongs to one rule of the profile, resolves to exactly the element that the rule names, stands inside
//! it or beside it, and nothing else stands around it.

use super::coverage::{at_path, ids, nothing_beside, outermost, within};
use super::signature::Signature;
use crate::facts::{Beside, Form, Found, KeyHint, Material};
use crate::instant;
use crate::open::{descendants, is_signature};
use crate::profile::{Profile, SignatureRule};
use crate::x509::Certificate;
use document::{Document, Node, NodeId};

/// More signatures than any arrangement has are not worth the work.
const MAX_SIGNATURES: usize = 8;

/// What was found in one document.
#[derive(Debug)]
pub(crate) struct Examined {
    /// By rule of the profile; none where its signature is absent.
    pub(crate) found: Vec<Option<Found>>,
    /// The element that covers all the others: what may be released.
    pub(crate) content: NodeId,
}

/// Looks at all signatures of a document. An error is a refusal of the whole.
pub(crate) fn examine(document: &Document, profile: &Profile) -> Result<Examined, Form> {
    let nodes: Vec<_> = descendants(document.root()).filter(is_signature).take(MAX_SIGNATURES + 1).collect();
    if nodes.len() > MAX_SIGNATURES {
        return Err(Form::Malformed("too many signatures"));
    }
    let ids = ids(document)?;
    let covered = profile
        .signatures
        .iter()
        .map(|rule| at_path(document, &rule.covers))
        .collect::<Result<Vec<_>, _>>()?;
    let Some(content) = outermost(&covered) else {
        return Err(Form::OutOfProfile("the signatures of the profile have no common root"));
    };
    let mut found: Vec<Option<Found>> = profile.signatures.iter().map(|_| None).collect();
    for node in &nodes {
        let signature = Signature::read(*node)?;
        let target = resolve(&signature, document, &ids)?;
        let Some(index) = covered.iter().position(|one| *one == target) else {
            return Err(Form::NotCovered {
                why: "the signature covers an element that the profile does not name",
                at: target.path(),
            });
        };
        let beside = node.parent() == target.parent();
        if node.parent() != Some(target) && !beside {
            return Err(Form::NotCovered {
                why: "the signature stands in an unexpected place",
                at: node.path(),
            });
        }
        let (Some(slot), Some(rule)) = (found.get_mut(index), profile.signatures.get(index)) else {
            continue;
        };
        if slot.is_some() {
            return Err(Form::NotCovered { why: "two signatures cover the same element", at: node.path() });
        }
        *slot = Some(look(document, &signature, target, rule)?);
    }
    nothing_beside(content, &nodes)?;
    Ok(Examined { found, content: content.id() })
}

/// The element that a same-document reference names. XPointers and everything outside are refused.
fn resolve<'d>(
    signature: &Signature<'d>,
    document: &'d Document,
    ids: &std::collections::BTreeMap<&'d str, Node<'d>>,
) -> Result<Node<'d>, Form> {
    let refuse = |why| Err(Form::NotCovered { why, at: signature.node.path() });
    match signature.uri.strip_prefix('#') {
        Some(id) if !id.is_empty() => match ids.get(id) {
            Some(node) => Ok(*node),
            None => refuse("the reference leads nowhere"),
        },
        None if signature.uri.is_empty() => Ok(document.root()),
        _ => refuse("the reference leads outside the document"),
    }
}

fn look(
    document: &Document,
    signature: &Signature<'_>,
    target: Node<'_>,
    rule: &SignatureRule,
) -> Result<Found, Form> {
    let too_long = || Form::Malformed("its canonical form is unreasonably long");
    let mut transform = signature.transform.clone();
    // Same-document references of both kinds leave comments out (XML Signature 4.4.3.3).
    transform.comments = false;
    let without = signature.enveloped.then(|| signature.node.id());
    let apex = if signature.uri.is_empty() { document.top() } else { target };
    let content = transform.canonical(apex, without).ok_or_else(too_long)?;
    let digest = signature.digest.of(content.as_bytes()) == signature.digest_value;
    let input = signature.method.canonical(signature.signed_info, None).ok_or_else(too_long)?;
    let claimed_text = rule.claimed_time.as_deref().and_then(|path| claimed(document, path, target));
    Ok(Found {
        format: "XMLDSig",
        algorithm: signature.algorithm.clone(),
        covers: target.path(),
        form: match signature.outside {
            Some(why) => Form::OutOfProfile(why),
            None if signature.certificates.is_empty() => Form::NoCertificate("KeyInfo holds no certificate"),
            None => Form::Good,
        },
        digest: Some(digest),
        materials: signature
            .scheme
            .map(|scheme| Material { scheme, input: input.into_bytes(), value: signature.value.clone() })
            .into_iter()
            .collect(),
        claimed: claimed_text.as_deref().and_then(instant::parse),
        claimed_text,
        hint: hint(&signature.certificates),
        beside: Beside::default(),
    })
}

/// The claimed time, when it stands inside what this signature covers; outside it would prove nothing.
fn claimed(document: &Document, path: &str, target: Node<'_>) -> Option<String> {
    let (path, attribute) = match path.rsplit_once("/@") {
        Some((path, attribute)) => (path, Some(attribute)),
        None => (path, None),
    };
    let node = at_path(document, path).ok().filter(|node| within(*node, target.id()))?;
    match attribute {
        Some(name) => node.attribute(name).map(str::to_owned),
        None => Some(node.text().trim().to_owned()),
    }
}

/// KeyInfo has no order: the signer's certificate is the one that issued none of the others.
fn hint(certificates: &[Vec<u8>]) -> KeyHint {
    let signer = if certificates.len() > 1 {
        let read: Vec<_> = certificates.iter().map(|der| Certificate::read(der)).collect();
        read.iter()
            .position(|one| {
                one.as_ref().is_some_and(|one| {
                    !read
                        .iter()
                        .flatten()
                        .any(|other| other.der != one.der && other.issuer_der == one.subject_der)
                })
            })
            .unwrap_or(0)
    } else {
        0
    };
    let mut others = certificates.to_vec();
    if signer >= others.len() {
        return KeyHint::None;
    }
    let signer = others.swap_remove(signer);
    KeyHint::Certificates { signer, others }
}

/// Every signature of a document by itself, whatever it covers: for comparing with what others computed.
#[cfg(test)]
pub(crate) fn each(document: &Document) -> Vec<Result<Found, Form>> {
    let one = |node: Node<'_>| {
        let signature = Signature::read(node)?;
        let target = resolve(&signature, document, &ids(document)?)?;
        look(document, &signature, target, &SignatureRule::default())
    };
    descendants(document.root()).filter(is_signature).map(one).collect()
}
