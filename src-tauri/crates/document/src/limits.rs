//! How much a document may ask of us, and which syntax it is in.

use serde::{Deserialize, Serialize};

/// The depth that no caller can raise: consumers may recurse over a document safely.
pub const MAX_DEPTH: u32 = 256;
/// Attributes that one XML element may carry, namespace declarations included.
pub const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations that may be in scope at one XML element.
pub const MAX_NAMESPACES: usize = 256;

/// How much a document may ask of us. Exceeding one is an error, never a truncation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the source in bytes.
    pub bytes: usize,
    /// Nesting: the root is 1. At most [`MAX_DEPTH`] whatever is asked.
    pub depth: u32,
    /// Nodes of every kind; XML attributes and namespace declarations count.
    pub nodes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 * 1024 * 1024, depth: 64, nodes: 200_000 }
    }
}

/// The three syntaxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Syntax {
    /// XML 1.0 with namespaces, without DTD (W3C REC-xml, REC-xml-names).
    Xml,
    /// JSON (RFC 8259).
    Json,
    /// CBOR (RFC 8949).
    Cbor,
}

pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

impl Syntax {
    /// What the first bytes say: `<` is XML, `{` or `[` JSON, a CBOR array, map or tag CBOR.
    pub(crate) fn detect(bytes: &[u8]) -> Option<Self> {
        let start = bytes.strip_prefix(BOM).unwrap_or(bytes);
        let first = start.iter().copied().find(|b| !b.is_ascii_whitespace())?;
        match first {
            b'<' => Some(Self::Xml),
            b'{' | b'[' => Some(Self::Json),
            _ => match bytes.first() {
                Some(0x80..=0xDB) => Some(Self::Cbor),
                _ => None,
            },
        }
    }
}
