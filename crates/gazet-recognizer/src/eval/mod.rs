//! Scores against gold: strict, untyped, overlap and normalised, with intervals and errors by kind.
//!
//! *Strict* asks for the same bytes and the same type; *span* for the same bytes; *overlap* for the same type and a
//! shared byte, one to one; *norm* is strict after leading articles, possessive endings and outer punctuation are
//! cut on both sides, since gold sets differ there. Precision, recall and F1 of nothing are 0.

mod bootstrap;
mod errors;

pub use bootstrap::{Interval, bootstrap};
pub use errors::{ErrorKind, ScoredError, errors};

use crate::train::GoldEntity;
use gazet_core::Span;
use std::collections::BTreeSet;

/// The names of one document, gold and predicted.
#[derive(Clone, Debug)]
pub struct Pair<'d> {
    /// Id of the document.
    pub id: &'d str,
    /// Its text.
    pub text: &'d str,
    /// Gold names.
    pub gold: &'d [GoldEntity],
    /// Predicted names.
    pub predicted: &'d [GoldEntity],
}

/// How many are right, predicted and wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Predicted and gold.
    pub right: u64,
    /// Predicted.
    pub predicted: u64,
    /// Gold.
    pub gold: u64,
}

impl Counts {
    /// Share of the predicted names that are right, in [0, 1].
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.right, self.predicted)
    }

    /// Share of the gold names that were found, in [0, 1].
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.right, self.gold)
    }

    /// Harmonic mean of precision and recall, in [0, 1].
    #[must_use]
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, self.predicted + self.gold)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.gold += other.gold;
    }
}

fn ratio(a: u64, b: u64) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// The counts of a set of documents under every measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Strict, by type, in the order of [`gazet_core::EntityType::ALL`].
    pub types: [Counts; 3],
    /// Strict, all types.
    pub strict: Counts,
    /// The same bytes, any type.
    pub span: Counts,
    /// Strict after normalising both sides.
    pub norm: Counts,
    /// The same type and a shared byte.
    pub overlap: Counts,
}

impl Scores {
    /// Adds the counts of other documents.
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.types.iter_mut().zip(other.types) {
            a.add(b);
        }
        self.strict.add(other.strict);
        self.span.add(other.span);
        self.norm.add(other.norm);
        self.overlap.add(other.overlap);
    }
}

/// Scores one document.
#[must_use]
pub fn score_document(pair: &Pair<'_>) -> Scores {
    let gold: BTreeSet<GoldEntity> = pair.gold.iter().copied().collect();
    let predicted: BTreeSet<GoldEntity> = pair.predicted.iter().copied().collect();
    let mut scores = Scores::default();
    for e in &gold {
        scores.types[e.entity_type.index()].gold += 1;
        scores.types[e.entity_type.index()].right += u64::from(predicted.contains(e));
    }
    for e in &predicted {
        scores.types[e.entity_type.index()].predicted += 1;
    }
    for counts in scores.types {
        scores.strict.add(counts);
    }
    let spans = |names: &BTreeSet<GoldEntity>| names.iter().map(|e| e.span).collect::<BTreeSet<Span>>();
    scores.span = common(&spans(&gold), &spans(&predicted));
    let normed = |names: &BTreeSet<GoldEntity>| {
        names.iter().map(|e| (normalised(pair.text, e.span), e.entity_type)).collect::<BTreeSet<_>>()
    };
    scores.norm = Counts { right: common(&normed(&gold), &normed(&predicted)).right, ..scores.strict };
    scores.overlap = Counts { right: overlapping(&gold, predicted), ..scores.strict };
    scores
}

/// Scores a set of documents.
#[must_use]
pub fn score<'p, 'd: 'p>(pairs: impl IntoIterator<Item = &'p Pair<'d>>) -> Scores {
    let mut total = Scores::default();
    for pair in pairs {
        total.add(&score_document(pair));
    }
    total
}

fn common<T: Ord>(gold: &BTreeSet<T>, predicted: &BTreeSet<T>) -> Counts {
    Counts {
        right: gold.intersection(predicted).count() as u64,
        predicted: predicted.len() as u64,
        gold: gold.len() as u64,
    }
}

/// Gold names, in order, each with the first predicted one of its type that shares a byte and is not taken.
fn overlapping(gold: &BTreeSet<GoldEntity>, mut predicted: BTreeSet<GoldEntity>) -> u64 {
    let mut right = 0;
    for e in gold {
        let found =
            predicted.iter().find(|q| q.entity_type == e.entity_type && q.span.overlaps(e.span)).copied();
        if let Some(q) = found {
            predicted.remove(&q);
            right += 1;
        }
    }
    right
}

/// The span without a leading "the", a possessive ending and outer punctuation.
#[must_use]
pub fn normalised(text: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start() as usize, span.end() as usize);
    for article in ["the ", "The ", "THE "] {
        if text[start..end].starts_with(article) {
            start += article.len();
        }
    }
    for ending in ["'s", "’s"] {
        if text[start..end].ends_with(ending) {
            end -= ending.len();
        }
    }
    end = start + text[start..end].trim_end_matches([',', ';', ':', '"', '\'', ' ']).len();
    Span::new(start as u32, end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_core::EntityType::{self, Organization, Person, Place};

    fn entity(start: u32, end: u32, entity_type: EntityType) -> GoldEntity {
        GoldEntity { span: Span::new(start, end), entity_type }
    }

    #[test]
    fn counted_by_hand() {
        let text = "the Louvre's head, Anne Lot of Paris, met Rome Club";
        let gold = [
            entity(0, 10, Organization),
            entity(19, 27, Person),
            entity(31, 36, Place),
            entity(42, 51, Organization),
        ];
        let predicted = [
            entity(4, 12, Organization),
            entity(19, 27, Person),
            entity(31, 36, Organization),
            entity(42, 46, Place),
        ];
        let pair = Pair { id: "x", text, gold: &gold, predicted: &predicted };
        let scores = score_document(&pair);
        assert_eq!(scores.strict, Counts { right: 1, predicted: 4, gold: 4 });
        assert_eq!(scores.types[Person.index()].f1(), 1.0);
        assert_eq!(scores.types[Organization.index()], Counts { right: 0, predicted: 2, gold: 2 });
        assert_eq!(scores.span.right, 2, "Anne Lot and Paris");
        assert_eq!(scores.norm.right, 2, "Louvre and Anne Lot");
        assert_eq!(scores.overlap.right, 2, "Louvre and Anne Lot; the club has no organization near it");
        assert!((scores.strict.f1() - 0.25).abs() < 1e-12);
        assert_eq!(Counts::default().f1(), 0.0);
    }

    #[test]
    fn overlap_is_one_to_one() {
        let gold = [entity(0, 3, Person), entity(4, 8, Person)];
        let predicted = [entity(0, 8, Person)];
        let pair = Pair { id: "x", text: "Ann Lott", gold: &gold, predicted: &predicted };
        assert_eq!(score(&[pair]).overlap.right, 1);
    }
}
