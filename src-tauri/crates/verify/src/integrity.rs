//! W3C Data Integrity proofs with the JCS suites: eddsa-jcs-2022 (VC Data Integrity EdDSA 3.3) and
//! ecdsa-jcs-2019 (VC Data Integrity ECDSA 3.3). What is signed is the hash of the proof's own options and
//! the hash of the document without its proof, so there is no separate digest to compare.

use crate::facts::{Beside, Form, Found, KeyHint, Material};
use crate::instant;
use crate::jcs;
use crate::keys::{Hash, Scheme};
use document::{Document, Kind, Node};

/// More proofs than any arrangement has are not worth the work.
const MAX_PROOFS: usize = 8;

/// Looks at the proof, or at every proof of a set.
pub(crate) fn examine(document: &Document) -> Vec<Found> {
    let root = document.root();
    let proofs: Vec<_> = match root.get("proof") {
        Some(list) if list.kind() == Kind::Array => list.children().take(MAX_PROOFS + 1).collect(),
        other => other.into_iter().collect(),
    };
    proofs.into_iter().map(|proof| look(root, proof)).collect()
}

fn look(root: Node<'_>, proof: Node<'_>) -> Found {
    let text = |name: &str| proof.get(name).filter(|node| node.kind() == Kind::String)?.value();
    let suite = text("cryptosuite").or_else(|| text("type")).unwrap_or_default();
    let claimed_text = text("created").map(str::to_owned);
    let mut found = Found {
        format: "Data Integrity",
        algorithm: suite.chars().take(120).collect(),
        covers: "/".to_owned(),
        form: Form::Good,
        digest: None,
        materials: Vec::new(),
        claimed: claimed_text.as_deref().and_then(instant::parse),
        claimed_text,
        hint: text("verificationMethod").map_or(KeyHint::None, |method| KeyHint::Method(method.to_owned())),
        beside: Beside::default(),
    };
    let schemes: &[(Scheme, Hash)] = match suite {
        "eddsa-jcs-2022" => &[(Scheme::Ed25519, Hash::Sha256)],
        "ecdsa-jcs-2019" => {
            &[(Scheme::P256Raw(Hash::Sha256), Hash::Sha256), (Scheme::P384Raw(Hash::Sha384), Hash::Sha384)]
        }
        _ => {
            found.form = Form::OutOfProfile(unknown(suite));
            return found;
        }
    };
    found.form = form(root, proof);
    if matches!(found.form, Form::NotCovered { .. }) {
        // Refused before anything is computed.
        return found;
    }
    // Base58 takes time that grows with the square of the length; 96 bytes are the longest value.
    let value =
        text("proofValue").and_then(|value| value.strip_prefix('z')).filter(|value| value.len() <= 160);
    let Some(value) = value.and_then(|value| bs58::decode(value).into_vec().ok()) else {
        found.form = Form::Malformed("proofValue is not base58 multibase");
        return found;
    };
    match (jcs::canonical(proof, &["proofValue"]), jcs::canonical(root, &["proof"])) {
        (Ok(options), Ok(document)) => {
            found.materials = schemes
                .iter()
                .map(|(scheme, hash)| {
                    let input = [hash.of(options.as_bytes()), hash.of(document.as_bytes())].concat();
                    Material { scheme: *scheme, input, value: value.clone() }
                })
                .collect();
        }
        _ => found.form = Form::Malformed("the document has no canonical form"),
    }
    found
}

/// Why a suite is outside every profile.
fn unknown(suite: &str) -> &'static str {
    match suite {
        "eddsa-rdfc-2022" | "ecdsa-rdfc-2019" | "Ed25519Signature2020" => {
            "its suite needs RDF canonicalisation, which is not here"
        }
        "ecdsa-sd-2023" | "bbs-2023" => "its suite discloses parts only, which is not covered",
        _ => "its cryptosuite is not known",
    }
}

/// A number that two readers could take for two values.
pub(crate) const UNSAFE: &str = "a number that not every reader holds exactly";

fn form(root: Node<'_>, proof: Node<'_>) -> Form {
    let is = |name: &str, value: &str| proof.get(name).and_then(|node| node.value()) == Some(value);
    if let Some(number) = jcs::unsafe_number(root) {
        return Form::NotCovered { why: UNSAFE, at: number.path() };
    }
    if let Some(context) = proof.get("@context") {
        // The suite lets a document carry more contexts than its proof; what it carries more would not be
        // signed, so they must be the same.
        let same = root.get("@context").is_some_and(|own| {
            matches!((jcs::canonical(own, &[]), jcs::canonical(context, &[])), (Ok(one), Ok(other)) if one == other)
        });
        if !same {
            return Form::NotCovered {
                why: "the document's @context is not the signed one",
                at: context.path(),
            };
        }
    }
    if !is("type", "DataIntegrityProof") {
        return Form::OutOfProfile("another type of proof");
    }
    if !is("proofPurpose", "assertionMethod") {
        return Form::OutOfProfile("its purpose is not assertionMethod");
    }
    if proof.get("previousProof").is_some() || proof.get("expires").is_some() {
        return Form::OutOfProfile("a chained or expiring proof");
    }
    Form::Good
}
