//! XAdES qualifying properties (ETSI EN 319 132-1): the signed ones are covered by a reference of their own,
//! the unsigned ones are kept as they came and believed in nothing.

use super::algorithms;
use super::c14n::Method;
use super::reference::{canonical, method_of};
use super::signature::{MAX_CERTIFICATES, Signature, base64, own_id, refuse, value_text};
use crate::facts::{Beside, Form, TimestampClaim};
use crate::keys::Hash;
use crate::open::descendants;
use crate::profile::Allowance;
use document::{Kind, Node};
use std::collections::BTreeSet;

const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const XADES141: &str = "http://uri.etsi.org/01903/v1.4.1#";
const TYPE: &str = "http://uri.etsi.org/01903#SignedProperties";

/// Unsigned properties that the standards know; others are refused, for nobody signed them.
const UNSIGNED: &[&str] = &[
    "SignatureTimeStamp",
    "CompleteCertificateRefs",
    "CompleteCertificateRefsV2",
    "CompleteRevocationRefs",
    "AttributeCertificateRefs",
    "AttributeCertificateRefsV2",
    "AttributeRevocationRefs",
    "SigAndRefsTimeStamp",
    "SigAndRefsTimeStampV2",
    "RefsOnlyTimeStamp",
    "RefsOnlyTimeStampV2",
    "CertificateValues",
    "RevocationValues",
    "AttrAuthoritiesCertValues",
    "AttributeRevocationValues",
    "ArchiveTimeStamp",
    "TimeStampValidationData",
    "SignaturePolicyStore",
];

/// Timestamps that are kept of one signature.
const MAX_TIMESTAMPS: usize = 8;

/// A certificate that the signature names by its digest.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) digest: Hash,
    pub(super) value: Vec<u8>,
}

/// The properties of one signature.
#[derive(Debug)]
pub(super) struct Properties<'d> {
    /// The SignedProperties element.
    pub(super) signed: Node<'d>,
    pub(super) signing_time: Option<String>,
    /// The signing certificate, and perhaps its path; none when the property is missing.
    pub(super) certificates: Option<Vec<Named>>,
    /// Explicit signature policy: its rules are not known here.
    pub(super) policy: bool,
    pub(super) beside: Beside,
    /// CertificateValues: more certificates to build a path with.
    pub(super) values: Vec<Vec<u8>>,
}

/// Whether an Object holds qualifying properties.
pub(super) fn holds_properties(object: Node<'_>) -> bool {
    object.elements().any(|one| one.name() == Some("QualifyingProperties"))
}

impl<'d> Properties<'d> {
    /// Reads the properties of a signature. None when it has none.
    pub(super) fn read(
        signature: &Signature<'d>,
        allows: &BTreeSet<Allowance>,
    ) -> Result<Option<Self>, Form> {
        let mut holders = signature.objects.iter().copied().filter(|one| holds_properties(*one));
        let Some(holder) = holders.next() else {
            return match &signature.properties {
                Some(reference) => refuse("a reference to properties that are not there", reference.node),
                None => Ok(None),
            };
        };
        if let Some(second) = holders.next() {
            return refuse("properties stand twice", second);
        }
        let [qualifying] = only_elements(holder)?
            .try_into()
            .map_err(|_| Form::NotCovered { why: "something beside the properties", at: holder.path() })?;
        if !qualifying.is_element(Some(XADES), "QualifyingProperties") {
            return Err(Form::OutOfProfile("properties of an older XAdES"));
        }
        let own = own_id(signature.node);
        if own.is_none() || qualifying.attribute("Target").and_then(|target| target.strip_prefix('#')) != own
        {
            return refuse("properties of another signature", qualifying);
        }
        let mut parts = only_elements(qualifying)?.into_iter();
        let Some(signed) = parts.next().filter(|one| one.is_element(Some(XADES), "SignedProperties")) else {
            return refuse("properties that are not signed", qualifying);
        };
        let unsigned = parts.next();
        if let Some(odd) = unsigned.filter(|one| !one.is_element(Some(XADES), "UnsignedProperties")) {
            return refuse("something beside the properties", odd);
        }
        if let Some(more) = parts.next() {
            return refuse("something beside the properties", more);
        }
        let Some(reference) = &signature.properties else {
            return refuse("no reference covers the signed properties", signed);
        };
        if reference.kind != Some(TYPE) {
            return Err(Form::OutOfProfile("properties of an older XAdES"));
        }
        if reference.uri.strip_prefix('#').is_none_or(|id| Some(id) != own_id(signed)) {
            return refuse("no reference covers the signed properties", reference.node);
        }
        if let Some(odd) =
            descendants(signed).find(|one| matches!(one.kind(), Kind::Comment | Kind::Instruction))
        {
            return refuse("a comment or instruction inside the signed properties", odd);
        }
        let mut found = Self {
            signed,
            signing_time: None,
            certificates: None,
            policy: false,
            beside: Beside::default(),
            values: Vec::new(),
        };
        found.of_signature(signed)?;
        if let Some(unsigned) = unsigned {
            found.unsigned(unsigned, signature, allows)?;
        }
        Ok(Some(found))
    }

    /// SignedSignatureProperties (EN 319 132-1 5.2).
    fn of_signature(&mut self, signed: Node<'d>) -> Result<(), Form> {
        let mut blocks =
            signed.elements().filter(|one| one.is_element(Some(XADES), "SignedSignatureProperties"));
        let Some(block) = blocks.next() else { return Ok(()) };
        if let Some(second) = blocks.next() {
            return refuse("a signed property stands twice", second);
        }
        let mut seen = BTreeSet::new();
        for property in block.elements() {
            let name = property.name().unwrap_or_default();
            if !seen.insert(name) {
                return refuse("a signed property stands twice", property);
            }
            match name {
                "SigningTime" => self.signing_time = Some(value_text(property)?.trim().to_owned()),
                "SigningCertificate" | "SigningCertificateV2" if self.certificates.is_some() => {
                    return refuse("a signed property stands twice", property);
                }
                "SigningCertificate" | "SigningCertificateV2" => {
                    let named =
                        property.elements().take(MAX_CERTIFICATES).map(named).collect::<Result<_, _>>();
                    self.certificates = Some(named?);
                }
                "SignaturePolicyIdentifier" => {
                    self.policy = property.element(Some(XADES), "SignaturePolicyImplied").is_none();
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn unsigned(
        &mut self,
        unsigned: Node<'d>,
        signature: &Signature<'d>,
        allows: &BTreeSet<Allowance>,
    ) -> Result<(), Form> {
        // Nobody signed what is in there, so that nothing in it may look like content.
        for inner in descendants(unsigned).filter(|one| one.kind() == Kind::Element) {
            if !matches!(inner.namespace(), Some(XADES | XADES141 | super::DSIG)) {
                return refuse("an unsigned property that is not known", inner);
            }
        }
        for block in only_elements(unsigned)? {
            if !block.is_element(Some(XADES), "UnsignedSignatureProperties") {
                return refuse("an unsigned property that is not known", block);
            }
            for property in only_elements(block)? {
                let name = property.name().unwrap_or_default();
                let known =
                    matches!(property.namespace(), Some(XADES | XADES141)) && UNSIGNED.contains(&name);
                if !known {
                    return refuse("an unsigned property that is not known", property);
                }
                self.beside.properties.push(name.to_owned());
                match name {
                    "SignatureTimeStamp" if self.beside.timestamps.len() < MAX_TIMESTAMPS => {
                        let claim = timestamp(property, signature, allows)?;
                        self.beside.timestamps.extend(claim);
                    }
                    "CertificateValues" => {
                        let ders = property.elements().filter_map(|one| base64(one).ok());
                        self.values.extend(ders.take(2 * MAX_CERTIFICATES));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// Child elements, with nothing but white space and comments between them.
fn only_elements(node: Node<'_>) -> Result<Vec<Node<'_>>, Form> {
    let mut found = Vec::new();
    for child in node.children() {
        match child.kind() {
            Kind::Element => found.push(child),
            Kind::Text if child.value().is_none_or(|text| text.trim_ascii().is_empty()) => {}
            Kind::Comment => {}
            _ => return refuse("content that a signature does not have", child),
        }
    }
    Ok(found)
}

/// One Cert of SigningCertificate or SigningCertificateV2.
fn named(cert: Node<'_>) -> Result<Named, Form> {
    let missing = || Form::NotCovered { why: "a signing certificate without its digest", at: cert.path() };
    let holder = cert.element(Some(XADES), "CertDigest").ok_or_else(missing)?;
    let method = holder.element(Some(super::DSIG), "DigestMethod").ok_or_else(missing)?;
    let value = holder.element(Some(super::DSIG), "DigestValue").ok_or_else(missing)?;
    match algorithms::digest(method.attribute("Algorithm").unwrap_or_default()) {
        Some(digest) => Ok(Named { digest, value: base64(value)? }),
        None => Err(Form::OutOfProfile("the digest of its signing certificate is not known")),
    }
}

/// A SignatureTimeStamp: its token, and what it has to cover, the canonical SignatureValue (5.3). One that is
/// no RFC 3161 token is no claim.
fn timestamp(
    property: Node<'_>,
    signature: &Signature<'_>,
    allows: &BTreeSet<Allowance>,
) -> Result<Option<TimestampClaim>, Form> {
    let method = property.element(Some(super::DSIG), "CanonicalizationMethod");
    let named = |node: Node<'_>| node.attribute("Algorithm").is_some_and(|name| !name.is_empty());
    let method = match method.filter(|node| named(*node)) {
        Some(node) => method_of(node, allows)?,
        None => Method::fallback(),
    };
    let Some(token) = property.element(Some(XADES), "EncapsulatedTimeStamp") else { return Ok(None) };
    let token = base64(token)?;
    let input = canonical(&method, signature.value_node, None)?.into_bytes();
    Ok(Some(TimestampClaim { token, input }))
}
