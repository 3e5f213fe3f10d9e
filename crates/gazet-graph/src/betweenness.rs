//! How often nodes lie between others.

use crate::adjacency::Adjacency;
use crate::random::Random;
use rayon::prelude::*;

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
    Betweenness { values: betweenness_from(graph, &sources), sampled }
}

/// What the shortest paths that begin at some nodes say of the [`betweenness`] of each: exact from all nodes, an
/// estimate from some of them.
///
/// # Panics
/// If a source is no node.
#[must_use]
pub fn betweenness_from(graph: &Adjacency, sources: &[u32]) -> Vec<f64> {
    let n = graph.len();
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
    let scale = if n > 2 && !sources.is_empty() { n as f64 / sources.len() as f64 / pairs } else { 0.0 };
    for value in &mut values {
        *value *= scale;
    }
    values
}

/// The memory of one search for shortest paths.
struct Search {
    /// From the source; negative, with the sign of zero counting, once it is final.
    distance: Vec<f64>,
    paths: Vec<f64>,
    dependency: Vec<f64>,
    /// Nodes in the order in which they were reached, with the end of their stretch of `before`.
    order: Vec<(u32, usize)>,
    /// The nodes right before each on shortest paths to it, one node after the other.
    before: Vec<u32>,
    queue: Queue,
}

impl Search {
    fn new(n: usize) -> Self {
        Self {
            distance: vec![f64::INFINITY; n],
            paths: vec![0.0; n],
            dependency: vec![0.0; n],
            order: Vec::with_capacity(n),
            before: Vec::with_capacity(n),
            queue: Queue::default(),
        }
    }

    fn from(&mut self, graph: &Adjacency, lengths: &[f64], source: u32, sum: &mut [f64]) {
        let (offsets, neighbours, _) = graph.rows();
        self.distance[source as usize] = 0.0;
        self.queue.start(source);
        while let Some((here, node)) = self.queue.pop(&self.distance) {
            self.distance[node as usize] = -here;
            let mut paths = f64::from(u8::from(node == source));
            let row = offsets[node as usize]..offsets[node as usize + 1];
            let farthest = here * (1.0 + TIE);
            for (&other, length) in neighbours[row.clone()].iter().zip(&lengths[row]) {
                let known = self.distance[other as usize];
                if known.is_sign_negative() {
                    if length - known <= farthest {
                        paths += self.paths[other as usize];
                        self.before.push(other);
                    }
                } else {
                    let there = here + length;
                    if there < known * (1.0 - TIE) {
                        self.distance[other as usize] = there;
                        self.queue.push(there, other);
                    }
                }
            }
            self.paths[node as usize] = paths;
            self.order.push((node, self.before.len()));
        }
        for at in (0..self.order.len()).rev() {
            let (node, end) = self.order[at];
            let start = if at == 0 { 0 } else { self.order[at - 1].1 };
            let i = node as usize;
            let share = (1.0 + self.dependency[i]) / self.paths[i];
            for &before in &self.before[start..end] {
                self.dependency[before as usize] += self.paths[before as usize] * share;
            }
            if node != source {
                sum[i] += self.dependency[i];
            }
            // Nobody asks for this node again.
            self.dependency[i] = 0.0;
            self.distance[i] = f64::INFINITY;
        }
        self.order.clear();
        self.before.clear();
    }
}

/// Relative difference below which two lengths are one.
const TIE: f64 = 1e-10;

/// A radix heap (Ahuja, Mehlhorn, Orlin and Tarjan 1990): distances leave it in rising order, and none that enters is
/// below the last that left. Positive floats order like their bits; each lies with those that share as many leading
/// bits with the last.
struct Queue {
    /// By the number of trailing bits that may differ from `last`.
    buckets: [Vec<(u64, u32)>; 65],
    last: u64,
    len: usize,
}

impl Default for Queue {
    fn default() -> Self {
        Self { buckets: [const { Vec::new() }; 65], last: 0, len: 0 }
    }
}

impl Queue {
    /// Begins anew, with one node at distance 0.
    fn start(&mut self, node: u32) {
        self.last = 0;
        self.len = 0;
        self.push(0.0, node);
    }

    fn push(&mut self, distance: f64, node: u32) {
        let bits = distance.to_bits();
        self.buckets[(64 - (bits ^ self.last).leading_zeros()) as usize].push((bits, node));
        self.len += 1;
    }

    /// The nearest node that stands at the distance it entered with.
    fn pop(&mut self, distance: &[f64]) -> Option<(f64, u32)> {
        let is_current = |bits: u64, node: u32| distance[node as usize].to_bits() == bits;
        while self.len > 0 {
            while let Some((bits, node)) = self.buckets[0].pop() {
                self.len -= 1;
                if is_current(bits, node) {
                    return Some((f64::from_bits(bits), node));
                }
            }
            let Some(lowest) = self.buckets.iter().position(|bucket| !bucket.is_empty()) else { break };
            let mut bucket = std::mem::take(&mut self.buckets[lowest]);
            let entered = bucket.len();
            bucket.retain(|&(bits, node)| is_current(bits, node));
            self.len -= entered - bucket.len();
            if let Some(&(nearest, _)) = bucket.iter().min() {
                self.last = nearest;
                for &(bits, node) in &bucket {
                    self.buckets[(64 - (bits ^ nearest).leading_zeros()) as usize].push((bits, node));
                }
            }
            // Its memory serves again.
            bucket.clear();
            self.buckets[lowest] = bucket;
        }
        None
    }
}
