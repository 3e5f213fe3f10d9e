//! The whole extraction of one document after the other on one core: tokens, lists, recognizer, resolution.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use gazet_benches::Input;
use gazet_core::Document;
use gazet_engine::{Engine, RecognizerChoice, Scratch, analyze};

fn main() {
    divan::main();
}

fn engine(recognizer: RecognizerChoice) -> Engine {
    Engine::builder().recognizer(recognizer).build().expect("the embedded lists and model are sound")
}

/// Mentions of all documents; the answer that each benchmark asserts.
fn mentions(engine: &Engine, documents: &[Document], scratch: &mut Scratch) -> usize {
    documents.iter().map(|d| analyze(engine, d, scratch).expect("inputs are short").mentions.len()).sum()
}

/// Few enough and many enough for the class: a fast wrong result cannot pass.
fn plausible(input: Input, mentions: usize) -> bool {
    match input {
        Input::Empty | Input::NoMentions => mentions == 0,
        Input::OneToken => mentions == 1,
        Input::DenseMentions => mentions >= 7 * 490,
        Input::Prose => mentions >= 1000,
        Input::NonLatin => mentions >= 1,
        Input::LongDocument => mentions >= 40_000,
    }
}

fn run(bencher: Bencher<'_, '_>, input: Input, recognizer: RecognizerChoice) {
    let engine = engine(recognizer);
    let documents = input.documents();
    let n_bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    let mut scratch = Scratch::default();
    let expected = mentions(&engine, &documents, &mut scratch);
    assert!(plausible(input, expected), "{input:?}: {expected} mentions");
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| {
        let found = mentions(&engine, black_box(&documents), &mut scratch);
        assert_eq!(found, expected);
    });
}

#[divan::bench(args = Input::ALL)]
fn lists_rules_and_recognizer(bencher: Bencher<'_, '_>, input: Input) {
    run(bencher, input, RecognizerChoice::Embedded);
}

#[divan::bench(args = Input::ALL)]
fn lists_and_rules(bencher: Bencher<'_, '_>, input: Input) {
    run(bencher, input, RecognizerChoice::Off);
}

/// From nothing to a finished first document: what a short call of the program pays.
#[divan::bench]
fn start_to_first_document() {
    let engine = engine(RecognizerChoice::Embedded);
    let found = mentions(&engine, &Input::OneToken.documents(), &mut Scratch::default());
    assert_eq!(found, 1);
}
