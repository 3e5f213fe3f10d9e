//! The graph: a petgraph graph with our own ids as weights.

use crate::counts::{Counts, Date, Evidence, NodeId, Window};
use crate::measures;
use petgraph::graph::{NodeIndex, UnGraph};

/// What becomes a node and an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphOptions {
    /// The window whose counts are the weight of an edge, and on which its measures rest.
    pub window: Window,
    /// Least weight of an edge; 1 keeps every pair.
    pub min_weight: u64,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self { window: Window::Sentence, min_weight: 1 }
    }
}

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

/// An edge: two entities named together.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Windows of the graph's window kind that hold both. At least 1.
    pub weight: u64,
    /// Windows of each kind that hold both, by [`Window::index`].
    pub n_windows: [u64; 4],
    /// Documents with both that do not repeat another one.
    pub n_stories: u64,
    /// Normalised pointwise mutual information over the graph's window kind, in [-1, 1].
    pub npmi: f64,
    /// First date of a document with both.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
    /// The best few places that show the pair.
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
    /// Builds the graph of all entities that were counted at least once. Nodes come by ascending id, edges by
    /// ascending pair.
    #[must_use]
    pub fn build(counts: &Counts, options: &GraphOptions) -> Self {
        let mut graph = UnGraph::with_capacity(counts.nodes.len(), counts.pairs.len());
        let mut index_of: Vec<Option<NodeIndex>> = vec![None; counts.nodes.len()];
        for (id, node) in counts.nodes.iter().enumerate().filter(|(_, node)| node.n_mentions > 0) {
            index_of[id] = Some(graph.add_node(Node {
                id: NodeId(u32::try_from(id).expect("node ids are 32 bits wide")),
                n_mentions: node.n_mentions,
                n_documents: node.n_windows[Window::Document.index()],
                first: node.first,
                last: node.last,
            }));
        }
        let w = options.window.index();
        for ((a, b), pair) in &counts.pairs {
            let weight = pair.n_windows[w];
            if weight == 0 || weight < options.min_weight {
                continue;
            }
            let (Some(from), Some(to)) = (index_of[a.0 as usize], index_of[b.0 as usize]) else { continue };
            graph.add_edge(
                from,
                to,
                Edge {
                    weight,
                    n_windows: pair.n_windows,
                    n_stories: pair.n_stories,
                    npmi: measures::npmi(
                        weight,
                        counts.nodes[a.0 as usize].n_windows[w],
                        counts.nodes[b.0 as usize].n_windows[w],
                        counts.n_windows[w],
                    ),
                    first: pair.first,
                    last: pair.last,
                    evidence: pair.evidence.clone(),
                },
            );
        }
        Self { graph, options: options.clone() }
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
