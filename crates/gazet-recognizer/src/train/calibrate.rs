//! From margins to scores: a logistic curve for each type, fitted by Newton's method.

use crate::model::Curve;

/// Fits the curve to `(margin, right)` pairs. Without enough pairs of both kinds the curve is a flat guess.
pub(crate) fn fit(pairs: &[(f32, bool)]) -> Curve {
    let n = pairs.len() as f64;
    let right = pairs.iter().filter(|p| p.1).count() as f64;
    // One imagined pair of each kind keeps the share off 0 and 1.
    let share = (right + 1.0) / (n + 2.0);
    let flat = Curve { slope: 0.0, offset: (share / (1.0 - share)).ln() as f32 };
    if right < 10.0 || n - right < 10.0 {
        return flat;
    }
    let scale = pairs.iter().map(|p| f64::from(p.0)).sum::<f64>() / n;
    if scale <= 0.0 {
        return flat;
    }
    let (mut a, mut b) = (1.0_f64, f64::from(flat.offset));
    for _ in 0..50 {
        // A small pull towards slope 0 keeps the matrix invertible.
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (-1e-3 * a, 0.0, 1e-3, 0.0, 1e-9);
        for &(margin, right) in pairs {
            let x = f64::from(margin) / scale;
            let p = 1.0 / (1.0 + (-(a * x + b)).exp());
            let error = f64::from(u8::from(right)) - p;
            let weight = p * (1.0 - p);
            ga += error * x;
            gb += error;
            haa += weight * x * x;
            hab += weight * x;
            hbb += weight;
        }
        let determinant = haa * hbb - hab * hab;
        if determinant.abs() < 1e-12 {
            return flat;
        }
        let (da, db) = ((ga * hbb - gb * hab) / determinant, (gb * haa - ga * hab) / determinant);
        a += da.clamp(-2.0, 2.0);
        b += db.clamp(-2.0, 2.0);
        if da.abs() + db.abs() < 1e-9 {
            break;
        }
    }
    let slope = a / scale;
    if slope.is_finite() && b.is_finite() { Curve { slope: slope as f32, offset: b as f32 } } else { flat }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_meets_the_shares() {
        // Margin 1: half are right; margin 5: nine of ten.
        let mut pairs = Vec::new();
        for i in 0..1000 {
            pairs.push((1.0, i % 2 == 0));
            pairs.push((5.0, i % 10 != 0));
        }
        let curve = fit(&pairs);
        assert!((curve.score(1.0) - 0.5).abs() < 0.01, "{curve:?}");
        assert!((curve.score(5.0) - 0.9).abs() < 0.01, "{curve:?}");
    }

    #[test]
    fn few_pairs_give_a_flat_curve() {
        let curve = fit(&[(1.0, true), (3.0, true)]);
        assert!((curve.score(0.0) - 0.75).abs() < 1e-3);
        assert_eq!(curve.score(0.0), curve.score(100.0));
    }
}
