//! The graph: a petgraph graph with our own ids as weights.

use crate::GraphError;
use crate::counter::Counted;
use crate::counts::{Counts, Evidence, NodeCounts, NodeId, Pair, PairCounts};
use crate::date::Date;
use crate::options::GraphOptions;
use crate::window::Window;
use crate::{measures, significance};
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;

/// A node: one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The caller's id of the entity.
    pub id: NodeId,
    /// Mentions in the collection.
    pub n_mentions: u64,
    /// Documents that name it.
    pub n_documents: u64,
    /// First and last date of those documents.
    pub first: Option<Date>,
    /// See `first`.
    pub last: Option<Date>,
}

/// An edge: two entities named together. What is measured is measured in the whole graph, before any pruning.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Windows of the graph's window kind that hold both. At least 1.
    pub weight: u64,
    /// Windows of each kind that hold both, by [`Window::index`].
    pub n_windows: [u64; Window::COUNT],
    /// Documents with both that do not repeat another one.
    pub n_stories: u64,
    /// [`measures::npmi`] over the graph's window kind.
    pub npmi: f64,
    /// [`measures::g2`].
    pub g2: f64,
    /// [`measures::jaccard`].
    pub jaccard: f64,
    /// [`measures::dice`].
    pub dice: f64,
    /// [`measures::association_strength`].
    pub association: f64,
    /// [`measures::g2_p`].
    pub p: f64,
    /// `p` adjusted for the number of edges, [`significance::benjamini_hochberg`].
    pub q: f64,
    /// Whether `q` is at most [`GraphOptions::alpha`].
    pub significant: bool,
    /// [`significance::disparity`].
    pub disparity: f64,
    /// [`significance::noise_corrected`].
    pub noise: f64,
    /// First date of a document with both.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
    /// The best few places that show the pair, best first.
    pub evidence: Vec<Evidence>,
}

/// The co-occurrence graph. Undirected, at most one edge a pair, no loops. petgraph's indices move when nodes are
/// removed: identify nodes by [`Node::id`].
#[derive(Clone, Debug)]
pub struct CoocGraph {
    graph: UnGraph<Node, Edge>,
    options: GraphOptions,
}

impl CoocGraph {
    /// Builds the graph of all entities that were counted at least once, with the edges that reach
    /// [`GraphOptions::min_weight`] and [`GraphOptions::min_documents`]. Nodes come by ascending id, edges by
    /// ascending pair. The other options prune: [`CoocGraph::pruned`].
    #[must_use]
    pub fn build(counts: &Counts, options: &GraphOptions) -> Self {
        let mut builder = Builder::new(&counts.nodes, &counts.n_windows, options);
        for (pair, counted) in &counts.pairs {
            builder.add(*pair, counted);
        }
        builder.finish()
    }

    /// Like [`CoocGraph::build`], from pairs that need not be in memory together.
    ///
    /// # Errors
    /// If counts written aside cannot be read back.
    pub fn from_counted(mut counted: Counted, options: &GraphOptions) -> Result<Self, GraphError> {
        let nodes = std::mem::take(&mut counted.nodes);
        let n_windows = counted.n_windows;
        let mut builder = Builder::new(&nodes, &n_windows, options);
        for item in counted {
            let (pair, pair_counts) = item?;
            builder.add(pair, &pair_counts);
        }
        Ok(builder.finish())
    }

    pub(crate) fn from_parts(graph: UnGraph<Node, Edge>, options: GraphOptions) -> Self {
        Self { graph, options }
    }

    /// The petgraph graph.
    #[must_use]
    pub fn graph(&self) -> &UnGraph<Node, Edge> {
        &self.graph
    }

    /// What it was built with.
    #[must_use]
    pub fn options(&self) -> &GraphOptions {
        &self.options
    }
}

struct Builder<'a> {
    graph: UnGraph<Node, Edge>,
    index_of: Vec<Option<NodeIndex>>,
    nodes: &'a [NodeCounts],
    n_windows: &'a [u64; Window::COUNT],
    options: &'a GraphOptions,
}

impl<'a> Builder<'a> {
    fn new(nodes: &'a [NodeCounts], n_windows: &'a [u64; Window::COUNT], options: &'a GraphOptions) -> Self {
        let mut graph = UnGraph::with_capacity(nodes.len(), 0);
        let mut index_of: Vec<Option<NodeIndex>> = vec![None; nodes.len()];
        for (id, node) in nodes.iter().enumerate() {
            let n_documents = node.n_windows[Window::Document.index()];
            if node.n_mentions == 0 || n_documents < options.min_documents {
                continue;
            }
            index_of[id] = Some(graph.add_node(Node {
                id: NodeId(u32::try_from(id).expect("node ids are 32 bits wide")),
                n_mentions: node.n_mentions,
                n_documents,
                first: node.first,
                last: node.last,
            }));
        }
        Self { graph, index_of, nodes, n_windows, options }
    }

    fn add(&mut self, (a, b): Pair, pair: &PairCounts) {
        let w = self.options.window.index();
        let weight = pair.n_windows[w];
        let n_documents = pair.n_windows[Window::Document.index()];
        if weight < self.options.min_weight.max(1) || n_documents < self.options.min_documents {
            return;
        }
        let (Some(from), Some(to)) = (self.index_of[a.0 as usize], self.index_of[b.0 as usize]) else {
            return;
        };
        let [n_a, n_b] = [a, b].map(|node| self.nodes[node.0 as usize].n_windows[w]);
        let n = self.n_windows[w];
        self.graph.add_edge(
            from,
            to,
            Edge {
                weight,
                n_windows: pair.n_windows,
                n_stories: pair.n_stories,
                npmi: measures::npmi(weight, n_a, n_b, n),
                g2: measures::g2(weight, n_a, n_b, n),
                jaccard: measures::jaccard(weight, n_a, n_b),
                dice: measures::dice(weight, n_a, n_b),
                association: measures::association_strength(weight, n_a, n_b, n),
                p: measures::g2_p(weight, n_a, n_b, n),
                q: 1.0,
                significant: false,
                disparity: 1.0,
                noise: 1.0,
                first: pair.first,
                last: pair.last,
                evidence: pair.evidence.as_slice().to_vec(),
            },
        );
    }

    /// Measures what needs the whole graph.
    fn finish(mut self) -> CoocGraph {
        let p: Vec<f64> = self.graph.edge_weights().map(|edge| edge.p).collect();
        let q = significance::benjamini_hochberg(&p);
        let mut ends = vec![(0.0, 0); self.graph.node_count()];
        for edge in self.graph.edge_references() {
            for node in [edge.source(), edge.target()] {
                let (strength, degree) = &mut ends[node.index()];
                *strength += edge.weight().weight as f64;
                *degree += 1;
            }
        }
        let total: f64 = ends.iter().map(|(strength, _)| strength).sum();
        for index in self.graph.edge_indices() {
            let (a, b) = self.graph.edge_endpoints(index).expect("an index of the graph");
            let (a, b) = (ends[a.index()], ends[b.index()]);
            let edge = &mut self.graph[index];
            let weight = edge.weight as f64;
            edge.q = q[index.index()];
            edge.significant = edge.q <= self.options.alpha;
            edge.disparity = significance::disparity(weight, [a, b]);
            edge.noise = significance::noise_corrected(weight, [a.0, b.0], total);
        }
        CoocGraph { graph: self.graph, options: self.options.clone() }
    }
}
