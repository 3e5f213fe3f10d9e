//! A file of JSON lines, cut at its line ends.

use super::stack::{Splitter, Step, too_large, unreadable};
use super::{Format, InputOptions, RawDocument};
use std::io::{self, BufRead, BufReader, Read};

pub(crate) struct Lines {
    id: String,
    input: Box<dyn BufRead + Send>,
    line: u64,
    byte: u64,
}

impl Lines {
    pub(crate) fn new(id: String, input: Box<dyn Read + Send>) -> Self {
        Self { id, input: Box::new(BufReader::with_capacity(1 << 16, input)), line: 0, byte: 0 }
    }
}

impl Splitter for Lines {
    /// The next line that is not blank.
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        let limit = options.max_document_bytes;
        loop {
            self.line += 1;
            let start = self.byte;
            let mut bytes = Vec::new();
            let read = self.input.by_ref().take(limit.saturating_add(1)).read_until(b'\n', &mut bytes);
            let id = || format!("{}#{}", self.id, self.line);
            match read {
                Err(error) => {
                    // The position after an error is unknown: give this file up, and say so.
                    let failure = unreadable(&id(), &error).line(self.line).byte(start);
                    self.input = Box::new(io::empty());
                    return Some(Step::Record(failure));
                }
                Ok(0) => return None,
                Ok(n) => self.byte += n as u64,
            }
            if bytes.len() as u64 > limit && bytes.last() != Some(&b'\n') {
                let failure = match skip_line(&mut self.input) {
                    Ok(skipped) => {
                        self.byte += skipped;
                        too_large(&id(), limit)
                    }
                    Err(error) => {
                        let failure = unreadable(&id(), &error);
                        self.input = Box::new(io::empty());
                        failure
                    }
                };
                return Some(Step::Record(failure.line(self.line).byte(start)));
            }
            if start == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut document = RawDocument::new(id(), Format::Jsonl, bytes);
            document.line = Some(self.line);
            document.byte = Some(start);
            return Some(Step::Document(document));
        }
    }
}

/// Reads on to the end of the line without keeping it. Returns the bytes that were passed over.
pub(crate) fn skip_line(input: &mut dyn BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let (n, done) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        input.consume(n);
        skipped += n as u64;
        if done {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ones without end but for a line break after `n` of them.
    struct LongLine {
        left: u64,
        tail: io::Cursor<Vec<u8>>,
    }

    impl Read for LongLine {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.left == 0 {
                return self.tail.read(buffer);
            }
            let n = self.left.min(buffer.len() as u64) as usize;
            buffer[..n].fill(b'1');
            self.left -= n as u64;
            Ok(n)
        }
    }

    #[test]
    fn a_line_of_two_gigabytes_is_recorded_without_being_held() {
        let tail = io::Cursor::new(b"\n{\"text\":\"x\"}\n".to_vec());
        let mut lines = Lines::new("a.jsonl".to_owned(), Box::new(LongLine { left: 2 << 30, tail }));
        let options = InputOptions { max_document_bytes: 1 << 20, ..InputOptions::default() };
        let Some(Step::Record(failure)) = lines.next(&options) else {
            panic!("the long line is no document")
        };
        assert_eq!((failure.code.as_str(), failure.line), ("too-large", Some(1)));
        let Some(Step::Document(document)) = lines.next(&options) else { panic!("the next line is one") };
        assert_eq!((document.line, document.byte), (Some(2), Some((2 << 30) + 1)));
        assert!(lines.next(&options).is_none());
    }
}
