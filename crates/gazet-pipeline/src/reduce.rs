//! The reduce: part files to tables and the network. Runs again, with other windows or filters, without
//! extracting again.
//!
//! Passes over the parts: which names there are, and which documents repeat others; with names merged, the tables and
//! the counts; the text of the evidence, from the chunks that hold some. What grows with the number of documents goes to
//! disk or takes a few bytes each.

use crate::PipelineError;
use crate::aggregate::{Entities, EntityTable, Keys, Settled, stable_hash};
use crate::control::Control;
use crate::documents::Documents;
use crate::duplicates::{Duplicates, Gathered, Stories};
use crate::emergent::Emergent;
use crate::identity::{Identity, Placed};
use crate::keyphrases::{self, PhraseCounts};
use crate::manifest::Manifest;
use crate::network::{self, NetworkOptions, ThemeCounter};
use crate::part::{PartDocument, PerEntity};
use crate::review::{self, AmbiguousRow, Proposed};
use crate::run_folder::RunFolder;
use crate::summary::Summary;
use crate::themes::{self, DocumentThemeRow, ThemeCounts};
use gazet_core::EntityType;
use gazet_export::{DocumentRecord, MentionRecord, Record, TableFormat, TableWriter};
use gazet_graph::{CoocGraph, Counter, Date, DocumentOccurrences, GraphOptions, Occurrence};
use gazet_resolver::decisions::Decisions;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use crate::documents::for_each_document;

/// Memory that sorting the bands of signatures takes at most, in bytes. More would not make it faster, and would grow
/// with the number of documents until it is reached.
const SORTING: usize = 32 << 20;

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
    /// Which documents count as repeating others. Near ones by default.
    pub duplicates: Duplicates,
    /// Share of their shingles from which on documents count as near, in (0, 1]. 0.7 by default.
    pub similarity: f64,
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
            duplicates: Duplicates::default(),
            similarity: 0.7,
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

/// Builds tables and network from the parts of `folder`. They are in place after [`RunFolder::commit`].
///
/// # Errors
/// If a part is damaged or a file cannot be written, or the run is asked to stop.
pub fn reduce(
    folder: &RunFolder,
    options: &ReduceOptions,
    control: &Control<'_>,
) -> Result<Reduced, PipelineError> {
    let mut manifest = folder.read_manifest()?;
    let all = Documents::of(folder, *control)?;
    let gathered = Mutex::new(Gathered::new(options.duplicates, options.network.memory.min(SORTING))?);
    let names = names(&all, &gathered)?;
    let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    let stories = gathered.decide(options.similarity)?;
    all.go_on()?;
    let (identity, merges) = Identity::merge(&names, &options.decisions);
    review::write_merged(folder, &names, &merges)?;
    let mut proposed = Proposed::new(&names, &merges);
    all.go_on()?;
    let keys = Keys::new(&names, &identity);
    drop(names);
    let mut counter = network::counter(keys.len(), &options.network);
    let names = Names { keys: &keys, identity: &identity };
    let counted = tables(folder, &all, options, &names, &stories, &mut counter, &mut proposed)?;
    proposed.write(folder)?;
    drop(stories);
    let entities = counted.entities.finish();
    let graph_options = network::with_ego(&options.graph, &entities, &options.network)?;
    manifest.counts.duplicates = counted.n_duplicates;
    for (key, value) in
        [("duplicates", options.duplicates.name().to_owned()), ("similarity", options.similarity.to_string())]
    {
        manifest.configuration.insert(key.to_owned(), value);
    }
    counted.themes.write(folder, &entities)?;
    counted.phrases.write(folder, manifest.counts.documents)?;
    if let Some(emergent) = counted.emergent {
        emergent.write(folder, options.network.analytics.seed)?;
    }
    let graph = CoocGraph::from_counted(counter.finish()?, &graph_options)?;
    all.go_on()?;
    let pruned = graph.pruned();
    let looked = network::look(
        &all,
        &Names { keys: &keys, identity: &identity },
        &options.types,
        (&graph, pruned.as_ref().unwrap_or(&graph)),
        counted.ties.finish(),
        &options.network,
    )?;
    all.go_on()?;
    let (tables, graphs) = rayon::join(
        || {
            network::write_entities(folder, &entities)?;
            network::write_edges(folder, &entities, &graph, &looked)?;
            network::write_evidence(folder, options.format, &looked)
        },
        || network::write_graphs(folder, &entities, &graph, pruned.as_ref(), &looked, &options.network),
    );
    tables?;
    let shown = graphs?;

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
        ("graph.betweenness", sampled(shown.betweenness_sampled)),
        ("graph.full-betweenness", shown.full_betweenness_sampled.map_or("none".to_owned(), sampled)),
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
    folder.write_json("manifest.json", &manifest)?;
    let mut summary = Summary::new(&manifest, &entities, &graph);
    summary.notes = shown.notes;
    Ok(Reduced { manifest, summary, applied_decisions: merges.applied_decisions.into_iter().collect() })
}

/// How betweenness was computed, in words.
fn sampled(from: Option<usize>) -> String {
    from.map_or("exact".to_owned(), |n| format!("from {n} nodes"))
}

/// The mentions of a document that count for the network.
pub(crate) fn occurrences(
    document: &PartDocument,
    placed: &Placed<'_>,
    types: &[EntityType],
    found: &mut Vec<Occurrence>,
) {
    found.clear();
    for (index, (mention, node)) in document.mentions.iter().zip(&placed.mentions).enumerate() {
        // Demonyms and families are recorded, but name nobody.
        let Some(node) = node.filter(|_| mention.kind == 0) else { continue };
        let entity_type = mention.entity.map_or(mention.entity_type, |e| document.entity(e).entity_type);
        if types.contains(&EntityType::ALL[usize::from(entity_type)]) {
            found.push(Occurrence {
                node,
                sentence: mention.sentence,
                paragraph: mention.paragraph,
                item: mention.item,
                token: mention.token,
                mention: u32::try_from(index).expect("a document has fewer than 2^32 mentions"),
            });
        }
    }
}

/// The keys that names are counted under, and which name goes under which.
pub(crate) struct Names<'n> {
    pub(crate) keys: &'n Keys,
    pub(crate) identity: &'n Identity,
}

impl Names<'_> {
    /// Who stands behind the names of documents.
    pub(crate) fn placed<'d>(&'d self, documents: &'d [PartDocument]) -> Vec<Placed<'d>> {
        let chunks: Vec<&[PartDocument]> =
            documents.chunk_by(|a, b| Arc::ptr_eq(&a.table, &b.table)).collect();
        let of_chunk = |chunk: &&'d [PartDocument]| {
            let mut known = PerEntity::default();
            let place = |document| Placed::new(document, self.identity, self.keys, &mut known);
            chunk.iter().map(place).collect::<Vec<_>>()
        };
        chunks.par_iter().flat_map_iter(of_chunk).collect()
    }
}

/// The entities of the run before any are merged. Signatures are gathered on the way.
fn names(all: &Documents<'_>, gathered: &Mutex<Gathered>) -> Result<EntityTable, PipelineError> {
    let entities = all.in_parallel(
        "gathering names",
        |_| true,
        Entities::default,
        |entities: &mut Entities, before, documents| {
            (before..).zip(documents).for_each(|(number, document)| entities.add(number, document));
            let signatures: Vec<_> = documents.iter().map(|d| &d.signature).collect();
            gathered.lock().unwrap_or_else(PoisonError::into_inner).add(before, &signatures)
        },
        Entities::merge,
    )?;
    Ok(entities.finish())
}

/// What is counted while tables are written.
struct Counted {
    themes: ThemeCounts,
    phrases: PhraseCounts,
    emergent: Option<Emergent>,
    ties: ThemeCounter,
    entities: Settled,
    /// Documents that repeat others.
    n_duplicates: u64,
}

/// Writes the tables of documents and mentions, and counts.
fn tables(
    folder: &RunFolder,
    all: &Documents<'_>,
    options: &ReduceOptions,
    names: &Names<'_>,
    stories: &Stories,
    counter: &mut Counter,
    proposed: &mut Proposed,
) -> Result<Counted, PipelineError> {
    let mut counted = Counted {
        themes: ThemeCounts::default(),
        phrases: PhraseCounts::default(),
        emergent: options.emergent.then(Emergent::default),
        ties: ThemeCounter::default(),
        entities: Settled::new(names.keys),
        n_duplicates: 0,
    };
    let mut found = Vec::new();
    let mut repeated = Repeated { stories, ids: FxHashMap::default() };
    write_table::<AmbiguousRow>(folder, "review/ambiguous", TableFormat::Csv, |ambiguous| {
        write_table::<MentionRecord>(folder, "mentions", options.format, |mentions| {
            write_table::<DocumentRecord>(folder, "documents", options.format, |documents| {
                write_table::<DocumentThemeRow>(
                    folder,
                    "document-themes",
                    options.format,
                    |document_themes| {
                        all.in_order("writing tables and counting", |before, batch| {
                            for (index, document) in (before as u32..).zip(&mut *batch) {
                                repeated.mark(index, document);
                                counted.n_duplicates += u64::from(document.duplicate_of.is_some());
                            }
                            let batch = &*batch;
                            proposed.collect(before, batch);
                            let placed = names.placed(batch);
                            let Counted { themes, phrases, emergent, ties, entities, .. } = &mut counted;
                            let all = || batch.iter().zip(&placed);
                            let ((written, ()), (recorded, added)) = rayon::join(
                                || {
                                    rayon::join(
                                        || {
                                            all().try_for_each(|(document, placed)| {
                                                put_mentions(
                                                    document, placed, names.keys, mentions, ambiguous,
                                                )
                                            })
                                        },
                                        || {
                                            (before..).zip(all()).for_each(|(number, (document, placed))| {
                                                entities.add(number, document, placed);
                                            })
                                        },
                                    )
                                },
                                || {
                                    rayon::join(
                                        || {
                                            all().try_for_each(|(document, placed)| {
                                                documents.put(&document_record(document, options))?;
                                                themes.add(document, &placed.named);
                                                phrases.add(document)?;
                                                emergent.iter_mut().for_each(|e| e.add(document));
                                                DocumentThemeRow::of(document)
                                                    .try_for_each(|row| document_themes.put(&row))
                                            })
                                        },
                                        || {
                                            let numbered = (before as u32..).zip(all());
                                            numbered.into_iter().try_for_each(
                                                |(index, (document, placed))| {
                                                    occurrences(document, placed, &options.types, &mut found);
                                                    ties.add(document, &found);
                                                    count(index, document, &found, counter)
                                                },
                                            )
                                        },
                                    )
                                },
                            );
                            written.and(recorded).and(added)
                        })
                    },
                )
            })
        })
    })?;
    Ok(counted)
}

/// Ids of the documents that others repeat.
struct Repeated<'s> {
    stories: &'s Stories,
    ids: FxHashMap<u32, String>,
}

impl Repeated<'_> {
    /// Marks a document that repeats an earlier one, unless its source says what it repeats. Documents must come in
    /// order.
    fn mark(&mut self, index: u32, document: &mut PartDocument) {
        if self.stories.is_repeated(index) {
            self.ids.insert(index, document.id.clone());
        }
        if document.duplicate_of.is_none() {
            document.duplicate_of = self.stories.repeated_by(index).map(|first| self.ids[&first].clone());
        }
    }
}

fn put_mentions(
    document: &PartDocument,
    placed: &Placed<'_>,
    keys: &Keys,
    mentions: &mut Table<'_, MentionRecord>,
    ambiguous: &mut Table<'_, AmbiguousRow>,
) -> Result<(), PipelineError> {
    for (index, mention) in document.mentions.iter().enumerate() {
        let record = mention_record(document, index, placed, keys);
        if mention.kind == 0
            && record.entity.is_none()
            && let Some(row) = AmbiguousRow::new(document, mention, record.candidates.clone())
        {
            ambiguous.put(&row)?;
        }
        mentions.put(&record)?;
    }
    Ok(())
}

fn count(
    index: u32,
    document: &PartDocument,
    found: &[Occurrence],
    counter: &mut Counter,
) -> Result<(), PipelineError> {
    counter.add(&DocumentOccurrences {
        document: index,
        sample_key: stable_hash(&document.id),
        date: document.date.as_deref().and_then(Date::parse),
        is_duplicate: document.duplicate_of.is_some(),
        n_sentences: u32::try_from(document.sentences.len()).unwrap_or(u32::MAX),
        n_paragraphs: document.n_paragraphs,
        n_items: document.n_items,
        occurrences: found,
    })?;
    Ok(())
}

/// A table of the run folder that is being written.
pub(crate) struct Table<'a, R: Record> {
    writer: TableWriter<R, BufWriter<File>>,
    path: &'a std::path::Path,
}

impl<R: Record> Table<'_, R> {
    pub(crate) fn put(&mut self, record: &R) -> Result<(), PipelineError> {
        self.writer.write(record).map_err(PipelineError::export(self.path))
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
        let writer = TableWriter::new(format, output).map_err(PipelineError::export(path))?;
        let mut table = Table { writer, path };
        fill(&mut table)?;
        table.writer.finish().map_err(PipelineError::export(path))
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
        themes: themes::cell(document),
        keyphrases: keyphrases::cell(&document.phrases, options.keyphrases),
        duplicate_of: document.duplicate_of.clone(),
        extra: (!document.extra.is_empty())
            .then(|| serde_json::to_string(&document.extra).expect("a map of texts is always JSON")),
        text: options.keep_text.then(|| document.text.clone()),
    }
}

fn mention_record(document: &PartDocument, index: usize, placed: &Placed<'_>, keys: &Keys) -> MentionRecord {
    let mention = &document.mentions[index];
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
        entity: placed.mentions[index].map(|node| keys.key(node).to_owned()),
        rule: placed.who.rule_of(mention),
        score: f64::from((mention.score * 1000.0).round()) / 1000.0,
        candidates: mention
            .candidates
            .iter()
            .map(|&(entity, score)| format!("{}={:.3}", keys.key(placed.nodes[entity as usize]), score))
            .collect::<Vec<_>>()
            .join("|"),
    }
}
