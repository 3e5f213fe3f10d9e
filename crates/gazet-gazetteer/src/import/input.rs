//! Inputs of importers: files as they are published, compressed or not.

use crate::GazetteerError;
use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Bytes read at once: large enough that decompression and not the system call is what costs.
const BUFFER: usize = 1 << 18;

/// What the first bytes of a compressed file are.
const GZIP: &[u8] = b"\x1f\x8b";
const BZIP2: &[u8] = b"BZh";
const ZSTANDARD: &[u8] = b"\x28\xb5\x2f\xfd";
const ZIP: &[u8] = b"PK\x03\x04";

/// Opens a file for an importer and takes off gzip, bzip2 or Zstandard while it is read, as its first bytes tell;
/// its name does not matter. Files of several compressed parts one behind the other, as dumps are, are read whole.
///
/// # Errors
/// The file cannot be opened or read, or is a zip archive, which may hold several files.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, GazetteerError> {
    let file = File::open(path).map_err(GazetteerError::io("open", path))?;
    unpack(file).map_err(GazetteerError::io("read", path))
}

/// Like [`open`], for a reader.
///
/// # Errors
/// The reader fails, or gives a zip archive.
pub fn unpack<'r>(input: impl Read + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let head = input.fill_buf()?;
    Ok(if head.starts_with(GZIP) {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input)))
    } else if head.starts_with(BZIP2) {
        Box::new(BufReader::with_capacity(BUFFER, MultiBzDecoder::new(input)))
    } else if head.starts_with(ZSTANDARD) {
        Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::with_buffer(input)?))
    } else if head.starts_with(ZIP) {
        return Err(io::Error::other("a zip archive may hold several files: unpack it first"));
    } else {
        Box::new(input)
    })
}
