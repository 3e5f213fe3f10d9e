//! Compiles a folder of lists and searches a file of JSON lines with it: `scan GAZETTEERS DOCS.jsonl [SHOW]`.
//! Prints sizes, times and throughput, and the names of the first SHOW documents.

use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind, compile_folder};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::path::Path;
use std::time::{Duration, Instant};

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, docs, rest @ ..] = arguments.as_slice() else {
        return Err("usage: scan GAZETTEERS DOCS.jsonl [SHOW]".into());
    };
    let show: usize = rest.first().map_or(Ok(0), |n| n.parse())?;
    let begin = Instant::now();
    let compiled = compile_folder(Path::new(folder))?;
    let build = begin.elapsed();
    println!("{:?}\n{} bytes, compiled in {build:?}", compiled.summary, compiled.bytes.len());
    for warning in compiled.warnings.iter().take(10) {
        println!("{warning}");
    }
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;

    let mut texts = Vec::new();
    for line in std::fs::read_to_string(docs)?.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        texts.push(value["text"].as_str().ok_or("a line without text")?.to_owned());
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let tokenizer = Tokenizer::new();
    let (mut tokens, mut scratch, mut found) = (TokenizedText::default(), FindScratch::default(), Vec::new());
    for round in 0..3 {
        let (mut cut, mut find, mut n, mut n_tokens) = (Duration::ZERO, Duration::ZERO, 0, 0);
        for (i, text) in texts.iter().enumerate() {
            let t = Instant::now();
            tokenizer.tokenize(text, &mut tokens)?;
            cut += t.elapsed();
            let t = Instant::now();
            gazetteers.find(text, &tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
            find += t.elapsed();
            n += found.len();
            n_tokens += tokens.tokens.len();
            if round == 0 && i < show {
                println!("--- {}", text.chars().take(300).collect::<String>());
                for c in &found {
                    let e = gazetteers.entity(c.entity);
                    println!("  {:?} {} {} {:?}", c.span.of(text), e.key(), e.name(), c.flags);
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate for reading")]
        let rate = |t: Duration| bytes as f64 / 1e6 / t.as_secs_f64();
        println!(
            "{n} candidates, {n_tokens} tokens, {:.1} MB: tokenize {:.0} MB/s, find {:.0} MB/s, both {:.0} MB/s",
            bytes as f64 / 1e6,
            rate(cut),
            rate(find),
            rate(cut + find)
        );
    }
    Ok(())
}
