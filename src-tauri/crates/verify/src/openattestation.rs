//! OpenAttestation 2.0 and 3.0: the Merkle proof that the data are those that were wrapped. Who wrapped
//! them stands on a chain or in DNS, which cannot be proven here: integrity only, unless a DID signed them.

use crate::error::OpenError;
use crate::jcs;
use crate::open::descendants;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use document::{Document, Kind, Limits, Node, Syntax, Tree};
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;

/// Longest flattened path. Every leaf carries its path, so one long name could otherwise multiply.
const MAX_PATH: usize = 4096;

/// A wrapped document; nothing in it is verified.
#[derive(Clone)]
pub struct OpenAttestation {
    version: Version,
    source: Document,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Two,
    Three,
}

/// What the Merkle proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Integrity {
    /// The data hash to the target, and the target to the root.
    Holds {
        /// The Merkle root, hex.
        root: String,
    },
    /// The data, or the way to the root, were changed.
    Broken(&'static str),
    /// The proof is not one.
    Malformed(&'static str),
}

impl OpenAttestation {
    /// Recognises a wrapped document by its proof, never by its version text alone.
    pub(crate) fn find(document: &Document) -> Option<Self> {
        let root = document.root();
        let kind = |name: &str| root.get(name)?.get("type")?.value();
        let version = if root.get("data").is_some() && kind("signature") == Some("SHA3MerkleProof") {
            Version::Two
        } else if kind("proof") == Some("OpenAttestationMerkleProofSignature2018") {
            Version::Three
        } else {
            return None;
        };
        Some(Self { version, source: document.clone() })
    }

    /// Format in words.
    pub(crate) fn format(&self) -> &'static str {
        match self.version {
            Version::Two => "OpenAttestation 2.0",
            Version::Three => "OpenAttestation 3.0",
        }
    }

    /// The document as it came.
    pub(crate) fn root(&self) -> Node<'_> {
        self.source.root()
    }

    /// Whether this is the document that is inside: the unsalted data, or for 3.0 the source itself.
    pub(crate) fn holds(&self, document: &Document) -> bool {
        match unsalted(self) {
            Ok(Some(data)) => data.bytes() == document.bytes(),
            Ok(None) => self.source.bytes() == document.bytes(),
            Err(_) => false,
        }
    }

    /// Whether it is of version 3.0, whose data are plain.
    pub(crate) fn is_three(&self) -> bool {
        self.version == Version::Three
    }

    /// Recomputes the hashes.
    pub(crate) fn integrity(&self) -> Integrity {
        let root = self.source.root();
        let (proof, path, leaves) = match self.version {
            Version::Two => (root.get("signature"), "proof", leaves_2(root)),
            Version::Three => (root.get("proof"), "proofs", leaves_3(root)),
        };
        let leaves = match leaves {
            Ok(leaves) => leaves,
            Err(broken) => return broken,
        };
        if let Some(why) = self.ambiguous() {
            return Integrity::Malformed(why);
        }
        let Some(proof) = proof else { return Integrity::Malformed("no proof") };
        let field = |name: &str| proof.get(name)?.value().and_then(hash);
        let (Some(target), Some(merkle_root)) = (field("targetHash"), field("merkleRoot")) else {
            return Integrity::Malformed("targetHash or merkleRoot is no hash");
        };
        if digest_of(leaves) != target {
            return Integrity::Broken("the data do not hash to targetHash");
        }
        let mut at = target;
        for step in proof.get(path).into_iter().flat_map(|list| list.children()) {
            let Some(other) = step.value().and_then(hash) else {
                return Integrity::Malformed("a step of the proof is no hash");
            };
            // A pair is hashed in the order of its bytes.
            let (first, second) = if at <= other { (at, other) } else { (other, at) };
            at = keccak(&[first, second].concat());
        }
        if at != merkle_root {
            return Integrity::Broken("the proof does not lead to merkleRoot");
        }
        Integrity::Holds { root: hex::encode(merkle_root) }
    }
}

impl OpenAttestation {
    /// Why two documents could share these hashes: leaves are hashed by their path, so no name may look like
    /// a piece of path, and no number may have two readings.
    fn ambiguous(&self) -> Option<&'static str> {
        let data = match self.version {
            Version::Two => self.source.root().get("data")?,
            Version::Three => self.source.root(),
        };
        if jcs::unsafe_number(data).is_some() {
            return Some("a number that not every reader holds exactly");
        }
        descendants(data).skip(1).find_map(|node| {
            let name = node.name()?;
            // The proof itself is no leaf, and its names are not data.
            let place = |byte: u8| matches!(byte, b'.' | b'[' | b']');
            if name.is_empty() || name.bytes().any(place) {
                return Some("a name that stands for a path");
            }
            let number = self.version == Version::Two && name.bytes().all(|byte| byte.is_ascii_digit());
            number.then_some("a name that stands for a place in a list")
        })
    }
}

fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// A 32 byte hash in hex, with or without `0x`.
fn hash(text: &str) -> Option<[u8; 32]> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()?.try_into().ok()
}

/// Keccak-256 over the JSON array of the sorted leaf hashes.
fn digest_of(mut leaves: Vec<String>) -> [u8; 32] {
    leaves.sort_unstable();
    let list: Vec<_> = leaves.iter().map(|leaf| format!("\"{leaf}\"")).collect();
    keccak(format!("[{}]", list.join(",")).as_bytes())
}

fn leaf(key: &str, value: &str) -> String {
    let mut text = "{".to_owned();
    jcs::string(key, &mut text);
    text.push(':');
    text.push_str(value);
    text.push('}');
    hex::encode(keccak(text.as_bytes()))
}

/// Hashes of what was taken out; they must be hashes, or anything could be slipped in beside them.
fn obfuscated(list: Option<Node<'_>>) -> Result<Vec<String>, Integrity> {
    list.into_iter()
        .flat_map(|list| list.children())
        .map(|node| node.value().and_then(hash).map(hex::encode))
        .collect::<Option<_>>()
        .ok_or(Integrity::Malformed("obfuscatedData holds something else than hashes"))
}

fn leaves_2(root: Node<'_>) -> Result<Vec<String>, Integrity> {
    let mut leaves = obfuscated(root.get("privacy").and_then(|privacy| privacy.get("obfuscatedData")))?;
    let data = root.get("data").ok_or(Integrity::Malformed("no data"))?;
    let mut fault = None;
    flatten(data, String::new(), &|parent, name, _| dotted(parent, name), &mut |path, node| {
        if path.len() > MAX_PATH {
            fault = Some(Integrity::Malformed("a path is too long"));
            return;
        }
        // What obfuscation left empty is no leaf.
        if matches!(node.kind(), Kind::Object | Kind::Array) {
            return;
        }
        match jcs::canonical(node, &[]) {
            Ok(value) => leaves.push(leaf(path, &value)),
            Err(_) => fault = Some(Integrity::Malformed("a value without a JSON form")),
        }
    });
    fault.map_or(Ok(leaves), Err)
}

fn leaves_3(root: Node<'_>) -> Result<Vec<String>, Integrity> {
    let proof = root.get("proof").ok_or(Integrity::Malformed("no proof"))?;
    let mut leaves = obfuscated(proof.get("privacy").and_then(|privacy| privacy.get("obfuscated")))?;
    let salts = proof.get("salts").and_then(|node| STANDARD.decode(node.value()?).ok());
    let salts = salts
        .and_then(|bytes| Document::read_as(Syntax::Json, &bytes, &Limits::default()).ok())
        .ok_or(Integrity::Malformed("salts are not base64 of JSON"))?;
    let salts: BTreeMap<&str, &str> = salts
        .root()
        .children()
        .filter_map(|salt| Some((salt.get("path")?.value()?, salt.get("value")?.value()?)))
        .collect();
    let mut fault = None;
    let place = |parent: &str, name: &str, array: bool| {
        if array { format!("{parent}[{name}]") } else { dotted(parent, name) }
    };
    for member in root.children().filter(|member| member.name() != Some("proof")) {
        flatten(member, member.name().unwrap_or_default().to_owned(), &place, &mut |path, node| {
            if path.len() > MAX_PATH {
                fault = Some(Integrity::Malformed("a path is too long"));
                return;
            }
            if matches!(node.kind(), Kind::Object | Kind::Array) {
                return;
            }
            let Some(salt) = salts.get(path) else {
                fault.get_or_insert(Integrity::Broken("a value without a salt"));
                return;
            };
            let text = match node.kind() {
                Kind::String | Kind::Bool => node.value().unwrap_or_default().to_owned(),
                Kind::Number => jcs::canonical(node, &[]).unwrap_or_default(),
                _ => String::new(),
            };
            // 3.0 makes no leaf of values that are empty, zero, false or null: anyone may add one.
            if matches!((node.kind(), text.as_str()), (_, "") | (Kind::Bool, "false") | (Kind::Number, "0")) {
                fault = Some(Integrity::Malformed("a value that the proof does not cover"));
                return;
            }
            let mut value = String::new();
            jcs::string(&format!("{salt}:{text}"), &mut value);
            leaves.push(leaf(path, &value));
        });
    }
    fault.map_or(Ok(leaves), Err)
}

fn dotted(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// Calls `each` for every leaf (empty objects and lists are leaves) with its flattened path.
fn flatten(
    node: Node<'_>,
    path: String,
    place: &impl Fn(&str, &str, bool) -> String,
    each: &mut impl FnMut(&str, Node<'_>),
) {
    let array = node.kind() == Kind::Array;
    if path.len() > MAX_PATH {
        each(&path, node);
        return;
    }
    if !array && node.kind() != Kind::Object || node.children().next().is_none() {
        each(&path, node);
        return;
    }
    for (index, child) in node.children().enumerate() {
        let name = child.name().map_or_else(|| index.to_string(), str::to_owned);
        flatten(child, place(&path, &name, array), place, each);
    }
}

/// The data of a 2.0 document without their salts, as a document of its own; none for 3.0, whose data
/// are plain.
pub(crate) fn unsalted(wrapped: &OpenAttestation) -> Result<Option<Document>, OpenError> {
    if wrapped.version == Version::Three {
        return Ok(None);
    }
    let tree = wrapped.source.root().get("data").and_then(plain).unwrap_or(Tree::Null);
    Document::of_tree(&tree, Syntax::Json)
        .map(Some)
        .map_err(|_| OpenError::Envelope("the data cannot be taken out of their wrapping"))
}

/// One value without its salt; none for `undefined`, which JSON does not have.
fn plain(node: Node<'_>) -> Option<Tree> {
    Some(match node.kind() {
        Kind::Object => Tree::Object(
            node.children().filter_map(|child| Some((child.name()?.to_owned(), plain(child)?))).collect(),
        ),
        Kind::Array => Tree::Array(node.children().filter_map(plain).collect()),
        Kind::Number => Tree::Number(node.value().unwrap_or_default().to_owned()),
        Kind::Bool => Tree::Bool(node.value() == Some("true")),
        Kind::String => return typed(node.value().unwrap_or_default()),
        _ => Tree::Null,
    })
}

/// `salt:type:value`; a text without a UUID for a salt is taken as it stands.
fn typed(text: &str) -> Option<Tree> {
    let as_is = || Some(Tree::String(text.to_owned()));
    let Some((salt, rest)) = text.split_at_checked(36) else { return as_is() };
    let uuid = salt.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    let Some((kind, value)) = rest.strip_prefix(':').filter(|_| uuid).and_then(|rest| rest.split_once(':'))
    else {
        return as_is();
    };
    match kind {
        "string" => Some(Tree::String(value.to_owned())),
        "number" if number(value) => Some(Tree::Number(value.to_owned())),
        "boolean" if matches!(value, "true" | "false") => Some(Tree::Bool(value == "true")),
        "null" => Some(Tree::Null),
        "undefined" => None,
        _ => as_is(),
    }
}

/// The text of a salted string; none for another type.
pub(crate) fn salted(text: &str) -> Option<String> {
    match typed(text)? {
        Tree::String(value) => Some(value),
        _ => None,
    }
}

fn number(text: &str) -> bool {
    Document::read_as(Syntax::Json, text.as_bytes(), &Limits::default())
        .is_ok_and(|document| document.root().kind() == Kind::Number)
}
