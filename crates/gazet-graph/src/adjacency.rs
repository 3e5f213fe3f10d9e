//! The compressed adjacency view, on which the heavy measures run.

use crate::graph::CoocGraph;
use petgraph::visit::EdgeRef;

/// An undirected weighted graph as compressed rows: the neighbours of each node side by side, ascending.
///
/// Nodes are the numbers `0..n`; those of a [`CoocGraph`] are petgraph's indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjacency {
    offsets: Vec<usize>,
    neighbours: Vec<u32>,
    weights: Vec<f64>,
}

impl Adjacency {
    /// From edges, each pair of nodes once, with weights above 0. Loops are left out.
    ///
    /// # Panics
    /// If an edge names a node outside `0..n`.
    #[must_use]
    pub fn new(n: usize, edges: &[(u32, u32, f64)]) -> Self {
        let mut offsets = vec![0; n + 1];
        let proper = || edges.iter().filter(|(a, b, _)| a != b);
        for &(a, b, _) in proper() {
            offsets[a as usize + 1] += 1;
            offsets[b as usize + 1] += 1;
        }
        for node in 0..n {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let mut rows = vec![(0, 0.0); offsets[n]];
        for &(a, b, weight) in proper() {
            for (from, to) in [(a, b), (b, a)] {
                rows[next[from as usize]] = (to, weight);
                next[from as usize] += 1;
            }
        }
        for node in 0..n {
            rows[offsets[node]..offsets[node + 1]].sort_unstable_by_key(|(to, _)| *to);
        }
        let (neighbours, weights) = rows.into_iter().unzip();
        Self { offsets, neighbours, weights }
    }

    /// That of a co-occurrence graph, with its weights.
    #[must_use]
    pub fn of(graph: &CoocGraph) -> Self {
        let edges: Vec<_> = graph
            .graph()
            .edge_references()
            .map(|e| (e.source().index() as u32, e.target().index() as u32, e.weight().weight as f64))
            .collect();
        Self::new(graph.graph().node_count(), &edges)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of edges.
    #[must_use]
    pub fn n_edges(&self) -> usize {
        self.neighbours.len() / 2
    }

    /// Number of edges of a node.
    #[must_use]
    pub fn degree(&self, node: u32) -> usize {
        self.row(node).len()
    }

    /// Sum of the weights of a node's edges.
    #[must_use]
    pub fn strength(&self, node: u32) -> f64 {
        self.weights[self.row(node)].iter().sum()
    }

    /// The neighbours of a node, ascending.
    #[must_use]
    pub fn neighbours(&self, node: u32) -> &[u32] {
        &self.neighbours[self.row(node)]
    }

    /// The neighbours of a node with the weights of the edges to them.
    pub fn edges(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.row(node);
        self.neighbours[row.clone()].iter().copied().zip(self.weights[row].iter().copied())
    }

    fn row(&self, node: u32) -> std::ops::Range<usize> {
        self.offsets[node as usize]..self.offsets[node as usize + 1]
    }

    /// The nodes.
    pub(crate) fn nodes(&self) -> std::ops::Range<u32> {
        0..self.len() as u32
    }

    /// Offsets, neighbours and weights as they lie.
    pub(crate) fn rows(&self) -> (&[usize], &[u32], &[f64]) {
        (&self.offsets, &self.neighbours, &self.weights)
    }
}
