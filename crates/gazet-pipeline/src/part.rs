//! Part files: what was extracted from a stretch of the collection, so that the network can be built again, and an
//! interrupted run goes on.
//!
//! A part is a header (`GZPART`, two bytes of version), its chunks, and the BLAKE3 hash of all that precedes it. A chunk
//! is its key (32 bytes), the lengths of its ledger and its frame (u32 each, little-endian), the BLAKE3 hash of both, a
//! [`Ledger`], and a zstd frame of a [`Table`] and the [`PartEntry`]s that point into it, both in the `postcard`
//! encoding; a frame of length 0 ends the list. Parts are written aside, synced, and renamed when complete: a part that
//! exists is whole.
//!
//! The key of a chunk is a hash of what went into it: the recipe of the run and the raw bytes of its documents. A part
//! is named by the keys of its chunks. So equal input under an equal recipe is found again, wherever it now stands.

mod table;

pub(crate) use table::{PerEntity, Table, ThemeEntry, share};

use crate::duplicates::Signature;
use crate::failure::Outcome;
use crate::{Failure, PipelineError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 6] = b"GZPART";
const VERSION: u16 = 4;
const HEADER_BYTES: u64 = MAGIC.len() as u64 + 2;
const HASH_BYTES: usize = 32;
const CHUNK_HEADER_BYTES: u64 = 2 * HASH_BYTES as u64 + 8;
/// Largest frame or ledger that is accepted: far above what a chunk of documents makes.
const MAX_FRAME_BYTES: u32 = 1 << 31;

/// A hash over the recipe of a run and the raw bytes of a chunk.
pub(crate) type Key = [u8; HASH_BYTES];

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
    /// Position among [`gazet_core::Rule::ALL`] of the rule that decided.
    pub rule: u8,
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
    /// Which theme: a position in the chunk's [`Table`].
    pub theme: u32,
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
    /// Which theme: a position in the chunk's [`Table`].
    pub theme: u32,
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
    /// What `entities` and themes point into. Documents of a chunk share it.
    #[serde(skip)]
    pub table: Arc<Table>,
    /// What it names: positions in the chunk's [`Table`].
    pub entities: Vec<u32>,
    /// Its mentions.
    pub mentions: Vec<PartMention>,
    /// Its themes, strongest first.
    pub themes: Vec<PartTheme>,
    /// Its themes in items, then in sentences.
    pub themes_within: Vec<PartThemeWithin>,
    /// Its keyphrases, the best first.
    pub phrases: Vec<PartPhrase>,
    /// What its text is like, to find documents that repeat it.
    pub signature: Signature,
}

impl PartDocument {
    /// The entity that a mention of the document points at.
    pub(crate) fn entity(&self, index: u32) -> &PartEntity {
        &self.table.entities[self.entities[index as usize] as usize]
    }

    /// The entities that its mentions point at, in order.
    pub(crate) fn own_entities(&self) -> impl Iterator<Item = &PartEntity> {
        self.entities.iter().map(|&entity| &self.table.entities[entity as usize])
    }

    /// A theme of the document.
    pub(crate) fn theme(&self, index: u32) -> &ThemeEntry {
        &self.table.themes[index as usize]
    }
}

/// What became of one input: its documents, or the reason why there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartEntry {
    /// Id of the file that it came from; empty for standard input. Entries of a run are sorted by it.
    pub source: String,
    /// Position among the entries of that file, from 0.
    pub nth: u64,
    /// Hash of its raw bytes.
    pub fingerprint: Key,
    /// Raw bytes.
    pub n_raw: u64,
    /// The documents in it: usually one; none where it could not be read.
    pub documents: Vec<PartDocument>,
    /// Lines of the ledger about it, as JSON.
    pub failures: Vec<LedgerLine>,
    /// Positions of the decisions that took effect in it.
    pub applied_decisions: Vec<u32>,
}

/// A line of `failures.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LedgerLine {
    /// 0 failed, 1 skipped, 2 noted.
    pub outcome: u8,
    /// The line as JSON, without its end.
    pub json: String,
}

impl LedgerLine {
    pub(crate) fn new(failure: &Failure) -> Self {
        Self {
            outcome: match failure.outcome {
                Outcome::Failed => 0,
                Outcome::Skipped => 1,
                Outcome::Noted => 2,
            },
            json: serde_json::to_string(failure).expect("texts and numbers always encode"),
        }
    }
}

/// The account of a chunk: what a run needs to know of it without unpacking it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// Hash over the ids and texts of the documents.
    pub content: Key,
    /// Documents read.
    pub n_documents: u64,
    /// Mentions found.
    pub n_mentions: u64,
    /// Bytes of text.
    pub n_bytes: u64,
    /// Raw bytes.
    pub n_raw: u64,
    /// What there is to say about inputs.
    pub failures: Vec<LedgerLine>,
    /// Positions of the decisions that took effect.
    pub applied_decisions: BTreeSet<u32>,
}

/// A chunk, encoded and compressed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) ledger: Ledger,
    pub(crate) frame: Vec<u8>,
}

impl Chunk {
    /// Accounts for entries, encodes and compresses them. Equal entries give equal bytes, whatever tables they come with.
    pub(crate) fn encode(mut entries: Vec<PartEntry>) -> Self {
        let table = table::united(&mut entries);
        let mut ledger = Ledger::default();
        let mut hasher = blake3::Hasher::new();
        for entry in &entries {
            ledger.n_raw += entry.n_raw;
            ledger.failures.extend_from_slice(&entry.failures);
            ledger.applied_decisions.extend(&entry.applied_decisions);
            for document in &entry.documents {
                hasher
                    .update(document.id.as_bytes())
                    .update(&[0])
                    .update(document.text.as_bytes())
                    .update(&[0]);
                ledger.n_documents += 1;
                ledger.n_mentions += document.mentions.len() as u64;
                ledger.n_bytes += document.text.len() as u64;
            }
        }
        ledger.content = *hasher.finalize().as_bytes();
        let plain = postcard::to_stdvec(&(&*table, &entries)).expect("records of plain data always encode");
        let frame = zstd::bulk::compress(&plain, 1).expect("compression in memory does not fail");
        Self { ledger, frame }
    }
}

/// A hash of what goes into a chunk, from those of its inputs. It decides where parts end, so that these are the same
/// under any recipe.
pub(crate) fn inputs_hash(fingerprints: impl Iterator<Item = Key>) -> Key {
    let mut hasher = blake3::Hasher::new();
    for fingerprint in fingerprints {
        hasher.update(&fingerprint);
    }
    *hasher.finalize().as_bytes()
}

/// The key of a chunk, from the hash of the run's recipe and that of its inputs.
pub(crate) fn chunk_key(recipe: &Key, inputs: &Key) -> Key {
    *blake3::Hasher::new().update(recipe).update(inputs).finalize().as_bytes()
}

/// The file name of a part of these chunks.
pub(crate) fn part_name<'k>(keys: impl Iterator<Item = &'k Key>) -> String {
    let mut hasher = blake3::Hasher::new();
    for key in keys {
        hasher.update(key);
    }
    format!("{}.part", &hasher.finalize().to_hex()[..24])
}

/// Writes one part file, whole or not at all.
pub(crate) fn write_part<'c>(
    path: &Path,
    chunks: impl Iterator<Item = (&'c Key, &'c Chunk)>,
) -> Result<(), PipelineError> {
    let aside = path.with_extension("tmp");
    let written = write_aside(&aside, chunks);
    if written.is_err() {
        // On a full disk, what could not be finished must not stay in the way of a second try.
        let _ = fs::remove_file(&aside);
    }
    written?;
    fs::rename(&aside, path).map_err(PipelineError::io("rename", &aside))?;
    crate::run_folder::sync_folder_of(path)
}

fn write_aside<'c>(
    aside: &Path,
    chunks: impl Iterator<Item = (&'c Key, &'c Chunk)>,
) -> Result<(), PipelineError> {
    let file = File::create(aside).map_err(PipelineError::io("create", aside))?;
    let mut output = BufWriter::with_capacity(1 << 16, file);
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        output.write_all(bytes).map_err(PipelineError::io("write", aside))
    };
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("a chunk is far below 4 GiB").to_le_bytes();
    put(MAGIC)?;
    put(&VERSION.to_le_bytes())?;
    for (key, chunk) in chunks {
        let ledger = postcard::to_stdvec(&chunk.ledger).expect("records of plain data always encode");
        put(key)?;
        put(&length(&ledger))?;
        put(&length(&chunk.frame))?;
        put(blake3::Hasher::new().update(&ledger).update(&chunk.frame).finalize().as_bytes())?;
        put(&ledger)?;
        put(&chunk.frame)?;
    }
    put(&[0; CHUNK_HEADER_BYTES as usize])?;
    let hash = *hasher.finalize().as_bytes();
    output.write_all(&hash).map_err(PipelineError::io("write", aside))?;
    let file = output.into_inner().map_err(io::IntoInnerError::into_error);
    file.and_then(|file| file.sync_all()).map_err(PipelineError::io("write", aside))
}

/// A chunk of a part file, before its frame is unpacked.
#[derive(Debug)]
pub(crate) struct StoredChunk {
    pub(crate) key: Key,
    /// Where it begins in the file.
    pub(crate) offset: u64,
    pub(crate) chunk: Chunk,
}

struct ChunkHeader {
    key: Key,
    n_ledger: u32,
    n_frame: u32,
    hash: Key,
}

/// Reads a part file, chunk by chunk, and checks its hash at the end.
pub(crate) struct PartReader {
    path: PathBuf,
    input: io::BufReader<File>,
    hasher: blake3::Hasher,
    offset: u64,
}

impl PartReader {
    pub(crate) fn open(path: &Path) -> Result<Self, PipelineError> {
        let file = File::open(path).map_err(PipelineError::io("open", path))?;
        let mut reader = Self {
            path: path.to_owned(),
            input: io::BufReader::with_capacity(1 << 16, file),
            hasher: blake3::Hasher::new(),
            offset: 0,
        };
        let mut header = [0; HEADER_BYTES as usize];
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

    /// The next chunk; `None` behind the last one, when the hash of the file has been checked.
    pub(crate) fn next_chunk(&mut self) -> Result<Option<StoredChunk>, PipelineError> {
        let offset = self.offset;
        let Some(header) = self.chunk_header()? else {
            let expected = *self.hasher.finalize().as_bytes();
            let mut found = [0; HASH_BYTES];
            self.take(&mut found)?;
            return if found == expected { Ok(None) } else { Err(self.damaged()) };
        };
        let chunk = self.chunk(&header)?;
        Ok(Some(StoredChunk { key: header.key, offset, chunk }))
    }

    /// The chunk that begins at `offset`, as [`StoredChunk`] gave it.
    pub(crate) fn chunk_at(path: &Path, offset: u64) -> Result<Chunk, PipelineError> {
        let mut reader = Self::open(path)?;
        reader.input.seek(SeekFrom::Start(offset)).map_err(PipelineError::io("read", path))?;
        match reader.chunk_header()? {
            Some(header) => reader.chunk(&header),
            None => Err(reader.bad("it has changed while it was used")),
        }
    }

    fn chunk(&mut self, header: &ChunkHeader) -> Result<Chunk, PipelineError> {
        let ledger = self.bytes(header.n_ledger)?;
        let frame = self.bytes(header.n_frame)?;
        // Before anything is made of it: what is damaged may still decode.
        if *blake3::Hasher::new().update(&ledger).update(&frame).finalize().as_bytes() != header.hash {
            return Err(self.damaged());
        }
        let ledger =
            postcard::from_bytes(&ledger).map_err(|e| self.bad(&format!("a ledger does not decode: {e}")))?;
        Ok(Chunk { ledger, frame })
    }

    /// Unpacks a frame of the part file `path`.
    pub(crate) fn decode(path: &Path, frame: &[u8]) -> Result<Vec<PartEntry>, PipelineError> {
        let bad = |what: String| PipelineError::BadPart { path: path.to_owned(), what };
        let plain =
            zstd::stream::decode_all(frame).map_err(|e| bad(format!("a frame does not unpack: {e}")))?;
        let (table, mut entries): (Table, Vec<PartEntry>) =
            postcard::from_bytes(&plain).map_err(|e| bad(format!("a frame does not decode: {e}")))?;
        if table::attach(table, &mut entries) {
            Ok(entries)
        } else {
            Err(bad("a document points at an entity or theme that is not there".to_owned()))
        }
    }

    fn chunk_header(&mut self) -> Result<Option<ChunkHeader>, PipelineError> {
        let (mut key, mut lengths, mut hash) = ([0; HASH_BYTES], [[0; 4]; 2], [0; HASH_BYTES]);
        self.take(&mut key)?;
        self.take(&mut lengths[0])?;
        self.take(&mut lengths[1])?;
        self.take(&mut hash)?;
        let [n_ledger, n_frame] = lengths.map(u32::from_le_bytes);
        if n_ledger > MAX_FRAME_BYTES || n_frame > MAX_FRAME_BYTES {
            return Err(self.bad("a frame is impossibly large"));
        }
        Ok((n_frame > 0).then_some(ChunkHeader { key, n_ledger, n_frame, hash }))
    }

    fn bytes(&mut self, length: u32) -> Result<Vec<u8>, PipelineError> {
        let mut bytes = Vec::new();
        let n = self.input.by_ref().take(u64::from(length)).read_to_end(&mut bytes);
        if n.map_err(PipelineError::io("read", &self.path))? != length as usize {
            return Err(self.bad("it is cut short"));
        }
        self.offset += u64::from(length);
        self.hasher.update(&bytes);
        Ok(bytes)
    }

    fn take(&mut self, buffer: &mut [u8]) -> Result<(), PipelineError> {
        match self.input.read_exact(buffer) {
            Ok(()) => {
                self.offset += buffer.len() as u64;
                self.hasher.update(buffer);
                Ok(())
            }
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Err(self.bad("it is cut short")),
            Err(e) => Err(PipelineError::io("read", &self.path)(e)),
        }
    }

    fn damaged(&self) -> PipelineError {
        self.bad("its checksum does not fit")
    }

    fn bad(&self, what: &str) -> PipelineError {
        PipelineError::BadPart { path: self.path.clone(), what: what.to_owned() }
    }
}
