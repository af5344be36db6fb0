//! JSON Web Signatures (RFC 7515): compact, flattened and general JSON serialisation, with the headers
//! of JAdES baseline B that we use. Header JSON goes through the strict reader: duplicate names are
//! refused there.

use crate::error::OpenError;
use crate::facts::{Beside, Form, Found, Material};
use crate::keys::{Hash, Scheme};
use crate::{jws_beside, jws_header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use document::{Document, Kind, Limits, Node, Syntax};

/// More signatures than any arrangement has are not worth the work.
const MAX_SIGNATURES: usize = 8;

/// A parsed JWS; nothing in it is verified.
#[derive(Clone)]
pub struct Jws {
    payload_text: String,
    payload: Vec<u8>,
    compact: bool,
    pub(crate) signatures: Vec<Signature>,
}

/// One signature with its headers.
#[derive(Clone)]
pub(crate) struct Signature {
    protected_text: String,
    protected: Document,
    /// Names in the unprotected header, which nothing may rely on.
    unprotected: Vec<String>,
    beside: Beside,
    value: Vec<u8>,
}

/// Whether a JSON document is a JWS in JSON serialisation (RFC 7515 section 7.2).
pub(crate) fn is_json_serialised(root: Node<'_>) -> bool {
    root.kind() == Kind::Object
        && root.get("payload").is_some_and(|node| node.kind() == Kind::String)
        && (root.get("signatures").is_some_and(|node| node.kind() == Kind::Array)
            || root.get("signature").is_some_and(|node| node.kind() == Kind::String))
}

impl Jws {
    /// Reads the compact serialisation; none when the bytes are not of that shape.
    pub(crate) fn compact(bytes: &[u8], limits: &Limits) -> Result<Option<Self>, OpenError> {
        let trimmed = bytes.trim_ascii();
        let shaped = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if bytes.len() > limits.bytes || !trimmed.starts_with(b"ey") || !trimmed.iter().all(shaped) {
            return Ok(None);
        }
        let Ok(text) = std::str::from_utf8(trimmed) else { return Ok(None) };
        let mut parts = text.split('.');
        let (Some(protected), Some(payload), Some(value), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let signature = Signature::read(protected, None, value, limits)?;
        Ok(Some(Self {
            payload_text: payload.to_owned(),
            payload: decode(payload).ok_or(OpenError::Envelope("payload is not base64url"))?,
            compact: true,
            signatures: vec![signature],
        }))
    }

    /// Reads the flattened or general JSON serialisation.
    pub(crate) fn json(root: Node<'_>, limits: &Limits) -> Result<Self, OpenError> {
        let text = |node: Node<'_>, name: &str| -> Option<String> {
            node.get(name).filter(|node| node.kind() == Kind::String)?.value().map(str::to_owned)
        };
        let payload_text = text(root, "payload").ok_or(OpenError::Envelope("no payload"))?;
        let list: Vec<_> = match root.get("signatures") {
            // RFC 7515 section 7.2.2: the flattened members must not stand beside the general one.
            Some(_) if root.get("signature").is_some() => {
                return Err(OpenError::Envelope("both signature and signatures"));
            }
            Some(list) => list.children().collect(),
            None => vec![root],
        };
        if list.is_empty() || list.len() > MAX_SIGNATURES {
            return Err(OpenError::Envelope("number of signatures"));
        }
        let mut signatures = Vec::new();
        for node in list {
            let protected = text(node, "protected").ok_or(OpenError::Envelope("no protected header"))?;
            let value = text(node, "signature").ok_or(OpenError::Envelope("no signature value"))?;
            signatures.push(Signature::read(&protected, node.get("header"), &value, limits)?);
        }
        // RFC 7797 section 3: all signatures of one payload take it in the same way.
        let unencoded: Vec<_> =
            signatures.iter().map(|one| jws_header::unencoded(one.protected.root())).collect();
        let payload = match unencoded.first() {
            Some(first) if unencoded.iter().any(|one| one != first) => {
                return Err(OpenError::Envelope("b64 differs between signatures"));
            }
            Some(true) => payload_text.clone().into_bytes(),
            _ => decode(&payload_text).ok_or(OpenError::Envelope("payload is not base64url"))?,
        };
        Ok(Self { payload_text, payload, compact: false, signatures })
    }

    /// The payload as a document.
    pub(crate) fn payload_document(&self, limits: &Limits) -> Result<Document, OpenError> {
        Ok(Document::read(&self.payload, limits)?)
    }

    #[cfg(test)]
    pub(crate) fn alter(&mut self) {
        self.payload_text.push('A');
    }

    /// The decoded payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Looks at one signature: form, algorithm, certificates, and whether the value verifies.
    pub(crate) fn examine(&self, signature: &Signature) -> Found {
        let header = signature.protected.root();
        let algorithm = header.get("alg").and_then(|node| node.value()).unwrap_or_default().to_owned();
        let certificates = jws_header::certificates(header);
        let (claimed, claimed_text) = jws_header::claimed_time(header);
        let (of_signer, hint) = jws_header::signer(header, &self.payload, &certificates);
        let (form, processed) = match jws_header::unprocessed(header, self.compact) {
            Some(why) => (Form::OutOfProfile(why), false),
            None => match jws_header::malformed(header, &signature.unprotected) {
                // Refused before anything is computed.
                Some(why) => (Form::Malformed(why), false),
                None => (of_signer, true),
            },
        };
        let input = format!("{}.{}", signature.protected_text, self.payload_text);
        let scheme = scheme(&algorithm);
        Found {
            format: "JWS",
            algorithm,
            covers: "/".to_owned(),
            form,
            digest: None,
            materials: scheme
                .filter(|_| processed)
                .map(|scheme| Material { scheme, input: input.into_bytes(), value: signature.value.clone() })
                .into_iter()
                .collect(),
            claimed,
            claimed_text,
            hint,
            beside: signature.beside.clone(),
        }
    }
}

impl Signature {
    fn read(
        protected: &str,
        unprotected: Option<Node<'_>>,
        value: &str,
        limits: &Limits,
    ) -> Result<Self, OpenError> {
        let bytes = decode(protected).ok_or(OpenError::Envelope("protected header is not base64url"))?;
        let header = Document::read_as(Syntax::Json, &bytes, limits)?;
        if header.root().kind() != Kind::Object {
            return Err(OpenError::Envelope("protected header is not an object"));
        }
        let members = unprotected.into_iter().flat_map(|header| header.children());
        let names = members.filter_map(|member| member.name());
        Ok(Self {
            protected_text: protected.to_owned(),
            protected: header,
            unprotected: names.map(str::to_owned).collect(),
            beside: jws_beside::read(unprotected, value, limits),
            value: decode(value).ok_or(OpenError::Envelope("signature value is not base64url"))?,
        })
    }
}

/// Base64url without padding, as RFC 7515 section 2 wants it; anything else is refused.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// `none` and the HMAC algorithms have no scheme on purpose: a shared secret proves no signer.
pub(crate) fn scheme(algorithm: &str) -> Option<Scheme> {
    Some(match algorithm {
        "RS256" => Scheme::RsaPkcs1(Hash::Sha256),
        "RS384" => Scheme::RsaPkcs1(Hash::Sha384),
        "RS512" => Scheme::RsaPkcs1(Hash::Sha512),
        "PS256" => Scheme::RsaPss(Hash::Sha256),
        "PS384" => Scheme::RsaPss(Hash::Sha384),
        "PS512" => Scheme::RsaPss(Hash::Sha512),
        "ES256" => Scheme::P256Raw(Hash::Sha256),
        "ES384" => Scheme::P384Raw(Hash::Sha384),
        "ES512" => Scheme::P521Raw(Hash::Sha512),
        "EdDSA" | "Ed25519" => Scheme::Ed25519,
        _ => return None,
    })
}
