//! Reading a partner's page. Whatever the bytes are, the answer is a page or a refusal, never a panic.

pub mod cursors;
pub mod feed;
pub mod pages;

/// Longest id a partner may give a message, in bytes.
pub const ID_BYTES_MAX: usize = 256;
/// Longest opaque cursor, in bytes.
pub const CURSOR_BYTES_MAX: usize = 4096;

/// Why a page cannot be used. Nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not what the interface says.
    #[error("{0}")]
    Shape(&'static str),
    /// A message does not have the digest that the page gives for it; its position, from 1.
    #[error("message {0} does not have the digest the page gives for it")]
    Digest(usize),
}

/// An id as a partner gives it: not empty, not endless, no control character.
pub(crate) fn checked_id(id: String) -> Result<String, Unreadable> {
    if id.is_empty() || id.len() > ID_BYTES_MAX || id.chars().any(char::is_control) {
        return Err(Unreadable::Shape("a message's id is empty, too long or has control characters"));
    }
    Ok(id)
}
