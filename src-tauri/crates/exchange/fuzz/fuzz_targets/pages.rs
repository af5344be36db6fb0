//! Any bytes as a page of `pages-v1`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = exchange::answer::pages::read(bytes, None, 50);
});
