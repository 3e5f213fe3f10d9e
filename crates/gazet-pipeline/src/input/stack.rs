//! What an input is opened into: one document, a file of records, a file of files.
//!
//! Containers nest, so the reader keeps a stack of [`Splitter`]s. Each owns its bytes, hands out one step at a time,
//! and holds no more than one document.

use super::decode::{self, Transcoded};
use super::format::{self, Guess, Packing};
use super::lines::Lines;
use super::mbox::Mbox;
use super::rows::Rows;
use super::table::Table;
use super::unpack::{Bomb, Budget, Counted, unpack};
use super::warc::Warc;
use super::zip::Archive;
use super::{Format, InputOptions, RawDocument};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::Metadata;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Bytes that are looked at to tell a format.
const HEAD_BYTES: usize = 8192;
/// How deep containers may nest.
const MAX_DEPTH: u8 = 8;

/// One step of reading a container.
pub(crate) enum Step {
    /// A document.
    Document(RawDocument),
    /// Something to record.
    Record(Failure),
    /// Something to open.
    Open(Input),
}

/// Cuts an input, one step after the other.
pub(crate) trait Splitter: Send {
    /// The next step; `None` at the end.
    fn next(&mut self, options: &InputOptions) -> Option<Step>;
}

/// Where the bytes of an input are.
pub(crate) enum Bytes {
    /// In a file of their own.
    File(File),
    /// In a stream.
    Stream(Box<dyn Read + Send>),
}

/// Something to read.
pub(crate) struct Input {
    /// Where it came from.
    pub(crate) id: String,
    /// The name that promises a format.
    pub(crate) name: String,
    /// Its format, when that is known.
    pub(crate) format: Option<Format>,
    /// Its bytes.
    pub(crate) bytes: Bytes,
    /// How many containers it lies in.
    pub(crate) depth: u8,
    /// What of it may be unpacked.
    pub(crate) budget: Arc<Budget>,
}

impl Input {
    /// A file. What is none, such as a pipe that was named, is read as a stream.
    pub(crate) fn file(
        id: String,
        name: String,
        format: Option<Format>,
        file: File,
        options: &InputOptions,
    ) -> Self {
        match file.metadata() {
            Ok(metadata) if metadata.is_file() => {
                let budget = Budget::new(metadata.len(), options.max_unpack_ratio);
                Self { id, name, format, bytes: Bytes::File(file), depth: 0, budget }
            }
            _ => Self { name, ..Self::stream(id, format, Box::new(file), options) },
        }
    }

    /// Bytes in memory, called like a file.
    pub(crate) fn memory(name: &str, bytes: Vec<u8>, options: &InputOptions) -> Self {
        let budget = Budget::new(bytes.len() as u64, options.max_unpack_ratio);
        let bytes = Bytes::Stream(Box::new(Cursor::new(bytes)));
        Self { id: name.to_owned(), name: name.to_owned(), format: None, bytes, depth: 0, budget }
    }

    /// A stream of unknown length.
    pub(crate) fn stream(
        id: String,
        format: Option<Format>,
        input: Box<dyn Read + Send>,
        options: &InputOptions,
    ) -> Self {
        let budget = Budget::new(0, options.max_unpack_ratio);
        let input = Box::new(Counted { input, budget: Arc::clone(&budget) });
        Self { name: String::new(), id, format, bytes: Bytes::Stream(input), depth: 0, budget }
    }

    /// Opens it.
    ///
    /// # Errors
    /// If it cannot be read, or is nothing that is read.
    pub(crate) fn open(mut self, options: &InputOptions) -> Result<Box<dyn Splitter>, Failure> {
        if self.depth > MAX_DEPTH {
            return Err(Failure::new(
                &self.id,
                Outcome::Failed,
                "nested-too-deep",
                format!("lies in more than {MAX_DEPTH} containers"),
            )
            .help("unpack it first"));
        }
        let head = self.head().map_err(|error| unreadable(&self.id, &error))?;
        let guess = match self.format {
            // What is one document keeps the format that was asked for; records may still be packed.
            Some(format) => match format::guess("", &head) {
                packed @ Guess::Packed(_) => packed,
                _ => Guess::Format(format),
            },
            None => format::guess(&self.name, &head),
        };
        let format = match guess {
            // Crawls are packed record by record, and the place of a record is that of its member.
            Guess::Packed(Packing::Gzip) if self.promises_warc() => {
                return Ok(Box::new(Warc::new(self.id, self.bytes, true, &self.budget)));
            }
            Guess::Packed(packing) => {
                self.name = format::unpacked_name(&self.name).0.to_owned();
                self.depth += 1;
                let Self { id, name, format, bytes, depth, budget } = self;
                let unpacked =
                    unpack(packing, bytes.into_stream(), &budget).map_err(|e| unreadable(&id, &e))?;
                return Self { id, name, format, bytes: Bytes::Stream(unpacked), depth, budget }
                    .open(options);
            }
            Guess::Zip => return Ok(Box::new(Archive::open(self)?)),
            Guess::Other(what) => {
                return Err(Failure::new(&self.id, Outcome::Skipped, "binary", format!("{what}, not text"))
                    .help("convert it to text first"));
            }
            Guess::Format(format) => format,
            Guess::Unknown => Format::Text,
        };
        // Files of records are cut at bytes of ASCII, so they must be UTF-8 before.
        if matches!(format, Format::Jsonl | Format::Csv | Format::Tsv)
            && let Some(encoding) =
                decode::utf16(&head).or(options.encoding.filter(|e| !e.is_ascii_compatible()))
        {
            self.bytes = Bytes::Stream(Box::new(Transcoded::new(self.bytes.into_stream(), encoding)));
        }
        Ok(match format {
            Format::Jsonl => Box::new(Lines::new(self.id, self.bytes.into_stream())),
            Format::Csv | Format::Tsv => Box::new(Table::new(self.id, format, self.bytes.into_stream())),
            Format::Warc => Box::new(Warc::new(self.id, self.bytes, false, &self.budget)),
            Format::Mbox => Box::new(Mbox::new(self.id, self.bytes.into_stream())),
            Format::Parquet => Box::new(Rows::open(self.id, self.bytes, options)?),
            _ => Box::new(Whole { input: Some((self.id, format, self.bytes.into_stream())) }),
        })
    }

    fn promises_warc(&self) -> bool {
        self.format == Some(Format::Warc)
            || format::of_name(format::unpacked_name(&self.name).0) == Some(Format::Warc)
    }

    /// The first bytes, which stay to be read.
    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        match &mut self.bytes {
            Bytes::File(file) => {
                file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
                file.seek(SeekFrom::Start(0))?;
            }
            Bytes::Stream(stream) => {
                let read = stream.take(HEAD_BYTES as u64).read_to_end(&mut head);
                let rest = std::mem::replace(stream, Box::new(io::empty()));
                // An error behind the first bytes is met again by whoever reads on.
                let failed = read.err().filter(|_| !head.is_empty());
                *stream = match failed {
                    Some(error) => Box::new(Cursor::new(head.clone()).chain(Broken(Some(error)))),
                    None => Box::new(Cursor::new(head.clone()).chain(rest)),
                };
            }
        }
        Ok(head)
    }
}

impl Bytes {
    pub(crate) fn into_stream(self) -> Box<dyn Read + Send> {
        match self {
            Self::File(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
            Self::Stream(stream) => stream,
        }
    }

    /// A file of these bytes: streams are written to a temporary one, which goes away with its handle.
    pub(crate) fn into_file(self) -> io::Result<File> {
        match self {
            Self::File(file) => Ok(file),
            Self::Stream(mut stream) => {
                let mut file = tempfile::tempfile()?;
                io::copy(&mut stream, &mut file)?;
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
        }
    }
}

/// A stream that fails.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A file that is one document.
struct Whole {
    input: Option<(String, Format, Box<dyn Read + Send>)>,
}

impl Splitter for Whole {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        let (id, format, input) = self.input.take()?;
        Some(match read_limited(input, options.max_document_bytes) {
            Ok(Some(bytes)) => Step::Document(RawDocument::new(id, format, bytes)),
            Ok(None) => Step::Record(too_large(&id, options.max_document_bytes)),
            Err(error) => Step::Record(unreadable(&id, &error)),
        })
    }
}

/// All of `input`, or `None` where it is longer than `limit`.
pub(crate) fn read_limited(input: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

pub(crate) fn unreadable(id: &str, error: &io::Error) -> Failure {
    if error.get_ref().is_some_and(|inner| inner.is::<Bomb>()) {
        return Failure::new(id, Outcome::Failed, "bomb", error.to_string())
            .help("raise --max-unpack-ratio if it is no bomb");
    }
    let help = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => {
            "check that the file exists and its permissions"
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            "the file is damaged or cut short: fetch it again"
        }
        _ => "check the file and its disk",
    };
    Failure::new(id, Outcome::Failed, "unreadable", format!("cannot be read: {error}")).help(help)
}

pub(crate) fn too_large(id: &str, limit: u64) -> Failure {
    Failure::new(id, Outcome::Failed, "too-large", format!("larger than {limit} bytes"))
        .help("raise --max-document-bytes, or split it")
}

/// A document of a record that is already cut into its fields.
pub(crate) fn record_document(id: String, place: Place, text: Vec<u8>, metadata: Metadata) -> RawDocument {
    RawDocument { line: place.line, byte: place.byte, metadata, ..RawDocument::new(id, Format::Text, text) }
}

/// Where in its file a record stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) line: Option<u64>,
    pub(crate) byte: Option<u64>,
}
