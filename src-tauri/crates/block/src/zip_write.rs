//! Packs as one zip: the same packs give the same bytes.

use crate::{PackFiles, PackProblem, gather::problem};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

pub(crate) fn bytes(packs: &[PackFiles]) -> Result<Vec<u8>, PackProblem> {
    write(packs).map_err(|_| problem("packs.zip", "ZIP", "the zip cannot be written".to_owned()))
}

fn write(packs: &[PackFiles]) -> Result<Vec<u8>, ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for pack in packs {
        let folder = pack.name();
        for (name, bytes) in pack.with_seal() {
            zip.start_file(format!("{folder}/{name}"), options)?;
            zip.write_all(&bytes)?;
        }
    }
    Ok(zip.finish()?.into_inner())
}
