//! A list read in pieces that end where a row ends, so that a list of any size needs little memory and its pieces can
//! be looked at in parallel.

use std::io::{self, Read};

/// Bytes of a piece, unless one row needs more.
const CHUNK: usize = 1 << 18;

/// Bytes that one row may have. A quote that is never closed would else make one row of all that follows.
pub(crate) const MAX_ROW: usize = 1 << 24;

/// Whole rows of a list.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) bytes: Vec<u8>,
    /// Line on which it begins, from 1.
    pub(crate) line: u64,
}

/// Why there is no next piece.
#[derive(Debug)]
pub(crate) enum ChunkError {
    Io(io::Error),
    /// The row that begins on this line is longer than [`MAX_ROW`].
    LongRow(u64),
}

/// The pieces of an input.
pub(crate) struct Chunks<R> {
    input: R,
    /// What was read beyond the end of the last piece.
    rest: Vec<u8>,
    line: u64,
    /// Whether line breaks between quotes belong to a field.
    quotes: bool,
    ended: bool,
    size: usize,
}

impl<R: Read> Chunks<R> {
    /// `quotes`: whether rows are CSV.
    pub(crate) fn new(input: R, quotes: bool) -> Self {
        Self { input, rest: Vec::new(), line: 1, quotes, ended: false, size: CHUNK }
    }

    /// Reads the next piece into `chunk`; false after the last one.
    pub(crate) fn next(&mut self, chunk: &mut Chunk) -> Result<bool, ChunkError> {
        let bytes = &mut chunk.bytes;
        bytes.clear();
        bytes.append(&mut self.rest);
        chunk.line = self.line;
        let mut wanted = self.size;
        loop {
            if !self.ended {
                let missing = wanted.saturating_sub(bytes.len());
                let mut limited = (&mut self.input).take(missing as u64);
                let n = limited.read_to_end(bytes).map_err(ChunkError::Io)?;
                self.ended = n < missing;
            }
            if self.line == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            let end = if self.ended { Some(bytes.len()) } else { self.last_end(bytes) };
            if let Some(end) = end {
                self.rest.extend_from_slice(&bytes[end..]);
                bytes.truncate(end);
                self.line += bytes.iter().filter(|b| **b == b'\n').count() as u64;
                return Ok(!bytes.is_empty());
            }
            if wanted >= MAX_ROW {
                return Err(ChunkError::LongRow(self.line));
            }
            wanted *= 2;
        }
    }

    /// Where the last row of `bytes` that is complete ends.
    fn last_end(&self, bytes: &[u8]) -> Option<usize> {
        if !self.quotes || !bytes.contains(&b'"') {
            return bytes.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
        }
        // What the reader of CSV does with quotes: they mean something at the beginning of a field, and until the next
        // one that is not doubled.
        let (mut state, mut end) = (State::Begin, None);
        for (at, byte) in bytes.iter().enumerate() {
            state = match (state, *byte) {
                (State::Begin, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Closed,
                (State::Quoted, _) | (State::Closed, b'"') => State::Quoted,
                (_, b'\n') => {
                    end = Some(at + 1);
                    State::Begin
                }
                (_, b',' | b'\r') => State::Begin,
                _ => State::Plain,
            };
        }
        end
    }
}

#[derive(Clone, Copy)]
enum State {
    /// At the beginning of a field.
    Begin,
    /// In a field without quotes.
    Plain,
    Quoted,
    /// After a quote inside quotes: the end, or the first half of a doubled one.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, size: usize, quotes: bool) -> Vec<(u64, String)> {
        let mut chunks = Chunks { size, ..Chunks::new(text.as_bytes(), quotes) };
        let mut out = Vec::new();
        let mut chunk = Chunk::default();
        while chunks.next(&mut chunk).unwrap() {
            out.push((chunk.line, String::from_utf8(chunk.bytes.clone()).unwrap()));
        }
        out
    }

    #[test]
    fn pieces_end_where_rows_end_and_hold_everything() {
        let text =
            "\u{feff}a,b\r\n\"x\ny\",1\n5\" disk,2\n\"say \"\"\n\"\" so\",3\n\"a\"b\",4\nlast,\"no\nend";
        for size in 1..90 {
            let pieces = pieces(text, size, true);
            let whole: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
            assert_eq!(whole, text[3..], "{size}");
            for (line, piece) in &pieces {
                let rows = ["a,", "\"x", "5\"", "\"say", "\"a\"b", "last"];
                let first = rows.iter().position(|row| piece.starts_with(row));
                assert_eq!(*line, [1, 2, 4, 5, 7, 8][first.expect("a row begins there")], "{size}: {piece}");
            }
        }
        assert_eq!(pieces("{\"a\n{\"b\n", 4, false).len(), 2);
        assert!(pieces("", 4, true).is_empty());
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named() {
        let text = format!("a,b\n\"{}", "x\n".repeat(MAX_ROW));
        let mut chunks = Chunks::new(text.as_bytes(), true);
        let mut chunk = Chunk::default();
        assert!(matches!(chunks.next(&mut chunk), Ok(true)));
        assert!(matches!(chunks.next(&mut chunk), Err(ChunkError::LongRow(2))));
    }
}
