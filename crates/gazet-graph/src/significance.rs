//! Which edges are more than noise: correction for many tests, and two backbones.

use crate::measures::normal_tail;

/// Adjusts p-values for their number (Benjamini and Hochberg 1995): those at most `q` have a false discovery rate
/// of at most `q`. In the order of the input; an empty input gives an empty output.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least: f64 = 1.0;
    for (above, &index) in order.iter().enumerate() {
        let rank = p_values.len() - above;
        least = least.min(p_values[index] * p_values.len() as f64 / rank as f64);
        adjusted[index] = least;
    }
    adjusted
}

/// The disparity filter's p-value of an edge, in [0, 1] (Serrano, Boguñá and Vespignani 2009): how likely one of
/// its ends would give it so large a share of its strength by chance, `(1 - w / s)^(k - 1)`, the smaller of both.
///
/// `weight` is the edge's, `ends` the strength and degree of both nodes. An end of degree 1 says nothing (1).
#[must_use]
pub fn disparity(weight: f64, ends: [(f64, usize); 2]) -> f64 {
    let of = |(strength, degree): (f64, usize)| {
        if degree < 2 { 1.0 } else { (1.0 - weight / strength).max(0.0).powf(degree as f64 - 1.0) }
    };
    of(ends[0]).min(of(ends[1]))
}

/// The noise-corrected backbone's p-value of an edge, in [0, 1] (Coscia and Neffke 2017): how likely its weight
/// would exceed what the strengths of its ends make us expect.
///
/// `weight` is the edge's, `strengths` those of its ends, `total` the sum of all strengths (each edge counts twice).
/// The lift of the weight over its expectation, as a score in (-1, 1), over its standard deviation under a binomial
/// model with a beta prior is taken as normal. The prior's second parameter is matched to mean and variance; the
/// authors' code has `1 - μ²` for `(1 - μ)²` there, which differs by less than the mean share `μ` of an edge.
/// Defined as 1 where the model has no variance.
#[must_use]
pub fn noise_corrected(weight: f64, strengths: [f64; 2], total: f64) -> f64 {
    let [i, j] = strengths;
    let product = i * j;
    let mean = product / total / total;
    let variance = product * (total - i) * (total - j) / (total.powi(4) * (total - 1.0));
    let alpha_prior = mean * mean / variance * (1.0 - mean) - mean;
    let beta_prior = mean / variance * (1.0 - mean) * (1.0 - mean) - (1.0 - mean);
    let (alpha, beta) = (alpha_prior + weight, beta_prior + total - weight);
    let expected = alpha / (alpha + beta);
    let variance_weight = expected * (1.0 - expected) * total;
    let kappa = total / product;
    let score = (kappa * weight - 1.0) / (kappa * weight + 1.0);
    let slope = 1.0 / product - total * (i + j) / (product * product);
    let deviation = variance_weight.sqrt()
        * (2.0 * (kappa + weight * slope) / ((kappa * weight + 1.0) * (kappa * weight + 1.0))).abs();
    let z = score / deviation;
    if z.is_nan() { 1.0 } else { normal_tail(z) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correction_of_many_tests() {
        // Computed with scipy.stats.false_discovery_control.
        let adjusted = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
        for (got, expected) in
            adjusted.iter().zip([0.04, 0.053_333_333_333_333_33, 0.053_333_333_333_333_33, 0.5])
        {
            assert!((got - expected).abs() < 1e-15);
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    #[test]
    fn ends_without_choice_say_nothing() {
        assert_eq!(disparity(3.0, [(3.0, 1), (3.0, 1)]), 1.0);
        assert_eq!(disparity(3.0, [(3.0, 1), (6.0, 2)]), 0.5);
        assert_eq!(noise_corrected(2.0, [2.0, 2.0], 2.0), 1.0, "no variance");
    }
}
