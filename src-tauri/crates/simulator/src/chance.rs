//! Chance that a seed repeats: the same seed and label give the same draws on every machine.

use chrono::{DateTime, Duration, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// A stream of draws of its own, so that one more draw here moves nothing there.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub fn new(seed: u64, label: &str) -> Self {
        let hash = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(label.as_bytes()).finalize();
        Self(ChaCha8Rng::from_seed(hash.into()))
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// One of them, or of its kind's nothing where there is none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.between(0, last)).unwrap_or_default();
        from.get(at).copied().unwrap_or_default()
    }

    /// One of them, where there is one.
    pub fn one<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        let last = i64::try_from(from.len()).unwrap_or(1) - 1;
        from.get(usize::try_from(self.between(0, last)).unwrap_or_default())
    }

    /// A minute between the two.
    pub fn instant(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
        from + Duration::minutes(self.between(0, (until - from).num_minutes()))
    }
}
