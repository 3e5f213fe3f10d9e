//! Pairs of names that are, or are not, of one bearer: how well the comparison tells them apart.

use crate::support::root;
use gazet_core::EntityType;
use gazet_resolver::across::{NameMatch, compare_names};
use std::collections::BTreeMap;

struct Pair {
    a: String,
    b: String,
    same: bool,
    language: String,
}

fn pairs() -> Vec<Pair> {
    let mut reader = csv::Reader::from_path(root().join("fixtures/resolver/name-pairs.csv")).unwrap();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), ["a", "b", "truth", "language"]);
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let same = match &record[2] {
                "same" => true,
                "other" => false,
                odd => panic!("truth `{odd}`"),
            };
            Pair { a: record[0].into(), b: record[1].into(), same, language: record[3].into() }
        })
        .collect()
}

fn compare(pair: &Pair) -> NameMatch {
    compare_names(&pair.a, &pair.b, EntityType::Person)
}

#[test]
fn precision_and_recall_on_the_pairs() {
    let pairs = pairs();
    assert!(pairs.len() >= 300, "{} pairs", pairs.len());
    for (threshold, least_precision, least_recall) in [(0.9, 0.985, 0.88), (0.76, 0.955, 0.965)] {
        let (mut right, mut wrong, mut missed) = (0, 0, 0);
        let mut languages: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
        for pair in &pairs {
            let found = compare(pair);
            let counts = languages.entry(&pair.language).or_default();
            match (found.score >= threshold, pair.same) {
                (true, true) => (right, counts.0) = (right + 1, counts.0 + 1),
                (true, false) => {
                    (wrong, counts.1) = (wrong + 1, counts.1 + 1);
                    println!("  {threshold} wrong  {:.3} {} / {}", found.score, pair.a, pair.b);
                }
                (false, true) => {
                    (missed, counts.2) = (missed + 1, counts.2 + 1);
                    println!("  {threshold} missed {:.3} {} / {}", found.score, pair.a, pair.b);
                }
                (false, false) => {}
            }
        }
        let precision = f64::from(right) / f64::from(right + wrong);
        let recall = f64::from(right) / f64::from(right + missed);
        println!(
            "threshold {threshold}: precision {precision:.4} recall {recall:.4} (right, wrong, missed: {languages:?})"
        );
        assert!(precision >= least_precision, "precision {precision:.4} at {threshold}");
        assert!(recall >= least_recall, "recall {recall:.4} at {threshold}");
    }
}

#[test]
fn the_comparison_is_symmetric() {
    for pair in pairs() {
        let forward = compare(&pair);
        let backward = compare_names(&pair.b, &pair.a, EntityType::Person);
        assert!((forward.score - backward.score).abs() < 1e-5, "{} / {}", pair.a, pair.b);
    }
}
