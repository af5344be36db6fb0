//! Any bytes as a page of `feed-v1`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = exchange::answer::feed::read(bytes, None, 50);
});
