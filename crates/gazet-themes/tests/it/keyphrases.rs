//! Phrases found without lists.

use crate::tokenize;
use gazet_core::{NormHash, TokenRange};
use gazet_themes::{Keyphrase, KeyphraseRequest, KeyphraseScratch, Keyphrases};
use gazet_tokenizer::norm_hash;

fn extract(text: &str, entities: &[TokenRange], language: Option<&str>, limit: usize) -> Vec<Keyphrase> {
    let (mut scratch, mut out) = (KeyphraseScratch::default(), Vec::new());
    let rank = |norm: NormHash| if norm == norm_hash("statement") { 10 } else { 0 };
    let request = KeyphraseRequest { entities, language, rank: &rank, limit };
    Keyphrases::new().extract(text, &tokenize(text), request, &mut scratch, &mut out);
    assert!(
        out.is_sorted_by(|a, b| a.score >= b.score) && out.iter().all(|p| p.score > 0.0 && p.n_places > 0)
    );
    out
}

fn phrases(text: &str, limit: usize) -> Vec<String> {
    extract(text, &[], None, limit).into_iter().map(|p| p.text).collect()
}

const TEXT: &str = "Prison guards went on strike. The prison guards asked for higher pay, and a prison guard was dismissed. \
                    The minister spoke about the weather, the roads and the harvest.";

#[test]
fn repeated_phrases_come_first_and_hold_their_parts() {
    let found = phrases(TEXT, 3);
    assert_eq!(found[0], "prison guards");
    assert!(!found.iter().any(|p| p == "prison" || p == "guards"), "{found:?}");
}

#[test]
fn inflections_are_one_phrase() {
    assert_eq!(extract(TEXT, &[], None, 1)[0].n_places, 3);
    for (language, text) in [
        ("fr", "Les prisonniers attendent. Le prisonnier attend."),
        ("de", "Der Preis der Kohle steigt, die Preise der Kohle steigen. Preise und Preis."),
        ("it", "Il prigioniero aspetta. I prigionieri aspettano."),
    ] {
        let found = extract(text, &[], Some(language), 1);
        assert!(found[0].n_places >= 2, "{language}: {found:?}");
    }
}

#[test]
fn stop_words_numbers_punctuation_and_sentence_ends_bound_phrases() {
    let text = "Grain exports in 1987. Rebel attack, troops by the army";
    let found = phrases(text, 50);
    for bad in ["exports in", "1987", "attack, troops", "troops by", "the army"] {
        assert!(!found.iter().any(|p| p.contains(bad)), "{bad} in {found:?}");
    }
    assert!(found.contains(&"grain exports".to_owned()) && found.contains(&"rebel attack".to_owned()));
}

#[test]
fn connectors_join_two_halves() {
    let text = "The record of handover was signed. A second record of handover followed. They spoke of.";
    assert_eq!(phrases(text, 1), ["record of handover"]);
    let text = "Les papiers de la prison. Les papiers de la prison.";
    assert_eq!(extract(text, &[], Some("fr"), 1)[0].text, "papiers de la prison");
}

#[test]
fn entities_take_no_part() {
    let text = "Amnesty International report on Amnesty International";
    let found = extract(text, &[TokenRange::new(0, 2), TokenRange::new(4, 6)], None, 5);
    assert_eq!(found.into_iter().map(|p| p.text).collect::<Vec<_>>(), ["report"]);
}

#[test]
fn common_words_weigh_less() {
    assert_eq!(phrases("A statement on confinement", 1), ["confinement"]);
    assert_eq!(phrases("Boldly, the prison", 1), ["prison"]);
}

#[test]
fn the_language_is_that_of_the_function_words() {
    let language = |text: &str| Keyphrases::new().language(&tokenize(text));
    for (code, text) in [
        ("en", "The letters of the prisoners were not read by anyone in the camp."),
        ("de", "Die Briefe der Gefangenen wurden von niemandem im Lager gelesen."),
        ("fr", "Les lettres des prisonniers ne furent lues par personne dans le camp."),
        ("es", "Las cartas de los presos no fueron leídas por nadie en el campo."),
        ("it", "Le lettere dei prigionieri non furono lette da nessuno nel campo."),
        ("pt", "As cartas dos presos não foram lidas por ninguém no campo."),
        ("nl", "De brieven van de gevangenen werden door niemand in het kamp gelezen."),
        ("ru", "Письма заключенных не были прочитаны никем, и это было в лагере."),
        ("fa", "نامه‌های زندانیان را هیچ کس در اردوگاه نخوانده است و این را گفت."),
    ] {
        assert_eq!(language(text), Some(code), "{text}");
    }
    // Thirty words of a language that we do not know.
    let unknown = "barua za wafungwa hazikusomwa kambini ".repeat(8);
    assert_eq!(language(&unknown), None);
    assert!(phrases(&unknown, 5).is_empty());
}

#[test]
fn empty_text_and_no_limit() {
    assert!(phrases("", 5).is_empty());
    assert!(phrases(TEXT, 0).is_empty());
}
