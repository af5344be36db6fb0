//! A scheme's `pack.toml`.

use crate::{PackHead, Scheme, source::Check};

/// Reads a scheme; `None` where it has mistakes.
pub(crate) fn read(_check: &mut Check<'_>, _head: PackHead) -> Option<Scheme> {
    None
}
