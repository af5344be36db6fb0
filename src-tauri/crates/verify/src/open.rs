//! Opens the envelope of a message: finds out which family of signature it carries, and which
//! document is inside. Opening proves nothing.

use crate::cms::Cms;
use crate::cose::Cose;
use crate::error::OpenError;
use crate::jws::{self, Jws};
use crate::openattestation::{self, OpenAttestation};
use crate::profile::Family;
use crate::xml::DSIG;
use document::{Document, Kind, Limits, Node, Syntax};

/// An opened message.
#[derive(Clone)]
pub struct Opened {
    /// The content to recognise and map: for JWS, CMS and COSE the payload, for OpenAttestation 2.0 the unsalted
    /// data (a derived document), else the bytes themselves.
    pub document: Document,
    /// The envelope.
    pub envelope: Envelope,
}

/// What carries the signature.
#[derive(Clone)]
pub enum Envelope {
    /// No signature of a family that this program knows.
    Plain,
    /// XML with at least one ds:Signature element.
    XmlSigned,
    /// A JSON Web Signature.
    Jws(Jws),
    /// JSON with a Data Integrity `proof`.
    DataIntegrity,
    /// A wrapped OpenAttestation document.
    OpenAttestation(OpenAttestation),
    /// CMS signed data.
    Cms(Box<Cms>),
    /// A COSE signature.
    Cose(Box<Cose>),
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Opened").field("family", &self.family()).finish_non_exhaustive()
    }
}

impl Opened {
    /// The family of the signature; none for a plain document.
    pub fn family(&self) -> Option<Family> {
        match self.envelope {
            Envelope::Plain => None,
            Envelope::XmlSigned => Some(Family::XmlDsig),
            Envelope::Jws(_) => Some(Family::Jws),
            Envelope::DataIntegrity => Some(Family::DataIntegrity),
            Envelope::OpenAttestation(_) => Some(Family::OpenAttestation),
            Envelope::Cms(_) => Some(Family::Cms),
            Envelope::Cose(_) => Some(Family::Cose),
        }
    }
}

/// Opens a message. Fails when the bytes, or an envelope's payload, are no document within the limits.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Opened, OpenError> {
    if let Some(jws) = Jws::compact(bytes, limits)? {
        return Ok(Opened { document: jws.payload_document(limits)?, envelope: Envelope::Jws(jws) });
    }
    if Cms::is_one(bytes) && bytes.len() <= limits.bytes {
        return of_cms(Cms::open(bytes, None)?, limits);
    }
    if bytes.len() <= limits.bytes && Cose::is_one(bytes) {
        return of_cose(Cose::open(bytes, None)?, limits);
    }
    let document = Document::read(bytes, limits)?;
    match document.syntax() {
        Syntax::Xml => {
            let signed = descendants(document.root()).any(|node| is_signature(&node));
            let envelope = if signed { Envelope::XmlSigned } else { Envelope::Plain };
            Ok(Opened { document, envelope })
        }
        Syntax::Json if jws::is_json_serialised(document.root()) => {
            let jws = Jws::json(document.root(), limits)?;
            Ok(Opened { document: jws.payload_document(limits)?, envelope: Envelope::Jws(jws) })
        }
        Syntax::Json => {
            if let Some(wrapped) = OpenAttestation::find(&document) {
                let document = openattestation::unsalted(&wrapped)?.unwrap_or(document);
                return Ok(Opened { document, envelope: Envelope::OpenAttestation(wrapped) });
            }
            let envelope = if has_proof(document.root()) { Envelope::DataIntegrity } else { Envelope::Plain };
            Ok(Opened { document, envelope })
        }
        Syntax::Cbor => Ok(Opened { document, envelope: Envelope::Plain }),
    }
}

/// Opens a detached signature with the content that it signs. Fails when the first is no signature of a
/// family that can be detached (CMS, COSE), encloses a content of its own, or the content is no document.
pub fn open_detached(signature: &[u8], content: &[u8], limits: &Limits) -> Result<Opened, OpenError> {
    if signature.len() <= limits.bytes && Cms::is_one(signature) {
        return of_cms(Cms::open(signature, Some(content))?, limits);
    }
    if signature.len() <= limits.bytes && Cose::is_one(signature) {
        return of_cose(Cose::open(signature, Some(content))?, limits);
    }
    Err(OpenError::Envelope("not a detached signature of a family that is known"))
}

fn of_cms(cms: Cms, limits: &Limits) -> Result<Opened, OpenError> {
    let document = Document::read(cms.content(), limits)?;
    Ok(Opened { document, envelope: Envelope::Cms(Box::new(cms)) })
}

fn of_cose(cose: Cose, limits: &Limits) -> Result<Opened, OpenError> {
    let document = Document::read(cose.payload(), limits)?;
    Ok(Opened { document, envelope: Envelope::Cose(Box::new(cose)) })
}

/// Whether this element is a ds:Signature.
pub(crate) fn is_signature(node: &Node<'_>) -> bool {
    node.kind() == Kind::Element && node.name() == Some("Signature") && node.namespace() == Some(DSIG)
}

/// The node and everything below it (attributes not counted), in document order.
pub(crate) fn descendants(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut waiting = vec![node];
    std::iter::from_fn(move || {
        let next = waiting.pop()?;
        let mut below: Vec<_> = next.children().collect();
        below.reverse();
        waiting.extend(below);
        Some(next)
    })
}

fn has_proof(root: Node<'_>) -> bool {
    let Some(proof) = root.get("proof") else { return false };
    let one = |node: Node<'_>| node.kind() == Kind::Object && node.get("type").is_some();
    match proof.kind() {
        Kind::Array => proof.children().next().is_some_and(one),
        _ => one(proof),
    }
}
