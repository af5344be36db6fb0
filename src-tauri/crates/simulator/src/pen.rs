//! Writes messages by a link's packs and signs them in the link's way.

use crate::{
    Result, SimulatorError,
    authority::Holder,
    integrity,
    jades::{self, Shape},
    key::{Key, Scheme},
    spoil::{Twist, commas, other_value},
    xml::Element,
    xmldsig,
};
use block::{Library, Link, Message, SignatureRule};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Who signs, and how.
#[derive(Clone, Debug)]
pub(crate) enum Hand {
    /// With a certificate.
    Certificate { holder: Holder, scheme: Scheme },
    /// With a key that a list names.
    Multikey { key: Key, method: String },
}

/// A message before it is bytes.
pub(crate) struct Letter<'a> {
    /// `certificate`, `update` or `directory`.
    pub kind: &'a str,
    pub value: &'a Value,
    /// The official, or who signs lists.
    pub hand: &'a Hand,
    /// The exporter, where the profile wants its signature.
    pub exporter: Option<&'a Holder>,
    /// Claimed time of signing, where the envelope says it.
    pub at: DateTime<Utc>,
    pub shape: Shape,
    pub twist: &'a Twist,
}

/// Writes one partner's messages.
pub(crate) struct Pen<'a> {
    pub library: &'a Library,
    pub link: &'a Link,
}

impl Pen<'_> {
    pub(crate) fn failed(&self, what: &str, reason: impl ToString) -> SimulatorError {
        SimulatorError::Write { what: format!("{} {what}", self.link.id), reason: reason.to_string() }
    }

    fn message(&self, kind: &str) -> Result<&Message> {
        self.library
            .messages()
            .iter()
            .find(|message| message.kind == kind && self.link.formats.contains(&message.format))
            .ok_or_else(|| SimulatorError::Packs(format!("{} has no message of kind {kind}", self.link.id)))
    }

    /// The message's bytes. A credential has no white space around it: it travels inside another document.
    pub fn write(&self, letter: &Letter<'_>) -> Result<Vec<u8>> {
        let text = self.text(letter)?;
        let text = if matches!(letter.hand, Hand::Multikey { .. }) { text.trim() } else { &text };
        Ok(text.as_bytes().to_vec())
    }

    fn text(&self, letter: &Letter<'_>) -> Result<String> {
        let plain = self.message(letter.kind)?.write(letter.value);
        let plain = plain.map_err(|error| self.failed(letter.kind, error))?;
        let mut plain = String::from_utf8(plain).map_err(|error| self.failed(letter.kind, error))?;
        if let Twist::Respelt(from, to) = letter.twist {
            plain = self.replaced(&plain, from, to)?;
        }
        if *letter.twist == Twist::Doubled {
            let inner =
                plain.trim_start().strip_prefix('{').ok_or_else(|| self.failed("twist", "no object"))?;
            plain = format!("{{\"type\": \"x\", \"type\": \"y\",{inner}");
            return Ok(plain);
        }
        if *letter.twist == Twist::Unsigned {
            return Ok(plain);
        }
        let mut text = match letter.hand {
            Hand::Certificate { holder, scheme } if plain.trim_start().starts_with('<') => {
                self.sign_xml(&plain, letter, holder, *scheme)?
            }
            Hand::Certificate { holder, scheme } => {
                let payload = match letter.twist {
                    Twist::CutOff => plain.get(..plain.len() / 2).unwrap_or_default(),
                    _ => &plain,
                };
                let text = jades::sign(payload.as_bytes(), holder, *scheme, letter.at, letter.shape)?;
                return self.spoil_jws(text, &plain, letter.twist);
            }
            Hand::Multikey { key, method } => integrity::sign(&plain, method, key, letter.at)?,
        };
        match letter.twist {
            Twist::Altered(from, to) => text = self.replaced(&text, from, to)?,
            Twist::OtherSuite => text = self.replaced(&text, "-jcs-", "-rdfc-")?,
            Twist::Broken if text.starts_with('<') => text = other_value(&text, "<SignatureValue>"),
            Twist::Broken => text = other_value(&text, "\"proofValue\": \"z"),
            Twist::CutOff => {
                let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
                text.truncate(half);
            }
            _ => {}
        }
        Ok(text)
    }

    fn sign_xml(&self, plain: &str, letter: &Letter<'_>, holder: &Holder, scheme: Scheme) -> Result<String> {
        let mut root = Element::parse(plain)?;
        if *letter.twist == Twist::Commas && commas(&mut root) == 0 {
            return Err(self.failed("twist", "no decimals to write with a comma"));
        }
        let profile = match letter.kind {
            "directory" => &self.link.directory_signature,
            "update" => self.link.update_signature.as_ref().unwrap_or(&self.link.signature),
            _ => &self.link.signature,
        };
        for rule in inner_first(&profile.signatures) {
            let covers: Vec<&str> = rule.covers.split('/').skip(1).collect();
            if root.at(&covers).is_none() {
                continue; // a message without the exporter's part
            }
            let place = covers.split_last().map_or(&[][..], |(_, above)| above);
            match (rule.role.as_str(), letter.exporter) {
                ("exporter", Some(exporter)) => {
                    let scheme = natural_scheme(exporter.key.kind);
                    xmldsig::sign(&mut root, &covers, place, exporter, scheme)?;
                }
                ("exporter", None) => {}
                _ => {
                    let partial = *letter.twist == Twist::Partial;
                    let part: Vec<&str> = if partial { self.exporters_part() } else { covers.clone() };
                    xmldsig::sign(&mut root, &part, place, holder, scheme)?;
                    if let Twist::Wrapped(from, to) = letter.twist {
                        self.wrap(&mut root, &covers, from, to)?;
                    }
                }
            }
        }
        Ok(root.document())
    }

    fn exporters_part(&self) -> Vec<&str> {
        let rule = self.link.signature.signatures.iter().find(|rule| rule.role == "exporter");
        rule.map(|rule| rule.covers.split('/').skip(1).collect()).unwrap_or_default()
    }
}

/// Exporter's before official's: the outer signature covers the inner one.
fn inner_first(rules: &[SignatureRule]) -> Vec<&SignatureRule> {
    let mut rules: Vec<_> = rules.iter().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.covers.split('/').count()));
    rules
}

/// The scheme that goes with a kind of key where nothing else is asked.
pub(crate) fn natural_scheme(kind: crate::key::Kind) -> Scheme {
    use crate::key::Kind;
    match kind {
        Kind::Rsa2048 | Kind::Rsa3072 => Scheme::RsaSha256,
        Kind::P256 => Scheme::EcdsaP256,
        Kind::P384 => Scheme::EcdsaP384,
        Kind::Ed25519 => Scheme::Ed25519,
    }
}
