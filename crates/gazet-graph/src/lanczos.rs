//! The leading eigenvector of a graph.

use crate::adjacency::Adjacency;
use crate::linear::{dot, flows, normalized, subtract};

/// Products between two restarts, and vectors that are kept in memory.
const STEPS: usize = 32;
/// Error of a value, the largest being 1, that is aimed at.
const AIM: f64 = 1e-12;
/// Error up to which the answer is called right: rounding may keep a graph of near-equal eigenvalues from better.
const GOOD: f64 = 1e-9;

/// The eigenvector of the largest eigenvalue of the graph's weights, of length 1, and whether it is right. `start` must
/// not be orthogonal to it; the vector stays within the components where `start` is not 0.
///
/// Lanczos's method without reorthogonalisation: what rounding costs are copies of vectors that were found already, and
/// only the first is sought. Each restart begins with a product that tells the true error of what was found so far.
pub(crate) fn leading(graph: &Adjacency, start: Vec<f64>, most_products: usize) -> (Vec<f64>, bool) {
    let mut vector = normalized(start);
    if graph.n_edges() == 0 || vector.iter().all(|v| *v == 0.0) {
        return (vec![0.0; graph.len()], true);
    }
    let mut products = 0;
    let mut gap = f64::NAN;
    let mut image = vec![0.0; graph.len()];
    loop {
        let mut basis: Vec<Vec<f64>> = Vec::with_capacity(STEPS);
        let (mut diagonal, mut beside): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        let largest = vector.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        basis.push(vector);
        let combination = loop {
            let k = basis.len() - 1;
            flows(graph, &basis[k], &mut image);
            products += 1;
            if k > 0 {
                subtract(&mut image, beside[k - 1], &basis[k - 1]);
            }
            let along = dot(&image, &basis[k]);
            subtract(&mut image, along, &basis[k]);
            let off = dot(&image, &image).sqrt();
            diagonal.push(along);
            if k == 0 && !gap.is_nan() {
                // The error of the vector found before: what is off over the distance to the next eigenvalue.
                let error = off / gap / largest;
                let is_rounding = off <= 16.0 * f64::EPSILON * along.abs();
                if error <= 10.0 * AIM || is_rounding || products >= most_products {
                    return (basis.swap_remove(0), error <= GOOD);
                }
            }
            // Nothing is left but rounding: what the start reaches is exhausted.
            let scale = diagonal.iter().chain(&beside).fold(0.0_f64, |most, v| most.max(v.abs()));
            let is_exhausted = off <= 1e-14 * scale;
            let is_last = basis.len() == STEPS;
            if is_last || k % 4 == 3 || is_exhausted {
                let found = Top::of(&diagonal, &beside);
                let error = off * found.vector[k].abs() / found.gap;
                if is_last || is_exhausted || error <= AIM * largest {
                    gap = found.gap;
                    break found.vector;
                }
            }
            beside.push(off);
            basis.push(image.iter().map(|v| v / off).collect());
        };
        vector = vec![0.0; graph.len()];
        for (part, direction) in combination.iter().zip(&basis) {
            subtract(&mut vector, -part, direction);
        }
        vector = normalized(vector);
    }
}

/// The largest eigenvalue of a small tridiagonal matrix.
struct Top {
    /// How far the second largest is below; the value itself where there is none.
    gap: f64,
    vector: Vec<f64>,
}

impl Top {
    /// By Jacobi's rotations (1846): each takes one entry off the diagonal away, until none is left.
    fn of(diagonal: &[f64], beside: &[f64]) -> Self {
        let n = diagonal.len();
        let mut matrix = vec![vec![0.0; n]; n];
        let mut vectors = vec![vec![0.0; n]; n];
        for i in 0..n {
            matrix[i][i] = diagonal[i];
            vectors[i][i] = 1.0;
            if i + 1 < n {
                matrix[i][i + 1] = beside[i];
                matrix[i + 1][i] = beside[i];
            }
        }
        let all: f64 = matrix.iter().flatten().map(|m| m * m).sum();
        for _ in 0..50 {
            let mut left = 0.0;
            for p in 0..n {
                for q in p + 1..n {
                    left += matrix[p][q] * matrix[p][q];
                    rotate(&mut matrix, &mut vectors, p, q);
                }
            }
            if left <= 1e-34 * all {
                break;
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| matrix[b][b].total_cmp(&matrix[a][a]));
        let value = matrix[order[0]][order[0]];
        let second = order.get(1).map_or(0.0, |&at| matrix[at][at]);
        let gap = (value - second).max(f64::MIN_POSITIVE);
        Self { gap, vector: vectors.iter().map(|row| row[order[0]]).collect() }
    }
}

/// Turns the axes `p` and `q` so that the entry between them vanishes.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let between = matrix[p][q];
    if between == 0.0 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * between);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in matrix.iter_mut().chain(vectors) {
        let (a, b) = (row[p], row[q]);
        row[p] = c * a - s * b;
        row[q] = s * a + c * b;
    }
    let (above, below) = matrix.split_at_mut(q);
    for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_a_known_leading_vector() {
        // The path of n nodes: value 2 cos(π / (n + 1)), vector sin(π i / (n + 1)).
        for n in [2, 3, 5, 40, 300] {
            let edges: Vec<_> = (1..n).map(|i| (i - 1, i, 1.0)).collect();
            let graph = Adjacency::new(n as usize, &edges);
            let start = vec![1.0; n as usize];
            let (vector, converged) = leading(&graph, start, 5_000);
            assert!(converged, "{n}");
            let step = std::f64::consts::PI / f64::from(n + 1);
            let expected = normalized((1..=n).map(|i| (step * f64::from(i)).sin()).collect());
            for (got, expected) in vector.iter().zip(&expected) {
                assert!((got.abs() - expected).abs() < 1e-9, "{n}: {got} {expected}");
            }
        }
    }

    #[test]
    fn an_answer_cut_short_is_not_called_right() {
        let edges: Vec<_> = (1..2_000).map(|i| (i - 1, i, 1.0)).collect();
        let graph = Adjacency::new(2_000, &edges);
        assert!(!leading(&graph, vec![1.0; 2_000], 40).1);
    }
}
