//! Distinguished names, compared as RFC 5280 section 7.1 wants: strings by what they say (encoding, case,
//! white space and composed characters do not count), everything else by its bytes.

use der::{Encode, Tagged};
use unicode_normalization::UnicodeNormalization;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RelativeDistinguishedName};

/// A name made ready for comparing: one entry a relative name, from the root of the directory down.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CanonicalName(Vec<Vec<u8>>);

impl CanonicalName {
    pub(crate) fn of(name: &Name) -> Self {
        Self(name.iter_rdn().map(relative).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This name with one more relative name below it (RFC 5280 4.2.1.13, nameRelativeToCRLIssuer).
    pub(crate) fn with(&self, below: &RelativeDistinguishedName) -> Self {
        let mut longer = self.clone();
        longer.0.push(relative(below));
        longer
    }

    /// Whether it is that name or lies below it (RFC 5280 4.2.1.10, directoryName).
    pub(crate) fn within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

/// A relative name: a set, so its parts are put in order.
fn relative(name: &RelativeDistinguishedName) -> Vec<u8> {
    let mut parts: Vec<_> = name.iter().map(part).collect();
    parts.sort();
    let mut bytes = Vec::new();
    for part in parts {
        // The length keeps two parts from reading like one.
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&part);
    }
    bytes
}

fn part(attribute: &AttributeTypeAndValue) -> Vec<u8> {
    let mut bytes = attribute.oid.as_bytes().to_vec();
    if let Some(text) = text(attribute) {
        bytes.extend_from_slice(b"=");
        bytes.extend_from_slice(prepared(&text).as_bytes());
    } else {
        bytes.extend_from_slice(b"#");
        bytes.extend_from_slice(&attribute.value.to_der().unwrap_or_default());
    }
    bytes
}

/// The attribute's value as text, when it is of one of the string types; none when it is not, or its bytes
/// are not text of that type.
pub(crate) fn text(attribute: &AttributeTypeAndValue) -> Option<String> {
    let bytes = attribute.value.value();
    let tag = attribute.value.tag();
    if !tag.is_universal() {
        return None;
    }
    match tag.number().value() {
        // UTF8String
        0x0c => std::str::from_utf8(bytes).ok().map(str::to_owned),
        // NumericString, PrintableString, IA5String, VisibleString
        0x12 | 0x13 | 0x16 | 0x1a => {
            bytes.is_ascii().then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        // TeletexString: read as Latin-1, as all do.
        0x14 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        // UniversalString
        0x1c => {
            let (four, rest) = bytes.as_chunks::<4>();
            let text = four.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect();
            if rest.is_empty() { text } else { None }
        }
        // BMPString
        0x1e => {
            let (two, rest) = bytes.as_chunks::<2>();
            let units: Vec<_> = two.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
        }
        _ => None,
    }
}

/// RFC 4518 section 2: map, normalise, fold case, and white space as one space.
pub(crate) fn prepared(text: &str) -> String {
    let folded: String = if text.is_ascii() {
        text.chars().filter(|one| !unseen(*one)).map(|one| one.to_ascii_lowercase()).collect()
    } else {
        let mapped: String = text.chars().filter(|one| !unseen(*one)).nfkc().collect();
        mapped.chars().flat_map(char::to_lowercase).nfkc().collect()
    };
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What RFC 4518 2.2 maps to nothing.
fn unseen(one: char) -> bool {
    (one.is_control() && !one.is_whitespace())
        || matches!(one, '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}'
            | '\u{206a}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffc}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use der::asn1::{Any, ObjectIdentifier};
    use der::{Decode, Tag};

    fn name(parts: &[(&str, u8, &[u8])]) -> CanonicalName {
        let relatives: Vec<_> = parts
            .iter()
            .map(|(oid, tag, bytes)| {
                let value = Any::new(Tag::from_der(&[*tag]).unwrap(), *bytes).unwrap();
                let one = AttributeTypeAndValue { oid: ObjectIdentifier::new(oid).unwrap(), value };
                RelativeDistinguishedName::try_from(vec![one]).unwrap()
            })
            .collect();
        CanonicalName::of(&Name::from_der(&relatives.to_der().unwrap()).unwrap())
    }

    const CN: &str = "2.5.4.3";

    #[test]
    fn names_are_compared_by_what_they_say() {
        let plain = name(&[(CN, 0x13, b"Norvik Chamber")]);
        for (why, tag, bytes) in [
            ("case", 0x13, &b"NORVIK chamber"[..]),
            ("white space", 0x13, b"  Norvik   Chamber "),
            ("UTF-8", 0x0c, b"Norvik Chamber"),
            ("what is not seen", 0x0c, "Nor\u{200b}vik Chamber".as_bytes()),
            ("wide letters", 0x0c, "\u{ff2e}orvik Chamber".as_bytes()),
            ("Teletex", 0x14, b"Norvik Chamber"),
            ("BMP", 0x1e, b"\0N\0o\0r\0v\0i\0k\0 \0C\0h\0a\0m\0b\0e\0r"),
        ] {
            assert_eq!(name(&[(CN, tag, bytes)]), plain, "{why}");
        }
        let accented = name(&[(CN, 0x0c, "\u{c9}tal".as_bytes())]);
        assert_eq!(accented, name(&[(CN, 0x0c, "e\u{301}tal".as_bytes())]));
        assert_eq!(accented, name(&[(CN, 0x14, b"\xc9tal")]));
        assert_ne!(accented, name(&[(CN, 0x0c, b"Etal")]), "an accent counts");
        assert_ne!(plain, name(&[(CN, 0x13, b"NorvikChamber")]), "a space counts");
        assert_ne!(plain, name(&[("2.5.4.10", 0x13, b"Norvik Chamber")]), "the kind counts");
    }

    #[test]
    fn a_subtree_is_a_prefix() {
        let (c, o, cn) =
            (("2.5.4.6", 0x13, &b"XB"[..]), ("2.5.4.10", 0x13, &b"Customs"[..]), (CN, 0x13, &b"A"[..]));
        assert!(name(&[c, o, cn]).within(&name(&[c, o])));
        assert!(name(&[c, o]).within(&name(&[c, o])));
        assert!(!name(&[c, cn]).within(&name(&[c, o])));
        assert!(!name(&[c]).within(&name(&[c, o])));
        assert!(name(&[c]).within(&CanonicalName::default()));
    }
}
