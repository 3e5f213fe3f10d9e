//! How central nodes are.

use crate::adjacency::Adjacency;
use crate::random::Random;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// PageRank of each node; they sum to 1 (Page et al. 1999), by the weights of edges.
///
/// `damping` is the chance to follow an edge rather than to jump, 0.85 by custom. A node without edges jumps always.
/// Iterates until the values change by less than 10⁻¹³ in all, at most 1,000 times.
#[must_use]
pub fn pagerank(graph: &Adjacency, damping: f64) -> Vec<f64> {
    let n = graph.len() as f64;
    let strength: Vec<f64> = graph.nodes().map(|node| graph.strength(node)).collect();
    let mut rank = vec![1.0 / n; graph.len()];
    let mut share = vec![0.0; graph.len()];
    let mut flow = vec![0.0; graph.len()];
    for _ in 0..1000 {
        let mut lost = 0.0;
        for node in 0..graph.len() {
            if strength[node] > 0.0 {
                share[node] = rank[node] / strength[node];
            } else {
                share[node] = 0.0;
                lost += rank[node];
            }
        }
        let jump = (1.0 - damping + damping * lost) / n;
        let mut change = 0.0;
        flows(graph, &share, &mut flow);
        for (rank, flow) in rank.iter_mut().zip(&flow) {
            let new = jump + damping * flow;
            change += (new - *rank).abs();
            *rank = new;
        }
        if change < 1e-13 {
            break;
        }
    }
    rank
}

/// What flows into each node: the values of its neighbours by the weights of the edges to them. Each sum is one node's
/// own, so that the division among threads does not matter.
fn flows(graph: &Adjacency, values: &[f64], flow: &mut [f64]) {
    const CHUNK: usize = 1024;
    flow.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, flow)| {
        for (at, flow) in flow.iter_mut().enumerate() {
            let node = (chunk * CHUNK + at) as u32;
            *flow = graph.edges(node).map(|(from, weight)| weight * values[from as usize]).sum();
        }
    });
}

/// Eigenvector centrality (Bonacich 1987) with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenvector {
    /// By node, the largest value being 1; 0 outside the component.
    pub values: Vec<f64>,
    /// Whether the iteration came to rest; else the values are rough.
    pub converged: bool,
}

/// Eigenvector centrality within one connected component, by the weights of edges; over several components it has
/// no meaning.
///
/// Power iteration on `A + s I`, `s` half the mean strength, which keeps bipartite graphs from
/// swinging; until no value changes by more than 10⁻¹², at most 10,000 times and 10⁹ steps over edges.
#[must_use]
pub fn eigenvector(graph: &Adjacency, component: &[u32], number: u32) -> Eigenvector {
    let inside: Vec<u32> = graph.nodes().filter(|&node| component[node as usize] == number).collect();
    let mut values = vec![0.0; graph.len()];
    for &node in &inside {
        values[node as usize] = 1.0;
    }
    let strengths = inside.iter().map(|&node| graph.strength(node));
    let shift = 0.5 * strengths.sum::<f64>() / inside.len().max(1) as f64;
    let most = (1_000_000_000 / (graph.n_edges() + 1)).clamp(100, 10_000);
    let mut next = values.clone();
    let mut flow = vec![0.0; graph.len()];
    let mut converged = inside.len() < 2;
    for _ in 0..most {
        let mut largest: f64 = 0.0;
        // Outside the component values are 0, and so are the flows.
        flows(graph, &values, &mut flow);
        for &node in &inside {
            let new = flow[node as usize] + shift * values[node as usize];
            next[node as usize] = new;
            largest = largest.max(new);
        }
        let mut change: f64 = 0.0;
        if largest > 0.0 {
            for &node in &inside {
                let new = next[node as usize] / largest;
                change = change.max((new - values[node as usize]).abs());
                next[node as usize] = new;
            }
            std::mem::swap(&mut values, &mut next);
        }
        if change < 1e-12 {
            converged = true;
            break;
        }
    }
    Eigenvector { values, converged }
}

/// Betweenness with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Betweenness {
    /// By node: the share of shortest paths between other nodes that go through it, in [0, 1].
    pub values: Vec<f64>,
    /// From how many nodes paths were followed, where that is not all of them: then the values are estimates.
    pub sampled: Option<usize>,
}

/// Betweenness of each node (Freeman 1977; Brandes 2001), an edge of weight w being 1/w long, divided by the number
/// of pairs of other nodes, `(n - 1)(n - 2) / 2`. Paths are equally long where they differ by less than a
/// 10⁻¹⁰th, as in igraph.
///
/// Exact for at most `exact_nodes` nodes. Larger graphs follow the paths from `samples` nodes, drawn by `seed`, and
/// scale up (Brandes and Pich 2007). Costs `O(m log n)` for each source; runs on all threads, with the same result
/// on any number.
#[must_use]
pub fn betweenness(graph: &Adjacency, exact_nodes: usize, samples: usize, seed: u64) -> Betweenness {
    let n = graph.len();
    let samples = samples.max(1);
    let (sources, sampled): (Vec<u32>, _) = if n <= exact_nodes || n <= samples {
        (graph.nodes().collect(), None)
    } else {
        (Random::new(seed).sample(n as u32, samples as u32), Some(samples))
    };
    // A fixed division into chunks and a fixed order of summing: floats do not add up the same in any other.
    const CHUNK: usize = 32;
    const AT_ONCE: usize = 16;
    let mut values = vec![0.0; n];
    let lengths: Vec<f64> = graph.rows().2.iter().map(|w| 1.0 / w).collect();
    for chunks in sources.chunks(CHUNK * AT_ONCE) {
        let sums: Vec<Vec<f64>> = chunks
            .par_chunks(CHUNK)
            .map_init(
                || Search::new(n),
                |search, sources| {
                    let mut sum = vec![0.0; n];
                    for &source in sources {
                        search.from(graph, &lengths, source, &mut sum);
                    }
                    sum
                },
            )
            .collect();
        for sum in sums {
            for (value, part) in values.iter_mut().zip(sum) {
                *value += part;
            }
        }
    }
    // Each pair was seen from both ends.
    let pairs = (n as f64 - 1.0) * (n as f64 - 2.0);
    let scale = if n > 2 { n as f64 / sources.len() as f64 / pairs } else { 0.0 };
    for value in &mut values {
        *value *= scale;
    }
    Betweenness { values, sampled }
}

/// The memory of one search for shortest paths.
struct Search {
    distance: Vec<f64>,
    paths: Vec<f64>,
    dependency: Vec<f64>,
    done: Vec<bool>,
    order: Vec<u32>,
    // Positive floats order like their bits.
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Search {
    fn new(n: usize) -> Self {
        Self {
            distance: vec![f64::INFINITY; n],
            paths: vec![0.0; n],
            dependency: vec![0.0; n],
            done: vec![false; n],
            order: Vec::with_capacity(n),
            heap: BinaryHeap::new(),
        }
    }

    fn from(&mut self, graph: &Adjacency, lengths: &[f64], source: u32, sum: &mut [f64]) {
        let (offsets, neighbours, _) = graph.rows();
        let row = |node: u32| offsets[node as usize]..offsets[node as usize + 1];
        self.distance[source as usize] = 0.0;
        self.paths[source as usize] = 1.0;
        self.heap.push(Reverse((0, source)));
        while let Some(Reverse((bits, node))) = self.heap.pop() {
            if std::mem::replace(&mut self.done[node as usize], true) {
                continue;
            }
            self.order.push(node);
            let here = f64::from_bits(bits);
            let paths = self.paths[node as usize];
            for edge in row(node) {
                let other = neighbours[edge];
                let there = here + lengths[edge];
                let known = self.distance[other as usize];
                if there < known * (1.0 - TIE) {
                    self.distance[other as usize] = there;
                    self.paths[other as usize] = paths;
                    self.heap.push(Reverse((there.to_bits(), other)));
                } else if there <= known * (1.0 + TIE) && !self.done[other as usize] {
                    self.paths[other as usize] += paths;
                }
            }
        }
        for &node in self.order.iter().rev() {
            let i = node as usize;
            let mut dependency = 0.0;
            // Those further away that are reached through here have their dependency already.
            for edge in row(node) {
                let other = neighbours[edge] as usize;
                let there = self.distance[i] + lengths[edge];
                if there > self.distance[i] && tied(there, self.distance[other]) {
                    dependency += self.paths[i] / self.paths[other] * (1.0 + self.dependency[other]);
                }
            }
            self.dependency[i] = dependency;
            if node != source {
                sum[i] += dependency;
            }
        }
        for node in self.order.drain(..) {
            let i = node as usize;
            self.distance[i] = f64::INFINITY;
            self.paths[i] = 0.0;
            self.dependency[i] = 0.0;
            self.done[i] = false;
        }
    }
}

/// Relative difference below which two lengths are one.
const TIE: f64 = 1e-10;

fn tied(there: f64, known: f64) -> bool {
    there >= known * (1.0 - TIE) && there <= known * (1.0 + TIE)
}
