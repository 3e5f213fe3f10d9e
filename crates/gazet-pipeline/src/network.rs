//! The network's files: entities, edges, evidence, graphs.

mod evidence;
mod explain;
mod explain_entity;
mod found;
mod graph_files;
mod look;
mod notes;
mod palette;
mod picture;
mod slice_files;
mod ties;

pub use explain::{EdgeExplained, Mark, NamedEntity, Place, Stretch, explain_edge};
pub use explain_entity::{DocumentNaming, EntityExplained, MergedName, RuleUse, explain_entity};
pub use found::{FoundName, found_names};

use crate::PipelineError;
use crate::aggregate::{Entity, EntityTable};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use evidence::edge_of;
use gazet_export::graph::{GraphFormat, Profile};
use gazet_export::{EdgeRecord, EntityRecord, EvidenceRecord, TableFormat};
use gazet_graph::layout::LayoutOptions;
use gazet_graph::{AnalyticsOptions, CoocGraph, Counter, Ego, GraphOptions, NodeId, SliceUnit, SpillSpace};
use graph_files::{FULL, READABLE};
pub(crate) use look::{Looked, look};
use petgraph::visit::EdgeRef;
use picture::Picture;
use rayon::prelude::*;
use std::collections::BTreeSet;
pub(crate) use ties::ThemeCounter;

/// Six significant digits: more than the counts behind a measure carry.
fn rounded(value: f64) -> f64 {
    // Rust reads back what it has written; a value that is not finite stays what it is.
    format!("{value:.5e}").parse().unwrap_or(value)
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
    looked: &Looked,
) -> Result<(), PipelineError> {
    write_table::<EdgeRecord>(folder, "edges", TableFormat::Csv, |table| {
        for edge in graph.graph().edge_references() {
            let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
            let (source, target) = (entities.get(pair.0), entities.get(pair.1));
            let best = looked.evidence.get(&pair).and_then(|e| e.first());
            let [n_sentences, n_paragraphs, n_items, n_documents, n_token_windows] = edge.weight().n_windows;
            table.put(&EdgeRecord {
                source: source.key.clone(),
                target: target.key.clone(),
                id: edge_of(&source.key, &target.key),
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
    looked: &Looked,
) -> Result<(), PipelineError> {
    write_table::<EvidenceRecord>(folder, "evidence", format, |table| {
        looked.evidence.values().flatten().try_for_each(|record| table.put(record))
    })
}

/// Layout steps of the graph that holds everything.
const FULL_LAYOUT_STEPS: u32 = 30;

/// Nodes beside entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum With {
    /// Themes, tied to the entities that are named where they hold more often than by chance.
    Themes,
    /// Documents, tied to the entities that they name, and to themes where those are nodes.
    Documents,
}

impl With {
    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Themes => "themes",
            Self::Documents => "documents",
        }
    }
}

/// What the colour of a node says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colouring {
    /// Its type.
    #[default]
    Type,
    /// Its community.
    Community,
    /// The theme of most of its documents.
    Theme,
}

impl Colouring {
    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Community => "community",
            Self::Theme => "theme",
        }
    }
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
    /// Nodes beside entities in the readable graph. None by default.
    pub with: Vec<With>,
    /// What the colour of nodes says.
    pub colouring: Colouring,
    /// Whether, and by which slices, the readable graph is shown through time. Not by default.
    pub slice: Option<SliceUnit>,
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
            with: Vec::new(),
            colouring: Colouring::default(),
            slice: None,
            memory: 1 << 30,
        }
    }
}

/// A counter that keeps to the memory that `options` give, and uses temporary files beyond.
pub(crate) fn counter(n_nodes: usize, options: &NetworkOptions) -> Counter {
    let space: SpillSpace = Box::new(|| Ok(Box::new(tempfile::tempfile()?)));
    Counter::bounded(n_nodes, options.memory, space).token_window(options.window_tokens)
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
    /// The same for the graph that holds everything, where there is one beside the readable one.
    pub(crate) full_betweenness_sampled: Option<Option<usize>>,
    /// Modularity of the communities of the readable graph.
    pub(crate) modularity: f64,
    /// What should be known before the graph is looked at.
    pub(crate) notes: Vec<String>,
}

/// Writes the graph that a reader can take in, and the whole of it beside where that is more.
pub(crate) fn write_graphs(
    folder: &RunFolder,
    entities: &EntityTable,
    graph: &CoocGraph,
    shown: Option<&CoocGraph>,
    looked: &Looked,
    options: &NetworkOptions,
) -> Result<Shown, PipelineError> {
    let formats: Vec<GraphFormat> = {
        let all: BTreeSet<_> = options.formats.iter().copied().chain([GraphFormat::Graphml]).collect();
        all.into_iter().collect()
    };
    let readable = shown.unwrap_or(graph);
    let picture = Picture::new(entities, readable, looked, options, &options.analytics)?;
    let write_readable = || {
        let write = |&format: &_| graph_files::write(folder, &picture, READABLE, format, options.profile);
        formats.par_iter().map(write).try_reduce(|| 0, |a, b| Ok(a.max(b)))
    };
    let write_full = || {
        if shown.is_none() {
            return Ok::<_, PipelineError>((None, 0));
        }
        // The whole is for programs: a rough picture of it will do, around what is shown.
        let whole = NetworkOptions { with: Vec::new(), ..options.clone() };
        let layout = |layout: LayoutOptions| LayoutOptions {
            steps: layout.steps.or(Some(FULL_LAYOUT_STEPS)),
            start: picture.places_in(graph),
            ..layout
        };
        let analytics = AnalyticsOptions {
            betweenness_steps: options.analytics.betweenness_steps / 4,
            layout: options.analytics.layout.clone().map(layout),
            ..options.analytics.clone()
        };
        let picture = Picture::new(entities, graph, looked, &whole, &analytics)?;
        let n_dropped = graph_files::write(folder, &picture, FULL, GraphFormat::Graphml, options.profile)?;
        Ok((Some(picture.analytics.betweenness_sampled), n_dropped))
    };
    let (dropped, full) = rayon::join(write_readable, write_full);
    let (dropped, (full_betweenness_sampled, full_dropped)) = (dropped?, full?);
    let mut notes: Vec<String> = notes::emptiness(graph, readable).into_iter().collect();
    if looked.documents_left_out > 0 {
        notes.push(format!(
            "{} further documents name entities of the graph and are not in it; --top sets how many are",
            looked.documents_left_out
        ));
    }
    if let Some(slices) = &looked.slices {
        slice_files::write(folder, &picture, readable.options().window, slices, options)?;
        notes.extend(notes::undated(slices));
    }
    notes.extend(notes::dropped(dropped.max(full_dropped)));
    Ok(Shown {
        readable: (picture.len(), picture.n_edges()),
        betweenness_sampled: picture.analytics.betweenness_sampled,
        full_betweenness_sampled,
        modularity: picture.analytics.modularity,
        notes,
    })
}
