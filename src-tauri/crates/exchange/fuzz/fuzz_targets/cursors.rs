//! Any bytes as a page of `cursor-v1`.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = exchange::answer::cursors::read(bytes, 50);
});
