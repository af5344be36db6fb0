//! Writes messages by a link's packs and signs them in the link's way.

use crate::{
    Result, SimulatorError,
    authority::Holder,
    integrity,
    jades::{self, Shape},
    key::{Key, Scheme},
    xml::{Element, Piece},
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

/// What is done to a message that shall not be found good.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Twist {
    None,
    /// A word of the content, another one instead, changed after signing.
    Altered(String, String),
    /// The signature value is another one.
    Broken,
    /// XML: the signed element is moved aside and a changed copy (word, other word) stands in its place.
    Wrapped(String, String),
    /// XML: the official's signature covers what the exporter's should.
    Partial,
    Unsigned,
    /// Data Integrity: a cryptosuite of another name.
    OtherSuite,
    /// A word of the content, another one instead, changed before signing.
    Respelt(String, String),
    /// XML: decimals with a comma, before signing.
    Commas,
    /// The end is missing.
    CutOff,
    /// JSON: a member comes twice.
    Doubled,
}

/// Writes one partner's messages.
pub(crate) struct Pen<'a> {
    pub library: &'a Library,
    pub link: &'a Link,
}

impl Pen<'_> {
    fn failed(&self, what: &str, reason: impl ToString) -> SimulatorError {
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

    fn replaced(&self, text: &str, from: &str, to: &str) -> Result<String> {
        if from == to || !text.contains(from) {
            return Err(self.failed("twist", "the word to change is not there"));
        }
        Ok(text.replacen(from, to, 1))
    }

    /// A JWS's payload cannot be changed by replacing a word in its text.
    fn spoil_jws(&self, text: String, plain: &str, twist: &Twist) -> Result<String> {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        match twist {
            Twist::Altered(from, to) => {
                let changed = BASE64_URL_SAFE_NO_PAD.encode(self.replaced(plain, from, to)?);
                self.replaced(&text, &BASE64_URL_SAFE_NO_PAD.encode(plain), &changed)
            }
            Twist::Broken => {
                let value = text.rfind('.').map_or(0, |at| at + 1);
                Ok(format!(
                    "{}{}",
                    text.get(..value).unwrap_or_default(),
                    rotated(text.get(value..).unwrap_or_default())
                ))
            }
            _ => Ok(text),
        }
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

    /// Signature wrapping: the signed element goes into an `Object` of its signature, where the reference still
    /// finds it by its id; a changed copy under other ids stands where the certificate is read.
    fn wrap(&self, root: &mut Element, covers: &[&str], from: &str, to: &str) -> Result<()> {
        let signed = root.at(covers).cloned().ok_or_else(|| self.failed("twist", "nothing to wrap"))?;
        let text = self.replaced(&signed.document(), from, to)?;
        let mut copy = Element::parse(&text)?;
        rename_ids(&mut copy);
        if let Some(place) = root.at_mut(covers) {
            *place = copy;
        }
        let above = covers.split_last().map_or(&[][..], |(_, above)| above);
        let path: Vec<&str> = above.iter().copied().chain(["Signature"]).collect();
        let signature =
            root.at_mut(&path).ok_or_else(|| self.failed("twist", "no signature to wrap into"))?;
        let object = Element {
            name: "Object".to_owned(),
            // Out of the signature's namespace, as the element was where it was signed.
            children: vec![Piece::Element(Element {
                declarations: vec![(String::new(), String::new())],
                ..signed
            })],
            ..Element::default()
        };
        signature.children.push(Piece::Element(object));
        Ok(())
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

/// Writes every decimal of the tree with a comma; how many there were.
fn commas(element: &mut Element) -> usize {
    let mut count = 0;
    for piece in &mut element.children {
        match piece {
            Piece::Element(child) => count += commas(child),
            Piece::Text(text) => {
                let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                // Six decimals are how this format spells them; a date, an HS code or a version is no such thing.
                let decimal = text
                    .split_once('.')
                    .filter(|(whole, rest)| digits(whole) && digits(rest) && rest.len() == 6);
                if let Some((whole, rest)) = decimal {
                    *text = format!("{whole},{rest}");
                    count += 1;
                }
            }
        }
    }
    count
}

fn rename_ids(element: &mut Element) {
    if let Some(id) = element.attribute("id").map(|id| format!("{id}-2")) {
        element.set_attribute("id", &id);
    }
    for piece in &mut element.children {
        if let Piece::Element(child) = piece {
            rename_ids(child);
        }
    }
}

/// The text with the value that follows the last `mark` changed in its middle.
fn other_value(text: &str, mark: &str) -> String {
    let start = text.rfind(mark).map_or(text.len(), |at| at + mark.len());
    let (before, rest) = text.split_at(start);
    let end = rest.find(['<', '"']).unwrap_or(rest.len());
    let (value, after) = rest.split_at(end);
    format!("{before}{}{after}", rotated(value))
}

/// The same characters, a few of the middle in another order: as long as it was, and of the same alphabet.
fn rotated(value: &str) -> String {
    let (head, rest) = value.split_at(value.len() / 4);
    let (middle, tail) = rest.split_at(rest.len() / 2);
    let (first, second) = middle.split_at(1.min(middle.len()));
    format!("{head}{second}{first}{tail}")
}
