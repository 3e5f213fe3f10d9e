//! Phrases found without lists.

use crate::tokenize;
use gazet_core::TokenRange;
use gazet_themes::{KeyphraseRequest, KeyphraseScratch, Keyphrases, PhraseStatistics};

fn phrases(text: &str, entities: &[TokenRange], statistics: &PhraseStatistics, limit: usize) -> Vec<String> {
    let (mut scratch, mut out) = (KeyphraseScratch::default(), Vec::new());
    let request = KeyphraseRequest { entities, statistics, limit };
    Keyphrases::new().extract(text, &tokenize(text), request, &mut scratch, &mut out);
    assert!(
        out.is_sorted_by(|a, b| a.score >= b.score) && out.iter().all(|p| p.score > 0.0 && p.n_places > 0)
    );
    out.iter().map(|p| p.span.of(text).to_lowercase()).collect()
}

const TEXT: &str = "Prison guards went on strike. The prison guards asked for higher pay, and a prison guard was dismissed. \
                    The minister spoke about the weather, the roads and the harvest.";

#[test]
fn repeated_phrases_come_first_and_hold_their_parts() {
    let found = phrases(TEXT, &[], &PhraseStatistics::default(), 3);
    assert_eq!(found[0], "prison guards");
    assert!(!found.iter().any(|p| p == "prison" || p == "guards"), "{found:?}");
}

#[test]
fn inflections_are_one_phrase() {
    let (mut scratch, mut out) = (KeyphraseScratch::default(), Vec::new());
    let statistics = PhraseStatistics::default();
    let request = KeyphraseRequest { entities: &[], statistics: &statistics, limit: 1 };
    Keyphrases::new().extract(TEXT, &tokenize(TEXT), request, &mut scratch, &mut out);
    assert_eq!(out[0].n_places, 3);
}

#[test]
fn stop_words_numbers_punctuation_and_sentence_ends_bound_phrases() {
    let text = "Grain exports in 1987. Rebel attack, troops of the army";
    let found = phrases(text, &[], &PhraseStatistics::default(), 50);
    for bad in ["exports in", "1987", "attack, troops", "troops of", "the army"] {
        assert!(!found.iter().any(|p| p.contains(bad)), "{bad} in {found:?}");
    }
    assert!(found.contains(&"grain exports".to_owned()) && found.contains(&"rebel attack".to_owned()));
}

#[test]
fn entities_take_no_part() {
    let text = "Amnesty International report on Amnesty International";
    let found =
        phrases(text, &[TokenRange::new(0, 2), TokenRange::new(4, 6)], &PhraseStatistics::default(), 5);
    assert_eq!(found, ["report"]);
}

#[test]
fn common_phrases_of_the_collection_weigh_less() {
    let keyphrases = Keyphrases::new();
    let (mut scratch, mut whole) = (KeyphraseScratch::default(), PhraseStatistics::default());
    let mut parts = [PhraseStatistics::default(), PhraseStatistics::default()];
    for n in 0..20 {
        let text = format!("press statement number{n}");
        keyphrases.observe(&text, &tokenize(&text), &mut scratch, &mut whole);
        keyphrases.observe(&text, &tokenize(&text), &mut scratch, &mut parts[n % 2]);
    }
    let text = "A press statement on solitary confinement";
    assert_eq!(phrases(text, &[], &PhraseStatistics::default(), 1), ["press statement"]);
    assert_eq!(phrases(text, &[], &whole, 1), ["solitary confinement"]);
    let [mut merged, other] = parts;
    merged.merge(&other);
    assert_eq!(phrases(text, &[], &merged, 9), phrases(text, &[], &whole, 9));
}

#[test]
fn empty_text_and_no_limit() {
    assert!(phrases("", &[], &PhraseStatistics::default(), 5).is_empty());
    assert!(phrases(TEXT, &[], &PhraseStatistics::default(), 0).is_empty());
}
