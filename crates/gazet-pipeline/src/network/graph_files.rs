//! The network in graph files: what is said of nodes and edges, in which order, in which file.

use super::{EvidenceTexts, joined};
use crate::PipelineError;
use crate::aggregate::EntityTable;
use crate::run_folder::RunFolder;
use gazet_core::EntityType;
use gazet_export::ExportError;
use gazet_export::graph::{
    Attribute, AttributeType, GraphFormat, GraphSchema, GraphWriter, Profile, Value, Written,
};
use gazet_graph::{Analytics, CoocGraph, NodeId, Window};
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

const NODE_ATTRIBUTES: &[Attribute] = &[
    Attribute::new("label", AttributeType::String),
    Attribute::new("name", AttributeType::String),
    Attribute::new("entity", AttributeType::String),
    Attribute::new("type", AttributeType::String),
    Attribute::new("subtype", AttributeType::String),
    Attribute::new("aliases", AttributeType::String),
    Attribute::new("n_mentions", AttributeType::Long),
    Attribute::new("n_documents", AttributeType::Long),
    Attribute::new("degree", AttributeType::Int),
    Attribute::new("strength", AttributeType::Double),
    Attribute::new("component", AttributeType::Int),
    Attribute::new("community", AttributeType::Int),
    Attribute::new("community_label", AttributeType::String),
    Attribute::new("core", AttributeType::Int),
    Attribute::new("clustering", AttributeType::Double),
    Attribute::new("pagerank", AttributeType::Double),
    Attribute::new("betweenness", AttributeType::Double),
    Attribute::new("eigenvector", AttributeType::Double),
    Attribute::new("first", AttributeType::String),
    Attribute::new("last", AttributeType::String),
    Attribute::new("country", AttributeType::String),
    Attribute::new("lat", AttributeType::Double),
    Attribute::new("lon", AttributeType::Double),
    Attribute::new("listed", AttributeType::Boolean),
    Attribute::new("x", AttributeType::Double),
    Attribute::new("y", AttributeType::Double),
    Attribute::new("size", AttributeType::Double),
    Attribute::new("color", AttributeType::String),
    Attribute::new("r", AttributeType::Int),
    Attribute::new("g", AttributeType::Int),
    Attribute::new("b", AttributeType::Int),
];

const EDGE_ATTRIBUTES: &[Attribute] = &[
    Attribute::new("weight", AttributeType::Double),
    Attribute::new("n_sentences", AttributeType::Long),
    Attribute::new("n_paragraphs", AttributeType::Long),
    Attribute::new("n_items", AttributeType::Long),
    Attribute::new("n_documents", AttributeType::Long),
    Attribute::new("n_token_windows", AttributeType::Long),
    Attribute::new("n_stories", AttributeType::Long),
    Attribute::new("npmi", AttributeType::Double),
    Attribute::new("g2", AttributeType::Double),
    Attribute::new("jaccard", AttributeType::Double),
    Attribute::new("dice", AttributeType::Double),
    Attribute::new("association", AttributeType::Double),
    Attribute::new("p", AttributeType::Double),
    Attribute::new("significant", AttributeType::Boolean),
    Attribute::new("first", AttributeType::String),
    Attribute::new("last", AttributeType::String),
    Attribute::new("evidence_document", AttributeType::String),
    Attribute::new("evidence", AttributeType::String),
];

/// Stems of the names of graph files: what a reader can take in, and all of it where that is more.
pub(super) const READABLE: &str = "graph";
pub(super) const FULL: &str = "graph.full";

/// Six significant digits: more than the counts behind a measure carry.
pub(super) fn rounded(value: f64) -> f64 {
    // Rust reads back what it has written; a value that is not finite stays what it is.
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Red, green, blue of each type; told apart also by readers who do not see red or green.
const fn colour(entity_type: EntityType) -> (u8, u8, u8) {
    match entity_type {
        EntityType::Person => (0xD5, 0x5E, 0x00),
        EntityType::Place => (0x00, 0x9E, 0x73),
        EntityType::Organization => (0x00, 0x72, 0xB2),
    }
}

/// The id of a node in graph files: opaque, stable from run to run, free of anything a reader could stumble over.
pub(crate) fn node_id(key: &str) -> String {
    format!("e{}", &blake3::hash(key.as_bytes()).to_hex()[..16])
}

/// The id of an edge, from those of its nodes in order.
pub(crate) fn edge_id(source: &str, target: &str) -> String {
    format!("c{}", &blake3::hash(format!("{source} {target}").as_bytes()).to_hex()[..16])
}

/// A graph with all that is to be said of it.
pub(super) struct Picture<'a> {
    pub(super) entities: &'a EntityTable,
    pub(super) graph: &'a CoocGraph,
    pub(super) analytics: &'a Analytics,
    pub(super) evidence: &'a EvidenceTexts,
    pub(super) profile: Profile,
}

impl Picture<'_> {
    /// Writes `stem` in one format.
    pub(super) fn write(
        &self,
        folder: &RunFolder,
        stem: &str,
        format: GraphFormat,
    ) -> Result<(), PipelineError> {
        let name = |at: usize| format!("{stem}.{}", format.files()[at]);
        if format.files().len() == 1 {
            return folder
                .write_file(&name(0), |output, path| Ok(self.fill(format, vec![output], path)?.remove(0)));
        }
        folder.write_file(&name(0), |first, path| {
            let mut kept = None;
            folder.write_file(&name(1), |second, _| {
                let mut outputs = self.fill(format, vec![first, second], path)?;
                let second = outputs.remove(1);
                kept = Some(outputs.remove(0));
                Ok(second)
            })?;
            Ok(kept.expect("the second file has been written"))
        })
    }

    fn fill(
        &self,
        format: GraphFormat,
        outputs: Vec<BufWriter<File>>,
        path: &Path,
    ) -> Result<Vec<BufWriter<File>>, PipelineError> {
        let written = self
            .put(format, outputs)
            .map_err(|source| PipelineError::Export { path: path.to_owned(), source })?;
        let graph = self.graph.graph();
        debug_assert_eq!(
            (written.n_nodes, written.n_edges),
            (graph.node_count() as u64, graph.edge_count() as u64)
        );
        Ok(written.outputs)
    }

    fn put<W: std::io::Write + 'static>(
        &self,
        format: GraphFormat,
        outputs: Vec<W>,
    ) -> Result<Written<W>, ExportError> {
        let graph = self.graph.graph();
        let ids: Vec<String> =
            graph.node_weights().map(|node| node_id(&self.entities.get(node.id).key)).collect();
        let mut nodes: Vec<NodeIndex> = graph.node_indices().collect();
        nodes.sort_by_key(|node| &ids[node.index()]);
        let mut edges: Vec<(&str, &str, EdgeIndex)> = graph
            .edge_references()
            .map(|edge| {
                let (a, b) = (ids[edge.source().index()].as_str(), ids[edge.target().index()].as_str());
                (a.min(b), a.max(b), edge.id())
            })
            .collect();
        edges.sort_unstable();
        let schema = GraphSchema {
            nodes: NODE_ATTRIBUTES,
            edges: EDGE_ATTRIBUTES,
            n_nodes: nodes.len(),
            profile: self.profile,
        };
        let mut writer = GraphWriter::new(format, outputs, schema)?;
        for node in nodes {
            self.node(&mut writer, &ids[node.index()], node)?;
        }
        for (source, target, edge) in edges {
            self.edge(&mut writer, source, target, edge)?;
        }
        writer.finish()
    }

    fn node<W: std::io::Write + 'static>(
        &self,
        writer: &mut GraphWriter<W>,
        id: &str,
        index: NodeIndex,
    ) -> Result<(), ExportError> {
        let node = &self.graph.graph()[index];
        let entity = self.entities.get(node.id);
        let measures = &self.analytics.nodes[index.index()];
        let (r, g, b) = colour(entity.entity_type);
        let aliases = joined(entity.surfaces.iter().map(|(surface, _)| surface.as_str()));
        let dates = [node.first, node.last].map(|d| d.map(|d| d.to_string()));
        let listed = entity.listed.as_ref();
        let community_label = measures.community.map(|community| self.community_label(community));
        writer.node(
            id,
            &[
                Value::Text(entity.name.as_str().into()),
                Value::Text(entity.name.as_str().into()),
                Value::Text(entity.key.as_str().into()),
                Value::Text(entity.entity_type.name().into()),
                listed.and_then(|l| l.subtype.as_deref()).into(),
                Value::Text(aliases.into()),
                integer(node.n_mentions),
                integer(node.n_documents),
                integer(measures.degree as u64),
                Value::Double(measures.strength),
                integer(measures.component.into()),
                measures.community.map(i64::from).into(),
                community_label.as_deref().into(),
                integer(measures.core.into()),
                Value::Double(rounded(measures.clustering)),
                Value::Double(rounded(measures.pagerank)),
                Value::Double(rounded(measures.betweenness)),
                measures.eigenvector.map(rounded).into(),
                dates[0].as_deref().into(),
                dates[1].as_deref().into(),
                listed.and_then(|l| l.country.as_deref()).into(),
                listed.and_then(|l| l.lat_lon).map(|(lat, _)| lat).into(),
                listed.and_then(|l| l.lat_lon).map(|(_, lon)| lon).into(),
                Value::Boolean(listed.is_some()),
                measures.place.map(|[x, _]| x).into(),
                measures.place.map(|[_, y]| y).into(),
                Value::Double(rounded(4.0 + 4.0 * (node.n_documents as f64).sqrt())),
                Value::Text(format!("#{r:02x}{g:02x}{b:02x}").into()),
                Value::Integer(r.into()),
                Value::Integer(g.into()),
                Value::Integer(b.into()),
            ],
        )
    }

    /// The names of a community's most central entities.
    fn community_label(&self, community: u32) -> String {
        let central = &self.analytics.communities[community as usize].central;
        let names = central.iter().map(|&node| {
            let id = self.graph.graph()[NodeIndex::new(node as usize)].id;
            self.entities.get(id).name.as_str()
        });
        names.collect::<Vec<_>>().join(", ")
    }

    fn edge<W: std::io::Write + 'static>(
        &self,
        writer: &mut GraphWriter<W>,
        source: &str,
        target: &str,
        index: EdgeIndex,
    ) -> Result<(), ExportError> {
        let graph = self.graph.graph();
        let edge = &graph[index];
        let (a, b) = graph.edge_endpoints(index).expect("an index of the graph");
        let pair: (NodeId, NodeId) = (graph[a].id, graph[b].id);
        let best = self.evidence.get(&pair).and_then(|e| e.first());
        let dates = [edge.first, edge.last].map(|d| d.map(|d| d.to_string()));
        let windows = |window: Window| integer(edge.n_windows[window.index()]);
        writer.edge(
            &edge_id(source, target),
            source,
            target,
            &[
                Value::Double(edge.weight as f64),
                windows(Window::Sentence),
                windows(Window::Paragraph),
                windows(Window::Item),
                windows(Window::Document),
                windows(Window::Tokens),
                integer(edge.n_stories),
                Value::Double(rounded(edge.npmi)),
                Value::Double(rounded(edge.g2)),
                Value::Double(rounded(edge.jaccard)),
                Value::Double(rounded(edge.dice)),
                Value::Double(rounded(edge.association)),
                Value::Double(rounded(edge.p)),
                Value::Boolean(edge.significant),
                dates[0].as_deref().into(),
                dates[1].as_deref().into(),
                best.map(|e| e.document.as_str()).into(),
                best.map(|e| e.text.as_str()).into(),
            ],
        )
    }
}

/// Removes the graph files of an earlier network, in whatever formats.
pub(super) fn remove_all(folder: &RunFolder) -> Result<(), PipelineError> {
    for stem in [READABLE, FULL] {
        for ending in GraphFormat::ALL.iter().flat_map(|format| format.files()) {
            let path = folder.file(&format!("{stem}.{ending}"));
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(PipelineError::io("remove", &path)(error));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn integer(value: u64) -> Value<'static> {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}
