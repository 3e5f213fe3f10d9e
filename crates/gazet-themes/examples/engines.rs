//! Two ways to find theme terms, timed on the same texts: the compiled phrases of `gazet-themes` (inflections
//! written out beforehand), and `aho-corasick` over a string of stems built for each text.
//!
//! ```text
//! cargo run --release -p gazet-themes --example engines -- gazetteers/themes STORIES.jsonl
//! ```

#![allow(clippy::print_stdout, reason = "an example reports to the terminal")]

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use gazet_themes::{Pack, ThemeAnalysis, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer, normalize_into};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(path)) = (args.next(), args.next()) else {
        return Err("usage: engines THEMES_FOLDER STORIES.jsonl".into());
    };
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.to_string_lossy().ends_with(".toml") && !p.to_string_lossy().ends_with(".meta.toml"));
    paths.sort();
    let mut packs = Vec::new();
    for path in &paths {
        packs.push(Pack::parse(&path.to_string_lossy(), &std::fs::read_to_string(path)?)?);
    }
    let start = Instant::now();
    let themes = Themes::new(&packs)?;
    println!("compile phrases: {:?}", start.elapsed());
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        texts.push(value["text"].as_str().unwrap_or_default().to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let tokenizer = Tokenizer::new();
    let mut tokens = TokenizedText::default();

    let (mut scratch, mut analysis) = (ThemeScratch::default(), ThemeAnalysis::default());
    let (mut time, mut found) = (Duration::ZERO, 0);
    for text in &texts {
        tokenizer.tokenize(text, &mut tokens)?;
        let start = Instant::now();
        themes.score(text, &tokens, &mut scratch, &mut analysis);
        time += start.elapsed();
        found += analysis.evidence.len();
    }
    report("phrases, with rules and all scores", bytes, time, found);

    for (name, kind) in [("contiguous NFA", AhoCorasickKind::ContiguousNFA), ("DFA", AhoCorasickKind::DFA)] {
        let mut patterns = Vec::new();
        for (_, _, term) in themes.terms() {
            let mut pattern = String::new();
            tokenizer.tokenize(term, &mut tokens)?;
            stems(term, &tokens, &mut BTreeMap::new(), &mut pattern);
            patterns.push(pattern);
        }
        let start = Instant::now();
        let automaton = AhoCorasick::builder().kind(Some(kind)).build(&patterns)?;
        println!("compile {name}: {:?}, {:.1} MB", start.elapsed(), automaton.memory_usage() as f64 / 1e6);
        let (mut memo, mut line) = (BTreeMap::new(), String::new());
        let (mut building, mut searching, mut found) = (Duration::ZERO, Duration::ZERO, 0);
        for text in &texts {
            tokenizer.tokenize(text, &mut tokens)?;
            let start = Instant::now();
            line.clear();
            stems(text, &tokens, &mut memo, &mut line);
            let built = Instant::now();
            found += automaton.find_overlapping_iter(&line).count();
            building += built - start;
            searching += built.elapsed();
        }
        report(&format!("{name}: string of stems"), bytes, building, 0);
        report(&format!("{name}: search alone"), bytes, searching, found);
    }
    Ok(())
}

/// ` stem stem stem `, with a crude suffix stripper: its cost is hidden by the memo, its quality does not matter here.
fn stems(text: &str, tokens: &TokenizedText, memo: &mut BTreeMap<u64, String>, out: &mut String) {
    out.push(' ');
    for token in tokens.tokens.iter().filter(|t| t.kind.is_wordlike()) {
        let stem = memo.entry(token.norm.0).or_insert_with(|| {
            let mut word = String::new();
            normalize_into(token.span.of(text), &mut word);
            let stripped = ["ing", "ed", "es", "s"]
                .iter()
                .find_map(|end| word.strip_suffix(end).filter(|s| s.len() > 3));
            stripped.unwrap_or(&word).to_owned()
        });
        out.push_str(stem);
        out.push(' ');
    }
}

fn report(name: &str, bytes: usize, time: Duration, found: usize) {
    println!("{name}: {:.0} MB/s, {found} found", bytes as f64 / 1e6 / time.as_secs_f64());
}
