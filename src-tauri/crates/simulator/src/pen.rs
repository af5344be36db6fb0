//! Writes messages by a link's packs and signs them in the link's way.

use crate::{
    Result, SimulatorError,
    authority::Holder,
    integrity,
    jades::{self, Shape},
    key::{Key, Scheme},
    partner::Transport,
    spoil::{Twist, other_value},
    terms::{Family, Terms},
    xml::{Element, Piece},
    xmldsig,
};
use block::{Message, SignatureRule};
use certificate::When;
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
    /// `update`, `directory`, or anything else for the documents themselves.
    pub kind: &'a str,
    pub value: &'a Value,
    /// The official, or who signs lists.
    pub hand: &'a Hand,
    /// The exporter, where the profile wants its signature.
    pub exporter: Option<&'a (Holder, Scheme)>,
    /// Claimed time of signing, where the envelope says it.
    pub at: DateTime<Utc>,
    pub shape: Shape,
    pub twist: &'a Twist,
}

impl Terms<'_> {
    pub(crate) fn failed(&self, what: &str, reason: impl ToString) -> SimulatorError {
        SimulatorError::Write { what: format!("{} {what}", self.link.id), reason: reason.to_string() }
    }

    fn message(&self, kind: &str) -> Result<&Message> {
        match kind {
            "update" => self
                .update
                .as_ref()
                .map(|update| update.message)
                .ok_or_else(|| self.failed(kind, "its formats have no such message")),
            "directory" => Ok(self.directory.message),
            _ => Ok(self.main.message),
        }
    }

    /// The message before it is signed.
    pub(crate) fn plain(&self, kind: &str, value: &Value) -> Result<String> {
        let plain = self.message(kind)?.write(value).map_err(|error| self.failed(kind, error))?;
        String::from_utf8(plain).map_err(|error| self.failed(kind, error))
    }

    /// The message's bytes. What travels inside another document has no white space around it.
    pub fn write(&self, letter: &Letter<'_>) -> Result<Vec<u8>> {
        let text = self.text(letter)?;
        let inside = self.multikeys() || self.transport == Transport::Feed;
        let text = if inside { text.trim() } else { &text };
        Ok(text.as_bytes().to_vec())
    }

    fn text(&self, letter: &Letter<'_>) -> Result<String> {
        let mut plain = match letter.twist {
            Twist::Instead(text) => text.clone(),
            _ => self.plain(letter.kind, letter.value)?,
        };
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
        let profile = self.link.profile(letter.kind);
        for rule in inner_first(&profile.signatures) {
            let covers: Vec<&str> = rule.covers.split('/').skip(1).collect();
            if root.at(&covers).is_none() {
                continue; // a message without the exporter's part
            }
            let place = covers.split_last().map_or(&[][..], |(_, above)| above);
            match (rule.role.as_str(), letter.exporter) {
                ("exporter", Some((exporter, scheme))) => {
                    xmldsig::sign(&mut root, &covers, place, exporter, *scheme)?;
                }
                ("exporter", None) => {}
                _ => {
                    let partial = *letter.twist == Twist::Partial;
                    let part = if partial { self.part(&root, &covers) } else { Vec::new() };
                    let part: Vec<&str> =
                        if partial { part.iter().map(String::as_str).collect() } else { covers.clone() };
                    xmldsig::sign(&mut root, &part, place, holder, scheme)?;
                    if let Twist::Wrapped(from, to) = letter.twist {
                        self.wrap(&mut root, &covers, from, to)?;
                    }
                }
            }
        }
        Ok(root.document())
    }

    /// A part of what must be covered: the exporter's, where there is one, else the first element inside.
    fn part(&self, root: &Element, covers: &[&str]) -> Vec<String> {
        let rule = self.link.signature.signatures.iter().find(|rule| rule.role == "exporter");
        if let Some(rule) = rule {
            return rule.covers.split('/').skip(1).map(str::to_owned).collect();
        }
        let children = root.at(covers).map(|covered| covered.children.as_slice()).unwrap_or_default();
        let first = children.iter().find_map(|piece| match piece {
            Piece::Element(element) => Some(element.local().to_owned()),
            Piece::Text(_) => None,
        });
        covers.iter().map(|step| (*step).to_owned()).chain(first).collect()
    }

    /// Whether a signed document says when the official signed it, so that a desk understands it.
    pub(crate) fn claims_time(&self, plain: &str) -> bool {
        if self.family != Family::Xml {
            return true;
        }
        let rule = self.link.signature.signatures.iter().find(|rule| rule.role != "exporter");
        let Some(path) = rule.and_then(|rule| rule.claimed_time.as_deref()) else { return false };
        let (path, attribute) =
            path.rsplit_once("/@").map_or((path, None), |(path, name)| (path, Some(name)));
        let steps: Vec<&str> = path.split('/').skip(1).collect();
        let Ok(root) = Element::parse(plain) else { return false };
        let Some(element) = root.at(&steps) else { return false };
        let text = match attribute {
            Some(name) => element.attribute(name).unwrap_or_default().to_owned(),
            None => element.text(),
        };
        text.trim().parse::<When>().is_ok()
    }
}

/// Exporter's before official's: the outer signature covers the inner one.
fn inner_first(rules: &[SignatureRule]) -> Vec<&SignatureRule> {
    let mut rules: Vec<_> = rules.iter().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.covers.split('/').count()));
    rules
}
