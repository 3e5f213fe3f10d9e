//! The network's files: entities, edges, evidence, graphs.

mod explain;
mod graph_files;
mod notes;

pub use explain::{EdgeExplained, Mark, NamedEntity, Place, Stretch, explain_edge};

use crate::PipelineError;
use crate::aggregate::{Entity, EntityTable};
use crate::part::PartDocument;
use crate::reduce::{for_each_document, write_table};
use crate::run_folder::RunFolder;
use gazet_export::graph::{GraphFormat, Profile};
use gazet_export::{EdgeRecord, EntityRecord, EvidenceRecord, TableFormat};
use gazet_graph::{
    Analytics, AnalyticsOptions, CoocGraph, Counter, Ego, Evidence, GraphOptions, NodeId, SpillSpace,
};
use graph_files::{FULL, Picture, READABLE, rounded};
use petgraph::visit::EdgeRef;
use std::collections::{BTreeMap, BTreeSet};

/// The evidence of all edges, by pair, best first.
pub(crate) type EvidenceTexts = BTreeMap<(NodeId, NodeId), Vec<EvidenceRecord>>;

/// Longest text quoted as evidence, in bytes; longer stretches are cut between the two names.
const MAX_QUOTE_BYTES: usize = 600;

/// Evidence to fetch: its edge, its rank there, and where it stands.
type Wanted = ((NodeId, NodeId), usize, Evidence);

/// Fetches the sentences behind the edges of `graph`.
pub(crate) fn evidence(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
) -> Result<EvidenceTexts, PipelineError> {
    let mut wanted: BTreeMap<u32, Vec<Wanted>> = BTreeMap::new();
    for edge in graph.graph().edge_references() {
        let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
        for (rank, &evidence) in edge.weight().evidence.iter().enumerate() {
            wanted.entry(evidence.document).or_default().push((pair, rank, evidence));
        }
    }
    let mut found = EvidenceTexts::new();
    let mut index = 0;
    for_each_document(folder, |document| {
        for &(pair, rank, evidence) in wanted.get(&index).into_iter().flatten() {
            let a = &document.mentions[evidence.mention_a as usize];
            let b = &document.mentions[evidence.mention_b as usize];
            found.entry(pair).or_default().push(EvidenceRecord {
                source: entities.get(pair.0).key.clone(),
                target: entities.get(pair.1).key.clone(),
                rank: rank as u64 + 1,
                window: evidence.window.name(),
                document: document.id.clone(),
                source_start_byte: u64::from(a.start),
                source_end_byte: u64::from(a.end),
                target_start_byte: u64::from(b.start),
                target_end_byte: u64::from(b.end),
                text: quote(document, a.sentence, b.sentence),
            });
        }
        index += 1;
        Ok(())
    })?;
    for records in found.values_mut() {
        records.sort_by_key(|r| r.rank);
    }
    Ok(found)
}

/// The sentences that hold two mentions: the stretch from the first to the second, or, where that is long, both
/// sentences with an ellipsis between them.
fn quote(document: &PartDocument, a: u32, b: u32) -> String {
    let (first, last) = (a.min(b) as usize, a.max(b) as usize);
    let sentence = |index: usize| {
        let (start, end) = document.sentences[index];
        document.text[start as usize..end as usize].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (start, end) = (document.sentences[first].0 as usize, document.sentences[last].1 as usize);
    if first == last {
        sentence(first)
    } else if end - start <= MAX_QUOTE_BYTES {
        document.text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        format!("{} […] {}", sentence(first), sentence(last))
    }
}

pub(crate) fn write_entities(folder: &RunFolder, entities: &EntityTable) -> Result<(), PipelineError> {
    let mut order: Vec<&Entity> = entities.iter().filter(|e| e.n_mentions > 0).collect();
    order.sort_by(|a, b| {
        b.n_documents.cmp(&a.n_documents).then(b.n_mentions.cmp(&a.n_mentions)).then(a.key.cmp(&b.key))
    });
    write_table::<EntityRecord>(folder, "entities", TableFormat::Csv, |table| {
        order.into_iter().try_for_each(|entity| table.put(&entity_record(entity)))
    })
}

fn entity_record(entity: &Entity) -> EntityRecord {
    let listed = entity.listed.clone().unwrap_or_default();
    EntityRecord {
        id: entity.key.clone(),
        entity_type: entity.entity_type.name(),
        subtype: listed.subtype,
        name: entity.name.clone(),
        aliases_seen: joined(entity.surfaces.iter().map(|(surface, _)| surface.as_str())),
        n_mentions: entity.n_mentions,
        n_documents: entity.n_documents,
        first: entity.first.map(|d| d.to_string()),
        last: entity.last.map(|d| d.to_string()),
        country: listed.country,
        lat: listed.lat_lon.map(|(lat, _)| lat),
        lon: listed.lat_lon.map(|(_, lon)| lon),
        wikidata: listed.wikidata,
        geonames: listed.geonames,
        listed: entity.listed.is_some(),
    }
}

/// Joins values with `|`; a `|` inside a value becomes `/`.
fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(|v| v.replace('|', "/")).collect::<Vec<_>>().join("|")
}

pub(crate) fn write_edges(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
    evidence: &EvidenceTexts,
) -> Result<(), PipelineError> {
    write_table::<EdgeRecord>(folder, "edges", TableFormat::Csv, |table| {
        for edge in graph.graph().edge_references() {
            let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
            let (source, target) = (entities.get(pair.0), entities.get(pair.1));
            let best = evidence.get(&pair).and_then(|e| e.first());
            let [n_sentences, n_paragraphs, n_items, n_documents, n_token_windows] = edge.weight().n_windows;
            table.put(&EdgeRecord {
                source: source.key.clone(),
                target: target.key.clone(),
                source_name: source.name.clone(),
                target_name: target.name.clone(),
                weight: edge.weight().weight as f64,
                n_sentences,
                n_paragraphs,
                n_items,
                n_documents,
                n_stories: edge.weight().n_stories,
                n_token_windows,
                npmi: rounded(edge.weight().npmi),
                g2: rounded(edge.weight().g2),
                jaccard: rounded(edge.weight().jaccard),
                dice: rounded(edge.weight().dice),
                association: rounded(edge.weight().association),
                p: rounded(edge.weight().p),
                significant: edge.weight().significant,
                first: edge.weight().first.map(|d| d.to_string()),
                last: edge.weight().last.map(|d| d.to_string()),
                evidence_document: best.map(|e| e.document.clone()),
                evidence: best.map(|e| e.text.clone()),
            })?;
        }
        Ok(())
    })
}

pub(crate) fn write_evidence(
    folder: &RunFolder,
    format: TableFormat,
    evidence: &EvidenceTexts,
) -> Result<(), PipelineError> {
    write_table::<EvidenceRecord>(folder, "evidence", format, |table| {
        evidence.values().flatten().try_for_each(|record| table.put(record))
    })
}

/// How the network is shown.
#[derive(Clone, Debug)]
pub struct NetworkOptions {
    /// What is measured.
    pub analytics: AnalyticsOptions,
    /// Formats of the graph; GraphML is always among them.
    pub formats: Vec<GraphFormat>,
    /// Whom GraphML is for.
    pub profile: Profile,
    /// Names or keys of the entities whose neighbourhood is shown; all of the graph where empty.
    pub ego: Vec<String>,
    /// How many edges that neighbourhood reaches. 1 by default.
    pub ego_depth: u32,
    /// Tokens of a window of [`gazet_graph::Window::Tokens`].
    pub window_tokens: u32,
    /// Bytes of memory for counts of pairs; past that they go to temporary files. 1 GiB by default.
    pub memory: usize,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self {
            analytics: AnalyticsOptions::default(),
            formats: vec![GraphFormat::Graphml],
            profile: Profile::default(),
            ego: Vec::new(),
            ego_depth: 1,
            window_tokens: gazet_graph::DEFAULT_WINDOW_TOKENS,
            memory: 1 << 30,
        }
    }
}

/// A counter that keeps to the memory that `options` give, and uses temporary files beyond.
pub(crate) fn counter(entities: &EntityTable, options: &NetworkOptions) -> Counter {
    let space: SpillSpace = Box::new(|| Ok(Box::new(tempfile::tempfile()?)));
    Counter::bounded(entities.len(), options.memory, space).token_window(options.window_tokens)
}

/// The options of the graph, with the entities in the middle found by key or name.
///
/// # Errors
/// If nobody in the collection has such a name.
pub(crate) fn with_ego(
    graph: &GraphOptions,
    entities: &EntityTable,
    options: &NetworkOptions,
) -> Result<GraphOptions, PipelineError> {
    if options.ego.is_empty() {
        return Ok(graph.clone());
    }
    let mut centres = Vec::new();
    for wanted in &options.ego {
        let before = centres.len();
        let folded = wanted.to_lowercase();
        for (index, entity) in entities.iter().enumerate().filter(|(_, entity)| entity.n_mentions > 0) {
            if entity.key == *wanted || entity.name.to_lowercase() == folded {
                centres.push(NodeId(u32::try_from(index).expect("fewer than 2^32 entities")));
            }
        }
        if centres.len() == before {
            return Err(PipelineError::NoSuchEntity { name: wanted.clone() });
        }
    }
    Ok(GraphOptions { ego: Some(Ego { centres, depth: options.ego_depth }), ..graph.clone() })
}

/// What was shown of a network.
pub(crate) struct Shown {
    /// Nodes and edges of the readable graph.
    pub(crate) readable: (usize, usize),
    /// From how many nodes betweenness was estimated, `None` where it is exact.
    pub(crate) betweenness_sampled: Option<usize>,
    /// Modularity of the communities of the readable graph.
    pub(crate) modularity: f64,
    /// Why the readable graph has no edges, where it has none.
    pub(crate) note: Option<String>,
}

/// Writes the graph that a reader can take in, and the whole of it beside where that is more.
pub(crate) fn write_graphs(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
    evidence: &EvidenceTexts,
    options: &NetworkOptions,
) -> Result<Shown, PipelineError> {
    graph_files::remove_all(folder)?;
    let formats: BTreeSet<GraphFormat> =
        options.formats.iter().copied().chain([GraphFormat::Graphml]).collect();
    let write = |graph: &CoocGraph, stem: &str, formats: &BTreeSet<GraphFormat>| {
        let analytics = Analytics::of(graph, &options.analytics)?;
        let picture = Picture { entities, graph, analytics: &analytics, evidence, profile: options.profile };
        formats.iter().try_for_each(|&format| picture.write(folder, stem, format))?;
        Ok::<_, PipelineError>(analytics)
    };
    let pruned = graph.pruned();
    if pruned.is_some() {
        write(graph, FULL, &BTreeSet::from([GraphFormat::Graphml]))?;
    }
    let readable = pruned.as_ref().unwrap_or(graph);
    let analytics = write(readable, READABLE, &formats)?;
    Ok(Shown {
        readable: (readable.graph().node_count(), readable.graph().edge_count()),
        betweenness_sampled: analytics.betweenness_sampled,
        modularity: analytics.modularity,
        note: notes::emptiness(graph, readable),
    })
}
