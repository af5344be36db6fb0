//! Any bytes as a revocation list, and as the certificate that should have signed it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verify::{Anchor, check_crl};

fuzz_target!(|parts: (Vec<u8>, Vec<u8>)| {
    let (list, certificate) = parts;
    let _ = check_crl(&list, &[Anchor::Certificate(certificate.clone())], &[certificate]);
});
