//! The network through time: one dynamic GEXF file, and one GraphML file for each slice.
//!
//! Both show the nodes and edges of the readable graph, themes and documents among them where it has any: a theme is in
//! each slice in which it holds, a document in the slice of its date. The places, colours and communities of nodes are
//! those of the whole time, so that pictures of slices lie on top of each other; counts and the other measures are the
//! slice's.

use super::graph_files::{DYNAMIC, SLICES};
use super::picture::{Item, Picture, Tie, edge_id};
use super::{NetworkOptions, rounded};
use crate::PipelineError;
use crate::run_folder::RunFolder;
use gazet_export::ExportError;
use gazet_export::graph::{DynamicGexf, EdgeRow, GraphFormat, NetworkWriter, NodeRow, Spell};
use gazet_graph::{Adjacency, Analytics, AnalyticsOptions, Slice, SliceCounts, Slices, Window};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// What was counted of a node or edge in a slice.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Count {
    /// Of an edge, its weight; of a node, its mentions, which themes have not.
    weight: Option<f64>,
    /// Documents, which documents and their edges have not.
    n_documents: Option<u64>,
}

/// One slice of the picture: the nodes and edges that are in it, by their numbers on the picture.
struct Part {
    slice: Slice,
    nodes: BTreeMap<u32, Count>,
    edges: BTreeMap<u32, Count>,
}

/// Writes all files of the slices.
pub(super) fn write(
    folder: &RunFolder,
    picture: &Picture<'_>,
    window: Window,
    slices: &Slices,
    options: &NetworkOptions,
) -> Result<(), PipelineError> {
    let parts = parts(picture, slices);
    folder.write_file(DYNAMIC, |output, path| {
        dynamic(picture, &parts, output).map_err(PipelineError::export(path))
    })?;
    for part in &parts {
        let measured = Measured::new(picture, window, part, options)?;
        folder.write_file(&format!("{SLICES}/{}.graphml", part.slice.name), |output, path| {
            measured.write(options, output).map_err(PipelineError::export(path))
        })?;
    }
    Ok(())
}

/// Cuts the picture into slices, in the order of time.
fn parts(picture: &Picture<'_>, slices: &Slices) -> Vec<Part> {
    let counted: BTreeMap<&Slice, &SliceCounts> = slices.slices.iter().map(|s| (&s.slice, s)).collect();
    let themes = &picture.looked.themes.slices;
    let documents: Vec<Option<Slice>> = picture
        .looked
        .documents
        .iter()
        .map(|document| document.date.and_then(|date| slices.unit.slice_of(date)))
        .collect();
    let all: BTreeSet<&Slice> =
        counted.keys().copied().chain(themes.keys()).chain(documents.iter().flatten()).collect();
    let part = |slice: &Slice| {
        let (entities, themes) = (counted.get(slice), themes.get(slice));
        let is_here = |document: u32| documents[document as usize].as_ref() == Some(slice);
        let number = |n: u64| Some(n as f64);
        let node = |item: Item| match item {
            Item::Entity(node) => {
                let count = entities?.nodes.get(&(node.index() as u32))?;
                Some(Count { weight: number(count.weight), n_documents: Some(count.n_documents) })
            }
            Item::Theme(theme) => {
                Some(Count { weight: None, n_documents: Some(*themes?.themes.get(&theme)?) })
            }
            Item::Document(document) => is_here(document).then(|| {
                let mentions = &picture.looked.documents[document as usize].entities;
                let weight = number(mentions.iter().map(|(_, n)| u64::from(*n)).sum());
                Count { weight, n_documents: None }
            }),
        };
        let edge = |a: u32, b: u32, tie: Tie| match tie {
            Tie::Entities(edge) => {
                let count = entities?.edges.get(&(edge.index() as u32))?;
                Some(Count { weight: number(count.weight), n_documents: Some(count.n_documents) })
            }
            Tie::EntityTheme(at) => {
                let tie = picture.theme_tie(at);
                let n = *themes?.ties.get(&(tie.entity, tie.theme))?;
                Some(Count { weight: number(n), n_documents: Some(n) })
            }
            Tie::EntityDocument(weight) | Tie::ThemeDocument(weight) => {
                let is_in = |node: u32| matches!(picture.item(node), Item::Document(d) if is_here(d));
                (is_in(a) || is_in(b)).then_some(Count { weight: Some(weight), n_documents: None })
            }
        };
        let nodes = (0..picture.len() as u32).filter_map(|at| Some((at, node(picture.item(at))?)));
        let edges = (0..).zip(picture.edges()).filter_map(|(at, &(a, b, tie))| Some((at, edge(a, b, tie)?)));
        Part { slice: slice.clone(), nodes: nodes.collect(), edges: edges.collect() }
    };
    all.into_iter().map(part).filter(|part| !part.nodes.is_empty()).collect()
}

/// The spells of each node or edge, by its number.
fn spells<'p>(
    parts: &'p [Part],
    of: impl Fn(&'p Part) -> &'p BTreeMap<u32, Count>,
) -> BTreeMap<u32, Vec<Spell>> {
    let mut spells: BTreeMap<u32, Vec<Spell>> = BTreeMap::new();
    for part in parts {
        for (&at, count) in of(part) {
            spells.entry(at).or_default().push(Spell {
                start: part.slice.start.to_string(),
                end: part.slice.last.to_string(),
                weight: count.weight,
                n_documents: count.n_documents,
            });
        }
    }
    spells
}

fn dynamic<W: Write>(picture: &Picture<'_>, parts: &[Part], output: W) -> Result<W, ExportError> {
    let days = parts.first().zip(parts.last());
    let days = days.map(|(first, last)| [first.slice.start.to_string(), last.slice.last.to_string()]);
    let mut writer = DynamicGexf::new(output, days.as_ref().map(|[start, end]| [start.as_str(), end]))?;
    let (nodes, edges) = (spells(parts, |p| &p.nodes), spells(parts, |p| &p.edges));
    for node in picture.nodes_in_order() {
        let spells = nodes.get(&(node as u32));
        writer.node(picture.id(node), &picture.node(node), spells.map_or(&[], Vec::as_slice))?;
    }
    for (source, target, at) in picture.edges_in_order() {
        let spells = edges.get(&at);
        let row = picture.edge(at);
        writer.edge(&edge_id(source, target), [source, target], &row, spells.map_or(&[], Vec::as_slice))?;
    }
    writer.finish()
}

/// The graph of one slice, measured.
struct Measured<'a> {
    picture: &'a Picture<'a>,
    window: Window,
    part: &'a Part,
    /// The nodes of the slice, in the order of files, and their measures.
    nodes: Vec<u32>,
    analytics: Analytics,
    edges: Vec<(&'a str, &'a str, u32)>,
}

impl<'a> Measured<'a> {
    fn new(
        picture: &'a Picture<'a>,
        window: Window,
        part: &'a Part,
        options: &NetworkOptions,
    ) -> Result<Self, PipelineError> {
        let mut nodes: Vec<u32> = part.nodes.keys().copied().collect();
        nodes.sort_unstable_by_key(|&node| picture.id(node as usize));
        let place: BTreeMap<u32, u32> =
            nodes.iter().enumerate().map(|(at, &node)| (node, at as u32)).collect();
        let mut edges = Vec::new();
        let mut weighted = Vec::new();
        for (&at, count) in &part.edges {
            let (a, b, _) = picture.edges()[at as usize];
            weighted.push((place[&a], place[&b], count.weight.unwrap_or(1.0)));
            let (a, b) = (picture.id(a as usize), picture.id(b as usize));
            edges.push((a.min(b), a.max(b), at));
        }
        edges.sort_unstable();
        let measures = AnalyticsOptions { layout: None, ..options.analytics.clone() };
        let analytics = Analytics::of_adjacency(&Adjacency::new(nodes.len(), &weighted), &measures)?;
        Ok(Self { picture, window, part, nodes, analytics, edges })
    }

    fn write<W: Write + 'static>(&self, options: &NetworkOptions, output: W) -> Result<W, ExportError> {
        let mut writer =
            NetworkWriter::new(GraphFormat::Graphml, vec![output], self.nodes.len(), options.profile)?;
        let (start, last) = (self.part.slice.start.to_string(), self.part.slice.last.to_string());
        for (at, &node) in self.nodes.iter().enumerate() {
            let (measures, count) = (&self.analytics.nodes[at], &self.part.nodes[&node]);
            let whole = self.picture.node(node as usize);
            let is_document = matches!(self.picture.item(node), Item::Document(_));
            let row = NodeRow {
                n_mentions: count.weight.map(|weight| weight as u64),
                n_documents: count.n_documents,
                degree: measures.degree as u64,
                strength: measures.strength,
                component: measures.component,
                core: measures.core,
                clustering: rounded(measures.clustering),
                pagerank: rounded(measures.pagerank),
                betweenness: rounded(measures.betweenness),
                eigenvector: measures.eigenvector.map(rounded),
                // A document has its own date.
                first: if is_document { whole.first } else { Some(start.as_str().into()) },
                last: if is_document { whole.last } else { Some(last.as_str().into()) },
                ..whole
            };
            writer.node(self.picture.id(node as usize), &row)?;
        }
        for &(source, target, at) in &self.edges {
            let count = &self.part.edges[&at];
            let (_, _, tie) = self.picture.edges()[at as usize];
            let mut n_windows = [None; Window::COUNT];
            n_windows[Window::Document.index()] = count.n_documents;
            if matches!(tie, Tie::Entities(_)) {
                n_windows[self.window.index()] = count.weight.map(|weight| weight as u64);
            }
            let row = EdgeRow {
                weight: count.weight.unwrap_or(1.0),
                kind: tie.kind(),
                n_windows,
                first: Some(start.as_str().into()),
                last: Some(last.as_str().into()),
                ..EdgeRow::default()
            };
            writer.edge(&edge_id(source, target), source, target, &row)?;
        }
        Ok(writer.finish()?.outputs.remove(0))
    }
}
