//! What is found among variants of our own stories, and what it costs in wrong finds.

use super::*;
use std::fs;
use std::path::Path;

/// The stories of the fixture collections: different texts of one style, some on the same events.
fn stories() -> Vec<String> {
    let mut found = Vec::new();
    for name in ["wire-desk", "reports"] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/corpora").join(name).join("docs");
        for entry in ignore::WalkBuilder::new(folder).sort_by_file_path(Ord::cmp).build() {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|e| e == "txt" || e == "md") {
                let text = fs::read_to_string(path).unwrap();
                found.extend((text.split_whitespace().count() >= 60).then_some(text));
            }
        }
    }
    assert!(found.len() >= 20, "{} stories", found.len());
    found
}

/// What editors and scrapers do to a story.
fn variants(text: &str) -> Vec<(&'static str, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let every = |n: usize, with: &str| {
        let changed = words.iter().enumerate().map(|(i, w)| if i % n == n / 2 { with } else { *w });
        changed.collect::<Vec<_>>().join(" ")
    };
    let sentences: Vec<&str> = text.split_inclusive(". ").collect();
    vec![
        ("copy", text.to_owned()),
        ("layout and case", text.to_uppercase().replace(' ', "\n  ")),
        (
            "a line before and behind",
            format!("Breaking news from our desk.\n{text}\nAll rights reserved, 2024."),
        ),
        ("one word in 60 changed", every(60, "reportedly")),
        ("last tenth cut", words[..words.len() * 9 / 10].join(" ")),
        ("first sentence cut", sentences[1..].concat()),
    ]
}

fn decide(texts: &[String], kind: Duplicates, memory: usize) -> Stories {
    let signatures: Vec<Signature> = texts.iter().map(|t| Signature::of(t)).collect();
    let mut gathered = Gathered::new(kind, memory).unwrap();
    // In two calls, the later documents first: parts come in any order.
    let half = texts.len() / 2;
    gathered.add(half as u64, &signatures[half..].iter().collect::<Vec<_>>()).unwrap();
    gathered.add(0, &signatures[..half].iter().collect::<Vec<_>>()).unwrap();
    gathered.decide(0.7).unwrap()
}

#[test]
fn variants_are_found_and_different_stories_are_not() {
    let originals = stories();
    let mut texts = originals.clone();
    let mut of: Vec<(usize, &str)> = Vec::new();
    for (original, text) in originals.iter().enumerate() {
        for (kind, variant) in variants(text) {
            texts.push(variant);
            of.push((original, kind));
        }
    }
    let found = decide(&texts, Duplicates::Near, usize::MAX);
    for (i, _) in originals.iter().enumerate() {
        assert_eq!(
            found.repeated_by(i as u32),
            None,
            "a different story taken for a repetition:\n{}",
            texts[i]
        );
    }
    let (mut right, mut wrong, mut missed) = (0, 0, Vec::new());
    for (at, (original, kind)) in (originals.len()..).zip(&of) {
        match found.repeated_by(at as u32) {
            Some(first) if first as usize == *original => right += 1,
            Some(_) => wrong += 1,
            None => missed.push(*kind),
        }
    }
    assert_eq!(wrong, 0);
    let recall = f64::from(right) / of.len() as f64;
    assert!(recall >= 0.95, "found {right} of {}; missed {missed:?}", of.len());
}

#[test]
fn exact_finds_equal_words_only() {
    let originals = stories();
    let [a, b] = [&originals[0], &originals[1]];
    let texts = [a.clone(), b.clone(), a.to_uppercase(), format!("{a} One more thing happened.")];
    let found = decide(&texts, Duplicates::Exact, usize::MAX);
    let repeats: Vec<_> = (0..4).map(|i| found.repeated_by(i)).collect();
    assert_eq!(repeats, [None, None, Some(0), None]);
    assert!(found.is_repeated(0) && !found.is_repeated(1));
    let near = decide(&texts, Duplicates::Near, usize::MAX);
    assert_eq!(near.repeated_by(3), Some(0));
    assert_eq!(decide(&texts, Duplicates::Off, usize::MAX).repeated_by(2), None);
}

#[test]
fn short_and_empty_texts_are_compared_as_a_whole() {
    let texts = ["", "Geneva.", " GENEVA", "", "Oslo and Geneva"].map(str::to_owned);
    let found = decide(&texts, Duplicates::Near, 0);
    let repeats: Vec<_> = (0..5).map(|i| found.repeated_by(i)).collect();
    assert_eq!(repeats, [None, None, Some(1), None, None]);
}

#[test]
fn a_crowded_band_costs_no_square() {
    // 20,000 documents from one template: all share much, and many pairs share a band.
    let template: Vec<String> = (0..60).map(|i| format!("common{i}")).collect();
    let texts: Vec<String> = (0..20_000)
        .map(|i| {
            let own: Vec<String> = (0..60).map(|j| format!("own{i}x{j}")).collect();
            format!("{} {}", template.join(" "), own.join(" "))
        })
        .collect();
    let started = std::time::Instant::now();
    let found = decide(&texts, Duplicates::Near, 0);
    assert!((0..20_000).all(|i| found.repeated_by(i).is_none()), "half of each text is its own");
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
