//! Ways to spoil a message.

use crate::{
    Result,
    terms::Terms,
    xml::{Element, Piece},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

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
    /// This text is signed, not what the pack writes.
    Instead(String),
    /// The end is missing.
    CutOff,
    /// JSON: a member comes twice.
    Doubled,
}

impl Terms<'_> {
    pub(crate) fn replaced(&self, text: &str, from: &str, to: &str) -> Result<String> {
        if from == to || !text.contains(from) {
            return Err(self.failed("twist", "the word to change is not there"));
        }
        Ok(text.replacen(from, to, 1))
    }

    /// A JWS's payload cannot be changed by replacing a word in its text.
    pub(crate) fn spoil_jws(&self, text: String, plain: &str, twist: &Twist) -> Result<String> {
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

    /// Signature wrapping: the signed element goes into an `Object` of its signature, where the reference still
    /// finds it by its id; a changed copy under other ids stands where the certificate is read.
    pub(crate) fn wrap(&self, root: &mut Element, covers: &[&str], from: &str, to: &str) -> Result<()> {
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

/// Writes every decimal of the tree with a comma; how many there were.
pub(crate) fn commas(element: &mut Element) -> usize {
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
pub(crate) fn other_value(text: &str, mark: &str) -> String {
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
