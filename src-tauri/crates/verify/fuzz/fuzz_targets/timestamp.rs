//! Any bytes as a timestamp over any octets, with any certificate as anchor: no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verify::{Anchor, Family, Profile, check_timestamp};

fuzz_target!(|parts: (Vec<u8>, Vec<u8>, Vec<u8>)| {
    let (token, stamped, certificate) = parts;
    let anchors = [Anchor::Certificate(certificate.clone())];
    let _ = check_timestamp(&token, &stamped, &anchors, &[certificate], &Profile::new(Family::Cms));
});
