//! The reduce: part files to tables and the network. Runs again, with other windows or filters, without
//! extracting again.
//!
//! Passes over the parts: which names there are; which entities, once names are merged; the tables and the counts; the
//! text of the evidence.

use crate::aggregate::{Entities, EntityTable, stable_hash};
use crate::emergent::Emergent;
use crate::identity::Identity;
use crate::keyphrases::{self, PhraseCounts};
use crate::manifest::Manifest;
use crate::network::{self, NetworkOptions};
use crate::part::{PartDocument, PartReader};
use crate::review::{self, AmbiguousRow};
use crate::run_folder::RunFolder;
use crate::summary::Summary;
use crate::themes::{self, DocumentThemeRow, ThemeCounts};
use crate::{PipelineError, extract};
use gazet_core::EntityType;
use gazet_export::{DocumentRecord, MentionRecord, Record, TableFormat, TableWriter};
use gazet_graph::{CoocGraph, Date, DocumentOccurrences, GraphOptions, Occurrence};
use gazet_resolver::decisions::Decisions;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;

/// Frames that are unpacked together; bounds memory.
const BATCH_FRAMES: usize = 32;

/// How the network is built.
#[derive(Clone, Debug)]
pub struct ReduceOptions {
    /// Window, pruning.
    pub graph: GraphOptions,
    /// Measures, formats, memory.
    pub network: NetworkOptions,
    /// Which types become nodes. All by default.
    pub types: Vec<EntityType>,
    /// Format of the documents and mentions tables. Parquet by default.
    pub format: TableFormat,
    /// Whether the documents table carries the texts. Yes by default.
    pub keep_text: bool,
    /// Keyphrases of a document in the documents table. Ten by default.
    pub keyphrases: usize,
    /// Whether themes are looked for that no pack lists. No by default.
    pub emergent: bool,
    /// Merges and splits that a person has decided. None by default.
    pub decisions: Decisions,
}

impl Default for ReduceOptions {
    fn default() -> Self {
        Self {
            graph: GraphOptions::default(),
            network: NetworkOptions::default(),
            types: EntityType::ALL.to_vec(),
            format: TableFormat::Parquet,
            keep_text: true,
            keyphrases: 10,
            emergent: false,
            decisions: Decisions::default(),
        }
    }
}

/// What the reduce made.
#[derive(Clone, Debug)]
pub struct Reduced {
    /// The manifest, with the counts of the network.
    pub manifest: Manifest,
    /// What a person wants to know first.
    pub summary: Summary,
    /// Positions of the decisions on merges and splits that took effect.
    pub applied_decisions: BTreeSet<u32>,
}

/// Builds tables and network from the parts of `folder`.
///
/// # Errors
/// If a part is damaged or a file cannot be written.
pub fn reduce(folder: &RunFolder, options: &ReduceOptions) -> Result<Reduced, PipelineError> {
    let mut manifest = folder.read_manifest()?;
    let names = entities(folder, &Identity::default())?;
    let (identity, merges) = Identity::merge(&names, &options.decisions);
    folder.create_review()?;
    review::write_merges(folder, &names, &merges)?;
    let entities = if identity.is_trivial() { names } else { entities(folder, &identity)? };
    let mut ambiguous = Vec::new();
    let mut themes = ThemeCounts::default();
    let mut phrases = PhraseCounts::default();
    let mut emergent = options.emergent.then(Emergent::default);

    let graph_options = network::with_ego(&options.graph, &entities, &options.network)?;
    let mut counter = network::counter(&entities, &options.network);
    let mut found = Vec::new();
    let mut n_documents = 0;
    write_table::<MentionRecord>(folder, "mentions", options.format, |mentions| {
        write_table::<DocumentRecord>(folder, "documents", options.format, |documents| {
            write_table::<DocumentThemeRow>(folder, "document-themes", options.format, |document_themes| {
                for_each_document(folder, |document| {
                    documents.put(&document_record(document, options))?;
                    themes.add(document, &identity);
                    phrases.add(document);
                    emergent.iter_mut().for_each(|e| e.add(document));
                    DocumentThemeRow::of(document).try_for_each(|row| document_themes.put(&row))?;
                    for (index, mention) in document.mentions.iter().enumerate() {
                        let record = mention_record(document, index, &identity);
                        if mention.kind == 0 && mention.entity.is_none() {
                            ambiguous.extend(AmbiguousRow::new(document, mention, record.candidates.clone()));
                        }
                        mentions.put(&record)?;
                    }
                    occurrences(document, &entities, &identity, &options.types, &mut found);
                    counter.add(&DocumentOccurrences {
                        document: n_documents,
                        sample_key: stable_hash(&document.id),
                        date: document.date.as_deref().and_then(Date::parse),
                        is_duplicate: document.duplicate_of.is_some(),
                        n_sentences: u32::try_from(document.sentences.len()).unwrap_or(u32::MAX),
                        n_paragraphs: document.n_paragraphs,
                        n_items: document.n_items,
                        occurrences: &found,
                    })?;
                    n_documents += 1;
                    Ok(())
                })
            })
        })
    })?;
    themes.write(folder, &entities)?;
    phrases.write(folder, manifest.counts.documents)?;
    match emergent {
        Some(emergent) => emergent.write(folder, options.network.analytics.seed)?,
        None => folder.remove("emergent-themes.csv")?,
    }
    write_table::<AmbiguousRow>(folder, "review/ambiguous", TableFormat::Csv, |table| {
        ambiguous.iter().try_for_each(|row| table.put(row))
    })?;
    let graph = CoocGraph::from_counted(counter.finish()?, &graph_options)?;
    let pruned = graph.pruned();
    let looked = network::look(
        folder,
        &entities,
        &identity,
        &options.types,
        &graph,
        pruned.as_ref().unwrap_or(&graph),
        &options.network,
    )?;
    network::write_entities(folder, &entities)?;
    network::write_edges(folder, &entities, &graph, &looked)?;
    network::write_evidence(folder, options.format, &looked)?;
    let shown = network::write_graphs(folder, &entities, &graph, pruned.as_ref(), &looked, &options.network)?;

    manifest.counts.entities = entities.iter().filter(|e| e.n_mentions > 0).count() as u64;
    manifest.counts.edges = graph.graph().edge_count() as u64;
    for (key, value) in [
        ("graph.window", options.graph.window.name().to_owned()),
        ("graph.min-weight", options.graph.min_weight.to_string()),
        ("graph.min-documents", options.graph.min_documents.to_string()),
        ("graph.backbone", options.graph.backbone.name().to_owned()),
        ("graph.alpha", options.graph.alpha.to_string()),
        ("graph.top", options.graph.top.map_or("all".to_owned(), |top| top.to_string())),
        ("graph.giant", options.graph.giant.to_string()),
        ("graph.ego", options.network.ego.join("|")),
        ("graph.ego-depth", options.network.ego_depth.to_string()),
        ("graph.window-tokens", options.network.window_tokens.to_string()),
        ("graph.resolution", options.network.analytics.resolution.to_string()),
        ("graph.seed", options.network.analytics.seed.to_string()),
        ("graph.shown-nodes", shown.readable.0.to_string()),
        ("graph.shown-edges", shown.readable.1.to_string()),
        ("graph.modularity", format!("{:.6}", shown.modularity)),
        (
            "graph.betweenness",
            shown.betweenness_sampled.map_or("exact".to_owned(), |n| format!("from {n} nodes")),
        ),
        ("graph.with", options.network.with.iter().map(|with| with.name()).collect::<Vec<_>>().join(",")),
        ("graph.color", options.network.colouring.name().to_owned()),
        ("graph.slice", options.network.slice.map_or("none", |unit| unit.name()).to_owned()),
        ("graph.types", options.types.iter().map(|t| t.name()).collect::<Vec<_>>().join(",")),
    ] {
        manifest.configuration.insert(key.to_owned(), value);
    }
    // A note of an earlier network says nothing of this one.
    manifest.configuration.remove("graph.note");
    if !shown.notes.is_empty() {
        manifest.configuration.insert("graph.note".to_owned(), shown.notes.join("; "));
    }
    extract::write_manifest(folder, &manifest)?;
    let mut summary = Summary::new(&manifest, &entities, &graph);
    summary.notes = shown.notes;
    Ok(Reduced { manifest, summary, applied_decisions: merges.applied_decisions.into_iter().collect() })
}

/// The mentions of a document that count for the network.
pub(crate) fn occurrences(
    document: &PartDocument,
    entities: &EntityTable,
    identity: &Identity,
    types: &[EntityType],
    found: &mut Vec<Occurrence>,
) {
    found.clear();
    for (index, mention) in document.mentions.iter().enumerate() {
        // Demonyms and families are recorded, but name nobody.
        let Some(entity) = mention.entity.filter(|_| mention.kind == 0) else { continue };
        let entity = &document.entities[entity as usize];
        if types.contains(&EntityType::ALL[usize::from(entity.entity_type)]) {
            found.push(Occurrence {
                node: entities.node(identity.of(&entity.key)),
                sentence: mention.sentence,
                paragraph: mention.paragraph,
                item: mention.item,
                token: mention.token,
                mention: u32::try_from(index).expect("a document has fewer than 2^32 mentions"),
            });
        }
    }
}

/// The entities of the run under the keys that `identity` gives.
fn entities(folder: &RunFolder, identity: &Identity) -> Result<EntityTable, PipelineError> {
    let mut entities = Entities::default();
    for_each_document(folder, |document| {
        entities.add(document, identity);
        Ok(())
    })?;
    Ok(entities.finish())
}

/// Calls `visit` for each document of the run, in order.
pub(crate) fn for_each_document(
    folder: &RunFolder,
    mut visit: impl FnMut(&PartDocument) -> Result<(), PipelineError>,
) -> Result<(), PipelineError> {
    for path in folder.part_files()? {
        let mut reader = PartReader::open(&path)?;
        loop {
            let frames = next_frames(&mut reader)?;
            if frames.is_empty() {
                break;
            }
            let chunks: Vec<_> = frames.par_iter().map(|frame| PartReader::decode(&path, frame)).collect();
            for chunk in chunks {
                chunk?.iter().try_for_each(&mut visit)?;
            }
        }
    }
    Ok(())
}

/// The next frames of a part, as many as are unpacked together; none behind the last.
pub(crate) fn next_frames(reader: &mut PartReader) -> Result<Vec<Vec<u8>>, PipelineError> {
    let mut frames = Vec::with_capacity(BATCH_FRAMES);
    while frames.len() < BATCH_FRAMES
        && let Some(frame) = reader.next_frame()?
    {
        frames.push(frame);
    }
    Ok(frames)
}

/// A table of the run folder that is being written.
pub(crate) struct Table<'a, R: Record> {
    writer: TableWriter<R, BufWriter<File>>,
    path: &'a std::path::Path,
}

impl<R: Record> Table<'_, R> {
    pub(crate) fn put(&mut self, record: &R) -> Result<(), PipelineError> {
        self.writer
            .write(record)
            .map_err(|source| PipelineError::Export { path: self.path.to_owned(), source })
    }
}

/// Writes a table of the run folder, aside first.
pub(crate) fn write_table<R: Record>(
    folder: &RunFolder,
    name: &str,
    format: TableFormat,
    fill: impl FnOnce(&mut Table<'_, R>) -> Result<(), PipelineError>,
) -> Result<(), PipelineError> {
    folder.write_file(&format!("{name}.{}", format.extension()), |output, path| {
        let failed = |source| PipelineError::Export { path: path.to_owned(), source };
        let mut table = Table { writer: TableWriter::new(format, output).map_err(failed)?, path };
        fill(&mut table)?;
        table.writer.finish().map_err(failed)
    })
}

fn document_record(document: &PartDocument, options: &ReduceOptions) -> DocumentRecord {
    DocumentRecord {
        id: document.id.clone(),
        source: document.source.clone(),
        title: document.title.clone(),
        date: document.date.clone(),
        author: document.author.clone(),
        language: document.language.clone(),
        url: document.url.clone(),
        n_bytes: document.text.len() as u64,
        n_sentences: document.sentences.len() as u64,
        n_mentions: document.mentions.len() as u64,
        themes: themes::cell(&document.themes),
        keyphrases: keyphrases::cell(&document.phrases, options.keyphrases),
        duplicate_of: document.duplicate_of.clone(),
        extra: (!document.extra.is_empty())
            .then(|| serde_json::to_string(&document.extra).expect("a map of texts is always JSON")),
        text: options.keep_text.then(|| document.text.clone()),
    }
}

fn mention_record(document: &PartDocument, index: usize, identity: &Identity) -> MentionRecord {
    let mention = &document.mentions[index];
    let key = |entity: u32| identity.of(&document.entities[entity as usize].key);
    MentionRecord {
        document: document.id.clone(),
        start_byte: u64::from(mention.start),
        end_byte: u64::from(mention.end),
        start_char: u64::from(mention.start_char),
        end_char: u64::from(mention.end_char),
        sentence: u64::from(mention.sentence),
        paragraph: u64::from(mention.paragraph),
        item: u64::from(mention.item),
        surface: document.text[mention.start as usize..mention.end as usize].to_owned(),
        entity_type: EntityType::ALL[usize::from(mention.entity_type)].name(),
        kind: ["name", "demonym", "family"][usize::from(mention.kind)],
        entity: mention.entity.map(|e| key(e).to_owned()),
        rule: mention.rule.clone(),
        score: f64::from((mention.score * 1000.0).round()) / 1000.0,
        candidates: mention
            .candidates
            .iter()
            .map(|&(entity, score)| format!("{}={:.3}", key(entity), score))
            .collect::<Vec<_>>()
            .join("|"),
    }
}
