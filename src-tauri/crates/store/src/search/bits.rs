//! A set of places, one bit each.

/// Places from 0; those beyond the end are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// The empty set with room for places below `size`.
    pub(crate) fn empty(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    pub(crate) fn set(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// As [`Self::set`], with room made where there is none.
    pub(crate) fn put(&mut self, place: usize) {
        if place / 64 >= self.0.len() {
            self.0.resize(place / 64 + 1, 0);
        }
        self.set(place);
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Keeps what is also in `other`.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (at, word) in self.0.iter_mut().enumerate() {
            *word &= other.0.get(at).copied().unwrap_or(0);
        }
    }

    /// Takes away what is in `other`.
    pub(crate) fn take(&mut self, other: &Self) {
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            *word &= !theirs;
        }
    }

    /// Adds what is in `other`.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            *word |= theirs;
        }
    }

    /// The places, the last first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().rev().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let top = rest.checked_ilog2()?;
                rest &= !(1 << top);
                Some(at * 64 + top as usize)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn is_a_set(a in prop::collection::btree_set(0_usize..300, 0..40), b in prop::collection::btree_set(0_usize..300, 0..40)) {
            let bits = |set: &BTreeSet<usize>| set.iter().fold(Bits::empty(300), |mut bits, at| { bits.set(*at); bits });
            let list = |bits: &Bits| bits.newest_first().collect::<Vec<_>>();
            let falling = |set: BTreeSet<usize>| set.into_iter().rev().collect::<Vec<_>>();
            let (mut both, mut either, mut first) = (bits(&a), bits(&a), bits(&a));
            both.keep(&bits(&b));
            either.add(&bits(&b));
            first.take(&bits(&b));
            prop_assert_eq!(list(&both), falling(&a & &b));
            prop_assert_eq!(list(&either), falling(&a | &b));
            prop_assert_eq!(list(&first), falling(&a - &b));
        }
    }
}
