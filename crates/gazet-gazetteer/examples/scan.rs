//! Compiles a folder of lists and searches a file of JSON lines with it: `scan GAZETTEERS DOCS.jsonl [SHOW]`.
//! Prints sizes, times and throughput, and the names of the first SHOW documents. Rates are of the thread's CPU time
//! where the system tells it, so that a busy machine does not matter much.

use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind, compile_folder};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Seconds that this thread has run; wall time where the system does not tell.
fn cpu_seconds() -> f64 {
    let own = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = own.and_then(|s| s.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(
        || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64()),
        |n| n / 1e9,
    )
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "an example prints rates")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, docs, rest @ ..] = arguments.as_slice() else {
        return Err("usage: scan GAZETTEERS DOCS.jsonl [SHOW]".into());
    };
    let show: usize = rest.first().map_or(Ok(0), |n| n.parse())?;
    let begin = Instant::now();
    let compiled = compile_folder(Path::new(folder))?;
    println!("{:?}\n{} bytes, compiled in {:?}", compiled.summary, compiled.bytes.len(), begin.elapsed());
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;

    let mut texts = Vec::new();
    for line in std::fs::read_to_string(docs)?.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        texts.push(value["text"].as_str().ok_or("a line without text")?.to_owned());
    }
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let tokenizer = Tokenizer::new();
    let mut tokenized = vec![TokenizedText::default(); texts.len()];
    let (mut scratch, mut found) = (FindScratch::default(), Vec::new());
    for round in 0..5 {
        let begin = cpu_seconds();
        for (text, tokens) in texts.iter().zip(&mut tokenized) {
            tokenizer.tokenize(text, tokens)?;
        }
        let cut = cpu_seconds() - begin;
        let (begin, mut n) = (cpu_seconds(), 0);
        for (text, tokens) in texts.iter().zip(&tokenized) {
            gazetteers.find(text, tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
            n += found.len();
        }
        let find = cpu_seconds() - begin;
        let n_tokens: usize = tokenized.iter().map(|t| t.tokens.len()).sum();
        println!(
            "{n} candidates, {n_tokens} tokens, {megabytes:.1} MB: tokenize {:.0} MB/s, find {:.0} MB/s, both {:.0} MB/s{}",
            megabytes / cut,
            megabytes / find,
            megabytes / (cut + find),
            if round == 0 { " (memory still growing)" } else { "" }
        );
    }
    for (text, tokens) in texts.iter().zip(&tokenized).take(show) {
        gazetteers.find(text, tokens, MatchKind::LeftmostLongest, &mut scratch, &mut found);
        println!("--- {}", text.chars().take(300).collect::<String>());
        for c in &found {
            let e = gazetteers.entity(c.entity);
            println!("  {:?} {} {} {:?}", c.span.of(text), e.key(), e.name(), c.flags);
        }
    }
    Ok(())
}
