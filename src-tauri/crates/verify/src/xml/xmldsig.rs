//! Strict verification of XML Signatures for the profiles we accept: every signature of the document
//! belongs to one rule of the profile, resolves to exactly the element that the rule names, stands inside
//! it or beside it (or around it, where the profile allows that), and nothing else stands around it.
//! All of that is settled before the first digest is computed.

use super::coverage::{at_path, enveloped_element, ids, nothing_beside, outermost, within};
use super::reference::canonical;
use super::signature::Signature;
use super::xades::{self, Properties};
use crate::facts::{Form, Found, KeyHint, Material};
use crate::instant;
use crate::keys::Hash;
use crate::open::{descendants, is_signature};
use crate::profile::{Allowance, Profile, SignatureRule};
use crate::x509::Certificate;
use document::{Document, Node, NodeId};
use std::collections::{BTreeMap, BTreeSet};

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

/// One signature with what it leads to.
struct Candidate<'d> {
    signature: Signature<'d>,
    properties: Option<Properties<'d>>,
    /// What the reference resolves to.
    target: Node<'d>,
    /// What of it the profile names: the same, or the one element in an Object.
    covered: Node<'d>,
}

impl<'d> Candidate<'d> {
    fn read(
        node: Node<'d>,
        document: &'d Document,
        ids: &BTreeMap<&'d str, Node<'d>>,
        allows: &BTreeSet<Allowance>,
    ) -> Result<Self, Form> {
        let signature = Signature::read(node, allows)?;
        let target = resolve(&signature, document, ids)?;
        // Without the allowance what is in there is not read: the whole is out of profile.
        let properties =
            if allows.contains(&Allowance::Xades) { Properties::read(&signature, allows)? } else { None };
        for (reference, expected) in [
            (signature.properties.as_ref(), properties.as_ref().map(|own| own.signed)),
            (signature.signed_key_info.as_ref(), signature.key_info),
        ] {
            let (Some(reference), Some(expected)) = (reference, expected) else { continue };
            if reference.uri.strip_prefix('#').and_then(|id| ids.get(id)) != Some(&expected) {
                return Err(Form::NotCovered {
                    why: "a reference to a part of the signature leads elsewhere",
                    at: reference.node.path(),
                });
            }
        }
        let inside = allows.contains(&Allowance::Enveloping) && signature.objects.contains(&target);
        let covered = if inside { enveloped_element(target).unwrap_or(target) } else { target };
        Ok(Self { signature, properties, target, covered })
    }

    /// Whether this is the element that the profile names: the target, or the one element in it.
    fn is_of(&self, named: Node<'_>) -> bool {
        self.target == named || self.covered == named
    }

    /// The Object of this signature that holds what it covers.
    fn holder(&self) -> Option<Node<'d>> {
        self.signature.objects.iter().copied().find(|object| within(self.target, object.id()))
    }

    /// Well formed, but something that the profile does not want.
    fn outside(&self) -> Option<&'static str> {
        let holder = self.holder();
        let spare = |object: &&Node<'_>| {
            Some(**object) != holder && (self.properties.is_none() || !xades::holds_properties(**object))
        };
        if self.signature.properties.is_some() && self.properties.is_none() {
            return Some("the signature covers properties of its own (XAdES)");
        }
        if self.signature.objects.iter().any(|object| spare(&object)) {
            return Some("the signature carries objects");
        }
        let properties = self.properties.as_ref()?;
        if properties.certificates.as_ref().is_none_or(Vec::is_empty) {
            return Some("XAdES without a signed reference to its signing certificate");
        }
        properties.policy.then_some("it names a signature policy of its own")
    }
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
    let mut candidates: Vec<Option<Candidate<'_>>> = profile.signatures.iter().map(|_| None).collect();
    for node in &nodes {
        let mut candidate = Candidate::read(*node, document, &ids, &profile.allows)?;
        let Some(index) = covered.iter().position(|one| candidate.is_of(*one)) else {
            return Err(Form::NotCovered {
                why: "the signature covers an element that the profile does not name",
                at: candidate.target.path(),
            });
        };
        in_place(&candidate, &profile.allows)?;
        candidate.covered = covered.get(index).copied().unwrap_or(candidate.target);
        let Some(slot) = candidates.get_mut(index) else { continue };
        if slot.is_some() {
            return Err(Form::NotCovered { why: "two signatures cover the same element", at: node.path() });
        }
        *slot = Some(candidate);
    }
    let around = candidates.iter().flatten().find(|one| one.covered == content && one.holder().is_some());
    nothing_beside(around.map_or(content, |one| one.signature.node), &nodes)?;
    let found = candidates
        .iter()
        .zip(&profile.signatures)
        .map(|(candidate, rule)| candidate.as_ref().map(|one| look(document, one, rule)).transpose())
        .collect::<Result<_, _>>()?;
    Ok(Examined { found, content: content.id() })
}

/// A signature stands in what it covers or beside it; around it only where that is allowed.
fn in_place(candidate: &Candidate<'_>, allows: &BTreeSet<Allowance>) -> Result<(), Form> {
    let (node, target) = (candidate.signature.node, candidate.target);
    let around = allows.contains(&Allowance::Enveloping)
        && candidate
            .holder()
            .is_some_and(|object| target == object || enveloped_element(object) == Some(target));
    if around || node.parent() == Some(target) || node.parent() == target.parent() {
        return Ok(());
    }
    Err(Form::NotCovered { why: "the signature stands in an unexpected place", at: node.path() })
}

/// The element that a same-document reference names. XPointers and everything outside are refused.
fn resolve<'d>(
    signature: &Signature<'d>,
    document: &'d Document,
    ids: &BTreeMap<&'d str, Node<'d>>,
) -> Result<Node<'d>, Form> {
    let refuse = |why| Err(Form::NotCovered { why, at: signature.node.path() });
    match signature.content.uri.strip_prefix('#') {
        Some(id) if !id.is_empty() => match ids.get(id) {
            Some(node) => Ok(*node),
            None if id.starts_with("xpointer(") => refuse("an XPointer"),
            None => refuse("the reference leads nowhere"),
        },
        None if signature.content.uri.is_empty() => Ok(document.root()),
        _ => refuse("the reference leads outside the document"),
    }
}

fn look(document: &Document, candidate: &Candidate<'_>, rule: &SignatureRule) -> Result<Found, Form> {
    let (signature, target) = (&candidate.signature, candidate.target);
    let without = signature.content.enveloped.then(|| signature.node.id());
    let apex = if signature.content.uri.is_empty() { document.top() } else { target };
    let mut digest = signature.content.holds(apex, without)?;
    let own = candidate.properties.as_ref();
    if let (Some(reference), Some(own)) = (&signature.properties, own) {
        digest &= reference.holds(own.signed, None)?;
    }
    if let (Some(reference), Some(key_info)) = (&signature.signed_key_info, signature.key_info) {
        digest &= reference.holds(key_info, None)?;
    }
    let input = canonical(&signature.method, signature.signed_info, None)?;
    let claimed_text = match rule.claimed_time.as_deref() {
        Some(path) => claimed(document, path, candidate.covered),
        None => own.and_then(|own| own.signing_time.clone()),
    };
    let (hint, identified) = hint(&signature.certificates, own);
    let mut beside = own.map(|own| own.beside.clone()).unwrap_or_default();
    beside.weak = weak(candidate).then_some("sha1");
    Ok(Found {
        format: if own.is_some() { "XAdES" } else { "XMLDSig" },
        algorithm: signature.algorithm.clone(),
        covers: candidate.covered.path(),
        form: match candidate.outside() {
            Some(why) => Form::OutOfProfile(why),
            None if signature.certificates.is_empty() => Form::NoCertificate("KeyInfo holds no certificate"),
            None if !identified => Form::NoCertificate("no certificate has the digest that was signed"),
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
        hint,
        beside,
    })
}

/// Whether anything that the signature relies on is digested with SHA-1.
fn weak(candidate: &Candidate<'_>) -> bool {
    let signature = &candidate.signature;
    let references =
        [Some(&signature.content), signature.properties.as_ref(), signature.signed_key_info.as_ref()];
    let named = candidate.properties.iter().filter_map(|own| own.certificates.as_ref()).flatten();
    references.iter().flatten().any(|one| one.digest == Hash::Sha1)
        || named.into_iter().any(|one| one.digest == Hash::Sha1)
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

/// The signer's certificate, and whether it is the one that the signature means. KeyInfo has no order: it is
/// the one that issued none of the others, unless XAdES names another of them by its digest (ETSI EN
/// 319 102-1 5.2.3.4: without a match the signing certificate is not found).
fn hint(certificates: &[Vec<u8>], own: Option<&Properties<'_>>) -> (KeyHint, bool) {
    let mut signer = lowest(certificates);
    let mut identified = true;
    if let Some(named) = own.and_then(|own| own.certificates.as_ref()) {
        let meant = |der: &Vec<u8>| named.iter().any(|one| one.digest.of(der) == one.value);
        if !certificates.get(signer).is_some_and(meant) {
            let other = certificates.iter().position(meant);
            identified = other.is_some();
            signer = other.unwrap_or(signer);
        }
    }
    let mut others = certificates.to_vec();
    if signer >= others.len() {
        return (KeyHint::None, identified);
    }
    let signer = others.swap_remove(signer);
    others.extend(own.into_iter().flat_map(|own| own.values.iter().cloned()));
    (KeyHint::Certificates { signer, others }, identified)
}

/// The index of the certificate that issued none of the others.
fn lowest(certificates: &[Vec<u8>]) -> usize {
    if certificates.len() < 2 {
        return 0;
    }
    let read: Vec<_> = certificates.iter().map(|der| Certificate::read(der)).collect();
    let issued_none = |one: &Certificate| {
        !read.iter().flatten().any(|other| other.der != one.der && other.issuer_der == one.subject_der)
    };
    read.iter().position(|one| one.as_ref().is_some_and(issued_none)).unwrap_or(0)
}

/// Every signature of a document by itself, whatever it covers: for comparing with what others computed.
#[cfg(test)]
pub(crate) fn each(document: &Document) -> Vec<Result<Found, Form>> {
    let all = [Allowance::C14n11, Allowance::Enveloping, Allowance::Xades, Allowance::SignedKeyInfo].into();
    let one = |node: Node<'_>| {
        let candidate = Candidate::read(node, document, &ids(document)?, &all)?;
        look(document, &candidate, &SignatureRule::default())
    };
    descendants(document.root()).filter(is_signature).map(one).collect()
}
