//! The network through time: one dynamic GEXF file, and one GraphML file for each slice.
//!
//! Both show the entities and edges of the readable graph. The places, colours and communities of nodes are those of
//! the whole time, so that pictures of slices lie on top of each other; counts and the other measures are the slice's.

use super::graph_files::{DYNAMIC, SLICES};
use super::picture::{Picture, Tie, edge_id};
use super::{NetworkOptions, rounded};
use crate::PipelineError;
use crate::run_folder::RunFolder;
use gazet_export::ExportError;
use gazet_export::graph::{DynamicGexf, EdgeRow, GraphFormat, NetworkWriter, NodeRow, Spell};
use gazet_graph::{
    Adjacency, Analytics, AnalyticsOptions, CoocGraph, SliceCount, SliceCounts, Slices, Window,
};
use petgraph::graph::EdgeIndex;
use std::collections::BTreeMap;
use std::io::Write;

/// Writes all files of the slices.
pub(super) fn write(
    folder: &RunFolder,
    picture: &Picture<'_>,
    graph: &CoocGraph,
    slices: &Slices,
    options: &NetworkOptions,
) -> Result<(), PipelineError> {
    folder.write_file(DYNAMIC, |output, path| {
        dynamic(picture, slices, output).map_err(PipelineError::export(path))
    })?;
    if slices.slices.is_empty() {
        return Ok(());
    }
    for slice in &slices.slices {
        let counted = Counted::new(picture, graph, slice, options)?;
        folder.write_file(&format!("{SLICES}/{}.graphml", slice.slice.name), |output, path| {
            counted.write(options, output).map_err(PipelineError::export(path))
        })?;
    }
    Ok(())
}

/// The spells of each node or edge, by petgraph's index.
fn spells<'s>(
    slices: &'s Slices,
    of: impl Fn(&'s SliceCounts) -> &'s BTreeMap<u32, SliceCount>,
) -> BTreeMap<u32, Vec<Spell>> {
    let mut spells: BTreeMap<u32, Vec<Spell>> = BTreeMap::new();
    for counts in &slices.slices {
        for (&index, count) in of(counts) {
            spells.entry(index).or_default().push(Spell {
                start: counts.slice.start.to_string(),
                end: counts.slice.last.to_string(),
                weight: count.weight,
                n_documents: count.n_documents,
            });
        }
    }
    spells
}

fn dynamic<W: Write>(picture: &Picture<'_>, slices: &Slices, output: W) -> Result<W, ExportError> {
    let days = slices.slices.first().zip(slices.slices.last());
    let days = days.map(|(first, last)| [first.slice.start.to_string(), last.slice.last.to_string()]);
    let mut writer = DynamicGexf::new(output, days.as_ref().map(|[start, end]| [start.as_str(), end]))?;
    let (nodes, edges) = (spells(slices, |s| &s.nodes), spells(slices, |s| &s.edges));
    for node in picture.nodes_in_order() {
        let spells = nodes.get(&(node as u32)).filter(|_| picture.is_entity(node));
        writer.node(picture.id(node), &picture.node(node), spells.map_or(&[], Vec::as_slice))?;
    }
    for (source, target, tie) in picture.edges_in_order() {
        let spells = if let Tie::Entities(edge) = tie { edges.get(&(edge.index() as u32)) } else { None };
        let spells = spells.map_or(&[][..], Vec::as_slice);
        writer.edge(&edge_id(source, target), [source, target], &picture.edge(tie), spells)?;
    }
    writer.finish()
}

/// The graph of one slice, measured.
struct Counted<'a> {
    picture: &'a Picture<'a>,
    window: Window,
    slice: &'a SliceCounts,
    /// The nodes of the slice, in the order of files, and their measures.
    nodes: Vec<u32>,
    analytics: Analytics,
    edges: Vec<(&'a str, &'a str, EdgeIndex)>,
}

impl<'a> Counted<'a> {
    fn new(
        picture: &'a Picture<'a>,
        graph: &CoocGraph,
        slice: &'a SliceCounts,
        options: &NetworkOptions,
    ) -> Result<Self, PipelineError> {
        let mut nodes: Vec<u32> = slice.nodes.keys().copied().collect();
        nodes.sort_unstable_by_key(|&node| picture.id(node as usize));
        let place: BTreeMap<u32, u32> =
            nodes.iter().enumerate().map(|(at, &node)| (node, at as u32)).collect();
        let mut edges = Vec::new();
        let mut weighted = Vec::new();
        for (&edge, count) in &slice.edges {
            let edge = EdgeIndex::new(edge as usize);
            let (a, b) = graph.graph().edge_endpoints(edge).expect("an index of the graph");
            weighted.push((place[&(a.index() as u32)], place[&(b.index() as u32)], count.weight as f64));
            let (a, b) = (picture.id(a.index()), picture.id(b.index()));
            edges.push((a.min(b), a.max(b), edge));
        }
        edges.sort_unstable();
        let measures = AnalyticsOptions { layout: None, ..options.analytics.clone() };
        let analytics = Analytics::of_adjacency(&Adjacency::new(nodes.len(), &weighted), &measures)?;
        Ok(Self { picture, window: graph.options().window, slice, nodes, analytics, edges })
    }

    fn write<W: Write + 'static>(&self, options: &NetworkOptions, output: W) -> Result<W, ExportError> {
        let mut writer =
            NetworkWriter::new(GraphFormat::Graphml, vec![output], self.nodes.len(), options.profile)?;
        for (at, &node) in self.nodes.iter().enumerate() {
            let (measures, count) = (&self.analytics.nodes[at], &self.slice.nodes[&node]);
            let row = NodeRow {
                n_mentions: Some(count.weight),
                n_documents: Some(count.n_documents),
                degree: measures.degree as u64,
                strength: measures.strength,
                component: measures.component,
                core: measures.core,
                clustering: rounded(measures.clustering),
                pagerank: rounded(measures.pagerank),
                betweenness: rounded(measures.betweenness),
                eigenvector: measures.eigenvector.map(rounded),
                first: Some(self.slice.slice.start.to_string().into()),
                last: Some(self.slice.slice.last.to_string().into()),
                ..self.picture.node(node as usize)
            };
            writer.node(self.picture.id(node as usize), &row)?;
        }
        for &(source, target, edge) in &self.edges {
            let count = &self.slice.edges[&(edge.index() as u32)];
            let mut n_windows = [None; Window::COUNT];
            n_windows[Window::Document.index()] = Some(count.n_documents);
            n_windows[self.window.index()] = Some(count.weight);
            let row = EdgeRow {
                weight: count.weight as f64,
                n_windows,
                first: Some(self.slice.slice.start.to_string().into()),
                last: Some(self.slice.slice.last.to_string().into()),
                ..EdgeRow::default()
            };
            writer.edge(&edge_id(source, target), source, target, &row)?;
        }
        Ok(writer.finish()?.outputs.remove(0))
    }
}
