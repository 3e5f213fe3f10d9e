//! Short forms and their long forms, measured on `fixtures/resolver/acronyms.jsonl`.

use gazet_core::Document;
use gazet_engine::{Analysis, Engine, Scratch, analyze};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Passage {
    id: String,
    form: String,
    text: String,
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    long: String,
    short: String,
}

fn passages() -> Vec<Passage> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/resolver/acronyms.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One word of two to ten letters, most of them capitals.
fn is_short(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    (2..=10).contains(&letters.len()) && 2 * capitals > letters.len() && !text.contains(' ')
}

/// Long and short forms that stand for one thing: by definition, or as names of one entity.
fn found(text: &str, analysis: &Analysis) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for d in &analysis.definitions {
        out.insert((d.long.of(text).to_owned(), d.short.of(text).to_owned()));
    }
    let named = || analysis.mentions.iter().filter(|m| m.entity.is_some());
    for short in named() {
        for long in named().filter(|m| m.entity == short.entity && m.span.len() > short.span.len()) {
            let (long, short) = (long.span.of(text), short.span.of(text));
            if is_short(short) && (long.contains(' ') || long.len() > 10) {
                out.insert((long.to_owned(), short.to_owned()));
            }
        }
    }
    out
}

/// The same short form, and long forms of which one holds the other (a list may know a shorter one).
fn is_pair(found: &(String, String), gold: &Pair) -> bool {
    found.1 == gold.short && (gold.long.contains(&found.0) || found.0.contains(&gold.long))
}

/// Whether the two forms of a pair are names of one entity.
fn is_one_entity(text: &str, analysis: &Analysis, gold: &Pair) -> bool {
    let named = || analysis.mentions.iter().filter(|m| m.entity.is_some());
    named().filter(|m| m.span.of(text) == gold.short).any(|short| {
        named()
            .filter(|m| m.entity == short.entity)
            .map(|m| m.span.of(text))
            .any(|long| long != gold.short && (gold.long.contains(long) || long.contains(&gold.long)))
    })
}

#[test]
fn short_forms_find_their_long_forms() {
    let engine = Engine::builder().build().unwrap();
    let mut scratch = Scratch::default();
    let (mut right, mut wrong, mut missed) = (0u32, Vec::new(), Vec::new());
    let (mut named, mut unnamed) = (0u32, Vec::new());
    for passage in passages() {
        let document = Document { id: passage.id.clone(), text: passage.text.clone(), ..Document::default() };
        let analysis = analyze(&engine, &document, &mut scratch).unwrap();
        let all = found(&passage.text, &analysis);
        for gold in &passage.pairs {
            let line = format!("{} {}: {} = {}", passage.id, passage.form, gold.short, gold.long);
            let one = is_one_entity(&passage.text, &analysis, gold);
            if one || all.iter().any(|f| is_pair(f, gold)) {
                right += 1;
            } else {
                missed.push(line.clone());
            }
            // Pairs of common words (`DNA`) are definitions, and no names.
            if gold.long.chars().next().is_some_and(char::is_uppercase) {
                if one {
                    named += 1;
                } else {
                    unnamed.push(line);
                }
            }
        }
        for pair in all.iter().filter(|f| !passage.pairs.iter().any(|gold| is_pair(f, gold))) {
            wrong.push(format!("{} {}: {} = {}", passage.id, passage.form, pair.1, pair.0));
        }
    }
    let share = |n: u32, rest: usize| f64::from(n) / (f64::from(n) + rest as f64);
    let (precision, recall) = (share(right, wrong.len()), share(right, missed.len()));
    let of_names = share(named, unnamed.len());
    println!("precision {precision:.3} recall {recall:.3}; of names under one entity {of_names:.3}");
    println!("missed {missed:#?}\nno entity {unnamed:#?}\nwrong {wrong:#?}");
    assert!(precision >= 0.97, "precision {precision:.3}: {wrong:#?}");
    assert!(recall >= 0.97, "recall {recall:.3}: {missed:#?}");
    assert!(of_names >= 0.97, "names under one entity {of_names:.3}: {unnamed:#?}");
}
