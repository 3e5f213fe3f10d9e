//! Intervals by drawing documents again.

use super::{Pair, Scores, score_document};
use crate::hash::mix;

/// The middle 95 % of a measure over the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Draws as many documents as there are, with replacement, `n_draws` times, and gives the 95 % interval of
/// `measure` over the draws. The same pairs, number and seed give the same interval. Nothing gives 0 to 0.
pub fn bootstrap(
    pairs: &[Pair<'_>],
    n_draws: usize,
    seed: u64,
    measure: impl Fn(&Scores) -> f64,
) -> Interval {
    let each: Vec<Scores> = pairs.iter().map(score_document).collect();
    let mut values = Vec::with_capacity(n_draws);
    let mut state = mix(seed, 0xB007);
    for _ in 0..n_draws {
        let mut total = Scores::default();
        for i in 0..each.len() {
            state = mix(state, i as u64);
            total.add(&each[(state % each.len() as u64) as usize]);
        }
        values.push(measure(&total));
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let i = (share * values.len().saturating_sub(1) as f64).round() as usize;
        values.get(i).copied().unwrap_or(0.0)
    };
    Interval { low: at(0.025), high: at(0.975) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::GoldEntity;
    use gazet_core::{EntityType, Span};

    #[test]
    fn holds_the_measure_and_comes_again() {
        let name = [GoldEntity { span: Span::new(0, 3), entity_type: EntityType::Person }];
        let right = Pair { id: "a", text: "Ann", gold: &name, predicted: &name };
        let wrong = Pair { id: "b", text: "Ann", gold: &name, predicted: &[] };
        let pairs: Vec<Pair<'_>> =
            (0..60).map(|i| if i % 3 == 0 { wrong.clone() } else { right.clone() }).collect();
        let recall = |s: &Scores| s.strict.recall();
        let interval = bootstrap(&pairs, 500, 7, recall);
        assert!(interval.low < 2.0 / 3.0 && 2.0 / 3.0 < interval.high, "{interval:?}");
        assert!(interval.high - interval.low < 0.3, "{interval:?}");
        assert_eq!(interval, bootstrap(&pairs, 500, 7, recall));
        assert_eq!(bootstrap(&[], 10, 7, recall), Interval { low: 0.0, high: 0.0 });
    }
}
