//! OpenAttestation documents that are signed by a DID (`OpenAttestationSignature2018`): a wallet's signature of
//! the Merkle root. The address in the DID proves the value offline; whose address it is, says the partner's
//! list alone, because the DID's own registry and DNS stand on a chain and in the network.

use crate::facts::{Beside, Form, Found, KeyHint, Material};
use crate::keys::{PublicKey, Scheme};
use crate::keys_ethereum::Address;
use crate::openattestation::{Integrity, OpenAttestation, salted};
use document::{Kind, Node};

/// How profiles spell it.
pub(crate) const ALGORITHM: &str = "did-ethr";

/// The signature as it stands in the document.
struct Signature {
    method: String,
    value: Vec<u8>,
}

/// What the document itself says about who must have signed and where a revocation would stand.
struct Issuers {
    /// Keys (v2) or DIDs (v3) of all issuers; none for an issuer that is proven otherwise.
    keys: Vec<Option<String>>,
    /// Whether revocation is ruled out by the document; anything else is asked of a chain or a responder.
    unrevocable: bool,
}

/// Whether the document brings such a signature at all.
pub(crate) fn is_signed(wrapped: &OpenAttestation) -> bool {
    !signatures(wrapped).is_empty()
}

/// Looks at the signature; none when there is none.
pub(crate) fn examine(wrapped: &OpenAttestation) -> Option<Found> {
    let mut signatures = signatures(wrapped);
    let several = signatures.len() > 1;
    let signature = signatures.drain(..).next()?;
    let issuers = issuers(wrapped);
    let integrity = wrapped.integrity();
    let form = match (&signature, &integrity) {
        (_, Integrity::Malformed(why)) => Form::NotCovered { why, at: "/".to_owned() },
        (Err(why), _) => Form::Malformed(why),
        _ if several => Form::OutOfProfile("more than one signature of the root"),
        (Ok(signature), _) if !issuers.names(&signature.method) => {
            Form::OutOfProfile("the document names other issuers than its signer")
        }
        _ if !issuers.unrevocable => Form::OutOfProfile("its revocation is not evaluable offline"),
        _ => Form::Good,
    };
    let (method, value) = match signature {
        Ok(Signature { method, value }) => (Some(method), value),
        Err(_) => (None, Vec::new()),
    };
    let input = match &integrity {
        Integrity::Holds { root } => hex::decode(root).unwrap_or_default(),
        _ => Vec::new(),
    };
    let material = Material { scheme: Scheme::EthereumMessage, input, value };
    Some(Found {
        format: wrapped.format(),
        algorithm: ALGORITHM.to_owned(),
        covers: "/".to_owned(),
        digest: Some(matches!(integrity, Integrity::Holds { .. })),
        materials: Some(material)
            .filter(|one| !one.input.is_empty() && !one.value.is_empty())
            .into_iter()
            .collect(),
        form,
        // `created` stands outside what is signed: no claim.
        claimed: None,
        claimed_text: None,
        hint: method.map_or(KeyHint::None, KeyHint::Method),
        beside: Beside::default(),
    })
}

/// Whether the address inside the DID signed the root; none where that cannot be said.
pub(crate) fn by_its_own_address(found: &Found) -> Option<bool> {
    let KeyHint::Method(method) = &found.hint else { return None };
    let key = PublicKey::Ethereum(Address::of_method(method)?);
    let material = found.materials.first()?;
    key.verify(material.scheme, &material.input, &material.value)
}

/// What would prove the issuer, and is not to be had offline.
pub(crate) fn needs(wrapped: &OpenAttestation) -> &'static str {
    let root = wrapped.root();
    let v2 = |name: &str| {
        let issuers = root.get("data").and_then(|data| data.get("issuers"));
        issuers.is_some_and(|list| list.children().any(|issuer| issuer.get(name).is_some()))
    };
    let method = || root.get("openAttestationMetadata")?.get("proof")?.get("method")?.value();
    let v3 = |name: &str| method() == Some(name);
    if v2("documentStore") || v2("certificateStore") || v3("DOCUMENT_STORE") {
        "document store on a chain"
    } else if v2("tokenRegistry") || v3("TOKEN_REGISTRY") {
        "token registry on a chain"
    } else if is_signed(wrapped) || issuers(wrapped).keys.iter().any(Option::is_some) {
        "register of the signer's DID"
    } else {
        "issuer's own record"
    }
}

fn signatures(wrapped: &OpenAttestation) -> Vec<Result<Signature, &'static str>> {
    let root = wrapped.root();
    let Some(proof) = root.get("proof") else { return Vec::new() };
    let text = |node: Node<'_>, name: &str| {
        node.get(name).filter(|node| node.kind() == Kind::String)?.value().map(str::to_owned)
    };
    let read = |node: Node<'_>, method: &str| {
        let method = text(node, method).ok_or("the signature names no key")?;
        let value = text(node, "signature").ok_or("no signature value")?;
        let value = value.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
        Ok(Signature { method, value: value.ok_or("the signature value is not hex")? })
    };
    if wrapped.is_three() {
        // In 3.0 the signature stands in the one proof, beside the root.
        return proof.get("signature").map(|_| read(proof, "key")).into_iter().collect();
    }
    let one = |node: Node<'_>| {
        if text(node, "type").as_deref() != Some("OpenAttestationSignature2018") {
            return Err("another type of signature");
        }
        if text(node, "proofPurpose").as_deref() != Some("assertionMethod") {
            return Err("its purpose is not assertionMethod");
        }
        read(node, "verificationMethod")
    };
    proof.children().take(2).map(one).collect()
}

impl Issuers {
    fn names(&self, method: &str) -> bool {
        let matches = |key: &Option<String>| {
            key.as_deref().is_some_and(|key| key == method || method.strip_suffix("#controller") == Some(key))
        };
        !self.keys.is_empty() && self.keys.iter().all(matches)
    }
}

fn issuers(wrapped: &OpenAttestation) -> Issuers {
    let root = wrapped.root();
    if wrapped.is_three() {
        let proof = root.get("openAttestationMetadata").and_then(|data| data.get("proof"));
        let text = |name: &str| proof?.get(name)?.value();
        let revocation = proof.and_then(|proof| proof.get("revocation")?.get("type")?.value());
        return Issuers {
            keys: vec![text("value").filter(|_| text("method") == Some("DID")).map(str::to_owned)],
            unrevocable: revocation == Some("NONE"),
        };
    }
    let list = || {
        let issuers = root.get("data").and_then(|data| data.get("issuers"));
        issuers.into_iter().flat_map(|list| list.children())
    };
    let text = |node: Option<Node<'_>>| node?.value().and_then(salted);
    let stores = ["documentStore", "certificateStore", "tokenRegistry"];
    Issuers {
        keys: list()
            .map(|issuer| {
                let proof = issuer.get("identityProof")?;
                let kind = text(proof.get("type"))?;
                let alone = !stores.iter().any(|name| issuer.get(name).is_some());
                text(proof.get("key")).filter(|_| alone && matches!(kind.as_str(), "DID" | "DNS-DID"))
            })
            .collect(),
        unrevocable: list().all(|issuer| {
            let kind = issuer.get("revocation").and_then(|revocation| text(revocation.get("type")));
            kind.as_deref() == Some("NONE")
        }),
    }
}
