//! Search, compilation and opening, beside `aho-corasick` and `daachorse`.
//!
//! `cargo bench -p gazet-gazetteer`. All matchers get the same names and must give the same spans; rounds of all of
//! them take turns, and rates are of the thread's CPU time, so that the ratios hold on a busy machine. The rivals
//! search the folded text, ours the tokens that carry the hashes of the same folded words; folding and tokenizing are
//! outside both times. All rates are of the bytes of the unfolded text.
//!
//! | variable | meaning |
//! | --- | --- |
//! | `GAZET_NAMES` | numbers of names, default `1000,30000,300000,3000000` |
//! | `GAZET_RIVALS` | the rivals run up to this many names, default 300000 (3 million take minutes and gigabytes) |
//! | `GAZET_TEXT` | a file of JSON lines with `text` fields, searched instead of the made texts |
//! | `GAZET_DUMP` | a folder for the names and the made text, which `benches/rivals/names.py` gives to others |
//! | `GAZET_ROUNDS` | rounds, default 5 |

#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

mod clock;
mod inputs;
mod rivals;

use gazet_gazetteer::{
    CasePolicy, CompileOptions, Compiled, FindScratch, Gazetteer, Gazetteers, MatchKind, compile,
};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use inputs::{Material, Script, read_documents, source};
use rivals::{Folded, Spans};
use std::path::Path;
use std::time::Instant;

/// The value of variable `name`, or `default`.
fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn main() {
    let number = |text: &str| text.trim().parse::<usize>().expect("a number");
    if let Ok(n) = std::env::var("GAZET_BUILD_ONLY") {
        return build(number(&n));
    }
    let sizes: Vec<usize> =
        variable("GAZET_NAMES", "1000,30000,300000,3000000").split(',').map(number).collect();
    let rivals_up_to = number(&variable("GAZET_RIVALS", "300000"));
    let rounds = number(&variable("GAZET_ROUNDS", "5"));
    let material = Material::read();
    let most = sizes.iter().copied().max().expect("a number of names");
    let names = material.names(most);
    let common = &names[..most.min(300_000)];
    let (documents, mixed) = match std::env::var("GAZET_TEXT") {
        Ok(path) => (read_documents(Path::new(&path)), Vec::new()),
        Err(_) => (material.text(common, Script::Latin), material.text(common, Script::Mixed)),
    };
    if let Ok(folder) = std::env::var("GAZET_DUMP") {
        inputs::dump(Path::new(&folder), &names, &documents);
    }
    for n in sizes {
        race(&names[..n], &documents, n <= rivals_up_to, rounds);
        if !mixed.is_empty() {
            mixed_script(&names[..n], &mixed, rounds);
        }
        in_a_process_of_its_own(n);
    }
}

/// Compiles and opens in a new process, so that its memory is that of the build.
fn in_a_process_of_its_own(n: usize) {
    let program = std::env::current_exe().expect("the path of this program");
    let status = std::process::Command::new(program).env("GAZET_BUILD_ONLY", n.to_string()).status();
    assert!(status.is_ok_and(|s| s.success()), "the build of {n} names failed");
}

#[expect(clippy::cast_precision_loss, reason = "rates")]
fn build(n: usize) {
    let names = Material::read().names(n);
    let source = source(&names, CasePolicy::Capitalized);
    let text = format!("They met {}, among others.", names[n / 2]);
    drop(names);
    let before = clock::megabytes("VmRSS");
    let (wall, cpu) = (Instant::now(), clock::process_seconds());
    let Compiled { bytes, summary, .. } = compile(source, &CompileOptions::default()).expect("good names");
    let cpu = clock::process_seconds().zip(cpu).map(|(now, then)| now - then);
    println!(
        "build: {:.2} s, {:.2} s of CPU; memory {:.0} MB before (the rows), {:.0} MB at the peak; {:.1} MB of file, {:.1} \
         hot bytes a name",
        wall.elapsed().as_secs_f64(),
        cpu.unwrap_or(f64::NAN),
        before.unwrap_or(f64::NAN),
        clock::megabytes("VmHWM").unwrap_or(f64::NAN),
        bytes.len() as f64 / 1e6,
        summary.hot_bytes as f64 / f64::from(summary.names),
    );
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("space for a temporary file");
    let mut times: Vec<f64> = (0..21).map(|_| open_to_first_hit(file.path(), &text)).collect();
    times.sort_unstable_by(f64::total_cmp);
    println!("open to first hit: {:.2} ms (median of 21, file in cache)", times[10] * 1e3);
}

/// Seconds from nothing to the names of a sentence.
fn open_to_first_hit(path: &Path, text: &str) -> f64 {
    let begin = Instant::now();
    let gazetteers = Gazetteers::new([Gazetteer::open(path).expect("a good file")]).expect("one file");
    let tokens = tokenize(text);
    let mut found = Vec::new();
    gazetteers.find(text, &tokens, MatchKind::LeftmostLongest, &mut FindScratch::default(), &mut found);
    assert!(!found.is_empty());
    begin.elapsed().as_secs_f64()
}

fn tokenize(text: &str) -> TokenizedText {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).expect("a short text");
    tokens
}

fn gazetteers(names: &[String], case: CasePolicy) -> Gazetteers {
    let compiled = compile(source(names, case), &CompileOptions::default()).expect("good names");
    Gazetteers::new([Gazetteer::from_bytes(compiled.bytes).expect("a good file")]).expect("few names")
}

fn spans_of(gazetteers: &Gazetteers, text: &str, tokens: &TokenizedText) -> Spans {
    let mut found = Vec::new();
    gazetteers.find(text, tokens, MatchKind::LeftmostLongest, &mut FindScratch::default(), &mut found);
    let mut spans: Spans = found.iter().map(|c| (c.span.start(), c.span.end())).collect();
    spans.dedup();
    spans
}

/// One thing that is measured: seconds of each round, and the answer, which must not change.
struct Measured<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> usize + 'a>,
    seconds: Vec<f64>,
    answer: Option<usize>,
}

impl<'a> Measured<'a> {
    fn new(name: &'static str, run: impl FnMut() -> usize + 'a) -> Self {
        Self { name, run: Box::new(run), seconds: Vec::new(), answer: None }
    }

    fn round(&mut self) {
        let begin = clock::thread_seconds();
        let answer = (self.run)();
        self.seconds.push(clock::thread_seconds() - begin);
        assert_eq!(*self.answer.get_or_insert(answer), answer, "{} changed its answer", self.name);
    }

    fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }
}

/// Tokenizes, and finds the names of `gazetteers`: tokens and candidates together.
fn from_raw(documents: &[String], gazetteers: Option<&Gazetteers>) -> usize {
    let (tokenizer, mut tokens) = (Tokenizer::new(), TokenizedText::default());
    let (mut scratch, mut found, mut n) = (FindScratch::default(), Vec::new(), 0);
    for text in documents {
        tokenizer.tokenize(text, &mut tokens).expect("a short text");
        match gazetteers {
            Some(all) => all.find(text, &tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found),
            None => found.clear(),
        }
        n += found.len() + tokens.tokens.len();
    }
    n
}

/// The same from text of several scripts, and by one thread and two.
fn mixed_script(names: &[String], documents: &[String], rounds: usize) {
    let smart = gazetteers(names, CasePolicy::Capitalized);
    let (half, rest) = documents.split_at(documents.len() / 2);
    let mut all = [
        Measured::new("mixed script: tokenize and find", || from_raw(documents, Some(&smart))),
        Measured::new("mixed script: tokenize", || from_raw(documents, None)),
    ];
    for _ in 0..rounds {
        all.iter_mut().for_each(Measured::round);
    }
    report(names.len(), documents, &all);
    // Wall time: it says something on a quiet machine only.
    let one = Instant::now();
    let n = from_raw(documents, Some(&smart));
    let one = one.elapsed().as_secs_f64();
    let two = Instant::now();
    let (a, b) = rayon::join(|| from_raw(half, Some(&smart)), || from_raw(rest, Some(&smart)));
    let two = two.elapsed().as_secs_f64();
    assert_eq!(n, a + b);
    println!("two threads: {:.2} times as fast as one", one / two);
}

fn race(names: &[String], documents: &[String], with_rivals: bool, rounds: usize) {
    let any = gazetteers(names, CasePolicy::AnyCase);
    let smart = gazetteers(names, CasePolicy::Capitalized);
    let tokenized: Vec<TokenizedText> = documents.iter().map(|d| tokenize(d)).collect();
    let folded: Vec<Folded> = documents.iter().zip(&tokenized).map(|(d, t)| rivals::fold(d, t)).collect();
    let automata = with_rivals.then(|| {
        let patterns = rivals::patterns(names);
        (rivals::aho_corasick(&patterns), rivals::daachorse(&patterns))
    });
    if let Some((aho, daac)) = &automata {
        for ((text, tokens), folded) in documents.iter().zip(&tokenized).zip(&folded) {
            let ours = spans_of(&any, text, tokens);
            assert_eq!(ours, rivals::aho_corasick_spans(aho, folded), "in: {text}");
            assert_eq!(ours, rivals::daachorse_spans(daac, folded), "in: {text}");
        }
    }

    let find = |gazetteers: &Gazetteers| {
        let (mut scratch, mut found, mut n) = (FindScratch::default(), Vec::new(), 0);
        for (text, tokens) in documents.iter().zip(&tokenized) {
            gazetteers.find(text, tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
            n += found.len();
        }
        n
    };
    let mut all = vec![
        Measured::new("find, any case", || find(&any)),
        Measured::new("find, smart case", || find(&smart)),
        Measured::new("tokenize", || from_raw(documents, None)),
        Measured::new("tokenize and find, smart case", || from_raw(documents, Some(&smart))),
    ];
    if let Some((aho, daac)) = &automata {
        let folded = &folded;
        all.push(Measured::new("aho-corasick, contiguous", move || {
            folded.iter().map(|f| aho.find_iter(&f.text).count()).sum()
        }));
        all.push(Measured::new("daachorse", move || {
            folded.iter().map(|f| daac.leftmost_find_iter(&f.text).count()).sum()
        }));
    }
    for _ in 0..rounds {
        all.iter_mut().for_each(Measured::round);
    }
    report(names.len(), documents, &all);
}

#[expect(clippy::cast_precision_loss, reason = "rates")]
fn report(n: usize, documents: &[String], all: &[Measured<'_>]) {
    let megabytes = documents.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let high = documents.iter().flat_map(|d| d.bytes()).filter(|b| !b.is_ascii()).count() as f64 / 1e4;
    println!(
        "\n{n} names, {} documents, {megabytes:.1} MB, {:.0} % of them not ASCII",
        documents.len(),
        high / megabytes
    );
    for one in all {
        let mut ratios: Vec<f64> = one.seconds.iter().zip(&all[0].seconds).map(|(a, b)| a / b).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        println!(
            "{:30} {:7.0} MB/s, {:6.2} times the time of the first (median of pairs), answer {}",
            one.name,
            megabytes / one.median(),
            ratios[ratios.len() / 2],
            one.answer.unwrap_or(0)
        );
    }
}
