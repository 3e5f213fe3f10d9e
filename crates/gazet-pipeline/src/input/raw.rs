//! From raw bytes to documents: the part of reading that is costly, and runs in parallel.

use super::stack::too_large;
use super::{Format, InputOptions, decode, docx, html, json, language, mail, pdf};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};

/// The bytes of one document, not yet decoded.
///
/// All that decides what it becomes is in it, and in the [`InputOptions`].
#[derive(Clone, Debug)]
pub struct RawDocument {
    pub(crate) id: String,
    pub(crate) line: Option<u64>,
    pub(crate) byte: Option<u64>,
    pub(crate) format: Format,
    pub(crate) bytes: Vec<u8>,
    /// The encoding that its container declares.
    pub(crate) charset: Option<String>,
    /// What its container tells of it.
    pub(crate) metadata: Metadata,
}

/// What a raw document became: usually one document; a mail message with its attachments is several.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    /// The documents, in the order of the source.
    pub documents: Vec<Document>,
    /// What could not be read, and what is worth noting.
    pub failures: Vec<Failure>,
}

impl Decoded {
    /// What an entry of a [`super::Reader`] becomes.
    #[must_use]
    pub fn of(entry: Result<RawDocument, Failure>, options: &InputOptions) -> Self {
        match entry {
            Ok(raw) => raw.decode(options),
            Err(failure) => Self::failed(failure),
        }
    }

    pub(crate) fn one(document: Document) -> Self {
        Self { documents: vec![document], failures: Vec::new() }
    }

    pub(crate) fn failed(failure: Failure) -> Self {
        Self { documents: Vec::new(), failures: vec![failure] }
    }
}

impl RawDocument {
    /// A document from bytes in memory.
    #[must_use]
    pub fn new(id: impl Into<String>, format: Format, bytes: Vec<u8>) -> Self {
        Self {
            id: id.into(),
            line: None,
            byte: None,
            format,
            bytes,
            charset: None,
            metadata: Metadata::default(),
        }
    }

    /// Its id, unless what is inside it says otherwise.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Feeds all that decides what it becomes into a hash.
    pub(crate) fn hash_into(&self, hasher: &mut blake3::Hasher) {
        // All fields by name: a new one must be thought of here.
        let Self { id, line, byte, format, bytes, charset, metadata } = self;
        let rest = format!("{id:?} {line:?} {byte:?} {format:?} {charset:?} {metadata:?}");
        hasher.update(&(rest.len() as u64).to_le_bytes()).update(rest.as_bytes()).update(bytes);
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

    /// Decodes it. What cannot be read is among the failures.
    #[must_use]
    pub fn decode(self, options: &InputOptions) -> Decoded {
        let (line, byte) = (self.line, self.byte);
        let mut decoded = match self.format {
            Format::Eml | Format::Mbox => mail::decode(self, options),
            Format::Docx => {
                let Self { id, bytes, metadata, .. } = self;
                let (limit, ratio) = (options.max_document_bytes, options.max_unpack_ratio);
                docx::document(&id, &bytes, metadata, limit, ratio).map_or_else(Decoded::failed, Decoded::one)
            }
            Format::Pdf => pdf::document(&self.id, &self.bytes, self.metadata, options),
            Format::Parquet | Format::Warc => Decoded::failed(Failure::new(
                &self.id,
                Outcome::Failed,
                "format",
                "not a document of its own",
            )),
            Format::Text | Format::Markdown | Format::Html | Format::Jsonl | Format::Csv | Format::Tsv => {
                self.decode_text(options)
            }
        };
        for document in &mut decoded.documents {
            let language = &mut document.metadata.language;
            if language.is_none() {
                *language = language::of(&document.text).map(str::to_owned);
            }
        }
        for failure in &mut decoded.failures {
            failure.line = failure.line.or(line);
            failure.byte = failure.byte.or(byte.filter(|_| line.is_none()));
        }
        decoded
    }

    fn decode_text(self, options: &InputOptions) -> Decoded {
        let Self { id, format, bytes, charset, metadata, .. } = self;
        let declared = charset.or_else(|| (format == Format::Html).then(|| html::charset(&bytes)).flatten());
        let (text, note) = match decode::text(&id, bytes, declared.as_deref(), options.encoding) {
            Ok(decoded) => decoded,
            Err(failure) => return Decoded::failed(failure),
        };
        if text.len() as u64 > options.max_document_bytes {
            return Decoded::failed(too_large(&id, options.max_document_bytes));
        }
        let mut notes: Vec<Failure> = note.into_iter().collect();
        let document = match format {
            Format::Html => html::document(&id, &text, metadata).map(|(document, whole)| {
                notes.extend(whole);
                document
            }),
            Format::Jsonl => json::document(&id, &text, &options.fields),
            _ => Ok(Document { id, text, metadata }),
        };
        match document {
            Ok(document) => Decoded { documents: vec![document], failures: notes },
            Err(failure) => Decoded::failed(failure),
        }
    }
}
