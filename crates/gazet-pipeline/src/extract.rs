//! The map: every document of a collection through the engine, in parallel, into part files.

use crate::failure::Outcome;
use crate::input::{Collection, Decoded, InputOptions, RawDocument, Reader};
use crate::manifest::{Fingerprint, Manifest, Totals};
use crate::part::{
    self, Chunk, ListedDetails, PartDocument, PartEntity, PartMention, PartPhrase, PartWriter,
};
use crate::run_folder::RunFolder;
use crate::{Failure, PipelineError, themes};
use gazet_core::{CharOffsets, Document, EntityRef, MentionKind};
use gazet_engine::{Analysis, Engine, Scratch};
use gazet_themes::Keyphrase;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::mpsc;

/// Documents of one chunk: the unit of work and of compression.
const CHUNK_DOCUMENTS: usize = 64;
/// A chunk is closed early at this size.
const CHUNK_BYTES: usize = 1 << 20;
/// Chunks that are worked on together; bounds memory.
const BATCH_CHUNKS: usize = 32;
/// Chunks of one part file.
const PART_CHUNKS: usize = 256;

/// How a collection is extracted.
#[derive(Clone, Debug, Default)]
pub struct ExtractOptions {
    /// How inputs are read.
    pub input: InputOptions,
    /// Stop at the first input that fails.
    pub strict: bool,
    /// What the run was told, for the manifest.
    pub configuration: BTreeMap<String, String>,
}

/// How far an extraction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents done.
    pub documents: u64,
    /// Bytes of text done.
    pub bytes: u64,
    /// Mentions found.
    pub mentions: u64,
}

/// What an extraction made.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// The manifest.
    pub manifest: Manifest,
    /// Positions of the engine's decisions that took effect in some document.
    pub applied_decisions: BTreeSet<u32>,
}

/// What one raw document became.
type Entry = Result<RawDocument, Failure>;

/// Extracts `collection` into `folder`: part files, `failures.jsonl` and the manifest.
///
/// # Errors
/// If the folder cannot be written, or an input fails under `strict`. Anything else that is wrong with an input is
/// recorded, and the run goes on.
pub fn extract(
    engine: &Engine,
    collection: &Collection,
    options: &ExtractOptions,
    folder: &RunFolder,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Extracted, PipelineError> {
    let mut applied_decisions = BTreeSet::new();
    let mut totals = Totals {
        sources: collection.n_sources() as u64,
        left_out: collection.n_left_out(),
        ..Totals::default()
    };
    let mut failures = collection.skipped.clone();
    let mut hasher = blake3::Hasher::new();
    std::thread::scope(|scope| -> Result<(), PipelineError> {
        // Reading runs beside the analysis, at most two batches ahead.
        let (sender, receiver) = mpsc::sync_channel::<Vec<Vec<Entry>>>(1);
        scope.spawn(move || {
            let mut batches = Batches { reader: Reader::new(collection, &options.input) };
            while let Some(batch) = batches.next() {
                if sender.send(batch).is_err() {
                    return; // The other side stopped with an error of its own.
                }
            }
        });
        let mut parts = Parts { folder, index: 0, chunks: 0, writer: None };
        for batch in receiver {
            let chunks: Vec<(Chunk, blake3::Hash)> = batch
                .into_par_iter()
                .map_init(Scratch::default, |scratch, entries| work(engine, options, entries, scratch))
                .collect();
            for (chunk, hash) in chunks {
                if options.strict
                    && let Some(failure) = chunk.failures.iter().find(|f| f.outcome == Outcome::Failed)
                {
                    return Err(PipelineError::Strict(failure.to_string()));
                }
                hasher.update(hash.as_bytes());
                applied_decisions.extend(chunk.applied_decisions);
                totals.documents += chunk.n_documents;
                totals.mentions += chunk.n_mentions;
                totals.bytes += chunk.n_bytes;
                parts.add(&chunk.frame)?;
                failures.extend(chunk.failures);
            }
            progress(Progress {
                documents: totals.documents,
                bytes: totals.bytes,
                mentions: totals.mentions,
            });
        }
        parts.finish()
    })?;
    if let Some(spans) = engine.spans() {
        failures.extend(spans.unused().map(|id| {
            Failure::new(
                id,
                Outcome::Noted,
                "spans-unused",
                "spans from outside for a document that is not here",
            )
            .help("ids of spans are those of documents, as documents.parquet and the ledger show them")
        }));
    }
    failures.sort_by(|a, b| (&a.source, a.line, &a.code).cmp(&(&b.source, b.line, &b.code)));
    for failure in &failures {
        match failure.outcome {
            Outcome::Failed => totals.failed += 1,
            Outcome::Skipped => totals.skipped += 1,
            Outcome::Noted => totals.noted += 1,
        }
    }
    write_failures(folder, &failures)?;
    let manifest = Manifest {
        format: 1,
        gazet: env!("CARGO_PKG_VERSION").to_owned(),
        gazetteers: engine.gazetteer_fingerprints().map(Fingerprint::from).collect(),
        themes: engine.theme_fingerprints().map(Fingerprint::from).collect(),
        configuration: options.configuration.clone(),
        documents_hash: hasher.finalize().to_hex().to_string(),
        counts: totals,
    };
    write_manifest(folder, &manifest)?;
    Ok(Extracted { manifest, applied_decisions })
}

pub(crate) fn write_manifest(folder: &RunFolder, manifest: &Manifest) -> Result<(), PipelineError> {
    folder.write_file("manifest.json", |mut output, path| {
        serde_json::to_writer_pretty(&mut output, manifest)
            .map_err(|e| PipelineError::io("write", path)(e.into()))?;
        output.write_all(b"\n").map_err(PipelineError::io("write", path))?;
        Ok(output)
    })
}

fn write_failures(folder: &RunFolder, failures: &[Failure]) -> Result<(), PipelineError> {
    folder.write_file("failures.jsonl", |mut output, path| {
        for failure in failures {
            serde_json::to_writer(&mut output, failure)
                .map_err(|e| PipelineError::io("write", path)(e.into()))?;
            output.write_all(b"\n").map_err(PipelineError::io("write", path))?;
        }
        Ok(output)
    })
}

/// Cuts the reader's stream into batches of chunks. Where a chunk ends depends on the input alone, not on threads.
struct Batches<'a> {
    reader: Reader<'a>,
}

impl Batches<'_> {
    fn next(&mut self) -> Option<Vec<Vec<Entry>>> {
        let mut batch = Vec::new();
        while batch.len() < BATCH_CHUNKS {
            let mut chunk = Vec::new();
            let mut bytes = 0;
            while chunk.len() < CHUNK_DOCUMENTS && bytes < CHUNK_BYTES {
                let Some(entry) = self.reader.next() else { break };
                bytes += entry.as_ref().map_or(0, RawDocument::len);
                chunk.push(entry);
            }
            if chunk.is_empty() {
                break;
            }
            batch.push(chunk);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

struct Parts<'a> {
    folder: &'a RunFolder,
    index: usize,
    chunks: usize,
    writer: Option<PartWriter>,
}

impl Parts<'_> {
    fn add(&mut self, frame: &[u8]) -> Result<(), PipelineError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => PartWriter::create(self.folder.part(self.index))?,
        };
        writer.frame(frame)?;
        self.chunks += 1;
        if self.chunks == PART_CHUNKS {
            writer.commit()?;
            self.index += 1;
            self.chunks = 0;
        } else {
            self.writer = Some(writer);
        }
        Ok(())
    }

    fn finish(self) -> Result<(), PipelineError> {
        self.writer.map_or(Ok(()), PartWriter::commit)
    }
}

fn work(
    engine: &Engine,
    options: &ExtractOptions,
    entries: Vec<Entry>,
    scratch: &mut Scratch,
) -> (Chunk, blake3::Hash) {
    let mut chunk = Chunk::default();
    let mut documents = Vec::with_capacity(entries.len());
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        let decoded = Decoded::of(entry, &options.input);
        chunk.failures.extend(decoded.failures);
        for document in decoded.documents {
            match gazet_engine::analyze(engine, &document, scratch) {
                Ok(analysis) => {
                    hasher.update(document.id.as_bytes()).update(&[0]).update(document.text.as_bytes());
                    chunk.failures.extend(analysis.diagnostics.iter().cloned().map(Failure::from));
                    chunk.applied_decisions.extend(&analysis.applied_decisions);
                    chunk.n_documents += 1;
                    chunk.n_bytes += document.text.len() as u64;
                    chunk.n_mentions += analysis.mentions.len() as u64;
                    documents.push(part_document(engine, document, &analysis));
                }
                Err(error) => chunk.failures.push(Failure::new(
                    &document.id,
                    Outcome::Failed,
                    "analysis",
                    error.to_string(),
                )),
            }
        }
    }
    chunk.frame = part::encode(&documents);
    (chunk, hasher.finalize())
}

fn part_document(engine: &Engine, document: Document, analysis: &Analysis) -> PartDocument {
    let mut offsets = CharOffsets::new(&document.text);
    let entities = analysis
        .entities
        .iter()
        .map(|entity| {
            let (key, listed) = match entity.reference {
                EntityRef::Listed(id) => {
                    let view = engine.gazetteers().entity(id);
                    let text = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
                    let details = ListedDetails {
                        subtype: text(view.subtype()),
                        country: text(view.country()),
                        lat_lon: view.lat_lon(),
                        wikidata: text(view.wikidata()),
                        geonames: text(view.geonames()),
                    };
                    (view.key().to_owned(), Some(details))
                }
                EntityRef::Unlisted => (gazet_engine::unlisted_key(entity.entity_type, &entity.name), None),
            };
            PartEntity { key, entity_type: entity.entity_type as u8, name: entity.name.clone(), listed }
        })
        .collect();
    let mentions = analysis
        .mentions
        .iter()
        .map(|mention| PartMention {
            start: mention.span.start(),
            end: mention.span.end(),
            start_char: offsets.chars_before(mention.span.start()),
            end_char: offsets.chars_before(mention.span.end()),
            sentence: mention.sentence,
            paragraph: mention.block,
            item: mention.item,
            token: mention.tokens.start,
            entity_type: mention.entity_type as u8,
            kind: match mention.kind {
                MentionKind::Name => 0,
                MentionKind::Demonym => 1,
                MentionKind::Family => 2,
            },
            rule: mention.rule.code().to_owned(),
            score: mention.score,
            entity: mention.entity,
            candidates: mention.candidates.iter().map(|c| (c.entity, c.score)).collect(),
        })
        .collect();
    let mut record = PartDocument {
        themes: Vec::new(),
        themes_within: Vec::new(),
        phrases: analysis.keyphrases.iter().map(part_phrase).collect(),
        sentences: analysis.sentences.iter().map(|s| (s.start(), s.end())).collect(),
        n_paragraphs: analysis.n_blocks,
        n_items: analysis.n_items,
        entities,
        mentions,
        id: document.id,
        title: document.metadata.title,
        date: document.metadata.date,
        source: document.metadata.source,
        author: document.metadata.author,
        language: document.metadata.language,
        url: document.metadata.url,
        duplicate_of: document.metadata.duplicate_of,
        extra: document.metadata.extra,
        text: document.text,
    };
    themes::put(engine.themes(), &analysis.themes, &mut record);
    record
}

fn part_phrase(phrase: &Keyphrase) -> PartPhrase {
    PartPhrase {
        text: phrase.text.clone(),
        start: phrase.span.start(),
        end: phrase.span.end(),
        key: phrase.key,
        score: phrase.score as f32,
        n_places: phrase.n_places,
    }
}
