//! Association measures of a pair, from the counts of one window kind.
//!
//! With `n` windows in all, `a` of them with the first entity, `b` with the second and `ab` with both.

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
}
