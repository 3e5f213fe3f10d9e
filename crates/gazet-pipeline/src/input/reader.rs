//! Cuts the files of a collection into raw documents, in order.

use super::{Collection, Format, RecordFields, decode, html, json};
use crate::Failure;
use crate::failure::Outcome;
use crate::input::discover::Source;
use gazet_core::{Document, Metadata};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputOptions {
    /// Fields of JSON records.
    pub fields: RecordFields,
    /// Largest document in bytes; larger ones are recorded as failed. Default 64 MiB: an analysis takes up to
    /// sixty times the size of its document in memory. At most 4 GiB.
    pub max_document_bytes: u64,
    /// Format of standard input. Default plain text.
    pub stdin_format: Format,
}

impl Default for InputOptions {
    fn default() -> Self {
        Self { fields: RecordFields::default(), max_document_bytes: 64 << 20, stdin_format: Format::Text }
    }
}

/// The bytes of one document, not yet decoded.
#[derive(Clone, Debug)]
pub struct RawDocument {
    id: String,
    line: Option<u64>,
    format: Format,
    bytes: Vec<u8>,
}

impl RawDocument {
    /// A document from bytes in memory.
    #[must_use]
    pub fn new(id: impl Into<String>, format: Format, bytes: Vec<u8>) -> Self {
        Self { id: id.into(), line: None, format, bytes }
    }

    /// Size in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Decodes it, and tells what is worth noting.
    ///
    /// # Errors
    /// If it is no document: see the returned failure.
    pub fn decode(self, options: &InputOptions) -> Result<(Document, Option<Failure>), Failure> {
        let line = self.line;
        let at_line = |mut failure: Failure| {
            failure.line = failure.line.or(line);
            failure
        };
        let (text, note) = decode::text(&self.id, self.bytes).map_err(at_line)?;
        let document = match self.format {
            Format::Text | Format::Markdown => Document { id: self.id, text, metadata: Metadata::default() },
            Format::Html => html::document(&self.id, &text)?,
            Format::Jsonl => json::document(&self.id, &text, &options.fields).map_err(at_line)?,
        };
        Ok((document, note.map(at_line)))
    }
}

/// Reads a collection, one raw document after the other.
pub struct Reader<'a> {
    options: &'a InputOptions,
    sources: std::slice::Iter<'a, Source>,
    lines: Option<Lines>,
}

struct Lines {
    id: String,
    input: Box<dyn BufRead + Send>,
    line: u64,
}

impl<'a> Reader<'a> {
    /// Starts at the first file.
    #[must_use]
    pub fn new(collection: &'a Collection, options: &'a InputOptions) -> Self {
        Self { options, sources: collection.sources.iter(), lines: None }
    }

    fn open(&mut self, source: &Source) -> Option<Result<RawDocument, Failure>> {
        let (id, format, input): (_, _, Box<dyn Read + Send>) = match source {
            Source::Stdin => ("stdin".to_owned(), self.options.stdin_format, Box::new(io::stdin())),
            Source::File { id, path, format } => match File::open(path) {
                Ok(file) => (id.clone(), *format, Box::new(file)),
                Err(error) => return Some(Err(unreadable(id, &error))),
            },
        };
        if format == Format::Jsonl {
            self.lines =
                Some(Lines { id, input: Box::new(BufReader::with_capacity(1 << 16, input)), line: 0 });
            return None;
        }
        let limit = self.options.max_document_bytes;
        let mut bytes = Vec::new();
        Some(match input.take(limit + 1).read_to_end(&mut bytes) {
            Err(error) => Err(unreadable(&id, &error)),
            Ok(n) if n as u64 > limit => Err(too_large(&id, limit)),
            Ok(_) => Ok(RawDocument { id, line: None, format, bytes }),
        })
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<RawDocument, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next(self.options.max_document_bytes) {
                    Some(record) => return Some(record),
                    None => self.lines = None,
                }
            }
            let source = self.sources.next()?;
            if let Some(document) = self.open(source) {
                return Some(document);
            }
        }
    }
}

impl Lines {
    /// The next line that is not blank.
    fn next(&mut self, limit: u64) -> Option<Result<RawDocument, Failure>> {
        loop {
            self.line += 1;
            let id = format!("{}#{}", self.id, self.line);
            let mut bytes = Vec::new();
            match self.input.by_ref().take(limit + 1).read_until(b'\n', &mut bytes) {
                Err(error) => {
                    // The position after an error is unknown: give this file up, and say so.
                    self.input = Box::new(io::empty());
                    return Some(Err(unreadable(&id, &error).line(self.line)));
                }
                Ok(0) => return None,
                Ok(_) => {}
            }
            if bytes.len() as u64 > limit && bytes.last() != Some(&b'\n') {
                let skipped = skip_line(&mut self.input);
                let failure = match skipped {
                    Ok(()) => too_large(&id, limit),
                    Err(error) => unreadable(&id, &error),
                };
                return Some(Err(failure.line(self.line)));
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(Ok(RawDocument { id, line: Some(self.line), format: Format::Jsonl, bytes }));
        }
    }
}

/// Reads on to the end of the line without keeping it.
fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (n, done) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        input.consume(n);
        if done {
            return Ok(());
        }
    }
}

fn unreadable(id: &str, error: &io::Error) -> Failure {
    Failure::new(id, Outcome::Failed, "unreadable", format!("cannot be read: {error}"))
        .help("check that the file exists and its permissions")
}

fn too_large(id: &str, limit: u64) -> Failure {
    Failure::new(id, Outcome::Failed, "too-large", format!("larger than {limit} bytes"))
        .help("raise --max-document-bytes, or split it")
}
