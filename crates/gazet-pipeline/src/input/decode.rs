//! Bytes to text.

use crate::Failure;
use crate::failure::Outcome;

/// Stands for one byte that is not UTF-8. One byte long, so that all offsets stay those of the source.
pub(crate) const SUBSTITUTE: u8 = 0x1A;

/// Bytes that are looked at to tell text from a binary file.
const SNIFFED: usize = 8192;

/// Decodes `bytes` as UTF-8. Each undecodable byte becomes U+001A and is counted in the note that comes along.
///
/// # Errors
/// If the input is empty, or a binary file.
pub(crate) fn text(id: &str, bytes: Vec<u8>) -> Result<(String, Option<Failure>), Failure> {
    if bytes.is_empty() {
        return Err(Failure::new(id, Outcome::Skipped, "empty", "the file is empty"));
    }
    if let Some(at) = bytes[..bytes.len().min(SNIFFED)].iter().position(|&b| b == 0) {
        return Err(Failure::new(
            id,
            Outcome::Skipped,
            "binary",
            "a binary file, not text: it holds a NUL byte",
        )
        .byte(at as u64)
        .help("convert it to text first"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        Err(error) => {
            let mut bytes = error.into_bytes();
            let (first, n) = substitute(&mut bytes);
            let text = String::from_utf8(bytes).expect("each undecodable byte has been replaced");
            let note = Failure::new(
                id,
                Outcome::Noted,
                "invalid-utf8",
                format!("{n} bytes are not UTF-8, the first at byte {first}; each is read as U+001A"),
            )
            .byte(first as u64)
            .help("convert the file to UTF-8 if names look broken");
            Ok((text, Some(note)))
        }
    }
}

/// Replaces what is not UTF-8 in place. Returns where the first such byte stands, and how many there are.
fn substitute(bytes: &mut [u8]) -> (usize, usize) {
    let (mut from, mut first, mut n) = (0, None, 0);
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let bad = from + error.valid_up_to();
        let length = error.error_len().unwrap_or(bytes.len() - bad);
        bytes[bad..bad + length].fill(SUBSTITUTE);
        first.get_or_insert(bad);
        n += length;
        from = bad + length;
    }
    (first.unwrap_or_default(), n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undecodable_bytes_keep_their_offsets() {
        let (text, note) = text("a.txt", b"caf\xE9 in Teher\xC3\xA1n \xE2\x80".to_vec()).unwrap();
        assert_eq!(text, "caf\u{1A} in Teherán \u{1A}\u{1A}");
        let note = note.unwrap();
        assert_eq!((note.byte, note.code.as_str()), (Some(3), "invalid-utf8"));
        assert!(note.message.contains("3 bytes"), "{}", note.message);
    }

    #[test]
    fn empty_and_binary_files_are_skipped_with_a_reason() {
        assert_eq!(text("a", Vec::new()).unwrap_err().code, "empty");
        assert_eq!(text("a", b"PK\x03\x04\0\0".to_vec()).unwrap_err().code, "binary");
    }
}
