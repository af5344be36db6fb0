//! What a pack stands on: the build's own list, the administration's block key, an administrator's acceptance by name.

use super::key;
use crate::Inner;
use crate::error::Error;
use block::{PackFiles, PackHead, Seal};
use std::collections::{BTreeMap, BTreeSet};

/// Hashes of the packs that ship with this version, one line each: `"id@version" = "hash"`.
const SHIPPED: &str = include_str!("../../../../../assets/blocks/shipped.toml");

/// What a pack stands on. Only the first three may be active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its hash is in the build's list.
    Shipped,
    /// Its seal fits, and is the administration's.
    Signed,
    /// An administrator accepted exactly these bytes by name.
    Accepted,
    /// It has no seal.
    Unsigned,
    /// It has a seal that does not fit its bytes.
    Altered,
    /// Its seal fits, but is another key's.
    ForeignKey,
}

impl Standing {
    const ALL: [Self; 6] =
        [Self::Shipped, Self::Signed, Self::Accepted, Self::Unsigned, Self::Altered, Self::ForeignKey];

    /// Stable word, as views and events have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Signed => "signed",
            Self::Accepted => "accepted",
            Self::Unsigned => "unsigned",
            Self::Altered => "altered",
            Self::ForeignKey => "foreign-key",
        }
    }

    /// The standing of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }

    /// Whether a pack that stands so may be active.
    pub fn suffices(self) -> bool {
        matches!(self, Self::Shipped | Self::Signed | Self::Accepted)
    }

    /// Code of the error that refuses it.
    pub fn refusal(self) -> &'static str {
        match self {
            Self::Altered => "PACK_ALTERED",
            Self::ForeignKey => "PACK_FOREIGN_KEY",
            _ => "PACK_UNSIGNED",
        }
    }
}

/// What standings are told by.
pub(crate) struct Grounds {
    shipped: BTreeMap<String, String>,
    accepted: BTreeSet<String>,
    key: Option<[u8; 32]>,
}

impl Grounds {
    /// The grounds that the build itself gives.
    pub fn of_build() -> Self {
        Self { shipped: shipped(SHIPPED), accepted: BTreeSet::new(), key: None }
    }

    /// The standing of a pack.
    pub fn standing(&self, files: &PackFiles, head: &PackHead) -> Standing {
        let name = format!("{}@{}", head.id, head.version);
        if self.shipped.get(&name) == Some(&files.hash) {
            return Standing::Shipped;
        }
        let seal =
            files.seal.as_ref().map(|seal| (fits(seal, files, head), key::read(&seal.key) == self.key));
        match seal {
            Some((true, true)) => Standing::Signed,
            _ if self.accepted.contains(&files.hash) => Standing::Accepted,
            Some((true, false)) => Standing::ForeignKey,
            Some((false, _)) => Standing::Altered,
            None => Standing::Unsigned,
        }
    }
}

/// Whether a seal names these bytes and its signature is true.
fn fits(seal: &Seal, files: &PackFiles, head: &PackHead) -> bool {
    let named = seal.pack == head.id && seal.version == head.version && seal.hash == files.hash;
    named
        && key::read(&seal.key).is_some_and(|public| {
            key::signature(&seal.signature)
                .is_some_and(|signature| keys::verify_block(&public, &seal.signed_text(), &signature))
        })
}

/// The list, by `id@version`.
fn shipped(text: &str) -> BTreeMap<String, String> {
    let quoted = |text: &str| text.trim().trim_matches('"').to_owned();
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, hash)| (quoted(name), quoted(hash)))
        .collect()
}

impl Inner {
    /// What standings are told by here: the build's list, the block key, what administrators accepted.
    pub(crate) fn grounds(&self) -> Result<Grounds, Error> {
        Ok(Grounds {
            accepted: self.store.accepted_packs()?,
            key: Some(self.block_key()?),
            ..Grounds::of_build()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test stops at the first surprise
    use super::*;

    #[test]
    fn the_list_of_what_ships_is_read() {
        let list = shipped("# comment = x\n\"form-ba@1.0\" = \"aa\"\n\n\"cod-xb@1.8.2-XB\" = \"bb\"\n");
        assert_eq!(list.get("cod-xb@1.8.2-XB").unwrap(), "bb", "a version may have letters");
        assert_eq!(list.len(), 2, "comments and empty lines are none");
    }

    #[test]
    fn words_go_both_ways() {
        for standing in Standing::ALL {
            assert_eq!(Standing::of(standing.word()), Some(standing));
        }
    }
}
