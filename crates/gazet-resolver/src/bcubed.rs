//! B-cubed: how well mentions are gathered under entities.
//!
//! For each mention, precision is the share of the mentions of its cluster that are of its gold entity, recall the
//! share of the mentions of its gold entity that are in its cluster; both are averaged over all mentions (Bagga and
//! Baldwin, "Algorithms for scoring coreference chains", 1998). A mention that was left open is a cluster of its own:
//! it costs recall, not precision.

use std::collections::BTreeMap;

/// Precision and recall of a clustering, in [0, 1]; 1 for no mentions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BCubed {
    /// Share of a mention's cluster that is of its entity.
    pub precision: f64,
    /// Share of a mention's entity that is in its cluster.
    pub recall: f64,
    /// Mentions.
    pub n_mentions: usize,
}

impl BCubed {
    /// Harmonic mean; 0 where both are 0.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 { 0.0 } else { 2.0 * self.precision * self.recall / sum }
    }
}

/// Scores mentions given as (gold entity, cluster); `None` for a mention that was left open.
///
/// ```
/// # use gazet_resolver::b_cubed;
/// // Two entities of two mentions each, all thrown together.
/// let score = b_cubed(&[("a", Some("x")), ("a", Some("x")), ("b", Some("x")), ("b", Some("x"))]);
/// assert_eq!((score.precision, score.recall), (0.5, 1.0));
/// // One of two left open.
/// let score = b_cubed(&[("a", Some("x")), ("a", None)]);
/// assert_eq!((score.precision, score.recall), (1.0, 0.5));
/// ```
#[must_use]
pub fn b_cubed<G: Ord, C: Ord>(mentions: &[(G, Option<C>)]) -> BCubed {
    let mut gold: BTreeMap<&G, usize> = BTreeMap::new();
    let mut clusters: BTreeMap<&C, usize> = BTreeMap::new();
    let mut cells: BTreeMap<(&G, &C), usize> = BTreeMap::new();
    for (g, c) in mentions {
        *gold.entry(g).or_default() += 1;
        if let Some(c) = c {
            *clusters.entry(c).or_default() += 1;
            *cells.entry((g, c)).or_default() += 1;
        }
    }
    let n = mentions.len();
    if n == 0 {
        return BCubed { precision: 1.0, recall: 1.0, n_mentions: 0 };
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((g, c), shared) in &cells {
        // Each of the `shared` mentions sees `shared` of its own.
        let squared = (shared * shared) as f64;
        precision += squared / clusters[c] as f64;
        recall += squared / gold[g] as f64;
    }
    for (g, _) in mentions.iter().filter(|m| m.1.is_none()) {
        precision += 1.0;
        recall += 1.0 / gold[g] as f64;
    }
    BCubed { precision: precision / n as f64, recall: recall / n as f64, n_mentions: n }
}
