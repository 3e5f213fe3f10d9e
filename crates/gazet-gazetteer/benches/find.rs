//! Search and compilation against `aho-corasick`, on texts and lists made of one pool of words.
//!
//! `cargo bench -p gazet-gazetteer`. Every matcher gets the same names and must give the same number of matches: the
//! rival searches the folded text, whole words by separators, leftmost-longest.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind as Leftmost};
use divan::counter::BytesCount;
use gazet_core::EntityType;
use gazet_gazetteer::{
    AliasPolicy, CasePolicy, CompileOptions, FindScratch, Gazetteer, Gazetteers, MatchKind, SourceAlias,
    SourceFolder, SourceList, compile, import::read_plain,
};
use gazet_tokenizer::{TokenizedText, Tokenizer};

fn main() {
    divan::main();
}

/// Numbers of names.
const SIZES: &[usize] = &[1_000, 30_000, 300_000];
/// Words of the text.
const WORDS: usize = 400_000;

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    /// A word of the pool; small numbers are frequent, as in any language.
    fn word(&mut self, pool: usize) -> String {
        let rank = self.below(pool).min(self.below(pool)).min(self.below(pool));
        let syllables =
            ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "an", "el", "ir", "os", "um", "ad"];
        let mut word = String::new();
        let mut rest = rank + 16;
        while rest > 0 {
            word.push_str(syllables[rest % 16]);
            rest /= 16;
        }
        word
    }
}

fn names(n: usize) -> Vec<String> {
    let mut random = Random(7);
    let mut names: Vec<String> = (0..n)
        .map(|_| (0..2 + random.below(2)).map(|_| random.word(40_000)).collect::<Vec<_>>().join(" "))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn text() -> String {
    let mut random = Random(11);
    let mut text = String::new();
    for i in 1..=WORDS {
        text.push_str(&random.word(40_000));
        text.push_str(if i % 20 == 0 { ".\n\n" } else { " " });
    }
    text
}

fn source(names: &[String]) -> SourceFolder {
    let joined = names.join("\n");
    let mut rows = read_plain(joined.as_bytes(), "names", EntityType::Person).expect("plain text").rows;
    for row in &mut rows {
        let policy = AliasPolicy { case: CasePolicy::AnyCase, ..AliasPolicy::default() };
        row.name = SourceAlias { policy, ..row.name.clone() };
    }
    let list = SourceList { name: "names".to_owned(), rows, ..SourceList::default() };
    SourceFolder { lists: vec![list], ..SourceFolder::default() }
}

fn gazetteers(names: &[String]) -> Gazetteers {
    let compiled = compile(source(names), &CompileOptions::default()).expect("good names");
    let gazetteer = Gazetteer::from_bytes(compiled.bytes).expect("a good file");
    Gazetteers::new([gazetteer]).expect("few names")
}

fn tokenize(text: &str) -> TokenizedText {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).expect("a short text");
    tokens
}

/// Every word stands between two separators of its own, so that a match leaves its neighbours theirs.
fn folded(text: &str) -> String {
    let mut out = String::new();
    for line in text.split(".\n\n") {
        for word in line.split(' ') {
            out.push('\u{1}');
            out.push_str(word);
            out.push('\u{1}');
        }
        out.push('\u{2}');
    }
    out
}

fn rival(names: &[String]) -> AhoCorasick {
    let patterns = names.iter().map(|n| format!("\u{1}{}\u{1}", n.replace(' ', "\u{1}\u{1}")));
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(Leftmost::LeftmostLongest)
        .build(patterns)
        .expect("few names")
}

fn count(gazetteers: &Gazetteers, text: &str) -> usize {
    let mut found = Vec::new();
    gazetteers.find(
        text,
        &tokenize(text),
        MatchKind::LeftmostLongest,
        &mut FindScratch::default(),
        &mut found,
    );
    found.len()
}

#[divan::bench(args = SIZES)]
fn find(bencher: divan::Bencher<'_, '_>, n: usize) {
    let (text, names) = (text(), names(n));
    let (tokens, gazetteers) = (tokenize(&text), gazetteers(&names));
    assert_eq!(count(&gazetteers, &text), rival(&names).find_iter(&folded(&text)).count());
    let (mut scratch, mut found) = (FindScratch::default(), Vec::new());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        gazetteers.find(&text, &tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
        found.len()
    });
}

#[divan::bench(args = SIZES)]
fn tokenize_and_find(bencher: divan::Bencher<'_, '_>, n: usize) {
    let text = text();
    let gazetteers = gazetteers(&names(n));
    let (tokenizer, mut tokens) = (Tokenizer::new(), TokenizedText::default());
    let (mut scratch, mut found) = (FindScratch::default(), Vec::new());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        tokenizer.tokenize(&text, &mut tokens).expect("a short text");
        gazetteers.find(&text, &tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
        found.len()
    });
}

/// The rate is of the unfolded text, as for the others.
#[divan::bench(args = &SIZES[..2])]
fn aho_corasick(bencher: divan::Bencher<'_, '_>, n: usize) {
    let text = text();
    let (rival, folded) = (rival(&names(n)), folded(&text));
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| rival.find_iter(&folded).count());
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn compile_list(bencher: divan::Bencher<'_, '_>, n: usize) {
    let names = names(n);
    bencher.with_inputs(|| source(&names)).bench_local_values(|source| {
        compile(source, &CompileOptions::default()).expect("good names").bytes.len()
    });
}
