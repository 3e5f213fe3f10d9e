//! How central nodes are.

pub use crate::betweenness::{Betweenness, betweenness, betweenness_from};

use crate::adjacency::Adjacency;
use crate::lanczos::leading;
use crate::linear::{dot, flows};

/// PageRank of each node; they sum to 1 (Page et al. 1999), by the weights of edges.
///
/// `damping` is the chance to follow an edge rather than to jump, 0.85 by custom. A node without edges jumps always.
/// Edges lead both ways, so that the equation is symmetric up to the strengths of nodes: it is solved by conjugate
/// gradients (Hestenes and Stiefel 1952), from the strengths on, which are the solution but for the jumps. The values
/// are right to 10⁻¹³ in all; at most 1,000 steps.
///
/// # Panics
/// If `damping` is outside [0, 1).
#[must_use]
pub fn pagerank(graph: &Adjacency, damping: f64) -> Vec<f64> {
    assert!((0.0..1.0).contains(&damping), "damping {damping} is outside [0, 1)");
    let n = graph.len();
    let strength: Vec<f64> = graph.nodes().map(|node| graph.strength(node)).collect();
    let inverse: Vec<f64> = strength.iter().map(|&s| if s > 0.0 { 1.0 / s } else { 0.0 }).collect();
    let n_tied = strength.iter().filter(|s| **s > 0.0).count() as f64;
    // With jumps of 1 to each node, the ranks are `x = 1 + d A D⁻¹ x`, D being the strengths. Nodes without edges stay
    // at 1. `I - d A D⁻¹` is symmetric and positive in the inner product weighted by D⁻¹.
    let expected = n_tied / (1.0 - damping);
    let scale = expected / strength.iter().sum::<f64>();
    let mut rank: Vec<f64> = strength.iter().map(|&s| if s > 0.0 { scale * s } else { 1.0 }).collect();
    let mut rest: Vec<f64> =
        strength.iter().map(|&s| if s > 0.0 { 1.0 - (1.0 - damping) * scale * s } else { 0.0 }).collect();
    let mut direction = rest.clone();
    let mut share: Vec<f64> = rest.iter().zip(&inverse).map(|(r, i)| r * i).collect();
    let mut size = dot(&rest, &share);
    let mut image = vec![0.0; n];
    for _ in 0..1000 {
        // What is left of the equation, over 1 - d, bounds the error of all ranks together.
        if rest.iter().map(|r| r.abs()).sum::<f64>() <= 1e-13 * (1.0 - damping) * expected {
            break;
        }
        for ((share, direction), inverse) in share.iter_mut().zip(&direction).zip(&inverse) {
            *share = direction * inverse;
        }
        flows(graph, &share, &mut image);
        for (image, direction) in image.iter_mut().zip(&direction) {
            *image = direction - damping * *image;
        }
        let step = size / dot(&share, &image);
        let mut left = 0.0;
        for node in 0..n {
            rank[node] += step * direction[node];
            rest[node] -= step * image[node];
            left += rest[node] * rest[node] * inverse[node];
        }
        let keep = left / size;
        size = left;
        for (direction, rest) in direction.iter_mut().zip(&rest) {
            *direction = rest + keep * *direction;
        }
    }
    let total: f64 = rank.iter().sum();
    for value in &mut rank {
        *value /= total;
    }
    rank
}

/// Eigenvector centrality (Bonacich 1987) with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenvector {
    /// By node, the largest value being 1; 0 outside the component.
    pub values: Vec<f64>,
    /// Whether the values are right to 10⁻⁹; else they are rough.
    pub converged: bool,
}

/// Eigenvector centrality within one connected component, by the weights of edges; over several components it has
/// no meaning.
///
/// By the method of Lanczos (1950), restarted; at most 2,000 products with the graph and 10⁹ steps over edges.
#[must_use]
pub fn eigenvector(graph: &Adjacency, component: &[u32], number: u32) -> Eigenvector {
    let mut start = vec![0.0; graph.len()];
    for node in graph.nodes().filter(|&node| component[node as usize] == number) {
        // Near enough to begin with, and positive throughout: the component's leading vector is the only one such.
        start[node as usize] = graph.strength(node);
    }
    let most = (1_000_000_000 / (graph.n_edges() + 1)).clamp(100, 2_000);
    let (mut values, converged) = leading(graph, start, most);
    let largest = values.iter().copied().fold(0.0, f64::max);
    if largest > 0.0 {
        for value in &mut values {
            // Rounding leaves some of the smallest just below 0.
            *value = (*value / largest).max(0.0);
        }
    } else {
        // A node alone is all there is.
        for node in graph.nodes().filter(|&node| component[node as usize] == number) {
            values[node as usize] = 1.0;
        }
    }
    Eigenvector { values, converged }
}
