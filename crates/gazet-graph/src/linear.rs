//! Products with a graph, and of vectors: the sums come out the same on any number of threads.

use crate::adjacency::Adjacency;
use rayon::prelude::*;

/// What flows into each node: the values of its neighbours by the weights of the edges to them. Each sum is one node's
/// own, so that the division among threads does not matter.
pub(crate) fn flows(graph: &Adjacency, values: &[f64], flow: &mut [f64]) {
    const CHUNK: usize = 4096;
    let (offsets, neighbours, weights) = graph.rows();
    flow.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, flow)| {
        let first = chunk * CHUNK;
        for (flow, row) in flow.iter_mut().zip(offsets[first..].windows(2)) {
            let row = row[0]..row[1];
            let edges = neighbours[row.clone()].iter().zip(&weights[row]);
            *flow = edges.map(|(&from, weight)| weight * values[from as usize]).sum();
        }
    });
}

/// The inner product, summed up from left to right in four strands.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, rest_a) = a.as_chunks::<4>();
    let (b, rest_b) = b.as_chunks::<4>();
    for (a, b) in a.iter().zip(b) {
        for strand in 0..4 {
            sums[strand] += a[strand] * b[strand];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// `a -= factor * b`.
pub(crate) fn subtract(a: &mut [f64], factor: f64, b: &[f64]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a -= factor * b;
    }
}

/// The vector at length 1.
pub(crate) fn normalized(mut vector: Vec<f64>) -> Vec<f64> {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}
