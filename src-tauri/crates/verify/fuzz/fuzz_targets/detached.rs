//! Any bytes as a detached signature (CMS, COSE) of any content: no panic, and without anchors never any content.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use verify::Unverified;

fuzz_target!(|parts: (Vec<u8>, Vec<u8>)| {
    let (signature, content) = parts;
    let Ok(opened) = verify::open_detached(&signature, &content, &document::Limits::default()) else { return };
    let now = DateTime::from_timestamp(1_770_000_000, 0).unwrap_or_default();
    assert!(verify::unverified(&opened, Unverified::PartnerNotOnboarded, now).content.is_none());
});
