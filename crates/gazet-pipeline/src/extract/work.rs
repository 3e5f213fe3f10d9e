//! What a worker does: raw documents to a chunk.

use super::Extraction;
use crate::Failure;
use crate::duplicates::Signature;
use crate::failure::Outcome;
use crate::input::{Decoded, RawDocument};
use crate::part::{
    self, Chunk, Key, LedgerLine, ListedDetails, PartDocument, PartEntity, PartEntry, PartMention,
    PartPhrase, Table,
};
use crate::themes::ChunkThemes;
use gazet_core::{CharOffsets, Document, DocumentEntity, EntityId, EntityRef, MentionKind};
use gazet_engine::{Analysis, Engine, Scratch};
use gazet_themes::Keyphrase;
use rustc_hash::FxHashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What the reader delivered, with its place in the collection.
pub(super) struct RawEntry {
    pub(super) source: String,
    pub(super) nth: u64,
    pub(super) fingerprint: Key,
    pub(super) raw: Result<RawDocument, Failure>,
}

impl RawEntry {
    pub(super) fn new(source: &str, nth: u64, raw: Result<RawDocument, Failure>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(source.as_bytes()).update(&[0]).update(&nth.to_le_bytes());
        match &raw {
            Ok(document) => document.hash_into(hasher.update(&[1])),
            Err(failure) => {
                hasher.update(&[0]).update(LedgerLine::new(failure).json.as_bytes());
            }
        }
        Self { source: source.to_owned(), nth, fingerprint: *hasher.finalize().as_bytes(), raw }
    }

    pub(super) fn n_raw(&self) -> u64 {
        self.raw.as_ref().map_or(0, RawDocument::len) as u64
    }
}

/// Decodes and analyzes the documents of a chunk.
pub(super) fn work(extraction: &Extraction<'_>, entries: Vec<RawEntry>, scratch: &mut Scratch) -> Chunk {
    let mut common = Common::default();
    let mut entries: Vec<PartEntry> =
        entries.into_iter().map(|entry| part_entry(extraction, entry, scratch, &mut common)).collect();
    let table = Table { entities: common.entities, themes: common.themes.entries };
    part::share(&Arc::new(table), &mut entries);
    Chunk::encode(entries)
}

/// What documents of a chunk have in common.
#[derive(Default)]
struct Common {
    entities: Vec<PartEntity>,
    listed: FxHashMap<EntityId, u32>,
    themes: ChunkThemes,
}

impl Common {
    /// The position of an entity in the chunk's table.
    fn entity(&mut self, engine: &Engine, entity: &DocumentEntity) -> u32 {
        let next = u32::try_from(self.entities.len()).expect("a chunk holds fewer than 2^32 entities");
        let (key, listed) = match entity.reference {
            EntityRef::Listed(id) => {
                let known = *self.listed.entry(id).or_insert(next);
                if known != next && self.entities[known as usize].name == entity.name {
                    return known;
                }
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
        let entity_type = entity.entity_type as u8;
        self.entities.push(PartEntity { key, entity_type, name: entity.name.clone(), listed });
        next
    }
}

fn part_entry(
    extraction: &Extraction<'_>,
    entry: RawEntry,
    scratch: &mut Scratch,
    common: &mut Common,
) -> PartEntry {
    let n_raw = entry.n_raw();
    let id = entry.raw.as_ref().map_or_else(|failure| failure.source.clone(), |raw| raw.id().to_owned());
    let mut done = PartEntry {
        source: entry.source,
        nth: entry.nth,
        fingerprint: entry.fingerprint,
        n_raw,
        ..PartEntry::default()
    };
    let mut failures = Vec::new();
    // An input that makes the program fail is a line of the ledger, like one that cannot be read.
    let analyzed = catch_unwind(AssertUnwindSafe(|| {
        let decoded = Decoded::of(entry.raw, &extraction.options.input);
        failures.extend(decoded.failures);
        for document in decoded.documents {
            match gazet_engine::analyze(extraction.engine, &document, scratch) {
                Ok(analysis) => {
                    failures.extend(analysis.diagnostics.iter().cloned().map(Failure::from));
                    done.applied_decisions.extend(&analysis.applied_decisions);
                    done.documents.push(part_document(extraction.engine, document, &analysis, common));
                }
                Err(error) => {
                    failures.push(Failure::new(&document.id, Outcome::Failed, "analysis", error.to_string()));
                }
            }
        }
    }));
    if analyzed.is_err() {
        *scratch = Scratch::default();
        let message = "the program failed on this input; the message on standard error says where";
        failures.push(
            Failure::new(&id, Outcome::Failed, "crash", message).help("please report it with the input"),
        );
    }
    done.failures = failures.iter().map(LedgerLine::new).collect();
    done
}

fn part_document(
    engine: &Engine,
    document: Document,
    analysis: &Analysis,
    common: &mut Common,
) -> PartDocument {
    let mut offsets = CharOffsets::new(&document.text);
    let entities = analysis.entities.iter().map(|entity| common.entity(engine, entity)).collect();
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
            rule: mention.rule as u8,
            score: mention.score,
            entity: mention.entity,
            candidates: mention.candidates.iter().map(|c| (c.entity, c.score)).collect(),
        })
        .collect();
    let mut record = PartDocument {
        sentences: analysis.sentences.iter().map(|s| (s.start(), s.end())).collect(),
        n_paragraphs: analysis.n_blocks,
        n_items: analysis.n_items,
        table: Arc::default(),
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
        signature: Signature::of(&document.text),
        text: document.text,
        themes: Vec::new(),
        themes_within: Vec::new(),
        phrases: analysis.keyphrases.iter().map(part_phrase).collect(),
    };
    common.themes.put(engine.themes(), &analysis.themes, &mut record);
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
