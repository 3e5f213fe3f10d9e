//! Association measures of a pair, from the counts of one window kind.
//!
//! With `n` windows in all, `a` of them with the first entity, `b` with the second and `ab` with both;
//! `ab ≤ min(a, b)`, `max(a, b) ≤ n` and `a + b - ab ≤ n`. All measures are symmetric in `a` and `b`. Counts that
//! break these bounds give a value in the stated range nevertheless, but one without meaning.

/// Normalised pointwise mutual information, in [-1, 1] (Bouma 2009):
/// `ln(p(ab) / (p(a) p(b))) / -ln p(ab)`.
///
/// Defined as 1 where both occur in every window that holds either one and that is every window (`p(ab) = 1`),
/// and as -1 where they never occur together.
#[must_use]
pub fn npmi(ab: u64, a: u64, b: u64, n: u64) -> f64 {
    if ab == 0 || n == 0 {
        return -1.0;
    }
    if ab >= n {
        return 1.0;
    }
    let p = |x: u64| x as f64 / n as f64;
    ((p(ab) / (p(a) * p(b))).ln() / -p(ab).ln()).clamp(-1.0, 1.0)
}

/// Log-likelihood ratio G² of the two-by-two table of both entities, at least 0 (Dunning 1993):
/// `2 Σ o ln(o / e)` over the four cells, `e` being what independence would give.
///
/// A cell of 0 adds nothing. Defined as 0 where an entity is in no window or in every one: such a table says nothing
/// about the pair. Large where the pair meets more often than by chance, and also where it meets less often:
/// [`g2_p`] tells these apart.
#[must_use]
pub fn g2(ab: u64, a: u64, b: u64, n: u64) -> f64 {
    if a == 0 || b == 0 || a >= n || b >= n {
        return 0.0;
    }
    let total = n as f64;
    // All four cells lie by the same difference off their expectation. It is exact here, and `ln_1p` keeps it where
    // the cells are large and the difference small.
    let difference = deviation(ab, a, b, n) / total;
    let cell = |observed: u64, expected: f64, difference: f64| {
        if observed == 0 { 0.0 } else { observed as f64 * (difference / expected).ln_1p() }
    };
    let (fa, fb) = (a as f64, b as f64);
    let (not_a, not_b) = (n - a, n - b);
    let neither = (n + ab).saturating_sub(a).saturating_sub(b);
    let sum = cell(ab, fa * fb / total, difference)
        + cell(a.saturating_sub(ab), fa * not_b as f64 / total, -difference)
        + cell(b.saturating_sub(ab), not_a as f64 * fb / total, -difference)
        + cell(neither, not_a as f64 * not_b as f64 / total, difference);
    (2.0 * sum).max(0.0)
}

/// `n ab - a b`: positive where the pair meets more often than by chance.
fn deviation(ab: u64, a: u64, b: u64, n: u64) -> f64 {
    (i128::from(ab) * i128::from(n) - i128::from(a) * i128::from(b)) as f64
}

/// How likely independent entities would meet at least as much beyond chance, in [0, 1]: the upper tail of the
/// normal distribution at the signed root of [`g2`], `± √G²`, positive where the pair meets more often than by
/// chance (Wilks 1938; the signed root as in Barndorff-Nielsen 1986).
///
/// One-sided: for pairs that meet more often than by chance it is half the χ² tail of G² with one degree of freedom,
/// for the others it is above one half. An approximation that is rough below about 5 expected windows, like G² itself.
#[must_use]
pub fn g2_p(ab: u64, a: u64, b: u64, n: u64) -> f64 {
    let root = g2(ab, a, b, n).sqrt();
    normal_tail(if deviation(ab, a, b, n) < 0.0 { -root } else { root })
}

/// Upper tail of the standard normal distribution.
pub(crate) fn normal_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Jaccard's index, in [0, 1] (Jaccard 1901): windows with both among windows with either, `ab / (a + b - ab)`.
///
/// Defined as 0 where neither occurs.
#[must_use]
pub fn jaccard(ab: u64, a: u64, b: u64) -> f64 {
    ratio(ab as f64, a as f64 + b as f64 - ab as f64)
}

/// Dice's coefficient, in [0, 1] (Dice 1945; Sørensen 1948): `2 ab / (a + b)`.
///
/// Defined as 0 where neither occurs.
#[must_use]
pub fn dice(ab: u64, a: u64, b: u64) -> f64 {
    ratio(2.0 * ab as f64, a as f64 + b as f64)
}

/// Association strength, at least 0 (van Eck and Waltman 2009, also called proximity or probabilistic affinity
/// index): observed over expected meetings, `n ab / (a b)`. 1 is chance.
///
/// Defined as 0 where one of the two never occurs. Favours rare pairs: read it beside a significance.
#[must_use]
pub fn association_strength(ab: u64, a: u64, b: u64, n: u64) -> f64 {
    ratio(n as f64 * ab as f64, a as f64 * b as f64)
}

/// How surely a share is larger inside a group than outside, in standard deviations: the log odds ratio of
/// `[with, all]` inside and outside, half a case added to each cell (Haldane 1956), over its standard error (Woolf
/// 1955). Negative where the share is smaller inside.
///
/// Defined as 0 where inside or outside holds no case at all.
#[must_use]
pub fn log_odds_z(inside: [u64; 2], outside: [u64; 2]) -> f64 {
    if inside[1] == 0 || outside[1] == 0 {
        return 0.0;
    }
    let cells = |[with, all]: [u64; 2]| [with as f64 + 0.5, all.saturating_sub(with) as f64 + 0.5];
    let ([a, b], [c, d]) = (cells(inside), cells(outside));
    ((a / b).ln() - (c / d).ln()) / (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt()
}

fn ratio(numerator: f64, denominator: f64) -> f64 {
    if denominator > 0.0 { numerator / denominator } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npmi_at_its_edges() {
        assert!((npmi(5, 5, 5, 100) - 1.0).abs() < 1e-12, "always together");
        assert_eq!(npmi(0, 5, 5, 100), -1.0, "never together");
        assert!(npmi(1, 10, 10, 100).abs() < 1e-12, "as often as by chance");
        assert_eq!(npmi(3, 3, 3, 3), 1.0, "in every window");
    }

    #[test]
    fn measures_at_their_edges() {
        assert_eq!(g2(0, 0, 5, 10), 0.0, "one never occurs");
        assert_eq!(g2(5, 10, 5, 10), 0.0, "one occurs everywhere");
        assert!(g2(10, 100, 100, 1000).abs() < 1e-12, "chance");
        assert!((g2_p(10, 100, 100, 1000) - 0.5).abs() < 1e-6, "chance");
        assert!(g2_p(0, 100, 100, 1000) > 0.99, "they avoid each other");
        assert_eq!((jaccard(0, 0, 0), dice(0, 0, 0), association_strength(0, 0, 0, 0)), (0.0, 0.0, 0.0));
        assert_eq!((jaccard(4, 4, 4), dice(4, 4, 4), association_strength(4, 4, 4, 4)), (1.0, 1.0, 1.0));
    }

    #[test]
    fn log_odds_of_shares() {
        assert_eq!(log_odds_z([5, 10], [50, 100]), -log_odds_z([50, 100], [5, 10]));
        assert!(log_odds_z([5, 10], [50, 100]).abs() < 1e-12, "the same share");
        assert_eq!(log_odds_z([5, 10], [0, 0]), 0.0, "nothing to compare with");
        // ln((9.5 / 1.5) / (10.5 / 90.5)) over the root of 1/9.5 + 1/1.5 + 1/10.5 + 1/90.5, by hand.
        assert!(
            (log_odds_z([9, 10], [10, 100]) - 4.268_127).abs() < 1e-5,
            "{}",
            log_odds_z([9, 10], [10, 100])
        );
    }

    #[test]
    fn g2_keeps_small_differences_of_large_counts() {
        // A million million windows, and a pair that meets one time more often than by chance.
        let (n, a) = (1_000_000_000_000, 1_000_000_000);
        let expected = 2.0 * (1_000_001.0 * (1e-6_f64).ln_1p() - 1.0);
        assert!(
            (g2(1_000_001, a, a, n) / expected - 1.0).abs() < 0.01,
            "{} {expected}",
            g2(1_000_001, a, a, n)
        );
    }
}
