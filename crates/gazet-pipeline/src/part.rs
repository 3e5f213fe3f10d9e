//! Part files: what was extracted from a stretch of the collection, so that the network can be built again, and an
//! interrupted run goes on.
//!
//! A part is a header (`GZPART`, two bytes of version), one zstd frame for each chunk of documents with its length
//! before it (u32, little-endian; 0 ends the list), and the BLAKE3 hash of all that precedes it. A frame holds
//! [`PartDocument`]s in the `postcard` encoding. Parts are written aside and renamed when complete: a part that
//! exists is whole.

use crate::{Failure, PipelineError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 6] = b"GZPART";
const VERSION: u16 = 2;
const HASH_BYTES: usize = 32;
/// Largest frame that is accepted: far above what a chunk of documents makes.
const MAX_FRAME_BYTES: u32 = 1 << 31;

/// An entity of a document, by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartEntity {
    /// The gazetteer's key, or `unlisted:type:normal form`.
    pub key: String,
    /// Code of its type, [`gazet_core::EntityType::index`].
    pub entity_type: u8,
    /// Canonical name, or the fullest form in the document.
    pub name: String,
    /// What the gazetteer knows of it; `None` for unlisted names.
    pub listed: Option<ListedDetails>,
}

/// What a gazetteer knows of an entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ListedDetails {
    /// Finer type.
    pub subtype: Option<String>,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// Degrees north and east.
    pub lat_lon: Option<(f64, f64)>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// GeoNames id.
    pub geonames: Option<String>,
}

/// A mention of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartMention {
    /// Bytes of the text.
    pub start: u32,
    /// End of the bytes.
    pub end: u32,
    /// Code points before the start.
    pub start_char: u32,
    /// Code points before the end.
    pub end_char: u32,
    /// Sentence, block, item and first token.
    pub sentence: u32,
    /// Index of its block.
    pub paragraph: u32,
    /// Index of its item.
    pub item: u32,
    /// Index of its first token.
    pub token: u32,
    /// Code of its type.
    pub entity_type: u8,
    /// Code of its kind: 0 name, 1 demonym, 2 family.
    pub kind: u8,
    /// Code of the rule that decided.
    pub rule: String,
    /// Confidence.
    pub score: f32,
    /// Index into the document's entities.
    pub entity: Option<u32>,
    /// Entities that fit, with scores.
    pub candidates: Vec<(u32, f32)>,
}

/// A theme that holds in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartTheme {
    /// Id of the theme in its pack.
    pub id: String,
    /// The name to display.
    pub label: String,
    /// Id of the theme above it.
    pub parent: Option<String>,
    /// How strongly it holds.
    pub score: f64,
    /// The words that show it, in bytes of the text.
    pub spans: Vec<(u32, u32)>,
}

/// A theme in an item or sentence of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartThemeWithin {
    /// Whether in a sentence; else in an item.
    pub sentence: bool,
    /// Index of the sentence or item.
    pub index: u32,
    /// Id of the theme in its pack.
    pub id: String,
    /// How strongly it holds there.
    pub score: f64,
    /// The words that show it, in bytes of the text.
    pub spans: Vec<(u32, u32)>,
}

/// A keyphrase of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartPhrase {
    /// Its words in one line.
    pub text: String,
    /// Bytes of its first place.
    pub start: u32,
    /// End of those.
    pub end: u32,
    /// The same for all its inflections, in all documents.
    pub key: u64,
    /// Comparable within the document only.
    pub score: f32,
    /// Places where it stands.
    pub n_places: u32,
}

/// A document with what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartDocument {
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: Option<String>,
    /// Date.
    pub date: Option<String>,
    /// Source.
    pub source: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Id of the document that this one repeats.
    pub duplicate_of: Option<String>,
    /// Further fields of the record, carried along.
    pub extra: BTreeMap<String, String>,
    /// The text that offsets point into.
    pub text: String,
    /// Bytes of each sentence.
    pub sentences: Vec<(u32, u32)>,
    /// Number of blocks.
    pub n_paragraphs: u32,
    /// Number of items.
    pub n_items: u32,
    /// What it names.
    pub entities: Vec<PartEntity>,
    /// Its mentions.
    pub mentions: Vec<PartMention>,
    /// Its themes, strongest first.
    pub themes: Vec<PartTheme>,
    /// Its themes in items, then in sentences.
    pub themes_within: Vec<PartThemeWithin>,
    /// Its keyphrases, the best first.
    pub phrases: Vec<PartPhrase>,
}

/// One chunk of documents, encoded and compressed, with the ledger entries of its stretch of the input.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) frame: Vec<u8>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) applied_decisions: BTreeSet<u32>,
    pub(crate) n_documents: u64,
    pub(crate) n_mentions: u64,
    pub(crate) n_bytes: u64,
}

/// Encodes documents as one frame.
pub(crate) fn encode(documents: &[PartDocument]) -> Vec<u8> {
    let plain = postcard::to_stdvec(documents).expect("records of plain data always encode");
    zstd::bulk::compress(&plain, 1).expect("compression in memory does not fail")
}

/// Writes one part file.
pub(crate) struct PartWriter {
    path: PathBuf,
    aside: PathBuf,
    output: BufWriter<File>,
    hasher: blake3::Hasher,
}

impl PartWriter {
    pub(crate) fn create(path: PathBuf) -> Result<Self, PipelineError> {
        let aside = path.with_extension("tmp");
        let file = File::create(&aside).map_err(PipelineError::io("create", &aside))?;
        let mut writer = Self { path, aside, output: BufWriter::new(file), hasher: blake3::Hasher::new() };
        writer.put(MAGIC)?;
        writer.put(&VERSION.to_le_bytes())?;
        Ok(writer)
    }

    pub(crate) fn frame(&mut self, frame: &[u8]) -> Result<(), PipelineError> {
        let length = u32::try_from(frame.len()).expect("a chunk is far below 4 GiB");
        self.put(&length.to_le_bytes())?;
        self.put(frame)
    }

    pub(crate) fn commit(self) -> Result<(), PipelineError> {
        self.finish()?.commit()
    }

    /// Ends the part, complete and on disk beside its place.
    pub(crate) fn finish(mut self) -> Result<FinishedPart, PipelineError> {
        self.put(&0u32.to_le_bytes())?;
        let hash = *self.hasher.finalize().as_bytes();
        self.output.write_all(&hash).map_err(PipelineError::io("write", &self.aside))?;
        let file = self.output.into_inner().map_err(|e| e.into_error());
        let synced = file.and_then(|file| file.sync_all());
        synced.map_err(PipelineError::io("write", &self.aside))?;
        Ok(FinishedPart { path: self.path, aside: self.aside })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), PipelineError> {
        self.hasher.update(bytes);
        self.output.write_all(bytes).map_err(PipelineError::io("write", &self.aside))
    }
}

/// A part that is complete, and not yet in its place.
#[must_use]
pub(crate) struct FinishedPart {
    path: PathBuf,
    aside: PathBuf,
}

impl FinishedPart {
    pub(crate) fn commit(self) -> Result<(), PipelineError> {
        fs::rename(&self.aside, &self.path).map_err(PipelineError::io("rename", &self.aside))
    }
}

/// Reads a part file, frame by frame, and checks its hash at the end.
pub(crate) struct PartReader {
    path: PathBuf,
    input: io::BufReader<File>,
    hasher: blake3::Hasher,
    ended: bool,
}

impl PartReader {
    pub(crate) fn open(path: &Path) -> Result<Self, PipelineError> {
        let file = File::open(path).map_err(PipelineError::io("open", path))?;
        let mut reader = Self {
            path: path.to_owned(),
            input: io::BufReader::new(file),
            hasher: blake3::Hasher::new(),
            ended: false,
        };
        let mut header = [0; MAGIC.len() + 2];
        reader.take(&mut header)?;
        let (magic, version) = header.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(reader.bad("not a part file"));
        }
        if version != VERSION.to_le_bytes() {
            return Err(reader.bad("written by another version of gazet"));
        }
        Ok(reader)
    }

    /// The next compressed frame; `None` behind the last one, whose hash has then been checked.
    pub(crate) fn next_frame(&mut self) -> Result<Option<Vec<u8>>, PipelineError> {
        if self.ended {
            return Ok(None);
        }
        let mut length = [0; 4];
        self.take(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length == 0 {
            let expected = *self.hasher.finalize().as_bytes();
            let mut found = [0; HASH_BYTES];
            self.take(&mut found)?;
            self.ended = true;
            return if found == expected { Ok(None) } else { Err(self.bad("its checksum does not fit")) };
        }
        if length > MAX_FRAME_BYTES {
            return Err(self.bad("a frame is impossibly large"));
        }
        let mut frame = Vec::new();
        let n = self.input.by_ref().take(u64::from(length)).read_to_end(&mut frame);
        if n.map_err(PipelineError::io("read", &self.path))? != length as usize {
            return Err(self.bad("it is cut short"));
        }
        self.hasher.update(&frame);
        Ok(Some(frame))
    }

    /// Decodes a frame of this part.
    pub(crate) fn decode(path: &Path, frame: &[u8]) -> Result<Vec<PartDocument>, PipelineError> {
        let bad = |what: String| PipelineError::BadPart { path: path.to_owned(), what };
        let plain =
            zstd::stream::decode_all(frame).map_err(|e| bad(format!("a frame does not unpack: {e}")))?;
        postcard::from_bytes(&plain).map_err(|e| bad(format!("a frame does not decode: {e}")))
    }

    fn take(&mut self, buffer: &mut [u8]) -> Result<(), PipelineError> {
        match self.input.read_exact(buffer) {
            Ok(()) => {
                self.hasher.update(buffer);
                Ok(())
            }
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Err(self.bad("it is cut short")),
            Err(e) => Err(PipelineError::io("read", &self.path)(e)),
        }
    }

    fn bad(&self, what: &str) -> PipelineError {
        PipelineError::BadPart { path: self.path.clone(), what: what.to_owned() }
    }
}
