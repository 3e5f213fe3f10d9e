//! Bytes per second of the recognizer alone: features and decoding, tokens and candidates given.
//!
//! `GAZET_BENCH_TEXT` names a text file to use instead of the built-in prose.

use divan::counter::BytesCount;
use gazet_core::Candidate;
use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, Lexicon, MatchKind, compile_folder};
use gazet_recognizer::{NoWords, Recognizer, RecognizerScratch, WordClass, WordFlags, WordLists};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::path::Path;

fn main() {
    divan::main();
}

/// News prose with the share of names that news has.
const PROSE: &str = "\
The ministry said on Tuesday that two people were killed when a bus left the road near Bahir Dar, in the north of \
Ethiopia, and that eleven others were taken to hospital. Getachew Alemu, a spokesman for the regional police, told \
reporters that the driver had lost control on a wet bend. \"We are still looking into the cause,\" he said, adding that \
the vehicle belonged to the Abay Transport Company, which runs daily services between the town and the capital.\n\n\
Residents complained that repairs to the road, promised after a similar accident three years ago, had not begun. The \
Ethiopian Roads Authority did not answer questions by the end of the day. Mr Alemu said that the families of the \
victims had been told, and thanked the Red Cross for its help. The prime minister, who was travelling in Kenya, sent \
his condolences and asked for a report within a week.\n\n\
Farmers who had gathered at the market when the news arrived spoke of a long season of rain that washed away bridges \
and left villages without power. Prices have risen since spring, and many fear that the harvest will be poor. Aid \
workers said that stores would last until the end of the month, and that more was needed before the roads close.\n\n";

/// A text with no capital inside its sentences.
const QUIET: &str = "\
Nothing much happened that day, and what happened was soon forgotten by all who had seen it. The rain came down as it \
always does, slowly at first and then in sheets, and the people went home to wait for it to end. \n\n";

struct Words<'g>(Lexicon<'g>);

impl WordLists for Words<'_> {
    fn word(&self, norm: gazet_core::NormHash) -> WordClass {
        let info = self.0.get(norm);
        // The look-up is what is timed; which flags come of it does not matter here.
        WordClass { flags: WordFlags::from_bits_truncate(info.flags.bits()), rank: info.rank }
    }
}

struct Case {
    text: String,
    tokenized: TokenizedText,
    candidates: Vec<Candidate>,
}

fn case(text: &str, gazetteers: &Gazetteers) -> Case {
    let mut tokenized = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokenized).expect("a short text");
    let mut candidates = Vec::new();
    gazetteers.find(text, &tokenized, MatchKind::All, &mut FindScratch::default(), &mut candidates);
    Case { text: text.to_owned(), tokenized, candidates }
}

fn gazetteers() -> Gazetteers {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gazetteers");
    let compiled = compile_folder(&folder).expect("the shipped lists compile");
    Gazetteers::new([Gazetteer::from_bytes(compiled.bytes).expect("a file just compiled")])
        .expect("one file of lists")
}

fn run(bencher: divan::Bencher<'_, '_>, text: &str, at_least: usize, at_most: usize) {
    let gazetteers = gazetteers();
    let words = Words(gazetteers.lexicon());
    let recognizer = Recognizer::embedded().expect("the shipped model fits the program");
    // Documents of the length of a news article: what a worker meets.
    let cases: Vec<Case> = documents(text).iter().map(|d| case(d, &gazetteers)).collect();
    let n_bytes: usize = cases.iter().map(|c| c.text.len()).sum();
    let (mut scratch, mut out) = (RecognizerScratch::default(), Vec::new());
    let mut found = 0;
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| {
        found = 0;
        for c in &cases {
            recognizer.recognize(&c.text, &c.tokenized, &c.candidates, &words, &mut scratch, &mut out);
            found += out.len();
        }
        found
    });
    assert!((at_least..=at_most).contains(&found), "{found} names found");
}

/// Pieces of about 3,000 bytes, cut at empty lines.
fn documents(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
        if out.last().is_some_and(|d| d.len() > 3000) {
            out.push(String::new());
        }
        let last = out.last_mut().expect("never empty");
        last.push_str(paragraph);
        last.push_str("\n\n");
    }
    out
}

#[divan::bench]
fn prose(bencher: divan::Bencher<'_, '_>) {
    match std::env::var_os("GAZET_BENCH_TEXT") {
        Some(path) => {
            let text = std::fs::read_to_string(path).expect("GAZET_BENCH_TEXT names a text file");
            run(bencher, &text, 1, usize::MAX);
        }
        // Nine names in each of the 100 copies.
        None => run(bencher, &PROSE.repeat(100), 700, 1000),
    }
}

#[divan::bench]
fn no_names(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &QUIET.repeat(500), 0, 0);
}

#[divan::bench]
fn empty(bencher: divan::Bencher<'_, '_>) {
    let recognizer = Recognizer::embedded().expect("the shipped model fits the program");
    let (mut scratch, mut out) = (RecognizerScratch::default(), Vec::new());
    let tokenized = TokenizedText::default();
    bencher.bench_local(|| {
        recognizer.recognize("", &tokenized, &[], &NoWords, &mut scratch, &mut out);
        assert!(out.is_empty());
    });
}

#[divan::bench]
fn opening(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| Recognizer::embedded().expect("the shipped model fits the program").n_rows());
}
