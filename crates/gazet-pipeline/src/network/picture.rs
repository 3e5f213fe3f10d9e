//! The network as it is shown: which nodes and edges a graph file holds, and what is said of each.

use super::look::Looked;
use super::ties::{MeasuredTie, ThemeTie};
use super::{Colouring, NetworkOptions, With, joined, palette, rounded};
use crate::PipelineError;
use crate::aggregate::EntityTable;
use gazet_export::graph::{EdgeKind, EdgeRow, NodeKind, NodeRow};
use gazet_graph::{Adjacency, Analytics, AnalyticsOptions, CoocGraph, NodeId, measures};
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// How many themes a community is named by.
const COMMUNITY_THEMES: usize = 3;

/// A node of the picture: an index into what it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Entity(NodeIndex),
    Theme(u32),
    Document(u32),
}

/// An edge of the picture.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tie {
    Entities(EdgeIndex),
    EntityTheme(u32),
    EntityDocument(f64),
    ThemeDocument(f64),
}

impl Tie {
    /// What it says in graph files.
    pub(super) fn kind(self) -> EdgeKind {
        match self {
            Self::Entities(_) => EdgeKind::Entities,
            Self::EntityTheme(_) => EdgeKind::EntityTheme,
            Self::EntityDocument(_) => EdgeKind::EntityDocument,
            Self::ThemeDocument(_) => EdgeKind::ThemeDocument,
        }
    }
}

/// A graph with all that is to be said of it. Nodes are numbered: entities as in petgraph, then themes, then
/// documents.
pub(super) struct Picture<'a> {
    entities: &'a EntityTable,
    graph: &'a CoocGraph,
    pub(super) looked: &'a Looked,
    colouring: Colouring,
    pub(super) analytics: Analytics,
    items: Vec<Item>,
    ids: Vec<String>,
    edges: Vec<(u32, u32, Tie)>,
    theme_ties: Vec<MeasuredTie>,
    /// By community: its name, and its themes.
    communities: Vec<(String, String)>,
    strongest_theme: BTreeMap<u32, u32>,
    /// The themes of most entities, which have a colour of their own.
    coloured_themes: Vec<u32>,
}

impl<'a> Picture<'a> {
    /// Composes and measures the picture of `graph`, with the nodes that `options` add.
    pub(super) fn new(
        entities: &'a EntityTable,
        graph: &'a CoocGraph,
        looked: &'a Looked,
        options: &NetworkOptions,
        analytics: &AnalyticsOptions,
    ) -> Result<Self, PipelineError> {
        let mut items: Vec<Item> = graph.graph().node_indices().map(Item::Entity).collect();
        let n_entities = items.len();
        let edge = |e: petgraph::graph::EdgeReference<'_, _>| {
            (e.source().index() as u32, e.target().index() as u32, Tie::Entities(e.id()))
        };
        let mut edges: Vec<(u32, u32, Tie)> = graph.graph().edge_references().map(edge).collect();
        let of_entity: BTreeMap<NodeId, u32> =
            graph.graph().node_indices().map(|n| (graph.graph()[n].id, n.index() as u32)).collect();
        let mut theme_ties = Vec::new();
        let mut of_theme: BTreeMap<&str, u32> = BTreeMap::new();
        if options.with.contains(&With::Themes) {
            let by = graph.options();
            theme_ties = looked.themes.edges(
                |node| of_entity.contains_key(&node),
                // What one document shows is no pattern.
                by.min_documents.max(2),
                by.alpha,
                by.readable_edges,
            );
            for (at, tie) in theme_ties.iter().enumerate() {
                let theme = tie.tie.theme;
                let node = *of_theme.entry(&looked.themes.themes[theme as usize].id).or_insert_with(|| {
                    items.push(Item::Theme(theme));
                    items.len() as u32 - 1
                });
                edges.push((of_entity[&tie.tie.entity], node, Tie::EntityTheme(at as u32)));
            }
        }
        if options.with.contains(&With::Documents) {
            for (at, document) in looked.documents.iter().enumerate() {
                let node = items.len() as u32;
                items.push(Item::Document(at as u32));
                for (entity, n_mentions) in &document.entities {
                    if let Some(&entity) = of_entity.get(entity) {
                        edges.push((entity, node, Tie::EntityDocument(f64::from(*n_mentions))));
                    }
                }
                for (theme, score) in &document.themes {
                    if let Some(&theme) = of_theme.get(theme.as_str()) {
                        edges.push((theme, node, Tie::ThemeDocument(rounded(*score))));
                    }
                }
            }
        }
        let weight = |tie: &Tie| match *tie {
            Tie::Entities(edge) => graph.graph()[edge].weight as f64,
            Tie::EntityTheme(at) => theme_ties[at as usize].tie.n_documents as f64,
            Tie::EntityDocument(weight) | Tie::ThemeDocument(weight) => weight,
        };
        let weighted: Vec<(u32, u32, f64)> = edges.iter().map(|(a, b, tie)| (*a, *b, weight(tie))).collect();
        let adjacency = Adjacency::new(items.len(), &weighted);
        let measured = Analytics::of_adjacency(
            &adjacency,
            &AnalyticsOptions { naming_nodes: n_entities, ..analytics.clone() },
        )?;
        let communities = named_communities(entities, graph, looked, &measured);
        let ids = items
            .iter()
            .map(|item| match *item {
                Item::Entity(node) => entity_id(&entities.get(graph.graph()[node].id).key),
                Item::Theme(theme) => node_id('t', &looked.themes.themes[theme as usize].id),
                Item::Document(document) => node_id('n', &looked.documents[document as usize].id),
            })
            .collect();
        let strongest_theme: BTreeMap<u32, u32> = graph
            .graph()
            .node_weights()
            .filter_map(|node| Some((node.id.0, looked.themes.dominant(node.id)?)))
            .collect();
        let mut n_entities_of: BTreeMap<u32, usize> = BTreeMap::new();
        for &theme in strongest_theme.values() {
            *n_entities_of.entry(theme).or_default() += 1;
        }
        let mut coloured_themes: Vec<u32> = n_entities_of.keys().copied().collect();
        coloured_themes.sort_by_key(|theme| std::cmp::Reverse(n_entities_of[theme]));
        Ok(Self {
            coloured_themes,
            entities,
            graph,
            looked,
            colouring: options.colouring,
            analytics: measured,
            items,
            ids,
            edges,
            theme_ties,
            communities,
            strongest_theme,
        })
    }

    /// The nodes in the order of files, which is that of their ids.
    pub(super) fn nodes_in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_unstable_by_key(|&node| &self.ids[node]);
        order
    }

    /// The edges in the order of files: the ids of their ends, the smaller one first, and their numbers.
    pub(super) fn edges_in_order(&self) -> Vec<(&str, &str, u32)> {
        let mut edges: Vec<(&str, &str, u32)> = (0..)
            .zip(&self.edges)
            .map(|(at, &(a, b, _))| {
                let (a, b) = (self.ids[a as usize].as_str(), self.ids[b as usize].as_str());
                (a.min(b), a.max(b), at)
            })
            .collect();
        edges.sort_unstable();
        edges
    }

    /// The edges by number: their ends, and what they come from.
    pub(super) fn edges(&self) -> &[(u32, u32, Tie)] {
        &self.edges
    }

    pub(super) fn item(&self, node: u32) -> Item {
        self.items[node as usize]
    }

    pub(super) fn theme_tie(&self, at: u32) -> ThemeTie {
        self.theme_ties[at as usize].tie
    }

    /// Where the entities of another graph stand on this picture, by petgraph's index there.
    pub(super) fn places_in(&self, graph: &CoocGraph) -> Vec<Option<[f64; 2]>> {
        let places: BTreeMap<NodeId, [f64; 2]> = self
            .graph
            .graph()
            .node_indices()
            .filter_map(|n| Some((self.graph.graph()[n].id, self.analytics.nodes[n.index()].place?)))
            .collect();
        graph.graph().node_weights().map(|node| places.get(&node.id).copied()).collect()
    }

    pub(super) fn id(&self, node: usize) -> &str {
        &self.ids[node]
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn n_edges(&self) -> usize {
        self.edges.len()
    }

    /// What is said of a node.
    pub(super) fn node(&self, index: usize) -> NodeRow<'_> {
        let measures = &self.analytics.nodes[index];
        let community = measures.community.map(|community| &self.communities[community as usize]);
        let row = NodeRow {
            degree: measures.degree as u64,
            strength: measures.strength,
            component: measures.component,
            community: measures.community,
            community_label: community.map(|(label, _)| label.as_str()),
            community_themes: community.map(|(_, themes)| themes.as_str()),
            core: measures.core,
            clustering: rounded(measures.clustering),
            pagerank: rounded(measures.pagerank),
            betweenness: rounded(measures.betweenness),
            eigenvector: measures.eigenvector.map(rounded),
            place: measures.place,
            ..NodeRow::default()
        };
        match self.items[index] {
            Item::Entity(node) => self.entity(node, row),
            Item::Theme(theme) => {
                let index = theme;
                let theme = &self.looked.themes.themes[index as usize];
                NodeRow {
                    name: theme.label.as_str().into(),
                    kind: NodeKind::Theme,
                    key: theme.id.as_str().into(),
                    node_type: NodeKind::Theme.name(),
                    n_documents: Some(theme.n_documents),
                    first: theme.first.map(|d| d.to_string().into()),
                    last: theme.last.map(|d| d.to_string().into()),
                    size: size(theme.n_documents),
                    colour: self.colour_of(palette::THEME, row.community, Some(index)),
                    ..row
                }
            }
            Item::Document(document) => {
                let document = &self.looked.documents[document as usize];
                let date = document.date.map(|d| d.to_string());
                NodeRow {
                    name: document.title.as_deref().unwrap_or(&document.id).into(),
                    kind: NodeKind::Document,
                    key: document.id.as_str().into(),
                    node_type: NodeKind::Document.name(),
                    n_mentions: Some(document.entities.iter().map(|(_, n)| u64::from(*n)).sum()),
                    first: date.clone().map(Into::into),
                    last: date.map(Into::into),
                    size: size(1),
                    colour: self.colour_of(palette::DOCUMENT, row.community, None),
                    ..row
                }
            }
        }
    }

    fn entity<'r>(&'r self, node: NodeIndex, row: NodeRow<'r>) -> NodeRow<'r> {
        let node = &self.graph.graph()[node];
        let entity = self.entities.get(node.id);
        let listed = entity.listed.as_ref();
        let theme = self.strongest_theme.get(&node.id.0).copied();
        NodeRow {
            name: entity.name.as_str().into(),
            kind: NodeKind::Entity,
            key: entity.key.as_str().into(),
            node_type: entity.entity_type.name(),
            subtype: listed.and_then(|l| l.subtype.as_deref()),
            aliases: joined(entity.surfaces.iter().map(|(surface, _)| surface.as_str())).into(),
            theme: theme.map(|theme| self.looked.themes.themes[theme as usize].label.as_str()),
            n_mentions: Some(node.n_mentions),
            n_documents: Some(node.n_documents),
            first: node.first.map(|d| d.to_string().into()),
            last: node.last.map(|d| d.to_string().into()),
            country: listed.and_then(|l| l.country.as_deref()),
            lat_lon: listed.and_then(|l| l.lat_lon),
            listed: Some(listed.is_some()),
            size: size(node.n_documents),
            colour: self.colour_of(palette::of_type(entity.entity_type), row.community, theme),
            ..row
        }
    }

    fn colour_of(&self, by_type: [u8; 3], community: Option<u32>, theme: Option<u32>) -> [u8; 3] {
        match self.colouring {
            Colouring::Type => by_type,
            Colouring::Community => palette::of_number(community),
            Colouring::Theme => {
                let place = theme.and_then(|theme| self.coloured_themes.iter().position(|t| *t == theme));
                palette::of_number(place.and_then(|place| u32::try_from(place).ok()))
            }
        }
    }

    /// What is said of the edge of this number.
    pub(super) fn edge(&self, at: u32) -> EdgeRow<'_> {
        let (_, _, tie) = self.edges[at as usize];
        match tie {
            Tie::Entities(edge) => self.co_occurrence(edge),
            Tie::EntityTheme(at) => {
                let measured = &self.theme_ties[at as usize];
                let [ab, a, b, n] = measured.counts;
                EdgeRow {
                    weight: ab as f64,
                    kind: tie.kind(),
                    n_windows: [None, None, None, Some(ab), None],
                    npmi: Some(rounded(measures::npmi(ab, a, b, n))),
                    g2: Some(rounded(measures::g2(ab, a, b, n))),
                    jaccard: Some(rounded(measures::jaccard(ab, a, b))),
                    dice: Some(rounded(measures::dice(ab, a, b))),
                    association: Some(rounded(measured.association())),
                    p: Some(rounded(measured.p)),
                    significant: Some(measured.significant),
                    ..EdgeRow::default()
                }
            }
            Tie::EntityDocument(weight) | Tie::ThemeDocument(weight) => {
                EdgeRow { weight, kind: tie.kind(), ..EdgeRow::default() }
            }
        }
    }

    fn co_occurrence(&self, index: EdgeIndex) -> EdgeRow<'_> {
        let graph = self.graph.graph();
        let edge = &graph[index];
        let (a, b) = graph.edge_endpoints(index).expect("an index of the graph");
        let best = self.looked.evidence.get(&(graph[a].id, graph[b].id)).and_then(|e| e.first());
        EdgeRow {
            weight: edge.weight as f64,
            kind: EdgeKind::Entities,
            n_windows: edge.n_windows.map(Some),
            n_stories: Some(edge.n_stories),
            npmi: Some(rounded(edge.npmi)),
            g2: Some(rounded(edge.g2)),
            jaccard: Some(rounded(edge.jaccard)),
            dice: Some(rounded(edge.dice)),
            association: Some(rounded(edge.association)),
            p: Some(rounded(edge.p)),
            significant: Some(edge.significant),
            first: edge.first.map(|d| d.to_string().into()),
            last: edge.last.map(|d| d.to_string().into()),
            evidence_document: best.map(|e| e.document.as_str()),
            evidence: best.map(|e| e.text.as_str()),
        }
    }
}

fn size(n_documents: u64) -> f64 {
    rounded(4.0 + 4.0 * (n_documents as f64).sqrt())
}

/// The names of communities, `Ann Lee, Bob Ray (crime, courts)`, and their themes, `crime|courts`.
fn named_communities(
    entities: &EntityTable,
    graph: &CoocGraph,
    looked: &Looked,
    measured: &Analytics,
) -> Vec<(String, String)> {
    let graph = graph.graph();
    let members = graph
        .node_indices()
        .filter_map(|node| Some((graph[node].id, measured.nodes[node.index()].community?)));
    let themes = looked.themes.distinctive(members, measured.communities.len(), COMMUNITY_THEMES);
    let named = |(community, themes): (&gazet_graph::Community, Vec<u32>)| {
        let names: Vec<&str> = community
            .central
            .iter()
            .map(|&node| entities.get(graph[NodeIndex::new(node as usize)].id).name.as_str())
            .collect();
        let themes: Vec<&str> =
            themes.iter().map(|&theme| looked.themes.themes[theme as usize].label.as_str()).collect();
        let mut label = names.join(", ");
        if !themes.is_empty() {
            label = format!("{label} ({})", themes.join("; "));
        }
        (label, joined(themes.into_iter()))
    };
    measured.communities.iter().zip(themes).map(named).collect()
}

/// The id of a node in graph files: opaque, stable from run to run, free of anything a reader could stumble over.
fn node_id(kind: char, key: &str) -> String {
    format!("{kind}{}", &blake3::hash(key.as_bytes()).to_hex()[..16])
}

/// The id of an entity's node.
pub(super) fn entity_id(key: &str) -> String {
    node_id('e', key)
}

/// The id of an edge, from those of its nodes in order.
pub(super) fn edge_id(source: &str, target: &str) -> String {
    format!("c{}", &blake3::hash(format!("{source} {target}").as_bytes()).to_hex()[..16])
}
