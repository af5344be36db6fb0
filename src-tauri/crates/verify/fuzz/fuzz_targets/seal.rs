//! Any bytes as a visible digital seal, with any certificate as anchor: no panic.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use verify::{Anchor, check_seal};

fuzz_target!(|parts: (Vec<u8>, Vec<u8>)| {
    let (seal, certificate) = parts;
    let now = DateTime::from_timestamp(1_770_000_000, 0).unwrap_or_default();
    let _ = check_seal(&seal, &[Anchor::Certificate(certificate.clone())], &[certificate], now);
});
