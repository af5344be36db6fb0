//! Any bytes as a zip of packs: nothing panics, and no name that comes out of it leads anywhere but into its pack.
#![no_main]

use block::{Library, PackFiles};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(packs) = PackFiles::of_zip("x.zip", bytes) else { return };
    for name in packs.iter().flat_map(|pack| pack.files.keys()) {
        assert!(!name.starts_with('/') && !name.contains('\\') && !name.split('/').any(|part| part == ".."));
    }
    let _ = Library::of(&packs, true);
});
