//! One strict reader and writer of XML, JSON and CBOR: one tree with places, limits, no second parse.
//!
//! [`Document::read`] makes one arena of nodes from bytes. Every node knows where it stood in the
//! source, so that a finding can point at the very bytes it speaks of. What is doubtful is refused,
//! not repaired: DTDs, duplicate keys, lone surrogates, unknown entities, other encodings than UTF-8.
//!
//! [`Tree`] is the way back: a plain tree that writes itself in one of the three syntaxes, or says why
//! the syntax cannot carry it.
//!
//! The XML reader is our own. It follows XML 1.0 (fifth edition) and Namespaces 1.0 without DTDs, and
//! keeps what canonicalisation needs: prefixes, namespace declarations in source order, comments and
//! processing instructions, also outside the root, line ends normalised everywhere.

mod arena;
mod cbor;
mod document;
mod error;
mod json;
mod limits;
mod node;
mod path;
mod place;
mod write;
mod xml;

pub use document::Document;
pub use error::{ReadError, WriteError};
pub use limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAMESPACES, Syntax};
pub use node::{Attributes, Children, Elements, Kind, Node, NodeId};
pub use place::Place;
pub use write::Tree;
